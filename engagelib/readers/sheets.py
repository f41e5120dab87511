"""Files as grids of raw cells that know where each cell stands, so that a problem can name it.

Everything is read as it is written: nothing is guessed, an id of 19 digits stays text, an Excel error or a
formula without a stored value is reported instead of read as blank.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
import re
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.text.bounds import bounds, checked, transitional
from engagelib.text.encodings import blocks, contents, csv_records, decoded, encoding_of, guess_of, opening

__all__ = [
    "BOOKS", "EXAMPLE", "GUIDES", "PREAMBLE", "Sheet", "Unreadable", "delimiter_of", "filled", "headed", "header_row", "is_json", "named_columns", "read_csv",
    "read_csv_text", "read_sheet", "read_xlsx",
]  # fmt: skip

DELIMITERS = ",;\t|"
PREAMBLE = 20  # rows above a header that are looked through


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
    merged: tuple[str, ...] = ()  # areas below the header that are merged
    called: Mapping[str, str] = field(
        default_factory=dict
    )  # what a column is called in another row -> its header
    twice: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # headers as compared of several columns -> which
    said: tuple[Note, ...] = ()  # what had to be guessed of how it is written

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

    def doubled(self, headers: Iterable[str]) -> list[Problem]:
        """A question for each of these headers that several columns have: which of them is meant."""
        keys = dict.fromkeys(header_key(header) for header in headers)
        return [
            self.complaint(
                note("header_twice", header=shown(self.headers[key], 60), columns=list(self.twice[key]))
            )
            for key in keys
            if key in self.twice
        ]

    def cell(self, row: int, column: str) -> str:
        """The address of a cell: row position and header -> "F12"."""
        return f"{letters(self.header.index(column))}{self.numbers[row]}"

    def column(self, name: str) -> list[object]:
        index = self.header.index(name)
        return [row[index] for row in self.rows]

    def problem(
        self, row: int, column: str, value: object, message: Note | str, severity: str = "error"
    ) -> Problem:
        if str(value).startswith("=") and self.file.lower().endswith((".xlsx", ".xlsm")):
            message = note("formula_without_value", what=message)
        return Problem(self.file, self.name, self.cell(row, column), shown(value), message, severity)

    def remarks(self) -> list[Problem]:
        """What there is to say of the sheet as a whole: what was guessed, and rows that reach beyond the header."""
        wide = [self.complaint(note("cells_beyond", row=number)) for number in self.ragged]
        return [*(self.complaint(said, "warning") for said in self.said), *wide]

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
    words = str(name)
    if not words.isascii():
        words = _PICTURES.sub(" ", words)
    return " ".join(words.split()).casefold()


#: Byte order marks, pictures and their selectors, which say nothing in a header.
_PICTURES = re.compile("[\ufeff\u200b-\u200d\ufe0e\ufe0f\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")


def header_row(raw: Sequence[tuple[object, ...]], known: Collection[str]) -> tuple[int, int]:
    """How many known headers the best of the first rows has, and which row that is; if none has any, the first
    that is about as wide as the rows below it: what stands above is a title.
    """
    wide = _wide(raw)
    scores = [
        len({header_key(cell) for cell in row if not _empty(cell)} & set(known)) for row in raw[:PREAMBLE]
    ]
    first = min(wide, default=0)
    fit = [
        score if score > 1 or row == first or len(raw[first]) < 3 else 0 for row, score in enumerate(scores)
    ]
    best = max(fit, default=0)
    return best, fit.index(best) if best else first


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


def headed(
    file: str, name: str, raw: Sequence[tuple[object, ...]], known: Collection[str] = (), stack: bool = True
) -> Sheet:
    """The header among the first rows, and the rows below it that hold anything.

    `stack`: a header of two rows, or of Qualtrics' three, is one: "Balasan cepat" over "Saat ini", "Harapan".
    """
    at = header_row(raw, known)[1]
    if len(raw) <= at or not any(cell not in (None, "") for cell in raw[at]):
        raise Unreadable(file, _in(name, note("is_empty")))
    header = _texts(raw[at])
    first = at + 1
    called: dict[str, str] = {}
    if stack:
        header, called, first = _stacked(raw, at, header)
    preamble = tuple(str(cell) for row in raw[:at] for cell in row if cell is not None)
    empty = Sheet(file, name, header, (), (), preamble, called=called)
    return _joined(filled(empty, enumerate(raw[first:], start=first + 1)))


def _texts(row: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if cell is None else " ".join(str(cell).replace("\ufeff", "").split()) for cell in row)


#: What Qualtrics writes below its headers and questions.
_IMPORT_ID = re.compile(r'^\{\s*"ImportId"')


def _stacked(
    raw: Sequence[tuple[object, ...]], at: int, header: tuple[str, ...]
) -> tuple[tuple[str, ...], dict[str, str], int]:
    """The header of several rows as one, what else its columns are called, and where the rows of data begin."""
    for last in range(at, min(at + 3, len(raw))):
        if any(isinstance(cell, str) and _IMPORT_ID.match(cell) for cell in raw[last]):
            layers = [_texts(row) for row in raw[max(0, last - 2) : last]]
            other = {
                name: own
                for layer in layers
                if layer != header
                for name, own in zip(layer, header, strict=False)
                if name
            }
            return header, other, last + 1
    below = _texts(raw[at + 1]) if at + 1 < len(raw) else ()
    blank = [place for place, name in enumerate(header) if not name and place < len(below) and below[place]]
    words = [cell for cell in raw[at + 1] if not _empty(cell)] if below else []
    if (
        blank
        and words
        and all(isinstance(cell, str) and not re.fullmatch(r"[\d.,/: -]+", cell) for cell in words)
    ):
        return _under(header, below, blank), {}, at + 2
    keys = [header_key(name) for name in header if name]
    if at and len(set(keys)) < len(keys):
        above = _texts(raw[at - 1])
        over = _under(above, header, [place for place, name in enumerate(above) if not name])
        return (
            tuple(
                longer if keys.count(header_key(name)) > 1 else name
                for longer, name in zip(over, header, strict=False)
            ),
            {},
            at + 1,
        )
    return header, {}, at + 1


def _under(above: Sequence[str], below: Sequence[str], blank: Collection[int]) -> tuple[str, ...]:
    """Headers of two rows as one: what stands above reaches over the blank cells beside it."""
    over, names = "", []
    for place, own in enumerate(below):
        name = above[place] if place < len(above) else ""
        over = name if place not in blank else over
        names.append(" ".join(filter(None, (over if own else name, own))) if own != over else own)
    return tuple(names)


def _joined(sheet: Sheet) -> Sheet:
    """A sheet in which columns of one header are one where no row has both filled, as branches of a form leave them.

    Those that hold the same throughout are one, too; of others the sheet knows that they are two (`twice`).
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(sheet.header):
        if name:
            places.setdefault(header_key(name), []).append(place)
    rows, header, twice, said = sheet.rows, list(sheet.header), {}, list(sheet.said)
    for key, at in places.items():
        if len(at) < 2:
            continue
        filled = [[row[place] for place in at if not _empty(row[place])] for row in rows]
        letter = [letters(place) for place in at]
        if all(len(set(map(str, cells))) < 2 for cells in filled):
            rows = tuple(
                tuple(
                    (cells[0] if cells else None) if place == at[0] else None if place in at else cell
                    for place, cell in enumerate(row)
                )
                for row, cells in zip(rows, filled, strict=True)
            )
            for place in at[1:]:
                header[place] = ""
            if any(len(cells) == 1 for cells in filled):
                said.append(note("branches_joined", header=shown(sheet.header[at[0]], 40), columns=letter))
        else:
            twice[key] = letter
    return replace(sheet, rows=rows, header=tuple(header), twice=twice, said=tuple(said))


