"""Sales as shops have them (a row per day, per week, or per item of a marketplace's order) as daily sales.

Orders: an order's total stands on each of its rows and is counted once; cancelled and unpaid orders are left
out; nothing about buyers is read. How numbers and dates are written is decided for a whole column, never cell
by cell: 25.000 beside 1,5 is twenty-five thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import DTYPES, Problem, columns, empty, is_sold, typed
from engagelib.contracts.values import is_blank
from engagelib.readers.conform import Reading, conform
from engagelib.readers.notation import date_parser, number_parser, whole
from engagelib.readers.sheets import Sheet, read_sheet

__all__ = ["ORDERS", "column_parser", "sales", "without_description"]

#: Headers of order sheets: what is read of them, the first that is there. What is not named is not read.
ORDERS = {
    "order": ("no. pesanan", "nomor invoice", "no. invoice", "invoice", "order id", "order number"),
    "date": (
        "waktu pesanan dibuat", "tanggal pesanan dibuat", "order created time", "created time", "order time",
        "waktu pembayaran dilakukan", "tanggal pembayaran", "payment date", "tanggal", "tgl", "date",
    ),
    "status": ("status pesanan", "order status", "status terakhir", "status"),
    "portions": ("jumlah", "jumlah produk dibeli", "quantity", "kuantitas", "qty"),
    "total": ("total pembayaran", "order amount", "total penjualan (idr)", "order total"),
    "subtotal": ("total harga produk", "sku subtotal after discount", "subtotal produk", "subtotal"),
    "outlet": ("outlet", "cabang", "nama toko", "store name"),
}  # fmt: skip

#: Headers of sheets of days, weeks or a till's products, beside those that every table of sales knows.
DAYS = {
    "date": ("minggu", "pekan", "week", "periode", "hari"),
    "portions": ("terjual", "jumlah terjual", "sold", "jumlah", "quantity"),
    "product": ("produk", "menu", "nama produk", "product name"),
    "outlet": ("cabang", "toko", "nama toko"),
    "amount": ("total penjualan", "penjualan", "total", "sales"),
}

#: Type of what is read of an order; text if it is not named.
KINDS = {"date": "date", "portions": "int", "total": "number", "subtotal": "number"}

CLOSED = ("libur", "tutup", "closed")


def sales(path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None) -> Reading:
    """Daily sales from a sheet of days, weeks or orders.

    A day whose note says that the shop was closed is open = no; other blank days stay missing. Of orders, a
    day between the first and the last without one counts 0. `declared` names headers that no alias covers:
    the contract's columns for days, and for orders also order, status, total and subtotal. What was left out
    or assumed is said in the problems, as warnings.
    """
    known = {name for names in (*ORDERS.values(), *DAYS.values()) for name in names}
    raw = read_sheet(path, sheet, known)
    chosen: dict[str, tuple[str, ...]] = {
        name: (header,) for name, header in (declared or {}).items() if name in ORDERS
    }
    found = raw.mapped(ORDERS | chosen)
    return _from_orders(raw, found) if "order" in found else _from_days(raw, declared or {})


# --- a row per day or week ------------------------------------------------------------------------


def _from_days(sheet: Sheet, declared: Mapping[str, str]) -> Reading:
    bare = replace(sheet, rows=(), numbers=())
    usual = conform("sales", bare, declared).mapping
    spare = {name: header for name, header in sheet.mapped(DAYS).items() if name not in usual}
    declared = {**spare, **declared}
    found = conform("sales", bare, declared).mapping
    problems: list[Problem] = []
    parsers: dict[str, Callable] = {}
    for name in ("date", "portions", "amount"):
        if name in found:
            parsers[name], said = column_parser(sheet, found[name], "total" if name == "amount" else name)
            problems += said
    reading = conform("sales", sheet, declared, parsers)
    table = reading.table
    closed = table["note"].str.strip().str.casefold().isin(CLOSED).fillna(False)
    table = table.assign(open=table["open"].fillna((~closed).astype("boolean")))
    if _weekly(table["date"]):
        problems.append(sheet.complaint("has one row a week: portions are per week, not per day", "warning"))
    kept = [p for p in reading.problems if not _told_by_note(p) and not _other_row(p, table)]
    return Reading(table, problems + kept, reading.mapping)


def _weekly(dates: pd.Series) -> bool:
    steps = dates.dropna().drop_duplicates().sort_values().diff().dropna().dt.days
    return len(steps) >= 3 and bool((steps % 7 == 0).all())


def _told_by_note(problem: Problem) -> bool:
    """Whether a day is open may be left to its note: no column for it, or a blank in it, is no fault."""
    return problem.parts.get("column") == "open" and problem.kind in ("no_column", "blank")


def _other_row(problem: Problem, table: pd.DataFrame) -> bool:
    """A date may stand once per outlet and product."""
    return problem.kind == "not_unique" and not table.duplicated(["date", "outlet", "product"]).any()


# --- a row per item of an order -------------------------------------------------------------------


def _from_orders(sheet: Sheet, found: Mapping[str, str]) -> Reading:
    lacking = [name for name in ("date", "portions") if name not in found]
    if lacking:
        headers = ", ".join(header for header in sheet.header if header)
        said = f"has orders but no column for {' and '.join(lacking)}; the columns are: {headers}"
        return Reading(empty("sales"), [sheet.complaint(said)], dict(found))
    sheet = without_description(sheet, found["date"])
    items, problems = _items(sheet, found)
    sold = is_sold(items["status"])
    if not sold.all():
        orders = items.loc[~sold, "order"].nunique()
        problems.append(sheet.complaint(f"{orders} cancelled or unpaid orders are left out", "warning"))
    items = items[sold & items["date"].notna()]
    money = _amounts(items)
    daily = items.groupby(["date", "outlet"], dropna=False, sort=True)["portions"].sum().to_frame()
    daily["amount"] = money.groupby(["date", "outlet"], dropna=False)["amount"].sum(min_count=1)
    table = _daily(daily.reset_index())
    idle = len(table) - len(daily)
    if idle:
        said = f"{idle} days without an order count as 0 portions; if it was closed, say so in a daily sheet"
        problems.append(sheet.complaint(said, "warning"))
    return Reading(table, problems, dict(found))


def without_description(sheet: Sheet, date: str) -> Sheet:
    """Without the second header row of some exports, which describes the columns: its date has no digit."""
    if not sheet.rows:
        return sheet
    first = sheet.column(date)[0]
    if is_blank(first) or not isinstance(first, str) or re.search(r"\d", first):
        return sheet
    return replace(sheet, rows=sheet.rows[1:], numbers=sheet.numbers[1:])


def _items(sheet: Sheet, found: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows' order, date, status, portions, total, subtotal, outlet; nothing else of the sheet is kept."""
    frame, problems = {}, []
    for name in ORDERS:
        if name not in found:
            frame[name] = pd.Series([None] * len(sheet.rows), dtype=DTYPES[KINDS.get(name, "text")])
            continue
        parse, said = column_parser(sheet, found[name], name)
        values, bad = _parsed(sheet, found[name], name, parse)
        frame[name] = pd.Series(values, dtype=DTYPES[KINDS.get(name, "text")])
        problems += said + bad
    return pd.DataFrame(frame), problems


