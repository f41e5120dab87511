"""Printed numbers against the data: whether they can be, whether they come out, and how they came about."""

from engagelib.published.compare import SHOWN, VERDICTS, compare, feasibility, summary, untested
from engagelib.published.forensics import Grim, Grimmer, Span, closure, debit, grim, grimmer, span
from engagelib.published.pipelines import conclusion, explain, families

__all__ = [
    "SHOWN",
    "VERDICTS",
    "Grim",
    "Grimmer",
    "Span",
    "closure",
    "compare",
    "conclusion",
    "debit",
    "explain",
    "families",
    "feasibility",
    "grim",
    "grimmer",
    "span",
    "summary",
    "untested",
]
