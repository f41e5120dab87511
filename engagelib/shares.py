"""Shares of units with a code: Wilson's interval, and one for units that hang together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engagelib.arguments import In, takes

__all__ = ["clustered", "codes_of", "of_units", "positions", "theme_of", "wilson"]


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
def positions(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Each value as a number (-1 = missing), and the values in order; a category column is not read again."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    codes, values = pd.factorize(column, sort=True)
    return codes, pd.Index(values)


@takes(units="unit", column=In.of("units"))
def of_units(units: pd.DataFrame, column: str) -> pd.Series:
    """Unit -> what it has in a column; of a unit that stands twice the first."""
    return units.drop_duplicates("unit").set_index("unit")[column]


@takes(codings="code", codebook="code! parent theme")
def theme_of(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.Series:
    """Code -> theme, in codebook order."""
    return codes_of(codings, codebook).set_index("code")["theme"]


@takes(codings="code", codebook="code! parent theme")
def codes_of(codings: pd.DataFrame, codebook: pd.DataFrame | None = None) -> pd.DataFrame:
    """code, theme, name in codebook order; without a codebook every code that occurs, its own theme.

    A theme is listed as a code only where somebody gave it as one, or where it has no codes below it.
    """
    if codebook is None:
        seen = sorted(codings["code"].dropna().unique())
        return pd.DataFrame({"code": seen, "theme": seen, "name": seen})
    names = dict(zip(codebook["code"], codebook["code"], strict=True))
    if "name" in codebook:
        names |= {
            code: name
            for code, name in zip(codebook["code"], codebook["name"], strict=True)
            if isinstance(name, str) and name
        }
    childless = ~codebook["code"].isin(codebook["parent"])
    used = codebook["code"].isin(codings["code"].dropna().unique())
    listed = codebook[codebook["parent"].notna() | childless | used]
    return pd.DataFrame({
        "code": listed["code"].to_numpy(),
        "theme": [names.get(theme, theme) for theme in listed["theme"]],
        "name": [names[code] for code in listed["code"]],
    })  # fmt: skip


@takes(codings="unit code")
def clustered(
    codings: pd.DataFrame, cluster: pd.Series | Mapping[str, str], resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """The share of each code when whole clusters are drawn anew: code, clusters, cluster_low, cluster_high.

    A unit that belongs to no cluster is a cluster of its own. Where no draw differs (one cluster, a code that
    all or none of the units carry) nothing is known of the spread, and the interval is missing.
    """
    codings = codings.dropna(subset="unit")
    if codings.empty:
        return pd.DataFrame(columns=["code", "clusters", "cluster_low", "cluster_high"])
    unit, units = positions(codings["unit"])
    code, codes = positions(codings["code"])
    given = np.unique(unit.astype("int64")[code >= 0] * max(len(codes), 1) + code[code >= 0])
    own = pd.Series(units, index=units).map(cluster).astype(object)
    group, groups = pd.factorize(own.fillna(pd.Series(units, index=units).radd("\0unit ")))
    if len(groups) < 2:
        return pd.DataFrame(
            {"code": codes, "clusters": len(groups), "cluster_low": np.nan, "cluster_high": np.nan}
        )
    n = np.zeros((len(groups), len(codes)))
    np.add.at(n, (group[given // max(len(codes), 1)], given % max(len(codes), 1)), 1)
    size = np.bincount(group, minlength=len(groups)).astype("float64")
    random, step, shares = np.random.default_rng(seed), max(1, 4_000_000 // len(groups)), []
    for start in range(0, resamples, step):
        drawn = random.multinomial(
            len(groups), np.full(len(groups), 1 / len(groups)), min(step, resamples - start)
        )
        shares.append((drawn @ n) / (drawn @ size)[:, None])
    drawn_shares = np.concatenate(shares)
    ends = np.quantile(drawn_shares, [0.025, 0.975], axis=0)
    low, high = np.where(np.ptp(drawn_shares, axis=0) > 0, ends, np.nan)
    return pd.DataFrame({"code": codes, "clusters": len(groups), "cluster_low": low, "cluster_high": high})
