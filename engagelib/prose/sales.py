"""The sentence on sales before and after."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, span, told
from engagelib.words import noted, number, say

__all__ = ["sales"]


def sales(effect: pd.DataFrame, ranges: pd.DataFrame, lang: str = "id") -> Prose:
    """By how much sales differ; association, not cause. Without an interval, why."""
    rows, months_of = effect.set_index("measure"), ranges.set_index("period")
    difference, ratio = rows.loc["difference"], rows.loc["ratio"]
    numbers = {
        "per": say(f"per_{difference['per']}", lang),
        "d": number(difference["estimate"], 1, lang),
        "r": number(ratio["estimate"], 2, lang),
    }
    months = told(
        lang,
        id="Rata-rata bulanan {before} porsi per {per} sebelum perubahan dan {after} dalam masa sesudahnya. ",
        en="Monthly means of {before} portions per {per} before the change and {after} in the period after it. ",
        before=span(months_of.loc["before", "low"], months_of.loc["before", "high"], 0, lang),
        after=span(months_of.loc["after", "low"], months_of.loc["after", "high"], 0, lang),
        **numbers,
    )
    one = told(
        lang,
        id=" Satu kedai tanpa pembanding: ini keterkaitan, bukan bukti sebab.",
        en=" One shop without a comparison: an association, not proof of cause.",
    )
    if pd.isna(difference["ci_low"]):
        found = told(
            lang,
            id="Selisih rata-rata {d} porsi, rasio {r}; {why}.",
            en="Difference of means {d} portions, ratio {r}; {why}.",
            why=noted(difference["note"], lang),
            **numbers,
        )
    else:
        found = told(
            lang,
            id="Selisih rata-rata {d} porsi (selang 95 % {dspan}), rasio {r} ({rspan}), pada {neff} {steps} efektif (autokorelasi dari satu {per} ke "
            "berikutnya {rho}).",
            en="Difference of means {d} portions (95 % interval {dspan}), ratio {r} ({rspan}), on {neff} effective {steps} (autocorrelation from one {per} "
            "to the next {rho}).",
            dspan=span(difference["ci_low"], difference["ci_high"], 1, lang),
            rspan=span(ratio["ci_low"], ratio["ci_high"], 2, lang),
            neff=number(difference["n_effective"], 0, lang),
            steps=say(f"steps_{difference['per']}", lang),
            rho=number(difference["autocorrelation"], 2, lang),
            **numbers,
        )
    return Prose((months if ranges["low"].notna().all() else "") + found + one)
