"""What coders decided, in spreadsheets or exports of programs: any of twelve layouts in, one table out."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.cells import as_id, as_int, as_time
from engagelib.codenames import NONE, Codes, tidy
from engagelib.conform import Reading
from engagelib.contracts import ZONE, Problem, empty, typed
from engagelib.folder import READ_IN
from engagelib.layouts import LAYOUTS, Given, Grid, Unrecognised, recognise
from engagelib.sheets import Sheet, Unreadable, letters, read_csv, read_xlsx, shown

__all__ = ["codings", "merged"]

#: Exports in which a row is a passage, and its words are not the unit's text.
EXPORTS = ("taguette", "qualcoder", "openqda")
FIELDS = ("unit", "coder", "code", "start", "end", "made_at", "memo")


def codings(
    path: Path,
    coder: str | Mapping[str, str] | None = None,
    codebook: pd.DataFrame | None = None,
    layout: str = "auto",
    none: str | Collection[str] = NONE,
    units: pd.DataFrame | None = None,
    declared: Mapping[str, str] | None = None,
    left_out: Collection[str] = (),
    zone: str = ZONE,
) -> Reading:
    """Codings out of a sheet, a workbook with a sheet per coder, or a folder with a file per coder.

    Parameters
    ----------
    coder
        Whose sheet it is, where the sheet does not say (otherwise the name of the file or sheet); or names
        in the file -> names of coders.
    codebook
        Resolves names, paths and names that hold a delimiter. A code that it lacks is a problem with the
        nearest code.
    layout
        One of `engagelib.layouts.LAYOUTS`, or "auto".
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

    Out: codings, units in the order of the file, coders by name, codes in the codebook's order;
    `mapping["layout"]` says what was found.
    """
    if layout != "auto" and layout not in LAYOUTS:
        raise ValueError(f"layout is {layout!r}; allowed are auto, {', '.join(LAYOUTS)}")
    words = (none,) if isinstance(none, str) else tuple(none)
    rules = _Rules(
        Codes(codebook), layout, words, dict(declared or {}), frozenset(left_out), _texts(units), zone
    )
    path = Path(path)
    if path.is_dir():
        files = sorted(p for p in path.glob("[!.~]*") if p.suffix.lower() in READ_IN["codings"])
        names = coder if isinstance(coder, Mapping) else None
        return merged([rules.read(file, names) for file in files], codebook)
    return rules.read(path, coder)


@dataclass(frozen=True)
class _Rules:
    codes: Codes
    layout: str
    none: tuple[str, ...]
    declared: Mapping[str, str]
    left_out: frozenset[str]
    texts: Mapping[str, str]
    zone: str

    @functools.cached_property
    def order(self) -> list[str]:
        return list(self.texts)

    def read(self, path: Path, coder: str | Mapping[str, str] | None) -> Reading:
        names = coder if isinstance(coder, Mapping) else {}
        book = path.suffix.lower() in (".xlsx", ".xlsm")
        sheets = list(read_xlsx(path, fill_merged=True).values()) if book else [read_csv(path)]
        if not sheets:
            raise Unreadable(f"{path.name}: has no sheet with data")
        grids: list[tuple[Grid, str]] = []
        refusals: list[Problem] = []
        for sheet in sheets:
            grid = Grid.of(sheet, self.codes, self.none, self.declared)
            try:
                grids.append((grid, recognise(grid) if self.layout == "auto" else self.layout))
            except Unrecognised as error:
                refusals.append(sheet.complaint(str(error)))
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
                readings.append(Reading(empty("codings"), [grid.sheet.complaint(str(error))]))
        return merged(readings, None, self.codes.order)

    def table(self, grid: Grid, layout: str, whose: str, names: Mapping[str, str], said: bool) -> Reading:
        """A sheet as codings of `whose`, unless its rows name who coded (`said`: whose it is was declared)."""
        problems: list[Problem] = []
        signed = not said and "coder" in grid.roles and bool(grid.cells(grid.roles["coder"]))
        ids = _ids(grid)
        rows: list[tuple] = []
        dropped = set()
        for given in LAYOUTS[layout](grid):
            unit = self.unit(grid, given, ids, problems)
            if unit is None:
                continue
            if signed and not given.coder:
                message = f"names no coder, though other rows do; write who coded unit {unit}"
                problems.append(_problem(grid, given.row, grid.roles["coder"], "", message))
                continue
            who = given.coder or whose
            who = names.get(who, who)
            place = self.place(grid, given, unit, problems)
            if place is None:
                continue
            for name in given.names or (None,):
                code = None if name is None else self.code(grid, given, name, problems)
                if name is not None and tidy(name) in self.left_out:
                    dropped.add((unit, who))
                elif name is None or code is not None:
                    rows.append((unit, who, code, *place))
        rows = [row for row in rows if row[:2] not in dropped]
        mapping = {role: grid.sheet.header[i] for role, i in grid.roles.items()} | {"layout": layout}
        problems += _twice(grid, layout) + self.altered(grid, layout, ids)
        return Reading(_canonical(rows, self.codes.order), problems, mapping)

    def unit(self, grid: Grid, given: Given, ids: bool, problems: list[Problem]) -> str | None:
        value, line = given.unit, given.more.get("line")
        if isinstance(line, int):  # a file that names no units has them in the study's order
            return self.order[line - 1] if line <= len(self.order) else str(line)
        if value is None:
            problems.append(_problem(grid, given.row, given.column, "", "stands in a row that names no unit"))
            return None
        try:
            name = as_id(value)
        except ValueError as error:
            problems.append(_problem(grid, given.row, grid.roles.get("unit", 0), value, str(error)))
            return None
        return name.removesuffix(".0") if ids else name

    def altered(self, grid: Grid, layout: str, ids: bool) -> list[Problem]:
        """Rows whose text is no longer the study's: ids have slipped, or somebody has edited the text."""
        if not {"unit", "text"} <= grid.roles.keys() or layout in EXPORTS:
            return []
        found = []
        for row, _, text in grid.filled(grid.roles["text"]):
            unit = tidy(grid.sheet.rows[row][grid.roles["unit"]])
            known = self.texts.get(unit.removesuffix(".0") if ids else unit)
            if known is not None and known.split() != str(text).split():
                message = f"is not the text of unit {unit} in the study"
                found.append(_problem(grid, row, grid.roles["text"], text, message, "warning"))
        return found

    def code(self, grid: Grid, given: Given, name: str, problems: list[Problem]) -> str | None:
        raw = None if given.row < 0 else grid.sheet.rows[given.row][given.column]
        if isinstance(raw, dt.datetime | dt.date):
            message = "Excel has made a date of this code; write the code as text"
            problems.append(_problem(grid, given.row, given.column, name, message))
            return None
        code = self.codes.match(name)
        if code is None and tidy(name) not in self.left_out:
            problems.append(_problem(grid, given.row, given.column, name, self.codes.advice(name)))
        return code

    def place(self, grid: Grid, given: Given, unit: str, problems: list[Problem]) -> tuple | None:
        """start, end, made_at, memo; a quoted passage is looked up in the unit's text.

        None for places that no text has (before its start, past its end), which are refused.
        """
        read: dict[str, Callable] = {
            "made_at": lambda value: as_time(value, self.zone), "start": as_int, "end": as_int, "memo": str, "passage": str,
        }  # fmt: skip
        found: dict[str, Any] = dict.fromkeys(read)
        for field in read.keys() & given.more.keys():
            try:
                found[field] = read[field](given.more[field])
            except (ValueError, OverflowError):
                message = f"is no {field} that can be read; the coding is kept without it"
                column = grid.roles[field]
                problems.append(_problem(grid, given.row, column, given.more[field], message, "warning"))
        span = found["start"], found["end"]
        if None in span:
            if span != (None, None):
                message = "has a start without an end or an end without a start; the coding is kept as one of the whole unit"
                shown = "-".join("" if place is None else str(place) for place in span)
                problems.append(_problem(grid, given.row, given.column, shown, message, "warning"))
            span = None, None
        text, passage = self.texts.get(unit), found["passage"]
        start, end = span
        if start is not None and end is not None and not passage:
            past = text is not None and end > len(text)
            if past or not 0 <= start < end:
                message = f"ends after the text of unit {unit}, which has {len(text or '')} characters; was the text changed after it was coded?"
                message = (
                    message
                    if past
                    else "is no passage: start counts from 0 and end is the character after it"
                )
                problems.append(_problem(grid, given.row, grid.roles["start"], f"{start}-{end}", message))
                return None
        if text is not None and (passage or start is not None):
            located = _located(text, passage, start, end)
            if located is None:
                message = f"is not in the text of unit {unit}; the coding is kept as one of the whole unit"
                problems.append(_problem(grid, given.row, given.column, passage, message, "warning"))
            span = located or (None, None)
        return *span, found["made_at"], found["memo"]


