"""One table out of several sheets and files: a sheet a month, a file an outlet, an export of each platform."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import TABLES, Problem, columns, empty
from engagelib.contracts.problems import Unreadable, note
from engagelib.readers.aliases import Named, found, known
from engagelib.readers.books import is_book
from engagelib.readers.conform import Origins, Reading, conform
from engagelib.readers.sheets import Sheet, named_sheet, refuse_merged, sheets_in

__all__ = ["Piece", "merged", "of_files", "several", "sheets_of", "tabular"]

#: What a sheet is called that holds sums of the others.
_SUMMARY = re.compile(
    r"\b(rekap\w*|ringkasan|total|jumlah|summary|dashboard|grafik|chart|pivot|laporan akhir|petunjuk|readme|contoh)\b"
)

#: The name of a sheet or file, and what was read of it.
Piece = tuple[str, Reading]


def several(
    paths: Path | Sequence[Path],
    tables: Sequence[str],
    read: Callable[[Sheet], Reading],
    declared: Named,
    named: str | Sequence[str] | None = None,
    together: Callable[[list[Piece]], Reading] | None = None,
) -> Reading:
    """A table out of each sheet that holds it, of one file or of several; a word on each sheet that does not.

    `tables`: by whose columns a sheet is known, the first the one that is read. `named`: the sheets that were
    declared. `together` puts the pieces together (`merged` if it is not given). Of one file Unreadable is raised,
    of several it is said, and the others are read.
    """

    def opened(path: Path) -> tuple[list[Piece], list[Problem]]:
        sheets, told = sheets_of(path, tables, declared, named)
        return [(sheet.name if len(sheets) > 1 else path.stem, read(sheet)) for sheet in sheets], told

    joined = together or (lambda found: merged(tables[0], found))
    return of_files(paths, tables[0], opened, joined)


def of_files(
    paths: Path | Sequence[Path],
    table: str,
    opened: Callable[[Path], tuple[list[Piece], list[Problem]]],
    together: Callable[[list[Piece]], Reading],
) -> Reading:
    """A table out of the pieces of each file; of several files one that cannot be read is named, and the others are read."""
    files = [paths] if isinstance(paths, Path) else list(paths)
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for path in files:
        try:
            found, told = opened(path)
        except Unreadable as error:
            if len(files) == 1:
                raise
            problems.append(error.problem())
            continue
        pieces += found
        problems += told
    if not pieces:
        return Reading(empty(table), problems)
    whole = pieces[0][1] if len(pieces) == 1 else together(pieces)
    return replace(whole, problems=[*problems, *whole.problems])


def tabular(
    table: str,
    path: Path | Sequence[Path],
    sheet: str | Sequence[str] | None = None,
    declared: Named | None = None,
) -> Reading:
    """A sheet, or several, with a column for each of the contract's (events, documents, evidence …)."""
    return several(path, (table,), lambda one: conform(table, one, declared), declared or {}, sheet)


def sheets_of(
    path: Path, tables: Sequence[str], declared: Named, named: str | Sequence[str] | None = None
) -> tuple[list[Sheet], list[Problem]]:
    """The sheets of a file that hold a table, and a word on those that do not."""
    book = sheets_in(path, known(*tables, declared=declared))
    if not book:
        raise Unreadable(path.name, note("no_sheet_with_data"))
    if named and is_book(path):
        wanted = [named] if isinstance(named, str) else named
        return [refuse_merged(named_sheet(book, title, path.name)) for title in wanted], []
    held = {title: _held(sheet, tables, declared) for title, sheet in book.items()}
    best = max(book, key=lambda title: (len(held[title]), not _SUMMARY.search(title.casefold())))
    chosen, told = [], []
    for title, sheet in book.items():
        lacks = held[best] - held[title]
        if not lacks and (title == best or not _SUMMARY.search(title.casefold())):
            chosen.append(refuse_merged(sheet))
        elif sheet.rows:
            why = note("sheet_lacks", columns=sorted(lacks)) if lacks else note("sheet_of_sums")
            line = f'{tables[0]} = ["{best}", "{title}"]'
            told.append(sheet.complaint(note("sheet_not_read", why=why, line=line), "warning"))
    return chosen, told


def _held(sheet: Sheet, tables: Sequence[str], declared: Named) -> set[str]:
    """Which of the columns that the tables need a sheet has."""
    there: set[str] = set()
    for table in tables:
        needed = (
            {name for name, column in columns(table).items() if column.required} if table in TABLES else set()
        )
        there |= needed & found(table, sheet, declared).keys()
    return there


def merged(table: str, pieces: Collection[Piece], twice: bool = True) -> Reading:
    """The pieces one below the other; what one of them lacks is unknown of all (`twice`: an id in two of them is said)."""
    readings = [reading for _, reading in pieces]
    whole = pd.concat([reading.table for reading in readings], ignore_index=True)
    for name in ("absent", "days"):
        said = [reading.table.attrs.get(name, ()) for reading in readings]
        whole.attrs[name] = list(dict.fromkeys(column for one in said for column in one))
    problems = [problem for reading in readings for problem in reading.problems]
    mapping = {name: header for reading in reversed(readings) for name, header in reading.mapping.items()}
    keys = [name for name, column in columns(table).items() if column.key and name in whole]
    if twice and keys:
        at = pd.Series(
            [name for name, reading in pieces for _ in range(len(reading.table))], index=whole.index
        )
        own = whole.dropna(subset=keys).assign(piece=at).drop_duplicates([*keys, "piece"])
        again = own[own.duplicated(keys)]
        if len(again):
            some = [str(value) for value in again[keys[0]].head(3)]
            doubled = note(
                "in_two_pieces", n=len(again), column=keys[0], some=some, pieces=list(dict.fromkeys(at))
            )
            problems.append(
                Problem(", ".join(dict.fromkeys(p.file for p in problems)) or table, message=doubled)
            )
    return Reading(whole, problems, mapping, Origins.merged(reading.origins for reading in readings))
