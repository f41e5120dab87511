"""A COBIT design workbook: a sheet for the firm, one for each design factor and for its mapping, RACI, jobs, recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from engagelib.contracts import Problem, typed
from engagelib.contracts.problems import note
from engagelib.readers.books import grids
from engagelib.readers.conform import Origins, Reading
from engagelib.readers.sheets import GUIDES

__all__ = ["SHEETS", "design"]

#: Kind of a sheet -> what it is called; of a factor and a mapping the code stands in the name: "DF1", "DF1 mapping".
SHEETS: dict[str, re.Pattern[str]] = {
    kind: re.compile(words, re.IGNORECASE)
    for kind, words in {
        "factor": r"DF\s*(\d+)", "mapping": r"(?:DF\s*(\d+)\s*[-–]?\s*(?:mapping|map|peta|pemetaan))|(?:(?:mapping|map|peta|pemetaan)\s*DF\s*(\d+))",
        "company": r"profil(?: perusahaan| usaha)?|company(?: profile)?|perusahaan", "raci": r"raci(?: chart)?|bagan raci",
        "job": r"jabatan|jobs?|pemetaan jabatan", "recommendation": r"rekomendasi|recommendations?",
    }.items()
}  # fmt: skip
#: Columns of these sheets as they may be headed -> as the table has them.
_COLUMNS = {
    "kepentingan": "importance", "importance": "importance", "nilai": "importance", "acuan": "baseline", "baseline": "baseline",
    "jabatan": "job", "job": "job", "keterangan": "value", "isi": "value", "value": "value",
    "manusia": "people", "orang": "people", "people": "people", "proses": "process", "process": "process", "teknologi": "technology", "technology": "technology",
}  # fmt: skip


def design(path: Path) -> Reading:
    """The cells of a design workbook, one a row: kind, factor, row, column, value.

    A sheet has what a row is about in its first column and a header above; "DF3" holds values with importance and
    baseline, "DF3 mapping" objectives by these values, "RACI" objectives or practices by roles. A sheet of another
    name is told; Unreadable for what is no workbook.
    """
    rows: list[tuple[str, str | None, str, str, str]] = []
    at: list[int] = []
    sheets: list[str] = []
    problems = []
    for title, (grid, _) in grids(Path(path)).items():
        kind, factor = _kind(title)
        if title in GUIDES or not any(any(cell is not None for cell in row) for row in grid):
            continue
        if kind is None:
            problems.append(
                Problem(Path(path).name, title, message=note("no_design_sheet"), severity="warning")
            )
            continue
        for number, row, column, value in _cells(grid):
            if kind not in ("mapping", "raci"):
                column = _COLUMNS.get(column.casefold(), column)
            rows.append((kind, factor, row, column, value))
            at.append(number)
            sheets.append(title)
    table = pd.DataFrame(rows, columns=["kind", "factor", "row", "column", "value"])
    return Reading(typed("design", table), problems, origins=Origins.of(Path(path).name, at, sheets))


def _kind(title: str) -> tuple[str | None, str | None]:
    for kind, words in SHEETS.items():
        if found := words.fullmatch(title.strip()):
            number = next((group for group in found.groups() if group), None)
            return kind, f"DF{number}" if number else None
    return None, None


def _cells(grid: Sequence[Sequence[object]]) -> Iterator[tuple[int, str, str, str]]:
    """Row by row below the header: number of the row, what it is about, the column's header, the cell."""
    filled = [(n, row) for n, row in enumerate(grid, 1) if any(cell is not None for cell in row)]
    head = [str(cell).strip() if cell is not None else "" for cell in filled[0][1]]
    for number, row in filled[1:]:
        about = str(row[0]).strip() if row and row[0] is not None else ""
        for header, cell in zip(head[1:], row[1:], strict=False):
            if about and header and cell is not None and str(cell).strip():
                yield number, about, header, _text(cell)


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