def _in(sheet: str, what: Note) -> Note:
    """What is said of a file as said of a sheet in it, if it has several."""
    return note("in_sheet", sheet=sheet, what=what) if sheet else what


#: The header of the column by which templates mark their example rows, which are nobody's data.
EXAMPLE = {"id": "baris contoh", "en": "example row"}
#: The sheets of templates that explain them and hold the choices of their drop-downs.
GUIDES = ("petunjuk (engagelib)", "guide (engagelib)", "pilihan (engagelib)", "choices (engagelib)")


def filled(empty: Sheet, numbered: Iterable[tuple[int, tuple[object, ...]]]) -> Sheet:
    """A header with those of these numbered rows that hold anything, each as wide as the header; no examples."""
    rows, numbers, ragged, width = [], [], [], len(empty.header)
    mark = next((i for i, name in enumerate(empty.header) if header_key(name) in EXAMPLE.values()), None)
    examples = 0
    for number, row in numbered:
        cells = tuple(row[:width]) + (None,) * (width - len(row))
        if mark is not None and header_key(cells[mark]) == "x":
            examples += 1
            continue
        if mark is not None and not _empty(cells[mark]):  # a row that has slipped to the right
            ragged.append(number)
        if any(cell is not None and str(cell).strip() for cell in row):
            rows.append(cells)
            numbers.append(number)
        if any(cell is not None and str(cell).strip() for cell in row[width:]):
            ragged.append(number)
    if mark is not None:
        header = (*empty.header[:mark], "", *empty.header[mark + 1 :])
        said = (*empty.said, note("example_rows", n=examples)) if examples else empty.said
        empty = replace(empty, header=header, said=said)
    return replace(empty, rows=tuple(rows), numbers=tuple(numbers), ragged=tuple(ragged))


