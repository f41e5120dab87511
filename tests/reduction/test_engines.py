"""One definition, any engine: DuckDB, Parquet larger than its memory, Spark; every cell the same."""

import os
import shutil
import sys
from importlib.util import find_spec

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import reduction
from engagelib.reduction import bulk, engines
from engagelib.reduction.reduce import near_duplicates

#: What engines' own text functions do not agree on.
NASTY = [
    "manis² é_order\tmie\r\nayam😋enak", "manis2 enak", "\U0001d600\U0001d601\U0001d602 slot", "@budi @ani", "@budi, @ani!!", "@budi sini",
    "1️⃣ 👍🏽", "👍🏽", "🇮🇩❤️‍🔥", "Pesan WA 0812-0000-1234", "", "  \u2028\u200b", None, "\x1f", "=SUM(1)", "ꦲꦤꦕꦫꦏ", "...", "[Sticker]", "[ photo ]",
    "Promo makan gratis di tempat kami sekarang juga", "PROMO makan gratis\ndi tempat kami sekarang juga", "Promo makan gratis di tempat kami sekarang juga!",
    "sekarang juga promo makan gratis di tempat kami", "İSTANBUL ẞ Σ ς ǆ ﬁ Å", "a_b c\\d 'q' \"z\" `b` $1 \\1 %s {x} <b>x</b>", "e\u0301nak e\u0301nak",
    "gk enaaak bgt², kata2nya", "gak enak; mahal mahal", "kd kawa", "ora enak", "cek bio ya", "takut klik link bio", "x" * 500, "😀" * 300, "enak " * 200,
    "@ani @budi @cici", "@dewi @eka @fani", "@ani @budi ayo makan bareng di sini", "@cici ayo makan bareng di sini", "@Сергей @日本太郎", "😋\u200e\u2068", "\u200d",
    "\u3164", "сегодня была очень вкусная лапша", "Очень вкусная лапша была сегодня!! 😋", "™", "\x85", "0812\u00a0\u00a03456 7890", "😀" * 300,
]  # fmt: skip
TERMS = pd.DataFrame(
    {"code": ["RASA", "KELUH", "HARGA", "KELUH"], "term": ["enak", "gk enak", "mahal", "mahal"]}
)


@pytest.fixture(scope="module")
def comments():
    texts = NASTY + NASTY[:5]
    n = len(texts)
    ids = [f"{7541963014157631585 + i}" for i in range(n - 2)] + [
        "7541963014157631585",
        "7541963014157631586",
    ]
    return pd.DataFrame({
        "comment_id": ids, "video_id": [f"v{i % 3}" for i in range(n)], "text": pd.Series(texts, dtype="str"),
        "likes": pd.array([None if i % 7 == 0 else i % 5 for i in range(n)], dtype="Int64"),
        "is_seller": pd.array([i % 11 == 0 for i in range(n)], dtype="boolean"),
    })  # fmt: skip


def everything(comments, engine=None):
    found = reduction.reduce(comments, engine=engine)
    text = found.kept
    return {
        "fates": found.fates, "flow": found.flow, "kept": found.kept, "words": engines.word_tally(text, engine=engine),
        "terms": engines.term_tally(text, TERMS, engine=engine), "hits": engines.term_hits(text, TERMS, engine=engine),
        "alike": near_duplicates(text, engine=engine),
    }  # fmt: skip


def test_a_term_of_two_codes_counts_for_both(comments):
    kept = reduction.reduce(comments).kept
    hits = engines.term_hits(kept, TERMS).groupby("code").size()
    tally = engines.term_tally(kept, TERMS).groupby("code")["n"].sum()
    assert (
        hits["HARGA"] == tally["HARGA"] == 1
        and hits["KELUH"] == tally["KELUH"] == 3
        and hits["RASA"] == tally["RASA"]
    )


@pytest.mark.parametrize("said", [[], ["!!"], [""]])
def test_terms_without_a_word_hit_nothing(comments, said):
    none = pd.DataFrame({"code": ["X"] * len(said), "term": pd.Series(said, dtype="str")})
    assert engines.term_hits(comments, none).columns.tolist() == ["comment_id", "code"]
    assert (
        engines.term_hits(comments, none).empty and engines.term_tally(comments, none, by=("video_id",)).empty
    )


def test_near_duplicates_are_flagged_and_kept(comments):
    found = reduction.reduce(comments)
    alike = near_duplicates(found.kept)
    assert set(alike["comment_id"]) <= set(found.kept["comment_id"]) and len(alike) >= 1


def test_near_duplicates_in_other_scripts_are_flagged(comments):
    said = ["сегодня была очень вкусная лапша", "Очень вкусная лапша была сегодня!! 😋", "совсем другие слова и другая мысль", "😋" * 30, "😋" * 29, "очень вкусно"]  # fmt: skip
    frame = pd.DataFrame({"comment_id": list("abcdef"), "text": said})
    assert near_duplicates(frame).values.tolist() == [["b", "a"]]


