"""Sales before and after a change, with intervals that respect that one day resembles the next."""

from engagelib.sales.change import (
    before_after,
    by_outlet,
    claimed,
    monthly,
    open_days,
    periods,
    ranges,
    rolling,
    sides,
)
from engagelib.sales.checks import placebo, segmented, sensitivity
from engagelib.sales.days import autocorrelation, cross_correlation, effective_n
from engagelib.sales.effects import MEASURES, cliffs_delta, hodges_lehmann

__all__ = [
    "MEASURES",
    "autocorrelation",
    "before_after",
    "by_outlet",
    "claimed",
    "cliffs_delta",
    "cross_correlation",
    "effective_n",
    "hodges_lehmann",
    "monthly",
    "open_days",
    "periods",
    "placebo",
    "ranges",
    "rolling",
    "segmented",
    "sensitivity",
    "sides",
]
