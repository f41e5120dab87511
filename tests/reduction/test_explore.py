"""Exploring: what stands together, where, when, and more than elsewhere."""

import math

import pandas as pd
import pytest

from engagelib import coding, reduction
from engagelib.reduction.explore import ngrams
from engagelib.study.study import Study


@pytest.fixture(scope="module")
def kept():
    return reduction.reduce(Study.open("kia-metro").comments()).kept


def said(*texts, stream="text"):
    return pd.DataFrame({"comment_id": [str(i) for i in range(len(texts))], "text": texts, "stream": stream})


def test_frequencies_count_dictionary_forms_and_keep_negations():
    table = reduction.frequencies(said("gk enak", "tdk enaaak bgt", "yang ini enak enak")).set_index("term")
    assert table.loc["tidak", ["n", "comments"]].tolist() == [2, 2] and table.loc[
        "enak", ["n", "comments"]
    ].tolist() == [4, 3]
    assert "yang" not in table.index


def test_ngrams_stay_within_a_comment():
    table = ngrams(said("mie ayam", "enak banget"), 2)
    assert table["term"].tolist() == ["enak sekali", "mi ayam"]


def test_collocations_put_what_belongs_together_first():
    table = reduction.collocations(
        said(*["es jeruk segar"] * 5, *["es teh"] * 2, *["jeruk mahal"] * 2, *["segar mahal"] * 3)
    )
    assert (
        table["term"].iloc[0] in ("es jeruk", "jeruk segar")
        and (table["n"] >= 3).all()
        and table["g2"].is_monotonic_decreasing
    )


def test_words_that_avoid_each_other_are_no_collocation():
    texts = [f"enak x{i}" for i in range(400)] + [f"mahal y{i}" for i in range(400)]
    table = reduction.collocations(said(*texts, *["enak mahal"] * 3, *["es jeruk"] * 4))
    assert table["term"].tolist() == ["es jeruk"] and (table["pmi"] > 0).all()


def test_keyness_is_dunnings_log_likelihood_with_a_direction():
    table = reduction.keyness(said(*["antre lama"] * 10), said(*["enak sedap"] * 10, "antre")).set_index(
        "term"
    )
    n, other, a, b = 10, 1, 20, 21
    expected = 2 * (
        n * math.log(n / (a * (n + other) / (a + b))) + other * math.log(other / (b * (n + other) / (a + b)))
    )
    assert table.loc["antre", "g2"] == pytest.approx(expected)
    assert (
        table.loc["antre", "log_ratio"] == pytest.approx(math.log2((10 / 20) / (1 / 21)))
        and table.loc["enak", "log_ratio"] < 0
    )
    assert reduction.keyness(said(), said("a")).empty


def test_concordance_finds_every_spelling_and_shows_it_as_written(kept):
    found = reduction.concordance(said("gak ENAAAK ya", "enak tidak", "TDK enak"), "tidak enak")
    assert found["keyword"].tolist() == ["gak ENAAAK", "TDK enak"] and found["comment_id"].tolist() == [
        "0",
        "2",
    ]
    for row in reduction.concordance(kept, "antre").itertuples():
        text = kept.set_index("comment_id")["text"][row.comment_id]
        assert row.before + row.keyword + row.after in text


def test_concordance_finds_what_is_counted_and_nothing_else():
    kept = said("Ｅｎａｋ bgt", "𝐞𝐧𝐚𝐤 kak", "cek www.enak.id ya", "hai @enak", "e\u0301nak", "İ enak")
    found = reduction.concordance(kept, "enak")
    assert found[["comment_id", "keyword"]].values.tolist() == [["0", "Ｅｎａｋ"], ["1", "𝐞𝐧𝐚𝐤"], ["5", "enak"]]  # fmt: skip
    assert len(found) == reduction.frequencies(kept).set_index("term").loc["enak", "n"]
    assert found["after"].tolist() == [" bgt", " kak", ""]


def test_a_term_of_two_words_in_one_token_is_shown_whole():
    assert reduction.concordance(said("gabisa pesan"), "tidak bisa pesan")["keyword"].tolist() == [
        "gabisa pesan"
    ]


def test_days_without_comments_are_zero_and_days_are_the_study_s(kept):
    at = pd.to_datetime(["2025-08-01T18:00Z", "2025-08-03T01:00Z"])
    days = reduction.per_day(said("a", "b").assign(created_at=at))
    assert days["date"].dt.strftime("%m-%d").tolist() == ["08-02", "08-03"] and days["n"].tolist() == [1, 1]
    assert reduction.per_day(kept)["n"].sum() == len(kept)
    gap = reduction.per_day(said("a", "b").assign(created_at=at + pd.to_timedelta([0, 3], "D")))
    assert 0 in gap["n"].tolist()


