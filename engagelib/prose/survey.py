"""Sentences on a questionnaire: scores, reliability, items that ask the other way round."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, part

__all__ = ["reliability", "scores", "turned"]


def scores(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each group answered on average, in words of perception."""
    groups = [
        told("survey_scores", lang, group=group, n=int(rows["n"].max()), means=_means(rows))
        for group, rows in table.groupby("group", observed=True, sort=False)
    ]
    words = paragraph(*groups, told("survey_scores_read", lang))
    known = table.dropna(subset="mean")
    if known.empty:
        return words
    highest = known.sort_values("mean").iloc[-1]
    return headed(words, "scores", highest, "mean", "n", ("ci_low", "ci_high"), "engagement_scores")


def _means(rows: pd.DataFrame) -> list[Part]:
    ordered = rows.sort_values("mean", ascending=False, kind="stable")
    return [_mean(row) for row in ordered.itertuples()]


def _mean(row: Any) -> Part:
    """A mean with its interval, where it has one."""
    known = row.ci_low == row.ci_low and row.ci_low is not None
    key = "survey_mean_interval" if known else "survey_mean"
    return part(key, construct=row.construct, mean=row.mean, low=row.ci_low, high=row.ci_high)


def turned(items: pd.DataFrame, lang: str = "id") -> Prose | None:
    """Which items were put the other way round; nothing where none was."""
    back = items[items["reversed"].fillna(False).astype("bool")]
    if back.empty:
        return None
    named = [part("survey_item", item=row.item, text=row.text) for row in back.itertuples()]
    return told("survey_turned", lang, items=named, mark="reversed")


def reliability(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the questions of each construct hang together."""
    known = table.dropna(subset="alpha")
    if known.empty:
        return told("survey_reliability_none", lang, why=table["note"].iloc[0])
    states = known["construct"].value_counts()
    several = int((states > 1).sum())
    words = told(
        "survey_reliability_states" if several else "survey_reliability",
        lang,
        k=len(states),
        several=several,
        states=int(states.max()),
        n=len(known),
        low=known["alpha"].min(),
        high=known["alpha"].max(),
        below=int((known["alpha"] < 0.7).sum()),
    )
    weakest = known.sort_values("alpha").iloc[0]
    return headed(words, "reliability", weakest, "alpha", "n", ("alpha_low", "alpha_high"), "reliability")
