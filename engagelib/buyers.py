"""Orders one by one, for who buys again: from a shop's own list or a marketplace's export.

A buyer's account becomes a keyed pseudonym as it is read; names, telephone numbers and addresses are not read
at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.conform import Reading, conform
from engagelib.contracts import empty
from engagelib.orders import ORDERS, column_parser, named, under_its_header, without_description
from engagelib.privacy import pseudonyms
from engagelib.sheets import read_sheet

__all__ = ["orders"]

#: Headers of order lists, the first that is there.
HEADERS = {
    "order_key": (*ORDERS["order"], "order_key"),
    "customer": (
        *("customer", "pelanggan", "pembeli", "username (pembeli)", "username pembeli", "buyer username"),
        "username",
    ),
    "date": ORDERS["date"],
    "case": ("case", "usaha", "toko", "nama toko", "store name"),
    "channel": ("channel", "kanal", "platform", "marketplace", "sumber pesanan"),
    "status": ORDERS["status"],
}
TOTAL = (*ORDERS["total"], "amount", "nilai", "total", "nilai pesanan")


def orders(path: Path, key: bytes, sheet: str | None = None, left_out: Collection[str] = ()) -> Reading:
    """Orders, one a row, buyers by pseudonym; orders of people who are `left_out` are not read.

    Of an export with a row an item, an order's total counts once; without totals its items' subtotals are
    added up. Cancelled orders stay, with their status: `loyalty.sold` leaves them out.
    """
    raw = under_its_header(read_sheet(path, sheet))
    found = named(raw, HEADERS)
    total, items = (named(raw, {"amount": names}).get("amount") for names in (TOTAL, ORDERS["subtotal"]))
    amount = total or items
    lacking = [name for name in ("order_key", "customer", "date") if name not in found]
    lacking += [] if amount else ["amount"]
    if amount is None or lacking:
        headers = ", ".join(header for header in raw.header if header)
        said = f"has no column for {' and '.join(lacking)}; the columns are: {headers}"
        return Reading(empty("orders"), [raw.complaint(said)], found)
    raw = without_description(raw, found["order_key"])
    dates, said_of_dates = column_parser(raw, found["date"], "date")
    money, said_of_money = column_parser(raw, amount, "total")
    mapping = found | {"amount": amount}
    parsers = {"customer": pseudonyms(key), "date": dates, "amount": money}
    reading = conform("orders", raw, mapping, parsers)
    problems = [p for p in reading.problems if "stands twice" not in p.message]
    table = reading.table[~reading.table["customer"].isin(set(left_out))]
    once = _once(table, added=total is None)
    return replace(reading, table=once, problems=said_of_dates + said_of_money + problems, mapping=mapping)


def _once(items: pd.DataFrame, added: bool) -> pd.DataFrame:
    """An order a row: its total as it stands, or its items' amounts added up."""
    first = items.drop_duplicates("order_key").reset_index(drop=True)
    if not added:
        return first
    sums = items.groupby("order_key", sort=False)["amount"].sum(min_count=1)
    return first.assign(amount=first["order_key"].map(sums).astype("Float64"))
