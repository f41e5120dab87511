"""The sentences that read the tables of several shops, of triangulation and of rigour. No number is typed.

They keep apart what is said and what is counted: a theme beside loyalty is an association of words, a share of
customers who came back depends on how long was looked.
"""

from __future__ import annotations

import pandas as pd

from engagelib.prose import Prose, listed, named, told
from engagelib.triangulation import LEAN
from engagelib.words import number, say, share

__all__ = [
    "channels", "checklists", "coverage", "customers", "flags", "members", "opposed", "pairs", "rule", "scored",
    "segments", "shops", "stages", "trail",
]  # fmt: skip


def shops(cases: pd.DataFrame, lang: str = "id") -> Prose:
    """Who was studied."""
    there, people = cases[cases["kind"] == "shop"], cases[cases["kind"] == "informant"]
    roles = people["role"].value_counts(sort=False)
    return told(
        lang,
        id="{n} usaha di {sectors} sektor ({named}); {people} informan: {roles}. {proof} dari {customers} pelanggan mempunyai bukti pembelian "
        "berulang.",
        en="{n} shops in {sectors} sectors ({named}); {people} informants: {roles}. {proof} of {customers} customers have a proof of repeat "
        "purchase.",
        n=len(there),
        sectors=there["sector"].nunique(),
        named=listed([say(sector, lang) for sector in there["sector"].unique()], lang),
        people=len(people),
        roles=listed([f"{count} {say(role, lang)}" for role, count in roles.items()], lang),
        proof=int(people.loc[people["role"] == "customer", "proof"].notna().sum()),
        customers=int((people["role"] == "customer").sum()),
    )


def coverage(table: pd.DataFrame, lang: str = "id") -> Prose:
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


def channels(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Where channels are used as the study says, where not, and for what else."""

    def uses(status: str) -> list[str]:
        found = table[table["status"] == status].sort_values("shops", ascending=False, kind="stable").head(4)
        return [f"{say(row.channel, lang)} – {say(row.function, lang)}" for row in found.itertuples()]

    counts = table["status"].value_counts()
    return told(
        lang,
        id="Dari {claimed} peran kanal yang dinyatakan, {seen} terlihat{missing}. {more} pemakaian lain terlihat tanpa dinyatakan{other}.",
        en="Of {claimed} parts that channels are said to play, {seen} were seen{missing}. {more} other uses were seen that nobody claimed{other}.",
        claimed=int(table["claimed"].sum()),
        seen=int(counts.get("as_claimed", 0)),
        missing=named(uses("not_noted"), lang, "; tidak terlihat: {}", "; not seen: {}"),
        more=int(counts.get("not_claimed", 0)),
        other=named(uses("not_claimed"), lang, ", terutama {}", ", above all {}"),
    )


def stages(table: pd.DataFrame, unplaced: list[str], lang: str = "id") -> Prose:
    """Which stages have a theme that is spoken of, which themes no stage takes up."""
    bare = [f"{row.stage} ({row.name})" for row in table[table["flag"] != ""].itertuples()]
    return told(
        lang,
        id="{fed} dari {n} tahap mempunyai tema yang dibicarakan, mendukung atau menyangkal.{bare}{unplaced}",
        en="{fed} of {n} stages have a theme that is spoken of, for or against.{bare}{unplaced}",
        fed=int((table["flag"] == "").sum()),
        n=len(table),
        bare=named(bare, lang, " Tanpa tema: {}.", " Without one: {}."),
        unplaced=named(unplaced, lang, " Tema tanpa tahap: {}.", " Themes without a stage: {}."),
    )


def customers(repeat: pd.DataFrame, within: pd.DataFrame, lang: str = "id") -> Prose:
    """Who came again, how differently from shop to shop, and how soon."""
    if repeat.empty:
        return told(
            lang,
            id="Tidak ada pesanan dari pelanggan yang dikenal.",
            en="There is no order of a customer who is known.",
        )
    whole, shops = repeat.iloc[0], repeat["share"].iloc[1:]
    soon = [
        f"{share(row.share, 0, lang)} {'dalam' if lang == 'id' else 'within'} {row.days} {say('days', lang)}"
        for row in within.dropna(subset="share").itertuples()
    ]
    return told(
        lang,
        id="Dari {customers} pelanggan, {share} membeli lebih dari sekali; per usaha dari {least} sampai {most}. Dengan memperhitungkan lamanya pengamatan: "
        "{soon} sesudah pesanan pertama yang terlihat. Satu nama di satu usaha dihitung satu pelanggan: orang dengan dua nama menurunkan bagian ini.",
        en="Of {customers} customers {share} bought more than once; by shop from {least} to {most}. Allowing for how long each was seen: {soon} of the "
        "first order that was seen. A name at a shop counts as one customer: a person with two names lowers the share.",
        customers=int(whole["customers"]),
        share=share(whole["share"], 0, lang),
        least=share(shops.min(), 0, lang),
        most=share(shops.max(), 0, lang),
        soon=listed(soon, lang),
    )


def segments(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which segment brings most of the money."""
    if table.empty:
        return told(lang, id="Tidak ada pelanggan yang dikenal.", en="No customer is known.")
    top = table.sort_values("monetary_share", ascending=False).iloc[0]
    return told(
        lang,
        id="Segmen {name}: {people} pelanggan, {money} nilai belanja.",
        en="The segment {name}: {people} of customers, {money} of the money spent.",
        name=say(top["segment"], lang),
        people=share(top["share"], 0, lang),
        money=share(top["monetary_share"], 0, lang),
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
