"""Gaps and level words: the paper's tables, worked in exact fractions, and the rule tables of facts/cobit-itil.md."""

from fractions import Fraction

import pandas as pd
import pytest

from engagelib import cobit
from engagelib.exact import RECOMMENDED, Step

SUMS = {
    ("customer", "as_is"): (339, 458, 471, 120, 30),
    ("customer", "to_be"): (543, 554, 548, 120, 30),
    ("owner", "as_is"): (12, 10, 10, 4, 1),
    ("owner", "to_be"): (20, 18, 18, 4, 1),
}


@pytest.fixture
def scores():
    rows = [
        (group, state, objective, n, sums[i], answers)
        for (group, state), (*sums, answers, n) in SUMS.items()
        for i, objective in enumerate(("APO02", "DSS02", "DSS05"))
    ]
    return pd.DataFrame(rows, columns=["group", "state", "construct", "n", "total", "answers"])


def test_gap_table_is_exact_and_ranked(scores):
    gap = cobit.gaps(scores).set_index(["group", "objective"])
    row = gap.loc[("customer", "DSS05")]
    assert (row["as_is_exact"], row["to_be_exact"], row["gap_exact"]) == ("157/40", "137/30", "77/120")
    assert (row["as_is_printed"], row["to_be_printed"], row["gap_printed"]) == ("3.93", "4.57", "0.64")
    assert (row["as_is_total"], row["as_is_answers"], row["n"]) == (471, 120, 30)
    assert gap.loc["customer", "rank"].tolist() == ["1", "2", "3", ""]
    assert gap.loc["owner", "rank"].tolist() == ["1=", "1=", "1=", ""]  # a three-way tie: "largest is APO02" does not hold
    assert Fraction(gap.loc[("customer", "overall"), "gap_exact"]) == Fraction(377, 360)


def test_only_one_number_depends_on_the_pipeline(scores):
    paper = [s for s in RECOMMENDED if s.stage == "domain"]
    paper += [Step("overall", "printed", "truncate"), Step("objective gap", "printed"), Step("overall gap", "printed")]
    found = cobit.rounding(cobit.gaps(scores, paper), paper)
    # owner's as-is 2.66 against 2.67 and (not printed) to-be 4.66 against 4.67
    assert found[["group", "objective", "column", "printed", "recommended"]].values.tolist() == [
        ["owner", "overall", "as_is", "2.66", "2.67"],
        ["owner", "overall", "to_be", "4.66", "4.67"],
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # facts/cobit-itil.md 0.2: interval A, interval B, floor, ceiling, six equal bins of 0-5
        ("2.50", (2, 3, 2, 3, 3)),
        ("2.66", (3, 3, 2, 3, 3)),
        ("2.83", (3, 3, 2, 3, 3)),
        ("3.00", (3, 3, 3, 3, 3)),
        ("3.52", (4, 4, 3, 4, 4)),
        ("3.82", (4, 4, 3, 4, 4)),
        ("3.505", (4, 4, 3, 4, 4)),  # nothing falls between 3.50 and 3.51
        ("5", (5, 5, 5, 5, 5)),
    ],
)
def test_rules_on_exact_values(value, expected):
    rules = ("interval_a", "interval_b", "floor", "ceiling", "equal_width_0_5")
    assert tuple(cobit.RULES[rule](Fraction(value)) for rule in rules) == expected


def test_no_rule_gives_defined_to_both_groups(scores):
    levels = cobit.levels(cobit.gaps(scores))
    now = levels[(levels["objective"] == "overall") & (levels["state"] == "as_is")]
    giving = now[now["label"] == "Defined Process"].groupby("rule")["group"].agg(set)
    assert {"owner", "customer"} not in giving.tolist()
    assert not now["agree"].any()


def test_labels_by_edition():
    assert [cobit.label(3, labels) for labels in cobit.LABELS] == ["Defined Process", "Established", "Defined", "Defined"]
    assert all(len(words) == 6 for words in cobit.LABELS.values())
