"""Sales before and after a change (notebook 07): one day resembles the next, and the interval knows it.

One shop without a control group: every result is an association.

For the answer, take
    before_after       the difference with an interval on effective days, and five other measures
    change_by_hand     difference and ratio worked in the open
    by_outlet          the same outlet by outlet
    sides              the days that are compared
    ranges             the smallest and largest monthly mean on each side
to see the series,
    open_days          open, recorded days
    sold               what was sold on open days, as a series by date
    monthly            means per month
    rolling            a rolling mean
to doubt the answer,
    placebo            the same comparison at dates without a change
    sensitivity        the same comparison under other choices
    segmented          level and slope (interrupted time series)
    cross_correlation  sales with the engagement of so many days before
and the formulas alone:
    hodges_lehmann     the median of all differences
    cliffs_delta       how often a day after beats a day before
    autocorrelation    how much one day resembles the next
    effective_n        how many independent days that leaves
"""

from engagelib import in_order
from engagelib.sales.change import (
    before_after,
    by_outlet,
    change_by_hand,
    monthly,
    open_days,
    ranges,
    rolling,
    sides,
    sold,
)
from engagelib.sales.checks import placebo, segmented, sensitivity
from engagelib.sales.days import autocorrelation, cross_correlation, effective_n
from engagelib.sales.effects import cliffs_delta, hodges_lehmann

__all__ = [
    "before_after", "change_by_hand", "by_outlet", "sides", "ranges",
    "open_days", "sold", "monthly", "rolling",
    "placebo", "sensitivity", "segmented", "cross_correlation",
    "hodges_lehmann", "cliffs_delta", "autocorrelation", "effective_n",
]  # fmt: skip
__dir__ = in_order(__all__)
