"""How good the shop's replies are: speed, consistency, relevance, on which the paper's conclusion rests.

Speed counts those who were never answered; consistency asks whether a customer could rely on being answered;
relevance cannot be read off a clock and needs a person who judged the replies.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from engagelib.contracts import ZONE
from engagelib.itil.service import quantile, waits

__all__ = ["quality"]


def quality(
    tickets: pd.DataFrame,
    target_hours: float = 24,
    judged: pd.DataFrame | None = None,
    until: pd.Timestamp | None = None,
    zone: str = ZONE,
) -> pd.DataFrame:
    """What can be said of the replies.

    In: `tickets`; `judged` with a row per reply that somebody judged: ticket, relevant (does it answer what
    was asked). Out: aspect (speed, consistency, relevance), measure, value, n (on how many), note.
    """
    rows = [*_speed(tickets, target_hours, until), *_consistency(tickets, zone), *_relevance(tickets, judged)]
    return pd.DataFrame(rows, columns=["aspect", "measure", "value", "n", "note"])


def _speed(tickets: pd.DataFrame, target: float, until: pd.Timestamp | None) -> list[tuple]:
    waited = waits(tickets, until)
    known = waited[waited["answered"] | (waited["hours"] > target)]
    kept = (known["answered"] & (known["hours"] <= target)).mean() if len(known) else np.nan
    return [
        ("speed", "median_hours", quantile(waited)[0], len(waited), "Kaplan-Meier, the unanswered kept"),
        (
            "speed",
            "p90_hours",
            quantile(waited, 0.9)[0],
            len(waited),
            "missing if a tenth were never answered",
        ),
        ("speed", "within_target", kept, len(known), f"first reply within {target:g} hours"),
    ]


def _consistency(tickets: pd.DataFrame, zone: str) -> list[tuple]:
    opened = tickets["opened_at"].dt.tz_convert(zone)
    replied = tickets["first_reply_at"].dropna().dt.tz_convert(zone).sort_values()
    hours = (tickets["first_reply_at"] - tickets["opened_at"]).dt.total_seconds().dropna() / 3600
    middle = hours.quantile([0.25, 0.5, 0.75])
    spread = (middle[0.75] - middle[0.25]) / middle[0.5] if len(hours) and middle[0.5] > 0 else np.nan
    gaps = replied.diff().dropna().dt.total_seconds() / 86400
    asked, covered = set(opened.dt.hour), set(replied.dt.hour)
    days = opened.dt.date.isin(replied.dt.date)
    found = {
        "spread": (
            spread,
            len(hours),
            "interquartile range of the reply times / their median; answered only",
        ),
        "longest_gap_days": (gaps.max(), len(replied), "longest time without any first reply"),
        "hours_covered": (
            len(asked & covered) / len(asked) if asked else np.nan,
            len(tickets),
            "of the hours of the day at which customers ask, those at which the shop ever replied",
        ),
        "same_day": (days.mean(), len(tickets), "tickets of days on which the shop replied to anybody"),
    }
    return [("consistency", measure, *row) for measure, row in found.items()]


def _relevance(tickets: pd.DataFrame, judged: pd.DataFrame | None) -> list[tuple]:
    answered = tickets[tickets["first_reply_at"].notna()]
    returned = answered["reopened_at"].isna().mean() if len(answered) else np.nan
    proxy = (
        "relevance",
        "not_asked_again",
        returned,
        len(answered),
        "a proxy: answered and not raised again",
    )
    if judged is None:
        why = "not computable: nobody has judged whether the replies answer what was asked"
        return [("relevance", "relevant_share", np.nan, 0, why), proxy]
    known = judged[judged["ticket"].isin(tickets["ticket"])]["relevant"].dropna().astype(bool)
    share = known.mean() if len(known) else np.nan
    return [
        ("relevance", "relevant_share", share, len(known), "coded: the reply answers what was asked"),
        proxy,
    ]
