"""The layouts of coding sheets, by coders and programs: a sheet in, what each of its cells says out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from engagelib.coding.codebook import NONE, Codes, code_key, delimiter_of, tidy
from engagelib.contracts import Problem
from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import NO, TICKS, YES
from engagelib.readers.aliases import Named, found, listed
from engagelib.readers.sheets import Sheet, header_key, is_empty, named_columns

__all__ = [
    "DETAILS", "EXPORTS", "LAYOUTS", "MARKS", "Given", "Grid", "Unrecognised", "recognise", "without_marks",
]  # fmt: skip


#: Exports in which a row is a passage, and its words are not the unit's text.
EXPORTS = ("taguette", "qualcoder", "openqda", "dedoose", "segments")
#: What a column of a coding sheet may be, beside a coder or a code.
DETAILS = ("made_at", "seen_first", "codebook_version", "memo")
ROLES = ("unit", "coder", "code", "theme", "subtheme", "text", "start", "end", "source", *DETAILS)
#: What a cell below a code, or one of a coder, may say in a word.
MARKS = YES | NO | set(NONE)
_SLOT = re.compile(r"(?:kode|code|slot|jawaban)[ _.-]?\d+")
_CODER = re.compile(r"(?:coder|pengode|koder|rater|penilai)[ _.-]?\w+")
_BETWEEN = " _.-:/|()[]"


@dataclass(frozen=True)
class Given:
    """What one cell says: a coder read a unit and gave these names; none = read, no code applies."""

    row: int
    column: int
    unit: object
    coder: str | None
    names: tuple[str, ...]
    more: Mapping[str, object] = field(default_factory=dict)


class Unrecognised(Exception):
    """The sheet is none of the layouts; the note says what is expected."""

    def __init__(self, note: Note) -> None:
        self.note = note
        super().__init__(str(note))


@dataclass(frozen=True)
class Grid:
    """A sheet whose columns are told apart by position, because headers may repeat, and the known codes."""

    sheet: Sheet
    codes: Codes
    roles: Mapping[str, int]
    none: frozenset[str]  # keys of the words that say "no code applies" and are no code of the codebook

    @classmethod
    def of(cls, sheet: Sheet, codes: Codes, none: tuple[str, ...], declared: Named) -> Grid:
        named = {role: header for role, header in found("codings", sheet, declared).items() if role in ROLES}
        roles = {role: sheet.header.index(header) for role, header in named.items()}
        if "start" not in roles:  # an end alone is a paragraph's number, no place among letters
            roles.pop("end", None)
        words = frozenset(map(code_key, none)) - (codes.known or {}).keys()
        return cls(sheet, codes, roles, words)

    def need(self, role: str) -> int:
        """The position of a column that the layout cannot do without."""
        if role not in self.roles:
            raise Unrecognised(note("role_expected", column=role, names=listed("codings")[role][:4]))
        return self.roles[role]

    def others(self) -> list[int]:
        """Columns that have a header but no role."""
        taken = set(self.roles.values())
        return [i for i, name in enumerate(self.sheet.header) if name and i not in taken]

    def cells(self, column: int) -> list[str]:
        """What stands in a column, blank cells left out."""
        return [tidy(row[column]) for row in self.sheet.rows if not is_empty(row[column])]

    def role(self, row: tuple[object, ...], role: str) -> object:
        return row[self.roles[role]] if role in self.roles else None

    def names(self, cell: object, delimiter: str) -> tuple[str, ...]:
        """The names in a cell; a word for "none" is no name."""
        if code_key(cell) in self.none:
            return ()
        return tuple(name for name in self.codes.split(cell, delimiter) if code_key(name) not in self.none)

    def filled(self, column: int) -> Iterator[tuple[int, tuple[object, ...], object]]:
        for number, row in enumerate(self.sheet.rows):
            if not is_empty(row[column]):
                yield number, row, row[column]


def _mark(cell: object) -> bool | None:
    """Yes, no, or None for neither. A count above 1 is a yes: a unit carries a code once."""
    if isinstance(cell, bool):
        return cell
    word = tidy(cell).casefold()
    if word in MARKS:
        return word in YES
    return float(word) > 0 if re.fullmatch(r"\d+(\.0)?", word) else None


def _person(grid: Grid, row: tuple[object, ...]) -> str | None:
    found = grid.role(row, "coder")
    return None if is_empty(found) else tidy(found)


# --- one row per code, or codes in one cell
# --------------------------------------------------------------------------------


def long(grid: Grid) -> Iterator[Given]:
    """A and B: `unit, [coder], code`, one code or several in the cell; a theme beside it makes a path."""
    column = grid.need("code")
    delimiter = delimiter_of(grid.cells(column))
    for number, row, cell in grid.filled(column):
        names = grid.names(cell, delimiter)
        above = [tidy(x) for x in (grid.role(row, "theme"), grid.role(row, "subtheme")) if not is_empty(x)]
        if above and grid.codes.known is None:
            names = tuple(" > ".join([*above, name]) for name in names)
        yield Given(number, column, grid.role(row, "unit"), _person(grid, row), names, _more(grid, row))


def _more(grid: Grid, row: tuple[object, ...]) -> dict[str, object]:
    wanted = [role for role in ("start", "end", *DETAILS) if role in grid.roles]
    return {role: grid.role(row, role) for role in wanted if not is_empty(grid.role(row, role))}


def _export(unit: str, *fallback: str) -> Callable[[Grid], Iterator[Given]]:
    """An export of a program: one row per marked passage; its words tell where in the unit it stands."""

    def read(grid: Grid) -> Iterator[Given]:
        keys = [header_key(name) for name in grid.sheet.header]
        place = next((keys.index(name) for name in (unit, *fallback) if name in keys), None)
        if place is None:
            raise Unrecognised(note("header_expected", header=unit))
        column = grid.need("code")
        for number, row, cell in grid.filled(column):
            passage = grid.role(row, "text")
            more = _more(grid, row) | ({} if is_empty(passage) else {"passage": str(passage)})
            names = () if code_key(cell) in grid.none else (tidy(cell),)
            yield Given(number, column, row[place], _person(grid, row), names, more)

    return read


_APPLIED = re.compile(r"code: (?P<code>.+) applied", re.IGNORECASE)


def dedoose(grid: Grid) -> Iterator[Given]:
    """Dedoose's export of excerpts: a row each, its codes in columns "Code: … Applied", or all in "Codes Applied Combined".

    Headers as R's DedooseR reads them: Media Title, Excerpt Range, Excerpt Creator, Excerpt Date, Excerpt Copy, Codes
    Applied Combined, Code: parent\\child Applied / Range / Weight. A weight becomes the memo. Where an excerpt begins is
    taken from its words; its range only tells which of several places with these words is meant.
    """
    header = grid.sheet.header
    applied = {i: m["code"].strip() for i, name in enumerate(header) if (m := _APPLIED.fullmatch(tidy(name)))}
    weights = {tidy(name).casefold(): i for i, name in enumerate(header)}
    ranges = weights.get("excerpt range")
    for number, row in enumerate(grid.sheet.rows):
        if all(is_empty(cell) for cell in row):
            continue
        passage, more = grid.role(row, "text"), _more(grid, row)
        more |= {} if is_empty(passage) else {"passage": str(passage)}
        if ranges is not None and (at := re.match(r"\s*(\d+)\s*-", str(row[ranges] or ""))):
            more["near"] = int(at[1])
        if day := re.fullmatch(
            r"(\d{1,2})/(\d{1,2})/(\d{4})", tidy(more.get("made_at") or "")
        ):  # month first
            more["made_at"] = f"{day[3]}-{day[1]:0>2}-{day[2]:0>2}"
        unit, who = grid.role(row, "unit"), _person(grid, row)
        if not applied:
            column = grid.need("code")
            yield Given(number, column, unit, who, grid.names(row[column] or "", ","), more)
            continue
        given = [i for i in applied if not is_empty(row[i]) and _mark(row[i])]
        for i in given:
            at_weight = weights.get(f"code: {applied[i]} weight".casefold())
            weight = None if at_weight is None or is_empty(row[at_weight]) else tidy(row[at_weight])
            yield Given(
                number, i, unit, who, (applied[i],), more | ({"memo": f"weight: {weight}"} if weight else {})
            )
        if not given:
            yield Given(number, next(iter(applied)), unit, who, (), more)


# --- a column per coder, per code, per both
# -------------------------------------------------------------------------------------


def coders(grid: Grid) -> Iterator[Given]:
    """C: a column per coder, codes in its cells."""
    columns = coder_columns(grid)
    delimiter = delimiter_of(cell for column in columns for cell in grid.cells(column))
    for column in columns:
        for number, row, cell in grid.filled(column):
            name = tidy(grid.sheet.header[column])
            yield Given(number, column, grid.role(row, "unit"), name, grid.names(cell, delimiter))


def coder_columns(grid: Grid) -> list[int]:
    named = [i for i in grid.others() if _CODER.fullmatch(header_key(grid.sheet.header[i]))]
    if named or grid.codes.known is None:
        return named
    return [i for i in grid.others() if _holds_codes(grid, i)]


def _holds_codes(grid: Grid, column: int) -> bool:
    cells = grid.cells(column)
    delimiter = delimiter_of(cells)
    known = [all(grid.codes.match(name) for name in grid.names(cell, delimiter)) for cell in cells]
    return bool(cells) and sum(known) > len(cells) / 2


def dummies(grid: Grid) -> Iterator[Given]:
    """D: a column per code with 0/1, x, ya/tidak or counts. In a row with any mark a blank is a no."""
    return _marked(grid, {None: code_columns(grid)}, grid.sheet.rows, 0)


def code_columns(grid: Grid) -> dict[int, str]:
    """Columns that stand for a code: position -> name."""
    header = grid.sheet.header
    if grid.codes.known is not None:
        return {i: header[i] for i in grid.others() if grid.codes.match(header[i]) and _mostly_marks(grid, i)}
    return {
        i: header[i]
        for i in grid.others()
        if grid.cells(i) and set(map(str.casefold, grid.cells(i))) <= MARKS
    }


def _marks(grid: Grid, column: int) -> bool:
    return all(_mark(cell) is not None for cell in grid.cells(column))


def _mostly_marks(grid: Grid, column: int) -> bool:
    """Whether a column holds marks; a cell that holds anything else is named, and no reason to leave the others out."""
    cells = grid.cells(column)
    return 2 * sum(_mark(cell) is not None for cell in cells) > len(cells) or not cells


def without_marks(grid: Grid, layout: str) -> list[Problem]:
    """Cells of a code's column that hold no mark, and columns of marks whose header is no code."""
    if layout != "dummies" or grid.codes.known is None:
        return []
    codes = code_columns(grid)
    cells = [
        grid.sheet.problem(row, i, cell, note("no_mark"))
        for i in codes for row, _, cell in grid.filled(i) if _mark(cell) is None
    ]  # fmt: skip
    strange = [i for i in grid.others() if i not in codes and grid.cells(i) and _only_crosses(grid, i)]
    return cells + [
        grid.sheet.problem(-1, i, grid.sheet.header[i], grid.codes.advice(grid.sheet.header[i]))
        for i in strange
    ]