def _texts(units: pd.DataFrame | None) -> dict[str, str]:
    if units is None:
        return {}
    known = units.drop_duplicates("unit")
    return dict(zip(known["unit"], known["text"].fillna(""), strict=True))


def _located(
    text: str, passage: str | None, start: int | None, end: int | None
) -> tuple[int | None, int | None] | None:
    """Where a passage stands, spaces and quotes aside; (None, None) = the whole text, None = nowhere."""
    whole = (None, None)
    if not passage:
        return whole if (start, end) == (0, len(text)) else (start, end)
    if passage.split() == text.split():
        return whole
    if start is not None and text[start:end].split() == passage.split():
        return start, end
    words = [re.escape(word).replace("'", "['\"]") for word in passage.strip("\"' ").split()]
    found = [m.span() for m in re.finditer(r"\s+".join(words), text)] if words else []
    return min(found, key=lambda span: abs(span[0] - (start or 0)), default=None)


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
            message = (
                f"stands in row {grid.sheet.numbers[seen[unit]]} too; the codes of both rows are put together"
            )
            found.append(_problem(grid, row, column, unit, message, "warning"))
        seen.setdefault(unit, row)
    return found


def _problem(
    grid: Grid, row: int, column: int, value: object, message: str, severity: str = "error"
) -> Problem:
    sheet: Sheet = grid.sheet
    cell = f"{letters(column)}{sheet.numbers[row] if row >= 0 else 1}"
    return Problem(sheet.file, sheet.name, cell, shown(value), message, severity)


def _canonical(rows: Collection[tuple], order: Mapping[str, int]) -> pd.DataFrame:
    """Codings without repetition, "none" only where no code stands, in the order that `codings` promises."""
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
    table = pd.DataFrame(ordered, columns=list(FIELDS)).assign(source="human")
    return typed("codings", table)


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
    rows = [tuple(row) for r in readings for row in _rows(r.table)]
    problems = [p for r in readings for p in r.problems]
    mapping = {k: v for r in readings for k, v in r.mapping.items()}
    return Reading(_canonical(rows, order), problems, mapping)


def _rows(table: pd.DataFrame) -> Iterator[tuple]:
    plain = table[list(FIELDS)].astype(object)
    return plain.where(plain.notna(), None).itertuples(index=False, name=None)
