"""Sentences on claims: where sources agree, what was checked, what stays open."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.triangulation.claims import LEAN
from engagelib.words import part

__all__ = [
    "checklists", "convergence", "flags", "members", "opposed", "pairs", "related", "rule", "scored",
    "strands", "trail", "weights", "written",
]  # fmt: skip


def convergence(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many claims the strands agree on, which way, and where they do not."""
    claims = table.drop_duplicates("claim")
    counts = claims["farmer"].value_counts()
    agreed = claims[claims["farmer"] == "agreement"]
    against = agreed.loc[agreed["direction"] == "contradicts", "claim"].tolist()
    apart = claims.loc[claims["farmer"] == "dissonance", "claim"].tolist()
    counted = [part("triangulation_counted", code=f"farmer_{name}", n=n) for name, n in counts.items()]
    return paragraph(
        told("triangulation_claims", lang, n=len(claims), counts=counted),
        told("triangulation_against", lang, claims=against) if against else "",
        told("triangulation_apart", lang, claims=apart) if apart else "",
        told(
            "triangulation_fragile",
            lang,
            fragile=int(claims["fragile"].sum()),
            silent=(table["stance"] == "silent").mean(),
        ),
    )


def rule(lang: str = "id") -> Prose:
    """How a claim comes by its code."""
    return told("triangulation_rule", lang, lean=LEAN)


def weights(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What the numbers change, and which relations nothing tests."""
    changed = table.loc[table["changed"], "claim"].tolist()
    untested = table.loc[table["relation"] & ~table["tested"], "claim"].tolist()
    return paragraph(
        told(
            "triangulation_weights" if changed else "triangulation_weights_none",
            lang,
            n=len(table),
            spoken=int((table["numbers"] > 0).sum()),
            changed=len(changed),
            claims=changed,
            relations=int(table["relation"].sum()),
            untested=len(untested),
        ),
        told("triangulation_weights_untested", lang, claims=untested) if untested else "",
    )


def pairs(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How often two sources agree."""
    spoken = table[table["farmer"] != "silence"]
    counts = spoken["farmer"].value_counts()
    return told(
        "triangulation_pairs",
        lang,
        n=len(table),
        spoken=len(spoken),
        counts=[
            part("triangulation_counted_share", code=f"farmer_{name}", n=n, share=n / len(spoken))
            for name, n in counts.items()
        ],
    )


def opposed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What one side puts first and another last."""
    if table.empty:
        return told("triangulation_nothing_opposed", lang)
    row = table.iloc[0]
    return told(
        "triangulation_opposed",
        lang,
        name=row.iloc[0],
        first=row["first"],
        second=row["second"],
        high=row["first_value"],
        low=row["second_value"],
        items=int(row["items"]),
    )


def scored(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many of many comparisons stand out, and how many would by chance."""
    known = table.dropna(subset=["ci_low", "ci_high"])
    apart = int(((known["ci_low"] > 0) | (known["ci_high"] < 0)).sum())
    return told("triangulation_scored", lang, n=len(known), apart=apart, chance=len(known) * 0.05)


def flags(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What does not agree in citations and statements."""
    if table.empty:
        return told("triangulation_nothing_flagged", lang)
    counts = table["flag"].value_counts(sort=False)
    counted = [part("triangulation_flag", flag=flag, n=n) for flag, n in counts.items()]
    return told("triangulation_flags", lang, counts=counted)


def members(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many informants answered, and what they said."""
    whole = table.iloc[0]
    words = told(
        "triangulation_members",
        lang,
        answered=int(whole["responded"]),
        informants=int(whole["informants"]),
        changed=int(whole[["correct", "add", "reject"]].sum()),
        returned=int(whole["returned"]),
        undone=int(whole["no_action"]),
    )
    return headed(words, "member_check_summary", whole, "responded", "informants")


def trail(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether every claim goes back to raw rows."""
    lost = list(dict.fromkeys(table.loc[~table["ends"], "ref"]))
    return paragraph(
        told("triangulation_trail", lang, ends=int(table["ends"].sum()), n=len(table)),
        told("triangulation_trail_lost", lang, refs=lost) if lost else "",
        told("triangulation_trail_read", lang),
    )


def checklists(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many items of each checklist the study answers."""
    parts = [
        part("triangulation_checklist", standard=row.standard, answered=row.answered, items=row.items)
        for row in table.itertuples()
    ]
    return told("triangulation_checklists", lang, parts=parts)


def strands(table: pd.DataFrame, lang: str = "id") -> Prose:
    """By which strands one claim comes by its code."""
    if table.empty:
        return told("triangulation_strands_none", lang)
    row = table.iloc[0]
    code = f"farmer_{row['farmer']}"
    return told(
        "triangulation_strands",
        lang,
        claim=row["claim"],
        n=len(table),
        sources=table["source"].nunique(),
        code=code,
    )


def written(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many rows of a display the researcher has concluded from."""
    open_ = int(table["open"].astype("bool").sum())
    return told("triangulation_written", lang, n=len(table), open=open_, written=len(table) - open_)


def related(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How the findings stand to the literature."""
    if table.empty:
        return told("tables_rows_none", lang)
    counts = [part("triangulation_counted", code=row.relation, n=row.n) for row in table.itertuples()]
    return told("triangulation_relations", lang, counts=counts)