def _only_crosses(grid: Grid, column: int) -> bool:
    """Whether a column holds crosses and ticks alone: numbers and yes may be anything else."""
    return all(tidy(cell).casefold() in TICKS for cell in grid.cells(column))


def _marked(
    grid: Grid,
    columns: Mapping[str | None, Mapping[int, str]],
    rows: tuple[tuple[object, ...], ...],
    first: int,
) -> Iterator[Given]:
    for number, row in enumerate(rows, start=first):
        for coder, codes in columns.items():
            filled = [i for i in codes if not is_empty(row[i])]
            if not filled:
                continue
            given = [i for i in filled if _mark(row[i])]
            place = given[0] if given else filled[0]
            who = coder or _person(grid, row)
            yield Given(number, place, grid.role(row, "unit"), who, tuple(tidy(codes[i]) for i in given))


def coder_dummies(grid: Grid) -> Iterator[Given]:
    """E: a column per code and coder, named `HARGA_A`, or under two header rows."""
    stacked = two_headers(grid)
    first = 1 if stacked else 0
    return _marked(grid, stacked or paired(grid), grid.sheet.rows[first:], first)


def two_headers(grid: Grid) -> dict[str | None, dict[int, str]]:
    """Codes in the first header row (once, or merged), coders in the second: coder -> position -> code."""
    if not grid.sheet.rows or grid.codes.known is None:
        return {}
    second, code = grid.sheet.rows[0], ""
    found: dict[str | None, dict[int, str]] = {}
    for i, name in enumerate(grid.sheet.header):
        if i in grid.roles.values():
            continue
        code = name or code
        if code and grid.codes.match(code) and isinstance(second[i], str) and _mark(second[i]) is None:
            found.setdefault(tidy(second[i]), {})[i] = code
    return found if len(found) > 1 else {}


