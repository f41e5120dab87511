"""A log of tickets, as a helpdesk or a shop keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engagelib.contracts import ZONE, columns
from engagelib.contracts.values import as_time
from engagelib.readers.conform import Reading, conform
from engagelib.readers.sheets import read_sheet

__all__ = ["tickets"]


def tickets(path: Path, zone: str = ZONE, declared: Mapping[str, str] | None = None) -> Reading:
    """A ticket table; times without a zone are taken in `zone`."""
    stamps = [name for name, column in columns("tickets").items() if column.type == "time"]
    return conform(
        "tickets", read_sheet(path), declared, dict.fromkeys(stamps, lambda value: as_time(value, zone))
    )
