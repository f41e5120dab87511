"""Sentences on a gap analysis: gaps, levels, rounding."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, told
from engagelib.words import number, say

__all__ = ["gap", "levels", "rounding"]


def gap(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where what is falls short of what is wished, per group; ties are said to be ties."""
    said = []
    for group, part in table.groupby("group", sort=False):
        objectives, overall = (
            part[part["objective"] != "overall"],
            part[part["objective"] == "overall"].iloc[0],
        )
        top = objectives[objectives["rank"].isin(["1", "1="])]
        where = listed(top["objective"], lang)
        said.append(
            told(
                lang,
                id="{group} (n = {n}): keadaan kini {as_is}, harapan {to_be}, kesenjangan {gap}; terbesar pada {where} ({most}){tie}",
                en="{group} (n = {n}): as-is {as_is}, to-be {to_be}, gap {gap}; largest for {where} ({most}){tie}",
                group=say(group, lang),
                n=int(overall["n"]),
                **{k: number(overall[f"{k}_printed"], 2, lang) for k in ("as_is", "to_be", "gap")},
                where=where,
                most=number(top["gap_printed"].iloc[0], 2, lang),
                tie="" if len(top) == 1 else (", semua sama besar" if lang == "id" else ", a tie"),
            )
        )
    return Prose(". ".join(sentence[0].upper() + sentence[1:] for sentence in said) + ".")


def levels(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the level word depends on the rule."""
    now = table[(table["state"] == "as_is") & (table["objective"] == "overall")]
    said = []
    for group, part in now.groupby("group", sort=False):
        words = part.drop_duplicates("label")["label"]
        said.append(f"{say(group, lang)} {number(part['value'].iloc[0], 2, lang)}: {' / '.join(words)}")
    common = set.intersection(
        *[
            {rule for rule, level in zip(p["rule"], p["level"], strict=True) if level == 3}
            for _, p in now.groupby("group")
        ]
    )
    return told(
        lang,
        id="Kata tingkat bergantung pada aturannya ({said}). Aturan yang memberi tingkat 3 kepada semua kelompok sekaligus: {common}.",
        en="The level word depends on the rule ({said}). Rules that give level 3 to all groups at once: {common}.",
        said="; ".join(said),
        common=listed(sorted(say(rule, lang) for rule in common), lang)
        if common
        else ("tidak ada" if lang == "id" else "none"),
    )


def rounding(explained: pd.DataFrame, lang: str = "id") -> Prose:
    """Which roundings the print allows."""
    from engagelib.published.pipelines import conclusion

    return Prose(conclusion(explained, lang))
