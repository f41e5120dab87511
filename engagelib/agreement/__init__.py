"""Whether coders read alike (notebook 02): chance-corrected coefficients, with the units and coders they rest on.

A matrix has a row per unit and a column per coder, missing where not coded; a codings frame serves too.

For the usual table of a report, take
    table                every code: percent, kappa, alpha with interval, AC1, prevalence
    overall              one figure over all codes, in three readings
for one coefficient,
    krippendorff         alpha: any number of coders, missing codings, four levels of measurement
    cohen                kappa of two coders
    fleiss               kappa of several coders who stand for one another
    gwet_ac1             AC1, which keeps its meaning for rare codes
    gwet_ac2             AC1 for ranks and numbers, by weights
    brennan_prediger     kappa against equal chances (PABAK for two values)
    percent              share of agreeing pairs, never to be reported alone
    masi                 alpha over whole sets of codes
    icc                  intraclass correlation of ratings on a scale, one of six forms
    icc_forms            all six forms side by side
    coincidences         how often two coders gave a code both, neither, or one of them
    coincidence_by_hand  alpha worked in the open from these coincidences
    Agreement            what a coefficient gives: value, ci_low, ci_high, units, coders, note
for passages,
    unitizing            Krippendorff's alpha for unitizing: any number of coders, where passages begin and end
    unitized             overall, marked or not, codes where both marked, and code by code
    passages             characters marked alike by two coders, code by code
before coding starts,
    units_needed         how many units a code needs for an interval of a wished width
and to settle what was read differently,
    disagreements        units read differently, with a column to fill in
    adjudicated          codings out of that column
    settled              one record to count on
"""

from engagelib import in_order
from engagelib.agreement.coefficients import (
    Agreement,
    brennan_prediger,
    cohen,
    fleiss,
    gwet_ac1,
    gwet_ac2,
    krippendorff,
    percent,
)
from engagelib.agreement.icc import icc, icc_forms
from engagelib.agreement.planning import units_needed
from engagelib.agreement.sets import masi
from engagelib.agreement.spans import passages
from engagelib.agreement.table import (
    adjudicated,
    coincidence_by_hand,
    coincidences,
    disagreements,
    overall,
    settled,
    table,
)
from engagelib.agreement.unitizing import unitized, unitizing

__all__ = [
    "table", "overall",
    "krippendorff", "cohen", "fleiss", "gwet_ac1", "gwet_ac2", "brennan_prediger", "percent", "masi", "icc", "icc_forms",
    "coincidences", "coincidence_by_hand", "Agreement",
    "unitizing", "unitized", "passages", "units_needed",
    "disagreements", "adjudicated", "settled",
]  # fmt: skip
__dir__ = in_order(__all__)
