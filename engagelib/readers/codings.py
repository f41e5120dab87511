"""What coders decided, in spreadsheets or exports of programs: any of fourteen layouts in, one table out."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

import pandas as pd

from engagelib.coding.codebook import NONE, Codes, code_key, delimiter_of, tidy
from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import Refused, as_id, as_int, as_time, as_yes_no
from engagelib.files import READ_IN
from engagelib.people import is_machine
from engagelib.readers.aliases import Named, found, listed
from engagelib.readers.conform import Origins, Reading, without_sums
from engagelib.readers.sheets import (
    Sheet,
    header_key,
    is_book,
    letters,
    named_columns,
    read_csv,
    read_xlsx,
    shown,
)
from engagelib.text.masks import at_the_door, masked, places

__all__ = ["LAYOUTS", "Given", "Grid", "Unrecognised", "codings", "merged", "recognise"]


#: What a column of a coding sheet may be, beside a coder or a code.
DETAILS = ("made_at", "seen_first", "codebook_version", "memo")
ROLES = ("unit", "coder", "code", "theme", "subtheme", "text", "start", "end", "source", *DETAILS)
YES = {"1", "x", "v", "✓", "✔", "√", "ya", "y", "yes", "true", "benar"}
NO = {"0", "tidak", "n", "no", "false", "salah", *NONE}
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
    none: frozenset[str]

    @classmethod
    def of(cls, sheet: Sheet, codes: Codes, none: tuple[str, ...], declared: Named) -> Grid:
        named = {role: header for role, header in found("codings", sheet, declared).items() if role in ROLES}
        roles = {role: sheet.header.index(header) for role, header in named.items()}
        if "start" not in roles:  # an end alone is a paragraph's number, no place among letters
            roles.pop("end", None)
        return cls(sheet, codes, roles, frozenset(code_key(word) for word in none))

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
        return [tidy(row[column]) for row in self.sheet.rows if not blank(row[column])]

    def role(self, row: tuple, role: str) -> object:
        return row[self.roles[role]] if role in self.roles else None

    def names(self, cell: object, delimiter: str) -> tuple[str, ...]:
        """The names in a cell; a word for "none" that is no code of the codebook is no name."""
        if code_key(cell) in self.none and not self.is_code(str(cell)):
            return ()
        return tuple(
            name for name in self.codes.split(cell, delimiter)
            if code_key(name) not in self.none or self.is_code(name)
        )  # fmt: skip

    def is_code(self, name: str) -> bool:
        return self.codes.known is not None and self.codes.match(name) is not None

    def filled(self, column: int) -> Iterator[tuple[int, tuple, object]]:
        for number, row in enumerate(self.sheet.rows):
            if not blank(row[column]):
                yield number, row, row[column]


def blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _mark(cell: object) -> bool | None:
    """Yes, no, or None for neither. A count above 1 is a yes: a unit carries a code once."""
    if isinstance(cell, bool):
        return cell
    word = tidy(cell).casefold()
    if word in YES or word in NO:
        return word in YES
    return float(word) > 0 if re.fullmatch(r"\d+(\.0)?", word) else None


def _person(grid: Grid, row: tuple) -> str | None:
    found = grid.role(row, "coder")
    return None if blank(found) else tidy(found)


# --- one row per code, or codes in one cell
# --------------------------------------------------------------------------------


def long(grid: Grid) -> Iterator[Given]:
    """A and B: `unit, [coder], code`, one code or several in the cell; a theme beside it makes a path."""
    column = grid.need("code")
    delimiter = delimiter_of(grid.cells(column))
    for number, row, cell in grid.filled(column):
        names = grid.names(cell, delimiter)
        above = [tidy(x) for x in (grid.role(row, "theme"), grid.role(row, "subtheme")) if not blank(x)]
        if above and grid.codes.known is None:
            names = tuple(" > ".join([*above, name]) for name in names)
        yield Given(number, column, grid.role(row, "unit"), _person(grid, row), names, _more(grid, row))


def _more(grid: Grid, row: tuple) -> dict[str, object]:
    wanted = [role for role in ("start", "end", *DETAILS) if role in grid.roles]
    return {role: grid.role(row, role) for role in wanted if not blank(grid.role(row, role))}


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
            more = _more(grid, row) | ({} if blank(passage) else {"passage": str(passage)})
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
        if all(blank(cell) for cell in row):
            continue
        passage, more = grid.role(row, "text"), _more(grid, row)
        more |= {} if blank(passage) else {"passage": str(passage)}
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
        given = [i for i in applied if not blank(row[i]) and _mark(row[i])]
        for i in given:
            at_weight = weights.get(f"code: {applied[i]} weight".casefold())
            weight = None if at_weight is None or blank(row[at_weight]) else tidy(row[at_weight])
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
        if grid.cells(i) and set(map(str.casefold, grid.cells(i))) <= YES | NO
    }


def _marks(grid: Grid, column: int) -> bool:
    return all(_mark(cell) is not None for cell in grid.cells(column))


def _mostly_marks(grid: Grid, column: int) -> bool:
    """Whether a column holds marks; a cell that holds anything else is named, and no reason to leave the others out."""
    cells = grid.cells(column)
    return 2 * sum(_mark(cell) is not None for cell in cells) > len(cells) or not cells


def _no_marks(grid: Grid, layout: str) -> list[Problem]:
    """Cells of a code's column that hold no mark, and columns of marks whose header is no code."""
    if layout != "dummies" or grid.codes.known is None:
        return []
    codes = code_columns(grid)
    cells = [
        _problem(grid, row, i, cell, note("no_mark"))
        for i in codes for row, _, cell in grid.filled(i) if _mark(cell) is None
    ]  # fmt: skip
    strange = [i for i in grid.others() if i not in codes and grid.cells(i) and _only_crosses(grid, i)]
    return cells + [
        _problem(grid, -1, i, grid.sheet.header[i], grid.codes.advice(grid.sheet.header[i])) for i in strange
    ]


