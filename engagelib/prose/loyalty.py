"""Sentences on several shops: who comes back, by which channel, at which stage."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, part

__all__ = ["channels", "cohorts", "customers", "measured", "segments", "shops", "stages"]


def shops(cases: pd.DataFrame, lang: str = "id") -> Prose:
    """Who was studied."""
    there, people = cases[cases["kind"] == "shop"], cases[cases["kind"] == "informant"]
    roles = people["role"].value_counts(sort=False)
    return told(
        "loyalty_shops",
        lang,
        n=len(there),
        sectors=there["sector"].nunique(),
        named=there["sector"].unique().tolist(),
        people=len(people),
        roles=[part("loyalty_role", n=n, role=role) for role, n in roles.items()],
        proof=int(people.loc[people["role"] == "customer", "proof"].notna().sum()),
        customers=int((people["role"] == "customer").sum()),
    )


def channels(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where channels are used as the study says, where not, and for what else."""

    def uses(status: str) -> list[Part]:
        found = table[table["status"] == status].sort_values("shops", ascending=False, kind="stable").head(4)
        return [part("loyalty_use", channel=row.channel, function=row.function) for row in found.itertuples()]

    counts = table["status"].value_counts()
    seen = {"claimed": int(table["claimed"].sum()), "seen": int(counts.get("as_claimed", 0))}
    more = int(counts.get("not_claimed", 0))
    missing, other = uses("not_noted"), uses("not_claimed")
    return paragraph(
        told("loyalty_channels_missing" if missing else "loyalty_channels", lang, missing=missing, **seen),
        told("loyalty_channels_other" if other else "loyalty_channels_more", lang, more=more, other=other),
    )


def stages(table: pd.DataFrame, unplaced: list[str], lang: str = "id") -> Prose:
    """Which stages have a theme that is spoken of, which themes no stage takes up."""
    fed = table["flag"] == ""
    bare = [part("loyalty_stage", stage=row.stage, name=row.name) for row in table[~fed].itertuples()]
    return paragraph(
        told("loyalty_stages", lang, fed=int(fed.sum()), n=len(table)),
        told("loyalty_stages_bare", lang, bare=bare) if bare else "",
        told("loyalty_unplaced", lang, themes=list(unplaced)) if len(unplaced) else "",
    )


def customers(repeat: pd.DataFrame, within: pd.DataFrame, lang: str = "id") -> Prose:
    """Who came again, how differently from shop to shop, and how soon."""
    if repeat.empty:
        return told("loyalty_no_orders", lang)
    whole, shops = repeat.iloc[0], repeat["share"].iloc[1:]
    known = within.dropna(subset="share")
    words = told(
        "loyalty_customers",
        lang,
        customers=int(whole["customers"]),
        share=whole["share"],
        least=shops.min(),
        most=shops.max(),
        soon=[part("loyalty_within", share=row.share, days=row.days) for row in known.itertuples()],
    )
    return headed(words, "repeat_purchase", whole, "share", "customers", ("ci_low", "ci_high"), "retention")


def segments(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which segment brings most of the money."""
    if table.empty:
        return told("loyalty_no_customers", lang)
    top = table.sort_values("monetary_share", ascending=False).iloc[0]
    return told(
        "loyalty_segment", lang, name=top["segment"], people=top["share"], money=top["monetary_share"]
    )


def measured(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many measures could be counted."""
    return told("loyalty_counted", lang, n=len(table), known=int(table["value"].notna().sum()))


def cohorts(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many customers still bought in the third month, over cohorts watched that long."""
    third = table[(table["month"] == 3) & table["active"].notna()]
    n = int(third["customers"].sum())
    if not n:
        return told("loyalty_cohorts_none", lang)
    return told("loyalty_cohorts", lang, n=n, share=float(third["active"].sum()) / n)
