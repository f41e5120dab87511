"""A sheet as a table of its contract: columns found by name, cells parsed by type, every problem named by its cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from engagelib.contracts import DTYPES, ORDERED, TABLES, Column, Problem, by_day, columns, violations
from engagelib.contracts.problems import note
from engagelib.contracts.values import PARSERS, Refused, hourless, is_blank
from engagelib.readers.aliases import found, names_of, offers
from engagelib.readers.notation import parser_of
from engagelib.readers.sheets import Sheet, named_columns, read_sheet

__all__ = ["Reading", "cells", "column_parser", "conform", "lacking", "tabular"]


@dataclass(frozen=True)
class Reading:
    """What a reader found: the table, the problems, and which column of the file became which of the table."""

    table: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


#: So many names that a column may have are told where it is missed.
MOST_NAMES = 6
#: What columns mean that no contract has.
_MEANING = {
    name: note(f"column_{name}") for name in ("item", "quantity", "respondent", "speaker", "value", "words")
}


def lacking(table: str, sheet: Sheet, missing: Iterable[str], used: Collection[str] = ()) -> list[Problem]:
    """What is said of columns that a sheet lacks: how each may be called, and which header may be meant by it."""
    missing = list(missing)
    contract = columns(table) if table in TABLES else {}
    offered = offers(table, sheet, [name for name in missing if name in contract], used)
    told = []
    for name in missing:
        header = offered.get(name, "")
        said = note(
            "no_column",
            column=name,
            meaning=contract[name].meaning if name in contract else _MEANING[name],
            names=names_of(table, name)[:MOST_NAMES],
            header=header,
            guess=note("did_you_mean", header=header) if header else ".",
            headers=named_columns(sheet),
            remedy="",
        )
        told.append(sheet.complaint(said))
    return told


def cells(
    sheet: Sheet, header: str | None, column: Column, parse: Callable[[object], object] | None = None
) -> tuple[pd.Series, list[Problem]]:
    """The cells below a header as values of a column, and what cannot stand there; all missing without a header.

    `parse`: how a cell is read, if not by the column's type.
    """
    parse = parse or _parser(column)
    values: list[object] = []
    problems = []
    seen: dict[str, object] = {}  # a text that stands there again is not parsed again
    for row, raw in enumerate([None] * len(sheet.rows) if header is None else sheet.column(header)):
        value = None
        if isinstance(raw, str) and raw in seen:
            value = seen[raw]
        elif not is_blank(raw):
            try:
                value = parse(raw)
            except (ValueError, KeyError, OverflowError, TypeError) as error:
                why = error.note if isinstance(error, Refused) else column.expects()
                said = note("unreadable_cell", column=column.name, why=why)
                problems.append(sheet.problem(row, str(header), raw, said))
            else:
                if isinstance(raw, str):
                    seen[raw] = value
        values.append(value)
    return pd.Series(values, dtype=DTYPES[column.type]), problems


def column_parser(sheet: Sheet, header: str, column: Column) -> tuple[Callable, list[Problem]]:
    """How the numbers or dates of a column are read, decided for all of it, and what there is to say of that."""
    try:
        parse, said = parser_of(column.type, sheet.column(header))
    except Refused as error:
        said = note("column_said", header=header, what=error.note)
        return (lambda value: None), [sheet.complaint(said)]
    told = [sheet.complaint(note("column_said", header=header, what=said), "warning")] if said else []
    return parse, told


#: Categories without declared words that stand for one thing whatever their case: WhatsApp is whatsapp.
FOLDED = ("channel", "platform")


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
    decided: Collection[str] = (),
) -> Reading:
    """A sheet as a table of the contract: columns found by name, cells parsed by type, rules checked,
    problems by cell.

    `declared` names headers that no alias covers; `parsers` replaces the parser of a column; of those `decided`
    it is found out from the whole column how their numbers and dates are written.
    """
    contract = columns(table)
    mapping = {
        name: header for name, header in found(table, sheet, declared or {}).items() if name in contract
    }
    missing = [name for name, column in contract.items() if column.required and name not in mapping]
    frame, problems = {}, sheet.remarks()
    problems += lacking(table, sheet, missing, mapping.values())
    for name, column in contract.items():
        parse = (parsers or {}).get(name)
        if name in decided and name in mapping:
            parse, said = column_parser(sheet, mapping[name], column)
            problems += said
        frame[name], bad = cells(sheet, mapping.get(name), column, parse)
        problems += bad
    whole = pd.DataFrame(frame)
    times = [name for name, column in contract.items() if column.type == "time" and name in mapping]
    whole.attrs["absent"] = [name for name in frame if name not in mapping]
    whole.attrs["days"] = [name for name in times if hourless(sheet.column(mapping[name]))]
    refused = {(p.cell) for p in problems}
    for row, name, value, wrong in violations(table, whole):
        header = mapping.get(name)
        if header is None or row < 0:
            continue  # the missing column has been named already
        if sheet.cell(row, header) not in refused:
            told = "" if pd.isna(value) else value
            problems.append(sheet.problem(row, header, told, wrong))
    return Reading(whole, problems + _out_of_order(table, sheet, whole, mapping), mapping)


def _out_of_order(table: str, sheet: Sheet, whole: pd.DataFrame, mapping: Mapping[str, str]) -> list[Problem]:
    """Cells that lie before what has to come first: a reply before the question."""
    return [
        sheet.problem(
            int(row), mapping[later], sheet.rows[int(row)][sheet.header.index(mapping[later])],
            note("out_of_order", column=later, earlier=mapping[earlier]),
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
