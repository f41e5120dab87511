"""Exploring: what stands together, where, when, and more than elsewhere."""

import math

import pandas as pd
import pytest

from engagelib import explore, reduction
from engagelib.study import Study


@pytest.fixture(scope="module")
def kept():
    return reduction.reduce(Study.open("kia-metro").comments()).kept


def said(*texts, stream="text"):
    return pd.DataFrame({"comment_id": [str(i) for i in range(len(texts))], "text": texts, "stream": stream})


def test_frequencies_count_dictionary_forms_and_keep_negations():
    table = explore.frequencies(said("gk enak", "tdk enaaak bgt", "yang ini enak enak")).set_index("term")
    assert table.loc["tidak", ["n", "comments"]].tolist() == [2, 2] and table.loc[
        "enak", ["n", "comments"]
    ].tolist() == [4, 3]
    assert "yang" not in table.index


def test_ngrams_stay_within_a_comment():
    table = explore.ngrams(said("mie ayam", "enak banget"), 2)
    assert table["term"].tolist() == ["enak sekali", "mi ayam"]


def test_collocations_put_what_belongs_together_first():
    table = explore.collocations(
        said(*["es jeruk segar"] * 5, *["es teh"] * 2, *["jeruk mahal"] * 2, *["segar mahal"] * 3)
    )
    assert (
        table["term"].iloc[0] in ("es jeruk", "jeruk segar")
        and (table["n"] >= 3).all()
        and table["g2"].is_monotonic_decreasing
    )


def test_keyness_is_dunnings_log_likelihood_with_a_direction():
    table = explore.keyness(said(*["antre lama"] * 10), said(*["enak sedap"] * 10, "antre")).set_index("term")
    n, other, a, b = 10, 1, 20, 21
    expected = 2 * (
        n * math.log(n / (a * (n + other) / (a + b))) + other * math.log(other / (b * (n + other) / (a + b)))
    )
    assert table.loc["antre", "g2"] == pytest.approx(expected)
    assert (
        table.loc["antre", "log_ratio"] == pytest.approx(math.log2((10 / 20) / (1 / 21)))
        and table.loc["enak", "log_ratio"] < 0
    )
    assert explore.keyness(said(), said("a")).empty


def test_concordance_finds_every_spelling_and_shows_it_as_written(kept):
    found = explore.concordance(said("gak ENAAAK ya", "enak tidak", "TDK enak"), "tidak enak")
    assert found["keyword"].tolist() == ["gak ENAAAK", "TDK enak"] and found["comment_id"].tolist() == [
        "0",
        "2",
    ]
    for row in explore.concordance(kept, "antre").itertuples():
        text = kept.set_index("comment_id")["text"][row.comment_id]
        assert row.before + row.keyword + row.after in text


def test_a_term_of_two_words_in_one_token_is_shown_whole():
    assert explore.concordance(said("gabisa pesan"), "tidak bisa pesan")["keyword"].tolist() == [
        "gabisa pesan"
    ]


def test_days_without_comments_are_zero_and_days_are_the_study_s(kept):
    at = pd.to_datetime(["2025-08-01T18:00Z", "2025-08-03T01:00Z"])
    days = explore.per_day(said("a", "b").assign(created_at=at))
    assert days["date"].dt.strftime("%m-%d").tolist() == ["08-02", "08-03"] and days["n"].tolist() == [1, 1]
    assert explore.per_day(kept)["n"].sum() == len(kept)
    gap = explore.per_day(said("a", "b").assign(created_at=at + pd.to_timedelta([0, 3], "D")))
    assert 0 in gap["n"].tolist()


def test_videos_add_up(kept):
    table = explore.per_video(kept)
    assert (
        table["n"].sum() == len(kept)
        and (table[["text", "seller", "mention", "emoji"]].sum(axis=1) == table["n"]).all()
    )
    assert table["answered"].dropna().between(0, 1).all()


def test_themes(kept):
    study = Study.open("kia-metro")
    themed = explore.themed(kept, study.codings(), study.codebook())
    assert themed["theme"].notna().all() and not themed.duplicated(["comment_id", "theme"]).any()
    assert set(explore.collocations(themed, by="theme")["theme"]) <= set(themed["theme"])
