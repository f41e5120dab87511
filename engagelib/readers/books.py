"""The cells of a workbook, however it is kept: .xlsx, .xls, .xlsb, .ods, a page that a program called .xls."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import re
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.text.bounds import bounds, checked, transitional
from engagelib.text.encodings import contents, decoded, opening

__all__ = ["BOOKS", "beginning", "grids", "in_sheet", "is_book", "letters", "spread"]

#: What a workbook may be kept in: the first two are read by openpyxl, which knows merged cells and formulas.
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

#: Rows of raw cells, and the areas that are merged.
_Rows = list[tuple[object, ...]]
_Grid = tuple[_Rows, list[str]]


def grids(path: Path) -> dict[str, _Grid]:
    """The cells of each sheet of a workbook, row by row as they are stored; Unreadable beyond the bounds.

    The kind is told by how the file begins, not by its name: Excel opens a workbook whatever it is called, and
    what programs call .xls may be a page with a table.
    """
    start = beginning(path)
    try:
        if start.startswith(_OLD):
            return _by_calamine(path)
        if _is_page(start):
            return _by_lxml(path)
        source = transitional(path)
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
        packed = any(name.endswith(".bin") and name.startswith("xl/work") for name in names)
        return _by_calamine(path) if packed or "content.xml" in names else _by_openpyxl(path.name, source)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
    ):  # with a password, too
        raise Unreadable(path.name, note("no_workbook")) from None


#: How an .xls begins.
_OLD = b"\xd0\xcf\x11\xe0"


def beginning(path: Path) -> bytes:
    """The first bytes of a file; Unreadable for one that cannot be opened, or that is too large."""
    with opening(path):
        checked(path)
        with path.open("rb") as file:
            return file.read(512)


def _is_page(start: bytes) -> bool:
    return bool(re.match(rb"(?i)(\xef\xbb\xbf)?\s*<(!doctype html|html|table|head|meta|style|body)", start))


def is_book(path: Path) -> bool:
    """Whether a file is read as a workbook: by its name, unless it is text that a program called .xls."""
    if path.suffix.lower() not in BOOKS:
        return False
    start = beginning(path)
    return path.suffix.lower() != ".xls" or start.startswith((_OLD, b"PK")) or _is_page(start)


def _by_lxml(path: Path) -> dict[str, _Grid]:
    """The tables of a page that a program saved as .xls."""
    from lxml import html

    page = html.fromstring(
        decoded(contents(path), path.name).encode(), parser=html.HTMLParser(encoding="utf-8")
    )
    found: dict[str, _Grid] = {}
    for number, table in enumerate(page.iter("table"), start=1):
        rows = [
            tuple(" ".join(cell.text_content().split()) or None for cell in row.iter("td", "th"))
            for row in table.iter("tr")
        ]
        width = max(map(len, rows), default=0)
        found["" if number == 1 else f"{number}"] = [row + (None,) * (width - len(row)) for row in rows], []
    return found


def _by_openpyxl(file: str, source: Path | io.BytesIO) -> dict[str, _Grid]:
    from openpyxl import load_workbook

    def opened(values: bool) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles, drawings and rules that nobody reads here
            return load_workbook(source, read_only=True, data_only=values, keep_links=False)

    try:
        book, formulas = opened(True), None
        areas, computed = _marks_of(source)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(file, note("no_workbook")) from None
    found: dict[str, _Grid] = {}
    for number, sheet in enumerate(book.worksheets):
        part = getattr(sheet, "_worksheet_path", "")
        raw = _cells(file, sheet)
        if part in computed:
            formulas = formulas or opened(False)
            raw = _uncomputed(raw, _cells(file, formulas.worksheets[number]))
        found[sheet.title] = raw, areas.get(part, [])
    return found


def _cells(file: str, sheet: Any) -> _Rows:
    """The rows of a sheet, each as wide as its last cell; Unreadable names the row beyond which it cannot be read."""
    from openpyxl.utils.exceptions import InvalidFileException

    sheet.reset_dimensions()
    rows: _Rows = []
    width = count = last = 0
    try:
        for row in sheet.iter_rows(values_only=True):
            cells = _trimmed(row)
            rows.append(cells)
            count += len(cells)
            if cells:
                width, last = max(width, len(cells)), len(rows)
            if count > bounds().cells or width * last > bounds().cells:
                stray = note("stray_cell", end=f"{letters(width - 1)}{last}")
                wide = width * last > 10 * count
                raise Unreadable(
                    file,
                    in_sheet(sheet.title, stray if wide else note("too_many_cells", most=bounds().cells)),
                )
    except (ValueError, OverflowError, TypeError, KeyError, IndexError, InvalidFileException) as error:
        raise Unreadable(
            file, in_sheet(sheet.title, note("odd_cell", row=len(rows) + 1, error=str(error)[:80]))
        ) from None
    return [row + (None,) * (width - len(row)) for row in rows[:last]]


def _trimmed(row: Sequence[object]) -> tuple[object, ...]:
    """A row up to its last cell that holds anything."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return tuple(row[:end])


