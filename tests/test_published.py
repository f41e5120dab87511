"""Printed numbers: GRIM against facts/statistics.md section 5 and Brown & Heathers (2017), verdicts against hand-made cases."""

from fractions import Fraction

import pandas as pd
import pytest

from engagelib import published
from engagelib.exact import RECOMMENDED, Step

PAPER = (Step("domain"), Step("overall", "printed", "truncate"), Step("objective gap", "printed"), Step("overall gap", "printed"))


@pytest.mark.parametrize(
    ("mean", "items", "rounding", "possible"),
    [
        # facts/cobit-itil.md 0.3, n = 30
        ("3.82", 1, "half_up", False), ("3.82", 2, "half_up", True), ("4.62", 1, "half_up", False),
        ("3.82", 2, "truncate", False), ("3.82", 3, "truncate", True), ("4.57", 2, "truncate", False),
        ("2.83", 1, "half_up", True), ("3.93", 1, "half_up", True), ("4.53", 1, "truncate", True),
    ],
)  # fmt: skip
def test_grim_on_the_paper(mean, items, rounding, possible):
    assert published.grim(mean, 30, items, rounding).possible is possible


@pytest.mark.parametrize(("items", "share"), [(1, 0.30), (2, 0.60), (3, 0.90), (4, 1.00)])
def test_power_says_when_nothing_can_be_caught(items, share):
    # facts/statistics.md section 5: share of all 401 two-decimal means that are possible, n = 30
    assert 1 - published.grim("3.00", 30, items).power == pytest.approx(share, abs=0.006)


def test_one_respondent_needs_an_even_number_of_items():
    assert [k for k in range(1, 11) if published.grim("2.50", 1, k).possible] == [2, 4, 6, 8, 10]


def test_brown_and_heathers_own_example():
    # Brown & Heathers (2017), p. 364: a mean of 5.19 from 28 whole-number answers cannot be (145/28 = 5.18, 146/28 = 5.21)
    assert not published.grim("5.19", 28, high=7).possible
    assert published.grim("5.18", 28, high=7).sums == (145,)


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="last digits"):
        published.grim(2.5, 30)


@pytest.fixture
def tables():
    rows = [
        ("owner", "APO02", "3", "5", "2"), ("owner", "DSS02", "5/2", "9/2", "2"), ("owner", "DSS05", "5/2", "9/2", "2"),
        ("owner", "overall", "8/3", "14/3", "2"),
    ]  # fmt: skip
    gap = pd.DataFrame(rows, columns=["group", "objective", "as_is_exact", "to_be_exact", "gap_exact"])
    for column in ("as_is", "to_be", "gap"):
        gap[column] = [float(Fraction(v)) for v in gap[f"{column}_exact"]]
    words = [("owner", "interval_a", "Defined Process"), ("owner", "floor", "Repeatable but Intuitive"), ("firm", "floor", "Optimised")]
    capability = pd.DataFrame(words, columns=["group", "rule", "label"])
    return {"gap": gap, "capability": capability, "sample": pd.DataFrame({"group": ["customer"], "n": [30]})}


def compared(tables, printed, quantity, pipeline=PAPER):
    frame = pd.DataFrame([("T", "r", "c", printed, quantity)], columns=["place", "row", "column", "printed", "quantity"])
    return published.compare(frame, tables, pipeline).iloc[0]


def test_verdicts(tables):
    overall = "gap/group=owner,objective=overall/as_is"
    row = compared(tables, "2,66", overall)
    assert (row["verdict"], row["recomputed"], row["recommended"], row["exact"]) == ("match under pipeline", "2.66", "2.67", "8/3")
    assert compared(tables, "2,66", overall, RECOMMENDED)["verdict"] == "differs"
    assert compared(tables, "2,67", overall)["verdict"] == "match"
    assert "truncate" in compared(tables, "2,66", overall, RECOMMENDED)["why"]
    assert compared(tables, "2,70", overall)["verdict"] == "differs"
    assert compared(tables, "30", "sample/group=customer/n")["verdict"] == "match"
    assert compared(tables, "31", "sample/group=customer/n")["verdict"] == "differs"


def test_a_level_word_has_a_verdict_of_its_own(tables):
    row = compared(tables, "Defined Process", "capability/group=owner/label")
    assert row["verdict"] == "depends on the rule"
    assert "given by interval A" in row["why"] and "floor: Repeatable" in row["why"]
    assert compared(tables, "Chaos", "capability/group=owner/label")["verdict"] == "differs"


@pytest.mark.parametrize(
    ("quantity", "why"),
    [
        (None, "no result is named"),
        ("gap", "is not an address"),
        ("nothing/group=owner/as_is", "no result 'nothing'"),
        ("gap/group=nobody/as_is", "no row with group = nobody"),
        ("gap/group=owner,objective=APO02/height", "no column 'height'"),
        ("gap/colour=red/as_is", "no column 'colour'"),
    ],
)
def test_what_cannot_be_computed_says_why(tables, quantity, why):
    row = compared(tables, "1,00", quantity)
    assert row["verdict"] == "not computable" and why in row["why"]


def test_print_that_is_no_number(tables):
    assert compared(tables, "about 3", "gap/group=owner,objective=APO02/as_is")["verdict"] == "not computable"


def test_summary_lists_every_verdict(tables):
    frame = pd.DataFrame([("T", "r", "c", "30", "sample/group=customer/n")], columns=["place", "row", "column", "printed", "quantity"])
    summary = published.summary(published.compare(frame, tables)).set_index("verdict")["n"]
    assert summary["match"] == 1 and summary.sum() == 1 and set(summary.index) == set(published.VERDICTS)
