"""ITIL v3 service operation seen from a ticket log: volume, response times with the unanswered kept, replies, maturity."""

from engagelib.itil.mapping import MAPPINGS, classify, compare, from_comments, recurring
from engagelib.itil.maturity import maturity
from engagelib.itil.replies import quality
from engagelib.itil.service import (
    FACETS,
    MATRIX,
    PROCESSES,
    backlog,
    counts,
    kpi,
    priority,
    response_curve,
    waits,
)

__all__ = [
    "FACETS",
    "MAPPINGS",
    "MATRIX",
    "PROCESSES",
    "backlog",
    "classify",
    "compare",
    "counts",
    "from_comments",
    "kpi",
    "maturity",
    "priority",
    "quality",
    "recurring",
    "response_curve",
    "waits",
]
