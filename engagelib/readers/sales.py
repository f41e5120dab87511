"""Sales as shops have them (a row per day, per week, or per item of a marketplace's order) as daily sales.

Orders: an order's total stands on each of its rows and is counted once; cancelled and unpaid orders are left
out; nothing about buyers is read. How numbers and dates are written is decided for a whole column, never cell
by cell: 25.000 beside 1,5 is twenty-five thousand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import Column, Problem, columns, empty, is_sold, typed
from engagelib.contracts.problems import note
from engagelib.contracts.values import is_blank
from engagelib.readers.aliases import found, known
from engagelib.readers.conform import Reading, cells, column_parser, conform, lacking
from engagelib.readers.sheets import Sheet, read_sheet

__all__ = ["sales", "without_description"]

_SALES = columns("sales")
#: What is read of a row of an order, and as which column; nothing else of the sheet is kept.
ITEMS = {
    **{name: Column(name, "category", "as it stands") for name in ("order_key", "status", "outlet")},
    "date": _SALES["date"],
    "quantity": _SALES["quantity"],
    "total": _SALES["amount"],
    "subtotal": _SALES["amount"],
}
#: Of these columns it is found out from the whole column how their numbers and dates are written.
DECIDED = ("date", "quantity", "amount")

CLOSED = ("libur", "tutup", "closed")


def sales(path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None) -> Reading:
    """Daily sales from a sheet of days, weeks or orders.

    In: a csv or xlsx. Out: `Reading` of the table `sales`.

    A day whose note says that the shop was closed is open = no; other blank days stay missing. Of orders, a
    day between the first and the last without one counts 0. `declared` names headers that no alias covers:
    the contract's columns for days, and for orders also order, status, total and subtotal. What was left out
    or assumed is said in the problems, as warnings.
    """
    named = declared or {}
    raw = read_sheet(path, sheet, known("sales", "orders", declared=named))
    rows = {name: header for name, header in found("orders", raw, _of_orders(named)).items() if name in ITEMS}
    return _from_orders(raw, rows) if "order_key" in rows else _from_days(raw, named)


def _of_orders(declared: Mapping[str, str]) -> dict[str, str]:
    """What was declared of order sheets, by the columns of `orders`."""
    return {{"order": "order_key"}.get(name, name): header for name, header in declared.items()}


# --- a row per day or week ------------------------------------------------------------------------


def _from_days(sheet: Sheet, declared: Mapping[str, str]) -> Reading:
    reading = conform("sales", sheet, declared, decided=DECIDED)
    table = reading.table
    closed = table["note"].str.strip().str.casefold().isin(CLOSED).fillna(False)
    table = table.assign(open=table["open"].fillna((~closed).astype("boolean")))
    problems = [p for p in reading.problems if not _told_by_note(p) and not _other_row(p, table)]
    if _weekly(table["date"]):
        problems.append(sheet.complaint(note("row_a_week"), "warning"))
    return replace(reading, table=table, problems=problems)


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
    if missing := [name for name in ("date", "quantity") if name not in found]:
        return Reading(empty("sales"), lacking("orders", sheet, missing, found.values()), dict(found))
    sheet = without_description(sheet, found["date"])
    items, problems = _items(sheet, found)
    sold = is_sold(items["status"])
    if not sold.all():
        orders = int(items.loc[~sold, "order_key"].nunique())
        problems.append(sheet.complaint(note("orders_left_out", n=orders), "warning"))
    items = items[sold & items["date"].notna()]
    money = _amounts(items)
    daily = items.groupby(["date", "outlet"], dropna=False, sort=True)["quantity"].sum().to_frame()
    daily["amount"] = money.groupby(["date", "outlet"], dropna=False)["amount"].sum(min_count=1)
    table = _daily(daily.reset_index())
    idle = len(table) - len(daily)
    if idle:
        problems.append(sheet.complaint(note("days_without_order", n=idle), "warning"))
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
    """The rows of orders as far as they are read."""
    frame, problems = {}, []
    for name, column in ITEMS.items():
        parse = None
        if name in found and column.name in DECIDED:
            parse, said = column_parser(sheet, found[name], column)
            problems += said
        frame[name], bad = cells(sheet, found.get(name), column, parse)
        problems += bad
    return pd.DataFrame(frame), problems


def _amounts(items: pd.DataFrame) -> pd.DataFrame:
    """Takings: the total of an order once, or the items' own subtotals where the sheet has no totals."""
    if items["total"].notna().any():
        once = items.drop_duplicates("order_key")
        return once.assign(amount=once["total"])
    return items.assign(amount=items["subtotal"])


def _daily(sold: pd.DataFrame) -> pd.DataFrame:
    """The contract's table; between the first and the last day, a day without an order sold 0."""
    if sold.empty:
        return empty("sales")
    days = pd.date_range(sold["date"].min(), sold["date"].max())
    parts = []
    for outlet, part in sold.groupby("outlet", dropna=False):
        filled = part.set_index("date").reindex(days).rename_axis("date").reset_index()
        idle = filled["quantity"].isna()
        zeros = {name: filled[name].mask(idle, 0) for name in ("quantity", "amount")}
        parts.append(filled.assign(outlet=outlet, open=True, **zeros))
    return typed("sales", pd.concat(parts, ignore_index=True))
