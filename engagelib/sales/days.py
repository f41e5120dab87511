"""Days that resemble each other: how much, and how many independent days they are worth.

Everything is laid on the calendar: a closed day is a hole, so that Thursday and Saturday are two days apart
and not neighbours. The weekly rhythm is taken out (each weekday's own mean) before one day is compared with
the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

__all__ = [
    "Stretch", "autocorrelation", "blocks", "cross_correlation", "effective_n", "persistence", "spacing",
    "uncertainty",
]  # fmt: skip

#: Autocorrelations at which the expected value of the sample's own is worked out.
GRID = np.array([-0.9, -0.6, -0.3, 0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])


def autocorrelation(values: Sequence[float] | np.ndarray) -> float:
    """Lag-1 autocorrelation of a gapless series, (1 + 4 rho)/n added because the sample's is too small.

    Missing for fewer than four values or none that differ.
    """
    x = np.asarray(values, dtype="float64")
    if len(x) < 4 or np.ptp(x) == 0:
        return float("nan")
    centred = x - x.mean()
    rho = float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())
    return min(rho + (1 + 4 * rho) / len(x), 0.99)


def effective_n(n: float, rho: float) -> float:
    """How many independent days n days are worth in a long AR(1): n (1 - rho) / (1 + rho); never more than n.

    >>> effective_n(30, 0.5), effective_n(30, -0.2)
    (10.0, 30.0)
    """
    return n * (1 - rho) / (1 + rho) if rho > 0 else float(n)


def spacing(day: np.ndarray) -> int:
    """7 for a series of weeks (all distances whole weeks), 1 for one of days."""
    gaps = np.diff(day)
    return 7 if len(gaps) and not (gaps % 7).any() else 1


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

    day: np.ndarray  # whole days since any origin, ascending; weeks, if there is one value a week
    value: np.ndarray
    rhythm: int = 7  # how many days a round of the rhythm has; 1 = none

    @classmethod
    def of(cls, dates: pd.Series, values: pd.Series) -> Stretch:
        """Of dates and values; a series of one day a week is taken as one of weeks, which have no rhythm."""
        day = dates.to_numpy("datetime64[D]").astype("int64")
        step = spacing(day)
        return cls(day // step, values.to_numpy("float64"), 1 if step == 7 else 7)

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

    @cached_property
    def _weekdays(self) -> np.ndarray:
        present = np.unique(self.day % self.rhythm)
        return self._on_calendar((self.day[:, None] % self.rhythm == present).astype("float64"))

    @cached_property
    def residual(self) -> np.ndarray:
        """What is left of each day without its weekday's mean; 0 in the holes."""
        means = (self._weekdays.T @ self._on_calendar(self.value)) / self._weekdays.sum(axis=0)
        return self.seen * (self._on_calendar(self.value) - self._weekdays @ means)

    @property
    def sample(self) -> float:
        """Lag-1 autocorrelation of the residuals as they are, over pairs of days that follow each other."""
        squares = float((self.residual**2).sum())
        if squares <= 1e-9 * max(float((self.value**2).sum()), 1e-300):
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
        pairs = float((self.seen[1:] * self.seen[:-1]).sum())
        once = float((np.einsum("ij,ij->j", x, _neighbours(spread)) / counts).sum())
        twice = float(np.trace((x.T @ _neighbours(x) / counts) @ (x.T @ spread / counts)))
        return (pairs * rho - 2 * once + twice) / squares - 2 * rho / self.n

    def worth(self, rho: float, error: float = 0) -> float:
        """How many independent days these are worth: n^2 / sum of rho^distance over all pairs, at most n.

        With the standard error of rho the mean of that sum at rho - error and rho + error is taken: too low a
        rho harms more than one as much too high.
        """
        sums = [
            float(self.seen @ _smoothed(self.seen, min(max(r, 0), 0.99))) for r in (rho - error, rho + error)
        ]
        return self.n**2 / float(np.mean(sums))

    def spread(self, rho: float) -> float:
        """Variance around its weekday's mean, what the means swallowed given back: e'e / trace(M R)."""
        return float((self.residual**2).sum()) / self._expected_squares(max(rho, 0))[0]


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


