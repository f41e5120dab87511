"""Sentences on comments: what was kept, which words, days and videos stand out."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, told
from engagelib.words import number, say, share

__all__ = ["alike", "collocations", "keyness", "per_day", "per_video", "reduction", "streams"]


def reduction(flow: pd.DataFrame, lang: str = "id") -> Prose:
    """What became of the imported comments."""
    n = flow.set_index(["step", "reason"])["n"]
    excluded = flow[(flow["step"] == "excluded") & (flow["n"] > 0)]
    streams = flow[(flow["step"] == "stream") & (flow["n"] > 0)]
    return told(
        lang,
        id="Dari {imported} komentar yang diimpor, {out} dikeluarkan ({reasons}) dan {kept} tetap: {streams}. Teks mentah tidak diubah, dan "
        "setiap baris mempunyai tepat satu nasib.",
        en="Of {imported} imported comments {out} were excluded ({reasons}) and {kept} stayed: {streams}. No raw text was changed, and every row "
        "has exactly one fate.",
        imported=int(n["imported", ""]),
        out=int(excluded["n"].sum()),
        kept=int(n["kept", ""]),
        reasons=listed(
            [f"{say(r, lang)} {c}" for r, c in zip(excluded["reason"], excluded["n"], strict=True)], lang
        ),
        streams=listed(
            [f"{say('stream_' + r, lang)} {c}" for r, c in zip(streams["reason"], streams["n"], strict=True)],
            lang,
        ),
    )


def _none(lang: str) -> Prose:
    return told(lang, id="Tidak ada yang dapat ditunjukkan di sini.", en="There is nothing to show here.")


def streams(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How what was kept divides into streams."""
    parts = [
        f"{say('stream_' + row['stream'], lang)} {number(row['n'], 0, lang)} ({share(row['share'], 0, lang)})"
        for row in table.to_dict("records")
    ]
    return told(
        lang,
        id="Dari {n} komentar yang tetap: {parts}. Setiap hitungan di bawah menyebut alirannya.",
        en="Of {n} comments that stayed: {parts}. Every count below names its stream.",
        n=int(table["n"].sum()),
        parts=listed(parts, lang),
    )


def alike(table: pd.DataFrame, kept: int, lang: str = "id") -> Prose:
    """How many comments resemble another, and that none of them is left out."""
    return told(
        lang,
        id="{n} dari {kept} komentar memakai kata yang sama dengan komentar sebelumnya, dalam urutan, ejaan, atau tanda baca lain. "
        "Semuanya tetap ikut; peneliti yang menilai.",
        en="{n} of {kept} comments use the words of one before them in other order, spelling or punctuation. All of them stay; "
        "the researcher judges.",
        n=len(table),
        kept=kept,
    )


def collocations(table: pd.DataFrame, lang: str = "id", by: str = "stream", most: int = 4) -> Prose:
    """The strongest pairs of each group."""
    if table.empty:
        return _none(lang)
    parts = []
    for group, part in table.groupby(by, sort=False):
        name = say(f"stream_{group}", lang) if by == "stream" else str(group)
        pairs = [
            f"“{row['term']}” ({number(row['n'], 0, lang)})" for row in part.head(most).to_dict("records")
        ]
        parts.append(f"{name}: {listed(pairs, lang)}")
    return told(
        lang,
        id="Pasangan kata yang paling kuat terikat, dengan banyaknya kemunculan. {parts}. Kekuatan diukur dengan rasio log-kemungkinan.",
        en="Word pairs most strongly bound, with how often they occur. {parts}. Strength is the log-likelihood ratio.",
        parts="; ".join(parts),
    )


def keyness(
    table: pd.DataFrame, sides: tuple[str, str] = ("these", "those"), lang: str = "id", most: int = 5
) -> Prose:
    """The words that set two groups of comments apart."""
    if table.empty:
        return _none(lang)
    sides_told = []
    for name, part in zip(
        sides, (table[table["log_ratio"] > 0], table[table["log_ratio"] <= 0]), strict=True
    ):
        words = [f"“{term}”" for term in part["term"].head(most)]
        sides_told.append(f"{say(name, lang)}: {listed(words, lang)}")
    return told(
        lang,
        id="Kata yang paling membedakan. {told}. G² mengurutkan, bukan menguji; kata khas bukan tema.",
        en="Words that set the two apart most. {told}. G² puts them in order and tests nothing; a typical word is no theme.",
        told="; ".join(sides_told),
    )


def per_day(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The busiest day, the middle day, the days without a comment."""
    if table.empty:
        return _none(lang)
    days = table.groupby("date")["n"].sum()
    busiest = days.idxmax()
    return told(
        lang,
        id="Dalam {days} hari, {empty} hari tanpa komentar; hari tengah {median} komentar, terbanyak {most} ({day}).",
        en="In {days} days {empty} had no comment; the median day had {median}, the busiest {most} ({day}).",
        days=len(days),
        empty=int((days == 0).sum()),
        median=number(float(days.median()), 1, lang),
        most=int(days.max()),
        day=f"{busiest:%Y-%m-%d}",
    )


def per_video(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How uneven videos are, and how many threads the shop answered in."""
    if table.empty:
        return _none(lang)
    n = table["n"].sort_values(ascending=False)
    answered = table["answered_share"].dropna()
    said = told(
        lang,
        id="{videos} video; yang teramai memuat {top} dari {all} komentar ({share}).",
        en="{videos} videos; the busiest has {top} of {all} comments ({share}).",
        videos=len(table),
        top=int(n.iloc[0]),
        all=int(n.sum()),
        share=share(n.iloc[0] / n.sum(), 0, lang),
    )
    if answered.empty:
        unknown = told(
            lang,
            id="Berapa utas yang dibalas penjual tidak diketahui: ekspor tidak menyebut komentar mana membalas yang mana, atau siapa penjualnya.",
            en="How many threads the seller replied in is not known: the export does not say which comment answers which, or who the seller is.",
        )
        return Prose(f"{said} {unknown}")
    replied = told(
        lang,
        id="Penjual membalas di antara {low} dan {high} utas per video.",
        en="The seller replied in {low} to {high} of the threads of a video.",
        low=share(answered.min(), 0, lang),
        high=share(answered.max(), 0, lang),
    )
    return Prose(f"{said} {replied}")
