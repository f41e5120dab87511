"""Before and after: hand-worked cases, and an independent way to each number."""

import shutil
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from kernel import kernel

from benchmarks import sales as simulated
from engagelib import figures, prose, sales
from engagelib.contracts.problems import MissingTable
from engagelib.run import notebook, sections
from engagelib.sales.change import claimed, periods
from engagelib.sales.effects import MEASURES
from engagelib.study.study import Study


def daily(start, values, closed=()):
    dates = pd.date_range(start, periods=len(values))
    portions = pd.array([None if pd.isna(v) else int(v) for v in values], dtype="Int64")
    opened = ~pd.Series(dates).isin(pd.to_datetime(list(closed))).to_numpy()
    return pd.DataFrame({"date": dates, "quantity": portions, "open": pd.array(opened, dtype="boolean")})


def test_monthly_means_are_over_open_recorded_days():
    values = [20] * 31
    values[3], values[4] = None, None  # closed on the 4th, not recorded on the 5th
    table = sales.monthly(daily("2024-01-01", values, closed=["2024-01-04"]))
    assert table[["days", "total", "mean"]].values.tolist() == [[29, 580, 20]]


def test_ranges_take_whole_months_and_stay_exact():
    frame = daily("2024-01-01", [20] * 31 + [21] * 29 + [50] * 31 + [60] * 30 + [100] * 31)
    table = sales.ranges(frame, "2024-03-15", "2024-04-01").set_index("period")
    assert table.loc["before", ["months", "low", "high", "low_exact", "high_exact"]].tolist() == [
        2,
        20.0,
        21.0,
        "20",
        "21",
    ]
    assert table.loc["after", ["months", "low", "high"]].tolist() == [2, 60.0, 100.0]


def test_hodges_lehmann_as_a_median_of_differences_and_as_r_finds_it():
    before, after = np.array([22, 25, 24, 20, 23, 27, 21]), np.array([60, 75, 72, 80, 66, 71])
    # R 4.2.2: wilcox.test(after, before, conf.int = TRUE)$estimate = 48.000011 (by root search); the median of the 42 differences is 48
    assert sales.hodges_lehmann(before, after) == 48
    random = np.random.default_rng(1)
    for n in (14, 15, 30):
        x, y = random.integers(10, 30, n), random.integers(20, 60, n + 1)
        assert sales.hodges_lehmann(x, y) == np.median(np.subtract.outer(y, x))


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
    table = sales.before_after(
        daily("2024-01-01", np.concatenate([x, y])), "2024-03-11", resamples=50
    ).set_index("measure")
    row = table.loc["difference"]
    assert row["n_effective"] == 70
    assert row["estimate"] == pytest.approx(y.mean() - x.mean())
    welch = stats.ttest_ind(y, x, equal_var=False).confidence_interval()
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((welch.low, welch.high), abs=0.1)


def test_false_alarms_stay_near_nominal_with_autocorrelation_and_a_weekly_rhythm():
    # A small version of the simulation in benchmarks/sales.py (a bare t test errs 26 % of the time at .6); 300 series, seeded.
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
    assert false / 300 <= 0.11  # 2,000 series stand in benchmarks/sales.py; two standard errors above 8 %


def test_ramp_up_and_window():
    frame = daily("2024-01-01", [20] * 60 + [999] * 30 + [60] * 60)
    row = sales.before_after(
        frame.assign(quantity=frame["quantity"] + pd.array([0, 1] * 75)),
        "2024-03-01",
        "2024-03-31",
        resamples=20,
    )
    assert row["after"].max() < 62 and row["n_after"].iloc[0] == 60
    assert (
        sales.before_after(
            frame.assign(quantity=frame["quantity"] + pd.array([0, 1] * 75)),
            "2024-03-01",
            "2024-03-31",
            days=20,
            resamples=20,
        )["n_before"].iloc[0]
        == 20
    )


@pytest.mark.parametrize("change", ["2023-01-01", "2025-01-01", "2024-01-05"])
def test_a_date_outside_or_one_week_on_a_side_is_a_sentence(change):
    with pytest.raises(ValueError, match="at least 14 are needed; is the date of the change inside the data"):
        sales.before_after(daily("2024-01-01", range(60)), change)


