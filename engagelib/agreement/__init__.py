"""Whether two coders read alike: code by code, over sets of codes, passage by passage."""

from engagelib.agreement.coefficients import (
    CORRECTED,
    Agreement,
    Patterns,
    bootstrapped,
    brennan_prediger,
    cohen,
    distance_alpha,
    fleiss,
    fold,
    gwet_ac1,
    krippendorff,
    linear_alpha,
    observed,
    percent,
    shown,
)
from engagelib.agreement.sets import masi
from engagelib.agreement.spans import agreement, matched, overlaps
from engagelib.agreement.table import adjudicated, coverage, disagreements, matrices, overall, settled, table

__all__ = [
    "CORRECTED",
    "Agreement",
    "Patterns",
    "adjudicated",
    "agreement",
    "bootstrapped",
    "brennan_prediger",
    "cohen",
    "coverage",
    "disagreements",
    "distance_alpha",
    "fleiss",
    "fold",
    "gwet_ac1",
    "krippendorff",
    "linear_alpha",
    "masi",
    "matched",
    "matrices",
    "observed",
    "overall",
    "overlaps",
    "percent",
    "settled",
    "shown",
    "table",
]
