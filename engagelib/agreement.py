"""Agreement between coders, on counts, with missing codings allowed and an interval that resamples units.

A matrix has a row per unit and a column per coder; missing = that coder did not code the unit. Units are folded into patterns first (few
coders and few values make few distinct rows), so a bootstrap resamples pattern counts instead of units.
References: Krippendorff, Content Analysis (2004) ch. 11; Gwet (2008); Brennan & Prediger (1981); Fleiss (1971); Cohen (1960).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = [
    "Agreement",
    "brennan_prediger",
    "cohen",
    "disagreements",
    "fleiss",
    "gwet_ac1",
    "krippendorff",
    "matrices",
    "percent",
    "table",
]


@dataclass(frozen=True)
class Agreement:
    """A coefficient with its bootstrap interval; where it is undefined `value` is missing and `note` says why."""

    value: float
    ci_low: float
    ci_high: float
    units: int
    coders: int
    note: str = ""


# --- from codings to matrices ------------------------------------------------------------------------------------------


def matrices(codings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Per code a units x coders matrix of 1 (given), 0 (read, not given), missing (not coded by that coder)."""
    read = (
        codings.drop_duplicates(["unit", "coder"])
        .assign(read=0.0)
        .pivot(index="unit", columns="coder", values="read")
    )
    given = codings.dropna(subset="code").drop_duplicates(["unit", "coder", "code"])
    result = {}
    for code, part in given.groupby("code", observed=True):
        ones = part.assign(one=1.0).pivot(index="unit", columns="coder", values="one")
        result[str(code)] = read.add(ones.reindex_like(read).fillna(0))
    return result


