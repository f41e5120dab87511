"""A sheet as a table of its contract: columns found by name, cells parsed by type, every problem named by its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from engagelib.cells import PARSERS, Refused, hourless, is_blank
from engagelib.contracts import DTYPES, ORDERED, Column, Problem, by_day, columns, violations
from engagelib.headers import names_of, offers
from engagelib.sheets import Sheet, named_columns, read_sheet

__all__ = ["Reading", "conform", "tabular"]


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, and which column of the file became which of the table."""

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


_RAGGED = (
    "row {} has cells beyond the last header: its columns may have moved. A cell that holds the delimiter "
    "must stand in quotation marks; export the file again"
)


def _found(table: str, sheet: Sheet, declared: Mapping[str, str]) -> dict[str, str]:
    """Column of the contract -> header of the sheet."""
    return sheet.mapped({column: names_of(table, column, declared) for column in columns(table)})


def _missing_column(table: str, sheet: Sheet, column: Column, offered: Mapping[str, str]) -> Problem:
    names = names_of(table, column.name)
    guess = f"; did you mean '{offered[column.name]}'?" if column.name in offered else "."
    return sheet.complaint(
        f"has no column for {column.name} ({column.meaning}); it may be called {' or '.join(names)}{guess} "
        f"The columns are: {named_columns(sheet)}",
        kind="no_column",
        parts=(column.name, offered.get(column.name, "")),
    )


def _parsed(
    sheet: Sheet, header: str, column: Column, parse: Callable[[object], object]
) -> tuple[list[object], list[Problem]]:
    values: list[object] = []
    problems = []
    seen: dict[str, object] = {}  # a text that stands there again is not parsed again
    for row, raw in enumerate(sheet.column(header)):
        value = None
        if isinstance(raw, str) and raw in seen:
            value = seen[raw]
        elif not is_blank(raw):
            try:
                value = parse(raw)
            except (ValueError, KeyError, OverflowError, TypeError) as error:
                told = column.type == "id" or isinstance(error, Refused)
                reason = str(error) if told else column.expects()
                found = sheet.problem(row, header, raw, reason, kind="unreadable_cell", parts=(column.name,))
                problems.append(found)
            else:
                if isinstance(raw, str):
                    seen[raw] = value
        values.append(value)
    return values, problems


#: Categories without declared words that stand for one thing whatever their case: WhatsApp is whatsapp.
FOLDED = ("channel",)


def _parser(column: Column) -> Callable[[object], object]:
    """How a cell is read; a word of a category stands for the declared one whatever its case."""
    if column.type != "category" or not (column.allowed or column.name in FOLDED):
        return PARSERS[column.type]
    declared = {word.casefold(): word for word in column.allowed}

    def word(value: object) -> str:
        plain = str(value).strip()
        return declared.get(plain.casefold(), plain if declared else plain.casefold())

    return word


def conform(
    table: str,
    sheet: Sheet,
    declared: Mapping[str, str] | None = None,
    parsers: Mapping[str, Callable] | None = None,
) -> Reading:
    """A sheet as a table of the contract: columns found by name, cells parsed by type, rules checked,
    problems by cell.

    `declared` names headers that no alias covers; `parsers` replaces the parser of a column.
    """
    mapping = _found(table, sheet, declared or {})
    missing = [column for column in columns(table).values() if column.required and column.name not in mapping]
    offered = offers(table, sheet, [column.name for column in missing], mapping.values())
    frame, problems = {}, [sheet.complaint(_RAGGED.format(number)) for number in sheet.ragged]
    for column in columns(table).values():
        if column.name in mapping:
            parse = (parsers or {}).get(column.name, _parser(column))
            values, bad = _parsed(sheet, mapping[column.name], column, parse)
            problems += bad
        else:
            values = [None] * len(sheet.rows)
            if column.required:
                problems.append(_missing_column(table, sheet, column, offered))
        frame[column.name] = pd.Series(values, dtype=DTYPES[column.type])
    whole = pd.DataFrame(frame)
    times = [name for name, column in columns(table).items() if column.type == "time" and name in mapping]
    whole.attrs["absent"] = [name for name in frame if name not in mapping]
    whole.attrs["days"] = [name for name in times if hourless(sheet.column(mapping[name]))]
    refused = {(p.cell) for p in problems}
    for row, name, value, message, kind in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0:
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            told = "" if pd.isna(value) else value
            problems.append(sheet.problem(row, header, told, message, kind=kind, parts=(name,)))
    return Reading(whole, problems + _out_of_order(table, sheet, whole, mapping), mapping)


def _out_of_order(table: str, sheet: Sheet, whole: pd.DataFrame, mapping: Mapping[str, str]) -> list[Problem]:
    """Cells that lie before what has to come first: a reply before the question."""
    return [
        sheet.problem(
            int(row), mapping[later], sheet.rows[int(row)][sheet.header.index(mapping[later])],
            f"lies before {mapping[earlier]} of the same row; one of the two is mistyped",
            kind="out_of_order", parts=(later, earlier),
        )
        for earlier, later in ORDERED.get(table, ())
        if earlier in mapping and later in mapping
        for row in np.flatnonzero((_latest(whole, later) < whole[earlier]).fillna(False))
    ]  # fmt: skip


def _latest(whole: pd.DataFrame, name: str) -> pd.Series:
    """When it was at the latest: the end of the day where the day is all that is known."""
    return whole[name] + pd.Timedelta(days=1, microseconds=-1) if by_day(whole, name) else whole[name]


def tabular(
    table: str, path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None
) -> Reading:
    """A csv or a sheet of a workbook that has a column for each of the contract's (events, documents, evidence …)."""
    return conform(table, read_sheet(path, sheet), declared)
