"""Sales before and after a change, with an interval that respects that one day resembles the next.

Thirty days of a noodle shop are not thirty independent observations: a plain t or Mann-Whitney test calls "no
effect" an effect up to three times in ten at an autocorrelation of 0.6. So the headline is the difference of
means with an interval on the *effective* number of days: weekdays' own means taken out, one bias-free
autocorrelation for both periods from one step of the calendar to the next (an open day, a market day, a week, a
month), closed days as holes in it, a spread of its own for each period, and a t whose degrees of freedom count
that the autocorrelation is estimated too. With 30 + 30 steps its false alarms are 3 to 6 % at an autocorrelation
of 0 to 0.8, up to 8 % where the days that are closed each week hang together as if there were none
(benchmarks/sales.py, where every other interval stands too: ranks are cautious, bootstrap and Newey-West too sure
of short series).
One shop without a control group: every result is an association.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import day, takes
from engagelib.contracts.problems import Note, note, together
from engagelib.contracts.values import Refused
from engagelib.exact import plain, worked
from engagelib.sales.days import Calendar, Stretch, blocks, persistence, uncertainty
from engagelib.sales.effects import MEASURES, Sample, estimates, intervals

__all__ = [
    "before_after",
    "by_outlet",
    "change_by_hand",
    "claimed",
    "monthly",
    "open_days",
    "periods",
    "ranges",
    "rolling",
    "sides", "sold",
]  # fmt: skip

#: What is needed of a daily table.
DAILY = "date quantity:number open"

#: Fewer open, recorded days than this on a side are no before or after.
FEWEST = 14

#: The note where the days say nothing of how they hang together.
UNKNOWN = note("noted_days_unknown")


@takes(daily=DAILY)
def open_days(daily: pd.DataFrame) -> pd.DataFrame:
    """The open, recorded days in order, products added up.

    In: `sales` (date, outlet, product, quantity under the study's unit, open). Out: a row per open, recorded day: date and
    the quantity of all products. A closed day is no 0 and has no row. ValueError for several outlets at once.

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.to_datetime(["2025-07-01", "2025-07-01", "2025-07-02"]), "outlet": "1",
    ...                       "product": ["mie", "es", "mie"], "quantity": [20, 5, None], "open": [True, True, False]})
    >>> open_days(daily)["quantity"].tolist()
    [25.0]
    """
    shown = daily[daily["open"].fillna(False).astype(bool) & daily["quantity"].notna()].sort_values("date")
    if not shown["date"].duplicated().any():
        return shown
    if "outlet" in shown and shown["outlet"].nunique(dropna=False) > 1:
        twice = shown.loc[shown["date"].duplicated(), "date"].iloc[0].date()
        raise ValueError(f"{twice} stands twice: choose one outlet, or compare each with by_outlet")
    return shown.groupby("date", as_index=False).agg(quantity=("quantity", "sum"), open=("open", "max"))


def of_outlet(daily: pd.DataFrame, outlet: str | None) -> pd.DataFrame:
    """The days of one outlet; of all where None is named."""
    return daily if outlet is None else daily[daily["outlet"].eq(outlet).fillna(False).astype(bool)]


def outlets(daily: pd.DataFrame) -> list[str]:
    """The outlets whose days these are; blank for days that name none."""
    return list(daily["outlet"].astype(object).fillna("").unique()) if "outlet" in daily else [""]


@takes(daily=DAILY)
def rolling(daily: pd.DataFrame, days: int = 28) -> pd.DataFrame:
    """The open days with `rolling`, the mean of the open days among the last so many of the calendar, and `per`.

    In: `sales`. Out: date, quantity, rolling (missing until `days` of the calendar have passed), per.

    Notes
    -----
    Source: none, a moving mean over open days. In R: zoo::rollmean.

    Examples
    --------
    >>> days = pd.date_range("2025-07-01", periods=4)
    >>> daily = pd.DataFrame({"date": days, "outlet": "1", "product": "mie", "quantity": [20, 22, 24, 26], "open": True})
    >>> rolling(daily, days=2)["rolling"].tolist()[1:]
    [21.0, 23.0, 25.0]
    """
    shown = open_days(daily)
    means = shown.set_index("date")["quantity"].astype("float64").rolling(f"{days}D").mean()
    return shown.assign(rolling=means.to_numpy(), per=Calendar.of(shown["date"]).name)


@takes(daily=DAILY, change=day, established=day)
def periods(daily: pd.DataFrame, change: str | date, established: str | date | None = None) -> pd.DataFrame:
    """The days that are compared: date, quantity, period (before, after); those of the ramp-up are not among them."""
    parts = zip(("before", "after"), sides(daily, change, established), strict=True)
    return pd.concat(
        [part[["date", "quantity"]].assign(period=name) for name, part in parts], ignore_index=True
    )


# --- months and printed ranges --------------------------------------------------------------------


@takes(daily=DAILY)
def monthly(daily: pd.DataFrame) -> pd.DataFrame:
    """Sales per open, recorded day, month by month.

    In: `sales`. Out: month (its first day), days, total, mean (total / days: per open day, not per day of the calendar). A
    month within the series without such a day stands there with 0 days and no mean.

    Notes
    -----
    Source: none, means per open day. In R: tapply(quantity, month, mean).

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.to_datetime(["2025-07-01", "2025-07-02", "2025-07-03"]), "outlet": "1",
    ...                       "product": "mie", "quantity": [20, 24, None], "open": [True, True, False]})
    >>> monthly(daily)[["days", "mean"]].values.tolist()
    [[2.0, 22.0]]
    """
    shown = open_days(daily)
    grouped = shown.groupby(shown["date"].dt.to_period("M"))["quantity"]
    table = grouped.agg(days="size", total="sum").astype("int64")
    if len(table):
        table = table.reindex(pd.period_range(table.index[0], table.index[-1], freq="M"), fill_value=0)
    table = table.rename_axis("month").reset_index()
    month = table["month"].dt.to_timestamp() if len(table) else pd.Series(dtype="datetime64[us]")
    return table.assign(month=month, mean=(table["total"] / table["days"]).where(table["days"] > 0))


@takes(daily=DAILY, change=day, established=day)
def ranges(daily: pd.DataFrame, change: str | date, established: str | date | None = None) -> pd.DataFrame:
    """The smallest and largest monthly mean before the change and from `established` on.

    In: `sales` and the dates of `before_after`. Month mean = total / open days, exact.

    These are what a shop's "20-25 bowls a day" is compared with. Only months that lie wholly in a period
    count. Out: period (before, after), months, low, high, and both exactly as fractions of total over days
    (low_exact, high_exact).

    Notes
    -----
    Source: none, the lowest and highest monthly mean. In R: range(tapply(quantity, month, mean)). Missing where a
    side has no whole month.

    Examples
    --------
    >>> days = pd.date_range("2025-06-01", "2025-08-31")
    >>> daily = pd.DataFrame({"date": days, "outlet": "1", "product": "mie", "quantity": [20] * 61 + [70] * 31, "open": True})
    >>> ranges(daily, "2025-08-01")[["period", "months", "low", "high"]].values.tolist()
    [['before', 2, 20.0, 20.0], ['after', 1, 70.0, 70.0]]
    """
    table = monthly(daily)
    table = table[table["days"] > 0]
    first, start = pd.Timestamp(change), pd.Timestamp(established or change)
    ends = table["month"] + pd.offsets.MonthEnd(0)
    rows = []
    for period, part in (("before", table[ends < first]), ("after", table[table["month"] >= start])):
        means = [Fraction(int(t), int(d)) for t, d in zip(part["total"], part["days"], strict=True)]
        found = (min(means), max(means)) if means else (None, None)
        shown = [np.nan if m is None else float(m) for m in found]
        rows.append((period, len(part), *shown, *(None if m is None else str(m) for m in found)))
    return pd.DataFrame(rows, columns=["period", "months", "low", "high", "low_exact", "high_exact"])


@takes(table="period! low:number high:number")
def claimed(before: str, after: str, table: pd.DataFrame) -> pd.DataFrame:
    """What a printed "20-25 to 60-100" can mean, beside the same from the data.

    `before` and `after` are ranges as printed, `table` is that of :func:`ranges`. Out: source (printed,
    data), before_low, before_high, after_low, after_high, ratio_low (lowest after / highest before),
    ratio_mid (by midpoints), ratio_high (highest after / lowest before). A range has no interval: it says
    between which months, not how surely.
    """
    found = table.set_index("period")[["low", "high"]].reindex(["before", "after"]).astype("float64")
    rows = [
        ("printed", *_printed(before), *_printed(after)),
        ("data", *found.loc["before"], *found.loc["after"]),
    ]
    shown = pd.DataFrame(rows, columns=["source", "before_low", "before_high", "after_low", "after_high"])
    low, high = (shown[name].where(shown[name] > 0) for name in ("before_low", "before_high"))
    return shown.assign(
        ratio_low=shown["after_low"] / high,
        ratio_mid=(shown["after_low"] + shown["after_high"]) / (shown["before_low"] + high),
        ratio_high=shown["after_high"] / low,
    )


def _printed(words: str) -> tuple[float, float]:
    numbers = [float(number.replace(",", ".")) for number in re.findall(r"\d+(?:[.,]\d+)?", words)]
    if len(numbers) not in (1, 2):
        raise ValueError(f"{words!r}: a range such as 20-25 is expected")
    return numbers[0], numbers[-1]


# --- before and after -----------------------------------------------------------------------------


@takes(daily=DAILY, change=day, established=day, events="date end")
def sides(
    daily: pd.DataFrame,
    change: str | date,
    established: str | date | None = None,
    days: int | None = None,
    events: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The open, recorded days before a change and from `established` on, days of known `events` left out.

    In: `sales` and the dates of `before_after`. Out: two tables, before and after, as `open_days` gives them.

    Refused (a ValueError with a note) when the change lies outside the data or a side has fewer than 14 days.

    Notes
    -----
    Source: none, it parts the days. In R: split(x, x$date < change).

    Examples
    --------
    >>> days = pd.date_range("2025-07-01", periods=40)
    >>> daily = pd.DataFrame({"date": days, "outlet": "1", "product": "mie", "quantity": [20] * 20 + [70] * 20, "open": True})
    >>> [len(side) for side in sides(daily, "2025-07-21")]
    [20, 20]
    """
    shown = open_days(daily)
    first, start = pd.Timestamp(change), pd.Timestamp(established or change)
    if start < first:
        raise Refused(note("noted_established_before", start=start.date(), change=first.date()))
    if events is not None:
        for event in events.dropna(subset="end").itertuples():
            shown = shown[~shown["date"].between(event.date, event.end)]
    before, after = shown[shown["date"] < first], shown[shown["date"] >= start]
    if days:
        before, after = before.tail(days), after.head(days)
    for key, moment, part in (("noted_days_before", first, before), ("noted_days_from", start, after)):
        if len(part) < FEWEST:
            raise Refused(note(key, n=len(part), day=moment.date(), least=FEWEST))
    return before, after


