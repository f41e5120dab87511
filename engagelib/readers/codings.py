"""What coders decided, in spreadsheets or exports of programs: any layout in, one table out."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.coding.codebook import NONE, Codes, tidy
from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.contracts.problems import Unreadable, note
from engagelib.contracts.values import Refused, as_id, as_int, as_time, as_yes_no
from engagelib.files import READ_IN
from engagelib.people import is_machine
from engagelib.readers import layouts
from engagelib.readers.aliases import Named
from engagelib.readers.conform import Origins, Reading, without_sums
from engagelib.readers.sheets import sheets_in, shown
from engagelib.text.masks import at_the_door, masked, places

__all__ = ["codings", "merged"]


FIELDS = ("unit", "coder", "code", "start", "end", *layouts.DETAILS)


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

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.codings(Path("data/raw/kia-metro/codings/coder1.xlsx"), "Coder 1")
    >>> len(reading.table), reading.mapping["layout"], reading.problems
    (1110, 'delimited', [])
    """
    if layout != "auto" and layout not in layouts.LAYOUTS:
        raise ValueError(f"layout is {layout!r}; allowed are auto, {', '.join(layouts.LAYOUTS)}")
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
        sheets = list(sheets_in(path, fill_merged=True).values())
        if not sheets:
            raise Unreadable(path.name, note("no_sheet_with_data"))
        grids: list[tuple[layouts.Grid, str]] = []
        refusals: list[Problem] = []
        sums: list[Problem] = []
        for sheet in sheets:
            grid = layouts.Grid.of(sheet, self.codes, self.none, self.declared)
            if "unit" in grid.roles and "code" not in grid.roles:
                plain, told = without_sums(sheet, sheet.header[grid.roles["unit"]])
                grid = replace(grid, sheet=plain)
                sums += told
            try:
                grids.append((grid, layouts.recognise(grid) if self.layout == "auto" else self.layout))
            except layouts.Unrecognised as error:
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
            except layouts.Unrecognised as error:  # the layout was declared, and its columns are not there
                readings.append(Reading(empty("codings"), [grid.sheet.complaint(error.note)]))
        whole = merged(readings, None, self.codes.order)
        return replace(whole, problems=[*sums, *whole.problems])

    def table(
        self, grid: layouts.Grid, layout: str, whose: str, names: Mapping[str, str], said: bool
    ) -> Reading:
        """A sheet as codings of `whose`, unless its rows name who coded (`said`: whose it is was declared)."""
        problems: list[Problem] = []
        signed = not said and "coder" in grid.roles and bool(grid.cells(grid.roles["coder"]))
        ids = _ids(grid)
        numbered = self.by_text(grid, layout, ids, problems)
        rows: list[tuple] = []
        marked: Counter[str] = Counter()
        dropped = set()
        for given in layouts.LAYOUTS[layout](grid):
            unit = self.unit(grid, given, ids, problems)
            if unit is None:
                continue
            unit = numbered.get(unit, unit)
            if signed and not given.coder:
                unsigned = note("names_no_coder", unit=unit)
                problems.append(grid.sheet.problem(given.row, grid.roles["coder"], "", unsigned))
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
        problems += (
            _twice(grid, layout) + layouts.without_marks(grid, layout) + self.altered(grid, layout, ids)
        )
        return _canonical(rows, self.codes.order, problems, mapping)

    def unit(
        self, grid: layouts.Grid, given: layouts.Given, ids: bool, problems: list[Problem]
    ) -> str | None:
        value, line = given.unit, given.more.get("line")
        if isinstance(line, int):  # a file that names no units has them in the study's order
            return self.order[line - 1] if line <= len(self.order) else str(line)
        if value is None:
            column = grid.roles.get("unit", given.column)
            problems.append(grid.sheet.problem(given.row, column, "", note("names_no_unit")))
            return None
        try:
            name = as_id(value)
        except Refused as error:
            problems.append(grid.sheet.problem(given.row, grid.roles.get("unit", 0), value, error.note))
            return None
        return name.removesuffix(".0") if ids else name

    def by_text(self, grid: layouts.Grid, layout: str, ids: bool, problems: list[Problem]) -> dict[str, str]:
        """Id in a sheet that only numbers its rows -> the unit whose text stands in the row; a word on how many were found."""
        if not {"unit", "text"} <= grid.roles.keys() or layout in layouts.EXPORTS or not self.texts:
            return {}
        said: dict[str, str] = {}
        for row, cells, text in grid.filled(grid.roles["text"]):
            if unit := self.unit(grid, layouts.Given(row, 0, cells[grid.roles["unit"]], None, ()), ids, []):
                said.setdefault(unit, str(text))
        if not said or not self.texts.keys().isdisjoint(said):
            return {}
        units: dict[str, list[str]] = {}
        for unit, text in self.texts.items():
            units.setdefault(" ".join(text.split()), []).append(unit)
        names: dict[str, list[str]] = {}
        for name, text in said.items():
            ways = (" ".join(words.split()) for words in (text, masked(text)))
            names.setdefault(next((way for way in ways if way in units), ""), []).append(name)
        found = {
            name: unit
            for text, own in names.items() if len(own) == len(units.get(text, ()))  # of equal texts each in its order
            for name, unit in zip(own, units[text], strict=True)
        }  # fmt: skip
        if found:
            header = grid.sheet.header[grid.roles["unit"]]
            told = note("units_by_text", n=len(found), of=len(said), header=header)
            problems.append(grid.sheet.complaint(told, "warning"))
        return found

    def holder(self, grid: layouts.Grid, given: layouts.Given, unit: str, problems: list[Problem]) -> str:
        """The unit that a passage stands in: a program names the document that it saw, whose turns are units here."""
        passage = given.more.get("passage")
        if unit in self.texts or not isinstance(passage, str) or not passage.strip():
            return unit
        stem = _SUFFIX.sub("", unit)
        within = [one for one in self.texts if one.rpartition(":")[0] == stem] or list(self.texts)
        held = [one for one in within if _holds(self.texts[one], passage)]
        if len(held) > 1:
            several = note("passage_in_several", units=held[:5])
            problems.append(grid.sheet.problem(given.row, given.column, shown(passage), several, "warning"))
        return held[0] if len(held) == 1 else unit

    def altered(self, grid: layouts.Grid, layout: str, ids: bool) -> list[Problem]:
        """Rows whose text is no longer the study's: ids have slipped, or somebody has edited the text."""
        if not {"unit", "text"} <= grid.roles.keys() or layout in layouts.EXPORTS:
            return []
        found = []
        for row, _, text in grid.filled(grid.roles["text"]):
            unit = tidy(grid.sheet.rows[row][grid.roles["unit"]])
            known = self.texts.get(unit.removesuffix(".0") if ids else unit)
            if known is not None and not _same(known, str(text)):
                said = note("altered_text", unit=unit)
                found.append(grid.sheet.problem(row, grid.roles["text"], text, said, "warning"))
        return found

    def code(
        self, grid: layouts.Grid, given: layouts.Given, name: str, problems: list[Problem]
    ) -> str | None:
        raw = None if given.row < 0 else grid.sheet.rows[given.row][given.column]
        if isinstance(raw, dt.datetime | dt.date):
            problems.append(grid.sheet.problem(given.row, given.column, name, note("code_made_a_date")))
            return None
        code = self.codes.match(name)
        if code is None and tidy(name) not in self.left_out:
            problems.append(grid.sheet.problem(given.row, given.column, name, self.codes.advice(name)))
        return code

    def place(
        self, grid: layouts.Grid, given: layouts.Given, unit: str, problems: list[Problem]
    ) -> tuple | None:
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
                problems.append(grid.sheet.problem(given.row, place, given.more[name], said, "warning"))
        span = found["start"], found["end"]
        if None in span:
            if span != (None, None):
                half = "-".join("" if place is None else str(place) for place in span)
                said = note("half_a_passage")
                problems.append(grid.sheet.problem(given.row, given.column, half, said, "warning"))
            span = None, None
        text, passage = self.texts.get(unit), found["passage"]
        start, end = span
        if start is not None and end is not None and not passage:
            past = text is not None and end > len(text)
            if past or not 0 <= start < end:
                late = note("ends_after_text", unit=unit, length=len(text or ""))
                said = late if past else note("no_passage")
                problems.append(
                    grid.sheet.problem(
                        given.row, grid.roles["end" if past else "start"], f"{start}-{end}", said
                    )
                )
                return None
        if text is not None and passage:
            located = _located(text, passage, start, end, found["near"])
            if located is None:
                said = note("passage_not_found", unit=unit)
                problems.append(grid.sheet.problem(given.row, given.column, passage, said, "warning"))
            span = located or (None, None)
        return *span, *(found[name] for name in layouts.DETAILS)


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


