"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import noted, number

__all__ = ["agreement"]


def agreement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How far two coders read alike."""
    known = table.dropna(subset="alpha").sort_values("alpha")
    if known.empty:
        return told(
            lang,
            id="Kesepakatan tidak dapat dihitung: {why}.",
            en="Agreement cannot be computed: {why}.",
            why=noted(table["note"].iloc[0], lang),
        )
    low, high = known.iloc[0], known.iloc[-1]
    return told(
        lang,
        id="Pada {units} unit yang dibaca dua pengode, alfa Krippendorff per kode berkisar dari {low} ({low_name}) sampai {high} ({high_name}); "
        "{tentative} dari {codes} kode berada di bawah 0,667, batas untuk simpulan sementara.",
        en="On {units} units that two coders read, Krippendorff's alpha per code runs from {low} ({low_name}) to {high} ({high_name}); {tentative} of "
        "{codes} codes lie below 0.667, the limit for tentative conclusions.",
        units=int(low["units"]),
        low=number(low["alpha"], 2, lang),
        low_name=low["name"],
        high=number(high["alpha"], 2, lang),
        high_name=high["name"],
        tentative=int((known["alpha"] < 0.667).sum()),
        codes=len(known),
    )
