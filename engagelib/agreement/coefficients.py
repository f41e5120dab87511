"""Coefficients of agreement on counts: missing codings allowed, intervals by resampling units, NumPy only.

Units are folded into patterns first, because few coders and few values make few distinct rows: a coefficient
is computed on patterns, and a bootstrap resamples how often each pattern occurs. Memory grows with patterns x
values, never with units x values x values.

What is given may be a matrix or a codings frame (`decisions.ratings`). Agreement is seen on units that two
coders coded, and `units` counts these. What Fleiss, Gwet and Brennan-Prediger expect by chance rests on every
coded unit, also those that one coder coded, as in Gwet (2014).

References: Krippendorff, Content Analysis (2004) ch. 11; Gwet (2008); Gwet, Handbook of Inter-Rater Reliability
(4th ed. 2014) ch. 2; Brennan & Prediger (1981); Fleiss (1971); Cohen (1960); Passonneau (2006) for sets of
labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engagelib.agreement.decisions import LEVELS, Ratings, ratings
from engagelib.agreement.weights import agreeing, checked, scheme
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together

__all__ = [
    "CHANCE", "Agreement", "Patterns", "bootstrapped", "brennan_prediger", "cohen", "corrected", "distance_alpha",
    "fleiss", "fold", "gwet_ac1", "gwet_ac2", "interval", "krippendorff", "linear_alpha", "observed", "percent",
    "resampled", "shown",
]  # fmt: skip

#: How many cells of a bootstrap are held at once.
BLOCK = 4_000_000


@dataclass(frozen=True)
class Agreement:
    """A coefficient with its bootstrap interval; undefined = `value` is missing and `note` says why."""

    value: float
    ci_low: float
    ci_high: float
    units: int
    coders: int
    note: Note | str = ""


@dataclass(frozen=True)
class Patterns:
    """Units that were coded, alike ones together.

    `counts` (patterns x values) says how many coders gave each value, `weights` how many units show the
    pattern, `once` which patterns are of one coder only (None = none of them).
    """

    values: np.ndarray
    counts: np.ndarray
    weights: np.ndarray
    coders: int
    once: np.ndarray | None = None

    @property
    def units(self) -> int:
        """Units that two coders coded."""
        return int(self.weights.sum() if self.once is None else self.weights[~self.once].sum())


@takes(level=LEVELS)
def fold(given: Any, level: str = "nominal", least: int = 2) -> Patterns:
    """Patterns of a matrix or a codings frame: units with at least two codings, or with `least`."""
    made = ratings(given, level)
    values, codes = made.values, made.codes
    enough = (codes >= 0).sum(axis=1) >= least if (codes < 0).any() or codes.shape[1] < least else slice(None)
    codes = np.sort(codes[enough], axis=1)  # which coder gave which value makes no difference here
    rows, weights = _distinct(codes + 1, len(values) + 1)
    counts = np.zeros((len(rows), len(values)))
    at, _ = np.nonzero(rows)
    np.add.at(counts, (at, rows[rows > 0] - 1), 1)
    used = counts.sum(axis=0) > 0
    once = counts.sum(axis=1) < 2
    kept = Patterns(values[used], counts[:, used], weights.astype("float64"), len(made.coders))
    return replace(kept, once=once) if once.any() else kept


def _distinct(codes: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """Distinct rows of small whole numbers and how often each occurs; columns are folded into one key."""
    key, size = np.zeros(len(codes), dtype="int64"), 1
    for column in codes.T:
        if size * base > 2**62:
            distinct, key = np.unique(key, return_inverse=True)
            size = len(distinct)
        key, size = key * base + column, size * base
    if size <= 4 * len(codes) + 4096:  # few possible rows: counting beats sorting
        weights = np.bincount(key, minlength=size)
        found = np.flatnonzero(weights)
        where = np.zeros(size, dtype="int64")
        where[key] = np.arange(len(key))
        return codes[where[found]], weights[found]
    _, first, weights = np.unique(key, return_index=True, return_counts=True)
    return codes[first], weights


# --- coefficients on patterns; `weights` is resamples x patterns, the result one number per resample --------

Coefficient = Callable[[Patterns, np.ndarray], np.ndarray]


def _nominal(values: np.ndarray) -> np.ndarray:
    return (values[:, None] != values[None]).astype("float64")


def _interval(values: np.ndarray) -> np.ndarray:
    return np.subtract.outer(values, values) ** 2.0


def _ratio(values: np.ndarray) -> np.ndarray:
    total = np.add.outer(values, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total == 0, 0, (np.subtract.outer(values, values) / total) ** 2)


DIFFERENCES = {"nominal": _nominal, "interval": _interval, "ratio": _ratio}


@takes()
def distance_alpha(difference: np.ndarray) -> Coefficient:
    """Alpha under a fixed difference of each value from each: 1 - observed / expected disagreement.

    A pattern's disagreement is one number, so resampling costs one product of weights and patterns.
    """

    def coefficient(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
        counts = patterns.counts
        within = ((counts @ difference) * counts).sum(axis=1) / (counts.sum(axis=1) - 1)
        margins = weights @ counts
        total = margins.sum(axis=1)
        between = ((margins @ difference) * margins).sum(axis=1) / (total - 1)
        return 1 - (weights @ within) / between

    return coefficient


@takes()
def linear_alpha(within: np.ndarray, against: np.ndarray, coded: np.ndarray) -> Coefficient:
    """Alpha of very many values, from three numbers per pattern; resampled margins count to first order only.

    `within`: a pattern's disagreement; `against`: the differences of its values from all codings; `coded`:
    its codings.
    """
    if not within.shape == against.shape == coded.shape:
        raise ValueError("within, against and coded are of different lengths; each has a number per pattern")
    numbers = np.column_stack([within, against, coded])

    def coefficient(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
        inside, outside, total = (weights @ numbers).T
        _, base, sample = patterns.weights @ numbers
        grown = total / sample
        return 1 - inside / ((2 * outside * grown - base * grown**2) / (total - 1))

    return coefficient


def _ordinal(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
    """Alpha for ranks: interval differences of the middles of the margins, of each resample its own."""
    counts, coded = patterns.counts, patterns.counts.sum(axis=1)
    margins = weights @ counts
    total = margins.sum(axis=1)
    middle = (np.cumsum(margins, axis=1) - margins / 2).T
    # Sum over pairs of (x - y)^2 = 2 (number x sum of squares - square of the sum), within patterns and over
    # all.
    within = 2 * (coded[:, None] * (counts @ middle**2) - (counts @ middle) ** 2) / (coded - 1)[:, None]
    squares, sums = (margins * middle.T**2).sum(axis=1), (margins * middle.T).sum(axis=1)
    between = 2 * (total * squares - sums**2) / (total - 1)
    return 1 - (weights * within.T).sum(axis=1) / between


def _observed(agree: np.ndarray | None = None) -> Coefficient:
    """Share of agreeing pairs of codings within units that two coders coded, each unit weighing the same.

    `agree`: how far each value agrees with each (1 = the same, 0 = not at all); None: only with itself.
    """

    def coefficient(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
        counts, coded = patterns.counts, patterns.counts.sum(axis=1)
        near = counts if agree is None else counts @ agree
        agreeing = (counts * (near - 1)).sum(axis=1) / np.maximum(coded * (coded - 1), 1)
        return weights @ agreeing / (weights @ (coded > 1))

    return coefficient


@takes()
def observed(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
    """Share of agreeing pairs of codings, where values agree or do not."""
    return _observed()(patterns, weights)


#: What coefficients take for chance, from the share of each value and how far each agrees with each.
CHANCE: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "fleiss": lambda p, agree: (p * (p @ agree)).sum(axis=1),
    "ac1": lambda p, agree: (p * (1 - p)).sum(axis=1) * (agree.sum() / len(agree)) / (len(agree) - 1),
    "pabak": lambda p, agree: np.full(len(p), agree.sum() / len(agree) / len(agree)),
}


@takes(name=tuple(CHANCE))
def corrected(name: str, agree: np.ndarray | None = None) -> Coefficient:
    """(observed - expected) / (1 - expected), by what is taken for chance; `agree` as in `_observed`."""
    seen, chance = _observed(agree), CHANCE[name]

    def coefficient(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
        shares = weights @ (patterns.counts / patterns.counts.sum(axis=1, keepdims=True))
        shares = shares / weights.sum(axis=1, keepdims=True)
        expected = chance(shares, np.eye(shares.shape[1]) if agree is None else agree)
        return (seen(patterns, weights) - expected) / (1 - expected)

    return coefficient


# --- intervals ----------------------------------------------------------------------------------------------


@takes()
def bootstrapped(
    patterns: Patterns,
    coefficient: Coefficient,
    resamples: int = 1000,
    seed: int = 0,
    chance: bool = True,
    unit: str = "unit",
) -> Agreement:
    """A coefficient with the percentile interval of resampled units; a reason where it cannot be computed.

    `chance`: does it set agreement against chance, so that one value alone shows nothing? `unit`: what is
    drawn anew, in words.
    """
    if not patterns.units:
        return _undefined(patterns, note((NOBODY, ALONE, "noted_no_unit_twice")[min(patterns.coders, 2)]))
    if chance and len(patterns.values) < 2:
        return _undefined(patterns, note("noted_all_alike", value=shown(patterns.values[0])))
    with np.errstate(invalid="ignore", divide="ignore"):
        point = float(coefficient(patterns, patterns.weights[None])[0])
        none = (np.nan, np.nan)
        if patterns.units == 1 or resamples < 1:
            why = note("noted_no_interval" if resamples < 1 else f"noted_one_{unit}")
            return Agreement(point, *none, patterns.units, patterns.coders, why)
        drawn = resampled(patterns.weights, resamples, np.random.default_rng(seed))
        sample = np.concatenate([coefficient(patterns, block) for block in drawn])
    lacks = "noted_resamples_one_value" if patterns.once is None else "noted_resamples_once"
    low, high, said = interval(sample, lacks)
    return Agreement(point, low, high, patterns.units, patterns.coders, said)


@takes()
def interval(sample: np.ndarray, lacks: str = "noted_resamples_one_value") -> tuple[float, float, Note | str]:
    """The 2.5th and 97.5th percentile of resampled coefficients, and what is to be said of them."""
    usable, resamples, none = sample[np.isfinite(sample)], len(sample), (np.nan, np.nan)
    left = resamples - len(usable)
    said: Note | str = note(lacks, left=left, resamples=resamples) if left else ""
    low, high = np.quantile(usable, [0.025, 0.975]) if len(usable) > resamples / 2 else none
    if high - low < 1e-12:
        (low, high), said = (
            none,
            note("noted_nothing_differs" if usable.min() > 1 - 1e-12 else "noted_resamples_alike"),
        )
    return float(low), float(high), said


#: Why agreement is undefined.
NOBODY, ALONE = "noted_nobody_coded", "noted_nobody_else_coded"


def _undefined(patterns: Patterns, why: Note) -> Agreement:
    return Agreement(np.nan, np.nan, np.nan, patterns.units, patterns.coders, why)


def shown(value: object) -> str:
    """A value as a note shows it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