def short(
    daily: pd.DataFrame, change: str | date, established: str | date | None = None
) -> Note | str | None:
    """Why the two sides cannot be compared; None if they can."""
    try:
        sides(daily, change, established)
    except Refused as error:
        return error.note
    return None


@takes(daily=DAILY, change=day, established=day, events="date end", comparison=DAILY)
def before_after(
    daily: pd.DataFrame,
    change: str | date,
    established: str | date | None = None,
    days: int | None = None,
    resamples: int = 1000,
    seed: int = 0,
    *,
    events: pd.DataFrame | None = None,
    comparison: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Sales per open day before a change and after it.

    In: `sales` daily; `change` the first day of the new way; `established` ends the ramp-up, which is left
    out; `days` keeps only so many days on each side; `events` with an end (Ramadan) are left out;
    `comparison` is the daily table of a shop without the change. Out, headline first: measure (difference,
    ratio, median_difference, median_ratio, hodges_lehmann, cliffs_delta; with a comparison also
    difference_in_differences), before, after, estimate, ci_low, ci_high, boot_low, boot_high (bootstrap of
    whole weeks; missing without resamples), n_before, n_after, n_effective (of the smaller side),
    autocorrelation (from one step to the next, both sides), per (what a step is: day, the next open day; week,
    month, period), note; no interval, and why in note, where nothing says how alike the days are. The intervals' own rates of false alarms
    stand in benchmarks/sales.py. Raises ValueError when a side has fewer than 14 days.

    Notes
    -----
    The headline, with y the sales of an open day, v_b and v_a the variances of the days of each side about their
    weekdays' own means, and rho the lag-1 autocorrelation of both sides::

        estimate = mean(y after) - mean(y before)
        n_e      = n (1 - rho) / (1 + rho)                   days that a side is worth, nearly
        ci       = estimate -+ t * sqrt( v_b / n_e,before + v_a / n_e,after )

    The rate of false alarms of a plain t or Mann-Whitney test on such days is 15 % at rho = .3 and 31 % at .6
    (nominal 5 %, 30 + 30 days); this interval keeps 3 to 6 %. One shop without a control group: an association.
    Sources: Bayley & Hammersley (1946), Supplement to the JRSS 8 (effective n); Hodges & Lehmann (1963), Annals
    of Mathematical Statistics 34; Cliff (1996); Künsch (1989), Annals of Statistics 17 (block bootstrap). R and
    SPSS have no such test ready-made: t.test there takes days for independent.
    In R: t.test on effective n; sandwich::NeweyWest for the errors.

    Examples
    --------
    Twenty days at 20 sold and twenty at 70: half of them one more, so that days differ.

    >>> days = pd.date_range("2025-07-01", periods=40)
    >>> daily = pd.DataFrame({"date": days, "product": "mie", "quantity": [20, 21] * 10 + [70, 71] * 10, "open": True})
    >>> found = before_after(daily.assign(outlet="1"), "2025-07-21", resamples=0).iloc[0]
    >>> found["measure"], *(float(found[name]) for name in ("before", "after", "estimate"))
    ('difference', 20.5, 70.5, 50.0)
    """
    before, after = sides(daily, change, established, days, events)
    table = _compared(before, after, resamples, seed, level)
    if comparison is None:
        return table
    then, now = _against(before, comparison), _against(after, comparison)
    row = _compared(then, now, resamples, seed, level).head(1)
    row = row.assign(measure="difference_in_differences", note=note("noted_difference_in_differences"))
    return pd.concat([table, row], ignore_index=True)


def _against(part: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """Each day's sales minus those of the shop it is compared with, on days on which both were open."""
    other = open_days(comparison).set_index("date")["quantity"]
    more = part["quantity"] - part["date"].map(other)
    shared = part.assign(quantity=more)[more.notna()]
    if len(shared) < FEWEST:
        raise Refused(note("noted_few_shared_days", n=len(shared), least=FEWEST))
    return shared


def _compared(
    before: pd.DataFrame, after: pd.DataFrame, resamples: int, seed: int, level: float
) -> pd.DataFrame:
    calendar = Calendar.of(before["date"], after["date"])
    first, then = (Stretch.of(part["date"], part["quantity"], calendar) for part in (before, after))
    rho = persistence([first, then])
    if known := not np.isnan(rho):
        x, y = (_sample(stretch, rho, uncertainty(rho, [first, then])) for stretch in (first, then))
    else:
        x, y = (Sample.of(stretch.value, effective=np.nan) for stretch in (first, then))
    found = estimates(x, y)
    spans = intervals(x, y, level) if known else dict.fromkeys(MEASURES, (np.nan, np.nan))
    drawn = _bootstrap(first, then, found, resamples if known else 0, seed, level, calendar.week)
    rows = []
    for measure in MEASURES:
        mean = "median" not in measure and measure not in ("hodges_lehmann", "cliffs_delta")
        shown = [s.mean if mean else s.median for s in (x, y)]
        there = np.isfinite(found[measure])
        alike = known and resamples and there and np.isnan(drawn[measure][0])
        said = together(
            "" if there else note("noted_nothing_sold"),
            note(f"noted_{measure}") if known else UNKNOWN,
            note("noted_resamples_alike") if alike else "",
        )
        rows.append((measure, *shown, found[measure], *spans[measure], *drawn[measure], said))
    names = ["measure", "before", "after", "estimate", "ci_low", "ci_high", "boot_low", "boot_high", "note"]
    table = pd.DataFrame(rows, columns=names).assign(
        n_before=len(before),
        n_after=len(after),
        n_effective=min(x.effective, y.effective),
        autocorrelation=rho,
        per=calendar.name,
    )
    return table[[name for name in table.columns if name != "note"] + ["note"]]


def _sample(stretch: Stretch, rho: float, error: float) -> Sample:
    effective = stretch.worth(rho, error)
    variance, doubt = stretch.spread(rho) / effective, stretch.doubt(rho, error)
    return Sample.of(stretch.value, variance, effective, stretch.freedom(rho), doubt)


def _bootstrap(
    before: Stretch,
    after: Stretch,
    found: dict[str, float],
    resamples: int,
    seed: int,
    level: float,
    length: int,
) -> dict[str, tuple[float, float]]:
    """Percentile intervals of all measures from resampled weeks, widened as a t is where the weeks are few."""
    if not resamples:
        return dict.fromkeys(MEASURES, (np.nan, np.nan))
    random = np.random.default_rng(seed)
    draws = [[s.value[rows] for rows in blocks(s.day, resamples, random, length)] for s in (before, after)]
    drawn = [estimates(Sample.of(x), Sample.of(y)) for x, y in zip(*draws, strict=True) if len(x) and len(y)]
    tails = [(1 - level) / 2, (1 + level) / 2]
    spans = np.quantile([[d[measure] for measure in MEASURES] for d in drawn], tails, axis=0)
    middle = np.array([found[measure] for measure in MEASURES])
    weeks = sum(s.n for s in (before, after)) / length
    low, high = middle + _widening(weeks, level) * (spans - middle)
    delta = list(MEASURES).index("cliffs_delta")
    low[delta], high[delta] = max(low[delta], -1), min(high[delta], 1)
    low[spans[0] == spans[1]] = high[spans[0] == spans[1]] = np.nan  # no resample differs
    return {m: (float(a), float(b)) for m, a, b in zip(MEASURES, low, high, strict=True)}


def _widening(weeks: float, level: float) -> float:
    """By how much an interval from so few blocks is too narrow: t against normal, and n against n - 1."""
    from scipy import stats

    tail, free = (1 + level) / 2, max(weeks - 2, 1)
    return float(stats.t.ppf(tail, free) / stats.norm.ppf(tail) * np.sqrt(weeks / free))


@takes(daily=f"{DAILY} outlet:any", change=day, established=day)
def by_outlet(
    daily: pd.DataFrame, change: str | date, established: str | date | None = None, resamples: int = 0
) -> pd.DataFrame:
    """The comparison for every outlet; one that cannot be compared says why in `note`.

    In: `sales` with outlet, and the dates of `before_after`.

    Out: outlet, then the columns of :func:`before_after`.
    """
    tables = []
    for outlet, part in daily.groupby("outlet", dropna=False, sort=False):
        try:
            table = before_after(part, change, established, resamples=resamples)
        except ValueError as error:
            why = getattr(error, "note", str(error))
            table = pd.DataFrame({"measure": ["difference"], "note": [why]})
        tables.append(table.assign(outlet=outlet))
    whole = pd.concat(tables or [pd.DataFrame(columns=["outlet", "measure", "note"])], ignore_index=True)
    return whole[["outlet", *(name for name in whole.columns if name != "outlet")]]


@takes(effect="measure before:number after:number estimate:number")
def change_by_hand(effect: pd.DataFrame) -> pd.DataFrame:
    """Before and after worked in the open: the difference and the ratio of two means per open day.

    In: the result of `before_after`. Out: step, arithmetic, result. No rows where neither could be computed.

    Notes
    -----
    difference = mean after - mean before; ratio = mean after / mean before. The interval counts effective days, n (1 - rho) /
    (1 + rho), since one day resembles the next. Source: Bayley & Hammersley (1946), JRSS Supplement 8. In R:
    mean(after) - mean(before).

    Examples
    --------
    >>> effect = pd.DataFrame({"measure": ["difference"], "before": [22.0], "after": [76.0], "estimate": [54.0]})
    >>> change_by_hand(effect)["arithmetic"].tolist()
    ['76 − 22', '76 / 22']
    """
    means = effect[effect["measure"] == "difference"].dropna(subset=["before", "after"])
    if means.empty:
        return worked()
    before, after = float(means["before"].iloc[0]), float(means["after"].iloc[0])
    return worked(
        ("difference", f"{plain(after)} − {plain(before)}", after - before),
        ("ratio", f"{plain(after)} / {plain(before)}", after / before if before else float("nan")),
    )


@takes(daily=DAILY)
def sold(daily: pd.DataFrame) -> pd.Series:
    """What was sold on each open, recorded day: a series by date, to be set beside another.

    In: `sales`. Out: quantity by date; closed and unrecorded days have no entry, they are not zero.

    Notes
    -----
    Source: none, it only chooses days. In R: setNames(open$quantity, open$date).

    Examples
    --------
    >>> daily = pd.DataFrame({"date": pd.to_datetime(["2025-01-01", "2025-01-02"]), "quantity": [20, None], "open": [True, False]})
    >>> sold(daily).tolist()
    [20.0]
    """
    return open_days(daily).set_index("date")["quantity"].astype("float64")
