"""Agreement on passages, character by character, and passages that overlap.

A passage counts in code points of its unit's text, from 0, end exclusive; a coding without a span is of the
whole unit. A passage that its text does not hold is refused, because it would mark the next text. Only units
that both coders read are compared, and a bootstrap draws units anew: characters of one text are not independent
of each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from engagelib.agreement.coefficients import ALONE, Patterns, bootstrapped
from engagelib.agreement.decisions import named
from engagelib.coding.units import text_lengths, within
from engagelib.contracts import among
from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import note, together

__all__ = ["matched", "overlaps", "passages"]

PASSAGES = "unit coder code"


@takes(codings=f"{PASSAGES} start:number? end:number?", units="unit text")
def passages(
    codings: pd.DataFrame,
    units: pd.DataFrame,
    coders: tuple[str, str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """How far two coders marked the same characters with the same codes.

    In: `codings` with start and end (code points, end exclusive; both missing = the whole unit), `units` with
    text. Raises ValueError for a passage that its text does not hold.

    `coders`: which two, by default those who read most units in common. Out: code, coders, units,
    characters, both, only_a, only_b, neither (shares of the characters), percent, kappa (Cohen's on
    characters), ci_low, ci_high (units drawn anew), f1 (passages that meet with at least half of what they
    cover together in common), note.

    Notes
    -----
    kappa = (A_o - A_e) / (1 - A_e) over characters, A_e = p_a p_b + (1 - p_a)(1 - p_b), p the share of
    characters that each coder marked; f1 = 2 met / (passages of a + passages of b). Source: Cohen (1960).
    NVivo's coding comparison is over characters too.
    In R: irr::kappa2 on characters; QualCoder and MAXQDA print the same share of characters.

    Examples
    --------
    Of 1,000 characters each marked 100, 50 of them both: A_o = .9, A_e = .82, kappa = .08 / .18.

    >>> units = pd.DataFrame({"unit": ["1"], "text": ["x" * 1000]})
    >>> rows = pd.DataFrame({"unit": ["1", "1"], "coder": ["A", "B"], "code": ["P", "P"], "start": [0, 50], "end": [100, 150]})
    >>> passages(rows, units)["kappa"].round(4).tolist()
    [0.4444]
    """
    whole, lost = named(codings)
    codings = within(whole, units)
    one, other = _two(codings, coders)
    lengths = text_lengths(units)
    read = {coder: set(codings["unit"][codings["coder"] == coder]) for coder in (one, other)}
    both = [unit for unit in lengths.index if unit in read[one] and unit in read[other] and lengths[unit]]
    begins = dict(zip(both, np.cumsum([0, *lengths[both]])[:-1], strict=True))
    spans = _spans(codings[codings["coder"].isin([one, other])], lengths)
    rows = []
    for code, every in spans.groupby("code", sort=True, observed=True):
        part = every[among(every["unit"], both)]
        if both and part.empty:
            continue
        found: dict[str, object] = {"code": code, "coders": f"{one} / {other}", "units": 0, "characters": 0}
        why: Any = note("noted_no_text_both")
        if both:
            cells = [_marked(part[part["coder"] == c], begins, lengths[both]) for c in (one, other)]
            found |= _row(cells, begins, resamples, seed) | {"f1": _f1(part, one, other)}
            why = found["note"]
        rows.append(found | {"note": together(why, *lost)})
    columns = [
        "code", "coders", "units", "characters", "both", "only_a", "only_b", "neither", "percent", "kappa",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*columns, "ci_low", "ci_high", "f1", "note"])


def _two(codings: pd.DataFrame, asked: tuple[str, str] | None) -> tuple[str, str]:
    """The two coders asked for, else those who read most units in common."""
    read = codings.groupby("coder", observed=True)["unit"].agg(set)
    there = ", ".join(map(str, read.index))
    for coder in asked or ():
        if coder not in read.index:
            raise ValueError(f"{coder} coded nothing; the coders are {there}")
    pairs = list(combinations(sorted(read.index, key=str), 2))
    if not pairs:
        raise ValueError(f"two coders are compared; {note(ALONE)} than {there}")
    return asked or max(pairs, key=lambda pair: len(read[pair[0]] & read[pair[1]]))


def _spans(codings: pd.DataFrame, lengths: pd.Series) -> pd.DataFrame:
    """unit, coder, code, start, end of units whose text is known: whole units spelled out."""
    found = codings[among(codings["unit"], lengths.index)].dropna(subset="code")
    return found.assign(
        start=found["start"].fillna(0).astype("int64"),
        end=found["end"].fillna(found["unit"].map(lengths)).astype("int64"),
    )[["unit", "coder", "code", "start", "end"]]


def _marked(spans: pd.DataFrame, begins: Mapping[str, int], lengths: pd.Series) -> np.ndarray:
    """Each character of all texts: marked or not, however often the coder marked it."""
    at = spans["unit"].map(begins).to_numpy(dtype="int64")
    steps = np.zeros(int(lengths.sum()) + 1, dtype="int32")
    np.add.at(steps, at + spans["start"].to_numpy(), 1)
    np.add.at(steps, at + spans["end"].to_numpy(), -1)
    return np.cumsum(steps[:-1]) > 0


def _row(cells: list[np.ndarray], begins: Mapping[str, int], resamples: int, seed: int) -> dict[str, object]:
    one, other = cells
    kinds = np.stack([one & other, one & ~other, ~one & other, ~one & ~other]).astype("int64")
    per_unit = np.add.reduceat(kinds, list(begins.values()), axis=1).T.astype("float64")
    shares = kinds.mean(axis=1)
    units = Patterns(np.arange(4), per_unit, np.ones(len(per_unit)), 2)
    found = bootstrapped(units, _kappa, resamples, seed, unit="text")
    return {
        "units": found.units, "characters": len(one), "both": shares[0], "only_a": shares[1], "only_b": shares[2],
        "neither": shares[3], "percent": shares[0] + shares[3], "kappa": found.value, "ci_low": found.ci_low,
        "ci_high": found.ci_high, "note": found.note if np.isfinite(found.value) else note("noted_kappa_undefined"),
    }  # fmt: skip


def _kappa(units: Patterns, weights: np.ndarray) -> np.ndarray:
    """Cohen's kappa of resampled units; `counts` holds characters: both, only A, only B, neither."""
    both, a, b, neither = (weights @ units.counts).T
    total = both + a + b + neither
    chance = ((both + a) * (both + b) + (neither + a) * (neither + b)) / total**2
    return ((both + neither) / total - chance) / (1 - chance)


