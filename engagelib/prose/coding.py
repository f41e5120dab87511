"""Sentences on codes: what people say, when new codes stopped, who carries a theme."""

from __future__ import annotations

import pandas as pd

from engagelib.coding.saturation import Reached, reached
from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, part

__all__ = ["associated", "coverage_of_cases", "narrowed", "quotes", "saturation", "tally", "together"]


def tally(
    table: pd.DataFrame, themes: pd.DataFrame, lang: str = "id", codings: pd.DataFrame | None = None
) -> Prose:
    """Which codes and themes people's words carry; and what share of `codings` was decided after a suggestion was seen."""
    top = table.sort_values("n", ascending=False, kind="stable").head(3)
    theme = themes.sort_values("n", ascending=False, kind="stable").iloc[0]
    apart = "cluster_low" in themes and pd.notna(theme["cluster_low"])
    ends = ("cluster_low", "cluster_high") if apart else ("ci_low", "ci_high")
    if theme.get("clusters") == 1:  # one person's units are no sample: Wilson's interval would be too narrow
        interval: Part | str = part("noted_one_cluster")
    else:
        interval = part("coding_interval", low=theme[ends[0]] * 100, high=theme[ends[1]] * 100)
    words = told(
        "coding_tally",
        lang,
        units=int(top["units"].iloc[0]),
        codes=[
            part("coding_tally_code", name=row.name, n=int(row.n), share=row.share)
            for row in top.itertuples(index=False)
        ],
        theme=theme["name"],
        share=theme["share"],
        interval=interval,
    )
    seen = pd.Series(dtype="boolean") if codings is None else codings["seen_first"].dropna().astype(bool)
    if seen.any():
        after = told("coding_seen_first", lang, n=int(seen.sum()), all=len(seen), share=float(seen.mean()))
        words = paragraph(words, after)
    return headed(words, "theme_tally", theme, "share", "units", ends, "code_tally")


def saturation(table: pd.DataFrame, lang: str = "id") -> Prose:
    """When reading on first brought nothing new, whether that lasted, and what came after."""
    found = reached(table)
    counts = {"total": found.total, "n": found.n}
    if not found.judged:
        return told("coding_saturation_unjudged", lang, **counts)
    if found.first is None:
        return told("coding_saturation_none", lang, **counts)
    return told("coding_saturation_reached", lang, case=found.first, after=_after(found), **counts)


def _after(found: Reached) -> Part:
    """What came after saturation was first reached, and whether it lasted."""
    if found.first == found.n:
        return part("coding_after_nobody")
    if not found.later:
        return part("coding_after_nothing")
    came = {"later": found.later, "total": found.total}
    if not found.lost:
        return part("coding_after_below", **came)
    if found.since is None:
        return part("coding_after_above_to_the_end", lost=found.lost, **came)
    return part("coding_after_above", lost=found.lost, since=found.since, **came)


def quotes(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many quotes a search would find, and what to do with them before print."""
    found = int(table["warning"].notna().sum())
    if not found:
        return told("coding_quotes_none", lang, n=len(table))
    return told("coding_quotes", lang, n=found, all=len(table))


def coverage_of_cases(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which theme was found with most informants (or shops) and which with fewest."""
    whole = table[table["sector"] == "all"].sort_values("n", ascending=False, kind="stable")
    if whole.empty:
        return told("coding_no_theme", lang)
    most, least = whole.iloc[0], whole.iloc[-1]
    return told(
        "coding_coverage",
        lang,
        of=int(most["cases"]),
        most=most["theme"],
        n_most=int(most["n"]),
        least=least["theme"],
        n_least=int(least["n"]),
    )


def together(table: pd.DataFrame, codebook: pd.DataFrame, lang: str = "id") -> Prose:
    """Which two codes stand in one unit most often."""
    shared = table[table["n"] > 0]
    if shared.empty:
        return told("coding_together_none", lang)
    row, named = (
        shared.loc[shared["n"].idxmax()],
        codebook.drop_duplicates("code").set_index("code")["name"].dropna(),
    )
    first, second = (str(named.get(row[column], row[column])) for column in ("code_a", "code_b"))
    return told("coding_together", lang, first=first, second=second, n=int(row["n"]), lift=row["lift"])


def associated(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many codes differ by each grouping, and which goes with it most."""
    known = table.dropna(subset=["p_holm"])
    if known.empty:
        return told("coding_associated_none", lang)
    return paragraph(*(_apart(part, lang) for _, part in known.groupby("attribute", sort=False)))


def _apart(known: pd.DataFrame, lang: str) -> Prose:
    top = known.loc[known["cramers_v"].idxmax()]
    apart = int((known["p_holm"] < 0.05).sum())
    named = {name: top[name] for name in ("attribute", "name")}
    return told("coding_associated", lang, n=len(known), apart=apart, v=top["cramers_v"], **named)


def narrowed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """From how much to how little the material was reduced."""
    steps = table[table["method"] == "all"] if "method" in table else table
    first, last = steps.iloc[0], steps.iloc[-1]
    ends = {"begin": f"funnel_{first['step']}", "end": f"funnel_{last['step']}"}
    return told(
        "coding_narrowed", lang, first=int(first["n"]), last=int(last["n"]), n=steps["step"].nunique(), **ends
    )
