"""The sentence on sales before and after."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import say

__all__ = ["compared_elsewhere", "jumped", "sales"]


def sales(effect: pd.DataFrame, ranges: pd.DataFrame, lang: str = "id", unit: str = "") -> Prose:
    """By how much sales differ; association, not cause. Without an interval, why. `unit`: what is counted."""
    unit = unit or say("sold_units", lang)
    one = told("sales_one_shop", lang)
    words = paragraph(_months(effect, ranges, lang, unit), _difference(effect, lang, unit), one)
    difference = effect[effect["measure"] == "difference"].iloc[0]
    ends = ("ci_low", "ci_high")
    return headed(words, "sales_effect", difference, "estimate", "n_effective", ends, "sales_effect")


def _months(effect: pd.DataFrame, ranges: pd.DataFrame, lang: str, unit: str) -> str:
    """The monthly means on both sides; nothing where a side has no whole month."""
    if ranges["low"].isna().any():
        return ""
    ends = ranges.set_index("period")
    sides = {f"{side}_{end}": ends.loc[side, end] for side in ("before", "after") for end in ("low", "high")}
    return told("sales_months", lang, per=_per(effect), unit=unit, **sides)


def _difference(effect: pd.DataFrame, lang: str, unit: str) -> Prose:
    rows = effect.set_index("measure")
    difference, ratio = rows.loc["difference"], rows.loc["ratio"]
    values = {"d": difference["estimate"], "r": ratio["estimate"], "unit": unit}
    if pd.isna(difference["ci_low"]):
        return told("sales_no_interval", lang, why=difference["note"], **values)
    return told(
        "sales_difference",
        lang,
        d_low=difference["ci_low"],
        d_high=difference["ci_high"],
        r_low=ratio["ci_low"],
        r_high=ratio["ci_high"],
        neff=difference["n_effective"],
        steps=f"steps_{difference['per']}",
        per=_per(effect),
        rho=difference["autocorrelation"],
        **values,
    )


def _per(effect: pd.DataFrame) -> str:
    return f"per_{effect.set_index('measure').loc['difference', 'per']}"


def compared_elsewhere(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How often a date without a change shows as large a difference."""
    share = table["share"].iloc[0] if len(table) else float("nan")
    if share != share:
        steps = f"steps_{table['per'].iloc[0]}" if len(table) else "steps_day"
        return Prose(told("sales_placebo_none", lang, steps=steps) + ".")
    others = int((table["period"] != "actual").sum())
    return told("sales_placebo", lang, n=others, share=(share * len(table) - 1) / others)


def jumped(effect: pd.DataFrame, lang: str = "id", unit: str = "") -> Prose:
    """By how much sales differ, with the interval of the difference and of the ratio."""
    return _difference(effect, lang, unit or say("sold_units", lang))
