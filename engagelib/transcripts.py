"""What people said, as units: interviews in Word, turn by turn."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from engagelib.cells import as_date, as_time
from engagelib.conform import Reading
from engagelib.contracts import DTYPES, Problem, columns, empty
from engagelib.sheets import Unreadable

__all__ = [
    "unit_table",
    "units",
]


def unit_table(rows: list[tuple]) -> pd.DataFrame:
    """Rows of unit, kind, case, role, method, made_at, text -> the contract's `units`."""
    frame = pd.DataFrame(rows, columns=list(columns("units")))
    stamps = [None if pd.isna(value) else as_time(value) for value in frame["made_at"]]
    return frame.assign(made_at=pd.Series(stamps, dtype=DTYPES["time"])).astype(
        {c.name: DTYPES[c.type] for c in columns("units").values()}
    )


_TURN = re.compile(r"^(P|N)\s*:\s*(.+)$", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"^#?\s*(informan|peran|responden|tanggal|lama)\s*:\s*(.*)$", re.IGNORECASE)
ROLES = {"pemilik": "owner", "pelanggan": "customer", "admin": "admin"}


def units(path: Path) -> Reading:
    """An interview as .docx: head lines (`peran: pelanggan`), then a paragraph a turn, `P:` who asks, `N:`
    who answers.

    Turns are counted from 1 over both speakers; what the informant says becomes the units `<file>:<turn>`.
    """
    import docx

    try:
        paragraphs = [p.text.strip() for p in docx.Document(str(path)).paragraphs if p.text.strip()]
    except Exception as error:
        raise Unreadable(
            f"{path.name}: is not a Word document that can be read ({type(error).__name__}); save it again as .docx"
        ) from None
    head = {m[1].casefold(): m[2].strip() for p in paragraphs if (m := _HEAD.match(p))}
    turns = [m for p in paragraphs if (m := _TURN.match(p))]
    if not any(turn[1].upper() == "N" for turn in turns):
        return Reading(
            empty("units"),
            [
                Problem(
                    path.name,
                    message="has no turn of the informant; begin each paragraph with 'P:' (who asks) or 'N:' (who answers)",
                )
            ],
        )
    case = head.get("responden", "-").strip("-") or path.stem
    role = ROLES.get(head.get("peran", "").casefold(), head.get("peran") or None)
    try:
        made = as_date(head["tanggal"]) if head.get("tanggal") else None
    except ValueError:
        said = "a date such as 2025-09-20 is expected after 'tanggal:'"
        return Reading(empty("units"), [Problem(path.name, value=head["tanggal"], message=said)])
    rows = [
        (f"{path.stem}:{number}", "interview", case, role, "interview", made, turn[2].strip())
        for number, turn in enumerate(turns, start=1)
        if turn[1].upper() == "N"
    ]
    return Reading(unit_table(rows))
