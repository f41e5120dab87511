"""Service seen from a ticket log, after ITIL v3 (notebook 05). Who is still unanswered is kept in every time.

For which comment is a ticket, take
    classify          the process of each coded unit
    mappings          two mappings of codes to processes, from what each code is
    compare_mappings  what each mapping sends where
    from_comments     a log made of comments and replies
for how it was served,
    kpi               tickets, response times, within target, documented, per process
    response_curve    share still waiting after so many hours (Kaplan-Meier)
    wait_by_hand      that share worked in the open on a few tickets
    reply_quality     speed, consistency and relevance of the replies
    counts            tickets by two facets: month, weekday, hour, channel
    backlog           what lay open, day by day
    recurring         the same complaint again and again: candidates for a problem
and for how mature,
    maturity          the level of a process by each instrument that was answered
"""

from engagelib import in_order
from engagelib.itil.mapping import classify, compare_mappings, from_comments, mappings, recurring
from engagelib.itil.maturity import maturity
from engagelib.itil.replies import reply_quality
from engagelib.itil.service import backlog, counts, kpi, response_curve, wait_by_hand

__all__ = [
    "classify", "mappings", "compare_mappings", "from_comments",
    "kpi", "response_curve", "wait_by_hand", "reply_quality", "counts", "backlog", "recurring",
    "maturity",
]  # fmt: skip
__dir__ = in_order(__all__)
