"""Whether whole-number answers can print so: GRIM, GRIMMER, DEBIT and CLOSURE, in exact arithmetic.

A printed number is text: "2.50" and "2,50" say two decimals, the float 2.5 has forgotten. Every printed
number stands for a span of exact values, given by the rounding mode; a test asks whether whole numbers
reach into that span, and says how much it could have caught. The ends of the answer scale are known or not:
without them only the grain of whole answers is tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil, floor, isqrt

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, takes
from engagelib.exact import MODES, parse, rounded, text, worked

#: How a number was printed; "any" is either neighbour.
ROUNDINGS = (*MODES, "any")

__all__ = ["Grim", "Grimmer", "Span", "closure", "debit", "grim", "grim_by_hand", "grimmer", "span"]


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
        """The squares of what in a span is not negative; below zero lies no SD."""
        if self.high < 0 or (self.high == 0 and not self.with_high):
            return Span(Fraction(0), Fraction(0), False, False)
        return Span(
            max(self.low, Fraction(0)) ** 2, self.high**2, self.with_low or self.low < 0, self.with_high
        )


@takes(printed=parse, rounding=ROUNDINGS)
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
    """Whether a mean is `possible`; `why` not; `power`: the share of printable means that are not; `sums`.

    `why` names what fails: "granularity" (no whole sum prints so), "scale" (off the answer scale),
    "granularity, scale", or "" where nothing does.
    """

    possible: bool
    why: str
    power: float
    sums: tuple[int, ...]


@takes(mean=parse, n=Within(1), rounding=ROUNDINGS)
def grim(
    mean: str,
    n: int,
    items: int = 1,
    rounding: str = "half_up",
    low: int | None = None,
    high: int | None = None,
) -> Grim:
    """Whether `n` respondents answering `items` integer questions can have this mean (Brown & Heathers 2017).

    In: the mean as printed ("2.50" or "2,50"), n respondents, the number of items behind it. Out: `Grim`:
    possible, why (empty, granularity, scale), power (share of printable means that cannot be), sums (whole sums
    that print so).

    The sum of n x items whole answers is whole, so only some means exist. With more answers than printable
    steps (100 to the unit at two decimals) every mean exists and the power is 0: nothing could have been
    caught. `low` and `high` are the ends of the answer scale: without them nothing is off it, and the power
    is that of one unit of the mean. `rounding` is a mode of `exact.MODES` or "any".

    Raises TypeError for a float: its last digits are lost.

    Notes
    -----
    mean = S / (n * items) with a whole sum S has to print as given. "3.82" of 30 answers needs S
    between 114.45 and 114.75 (half-up): no whole number lies there. Source: Brown & Heathers (2017), Social
    Psychological and Personality Science 8. In R: scrutiny::grim(x, n, items).

    Examples
    --------
    >>> grim("3.82", 30).why, grim("3.82", 30, items=2).sums, grim("7.50", 2, low=1, high=5).why
    ('granularity', (229,), 'scale')
    """
    _scale(low, high)
    (_, digits), within = parse(mean), span(mean, rounding)
    answers = n * items
    whole = within.whole(answers)
    sums = tuple(s for s in whole if _on(s, answers, low, high))
    off = (low is not None and _on_no(within, low, below=True)) or (
        high is not None and _on_no(within, high, below=False)
    )
    why = [
        name for name, fails in (("granularity", not whole), ("scale", off or (whole and not sums))) if fails
    ]
    return Grim(bool(sums), ", ".join(why), _power_of_mean(answers, digits, rounding, low, high), sums)


def _scale(low: int | None, high: int | None) -> None:
    """Refuses what is no scale."""
    if low is not None and high is not None and low >= high:
        raise ValueError(f"the scale goes from low to high; low is {low}, high is {high}")


def _on(total: int, answers: int, low: int | None, high: int | None) -> bool:
    """Whether so many answers on the scale can have this sum."""
    return (low is None or low * answers <= total) and (high is None or total <= high * answers)


def _on_no(within: Span, end: int, below: bool) -> bool:
    """Whether a whole span lies below (or above) one end of the scale."""
    if below:
        return within.high < end or (within.high == end and not within.with_high)
    return within.low > end or (within.low == end and not within.with_low)


@cache
def _power_of_mean(answers: int, digits: int, rounding: str, low: int | None, high: int | None) -> float:
    scale = 10**digits
    if answers >= scale:  # the sums lie closer together than the printable values
        return 0.0
    known = low is not None and high is not None
    least, most = (0, 1) if low is None or high is None else (low, high)
    means = [Fraction(s, answers) for s in range(least * answers, most * answers + 1)]
    if rounding == "any":
        reachable = {whole(m * scale) for m in means for whole in (floor, ceil)}
    else:
        reachable = {int(rounded(m, digits, rounding) * scale) for m in means}
    if known:
        return 1 - len(reachable) / ((most - least) * scale + 1)
    return 1 - len({units % scale for units in reachable}) / scale  # every unit is like the first


# --- a mean and a standard deviation -----------------------------------------------------------------------


@dataclass(frozen=True)
class Grimmer:
    """Whether an SD is `possible`; `power`: the share of printable SDs that are not; what `fails`; `pairs`.

    `fails` (or `why`) is "mean", "sd", "parity", "scale" or "" ; a pair is (sum, sum of squares) of the
    respondents' totals. "scale" is what whole answers could give, but not on this scale.
    """

    possible: bool
    power: float
    fails: str
    pairs: tuple[tuple[int, int], ...]

    @property
    def why(self) -> str:
        return self.fails


@takes(mean=parse, sd=parse, n=Within(1), rounding=ROUNDINGS)
def grimmer(
    mean: str,
    sd: str,
    n: int,
    items: int = 1,
    rounding: str = "half_up",
    low: int | None = None,
    high: int | None = None,
) -> Grimmer:
    """Whether a sample can have this mean and SD together (Anaya 2016; analytic form after Allard 2018).

    In: mean and SD as printed, n respondents, items behind each mean, the ends of the scale if known.

    Respondents' totals y over `items` questions are whole, so their sum S and the sum of their squares Q
    are whole; Q is odd exactly when S is; (n - 1) SD^2 = Q - S^2/n; and Q lies between that of equal
    answers and that of answers at the ends of the scale. Every sum that prints as the mean is tried, not
    only the nearest. The SD has n - 1 below. Without `low` and `high` no SD is too wide, and the power is
    that of the printable SDs within half a unit of this one.

    A sample must pass. What passes has a sample too, except for some SDs of very few people or near the
    widest that the scale allows: `closure` settles those. Raises ValueError for n below 2, which has no SD.

    Out: `Grimmer`: possible, fails (mean, sd, scale or nothing), pairs (sum S and sum of squares Q that print so),
    power.

    Notes
    -----
    (n - 1) SD^2 = Q - S^2 / n with S and Q whole and both odd or both even. Ten answers with S = 31 and Q = 113:
    (113 - 96.1) / 9 = 1.878, SD = 1.37. Sources: Anaya (2016), The GRIMMER test; Allard (2018), Analytic-GRIMMER;
    In R: scrutiny::grimmer(x, sd, n).

    Examples
    --------
    >>> grimmer("3.10", "1.37", 10).pairs, grimmer("3.10", "1.38", 10).fails
    (((31, 113),), 'sd')
    >>> grimmer("3.00", "2.83", 10).fails, grimmer("3.00", "2.83", 10, low=1, high=5).fails
    ('', 'scale')
    """
    _scale(low, high)
    if n < 2:
        raise ValueError(f"a standard deviation needs at least two respondents; n is {n}")
    found = grim(mean, n, items, rounding, low, high)
    pairs = tuple(_pairs(found.sums, sd, n, items, rounding, low, high))
    fails = "" if pairs else _failing(found, mean, sd, n, items, rounding)
    power = _power_of_sd(found.sums, parse(sd), n, items, rounding, low, high)
    return Grimmer(bool(pairs), power, fails, pairs)


def _failing(found: Grim, mean: str, sd: str, n: int, items: int, rounding: str) -> str:
    """The first thing that fails of what gives no pair."""
    if not found.sums:
        return "scale" if found.why == "scale" else "mean"
    if not _pairs(found.sums, sd, n, items, rounding, parity=False):
        return "sd"
    return "scale" if _pairs(found.sums, sd, n, items, rounding) else "parity"


def _pairs(
    sums: tuple[int, ...],
    sd: str,
    n: int,
    items: int,
    rounding: str,
    low: int | None = None,
    high: int | None = None,
    parity: bool = True,
) -> list[tuple[int, int]]:
    """(S, Q) that give the SD; with `parity` Q is odd when S is; Q is never below that of equal answers."""
    pairs = []
    for s, squares in _squares(sums, sd, n, items, rounding):
        least, most = _spread(s, n, _ends(items, low, high))
        for q in squares:
            if least <= q and (most is None or q <= most) and (not parity or (q - s) % 2 == 0):
                pairs.append((s, q))
    return pairs


def _squares(sums: tuple[int, ...], sd: str, n: int, items: int, rounding: str) -> list[tuple[int, range]]:
    """Each sum with the sums of squares that give the SD."""
    squared = span(sd, rounding).squared()
    return [(s, squared.whole((n - 1) * items**2, Fraction(s * s, n))) for s in sums]


def _ends(items: int, low: int | None, high: int | None) -> tuple[int, int] | None:
    """The ends of a respondent's total, where both ends of the scale are known."""
    return None if low is None or high is None else (items * low, items * high)