@takes()
def resampled(weights: np.ndarray, resamples: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """How often each pattern occurs when units are drawn anew, a block of resamples at a time."""
    units, step = int(weights.sum()), max(1, BLOCK // len(weights))
    shows = np.repeat(np.arange(len(weights)), weights.astype("int64")) if units < 15 * len(weights) else None
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        if shows is None:  # few patterns of many units
            yield random.multinomial(units, weights / units, size=size).astype("float64")
            continue
        drawn = np.empty((size, len(weights)))
        for row in drawn:
            row[:] = np.bincount(
                shows[random.integers(0, units, units, dtype="int32")], minlength=len(weights)
            )
        yield drawn


@takes(level=LEVELS)
def krippendorff(
    codings_or_matrix: Any, level: str = "nominal", resamples: int = 1000, seed: int = 0
) -> Agreement:
    """Krippendorff's alpha: how far coders agree beyond chance, any number of coders, missing codings allowed.

    Parameters
    ----------
    codings_or_matrix
        A row per unit and a column per coder, missing where not coded: words, numbers or booleans. A codings
        frame (unit, coder, code) serves too.
    level
        nominal (codes), ordinal (ranks), interval or ratio: how far apart two values are.
    resamples, seed
        The interval is that of so many bootstrap samples of the units, drawn from this seed.

    Returns
    -------
    Agreement
        value, ci_low, ci_high, units (coded by two or more), coders, note. Missing, with a note, where only
        one value occurs: one value shows no agreement beyond chance.

    Notes
    -----
    A unit that m coders coded holds m (m - 1) pairs of codings, each weighing 1 / (m - 1); a unit that one
    coder coded holds none. n counts the codings that are paired, n_c those with value c::

        alpha = 1 - D_o / D_e
        D_o   = 1 / n           * sum over units, over their pairs, of d(c, k) / (m - 1)
        D_e   = 1 / (n (n - 1)) * sum over all c, k of n_c n_k d(c, k)

        d(c, k) = 1 if c differs from k      (nominal)      = (c - k)^2              (interval)
                = (middle rank of c - middle rank of k)^2   (ordinal)
                = ((c - k) / (c + k))^2      (ratio)

    Source: Krippendorff (2004), Content Analysis, ch. 11; Krippendorff (2011), Computing Krippendorff's
    Alpha-Reliability. From .800 on conclusions are usual, from .667 tentative ones. In R:
    irr::kripp.alpha(t(x), "nominal"), which gives no interval. SPSS has it as Hayes' macro KALPHA.

    Raises
    ------
    ValueError
        For a level that is none of the four.

    Examples
    --------
    One unit of five is read differently: D_o = 2/10; 5 ones and 5 zeros: D_e = 2 * 5 * 5 / (10 * 9) = 5/9.

    >>> ones_and_zeros = [[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]]
    >>> round(krippendorff(ones_and_zeros).value, 4), round(krippendorff([["ya", "ya"], ["ya", "no"]]).value, 4)
    (0.64, 0.0)
    """
    made = ratings(codings_or_matrix, level)
    patterns = fold(made)
    coefficient = _ordinal if level == "ordinal" else distance_alpha(DIFFERENCES[level](patterns.values))
    return _noted(made, bootstrapped(patterns, coefficient, resamples, seed))


def _noted(made: Ratings, found: Agreement) -> Agreement:
    """A coefficient with what was not counted, named."""
    return replace(found, note=together(found.note, *made.notes))


@takes()
def percent(codings_or_matrix: Any, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Percent agreement: the share of agreeing pairs of codings. It knows no chance: never report it alone.

    In: a matrix (a row per unit, a column per coder) or a codings frame. Out: `Agreement`, with value from 0 to 1.

    Notes
    -----
    A_o = mean over units of (agreeing pairs of codings / pairs of codings). Source: Gwet (2014), Handbook of
    Inter-Rater Reliability, ch. 2. In R: irrCAC::pa.coeff.raw(x).

    Examples
    --------
    >>> percent([[1, 1], [1, 1]]).value
    1.0

    Two units of three are read alike.

    >>> round(percent([[1, 1], [0, 0], [1, 0]]).value, 3)
    0.667
    """
    made = ratings(codings_or_matrix)
    return _noted(made, bootstrapped(fold(made), observed, resamples, seed, chance=False))


def _corrected(given: Any, name: str, resamples: int, seed: int, weights: Any | None = None) -> Agreement:
    made = scheme(given, weights)
    patterns = fold(made, least=1)
    agree, values = agreeing(weights, made, patterns.values)
    if agree is not None and len(values) > len(patterns.values):  # a matrix names values that nobody gave
        counts = np.zeros((len(patterns.counts), len(values)))
        counts[:, [list(values).index(v) for v in patterns.values]] = patterns.counts
        patterns = replace(patterns, counts=counts)
    return _noted(made, bootstrapped(patterns, corrected(name, agree), resamples, seed))


@takes(weights=checked)
def fleiss(
    codings_or_matrix: Any, resamples: int = 1000, seed: int = 0, weights: Any | None = None
) -> Agreement:
    """Fleiss' kappa: chance = the sum of squared shares, coders interchangeable.

    In: a matrix or a codings frame; `weights` as in `cohen`. Out: `Agreement`.

    The shares rest on every coded unit, also those coded once, each unit weighing the same (Gwet 2014).

    Notes
    -----
    kappa = (A_o - A_e) / (1 - A_e); A_e = sum over values of (share of it among all codings)^2. Source: Fleiss
    (1971), Psychological Bulletin 76; with missing codings and weights as Gwet (2014). In R: irrCAC::fleiss.kappa.raw(x);
    irr::kappam.fleiss(x) where nothing is missing. In SPSS: Reliability Analysis > Fleiss' Kappa.

    Examples
    --------
    A_o = 4/5, A_e = (1/2)^2 + (1/2)^2.

    >>> round(fleiss([[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]]).value, 4)
    0.6
    """
    return _corrected(codings_or_matrix, "fleiss", resamples, seed, weights)


@takes()
def gwet_ac1(codings_or_matrix: Any, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Gwet's AC1, which keeps its meaning for rare codes: chance = sum of p(1 - p) / (values - 1).

    In: a matrix or a codings frame. Out: `Agreement`.

    The shares rest on every coded unit, also those coded once, each unit weighing the same (Gwet 2014).

    Notes
    -----
    AC1 = (A_o - A_e) / (1 - A_e); A_e = sum over the q values of p (1 - p) / (q - 1), p the share of a value
    among all codings. Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61.
    In R: irrCAC::gwet.ac1.raw(x).

    Examples
    --------
    A rare code: p = 1/8 and 7/8, A_e = 2 * 7/64; A_o = 3/4. Cohen's kappa of these units is 0.

    >>> rare = [[0, 0], [0, 0], [0, 0], [1, 0]]
    >>> round(gwet_ac1(rare).value, 4), cohen(rare).value
    (0.68, 0.0)
    """
    return _corrected(codings_or_matrix, "ac1", resamples, seed)


@takes(weights=checked)
def gwet_ac2(
    codings_or_matrix: Any, resamples: int = 1000, seed: int = 0, weights: Any | None = "quadratic"
) -> Agreement:
    """Gwet's AC2: AC1 for values that lie nearer to some than to others (ranks, numbers).

    In: a matrix or a codings frame of numbers or ordered categories; `weights` as in `cohen`, None gives AC1.
    Out: `Agreement`.

    Notes
    -----
    AC2 = (A_o - A_e) / (1 - A_e); A_o = mean over units of the weighted agreement of their pairs of codings;
    A_e = T / (q (q - 1)) * sum of p (1 - p), T the sum of all weights, q the number of values. Source: Gwet
    (2014), Handbook of Inter-Rater Reliability, ch. 3. In R: irrCAC::gwet.ac1.raw(x, weights = "quadratic").

    Examples
    --------
    Ranks 1, 2, 3, one step apart in one of four units: A_o = (3 + 3/4) / 4 and T = 3 + 4 * 3/4.

    >>> ranks = [[1, 1], [2, 2], [3, 3], [2, 3]]
    >>> round(gwet_ac2(ranks).value, 4), gwet_ac2(ranks, weights=None).value == gwet_ac1(ranks).value
    (0.8182, True)
    """
    return _corrected(codings_or_matrix, "ac1", resamples, seed, weights)


@takes(weights=checked)
def brennan_prediger(
    codings_or_matrix: Any, resamples: int = 1000, seed: int = 0, weights: Any | None = None
) -> Agreement:
    """Brennan & Prediger's kappa (PABAK for two values): chance = 1 / number of values.

    In: a matrix or a codings frame; `weights` as in `cohen`. Out: `Agreement`.

    Values are those that occur in any coded unit, also in one coded once (Gwet 2014), or those that a matrix of
    weights names.

    Notes
    -----
    kappa = (A_o - 1/q) / (1 - 1/q), q the number of values; with weights that sum up to T, T / q^2 stands for
    1/q (Gwet 2014). Source: Brennan & Prediger (1981), Educational and
    Psychological Measurement 41; MAXQDA reports this one. In R: irrCAC::bp.coeff.raw(x).

    Examples
    --------
    A_o = 3/4 with two values: (3/4 - 1/2) / (1/2).

    >>> brennan_prediger([[0, 0], [0, 0], [0, 0], [1, 0]]).value
    0.5
    """
    return _corrected(codings_or_matrix, "pabak", resamples, seed, weights)


@takes(weights=checked)
def cohen(
    codings_or_matrix: Any, resamples: int = 1000, seed: int = 0, weights: Any | None = None
) -> Agreement:
    """Cohen's kappa of two coders, each with margins of his own, over the units that both coded.

    In: a matrix of two columns or a codings frame of two coders. Out: `Agreement`.

    `weights`: how far two values agree that are not the same. None: not at all; "linear" or "quadratic": the
    less, the farther they lie apart, for numbers and for ordered categories; or a matrix of your own, a table
    whose rows and columns name the values, of agreement (1 for the same value, 0 for none) or, as in Cohen
    (1968), of disagreement (0 for the same value).

    Raises ValueError for more than two coders: take `fleiss` or `krippendorff`.

    Notes
    -----
    kappa = (A_o - A_e) / (1 - A_e); A_o = share of units read alike; A_e = sum over values of
    (share of it with the first coder) * (share of it with the second). Source: Cohen (1960), Educational and
    Psychological Measurement 20. Where one value is much commoner, kappa is low though coders agree: read it
    beside prevalence and AC1. With weights w, A_o = sum of w over the units and A_e = sum over pairs of values of
    w p q (Cohen 1968, Psychological Bulletin 70); linear w = 1 - |i - j| / range, quadratic w = 1 - (i - j)^2 /
    range^2. In R: irr::kappa2(x, "squared"), psych::cohen.kappa(x). In SPSS: Crosstabs > Statistics > Kappa.

    Examples
    --------
    A_o = 4/5; A_e = 3/5 * 2/5 + 2/5 * 3/5 = 12/25; kappa = (20 - 12) / (25 - 12).

    >>> round(cohen([[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]]).value, 4)
    0.6154
    """
    made = scheme(codings_or_matrix, weights)
    coders = len(made.coders)
    if coders > 2:
        raise ValueError(
            f"Cohen's kappa compares two coders; there are {coders}. Take fleiss or krippendorff"
        )
    codes = made.codes[(made.codes >= 0).all(axis=1)] if coders == 2 else np.empty((0, 2), dtype="int64")
    used, codes = np.unique(codes, return_inverse=True)
    rows, times = _distinct(codes.reshape(-1, 2), max(len(used), 1))
    values = made.values[used]
    agree, known = agreeing(weights, made, values, symmetric=False)
    if agree is not None:
        at = [list(known).index(v) for v in values]
        agree = agree[np.ix_(at, at)]
    pairs = Patterns(values, np.eye(len(used))[rows], times.astype("float64"), coders)
    return _noted(made, bootstrapped(pairs, _cohen(agree), resamples, seed))


def _cohen(agree: np.ndarray | None) -> Coefficient:
    """Here `counts` keeps the coders apart: patterns x coder x value."""

    def coefficient(patterns: Patterns, weights: np.ndarray) -> np.ndarray:
        first, second = patterns.counts[:, 0], patterns.counts[:, 1]
        near = first if agree is None else first @ agree  # how far what the first gave agrees with each value
        total = weights.sum(axis=1)
        seen = weights @ (near * second).sum(axis=1) / total
        chance = ((weights @ near) * (weights @ second)).sum(axis=1) / total**2
        return (seen - chance) / (1 - chance)

    return coefficient