@takes(spans="unit coder start:number end:number", least=Within(0, 1))
def matched(
    spans: pd.DataFrame, one: str | int, other: str | int, least: float = 0.5
) -> tuple[int, int, int]:
    """Passages of one code that meet: pairs, passages of `one`, passages of `other`. Each passage is used once.

    Two meet if what they share is at least `least` of what they cover together; the best pairs are taken
    first.
    """
    a, b = (spans[spans["coder"] == c].drop_duplicates(["unit", "start", "end"]) for c in (one, other))
    pairs = a.reset_index().merge(b.reset_index(), on="unit", suffixes=("_a", "_b"))
    shared = pairs[["end_a", "end_b"]].min(axis=1) - pairs[["start_a", "start_b"]].max(axis=1)
    union = pairs[["end_a", "end_b"]].max(axis=1) - pairs[["start_a", "start_b"]].min(axis=1)
    good = pairs.assign(iou=shared / union)[shared / union >= least].sort_values(
        "iou", ascending=False, kind="stable"
    )
    used: set[tuple[str, int]] = set()
    hits = 0
    for i, j in zip(good["index_a"], good["index_b"], strict=True):
        if ("a", i) not in used and ("b", j) not in used:
            used |= {("a", i), ("b", j)}
            hits += 1
    return hits, len(a), len(b)


def _f1(spans: pd.DataFrame, one: str, other: str) -> float:
    hits, a, b = matched(spans, one, other)
    return 2 * hits / (a + b) if a + b else np.nan


@takes(codings=f"{PASSAGES} start:number? end:number?", units="unit text")
def overlaps(codings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Pairs of codes on passages that overlap, of one coder and one unit; a sweep over sorted passages, not all pairs.

    Out: coder, code_a, code_b, passages (pairs of passages that overlap), units (units with such a pair).
    """
    whole, _ = named(codings)
    spans = _spans(within(whole, units), text_lengths(units))
    spans = spans.drop_duplicates().sort_values(["coder", "unit", "start", "end"], kind="stable")
    found: list[tuple[Any, ...]] = []
    current: tuple[str, str] | None = None
    still: list[tuple[str, int]] = []
    for unit, coder, code, start, end in spans.itertuples(index=False, name=None):
        if (coder, unit) != current:
            current, still = (coder, unit), []
        still = [(c, e) for c, e in still if e > start]
        found += [(coder, unit, *sorted((code, c))) for c, _ in still if c != code]
        still.append((code, end))
    pairs = pd.DataFrame(found, columns=["coder", "unit", "code_a", "code_b"])
    grouped = pairs.groupby(["coder", "code_a", "code_b"])["unit"]
    return grouped.agg(passages="size", units="nunique").reset_index()
