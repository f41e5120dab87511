"""Sentences on a questionnaire: scores, reliability, items that ask the other way round."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, listed, span, told
from engagelib.words import noted, number, say

__all__ = ["reliability", "scores", "turned"]


def scores(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each group answered on average, in words of perception."""
    by_group = [
        told(
            lang,
            id="Menurut {group} (n = {n}): {means}.",
            en="According to {group} (n = {n}): {means}.",
            group=say(group, lang),
            n=int(part["n"].max()),
            means="; ".join(
                f"{say(row.construct, lang)} {_mean(row, lang)}"
                for row in part.sort_values("mean", ascending=False, kind="stable").itertuples()
            ),
        )
        for group, part in table.groupby("group", observed=True, sort=False)
    ]
    tail = told(
        lang,
        id="Dalam kurung selang 95 % antarresponden. Ini persepsi responden, bukan pengukuran perilaku.",
        en="In brackets the 95 % interval between respondents. This is what people say, not what they did.",
    )
    return Prose(" ".join([*by_group, tail]))


def _mean(row: Any, lang: str) -> str:
    """A mean with its interval, where it has one."""
    known = row.ci_low == row.ci_low and row.ci_low is not None
    return number(row.mean, 2, lang) + (f" ({span(row.ci_low, row.ci_high, 2, lang)})" if known else "")


def turned(items: pd.DataFrame, lang: str = "id") -> Prose | None:
    """Which items were put the other way round; nothing where none was."""
    back = items[items["reversed"].fillna(False).astype("bool")]
    if back.empty:
        return None
    return told(
        lang,
        id="Dinyatakan terbalik: {items}. Jawabannya sudah dibalik dan ditandai ({mark}): angka besar berarti tidak setuju dengan kalimatnya.",
        en="Put the other way round: {items}. Their answers have been turned and are marked ({mark}): a high number means disagreement with the sentence.",
        items=listed([f"{row.item} “{row.text}”" for row in back.itertuples()], lang),
        mark=say("reversed", lang),
    )


def reliability(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the questions of each construct hang together."""
    known = table.dropna(subset="alpha")
    if known.empty:
        return told(
            lang,
            id="Reliabilitas tidak dapat dihitung: {why}.",
            en="Reliability cannot be computed: {why}.",
            why=noted(table["note"].iloc[0], lang),
        )
    rows = known["construct"].value_counts()
    several = int((rows > 1).sum())
    return told(
        lang,
        id="Alfa Cronbach {k} konstruk{several} berkisar dari {low} sampai {high}; {below} dari {n} angka di bawah 0,70.",
        en="Cronbach's alpha of {k} constructs{several} runs from {low} to {high}; {below} of {n} values are below 0.70.",
        k=len(rows),
        several=told(
            lang,
            id=", {m} di antaranya dalam {of} keadaan,",
            en=", {m} of them in {of} states,",
            m=several,
            of=int(rows.max()),
        )
        if several
        else "",
        n=len(known),
        low=number(known["alpha"].min(), 2, lang),
        high=number(known["alpha"].max(), 2, lang),
        below=int((known["alpha"] < 0.7).sum()),
    )
