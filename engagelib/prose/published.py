"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

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
