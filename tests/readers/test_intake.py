"""Exports larger than memory: the same table, row by row, as the reader that reads them whole."""

import json

import pandas as pd
import pytest
from test_comment_exports import LAYOUTS, VIDEO, delimited

from engagelib import people as people_module
from engagelib import readers, reduction
from engagelib.contracts import knows
from engagelib.contracts.problems import Unreadable
from engagelib.readers import large
from engagelib.reduction import bulk

KEY = b"of this test"
OPTIONS = {"sellers": ["contoh_kiametro"], "key": KEY, "zone": "Asia/Makassar"}
FIRST = 7541963014157631585


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(large, "PIECE", 3)


def same(path, **options):
    """Both readers give the same table and mapping; gives the import."""
    options = OPTIONS | options
    whole = readers.comments(path, **options)
    target = path.with_suffix(".parquet")
    done = large.comments(path, target, **options)
    table = pd.read_parquet(target)
    assert table["row"].tolist() == list(range(len(whole.table))) and done.rows == len(whole.table)
    pd.testing.assert_frame_equal(table.drop(columns="row"), whole.table, check_dtype=False)
    assert done.mapping == whole.mapping
    assert {p.severity for p in done.problems} == {p.severity for p in whole.problems}
    return done


@pytest.mark.parametrize("name", [n for n in LAYOUTS if n.rpartition(".")[2] in ("csv", "tsv", "jsonl")])
def test_every_layout_comes_in_as_the_reader_reads_it(name, tmp_path):
    LAYOUTS[name][0](tmp_path / name)
    same(tmp_path / name)


