"""The sentence on how far coders read alike."""

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
            why=noted(table["note"].iloc[0] if len(table) else "no code was given", lang),
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
