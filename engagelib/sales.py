"""Sales before and after a change, with an interval that respects that one day resembles the next.

Thirty days of a noodle shop are not thirty independent observations: a plain t or Mann-Whitney test calls "no effect" an effect up to three
times in ten at an autocorrelation of 0.6. So the headline is the difference of means with an interval on the *effective* number of days.
One shop without a control group: every result is an association.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

__all__ = ["autocorrelation", "before_after", "effective_n", "hodges_lehmann", "monthly", "ranges"]


def _open_days(daily: pd.DataFrame) -> pd.DataFrame:
    return daily[daily["open"] & daily["portions"].notna()]


def monthly(daily: pd.DataFrame) -> pd.DataFrame:
    """Portions per open, recorded day, month by month: month (its first day), days, total, mean."""
    shown = _open_days(daily)
    grouped = shown.groupby(shown["date"].dt.to_period("M").dt.to_timestamp())["portions"]
    table = grouped.agg(days="size", total="sum").astype("int64").rename_axis("month").reset_index()
    return table.assign(mean=table["total"] / table["days"])


def ranges(daily: pd.DataFrame, change: str, established: str | None = None) -> pd.DataFrame:
    """The smallest and largest monthly mean before the change and from `established` on.

    These are what a shop's "20-25 bowls a day" is compared with. Only months that lie wholly in a period count.
    Out: period (before, after), months, low, high, and both exactly as fractions of total over days (low_exact, high_exact).
    """
    table = monthly(daily)
    first, start = pd.Timestamp(change), pd.Timestamp(established or change)
    ends = table["month"] + pd.offsets.MonthEnd(0)
    rows = []
    for period, part in (("before", table[ends < first]), ("after", table[table["month"] >= start])):
        means = [Fraction(int(t), int(d)) for t, d in zip(part["total"], part["days"], strict=True)]
        low, high = (min(means), max(means)) if means else (None, None)
        rows.append(
            (
                period,
                len(part),
                *(np.nan if m is None else float(m) for m in (low, high)),
                *(None if m is None else str(m) for m in (low, high)),
            )
        )
    return pd.DataFrame(rows, columns=["period", "months", "low", "high", "low_exact", "high_exact"])


# --- before and after --------------------------------------------------------------------------------------------------


def autocorrelation(values: np.ndarray) -> float:
    """Lag-1 autocorrelation with the usual small-sample correction (1 + 4 rho)/n added; missing for fewer than four values or none that differ."""
    x = np.asarray(values, dtype="float64")
    if len(x) < 4 or np.ptp(x) == 0:
        return float("nan")
    centred = x - x.mean()
    rho = float((centred[1:] * centred[:-1]).sum() / (centred**2).sum())
    return min(rho + (1 + 4 * rho) / len(x), 0.99)


def effective_n(n: int, rho: float) -> float:
    """How many independent days n days are worth under an AR(1): n (1 - rho) / (1 + rho); never more than n.

    >>> effective_n(30, 0.5), effective_n(30, -0.2)
    (10.0, 30.0)
    """
    return n * (1 - rho) / (1 + rho) if rho > 0 else float(n)


def hodges_lehmann(before: np.ndarray, after: np.ndarray) -> float:
    """Median of all differences after - before.

    >>> hodges_lehmann(np.array([1, 2, 3]), np.array([11, 12, 14]))
    10.0
    """
    return float(
        np.median(np.subtract.outer(np.asarray(after, dtype="float64"), np.asarray(before, dtype="float64")))
    )


def _deseasoned(part: pd.DataFrame) -> np.ndarray:
    """Portions with each weekday's own mean taken out, so that the weekly rhythm is not mistaken for spread."""
    values = part["portions"].astype("float64")
    return (values - values.groupby(part["date"].dt.day_of_week).transform("mean")).to_numpy()


def _spread(part: pd.DataFrame) -> tuple[float, float, float]:
    """(variance of the mean, effective n, lag-1 autocorrelation) of one period, on values without the weekly rhythm."""
    residual = _deseasoned(part)
    rho = autocorrelation(residual)
    n = effective_n(len(part), 0.0 if np.isnan(rho) else rho)
    free = max(len(part) - part["date"].dt.day_of_week.nunique(), 1)
    return float((residual**2).sum() / free) / n, n, rho


