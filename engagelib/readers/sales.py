"""Sales as shops have them (a row per day, per week, or per item of a marketplace's order) as daily sales.

Orders: an order's total stands on each of its rows and is counted once; cancelled and unpaid orders are left
out; nothing about buyers is read. How numbers and dates are written is decided for a whole column, never cell
by cell: 25.000 beside 1,5 is twenty-five thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import Column, Problem, columns, empty, is_sold, typed
from engagelib.contracts.problems import note
from engagelib.contracts.values import is_blank
from engagelib.readers.aliases import Named, found
from engagelib.readers.conform import (
    SUMS,
    Reading,
    cells,
    column_parser,
    conform,
    lacking,
    origins,
    without_sums,
)
from engagelib.readers.notation import number_parser
from engagelib.readers.several import Piece, merged, several
from engagelib.readers.sheets import Sheet, header_key

__all__ = ["sales", "without_description"]

_SALES = columns("sales")
#: What is read of a row of an order, and as which column; nothing else of the sheet is kept.
ITEMS = {
    **{name: Column(name, "category", "as it stands") for name in ("order_key", "status", "outlet", "event")},
    **{name: _SALES[name] for name in ("date", "quantity", "returned")},
    **dict.fromkeys(("total", "subtotal", "postage"), _SALES["amount"]),
}
#: Of these columns it is found out from the whole column how their numbers and dates are written.
DECIDED = ("date", "quantity", "returned", "amount")

CLOSED = ("libur", "tutup", "closed")
#: What a till calls a row that gives money back, and one that never happened.
_BACK, _VOID = re.compile(r"refund|retur|pengembalian"), re.compile(r"void|cancel|batal")


def sales(
    path: Path | Sequence[Path], sheet: str | Sequence[str] | None = None, declared: Named | None = None
) -> Reading:
    """Daily sales from sheets of days, weeks, products, or orders.

    In: a sheet, or several of a workbook or of several files (a month each, or an outlet). Out: `Reading` of the
    table `sales`.

    A day whose note says that the shop was closed is open = no; other blank days stay missing. Of orders, a
    day between the first and the last without one counts 0; what a till gives back is no sale, but `returned`.
    `declared` names headers that no alias covers: the contract's columns for days, and for orders also order,
    status, total and subtotal. What was left out or assumed is said in the problems, as warnings.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.sales(Path("data/raw/kia-metro/sales.xlsx"))
    >>> len(reading.table), reading.mapping["quantity"]
    (762, 'Porsi')
    """
    named = declared or {}

    def read(raw: Sheet) -> Reading:
        listed = found("orders", raw, _of_orders(named))
        rows = _takings(raw, listed)
        return _from_orders(raw, rows) if "order_key" in rows else _from_days(raw, named)

    return several(path, ("sales", "orders"), read, named, sheet, _together)


def _takings(raw: Sheet, named: Mapping[str, str]) -> dict[str, str]:
    """What is read of rows of orders; an amount without a plainer name is the order's if all its rows say the same, else an item's."""
    rows = {name: header for name, header in named.items() if name in ITEMS}
    if "amount" not in named or "order_key" not in rows or rows.keys() & {"total", "subtotal"}:
        return rows
    said: dict[str, set[str]] = {}
    for order, amount in zip(raw.column(rows["order_key"]), raw.column(named["amount"]), strict=True):
        said.setdefault(str(order), set()).add(str(amount))
    alike = all(len(amounts) == 1 for amounts in said.values())
    return rows | {"total" if alike else "subtotal": named["amount"]}


def _together(pieces: list[Piece]) -> Reading:
    """Sheets or files as one: a piece each of the time, or, where they have days in common, an outlet each."""
    days = [set(reading.table["date"].dropna()) for _, reading in pieces]
    common = any(one & other for number, one in enumerate(days) for other in days[:number])
    if not common or any(reading.table["outlet"].notna().any() for _, reading in pieces):
        return merged("sales", pieces)
    named = [
        (name, replace(one, table=one.table.assign(outlet=pd.Series(name, one.table.index, "str"))))
        for name, one in pieces
    ]
    whole, names = merged("sales", named), [name for name, _ in pieces]
    file = next((p.file for p in whole.problems), ", ".join(names))
    told = Problem(file, message=note("pieces_are_outlets", names=names), severity="warning")
    return replace(whole, problems=[*whole.problems, told])


def _of_orders(declared: Named) -> Named:
    """What was declared of order sheets, by the columns of `orders`."""
    return {{"order": "order_key"}.get(name, name): header for name, header in declared.items()}


# --- a row per day or week ------------------------------------------------------------------------


def _from_days(sheet: Sheet, declared: Named) -> Reading:
    there, header = found("sales", sheet, declared), sheet.header
    sheet, told = _long(sheet, declared)
    if sheet.header != header:  # what was made long goes by the contract's names
        declared = {}
    reading = conform("sales", sheet, declared, decided=DECIDED)
    table = reading.table
    closed = table["note"].str.strip().str.casefold().isin(CLOSED).fillna(False)
    table = table.assign(open=table["open"].fillna((~closed).astype("boolean")))
    problems = [p for p in reading.problems if not _told_by_note(p) and not _other_row(p, table)] + told
    problems += [*_money(sheet, reading, declared), *_odd_days(sheet, reading)]
    if _weekly(table["date"]):
        problems.append(sheet.complaint(note("row_a_week"), "warning"))
    mapping = {name: there.get(name, header) for name, header in reading.mapping.items()}
    return replace(reading, table=table, problems=problems, mapping=mapping)


def _odd_days(sheet: Sheet, reading: Reading) -> Iterator[Problem]:
    """Takings below nothing on days on which nothing came back; days that are called closed and on which something was
    sold, which means per day leave out.
    """
    table = reading.table
    below = (table["amount"] < 0) & ~(table["returned"] > 0).fillna(False)
    closed = (table["open"] == False) & (table["quantity"] > 0)  # noqa: E712
    expected = note("not_allowed", column="amount", expected=note("number_at_least", low=0))
    for name, odd in (("amount", below), ("open", closed)):
        header = reading.mapping.get(name)
        for row in odd.index[odd.fillna(False)] if header else ():
            sold = note("sold_while_closed", n=f"{table['quantity'][row]:g}") if name == "open" else None
            value = sheet.column(str(header))[row]
            yield sheet.problem(row, str(header), value, sold or expected, "warning" if sold else "error")


def _money(sheet: Sheet, reading: Reading, declared: Named) -> list[Problem]:
    """A question where what is called Jumlah looks like money: thousands of rupiah, and no other column of takings."""
    header, counts = reading.mapping.get("quantity"), reading.table["quantity"].dropna()
    if header is None or "quantity" in declared or "amount" in reading.mapping or len(counts) < 3:
        return []
    if header_key(header) not in ("jumlah", "sold", "terjual") or (
        counts.median() < 1000 or (counts % 100 != 0).mean() > 0.1
    ):
        return []
    return [sheet.complaint(note("looks_like_money", header=header))]


def _long(sheet: Sheet, declared: Named) -> tuple[Sheet, list[Problem]]:
    """A row per day and product: of a column per product, or of a column per day; product and variant as one."""
    there = found("sales", sheet, declared)
    if {"product", "variant"} <= there.keys():
        return _joined(sheet, there["product"], there["variant"]), []
    if "date" in there and "quantity" not in there:
        return _products_across(sheet, there)
    if "date" not in there:
        return _days_across(sheet, there)
    return sheet, []


def _joined(sheet: Sheet, product: str, variant: str) -> Sheet:
    pairs = zip(sheet.column(product), sheet.column(variant), strict=True)
    return sheet.put(product, (one if is_blank(kind) else f"{one} – {kind}" for one, kind in pairs))


def _products_across(sheet: Sheet, there: Mapping[str, str]) -> tuple[Sheet, list[Problem]]:
    """A sheet with a column per product, as a row per day and product; a column of their sum is left out."""
    names = [
        h
        for h in dict.fromkeys(sheet.header)
        if h and h not in there.values() and _is_counted(sheet.column(h))
    ]
    names = [h for h in names if header_key(h) not in _NUMBERED]
    sums = [h for h in names if (SUMS.fullmatch(h) or _TAKINGS.search(h)) and len(names) > 2]
    products = _measured(names) or {h: {"quantity": h} for h in names if h not in sums}
    if len(products) < 2:
        return sheet, []
    sums += [there[name] for name in ("amount", "returned") if name in there]  # of the day, of no product
    said = note("columns_are_products", products=list(products), sums=sums or note("none"))
    return _melted(sheet, "product", products, _kept(sheet, there)), [sheet.complaint(said, "warning")]


def _measured(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Product -> measure -> header, of headers in two rows: a product over its count and its takings ("GoFood Qty", "GoFood Rp")."""
    told: dict[str, dict[str, str]] = {}
    for header in names:
        first, _, last = header.rpartition(" ")
        measure = next((name for name, words in _MEASURES.items() if header_key(last) in words), "")
        if first and measure:
            told.setdefault(first, {})[measure] = header
    return told if any(len(one) > 1 for one in told.values()) else {}


