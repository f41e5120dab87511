"""The sentence on how tickets were served."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.problems import Note, apart
from engagelib.prose.sentences import Prose, headed, paragraph, told
from engagelib.words import Part, day, part

__all__ = ["backlog", "matured", "remapped", "replied", "service", "waited"]

#: What a ticket log can say of how a process was served, as it is told.
SERVED = (
    "answered_share", "within_target", "documented_share", "first_contact_share", "reopened", "open", "asked",
)  # fmt: skip


def service(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How complaints, requests and access events were served; what the log does not know is said to be unknown."""
    there = table[table["tickets"] > 0]
    sentences = [_served(row, lang) for row in table.itertuples()]
    notes = dict.fromkeys(
        note for row in there.get("note", ()) for note in apart(row) if isinstance(note, Note)
    )
    if absent := [note for note in notes if note.key == "noted_log_lacks"]:
        unknown = [name for name in SERVED if name in there and there[name].isna().all()]
        sentences.append(told("itil_unknown", lang, unknown=unknown, why=absent))
    sentences += [told("itil_noted", lang, why=note) for note in notes if note.key == "noted_log_days"]
    if there["median_hours"].notna().any() or (there["answered_share"] < 0.5).any():
        sentences.append(told("itil_waiting", lang))
    answered = there.dropna(subset="answered_share")
    words = paragraph(*sentences)
    if answered.empty:
        return words
    return headed(words, "service_kpi", answered.iloc[0], "answered_share", "asked", figure="service")


def _served(row: Any, lang: str) -> Prose:
    """What is known of a process."""
    if not row.tickets:
        return told("itil_none", lang, process=row.process)
    documented = row.documented_share == row.documented_share
    tickets = part(
        "itil_tickets_documented" if documented else "itil_tickets",
        n=int(row.tickets),
        share=row.documented_share,
    )
    return told("itil_served", lang, process=row.process, parts=[tickets, *_answered(row)])


def _answered(row: Any) -> list[Part]:
    """How many were answered and after what median wait; why there is none, where it is known how long people waited."""
    if row.answered_share != row.answered_share:
        return [part("itil_nobody_waited")] if not pd.isna(row.asked) and row.asked == 0 else []
    if pd.isna(row.asked):  # of all: nobody says who began
        answered = part("itil_answered", share=row.answered_share)
    else:
        answered = part("itil_answered_asked", share=row.answered_share, asked=int(row.asked))
    if row.median_hours == row.median_hours:
        low, high = getattr(row, "ci_low", np.nan), getattr(row, "ci_high", np.nan)
        if np.isfinite(low) and np.isfinite(high):
            return [
                part("itil_median_between", answered=answered, hours=row.median_hours, low=low, high=high)
            ]
        return [part("itil_median", answered=answered, hours=row.median_hours)]
    return [part("itil_no_median", answered=answered) if row.answered_share < 0.5 else answered]


def remapped(table: pd.DataFrame, lang: str = "id") -> Prose:
    """Which process gains most units by the other mapping."""
    wide = table.pivot_table(
        index="process", columns="mapping", values="units", aggfunc="sum", fill_value=0, sort=False
    )
    if wide.shape[1] < 2:
        return told("itil_mapped_same", lang)
    first, second = wide.iloc[:, 0], wide.iloc[:, 1]
    apart = (first - second).abs()
    if not apart.max() > 0:
        return told("itil_mapped_same", lang)
    process = apart.idxmax()
    return told("itil_mapped", lang, process=process, first=int(first[process]), second=int(second[process]))


def replied(table: pd.DataFrame, lang: str = "id") -> Prose:
    """How quick and how apt the replies were, as far as the log knows."""
    value = table.set_index("measure")["value"]
    unknown = int(table["value"].isna().sum())
    within, again = value.get("within_target"), value.get("not_asked_again")
    return paragraph(
        told("itil_replies_within", lang, within=within) if pd.notna(within) else "",
        told("itil_replies_again", lang, asked_again=again) if pd.notna(again) else "",
        told("itil_replies_unknown", lang, n=len(table), unknown=unknown) if unknown else "",
    )


def backlog(table: pd.DataFrame, lang: str = "id") -> Prose:
    """When most lay open, and how much at the end."""
    if table.empty:
        return told("tables_rows_none", lang)
    row, last = table.loc[table["open"].idxmax()], table.iloc[-1]
    return told(
        "itil_backlog",
        lang,
        most=int(row["open"]),
        day=day(pd.Timestamp(row["date"]), lang),
        last=int(last["open"]),
    )


def matured(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What each instrument makes of each process."""
    known = table.dropna(subset=["level"])
    if known.empty:
        return told("itil_matured_none", lang)
    rows = known.itertuples()
    parts = [
        part("itil_matured_part", process=row.process, level=row.level, method=row.method) for row in rows
    ]
    return told("itil_matured", lang, parts=parts)


def waited(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What share of a few tickets still waits at the end."""
    if table.empty:
        return told("tables_rows_none", lang)
    return told("itil_waited", lang, n=len(table), share=table["share_waiting"].iloc[-1])
