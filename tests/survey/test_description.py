"""Totals, classes and words for means, held to exact fractions and to numbers worked by hand."""

from fractions import Fraction

import pandas as pd
import pytest

from engagelib import survey


def _answers(totals, item="a"):
    table = pd.DataFrame({"respondent": [f"R{i}" for i in range(len(totals))], "value": totals, "item": item})
    return table.assign(group="customer", state="none", construct="loyalty")


def test_totals_are_of_those_who_answered_every_item():
    table = pd.concat([_answers([2, 4, 5]), _answers([3, 4, None], "b")]).astype({"value": "Int64"})
    found = survey.describe(table).iloc[0]
    # totals 5 and 8: mean 6.5, sd 3 / sqrt(2), both totals once
    assert (found["n"], found["excluded"], found["items"], found["mean"], found["sum"]) == (2, 1, 2, 6.5, 13)
    assert found["sd"] == pytest.approx(3 / 2**0.5) and found["mode"] == 5
    assert str(found["note"]) == "2 totals are equally common: the lowest is shown"


def test_without_a_complete_answer_nothing_is_computed():
    table = pd.concat([_answers([2, None]), _answers([None, 4], "b")]).astype({"value": "Int64"})
    found = survey.describe(table).iloc[0]
    assert found["n"] == 0 and pd.isna(found["mean"]) and str(found["note"]) == "nobody answered every item"
    assert survey.classes(table).empty


def test_classes_by_sturges():
    # n = 30: 1 + 3.322 * 1.4771 = 5.907, so 6 classes; totals 31 … 60: width (60 - 31 + 1) / 6 = 5
    found = survey.classes(_answers(list(range(31, 61))))
    assert found["low"].tolist() == [31, 36, 41, 46, 51, 56] and found["high"].iloc[-1] == 60
    assert (
        found["n"].tolist() == [5] * 6
        and found["cumulative_share"].iloc[-1] == 1
        and found["width"].eq(5).all()
    )
    # n = 100: 1 + 6.644, so 8 classes; nobody is lost
    assert survey.classes(_answers([i % 37 for i in range(100)]))["n"].sum() == 100
    one = survey.classes(_answers([7, 7, 7]))
    assert one[["low", "high", "n"]].values.tolist() == [[7, 7, 3]]


def test_words_of_means_at_their_limits():
    # five words on 1-5: .80 wide; the upper limit belongs to the word below (1.00-1.80 very low, 1.81-2.60 low …)
    for limit, below, above in [
        ("1.8", "is_very_low", "is_low"),
        ("2.6", "is_low", "is_fair"),
        ("3.4", "is_fair", "is_high"),
        ("4.2", "is_high", "is_very_high"),
    ]:
        at = Fraction(limit)
        assert survey.category(at.numerator * 20, at.denominator * 20) == below
        assert survey.category(at.numerator * 20 + 1, at.denominator * 20) == above
    assert survey.category(5, 1) == "is_very_high" and survey.category(1, 1) == "is_very_low"
    assert survey.category(0, 0) is None and survey.category(6, 1) is None
    assert survey.categories(1, 4, 3)["high"].tolist() == ["2", "3", "4"]
    assert survey.categories(1, 5, 3)["high"].tolist() == ["7/3", "11/3", "5"]


def test_an_answer_that_a_scale_lacks_is_missing_and_not_zero():
    table = pd.concat([_answers([1, 3]), _answers([5, 5], "b")])
    items = pd.DataFrame(
        {"item": ["a", "b"], "text": ["x", "y"], "low": 1, "high": [3, 5], "reversed": False}
    )
    found = survey.answers(table, items).set_index("item")
    assert found.loc["a", ["f_1", "f_2", "f_3"]].tolist() == [1, 0, 1] and pd.isna(found.loc["a", "f_5"])
    assert found.loc["b", "f_1"] == 0 and found.loc["b", "f_5_share"] == 1
    assert found.loc["a", "category"] == "is_fair" and found.loc["b", "category"] == "is_very_high"
