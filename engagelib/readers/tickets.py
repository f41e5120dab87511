"""A log of tickets, as a helpdesk or a shop keeps it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat
from pathlib import Path

from engagelib.contracts import ZONE, Problem, by_day, columns
from engagelib.contracts.problems import note
from engagelib.contracts.values import hourless, is_blank
from engagelib.readers.aliases import Named, found
from engagelib.readers.conform import Reading, at_hour, column_parser, conform
from engagelib.readers.notation import clock_of
from engagelib.readers.several import several
from engagelib.readers.sheets import Sheet, letters, shown

__all__ = ["tickets"]


def tickets(
    path: Path | Sequence[Path],
    zone: str = ZONE,
    declared: Named | None = None,
    sheet: str | Sequence[str] | None = None,
    process: str | None = None,
) -> Reading:
    """A ticket table; times without a zone are taken in `zone`, and days without an hour are told.

    In: a sheet, or several of a workbook or of several files, of a shop or of a helpdesk (Jira, ServiceNow, GLPI,
    Zendesk, osTicket). Out: `Reading` of the table `tickets`. A day in one column and its hours in others are put
    together; an answer whose hour lies before the question's came after midnight. `process` is what every row is, where
    the log has no column that says so.
    """

    def read(one: Sheet) -> Reading:
        sheet, named, told = _with_clocks(_completed(one, declared or {}, process), declared or {})
        parsers = {
            name: _word(columns("tickets")[name].allowed)
            for name in ("process", "impact", "urgency", "initiated_by")
        }
        reading = conform("tickets", sheet, named, parsers, zone=zone)
        found = [*reading.problems, *told, *_hourless(sheet, reading)]
        return replace(
            reading, problems=[_in_its_cell(problem, one, sheet, declared or {}) for problem in found]
        )

    return several(path, ("tickets",), read, declared or {}, sheet)


#: What logs call what the contract calls otherwise; a number before it ("1 - High") is its rank.
SAME = {
    "insiden": "incident", "keluhan": "incident", "komplain": "incident", "gangguan": "incident", "complaint": "incident",
    "bug": "incident", "[system] incident": "incident", "service request": "request", "permintaan": "request",
    "pertanyaan": "request", "question": "request", "task": "request", "[system] service request": "request",
    "akses": "access", "access request": "access", "kejadian": "event", "masalah": "problem", "[system] problem": "problem",
    "tinggi": "high", "sedang": "medium", "menengah": "medium", "moderate": "medium", "rendah": "low", "kritis": "high",
    "critical": "high", "pelanggan": "customer", "toko": "business", "usaha": "business", "penjual": "business",
}  # fmt: skip


def _word(allowed: Collection[str]) -> Callable[[object], str]:
    """A word of the contract, whatever a log calls it; another one stays, and is refused."""

    def word(value: object) -> str:
        plain = re.sub(r"^\d+\s*[-–.:]\s*", "", str(value).strip()).casefold()
        same = SAME.get(plain, plain)
        return same if same in allowed else str(value).strip()

    return word


def _completed(sheet: Sheet, declared: Named, process: str | None) -> Sheet:
    """A log whose rows go by the numbers of its rows where they have none, and are what was declared of all."""
    there = found("tickets", sheet, declared)
    if "ticket" not in there:
        sheet = _with(sheet, "ticket", map(str, sheet.numbers))
    return _with(sheet, "process", repeat(process)) if process and "process" not in there else sheet


def _with(sheet: Sheet, name: str, values: Iterable[object]) -> Sheet:
    rows = tuple((*row, value) for row, value in zip(sheet.rows, values, strict=False))
    return replace(sheet, header=(*sheet.header, name), rows=rows)


def _days_read(sheet: Sheet, header: str) -> Sheet:
    """A sheet whose days are days, where they can be read; the others stay as they stand, to be named."""
    place = sheet.header.index(header)
    parse, _ = column_parser(sheet, header, columns("events")["date"], "tickets")

    def day(cell: object) -> object:
        try:
            return parse(cell) if parse is not None and isinstance(cell, str) and not is_blank(cell) else cell
        except (ValueError, KeyError):
            return cell

    return replace(
        sheet, rows=tuple((*row[:place], day(row[place]), *row[place + 1 :]) for row in sheet.rows)
    )


def _with_clocks(sheet: Sheet, declared: Named) -> tuple[Sheet, Named, list[Problem]]:
    """A log in which each moment has its day and hour, with its headers; a word on answers that came after midnight."""
    there = found("tickets", sheet, declared)
    day, opened = there.get("opened_at"), there.get("opened_hour")
    if day is None or opened is None or hourless(sheet.column(day)) == []:
        return sheet, declared, []
    named: dict[str, str | Sequence[str]] = {**declared, "opened_at": "opened_at"}
    header, rows, late = [*sheet.header, "opened_at"], [list(row) for row in sheet.rows], 0
    sheet = _days_read(sheet, day)
    begun = [at_hour(d, h) for d, h in zip(sheet.column(day), sheet.column(opened), strict=True)]
    for row, moment in zip(rows, begun, strict=True):
        row.append(moment)
    for name, hour in (("first_reply_at", "replied_hour"), ("closed_at", "closed_hour")):
        if hour not in there:
            continue
        named[name] = name
        header.append(name)
        own = sheet.column(there[name]) if name in there else sheet.column(day)
        for row, of, clock, moment in zip(rows, own, sheet.column(there[hour]), begun, strict=True):
            then = None if is_blank(clock) else at_hour(of, clock)
            if (
                name not in there
                and isinstance(then, dt.datetime)
                and isinstance(moment, dt.datetime)
                and then < moment
            ):
                then, late = then + dt.timedelta(days=1), late + 1
            row.append(then)
    told = [sheet.complaint(note("after_midnight", n=late), "warning")] if late else []
    return replace(sheet, header=tuple(header), rows=tuple(map(tuple, rows))), named, told


#: The column of a moment that was put together -> those of its hour and its day.
_PUT_TOGETHER = {
    "opened_at": ("opened_hour", "opened_at"), "first_reply_at": ("replied_hour", "first_reply_at", "opened_at"),
    "closed_at": ("closed_hour", "closed_at", "opened_at"),
}  # fmt: skip


def _in_its_cell(problem: Problem, own: Sheet, read: Sheet, declared: Named) -> Problem:
    """A problem of a moment that was put together, in the cell that is wrong: its hour's if that is none, or its day's."""
    letter, number = problem.cell.rstrip("0123456789"), problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    added = {letters(i): name for i, name in enumerate(read.header) if i >= len(own.header)}
    if letter not in added or (row := own.numbers.index(int(number)) if number else -1) < 0:
        return problem
    there = found("tickets", own, declared)
    hour, *days = (there.get(name) for name in _PUT_TOGETHER.get(added[letter], ("", "")))
    day = next(filter(None, days), None)
    clock = own.column(hour)[row] if hour else None
    header = hour if hour and not is_blank(clock) and _no_clock(clock) else day or hour
    if header is None:
        return problem
    why = problem.message
    if header == hour:
        why = note("unreadable_cell", column=added[letter], why=note("expected_clock"))
    value = own.column(header)[row]
    return replace(
        problem, cell=own.cell(row, header), value="" if is_blank(value) else shown(value), message=why
    )


def _no_clock(cell: object) -> bool:
    try:
        clock_of(cell)
    except (ValueError, OverflowError):
        return True
    return False


def _hourless(sheet: Sheet, reading: Reading) -> Iterator[Problem]:
    """A word for each column of times that holds days: how long anybody waited cannot be told from it."""
    for name in by_day(reading.table, *reading.mapping):
        values = sheet.column(reading.mapping[name])
        read = reading.table[name].notna()  # what is no time at all has been told already
        rows = [row for row in hourless(values) if read[row]]
        filled = sum(not is_blank(value) for value in values)
        told = note("day_without_hour", n=len(rows), of=filled)
        if rows:
            yield sheet.problem(rows[0], reading.mapping[name], values[rows[0]], told, "warning")
