"""Sentences on what the platform counts."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import noted, share

__all__ = ["coverage", "engagement"]


def engagement(table: pd.DataFrame, lang: str = "id") -> Prose:
    """The engagement rate both ways, and what one video carries."""
    value = table.set_index("measure")["value"]
    if value["er_pooled"] != value["er_pooled"]:
        return told(
            lang,
            id="Tingkat keterlibatan tidak diketahui: {why}.",
            en="The engagement rate is not known: {why}.",
            why=noted(table.set_index("measure").loc["er_pooled", "note"], lang),
        )
    return told(
        lang,
        id="Rata-rata tingkat keterlibatan per video {mean}; semua interaksi dibagi semua tayangan {pooled}. Satu video membawa {viral} tayangan; "
        "tanpa video itu {without}. ({n} video)",
        en="Mean engagement rate per video {mean}; all interactions over all views {pooled}. One video carries {viral} of the views; without it "
        "{without}. ({n} videos)",
        mean=share(value["er_mean"], 1, lang),
        pooled=share(value["er_pooled"], 1, lang),
        viral=share(value["viral_share_views"], 0, lang),
        without=share(value["er_pooled_without_viral"], 1, lang),
        n=int(table["n"].max()),
    )


def coverage(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what the platform counts was imported, and how many videos fall below the limit."""
    known = table.dropna(subset=["share"])
    if known.empty:
        return told(
            lang,
            id="Berapa bagian yang terimpor tidak diketahui: tidak ada video yang komentarnya terimpor dan juga dihitung platform.",
            en="What part was imported is not known: there is no video whose comments were imported and counted by the platform.",
        )
    return told(
        lang,
        id="Dari {reported} komentar menurut platform di bawah {videos} video, {imported} terimpor ({share}); {below} video di bawah batas.",
        en="Of {reported} comments that the platform counts under {videos} videos, {imported} were imported ({share}); {below} videos are below the limit.",
        reported=int(known["reported"].sum()),
        videos=len(known),
        imported=int(known["imported"].sum()),
        share=share(float(known["imported"].sum() / known["reported"].sum()), 0, lang),
        below=int(known["below"].sum()),
    )
