"""A log of tickets, as a helpdesk or a shop keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engagelib.contracts import ZONE, Problem, by_day
from engagelib.contracts.problems import note
from engagelib.contracts.values import hourless, is_blank
from engagelib.readers.conform import Reading, conform
from engagelib.readers.several import several
from engagelib.readers.sheets import Sheet

__all__ = ["tickets"]


def tickets(
    path: Path | Sequence[Path],
    zone: str = ZONE,
    declared: Mapping[str, str] | None = None,
    sheet: str | Sequence[str] | None = None,
) -> Reading:
    """A ticket table; times without a zone are taken in `zone`, and days without an hour are told.

    In: a sheet, or several of a workbook or of several files. Out: `Reading` of the table `tickets`.
    """

    def read(one: Sheet) -> Reading:
        reading = conform("tickets", one, declared, zone=zone)
        return replace(reading, problems=[*reading.problems, *_hourless(one, reading)])

    return several(path, ("tickets",), read, declared or {}, sheet)


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
