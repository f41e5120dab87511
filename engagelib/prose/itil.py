"""The sentence on how tickets were served."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, listed, told
from engagelib.words import noted, number, say, share

__all__ = ["service"]


def service(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How complaints, requests and access events were served; what the log does not know is said to be unknown."""
    from engagelib.itil.service import NO_COLUMN, NO_HOURS

    there = table[table["tickets"] > 0]
    sentences = [_served(row, lang) for row in table.itertuples()]
    notes = dict.fromkeys(note for row in there.get("note", ()) for note in row.split("; "))
    if absent := [note for note in notes if note.startswith(NO_COLUMN)]:
        unknown = [name for name in SERVED if name in there and there[name].isna().all()]
        told_absent = told(
            lang,
            id="Tidak diketahui: {unknown} ({why})",
            en="Not known: {unknown} ({why})",
            unknown=listed([say(name, lang) for name in unknown], lang),
            why=listed([noted(note, lang) for note in absent], lang),
        )
        sentences.append(told_absent)
    sentences += [_capital(noted(note, lang)) for note in notes if note.startswith(NO_HOURS)]
    if there["median_hours"].notna().any() or (there["answered_share"] < 0.5).any():
        sentences.append(
            told(
                lang,
                id="Yang tidak pernah dijawab ikut dihitung sebagai masih menunggu (Kaplan–Meier)",
                en="Those never answered count as still waiting (Kaplan–Meier)",
            )
        )
    return Prose(". ".join(sentences) + ".")


#: What a ticket log can say of how a process was served, as it is told.
SERVED = (
    "answered_share", "within_target", "documented_share", "first_contact_share", "reopened", "open", "asked",
)  # fmt: skip


def _served(row: Any, lang: str) -> str:
    """What is known of a process."""
    process = say(row.process, lang)
    if not row.tickets:
        return f"{process}: " + ("tidak ada bukti" if lang == "id" else "no evidence")
    parts: list[str] = [told(lang, id="{n} tiket", en="{n} tickets", n=int(row.tickets))]
    if row.documented_share == row.documented_share:
        documented = share(row.documented_share, 0, lang)
        parts[0] += f", {documented} " + say("documented_share", lang)
    if row.answered_share == row.answered_share:
        answered = share(row.answered_share, 0, lang) + (" dijawab" if lang == "id" else " answered")
        if not pd.isna(row.asked):  # else of all: nobody says who began
            answered = told(
                lang,
                id="dari {asked} yang dibuka pelanggan {answered}",
                en="of {asked} begun by customers {answered}",
                asked=int(row.asked),
                answered=answered,
            )
        parts.append(f"{answered}{_median(row, lang)}")
    elif not pd.isna(row.asked) and row.asked == 0:
        nobody = {
            "id": "semuanya dimulai usaha: tidak ada yang menunggu",
            "en": "all begun by the business: nobody waited",
        }
        parts.append(nobody[lang])
    return f"{process}: " + "; ".join(parts)


def _median(row: Any, lang: str) -> str:
    """The median wait; why there is none, where it is known how long people waited."""
    if row.median_hours == row.median_hours:
        return f", median {number(row.median_hours, 1, lang)} " + ("jam" if lang == "id" else "hours")
    if row.answered_share < 0.5:
        never = {
            "id": "tanpa median: lebih dari separuh tak dijawab",
            "en": "no median: more than half unanswered",
        }
        return f", {never[lang]}"
    return ""


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
