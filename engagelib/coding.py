"""Tallies of what human coders decided: codes and themes with shares and quotes, and when new codes stopped appearing.

A unit counts once for a code, however often the code was given within it. The denominator is always the units that were read (coded,
possibly with no code), and every table names it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["by_case", "quotes", "saturation", "tally", "themes", "wilson"]


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
    return np.where(n == 0, 0.0, centre - half), np.where(n == units, 1.0, centre + half)


def tally(
    codings: pd.DataFrame, codebook: pd.DataFrame | None = None, by: Sequence[str] = ()
) -> pd.DataFrame:
    """How many units carry each code.

    In: `codings` (of one coder or one settled record: two coders' rows count a unit once), optionally the codebook, which adds theme and
    name, sets the order and keeps codes that were never given as zeros. `by` names further columns of `codings` to split by.
    Out: by …, theme, code, name, n (units with the code), units (units read), share, ci_low, ci_high (Wilson).

    >>> table = pd.DataFrame({"unit": ["a", "a", "b"], "code": ["PUJI", "PUJI", None]})
    >>> tally(table)[["code", "n", "units"]].to_dict("records")
    [{'code': 'PUJI', 'n': 1, 'units': 2}]
    """
    by = list(by)
    whole = codings.assign(all_units="") if not by else codings
    groups = by or ["all_units"]
    units = whole.groupby(groups, observed=True)["unit"].nunique().rename("units")
    given = whole.dropna(subset="code").drop_duplicates([*groups, "unit", "code"])
    n = given.groupby([*groups, "code"], observed=True).size().rename("n")
    codes = _codes(codings, codebook)
    grid = units.reset_index().merge(codes, how="cross")
    table = (
        grid.merge(n.reset_index(), how="left", on=[*groups, "code"]).fillna({"n": 0}).astype({"n": "int64"})
    )
    low, high = wilson(table["n"], table["units"])
    table = table.assign(share=table["n"] / table["units"], ci_low=low, ci_high=high)
    return table[[*by, "theme", "code", "name", "n", "units", "share", "ci_low", "ci_high"]]


def _codes(codings: pd.DataFrame, codebook: pd.DataFrame | None) -> pd.DataFrame:
    """code, theme, name in codebook order; without a codebook every code that occurs, its own theme."""
    if codebook is None:
        seen = sorted(codings["code"].dropna().unique())
        return pd.DataFrame({"code": seen, "theme": seen, "name": seen})
    names = (
        codebook.set_index("code")["name"].fillna("")
        if "name" in codebook
        else pd.Series(codebook["code"].values, codebook["code"])
    )
    leaves = codebook[codebook["parent"].notna()]
    return pd.DataFrame({
        "code": leaves["code"].values,
        "theme": [names[theme] or theme for theme in leaves["theme"]],
        "name": [names[code] or code for code in leaves["code"]],
    })  # fmt: skip


def themes(codings: pd.DataFrame, codebook: pd.DataFrame) -> pd.DataFrame:
    """How many units carry any code of each theme: code = theme, name, n, units, share, ci_low, ci_high."""
    parent = codebook.set_index("code")["theme"]
    lifted = codings.assign(code=codings["code"].map(parent))
    tops = codebook[codebook["parent"].isna()].assign(parent="theme")
    return tally(lifted, tops)[["code", "name", "n", "units", "share", "ci_low", "ci_high"]]


def quotes(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    each: int = 2,
    shortest: int = 25,
    longest: int = 160,
) -> pd.DataFrame:
    """A few quotes per code, each from another person, with the id by which they are found again.

    Texts of middle length come first, because they can be read alone. Out: theme, code, name, unit, case, text.
    """
    texts = units.dropna(subset="text").drop_duplicates("unit")[["unit", "case", "text"]]
    found = codings.dropna(subset="code").drop_duplicates(["unit", "code"]).merge(texts, on="unit")
    length = found["text"].str.len()
    found = found.assign(
        odd=~length.between(shortest, longest), codes=found.groupby("unit")["code"].transform("size")
    )
    found = (
        found.sort_values(["odd", "codes", "unit"], kind="stable")
        .drop_duplicates(["code", "case"])
        .groupby("code")
        .head(each)
    )
    ordered = _codes(codings, codebook).merge(found, on="code")
    return ordered[["theme", "code", "name", "unit", "case", "text"]].reset_index(drop=True)


def by_case(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Codings of whole cases: `unit` becomes the case (respondent, shop) that the unit belongs to; other units are left out."""
    case = units.drop_duplicates("unit").set_index("unit")["case"]
    return codings.assign(unit=codings["unit"].map(case)).dropna(subset="unit")


def saturation(
    codings: pd.DataFrame, order: Sequence[str], base: int = 4, run: int = 2, threshold: float = 0.05
) -> pd.DataFrame:
    """When reading on stopped bringing new codes (Guest, Namey & Chen 2020).

    `order` lists the units (or cases: give `codings` a `unit` column of cases) as they were read. The new-information ratio of a run is
    the codes first seen in it over the codes of the base. Out: position, unit, new, cumulative, ratio (at the end of each run after
    the base, else missing), saturated (ratio <= threshold).
    """
    sets = codings.dropna(subset="code").groupby("unit")["code"].agg(set)
    seen: set[str] = set()
    rows = []
    for position, unit in enumerate(order, start=1):
        fresh = sets.get(unit, set()) - seen
        seen |= fresh
        rows.append((position, unit, len(fresh), len(seen)))
    table = pd.DataFrame(rows, columns=["position", "unit", "new", "cumulative"])
    known = table["new"].iloc[:base].sum()
    ends = (table["position"] > base) & ((table["position"] - base) % run == 0)
    ratio = (table["new"].rolling(run).sum() / known).where(ends & (known > 0))
    return table.assign(ratio=ratio, saturated=(ratio <= threshold).where(ratio.notna()).astype("boolean"))
