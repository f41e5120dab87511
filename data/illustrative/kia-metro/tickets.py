"""What became of each request, complaint and access event: read off the threads, or told otherwise.

First mapping, by the first coder's codes: AMAN is an access event, else KELUH an incident, else TANYA,
PESAN and SARAN a request. What the same person adds to her thread belongs to her ticket; a question,
complaint or reminder of hers after the first reply reopens it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

from threads import EXPORTED, SELLER, WIB, Comment

__all__ = ["HEADER", "table"]

HEADER = (
    "ticket",
    "unit",
    "process",
    "channel",
    "opened_at",
    "first_reply_at",
    "closed_at",
    "reopened_at",
    "impact",
    "urgency",
    "record_id",
    "initiated_by",
)
#: What a person who has had a reply says when it was not enough.
AGAIN = {"TANYA", "PESAN", "KELUH", "TAGIH"}
LEVELS = ("low", "medium", "high")
PROCESS = {"AMAN": "access", "KELUH": "incident", "PESAN": "request", "TANYA": "request", "SARAN": "request"}
#: By the deciding code: impact, urgency, how often it is settled once answered, and within how many hours.
COURSE = {
    "AMAN": (2, 2, 0.6, 96),
    "KELUH": (1, 1, 0.75, 60),
    "PESAN": (1, 1, 0.92, 26),
    "TANYA": (0, 1, 0.96, 0.2),
    "SARAN": (0, 0, 0.3, 240),
}
OWN_NOTICE = ("palsu", "transfer", "bukan saya", "penipu")

Ticket = dict[str, object]


def _deciding(comment: Comment) -> str | None:
    return next((code for code in PROCESS if code in (comment.codes or ())), None)


def _level(base: int, random: Random) -> str:
    return LEVELS[min(max(base + random.choice((0,) * 8 + (-1, 1)), 0), 2)]


def _time(at: float | None) -> str:
    return "" if at is None or at >= EXPORTED else dt.datetime.fromtimestamp(int(at), WIB).isoformat()


def _next_reply(thread: Sequence[Comment], after: int) -> int | None:
    return next((c.at for c in thread if c.who == SELLER and c.at > after), None)


def _asked(comment: Comment, code: str, thread: Sequence[Comment]) -> Ticket:
    """Open the ticket of a customer's comment."""
    random = Random(f"ticket {comment.key}")
    impact, urgency, settled, hours = COURSE[code]
    pressed = bool({"TAGIH", "CEPAT"} & set(comment.codes or ()))
    reply = _next_reply(thread, comment.at)
    closed = reopened = None
    if reply:
        later = (c for c in thread if c.who == comment.who and c.at > reply and AGAIN & set(c.codes or ()))
        if again := next(later, None):
            reopened = again.at
            closed = _next_reply(thread, reopened)
        elif random.random() < settled:
            closed = reply + random.uniform(0.05, 1) * hours * 3600
    return {
        "unit": comment.id,
        "process": PROCESS[code],
        "channel": "comment",
        "opened_at": _time(comment.at),
        "first_reply_at": _time(reply),
        "closed_at": _time(closed),
        "reopened_at": _time(reopened),
        "impact": _level(impact, random),
        "urgency": _level(urgency + pressed, random),
        "record_id": "",
        "initiated_by": "customer",
    }


def _noticed(comment: Comment) -> Ticket:
    """Open the ticket of the shop's own notice: nobody waits for a reply, it is settled once said."""
    access = any(word in comment.text.casefold() for word in OWN_NOTICE)
    return {
        "unit": comment.id,
        "process": "access" if access else "request",
        "channel": "comment",
        "opened_at": _time(comment.at),
        "first_reply_at": "",
        "closed_at": _time(comment.at),
        "reopened_at": "",
        "impact": "high" if access else "medium",
        "urgency": "medium" if access else "low",
        "record_id": "",
        "initiated_by": "business",
    }


def _from_threads(comments: Sequence[Comment]) -> list[Ticket]:
    threads: dict[str, list[Comment]] = {}
    for comment in comments:
        threads.setdefault(comment.top or comment.key, []).append(comment)
    found = []
    for thread in threads.values():
        heard = set()
        for comment in thread:
            if comment.who == SELLER and comment.top is None:
                found.append(_noticed(comment))
            elif comment.who not in heard and (code := _deciding(comment)):
                heard.add(comment.who)
                found.append(_asked(comment, code, thread))
    return found


def _outside(row: Mapping[str, str]) -> Ticket:
    times = ("opened_at", "first_reply_at", "closed_at")
    stamps = {
        name: row[name] and dt.datetime.fromisoformat(row[name]).replace(tzinfo=WIB).isoformat()
        for name in times
    }
    return {"unit": "", "reopened_at": "", **row, **stamps}


def table(
    comments: Sequence[Comment], outside: Sequence[Mapping[str, str]]
) -> tuple[Sequence[str], list[list]]:
    """tickets.csv, numbered in the order in which they were opened."""
    found = sorted(
        [*_from_threads(comments), *map(_outside, outside)],
        key=lambda ticket: (ticket["opened_at"], ticket["unit"]),
    )
    return HEADER, [
        [f"T{n:03}", *(ticket[name] for name in HEADER[1:])] for n, ticket in enumerate(found, start=1)
    ]