def paired(grid: Grid) -> dict[str | None, dict[int, str]]:
    """Headers that join a code and a coder: coder -> position -> code; every coder must have every code."""
    found: dict[str | None, dict[int, str]] = {}
    for i in grid.others():
        pair = _pair(grid, grid.sheet.header[i])
        if pair and _marks(grid, i):
            found.setdefault(pair[1], {})[i] = pair[0]
    whole = {frozenset(map(code_key, codes.values())) for codes in found.values()}
    return found if len(found) > 1 and len(whole) == 1 else {}


def _pair(grid: Grid, header: str) -> tuple[str, str] | None:
    cuts = [i for i, letter in enumerate(header) if letter in _BETWEEN and 0 < i < len(header) - 1]
    for i in reversed(cuts):
        left, right = header[:i].strip(_BETWEEN), header[i + 1 :].strip(_BETWEEN)
        for code, coder in (
            ((left, right), (right, left)) if grid.codes.known is not None else ((left, right),)
        ):
            if (
                grid.codes.match(code)
                if grid.codes.known is not None
                else _CODER.fullmatch(coder.casefold()) or len(coder) < 3
            ):
                return code, tidy(coder)
    return None


def slots(grid: Grid) -> Iterator[Given]:
    """F: `kode1, kode2, …`, a code in each; nothing in any slot = not coded, 99 = none applies."""
    columns = slot_columns(grid)
    nothing = grid.none | ({"99"} - (grid.codes.known or {}).keys())
    for number, row in enumerate(grid.sheet.rows):
        filled = [i for i in columns if not is_empty(row[i])]
        if filled:
            names = [tidy(row[i]) for i in filled]
            kept = tuple(name for name in names if code_key(name) not in nothing)
            yield Given(number, filled[0], grid.role(row, "unit"), _person(grid, row), kept)