def _only_crosses(grid: Grid, column: int) -> bool:
    """Whether a column holds crosses and ticks alone: numbers and yes may be anything else."""
    return all(tidy(cell).casefold() in ("x", "v", "✓", "✔", "√") for cell in grid.cells(column))


def _marked(
    grid: Grid, columns: Mapping[str | None, Mapping[int, str]], rows: tuple[tuple, ...], first: int
) -> Iterator[Given]:
    for number, row in enumerate(rows, start=first):
        for coder, codes in columns.items():
            filled = [i for i in codes if not blank(row[i])]
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
    for number, row in enumerate(grid.sheet.rows):
        filled = [i for i in columns if not blank(row[i])]
        if filled:
            names = [tidy(row[i]) for i in filled]
            kept = tuple(n for n in names if not (code_key(n) in grid.none | {"99"} and not grid.is_code(n)))
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
    rows: list[tuple[int, tuple]] = [(-1, grid.sheet.header)] if headless else []
    rows += enumerate(grid.sheet.rows)
    columns = [i for i in range(len(grid.sheet.header)) if i != grid.roles.get("unit")]
    for number, row in rows:
        line = grid.sheet.numbers[number] if number >= 0 else 1
        unit = grid.role(row, "unit")
        more = {} if unit else {"line": line - (not headless)}
        for place, i in enumerate(columns, start=1):
            if blank(row[i]) or tidy(row[i]) == "#":
                continue
            coder = str(place) if headless else tidy(grid.sheet.header[i])
            names = ((code,) if _mark(row[i]) else ()) if binary else grid.names(tidy(row[i]), ";")
            yield Given(number, i, unit, coder, names, more)


def _digit(cell: object) -> bool:
    return blank(cell) or tidy(cell) == "#" or tidy(cell).isdigit()


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


#: Exports in which a row is a passage, and its words are not the unit's text.
EXPORTS = ("taguette", "qualcoder", "openqda", "dedoose", "segments")
FIELDS = ("unit", "coder", "code", "start", "end", *DETAILS)


