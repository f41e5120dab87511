"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, span, told
from engagelib.words import number, share

__all__ = ["coverage_of_cases", "quotes", "saturation", "tally"]


def tally(table: pd.DataFrame, themes: pd.DataFrame, lang: str = "id") -> Prose:
    """Which codes and themes people's words carry."""
    top = table.sort_values("n", ascending=False, kind="stable").head(3)
    ends = ("cluster_low", "cluster_high") if "cluster_low" in themes else ("ci_low", "ci_high")
    theme = themes.sort_values("n", ascending=False, kind="stable").iloc[0]
    return told(
        lang,
        id="Dari {units} unit yang dibaca pengode utama, kode tersering ialah {codes}. Tema terluas: {theme} ({share} unit; selang 95 % {span} %).",
        en="Of {units} units that the main coder read, the codes given most are {codes}. Widest theme: {theme} ({share} of units; 95 % interval {span} %).",
        units=number(int(top["units"].iloc[0]), 0, lang),
        codes=listed(
            [f"{row.name} ({row.n}, {share(row.share, 0, lang)})" for row in top.itertuples()], lang
        ),
        theme=theme["name"],
        share=share(theme["share"], 0, lang),
        span=span(theme[ends[0]] * 100, theme[ends[1]] * 100, 0, lang),
    )


def saturation(table: pd.DataFrame, lang: str = "id") -> Prose:
    """When reading on brought nothing new."""
    reached = table[table["saturated"].fillna(False)]
    total = int(table["cumulative"].iloc[-1])
    if reached.empty:
        return told(
            lang,
            id="Sampai akhir masih muncul kode baru ({total} kode dari {n} kasus): kejenuhan belum tercapai.",
            en="New codes kept appearing to the end ({total} codes from {n} cases): saturation was not reached.",
            total=total,
            n=len(table),
        )
    return told(
        lang,
        id="Pada kasus ke-{position} informasi baru turun sampai ambang yang dinyatakan; {total} kode muncul dari {n} kasus.",
        en="At case {position} new information fell to the declared threshold; {total} codes appeared from {n} cases.",
        position=int(reached["position"].iloc[0]),
        total=total,
        n=len(table),
    )


def quotes(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many quotes a search would find, and what to do with them before print."""
    if table["warning"].isna().all():
        return told(
            lang,
            id="Tidak satu pun dari {n} kutipan berdiri kata demi kata dalam komentar terbuka yang dibaca di sini.",
            en="None of the {n} quotes stands verbatim in a public comment that was read here.",
            n=len(table),
        )
    return told(
        lang,
        id="{n} dari {all} kutipan dapat ditemukan lewat mesin pencari, karena diambil kata demi kata dari komentar terbuka: nama samaran "
        "tidak melindungi penulisnya. Sebelum dicetak, parafrasekan atau minta izinnya.",
        en="{n} of {all} quotes would be found by a search engine, since they are verbatim from public comments: a pseudonym does not "
        "protect their writers. Before print, paraphrase them or ask for consent.",
        n=int(table["warning"].notna().sum()),
        all=len(table),
    )


def coverage_of_cases(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which theme was found with most informants (or shops) and which with fewest."""
    whole = table[table["sector"] == "all"].sort_values("n", ascending=False, kind="stable")
    if whole.empty:
        return told(lang, id="Tidak ada tema yang dikodekan.", en="No theme was coded.")
    most, least = whole.iloc[0], whole.iloc[-1]
    return told(
        lang,
        id="Dari {of} informan, {n_most} berbicara tentang {most} dan {n_least} tentang {least}: mendukung atau menyangkal.",
        en="Of {of} informants {n_most} speak of {most} and {n_least} of {least}: for or against.",
        most=most["theme"],
        n_most=int(most["n"]),
        of=int(most["cases"]),
        least=least["theme"],
        n_least=int(least["n"]),
    )
