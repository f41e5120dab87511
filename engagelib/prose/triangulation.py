"""Sentences on claims: where sources agree, what was checked, what stays open."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, named, told
from engagelib.triangulation.claims import LEAN
from engagelib.words import number, say, share

__all__ = ["checklists", "convergence", "flags", "members", "opposed", "pairs", "rule", "scored", "trail"]


def convergence(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many claims the strands agree on, which way, and where they do not."""
    claims = table.drop_duplicates("claim")
    counts = claims["farmer"].value_counts()
    agreed = claims[claims["farmer"] == "agreement"]
    against = agreed.loc[agreed["direction"] == "contradicts", "claim"]
    apart = claims.loc[claims["farmer"] == "dissonance", "claim"]
    silent = (table["stance"] == "silent").mean()
    return told(
        lang,
        id="Dari {n} klaim: {counts}.{against}{apart} Pada {fragile} klaim kodenya bergantung pada satu bukti. {silent} sel sumber × metode diam.",
        en="Of {n} claims: {counts}.{against}{apart} For {fragile} claims the code hangs on one piece of evidence. {silent} of the source × method cells are "
        "silent.",
        n=len(claims),
        counts=listed([f"{say(f'farmer_{name}', lang)} {n}" for name, n in counts.items()], lang),
        against=named(against, lang, " Sumber-sumber sepakat membantah {}.", " Sources agree against {}."),
        apart=named(apart, lang, " Disonansi pada {}.", " Dissonance on {}."),
        fragile=int(claims["fragile"].sum()),
        silent=share(silent, 0, lang),
    )


def rule(lang: str = "id") -> Prose:
    """How a claim comes by its code."""
    return told(
        lang,
        id="Sebuah sumber mendukung klaim bila sedikitnya {lean} buktinya mendukung, membantah bila sedikitnya {lean} membantah, selain itu terbelah (±). "
        "Klaim: sepakat bila dua sumber atau lebih mengatakan hal yang sama dan tidak ada yang lain; disonansi bila satu sumber mendukung dan satu membantah; "
        "diam bila kurang dari dua sumber berbicara; selain itu sepakat sebagian. Hasil hitungan yang tidak memenuhi syarat mana pun tidak menentukan (○).",
        en="A source supports a claim where at least {lean} of its evidence does, contradicts it where at least {lean} does, else it is of two minds (±). "
        "A claim: agreement where two or more sources say the same and no other speaks; dissonance where one supports and one contradicts; silence where fewer "
        "than two speak; else partial agreement. A counted result that keeps no condition is undecided (○).",
        lean=share(LEAN, 0, lang),
    )


def pairs(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How often two sources agree."""
    spoken = table[table["farmer"] != "silence"]
    counts = spoken["farmer"].value_counts()
    return told(
        lang,
        id="Dari {n} pasangan sumber, {spoken} berbicara tentang klaim yang sama: {counts}.",
        en="Of {n} pairs of sources {spoken} speak of the same claim: {counts}.",
        n=len(table),
        spoken=len(spoken),
        counts=listed(
            [
                f"{say(f'farmer_{name}', lang)} {n} ({share(n / len(spoken), 0, lang)})"
                for name, n in counts.items()
            ],
            lang,
        ),
    )


def opposed(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What one side puts first and another last."""
    if table.empty:
        return told(
            lang,
            id="Tidak ada yang ditempatkan teratas oleh satu pihak dan terbawah oleh pihak lain.",
            en="Nothing is put first by one side and last by another.",
        )
    row = table.iloc[0]
    return told(
        lang,
        id="{name} teratas menurut {first} ({high}) dan terbawah menurut {second} ({low}). Ini disonansi yang perlu dibahas; di antara {items} hal saja, "
        "susunan yang berlawanan juga mudah terjadi karena kebetulan.",
        en="{name} is highest for {first} ({high}) and lowest for {second} ({low}). It is a dissonance to be discussed; among no more than {items}, orders "
        "that differ like this come about by chance easily too.",
        name=row.iloc[0],
        first=say(row["first"], lang),
        second=say(row["second"], lang),
        high=number(row["first_value"], 2, lang),
        low=number(row["second_value"], 2, lang),
        items=int(row["items"]),
    )


def scored(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many of many comparisons stand out, and how many would by chance."""
    known = table.dropna(subset=["ci_low", "ci_high"])
    apart = int(((known["ci_low"] > 0) | (known["ci_high"] < 0)).sum())
    return told(
        lang,
        id="Dari {n} perbandingan yang dapat dihitung, {apart} selangnya tidak memuat nol; karena kebetulan saja sekitar {chance} diharapkan. Tema yang tidak "
        "disebut dalam dua jawaban belum tentu tidak ada.",
        en="Of {n} comparisons that can be made, {apart} intervals do not hold zero; about {chance} would not by chance alone. A theme that two answers do not "
        "mention may still be there.",
        n=len(known),
        apart=apart,
        chance=number(len(known) * 0.05, 1, lang),
    )


def flags(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What does not agree in citations and statements."""
    if table.empty:
        return told(lang, id="Tidak ada yang perlu ditandai.", en="There is nothing to flag.")
    counts = table["flag"].value_counts(sort=False)
    return told(
        lang,
        id="Ditandai: {counts}.",
        en="Flagged: {counts}.",
        counts=listed([f"{say(name, lang)} ({n})" for name, n in counts.items()], lang),
    )


def members(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many informants answered, and what they said."""
    whole = table.iloc[0]
    return told(
        lang,
        id="{answered} dari {informants} informan menjawab; {changed} dari {returned} jawaban meminta perubahan, {undone} di antaranya tanpa tindak lanjut.",
        en="{answered} of {informants} informants answered; {changed} of {returned} answers asked for a change, {undone} of them without anything done about it.",
        answered=int(whole["responded"]),
        informants=int(whole["informants"]),
        changed=int(whole[["correct", "add", "reject"]].sum()),
        returned=int(whole["returned"]),
        undone=int(whole["no_action"]),
    )


def trail(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Whether every claim goes back to raw rows."""
    lost = table[~table["ends"]]
    return told(
        lang,
        id="{ends} dari {n} rujukan sampai ke baris mentah yang ada.{lost} Bahwa barisnya ada tidak berarti barisnya mendukung.",
        en="{ends} of {n} refs lead to raw rows that exist.{lost} That a row exists does not mean that it supports.",
        ends=int(table["ends"].sum()),
        n=len(table),
        lost=named(list(dict.fromkeys(lost["ref"])), lang, " Yang tidak: {}.", " Those that do not: {}."),
    )


def checklists(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many items of each checklist the study answers."""
    parts = [f"{row.standard} {row.answered} / {row.items}" for row in table.itertuples()]
    return told(
        lang,
        id="Terjawab: {parts}. Terjawab berarti keterangannya ada; apakah memadai, pembaca yang menilai.",
        en="Answered: {parts}. Answered means that the information is there; whether it is enough is for the reader to judge.",
        parts=listed(parts, lang),
    )
