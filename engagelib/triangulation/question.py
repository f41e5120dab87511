"""What answers the study's question: the results that it names, each with its number, interval and n, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.addresses import lookup
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.contracts.results import INTERVALS, RESULT_KEYS

__all__ = ["main_results"]

#: A row's number is the first of these that it has, likewise its interval and its n.
_VALUES = (
    "rho", "r", "estimate", "b", "delta", "effect", "v", "gap", "mean", "median_hours", "alpha", "share", "value", "r2", "n",
)  # fmt: skip
_ENDS = (("cluster_low", "cluster_high"), ("ci_low", "ci_high"), ("alpha_low", "alpha_high"))
_COUNTS = ("n", "n_effective", "asked", "tickets")
#: Of a share: what it is a share of.
_WHOLES = ("units", "customers", *_COUNTS)
#: What a number is called, where its column says too little.
_CALLED = {("repeat_purchase", "share"): "repeat_share"}
#: What stands in two columns of a result: the one thing, and what it is held against.
_PAIRS = (("first", "second"), ("cause", "outcome"), ("term", "outcome"))

_COLUMNS = ["ref", "table", "group", "first", "second", "measure", "value", "ci_low", "ci_high", "n", "note"]


@takes()
def main_results(refs: Sequence[str], known: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The results that answer the study's question, in the order in which it names them.

    In: `refs` to rows of results (`correlations:customer/KR/LO`), the results by name. Out: ref, table, group, first,
    second (what the first is held against, in a relation), measure, value, ci_low, ci_high, n, note. What is not there has no
    value, and its reason.

    Notes
    -----
    Nothing is computed: value, interval and n are those of the result's row (of a gap the interval over respondents, of
    a tally the one with people drawn anew). In a spreadsheet: =VLOOKUP.
    Source: none; that a report opens with its main result, interval and n is what STROBE (2007), item 18, asks.

    Examples
    --------
    >>> rows = pd.DataFrame({"group": ["customer"], "first": ["KR"], "second": ["LO"], "n": [45], "rho": [0.44],
    ...                      "ci_low": [0.15], "ci_high": [0.66]})
    >>> found = main_results(["correlations:customer/KR/LO", "gap:customer/overall"], {"correlations": rows})
    >>> found["value"].tolist()[0], found[["first", "second", "measure"]].fillna("-").values.tolist()
    (0.44, [['KR', 'LO', 'rho'], ['overall', '-', '-']])
    """
    table = pd.DataFrame([dict(_result(ref, known)) for ref in refs], columns=_COLUMNS)
    numbers = dict.fromkeys(("value", "ci_low", "ci_high"), "float64")
    return table.astype(numbers | {"n": "Int64"})


def _result(ref: str, known: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Any]]:
    """What one ref leads to, column by column."""
    table, _, key = ref.partition(":")
    names = RESULT_KEYS.get(table, ("",))
    keys = dict(zip(names, key.split("/", len(names) - 1), strict=False))
    yield from (("ref", ref), ("table", table), ("group", keys.get("group")))
    yield from (("first", keys.get("first", list(keys.values())[-1])), ("second", keys.get("second")))
    row: pd.Series | None = lookup(ref, known) if key else None
    if row is None:
        yield "note", note("noted_no_result", ref=ref)
        return
    one, other = next((pair for pair in _PAIRS if {*pair} <= {*row.index}), ("name", ""))
    if isinstance(row.get(one), str):
        yield from (("first", row[one]), ("second", row[other] if other else None))
    measure = next(name for name in _VALUES if name in row.index)
    value = row.get(f"{measure}_printed", row[measure])  # as the study rounds it
    yield from (
        ("measure", _CALLED.get((table, measure), measure)),
        ("value", float(value) if pd.notna(value) else np.nan),
    )
    yield from zip(("ci_low", "ci_high"), _ends(row, f"{INTERVALS.get(table, '')}:{key}", known), strict=True)
    counts = _WHOLES if measure == "share" else _COUNTS
    yield "n", next((row[name] for name in counts if name in row.index and pd.notna(row[name])), None)
    yield "note", row.get("note") if isinstance(row.get("note"), str | Note) else ""


def _ends(row: pd.Series, beside: str, known: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """The interval of a row, or of the row beside it that holds its interval."""
    other: pd.Series | None = None if beside.startswith(":") else lookup(beside, known)
    for one in (row, row if other is None else other):
        for low, high in _ENDS:
            if low in one.index and high in one.index and pd.notna(one[low]) and pd.notna(one[high]):
                return float(one[low]), float(one[high])
    return np.nan, np.nan
