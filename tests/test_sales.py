"""Before and after: hand-worked cases, and an independent way to each number."""

import numpy as np
import pandas as pd
import pytest

from engagelib import sales


def daily(start, values, closed=()):
    dates = pd.date_range(start, periods=len(values))
    portions = pd.array([None if pd.isna(v) else int(v) for v in values], dtype="Int64")
    opened = ~pd.Series(dates).isin(pd.to_datetime(list(closed))).to_numpy()
    return pd.DataFrame({"date": dates, "portions": portions, "open": pd.array(opened, dtype="boolean")})


def test_monthly_means_are_over_open_recorded_days():
    values = [20] * 31
    values[3], values[4] = None, None  # closed on the 4th, not recorded on the 5th
    table = sales.monthly(daily("2024-01-01", values, closed=["2024-01-04"]))
    assert table[["days", "total", "mean"]].values.tolist() == [[29, 580, 20]]


def test_ranges_take_whole_months_and_stay_exact():
    frame = daily("2024-01-01", [20] * 31 + [21] * 29 + [50] * 31 + [60] * 30 + [100] * 31)
    table = sales.ranges(frame, "2024-03-15", "2024-04-01").set_index("period")
    assert table.loc["before", ["months", "low", "high", "low_exact", "high_exact"]].tolist() == [2, 20.0, 21.0, "20", "21"]
    assert table.loc["after", ["months", "low", "high"]].tolist() == [2, 60.0, 100.0]


def test_hodges_lehmann_as_a_median_of_differences_and_as_r_finds_it():
    before, after = np.array([22, 25, 24, 20, 23, 27, 21]), np.array([60, 75, 72, 80, 66, 71])
    # R 4.2.2: wilcox.test(after, before, conf.int = TRUE)$estimate = 48.000011 (by root search); the median of the 42 differences is 48
    assert sales.hodges_lehmann(before, after) == 48
    assert sales._shift(before, after) == 48
    random = np.random.default_rng(1)
    for n in (14, 15, 30):
        x, y = random.integers(10, 30, n), random.integers(20, 60, n + 1)
        assert sales._shift(x, y) == sales.hodges_lehmann(x, y)


def test_autocorrelation_and_effective_days():
    # worked by hand: 1 2 3 4 centred -1.5 -.5 .5 1.5: sum of products 1.25, of squares 5: rho .25, corrected .25 + (1 + 1)/4
    assert sales.autocorrelation(np.array([1, 2, 3, 4])) == pytest.approx(0.75)
    assert np.isnan(sales.autocorrelation(np.array([3, 3, 3, 3])))
    assert sales.effective_n(30, 0.5) == 10 and sales.effective_n(30, -0.3) == 30


def test_without_autocorrelation_the_interval_is_welchs():
    from scipy import stats

    random = np.random.default_rng(11)
    # Values whose deseasoned series alternates, so that rho <= 0 and the effective n is n; no weekly rhythm is put in.
    x = np.tile([20, 24], 35) + np.repeat([0, 1], 35)
    y = np.tile([60, 66], 35) + random.permutation(np.repeat([0, 1], 35))
    table = sales.before_after(daily("2024-01-01", np.concatenate([x, y])), "2024-03-11", resamples=50).set_index("measure")
    row = table.loc["difference"]
    assert row["n_effective"] == 70
    assert row["estimate"] == pytest.approx(y.mean() - x.mean())
    welch = stats.ttest_ind(y, x, equal_var=False).confidence_interval()
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((welch.low, welch.high), abs=0.1)


def test_false_alarms_stay_near_nominal_with_autocorrelation_and_a_weekly_rhythm():
    # A small version of the simulation of facts/statistics.md section 3 (there: t alone 33 % at .6); 300 series, seeded.
    random = np.random.default_rng(5)
    week = np.array([-6, -2, 0, 0, 2, 8, 4])
    false = 0
    for _ in range(300):
        noise = np.empty(60)
        noise[0] = random.normal()
        for day in range(1, 60):
            noise[day] = 0.6 * noise[day - 1] + random.normal() * 0.8
        values = np.maximum(0, np.round(50 + week[np.arange(60) % 7] + 6 * noise))
        frame = daily("2024-01-01", values)
        row = sales.before_after(frame, "2024-01-31", resamples=2).iloc[0]
        false += not row["ci_low"] <= 0 <= row["ci_high"]
    assert false / 300 < 0.12


def test_ramp_up_and_window():
    frame = daily("2024-01-01", [20] * 60 + [999] * 30 + [60] * 60)
    row = sales.before_after(frame.assign(portions=frame["portions"] + pd.array([0, 1] * 75)), "2024-03-01", "2024-03-31", resamples=20)
    assert row["after"].max() < 62 and row["n_after"].iloc[0] == 60
    assert sales.before_after(frame.assign(portions=frame["portions"] + pd.array([0, 1] * 75)), "2024-03-01", "2024-03-31", days=20, resamples=20)[
        "n_before"
    ].iloc[0] == 20


@pytest.mark.parametrize("change", ["2023-01-01", "2025-01-01", "2024-01-05"])
def test_a_date_outside_or_one_week_on_a_side_is_a_sentence(change):
    with pytest.raises(ValueError, match="at least 14 are needed; is the date of the change inside the data"):
        sales.before_after(daily("2024-01-01", range(60)), change)