def uncertainty(rho: float, n: int) -> float:
    """Standard error of an autocorrelation found on n days (Bartlett's for an AR(1))."""
    return float(np.sqrt((1 - rho**2) / n))


def blocks(day: np.ndarray, resamples: int, random: np.random.Generator, length: int = 7) -> list[np.ndarray]:
    """Positions of the days that a moving-block bootstrap of the calendar draws: weeks with their holes.

    A draw has about as many days as there are, more or fewer as its blocks hold holes.
    """
    span = int(day[-1] - day[0] + 1)
    length = min(length, span)
    at = np.full(span, -1)
    at[day - day[0]] = np.arange(len(day))
    starts = random.integers(0, span - length + 1, size=(resamples, -(-span // length)))
    drawn = at[(starts[:, :, None] + np.arange(length)).reshape(resamples, -1)[:, :span]]
    return [row[row >= 0] for row in drawn]


# --- two series -----------------------------------------------------------------------------------

FEWEST = 30


def cross_correlation(
    first: pd.Series, then: pd.Series, lags: int = 7, level: float = 0.95, fewest: int = FEWEST
) -> pd.DataFrame:
    """How the second daily series goes with the first so many days earlier, both prewhitened.

    Each is a series by date, holes missing. The weekly rhythm is taken out and the first's own AR(1) is
    filtered out of both, so that two slow series do not seem to move together. Out: lag (days by which `then`
    is later), r, ci_low, ci_high (Fisher's z on n_effective), n, n_effective, note; with fewer than `fewest`
    pairs not computable, with the reason.

    >>> none = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    >>> cross_correlation(none, none, lags=0)["note"][0]
    'not computable: 0 days in both series, at least 30 are needed'
    """
    both = pd.concat([first.dropna(), then.dropna()], axis=1, keys=["first", "then"]).astype("float64")
    shared = int(both.notna().all(axis=1).sum())
    if shared < fewest:
        reason = f"not computable: {shared} days in both series, at least {fewest} are needed"
        return _lagged([(lag, np.nan, np.nan, np.nan, shared, np.nan, reason) for lag in range(lags + 1)])
    grid = both.set_index(pd.DatetimeIndex(both.index)).sort_index().asfreq("D")
    plain = grid - grid.groupby(grid.index.day_of_week).transform("mean")
    own = grid["first"].dropna()
    rho = np.nan_to_num(persistence([Stretch.of(own.index.to_series(), own)]))
    white = plain - rho * plain.shift(1)
    left = [max(np.nan_to_num(white[name].corr(white[name].shift(1))), 0.0) for name in ("first", "then")]
    rows = []
    for lag in range(lags + 1):
        pair = pd.concat([white["first"].shift(lag), white["then"]], axis=1).dropna()
        n, r = len(pair), float(pair.iloc[:, 0].corr(pair.iloc[:, 1])) if len(pair) > 3 else np.nan
        effective = effective_n(n, left[0] * left[1])
        rows.append((lag, r, *_fisher(r, effective, level), n, effective, _why(n, r, fewest)))
    return _lagged(rows)


def _lagged(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lag", "r", "ci_low", "ci_high", "n", "n_effective", "note"])


def _why(n: int, r: float, fewest: int) -> str:
    if np.isnan(r):
        return "not computable: one of the series does not vary"
    return f"{n} pairs of days: read with care" if n < fewest else ""


def _fisher(r: float, n: float, level: float) -> tuple[float, float]:
    from scipy import stats

    if np.isnan(r) or n <= 3:
        return np.nan, np.nan
    z, half = np.arctanh(r), stats.norm.ppf((1 + level) / 2) / np.sqrt(n - 3)
    return float(np.tanh(z - half)), float(np.tanh(z + half))
