"""A coder's codings as a workbook or a REFI-QDA project, and what she did there brought back: none lost, none doubled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from engagelib.coder.journal import Journal
from engagelib.contracts import Problem, ProblemsError, columns
from engagelib.contracts.problems import note
from engagelib.files import replacing
from engagelib.readers.codings import codings as read_sheet
from engagelib.readers.journal import NOTHING

if TYPE_CHECKING:
    from engagelib.study.study import Study

__all__ = ["Brought", "bring", "brought", "sheet"]

#: What a sheet to go on in shows: the codings as the contract has them, all by a person, and the words.
COLUMNS = (*(name for name in columns("codings") if name != "source"), "text")
_NOT_IN_EXCEL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Brought:
    """What came back: codings that are new, that are gone, whose memo is another, and what could not be read."""

    added: int
    removed: int
    changed: int
    problems: tuple[Problem, ...] = ()


def sheet(study: Study, coder: str, path: str | Path) -> int:
    """Write a coder's codings to go on elsewhere; how many they are.

    `.xlsx`: a row for each coding with the unit's text, "-" where she read and no code applies, and a row without a code
    for each unit that she has not coded. `.qdpx`: a REFI-QDA project for NVivo, MAXQDA, ATLAS.ti or QualCoder.
    """
    from engagelib import refi

    coder, path = study.settings.coders.get(coder, coder), Path(path)
    study.anew("codings")
    every = study.codings()
    mine = every[(every["coder"] == coder) & (every["source"] == "human")]
    units = study.units().drop_duplicates("unit")
    if path.suffix.lower() == ".qdpx":
        project = replace(refi.Project.of(study), codings=mine.reset_index(drop=True))
        refi.write_project(path, project, pseudonyms=False)
        return len(mine)
    rows = units[["unit", "text"]].merge(mine.assign(code=mine["code"].fillna("-")), how="left", on="unit")
    made = rows["made_at"].dt.strftime("%Y-%m-%dT%H:%M:%S.%f%z")
    _write(rows.assign(coder=coder, made_at=made)[list(COLUMNS)], path)
    return len(mine)


def _write(table: pd.DataFrame, path: Path) -> None:
    """A workbook in which every text is a text, whatever it begins with."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("codings")
    page.append(list(table.columns))
    for row in table.astype(object).where(table.notna(), None).itertuples(index=False):
        cells = []
        for value in row:
            cell = WriteOnlyCell(
                page, _NOT_IN_EXCEL.sub("\ufffd", value)[:32767] if isinstance(value, str) else value
            )
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        page.append(cells)
    with replacing(path) as part:
        book.save(part)


def brought(study: Study, coder: str, path: str | Path) -> Brought:
    """Bring what a coder did in a workbook or a REFI-QDA project into her journal; each difference is a line there.

    A unit that the file holds codings of has just these afterwards; one that it says nothing of stays as it is. ProblemsError
    if something in the file cannot be read: then nothing is brought.
    """
    from engagelib import refi

    coder, path = study.settings.coders.get(coder, coder), Path(path)
    book, units = study.given("codebook"), study.units()
    if path.suffix.lower() == ".qdpx":
        project = refi.read_project(path)
        table, problems = project.codings, project.report.problems
    else:
        reading = read_sheet(path, None, book, units=units, zone=study.zone)
        table, problems = reading.table, reading.problems
    whose = set(table["coder"].dropna())
    mine = table[table["coder"] == coder] if coder in whose else table
    if coder not in whose and len(whose) > 1:
        problems = [*problems, Problem(path.name, message=note("sheet_of_several", coders=sorted(whose)))]
    unknown = sorted(set(mine["unit"]) - set(units["unit"]))
    if unknown:
        problems = [
            *problems,
            Problem(path.name, message=note("sheet_other_units", units=unknown[:5], n=len(unknown))),
        ]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ProblemsError(errors)
    journal = Journal(study.journals, coder)
    try:
        if not journal.state.units:
            bring(journal, study.codings()[lambda c: (c["coder"] == coder) & (c["source"] == "human")])
        return replace(bring(journal, mine), problems=tuple(problems))
    finally:
        journal.close()


def bring(journal: Journal, table: pd.DataFrame) -> Brought:
    """Make a journal say of the units of a table what the table says of them."""
    events: list[dict[str, Any]] = []
    plain = table.astype(object).where(table.notna(), None)
    for unit, rows in plain.groupby("unit", sort=False):
        there = {c.place: c for c in journal.state.units.get(str(unit), NOTHING).codings}
        said = {(row["code"], row["start"], row["end"]): row for row in rows.to_dict("records")}
        gone = [place for place in there if place not in said and place[0] is not None]
        events += [{"action": "remove", "unit": unit, **_placed(place)} for place in gone]
        for place, row in said.items():
            if place not in there:
                more = {"made_at": None if row["made_at"] is None else row["made_at"].isoformat()}
                more |= {"seen_first": row.get("seen_first"), "version": row.get("codebook_version") or ""}
                told = {
                    "action": "add" if place[0] is not None else "none",
                    "unit": unit,
                    **_placed(place),
                    **more,
                }
                events.append({**told, "memo": row.get("memo") or ""})
            elif row.get("memo") and row["memo"] != there[place].memo:
                events.append({"action": "memo", "unit": unit, **_placed(place), "memo": row["memo"]})
    if events:
        journal.write(*events)
    added, removed, changed = (
        sum(e["action"] in kinds for e in events) for kinds in (("add", "none"), ("remove",), ("memo",))
    )
    return Brought(added, removed, changed)


def _placed(place: tuple[Any, Any, Any]) -> dict[str, Any]:
    code, start, end = place
    return {"code": code} | ({} if start is None else {"start": int(start), "end": int(end)})
