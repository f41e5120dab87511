"""A codebook out of csv, xlsx or .qdc, under the headers that people and programs use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.coding import codebook as coding_codebook
from engagelib.coding.codebook import tree
from engagelib.contracts import Problem, columns, typed
from engagelib.contracts.problems import note
from engagelib.readers.aliases import Named, found
from engagelib.readers.conform import Reading, conform, origins
from engagelib.readers.sheets import Sheet, read_sheet

__all__ = ["codebook"]


def codebook(path: Path, sheet: str | None = None, declared: Named | None = None) -> Reading:
    """A codebook with its themes worked out and everything that is wrong in it.

    A sheet with one column `path` (or names such as `Layanan > Cepat`) gives a tree too. Themes come from
    `parent`; a sheet with `theme` but without `parent` has its themes as parents.
    """
    path = Path(path)
    if path.suffix.lower() == ".qdc":
        from engagelib.refi import read_codebook

        table = read_codebook(path)
        groups = [name for name in table.attrs["groups"] if "groups" in table]
        said = Problem(path.name, message=note("groups_of_codes", groups=groups), severity="warning")
        table = typed("codebook", table)
        return Reading(table, [*([said] if groups else []), *coding_codebook.problems(table, path.name)])
    return _read(read_sheet(path, sheet), declared or {})


def _read(sheet: Sheet, declared: Named) -> Reading:
    mapping = found("codebook", sheet, declared)
    if (path := sheet.find("path")) and "code" not in mapping:
        return _paths(sheet, path, mapping)
    if "code" not in mapping and "name" in mapping:
        mapping["code"] = mapping["name"]
    reading = conform("codebook", sheet, mapping)
    optional = {c.name for c in columns("codebook").values()} - {"code"}
    problems = [p for p in reading.problems if not p.lacks(*optional)]
    table, whence = reading.table, reading.origins
    if "parent" not in mapping and "theme" in mapping:
        table = _themed(table)
        more = len(table) - len(whence)
        whence = whence.joined([()] * more + [(row,) for row in range(len(whence))])
    table = table.assign(theme=pd.Series(coding_codebook.themes(table), dtype="str"))
    problems += coding_codebook.problems(table, sheet.file)
    return replace(reading, table=table, problems=problems, origins=whence)


def _themed(table: pd.DataFrame) -> pd.DataFrame:
    """Themes of a column as codes above the others."""
    tops = [t for t in dict.fromkeys(table["theme"].dropna()) if t not in set(table["code"])]
    rows = pd.DataFrame({"code": tops, "name": tops}).reindex(columns=table.columns).astype(table.dtypes)
    under = table["theme"].where(table["theme"] != table["code"])
    return pd.concat([rows, table.assign(parent=under)], ignore_index=True)


def _paths(sheet: Sheet, header: str, mapping: Mapping[str, str]) -> Reading:
    table = tree(str(name) for name in sheet.column(header) if name)
    more = {str(name): row for name, row in zip(sheet.column(header), sheet.rows, strict=True)}
    for column in ("definition", "include", "exclude", "example", "color", "version"):
        place = sheet.header.index(mapping[column]) if column in mapping else None
        table[column] = [None if place is None or c not in more else more[c][place] for c in table["code"]]
    table = table.reindex(columns=list(columns("codebook"))).astype("str")
    rows = {str(name): row for row, name in enumerate(sheet.column(header))}
    whence = origins(sheet).joined([(rows[code],) if code in rows else () for code in table["code"]])
    return Reading(table, coding_codebook.problems(table, sheet.file), {"path": header, **mapping}, whence)