_AREA = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"')


def _marks_of(source: Path | io.BytesIO) -> tuple[dict[str, list[str]], set[str]]:
    """Part of each sheet -> its merged areas; and the sheets in which a formula stands."""
    areas, computed = {}, set()
    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                data = archive.read(name)
                areas[name] = [area.decode() for area in _AREA.findall(data)]
                if b"<f" in data:
                    computed.add(name)
    return areas, computed


def _by_calamine(path: Path) -> dict[str, _Grid]:
    """A workbook of another kind (.xls, .xlsb, .ods), read by a process of its own, which cannot take this one along."""
    limits = str(bounds().cells), str(int(bounds().gigabytes * 2**30))
    program = [sys.executable, "-P", str(Path(__file__).with_name("other_books.py")), str(path), *limits]
    try:
        done = subprocess.run(program, capture_output=True, timeout=bounds().seconds, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable(
            path.name, note("too_dear", gigabytes=bounds().gigabytes, seconds=bounds().seconds)
        ) from None
    read = "damaged" if done.returncode else pickle.loads(done.stdout)  # what that program has written
    if isinstance(read, str):
        why = note("too_many_cells", most=bounds().cells) if read == "cells" else note("no_workbook")
        raise Unreadable(path.name, why)
    return {title: ([tuple(map(_stored, row)) for row in rows], areas) for title, rows, areas in read}


def _stored(cell: object) -> object:
    """A cell as openpyxl gives it: nothing as None, whole numbers whole, a day as its midnight."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if type(cell) is dt.date:
        return dt.datetime(cell.year, cell.month, cell.day)
    return cell


def _uncomputed(raw: _Rows, formulas: _Rows) -> _Rows:
    """The values, with the formula itself where none is stored: whoever parses the cell then names it."""
    rows = []
    for number, row in enumerate(formulas):
        values = raw[number] if number < len(raw) else ()
        said = [str(getattr(cell, "text", cell)) for cell in row]
        pairs = zip((*values, *[None] * (len(row) - len(values))), said, strict=False)
        rows.append(tuple(cell if value is None and cell.startswith("=") else value for value, cell in pairs))
    return rows + raw[len(formulas) :]


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


def in_sheet(sheet: str, what: Note) -> Note:
    """What is said of a file as said of a sheet in it, if it has several."""
    return note("in_sheet", sheet=sheet, what=what) if sheet else what


def spread(raw: _Rows, areas: Sequence[tuple[int, int, int, int]]) -> _Rows:
    """The cells of a grid, what stands in the first of merged ones in each of them."""
    grid = [list(row) for row in raw]
    width = max(map(len, grid), default=0)
    for left, top, right, bottom in areas:
        first = raw[top - 1][left - 1] if top <= len(raw) and left <= len(raw[top - 1]) else None
        for row in range(top - 1, min(bottom, len(grid))):
            grid[row][left - 1 : min(right, width)] = [first] * (min(right, width) - left + 1)
    return [tuple(row) for row in grid]