def _days_across(sheet: Sheet, there: Mapping[str, str]) -> tuple[Sheet, list[Problem]]:
    """A sheet with a column per day, as a row per day and product."""
    days = [
        h
        for h in dict.fromkeys(sheet.header)
        if re.match(r"\d{4}-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", h)
    ]
    first = there.get("product") or next((h for h in sheet.header if h and h not in days), None)
    if len(days) < 3 or first is None:
        return sheet, []
    return _melted(
        sheet, "date", {day: {"quantity": day} for day in days}, _kept(sheet, there) | {"product": first}
    ), []


def _kept(sheet: Sheet, there: Mapping[str, str]) -> dict[str, str]:
    return {name: header for name, header in there.items() if name in ("date", "outlet", "note", "open")}


def _melted(sheet: Sheet, of: str, across: Mapping[str, Mapping[str, str]], kept: Mapping[str, str]) -> Sheet:
    """A row per row and key of `across`, which stands in the column `of`; its headers' cells go to the columns that they name."""
    names = [*kept, of, *dict.fromkeys(name for headers in across.values() for name in headers)]
    at = {header: place for place, header in reversed([*enumerate(sheet.header)])}
    rows, numbers = list[tuple[object, ...]](), list[int]()
    behind: dict[str, list[tuple[str, object]]] = {name: [] for name in names}
    for number, row in enumerate(sheet.rows):
        for key, headers in across.items():
            told = {name: (number, header) for name, header in (*kept.items(), *headers.items())} | {
                of: (-1, key)
            }
            cells = {name: key if name == of else row[at[header]] for name, (_, header) in told.items()}
            rows.append(tuple(cells.get(name) for name in names))
            numbers.append(sheet.numbers[number])
            for name in names:
                line, header = told.get(name, (-1, ""))
                behind[name].append((sheet.cell(line, header) if header in at else "", cells.get(name)))
    return replace(
        sheet, header=tuple(names), rows=tuple(rows), numbers=tuple(numbers), ragged=(), behind=behind
    )


