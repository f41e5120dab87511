"""Autocorrelation, effective days and blocks against matrices written out in full; cross-correlation against a known lag."""

import numpy as np
import pandas as pd
import pytest

from engagelib import sales
from engagelib.sales import days as sales_days
from engagelib.sales.days import Calendar, Stretch

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
        sales.effective_n(10_000, 0.5), rel=1e-3
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
        corrected.append(sales_days.persistence(pair))
    assert np.mean(raw) < 0.52 and np.mean(corrected) == pytest.approx(0.6, abs=0.04)


def test_nothing_that_differs_has_no_autocorrelation():
    assert np.isnan(sales_days.persistence([Stretch(np.arange(30), np.full(30, 7.0))]))
    assert np.isnan(
        sales_days.persistence([Stretch(np.arange(28), np.tile(np.arange(7.0), 4))])
    )  # the weekly rhythm alone


def test_blocks_are_weeks_of_the_calendar_with_their_holes():
    day = np.array([d for d in range(70) if d % 7 != 4])
    drawn = sales_days.blocks(day, 50, np.random.default_rng(0))
    for rows in drawn:
        assert len(rows) == 60  # ten weeks, a closed day in each
        steps = np.diff(day[rows])
        assert ((steps == 1) | (steps == 2)).mean() > 0.8
    assert len(sales_days.blocks(np.arange(5), 3, np.random.default_rng(0))[0]) == 5  # shorter than a block


def test_cross_correlation_finds_the_lag_and_not_a_shared_trend():
    random = np.random.default_rng(4)
    dates = pd.date_range("2025-01-01", periods=200)
    views = pd.Series(random.normal(size=200), dates)
    portions = 0.9 * views.shift(2) + 0.3 * random.normal(size=200)
    table = sales.cross_correlation(views, portions).set_index("lag")
    assert table["r"].idxmax() == 2 and table.loc[2, "ci_low"] > 0.8
    assert (table.drop(2)["ci_low"] < 0).all()
    walks = [
        pd.Series(
            0.9 ** np.abs(np.subtract.outer(np.arange(200), np.arange(200))) @ random.normal(size=200), dates
        )
        for _ in range(2)
    ]
    assert abs(np.corrcoef(*walks)[0, 1]) > abs(sales.cross_correlation(*walks, lags=0)["r"][0]) - 0.2


def test_no_overlap_is_a_sentence():
    first = pd.Series(1.0, pd.date_range("2025-01-01", periods=40))
    then = pd.Series(1.0, pd.date_range("2025-03-01", periods=40))
    table = sales.cross_correlation(first, then)
    assert len(table) == 8 and table["r"].isna().all()
    assert table["note"].map(str).eq("not computable: 0 days in both series, at least 30 are needed").all()
    flat = sales.cross_correlation(first, first)
    assert flat["note"].map(str).str.contains("does not vary").all()


def test_a_series_of_weeks_counts_weeks():
    dates = pd.Series(pd.date_range("2024-01-01", periods=20, freq="7D"))
    weeks = Stretch.of(dates, pd.Series(np.arange(20.0)))
    assert len(set(weeks.level)) == 1 and weeks.day[-1] - weeks.day[0] == 19
    assert weeks.worth(0.5) == pytest.approx(Stretch(np.arange(20), np.zeros(20)).worth(0.5))
    assert weeks.sample == pytest.approx(
        np.corrcoef(np.arange(20.0)[1:], np.arange(20.0)[:-1])[0, 1], abs=0.2
    )


# --- steps of the calendar ------------------------------------------------------------------------


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)))


def every(freq, n=20, start="2024-01-01"):  # a Monday
    return pd.Series(pd.date_range(start, periods=n, freq=freq))


def weekly(names, n=20, start="2024-01-01"):
    return every(pd.offsets.CustomBusinessDay(weekmask=names), n, start)


# Steps by hand: from one open day to the next that the calendar allows.
STEPS = {
    "every day": (every("D"), 1, "day"),
    "every 2nd day": (every("2D"), 1, "day"),
    "market days, every 5th": (every("5D"), 1, "day"),
    "Mon/Wed/Fri": (weekly("Mon Wed Fri"), 1, "day"),
    "Tue/Sat": (weekly("Tue Sat"), 1, "day"),
    "Sat/Sun": (weekly("Sat Sun"), 1, "day"),
    "Thu to Sun": (weekly("Thu Fri Sat Sun"), 1, "day"),
    "weeks": (every("7D"), 1, "week"),
    "fortnights": (every("14D"), 1, "period"),
    "months": (every("MS", 30), 1, "month"),
    "ends of months": (every("ME", 30), 1, "month"),
    "first Saturdays": (every("WOM-1SAT", 30), 1, "month"),
    "quarters": (every("QS", 16), 1, "period"),
}


