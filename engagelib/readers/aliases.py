"""What a column may be called: one list for all readers, aliases.csv, and one way to find a column by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from engagelib.contracts import TABLES, Column, columns
from engagelib.contracts.values import PARSERS, as_yes_no, is_blank
from engagelib.files import shipped
from engagelib.readers.notation import RELATIVE
from engagelib.readers.sheets import Sheet, header_key
from engagelib.text.nearest import NEAR, nearness

__all__ = [
    "Named", "columns_of", "could_hold", "found", "known", "listed", "names_of", "offered", "offers",
    "says_whether",
]  # fmt: skip

_NONE: Mapping[str, str] = MappingProxyType({})


@cache
def _aliases() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """(Table, use) -> column -> headers, the first first; use is "" or "offered": may mean it, is never taken."""
    read: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row in shipped("readers", "aliases.csv"):
        of = read.setdefault((row["table"], row["use"]), {})
        of[row["column"]] = (*of.get(row["column"], ()), row["header"])
    return read


def columns_of(table: str) -> Mapping[str, Column]:
    """The columns of a table; none of a list of headers that is no table's."""
    return columns(table) if table in TABLES else {}


@cache
def listed(table: str) -> Mapping[str, tuple[str, ...]]:
    """Column -> what it may be called; one of a contract by its own name first, unless the list places that."""
    aliases = _aliases().get((table, ""), {})
    own: dict[str, tuple[str, ...]] = dict.fromkeys(columns_of(table), ())
    return {c: names if c in names or c not in own else (c, *names) for c, names in (own | aliases).items()}


@cache
def offered(table: str) -> frozenset[str]:
    """What may mean a column of the table, and is never taken for it unasked."""
    return frozenset(name for names in _aliases().get((table, "offered"), {}).values() for name in names)


#: Column -> the header by which it was named; where files call it differently, that of each.
Named = Mapping[str, str | Sequence[str]]


def names_of(table: str, column: str, declared: Named = _NONE) -> tuple[str, ...]:
    """What a column may be called: as it was declared, else as it is listed."""
    if column not in declared:
        return listed(table)[column]
    named = declared[column]
    return (named,) if isinstance(named, str) else tuple(named)


def known(*tables: str, declared: Named = _NONE) -> frozenset[str]:
    """Everything that columns of these tables may be called, by which a header row is found."""
    names = {name for table in tables for column in listed(table).values() for name in column}
    named = {name for column in declared for name in names_of("", column, declared)}
    return frozenset(names | set(map(header_key, named)))


#: What stands behind the name of a column of money: "Total (Rp)".
_RUPIAH = re.compile(r" ?[(\[](?:rp\.?|idr|rupiah)[)\]]$")


def found(table: str, sheet: Sheet, declared: Named = _NONE) -> dict[str, str]:
    """Column of a table -> the header of the sheet by which it goes; those that are there."""
    there: dict[str, str] = {}
    key = next((name for name, column in columns_of(table).items() if column.key), "")
    for column in listed(table):
        named = [
            header for name in names_of(table, column, declared) if (header := sheet.find(name)) is not None
        ]
        if column not in declared:  # the key's header is no other column's
            taken = there.get(key) if column != key else None
            named = [h for h in named if h != taken and not says_whether(table, column, sheet.column(h))]
        if named:
            there[column] = named[0]
    money = {_RUPIAH.sub("", key): header for key, header in sheet.headers.items() if _RUPIAH.search(key)}
    for column in money and sorted({"amount", "total", "subtotal"} & listed(table).keys() - there.keys()):
        header = next((money[name] for name in listed(table)[column] if name in money), None)
        if header and header not in there.values():
            there[column] = header
    return there


def says_whether(table: str, column: str, cells: Sequence[object]) -> bool:
    """Whether cells say yes and no where a column wants to know when: "Selesai" of ya and belum."""
    own = columns_of(table).get(column)
    if own is None or own.required or own.type not in ("time", "date"):
        return False
    said = {cell for cell in cells if not is_blank(cell)}
    return bool(said) and all(_parses(as_yes_no, cell) for cell in said)


# --- headers that may be meant ------------------------------------------------------------------------------


#: Headers that are looked through for what may be meant: nobody gave more of them a name.
MOST_OFFERED = 200


def offers(
    table: str, sheet: Sheet, missing: Collection[str], used: Collection[str], least: float = NEAR
) -> dict[str, str]:
    """Missing column -> the header that may be meant: the closest pair of names first, each header once.

    A header is no offer where its cells could not stand in the column: dates are no texts.
    """
    free = [header for header in sheet.header if header and header not in used][:MOST_OFFERED]
    pairs = sorted(
        (*_distance(table, column, header), column, header) for column in missing for header in free
    )
    offered: dict[str, str] = {}
    for far, _, column, header in pairs:
        if column in offered or header in offered.values() or 1 - far < least:
            continue
        if could_hold(columns(table)[column].type, sheet.column(header)):
            offered[column] = header
    return offered


def _distance(table: str, column: str, header: str) -> tuple[float, int]:
    """How far a header is from the nearest of a column's names, from 0 to 1, and which of them that is."""
    maybe = _aliases().get((table, "offered"), {}).get(column, ())
    names = dict.fromkeys((column, *listed(table)[column], *maybe))
    return min((1 - nearness(header_key(header), name), rank) for rank, name in enumerate(names))


def could_hold(kind: str, cells: Sequence[object]) -> bool:
    """Whether most of the first cells could stand in a column of this type."""
    some = [cell for cell in cells[:200] if not is_blank(cell)]
    if not some or kind not in ("text", "id", "int", "count", "number", "time", "date", "yes_no"):
        return True

    def most(parse: Callable[[object], object], cells: Sequence[object]) -> bool:
        return 2 * sum(_parses(parse, cell) for cell in cells) > len(some)

    if kind == "text" and 2 * sum(_is_figure(cell) for cell in some) > len(some):
        return False
    if kind in ("text", "id"):
        written = some if kind == "text" else [cell for cell in some if not str(cell).strip().isdigit()]
        return not any(most(PARSERS[other], written) for other in ("time", "date", "number"))
    return most(PARSERS[kind], some)


def _is_figure(cell: object) -> bool:
    """Whether a cell is a count of something ("5 bintang") or how long ago something was: nobody's words."""
    words = str(cell).strip()
    return bool(re.fullmatch(r"\d+([.,]\d+)?\s*\S*", words) or RELATIVE.fullmatch(words))


def _parses(parse: Callable[[object], object], cell: object) -> bool:
    try:
        parse(cell)
    except (ValueError, KeyError, OverflowError, TypeError):
        return False
    return True
