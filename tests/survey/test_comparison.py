"""Rank-based comparisons against R 4.2.2 (coin, stats), the code of which stands beside each value."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from engagelib import cobit, intervals, survey
from engagelib.cobit import priorities
from engagelib.survey import comparison
from engagelib.survey.comparison import cliff, signed_rank

NOW = [2, 3, 3, 4, 2, 3, 1, 4, 3, 2, 5, 3, 2, 4, 3]
WISH = [4, 4, 3, 5, 4, 2, 3, 4, 5, 4, 5, 4, 3, 4, 5]
X = [3, 4, 4, 5, 3, 2, 4, 5, 4, 3, 4, 5]
Y = [2, 3, 3, 1, 2, 4, 3, 2, 3]
Z = [2, 3, 5, 5, 2, 1, 3, 4, 5, 2, 3, 4]


def tidy(values, construct="APO02", state="none", group="customer"):
    """One item a construct: a respondent's own mean is the answer."""
    table = pd.DataFrame({"respondent": [f"{group}{i}" for i in range(len(values))], "value": values})
    table = table.assign(item=construct, construct=construct, state=state, group=group)
    return table.astype({"value": "Int64"})


def pair(now, wish, **names):
    return pd.concat(
        [tidy(now, state="as_is", **names), tidy(wish, state="to_be", **names)], ignore_index=True
    )


def test_resamples_drawn_some_at_a_time_are_the_same_draws(monkeypatch):
    asked = pair(NOW, WISH)
    whole, gaps = survey.paired(asked), cobit.gap_intervals(asked)
    for module in (comparison, priorities):
        monkeypatch.setattr(module, "DRAWS", 100)
    pd.testing.assert_frame_equal(survey.paired(asked), whole)
    pd.testing.assert_frame_equal(cobit.gap_intervals(asked), gaps)


def test_an_interval_of_the_effect_is_that_of_ranks_drawn_one_by_one():
    by_name = sorted(range(len(NOW)), key=str)
    change = (np.array(WISH) - np.array(NOW))[by_name]
    rng, effects = np.random.default_rng(0), []
    for drawn in rng.choice(change, (2000, len(change))):  # each resample ranked by scipy, as it is defined
        signed = stats.rankdata(np.abs(drawn)) * np.sign(drawn)
        effects.append(signed.sum() / np.abs(signed).sum())
    row = survey.paired(pair(NOW, WISH), resamples=2000, seed=0).iloc[0]
    assert row[["ci_low", "ci_high"]].tolist() == pytest.approx(
        np.quantile(effects, [0.025, 0.975]), abs=1e-12
    )


def test_wilcoxon_is_coins_exact_one_with_zeros_by_pratt():
    row = survey.paired(pair(NOW, WISH)).iloc[0]
    # pvalue(wilcoxsign_test(to_be ~ as_is, zero.method = "Pratt", distribution = "exact")) prints 0.005859375
    assert (
        row["p"] == pytest.approx(0.005859375, abs=1e-12)
        and str(row["method"]) == "Wilcoxon signed-rank, Pratt, exact"
    )
    assert row[["n", "nonzero", "higher", "lower"]].tolist() == [15, 11, 10, 1]
    # r <- rank(abs(d)); sum(r[d > 0]); (sum(r[d > 0]) - sum(r[d < 0])) / sum(r[d != 0]) prints 103 0.8727272727
    assert row["statistic"] == 103 and row["effect"] == pytest.approx(0.8727272727)
    assert row["ci_low"] < row["effect"] <= row["ci_high"] <= 1


def test_wilcoxon_of_many_pairs():
    # i <- 0:59; a <- 1 + (i*7) %% 5; b <- pmin(5, a + ((i*11) %% 4) - 1)
    i = np.arange(60)
    now = 1 + (i * 7) % 5
    change = np.minimum(5, now + (i * 11) % 4 - 1) - now
    _, p, method = signed_rank(change)  # 39 of 60 differ
    # pvalue(wilcoxsign_test(b ~ a, zero.method = "Pratt", distribution = "exact")) prints 0.04811953123
    assert str(method).endswith("exact") and p == pytest.approx(0.04811953123, abs=1e-10)
    _, p, method = signed_rank(np.concatenate([change, change]))
    # pvalue(wilcoxsign_test(c(b, b) ~ c(a, a), zero.method = "Pratt")) prints 0.006269953527
    assert str(method).endswith("normal approximation") and p == pytest.approx(0.006269953527, abs=1e-10)


def test_no_difference_one_pair_and_all_one_way_have_reasons():
    assert "nobody's answers differ" in str(survey.paired(pair(NOW, NOW)).iloc[0]["note"])
    alone = survey.paired(pair([3], [5], group="owner")).iloc[0]
    assert np.isnan(alone["p"]) and "1 respondents with both states" in str(alone["note"])
    up = survey.paired(pair(NOW, [v + 1 for v in NOW])).iloc[0]
    assert up["effect"] == 1 and np.isnan(up["ci_low"]) and "same way" in str(up["note"])
    assert up["p"] == pytest.approx(2 / 2**15)  # all of 2^15 signs but two lie nearer the middle


def test_holm_over_the_constructs_of_a_group():
    found = intervals.holm(np.array([0.02, np.nan, 0.5]))
    assert found[[0, 2]] == pytest.approx([0.04, 0.5]) and np.isnan(found[1])
    two = pd.concat([pair(NOW, WISH), pair(NOW, WISH, construct="DSS02"), pair([3], [5], group="owner")])
    table = survey.paired(two)
    assert table.loc[table["group"] == "customer", "p_holm"].tolist() == pytest.approx([2 * 0.005859375] * 2)


