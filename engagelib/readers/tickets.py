"""A log of tickets, as a helpdesk or a shop keeps it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from engagelib.contracts import ZONE, Problem, by_day, columns
from engagelib.contracts.problems import note
from engagelib.contracts.values import clock_of, hourless, is_blank
from engagelib.readers.aliases import Named, found
from engagelib.readers.conform import Reading, at_hour, column_parser, conform
from engagelib.readers.several import several
from engagelib.readers.sheets import Sheet

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

    A cell that is no time, or no word of its column, is a problem that names it; Unreadable for a file that is no sheet.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.tickets(Path("data/raw/kia-metro/tickets.csv"))
    >>> len(reading.table), reading.problems
    (245, [])
    """

    def read(one: Sheet) -> Reading:
        sheet, named, told = _with_clocks(_completed(one, declared or {}, process), declared or {})
        reading = conform("tickets", sheet, named, zone=zone)
        return replace(reading, problems=[*reading.problems, *told, *_hourless(sheet, reading)])

    return several(path, ("tickets",), read, declared or {}, sheet)


def _completed(sheet: Sheet, declared: Named, process: str | None) -> Sheet:
    """A log whose rows go by the numbers of its rows where they have none, and are what was declared of all."""
    there = found("tickets", sheet, declared)
    if "ticket" not in there:
        sheet = sheet.put("ticket", map(str, sheet.numbers))
    if process and "process" not in there:
        sheet = sheet.put("process", [process] * len(sheet.rows))
    return sheet


#: A moment -> its hour, where that stands in a column of its own.
_HOURS = {"opened_at": "opened_hour", "first_reply_at": "replied_hour", "closed_at": "closed_hour"}


def _with_clocks(sheet: Sheet, declared: Named) -> tuple[Sheet, Named, list[Problem]]:
    """A log in which each moment has its day and hour, with its headers; a word on answers that came after midnight."""
    there = found("tickets", sheet, declared)
    day, opened = there.get("opened_at"), there.get("opened_hour")
    if day is None or opened is None or hourless(sheet.column(day)) == []:
        return sheet, declared, []
    whole, begun, late = sheet, list[object](), 0
    for name, hour in _HOURS.items():
        if hour not in there:
            continue
        of = there.get(name, day)
        own, clocks = sheet.column(of), sheet.column(there[hour])
        pairs = zip(_days(sheet, day) if of == day else own, clocks, strict=True)
        moments = [None if begun and is_blank(clock) else at_hour(one, clock) for one, clock in pairs]
        begun = begun or moments
        if name not in there:
            after = [_is_before(then, first) for then, first in zip(moments, begun, strict=True)]
            late += sum(after)
            moments = [
                then + dt.timedelta(days=1) if is_after else then  # type: ignore[operator]
                for then, is_after in zip(moments, after, strict=True)
            ]
        cells = [
            (sheet.cell(row, there[hour]), clock) if _is_no_clock(clock) else (sheet.cell(row, of), one)
            for row, (clock, one) in enumerate(zip(clocks, own, strict=True))
        ]
        whole = whole.put(name, moments, cells)
    named = {**declared, **{name: name for name, hour in _HOURS.items() if hour in there}}
    told = [sheet.complaint(note("after_midnight", n=late), "warning")] if late else []
    return whole, named, told


def _is_before(then: object, first: object) -> bool:
    return isinstance(then, dt.datetime) and isinstance(first, dt.datetime) and then < first


def _is_no_clock(cell: object) -> bool:
    return not is_blank(cell) and clock_of(cell) is None


def _days(sheet: Sheet, header: str) -> list[object]:
    """The days of a column, where they can be read; the others as they stand, to be named."""
    parse, _ = column_parser(sheet, header, columns("events")["date"], "tickets")

    def day(cell: object) -> object:
        with suppress(ValueError, KeyError):
            return parse(cell) if parse is not None and isinstance(cell, str) and not is_blank(cell) else cell
        return cell

    return [day(cell) for cell in sheet.column(header)]


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
