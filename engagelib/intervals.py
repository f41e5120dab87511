"""Wilson's interval of a share and Holm's correction of several tests: what several stages share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import takes

__all__ = ["holm", "wilson"]


@takes()
def wilson(
    n: np.ndarray | pd.Series, units: np.ndarray | pd.Series, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's (1927) interval for a share n/units, which stays within 0 and 1.

    >>> low, high = wilson(np.array([5]), np.array([10]))
    >>> [round(float(x[0]), 4) for x in (low, high)]
    [0.2366, 0.7634]
    """
    from scipy import stats

    z = stats.norm.ppf((1 + level) / 2)
    n, units = np.asarray(n, dtype="float64"), np.asarray(units, dtype="float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        p = n / units
        centre = (p + z * z / (2 * units)) / (1 + z * z / units)
        half = z / (1 + z * z / units) * np.sqrt(p * (1 - p) / units + z * z / (4 * units**2))
    low, high = np.where(n == 0, 0.0, centre - half), np.where(n == units, 1.0, centre + half)
    return np.where(units > 0, low, np.nan), np.where(units > 0, high, np.nan)  # of nobody there is no share


@takes()
def holm(p: np.ndarray) -> np.ndarray:
    """Holm's (1979) adjusted p of several tests; missing ones are not counted.

    >>> holm(np.array([0.01, 0.04, np.nan, 0.03])).round(4).tolist()
    [0.03, 0.06, nan, 0.06]
    """
    order = np.argsort(p)[: np.isfinite(p).sum()]
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)))
    return adjusted
