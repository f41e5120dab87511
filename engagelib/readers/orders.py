"""Orders one by one, for who buys again: from a shop's own list or a marketplace's export.

A buyer's account becomes a keyed pseudonym as it is read; names, telephone numbers and addresses are not read
at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from engagelib.contracts import empty
from engagelib.contracts.problems import note
from engagelib.people import Key, pseudonyms
from engagelib.readers.aliases import Named, found
from engagelib.readers.conform import Reading, conform
from engagelib.readers.sales import without_description
from engagelib.readers.several import several
from engagelib.readers.sheets import Sheet

__all__ = ["orders"]

#: What stands where a platform hides a buyer or a seller noted none.
NOBODY = frozenset({"-", "--", "?", "n/a", "na", "x", "tidak diketahui", "unknown", "anonim", "anonymous"})


def orders(
    path: Path | Sequence[Path],
    key: Key = None,
    sheet: str | Sequence[str] | None = None,
    left_out: Collection[str] = (),
    declared: Named | None = None,
) -> Reading:
    """Orders, one a row, buyers by pseudonym; orders of people who are `left_out` are not read.

    In: a sheet, or several of a workbook or of several files. Out: `Reading` of the table `orders`.

    Of an export with a row an item, an order's total counts once; without totals its items' subtotals are
    added up. An order is known by its shop and its number. Cancelled orders stay, with their status:
    `loyalty.sold` leaves them out. A buyer who is hidden ("****") is missing, and how many are is a warning.

    A sheet without a needed column gives no rows and names what is missing; Unreadable for a file that is no sheet.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.orders(Path("data/raw/umkm-loyalty/orders.csv"))
    >>> len(reading.table), reading.mapping["customer"]
    (5147, 'Pembeli')
    """
    return several(
        path, ("orders",), lambda one: _read(one, key, left_out, declared or {}), declared or {}, sheet
    )


def _read(raw: Sheet, key: Key, left_out: Collection[str], declared: Named) -> Reading:
    named = found("orders", raw, declared)
    added = "amount" not in named
    if added and "subtotal" in named:
        named["amount"] = named["subtotal"]
    if "date" in named:
        raw = without_description(raw, named["date"])
    reading = conform("orders", raw, named, {"customer": _buyer(key)}, ("date", "amount"))
    if lost := [problem for problem in reading.problems if problem.lacks()]:
        return replace(reading, table=empty("orders"), problems=lost)
    problems = [p for p in reading.problems if p.kind != "not_unique"]
    reading = reading.only(~reading.table["customer"].isin(set(left_out)))
    if hidden := int(reading.table["customer"].isna().sum()):
        problems.append(raw.complaint(note("no_buyer", n=hidden), "warning"))
    once, apart, rows = _once(reading.table, added)
    problems += [raw.complaint(note("order_rows_differ", order=order, column=name)) for order, name in apart]
    return replace(reading, table=once, problems=problems, origins=reading.origins.joined(rows))


def _buyer(key: Key) -> Callable[[object], str | None]:
    """The pseudonym of a buyer's account; none where the cell names nobody."""
    pseudonym = pseudonyms(key)

    def parsed(value: object) -> str | None:
        words = str(value).strip()
        hidden = words.casefold() in NOBODY or not words.strip("*•.·- ")
        return None if hidden else pseudonym(words)

    return parsed


def _once(items: pd.DataFrame, added: bool) -> tuple[pd.DataFrame, list[tuple[str, str]], list[np.ndarray]]:
    """An order a row: its total as it stands, or its items' amounts added up; what its rows say differently; its rows."""
    keys = ["case", "order_key"]
    groups = items.groupby(keys, dropna=False, sort=False)
    first = groups.first().reset_index()[list(items.columns)].astype(items.dtypes)
    same = ["customer", "date", "status", *([] if added else ["amount"])]
    differ = groups[same].nunique() > 1
    apart = [(str(order[1]), name) for name in same for order in differ.index[differ[name]]]
    if added:
        sums = groups["amount"].sum(min_count=1).to_numpy()
        first = first.assign(amount=pd.array(sums, dtype="Float64"))
    twice = first["order_key"].duplicated(keep=False)
    shown = first["case"].fillna("") + "/" + first["order_key"]
    numbers = groups.ngroup().to_numpy()
    rows = pd.Series(numbers).groupby(numbers).indices
    return (
        first.assign(order_key=first["order_key"].mask(twice, shown)),
        apart,
        [rows[number] for number in range(len(first))],
    )
