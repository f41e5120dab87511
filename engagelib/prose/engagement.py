"""Sentences on what the platform counts."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, told

__all__ = ["carried", "coverage", "engagement"]


def engagement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The engagement rate both ways, and what one video carries."""
    measures = table.set_index("measure")
    value = measures["value"]
    if value["er_pooled"] != value["er_pooled"]:
        return told("engagement_unknown", lang, why=measures.loc["er_pooled", "note"])
    words = told(
        "engagement_rates",
        lang,
        mean=value["er_mean"],
        pooled=value["er_pooled"],
        viral=value["viral_share_views"],
        without=value["er_pooled_without_viral"],
        n=int(table["n"].max()),
    )
    pooled = table[table["measure"] == "er_pooled"].iloc[0]
    return headed(words, "engagement_summary", pooled, "value", figure="concentration")


def coverage(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what the platform counts was imported, and how many videos fall below the limit."""
    known = table.dropna(subset=["share"])
    if known.empty:
        return told("engagement_coverage_unknown", lang)
    return told(
        "engagement_coverage",
        lang,
        reported=int(known["reported"].sum()),
        videos=len(known),
        imported=int(known["imported"].sum()),
        share=float(known["imported"].sum() / known["reported"].sum()),
        below=int(known["below"].sum()),
    )


def carried(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What the most seen video carries, and how few carry half."""
    known = table.dropna(subset=["views_share"])
    if known.empty:
        return told("engagement_carried_none", lang)
    top = known.iloc[0]
    half = int((known["cumulative_share"] < 0.5).sum()) + 1
    return told(
        "engagement_carried",
        lang,
        views=top["views_share"],
        acts=top["interactions_share"],
        half=half,
        n=len(known),
    )
