"""Autocorrelation, effective days and blocks against matrices written out in full; cross-correlation against a known lag."""

import numpy as np
import pandas as pd
import pytest

from engagelib import timeseries
from engagelib.timeseries import Stretch

HOLES = np.array([0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25])


def written_out(day, rho):
    """M, R and L as matrices over the recorded days only: the definition, without any filter."""
    weekdays = (day[:, None] % 7 == np.unique(day % 7)).astype(float)
    distance = np.abs(np.subtract.outer(day, day))
    m = np.eye(len(day)) - weekdays @ np.linalg.inv(weekdays.T @ weekdays) @ weekdays.T
    return m, float(rho) ** distance, (distance == 1) / 2


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_expected_autocorrelation_is_the_ratio_of_traces(rho):
    m, r, lag = written_out(HOLES, rho)
    stretch = Stretch(HOLES, np.arange(21.0) ** 2)
    assert stretch.expected(rho) == pytest.approx(
        np.trace(m @ lag @ m @ r) / np.trace(m @ r) - 2 * rho / 21, abs=1e-12
    )
    e = m @ stretch.value
    assert stretch.sample == pytest.approx((e @ lag @ e) / (e @ e))
    assert stretch.spread(rho) == pytest.approx(e @ e / np.trace(m @ r))


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_effective_days_over_holes(rho):
    _, r, _ = written_out(HOLES, rho)
    assert Stretch(HOLES, np.zeros(21)).worth(rho) == pytest.approx(21**2 / r.sum())
    _, more, _ = written_out(HOLES, rho + 0.1)
    _, less, _ = written_out(HOLES, max(rho - 0.1, 0))
    assert Stretch(HOLES, np.zeros(21)).worth(rho, 0.1) == pytest.approx(
        21**2 / ((more.sum() + less.sum()) / 2)
    )


def test_effective_days_tend_to_the_known_limit():
    # n (1 - rho) / (1 + rho) for a long AR(1); 10,000 days at .5 are worth 3,333
    assert Stretch(np.arange(10_000), np.zeros(10_000)).worth(0.5) == pytest.approx(
        timeseries.effective_n(10_000, 0.5), rel=1e-3
    )
    assert Stretch(HOLES, np.zeros(21)).worth(-0.5) == pytest.approx(21)


def test_bias_is_taken_out():
    from scipy.signal import lfilter

    random = np.random.default_rng(2)
    raw, corrected = [], []
    for _ in range(300):
        shocks = random.normal(size=40) * 0.8
        shocks[[0, 20]] /= 0.8
        noise = [lfilter([1], [1, -0.6], part) for part in (shocks[:20], shocks[20:])]
        pair = [Stretch(np.arange(20), part) for part in noise]
        raw.append(np.mean([s.sample for s in pair]))
        corrected.append(timeseries.persistence(pair))
    assert np.mean(raw) < 0.52 and np.mean(corrected) == pytest.approx(0.6, abs=0.04)


def test_nothing_that_differs_has_no_autocorrelation():
    assert np.isnan(timeseries.persistence([Stretch(np.arange(30), np.full(30, 7.0))]))
    assert np.isnan(
        timeseries.persistence([Stretch(np.arange(28), np.tile(np.arange(7.0), 4))])
    )  # the weekly rhythm alone


def test_blocks_are_weeks_of_the_calendar_with_their_holes():
    day = np.array([d for d in range(70) if d % 7 != 4])
    drawn = timeseries.blocks(day, 50, np.random.default_rng(0))
    for rows in drawn:
        assert len(rows) == 60  # ten weeks, a closed day in each
        steps = np.diff(day[rows])
        assert ((steps == 1) | (steps == 2)).mean() > 0.8
    assert len(timeseries.blocks(np.arange(5), 3, np.random.default_rng(0))[0]) == 5  # shorter than a block


def test_cross_correlation_finds_the_lag_and_not_a_shared_trend():
    random = np.random.default_rng(4)
    dates = pd.date_range("2025-01-01", periods=200)
    views = pd.Series(random.normal(size=200), dates)
    portions = 0.9 * views.shift(2) + 0.3 * random.normal(size=200)
    table = timeseries.cross_correlation(views, portions).set_index("lag")
    assert table["r"].idxmax() == 2 and table.loc[2, "ci_low"] > 0.8
    assert (table.drop(2)["ci_low"] < 0).all()
    walks = [
        pd.Series(
            0.9 ** np.abs(np.subtract.outer(np.arange(200), np.arange(200))) @ random.normal(size=200), dates
        )
        for _ in range(2)
    ]
    assert abs(np.corrcoef(*walks)[0, 1]) > abs(timeseries.cross_correlation(*walks, lags=0)["r"][0]) - 0.2


def test_no_overlap_is_a_sentence():
    first = pd.Series(1.0, pd.date_range("2025-01-01", periods=40))
    then = pd.Series(1.0, pd.date_range("2025-03-01", periods=40))
    table = timeseries.cross_correlation(first, then)
    assert len(table) == 8 and table["r"].isna().all()
    assert table["note"].eq("not computable: 0 days in both series, at least 30 are needed").all()
    flat = timeseries.cross_correlation(first, first)
    assert flat["note"].str.contains("does not vary").all()


def test_a_series_of_weeks_counts_weeks():
    dates = pd.Series(pd.date_range("2024-01-01", periods=20, freq="7D"))
    weeks = Stretch.of(dates, pd.Series(np.arange(20.0)))
    assert len(set(weeks.level)) == 1 and weeks.day[-1] - weeks.day[0] == 19
    assert weeks.worth(0.5) == pytest.approx(Stretch(np.arange(20), np.zeros(20)).worth(0.5))
    assert weeks.sample == pytest.approx(
        np.corrcoef(np.arange(20.0)[1:], np.arange(20.0)[:-1])[0, 1], abs=0.2
    )
