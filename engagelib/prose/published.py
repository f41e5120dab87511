"""The sentence on printed numbers."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, told
from engagelib.words import number, say

__all__ = ["audit"]


def audit(compared: pd.DataFrame, lang: str = "id") -> Prose:
    """Which printed numbers come out."""
    counts = compared["verdict"].value_counts()
    cut = compared[compared["verdict"] == "match under pipeline"]
    return told(
        lang,
        id="Dari {n} angka dan kata yang dicetak: {counts}. Hanya di bawah cara pembulatan makalah: {cut}.",
        en="Of {n} printed numbers and words: {counts}. Only under the paper's own rounding: {cut}.",
        n=len(compared),
        counts=listed([f"{say(name, lang)} {n}" for name, n in counts.items()], lang),
        cut=listed(
            sorted(
                {
                    f"{number(row.printed, 2, lang)} ({number(row.recommended, 2, lang)})"
                    for row in cut.itertuples()
                }
            ),
            lang,
        ),
    )