#: What a workbook may be kept in: the first two are read by openpyxl, which knows merged cells and formulas.
BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")

#: Rows of raw cells, and the areas that are merged.
_Grid = tuple[list[tuple[object, ...]], list[str]]


def read_xlsx(path: Path, fill_merged: bool = False, known: Collection[str] = ()) -> dict[str, Sheet]:
    """Every sheet of a workbook; raises Unreadable for a file that Excel would not open either.

    `fill_merged`: what stands in merged cells counts for each of them, not for the first alone. `known`:
    headers by which a header row below a preamble is found.
    """
    book = sheets_in(path, known, fill_merged)
    return book if fill_merged else {title: refuse_merged(sheet) for title, sheet in book.items()}


def sheets_in(path: Path, known: Collection[str] = (), fill_merged: bool = False) -> dict[str, Sheet]:
    """The sheets of a workbook that hold anything, with the areas below their headers that are merged."""
    sheets = {}
    for title, (raw, merged) in grids(path).items():
        if title not in GUIDES and any(any(cell is not None for cell in row) for row in raw):
            if fill_merged and merged:
                raw = _filled(raw, [range_bounds(area) for area in merged])
            found = headed(path.name, title, raw, known, stack=not fill_merged)
            below = [area for area in merged if found.numbers and range_bounds(area)[1] >= found.numbers[0]]
            low = [area for area in below if not _is_heading(raw, *range_bounds(area))]
            sheets[title] = replace(found, merged=tuple(low))
    return sheets


def _is_heading(raw: Sequence[Sequence[object]], left: int, top: int, right: int, bottom: int) -> bool:
    """Whether a merged area is one text over several columns of one row: the heading of a month, the word Total."""
    return top == bottom <= len(raw) and isinstance(
        raw[top - 1][left - 1] if left <= len(raw[top - 1]) else None, str
    )


def refuse_merged(sheet: Sheet) -> Sheet:
    """The sheet itself; Unreadable where cells below its header are merged."""
    if sheet.merged:
        said = note("merged_cells", n=len(sheet.merged), cells=list(sheet.merged[:20]))
        raise Unreadable(sheet.file, _in(sheet.name, said))
    return sheet