def test_every_measure_with_its_interval_and_the_bootstrap_beside_it():
    random = np.random.default_rng(3)
    frame = daily("2024-01-01", np.concatenate([random.integers(18, 28, 60), random.integers(55, 90, 60)]))
    table = sales.before_after(frame, "2024-03-01", resamples=200).set_index("measure")
    assert table.index.tolist() == [
        "difference",
        "ratio",
        "median_difference",
        "median_ratio",
        "hodges_lehmann",
        "cliffs_delta",
    ]
    assert (table["ci_low"] <= table["estimate"]).all() and (table["estimate"] <= table["ci_high"]).all()
    drawn = table[:-1]  # delta is 1 in every resample, and has none
    assert (drawn["boot_low"] <= drawn["estimate"]).all() and (drawn["estimate"] <= drawn["boot_high"]).all()
    assert (
        table.loc["cliffs_delta", "estimate"] == 1 and table.loc["cliffs_delta", "ci_low"] < 1
    )  # no overlap is not certainty
    assert (
        table.loc["median_ratio", "estimate"]
        == table.loc["median_ratio", "after"] / table.loc["median_ratio", "before"]
    )
    pd.testing.assert_frame_equal(
        table, sales.before_after(frame, "2024-03-01", resamples=200).set_index("measure")
    )


def test_known_events_are_left_out():
    frame = daily("2024-01-01", [20, 22] * 30 + [60, 64] * 10 + [5] * 10 + [60, 64] * 15)
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-03-21", "2024-03-01"]),
            "end": pd.to_datetime(["2024-03-30", None]),
            "name": ["Ramadan", "x"],
        }
    )
    row = sales.before_after(frame, "2024-03-01", resamples=0, events=events).iloc[0]
    assert (row["after"], row["n_after"]) == (62, 50) and np.isnan(row["boot_low"])


def test_a_comparison_takes_out_what_both_shops_share():
    random = np.random.default_rng(8)
    shared = random.integers(-5, 6, 120).cumsum() + np.repeat([0, 15], 60)
    own, other = 200 + shared + random.integers(0, 3, 120) + np.repeat([0, 10], 60), 200 + shared
    table = sales.before_after(
        daily("2024-01-01", own), "2024-03-01", resamples=0, comparison=daily("2024-01-01", other)
    ).set_index("measure")
    row = table.loc["difference_in_differences"]
    assert row["estimate"] == pytest.approx((own - other)[60:].mean() - (own - other)[:60].mean())
    assert row["ci_high"] - row["ci_low"] < 3
    with pytest.raises(ValueError, match="shared with the comparison"):
        sales.before_after(
            daily("2024-01-01", own), "2024-03-01", resamples=0, comparison=daily("2024-02-25", other)
        )


def test_nothing_sold_before_has_no_ratio():
    frame = daily("2024-01-01", [0] * 30 + [20, 22, 25] * 10)
    table = sales.before_after(frame, "2024-01-31", resamples=20).set_index("measure")
    assert np.isnan(table.loc["ratio", "estimate"]) and "nothing was sold before" in str(
        table.loc["ratio", "note"]
    )
    assert table.loc["difference", "estimate"] == pytest.approx(67 / 3)


def test_several_rows_a_day_are_refused_and_outlets_compared_one_by_one():
    one = daily("2024-01-01", [20, 21] * 15 + [40, 42] * 15).assign(outlet="A")
    both = pd.concat([one, one.head(20).assign(outlet="B")])
    with pytest.raises(ValueError, match="stands twice: choose one outlet"):
        sales.before_after(both, "2024-01-31")
    table = sales.by_outlet(both, "2024-01-31").set_index(["outlet", "measure"])
    assert table.loc[("A", "difference"), "estimate"] == pytest.approx(20.5)
    assert "at least 14 are needed" in str(table.loc[("B", "difference"), "note"])


def test_a_month_without_sales_stays_in_the_table():
    values = [20] * 31 + [None] * 29 + [30] * 31
    table = sales.monthly(daily("2024-01-01", values))
    assert table["days"].tolist() == [31, 0, 31] and np.isnan(table.loc[1, "mean"])
    assert (
        sales.ranges(daily("2024-01-01", values), "2024-03-01").set_index("period").loc["before", "months"]
        == 1
    )


