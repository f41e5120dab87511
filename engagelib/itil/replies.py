"""How good the shop's replies are: speed, consistency, relevance, on which the paper's conclusion rests.

Speed counts those who were never answered; consistency asks whether a customer could rely on being answered;
relevance cannot be read off a clock and needs a person who judged the replies.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts import ZONE, by_day, knows
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.itil.service import LOG, as_of, kept, moment, waits
from engagelib.itil.waiting import quantile

__all__ = ["reply_quality"]


@takes(tickets=LOG, judged="ticket relevant:truth", until=moment)
def reply_quality(
    tickets: pd.DataFrame,
    target_hours: float = 24,
    judged: pd.DataFrame | None = None,
    until: pd.Timestamp | None = None,
    zone: str = ZONE,
) -> pd.DataFrame:
    """What can be said of the replies.

    In: `tickets`; `judged` with a row per reply that somebody judged: ticket, relevant (does it answer what
    was asked). `until` cuts the log there. Out: aspect (speed, consistency, relevance), measure, value, n (on
    how many), note. What the log does not know is missing, and the note says why.

    Notes
    -----
    spread = (q3 - q1) / median of the reply times; hours_covered = hours of the day with a reply / hours with a
    question; medians by Kaplan & Meier (1958). The measures are this project's own reading of "consistent" replies.
    In R: survival::survfit for the median; quantile for the spread.

    Examples
    --------
    One of two is answered within a day.

    >>> from engagelib.contracts import typed
    >>> hour = pd.Timestamp("2025-07-01 08:00", tz="UTC")
    >>> log = pd.DataFrame({"ticket": ["1", "2"], "process": "request", "opened_at": hour, "initiated_by": "customer",
    ...                     "first_reply_at": [hour + pd.Timedelta(hours=1), hour + pd.Timedelta(hours=30)]})
    >>> found = reply_quality(typed("tickets", log)).set_index("measure")["value"]
    >>> float(found["within_target"])
    0.5
    """
    tickets, end = as_of(tickets, until)
    unknown = _unknown(tickets)
    rows = [*_speed(tickets, target_hours, end), *_consistency(tickets, zone), *_relevance(tickets, judged)]
    table = pd.DataFrame(rows, columns=["aspect", "measure", "value", "n", "note"])
    lost = table["measure"].isin(list(unknown))
    notes = zip(table["measure"], table["note"], strict=True)
    return table.assign(
        value=table["value"].astype("float64").mask(lost),
        n=table["n"].mask(lost, 0),
        note=[unknown.get(measure, said) for measure, said in notes],
    )


#: What each measure rests on, and whether it needs the hours of these times.
RESTS = {
    "median_hours": (("first_reply_at",), True), "p90_hours": (("first_reply_at",), True),
    "within_target": (("first_reply_at",), True), "spread": (("first_reply_at",), True),
    "hours_covered": (("first_reply_at",), True), "longest_gap_days": (("first_reply_at",), False),
    "same_day": (("first_reply_at",), False), "not_asked_again": (("first_reply_at", "reopened_at"), False),
}  # fmt: skip


def _unknown(tickets: pd.DataFrame) -> dict[str, Note]:
    """Measure -> why this log cannot tell it."""
    found = {}
    for measure, (names, timed) in RESTS.items():
        lacking = [name for name in names if not knows(tickets, name)]
        days = by_day(tickets, "opened_at", *names) if timed else []
        if lacking:
            found[measure] = note("noted_log_lacks", columns=lacking)
        elif days:
            found[measure] = note("noted_log_days", columns=days)
    return found


def _speed(tickets: pd.DataFrame, target: float, until: pd.Timestamp | None) -> list[tuple[Any, ...]]:
    waited = waits(tickets, until)
    timely = kept(waited, pd.Series(float(target), index=waited["ticket"].unique()))
    median, late = quantile(waited)[0], quantile(waited, 0.9)[0]

    def said(hours: float, unreached: str) -> Note:
        """How a quantile was found, or why there is none."""
        return note(
            "noted_kaplan_meier" if hours == hours else unreached if len(waited) else "noted_nobody_waited"
        )

    return [
        ("speed", "median_hours", median, len(waited), said(median, "noted_half_not_reached")),
        ("speed", "p90_hours", late, len(waited), said(late, "noted_tenth_not_reached")),
        ("speed", "within_target", timely.mean() if len(timely) else np.nan, len(timely), note("noted_first_reply_within", hours=target)),
    ]  # fmt: skip


def _consistency(tickets: pd.DataFrame, zone: str) -> list[tuple[Any, ...]]:
    opened = tickets["opened_at"].dropna().dt.tz_convert(zone)
    first = (
        tickets["first_reply_at"]
        if knows(tickets, "first_reply_at")
        else pd.Series(pd.NaT, tickets.index, tickets["opened_at"].dtype)
    )
    replied = first.dropna().dt.tz_convert(zone).sort_values()
    hours = (first - tickets["opened_at"]).dt.total_seconds().dropna() / 3600
    middle = hours.quantile([0.25, 0.5, 0.75])
    spread = (middle[0.75] - middle[0.25]) / middle[0.5] if len(hours) and middle[0.5] > 0 else np.nan
    gaps = replied.diff().dropna().dt.total_seconds() / 86400
    asked, covered = set(opened.dt.hour), set(replied.dt.hour)
    days = opened.dt.date.isin(replied.dt.date)
    found = {
        "spread": (spread, len(hours), note("noted_spread")),
        "longest_gap_days": (gaps.max(), len(replied), note("noted_longest_gap")),
        "hours_covered": (
            len(asked & covered) / len(asked) if asked else np.nan,
            len(opened),
            note("noted_hours_covered"),
        ),
        "same_day": (days.mean() if len(days) else np.nan, len(days), note("noted_same_day")),
    }
    return [("consistency", measure, *row) for measure, row in found.items()]


def _relevance(tickets: pd.DataFrame, judged: pd.DataFrame | None) -> list[tuple[Any, ...]]:
    known = knows(tickets, "first_reply_at") and knows(tickets, "reopened_at")
    answered = tickets[tickets["first_reply_at"].notna()] if known else tickets[:0]
    returned = answered["reopened_at"].isna().mean() if len(answered) else np.nan
    proxy = ("relevance", "not_asked_again", returned, len(answered), note("noted_proxy"))
    if judged is None:
        return [("relevance", "relevant_share", np.nan, 0, note("noted_nobody_judged")), proxy]
    known = judged[judged["ticket"].isin(tickets["ticket"])]["relevant"].dropna().astype(bool)
    share = known.mean() if len(known) else np.nan
    return [("relevance", "relevant_share", share, len(known), note("noted_judged")), proxy]
