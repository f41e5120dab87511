"""Sentences on the study itself: whose data, which files."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from engagelib.prose.sentences import Finding, Prose, told
from engagelib.words import Part, is_bounded, number, part, share

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
    """The answer to the study's question in three lines: what was found, the main number, on what condition."""
    if table.empty:
        return told("tables_rows_none", lang)
    several = table["group"].nunique() > 1
    clauses = [_ranked(list(rows)) for _, rows in groupby(table.itertuples(), _kind)]
    leading = [clause[0] for clause in clauses]
    main = next((row for row in leading if _spans(row)), leading[0])
    said = [told("study_answer", lang, each=[_clause(clause, several, lang) for clause in clauses])]
    if pd.notna(main.value):
        said.append(
            told("study_answer_main", lang, number=_number(main, several, lang), spread=_spread(main, lang))
        )
    if table["n"].notna().any():
        said.append(_condition(table["n"].dropna(), any(map(_way, leading)), lang))
    found = Finding("\n".join(said))
    found.key, found.cell, found.figure = main.table, main.ref, "main_results"
    found.number = float(main.value)
    found.interval = (main.ci_low, main.ci_high) if _spans(main) else None
    found.n = None if pd.isna(main.n) else int(main.n)
    return found


#: Measures of whether two things go together: below 0 they go opposite ways.
_RELATIONS = ("rho", "r")


def _spans(row: Any) -> bool:
    return bool(pd.notna([row.value, row.ci_low, row.ci_high]).all())


def _way(row: Any) -> str:
    """Which way a relation goes; of anything else nothing is said but its number."""
    if row.measure not in _RELATIONS or not _spans(row):
        return ""
    clear = row.ci_low > 0 or row.ci_high < 0
    return "open" if not clear else "together" if row.value > 0 else "against"


def _kind(row: Any) -> tuple[object, ...]:
    """What results have in common that one clause tells: relations with one thing that go one way, means of one group."""
    if way := _way(row):
        return way, row.second
    return ("mean", row.group) if row.measure == "mean" and pd.notna(row.value) else (row.ref,)


def _ranked(clause: list[Any]) -> list[Any]:
    return sorted(clause, key=lambda row: -row.value) if len(clause) > 1 and not _way(clause[0]) else clause


def _clause(clause: list[Any], several: bool, lang: str) -> Part:
    """What results of one kind say: which way they go, which is highest, or their number."""
    row, *others = clause
    if way := _way(row):
        each = [_thing(one.first, one, several) for one in clause]
        return part(f"study_answer_{way}", other=part("study_answer_one", what=row.second), each=each)
    if others:
        high, low = (_thing(one.first, one, several) for one in (row, others[-1]))
        return part("study_answer_order", measure=row.measure, high=high, low=low)
    if pd.isna(row.value):
        return part("study_answer_lacks", what=_thing(row.first, row, several), why=row.note)
    return _number(row, several, lang)


def _thing(name: str, row: Any, several: bool) -> Part:
    """What a result is of, with its group where there are several."""
    named = several and isinstance(row.group, str)
    return part("study_answer_of" if named else "study_answer_one", what=name, group=row.group)


def _number(row: Any, several: bool, lang: str) -> Part:
    """One result: what it is of, and its number."""
    value = _shown(row.value, row, lang)
    if row.first == "all":
        return part("study_answer_whole", measure=row.measure, value=value)
    what = _thing(row.first, row, several)
    if isinstance(row.second, str):
        what = part("study_answer_pair", what=what, other=part("study_answer_one", what=row.second))
    return part("study_answer_number", what=what, measure=row.measure, value=value)


def _spread(row: Any, lang: str) -> Part:
    """The interval of a number and its n."""
    n = None if pd.isna(row.n) else int(row.n)
    if not _spans(row):
        return part("study_answer_alone", n=n)
    low, high = (_shown(end, row, lang).rstrip("%") for end in (row.ci_low, row.ci_high))
    return part("study_answer_span", low=low, high=high, n=n)


def _shown(value: float, row: Any, lang: str) -> str:
    """A number as its measure is printed."""
    if row.measure.endswith("share"):
        return share(value, 0, lang)
    return number(value, 2, lang, is_bounded(row.measure))


def _condition(n: pd.Series, related: bool, lang: str) -> Prose:
    """For whom the numbers hold, and that a relation is no cause."""
    low, high = int(n.min()), int(n.max())
    of = part("study_answer_from_to" if low < high else "study_answer_n", n=low, high=high)
    return told("study_answer_relation" if related else "study_answer_condition", lang, n=of)
