"""Which comment a comment answers, where an exporter has rounded the id: mended only where one comment fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

import pandas as pd

from engagelib.contracts import Problem
from engagelib.sheets import Sheet

__all__ = ["LONG_ID", "LOST", "ROUNDED", "mended"]

#: An id that was rounded to a float (by pandas) or to fifteen digits (by Excel). Python and RE2 read these alike.
ROUNDED = r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+|[0-9]+\.0|[0-9]{15}0{3,}"
#: An id that can have been rounded.
LONG_ID = r"[0-9]{16,}"
LOST = "was rounded and fits no single comment; which one it answers is lost. Export ids as text"


def mended(table: pd.DataFrame, sheet: Sheet, mapping: Mapping[str, str]) -> tuple[pd.Series, list[Problem]]:
    """`parent_id` with rounded ids mended, and a warning for each; one that fits no single comment is lost.

    Ids that are whole stay, also where the comment they name is not in the export.
    """
    parent, ids = table["parent_id"], set(table["comment_id"].dropna())
    rounded = parent[parent.str.fullmatch(ROUNDED).fillna(False).astype(bool) & ~parent.isin(ids)]
    if rounded.empty:
        return parent, []
    repair, problems, found = _repairs(ids), [], {}
    for row, value in rounded.items():
        found[row] = match = repair(value)
        told = (
            f"was rounded; only comment {match} fits, and is taken as the one it answers" if match else LOST
        )
        problems.append(sheet.problem(row, mapping["parent_id"], value, told, "warning"))
    return parent.where(~parent.index.isin(found), pd.Series(found, dtype="str")), problems


def _repairs(ids: Collection[str]) -> Callable[[str], str | None]:
    """How a rounded id is matched: both sides as the same kind of number, one candidate only."""
    forms: dict[tuple[str, float], set[str]] = {}
    for comment in ids:
        if re.fullmatch(LONG_ID, comment):
            digits = float(comment[:15] + "0" * (len(comment) - 15))
            for form in (("float", float(comment)), ("excel", digits)):
                forms.setdefault(form, set()).add(comment)

    def repair(value: str) -> str | None:
        number = float(value.replace(",", "."))
        for kind in ("float", "excel"):
            found = forms.get((kind, number), ())
            if len(found) == 1:
                return next(iter(found))
        return None

    return repair
