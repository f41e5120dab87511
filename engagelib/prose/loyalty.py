"""Sentences on several shops: who comes back, by which channel, at which stage."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, listed, named, told
from engagelib.words import say, share

__all__ = ["channels", "customers", "segments", "shops", "stages"]


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