def codings(
    path: Path | Sequence[Path],
    coder: str | Mapping[str, str] | None = None,
    codebook: pd.DataFrame | None = None,
    layout: str = "auto",
    none: str | Collection[str] = NONE,
    units: pd.DataFrame | None = None,
    declared: Named | None = None,
    left_out: Collection[str] = (),
    zone: str = ZONE,
    machines: Collection[str] = (),
    of_machines: bool = False,
) -> Reading:
    """Codings out of a sheet, a workbook with a sheet per coder, a folder with a file per coder, or several of these.

    Parameters
    ----------
    coder
        Whose sheet it is, where the sheet does not say (otherwise the name of the file or sheet); or names
        in the file -> names of coders.
    codebook
        Resolves names, paths and names that hold a delimiter. A code that it lacks is a problem with the
        nearest code.
    layout
        One of `engagelib.contracts.tables.LAYOUTS`, or "auto".
    none
        Words that say: read, no code applies. A blank cell says something else: not coded.
    units
        Texts in which quoted passages are looked up, and the order of units in a file that names none.
    declared
        Role (unit, coder, code, text …) -> header, where no usual header stands.
    left_out
        Codes such as 98 whose units are not to be counted as read.
    zone
        Where days and times of coding were written down.
    machines
        Coders that are programs and are declared to count. Marks of any other program (by the coder's name, or a
        column source) are left out, with a warning; `of_machines` gives just these.

    Out: codings, units in the order of the file, coders by name, codes in the codebook's order;
    `mapping["layout"]` says what was found.
    """
    if layout != "auto" and layout not in LAYOUTS:
        raise ValueError(f"layout is {layout!r}; allowed are auto, {', '.join(LAYOUTS)}")
    words = (none,) if isinstance(none, str) else tuple(none)
    rules = _Rules(
        Codes(codebook), layout, words, dict(declared or {}), frozenset(left_out), _texts(units), zone,
        tuple(machines), of_machines,
    )  # fmt: skip
    if isinstance(path, str | Path) and not Path(path).is_dir():
        return rules.read(Path(path), coder)
    given = [Path(path)] if isinstance(path, str | Path) else path
    files = [
        file for one in given
        for file in (sorted(p for p in one.glob("[!.~]*") if p.suffix.lower() in READ_IN["codings"]) if one.is_dir() else [one])
    ]  # fmt: skip
    names = coder if isinstance(coder, Mapping) else None
    return merged([rules.read(file, names) for file in files], codebook)