def nasty_rows():
    header = [
        "cid",
        "repliesToId",
        "text",
        "videoWebUrl",
        "diggCount",
        "replyCommentTotal",
        "createTime",
        "uniqueId",
        "pinnedByAuthor",
    ]
    ids = [FIRST + 977_000_001 * i for i in range(20)]
    parents = [
        "",
        repr(float(ids[0])),
        str(ids[3]),
        "0",
        f"{ids[5] // 10**3 * 10**3}",
        "0.0",
        VIDEO,
        "7,5E+18",
        "123.0",
        "9" * 19,
    ]
    texts = [
        'Enak² "bgt"\r\nkuah; pol\ttab', "", "  ", "@contoh_budi WA 0812-0000-1234 / pesanan 240815AB12CD34", "a,b", "=SUM(1)", "\u2028baris\u2028", "ꦲꦤ",
        "nan", "[Sticker]", "cafe\u0301 é", "\U0001d600\U0001d601\U0001d602",
    ]  # fmt: skip
    times = [
        "1756000103",
        "",
        "2025-08-24T01:48:23.000Z",
        "2025-08-24 08:48:23",
        "1756000103000",
        "kemarin",
        "2025-08-24T08:48:23+07:00",
        "undefined",
    ]
    likes = ["7", "", "1.5", "-1", "seribu", "undefined", "0"]
    people = ["contoh_sari.id", "@Contoh_Sari.ID ", "contoh_kiametro", "", "contoh_budi", "null"]
    rows = [
        [ids[i] if i != 12 else "7.41968E+18", parents[i % 10], texts[i % 12], f"https://www.tiktok.com/@x/video/{VIDEO}", likes[i % 7], i, times[i % 8], people[i % 6], "False"]
        for i in range(20)
    ]  # fmt: skip
    return [["Export", "dari", "scraper"], [], header, *rows[:7], [], *rows[7:], rows[2]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_nasty_file(tmp_path, encoding, sign):
    (tmp_path / "n.csv").write_bytes(delimited(nasty_rows(), sign).encode(encoding))
    done = same(tmp_path / "n.csv", excluded=[people_module.pseudonym("contoh_budi", KEY)])
    assert done.left_out == 3
    told = [str(problem) for problem in done.problems]
    assert any("rounded this id" in line for line in told) and any(
        "only say how long ago" in line for line in told
    )
    assert any("only one comment fits" in line for line in told) and any("is lost" in line for line in told)


def test_windows_characters_and_carriage_returns_alone(tmp_path):
    rows = [["cid", "text", "aweme_id"], *[[i, f"café é enak {i}", VIDEO] for i in range(10)]]
    (tmp_path / "w.csv").write_bytes(delimited(rows, ";", "\r").encode("cp1252"))
    assert same(tmp_path / "w.csv").rows == 10


def test_json_lines_whose_names_differ_from_line_to_line(tmp_path):
    lines = [{"cid": str(FIRST + i), "text": f"halo {i}\u2028ya", "aweme_id": int(VIDEO)} for i in range(8)]
    lines[6] |= {"user": {"unique_id": "contoh_sari", "uid": "1"}, "digg_count": 3}
    lines[2] |= {
        "reply_comment": [{"cid": "5", "text": "balas", "reply_id": str(FIRST + 2), "aweme_id": VIDEO}]
    }
    (tmp_path / "j.jsonl").write_text(
        "\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8"
    )
    assert same(tmp_path / "j.jsonl").rows == 9


def test_ids_of_people_who_are_left_out_still_answer_for_their_threads(tmp_path):
    near = [
        ["7541968240718340097", "", "contoh_budi"],
        ["7541968240718340098", "", "a"],
        ["9", repr(7541968240718340097.0), "b"],
    ]
    rows = [["cid", "repliesToId", "uniqueId", "text", "aweme_id"], *[[*row, "x", VIDEO] for row in near]]
    (tmp_path / "t.csv").write_text(delimited(rows))
    done = same(tmp_path / "t.csv", excluded=[people_module.pseudonym("contoh_budi", KEY)])
    assert done.rows == 2 and "is lost" in str(done.problems[-1])


def test_many_problems_of_a_kind_are_counted_and_one_of_a_file_is_said_once(tmp_path):
    rows = [["cid", "texxt", "aweme_id", "digg_count"], *[[i, "x", VIDEO, "banyak"] for i in range(30)]]
    (tmp_path / "p.csv").write_text(delimited(rows))
    told = [str(problem) for problem in large.comments(tmp_path / "p.csv", tmp_path / "p.parquet").problems]
    assert sum("has no column for text" in line for line in told) == 1
    assert sum("'banyak'" in line for line in told) == 5 and any(
        "25 more: a whole number" in line for line in told
    )
    (tmp_path / "q.csv").write_text(
        delimited(
            [
                ["cid", "text", "aweme_id", "create_time"],
                *[[(1756000103 << 32) + i, "x", VIDEO, ""] for i in range(7)],
            ]
        )
    )
    told = large.comments(tmp_path / "q.csv", tmp_path / "q.parquet").problems
    assert [str(p.message) for p in told] == ["7 times are missing; taken from the comments' ids"]


def test_what_cannot_be_read_leaves_no_file(tmp_path):
    (tmp_path / "a.csv").write_text('cid,text,aweme_id\n1,"open,9\n' + "2,x,9\n" * 9)
    (tmp_path / "b.jsonl").write_text('{"cid": "1", "text": "x", "aweme_id": "9"}\n{"cid": \n')
    (tmp_path / "c.json").write_text("[]")
    for name, said in (
        ("a.csv", "quotation mark"),
        ("b.jsonl", "line 2"),
        ("c.json", "json-lines"),
        ("d.csv", "no such file"),
    ):
        with pytest.raises(Unreadable, match=said):
            large.comments(tmp_path / name, tmp_path / "out.parquet")
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".parquet", ".part")]


def test_a_study_reads_what_was_imported(tmp_path, monkeypatch):
    from engagelib.run.forget import forget
    from engagelib.study.study import Study

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_APPDATA", str(tmp_path / "config"))
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "study.toml").write_text('[study]\nname = "imported"\n[files]\ncomments = "c.parquet"\n')
    study = Study.open(folder)
    (tmp_path / "n.csv").write_bytes(delimited([["cid", "text", "aweme_id", "username"], *[[i, f"enak {i}", VIDEO, f"contoh_{i % 3}"] for i in range(9)]]).encode())  # fmt: skip
    options = {"key": study.key(), "sellers": ["contoh_0"], "zone": study.zone}
    large.comments(tmp_path / "n.csv", folder / "c.parquet", **options)
    pd.testing.assert_frame_equal(study.comments(), readers.comments(tmp_path / "n.csv", **options).table)
    assert study.problems() == []
    done = forget(study, "contoh_1")
    assert done.comments == 3 and done.places == [
        "c.parquet, baris 2",
        "c.parquet, baris 5",
        "c.parquet, baris 8",
    ]
    assert len(Study.open(folder).comments()) == 6
    pd.DataFrame({"text": ["enak"]}).to_parquet(folder / "c.parquet")
    assert "c.parquet: has no column comment_id" in str(Study.open(folder).problems()[0])
    (folder / "c.parquet").write_bytes(b"PAR1 no")
    assert "is no Parquet that can be read" in str(Study.open(folder).problems()[0])


