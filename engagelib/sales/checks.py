"""How a before/after comparison stands up: level and slope, other days, dates on which nothing happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import day, takes
from engagelib.contracts.problems import note, together
from engagelib.sales.change import DAILY, UNKNOWN, before_after, open_days, sides
from engagelib.sales.days import Calendar

__all__ = ["placebo", "segmented", "sensitivity"]


@takes(daily=DAILY, change=day, established=day, events="date end")
def segmented(
    daily: pd.DataFrame,
    change: str | date,
    established: str | date | None = None,
    lags: int | None = None,
    events: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Level and slope before and after a change, weekdays as terms, Newey-West errors (Bartlett weights).

    In: `sales`, the dates of `before_after`, `events` (date, end, name).

    Closed days are holes: lags are steps of the calendar (days, market days, weeks, months), not rows. `lags`
    is by default 4 (n / 100)^(2/9), Newey and West's own rule. Days between `change` and `established` and within `events` are left out. Out:
    term (level: the jump on the first established day; slope_before, slope_change: sales per day, per 30
    days), estimate, se, ci_low, ci_high, n, lags, note.

    Notes
    -----
    The regression of an interrupted time series::

        y = a + b1 * day + b2 * after + b3 * (day since the first established one) * after + weekdays + error

    level = b2, slope_before = 30 b1, slope_change = 30 b3 (per 30 days). Errors after Newey & West (1987),
    Econometrica 55, without a small-sample factor; the number of lags after Newey & West (1994). Sources: Wagner,
    Soumerai, Zhang & Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics 27. In R:
    lm(...) with sandwich::NeweyWest(prewhite = FALSE, adjust = FALSE). With few days such errors are too small.

    Examples
    --------
    From 20 a day to 60 on the day of the change, level on both sides.

    >>> days = pd.date_range("2025-01-01", periods=120)
    >>> daily = pd.DataFrame({"date": days, "quantity": [20.0, 21.0] * 30 + [60.0, 61.0] * 30, "open": True})
    >>> round(float(segmented(daily, "2025-03-02").set_index("term").loc["level", "estimate"]))
    40
    """
    before, after = sides(daily, change, established, events=events)
    shown = pd.concat([before, after])
    start = pd.Timestamp(established or change)
    day = (shown["date"] - start).dt.days.to_numpy()
    later = (day >= 0).astype("float64")
    calendar = Calendar.of(before["date"], after["date"])
    weekdays = _columns(calendar.levels(shown["date"]))
    terms = np.column_stack([later, day / 30, later * day / 30, weekdays])
    chosen = int(4 * (len(shown) / 100) ** (2 / 9)) if lags is None else lags
    value = shown["quantity"].to_numpy("float64")
    estimate, se = newey_west(calendar.steps(shown["date"]), value, terms, chosen)
    said = note("noted_too_narrow")
    if _exact(value, terms @ estimate):
        se, said = se * np.nan, UNKNOWN
    half = _t(len(shown) - terms.shape[1], level) * se
    notes = [together(note(f"noted_{term}"), said) for term in ("level", "slope", "slope")]
    return pd.DataFrame({
        "term": ["level", "slope_before", "slope_change"],
        "estimate": estimate[:3],
        "se": se[:3],
        "ci_low": (estimate - half)[:3],
        "ci_high": (estimate + half)[:3],
        "n": len(shown),
        "lags": chosen,
        "note": notes,
    })  # fmt: skip


def _columns(level: np.ndarray) -> np.ndarray:
    """A column per weekday that occurs: its own level; one where weekdays have none."""
    return (level[:, None] == np.unique(level)).astype("float64")


def newey_west(
    day: np.ndarray, value: np.ndarray, terms: np.ndarray, lags: int
) -> tuple[np.ndarray, np.ndarray]:
    """Least squares with Newey-West errors; days without a value are rows of zeros that keep the distance."""
    from statsmodels.regression.linear_model import OLS

    y, x = np.zeros(day[-1] + 1), np.zeros((day[-1] + 1, terms.shape[1]))
    y[day], x[day] = value, terms
    fit = OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    return fit.params, fit.bse


def _exact(value: np.ndarray, fitted: np.ndarray) -> bool:
    """Whether the lines leave nothing over: no spread to make an interval of."""
    return float(((value - fitted) ** 2).sum()) <= 1e-18 * float((value**2).sum())


def _t(free: float, level: float) -> float:
    from scipy import stats

    return float(stats.t.ppf((1 + level) / 2, max(free, 1)))


