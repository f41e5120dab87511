"""As-is against to-be, group against group, construct with construct: by ranks, as scales of answers ask for.

Each respondent counts once, with the mean of their own answers. As-is and to-be of one respondent are a pair.
Every row names its method and how many respondents it stands on; an effect and its interval stand before the
p value, and what cannot be computed has a reason in `note`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import listed, takes
from engagelib.contracts.problems import Note, note
from engagelib.intervals import holm
from engagelib.survey.scores import own_means

__all__ = ["cliff", "correlations", "groups", "paired", "signed_rank"]

EXACT = 50  # respondents up to which a p value is counted out exactly, ties and all


@takes(responses="respondent construct state group value")
def paired(
    responses: pd.DataFrame,
    states: tuple[str, str] = ("as_is", "to_be"),
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether the second state lies above the first, per group and construct: Wilcoxon's signed-rank test.

    In: `responses`. Out: group, construct, n (respondents with both), nonzero (those who differ), higher,
    lower, median (difference), effect (matched-pairs rank-biserial: 1 = all higher, -1 = all lower), ci_low
    and ci_high of it (bootstrap of pairs), statistic (sum of the ranks of those higher; zeros by Pratt, ties
    at their mean rank), p, method, p_holm (over the constructs of the group), note.

    Notes
    -----
    Differences d = to-be - as-is of each respondent's own means are ranked by size; W+ is the sum of the ranks
    of those above 0, W- of those below::

        effect = (W+ - W-) / (W+ + W-)
        p      = share of all 2^m ways to put signs to the m ranks that lie as far from the middle as W+

    Source: Wilcoxon (1945), Biometrics Bulletin 1; Pratt (1959), JASA 54 (zeros are ranked, then left out);
    Kerby (2014) (the effect); Holm (1979), Scandinavian Journal of Statistics 6. In R:
    coin::wilcoxsign_test(to_be ~ as_is, zero.method = "Pratt", distribution = "exact"). In SPSS: Nonparametric
    Tests > 2 Related Samples > Wilcoxon, which drops the zeros first and so differs where some do not change.

    Examples
    --------
    All three go up: of 2^3 = 8 ways to put the signs, 2 are as extreme.

    >>> rows = [(r, s, v) for r, low, high in [("R1", 2, 4), ("R2", 3, 4), ("R3", 3, 5)]
    ...         for s, v in [("as_is", low), ("to_be", high)]]
    >>> table = pd.DataFrame(rows, columns=["respondent", "state", "value"])
    >>> table = table.assign(group="customer", construct="APO02", item="a")
    >>> paired(table)[["n", "higher", "median", "effect", "p"]].values.tolist()
    [[3.0, 3.0, 2.0, 1.0, 0.25]]
    """
    own = own_means(responses[responses["state"].isin(states)])
    wide = own.pivot(index=["group", "construct", "respondent"], columns="state", values="own")
    wide = wide.reindex(columns=list(states))
    rows = []
    for group in dict.fromkeys(own["group"]):
        for construct in dict.fromkeys(own.loc[own["group"] == group, "construct"]):
            both = wide.loc[(group, construct)].dropna()
            change = _differences(both[states[1]] - both[states[0]])
            rows.append((group, construct, *_paired_row(change, level, resamples, seed)))
    counts = ["n", "nonzero", "higher", "lower"]
    columns = ["group", "construct", *counts, "median", "effect", "ci_low", "ci_high", "statistic", "p"]
    table = pd.DataFrame(rows, columns=[*columns, "method", "note"])
    return _with_holm(table)


def _with_holm(table: pd.DataFrame) -> pd.DataFrame:
    """The table with p_holm before its note: p adjusted for all tests of a group."""
    adjusted = table.groupby("group", sort=False)["p"].transform(lambda p: holm(p.to_numpy()))
    table.insert(table.columns.get_loc("note"), "p_holm", adjusted)
    return table


def _differences(values: pd.Series) -> np.ndarray:
    """Means or differences of means without the dust of floats, so that ties are ties."""
    return values.round(9).to_numpy()


#: Draws held at a time: 64 MB.
DRAWS = 8_000_000