def test_what_was_imported_is_reduced_where_it_lies(tmp_path):
    (tmp_path / "n.csv").write_bytes(delimited(nasty_rows()).encode())
    large.comments(tmp_path / "n.csv", tmp_path / "n.parquet", **OPTIONS)
    flow = bulk.reduce(tmp_path / "n.parquet", tmp_path / "r.parquet")
    whole = reduction.reduce(readers.comments(tmp_path / "n.csv", **OPTIONS).table)
    pd.testing.assert_frame_equal(flow, whole.flow)


def test_an_import_knows_what_its_export_lacked(tmp_path):
    rows = [
        ["cid", "text", "aweme_id", "username"],
        *[[i, f"enak {i}", VIDEO, f"contoh_{i % 3}"] for i in range(9)],
    ]
    (tmp_path / "n.csv").write_bytes(delimited(rows).encode())
    for sellers, known in ((), False), (("contoh_0",), True):
        large.comments(tmp_path / "n.csv", tmp_path / "n.parquet", key=KEY, sellers=sellers)
        found = readers.comments(tmp_path / "n.parquet", key=KEY).table
        assert knows(found, "is_seller") == known and knows(found, "author") and not knows(found, "likes")
        assert (
            found.attrs["absent"]
            == readers.comments(tmp_path / "n.csv", key=KEY, sellers=sellers).table.attrs["absent"]
        )
    large.comments(tmp_path / "n.csv", tmp_path / "n.parquet", key=KEY)
    found = readers.comments(tmp_path / "n.parquet", key=KEY, sellers=["contoh_0"]).table  # named afterwards
    assert knows(found, "is_seller") and found["is_seller"].tolist() == [True, False, False] * 3
    pd.read_parquet(tmp_path / "n.parquet").to_parquet(
        tmp_path / "o.parquet"
    )  # another program's: says nothing of it
    assert not knows(readers.comments(tmp_path / "o.parquet").table, "is_seller")


def test_an_import_whose_answered_ids_were_mended_keeps_its_notes(tmp_path):
    (tmp_path / "n.csv").write_bytes(delimited(nasty_rows()).encode())
    large.comments(tmp_path / "n.csv", tmp_path / "n.parquet", **OPTIONS)
    whole, found = (readers.comments(tmp_path / name, **OPTIONS) for name in ("n.csv", "n.parquet"))
    assert found.table.attrs["absent"] == whole.table.attrs["absent"] and found.problems == []


@pytest.mark.parametrize("kind", ["whole", "import", "parquet"])
def test_a_shop_that_wrote_nothing_is_named(tmp_path, kind):
    rows = [
        ["cid", "text", "aweme_id", "username"],
        *[[i, f"enak {i}", VIDEO, f"contoh_{i % 3}"] for i in range(9)],
    ]
    (tmp_path / "n.csv").write_bytes(delimited(rows).encode())

    def told(*sellers):
        if kind == "whole":
            return readers.comments(tmp_path / "n.csv", sellers=sellers, key=KEY).problems
        done = large.comments(
            tmp_path / "n.csv", tmp_path / "n.parquet", sellers=sellers if kind == "import" else (), key=KEY
        )
        return (
            done.problems
            if kind == "import"
            else readers.comments(tmp_path / "n.parquet", sellers=sellers, key=KEY).problems
        )

    silent = [p for p in told("kedai_kami", "kedaikami") if p.kind == "silent_sellers"]
    assert [(p.severity, p.value) for p in silent] == [("warning", "kedai_kami, kedaikami")]
    assert not [
        p
        for sellers in (("kedai_kami", "contoh_2"), ())
        for p in told(*sellers)
        if p.kind == "silent_sellers"
    ]