def test_the_papers_claim_as_ranges():
    # 60/25 = 2.4, 100/20 = 5, 80/22.5 = 3.56: the paper's 20-25 to 60-100 portions
    table = pd.DataFrame({"period": ["before", "after"], "low": [20.0, 50.0], "high": [25.0, 100.0]})
    shown = claimed("20–25", "60-100 porsi", table).set_index("source")
    assert shown.loc["printed", ["ratio_low", "ratio_mid", "ratio_high"]].tolist() == pytest.approx(
        [2.4, 3.5556, 5], abs=1e-4
    )
    assert shown.loc["data", ["ratio_low", "ratio_mid", "ratio_high"]].tolist() == pytest.approx(
        [2, 150 / 45, 5]
    )
    with pytest.raises(ValueError, match="a range such as"):
        claimed("banyak", "60-100", table)


def test_rolling_mean_over_the_calendar():
    table = sales.rolling(daily("2024-01-01", [10, 20, None, 40, 50], closed=["2024-01-03"]), days=3)
    assert table["rolling"].tolist() == [10, 15, 30, 45]  # the 4th: 20 and 40, the 3rd is a hole


def test_the_days_that_are_compared():
    table = periods(daily("2024-01-01", [20] * 30 + [99] * 5 + [60] * 20), "2024-01-31", "2024-02-05")
    assert (
        table["period"].value_counts().to_dict() == {"before": 30, "after": 20}
        and 99 not in table["quantity"].tolist()
    )


def test_weeks_are_compared_by_weeks():
    dates = pd.date_range("2023-01-02", periods=60, freq="7D")
    random = np.random.default_rng(6)
    portions = pd.array(np.where(np.arange(60) < 30, 140, 400) + random.integers(-20, 21, 60), dtype="Int64")
    frame = pd.DataFrame(
        {"date": dates, "quantity": portions, "open": pd.array([True] * 60, dtype="boolean")}
    )
    row = sales.before_after(frame, str(dates[30].date()), resamples=20).iloc[0]
    assert abs(row["autocorrelation"]) < 0.5 and 10 < row["n_effective"] <= 30
    assert row["ci_low"] < 260 < row["ci_high"]


def test_the_simulation_judges_every_printed_interval():
    from benchmarks.sales import alarms

    printed = alarms(0, 0.3, 0.0, 0)
    assert [name for name in printed if name in MEASURES] == list(MEASURES)
    assert {f"{name} (bootstrap)" for name in MEASURES} == set(alarms(0, 0.3, 0.0, 20))


# --- other calendars ------------------------------------------------------------------------------

K = np.arange(60)
WAVE = np.round(50 + 15 * np.sin(2 * np.pi * K / 60) + np.tile([2, -1, 0, 1, -2], 12))


