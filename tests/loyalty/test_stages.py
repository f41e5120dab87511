"""A model of stages against its evidence: the flag comes from the data and goes with its cause."""

import numpy as np
import pandas as pd
import pytest

from engagelib import loyalty

BOOK = pd.DataFrame({
    "code": ["T1", "VIDEO", "T2", "CEPAT", "L", "ULANG"], "parent": [None, "T1", None, "T2", None, "L"],
    "theme": ["T1", "T1", "T2", "T2", "L", "L"], "name": ["Konten", "Video", "Interaksi", "Cepat", "Loyalitas", "Ulang"],
})  # fmt: skip
UNITS = pd.DataFrame({
    "unit": ["a", "b", "c"], "case": ["K1", "K1", "K2"], "method": ["interview", "reviews", "interview"],
    "text": ["live tiap malam", "balasnya cepat", "video dapur"],
})  # fmt: skip
CODINGS = pd.DataFrame({"unit": ["a", "b", "c"], "coder": "A", "code": ["VIDEO", "CEPAT", "VIDEO"]})
MODEL = [
    {"id": "Target"},
    {"id": "Konten", "en": "Content", "theme": "T1"},
    {"id": "Interaksi", "theme": "T2"},
]


def test_a_stage_without_a_theme_is_flagged_and_the_flag_goes_with_a_theme():
    table = loyalty.stages(MODEL, CODINGS, UNITS, BOOK)
    assert table["flag"].tolist() == ["no_theme", "", ""]
    assert table.loc[1, ["n", "cases", "of", "methods"]].tolist() == [2, 2, 2, "interview"]
    fed = [{"id": "Target", "theme": "T2"}, *MODEL[1:]]
    assert loyalty.stages(fed, CODINGS, UNITS, BOOK)["flag"].tolist() == ["", "", ""]


def test_a_theme_that_nobody_gave_is_no_evidence():
    table = loyalty.stages(MODEL, CODINGS[CODINGS["code"] == "VIDEO"], UNITS, BOOK)
    assert table["flag"].tolist() == ["no_theme", "", "no_evidence"]
    with pytest.raises(ValueError, match="names the theme 'T9'"):
        loyalty.stages([{"id": "x", "theme": "T9"}], CODINGS, UNITS, BOOK)


def test_themes_that_no_stage_takes_up():
    assert loyalty.unplaced(MODEL, BOOK, "L") == []
    assert loyalty.unplaced(MODEL[:2], BOOK, "L") == ["T2"]
    assert loyalty.unplaced(MODEL, BOOK) == ["L"]


def insight(rows):
    table = pd.DataFrame(rows, columns=["date", "case", "channel", "measure", "value"])
    return table.assign(date=pd.to_datetime(table["date"]))


INSIGHTS = insight([
    ("2025-01-01", "K1", "instagram", "reach", 1000.0), ("2025-01-01", "K1", "instagram", "interactions", 50.0),
    ("2025-02-01", "K1", "instagram", "reach", 3000.0),  # no interactions shown: the month does not count
    ("2025-01-01", "K1", "instagram", "posts", 31.0),
    ("2025-01-01", "K1", "instagram", "audience_18_24", 60.0), ("2025-01-01", "K1", "instagram", "audience_25_34", 40.0),
])  # fmt: skip
MEASURED = [
    {
        "id": "s",
        "measures": [
            "interaction_share",
            "posts_per_week",
            "largest_segment_share",
            "reply_share",
            "repeat_share",
            "rating",
        ],
    }
]


def test_what_can_be_counted_is_and_what_cannot_says_why():
    reviews = pd.DataFrame(
        {"review": ["U1", "U2"], "case": ["K1", "K2"], "rating": [5, None], "photo": [True, False]}
    )
    table = loyalty.stage_kpis(MEASURED, {"insights": INSIGHTS, "reviews": reviews}).set_index("measure")
    assert table.loc["interaction_share", ["value", "shown"]].tolist() == [0.05, "5,0%"]
    assert table.loc["posts_per_week", "value"] == pytest.approx(7)
    assert table.loc["largest_segment_share", "value"] == pytest.approx(0.6)
    assert [table.loc["rating", "value"], table.loc["rating", "n"]] == [5.0, 1]
    assert str(table.loc["reply_share", "note"]) == "no platform shows messages_replied and messages"
    assert str(table.loc["repeat_share", "note"]) == "the study has no orders" and np.isnan(
        table.loc["repeat_share", "value"]
    )
    assert table.loc["repeat_share", "raw"] == "orders"
    assert table.loc["interaction_share", "counts"] == "interactions; reach"


def test_by_shop_and_an_unknown_measure():
    reviews = pd.DataFrame(
        {"review": ["U1", "U2"], "case": ["K1", "K2"], "rating": [5, 3], "photo": [True, False]}
    )
    table = loyalty.stage_kpis([{"id": "s", "measures": ["rating"]}], {"reviews": reviews}, by="case")
    assert table[["case", "value"]].values.tolist() == [["K1", 5.0], ["K2", 3.0]]
    with pytest.raises(ValueError, match="'likes' is not known"):
        loyalty.stage_kpis([{"id": "s", "measures": ["likes"]}], {})
