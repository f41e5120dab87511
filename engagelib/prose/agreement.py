"""The sentence on how far coders read alike."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, told
from engagelib.words import part

__all__ = ["agreement"]


def agreement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How far two coders read alike."""
    known = table.dropna(subset="alpha").sort_values("alpha")
    if known.empty:
        why = table["note"].iloc[0] if len(table) else part("noted_no_code")
        return told("agreement_none", lang, why=why)
    low, high = known.iloc[0], known.iloc[-1]
    words = told(
        "agreement_alpha",
        lang,
        units=int(low["units"]),
        low=low["alpha"],
        low_name=low["name"],
        high=high["alpha"],
        high_name=high["name"],
        tentative=int((known["alpha"] < 0.667).sum()),
        codes=len(known),
    )
    return headed(words, "agreement", low, "alpha", "units", ("ci_low", "ci_high"), "agreement")
