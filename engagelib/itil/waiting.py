"""How long people waited when some still wait (Kaplan and Meier), in whole numbers: floating point decides nothing.

As R's `survival` has it: a curve that runs level at the share asked for gives the middle of that stretch
(`quantile.survfit`), and the limits are where the pointwise band (`conf.type = "log-log"`, Greenwood's
variance) crosses it; a band that never does gives no limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, takes

__all__ = ["Ratio", "Step", "quantile", "waiting"]

#: What R takes for the same share in `quantile.survfit`; the curve itself needs no such allowance.
TOLERANCE = 2.0**-26


@dataclass(frozen=True)
class Ratio:
    """A share as two whole numbers, not brought to lowest terms: they may be long."""

    top: int
    bottom: int

    def __float__(self) -> float:
        return self.top / self.bottom

    def over(self, share: Fraction) -> int:
        """Above it (1), equal (0) or below (-1)."""
        left, right = self.top * share.denominator, self.bottom * share.numerator
        return (left > right) - (left < right)


@dataclass(frozen=True)
class Step:
    """A fall of the curve: when, how many were still waiting, how many were answered then, what share waits on."""

    hours: float
    waiting: int
    answered: int
    share: Ratio


@takes(waited="hours:number answered:truth")
def waiting(waited: pd.DataFrame) -> Iterator[Step]:
    """The steps of the curve. In: hours, answered (False = cut off by the end of the log)."""
    counts = waited.groupby("hours")["answered"].agg(["sum", "size"]).astype("int64")
    left = len(waited)
    top = bottom = 1  # the share up to where the log's end last cut somebody off
    began = rest = left  # and since then, whose numbers cancel from step to step
    for hours, answered, leaving in counts.itertuples():
        if answered:
            if left != rest:
                top, bottom, began = top * rest, bottom * began, left
            rest = left - answered
            yield Step(float(hours), left, answered, Ratio(top * rest, bottom * began))
        left -= leaving


@takes(waited="hours:number answered:truth", share=Within(0, 1, between=True))
def quantile(waited: pd.DataFrame, share: float = 0.5, level: float = 0.95) -> tuple[float, float, float]:
    """Hours after which this share had been answered (Kaplan-Meier), with its interval.

    Missing where fewer ever were, or where it is not known how long anybody waited. In: :func:`itil.waits`.
    """
    timed = waited.dropna(subset=["hours", "answered"])
    steps = list(waiting(timed))
    if not steps:
        return np.nan, np.nan, np.nan
    last = float(timed["hours"].max())
    hours = [step.hours for step in steps]
    lower, upper = _bands(steps, level)
    return (
        _reached(steps, Fraction(str(share)), last),
        _crossed(hours, lower, share, last),
        _crossed(hours, upper, share, last),
    )


def _reached(steps: Sequence[Step], share: Fraction, last: float) -> float:
    """The first time at which the curve lies below 1 - share; the middle where it runs level there."""
    sides = [(step.hours, step.share.over(1 - share)) for step in steps]
    level = next((hours for hours, side in sides if side == 0), None)
    below = next((hours for hours, side in sides if side < 0), None)
    if level is None:
        return np.nan if below is None else below
    return (level + (last if below is None else below)) / 2


def _bands(steps: Sequence[Step], level: float) -> tuple[list[float], list[float]]:
    """The lower and upper limit of the curve at each step, on the scale of log(-log); missing at 0."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    variance, lower, upper = 0.0, [], []
    for step in steps:
        share = float(step.share)
        if share in (0.0, 1.0):
            lower.append(np.nan)
            upper.append(np.nan)
            continue
        variance += step.answered / (step.waiting * (step.waiting - step.answered))
        middle, reach = math.log(-math.log(share)), z * math.sqrt(variance) / math.log(share)
        lower.append(math.exp(-math.exp(middle - reach)))
        upper.append(math.exp(-math.exp(middle + reach)))
    return lower, upper


def _crossed(hours: Sequence[float], band: Sequence[float], share: float, last: float) -> float:
    """Where a limit of the curve has fallen to 1 - share, as `quantile.survfit` finds it."""
    fallen = [(when, 1 - limit) for when, limit in zip(hours, band, strict=True) if limit == limit]
    at = next((when for when, fall in fallen if fall + TOLERANCE >= share), np.nan)
    below = next((when for when, fall in fallen if fall - TOLERANCE >= share), np.nan)
    if np.isnan(below) and fallen and band[-1] == band[-1] and abs(fallen[-1][1] - share) < TOLERANCE:
        below = last  # it ends level
    return (at + below) / 2