@pytest.mark.parametrize("name", STEPS)
def test_neighbours_are_a_step_apart_on_every_calendar(name):
    dates, step, called = STEPS[name]
    calendar = Calendar.of(dates)
    assert calendar.steps(dates).tolist() == [step * i for i in range(len(dates))]
    assert calendar.name == called


@pytest.mark.parametrize("name", STEPS)
def test_a_hole_is_a_step_of_two(name):
    dates = STEPS[name][0]
    holed = dates.drop([5, 6, 11]).reset_index(drop=True)
    calendar = Calendar.of(holed)
    assert calendar.steps(holed).tolist() == [i for i in range(len(dates)) if i not in (5, 6, 11)]


def test_days_that_are_closed_every_week_are_holes_among_days():
    # Saturday to Monday is two days, Friday to Monday three: with five or six open weekdays the calendar is that of days
    six, five = weekly("Mon Tue Wed Thu Fri Sat", 12), weekly("Mon Tue Wed Thu Fri", 10)
    assert Calendar.of(six).steps(six).tolist() == [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert Calendar.of(five).steps(five).tolist() == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]


def test_a_stray_day_does_not_turn_the_calendar():
    moved = every("5D")
    moved[7] += pd.Timedelta(days=1)  # a market held a day late
    assert Calendar.of(moved).steps(moved).tolist() == list(range(20))
    three = weekly("Mon Wed Fri", 60)
    extra = pd.concat([three, days("2024-02-03")]).sort_values(ignore_index=True)  # one Saturday
    assert Calendar.of(extra).steps(extra).tolist() == list(range(61))


def test_the_finer_period_sets_the_step():
    before, after = weekly("Mon Wed Fri", 6), every("D", 20, "2024-02-01")
    calendar = Calendar.of(before, after)
    assert calendar.steps(before).tolist() == [0, 2, 4, 7, 9, 11]
    sparse = Stretch.of(before, pd.Series([1.0, 5, 2, 8, 3, 9]), calendar)
    assert sparse.pairs == 0 and np.isnan(sparse.sample)  # what cannot be seen there is seen after
    random = np.random.default_rng(0)
    dense = Stretch.of(after, pd.Series(random.normal(size=20)), calendar)
    assert sales_days.persistence([sparse, dense]) == sales_days.persistence([dense])
    assert np.isnan(sales_days.persistence([sparse]))


@pytest.mark.parametrize(
    ("dates", "gap"), [(every("D", 40).drop(13), 1), (weekly("Mon Tue Wed Thu Fri Sat", 40), 1), (weekly("Mon Tue Wed Thu Fri", 40), 1)]
)  # fmt: skip
def test_lag_1_over_a_hole_closed_sundays_and_weekends(dates, gap):
    # written out: weekdays' means taken out, products of days whose dates are one day apart over all squares
    value = pd.Series(np.random.default_rng(3).normal(size=len(dates)).cumsum(), dates.to_numpy())
    plain = value - value.groupby(value.index.day_of_week).transform("mean")
    before = plain.reindex(plain.index - pd.Timedelta(days=gap)).to_numpy()
    right = np.nansum(plain.to_numpy() * before) / (plain**2).sum()
    stretch = Stretch.of(dates.reset_index(drop=True), value.reset_index(drop=True))
    assert stretch.sample == pytest.approx(right)


def test_market_days_have_weekdays_weeks_and_months_have_none():
    for freq, levels in (("D", 7), ("2D", 7), ("5D", 7), ("7D", 1), ("14D", 1), ("MS", 1)):
        dates = every(freq, 40)
        assert len(set(Calendar.of(dates).levels(dates))) == levels, freq


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
def test_degrees_of_freedom_are_satterthwaites(rho):
    m, r, _ = written_out(HOLES, rho)
    product = m @ r
    right = np.trace(product) ** 2 / np.trace(product @ product)
    assert Stretch(HOLES, np.zeros(21)).freedom(rho) == pytest.approx(right)


def test_independent_days_have_n_less_their_weekdays_means():
    assert Stretch(np.arange(28), np.zeros(28)).freedom(0) == pytest.approx(28 - 7)


def test_doubt_is_what_a_higher_autocorrelation_adds_to_the_variance():
    # by hand, e'e = 1: variance = sum of rho^distance / n^2 / trace(M R)
    variance = []
    for rho in (0.5, 0.6):
        m, r, _ = written_out(HOLES, rho)
        variance.append(r.sum() / np.trace(m @ r))
    assert Stretch(HOLES, np.zeros(21)).doubt(0.5, 0.1) == pytest.approx(np.log(variance[1] / variance[0]))


def test_days_that_never_follow_each_other_are_not_a_series_that_does_not_vary():
    random = np.random.default_rng(1)
    views = pd.Series(random.normal(size=300), pd.date_range("2025-01-01", periods=300))
    market = pd.Series(random.normal(size=60), pd.date_range("2025-01-01", periods=60, freq="5D"))
    note = sales.cross_correlation(views, market)["note"]
    assert note.map(str).eq("not computable: no two days that follow each other in both series").all()