def _spread(total: int, n: int, ends: tuple[int, int] | None) -> tuple[int, int | None]:
    """Least and largest sum of squares of n whole numbers with this total, between these ends.

    >>> _spread(31, 10, (1, 5)), _spread(31, 10, None)
    ((97, 133), (97, None))
    """
    level, over = divmod(total, n)
    least = (n - over) * level**2 + over * (level + 1) ** 2
    if ends is None:
        return least, None
    low, high = ends
    top, rest = divmod(total - n * low, high - low)
    return least, top * high**2 + (n - top) * low**2 + (low + rest) ** 2 - low**2


@cache
def _power_of_sd(
    sums: tuple[int, ...],
    sd: tuple[Fraction, int],
    n: int,
    items: int,
    rounding: str,
    low: int | None,
    high: int | None,
) -> float:
    """The share of printable SDs (to the widest on this scale, or about this one) that no such sample has."""
    if not sums:
        return 1.0
    (value, digits), ends = sd, _ends(items, low, high)
    scale = 10**digits
    if ends is None:
        here = int(value * scale)
        first, last = max(here - scale // 2, 0), max(here, 0) + scale // 2
    else:
        widest = max(Fraction(_spread(s, n, ends)[1] or 0) - Fraction(s * s, n) for s in sums)
        first, last = 0, isqrt(floor(widest * scale**2 / ((n - 1) * items**2)))
    printable = [text(Fraction(units, scale), digits) for units in range(first, last + 1)]
    reached = sum(bool(_pairs(sums, sd, n, items, rounding, low, high)) for sd in printable)
    return 1 - reached / len(printable)


@takes(mean=parse, sd=parse, n=Within(1), rounding=ROUNDINGS)
def debit(mean: str, sd: str, n: int, rounding: str = "half_up") -> Grimmer:
    """Whether n answers of yes (1) and no (0) can have this mean and SD together (Heathers & Brown 2019).

    In: mean and SD as printed, n answers.

    A square of 0 or 1 is itself, so the mean leaves the SD no freedom: DEBIT is GRIMMER on a scale from 0
    to 1.

    Out: `Grimmer`.

    Notes
    -----
    SD^2 = n / (n - 1) * m (1 - m): with m = .35 and n = 20 it is .2395, SD = .49. Source: Heathers & Brown (2019),
    DEBIT. In R: scrutiny::debit(x, sd, n).

    Examples
    --------
    >>> debit("0.35", "0.18", 20).possible, debit("0.35", "0.49", 20).possible
    (False, True)
    """
    return grimmer(mean, sd, n, rounding=rounding, low=0, high=1)


# --- all the samples ---------------------------------------------------------------------------------------

#: So many samples are listed; more are counted.
LISTED = 1_000_000
#: So many steps are gone through at once (some 500 MB) and in all (a minute or two); more are refused.
AT_ONCE, IN_ALL = 5_000_000, 200_000_000


@takes(mean=parse, sd=parse, n=Within(1), rounding=ROUNDINGS)
def closure(
    mean: str, sd: str, n: int, low: int | None = None, high: int | None = None, rounding: str = "half_up"
) -> pd.DataFrame:
    """All samples of one question with this n, mean and SD: how many people chose each point of the scale.

    In: mean and SD as printed, n respondents, the ends of the scale.

    Out: one row per sample, in order: n1 … n5 (a column per point of the scale), mean, sd, samples (1). No
    row: such a sample does not exist. Where more than `LISTED` exist they are counted instead: one row per
    mean and SD, `samples` says how many there are, and who chose what is missing.

    What is left for the lower points, once the people at the upper ones are placed, is only how many people
    are left, their sum and their sum of squares; what many samples share is gone through once, and three
    points are three linear equations.

    Raises ValueError without a scale, and for more steps than `AT_ONCE` or `IN_ALL`, before memory is taken.

    Notes
    -----
    Counts n_1 ... n_k of the points of the scale with sum n_i = n, whose mean sum(i n_i) / n and
    SD^2 = (sum(i^2 n_i) - (sum(i n_i))^2 / n) / (n - 1) print as given. After CLOSURE-Python (Larigaldie);
    every sample is found, where SPRITE (Heathers, Anaya, van der Zee & Brown 2018) draws some. In R: unsum::closure_generate.

    Examples
    --------
    >>> len(closure("2.7", "1.9", 130, 1, 5)), closure("4.5", "0.7", 2, 1, 5).values.tolist()
    (5359, [[0.0, 0.0, 0.0, 1.0, 1.0, 4.5, 0.7071067811865476, 1.0]])
    """
    if low is None or high is None:
        raise ValueError(
            "closure needs the ends of the answer scale, such as closure(mean, sd, n, low=1, high=5)"
        )
    _scale(low, high)
    if n < 2:
        raise ValueError(f"a standard deviation needs at least two respondents; n is {n}")
    sums = grim(mean, n, 1, rounding, low, high).sums
    _within(sum(len(squares) for _, squares in _squares(sums, sd, n, 1, rounding)), AT_ONCE)
    pairs = np.array(_pairs(sums, sd, n, 1, rounding, low, high), dtype=np.int64).reshape(-1, 2)
    ways, found = _closed(pairs, n, low, high)
    names = [f"n{value}".replace("-", "_") for value in range(low, high + 1)]
    if found is None:
        shown = pd.DataFrame(pd.NA, index=range(int((ways > 0).sum())), columns=names, dtype="Int64")
        (s, q), samples = pairs[ways > 0].T, ways[ways > 0]
    else:
        shown = pd.DataFrame(found[np.lexsort(found.T[::-1])], columns=names)
        values = np.arange(low, high + 1)
        s, q = shown.to_numpy() @ values, shown.to_numpy() @ values**2
        samples = np.ones(len(shown), dtype=np.int64)
    sds = np.sqrt((n * q - s**2) / (n * (n - 1)))
    return shown.assign(mean=s / n, sd=sds, samples=samples)


def _closed(pairs: np.ndarray, n: int, low: int, high: int) -> tuple[np.ndarray, np.ndarray | None]:
    """How many samples each sum and sum of squares has, and the samples themselves unless they are too many."""
    ways, found, steps = np.zeros(len(pairs), dtype=np.int64), [np.empty((0, high - low + 1), np.int64)], 0
    for i, (s, q) in enumerate(pairs):
        # answers from 0: people, sum and sum of squares of the shifted answers
        state = np.array([[n, s - n * low, q - 2 * low * s + n * low**2]])
        levels, many = _levels(state, high - low)
        steps += sum(len(level.source) for level in levels)
        _within(steps // (i + 1) * len(pairs), IN_ALL)
        ways[i] = many[0]
        if ways.sum() <= LISTED:
            found.append(_samples(state, levels, many)[:, : high - low + 1])
    return ways, np.concatenate(found) if ways.sum() <= LISTED else None


def _within(steps: int, limit: int) -> None:
    if steps > limit:
        raise ValueError(
            f"closure goes through at most {limit:,} steps, and these samples need about {steps:,}: give more "
            "decimals, a shorter scale or fewer people; grimmer says whether such a sample can be"
        )


@dataclass(frozen=True)
class _Level:
    """How states (people, sum, squares) are left by those who chose `value`: from, how many, to."""

    value: int
    source: np.ndarray
    chose: np.ndarray
    target: np.ndarray


def _levels(states: np.ndarray, top: int) -> tuple[list[_Level], np.ndarray]:
    """The steps from the highest point of the scale down to 3, and in how many ways each state can end."""
    levels: list[_Level] = []
    states_of = [states]
    for value in range(top, 2, -1):
        source, chose, left = _placed(states_of[-1], value)
        unique, target = _distinct(left)
        levels.append(_Level(value, source, chose, target))
        states_of.append(unique)
    ways = (_lowest(states_of[-1], top) >= 0).all(axis=1).astype(float)
    for i in reversed(range(len(levels))):
        level = levels[i]
        alive = ways[level.target] > 0
        levels[i] = level = _Level(level.value, level.source[alive], level.chose[alive], level.target[alive])
        ways = np.bincount(level.source, ways[level.target], minlength=len(states_of[i]))
        if len(ways) and ways.max() > 2**53:
            raise ValueError(
                "closure counts to 9,007,199,254,740,992 samples of one mean and SD; here are more"
            )
    return levels, ways


def _placed(states: np.ndarray, value: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every number of people at one point of the scale that the points below it can still make good."""
    people, total, squares = states.T
    most = np.minimum(people, np.minimum(total // value, squares // value**2)) + 1
    _within(int(most.sum()), AT_ONCE)
    source = np.repeat(np.arange(len(states)), most)
    chose = np.arange(len(source)) - np.repeat(np.cumsum(most) - most, most)
    left = states[source] - chose[:, None] * np.array([1, value, value**2])
    people, total, squares = left.T
    level, over = np.divmod(total, np.maximum(people, 1))
    least = (people - over) * level**2 + over * (level + 1) ** 2
    ends, rest = np.divmod(total, value - 1)
    fits = (ends + (rest > 0) <= people) & (least <= squares) & (squares <= ends * (value - 1) ** 2 + rest**2)
    return source[fits], chose[fits], left[fits]


def _distinct(states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """States without repetition, and which of them each one is."""
    if not len(states):
        return states, np.empty(0, dtype=np.int64)
    size = states.max(axis=0) + 1
    if (cells := int(size[0]) * int(size[1]) * int(size[2])) >= 2**63:
        _within(cells, AT_ONCE)
    _, first, target = np.unique(
        (states[:, 0] * size[1] + states[:, 1]) * size[2] + states[:, 2],
        return_index=True,
        return_inverse=True,
    )
    return states[first], target


def _lowest(states: np.ndarray, top: int) -> np.ndarray:
    """How many people chose 0, 1 and 2 with this number, sum and squares: below 0 where nobody can."""
    people, total, squares = states.T
    two = (squares - total) // 2  # their difference is even: t^2 - t always is
    one = total - 2 * two
    return np.column_stack([people - one - two, one, two if top > 1 else -abs(two)])


def _samples(states: np.ndarray, levels: list[_Level], ways: np.ndarray) -> np.ndarray:
    """Every sample: how many people chose each point from 0 up. Each step leads to one, so none is in vain."""
    here = np.flatnonzero(ways)
    left, columns = states[here], np.zeros((len(here), 0), dtype=np.int64)
    for level in levels:
        starts = np.searchsorted(level.source, here)
        many = np.searchsorted(level.source, here, side="right") - starts
        row = np.repeat(np.arange(len(here)), many)
        step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(starts, many)
        chose = level.chose[step]
        left = left[row] - chose[:, None] * np.array([1, level.value, level.value**2])
        columns = np.column_stack([chose, columns[row]])
        here = level.target[step]
    return np.column_stack([_lowest(left, 9), columns])


@takes(possible="printed n:number")
def grim_by_hand(possible: pd.DataFrame) -> pd.DataFrame:
    """Whether a printed mean can be, worked in the open (GRIM): the two whole sums beside it, and what they print.

    In: the result of `feasibility`. Out: step, arithmetic, result, of the first printed mean that one item cannot give, else
    of the first. No rows where nothing was printed with its n.

    Notes
    -----
    mean * n has to lie near a whole number: the sums below and above it, divided by n, print as they do. Source: Brown &
    Heathers (2017), Social Psychological and Personality Science 8. In R: scrutiny::grim(x, n).

    Examples
    --------
    "2,50" of one respondent: 2 and 3 are whole, 2.5 is not.

    >>> grim_by_hand(pd.DataFrame({"printed": ["2,50"], "n": [1]}))["result"].tolist()
    ['2.500', '2.00', '3.00', 'no']
    """
    known = possible.dropna(subset=["printed", "n"])
    known = known[known["n"] > 0]
    if known.empty:
        return worked()
    refused = known[~known["items_1"].astype("bool")] if "items_1" in known else known.iloc[:0]
    row = (refused if len(refused) else known).iloc[0]
    n, (value, digits) = int(row["n"]), parse(str(row["printed"]))
    below = int(value * n // 1)
    sums = [below, below + 1]
    printed = [text(rounded(Fraction(total, n), digits), digits) for total in sums]
    shown = text(value, digits)
    return worked(
        ("times", f"{shown} × {n}", float(value * n)),
        ("sum_below", f"{sums[0]} / {n}", printed[0]),
        ("sum_above", f"{sums[1]} / {n}", printed[1]),
        ("possible", f"{shown} ∈ {{{printed[0]}; {printed[1]}}}", "yes" if shown in printed else "no"),
    )
