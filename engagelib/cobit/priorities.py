"""Which gap first: how firm each gap is, whether the groups see the same gaps, and what to do next.

A gap of a few people's Likert answers is a perception with a margin. What is ranked here is ranked exactly,
ties stay ties, and a rank agreement over three objectives is a description, never a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from engagelib.cobit.objectives import OBJECTIVES
from engagelib.contracts.arguments import needs, takes
from engagelib.contracts.problems import Note, note

__all__ = ["gap_intervals", "improvements", "rank_agreement", "rank_conflicts", "ranks"]


@takes()
def ranks(values: Mapping[str, Any]) -> dict[str, str]:
    """Largest first, ties kept as ties, compared exactly.

    >>> ranks({"a": Fraction(2), "b": Fraction(1), "c": Fraction(2)})
    {'a': '1=', 'b': '3', 'c': '1='}
    """
    found = {}
    for name, value in values.items():
        place = 1 + sum(other > value for other in values.values())
        found[name] = f"{place}=" if sum(other == value for other in values.values()) > 1 else str(place)
    return found


# --- how firm -----------------------------------------------------------------------------------------------


@takes(responses="respondent construct state group value")
def gap_intervals(
    responses: pd.DataFrame, level: float = 0.95, resamples: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """How far each gap could move with other respondents.

    A percentile bootstrap over respondents, each kept whole, so that as-is and to-be stay paired.
    In: `responses` with the states as_is and to_be. Out: group, objective (constructs, then overall), n
    (respondents who answered both states), gap (of their pooled answers), ci_low, ci_high, method, note. One
    respondent, or several whose gap is the same, have no interval.

    Notes
    -----
    gap = mean of the to-be answers - mean of the as-is answers, of n respondents drawn anew with all their answers;
    ci = the 2.5 and 97.5 % points of the gaps of `resamples` draws. Source: Efron (1979), Annals of Statistics 7.
    In R: boot::boot.ci(type = "perc").
    A single respondent has no interval, and the note says so.

    Examples
    --------
    Two customers who both wish two more than there is: the gap is 2 however they are drawn.

    >>> rows = [(r, s, v) for r, low in [("R1", 2), ("R2", 3)] for s, v in [("as_is", low), ("to_be", low + 2)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "state", "value"]).assign(group="customer", construct="APO02", item="a")
    >>> gap_intervals(table, resamples=20)[["objective", "n", "gap"]].values.tolist()[0]
    ['APO02', 2, 2.0]
    """
    paired = responses[responses["state"].isin(("as_is", "to_be"))].dropna(subset="value")
    rows = []
    for group, part in paired.groupby("group", observed=True, sort=False):
        objectives, sums, counts = _by_respondent(part)
        if not objectives:
            continue  # asked how it is or how it should be, not both
        n = sums.shape[2]
        means = np.concatenate([*_resampled_means(sums, counts, resamples, seed)], axis=2)
        with np.errstate(invalid="ignore"):
            centre = sums.sum(axis=2) / counts.sum(axis=2)
        found, gap = means[1] - means[0], centre[1] - centre[0]
        found, gap = np.vstack([found, found.mean(axis=0)]), np.append(gap, gap.mean())
        both = [*((counts > 0).all(axis=0).sum(axis=1)), (counts > 0).all(axis=(0, 1)).sum()]
        ends = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2], axis=1)
        alike = ends[1] - ends[0] < 1e-9
        ends[:, alike] = np.nan
        method = note("noted_bootstrap", resamples=resamples)
        for j, objective in enumerate([*objectives, "overall"]):
            said = note("noted_no_resample_differs") if n > 1 and alike[j] else _few(n)
            rows.append((group, objective, int(both[j]), gap[j], *ends[:, j], method, said))
    return pd.DataFrame(
        rows, columns=["group", "objective", "n", "gap", "ci_low", "ci_high", "method", "note"]
    )


#: Draws held at a time: 64 MB.
DRAWS = 8_000_000


def _resampled_means(sums: np.ndarray, counts: np.ndarray, resamples: int, seed: int) -> Iterator[np.ndarray]:
    """Means by state, objective and resample, some resamples at a time."""
    rng, n = np.random.default_rng(seed), sums.shape[2]
    at_once = max(DRAWS // n, 1)
    for done in range(0, resamples, at_once):
        draws = rng.multinomial(n, np.full(n, 1 / n), size=min(at_once, resamples - done))
        with np.errstate(invalid="ignore"):
            yield (sums @ draws.T) / (counts @ draws.T)


def _by_respondent(part: pd.DataFrame) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Objectives asked in both states; sums and counts of answers by state, objective and respondent."""
    states = ("as_is", "to_be")
    cells = part.groupby(["respondent", "construct", "state"], observed=True)["value"].agg(["sum", "count"])
    wide = cells.astype("float64").unstack(["construct", "state"], fill_value=0)
    objectives = [o for o in dict.fromkeys(part["construct"]) if all(("sum", o, s) in wide for s in states)]
    sums, counts = (
        np.array([[wide[what, o, state] for o in objectives] for state in states])
        for what in ("sum", "count")
    )
    return objectives, sums, counts


