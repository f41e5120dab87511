"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import number

__all__ = ["sales"]


def sales(effect: pd.DataFrame, ranges: pd.DataFrame, lang: str = "id") -> Prose:
    """By how much sales differ; association, not cause."""
    rows, span = effect.set_index("measure"), ranges.set_index("period")
    difference, ratio = rows.loc["difference"], rows.loc["ratio"]
    return told(
        lang,
        id="Rata-rata bulanan {before} porsi per hari buka sebelum TikTok dan {after} sesudah mapan. Selisih rata-rata {d} porsi (selang 95 % {dspan}), "
        "rasio {r} ({rspan}), pada {neff} hari efektif (autokorelasi {rho}). Satu kedai tanpa pembanding: ini keterkaitan, bukan bukti sebab.",
        en="Monthly means of {before} portions per open day before TikTok and {after} once established. Difference of means {d} portions (95 % interval "
        "{dspan}), ratio {r} ({rspan}), on {neff} effective days (autocorrelation {rho}). One shop without a comparison: an association, not proof of cause.",
        before=span(span.loc["before", "low"], span.loc["before", "high"], 0, lang),
        after=span(span.loc["after", "low"], span.loc["after", "high"], 0, lang),
        d=number(difference["estimate"], 1, lang),
        dspan=span(difference["ci_low"], difference["ci_high"], 1, lang),
        r=number(ratio["estimate"], 2, lang),
        rspan=span(ratio["ci_low"], ratio["ci_high"], 2, lang),
        neff=number(difference["n_effective"], 0, lang),
        rho=number(difference["autocorrelation"], 2, lang),
    )
