"""Scores and reliability against R (psych 2.2.9, R 4.2.2) and hand-worked fractions."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import survey

# 14 respondents x 4 items; psych::alpha(x) prints the numbers below.
X = np.array([
    [4, 5, 3, 4], [2, 3, 2, 2], [5, 4, 4, 5], [3, 3, 3, 4], [2, 2, 3, 1], [4, 4, 5, 3], [3, 4, 3, 2],
    [4, 4, 4, 5], [2, 2, 1, 3], [4, 3, 4, 4], [3, 2, 3, 3], [5, 5, 4, 3], [3, 3, 2, 4], [2, 4, 2, 3],
])  # fmt: skip


def tidy(x, construct="loyalty", state="none", group="customer"):
    rows = [(f"R{i:02d}", f"{construct}{j}", v) for i, row in enumerate(np.asarray(x, dtype=object)) for j, v in enumerate(row)]
    frame = pd.DataFrame(rows, columns=["respondent", "item", "value"])
    return frame.assign(construct=construct, state=state, group=group, value=pd.array(frame["value"], dtype="Int64"))


def test_alpha_and_feldts_interval_are_those_of_psych():
    row = survey.reliability(tidy(X)).iloc[0]
    assert row["n"] == 14 and row["items"] == 4 and row["note"] == ""
    assert row["alpha"] == pytest.approx(0.81635162, abs=1e-7)
    assert (row["alpha_low"], row["alpha_high"]) == pytest.approx((0.5854147, 0.9340386), abs=1e-6)


def test_item_statistics_are_those_of_psych():
    table = survey.item_statistics(tidy(X))
    assert table["item_total_r"].tolist() == pytest.approx([0.95283682, 0.75794320, 0.78866325, 0.71841823], abs=1e-7)  # raw.r
    assert table["item_rest_r"].tolist() == pytest.approx([0.90437545, 0.57924416, 0.61398079, 0.48766527], abs=1e-7)  # r.drop
    assert table["alpha_if_deleted"].tolist() == pytest.approx([0.63445761, 0.79481641, 0.77963526, 0.84095861], abs=1e-7)
    assert table["mean"].tolist() == pytest.approx([3.2857143, 3.4285714, 3.0714286, 3.2857143], abs=1e-6)
    assert table["sd"].tolist() == pytest.approx([1.0690450, 1.0163499, 1.0716117, 1.1387288], abs=1e-6)
    # r-table for n = 14: df = 12, .532 in any statistics textbook; item d passes only because it stands in its own total
    assert table["r_table"].iloc[0] == pytest.approx(0.532, abs=5e-4)
    assert table["valid"].tolist() == [True] * 4
    assert table["valid_rest"].tolist() == [True, True, True, False]


def made(n=40, k=5):
    """Made by a formula that R evaluates alike: floor(3.5 + …) cut to 1-5."""
    i, j = np.arange(n)[:, None], np.arange(k)[None]
    return np.clip(np.floor(3.5 + ((i * 7) % 11 - 5) / 3.1 + ((i * 13 + j * 29 + i * j * 3) % 7 - 3) / 2.3), 1, 5)


def test_omega_is_that_of_minres():
    # psych::fa(x, nfactors = 1, fm = "minres"), omega = sum(l)^2 / (sum(l)^2 + sum(1 - l^2))
    row = survey.reliability(tidy(made().astype(int))).iloc[0]
    assert row["omega"] == pytest.approx(0.8617917, abs=5e-5)
    assert row["alpha"] == pytest.approx(0.86099046, abs=1e-7)


def test_a_heywood_case_has_no_omega():
    assert np.isnan(survey.omega(X.astype(float)))  # psych warns of an ultra-Heywood case: a loading of 1.03


def test_undefined_reliability_has_a_reason():
    cases = {
        "one item": X[:, :1],
        "too few": X[:2],
        "same total": np.full((5, 3), 4),
        "fewer respondents than items": X[:4],
        "everybody agrees": np.column_stack([X[:, :3], np.full(14, 5)]),
    }
    for reason, x in cases.items():
        assert reason in survey.reliability(tidy(x)).iloc[0]["note"]
    assert np.isnan(survey.reliability(tidy(cases["same total"])).iloc[0]["alpha"])


def test_blanks_are_left_out_listwise_and_counted():
    x = X.astype(object).copy()
    x[0, 1] = None
    row = survey.reliability(tidy(x)).iloc[0]
    assert row["n"] == 13 and "1 respondents with a blank" in row["note"]
    assert row["alpha"] == pytest.approx(survey.alpha(X[1:].astype(float)))


def test_scores_are_exact_and_one_respondent_has_no_interval():
    scores = survey.score(tidy(X, "APO02", "as_is"))
    row = scores.iloc[0]
    assert Fraction(int(row["total"]), int(row["answers"])) == Fraction(int(X.sum()), X.size)
    own = X.mean(axis=1)
    assert row["sd"] == pytest.approx(own.std(ddof=1))
    half = 2.160369 * own.std(ddof=1) / 14**0.5  # t(.975, 13) of a printed t table
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((own.mean() - half, own.mean() + half), abs=1e-5)
    owner = survey.score(tidy(X[:1], "APO02", "as_is", "owner")).iloc[0]
    assert owner["n"] == 1 and np.isnan([owner["sd"], owner["ci_low"], owner["ci_high"]]).all()


def test_input_is_not_changed():
    before = tidy(X)
    kept = before.copy()
    survey.score(before), survey.reliability(before), survey.item_statistics(before)
    pd.testing.assert_frame_equal(before, kept)


answers = st.lists(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=2, max_size=8)


@settings(max_examples=50, deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_order_and_equal_fractions(x, random):
    table = tidy(x)
    rows = list(table.index)
    random.shuffle(rows)
    given_ = [v for row in x for v in row if v is not None]
    one, other = survey.score(table), survey.score(table.loc[rows])
    if not given_:
        assert one.empty and other.empty
        return
    assert (one["total"].iloc[0], one["answers"].iloc[0]) == (sum(given_), len(given_))
    pd.testing.assert_frame_equal(one, other, check_exact=False)


def test_distribution_keeps_zeros_and_sums():
    items = pd.DataFrame({"item": [f"loyalty{j}" for j in range(4)], "text": list("abcd"), "low": 1, "high": 5})
    table = survey.distribution(tidy(X), items)
    assert len(table) == 4 * 5
    assert table.groupby("item")["share"].sum().tolist() == pytest.approx([1] * 4)
    first = table[table["item"] == "loyalty0"].set_index("value")["n"]
    assert first.tolist() == [0, 4, 4, 4, 2]


def test_r_table_values_of_the_textbooks():
    # facts/statistics.md: n = 30 gives .3610 (.05 two-sided), .3061 (one-sided), .4629 (.01)
    assert [round(survey.r_table(30), 4), round(survey.r_table(30, sides=1), 4), round(survey.r_table(30, 0.01), 4)] == [0.361, 0.3061, 0.4629]
    assert np.isnan(survey.r_table(2))
