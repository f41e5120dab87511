"""Sentences on codes: what people say, when new codes stopped, who carries a theme."""

from __future__ import annotations

import pandas as pd

from engagelib.coding.saturation import Reached, reached
from engagelib.prose.sentences import Prose, listed, span, told
from engagelib.words import noted, number, share

__all__ = ["coverage_of_cases", "quotes", "saturation", "tally"]


def tally(table: pd.DataFrame, themes: pd.DataFrame, lang: str = "id") -> Prose:
    """Which codes and themes people's words carry."""
    top = table.sort_values("n", ascending=False, kind="stable").head(3)
    theme = themes.sort_values("n", ascending=False, kind="stable").iloc[0]
    apart = "cluster_low" in themes and pd.notna(theme["cluster_low"])
    ends = ("cluster_low", "cluster_high") if apart else ("ci_low", "ci_high")
    if theme.get("clusters") == 1:  # one person's units are no sample: Wilson's interval would be too narrow
        interval = noted("one cluster: no interval", lang)
    else:
        width = span(theme[ends[0]] * 100, theme[ends[1]] * 100, 0, lang)
        interval = f"{'selang 95 %' if lang == 'id' else '95 % interval'} {width} %"
    return told(
        lang,
        id="Dari {units} unit yang dibaca pengode utama, kode tersering ialah {codes}. Tema terluas: {theme} ({share} unit; {interval}).",
        en="Of {units} units that the main coder read, the codes given most are {codes}. Widest theme: {theme} ({share} of units; {interval}).",
        units=number(int(top["units"].iloc[0]), 0, lang),
        codes=listed(
            [f"{row.name} ({row.n}, {share(row.share, 0, lang)})" for row in top.itertuples()], lang
        ),
        theme=theme["name"],
        share=share(theme["share"], 0, lang),
        interval=interval,
    )


def saturation(table: pd.DataFrame, lang: str = "id") -> Prose:
    """When reading on first brought nothing new, whether that lasted, and what came after."""
    found = reached(table)
    counts = {"total": found.total, "n": found.n}
    if not found.judged:
        return told(
            lang,
            id="Kejenuhan tidak dapat dinilai: {total} kode dari {n} kasus, terlalu sedikit untuk dasar dan satu putaran sesudahnya.",
            en="Saturation cannot be judged: {total} codes from {n} cases, too few for a base and a run after it.",
            **counts,
        )
    if found.first is None:
        return told(
            lang,
            id="Sampai akhir masih muncul kode baru ({total} kode dari {n} kasus): kejenuhan belum tercapai.",
            en="New codes kept appearing to the end ({total} codes from {n} cases): saturation was not reached.",
            **counts,
        )
    return told(
        lang,
        id="Pada kasus ke-{first} kejenuhan pertama tercapai: informasi baru turun sampai ambang yang dinyatakan; {after}. Seluruhnya {total} kode dari {n} kasus.",
        en="At case {first} saturation was first reached: new information fell to the declared threshold; {after}. {total} codes from {n} cases in all.",
        first=found.first,
        after=_after(found, lang),
        **counts,
    )


def _after(found: Reached, lang: str) -> str:
    """What came after saturation was first reached, and whether it lasted."""
    if found.first == found.n:
        return told(
            lang,
            id="sesudahnya tidak ada yang dibaca, jadi belum diketahui apakah bertahan",
            en="nobody was read after it, so whether it lasts is not known",
        )
    if not found.later:
        return told(lang, id="tidak ada kode baru sesudahnya", en="no new code came after")
    came = told(
        lang,
        id="{later} dari {total} kode muncul sesudahnya",
        en="{later} of {total} codes came after",
        later=found.later,
        total=found.total,
    )
    if not found.lost:
        return came + told(lang, id=", tanpa melampaui ambang", en=", without rising above the threshold")
    again = told(
        lang,
        id=", di atas ambang lagi pada kasus ke-{lost}",
        en=", above the threshold again at case {lost}",
        lost=listed([number(position, 0, lang) for position in found.lost], lang),
    )
    if found.since is None:
        return came + again + told(lang, id=" dan sampai akhir", en=" and to the end")
    return (
        came
        + again
        + told(
            lang,
            id=", di bawahnya sejak kasus ke-{since}",
            en=", below it from case {since} on",
            since=found.since,
        )
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