def _ids(grid: layouts.Grid) -> bool:
    """Whether all ids have been read as floats somewhere ("17.0")."""
    cells = grid.cells(grid.roles["unit"]) if "unit" in grid.roles else []
    return bool(cells) and all(re.fullmatch(r"\d+\.0", cell) for cell in cells)


def _twice(grid: layouts.Grid, layout: str) -> list[Problem]:
    """Units that stand in two rows where a row is a unit; their codes are put together."""
    if layout == "long" or layout in layouts.EXPORTS or "unit" not in grid.roles or "coder" in grid.roles:
        return []
    column, found = grid.roles["unit"], []
    seen: dict[str | None, int] = {}
    for row, cells in enumerate(grid.sheet.rows):
        unit = tidy(cells[column]) if cells[column] is not None else None
        if unit is not None and unit in seen:
            said = note("unit_in_two_rows", row=grid.sheet.numbers[seen[unit]])
            found.append(grid.sheet.problem(row, column, unit, said, "warning"))
        seen.setdefault(unit, row)
    return found


def _canonical(
    rows: Collection[tuple], order: Mapping[str, int], problems: list[Problem], mapping: dict[str, str]
) -> Reading:
    """Codings, each with its file, sheet and row behind it, as a reading: without repetition, "none" only where no code stands, in the order that `codings` promises."""
    units = {unit: i for i, unit in enumerate(dict.fromkeys(row[0] for row in rows))}
    coded = {row[:2] for row in rows if row[2] is not None}
    kept = {row[:5]: row for row in reversed(list(rows)) if row[2] is not None or row[:2] not in coded}

    def at(row: tuple[Any, ...]) -> tuple[Any, ...]:
        unit, coder, code, start = row[:4]
        return units[unit], coder, order.get(code, len(order)), code or "", -1 if start is None else start

    ordered = sorted(kept.values(), key=at)
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