def slot_columns(grid: Grid) -> list[int]:
    found = [i for i, name in enumerate(grid.sheet.header) if _SLOT.fullmatch(header_key(name))]
    return found if len(found) > 1 else []


def recal(grid: Grid) -> Iterator[Given]:
    """H: a row per unit, a column per coder, digits, `#` or blank = missing; a file per code, named after it.

    In a file that is not named after a code the digits are the codes themselves.
    """
    code = PurePath(grid.sheet.file).stem
    binary = grid.codes.known is not None and grid.codes.match(code) is not None
    headless = all(_digit(name) for name in grid.sheet.header)
    rows: list[tuple[int, tuple[object, ...]]] = [(-1, grid.sheet.header)] if headless else []
    rows += enumerate(grid.sheet.rows)
    columns = [i for i in range(len(grid.sheet.header)) if i != grid.roles.get("unit")]
    for number, row in rows:
        line = grid.sheet.numbers[number] if number >= 0 else 1
        unit = grid.role(row, "unit")
        more = {} if unit else {"line": line - (not headless)}
        for place, i in enumerate(columns, start=1):
            if is_empty(row[i]) or tidy(row[i]) == "#":
                continue
            coder = str(place) if headless else tidy(grid.sheet.header[i])
            names = ((code,) if _mark(row[i]) else ()) if binary else grid.names(tidy(row[i]), ";")
            yield Given(number, i, unit, coder, names, more)


def _digit(cell: object) -> bool:
    return is_empty(cell) or tidy(cell) == "#" or tidy(cell).isdigit()


LAYOUTS: dict[str, Callable[[Grid], Iterator[Given]]] = {
    "long": long,
    "delimited": long,
    "coders": coders,
    "dummies": dummies,
    "coder_dummies": coder_dummies,
    "slots": slots,
    "recal": recal,
    "taguette": _export("document", "id"),
    "qualcoder": _export("filename", "file", "case"),
    "openqda": _export("file", "source"),
    "dedoose": dedoose,
    "segments": _export("document name", "nama dokumen", "document", "dokumen"),
}


def recognise(grid: Grid) -> str:
    """Which layout a sheet has, by its headers, and by its cells where headers do not tell."""
    keys = {header_key(name) for name in grid.sheet.header}
    if {"codename", "coder"} <= keys and keys & {"file", "case"}:
        return "qualcoder"
    if {"code category", "start pos"} <= keys:
        return "openqda"
    if {"media title", "excerpt copy"} <= keys:
        return "dedoose"
    if keys & {"segment", "segmen", "quotation content"} and "code" in grid.roles:
        return "segments"
    if {"tag", "content"} <= keys and keys & {"document", "id"}:
        return "taguette"
    if "code" in grid.roles and "unit" in grid.roles and not slot_columns(grid):
        return (
            "long" if header_key(grid.sheet.header[grid.roles["code"]]) in ("code", "kode") else "delimited"
        )
    if all(
        _digit(cell) for row in grid.sheet.rows for i, cell in enumerate(row) if i != grid.roles.get("unit")
    ) and not _named(grid):
        return "recal"
    if "unit" in grid.roles:
        tests = (
            ("slots", slot_columns),
            ("coder_dummies", two_headers),
            ("coder_dummies", paired),
            ("dummies", code_columns),
            ("coders", coder_columns),
        )
        for name, columns in tests:
            if columns(grid):
                return name
    raise Unrecognised(note("no_layout", headers=named_columns(grid.sheet)))


def _named(grid: Grid) -> bool:
    """Whether headers say what the columns are (codes, slots): digits below them are no ReCal file then."""
    return bool(slot_columns(grid) or paired(grid) or ("unit" in grid.roles and code_columns(grid)))