def _patterns(matrix: pd.DataFrame | np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(values, counts per pattern x value, how often each pattern occurs), of units with at least two codings."""
    cells = np.asarray(matrix, dtype="float64")
    present = ~np.isnan(cells)
    cells, present = cells[present.sum(axis=1) >= 2], present[present.sum(axis=1) >= 2]
    values = np.unique(cells[present])
    codes = np.where(present, np.searchsorted(values, cells), -1).astype("int64")
    base = len(values) + 1
    key = (codes + 1) @ base ** np.arange(codes.shape[1], dtype="int64")
    _, first, weights = np.unique(key, return_index=True, return_counts=True)
    rows = codes[first]
    counts = (
        np.stack([(rows == v).sum(axis=1) for v in range(len(values))], axis=1)
        if len(values)
        else np.zeros((0, 0))
    )
    return values, counts.astype("float64"), weights.astype("float64")


def _bootstrapped(
    matrix: pd.DataFrame | np.ndarray, coefficient: Callable, resamples: int, seed: int, level: float = 0.95
) -> Agreement:
    values, counts, weights = _patterns(matrix)
    units, coders = int(weights.sum()), np.asarray(matrix).shape[1]
    if not units:
        return Agreement(np.nan, np.nan, np.nan, 0, coders, "no unit was coded by two coders")
    if len(values) < 2:
        return Agreement(
            np.nan,
            np.nan,
            np.nan,
            units,
            coders,
            f"every coding is {values[0]:g}: with one value there is no agreement beyond chance to measure",
        )
    point = float(coefficient(values, counts, weights[None])[0])
    drawn = np.random.default_rng(seed).multinomial(units, weights / units, size=resamples).astype("float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        sample = coefficient(values, counts, drawn)
    usable = sample[np.isfinite(sample)]
    low, high = (
        np.quantile(usable, [(1 - level) / 2, (1 + level) / 2])
        if len(usable) > resamples / 2
        else (np.nan, np.nan)
    )
    note = (
        ""
        if len(usable) == resamples
        else f"{resamples - len(usable)} of {resamples} resamples had one value only and were left out"
    )
    return Agreement(point, float(low), float(high), units, coders, note)


# --- coefficients on pattern counts; `weights` is resamples x patterns ---------------------------------------------------


def _nominal(values: np.ndarray, margins: np.ndarray) -> np.ndarray:
    return (values[:, None] != values[None]).astype("float64")[None]


def _interval(values: np.ndarray, margins: np.ndarray) -> np.ndarray:
    return ((values[:, None] - values[None]) ** 2)[None]


def _ratio(values: np.ndarray, margins: np.ndarray) -> np.ndarray:
    total = values[:, None] + values[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total == 0, 0, ((values[:, None] - values[None]) / total) ** 2)[None]


def _ordinal(values: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """(sum of the margins from c to k, minus half of both ends) squared."""
    cumulative = np.cumsum(margins, axis=1)
    middle = cumulative - margins / 2
    return (middle[:, :, None] - middle[:, None, :]) ** 2


DIFFERENCES = {"nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio}


def _alpha(level: str) -> Callable:
    def coefficient(values: np.ndarray, counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        coded = counts.sum(axis=1)
        # Coincidences of values c and k within a unit, each unit weighing its number of codings: one product over patterns.
        pairs = (counts[:, :, None] * counts[:, None, :] - np.eye(len(values)) * counts[:, :, None]) / (
            coded - 1
        )[:, None, None]
        observed = (weights @ pairs.reshape(len(counts), -1)).reshape(len(weights), len(values), len(values))
        margins = observed.sum(axis=2)
        total = margins.sum(axis=1)
        expected = (margins[:, :, None] * margins[:, None, :] - margins[:, :, None] * np.eye(len(values))) / (
            total - 1
        )[:, None, None]
        difference = DIFFERENCES[level](values, margins)
        with np.errstate(invalid="ignore", divide="ignore"):
            return 1 - (observed * difference).sum(axis=(1, 2)) / (expected * difference).sum(axis=(1, 2))

    return coefficient


def _observed(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of agreeing pairs of codings within units, each unit weighing the same."""
    coded = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / (coded * (coded - 1))
    return weights @ agreeing / weights.sum(axis=1)


def _shares(counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share of each value, units weighing the same."""
    return weights @ (counts / counts.sum(axis=1, keepdims=True)) / weights.sum(axis=1, keepdims=True)


def _chance_corrected(chance: Callable) -> Callable:
    def coefficient(values: np.ndarray, counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        observed, expected = _observed(counts, weights), chance(_shares(counts, weights))
        return (observed - expected) / (1 - expected)

    return coefficient


def krippendorff(matrix, level: str = "nominal", resamples: int = 1000, seed: int = 0) -> Agreement:
    """Krippendorff's alpha: 1 - observed / expected disagreement, any number of coders, missing codings allowed.

    `level` is nominal, ordinal, interval or ratio. Undefined (missing, with a note) when only one value occurs.

    >>> ones_and_zeros = [[1, 1], [0, 0], [1, 0], [0, 0], [1, 1]]
    >>> round(krippendorff(ones_and_zeros).value, 4)
    0.64
    """
    if level not in DIFFERENCES:
        raise ValueError(f"level is {level!r}; allowed are {', '.join(DIFFERENCES)}")
    return _bootstrapped(matrix, _alpha(level), resamples, seed)


def percent(matrix, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Share of agreeing pairs. Says nothing about chance: never report it alone."""
    return _bootstrapped(matrix, lambda values, counts, weights: _observed(counts, weights), resamples, seed)


def fleiss(matrix, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Fleiss' kappa: chance = the sum of squared shares, coders interchangeable."""
    return _bootstrapped(matrix, _chance_corrected(lambda shares: (shares**2).sum(axis=1)), resamples, seed)


def gwet_ac1(matrix, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Gwet's AC1, which keeps its meaning for rare codes: chance = sum of p(1 - p) / (values - 1)."""
    return _bootstrapped(
        matrix,
        _chance_corrected(lambda shares: (shares * (1 - shares)).sum(axis=1) / (shares.shape[1] - 1)),
        resamples,
        seed,
    )


def brennan_prediger(matrix, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Brennan & Prediger's kappa (PABAK for two values): chance = 1 / number of values."""
    return _bootstrapped(
        matrix, _chance_corrected(lambda shares: np.full(len(shares), 1 / shares.shape[1])), resamples, seed
    )


def cohen(matrix, resamples: int = 1000, seed: int = 0) -> Agreement:
    """Cohen's kappa of two coders, each with margins of his own, over the units that both coded.

    Raises ValueError for any other number of coders: take `fleiss` or `krippendorff`.
    """
    cells = np.asarray(matrix, dtype="float64")
    if cells.shape[1] != 2:
        raise ValueError(
            f"Cohen's kappa compares two coders; there are {cells.shape[1]}. Take fleiss or krippendorff"
        )
    both = cells[~np.isnan(cells).any(axis=1)]
    values = np.unique(both)
    joint = np.zeros((len(values), len(values)))
    np.add.at(joint, tuple(np.searchsorted(values, both).T), 1)
    cells_of = np.eye(joint.size).reshape(joint.size, *joint.shape)

    def coefficient(_values: np.ndarray, _counts: np.ndarray, weights: np.ndarray) -> np.ndarray:
        share = np.tensordot(weights, cells_of, 1) / weights.sum(axis=1)[:, None, None]
        observed = np.trace(share, axis1=1, axis2=2)
        chance = (share.sum(axis=2) * share.sum(axis=1)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return (observed - chance) / (1 - chance)

    return _resampled_cells(joint, coefficient, values, resamples, seed)


def _resampled_cells(
    joint: np.ndarray, coefficient: Callable, values: np.ndarray, resamples: int, seed: int
) -> Agreement:
    units = int(joint.sum())
    if not units:
        return Agreement(np.nan, np.nan, np.nan, 0, 2, "no unit was coded by both coders")
    if len(values) < 2:
        return Agreement(
            np.nan, np.nan, np.nan, units, 2, f"every coding is {values[0]:g}: kappa is undefined"
        )
    flat = joint.ravel()
    drawn = np.random.default_rng(seed).multinomial(units, flat / units, size=resamples).astype("float64")
    sample = coefficient(values, flat, drawn)
    usable = sample[np.isfinite(sample)]
    low, high = np.quantile(usable, [0.025, 0.975]) if len(usable) > resamples / 2 else (np.nan, np.nan)
    return Agreement(float(coefficient(values, flat, flat[None])[0]), float(low), float(high), units, 2)


# --- for the report ----------------------------------------------------------------------------------------------------


def table(
    codings: pd.DataFrame, codebook: pd.DataFrame | None = None, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Agreement code by code, on presence or absence in each unit that two coders read.

    Out: code, name, units, coders, percent, prevalence (share of codings in which it is given), kappa (Cohen, two coders), alpha, ci_low,
    ci_high (of alpha), ac1, note. A code that nobody gave in the doubly coded units has a note instead of a number.
    """
    names = {} if codebook is None or "name" not in codebook else codebook.set_index("code")["name"].to_dict()
    per_code = matrices(codings)
    order = list(per_code) if codebook is None else [c for c in codebook["code"] if c in per_code]
    rows = []
    for code in order:
        cells = per_code[code]
        twice = cells[cells.notna().sum(axis=1) >= 2]
        found = krippendorff(cells, resamples=resamples, seed=seed)
        kappa = cohen(cells, resamples=1).value if cells.shape[1] == 2 else np.nan
        rows.append((
            code, names.get(code, code), found.units, found.coders, percent(cells, 1).value if found.units else np.nan,
            float(np.nanmean(twice.to_numpy())) if len(twice) else np.nan, kappa, found.value, found.ci_low, found.ci_high,
            gwet_ac1(cells, 1).value, found.note,
        ))  # fmt: skip
    names_ = [
        "code",
        "name",
        "units",
        "coders",
        "percent",
        "prevalence",
        "kappa",
        "alpha",
        "ci_low",
        "ci_high",
        "ac1",
        "note",
    ]
    return pd.DataFrame(rows, columns=names_)


def disagreements(codings: pd.DataFrame, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """Units that two coders read and coded differently, most different first, for the talk that settles them.

    Out: unit, text, one column per coder (codes joined by "; ", "-" for none), differing (codes given by some, not all), resolution (empty).
    """
    both = codings.groupby("unit")["coder"].nunique()
    twice = codings[codings["unit"].isin(both[both >= 2].index)]
    sets = twice.groupby(["unit", "coder"])["code"].agg(lambda codes: frozenset(codes.dropna())).unstack()
    differing = sets.apply(
        lambda row: frozenset.union(*(s := list(row.dropna()))) - frozenset.intersection(*s), axis=1
    )
    shown = sets.map(lambda codes: "; ".join(sorted(codes)) or "-", na_action="ignore")
    table = shown.assign(
        differing=differing.map(lambda codes: "; ".join(sorted(codes))),
        size=differing.map(len),
        resolution="",
    )
    table = (
        table[table["size"] > 0]
        .sort_values(["size", "differing"], ascending=[False, True], kind="stable")
        .reset_index()
    )
    texts = {} if units is None else units.drop_duplicates("unit").set_index("unit")["text"].to_dict()
    table.insert(1, "text", [texts.get(unit) for unit in table["unit"]])
    return table.drop(columns="size").rename_axis(columns=None)
