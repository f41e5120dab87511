"""Sentences on the study itself: whose data, which files."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told

__all__ = ["illustrative", "inventory", "research"]


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
