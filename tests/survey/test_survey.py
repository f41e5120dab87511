"""Scores and reliability against R (psych 2.2.9, R 4.2.2) and hand-worked fractions."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import survey
from engagelib.survey.reliability import matrix
from engagelib.survey.scores import score_matrix

# 14 respondents x 4 items; psych::alpha(x) prints the numbers below.
X = np.array([
    [4, 5, 3, 4], [2, 3, 2, 2], [5, 4, 4, 5], [3, 3, 3, 4], [2, 2, 3, 1], [4, 4, 5, 3], [3, 4, 3, 2],
    [4, 4, 4, 5], [2, 2, 1, 3], [4, 3, 4, 4], [3, 2, 3, 3], [5, 5, 4, 3], [3, 3, 2, 4], [2, 4, 2, 3],
])  # fmt: skip


def tidy(x, construct="loyalty", state="none", group="customer"):
    rows = [
        (f"R{i:02d}", f"{construct}{j}", v)
        for i, row in enumerate(np.asarray(x, dtype=object))
        for j, v in enumerate(row)
    ]
    frame = pd.DataFrame(rows, columns=["respondent", "item", "value"])
    return frame.assign(
        construct=construct, state=state, group=group, value=pd.array(frame["value"], dtype="Int64")
    )


def test_alpha_and_feldts_interval_are_those_of_psych():
    row = survey.reliability(tidy(X)).iloc[0]
    assert (row["n"], row["items"], row["excluded"]) == (14, 4, 0) and "Heywood" in str(row["note"])
    assert row["alpha"] == pytest.approx(0.81635162, abs=1e-7)
    assert (row["alpha_low"], row["alpha_high"]) == pytest.approx((0.5854147, 0.9340386), abs=1e-6)


def test_item_statistics_are_those_of_psych():
    table = survey.item_statistics(tidy(X))
    assert table["item_total_r"].tolist() == pytest.approx(
        [0.95283682, 0.75794320, 0.78866325, 0.71841823], abs=1e-7
    )  # raw.r
    assert table["item_rest_r"].tolist() == pytest.approx(
        [0.90437545, 0.57924416, 0.61398079, 0.48766527], abs=1e-7
    )  # r.drop
    assert table["alpha_if_deleted"].tolist() == pytest.approx(
        [0.63445761, 0.79481641, 0.77963526, 0.84095861], abs=1e-7
    )
    assert table["mean"].tolist() == pytest.approx([3.2857143, 3.4285714, 3.0714286, 3.2857143], abs=1e-6)
    assert table["sd"].tolist() == pytest.approx([1.0690450, 1.0163499, 1.0716117, 1.1387288], abs=1e-6)
    # r-table for n = 14: df = 12, .532 in any statistics textbook; item d passes only because it stands in its own total
    assert table["r_table"].iloc[0] == pytest.approx(0.532, abs=5e-4)
    assert table["valid"].tolist() == [True] * 4
    assert table["valid_rest"].tolist() == [True, True, True, False]


def made(n=40, k=5):
    """Made by a formula that R evaluates alike: floor(3.5 + …) cut to 1-5."""
    i, j = np.arange(n)[:, None], np.arange(k)[None]
    return np.clip(
        np.floor(3.5 + ((i * 7) % 11 - 5) / 3.1 + ((i * 13 + j * 29 + i * j * 3) % 7 - 3) / 2.3), 1, 5
    )


def test_omega_is_that_of_psych():
    # i <- 0:39; m <- sapply(0:4, function(j) pmin(5, pmax(1, floor(3.5 + ...)))); omega(m, nfactors = 1,
    # rotate = "cluster", flip = FALSE)$omega.tot (psych 2.2.9); the second item turned round: m[, 2] <- 6 - m[, 2]
    m = made().astype(int)
    row = survey.reliability(tidy(m)).iloc[0]
    assert row["omega"] == pytest.approx(0.861797369337, abs=2e-6)
    assert row["alpha"] == pytest.approx(0.86099046, abs=1e-7)
    m[:, 1] = 6 - m[:, 1]
    row = survey.reliability(tidy(m)).iloc[0]
    assert row["omega"] == pytest.approx(0.686979741057, abs=2e-6)
    assert "loyalty1 runs against the others" in str(row["note"])


# x <- cbind(X[, 1:3], 5); a <- alpha(x): "Item = d had no variance and was deleted"; a$total$raw_alpha,
# a$alpha.drop$raw_alpha, a$item.stats$r.drop, $raw.r; a$feldt prints .61 .84 .94 (psych 2.2.9, R 4.2.2)
SAME = np.column_stack([X[:, :3], np.full(14, 5)])


def test_an_item_that_everybody_answers_alike_is_left_out_and_named():
    row = survey.reliability(tidy(SAME)).iloc[0]
    assert row["alpha"] == pytest.approx(0.840958605664, abs=1e-9)
    assert (round(row["alpha_low"], 2), round(row["alpha_high"], 2)) == (0.61, 0.94)
    assert (row["items"], row["n"]) == (3, 14) and "everybody agrees: loyalty3" in str(row["note"])
    table = survey.item_statistics(tidy(SAME))
    deleted = [0.633390705680, 0.880536912752, 0.792682926829]
    assert table["alpha_if_deleted"].tolist()[:3] == pytest.approx(deleted, abs=1e-9)
    rest = [0.845721938805, 0.593192857907, 0.691376959838]
    assert table["item_rest_r"].tolist()[:3] == pytest.approx(rest, abs=1e-9)
    whole = [0.938004840517, 0.805819851244, 0.866787899176]
    assert table["item_total_r"].tolist()[:3] == pytest.approx(whole, abs=1e-9)
    constant = table.iloc[3]
    assert (constant["mean"], constant["sd"]) == (5, 0) and np.isnan(constant["alpha_if_deleted"])


def test_with_an_item_left_out_everything_is_as_without_it():
    x = np.column_stack([made().astype(int), np.full(40, 2)]).astype(object)
    x[7, 5] = x[9, 2] = None  # a blank where everybody else agrees costs nobody
    with_, without = (survey.reliability(tidy(m)).iloc[0] for m in (x, x[:, :5]))
    numbers = ["items", "n", "excluded", "alpha", "alpha_low", "alpha_high", "omega"]
    assert with_[numbers].tolist() == without[numbers].tolist() and without["n"] == 39
    with_, without = (survey.item_statistics(tidy(m)).head(5) for m in (x, x[:, :5]))
    pd.testing.assert_frame_equal(with_, without, check_dtype=False)


def test_an_item_that_no_longer_varies_once_rows_are_left_out():
    # y <- x; y[1, 4] <- 4; y[1, 1] <- NA; a <- alpha(na.omit(y)): "Item = d had no variance and was deleted"
    y = SAME.astype(object)
    y[0, 3], y[0, 0] = 4, None
    row = survey.reliability(tidy(y)).iloc[0]
    assert row["alpha"] == pytest.approx(0.855371900826, abs=1e-9)
    assert (row["items"], row["n"], row["excluded"]) == (3, 13, 1)
    assert str(row["note"]).startswith("left out for a blank: 1; left out because everybody agrees: loyalty3")
    found = survey.item_statistics(tidy(y))
    deleted = [0.685039370079, 0.892128279883, 0.783582089552]
    assert found["alpha_if_deleted"].tolist()[:3] == pytest.approx(deleted, abs=1e-9)
    assert np.isnan(found["alpha_if_deleted"].iloc[3]) and "everybody answered 5" in str(
        found["note"].iloc[3]
    )


def test_an_item_that_nobody_answered_costs_nobody():
    x = np.column_stack([X[:, :3].astype(object), np.full(14, None)])
    row = survey.reliability(tidy(x)).iloc[0]
    assert (row["items"], row["n"]) == (3, 14) and "nobody answered: loyalty3" in str(row["note"])
    assert row["alpha"] == pytest.approx(0.840958605664, abs=1e-9)
    assert str(survey.item_statistics(tidy(x))["note"].iloc[3]) == "nobody answered it"


@pytest.mark.parametrize(
    ("x", "note"),
    [
        (np.column_stack([X[:, :1], np.full((14, 2), 3)]), "everybody agrees: loyalty1, loyalty2; one item"),
        (np.full((5, 3), 4), "everybody agrees: loyalty0, loyalty1, loyalty2; every respondent has the same"),
        (X[:1], "1 complete respondents: too few"),
        (np.full((14, 3), None), "left out for a blank: 14; 0 complete respondents: too few"),
        (np.full((14, 1), 4), "one item"),
    ],
)
def test_what_is_left_is_too_little(x, note):
    row = survey.reliability(tidy(x)).iloc[0]
    assert note in str(row["note"]) and np.isnan([row["alpha"], row["omega"]]).all()


def test_two_items_left_have_alpha_and_no_omega():
    row = survey.reliability(tidy(np.column_stack([X[:, :2], np.full(14, 1)]))).iloc[0]
    total = X[:, :2].sum(axis=1)  # 2 (1 - sum of variances / variance of the total)
    assert row["alpha"] == pytest.approx(2 * (1 - X[:, :2].var(axis=0, ddof=1).sum() / total.var(ddof=1)))
    assert np.isnan(row["omega"]) and "two items" in str(row["note"])


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
        assert reason in str(survey.reliability(tidy(x)).iloc[0]["note"])
    assert np.isnan(survey.reliability(tidy(cases["same total"])).iloc[0]["alpha"])


def test_blanks_are_left_out_listwise_and_counted():
    x = X.astype(object).copy()
    x[0, 1] = None
    row = survey.reliability(tidy(x)).iloc[0]
    assert (row["n"], row["excluded"]) == (13, 1) and "left out for a blank: 1" in str(row["note"])
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
    assert str(owner["note"]) == "one respondent: no spread and no interval"


def test_input_is_not_changed():
    before = tidy(X)
    kept = before.copy()
    survey.score(before), survey.reliability(before), survey.item_statistics(before)
    pd.testing.assert_frame_equal(before, kept)


answers = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3), min_size=2, max_size=8
)


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
    items = pd.DataFrame(
        {
            "item": [f"loyalty{j}" for j in range(4)],
            "text": list("abcd"),
            "reversed": False,
            "low": 1,
            "high": 5,
        }
    )
    table = survey.distribution(tidy(X), items)
    assert len(table) == 4 * 5
    assert table.groupby("item")["share"].sum().tolist() == pytest.approx([1] * 4)
    first = table[table["item"] == "loyalty0"].set_index("value")["n"]
    assert first.tolist() == [0, 4, 4, 4, 2]


def test_r_table_values_of_the_textbooks():
    # the r table of statistics textbooks: n = 30 gives .3610 (.05 two-sided), .3061 (one-sided), .4629 (.01)
    assert [
        round(survey.r_table(30), 4),
        round(survey.r_table(30, sides=1), 4),
        round(survey.r_table(30, 0.01), 4),
    ] == [0.361, 0.3061, 0.4629]
    assert np.isnan(survey.r_table(2))


# datasets::attitude of R (Chatterjee and Price): 30 departments, 7 items
ATTITUDE = np.array([
    [43, 51, 30, 39, 61, 92, 45], [63, 64, 51, 54, 63, 73, 47], [71, 70, 68, 69, 76, 86, 48], [61, 63, 45, 47, 54, 84, 35],
    [81, 78, 56, 66, 71, 83, 47], [43, 55, 49, 44, 54, 49, 34], [58, 67, 42, 56, 66, 68, 35], [71, 75, 50, 55, 70, 66, 41],
    [72, 82, 72, 67, 71, 83, 31], [67, 61, 45, 47, 62, 80, 41], [64, 53, 53, 58, 58, 67, 34], [67, 60, 47, 39, 59, 74, 41],
    [69, 62, 57, 42, 55, 63, 25], [68, 83, 83, 45, 59, 77, 35], [77, 77, 54, 72, 79, 77, 46], [81, 90, 50, 72, 60, 54, 36],
    [74, 85, 64, 69, 79, 79, 63], [65, 60, 65, 75, 55, 80, 60], [65, 70, 46, 57, 75, 85, 46], [50, 58, 68, 54, 64, 78, 52],
    [50, 40, 33, 34, 43, 64, 33], [64, 61, 52, 62, 66, 80, 41], [53, 66, 52, 50, 63, 80, 37], [40, 37, 42, 58, 50, 57, 49],
    [63, 54, 42, 48, 66, 75, 33], [66, 77, 66, 63, 88, 76, 72], [78, 75, 58, 74, 80, 78, 49], [48, 57, 44, 45, 51, 83, 38],
    [85, 85, 71, 71, 77, 74, 55], [82, 82, 39, 59, 64, 78, 39],
])  # fmt: skip


def test_the_attitude_data_of_r():
    # library(psych); a <- alpha(attitude); a$total$raw_alpha; a$feldt; a$item.stats; a$alpha.drop$raw_alpha
    row = survey.reliability(tidy(ATTITUDE)).iloc[0]
    assert row["alpha"] == pytest.approx(0.8431427696, abs=1e-9)  # .84 in the manual of psych
    assert (round(row["alpha_low"], 2), round(row["alpha_high"], 2)) == (0.74, 0.92)
    assert row["omega"] == pytest.approx(0.8509924651, abs=2e-6)  # omega(attitude, nfactors = 1)$omega.tot
    table = survey.item_statistics(tidy(ATTITUDE))
    rest = [0.6712620572, 0.7421097102, 0.5607111115, 0.7144454981, 0.7862755938, 0.2650343392, 0.4608105495]
    whole = [0.7788257019, 0.8367805506, 0.6972768034, 0.8066859226, 0.8501304439, 0.4207009885, 0.5953449857]
    deleted = [
        0.8097602063,
        0.7969174573,
        0.8278477659,
        0.8030309750,
        0.7953865742,
        0.8638723114,
        0.8404648683,
    ]
    assert table["item_rest_r"].tolist() == pytest.approx(rest, abs=1e-9)
    assert table["item_total_r"].tolist() == pytest.approx(whole, abs=1e-9)
    assert table["alpha_if_deleted"].tolist() == pytest.approx(deleted, abs=1e-9)
    assert table["valid"].all() and table["valid_rest"].tolist() == [True] * 5 + [False, True]  # .265 < .361


def test_likert_items_made_alike_in_r():
    # i <- 0:59; m <- sapply(0:4, function(j) pmin(5, pmax(1, floor(3 + ((i*17)%%13-6)/3 + ((i*5+j*11+i*j)%%9-4)/2.5))))
    i, j = np.arange(60)[:, None], np.arange(5)[None]
    x = np.clip(
        np.floor(3 + ((i * 17) % 13 - 6) / 3 + ((i * 5 + j * 11 + i * j) % 9 - 4) / 2.5), 1, 5
    ).astype(int)
    row = survey.reliability(tidy(x)).iloc[0]
    assert row["alpha"] == pytest.approx(0.9065481454, abs=1e-9)
    assert row["omega"] == pytest.approx(0.909468351164, abs=2e-6)  # omega(m, nfactors = 1)$omega.tot
    rest = survey.item_statistics(tidy(x))["item_rest_r"].tolist()
    assert rest == pytest.approx(
        [0.7789229658, 0.7515018851, 0.7580057273, 0.7404390837, 0.8159369565], abs=1e-9
    )
    pairs = survey.item_matrix(tidy(x)).set_index(["first", "second"])
    assert pairs.at[("loyalty0", "loyalty1"), "r"] == pytest.approx(0.6825812783, abs=1e-9)  # cor(m)[1, 2]
    assert pairs.at[("loyalty0", "loyalty0"), "r"] == 1 and pairs["n"].eq(60).all()


def test_an_item_that_should_have_been_reversed_is_named():
    x = X.copy()
    x[:, 1] = 6 - x[:, 1]
    assert "loyalty1 runs against the others: is it reversed?" in str(
        survey.reliability(tidy(x)).iloc[0]["note"]
    )
    assert "is it reversed?" in str(survey.item_statistics(tidy(x)).set_index("item").at["loyalty1", "note"])


@pytest.mark.parametrize(
    ("x", "item", "reason"),
    [
        (X[:, :1], 0, "the only item"),
        (X[:2], 0, "too few"),
        (np.column_stack([X[:, :3], np.full(14, 5)]), 3, "everybody answered 5"),
        (X[:4], 0, "fewer respondents than items"),
    ],
)
def test_undefined_item_statistics_have_a_reason(x, item, reason):
    row = survey.item_statistics(tidy(x)).iloc[item]
    assert reason in str(row["note"])
    if "fewer" not in reason:
        assert np.isnan(row["item_rest_r"]) and pd.isna(row["valid_rest"])


def test_two_items_have_alpha_but_no_omega():
    row = survey.reliability(tidy(X[:, :2])).iloc[0]
    # Spearman-Brown does not apply (unequal variances): alpha = 2 (1 - (1.142857 + 1.032967) / var of the total)
    total = X[:, :2].sum(axis=1)
    assert row["alpha"] == pytest.approx(2 * (1 - X[:, :2].var(axis=0, ddof=1).sum() / total.var(ddof=1)))
    assert np.isnan(row["omega"]) and "two items" in str(row["note"])


def test_r_table_prints_its_df_and_sides():
    row = survey.item_statistics(tidy(X), significance=0.01, sides=1).iloc[0]
    assert (row["df"], row["sides"], row["significance"]) == (12, 1, 0.01)
    assert row["r_table"] == pytest.approx(
        0.6120, abs=5e-5
    )  # df = 12, .01 one-sided, in any statistics textbook


# --- scores ----------------------------------------------------------------------------------------------------------


def test_missing_median_and_bootstrap():
    x = X.astype(object).copy()
    x[0, 0] = x[3, 2] = None
    row = survey.score(tidy(x), resamples=4000).iloc[0]
    given_ = [v for person in x for v in person if v is not None]
    assert (row["missing"], row["answers"], row["median"]) == (2, 54, float(np.median(given_)))
    assert (row["boot_low"], row["boot_high"]) == pytest.approx((row["ci_low"], row["ci_high"]), abs=0.12)
    again = survey.score(tidy(x), resamples=4000).iloc[0]
    assert row["boot_low"] == again["boot_low"]
    assert np.isnan(survey.score(tidy(x[:1]), resamples=100).iloc[0]["boot_low"])


@given(answers)
def test_a_wide_matrix_scores_like_the_tidy_table(x):
    wide = np.array([[0 if v is None else v for v in row] for row in x], dtype="int8")
    one = survey.score(tidy(x), by=["construct"])
    other = score_matrix(wide, ["loyalty"] * 3, missing=0)
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_a_wide_matrix_of_several_constructs_and_negative_answers():
    wide = np.array([[-2, 1, 2, 0], [2, -1, 2, 1], [0, 0, 1, 2]])
    table = score_matrix(wide, ["b", "a", "b", "b"]).set_index("construct")
    assert table.index.tolist() == ["b", "a"]  # in order of appearance
    assert table.loc["b", ["n", "items", "total", "answers", "median"]].tolist() == [3, 3, 8, 9, 1.0]
    assert table.loc["a", ["total", "median"]].tolist() == [0, 0.0]
    with pytest.raises(ValueError, match="at most 1,000 steps"):
        score_matrix(np.array([[1, 50_000]]), ["a", "a"])


def test_categories_numbers_and_many_groups_score_alike():
    table = tidy(X)
    as_categories = table.astype(
        dict.fromkeys(("respondent", "item", "state", "group", "construct"), "category")
    )
    as_categories["value"] = as_categories["value"].astype("Int8")
    pd.testing.assert_frame_equal(survey.score(table), survey.score(as_categories), check_dtype=False)
    each = survey.score(table, by=["respondent"])  # as many groups as respondents
    assert each["total"].tolist() == X.sum(axis=1).tolist() and each["n"].eq(1).all()
    many = pd.DataFrame(
        {"respondent": range(6000), "item": "a", "group": np.repeat(np.arange(3000), 2), "value": 4}
    )
    assert survey.score(many, by=["group"])["n"].eq(2).all()  # cells that are almost all empty


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_the_mean_is_the_fraction_and_the_median_the_middle(values):
    row = survey.score(tidy([[v] for v in values])).iloc[0]
    assert Fraction(int(row["total"]), int(row["answers"])) == sum(map(Fraction, values)) / len(values)
    assert row["median"] == np.median(values)


def test_items_put_in_order_by_their_means():
    items = pd.DataFrame(
        {
            "item": [f"loyalty{j}" for j in range(4)],
            "text": list("abcd"),
            "reversed": False,
            "low": 1,
            "high": 5,
        }
    )
    means = survey.distribution(tidy(X), items).drop_duplicates("item")["mean"]
    assert means.tolist() == pytest.approx(X.mean(axis=0).tolist())


def test_flat_liners_are_flagged_as_they_answered():
    rows = np.array([[3, 3, 3, 3, 3], [5, 5, 5, 5, 5], [1, 2, 3, 4, 5]])
    rows[:, 4] = 6 - rows[:, 4]  # the fifth item is reversed: responses hold it turned round
    items = pd.DataFrame(
        {"item": [f"loyalty{j}" for j in range(5)], "reversed": [False] * 4 + [True], "low": 1, "high": 5}
    )
    table = survey.response_quality(tidy(rows), items)
    assert table["flat"].tolist() == [True, True, False] and table["same"].tolist() == [1, 1, 0.2]
    assert str(table["note"].iloc[1]) == "answered 5 to all 5 questions"


@given(answers, st.permutations(range(3)))
def test_scores_do_not_depend_on_column_order(x, order):
    table = tidy(x)
    pd.testing.assert_frame_equal(survey.score(table), survey.score(table[list(reversed(table.columns))]))
    wide = np.array([[0 if v is None else v for v in row] for row in x], dtype="int8")
    names = np.array(["a", "b", "a"])
    one = score_matrix(wide, list(names), missing=0)
    other = score_matrix(wide[:, order], list(names[list(order)]), missing=0)
    pd.testing.assert_frame_equal(*(t.sort_values("construct", ignore_index=True) for t in (one, other)))


def test_what_was_turned_round_is_marked_in_the_tables():
    items = pd.DataFrame(
        {"item": [f"loyalty{j}" for j in range(4)], "text": list("abcd"), "reversed": [None, True, False, False], "low": 1, "high": 5}
    )  # fmt: skip
    table = survey.distribution(tidy(X), items).drop_duplicates("item").set_index("item")
    assert table["reversed"].tolist() == [False, True, False, False]
    found = survey.item_statistics(tidy(X), items=items).set_index("item")
    assert found["reversed"].tolist() == [False, True, False, False]
    assert "reversed" not in survey.item_statistics(tidy(X))


def test_the_largest_group_is_that_of_most_respondents_not_of_most_answers():
    rows = [("O1", "owner", item) for item in "abcd"] + [(f"C{n}", "customer", "a") for n in range(3)]
    table = pd.DataFrame(rows, columns=["respondent", "group", "item"])
    assert set(survey.largest(table)["group"]) == {"customer"}
    assert survey.largest(table.head(0)).empty


def test_constructs_are_paired_where_the_one_to_set_against_was_not_asked():
    answers = pd.concat([tidy(X), tidy(X).assign(construct="price")])
    found = survey.correlations(answers.assign(group="customer"), with_="nothing like it")
    assert found[["first", "second"]].values.tolist() == [["loyalty", "price"]]
    assert survey.correlations(tidy(X).assign(group="customer"), with_="nothing like it").empty


def test_answers_that_are_all_alike_have_no_interval_of_no_width():
    row = survey.score(tidy([[4, 4, 4]] * 6), resamples=50).iloc[0]
    assert row["mean"] == 4 and row["sd"] == 0 and str(row["note"]) == "everybody answered alike: no interval"
    assert np.isnan(row[["ci_low", "ci_high", "boot_low", "boot_high"]].astype(float)).all()


def test_items_that_rise_and_fall_as_one_have_alpha_1_and_no_interval():
    # Feldt's interval of alpha = 1 is [1, 1] whoever else might have been asked.
    row = survey.reliability(tidy([(1, 1, 2), (2, 2, 3), (3, 3, 4), (4, 4, 5)])).iloc[0]
    assert (row["alpha"], row["omega"]) == (pytest.approx(1), pytest.approx(1))
    assert np.isnan([row["alpha_low"], row["alpha_high"]]).all()
    assert str(row["note"]) == "the items rise and fall as one: an interval would have no width"


@pytest.mark.parametrize("blank", ["respondent", "item"])
def test_an_answer_without_its_person_or_item_takes_nobody_elses_place(blank):
    rows = [("R1", "a", 3), ("R2", "a", 1), ("R1", "b", 4), ("R2", "b", 5)]
    answers = pd.DataFrame(rows, columns=["respondent", "item", "value"])
    strange = pd.DataFrame({"respondent": ["R2"], "item": ["b"], "value": [2]}).assign(**{blank: None})
    wide = matrix(pd.concat([answers, strange], ignore_index=True))
    assert wide.loc[["R1", "R2"], ["a", "b"]].to_numpy().tolist() == [[3, 4], [1, 5]]
