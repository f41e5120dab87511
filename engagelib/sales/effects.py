"""Six ways to say by how much two periods differ, each with an interval that counts effective days, not days.

Means, medians, ranks: difference and ratio of means, of medians, the Hodges-Lehmann shift, Cliff's delta. All
are computed from how often each value occurs, so that a thousand resamples of ten years stay quick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engagelib.contracts.arguments import takes

__all__ = ["MEASURES", "Sample", "cliffs_delta", "estimates", "hodges_lehmann", "intervals"]

#: The headline first; `noted_<measure>` says how its interval is made.
MEASURES = ("difference", "ratio", "median_difference", "median_ratio", "hodges_lehmann", "cliffs_delta")

Interval = tuple[float, float]


@dataclass(frozen=True)
class Sample:
    """One period: its values in order, how often each, the variance of its mean and its effective days.

    The variance is as sure as one from so many degrees of freedom, but for the share `doubt` by which the
    autocorrelation's standard error changes it, in both periods alike.
    """

    value: np.ndarray
    count: np.ndarray
    variance: float
    effective: float
    freedom: float
    doubt: float = 0.0

    @classmethod
    def of(
        cls,
        values: np.ndarray,
        variance: float = np.nan,
        effective: float | None = None,
        freedom: float | None = None,
        doubt: float = 0.0,
    ) -> Sample:
        value, count = np.unique(np.asarray(values, dtype="float64"), return_counts=True)
        effective = float(len(values)) if effective is None else effective
        freedom = max(effective - 1, 1) if freedom is None else freedom
        return cls(value, count, variance, effective, freedom, doubt)

    @property
    def mean(self) -> float:
        return float(self.value @ self.count / self.count.sum())

    @property
    def median(self) -> float:
        return _median(self.value, self.count)

    def quantile(self, level: float) -> float:
        return _quantile(self.value, self.count, level)


def _quantile(value: np.ndarray, count: np.ndarray, level: float) -> float:
    """The smallest value with at least this share of the counts at or below it."""
    below = np.cumsum(count)
    return float(value[min(np.searchsorted(below, level * below[-1] - 1e-9), len(value) - 1)])


def _median(value: np.ndarray, count: np.ndarray) -> float:
    if not len(value) or np.isnan(value).any():
        return float("nan")
    below = np.cumsum(count)
    half = below[-1] / 2
    low, high = np.searchsorted(below, half), np.searchsorted(below, half, side="right")
    return float(value[low] + value[high]) / 2


def _differences(before: Sample, after: Sample) -> tuple[np.ndarray, np.ndarray]:
    """All distinct differences after - before in order, and how many pairs of days have each."""
    value = np.subtract.outer(after.value, before.value).ravel()
    order = np.argsort(value, kind="stable")
    return value[order], np.outer(after.count, before.count).ravel()[order]


@takes()
def hodges_lehmann(before: np.ndarray, after: np.ndarray) -> float:
    """Median of all differences after - before.

    In: the days before and after. Out: a difference in the unit of sales.

    Notes
    -----
    The median of all a - b, a from after and b from before. Source: Hodges & Lehmann (1963), Annals of Mathematical
    Statistics 34. In R: wilcox.test(after, before, conf.int = TRUE)$estimate, found there by a root search that may
    differ slightly under ties.

    Examples
    --------
    >>> hodges_lehmann(np.array([1, 2, 3]), np.array([11, 12, 14]))
    10.0
    """
    return _median(*_differences(Sample.of(before), Sample.of(after)))


@takes()
def cliffs_delta(before: np.ndarray, after: np.ndarray) -> float:
    """Share of pairs with more after, minus the share with fewer: 1 = every day after beats every day before.

    In: the days before and after. Out: a number from -1 to 1.

    Notes
    -----
    delta = (pairs with after above before - pairs with after below before) / all pairs. Source: Cliff (1993),
    Psychological Bulletin 114. In R: effsize::cliff.delta(after, before). Below: 6 of 9 pairs up, 1 down.

    Examples
    --------
    >>> cliffs_delta(np.array([1, 2, 3]), np.array([2, 3, 4]))
    0.5555555555555556
    """
    return _delta(*_differences(Sample.of(before), Sample.of(after)))


def _delta(value: np.ndarray, count: np.ndarray) -> float:
    return float(np.sign(value) @ count / count.sum()) if len(value) else float("nan")


@takes()
def estimates(before: Sample, after: Sample) -> dict[str, float]:
    """The six measures; a ratio to nothing is missing."""
    pairs = _differences(before, after)
    return {
        "difference": after.mean - before.mean,
        "ratio": _ratio(after.mean, before.mean),
        "median_difference": after.median - before.median,
        "median_ratio": _ratio(after.median, before.median),
        "hodges_lehmann": _median(*pairs),
        "cliffs_delta": _delta(*pairs),
    }


def _ratio(after: float, before: float) -> float:
    return after / before if before > 0 else float("nan")


# --- intervals ------------------------------------------------------------------------------------


@takes()
def intervals(before: Sample, after: Sample, level: float = 0.95) -> dict[str, Interval]:
    """An interval for each measure, all with one t quantile.

    Its degrees of freedom are Satterthwaite's: 2 / the relative variance of the variance of the difference.
    """
    t = _quantile_of_t(before, after, level)
    found, pairs = estimates(before, after), _differences(before, after)
    half = t * np.sqrt(before.variance + after.variance)
    medians = [(s.median, *_around_median(s, t)) for s in (before, after)]
    return {
        "difference": (found["difference"] - half, found["difference"] + half),
        "ratio": _ratio_interval(before, after, t),
        "median_difference": _mover(*medians),
        "median_ratio": _log_mover(*medians),
        "hodges_lehmann": _shift_interval(before, after, pairs, t),
        "cliffs_delta": _delta_interval(before, after, found["cliffs_delta"], t),
    }


def _quantile_of_t(before: Sample, after: Sample, level: float) -> float:
    from scipy import stats

    df, whole = before.effective + after.effective - 2, before.variance + after.variance
    if whole > 0:
        shares = [(s, s.variance / whole) for s in (before, after)]
        off = sum(share * s.doubt for s, share in shares)
        df = 2 / (sum(2 * share**2 / s.freedom for s, share in shares) + off**2)
    return float(stats.t.ppf((1 + level) / 2, max(df, 1)))


def _ratio_interval(before: Sample, after: Sample, t: float) -> Interval:
    if before.mean <= 0 or after.mean <= 0:
        return np.nan, np.nan
    half = t * np.sqrt(before.variance / before.mean**2 + after.variance / after.mean**2)
    ratio = after.mean / before.mean
    return ratio * np.exp(-half), ratio * np.exp(half)


def _around_median(sample: Sample, t: float) -> Interval:
    half = 0.5 * t / np.sqrt(sample.effective)
    return sample.quantile(max(0.5 - half, 0)), sample.quantile(min(0.5 + half, 1))


def _mover(before: tuple[float, float, float], after: tuple[float, float, float]) -> Interval:
    """Interval of a difference from each one's own, (estimate, low, high) (Zou and Donner 2008)."""
    (x, x_low, x_high), (y, y_low, y_high) = before, after
    return y - x - np.hypot(y - y_low, x_high - x), y - x + np.hypot(y_high - y, x - x_low)


