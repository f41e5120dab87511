"""Days that resemble each other: how much, and how many independent days they are worth.

Everything is laid on the calendar, in steps from one open day to the next that it allows: a day, a market day,
a week, a month. A closed day of a daily shop is a hole, so that Thursday and Saturday are two days apart and not
neighbours; of two market days nothing lies between. The weekly rhythm is taken out (each weekday's own mean)
before one day is compared with the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, by_date, takes
from engagelib.contracts.problems import Note, note

__all__ = [
    "Calendar", "Stretch", "autocorrelation", "blocks", "cross_correlation", "effective_n", "persistence",
    "uncertainty",
]  # fmt: skip

#: Autocorrelations at which the expected value of the sample's own is worked out.
GRID = np.array([-0.9, -0.6, -0.3, 0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
#: Weekdays with a smaller share of the days than this are strays; a shop open on no more weekdays than these
#: steps along them. With five or six, the closed ones are holes among days.
SELDOM, FEW = 0.05, 4


@takes()
def autocorrelation(values: Sequence[float] | np.ndarray) -> float:
    """Lag-1 autocorrelation of a gapless series, (1 + 4 rho)/n added because the sample's is too small.

    In: numbers in the order of time. Out: one number from -1 to 1.

    Missing for fewer than four values or none that differ.

    Notes
    -----
    r1 = sum of (y_t - m)(y_{t+1} - m) / sum of (y_t - m)^2; rho = r1 + (1 + 4 r1) / n. Source: Kendall (1954),
    Biometrika 41 (the bias). In R: acf(y, 1)$acf[2] gives r1.

    Examples
    --------
    1, 2, 3, 4 about 2.5: r1 = (.75 - .25 + .75) / 5 = .25, and (1 + 1) / 4 added.

    >>> round(autocorrelation([1, 2, 3, 4]), 2)
    0.75
    """
    dtype = getattr(values, "dtype", None)
    if dtype is not None and not pd.api.types.is_numeric_dtype(dtype):
        raise TypeError("values holds no numbers; one per day is expected")
    x = np.asarray(values, dtype="float64")
    if len(x) < 4 or np.ptp(x) == 0:
        return float("nan")
    centred = x - x.mean()
    rho = float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())
    return min(rho + (1 + 4 * rho) / len(x), 0.99)


@takes(rho=Within(-1, 1))
def effective_n(n: float, rho: float) -> float:
    """How many independent days n days are worth in a long AR(1): n (1 - rho) / (1 + rho); never more than n.

    In: a number of days and their autocorrelation. Out: a number of days.

    Notes
    -----
    n_e = n (1 - rho) / (1 + rho). Source: Bayley & Hammersley (1946), Supplement to the JRSS 8.

    Examples
    --------
    >>> effective_n(30, 0.5), effective_n(30, -0.2)
    (10.0, 30.0)
    """
    return n * (1 - rho) / (1 + rho) if rho > 0 else float(n)


@dataclass(frozen=True)
class Calendar:
    """The steps of a series: which days a step can end on, how many of them it usually has, and what it is called."""

    weekdays: tuple[bool, ...]  # from Monday on
    usual: float  # how many of these days lie from one open day to the next
    name: str  # day, week, month, period
    rhythm: bool  # whether weekdays have levels of their own

    @classmethod
    def of(cls, *periods: pd.Series) -> Calendar:
        """The steps of these dates, of the finer period where they differ.

        A shop that is open on four weekdays or fewer steps from one of these to the next; any other from day
        to day, if most of its distances are a day, else by its usual distance (every fifth day, a month).
        """
        days = [np.sort(dates.to_numpy("datetime64[D]").astype("int64")) for dates in periods]
        often = np.any([np.bincount((day + 3) % 7, minlength=7) >= SELDOM * len(day) for day in days], axis=0)
        weekdays = tuple((often if often.sum() <= FEW else np.ones(7, bool)).tolist())
        gaps = [(np.diff(day), _passed(day, weekdays)) for day in days if len(day) > 1]
        gap, usual = (min((float(np.median(g[i])) for g in gaps), default=1.0) for i in (0, 1))
        name = "day" if gap < 7 else "week" if gap == 7 else "month" if 28 <= gap <= 31 else "period"
        return cls(weekdays, usual, name, gap < 7)

    @property
    def week(self) -> int:
        """How many steps a bootstrap draws at once: whole weeks of about seven; a month of weeks."""
        open_days = sum(self.weekdays) if sum(self.weekdays) <= FEW else 7
        return -(-6 // open_days) * open_days if self.rhythm else 4

    def steps(self, dates: pd.Series) -> np.ndarray:
        """Where each date stands, in steps from the first: a distance is the nearest whole number, at least one."""
        passed = _passed(dates.to_numpy("datetime64[D]").astype("int64"), self.weekdays)
        steps = np.maximum(np.ceil(passed / self.usual - 0.5), 1).astype("int64")
        return np.concatenate([[0], np.cumsum(steps)])

    def levels(self, dates: pd.Series) -> np.ndarray:
        """The weekday of each date where weekdays have levels of their own; the same everywhere else."""
        weekday = dates.dt.day_of_week.to_numpy()
        return weekday if self.rhythm else np.zeros_like(weekday)


def _passed(day: np.ndarray, weekdays: tuple[bool, ...]) -> np.ndarray:
    """How many days of these weekdays lie from each date to the next, that one included; at least one."""
    ends = (day + 1).astype("datetime64[D]")
    return np.maximum(np.busday_count(ends[:-1], ends[1:], weekmask=list(weekdays)), 1)


def _possible(rho: float) -> float:
    """An autocorrelation below 0 counts as none, so that nothing is called more certain than independent days."""
    return min(max(rho, 0.0), 0.99)


def _smoothed(columns: np.ndarray, rho: float) -> np.ndarray:
    """R @ columns for R[i, j] = rho^|i - j| in linear time: a filter forwards and one backwards."""
    from scipy.signal import lfilter

    forwards = lfilter([1], [1, -rho], columns, axis=0)
    backwards = lfilter([1], [1, -rho], columns[::-1], axis=0)[::-1]
    return forwards + backwards - columns


def _neighbours(columns: np.ndarray) -> np.ndarray:
    """L @ columns: the mean of the day before and the day after, nothing beyond the ends."""
    shifted = np.zeros_like(columns)
    shifted[1:] += columns[:-1]
    shifted[:-1] += columns[1:]
    return shifted / 2


@dataclass(frozen=True)
class Stretch:
    """Recorded days of one period; e = M y has no weekly rhythm, M = I - X (X'X)^-1 X', X weekdays."""

    day: np.ndarray  # whole steps of the calendar since any origin, ascending
    value: np.ndarray
    level: np.ndarray | None = None  # whose mean each day shares: its weekday's; by default every 7th day's

    @classmethod
    def of(cls, dates: pd.Series, values: pd.Series, calendar: Calendar | None = None) -> Stretch:
        """Of dates in order and values, on the calendar of a longer series or on their own."""
        calendar = calendar or Calendar.of(dates)
        return cls(calendar.steps(dates), values.to_numpy("float64"), calendar.levels(dates))

    @property
    def n(self) -> int:
        return len(self.day)

    @property
    def mean(self) -> float:
        return float(self.value.mean())

    def _on_calendar(self, columns: np.ndarray) -> np.ndarray:
        laid = np.zeros((self.day[-1] - self.day[0] + 1, *columns.shape[1:]))
        laid[self.day - self.day[0]] = columns
        return laid

    @cached_property
    def seen(self) -> np.ndarray:
        """1 on recorded days, 0 in the holes."""
        return self._on_calendar(np.ones(self.n))

    @property
    def pairs(self) -> int:
        """How many days have the one before them recorded."""
        return int((np.diff(self.day) == 1).sum())

    @cached_property
    def _weekdays(self) -> np.ndarray:
        level = self.day % 7 if self.level is None else self.level
        return self._on_calendar((level[:, None] == np.unique(level)).astype("float64"))

    @cached_property
    def residual(self) -> np.ndarray:
        """What is left of each day without its weekday's mean; 0 in the holes."""
        means = (self._weekdays.T @ self._on_calendar(self.value)) / self._weekdays.sum(axis=0)
        return self.seen * (self._on_calendar(self.value) - self._weekdays @ means)

    @property
    def sample(self) -> float:
        """Lag-1 autocorrelation of the residuals as they are, over pairs of days that follow each other.

        Missing where no two days do, or where they do not differ.
        """
        squares = float((self.residual**2).sum())
        if not self.pairs or squares <= 1e-9 * max(float((self.value**2).sum()), 1e-300):
            return float("nan")
        return float((self.residual[1:] * self.residual[:-1]).sum()) / squares

    def _expected_squares(self, rho: float) -> tuple[float, np.ndarray]:
        """trace(M R), and R X on the recorded days."""
        counts, spread = self._weekdays.sum(axis=0), self.seen[:, None] * _smoothed(self._weekdays, rho)
        return self.n - float((np.einsum("ij,ij->j", self._weekdays, spread) / counts).sum()), spread

    def expected(self, rho: float) -> float:
        """What `sample` is on average under an autocorrelation rho.

        trace(M L M R) / trace(M R) is the ratio of the expected values; that the expected ratio is lower by
        2 rho / n is White's (1961) correction for a known mean.
        """
        squares, spread = self._expected_squares(rho)
        x, counts = self._weekdays, self._weekdays.sum(axis=0)
        once = float((np.einsum("ij,ij->j", x, _neighbours(spread)) / counts).sum())
        twice = float(np.trace((x.T @ _neighbours(x) / counts) @ (x.T @ spread / counts)))
        return (self.pairs * rho - 2 * once + twice) / squares - 2 * rho / self.n

    def worth(self, rho: float, error: float = 0) -> float:
        """How many independent days these are worth: n^2 / sum of rho^distance over all pairs, at most n.

        With the standard error of rho the mean of that sum at rho - error and rho + error is taken: too low a
        rho harms more than one as much too high.
        """
        sums = [float(self.seen @ _smoothed(self.seen, _possible(r))) for r in (rho - error, rho + error)]
        return self.n**2 / float(np.mean(sums))

    def spread(self, rho: float) -> float:
        """Variance around its weekday's mean, what the means swallowed given back: e'e / trace(M R)."""
        return float((self.residual**2).sum()) / self._expected_squares(_possible(rho))[0]

    def freedom(self, rho: float) -> float:
        """Degrees of freedom of `spread` under an autocorrelation rho: trace(M R)^2 / trace(M R M R)."""
        rho = _possible(rho)
        squares, spread = self._expected_squares(rho)
        x, counts = self._weekdays, self._weekdays.sum(axis=0)
        whole = float(self.seen @ _smoothed(self.seen, rho**2))
        once = float(((spread**2).sum(axis=0) / counts).sum())
        twice = float(((x.T @ spread) ** 2 / np.outer(counts, counts)).sum())
        return squares**2 / (whole - 2 * once + twice)

    def doubt(self, rho: float, error: float) -> float:
        """By what share the variance of the mean grows when rho is higher by its standard error."""
        now, higher = (self.worth(r) * self._expected_squares(_possible(r))[0] for r in (rho, rho + error))
        return float(np.log(now / higher))


@takes()
def persistence(stretches: Sequence[Stretch]) -> float:
    """One lag-1 autocorrelation for several periods: the rho that makes the samples' own likely.

    The sample's own is too small in short periods. Missing if no values differ.
    """
    known = [s for s in stretches if not np.isnan(s.sample)]
    if not known:
        return float("nan")
    weights = np.array([s.n for s in known]) / sum(s.n for s in known)
    seen = float(weights @ [s.sample for s in known])
    expected = [float(weights @ [s.expected(rho) for s in known]) for rho in GRID]
    return float(np.interp(seen, np.maximum.accumulate(expected), GRID))


@takes(rho=Within(-1, 1))
def uncertainty(rho: float, stretches: Sequence[Stretch]) -> float:
    """Standard error of the autocorrelation that was found on these days (Bartlett's for an AR(1))."""
    days = sum(s.n for s in stretches if not np.isnan(s.sample))
    return float(np.sqrt((1 - rho**2) / days)) if days else float("nan")


@takes(length=Within(1))
def blocks(day: np.ndarray, resamples: int, random: np.random.Generator, length: int = 7) -> list[np.ndarray]:
    """Positions of the days that a moving-block bootstrap of the calendar draws: weeks with their holes.

    A draw has about as many days as there are, more or fewer as its blocks hold holes.
    """
    if day.dtype.kind not in "iu":
        raise TypeError("day holds no whole numbers; the steps of a calendar are expected")
    if not len(day):
        return [np.empty(0, dtype="int64")] * resamples
    span = int(day[-1] - day[0] + 1)
    length = min(length, span)
    at = np.full(span, -1)
    at[day - day[0]] = np.arange(len(day))
    starts = random.integers(0, span - length + 1, size=(resamples, -(-span // length)))
    drawn = at[(starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[:, :span]]
    return [row[row >= 0] for row in drawn]


# --- two series -----------------------------------------------------------------------------------

FEWEST = 30


@takes(first=by_date, then=by_date)
def cross_correlation(
    first: pd.Series, then: pd.Series, lags: int = 7, level: float = 0.95, fewest: int = FEWEST
) -> pd.DataFrame:
    """How the second daily series goes with the first so many days earlier, both prewhitened.

    In: two series by date: such as interactions and the sales of open days.

    Each is a series by date, holes missing. The weekly rhythm is taken out and the first's own AR(1) is
    filtered out of both, so that two slow series do not seem to move together. Out: lag (days by which `then`
    is later), r, ci_low, ci_high (Fisher's z on n_effective), n, n_effective, note; with fewer than `fewest`
    pairs not computable, with the reason.

    Notes
    -----
    r at lag k = Pearson's r of `first` on a day and `then` k days later, of what is left after each weekday's mean
    and the first's own AR(1) are taken out; ci = tanh( atanh(r) -+ z / sqrt(n_effective - 3) ). Source: Box &
    Jenkins (1970), Time Series Analysis (prewhitening); Fisher (1921), Metron 1 (the interval). In R:
    TSA::prewhiten. With so many lags one in twenty stands out by chance; an association, not a cause.

    Examples
    --------
    >>> none = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    >>> str(cross_correlation(none, none, lags=0)["note"][0])
    'not computable: 0 days in both series, at least 30 are needed'
    """
    both = pd.concat([first.dropna(), then.dropna()], axis=1, keys=["first", "then"]).astype("float64")
    shared = int(both.notna().all(axis=1).sum())
    if shared < fewest:
        reason = note("noted_few_days_both", n=shared, least=fewest)
        return _lagged([(lag, np.nan, np.nan, np.nan, shared, np.nan, reason) for lag in range(lags + 1)])
    grid = both.set_index(pd.DatetimeIndex(both.index)).sort_index().asfreq("D")
    plain = grid - grid.groupby(grid.index.day_of_week).transform("mean")
    own = grid["first"].dropna()
    days = Calendar(weekdays=(True,) * 7, usual=1, name="day", rhythm=True)  # lags are days
    rho = np.nan_to_num(persistence([Stretch.of(own.index.to_series(), own, days)]))
    white = plain - rho * plain.shift(1)
    left = [max(np.nan_to_num(white[name].corr(white[name].shift(1))), 0.0) for name in ("first", "then")]
    rows = []
    for lag in range(lags + 1):
        pair = pd.concat([white["first"].shift(lag), white["then"]], axis=1).dropna()
        n, r = len(pair), float(pair.iloc[:, 0].corr(pair.iloc[:, 1])) if len(pair) > 3 else np.nan
        effective = effective_n(n, left[0] * left[1])
        rows.append((lag, r, *_fisher(r, effective, level), n, effective, _why(n, r, fewest)))
    return _lagged(rows)


def _lagged(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lag", "r", "ci_low", "ci_high", "n", "n_effective", "note"])


def _why(n: int, r: float, fewest: int) -> Note | str:
    if not n:
        return note("noted_no_pairs_of_days")
    if np.isnan(r):
        return note("noted_series_constant")
    return note("noted_few_pairs_of_days", n=n) if n < fewest else ""


def _fisher(r: float, n: float, level: float) -> tuple[float, float]:
    from scipy import stats

    if np.isnan(r) or n <= 3:
        return np.nan, np.nan
    z, half = np.arctanh(r), stats.norm.ppf((1 + level) / 2) / np.sqrt(n - 3)
    return float(np.tanh(z - half)), float(np.tanh(z + half))