#: A header of money, which is nobody's product.
_TAKINGS = re.compile(
    r"[(\[](?:rp\.?|idr|rupiah)[)\]]|^(?:rp|rupiah|revenue|omzet|omset|pendapatan|nominal|turnover)\b",
    re.IGNORECASE,
)
#: The last word of a header -> what stands below it.
_MEASURES = {
    "quantity": {"qty", "pcs", "porsi", "terjual", "jumlah", "sold", "kuantitas", "unit"},
    "amount": {
        "rp",
        "rupiah",
        "omzet",
        "omset",
        "nominal",
        "nilai",
        "pendapatan",
        "amount",
        "revenue",
        "sales",
    },
}
#: Headers of a column that only counts rows.
_NUMBERED = frozenset({"no", "no.", "nomor", "#", "id", "minggu", "bulan", "tahun"})


def _is_counted(cells: Sequence[object]) -> bool:
    """Whether a column holds numbers, blanks and dashes aside."""
    some = [cell for cell in cells if not is_blank(cell) and str(cell).strip() not in ("-", "–")]
    some = [cell for cell in some if str(cell)[:1] != "="]  # a sum that no program has worked out yet
    try:
        parse = number_parser(some)
        return bool(some) and all(parse(cell) >= 0 for cell in some)
    except (ValueError, TypeError):
        return False


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
    sheet, told = without_sums(without_description(sheet, found["date"]), found["date"])
    items, problems = _items(sheet, found)
    problems += told
    event = items["event"].fillna("").str.casefold()
    void = event.str.contains(_VOID)
    back = ~void & (event.str.contains(_BACK) | (items["quantity"] < 0).fillna(False))
    sold = is_sold(items["status"]) & ~void
    if not sold.all():
        orders = int(items.loc[~sold, "order_key"].nunique())
        problems.append(sheet.complaint(note("orders_left_out", n=orders), "warning"))
    if (back & sold).any():
        some = [str(key) for key in items.loc[back & sold, "order_key"].head(3)]
        problems.append(sheet.complaint(note("refunds", n=int((back & sold).sum()), some=some), "warning"))
    counted = (sold & items["date"].notna()).to_numpy()
    items, whence = _given_back(items, back)[counted].reset_index(drop=True), origins(sheet).only(counted)
    money = _amounts(items)
    keys = ["date", "outlet"]
    daily = items.groupby(keys, dropna=False, sort=True)["quantity"].sum().to_frame()
    daily["returned"] = items.groupby(keys, dropna=False)["returned"].sum(min_count=1)
    daily["amount"] = money.groupby(keys, dropna=False)["amount"].sum(min_count=1)
    table = _daily(daily.reset_index())
    idle = len(table) - len(daily)
    if idle:
        problems.append(sheet.complaint(note("days_without_order", n=idle), "warning"))
    table.attrs["absent"] = [name for name in table if table[name].isna().all()]
    rows = {_day_of(*key): rows for key, rows in items.groupby(keys, dropna=False).indices.items()}
    behind = (rows.get(_day_of(*key), ()) for key in zip(table["date"], table["outlet"], strict=True))
    return Reading(table, problems, dict(found), whence.joined(behind))


