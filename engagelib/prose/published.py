"""Sentences on printed numbers: which come out, and how they were rounded."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, paragraph, told
from engagelib.published.pipelines import families
from engagelib.words import Part, decimals, part, say, sentence

__all__ = ["audit", "possible", "rounding"]


def audit(compared: pd.DataFrame, lang: str = "id") -> Prose:
    """Which printed numbers come out."""
    counts = compared["verdict"].value_counts()
    cut = compared.loc[compared["verdict"] == "match under pipeline", ["printed", "recommended"]]
    return told(
        "published_audit",
        lang,
        n=len(compared),
        counts=[part("published_counted", verdict=verdict, n=n) for verdict, n in counts.items()],
        cut=sorted(
            {
                sentence("published_cut", lang, printed=printed, recommended=recommended)
                for printed, recommended in zip(cut["printed"], cut["recommended"], strict=True)
            }
        ),
    )


def rounding(explained: pd.DataFrame, lang: str = "id") -> Prose:
    """Which ways of rounding the print allows: those that give every number, and those that miss one."""
    if explained.empty:
        return told("published_rounding_nothing", lang)
    found = families(explained)
    named = found[found["family"] != "mixed"]
    fits, near = ([_way(row, lang) for row in named[named["misses"] == n].itertuples()] for n in (0, 1))
    mixed = int(found.loc[(found["family"] == "mixed") & (found["misses"] == 0), "pipelines"].sum())
    ways = len(fits) + mixed
    return paragraph(
        told(f"published_rounding_{'several' if ways > 1 else 'one' if fits else 'none'}", lang, fits=fits),
        told("published_rounding_mixed", lang, count=mixed) if mixed else "",
        told("published_rounding_near", lang, near=near) if near else "",
    )


def _way(row: Any, lang: str) -> Part:
    """A family of roundings, for how many items, and the number that it fails to give."""
    source, mode = row.family.split(" ", 1)
    family = part(f"published_family_{source}", mode=part(f"published_rounded_{mode}"))
    how = part("published_family_items", how=family, items=row.items)
    odd = " ".join(decimals(say(word, lang), lang) for word in row.odd.split())
    return part("published_family_odd", how=how, odd=odd) if odd else how


def possible(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How many printed means cannot be with one item, and with as many as were tried."""
    tried = [name for name in table if str(name).startswith("items_")]
    if table.empty or not tried:
        return told("published_possible_none", lang)
    refused = [int((~table[name].fillna(True).astype("bool")).sum()) for name in (tried[0], tried[-1])]
    items = int(tried[-1].removeprefix("items_"))
    return told("published_possible", lang, n=len(table), refused=refused[0], items=items, left=refused[1])
