"""Sentences on a gap analysis: gaps and levels."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import part, say

__all__ = ["assessed", "first_step", "gap", "levels", "weakest"]


def gap(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where what is falls short of what is wished, per group; ties are said to be ties."""
    words = paragraph(*(_widest(group, rows, lang) for group, rows in table.groupby("group", sort=False)))
    overall = table[table["objective"] == "overall"]
    return words if overall.empty else headed(words, "gap", overall.iloc[0], "gap", figure="dumbbell")


def _widest(group: str, rows: pd.DataFrame, lang: str) -> Prose:
    """A group's gap and the objectives where it is largest."""
    overall = rows[rows["objective"] == "overall"].iloc[0]
    top = rows[(rows["objective"] != "overall") & rows["rank"].isin(["1", "1="])]
    return told(
        "cobit_gap" if len(top) == 1 else "cobit_gap_tie",
        lang,
        group=group,
        n=int(overall["n"]),
        **{name: overall[f"{name}_printed"] for name in ("as_is", "to_be", "gap")},
        where=top["objective"].tolist(),
        most=top["gap_printed"].iloc[0],
    )


def levels(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the level word depends on the rule."""
    now = table[(table["state"] == "as_is") & (table["objective"] == "overall")]
    groups = [
        part(
            "cobit_levels_group",
            group=group,
            value=rows["value"].iloc[0],
            words=" / ".join(rows["label"].drop_duplicates()),
        )
        for group, rows in now.groupby("group", sort=False)
    ]
    words = told("cobit_levels", lang, groups=groups)
    if len(groups) < 2:
        return words
    same = now.groupby("rule", sort=False)["level"].agg(["nunique", "count"])
    common = sorted(
        same.index[(same["nunique"] == 1) & (same["count"] == len(groups))], key=lambda rule: say(rule, lang)
    )
    return paragraph(
        words, told("cobit_levels_common" if common else "cobit_levels_apart", lang, rules=common)
    )


def weakest(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each group puts lowest, beside the mean."""
    parts = [
        part(
            "cobit_minimum_part",
            group=row.group,
            state=row.state,
            minimum=row.minimum,
            where=row.where,
            mean=row.mean,
        )
        for row in table[table["state"] == "as_is"].itertuples()
    ]
    return told("cobit_minimum", lang, parts=parts) if parts else told("tables_rows_none", lang)


def first_step(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What to work on first."""
    if table.empty:
        return told("tables_rows_none", lang)
    row = table.iloc[0]
    return told("cobit_steps", lang, group=row["group"], objective=row["objective"], name=row["name"])


def assessed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What was assessed, and how far the impression of the largest group runs ahead of it."""
    rows = table[table["objective"] != "overall"].dropna(subset=["perceived", "level"])
    if rows.empty:
        return told("cobit_assessed_none", lang)
    group = rows.loc[rows["n"].astype("float64").idxmax(), "group"]
    own = rows[(rows["group"] == group) & (rows["rule"] == rows["rule"].iloc[0])]
    levels = [
        part("cobit_assessed_part", objective=row.objective, level=int(row.level)) for row in own.itertuples()
    ]
    return told(
        "cobit_assessed", lang, parts=levels, group=group, low=own["ahead"].min(), high=own["ahead"].max()
    )