def test_a_respondent_without_one_of_the_states_is_no_pair():
    table = pair(NOW, WISH)
    table.loc[0, "value"] = None
    assert survey.paired(table).iloc[0]["n"] == 14


def test_mann_whitney_is_coins_exact_one_and_delta_is_cliffs():
    both = pd.concat([tidy(X, group="a"), tidy(Y, group="b")])
    row = survey.groups(both).iloc[0]
    # g <- factor(rep(c("a", "b"), c(12, 9))); pvalue(wilcox_test(c(x, y) ~ g, distribution = "exact")) prints 0.007267036369
    assert (
        row["p"] == pytest.approx(0.007267036369, abs=1e-12) and str(row["method"]) == "Mann-Whitney, exact"
    )
    assert row["statistic"] == 90  # W of wilcox.test(x, y)
    # m <- outer(x, y, function(a, b) sign(a - b)); Cliff's consistent variance and interval: 0.6666667, 0.2431742 0.8766926
    assert row["delta"] == pytest.approx(0.6666666667)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.243174151, 0.8766925981), abs=1e-8)


def test_mann_whitney_of_many_is_the_normal_approximation():
    # x <- 1 + (0:34*7) %% 5; y <- 1 + ((0:29*11) %% 7) %% 5; wilcox_test prints Z 1.129897357, p 0.2585194779; W 609
    x, y = 1 + (np.arange(35) * 7) % 5, 1 + ((np.arange(30) * 11) % 7) % 5
    row = survey.groups(pd.concat([tidy(x, group="a"), tidy(y, group="b")])).iloc[0]
    assert row["p"] == pytest.approx(0.2585194779, abs=1e-9) and row["statistic"] == 609
    assert str(row["method"]).endswith("normal approximation")


def test_one_owner_is_described_not_tested():
    both = pd.concat([tidy(X), tidy([5], group="owner")])
    row = survey.groups(both).iloc[0]
    assert np.isnan(row["p"]) and "one person is not a sample" in str(row["note"])
    assert row["delta"] == pytest.approx(-9 / 12)  # lower than the owner: 9 of 12 customers; equal: 3
    same = survey.groups(pd.concat([tidy([3, 3], group="a"), tidy([3, 3], group="b")])).iloc[0]
    assert "same mean" in str(same["note"]) and same["delta"] == 0
    apart = survey.groups(pd.concat([tidy([4, 5], group="a"), tidy([1, 2], group="b")])).iloc[0]
    assert (
        apart["delta"] == 1 and np.isnan(apart["ci_low"]) and apart["p"] == pytest.approx(2 / 6)
    )  # 2 of 6 splits


@given(
    st.lists(st.integers(1, 5), min_size=2, max_size=12), st.lists(st.integers(1, 5), min_size=2, max_size=12)
)
def test_delta_is_the_mean_sign_and_turns_with_the_groups(x, y):
    x, y = np.array(x), np.array(y)
    delta, low, high = cliff(x, y)
    assert delta == pytest.approx(np.sign(x[:, None] - y[None]).mean())
    back, turned_low, turned_high = cliff(y, x)
    assert back == pytest.approx(-delta)
    if abs(delta) < 1:
        assert -1 <= low <= delta + 1e-9 and delta - 1e-9 <= high <= 1
        assert (low, high) == pytest.approx((-turned_high, -turned_low))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=14))
def test_turning_the_states_round_turns_the_effect(pairs):
    now, wish = [a for a, _ in pairs], [b for _, b in pairs]
    one, other = (survey.paired(pair(*states), resamples=10).iloc[0] for states in ((now, wish), (wish, now)))
    if one["nonzero"]:
        assert one["effect"] == pytest.approx(-other["effect"]) and one["p"] == pytest.approx(other["p"])
        assert 0 < one["p"] <= 1


def test_spearman_with_bonett_and_wrights_interval():
    both = pd.concat([tidy(X, construct="emotional"), tidy(Z, construct="loyalty")])
    row = survey.correlations(both, with_="loyalty").iloc[0]
    # cor.test(x, z, method = "spearman", exact = FALSE): rho 0.8214200836, p 0.001050939
    assert row["rho"] == pytest.approx(0.8214200836) and row["p"] == pytest.approx(0.001050939, abs=1e-9)
    # tanh(atanh(rho) + c(-1, 1) * qnorm(.975) * sqrt((1 + rho^2 / 2) / (n - 3))) prints 0.3847622289 0.9576443832
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.3847622289, 0.9576443832))
    assert (row["first"], row["second"], row["n"]) == ("emotional", "loyalty", 12)


@pytest.mark.parametrize(
    ("x", "z", "reason"),
    [
        ([1, 2, 3], [1, 2, 3], "too few"),
        ([3] * 5, [1, 2, 3, 4, 5], "same for everybody"),
        ([1, 2, 3, 4], [2, 3, 4, 5], "no interval"),
    ],
)
def test_correlations_that_do_not_exist_have_a_reason(x, z, reason):
    both = pd.concat([tidy(x, construct="emotional"), tidy(z, construct="loyalty")])
    assert reason in str(survey.correlations(both).iloc[0]["note"])