def _paired_row(change: np.ndarray, level: float, resamples: int, seed: int) -> tuple[Any, ...]:
    n, higher, lower = len(change), int((change > 0).sum()), int((change < 0).sum())
    head = (n, higher + lower, higher, lower, np.median(change) if n else np.nan)
    if n < 2:
        return *head, *(np.nan,) * 5, "", note("noted_few_both_states", n=n)
    if higher + lower == 0:
        return *head, *(np.nan,) * 5, "", note("noted_states_alike")
    kinds, of_each = np.unique(change, return_inverse=True)
    effect = _rank_biserial(kinds, np.bincount(of_each))
    said: Note | str = ""
    ends: tuple[float, ...] = (np.nan, np.nan)
    if abs(effect) == 1:
        said = note("noted_same_way")
    else:
        drawn = _rank_biserial(kinds, _drawn(of_each, len(kinds), resamples, seed))
        ends = tuple(np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2]))
    return *head, float(effect), *ends, *signed_rank(change), said


def _ranks(values: np.ndarray) -> np.ndarray:
    from scipy import stats

    return stats.rankdata(values, axis=-1)


def _drawn(of_each: np.ndarray, kinds: int, resamples: int, seed: int) -> np.ndarray:
    """How many of each kind are drawn, a row per resample; some million draws at a time."""
    rng, n = np.random.default_rng(seed), len(of_each)
    at_once = max(DRAWS // n, 1)
    counts = []
    for done in range(0, resamples, at_once):
        drawn = rng.choice(of_each, (min(at_once, resamples - done), n))
        drawn += np.arange(len(drawn))[:, None] * kinds
        counts.append(np.bincount(drawn.ravel(), minlength=len(drawn) * kinds).reshape(-1, kinds))
    return np.vstack(counts)


def _rank_biserial(kinds: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(favourable - unfavourable) / all signed ranks, of so many changes of each kind; zeros are ranked, then left out
    (Kerby 2014; Pratt). As many as are alike share the mean of their ranks.
    """
    sizes, of_size = np.unique(np.abs(kinds), return_inverse=True)
    alike = counts @ (of_size[:, None] == np.arange(len(sizes)))
    ranks = (np.cumsum(alike, axis=-1) - alike + (alike + 1) / 2)[..., of_size] * np.sign(kinds)
    with np.errstate(invalid="ignore"):
        return (counts * ranks).sum(axis=-1) / (counts * np.abs(ranks)).sum(axis=-1)


@takes()
def signed_rank(change: np.ndarray) -> tuple[float, float, Note]:
    """Sum of the positive ranks, two-sided p and method; zeros are ranked, then left out (Pratt).

    Counted out over all signs up to 50 pairs that differ, ties included; the normal approximation, without a
    continuity correction, beyond. In R: coin::wilcoxsign_test(…, zero.method = "Pratt").
    """
    change = change[~np.isnan(change)]
    if not change.any():
        return np.nan, np.nan, note("noted_nobody_differs")
    signed = _ranks(np.abs(change)) * np.sign(change)
    ranks, up = np.abs(signed[signed != 0]), float(signed[signed > 0].sum())
    if len(ranks) <= EXACT:
        weights = np.rint(2 * ranks).astype(int)  # mean ranks are halves: doubled they are whole
        ways = np.array([1.0])
        for weight in weights:
            ways = np.pad(ways, (0, weight)) + np.pad(ways, (weight, 0))
        return up, _two_sided(ways, round(2 * up)), note("noted_wilcoxon_exact")
    z = (up - ranks.sum() / 2) / np.sqrt((ranks**2).sum() / 4)
    return up, _normal(z), note("noted_wilcoxon_normal")


def _two_sided(ways: np.ndarray, seen: int) -> float:
    """Probability of a sum at least as far from the middle as the one seen; `ways` counts each sum."""
    middle = (ways * np.arange(len(ways))).sum() / ways.sum()
    far = np.abs(np.arange(len(ways)) - middle) >= abs(seen - middle) - 1e-9
    return float(ways[far].sum() / ways.sum())


def _normal(z: float) -> float:
    from scipy import stats

    return float(2 * stats.norm.sf(abs(z)))


# --- one group against another ------------------------------------------------------------------------------


@takes(responses="respondent construct state group value")
def groups(responses: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Whether one group answers higher than another: Mann-Whitney with Cliff's delta.

    In: `responses` of two or more groups. Out, for every two of them: state, construct, first, second
    (groups), n_first, n_second, median_first, median_second, delta (share of pairs in which the first is
    higher, minus those in which it is lower), ci_low, ci_high (Cliff's consistent variance), statistic
    (Mann-Whitney U of the first), p, method, p_holm (over all rows), note. A group of one person is
    described, not tested.

    Notes
    -----
    Over all pairs of one respondent of the first group (m) and one of the second (n)::

        delta = ( pairs with the first higher - pairs with the first lower ) / (m n)
        U     = pairs with the first higher + half of the ties      delta = 2 U / (m n) - 1

    Source: Mann & Whitney (1947), Annals of Mathematical Statistics 18; Cliff (1996), Ordinal Methods for
    Behavioral Data Analysis; Holm (1979). Up to 50 respondents p is counted out over all ways to deal the
    ranks. In R: coin::wilcox_test(own ~ group, distribution = "exact"), effsize::cliff.delta. In SPSS:
    Nonparametric Tests > 2 Independent Samples > Mann-Whitney U.

    Examples
    --------
    Both owners lie above both customers: U = 4, and 2 of the 6 ways to deal the ranks are as extreme.

    >>> rows = [("P1", "owner", 4), ("P2", "owner", 5), ("R1", "customer", 2), ("R2", "customer", 3)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "group", "value"])
    >>> table = table.assign(state="none", construct="loyalty", item="a")
    >>> groups(table)[["first", "second", "delta", "statistic", "p"]].round(3).values.tolist()
    [['owner', 'customer', 1.0, 4.0, 0.333]]
    """
    own = own_means(responses)
    rows = []
    for (state, construct), part in own.groupby(["state", "construct"], observed=True, sort=False):
        values = {
            name: _differences(g["own"]) for name, g in part.groupby("group", observed=True, sort=False)
        }
        for first, second in combinations(values, 2):
            rows.append((state, construct, first, second, *_groups_row(values[first], values[second], level)))
    columns = [
        "state", "construct", "first", "second", "n_first", "n_second", "median_first", "median_second",
    ]  # fmt: skip
    columns += ["delta", "ci_low", "ci_high", "statistic", "p", "method", "note"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(table.columns.get_loc("note"), "p_holm", holm(table["p"].to_numpy("float64")))
    return table


def _groups_row(x: np.ndarray, y: np.ndarray, level: float) -> tuple[Any, ...]:
    head = (len(x), len(y), float(np.median(x)), float(np.median(y)))
    delta, low, high = cliff(x, y, level)
    untested = (*head, delta, np.nan, np.nan, np.nan, np.nan, "")
    if min(len(x), len(y)) < 2:
        return *untested, note("noted_one_person")
    if np.ptp(np.concatenate([x, y])) == 0:
        return *untested, note("noted_means_alike")
    said = "" if abs(delta) < 1 else note("noted_groups_apart")
    return *head, delta, low, high, *_rank_sum(x, y), said


def _rank_sum(x: np.ndarray, y: np.ndarray) -> tuple[float, float, Note]:
    """U of the first group, two-sided p and method. In R: coin::wilcox_test."""
    ranks, n = _ranks(np.concatenate([x, y])), len(x) + len(y)
    seen = ranks[: len(x)].sum()
    u = float(seen - len(x) * (len(x) + 1) / 2)
    if n <= EXACT:
        weights = np.rint(2 * ranks).astype(int)
        ways = np.zeros((len(x) + 1, weights.sum() + 1))  # ways to choose so many ranks with such a sum
        ways[0, 0] = 1
        for weight in weights:
            ways[1:, weight:] += ways[:-1, : ways.shape[1] - weight].copy()
        return u, _two_sided(ways[-1], round(2 * seen)), note("noted_mann_whitney_exact")
    spread = len(x) * len(y) / (n * (n - 1)) * ((ranks - (n + 1) / 2) ** 2).sum()
    return u, _normal((u - len(x) * len(y) / 2) / np.sqrt(spread)), note("noted_mann_whitney_normal")


@takes()
def cliff(x: np.ndarray, y: np.ndarray, level: float = 0.95) -> tuple[float, float, float]:
    """Cliff's delta of two samples with its asymmetric interval: delta, low, high.

    Notes
    -----
    delta = (pairs with x above y - pairs with x below y) / all pairs; the interval uses the consistent variance
    of Cliff (1996). In R: effsize::cliff.delta.

    Examples
    --------
    >>> round(cliff(np.array([3, 4, 5, 5]), np.array([2, 3, 3, 4]))[0], 4)
    0.6875
    """
    from scipy import stats

    x, y = x[~np.isnan(x)], y[~np.isnan(y)]
    if not len(x) or not len(y):
        return np.nan, np.nan, np.nan
    higher, lower = np.sort(y), np.sort(x)
    of_x = (np.searchsorted(higher, x, "left") + np.searchsorted(higher, x, "right")) / len(y) - 1
    of_y = 1 - (np.searchsorted(lower, y, "left") + np.searchsorted(lower, y, "right")) / len(x)
    delta, m, n = float(of_x.mean()), len(x), len(y)
    if min(m, n) < 2 or abs(delta) == 1:
        return delta, np.nan, np.nan
    tied = (np.searchsorted(higher, x, "right") - np.searchsorted(higher, x, "left")).sum()
    between = n**2 * ((of_x - delta) ** 2).sum() + m**2 * ((of_y - delta) ** 2).sum()
    within = m * n * (1 - delta**2) - tied
    least = (1 - delta**2) / (m * n - 1)
    variance = max((between - within) / (m * n * (m - 1) * (n - 1)), least)
    z = stats.norm.ppf((1 + level) / 2)
    half = z * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + z**2 * variance)
    ends = (delta - delta**3 + np.array([-half, half])) / (1 - delta**2 + z**2 * variance)
    low, high = np.clip(ends, -1, 1)
    return delta, float(low), float(high)


# --- one construct with another -----------------------------------------------------------------------------


@takes(responses="respondent construct state group value")
def correlations(
    responses: pd.DataFrame,
    with_: str | None = None,
    constructs: Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How constructs go together over respondents, such as engagement with loyalty: Spearman's rho.

    In: `responses` of one state; `with_` one construct to set against the others (all pairs without it,
    or where nobody was asked it). Out:
    group, first, second, n (respondents with both), rho, ci_low, ci_high (Bonett and Wright), p (t
    approximation), method, p_holm (over the rows of the group), note. An association among those asked, not a
    cause.

    Notes
    -----
    rho is Pearson's r of the ranks, ties at their mean rank; without ties rho = 1 - 6 sum of d^2 / (n^3 - n),
    d the difference of the two ranks. The interval is tanh( atanh(rho) -+ z sqrt((1 + rho^2 / 2) / (n - 3)) ).
    Source: Spearman (1904), American Journal of Psychology 15; Bonett & Wright (2000), Psychometrika 65;
    Holm (1979). In R: cor.test(x, y, method = "spearman", exact = FALSE). In SPSS: Correlate > Bivariate >
    Spearman.

    Examples
    --------
    Ranks 1, 2, 3, 4 against 1, 3, 2, 4: rho = 1 - 6 * 2 / 60.

    >>> rows = [(f"R{i}", c, v) for i, pair in enumerate([(1, 1), (2, 3), (3, 2), (4, 4)])
    ...         for c, v in zip(["engagement", "loyalty"], pair)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "construct", "value"])
    >>> table = table.assign(state="none", group="customer", item=table["construct"])
    >>> correlations(table)[["first", "second", "n", "rho"]].round(2).values.tolist()
    [['engagement', 'loyalty', 4, 0.8]]
    """
    own = own_means(responses)
    named = list(constructs or dict.fromkeys(own["construct"]))
    pairs = [(c, with_) for c in named if c != with_] if with_ in named else list(combinations(named, 2))
    rows = []
    several = sorted(own["state"].unique()) if "state" in own else []
    if len(several) > 1:
        raise ValueError(
            f"responses hold the states {listed(several, 'and')}; keep one: "
            f'responses[responses["state"] == {several[0]!r}]'
        )
    for group, part in own.groupby("group", observed=True, sort=False):
        wide = part.pivot(index="respondent", columns="construct", values="own").reindex(columns=named)
        for first, second in pairs:
            both = wide[[first, second]].round(9).dropna().to_numpy()
            rows.append((group, first, second, len(both), *spearman(both[:, 0], both[:, 1], level)))
    columns = ["group", "first", "second", "n", "rho", "ci_low", "ci_high", "p", "method", "note"]
    table = pd.DataFrame(rows, columns=columns)
    return _with_holm(table)


def spearman(
    x: np.ndarray, y: np.ndarray, level: float = 0.95, of: str = "respondents"
) -> tuple[float, float, float, float, str, Note | str]:
    """Spearman's rho of two columns with Bonett and Wright's interval: rho, ci_low, ci_high, p, method, note."""
    from scipy import stats

    nothing = (np.nan,) * 4
    if len(x) < 4:
        return *nothing, "", note(f"noted_few_{of}_both", n=len(x))
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return *nothing, "", note("noted_one_constant")
    rho, n = float(np.corrcoef(_ranks(x), _ranks(y))[0, 1]), len(x)
    if abs(rho) > 1 - 1e-12:
        return rho, np.nan, np.nan, np.nan, "Spearman", note("noted_orders_alike")
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    ends = np.tanh(np.arctanh(rho) + np.array([-half, half]))
    p = 2 * stats.t.sf(abs(rho) * np.sqrt((n - 2) / (1 - rho**2)), n - 2)
    return rho, float(ends[0]), float(ends[1]), float(p), "Spearman", ""
