"""Orders one by one, for who buys again: from a shop's own list or a marketplace's export.

A buyer's account becomes a keyed pseudonym as it is read; names, telephone numbers and addresses are not read
at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import empty
from engagelib.people import Key, pseudonyms
from engagelib.readers.conform import Reading, conform
from engagelib.readers.sales import ORDERS, column_parser, without_description
from engagelib.readers.sheets import Sheet, named_columns, read_sheet

__all__ = ["orders"]

#: Headers of order lists, the first that is there.
HEADERS = {
    "order_key": (*ORDERS["order"], "order_key"),
    "customer": (
        "customer", "pelanggan", "pembeli", "username (pembeli)", "username pembeli", "buyer username",
        "username", "buyer", "nama pembeli", "buyer name", "customer name", "nama pelanggan",
    ),
    "date": ORDERS["date"],
    "case": ("case", "usaha", "toko", "nama toko", "store name", "shop", "outlet"),
    "channel": ("channel", "kanal", "platform", "marketplace", "sumber pesanan"),
    "status": ORDERS["status"],
}  # fmt: skip
TOTAL = (*ORDERS["total"], "amount", "nilai", "total", "nilai pesanan")
#: What stands where a platform hides a buyer or a seller noted none.
NOBODY = frozenset({"-", "--", "?", "n/a", "na", "x", "tidak diketahui", "unknown", "anonim", "anonymous"})


def orders(path: Path, key: Key = None, sheet: str | None = None, left_out: Collection[str] = ()) -> Reading:
    """Orders, one a row, buyers by pseudonym; orders of people who are `left_out` are not read.

    Of an export with a row an item, an order's total counts once; without totals its items' subtotals are
    added up. An order is known by its shop and its number. Cancelled orders stay, with their status:
    `loyalty.sold` leaves them out. A buyer who is hidden ("****") is missing, and how many are is a warning.
    """
    known = {name for names in (*HEADERS.values(), TOTAL, ORDERS["subtotal"]) for name in names}
    raw = read_sheet(path, sheet, known)
    found = raw.mapped(HEADERS)
    total, items = (raw.find(*names) for names in (TOTAL, ORDERS["subtotal"]))
    amount = total or items
    lacking = [name for name in ("order_key", "customer", "date") if name not in found]
    lacking += [] if amount else ["amount"]
    if amount is None or lacking:
        return Reading(empty("orders"), [raw.complaint(_lacking(raw, lacking))], found)
    raw = without_description(raw, found["date"])
    dates, said_of_dates = column_parser(raw, found["date"], "date")
    money, said_of_money = column_parser(raw, amount, "total")
    mapping = found | {"amount": amount}
    parsers = {"customer": _buyer(key), "date": dates, "amount": money}
    reading = conform("orders", raw, mapping, parsers)
    problems = [p for p in reading.problems if p.kind != "not_unique"]
    table = reading.table[~reading.table["customer"].isin(set(left_out))]
    if hidden := int(table["customer"].isna().sum()):
        said = (
            f"{hidden} rows name no buyer; they count as sales, but nobody is known to have come back by them"
        )
        problems.append(raw.complaint(said, "warning"))
    once, apart = _once(table, added=total is None)
    problems += [
        raw.complaint(
            f"order {order} has rows that differ in {name}; an order has one {name}: mend or leave out one of them"
        )
        for order, name in apart
    ]
    return replace(reading, table=once, problems=said_of_dates + said_of_money + problems, mapping=mapping)


def _lacking(sheet: Sheet, names: Sequence[str]) -> str:
    called = {**HEADERS, "amount": TOTAL}
    wanted = "; ".join(f"{name} (it may be called {', '.join(called[name][:4])})" for name in names)
    return f"has no column for {wanted}. The columns are: {named_columns(sheet)}"


def _buyer(key: Key) -> Callable[[object], str | None]:
    """The pseudonym of a buyer's account; none where the cell names nobody."""
    pseudonym = pseudonyms(key)

    def parsed(value: object) -> str | None:
        words = str(value).strip()
        hidden = words.casefold() in NOBODY or not words.strip("*•.·- ")
        return None if hidden else pseudonym(words)

    return parsed


def _once(items: pd.DataFrame, added: bool) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """An order a row: its total as it stands, or its items' amounts added up; and what its rows say differently."""
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
    return first.assign(order_key=first["order_key"].mask(twice, shown)), apart
