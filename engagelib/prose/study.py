"""Sentences on the study itself: whose data, which files."""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import number

__all__ = ["illustrative", "inventory"]


def illustrative(yes: bool, lang: str = "id") -> Prose:
    """Whose words these are."""
    if not yes:
        return told(
            lang,
            id="Data studi ini diberikan oleh peneliti.",
            en="The data of this study were supplied by its researcher.",
        )
    return told(
        lang,
        id="Data ini ilustratif: ditulis untuk proyek ini, dan asal data menyebut dalam hal apa data ini mengikuti makalahnya. Tidak satu pun berasal "
        "dari responden atau informan penulis makalah.",
        en="These data are illustrative: written for this project; the provenance says in what they follow the paper. None of them "
        "comes from the authors' respondents or informants.",
    )


def inventory(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How much of what there is."""
    there = table[table["rows"] > 0]
    return told(
        lang,
        id="Studi ini memuat {n} tabel dari {files} berkas, seluruhnya {rows} baris.",
        en="The study holds {n} tables from {files} files, {rows} rows in all.",
        n=len(there),
        files=there["file"].nunique(),
        rows=number(int(there["rows"].sum()), 0, lang),
    )