def on(freq, values=WAVE, start="2024-01-01"):
    dates = pd.date_range(start, periods=len(values), freq=freq)
    return pd.DataFrame({"date": dates, "quantity": values, "open": True}), str(
        dates[len(values) // 2].date()
    )


@pytest.mark.parametrize(("one", "others"), [("D", ("2D", "5D")), ("7D", ("MS", "14D", "QS"))])
def test_equal_spacing_gives_equal_results(one, others):
    # the same rhythm is removed: weekdays where there is more than one value a week, none else
    numbers = ["estimate", "ci_low", "ci_high", "boot_low", "boot_high", "n_effective", "autocorrelation"]
    right = sales.before_after(*on(one), resamples=50)[numbers]
    level = sales.segmented(*on(one)).set_index("term").loc["level", ["estimate", "se", "lags"]]
    for freq in others:
        found = sales.before_after(*on(freq), resamples=50)[numbers]
        pd.testing.assert_frame_equal(found, right, check_exact=False, rtol=1e-9)
        if one == "D":  # months and quarters are not equally long: their slopes are other lines
            told = sales.segmented(*on(freq)).set_index("term").loc["level", ["estimate", "se", "lags"]]
            assert told.tolist() == pytest.approx(level.tolist())


@pytest.mark.parametrize("freq", ["D", "2D", "5D", "7D", "MS"])
def test_a_slow_wave_is_no_sixty_independent_days(freq):
    # on days that are not adjacent it had an autocorrelation of -0.90 and all its days: [-22.0, -16.4]
    row = sales.before_after(*on(freq), resamples=0).iloc[0]
    assert row["autocorrelation"] > 0.8 and row["n_effective"] < 3
    assert row["estimate"] == pytest.approx(-19.2) and row["ci_high"] - row["ci_low"] > 25


def test_the_smallest_comparison_of_spaced_days_says_that_it_knows_nothing():
    dates = pd.date_range("2025-01-01", periods=28, freq="2D")
    frame = pd.DataFrame({"date": dates, "quantity": np.repeat([10, 14, 12, 8], 7), "open": True})
    row = sales.before_after(frame, str(dates[14].date()), resamples=0).iloc[0]
    assert row["n_effective"] < 2 and row["ci_low"] < -10 < 10 < row["ci_high"]


# R datasets: UKDriverDeaths, drivers killed or seriously injured in Great Britain by month, 1969-01 to 1984-12; seat
# belts were made compulsory on 1983-01-31 (Harvey and Durbin 1986)
UK_DRIVER_DEATHS = """
1687 1508 1507 1385 1632 1511 1559 1630 1579 1653 2152 2148 1752 1765 1717 1558 1575 1520 1805 1800 1719 2008
2242 2478 2030 1655 1693 1623 1805 1746 1795 1926 1619 1992 2233 2192 2080 1768 1835 1569 1976 1853 1965 1689
1778 1976 2397 2654 2097 1963 1677 1941 2003 1813 2012 1912 2084 2080 2118 2150 1608 1503 1548 1382 1731 1798
1779 1887 2004 2077 2092 2051 1577 1356 1652 1382 1519 1421 1442 1543 1656 1561 1905 2199 1473 1655 1407 1395
1530 1309 1526 1327 1627 1748 1958 2274 1648 1401 1411 1403 1394 1520 1528 1643 1515 1685 2000 2215 1956 1462
1563 1459 1446 1622 1657 1638 1643 1683 2050 2262 1813 1445 1762 1461 1556 1431 1427 1554 1645 1653 2016 2207
1665 1361 1506 1360 1453 1522 1460 1552 1548 1827 1737 1941 1474 1458 1542 1404 1522 1385 1641 1510 1681 1938
1868 1726 1456 1445 1456 1365 1487 1558 1488 1684 1594 1850 1998 2079 1494 1057 1218 1168 1236 1076 1174 1139
1427 1487 1483 1513 1357 1165 1282 1110 1297 1185 1222 1284 1444 1575 1737 1763
"""


def test_uk_driver_deaths_as_wide_as_gls():
    # R 4.2.2, nlme 3.1-162: d <- data.frame(y = as.numeric(UKDriverDeaths), after = as.numeric(1:192 > 169));
    # f <- gls(y ~ after, d, correlation = corAR1(form = ~1)); intervals(f, which = "coef")
    #   after -597.2593491 -377.1004017 -156.9414543; coef(f$modelStruct$corStruct, unconstrained = FALSE): 0.6591022
    low, high, phi = -597.2593491, -156.9414543, 0.6591022
    deaths = [int(n) for n in UK_DRIVER_DEATHS.split()]
    dates = pd.date_range("1969-01-01", periods=192, freq="MS")
    row = sales.before_after(
        pd.DataFrame({"date": dates, "quantity": deaths, "open": True}), "1983-02-01", resamples=0
    ).iloc[0]
    assert row["estimate"] == pytest.approx(np.mean(deaths[169:]) - np.mean(deaths[:169]))
    assert (row["ci_high"] - row["ci_low"]) / (high - low) == pytest.approx(1, abs=0.15)
    assert row["autocorrelation"] == pytest.approx(phi, abs=0.03) and row["per"] == "month"


def test_the_benchmark_judges_the_library():
    for name in ("closed Sundays", "Mon/Wed/Fri", "every 5th day", "monthly"):
        dates = simulated.opened(name, 60)
        many = simulated.many(np.random.default_rng(3), dates, 0.6, 0, 3)
        low, high = simulated.headline(dates, many)
        for i, portions in enumerate(many):
            frame = pd.DataFrame({"date": dates, "quantity": portions, "open": True})
            row = sales.before_after(frame, str(dates[30].date()), resamples=0).iloc[0]
            assert (low[i], high[i]) == pytest.approx((row["ci_low"], row["ci_high"]), abs=0.01)


@pytest.mark.parametrize("name", ["Mon/Wed/Fri", "Tue/Sat", "every 2nd day", "every 5th day", "monthly"])
@pytest.mark.parametrize(("rho", "bar"), [(0.6, 0.08), (0.8, 0.10)])
def test_false_alarms_on_spaced_days(name, rho, bar):
    # 2,000 series of 30 + 30 steps, as in benchmarks/sales.py, where all calendars, lengths and autocorrelations stand
    dates = simulated.opened(name, 60)
    low, high = simulated.headline(
        dates, simulated.many(np.random.default_rng([30, int(rho * 10)]), dates, rho, 0, 2000)
    )
    assert ((low > 0) | (high < 0)).mean() <= bar and np.isnan(low).mean() <= 0.05


@pytest.mark.parametrize("day", [["Mon", "Wed", "Fri"], ["Tue", "Sat"]])
def test_days_of_one_daily_series_do_not_alarm_either(day):
    # every day's autocorrelation .8, of which the shop is open on some: 34 % and 25 % before steps were counted
    random = np.random.default_rng(7)
    dates = pd.Series(pd.date_range("2024-01-01", periods=240))
    kept = np.flatnonzero(dates.dt.strftime("%a").isin(day))[:60]
    many = 50 + 6 * np.array([simulated.series(random, 0.8, 240)[kept] for _ in range(1000)])
    low, high = simulated.headline(dates.iloc[kept].reset_index(drop=True), many)
    assert ((low > 0) | (high < 0)).mean() <= 0.08


@pytest.mark.parametrize(("freq", "rhythm"), [("D", 1), ("7D", 0), ("5D", 0)])
def test_where_nothing_varies_there_is_no_interval_and_a_reason(freq, rhythm):
    dates = pd.date_range("2024-01-01", periods=56, freq=freq)
    portions = np.repeat([20, 30], 28) + rhythm * dates.day_of_week.to_numpy()
    frame = pd.DataFrame({"date": dates, "quantity": portions, "open": True})
    table = sales.before_after(frame, str(dates[28].date()), resamples=20)
    assert table[["ci_low", "ci_high", "boot_low", "boot_high", "n_effective"]].isna().all(axis=None)
    assert table["note"].map(str).str.contains("no interval: nothing varies").all()
    assert table.loc[0, "estimate"] == pytest.approx(10)
    level = sales.segmented(frame, str(dates[28].date())).iloc[0]
    assert np.isnan(level["ci_low"]) and "no interval" in str(level["note"])


def test_the_words_are_those_of_the_series_own_step():
    for freq, steps in (("5D", "open days"), ("7D", "weeks"), ("MS", "months"), ("14D", "periods")):
        frame, change = on(freq)
        effect = sales.before_after(frame, change, resamples=0)
        said = prose.sales(effect, sales.ranges(frame, change), "en")
        assert f"effective {steps} (autocorrelation from one {steps[:-1]} to the next .8" in said
    assert sales.sensitivity(frame, change)["variant"].tolist() == ["headline", "60_periods", "120_periods"]


def test_without_room_for_other_dates_their_share_is_missing():
    table = sales.placebo(*on("5D"))
    assert table["period"].tolist() == ["actual"] and table["share"].isna().all()


# --- the notebook on studies that declare less ----------------------------------------------------

CASES, NOTEBOOK = (
    Path(__file__).parents[1] / "cases",
    Path(__file__).parents[2] / "notebooks/en/07_sales.ipynb",
)


@pytest.fixture
def study(request, tmp_path):
    return Path(shutil.copytree(CASES / request.param, tmp_path / "study"))


def run(study, monkeypatch):
    """Notebook 07 as a kernel runs it, without files of figures: its names, the sections that were left out."""
    monkeypatch.setattr(figures, "save", lambda figure, path, **_: plt.close("all"))
    cells = notebook.with_parameters(notebook.cells(NOTEBOOK), {"study": str(study), "lang": "en"})
    with kernel() as running:
        ran = running.run_all(cells)
    return running.names, sections.left_out(ran)


@pytest.mark.parametrize("study", ["numbers/market-days", "numbers/no-established"], indirect=True)
def test_the_notebook_runs_with_or_without_an_end_of_the_ramp_up(study, monkeypatch):
    assert [p for p in Study.open(study).problems() if p.severity == "error"] == []
    names, left = run(study, monkeypatch)
    assert [part.heading for part in left] == ["Daily engagement and sales"]
    row = names["effect"].iloc[0]
    assert row["ci_low"] < -30 and row["ci_high"] > -5 and row["n_effective"] < 4
    assert "on 3 effective open days" in prose.sales(names["effect"], names["ranges"], "en")


@pytest.mark.parametrize("study", ["files/case16-sales-without-change"], indirect=True)
def test_without_a_day_of_change_the_series_is_shown_and_check_says_what_to_add(study, monkeypatch):
    said = [problem for problem in Study.open(study).problems() if problem.file == "study.toml"]
    assert [(problem.severity, problem.value) for problem in said] == [("warning", "[sales] change")]
    assert 'write change = "YYYY-MM-DD" below [sales]' in str(said[0].message)
    names, left = run(study, monkeypatch)
    assert len(names["monthly"]) > 0 and "effect" not in names
    assert "The daily series" not in {part.heading for part in left}
    for lang, words in (("id", "tidak memiliki hari perubahan (tulis change ="), ("en", "(write change =")):
        others = [part.heading for part in left if words not in part.sentence(lang)]
        assert len(left) > 4 and others == ["Daily engagement and sales"], lang


@pytest.mark.parametrize(
    ("freq", "per", "steps"),
    [("5D", "open day", "open days"), ("7D", "week", "weeks"), ("MS", "month", "months")],
)
def test_figures_speak_of_the_series_own_step(freq, per, steps):
    frame, change = on(freq)
    table = sales.before_after(frame, change, resamples=0)
    drawn = figures.effect(table, lang="en")
    assert drawn.get_supxlabel().endswith(
        f"n = 30 {steps} before and 30 after; worth {table['n_effective'][0]:.0f} independent {steps}"
    )
    assert drawn.axes[0].get_xlabel() == f"difference in units per {per}"
    series = figures.sales(sales.rolling(frame), lang="en")
    assert series.get_xlabel() == f"date (n = 60 {steps})" and series.get_ylabel() == f"units per {per}"
    empty = figures.effect(table.assign(ci_low=np.nan, ci_high=np.nan, n_effective=np.nan), lang="en")
    assert empty.get_supxlabel().endswith("after; no interval")
    plt.close("all")


def shop(tmp_path, rows, declared):
    (tmp_path / "sales.csv").write_text("date,outlet,quantity\n" + "".join(rows))
    (tmp_path / "study.toml").write_text(
        f'[study]\nname = "k"\ntitle = "K"\nquestion = "Q"\n[sales]\n{declared}'
    )
    return tmp_path


OPENED = [f"{day.date()},,{20 + i % 7}\n" for i, day in enumerate(pd.date_range("2025-01-01", periods=60))]


@pytest.mark.parametrize("change", ["2025-02-20", "2025-01-08", "2026-01-01"])
def test_a_side_that_is_too_short_leaves_the_comparison_out_and_check_says_so(tmp_path, change, monkeypatch):
    place = shop(tmp_path, OPENED, f'change = "{change}"')
    (said,) = Study.open(place).problems()
    assert (said.severity, said.value) == ("warning", f"[sales] change = {change}")
    assert "open, recorded days" in str(said) and "at least 14 are needed" in str(said)
    names, left = run(place, monkeypatch)
    assert len(names["monthly"]) == 3 and "effect" not in names
    assert "Before and after" in {part.heading for part in left}
    assert f"{sales.change.FEWEST} open and recorded days before the change" in left[0].sentence("en")
    assert f"{sales.change.FEWEST} hari buka yang tercatat sebelum perubahan" in left[0].sentence("id")


def test_several_outlets_are_never_mixed(tmp_path, monkeypatch):
    rows = [line.replace(",,", f",{outlet},") for line in OPENED for outlet in ("Utara", "Selatan")]
    place = shop(tmp_path, rows, 'change = "2025-02-01"')
    (said,) = Study.open(place).problems()
    assert said.severity == "warning" and "the outlets are Utara, Selatan" in str(said)
    with pytest.raises(MissingTable, match="choice among the outlets"):  # the notebook is left out
        Study.open(place).sales()
    shop(tmp_path, rows, 'change = "2025-02-01"\noutlet = "Utara"')
    assert Study.open(place).problems() == []
    names, left = run(place, monkeypatch)
    assert names["effect"]["n_before"][0] == 31 and len(left) == 1
    shop(tmp_path, rows, 'change = "2025-02-01"\noutlet = "Barat"')
    (said,) = Study.open(place).problems()
    assert said.severity == "error" and said.value == "Barat"


def test_a_bootstrap_in_which_no_resample_differs_has_no_interval():
    # Every day after beats every day before, in each resample: delta is 1, and [1, 1] would be no interval.
    table = sales.before_after(
        daily("2025-01-01", [10, 12, 11] * 10 + [50, 52, 51] * 10), "2025-01-31", resamples=50
    )
    row = table.set_index("measure").loc["cliffs_delta"]
    assert row["estimate"] == 1 and row["ci_low"] < 1 and np.isnan([row["boot_low"], row["boot_high"]]).all()
    assert str(row["note"]).endswith("the resamples do not differ: a resampled interval would have no width")
