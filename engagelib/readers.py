"""Raw files in, contract tables out, with every problem named by file, sheet, cell, value and what is
allowed.

Each reader returns a :class:`Reading`; it raises :class:`engagelib.sheets.Unreadable` only for a file that
cannot be read at all. Readers of a kind stand in modules of their own; this is the door that a study uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engagelib.cells import as_time
from engagelib.codesheets import codings
from engagelib.comment_exports import comments
from engagelib.conform import Reading, conform, tabular
from engagelib.contracts import ZONE, columns
from engagelib.insights import insights
from engagelib.orders import orders
from engagelib.questionnaire import answers, responses
from engagelib.salesheets import sales
from engagelib.sheets import read_sheet
from engagelib.tiktok import accounts, videos
from engagelib.transcripts import SUFFIXES as INTERVIEWS
from engagelib.transcripts import units

__all__ = [
    "INTERVIEWS", "Reading", "accounts", "answers", "codings", "comments", "insights", "orders",
    "responses", "sales", "tabular", "tickets", "units", "videos",
]  # fmt: skip


def tickets(path: Path, zone: str = ZONE, declared: Mapping[str, str] | None = None) -> Reading:
    """A ticket table; times without a zone are taken in `zone`."""
    stamps = [name for name, column in columns("tickets").items() if column.type == "time"]
    return conform(
        "tickets", read_sheet(path), declared, dict.fromkeys(stamps, lambda value: as_time(value, zone))
    )
