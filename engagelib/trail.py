"""The audit trail: from a claim by its refs to the rows of raw files on which it stands (Lincoln & Guba 1985)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engagelib.arguments import takes
from engagelib.refs import lookup
from engagelib.results import ORIGINS

__all__ = ["broken", "summary", "trail"]

ANY = ("overall", "all")


def _raw_rows(ref: str, tables: Mapping[str, pd.DataFrame]) -> tuple[str, pd.DataFrame | None]:
    """The raw table that a ref ends in, and its rows there; None where it ends nowhere."""
    row, name = lookup(ref, tables), ref.partition(":")[0]
    if row is None:
        return name, None
    if name not in ORIGINS:
        return name, row.to_frame().T
    origin = ORIGINS[name]
    raw = row[origin.named_in] if origin.named_in else origin.raw
    rows = tables.get(raw)
    if rows is None:
        return raw, None
    for column, of in origin.columns.items():
        value = row[column]
        if pd.notna(value) and value not in ANY:
            rows = rows[rows[of].astype(str) == str(value)]
    if origin.only:
        rows = rows[rows[origin.only]]
    for column, of in origin.listed.items():
        if isinstance(row[column], str):
            rows = rows[rows[of].isin(row[column].split("; "))]
    return raw, rows


@takes(evidence="claim ref:any")
def trail(evidence: pd.DataFrame, tables: Mapping[str, pd.DataFrame], shown: int = 3) -> pd.DataFrame:
    """Each piece of evidence with the raw rows behind it.

    In: `evidence`; `tables` by name, results and raw ones. A ref to a raw table ends there; one to a result
    goes on to the rows that the result is computed from (`results.ORIGINS`). Out: claim, ref, raw (table),
    rows (how many), keys (the first few), ends (does it end in at least one raw row).
    """
    rows = []
    for piece in evidence.dropna(subset="ref").itertuples():
        raw, found = _raw_rows(piece.ref, tables)
        keys = [] if found is None else found.iloc[:shown, 0].astype(str).tolist()
        n = 0 if found is None else len(found)
        rows.append((piece.claim, piece.ref, raw, n, "; ".join(keys) + ("; …" if n > shown else ""), n > 0))
    return pd.DataFrame(rows, columns=["claim", "ref", "raw", "rows", "keys", "ends"])


@takes(table="claim ref:any ends:truth")
def broken(table: pd.DataFrame) -> pd.DataFrame:
    """The refs that end in no raw row: claim, ref. In: the result of `trail`."""
    return table.loc[~table["ends"], ["claim", "ref"]].reset_index(drop=True)


@takes(table="claim raw ref:any rows:number ends:truth")
def summary(table: pd.DataFrame) -> pd.DataFrame:
    """How the evidence of each claim is spread over raw tables: claim, raw, refs, rows, ending (refs that end in a row)."""
    groups = table.groupby(["claim", "raw"], sort=False)
    return groups.agg(refs=("ref", "size"), rows=("rows", "sum"), ending=("ends", "sum")).reset_index()