@dataclass(frozen=True)
class _Rules:
    codes: Codes
    layout: str
    none: tuple[str, ...]
    declared: Named
    left_out: frozenset[str]
    texts: Mapping[str, str]
    zone: str
    machines: tuple[str, ...] = ()
    of_machines: bool = False

    @functools.cached_property
    def order(self) -> list[str]:
        return list(self.texts)

    def read(self, path: Path, coder: str | Mapping[str, str] | None) -> Reading:
        names = coder if isinstance(coder, Mapping) else {}
        sheets = (
            list(read_xlsx(path, fill_merged=True).values())
            if is_book(path)
            else [read_csv(path, stack=False)]
        )
        if not sheets:
            raise Unreadable(path.name, note("no_sheet_with_data"))
        grids: list[tuple[Grid, str]] = []
        refusals: list[Problem] = []
        sums: list[Problem] = []
        for sheet in sheets:
            grid = Grid.of(sheet, self.codes, self.none, self.declared)
            if "unit" in grid.roles and "code" not in grid.roles:
                plain, told = without_sums(sheet, sheet.header[grid.roles["unit"]])
                grid = replace(grid, sheet=plain)
                sums += told
            try:
                grids.append((grid, recognise(grid) if self.layout == "auto" else self.layout))
            except Unrecognised as error:
                refusals.append(sheet.complaint(error.note))
        if not grids:
            return Reading(empty("codings"), refusals[:1])
        readings = []
        for grid, layout in grids:
            own = grid.sheet.name if len(grids) > 1 else path.stem
            said = isinstance(coder, str) and len(grids) == 1
            whose = coder if isinstance(coder, str) and said else names.get(own, own)
            try:
                readings.append(self.table(grid, layout, whose, names, said))
            except Unrecognised as error:  # the layout was declared, and its columns are not there
                readings.append(Reading(empty("codings"), [grid.sheet.complaint(error.note)]))
        whole = merged(readings, None, self.codes.order)
        return replace(whole, problems=[*sums, *whole.problems])

    def table(self, grid: Grid, layout: str, whose: str, names: Mapping[str, str], said: bool) -> Reading:
        """A sheet as codings of `whose`, unless its rows name who coded (`said`: whose it is was declared)."""
        problems: list[Problem] = []
        signed = not said and "coder" in grid.roles and bool(grid.cells(grid.roles["coder"]))
        ids = _ids(grid)
        rows: list[tuple] = []
        marked: Counter[str] = Counter()
        dropped = set()
        for given in LAYOUTS[layout](grid):
            unit = self.unit(grid, given, ids, problems)
            if unit is None:
                continue
            if signed and not given.coder:
                unsigned = note("names_no_coder", unit=unit)
                problems.append(_problem(grid, given.row, grid.roles["coder"], "", unsigned))
                continue
            who = given.coder or whose
            who = names.get(who, who)
            source = None if given.row < 0 else grid.role(grid.sheet.rows[given.row], "source")
            if is_machine(who, source, self.machines) != self.of_machines:
                marked[who if is_machine(who) else tidy(source)] += not self.of_machines
                continue
            unit = self.holder(grid, given, unit, problems)
            place = self.place(grid, given, unit, problems)
            if place is None:
                continue
            for name in given.names or (None,):
                code = None if name is None else self.code(grid, given, name, problems)
                if name is not None and tidy(name) in self.left_out:
                    dropped.add((unit, who))
                elif name is None or code is not None:
                    number = str(grid.sheet.numbers[given.row] if given.row >= 0 else 1)
                    rows.append((unit, who, code, *place, grid.sheet.file, grid.sheet.name, number))
        for machine, n in (+marked).items():
            said_of = note("marks_of_machine", coder=machine, n=n)
            problems.append(Problem(grid.sheet.file, grid.sheet.name, "", machine, said_of, "warning"))
        rows = [row for row in rows if row[:2] not in dropped]
        mapping = {role: grid.sheet.header[i] for role, i in grid.roles.items()} | {"layout": layout}
        problems += _twice(grid, layout) + _no_marks(grid, layout) + self.altered(grid, layout, ids)
        return _canonical(rows, self.codes.order, problems, mapping)

    def unit(self, grid: Grid, given: Given, ids: bool, problems: list[Problem]) -> str | None:
        value, line = given.unit, given.more.get("line")
        if isinstance(line, int):  # a file that names no units has them in the study's order
            return self.order[line - 1] if line <= len(self.order) else str(line)
        if value is None:
            column = grid.roles.get("unit", given.column)
            problems.append(_problem(grid, given.row, column, "", note("names_no_unit")))
            return None
        try:
            name = as_id(value)
        except Refused as error:
            problems.append(_problem(grid, given.row, grid.roles.get("unit", 0), value, error.note))
            return None
        return name.removesuffix(".0") if ids else name

    def holder(self, grid: Grid, given: Given, unit: str, problems: list[Problem]) -> str:
        """The unit that a passage stands in: a program names the document that it saw, whose turns are units here."""
        passage = given.more.get("passage")
        if unit in self.texts or not isinstance(passage, str) or not passage.strip():
            return unit
        stem = _SUFFIX.sub("", unit)
        within = [one for one in self.texts if one.rpartition(":")[0] == stem] or list(self.texts)
        held = [one for one in within if _holds(self.texts[one], passage)]
        if len(held) > 1:
            several = note("passage_in_several", units=held[:5])
            problems.append(_problem(grid, given.row, given.column, shown(passage), several, "warning"))
        return held[0] if len(held) == 1 else unit

    def altered(self, grid: Grid, layout: str, ids: bool) -> list[Problem]:
        """Rows whose text is no longer the study's: ids have slipped, or somebody has edited the text."""
        if not {"unit", "text"} <= grid.roles.keys() or layout in EXPORTS:
            return []
        found = []
        for row, _, text in grid.filled(grid.roles["text"]):
            unit = tidy(grid.sheet.rows[row][grid.roles["unit"]])
            known = self.texts.get(unit.removesuffix(".0") if ids else unit)
            if known is not None and not _same(known, str(text)):
                said = note("altered_text", unit=unit)
                found.append(_problem(grid, row, grid.roles["text"], text, said, "warning"))
        return found

    def code(self, grid: Grid, given: Given, name: str, problems: list[Problem]) -> str | None:
        raw = None if given.row < 0 else grid.sheet.rows[given.row][given.column]
        if isinstance(raw, dt.datetime | dt.date):
            problems.append(_problem(grid, given.row, given.column, name, note("code_made_a_date")))
            return None
        code = self.codes.match(name)
        if code is None and tidy(name) not in self.left_out:
            problems.append(_problem(grid, given.row, given.column, name, self.codes.advice(name)))
        return code

    def place(self, grid: Grid, given: Given, unit: str, problems: list[Problem]) -> tuple | None:
        """start, end and the details; a quoted passage is looked up in the unit's text.

        None for places that no text has (before its start, past its end), which are refused.
        """
        read: dict[str, Callable] = {
            "made_at": lambda value: as_time(value, self.zone), "start": as_int, "end": as_int, "seen_first": as_yes_no,
            "near": as_int,
            **dict.fromkeys(("codebook_version", "memo", "passage"), str),
        }  # fmt: skip
        found: dict[str, Any] = dict.fromkeys(read)
        for name in read.keys() & given.more.keys():
            try:
                found[name] = read[name](given.more[name])
            except (ValueError, KeyError, OverflowError):
                said, place = note("unreadable_detail", column=name), grid.roles[name]
                problems.append(_problem(grid, given.row, place, given.more[name], said, "warning"))
        span = found["start"], found["end"]
        if None in span:
            if span != (None, None):
                half = "-".join("" if place is None else str(place) for place in span)
                said = note("half_a_passage")
                problems.append(_problem(grid, given.row, given.column, half, said, "warning"))
            span = None, None
        text, passage = self.texts.get(unit), found["passage"]
        start, end = span
        if start is not None and end is not None and not passage:
            past = text is not None and end > len(text)
            if past or not 0 <= start < end:
                late = note("ends_after_text", unit=unit, length=len(text or ""))
                said = late if past else note("no_passage")
                problems.append(
                    _problem(grid, given.row, grid.roles["end" if past else "start"], f"{start}-{end}", said)
                )
                return None
        if text is not None and passage:
            located = _located(text, passage, start, end, found["near"])
            if located is None:
                said = note("passage_not_found", unit=unit)
                problems.append(_problem(grid, given.row, given.column, passage, said, "warning"))
            span = located or (None, None)
        return *span, *(found[name] for name in DETAILS)


