"""Sentences come from tables: change the table and the sentence changes; both languages say the same numbers."""

import numpy as np
import pandas as pd
import pytest

from engagelib import prose
from engagelib.contracts.problems import note

SERVICE = pd.DataFrame({
    "process": ["incident", "access", "request"], "tickets": [4, 0, 9], "asked": [3, 0, 8], "answered_share": [0.5, np.nan, 0.2], "median_hours": [2.5, np.nan, np.nan],
    "documented_share": [0.0, np.nan, 0.1],
})  # fmt: skip


def test_no_evidence_is_said_and_a_missing_median_too():
    text = prose.service(SERVICE, "en")
    assert (
        "Access management: no evidence" in text
        and "4 tickets, 0% documented; of 3 begun by customers 50% answered" in text
        and "median 2.5 hours" in text
        and "no median: more than half unanswered" in text
    )
    assert "2,5 jam" in prose.service(SERVICE, "id")
    known = SERVICE.assign(ci_low=[1.5, np.nan, np.nan], ci_high=[9.5, np.nan, np.nan])
    assert "median 2.5 hours (95% interval 1.5 to 9.5)" in prose.service(known, "en")
    assert "interval" not in prose.service(known.assign(ci_high=np.inf), "en")  # it never ends


def test_a_tie_is_said():
    gap = pd.DataFrame({
        "group": ["owner"] * 3, "objective": ["APO02", "DSS02", "overall"], "n": [1] * 3, "rank": ["1=", "1=", ""],
        "as_is_printed": ["3.00", "2.50", "2.66"], "to_be_printed": ["5.00", "4.50", "4.66"], "gap_printed": ["2.00"] * 3,
    })  # fmt: skip
    assert prose.gap(gap, "en").startswith(
        "Owner (n = 1): as-is 2.66"
    ) and "APO02 and DSS02 (2.00), a tie" in prose.gap(gap, "en")
    assert "2,66" in prose.gap(gap, "id")
    assert "a tie" not in prose.gap(gap.assign(rank=["1", "2", ""]), "en")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_words_of_strangers_are_data(lang):
    table = pd.DataFrame(
        {
            "code": ["P"],
            "name": ["<b>x</b> $y$ {z}"],
            "n": [1],
            "units": [2],
            "share": [0.5],
            "ci_low": [0.1],
            "ci_high": [0.9],
        }
    )
    found = prose.tally(table.assign(theme="t"), table, lang)
    assert "<b>" in found and "<b>" not in found._repr_html_() and "&lt;b&gt;" in found._repr_html_()


def test_saturation_reached_or_not():
    table = pd.DataFrame(
        {"position": [1, 2], "cumulative": [3, 4], "saturated": pd.array([None, False], dtype="boolean")}
    )
    assert "not reached" in prose.saturation(table, "en")
    assert "At case 2" in prose.saturation(
        table.assign(saturated=pd.array([None, True], dtype="boolean")), "en"
    )


def test_nothing_computable_gives_the_reason():
    table = pd.DataFrame({"alpha": [np.nan], "note": [note("noted_one_item")], "name": ["x"], "units": [0]})
    assert "one item" in prose.reliability(table, "en") and "satu butir" in prose.agreement(table, "id")


def test_agreement_without_any_code_has_a_reason():
    table = pd.DataFrame({"alpha": [], "note": [], "name": [], "units": []})
    assert "tidak ada kode" in prose.agreement(table, "id")


def test_scores_name_each_group_and_an_interval_only_where_there_is_one():
    table = pd.DataFrame({
        "group": ["customer", "customer", "owner"], "construct": ["loyalty", "emotional", "loyalty"], "n": [30, 29, 1],
        "mean": [3.9, 4.1, 4.5], "ci_low": [3.7, 3.9, np.nan], "ci_high": [4.1, 4.3, np.nan],
    })  # fmt: skip
    text = prose.scores(table, "en")
    assert (
        "According to customer (n = 30): emotional 4.10 (3.90 to 4.30); loyalty 3.90 (3.70 to 4.10)." in text
    )
    assert "According to owner (n = 1): loyalty 4.50." in text


def test_items_put_the_other_way_round_are_named_only_where_there_are_any():
    items = pd.DataFrame({"item": ["A1", "A2"], "text": ["Puas", "Mudah pindah"], "reversed": [None, True]})
    assert "A2 “Mudah pindah”" in prose.turned(items, "id") and "A1" not in prose.turned(items, "id")
    assert "(reversed)" in prose.turned(items, "en")
    assert prose.turned(items.head(1), "id") is None


def test_constructs_are_counted_as_constructs():
    values = [
        ("as_is", "APO02", 0.8),
        ("to_be", "APO02", 0.6),
        ("none", "loyalty", 0.9),
        ("none", "alone", np.nan),
    ]
    table = pd.DataFrame(values, columns=["state", "construct", "alpha"]).assign(note="", n=30)
    text = prose.reliability(table, "en")
    assert (
        "alpha of 2 constructs, 1 of them in 2 states, runs from .60 to .90; 1 of 3 values are below" in text
    )
    assert "2 konstruk, 1 di antaranya dalam 2 keadaan," in prose.reliability(table, "id")
    assert "alpha of loyalty: .90 (n = 30)" in prose.reliability(table.iloc[2:3], "en")


def test_saturation_says_what_came_after():
    table = pd.DataFrame({
        "position": range(1, 9), "cumulative": [4, 5, 5, 5, 6, 6, 7, 7],
        "saturated": pd.array([None, None, None, True, None, False, None, False], dtype="boolean"),
    })  # fmt: skip
    text = prose.saturation(table, "en")
    assert "At case 4 saturation was first reached" in text
    assert "2 of 7 codes came after, above the threshold again at case 6 and 8 and to the end" in text
    few = prose.saturation(table.iloc[:3], "en")
    assert "cannot be judged" in few and "not reached" not in few
