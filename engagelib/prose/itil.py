"""The sentence that reads a table, in Indonesian or English. No number is typed: every one comes from the
table given.

A sentence says what was found, on how many, and how sure; it says association where there is no control
group, perception where people were asked, and why where something could not be computed.
"""

from __future__ import annotations

import pandas as pd

from engagelib.prose.sentences import Prose, told
from engagelib.words import number, say, share

__all__ = ["service"]


def service(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How complaints, requests and access events were served."""
    said = []
    for row in table.itertuples():
        if not row.tickets:
            said.append(
                f"{say(row.process, lang)}: " + ("tidak ada bukti" if lang == "id" else "no evidence")
            )
            continue
        said.append(
            told(
                lang,
                id="{process}: {n} tiket, {documented} tercatat; dari {asked} yang dibuka pelanggan {answered} dijawab, {median}",
                en="{process}: {n} tickets, {documented} documented; of {asked} begun by customers {answered} answered, {median}",
                process=say(row.process, lang),
                n=int(row.tickets),
                asked=int(row.asked),
                answered=share(row.answered_share, 0, lang),
                median=_median(row.median_hours, lang),
                documented=share(row.documented_share, 0, lang),
            )
        )
    tail = (
        " Yang tidak pernah dijawab ikut dihitung sebagai masih menunggu (Kaplan–Meier)."
        if lang == "id"
        else " Those never answered count as still waiting (Kaplan–Meier)."
    )
    return Prose(". ".join(said) + "." + tail)


def _median(hours: float, lang: str) -> str:
    if hours != hours:
        return (
            "tanpa median: lebih dari separuh tak dijawab"
            if lang == "id"
            else "no median: more than half unanswered"
        )
    return f"median {number(hours, 1, lang)} " + ("jam" if lang == "id" else "hours")