def test_videos_add_up(kept):
    table = reduction.per_video(kept)
    assert (
        table["n"].sum() == len(kept)
        and (table[["text", "seller", "mention", "emoji"]].sum(axis=1) == table["n"]).all()
    )
    assert table["answered_share"].dropna().between(0, 1).all()


def test_themes(kept):
    study = Study.open("kia-metro")
    themed = coding.themed(kept, study.codings(), study.codebook())
    assert themed["theme"].notna().all() and not themed.duplicated(["comment_id", "theme"]).any()
    assert set(reduction.collocations(themed, by="theme")["theme"]) <= set(themed["theme"])


def test_streams_add_up_and_show_their_most_liked_comment(kept):
    table = reduction.streams(kept).set_index("stream")
    assert table["n"].sum() == len(kept) and table["share"].sum() == pytest.approx(1)
    text = kept[kept["stream"] == "text"]
    assert table.loc["text", "example"] == text.loc[text["likes"].astype("float64").idxmax(), "text"]
    assert table.loc["seller", "authors"] == 1


def test_look_alikes_stand_beside_what_they_resemble_and_short_ones_are_let_be():
    table = reduction.alike(
        said(
            "Kuahnya gurih banget kak, mantap",
            "kuahnya gurih bgt, mantep kk!!",
            "alamatnya mana kak",
            "alamatnya mana kak",
        )
    )
    assert table.values.tolist() == [
        ["1", "kuahnya gurih bgt, mantep kk!!", "0", "Kuahnya gurih banget kak, mantap"]
    ]


def test_periods_share_no_comment_and_lose_none(kept):
    earlier, later = reduction.periods(kept)
    assert len(earlier) + len(later) == len(kept) and abs(len(earlier) - len(later)) <= 1
    assert earlier["created_at"].max() < later["created_at"].min()
    before, after = reduction.periods(kept, "2025-09-01")
    assert len(before) + len(after) == len(kept)
    assert (after["created_at"] >= pd.Timestamp("2025-09-01", tz="Asia/Jakarta")).all()


@pytest.mark.parametrize(("zone", "n"), [("Asia/Jakarta", 2), ("UTC", 1), ("Asia/Jayapura", 3)])
def test_a_period_begins_when_the_day_does_in_the_study_s_zone(zone, n):
    at = pd.to_datetime(["2025-08-31T15:30Z", "2025-08-31T17:30Z", "2025-09-01T00:30Z"])
    later = reduction.periods(said("a", "b", "c").assign(created_at=at), "2025-09-01", zone)[1]
    days = reduction.per_day(later, zone)["date"]
    assert len(later) == n and (days >= pd.Timestamp("2025-09-01")).all()


def test_nothing_to_explore_is_no_error(kept):
    nothing = kept.iloc[:0]
    for call in (
        reduction.frequencies,
        reduction.collocations,
        reduction.alike,
        reduction.streams,
        reduction.per_day,
        reduction.per_video,
    ):
        assert call(nothing).empty, call.__name__
    assert reduction.keyness(nothing, kept).empty and reduction.concordance(nothing, "enak").empty
    assert reduction.concordance(kept, "").empty and all(part.empty for part in reduction.periods(nothing))


def test_a_study_s_own_slang_goes_first_everywhere(tmp_path):
    from engagelib.contracts import ProblemsError

    (tmp_path / "study.toml").write_text('[study]\nname = "mine"\n')
    assert Study.open(tmp_path).slang() == {}
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "slang.csv").write_bytes("\ufeffform;word\nTak;tidak\nlemak;enak\n".encode())
    own = Study.open(tmp_path).slang()
    assert own == {"tak": "tidak", "lemak": "enak"}
    kept = said("tak lemak", "lemak nian")
    assert reduction.frequencies(reduction.with_words(kept, own))["term"].tolist() == ["enak", "tidak"]
    assert reduction.frequencies(kept)["term"].tolist() == ["lemak", "tak"]
    assert reduction.concordance(kept, "enak", own=own)["keyword"].tolist() == ["lemak", "lemak"]
    (tmp_path / "coding" / "slang.csv").write_text("kata,arti\nx,y\n")
    with pytest.raises(ProblemsError, match="slang.csv: a slang list has two columns, form"):
        Study.open(tmp_path).slang()
