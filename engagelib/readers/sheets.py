"""Files as grids of raw cells that know where each cell stands, so that a problem can name it.

Everything is read as it is written: nothing is guessed, an id of 19 digits stays text, an Excel error or a
formula without a stored value is reported instead of read as blank.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.text.encodings import contents, csv_records, decoded, opening

__all__ = [
    "PREAMBLE", "Sheet", "Unreadable", "delimiter_of", "filled", "headed", "header_row", "is_json", "named_columns", "read_csv",
    "read_csv_text", "read_sheet", "read_xlsx",
]  # fmt: skip

DELIMITERS = ",;\t|"
PREAMBLE = 20  # rows above a header that are looked through


#: A sheet of more cells than this is a slip: some cell far out has been touched.
MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class Sheet:
    """A header and rows of raw values (text, numbers, dates, None) of one sheet, with the first data row's number."""

    file: str
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    numbers: tuple[int, ...]  # the row number in the file of each row
    preamble: tuple[str, ...] = ()  # what stands above the header, cell by cell
    ragged: tuple[int, ...] = ()  # rows that reach beyond the header

    @cached_property
    def headers(self) -> dict[str, str]:
        """A header as it is compared -> as it stands, the first of those that read alike."""
        return {header_key(header): header for header in reversed(self.header) if header}

    def find(self, *names: str) -> str | None:
        """The header that goes by the first of these names that is there."""
        return next((self.headers[header_key(n)] for n in names if header_key(n) in self.headers), None)

    def mapped(self, names: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """Column -> the header that goes by one of its names; those that are there."""
        found = {column: self.find(*known) for column, known in names.items()}
        return {column: header for column, header in found.items() if header is not None}

    def cell(self, row: int, column: str) -> str:
        """The address of a cell: row position and header -> "F12"."""
        return f"{letters(self.header.index(column))}{self.numbers[row]}"

    def column(self, name: str) -> list[object]:
        index = self.header.index(name)
        return [row[index] for row in self.rows]

    def problem(
        self, row: int, column: str, value: object, message: Note | str, severity: str = "error"
    ) -> Problem:
        return Problem(self.file, self.name, self.cell(row, column), shown(value), message, severity)

    def complaint(self, message: Note | str, severity: str = "error") -> Problem:
        return Problem(self.file, self.name, message=message, severity=severity)


def shown(value: object, most: int = 60) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= most else words[: most - 1] + "…"


def named_columns(sheet: Sheet, most: int = 20) -> Note:
    """The headers of a sheet for a message: the first of them, long ones cut, and how many more there are."""
    names = [shown(name, 40) for name in sheet.header if name]
    more = len(names) - most
    return (
        note("headers_and_more", names=names[:most], more=more) if more > 0 else note("headers", names=names)
    )


def letters(index: int) -> str:
    """Column letters of a spreadsheet.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def header_key(name: object) -> str:
    """A header without case, stray spaces and byte order marks, for comparing.

    >>> header_key("\\ufeff No.  Pesanan\\n")
    'no. pesanan'
    """
    return " ".join(str(name).replace("\ufeff", "").split()).casefold()


def header_row(raw: Sequence[tuple[object, ...]], known: Collection[str]) -> tuple[int, int]:
    """How many known headers the best of the first rows has, and which row that is; if none has any, the first
    that is about as wide as the rows below it: what stands above is a title.
    """
    wide = _wide(raw)
    scores = [
        len({header_key(cell) for cell in row if not _empty(cell)} & set(known)) for row in raw[:PREAMBLE]
    ]
    fit = [score if score > 1 or row in wide else 0 for row, score in enumerate(scores)]
    best = max(fit, default=0)
    return best, fit.index(best) if best else min(wide, default=0)


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _wide(raw: Sequence[tuple[object, ...]]) -> set[int]:
    """Those of the first rows that are about as wide as most rows are."""
    cells = [[cell for cell in row if not _empty(cell)] for row in raw[: 5 * PREAMBLE]]
    filled = [
        min(len(row), 1) if len(set(map(str, row))) == 1 else len(row) for row in cells
    ]  # merged cells are one
    usual = sorted(count for count in filled if count)
    least = 0.6 * usual[len(usual) // 2] if usual else 0
    return {row for row, count in enumerate(filled[:PREAMBLE]) if count and count >= least}


def headed(file: str, name: str, raw: Sequence[tuple[object, ...]], known: Collection[str] = ()) -> Sheet:
    """The header among the first rows, and the rows below it that hold anything."""
    at = header_row(raw, known)[1]
    if len(raw) <= at or not any(cell not in (None, "") for cell in raw[at]):
        raise Unreadable(file, _in(name, note("is_empty")))
    header = tuple(
        "" if cell is None else " ".join(str(cell).replace("\ufeff", "").split()) for cell in raw[at]
    )
    preamble = tuple(str(cell) for row in raw[:at] for cell in row if cell is not None)
    empty = Sheet(file, name, header, (), (), preamble)
    return filled(empty, enumerate(raw[at + 1 :], start=at + 2))


def _in(sheet: str, what: Note) -> Note:
    """What is said of a file as said of a sheet in it, if it has several."""
    return note("in_sheet", sheet=sheet, what=what) if sheet else what


def filled(empty: Sheet, numbered: Iterable[tuple[int, tuple[object, ...]]]) -> Sheet:
    """A header with those of these numbered rows that hold anything, each as wide as the header."""
    rows, numbers, ragged, width = [], [], [], len(empty.header)
    for number, row in numbered:
        cells = tuple(row[:width]) + (None,) * (width - len(row))
        if any(cell is not None and str(cell).strip() for cell in row):
            rows.append(cells)
            numbers.append(number)
        if any(cell is not None and str(cell).strip() for cell in row[width:]):
            ragged.append(number)
    return replace(empty, rows=tuple(rows), numbers=tuple(numbers), ragged=tuple(ragged))


def read_xlsx(path: Path, fill_merged: bool = False, known: Collection[str] = ()) -> dict[str, Sheet]:
    """Every sheet of a workbook; raises Unreadable for a file that Excel would not open either.

    `fill_merged`: what stands in merged cells counts for each of them, not for the first alone. `known`:
    headers by which a header row below a preamble is found.
    """
    from openpyxl import load_workbook

    with opening(path):
        path.open("rb").close()
    try:
        book = load_workbook(path, data_only=True)
    except Exception:
        raise Unreadable(path.name, note("no_workbook")) from None
    sheets = {}
    formulas = load_workbook(path) if _has_formulas(path) else None
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            end = sheet.dimensions.partition(":")[2]
            raise Unreadable(path.name, _in(sheet.title, note("stray_cell", end=end)))
        raw = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        if formulas:
            raw = _uncomputed(raw, formulas[sheet.title])
        if fill_merged and sheet.merged_cells.ranges:
            raw = _filled(raw, [area.bounds for area in sheet.merged_cells.ranges])
        if any(any(cell is not None for cell in row) for row in raw):
            found = headed(path.name, sheet.title, raw, known)
            merged = [
                area.coord
                for area in sheet.merged_cells.ranges
                if found.numbers and area.min_row >= found.numbers[0]
            ]
            if merged and not fill_merged:
                raise Unreadable(path.name, _in(sheet.title, note("merged_cells", cells=merged[:3])))
            sheets[sheet.title] = found
    return sheets


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(
            b"<f" in archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")
        )


def _uncomputed(raw: list[tuple], sheet: Any) -> list[tuple]:
    """The values, with the formula itself where none is stored: whoever parses the cell then names it."""
    grid = [list(row) for row in raw]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f" and grid[cell.row - 1][cell.column - 1] is None:
                grid[cell.row - 1][cell.column - 1] = str(cell.value)
    return [tuple(row) for row in grid]


def _filled(raw: list[tuple], areas: Sequence[tuple[int, int, int, int]]) -> list[tuple]:
    grid = [list(row) for row in raw]
    for left, top, right, bottom in areas:
        for row in range(top - 1, min(bottom, len(grid))):
            grid[row][left - 1 : right] = [raw[top - 1][left - 1]] * (right - left + 1)
    return [tuple(row) for row in grid]


def read_csv(path: Path, known: Collection[str] = ()) -> Sheet:
    """A csv, whatever its encoding and delimiter."""
    data = contents(path)
    return read_csv_text(decoded(data, path.name), path.name, known)


def delimiter_of(text: str, known: Collection[str]) -> str:
    """The delimiter that shows the most known headers; if none shows any, the most frequent one of the first line."""
    lines = re.split(r"\r\n|\r|\n", text, maxsplit=PREAMBLE)[:PREAMBLE]
    found = {
        sign: header_row([tuple(cell.strip(' "\r') for cell in line.split(sign)) for line in lines], known)[0]
        for sign in DELIMITERS
    }
    return max(DELIMITERS, key=lambda sign: (found[sign], lines[0].count(sign)))


def is_json(text: str) -> bool:
    """Whether a text is JSON: as a whole, or its first line as one record of many."""
    begun = text.lstrip("\ufeff \r\n\t")
    for part in (begun, begun.partition("\n")[0]) if begun[:1] in ("[", "{") else ():
        try:
            return isinstance(json.loads(part), dict | list)
        except ValueError:
            continue
    return False


def read_csv_text(text: str, file: str, known: Collection[str] = ()) -> Sheet:
    """A csv that is already text; cells are text, blank is None. Row numbers count records, as a spreadsheet
    shows them.

    The header is the first row, or the row among the first 20 that has most of the `known` headers.
    """
    if is_json(text):
        raise Unreadable(file, note("json_not_table"))
    records = csv_records(io.StringIO(text, newline=""), file, delimiter_of(text, known))
    return headed(file, "", list(records), known)


def read_sheet(path: Path, name: str | None = None, known: Collection[str] = ()) -> Sheet:
    """One sheet of an .xlsx (the named one, the one with most `known` headers, or the first) or a .csv/.tsv."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return read_csv(path, known)
    sheets = read_xlsx(path, known=known)
    if not sheets:
        raise Unreadable(path.name, note("no_sheet_with_data"))
    if name is None:  # the sheet that looks most like it, or the first
        return max(sheets.values(), key=lambda sheet: len(set(map(header_key, sheet.header)) & set(known)))
    return named_sheet(sheets, name, path.name)


def named_sheet(sheets: Mapping[str, Sheet], name: str, file: str) -> Sheet:
    wanted = {header_key(title): sheet for title, sheet in sheets.items()}.get(header_key(name))
    if wanted is None:
        raise Unreadable(file, note("no_such_sheet", sheet=name, sheets=list(sheets)))
    return wanted