#: The ending of a document's name, which an export may have and a unit has not.
_SUFFIX = re.compile(r"(?i)\.(docx?|txt|odt|rtf|pdf|html?|md)$")


def _holds(text: str, passage: str) -> bool:
    """Whether a text may hold a passage, and does: the first look is cheap, the second sees through masks and spaces."""
    words = passage.strip("\"' ").split()
    longest = max(words, key=len)
    return longest.casefold() in text.casefold() and bool(places(" ".join(words), text))


def _same(known: str, said: str) -> bool:
    """Whether a text is the study's, blanks aside, masked or as it was before."""
    told = known.split() in (said.split(), masked(said).split())
    return told or (0, len(known.strip())) in places(said, known.strip())


def _texts(units: pd.DataFrame | None) -> dict[str, str]:
    if units is None:
        return {}
    known = units.drop_duplicates("unit")
    return dict(zip(known["unit"], known["text"].fillna(""), strict=True))


def _located(
    text: str, passage: str | None, start: int | None, end: int | None, near: int | None = None
) -> tuple[int | None, int | None] | None:
    """Where a passage stands, spaces and quotes aside; (None, None) = the whole text, None = nowhere.

    `near`: about where it begins, by a program that counts otherwise.
    """
    whole = (None, None)
    if not passage:
        return whole if (start, end) == (0, len(text)) else (start, end)
    if _same(text, passage):
        return whole
    if start is not None and text[start:end].split() == passage.split():
        return start, end
    found = places(passage.strip("\"' "), text)
    return min(found, key=lambda span: abs(span[0] - (start or near or 0)), default=None)


