"""Whether coders read alike (notebook 02): chance-corrected coefficients, with the units and coders they rest on.

A matrix has a row per unit and a column per coder, missing where not coded; a codings frame serves too.

For the usual table of a report, take
    table             every code: percent, kappa, alpha with interval, AC1, prevalence
    overall           one figure over all codes, in three readings
for one coefficient,
    krippendorff      alpha: any number of coders, missing codings, four levels of measurement
    cohen             kappa of two coders
    fleiss            kappa of several coders who stand for one another
    gwet_ac1          AC1, which keeps its meaning for rare codes
    brennan_prediger  kappa against equal chances (PABAK for two values)
    percent           share of agreeing pairs, never to be reported alone
    masi              alpha over whole sets of codes
    Agreement         what a coefficient gives: value, ci_low, ci_high, units, coders, note
for passages,
    passages          characters marked alike by two coders, code by code
and to settle what was read differently,
    disagreements     units read differently, with a column to fill in
    adjudicated       codings out of that column
    settled           one record to count on
"""

from engagelib import in_order
from engagelib.agreement.coefficients import (
    Agreement,
    brennan_prediger,
    cohen,
    fleiss,
    gwet_ac1,
    krippendorff,
    percent,
)
from engagelib.agreement.sets import masi
from engagelib.agreement.spans import passages
from engagelib.agreement.table import adjudicated, disagreements, overall, settled, table

__all__ = [
    "table", "overall",
    "krippendorff", "cohen", "fleiss", "gwet_ac1", "brennan_prediger", "percent", "masi", "Agreement",
    "passages",
    "disagreements", "adjudicated", "settled",
]  # fmt: skip
__dir__ = in_order(__all__)