def _few(n: int) -> Note | str:
    if n == 1:
        return note("noted_one_respondent")
    return note("noted_few_respondents") if n < 10 else ""


# --- do the groups agree ------------------------------------------------------------------------------------


def _values(gap: pd.DataFrame, group: str, quantity: str) -> dict[str, Fraction]:
    part = gap[(gap["group"] == group) & (gap["objective"] != "overall")]
    known = part.dropna(subset=f"{quantity}_exact")
    return {row.objective: Fraction(getattr(row, f"{quantity}_exact")) for row in known.itertuples()}


@takes(gap="group! objective! as_is_exact:text to_be_exact:text gap_exact:text")
def rank_agreement(gap: pd.DataFrame) -> pd.DataFrame:
    """Whether two groups put the objectives in the same order.

    In: the result of `gaps`. Out: first, second (groups), column (as_is, to_be, gap), objectives (how
    many), rho (Spearman, ties at their mean rank), same, opposite (pairs of objectives in the same and in the
    opposite order), note.

    Notes
    -----
    rho is Pearson's r of the ranks (Spearman 1904); without ties 1 - 6 sum of d^2 / (k^3 - k). Over three
    objectives rho takes few values: a description, never a test, so no p stands here. In R: cor(x, y, method =
    "spearman").
    Source: Spearman (1904). Missing, with its note, where one group gives all objectives the same.

    Examples
    --------
    The owner's order is turned round by customers: rho = -1, and all three pairs of objectives are opposite.

    >>> gap = pd.DataFrame([(g, o, str(v), str(5 - v), "5") for g, values in [("owner", (3, 2, 1)), ("customer", (1, 2, 3))]
    ...                     for o, v in zip(("APO02", "DSS02", "DSS05"), values)],
    ...                    columns=["group", "objective", "as_is_exact", "gap_exact", "to_be_exact"])
    >>> found = rank_agreement(gap)
    >>> found.loc[found["column"] == "as_is", ["rho", "same", "opposite"]].values.tolist()
    [[-1.0, 0.0, 3.0]]
    """
    rows = []
    for first, second in combinations(dict.fromkeys(gap["group"]), 2):
        for quantity in ("as_is", "to_be", "gap"):
            one, other = _values(gap, first, quantity), _values(gap, second, quantity)
            shared = [o for o in one if o in other]
            signs = [_order(one, a, b) * _order(other, a, b) for a, b in combinations(shared, 2)]
            rho, said = _spearman([one[o] for o in shared], [other[o] for o in shared])
            rows.append((first, second, quantity, len(shared), rho, signs.count(1), signs.count(-1), said))
    return pd.DataFrame(
        rows, columns=["first", "second", "column", "objectives", "rho", "same", "opposite", "note"]
    )


def _order(values: Mapping[str, Fraction], a: str, b: str) -> int:
    return (values[a] > values[b]) - (values[a] < values[b])


def _spearman(one: list[Fraction], other: list[Fraction]) -> tuple[float, Note]:
    if len(one) < 3:
        return np.nan, note("noted_few_objectives", n=len(one))
    places = [pd.Series([sorted(set(values)).index(v) for v in values]).rank() for values in (one, other)]
    if any(place.nunique() == 1 for place in places):
        return np.nan, note("noted_objectives_alike")
    return float(np.corrcoef(*places)[0, 1]), note("noted_objectives_described", n=len(one))


