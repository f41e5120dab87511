"""Sentences on comments: what was kept, which words, days and videos stand out."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, day, part

__all__ = ["alike", "coded", "collocations", "keyness", "per_day", "per_video", "reduction", "streams"]


def reduction(flow: pd.DataFrame, lang: str = "id") -> Prose:
    """What became of the imported comments."""
    n = flow.set_index(["step", "reason"])["n"]

    def counts(step: str, sense: str = "") -> list[Part]:
        rows = flow[(flow["step"] == step) & (flow["n"] > 0)]
        return [
            part("reduction_counted", name=sense + reason, n=count)
            for reason, count in zip(rows["reason"], rows["n"], strict=True)
        ]

    words = told(
        "reduction_flow" if counts("excluded") else "reduction_flow_whole",
        lang,
        imported=int(n["imported", ""]),
        out=int(flow.loc[flow["step"] == "excluded", "n"].sum()),
        kept=int(n["kept", ""]),
        reasons=counts("excluded"),
        streams=counts("stream", "stream_"),
    )
    kept = flow[flow["step"] == "kept"].iloc[0]
    return headed(words, "flow", kept, "n", n="", figure="flow")


def coded(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many coded comments the rules exclude, in the same words wherever it is asked."""
    if table.empty:
        return told("reduction_coded_none", lang)
    each = [part("reduction_counted", name=row.reason, n=row.n) for row in table.itertuples()]
    return told("reduction_coded", lang, n=int(table["n"].sum()), reasons=each)


def streams(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How what was kept divides into streams."""
    parts = [
        part("reduction_counted_share", name=f"stream_{row.stream}", n=row.n, share=row.share)
        for row in table.itertuples()
    ]
    return told("reduction_streams", lang, n=int(table["n"].sum()), parts=parts)


def alike(table: pd.DataFrame, kept: int, lang: str = "id") -> Prose:
    """How many comments resemble another, and that none of them is left out."""
    return told("reduction_alike", lang, n=len(table), kept=kept)


def collocations(table: pd.DataFrame, lang: str = "id", by: str = "stream", most: int = 4) -> Prose:
    """The strongest pairs of each group."""
    if table.empty:
        return told("reduction_nothing", lang)
    parts = []
    for group, rows in table.groupby(by, sort=False):
        pairs = [part("reduction_word_counted", word=r.term, n=r.n) for r in rows.head(most).itertuples()]
        parts.append(_words(f"stream_{group}" if by == "stream" else str(group), pairs, by == "stream"))
    return told("reduction_collocations", lang, parts=parts)


def keyness(
    table: pd.DataFrame, sides: tuple[str, str] = ("these", "those"), lang: str = "id", most: int = 5
) -> Prose:
    """The words that set two groups of comments apart."""
    if table.empty:
        return told("reduction_nothing", lang)
    halves = (table[table["log_ratio"] > 0], table[table["log_ratio"] <= 0])
    told_sides = [
        _words(name, [part("reduction_word", word=term) for term in rows["term"].head(most)])
        for name, rows in zip(sides, halves, strict=True)
    ]
    return told("reduction_keyness", lang, sides=told_sides)


def _words(name: str, words: list[Part], ours: bool = True) -> Part:
    """The words of a group; its name is a term of ours, or the study's own."""
    return part("reduction_words_of" if ours else "reduction_words_of_own", name=name, words=words)


def per_day(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The busiest day, the middle day, the days without a comment."""
    if table.empty:
        return told("reduction_nothing", lang)
    days = table.groupby("date")["n"].sum()
    return told(
        "reduction_per_day",
        lang,
        days=len(days),
        empty=int((days == 0).sum()),
        median=float(days.median()),
        most=int(days.max()),
        day=day(str(days.idxmax())[:10], lang),
    )


def per_video(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How uneven videos are, and how many threads the shop answered in."""
    if table.empty:
        return told("reduction_nothing", lang)
    n, answered = table["n"], table["answered_share"].dropna()
    carried = {"top": int(n.max()), "all": int(n.sum()), "share": n.max() / n.sum()}
    return paragraph(
        told("reduction_per_video", lang, videos=len(table), **carried),
        told("reduction_replies_unknown", lang)
        if answered.empty
        else told("reduction_replies", lang, low=answered.min(), high=answered.max()),
    )