def _log_mover(before: tuple[float, float, float], after: tuple[float, float, float]) -> Interval:
    if before[1] <= 0 or after[1] <= 0:
        return np.nan, np.nan
    low, high = _mover(*(tuple(np.log(side)) for side in (before, after)))
    return float(np.exp(low)), float(np.exp(high))


def _shift_interval(
    before: Sample, after: Sample, pairs: tuple[np.ndarray, np.ndarray], t: float
) -> Interval:
    """The differences that a Mann-Whitney test on the effective n would not reject."""
    n, m = before.effective, after.effective
    half = t * np.sqrt((n + m + 1) / (12 * n * m))
    return _quantile(*pairs, max(0.5 - half, 0)), _quantile(*pairs, min(0.5 + half, 1))


def _delta_interval(before: Sample, after: Sample, delta: float, t: float) -> Interval:
    """Asymmetric interval of Feng and Cliff (2004); without overlap, their bound from the smaller period."""
    if abs(delta) == 1:
        fewest = min(before.effective, after.effective)
        bound = (fewest - t**2) / (fewest + t**2)
        return (bound, 1.0) if delta > 0 else (-1.0, -bound)
    sign = np.sign(np.subtract.outer(after.value, before.value))
    variance = 0.0
    for sample, other, part in ((before, after, sign.T), (after, before, sign)):
        share = part @ other.count / other.count.sum()
        spread = (share - delta) ** 2 @ sample.count / max(sample.count.sum() - 1, 1)
        variance += spread / sample.effective
    centre, weight = delta - delta**3, 1 - delta**2 + t**2 * variance
    half = t * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + t**2 * variance)
    return max((centre - half) / weight, -1.0), min((centre + half) / weight, 1.0)
