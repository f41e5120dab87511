"""Raw files in, contract tables out, with every problem named by file, sheet, cell, value and what is allowed.

Each reader returns a :class:`Reading`; it raises :class:`engagelib.sheets.Unreadable` only for a file that cannot be read at all. Readers of a
kind stand in modules of their own; this is the door that a study uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engagelib.cells import ZONE, as_time
from engagelib.codesheets import codings
from engagelib.conform import Reading, conform, tabular
from engagelib.contracts import columns
from engagelib.questionnaire import answers, responses
from engagelib.sheets import read_sheet
from engagelib.tiktok import PUBLIC_KEY, accounts, comments, pseudonym, videos
from engagelib.transcripts import units

__all__ = [
    "PUBLIC_KEY",
    "Reading",
    "accounts",
    "answers",
    "codings",
    "comments",
    "pseudonym",
    "responses",
    "sales",
    "tabular",
    "tickets",
    "units",
    "videos",
]


def tickets(path: Path, zone: str = ZONE, declared: Mapping[str, str] | None = None) -> Reading:
    """A ticket table; times without a zone are taken in `zone`."""
    stamps = [name for name, column in columns("tickets").items() if column.type == "time"]
    return conform(
        "tickets", read_sheet(path), declared, dict.fromkeys(stamps, lambda value: as_time(value, zone))
    )


def sales(path: Path, sheet: str | None = None, declared: Mapping[str, str] | None = None) -> Reading:
    """Daily sales. A day whose note says that the shop was closed is open = no; other blank days stay missing."""
    reading = tabular("sales", path, sheet, declared)
    closed = reading.table["note"].str.strip().str.casefold().isin(("libur", "tutup", "closed")).fillna(False)
    problems = [p for p in reading.problems if "open" not in p.message]
    return replace(reading, table=reading.table.assign(open=(~closed).astype("boolean")), problems=problems)