def range_bounds(area: str) -> tuple[int, int, int, int]:
    """First column, first row, last column, last row of "A2:C5", counted from 1."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(area)
    return int(left or 1), int(top or 1), int(right or left or 1), int(bottom or top or 1)


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


def _cells(file: str, sheet: Any) -> list[tuple[object, ...]]:
    """The rows of a sheet, each as wide as its last cell; Unreadable names the row beyond which it cannot be read."""
    from openpyxl.utils.exceptions import InvalidFileException

    sheet.reset_dimensions()
    rows: list[tuple[object, ...]] = []
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
                    file, _in(sheet.title, stray if wide else note("too_many_cells", most=bounds().cells))
                )
    except (ValueError, OverflowError, TypeError, KeyError, IndexError, InvalidFileException) as error:
        raise Unreadable(
            file, _in(sheet.title, note("odd_cell", row=len(rows) + 1, error=str(error)[:80]))
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


def _uncomputed(raw: list[tuple], formulas: list[tuple]) -> list[tuple]:
    """The values, with the formula itself where none is stored: whoever parses the cell then names it."""
    rows = []
    for number, row in enumerate(formulas):
        values = raw[number] if number < len(raw) else ()
        values += (None,) * (len(row) - len(values))
        rows.append(
            tuple(
                str(getattr(cell, "text", cell))
                if value is None and str(getattr(cell, "text", cell)).startswith("=")
                else value
                for value, cell in zip(values, row, strict=False)
            )
        )
    return rows + raw[len(formulas) :]


def _filled(raw: list[tuple], areas: Sequence[tuple[int, int, int, int]]) -> list[tuple]:
    grid = [list(row) for row in raw]
    width = max(map(len, grid), default=0)
    for left, top, right, bottom in areas:
        first = raw[top - 1][left - 1] if top <= len(raw) and left <= len(raw[top - 1]) else None
        for row in range(top - 1, min(bottom, len(grid))):
            grid[row][left - 1 : min(right, width)] = [first] * (min(right, width) - left + 1)
    return [tuple(row) for row in grid]


def read_csv(path: Path, known: Collection[str] = (), stack: bool = True) -> Sheet:
    """A csv, whatever its encoding and delimiter; a word where its encoding is a guess."""
    data = contents(path)
    encoding = encoding_of(blocks(data), path.name)
    lenient = "replace" if path.name in bounds().encoding else "strict"
    sheet = _of_csv(
        lambda: io.TextIOWrapper(io.BytesIO(data), encoding, lenient, newline=""), path.name, known, stack
    )
    guess = guess_of(encoding, data, path.name)
    return replace(sheet, said=(guess,)) if guess else sheet


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
    """A csv that is already text, or stands within an archive."""
    return _of_csv(lambda: io.StringIO(text, newline=""), file, known)


def _of_csv(opened: Callable[[], TextIO], file: str, known: Collection[str], stack: bool = True) -> Sheet:
    """A csv as a sheet; cells are text, blank is None. Row numbers count records, as a spreadsheet shows them.

    The header is the first row, or the row among the first 20 that has most of the `known` headers.
    """
    with opened() as text:
        begun = text.read(1 << 16)
    if is_json(begun):
        raise Unreadable(file, note("json_not_table"))
    rows: list[tuple[str | None, ...]] = []
    cells = 0
    with opened() as text:
        for row in csv_records(text, file, delimiter_of(begun, known)):
            rows.append(row)
            cells += len(row)
            if cells > bounds().cells:
                raise Unreadable(file, note("too_many_cells", most=bounds().cells))
    return headed(file, "", rows, known, stack)


def read_sheet(path: Path, name: str | None = None, known: Collection[str] = ()) -> Sheet:
    """One sheet of an .xlsx (the named one, the one with most `known` headers, or the first) or a .csv/.tsv."""
    if not is_book(path):
        return read_csv(path, known)
    sheets = sheets_in(path, known)
    if not sheets:
        raise Unreadable(path.name, note("no_sheet_with_data"))
    if name is None:  # the sheet that looks most like it, or the first
        best = max(sheets.values(), key=lambda sheet: len(set(map(header_key, sheet.header)) & set(known)))
        return refuse_merged(best)
    return refuse_merged(named_sheet(sheets, name, path.name))


def named_sheet(sheets: Mapping[str, Sheet], name: str, file: str) -> Sheet:
    wanted = {header_key(title): sheet for title, sheet in sheets.items()}.get(header_key(name))
    if wanted is None:
        raise Unreadable(file, note("no_such_sheet", sheet=name, sheets=list(sheets)))
    return wanted