def column_parser(sheet: Sheet, header: str, name: str) -> tuple[Callable, list[Problem]]:
    """The parser of a column, and what there is to say of the way it is written."""
    raw, kind = sheet.column(header), KINDS.get(name, "text")
    try:
        if kind == "date":
            parse, said = date_parser(raw)
            return parse, [sheet.complaint(f"column {header}: {said}", "warning")] if said else []
        if kind in ("int", "number"):
            number = number_parser(raw)
            return (whole(number) if kind == "int" else number), []
    except ValueError as error:
        return (lambda value: None), [sheet.complaint(f"column {header}: {error}")]
    return (lambda value: str(value).strip()), []


def _parsed(sheet: Sheet, header: str, name: str, parse: Callable) -> tuple[list[object], list[Problem]]:
    values: list[object] = []
    problems = []
    for row, value in enumerate(sheet.column(header)):
        try:
            values.append(None if is_blank(value) else parse(value))
        except (ValueError, KeyError):
            values.append(None)
            expected = columns("sales")["amount" if KINDS[name] == "number" else name].expects()
            problems.append(sheet.problem(row, header, value, expected))
    return values, problems


def _amounts(items: pd.DataFrame) -> pd.DataFrame:
    """Takings: the total of an order once, or the items' own subtotals where the sheet has no totals."""
    if items["total"].notna().any():
        once = items.drop_duplicates("order")
        return once.assign(amount=once["total"])
    return items.assign(amount=items["subtotal"])


def _daily(sold: pd.DataFrame) -> pd.DataFrame:
    """The contract's table; between the first and the last day, a day without an order has 0 portions."""
    if sold.empty:
        return empty("sales")
    days = pd.date_range(sold["date"].min(), sold["date"].max())
    parts = []
    for outlet, part in sold.groupby("outlet", dropna=False):
        filled = part.set_index("date").reindex(days).rename_axis("date").reset_index()
        idle = filled["portions"].isna()
        zeros = {name: filled[name].mask(idle, 0) for name in ("portions", "amount")}
        parts.append(filled.assign(outlet=outlet, open=True, **zeros))
    return typed("sales", pd.concat(parts, ignore_index=True))
