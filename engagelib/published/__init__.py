"""Printed numbers against the data (notebook 10): whether they can be, whether they come out, how they came about.

A printed number is text ("2.50"): a float has lost its last digits and is refused.

For whether whole answers can print so, take
    grim              a mean of n respondents
    grimmer           a mean with its standard deviation
    debit             the same of yes/no answers
    closure           every distribution of answers that prints so
    grim_by_hand      one of them worked in the open
    feasibility       all printed means of a study
for whether they come out,
    compare           each printed number beside the recomputed one, with a verdict
    COMPARED_COLUMNS  the columns of it that a reader sees
    verdict_counts    how many have which verdict
for how they came about,
    explain           ways of rounding that give what was printed
    families          the same in families of ways
and for a draft before it is printed,
    statements        whether what it reports can be true together: p with its test, totals, conclusions
"""

from engagelib import in_order
from engagelib.published.compare import COMPARED_COLUMNS, compare, feasibility, verdict_counts
from engagelib.published.forensics import closure, debit, grim, grim_by_hand, grimmer
from engagelib.published.pipelines import explain, families
from engagelib.published.stated import statements

__all__ = [
    "grim", "grimmer", "debit", "closure", "grim_by_hand", "feasibility",
    "compare", "COMPARED_COLUMNS", "verdict_counts",
    "explain", "families",
    "statements",
]  # fmt: skip
__dir__ = in_order(__all__)