@takes(daily=DAILY, change=day, established=day, events="date end")
def sensitivity(
    daily: pd.DataFrame,
    change: str | date,
    established: str | date | None = None,
    events: pd.DataFrame | None = None,
    windows: tuple[int, ...] = (60, 120),
) -> pd.DataFrame:
    """The difference of means under other choices.

    In: `sales`, the dates of `before_after`, `events` (date, end, name). The estimator is that of `before_after`;
    only the days change. What holds under every choice is firm (Leamer 1985, American
    Economic Review 75: sensitivity analyses).

    Out: variant, estimate, ci_low, ci_high, n_before, n_after, n_effective, note. The headline first; then
    without known events, without a ramp-up window, with fewer days on each side. A choice that leaves too few
    days says so in `note`.

    Notes
    -----
    Source: Leamer (1985), American Economic Review 75: show the other choices. In R: a loop over variants. A variant
    that leaves too few days is missing.

    Examples
    --------
    >>> days = pd.date_range("2025-07-01", periods=40)
    >>> daily = pd.DataFrame({"date": days, "outlet": "1", "product": "mie", "quantity": [20, 21] * 10 + [70, 71] * 10, "open": True})
    >>> found = sensitivity(daily, "2025-07-21", windows=())
    >>> found[["estimate", "n_before", "n_after"]].values.tolist()[0]
    [50.0, 20, 20]
    """
    rows, steps = [], Calendar.of(open_days(daily)["date"]).name + "s"
    for variant, options in _variants(established, events, windows, steps):
        try:
            row = before_after(daily, change, resamples=0, **options).iloc[0].to_dict()
        except ValueError as error:
            row = {"note": getattr(error, "note", str(error))}
        rows.append({"variant": variant, **row})
    names = ["variant", "estimate", "ci_low", "ci_high", "n_before", "n_after", "n_effective", "note"]
    return pd.DataFrame(rows).reindex(columns=names).astype({"n_before": "Int64", "n_after": "Int64"})


def _variants(
    established: str | date | None, events: pd.DataFrame | None, windows: tuple[int, ...], steps: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "headline", {"established": established}
    if events is not None:
        yield "without_events", {"established": established, "events": events}
    if established is not None:
        yield "without_ramp_up", {}
    for days in windows:
        yield f"{days}_{steps}", {"established": established, "days": days}


@takes(daily=DAILY, change=day, established=day)
def placebo(
    daily: pd.DataFrame, change: str | date, established: str | date | None = None, days: int = 28
) -> pd.DataFrame:
    """The same comparison at dates on which nothing is known to have happened.

    In: `sales`, the dates of `before_after`.

    For every day within either period, the mean of the `days` open days from it on minus that of the `days`
    before it. Out: date, period (before, after, actual), estimate, share: how many of the placebo dates (and
    the actual one) have an estimate at least as large, missing without such a date; per, the step of the
    series. The actual one compares the last days before the change with the first established ones.

    Notes
    -----
    share = dates whose estimate is at least as large as the actual one / all dates (the actual one counted). A
    share of 1 in 20 is what chance would show; dates overlap, so it is a look and no exact test. In the manner
    of Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59 (placebo in time).
    In R: a loop over dates.

    Examples
    --------
    Sales jump on the day of the change alone: of eleven dates it is the only one that shows as much.

    >>> days = pd.date_range("2025-01-01", periods=120)
    >>> daily = pd.DataFrame({"date": days, "quantity": [20.0] * 60 + [60.0] * 60, "open": True})
    >>> found = placebo(daily, "2025-03-02")
    >>> float(found["estimate"].iloc[0]), round(float(found["share"].iloc[0]), 2)
    (40.0, 0.09)
    """
    before, after = sides(daily, change, established)
    parts = [_steps(part, days).assign(period=name) for name, part in (("before", before), ("after", after))]
    actual = after["quantity"].head(days).mean() - before["quantity"].tail(days).mean()
    row = pd.DataFrame({"date": [after["date"].iloc[0]], "estimate": [float(actual)], "period": "actual"})
    table = pd.concat([row, *parts], ignore_index=True)
    share = (table["estimate"].abs() >= abs(actual)).mean()
    per = Calendar.of(before["date"], after["date"]).name
    return table[["date", "period", "estimate"]].assign(share=share if len(table) > 1 else np.nan, per=per)


def _steps(part: pd.DataFrame, days: int) -> pd.DataFrame:
    total = np.concatenate([[0], np.cumsum(part["quantity"].to_numpy("float64"))])
    at = np.arange(days, len(part) - days + 1)
    estimate = (total[at + days] - 2 * total[at] + total[at - days]) / days
    return pd.DataFrame({"date": part["date"].iloc[at].to_numpy(), "estimate": estimate})