def test_parquet_in_parquet_out_is_the_same_reduction(comments, tmp_path):
    comments.to_parquet(tmp_path / "c.parquet")
    flow = bulk.reduce(tmp_path / "c.parquet", tmp_path / "r.parquet", memory_limit="200MB")
    found = reduction.reduce(comments)
    pd.testing.assert_frame_equal(flow, found.flow)
    seen = pd.read_parquet(tmp_path / "r.parquet").sort_values("row", ignore_index=True)
    pd.testing.assert_frame_equal(seen[found.fates.columns], found.fates, check_dtype=False)
    with bulk.opened(tmp_path / "r.parquet") as stored:
        tally = engines.word_tally(stored.filter(stored.fate == "kept")).to_pandas()
    pd.testing.assert_frame_equal(tally, engines.word_tally(found.kept), check_dtype=False)


@pytest.mark.slow
def test_a_rerun_writes_the_same_file_byte_for_byte_in_the_order_of_the_import(comments, tmp_path):
    many = pd.concat([comments] * 8_000, ignore_index=True)  # enough for several processors
    many = many.assign(comment_id=[str(i) for i in range(len(many))])
    many.to_parquet(tmp_path / "c.parquet")
    for name in "ab":
        bulk.reduce(tmp_path / "c.parquet", tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert pd.read_parquet(tmp_path / "a.parquet", columns=["row"])["row"].is_monotonic_increasing


def test_normalised_once_counts_the_same(comments, tmp_path):
    comments.assign(text=comments["text"].fillna("")).to_parquet(tmp_path / "c.parquet")
    bulk.normalise(tmp_path / "c.parquet", tmp_path / "w.parquet", own={"mahal": "larang"})
    with bulk.opened(tmp_path / "w.parquet") as table:
        often = engines.word_tally(table, by=("video_id",)).to_pandas()
    again = engines.word_tally(comments, by=("video_id",), own={"mahal": "larang"})
    pd.testing.assert_frame_equal(often, again, check_dtype=False)
    assert "larang" in set(often["word"]) and "mahal" not in set(often["word"])


def test_an_ibis_table_gives_ibis_tables(comments, tmp_path):
    comments.to_parquet(tmp_path / "c.parquet")
    with bulk.opened(tmp_path / "c.parquet") as table:
        found = reduction.reduce(table)
        kept = found.kept.order_by("row").to_pandas()
    expected = reduction.reduce(comments)
    pd.testing.assert_frame_equal(found.flow, expected.flow)
    assert kept["comment_id"].tolist() == expected.kept["comment_id"].tolist()
    assert kept["stream"].tolist() == expected.kept["stream"].tolist()


def test_several_files_need_numbered_rows(comments, tmp_path):
    from engagelib.contracts.problems import Unreadable

    comments.to_parquet(tmp_path / "1.parquet")
    with pytest.raises(Unreadable, match="number the rows"), bulk.opened(tmp_path):
        pass


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from(["v", "w"]),
            st.one_of(st.sampled_from(NASTY), st.text(max_size=30)),
            st.booleans(),
        ),
        min_size=1,
        max_size=15,
    )
)
def test_every_row_has_one_fate_in_total_and_per_video(rows):
    frame = pd.DataFrame(rows, columns=["comment_id", "video_id", "text", "is_seller"]).assign(likes=0)
    found = reduction.reduce(frame)
    assert found.fates["fate"].isin(["kept", "excluded"]).all() and len(found.fates) == len(frame)
    assert (found.fates["reason"].isna() == (found.fates["fate"] == "kept")).all()
    assert (found.fates["stream"].isna() == (found.fates["fate"] == "excluded")).all()
    assert (
        found.fates["reasons"].fillna("").str.partition(";")[0] == found.fates["reason"].fillna("")
    ).all() or frame.empty
    per_video = found.fates.groupby("video_id")["fate"].value_counts().unstack(fill_value=0).sum(axis=1)
    assert per_video.to_dict() == frame.groupby("video_id").size().to_dict()


def test_the_log_is_the_same_byte_for_byte(comments):
    logs = {reduction.reduce(comments).fates.to_csv().encode() for _ in range(3)}
    assert len(logs) == 1


def needs_spark():
    """Skip without Spark; where it is required, its absence is a failure."""
    lacks = [
        what
        for what, there in (
            ("pyspark (the extra engagelib[cluster])", find_spec("pyspark")),
            ("Java", shutil.which("java")),
        )
        if not there
    ]
    if lacks and os.environ.get("ENGAGELIB_REQUIRE_SPARK") == "1":
        pytest.fail(f"Spark is required here and lacks {' and '.join(lacks)}")
    if lacks:
        pytest.skip(f"Spark lacks {' and '.join(lacks)}")


@pytest.mark.slow
@pytest.mark.cluster
def test_spark_gives_every_cell_that_duckdb_gives(comments, monkeypatch, tmp_path):
    needs_spark()
    import ibis
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = ibis.pyspark.connect(builder.getOrCreate())
    here, there = everything(comments), everything(comments, spark)
    for name, table in here.items():
        pd.testing.assert_frame_equal(there[name], table, check_dtype=False, obj=name)
    by_url = reduction.reduce(comments, engine="local[2]")
    pd.testing.assert_frame_equal(by_url.fates, here["fates"])
    comments.assign(row=range(len(comments))).to_parquet(tmp_path / "c.parquet")
    flow = bulk.reduce(tmp_path / "c.parquet", tmp_path / "r.parquet", engine=spark)
    pd.testing.assert_frame_equal(flow, here["flow"])
