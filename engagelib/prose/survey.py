"""Sentences on a questionnaire: scores, reliability, regression, items that ask the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, part

__all__ = [
    "agreed_with", "answers", "assumptions", "correlated", "described", "differed", "discussed", "drawn",
    "hung_together", "hypotheses", "model", "paired", "profile", "quality", "reliability", "sampled",
    "scores", "turned",
]  # fmt: skip


def profile(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The commonest answer on each thing that respondents tell of themselves."""
    known = table.dropna(subset="value")
    most = known.loc[known.groupby("attribute", sort=False)["n"].idxmax()]
    told_of = [
        part(
            "survey_profile_most",
            attribute=row.attribute,
            value=str(row.value),
            share=row.share,
            n=int(row.n),
        )
        for row in most.itertuples()
    ]
    return told("survey_profile", lang, most=told_of) if told_of else told("tables_rows_none", lang)


def sampled(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many were asked, and what became of them."""
    stages = [
        part("survey_sampled_stage", stage=f"sample_{row.stage}", n=int(row.n)) for row in table.itertuples()
    ]
    last = table.iloc[-1]
    if pd.isna(last["share"]) or last["stage"] == "asked":
        return told("survey_sampled", lang, stages=stages)
    return told(
        "survey_sampled_share", lang, stages=stages, last=f"sample_{last['stage']}", share=last["share"]
    )


def scores(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each group answered on average, in words of perception."""
    groups = [
        told("survey_scores", lang, group=group, n=int(rows["n"].max()), means=_means(rows))
        for group, rows in table.groupby("group", observed=True, sort=False)
    ]
    words = paragraph(*groups, told("survey_scores_read", lang))
    known = table.dropna(subset="mean")
    if known.empty:
        return words
    highest = known.sort_values("mean").iloc[-1]
    return headed(words, "scores", highest, "mean", "n", ("ci_low", "ci_high"), "engagement_scores")


def _means(rows: pd.DataFrame) -> list[Part]:
    ordered = rows.sort_values("mean", ascending=False, kind="stable")
    return [_mean(row) for row in ordered.itertuples()]


def _mean(row: Any) -> Part:
    """A mean with its interval, where it has one."""
    known = row.ci_low == row.ci_low and row.ci_low is not None
    key = "survey_mean_interval" if known else "survey_mean"
    return part(key, construct=row.construct, mean=row.mean, low=row.ci_low, high=row.ci_high)


def turned(items: pd.DataFrame, lang: str = "id") -> Prose | None:
    """Which items were put the other way round; nothing where none was."""
    back = items[items["reversed"].fillna(False).astype("bool")]
    if back.empty:
        return None
    named = [part("survey_item", item=row.item, text=row.text) for row in back.itertuples()]
    return told("survey_turned", lang, items=named, mark="reversed")


def reliability(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether the questions of each construct hang together."""
    known = table.dropna(subset="alpha")
    if known.empty:
        return told("survey_reliability_none", lang, why=table["note"].iloc[0])
    states = known["construct"].value_counts()
    several = int((states > 1).sum())
    if len(known) == 1:
        one = known.iloc[0]
        words = told(
            "survey_reliability_one", lang, construct=one["construct"], alpha=one["alpha"], n=int(one["n"])
        )
        return headed(words, "reliability", one, "alpha", "n", ("alpha_low", "alpha_high"), "reliability")
    words = told(
        "survey_reliability_states" if several else "survey_reliability",
        lang,
        k=len(states),
        several=several,
        states=int(states.max()),
        n=len(known),
        low=known["alpha"].min(),
        high=known["alpha"].max(),
        below=int((known["alpha"] < 0.7).sum()),
    )
    weakest = known.sort_values("alpha").iloc[0]
    return headed(words, "reliability", weakest, "alpha", "n", ("alpha_low", "alpha_high"), "reliability")


def described(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Between which totals each construct lies."""
    each = [
        part(
            "survey_described_one",
            construct=r["construct"],
            low=int(r["min"]),
            high=int(r["max"]),
            mean=r["mean"],
            n=r["n"],
        )
        for r in table.dropna(subset="mean").to_dict("records")
    ]
    return told("survey_described", lang, each=each)


def answers(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which question is answered highest and which lowest."""
    ordered = table.sort_values("mean", kind="stable")
    ends: dict[str, Any] = {}
    for name, row in (("top", ordered.iloc[-1]), ("least", ordered.iloc[0])):
        ends |= {
            name: row["text"] or row["item"],
            f"{name}_mean": row["mean"],
            f"{name}_word": row["category"],
        }
    return told("survey_answers", lang, **ends)


def _p(p: float) -> Part:
    return part("survey_p_small", least=0.001) if p < 0.001 else part("survey_p", p=p)


def model(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of each outcome its causes explain."""
    return paragraph(*(_explained(row, lang) for row in table.itertuples()))


def _explained(row: Any, lang: str) -> Prose:
    if pd.isna(row.r2):
        return told("survey_model_none", lang, outcome=row.outcome, why=row.note)
    shown = {"r2": row.r2, "adjusted": row.adjusted_r2, "f": row.f, "df1": int(row.df1), "df2": int(row.df2)}
    named = row.predictors.split(", ")
    return told("survey_model", lang, predictors=named, outcome=row.outcome, n=row.n, p=_p(row.p), **shown)


def assumptions(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which assumptions hold, and what follows where one does not."""
    words = []
    for outcome, part_of in table.groupby("outcome", sort=False):
        judged = part_of.dropna(subset="holds")
        broken = judged.loc[~judged["holds"].astype(bool), "test"]
        held = len(judged) - len(broken)
        words.append(told("survey_assumptions", lang, outcome=outcome, held=held, n=len(judged)))
        if len(broken):
            words.append(told("survey_assumptions_broken", lang, tests=list(dict.fromkeys(broken))))
        if "Breusch-Pagan" in set(broken):
            words.append(told("survey_errors_hc3", lang))
    return paragraph(*words)


def hypotheses(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What became of each hypothesis."""
    counts = [
        part("survey_hypothesis_count", n=int(n), verdict=verdict)
        for verdict, n in table["verdict"].value_counts(sort=False).items()
    ]
    each = [_judged(row) for row in table.itertuples()]
    words = told("survey_hypotheses", lang, n=len(table), counts=counts, each=each)
    return paragraph(words, told("survey_hypotheses_read", lang))


def discussed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """A place to discuss each hypothesis: what it said, what became of it, and what to ask of earlier studies."""
    each = [
        told("survey_discussion", lang, name=_stated(row.hypothesis, row.statement), verdict=row.verdict)
        for row in table[table["verdict"].notna()].itertuples()
    ]
    return paragraph(*each, told("survey_discussed", lang)) if each else paragraph()


def _stated(name: str, statement: object) -> str:
    words = str(statement or "").strip().rstrip(".")
    return f"{name} ({words})" if words else name


def _judged(row: Any) -> Part:
    if pd.isna(row.verdict):
        return part("survey_hypothesis_open", name=row.hypothesis, why=row.note)
    key = "survey_hypothesis_through" if row.through else "survey_hypothesis"
    shown = {"b": row.estimate, "low": row.ci_low, "high": row.ci_high, "verdict": row.verdict}
    return part(key, name=row.hypothesis, cause=row.cause, through=row.through, outcome=row.outcome, **shown)


def agreed_with(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which item most agree with, and which fewest."""
    means = table.drop_duplicates(["state", "item"]).dropna(subset=["mean"])
    if means.empty:
        return told("tables_rows_none", lang)
    high, low = means.loc[means["mean"].idxmax()], means.loc[means["mean"].idxmin()]
    words = [
        f"{row['item']} “{row['text']}”" if pd.notna(row["text"]) else row["item"] for row in (high, low)
    ]
    ends = {"high": words[0], "top": high["mean"], "low": words[1], "bottom": low["mean"]}
    return told("survey_distribution", lang, n=len(means), **ends)


def hung_together(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many items pass the r of the table, and which hangs together least."""
    known = table.dropna(subset=["item_rest_r"])
    if known.empty:
        return told("survey_items_none", lang)
    least = known.loc[known["item_rest_r"].idxmin()]
    valid = int(known["valid"].fillna(False).astype("bool").sum())
    return told("survey_items", lang, n=len(known), valid=valid, item=least["item"], r=least["item_rest_r"])


def paired(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where what is wished differs from what is."""
    known = table.dropna(subset=["p_holm"])
    if known.empty:
        return _untested(table, lang)
    apart, top = known[known["p_holm"] < 0.05], known.loc[known["effect"].abs().idxmax()]
    counts = {"higher": int(top["higher"]), "of": int(top["n"])}
    return told("survey_paired", lang, n=len(known), apart=len(apart), construct=top["construct"], **counts)


def _untested(table: pd.DataFrame, lang: str) -> Prose:
    """Why nothing was tested: what the result notes, or that there is nothing to compare."""
    if table.empty:
        return told("survey_none_to_compare", lang)
    return told("survey_paired_none", lang, why=table["note"].iloc[0])


def differed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many comparisons between groups differ; why none could be tested."""
    known = table.dropna(subset=["p_holm"])
    if known.empty:
        return _untested(table, lang)
    return told("survey_groups", lang, n=len(known), apart=int((known["p_holm"] < 0.05).sum()))


def correlated(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which constructs go together most."""
    known = table.dropna(subset=["rho"])
    if known.empty:
        return told("survey_correlations_none", lang, why=table["note"].iloc[0] if len(table) else "–")
    row = known.loc[known["rho"].abs().idxmax()]
    ends = {"rho": row["rho"], "low": row["ci_low"], "high": row["ci_high"], "n": int(row["n"])}
    return told("survey_correlations", lang, first=row["first"], second=row["second"], **ends)


def quality(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many left something blank, and how many answered all alike."""
    blank, flat = int((table["missing"] > 0).sum()), int(table["flat"].fillna(False).astype("bool").sum())
    return told("survey_quality", lang, n=len(table), blank=blank, flat=flat)


def drawn(own: pd.Series, means: Sequence[float], lang: str = "id") -> Prose:
    """What redrawn samples make of a mean: its bootstrap interval."""
    low, high = pd.Series(means).quantile([0.025, 0.975])
    return told("survey_drawn", lang, n=len(own), mean=own.mean(), draws=len(means), low=low, high=high)