def before_after(
    daily: pd.DataFrame,
    change: str,
    established: str | None = None,
    days: int | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Portions per open day before a change and after it.

    In: `sales` daily; `change` the first day of the new way; `established` ends the ramp-up, which is left out; `days` keeps only so many
    days on each side. Out, headline first: measure (difference, ratio, hodges_lehmann), before, after, estimate, ci_low, ci_high,
    n_before, n_after, n_effective (of the smaller side), autocorrelation (the larger of both sides), note. The difference and the ratio
    have a t interval (Satterthwaite) on effective days without the weekly rhythm; Hodges-Lehmann has a block bootstrap of whole weeks.
    Raises ValueError when a side has fewer than 14 recorded open days.
    """
    shown = _open_days(daily).sort_values("date")
    first, start = pd.Timestamp(change), pd.Timestamp(established or change)
    a, b = shown[shown["date"] < first], shown[shown["date"] >= start]
    if days:
        a, b = a.tail(days), b.head(days)
    for name, part in (("before " + str(first.date()), a), ("from " + str(start.date()), b)):
        if len(part) < 14:
            raise ValueError(
                f"{len(part)} open, recorded days {name}: at least 14 are needed; is the date of the change inside the data?"
            )
    x, y = a["portions"].to_numpy("float64"), b["portions"].to_numpy("float64")
    (va, na, ra), (vb, nb, rb) = _spread(a), _spread(b)
    common = {
        "n_before": len(a),
        "n_after": len(b),
        "n_effective": min(na, nb),
        "autocorrelation": np.nanmax([ra, rb]),
    }
    difference = y.mean() - x.mean()
    half = _t(va, na, vb, nb) * np.sqrt(va + vb)
    log_half = _t(va / x.mean() ** 2, na, vb / y.mean() ** 2, nb) * np.sqrt(
        va / x.mean() ** 2 + vb / y.mean() ** 2
    )
    ratio = y.mean() / x.mean()
    low, high = _block_interval(x, y, resamples, seed)
    rows = [
        (
            "difference",
            x.mean(),
            y.mean(),
            difference,
            difference - half,
            difference + half,
            "means; t on effective days",
        ),
        (
            "ratio",
            x.mean(),
            y.mean(),
            ratio,
            ratio * np.exp(-log_half),
            ratio * np.exp(log_half),
            "ratio of means; interval on the log scale",
        ),
        (
            "hodges_lehmann",
            np.median(x),
            np.median(y),
            hodges_lehmann(x, y),
            low,
            high,
            "median of all differences; bootstrap of 7-day blocks",
        ),
    ]
    table = pd.DataFrame(
        rows, columns=["measure", "before", "after", "estimate", "ci_low", "ci_high", "note"]
    ).assign(**common)
    return table[[c for c in table.columns if c != "note"] + ["note"]]


def _t(va: float, na: float, vb: float, nb: float, level: float = 0.95) -> float:
    from scipy import stats

    parts = va**2 / max(na - 1, 1) + vb**2 / max(nb - 1, 1)
    df = max((va + vb) ** 2 / parts, 1) if parts > 0 else 1
    return float(stats.t.ppf((1 + level) / 2, df))


def _block_interval(
    x: np.ndarray, y: np.ndarray, resamples: int, seed: int, block: int = 7, level: float = 0.95
) -> tuple[float, float]:
    """Percentile interval of the Hodges-Lehmann shift from a moving-block bootstrap, on quantiles so that long series stay quick."""
    random = np.random.default_rng(seed)

    def drawn(values: np.ndarray) -> np.ndarray:
        starts = random.integers(0, len(values) - block + 1, size=-(-len(values) // block))
        return values[(starts[:, None] + np.arange(block)).ravel()[: len(values)]]

    found = [_shift(drawn(x), drawn(y)) for _ in range(resamples)]
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _shift(x: np.ndarray, y: np.ndarray) -> float:
    """Hodges-Lehmann on counts: the differences of distinct values, each as often as it occurs, have the same median and are few."""
    (ux, cx), (uy, cy) = np.unique(x, return_counts=True), np.unique(y, return_counts=True)
    differences, weights = np.subtract.outer(uy, ux).ravel(), np.outer(cy, cx).ravel()
    order = np.argsort(differences, kind="stable")
    below = np.cumsum(weights[order])
    half = below[-1] / 2
    low = differences[order][np.searchsorted(below, half)]
    high = differences[order][np.searchsorted(below, half, side="right")]
    return float((low + high) / 2)
