"""Sentences on the study itself: whose data, which files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from engagelib.prose.sentences import Finding, Prose, told
from engagelib.words import Part, part

__all__ = ["illustrative", "inventory", "main_results", "research"]


def illustrative(yes: bool, lang: str = "id") -> Prose:
    """Whose words these are."""
    return told("study_illustrative" if yes else "study_own", lang)


def inventory(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what there is."""
    there = table[table["rows"] > 0]
    return told(
        "study_inventory", lang, n=len(there), files=there["file"].nunique(), rows=int(there["rows"].sum())
    )


def research(stages: list[tuple[str, ...]], lang: str = "id") -> Prose:
    """How many stages the study goes through."""
    names = [stage[0] for stage in stages]
    if not names:
        return told("tables_rows_none", lang)
    return told("study_research", lang, n=len(names), first=f"“{names[0]}”", last=f"“{names[-1]}”")


def main_results(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The answer to the study's question: each result that gives it, with interval and n."""
    if table.empty:
        return told("tables_rows_none", lang)
    several = table["group"].nunique() > 1
    found = Finding(told("study_answer", lang, each=list(_answers(table, several))))
    first = table.iloc[0]
    found.key, found.cell, found.figure = first["table"], first["ref"], "main_results"
    found.number = float(first["value"])
    ends = first[["ci_low", "ci_high"]]
    found.interval = None if ends.isna().any() else (float(ends.iloc[0]), float(ends.iloc[1]))
    found.n = None if pd.isna(first["n"]) else int(first["n"])
    return found


#: Measures of whether two things go together: below 0 they go opposite ways.
_RELATIONS = ("rho", "r")


def _way(row: Any) -> str:
    """Which way a relation goes; of anything else nothing is said but its number."""
    if row.measure not in _RELATIONS or pd.isna([row.value, row.ci_low, row.ci_high]).any():
        return ""
    clear = row.ci_low > 0 or row.ci_high < 0
    return "open" if not clear else "together" if row.value > 0 else "against"


def _answers(table: pd.DataFrame, several: bool) -> Iterator[Part]:
    """What the results say: relations with one thing that go one way in one clause."""
    for (way, other), rows in groupby(table.itertuples(), lambda row: (_way(row), row.second)):
        each = [_number(row, several) for row in rows]
        if way:
            yield part(f"study_answer_{way}", other=part("study_answer_one", what=other), each=each)
        else:
            yield from each


def _number(row: Any, several: bool) -> Part:
    """One result: what it is of, its number, interval and n."""
    named = several and isinstance(row.group, str)
    what = part("study_answer_of" if named else "study_answer_one", what=row.first, group=row.group)
    if isinstance(row.second, str) and not _way(row):
        what = part("study_answer_pair", what=what, other=part("study_answer_one", what=row.second))
    if pd.isna(row.value):
        return part("study_answer_lacks", what=what, why=row.note)
    share = "_share" if row.measure.endswith("share") else ""
    spans = pd.notna(row.ci_low) and pd.notna(row.ci_high)
    ends = {"low": row.ci_low, "high": row.ci_high} if spans else {}
    n = None if pd.isna(row.n) else int(row.n)
    spread = part(f"study_answer_span{share}" if spans else "study_answer_n", n=n, **ends)
    kind = "_relation" if _way(row) else share or "_number"
    return part(f"study_answer{kind}", what=what, measure=row.measure, value=row.value, spread=spread)
