"""How many units are to be coded twice, before coding starts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import note

__all__ = ["units_needed"]

INSIDE = Within(0, 1, between=True)


@takes(
    prevalence=INSIDE, alpha=Within(0, 1), width=Within(0, 2, between=True), coders=Within(2), level=INSIDE
)
def units_needed(
    prevalence: float | Sequence[float],
    alpha: float = 0.8,
    width: float = 0.2,
    coders: int = 2,
    level: float = 0.95,
) -> pd.DataFrame:
    """How many units each coder has to code for an interval of alpha (or Fleiss' kappa) no wider than wished.

    In: `prevalence`, the share of units that have the code, one or several guesses; `alpha`: the agreement expected;
    `width`: of the interval, from end to end; `level`: of confidence.

    Out: prevalence, alpha, width, coders, units (to be coded by every coder), with_code (how many of them have the
    code), note. A rare code needs many: the interval rests on the units that have it.

    Notes
    -----
    units = (2 z / width)^2 Var, where Var is the variance of one unit's share in alpha by the delta method, if in a
    share alpha of the units all coders give the same and in the others each decides by himself (the common
    correlation model). Of two coders it is Bloch & Kraemer's (1989, Biometrics 45)::

        Var = (1 - a) ((1 - a) (1 - 2 a) + a (2 - a) / (2 p (1 - p)))

    It is an approximation for large samples: with few units that have the code, or alpha near 1, take more. In R:
    kappaSize::CIBinary is about kappa of such a model too.

    Examples
    --------
    >>> units_needed([0.5, 0.1, 0.02])[["prevalence", "units", "with_code"]].astype(object).values.tolist()
    [[0.5, 139, 70], [0.1, 401, 40], [0.02, 1873, 37]]
    """
    from scipy.stats import norm

    shares = [prevalence] if isinstance(prevalence, int | float) else list(prevalence)
    quantile = norm.ppf((1 + level) / 2)
    rows = []
    for share in shares:
        exact = (2 * quantile / width) ** 2 * _variance(share, alpha, coders)
        units = np.ceil(exact - 1e-9) if alpha < 1 else np.nan
        few = units * min(share, 1 - share) < 10
        said = note("noted_few_with_code") if few else note("noted_coders_agree") if alpha == 1 else ""
        rows.append((share, alpha, width, coders, units, np.round(units * share), said))
    names = ["prevalence", "alpha", "width", "coders", "units", "with_code", "note"]
    return pd.DataFrame(rows, columns=names).astype({"units": "Int64", "with_code": "Int64"})


def _variance(share: float, alpha: float, coders: int) -> float:
    """Of one unit's influence on alpha = 1 - E d / (2 p q), d the share of its pairs of codings that differ."""
    from scipy.stats import binom

    given = np.arange(coders + 1)
    chance = (1 - alpha) * binom.pmf(given, coders, share)
    chance[[0, -1]] += alpha * np.array([1 - share, share])
    spread = 2 * share * (1 - share)
    differing = 2 * given * (coders - given) / (coders * (coders - 1))
    mean = chance @ differing
    influence = (mean - differing) / spread + mean * (2 - 4 * share) * (given / coders - share) / spread**2
    return float(chance @ influence**2)
