"""Sentences on the study itself: whose data, which files."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told

__all__ = ["illustrative", "inventory"]


def illustrative(yes: bool, lang: str = "id") -> Prose:
    """Whose words these are."""
    return told("study_illustrative" if yes else "study_own", lang)


def inventory(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what there is."""
    there = table[table["rows"] > 0]
    return told(
        "study_inventory", lang, n=len(there), files=there["file"].nunique(), rows=int(there["rows"].sum())
    )
