"""Files as grids of raw cells that know where each cell stands, so that a problem can name it.

Everything is read as it is written: nothing is guessed, an id of 19 digits stays text, an Excel error or a
formula without a stored value is reported instead of read as blank.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TextIO

from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.readers.books import grids, in_sheet, is_book, letters, spread
from engagelib.text.bounds import bounds
from engagelib.text.encodings import blocks, contents, csv_records, encoding_of, guess_of

__all__ = [
    "EXAMPLE", "GUIDES", "PREAMBLE", "Sheet", "Unreadable", "delimiter_of", "filled", "headed", "header_row",
    "is_empty", "is_json", "named_columns", "read_csv", "read_csv_text", "read_sheet",
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
    kind: str = "row"  # what its rows are: rows, records, or the cases of a file whose codes have labels
    questions: Mapping[str, str] = field(default_factory=dict)  # of such a file: variable -> its label
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)  # variable -> code -> label
    missing: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # variable -> missing codes
    #: A column that was made of others -> the cell of the file that each of its values stands in, and what stands there.
    behind: Mapping[str, Sequence[tuple[str, object]]] = field(default_factory=dict)

    @cached_property
    def headers(self) -> dict[str, str]:
        """A header as it is compared -> as it stands, the first of those that read alike."""
        return {header_key(header): header for header in reversed(self.header) if header}

    def find(self, *names: str) -> str | None:
        """The header that goes by the first of these names that is there."""
        return next((self.headers[header_key(n)] for n in names if header_key(n) in self.headers), None)

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

    def cell(self, row: int, column: str | int) -> str:
        """The address of a cell: position of the row (-1 = the header), and header or position of the column -> "F12"."""
        if column in self.behind:
            return self.behind[str(column)][row][0]
        if self.kind == "case":  # as SPSS names a cell
            return f"{column}, case {self.numbers[row]}"
        at = column if isinstance(column, int) else self.header.index(column)
        return f"{letters(at)}{self.numbers[row] if row >= 0 else 1}"

    def column(self, name: str) -> list[object]:
        index = self.header.index(name)
        return [row[index] for row in self.rows]

    def label(self, column: str, raw: object) -> object:
        """What a code stands for; the code itself where it has no label."""
        return self.values.get(column, {}).get(raw, raw)

    def is_missing(self, column: str, raw: object) -> bool:
        """Whether the file declares this code as missing."""
        return any(_within(raw, part["lo"], part["hi"]) for part in self.missing.get(column, ()))

    def only(self, rows: Iterable[int]) -> Self:
        """The sheet with these of its rows, by their positions."""
        kept = list(rows)
        behind = {name: [cells[row] for row in kept] for name, cells in self.behind.items()}
        own = tuple(self.rows[row] for row in kept), tuple(self.numbers[row] for row in kept)
        return replace(self, rows=own[0], numbers=own[1], behind=behind)

    def put(
        self, name: str, cells: Iterable[object], behind: Sequence[tuple[str, object]] | None = None
    ) -> Self:
        """The sheet with these cells below a header (one that it lacks comes last), and what stands behind each."""
        at = self.header.index(name) if name in self.header else len(self.header)
        rows = tuple((*row[:at], cell, *row[at + 1 :]) for row, cell in zip(self.rows, cells, strict=True))
        stands = {**self.behind, name: behind} if behind else self.behind
        return replace(
            self, rows=rows, header=(*self.header[:at], name, *self.header[at + 1 :]), behind=stands
        )

    def problem(
        self, row: int, column: str | int, value: object, message: Note | str, severity: str = "error"
    ) -> Problem:
        if column in self.behind:
            value = self.behind[str(column)][row][1]
        if str(value).startswith("=") and self.file.lower().endswith((".xlsx", ".xlsm")):
            message = note("formula_without_value", what=message)
        return Problem(self.file, self.name, self.cell(row, column), shown(value), message, severity)

    def remarks(self) -> list[Problem]:
        """What there is to say of the sheet as a whole: what was guessed, and rows that reach beyond the header."""
        wide = [self.complaint(note("cells_beyond", row=number)) for number in self.ragged]
        return [*(self.complaint(said, "warning") for said in self.said), *wide]

    def complaint(self, message: Note | str, severity: str = "error") -> Problem:
        return Problem(self.file, self.name, message=message, severity=severity)


def _within(raw: Any, low: Any, high: Any) -> bool:
    if isinstance(raw, str) or isinstance(low, str):
        return raw == low
    return raw is not None and low <= raw <= high


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
        len({header_key(cell) for cell in row if not is_empty(cell)} & set(known)) for row in raw[:PREAMBLE]
    ]
    first = min(wide, default=0)
    fit = [
        score if score > 1 or row == first or len(raw[first]) < 3 else 0 for row, score in enumerate(scores)
    ]
    best = max(fit, default=0)
    return best, fit.index(best) if best else first


def is_empty(cell: object) -> bool:
    """Whether nothing stands in a cell; words for nothing are words."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _wide(raw: Sequence[tuple[object, ...]]) -> set[int]:
    """Those of the first rows that are about as wide as most rows are."""
    cells = [[cell for cell in row if not is_empty(cell)] for row in raw[: 5 * PREAMBLE]]
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
        raise Unreadable(file, in_sheet(name, note("is_empty")))
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
    words = [cell for cell in raw[at + 1] if not is_empty(cell)] if below else []
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
        filled = [[row[place] for place in at if not is_empty(row[place])] for row in rows]
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
        if mark is not None and not is_empty(cells[mark]):  # a row that has slipped to the right
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


def sheets_in(path: Path, known: Collection[str] = (), fill_merged: bool = False) -> dict[str, Sheet]:
    """The sheets of a workbook that hold anything, with the areas below their headers that are merged; a csv is one without a name.

    Raises Unreadable for a file that Excel would not open either. `known`: headers by which a header row below a
    preamble is found. `fill_merged`: what stands in merged cells counts for each of them, not for the first alone,
    and a header is one row.
    """
    from openpyxl.utils import range_boundaries as bounds_of

    if not is_book(path):
        return {"": read_csv(path, known, stack=not fill_merged)}
    sheets = {}
    for title, (raw, merged) in grids(path).items():
        if title not in GUIDES and any(any(cell is not None for cell in row) for row in raw):
            if fill_merged and merged:
                raw = spread(raw, [bounds_of(area) for area in merged])
            found = headed(path.name, title, raw, known, stack=not fill_merged)
            below = [area for area in merged if found.numbers and bounds_of(area)[1] >= found.numbers[0]]
            low = [area for area in below if not _is_heading(raw, *bounds_of(area))]
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
        raise Unreadable(sheet.file, in_sheet(sheet.name, said))
    return sheet


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
    sheets = sheets_in(path, known)
    if not sheets:
        raise Unreadable(path.name, note("no_sheet_with_data"))
    if name is None or not is_book(path):  # the sheet that looks most like it, or the first
        best = max(sheets.values(), key=lambda sheet: len(set(map(header_key, sheet.header)) & set(known)))
        return refuse_merged(best)
    return refuse_merged(named_sheet(sheets, name, path.name))


def named_sheet(sheets: Mapping[str, Sheet], name: str, file: str) -> Sheet:
    wanted = {header_key(title): sheet for title, sheet in sheets.items()}.get(header_key(name))
    if wanted is None:
        raise Unreadable(file, note("no_such_sheet", sheet=name, sheets=list(sheets)))
    return wanted
