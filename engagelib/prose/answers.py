"""The answer to each notebook's question in one sentence: method and doubt follow after it."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import Part, part, say
from engagelib.words.terms import TERMS

__all__ = [
    "answer_cobit", "answer_coding", "answer_engagement", "answer_itil", "answer_loyalty", "answer_published",
    "answer_reduction", "answer_sales", "answer_survey", "answer_triangulation",
]  # fmt: skip


def answer_reduction(flow: pd.DataFrame, lang: str = "id") -> Prose:
    """How many comments stay, and why most of the others do not."""
    imported = int(flow.loc[flow["step"] == "imported", "n"].sum())
    excluded = flow[flow["step"] == "excluded"]
    out = int(excluded["n"].sum())
    if not out:
        return told("reduction_answer_whole", lang, imported=imported)
    reason = excluded.loc[excluded["n"].idxmax(), "reason"]
    kept = imported - out
    share = kept / imported if imported else float("nan")
    return told(
        "reduction_answer",
        lang,
        kept=kept,
        imported=imported,
        share=share,
        out=out,
        reason=say(f"stream_{reason}" if f"stream_{reason}" in TERMS else reason, lang),
    )


def answer_coding(tally: pd.DataFrame, lang: str = "id") -> Prose:
    """What most units carry, and what fewest."""
    order = tally.sort_values("n", ascending=False, kind="stable")
    first, last = order.iloc[0], order.iloc[-1]
    ends = {"name": first["name"], "share": first["share"], "least": last["name"], "low": last["share"]}
    return told("coding_answer", lang, units=int(first["units"]), **ends)


def answer_survey(scores: pd.DataFrame, reliability: pd.DataFrame, lang: str = "id") -> Prose:
    """What the largest group rates highest and lowest, and whether its items hang together."""
    group = scores.loc[scores["n"].astype("float64").idxmax(), "group"]
    own = scores[(scores["group"] == group) & (scores["state"] != "to_be")].dropna(subset=["mean"])
    high, low = own.loc[own["mean"].idxmax()], own.loc[own["mean"].idxmin()]
    alpha = reliability["alpha"].dropna()
    rated = {"group": group, "n": int(own["n"].max()), "high": high["construct"], "top": high["mean"]}
    if len(own) == 1:
        return told("survey_answer_one", lang, **rated, reliable=_reliable(alpha))
    lowest = {"low": low["construct"], "bottom": low["mean"]}
    return told("survey_answer", lang, **rated, **lowest, reliable=_reliable(alpha))


def _reliable(alpha: pd.Series) -> Part:
    if alpha.empty:
        return part("survey_answer_no_alpha")
    if len(alpha) == 1:
        return part("survey_answer_alpha_one", alpha=alpha.iloc[0])
    return part("survey_answer_alpha", low=alpha.min(), high=alpha.max())


def answer_cobit(gap: pd.DataFrame, lang: str = "id") -> Prose:
    """How far each group sees the present from what it wishes."""
    groups = []
    for group, rows in gap.groupby("group", sort=False):
        overall = rows[rows["objective"] == "overall"].iloc[0]
        top = rows[(rows["objective"] != "overall") & rows["rank"].isin(["1", "1="])]
        groups.append(
            part(
                "cobit_answer_group", group=group, gap=overall["gap_printed"], where=top["objective"].tolist()
            )
        )
    return told("cobit_answer", lang, groups=groups)


def answer_itil(service: pd.DataFrame, lang: str = "id") -> Prose:
    """How many tickets were answered, how many in time, how many documented."""
    began = service["asked"].notna().any()
    # of all, where nobody says who began
    service = service.assign(asked=service["asked"].fillna(service["tickets"]))
    answers = service["answered"].notna()
    asked, answered = int(service.loc[answers, "asked"].sum()), int(service["answered"].sum())

    def pooled(share: str, of: str) -> float:
        known = service.dropna(subset=[share, of])
        return float((known[share] * known[of]).sum() / known[of].sum()) if known[of].sum() else float("nan")

    documented = pooled("documented_share", "tickets")
    counted = {
        "asked": asked,
        "answered": answered,
        "share": answered / asked if asked else float("nan"),
        "within": pooled("within_target", "asked"),
        "target": service["target_hours"].max(),
    }
    if not began or documented != documented:
        return told("itil_answer_all", lang, **counted)
    return told("itil_answer", lang, documented=documented, **counted)


def answer_engagement(summary: pd.DataFrame, lang: str = "id") -> Prose:
    """What share of views became interactions, with the most seen video and without it."""
    measures = summary.set_index("measure")
    value = measures["value"]
    if value["er_pooled"] != value["er_pooled"]:
        return told("engagement_unknown", lang, why=measures.loc["er_pooled", "note"])
    names = {"rate": "er_pooled", "viral": "viral_share_views", "without": "er_pooled_without_viral"}
    return told("engagement_answer", lang, **{name: value[measure] for name, measure in names.items()})


def answer_sales(effect: pd.DataFrame, lang: str = "id", unit: str = "") -> Prose:
    """How much was sold a day before and after."""
    row = effect[effect["measure"] == "difference"].iloc[0]
    ends = {
        "before": row["before"],
        "after": row["after"],
        "d": row["estimate"],
        "low": row["ci_low"],
        "high": row["ci_high"],
    }
    return told("sales_answer", lang, unit=unit or say("sold_units", lang), **ends)


def answer_loyalty(repeat: pd.DataFrame, lang: str = "id") -> Prose:
    """How many customers bought again."""
    row = repeat.iloc[0]
    if not row["customers"]:
        return told("loyalty_no_customers", lang)
    counts = {"repeat": int(row["repeat"]), "customers": int(row["customers"])}
    return told("loyalty_answer", lang, share=row["share"], low=row["ci_low"], high=row["ci_high"], **counts)


def answer_triangulation(convergence: pd.DataFrame, lang: str = "id") -> Prose:
    """How many claims several sources support, contradict, dispute, or leave alone."""
    claims = convergence.drop_duplicates("claim")
    agreed = claims[claims["farmer"].isin(("agreement", "partial"))]
    return told(
        "triangulation_answer",
        lang,
        n=len(claims),
        supported=int((agreed["direction"] == "supports").sum()),
        against=int((agreed["direction"] == "contradicts").sum()),
        apart=int((claims["farmer"] == "dissonance").sum() + (agreed["direction"] == "mixed").sum()),
        silent=int((claims["farmer"] == "silence").sum()),
    )


def answer_published(compared: pd.DataFrame, lang: str = "id") -> Prose:
    """How many printed numbers come out of the data."""
    verdicts = compared["verdict"]
    counts = {name: int(verdicts.isin(kinds).sum()) for name, kinds in _VERDICTS.items()}
    return told(
        "published_answer", lang, n=len(compared), match=len(compared) - sum(counts.values()), **counts
    )


#: What a printed number may be besides a match.
_VERDICTS = {
    "rule": ["depends on the rule"],
    "differs": ["differs", "impossible"],
    "open": ["not computable"],
}
