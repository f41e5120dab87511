"""What coders decided, as they keep it in spreadsheets."""

from __future__ import annotations

import difflib
from pathlib import Path

import pandas as pd

from engagelib.cells import as_id
from engagelib.conform import Reading
from engagelib.contracts import DTYPES, columns, empty
from engagelib.sheets import header_key, read_sheet

__all__ = [
    "codings",
]


def codings(
    path: Path, coder: str, codebook: pd.DataFrame | None = None, layout: str = "auto", none: str = "-"
) -> Reading:
    """One coder's sheet, a row per unit, the codes in one cell, `;` between them.

    `none` ("-") = read, no code applies; a blank cell = not coded. A code that the codebook lacks is a problem with the nearest code.
    """
    if layout not in ("auto", "delimited"):
        raise ValueError(f"layout is {layout!r}; this version reads 'delimited' (unit, codes)")
    sheet = read_sheet(path)
    headers = {header_key(h): h for h in sheet.header}
    if not {"unit", "codes"} <= set(headers):
        problem = sheet.complaint(
            f"columns 'unit' and 'codes' are expected; there are: {', '.join(sheet.header)}"
        )
        return Reading(empty("codings"), [problem])
    known = None if codebook is None else {c.casefold(): c for c in codebook["code"]}
    rows: list[tuple] = []
    problems = []
    for row, (unit, cell) in enumerate(
        zip(sheet.column(headers["unit"]), sheet.column(headers["codes"]), strict=True)
    ):
        try:
            name = as_id(unit)
        except ValueError as error:
            problems.append(sheet.problem(row, headers["unit"], unit, str(error)))
            continue
        given = [] if cell is None else [code.strip() for code in str(cell).split(";") if code.strip()]
        for code in dict.fromkeys(given):
            if code == none:
                rows.append((name, None))
            elif known is None or code.casefold() in known:
                rows.append((name, code if known is None else known[code.casefold()]))
            else:
                near = difflib.get_close_matches(code.casefold(), list(known), 1, 0.5)
                hint = (
                    f"; did you mean {known[near[0]]}?"
                    if near
                    else f"; codes are {', '.join(known.values())}"
                )
                problems.append(sheet.problem(row, headers["codes"], code, "is not in the codebook" + hint))
    found = pd.DataFrame(rows, columns=["unit", "code"])
    table = found.assign(coder=coder, source="human").reindex(columns=list(columns("codings")))
    return Reading(table.astype({c.name: DTYPES[c.type] for c in columns("codings").values()}), problems)