def _ids(grid: Grid) -> bool:
    """Whether all ids have been read as floats somewhere ("17.0")."""
    cells = grid.cells(grid.roles["unit"]) if "unit" in grid.roles else []
    return bool(cells) and all(re.fullmatch(r"\d+\.0", cell) for cell in cells)


def _twice(grid: Grid, layout: str) -> list[Problem]:
    """Units that stand in two rows where a row is a unit; their codes are put together."""
    if layout == "long" or layout in EXPORTS or "unit" not in grid.roles or "coder" in grid.roles:
        return []
    column, found = grid.roles["unit"], []
    seen: dict[str | None, int] = {}
    for row, cells in enumerate(grid.sheet.rows):
        unit = tidy(cells[column]) if cells[column] is not None else None
        if unit is not None and unit in seen:
            said = note("unit_in_two_rows", row=grid.sheet.numbers[seen[unit]])
            found.append(_problem(grid, row, column, unit, said, "warning"))
        seen.setdefault(unit, row)
    return found


def _problem(
    grid: Grid, row: int, column: int, value: object, message: Note | str, severity: str = "error"
) -> Problem:
    sheet: Sheet = grid.sheet
    cell = f"{letters(column)}{sheet.numbers[row] if row >= 0 else 1}"
    return Problem(sheet.file, sheet.name, cell, shown(value), message, severity)


def _canonical(
    rows: Collection[tuple], order: Mapping[str, int], problems: list[Problem], mapping: dict[str, str]
) -> Reading:
    """Codings, each with its file, sheet and row behind it, as a reading: without repetition, "none" only where no code stands, in the order that `codings` promises."""
    units = {unit: i for i, unit in enumerate(dict.fromkeys(row[0] for row in rows))}
    coded = {row[:2] for row in rows if row[2] is not None}
    kept = {row[:5]: row for row in reversed(list(rows)) if row[2] is not None or row[:2] not in coded}
    ordered = sorted(
        kept.values(),
        key=lambda r: (
            units[r[0]],
            r[1],
            order.get(r[2], len(order)),
            r[2] or "",
            -1 if r[3] is None else r[3],
        ),
    )
    table = pd.DataFrame(ordered, columns=[*FIELDS, "file", "sheet", "at"])
    origins = Origins(table[["file", "sheet", "at"]].assign(kind="row")[["file", "sheet", "kind", "at"]])
    found = at_the_door("codings", typed("codings", table.assign(source="human")))
    return Reading(found, problems, mapping, origins)


def merged(
    readings: Collection[Reading],
    codebook: pd.DataFrame | None = None,
    order: Mapping[str, int] | None = None,
) -> Reading:
    """Several coders' readings as one; the same unit, coder and code from two files counts once."""
    order = Codes(codebook).order if order is None else order
    if not readings:
        return Reading(empty("codings"), [])
    if len(readings) == 1:
        return next(iter(readings))
    rows = [row for r in readings for row in _rows(r)]
    problems = [p for r in readings for p in r.problems]
    mapping = {k: v for r in readings for k, v in r.mapping.items()}
    return _canonical(rows, order, problems, mapping)


def _rows(reading: Reading) -> Iterator[tuple]:
    plain = reading.table[list(FIELDS)].join(reading.origins.table[["file", "sheet", "at"]]).astype(object)
    return plain.where(plain.notna(), None).itertuples(index=False, name=None)