def _day_of(date: object, outlet: object) -> tuple[object, object]:
    """A day and an outlet by which rows are found, whatever a missing outlet is written as."""
    return date, None if pd.isna(outlet) else outlet


def _given_back(items: pd.DataFrame, back: pd.Series) -> pd.DataFrame:
    """Rows that give money back: nothing sold, so many returned, what they took away below nothing."""
    returned = items["returned"].mask(back, items["quantity"].abs())
    sums = {
        name: items[name].mask(back & (items[name] > 0).fillna(False), -items[name])
        for name in ("total", "subtotal")
    }
    key = items["order_key"].mask(back, items["order_key"] + " refund")  # beside the sale of the same receipt
    return items.assign(quantity=items["quantity"].mask(back, 0), returned=returned, order_key=key, **sums)


def without_description(sheet: Sheet, date: str) -> Sheet:
    """Without the second header row of some exports, which describes the columns: its date has no digit."""
    if not sheet.rows:
        return sheet
    first = sheet.column(date)[0]
    if is_blank(first) or not isinstance(first, str) or re.search(r"\d", first):
        return sheet
    return sheet.only(range(1, len(sheet.rows)))


def _items(sheet: Sheet, found: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of orders as far as they are read."""
    frame, problems = {}, []
    for name, column in ITEMS.items():
        parse = None
        if name in found and column.name in DECIDED:
            parse, said = column_parser(sheet, found[name], column, "sales")
            problems += said
            parse = parse or (lambda value: None)
        frame[name], bad = cells(sheet, found.get(name), column, parse)
        problems += bad
    return pd.DataFrame(frame), problems


def _amounts(items: pd.DataFrame) -> pd.DataFrame:
    """Takings: the total of an order once, without its postage, or the items' subtotals where the sheet has no totals."""
    if items["total"].notna().any():
        once = items.drop_duplicates("order_key")
        return once.assign(amount=once["total"] - once["postage"].fillna(0))
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
