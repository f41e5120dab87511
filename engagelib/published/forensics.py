"""Whether whole-number answers can print so: GRIM, GRIMMER, DEBIT and CLOSURE, in exact arithmetic.

A printed number is text: "2.50" and "2,50" say two decimals, the float 2.5 has forgotten. Every printed
number stands for a span of exact values, given by the rounding mode; a test asks whether whole numbers
reach into that span, and says how much it could have caught.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor, isqrt

import numpy as np
import pandas as pd

from engagelib.exact import parse, rounded, text

__all__ = ["Grim", "Grimmer", "Span", "closure", "debit", "grim", "grimmer", "span"]


@dataclass(frozen=True)
class Span:
    """The exact values that print as one number; each end belongs to it or not."""

    low: Fraction
    high: Fraction
    with_low: bool
    with_high: bool

    def whole(self, scale: int | Fraction = 1, shift: Fraction = Fraction(0)) -> range:
        """The whole numbers t for which (t - shift) / scale lies in the span."""
        low, high = self.low * scale + shift, self.high * scale + shift
        first = ceil(low) if self.with_low else floor(low) + 1
        last = floor(high) if self.with_high else ceil(high) - 1
        return range(first, last + 1)

    def squared(self) -> Span:
        """The squares of a span that is not negative; what lies below zero is cut off."""
        return Span(
            max(self.low, Fraction(0)) ** 2, self.high**2, self.with_low or self.low < 0, self.with_high
        )


def span(printed: str, rounding: str = "half_up") -> Span:
    """What a printed number can have been before a mode rounded it ("any": a whole last digit either way).

    >>> span("2,83").whole(120), span("2,83", "truncate").whole(120)
    (range(339, 341), range(340, 341))
    """
    value, digits = parse(printed)
    quarter = Fraction(1, 4 * 10**digits)
    # even steps are where a mode can change its mind
    steps = range(-3, 4) if rounding == "any" else range(-4, 5)
    here = [s for s in steps if rounding == "any" or rounded(value + s * quarter, digits, rounding) == value]
    first, last = here[0] - here[0] % 2, here[-1] + here[-1] % 2
    return Span(value + first * quarter, value + last * quarter, first == here[0], last == here[-1])


# --- a mean ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grim:
    """Whether a mean is `possible`; `power`: the share of printable means that are not; `sums`."""

    possible: bool
    power: float
    sums: tuple[int, ...]


def grim(mean: str, n: int, items: int = 1, rounding: str = "half_up", low: int = 1, high: int = 5) -> Grim:
    """Whether `n` respondents answering `items` integer questions can have this mean (Brown & Heathers 2017).

    The sum of n x items whole answers is whole, so only some means exist. With more answers than printable
    steps (100 to the unit at two decimals) every mean exists and the power is 0: nothing could have been
    caught. `rounding` is a mode of `exact.MODES` or "any".

    >>> grim("3.82", 30).possible, grim("3.82", 30, items=2).sums
    (False, (229,))

    Raises TypeError for a float: its last digits are lost.
    """
    _, digits = parse(mean)
    answers = n * items
    sums = [s for s in span(mean, rounding).whole(answers) if low * answers <= s <= high * answers]
    return Grim(bool(sums), _power_of_mean(answers, digits, rounding, low, high), tuple(sums))


@cache
def _power_of_mean(answers: int, digits: int, rounding: str, low: int, high: int) -> float:
    scale = 10**digits
    if answers >= scale:  # the sums lie closer together than the printable values
        return 0.0
    means = [Fraction(s, answers) for s in range(low * answers, high * answers + 1)]
    if rounding == "any":
        reachable = {whole(m * scale) for m in means for whole in (floor, ceil)}
    else:
        reachable = {rounded(m, digits, rounding) * scale for m in means}
    return 1 - len(reachable) / ((high - low) * scale + 1)


# --- a mean and a standard deviation -----------------------------------------------------------------------


@dataclass(frozen=True)
class Grimmer:
    """Whether an SD is `possible`; `power`: the share of printable SDs that are not; what `fails`; `pairs`.

    `fails` is "mean", "sd", "parity", "scale" or "" ; a pair is (sum, sum of squares) of the respondents'
    totals.
    """

    possible: bool
    power: float
    fails: str
    pairs: tuple[tuple[int, int], ...]


def grimmer(
    mean: str, sd: str, n: int, items: int = 1, rounding: str = "half_up", low: int = 1, high: int = 5
) -> Grimmer:
    """Whether a sample can have this mean and SD together (Anaya 2016; analytic form after Allard 2018).

    Respondents' totals y over `items` questions are whole, so their sum S and the sum of their squares Q
    are whole; Q is odd exactly when S is; (n - 1) SD^2 = Q - S^2/n; and Q lies between that of equal
    answers and that of answers at the ends of the scale. Every sum that prints as the mean is tried, not
    only the nearest. The SD has n - 1 below.

    >>> grimmer("3.10", "1.37", 10).pairs, grimmer("3.10", "1.38", 10).fails
    (((31, 113),), 'sd')

    A sample must pass. What passes has a sample too, except for some SDs near the widest that the scale
    allows: `closure` settles those. Raises ValueError for n below 2, which has no SD.
    """
    sums = grim(mean, n, items, rounding, low, high).sums
    found = {
        name: _pairs(sums, sd, n, items, rounding, low, high, name) for name in ("sd", "parity", "scale")
    }
    fails = "" if found["scale"] else next((name for name, pairs in found.items() if not pairs), "")
    pairs = tuple(found["scale"])
    power = _power_of_sd(sums, parse(sd)[1], n, items, rounding, low, high)
    return Grimmer(bool(pairs), power, fails if sums else "mean", pairs)


def _pairs(
    sums: tuple[int, ...],
    sd: str,
    n: int,
    items: int,
    rounding: str,
    low: int,
    high: int,
    test: str = "scale",
) -> list[tuple[int, int]]:
    """(S, Q) that give the SD; with "parity" Q is odd when S is; with "scale" it is within reach as well."""
    if n < 2:
        raise ValueError(f"a standard deviation needs at least two respondents; n is {n}")
    squares = span(sd, rounding).squared()
    pairs = []
    for s in sums:
        least, most = _spread(s, n, items * low, items * high)
        for q in squares.whole((n - 1) * items**2, Fraction(s * s, n)):
            if test == "sd" or ((q - s) % 2 == 0 and (test == "parity" or least <= q <= most)):
                pairs.append((s, q))
    return pairs


def _spread(total: int, n: int, low: int, high: int) -> tuple[int, int]:
    """Least and largest sum of squares of n whole numbers from low to high with this total.

    >>> _spread(31, 10, 1, 5)
    (97, 133)
    """
    level, over = divmod(total, n)
    ends, rest = divmod(total - n * low, high - low)
    most = ends * high**2 + (n - ends) * low**2 + (low + rest) ** 2 - low**2
    return (n - over) * level**2 + over * (level + 1) ** 2, most


@cache
def _power_of_sd(
    sums: tuple[int, ...], digits: int, n: int, items: int, rounding: str, low: int, high: int
) -> float:
    """The share of printable SDs, from 0 to the widest on this scale, that no sample with such a sum has."""
    if not sums:
        return 1.0
    scale = 10**digits
    widest = max(Fraction(_spread(s, n, items * low, items * high)[1]) - Fraction(s * s, n) for s in sums) / (
        (n - 1) * items**2
    )
    last = isqrt(floor(widest * scale**2))
    printable = [text(Fraction(units, scale), digits) for units in range(last + 1)]
    reached = sum(bool(_pairs(sums, sd, n, items, rounding, low, high)) for sd in printable)
    return 1 - reached / len(printable)


def debit(mean: str, sd: str, n: int, rounding: str = "half_up") -> Grimmer:
    """Whether n answers of yes (1) and no (0) can have this mean and SD together (Heathers & Brown 2019).

    A square of 0 or 1 is itself, so the mean leaves the SD no freedom: DEBIT is GRIMMER on a scale from 0
    to 1.

    >>> debit("0.35", "0.18", 20).possible, debit("0.35", "0.49", 20).possible
    (False, True)
    """
    return grimmer(mean, sd, n, rounding=rounding, low=0, high=1)


# --- all the samples ---------------------------------------------------------------------------------------


def closure(
    mean: str, sd: str, n: int, low: int = 1, high: int = 5, rounding: str = "half_up"
) -> pd.DataFrame:
    """All samples of one question with this n, mean and SD: how many people chose each point of the scale.

    Out: one row per sample, in order: n1 … n5 (a column per point of the scale), mean, sd. No row: such a
    sample does not exist.

    Counts are enumerated, not samples. Each pair of sum and sum of squares that print so leaves three
    counts of the scale to three linear equations, so only the counts of the other points (two on a 5-point
    scale) are gone through.

    >>> len(closure("2.7", "1.9", 130)), closure("4.5", "0.7", 2).values.tolist()
    (5359, [[0.0, 0.0, 0.0, 1.0, 1.0, 4.5, 0.7071067811865476]])
    """
    points = high - low + 1
    free = _counts(n, max(points - 3, 0))
    found = [np.empty((0, max(points, 3)), dtype=np.int64)]
    sums = grim(mean, n, rounding=rounding, low=low, high=high).sums
    for s, q in _pairs(sums, sd, n, 1, rounding, low, high):
        # answers from 0: sum and sum of squares of the shifted answers
        found.append(_solve(free, n, s - n * low, q - 2 * low * s + n * low**2))
    counts = np.concatenate(found)
    counts = counts[(counts[:, points:] == 0).all(axis=1), :points]
    counts = counts[np.lexsort(counts.T[::-1])]
    values = np.arange(low, high + 1)
    means = counts @ values / n
    sds = np.sqrt(np.maximum(counts @ values**2 - n * means**2, 0) / (n - 1))
    names = [f"n{value}".replace("-", "_") for value in values]
    return pd.DataFrame(counts, columns=names).assign(mean=means, sd=sds)


def _counts(n: int, points: int) -> np.ndarray:
    """Every way in which at most n people choose among `points` answers: one row each."""
    rows = np.zeros((1, 0), dtype=np.int64)
    for _ in range(points):
        left = n - rows.sum(axis=1)
        repeated = np.repeat(rows, left + 1, axis=0)
        starts = np.repeat(np.cumsum(left + 1) - (left + 1), left + 1)
        rows = np.column_stack([repeated, np.arange(len(repeated)) - starts])
    return rows


def _solve(free: np.ndarray, n: int, total: int, squares: int) -> np.ndarray:
    """Counts of the answers 0, 1, 2, 3 … with this sum and sum of squares, given those of 3 and above."""
    values = np.arange(3, 3 + free.shape[1])
    people, rest, rest_of_squares = n - free.sum(axis=1), total - free @ values, squares - free @ values**2
    two = (rest_of_squares - rest) // 2  # their difference is even: t^2 - t always is
    one = rest - 2 * two
    none = people - one - two
    fits = (two >= 0) & (one >= 0) & (none >= 0)
    return np.column_stack([none, one, two, free])[fits]
