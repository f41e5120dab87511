"""Agreement part by part: speaker by speaker, file by file, group of codes by group of codes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from engagelib.coding.units import of_units, theme_of
from engagelib.contracts.arguments import listed, takes

__all__ = ["in_parts"]

Compute = Callable[[pd.DataFrame, pd.DataFrame | None], pd.DataFrame]


@takes(codings="unit code", units="unit", codebook="code!")
def in_parts(
    by: str,
    codings: pd.DataFrame,
    units: pd.DataFrame | None,
    codebook: pd.DataFrame | None,
    compute: Compute,
) -> pd.DataFrame:
    """A table for each value that `by` has in `units`, under each other; or one of the groups it has in `codebook`.

    `compute` is handed codings and codebook. A unit of which nothing is known stands under a missing value, a code
    that belongs to no group for itself. The column `groups` of a .qdc may name several of a code, parted by "; ".
    """
    if units is not None and by in units.columns:
        value = codings["unit"] if by == "unit" else codings["unit"].map(of_units(units, by))
        found = []
        for part, rows in codings.groupby(value, sort=True, dropna=False, observed=True):
            table = compute(rows, codebook)
            table.insert(0, by, pd.Series([part] * len(table), dtype=value.dtype, index=table.index))
            found.append(table)
        return (
            pd.concat(found, ignore_index=True) if found else compute(codings, codebook).assign(**{by: None})
        )
    if codebook is not None and by in codebook.columns:
        groups = theme_of(codings, codebook) if by == "theme" else codebook.set_index("code")[by]
        if by == "groups":  # a code may belong to several
            groups = groups.str.split("; ")
        group = codings["code"].map(groups.to_dict())
        return compute(codings.assign(code=group.where(group.notna(), codings["code"])).explode("code"), None)
    there = [
        *(units.columns if units is not None else ()),
        *(codebook.columns if codebook is not None else ()),
    ]
    raise ValueError(f"by is {by!r}; allowed is a column of units or codebook: {listed(there)}")