@takes(gap="group! objective!", quantity=("as_is", "to_be", "gap"))
def rank_conflicts(gap: pd.DataFrame, quantity: str = "as_is") -> pd.DataFrame:
    """Pairs of objectives that two groups put in opposite order: dissonances, in the words of triangulation.

    In: the result of `gaps`. Out: first, second (groups), higher, lower (objectives as the first group orders
    them), first_values, second_values (printed), spread (how far apart both groups see them, added up); the
    widest first.

    Notes
    -----
    o and q are in conflict where (first(o) - first(q)) * (second(o) - second(q)) < 0: a discordant pair in the sense
    of Kendall (1938), Biometrika 30; spread = |first(o) - first(q)| + |second(o) - second(q)|.
    In a spreadsheet: compare =RANK of two groups. No rows where no two objectives change places.

    Examples
    --------
    >>> gap = pd.DataFrame([(g, o, str(v), str(v)) for g, values in [("owner", (3, 2)), ("customer", (2, 3))]
    ...                     for o, v in zip(("APO02", "DSS05"), values)],
    ...                    columns=["group", "objective", "as_is_exact", "as_is_printed"])
    >>> rank_conflicts(gap)[["higher", "lower", "spread"]].values.tolist()
    [['APO02', 'DSS05', 2.0]]
    """
    needs("gap", gap, [f"{quantity}_exact", f"{quantity}_printed"])
    rows = []
    shown = gap.set_index(["group", "objective"])[f"{quantity}_printed"]
    for first, second in combinations(dict.fromkeys(gap["group"]), 2):
        one, other = _values(gap, first, quantity), _values(gap, second, quantity)
        for a, b in combinations([o for o in one if o in other], 2):
            if _order(one, a, b) * _order(other, a, b) < 0:
                high, low = (a, b) if one[a] > one[b] else (b, a)
                said = [
                    f"{shown[group, high]} > {shown[group, low]}".replace(">", sign)
                    for group, sign in ((first, ">"), (second, "<"))
                ]
                rows.append(
                    (first, second, high, low, *said, float(one[high] - one[low] + other[low] - other[high]))
                )
    table = pd.DataFrame(
        rows, columns=["first", "second", "higher", "lower", "first_values", "second_values", "spread"]
    )
    return table.sort_values("spread", ascending=False, kind="stable", ignore_index=True)


# --- what next ----------------------------------------------------------------------------------------------


@takes(gap="group! objective! gap_exact:text")
def improvements(
    gap: pd.DataFrame,
    importance: Mapping[str, float] | None = None,
    evidence: Mapping[str, int] | None = None,
    steps: Mapping[str, str | Mapping[str, str]] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """What to work on first, per group, with a next step.

    Ranked by gap times importance (1 where none is given), exactly; a tie is broken by the evidence (how many
    references say that something is missing), and what is then still equal stays a tie. Gaps of zero or less
    are left out: nothing is missing there. In: the result of `gaps`; importance and evidence by objective;
    steps that replace this project's own, each a text or a text per language (`[steps.APO02]` of study.toml).
    Out: group, rank, objective, name, gap, importance, weighted, evidence, step, source of step.

    Notes
    -----
    weighted = gap * importance, in exact fractions; ranks of the weighted gaps, the largest first.
    Source: gap times importance is the priority of most COBIT theses; the steps are this project's (2026). In a
    spreadsheet: sort by gap.

    Examples
    --------
    Half a level is missing in one objective, two in the other: the two come first.

    >>> gap = pd.DataFrame({"group": "owner", "objective": ["DSS02", "APO02"], "gap_exact": ["1/2", "2"]})
    >>> improvements(gap)[["rank", "objective", "gap"]].values.tolist()
    [['1', 'APO02', 2.0], ['2', 'DSS02', 0.5]]
    """
    rows = []
    for group in dict.fromkeys(gap["group"]):
        short = {o: v for o, v in _values(gap, group, "gap").items() if v > 0}
        weights = {o: Fraction(str((importance or {}).get(o, 1))) for o in short}
        proof = {o: int((evidence or {}).get(o, 0)) for o in short}
        keys = {o: (short[o] * weights[o], proof[o]) for o in short}
        places = ranks(keys)
        for objective in sorted(short, key=keys.__getitem__, reverse=True):
            step, source = _step(objective, steps or {}, lang)
            exact = (short[objective], weights[objective], keys[objective][0])
            numbers = (*(float(value) for value in exact), proof[objective])
            rows.append((group, places[objective], objective, _name(objective), *numbers, step, source))
    return pd.DataFrame(
        rows,
        columns=[
            "group", "rank", "objective", "name", "gap", "importance", "weighted", "evidence", "step",
            "source",
        ],
    )  # fmt: skip


def _name(objective: str) -> str:
    return OBJECTIVES.at[objective, "name"] if objective in OBJECTIVES.index else objective


def _step(objective: str, own: Mapping[str, str | Mapping[str, str]], lang: str) -> tuple[str | None, str]:
    if objective in own:
        given = own[objective]
        return (given if isinstance(given, str) else given[lang]), "study"
    if objective in OBJECTIVES.index:
        return OBJECTIVES.at[objective, f"step_{lang}"], "engagelib"
    return None, "none: write one in study.toml"
