"""Whether the questions of a construct measure one thing: reliability and item statistics.

Everything is over respondents who answered every item of the construct (listwise), and how many that leaves
is said. An item that everybody answers alike tells nobody apart: it is named and left out, as psych and SPSS
do. Where a number cannot be computed, or would only look fine, it is missing and `note` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import In, Within, takes
from engagelib.contracts.problems import Note, note, together
from engagelib.exact import plain, square, worked

__all__ = [
    "alpha", "alpha_by_hand", "covariances", "item_matrix", "item_statistics", "matrix", "omega", "r_table",
    "reliability", "turned",
]  # fmt: skip

BY = ("state", "construct")

#: From which alpha on a scale is called reliable, with the author who says so.
LIMITS = {"nunnally": 0.70, "ghozali": 0.60, "kuncoro": 0.80}

#: Fewer respondents than this say nothing about how items go together.
FEWEST = 3


@takes(responses="respondent! item! value:number")
def matrix(responses: pd.DataFrame) -> pd.DataFrame:
    """Respondents x items as floats, of one construct in one state; missing stays missing."""
    rows, people = pd.factorize(responses["respondent"], sort=True, use_na_sentinel=False)
    columns, items = pd.factorize(responses["item"], use_na_sentinel=False)
    wide = np.full((len(people), len(items)), np.nan)
    wide[rows, columns] = responses["value"].to_numpy("float64", na_value=np.nan)
    return pd.DataFrame(wide, pd.Index(people, name="respondent"), pd.Index(items, name="item"))


@takes(responses="respondent item value:number", by=In("responses"), limit=tuple(LIMITS))
def reliability(
    responses: pd.DataFrame, by: Sequence[str] = BY, level: float = 0.95, limit: str = "nunnally"
) -> pd.DataFrame:
    """Whether the questions of a construct measure one thing: Cronbach's alpha and McDonald's omega.

    Parameters
    ----------
    responses
        respondent, item, state, construct, value, of one group (`largest`); reversed items turned already.
    level
        Of alpha's interval, 0.95 by default.
    by
        What a row of the result is of, by default state and construct.
    limit
        Whose cut-off holds: nunnally (.70), ghozali (.60) or kuncoro (.80).

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, then items (counted), n (respondents who answered them all), excluded (for a
        blank), alpha, alpha_low, alpha_high, omega, alpha_ranks (of the answers' ranks), limit, reliable (alpha at least
        the limit), note. What cannot be computed is missing and `note` says
        why: one item, fewer than three respondents, equal totals, a loading above 1. An item that everybody
        answers alike is left out and named; one that runs against the others (is it reversed?) is named too.

    Notes
    -----
    With k items and n respondents who answered them all::

        alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the totals)
        alpha_low, alpha_high = 1 - (1 - alpha) F,  F the quantiles of F(n - 1, (n - 1)(k - 1))
        omega = 1 - sum of the uniquenesses / sum of the items' correlation matrix      (one factor)

    Source: Cronbach (1951), Psychometrika 16; Feldt (1965), Psychometrika 30 (the interval); McDonald (1999),
    Test Theory (omega). Alpha above .70 is the usual rule of theses; above .90 items repeat one another.
    In R: psych::alpha(x)$total$raw_alpha; psych::omega(x, nfactors = 1, flip = FALSE), whose minres solution
    this is. In SPSS: Analyze > Scale > Reliability Analysis, model Alpha.

    Examples
    --------
    Two items with variances of 1 and totals of 2, 5, 5, whose variance is 3: alpha = 2 (1 - 2 / 3).

    >>> rows = [("R1", "a", 1), ("R1", "b", 1), ("R2", "a", 2), ("R2", "b", 3), ("R3", "a", 3), ("R3", "b", 2)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(state="none", construct="loyalty")
    >>> reliability(table)[["items", "n", "alpha"]].round(3).values.tolist()
    [[2.0, 3.0, 0.667]]
    """
    if not len(by):
        raise ValueError("by names no column; the columns that tell constructs apart are expected")
    rows = []
    for key, part in responses.groupby(list(by), observed=True, sort=False):
        answers = matrix(part)
        complete, left = _counted(answers)
        excluded = len(answers) - len(complete)
        found = _reliability(complete, level)
        blank = note("noted_blank_left_out", n=excluded) if excluded else ""
        value = found[0]
        holds = None if np.isnan(value) else value >= LIMITS[limit]
        ranks = np.nan if np.isnan(value) else alpha(complete.rank().to_numpy())
        rows.append(
            (
                *key,
                complete.shape[1],
                len(complete),
                excluded,
                *found[:-1],
                ranks,
                LIMITS[limit],
                holds,
                together(blank, *left, *found[-1]),
            )
        )
    numbers = [
        "items", "n", "excluded", "alpha", "alpha_low", "alpha_high", "omega", "alpha_ranks", "limit",
        "reliable",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*by, *numbers, "note"]).astype({"reliable": "boolean"})


def _counted(answers: pd.DataFrame) -> tuple[pd.DataFrame, list[Note]]:
    """The complete answers to the items that vary, and which items do not, as notes.

    An item without variance is left out before respondents are, so that a blank in it costs nobody; one
    that everybody who is left answers alike is left out too, as if it had not been asked.
    """
    if answers.shape[1] < 2 or len(answers.dropna(how="all")) < FEWEST:
        return answers.dropna(), []
    silent = list(answers.columns[answers.count() == 0])
    asked = answers.drop(columns=silent)
    alike = list(asked.columns[asked.nunique() < 2])
    complete = asked.drop(columns=alike).dropna()
    while len(complete) >= FEWEST and (found := list(complete.columns[complete.nunique() < 2])):
        alike += found
        complete = asked.drop(columns=alike).dropna()
    complete = asked.dropna()[[]] if complete.columns.empty else complete
    named = {"noted_nobody_answered_items": silent, "noted_everybody_agrees": alike}
    return complete, [note(key, items=[*map(str, items)]) for key, items in named.items() if items]


def _reliability(answers: pd.DataFrame, level: float) -> tuple[float, float, float, float, list[Note]]:
    x = answers.to_numpy()
    refused = _undefined(x)
    if refused:
        return np.nan, np.nan, np.nan, np.nan, [refused]
    notes = []
    against = _against(answers)
    if against:
        notes.append(note("noted_items_against", items=against))
    if len(x) <= x.shape[1]:
        notes.append(note("noted_fewer_than_items"))
    value = alpha(x)
    ends = _feldt(value, len(x), x.shape[1], level)
    if value > 1 - 1e-12:
        ends = np.nan, np.nan
        notes.append(note("noted_items_as_one"))
    if x.shape[1] == 2:
        notes.append(note("noted_two_items"))
    common = np.nan if x.shape[1] == 2 else omega(x)
    if np.isnan(common) and x.shape[1] > 2:
        notes.append(note("noted_heywood"))
    return value, *ends, common, notes


def _undefined(x: np.ndarray) -> Note | None:
    """Why reliability does not exist for these answers; None if it does."""
    if x.shape[1] == 1:
        return note("noted_one_item")
    if len(x) < FEWEST:
        return note("noted_few_complete", n=len(x))
    if np.ptp(x.sum(axis=1)) == 0:
        return note("noted_totals_alike")
    return None


def _against(answers: pd.DataFrame) -> list[str]:
    x = answers.to_numpy()
    rest = [_r(x[:, j], np.delete(x, j, axis=1).sum(axis=1)) for j in range(x.shape[1])]
    return [item for item, r in zip(answers.columns, rest, strict=True) if r < 0]


@takes()
def alpha(x: np.ndarray) -> float:
    """Cronbach's alpha of a complete matrix, a row per respondent and a column per item.

    In: an array. Out: one number; reverse items first.

    Notes
    -----
    alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the totals). Source: Cronbach (1951),
    Psychometrika 16. In R: psych::alpha(x)$total$raw_alpha.

    Examples
    --------
    >>> round(alpha(np.array([[1, 1], [2, 3], [3, 2]])), 3)
    0.667
    """
    k = _questions(x)
    if k < 2 or len(x) < 2 or not np.ptp(x.sum(axis=1)) > 0:
        return float("nan")
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def _questions(x: np.ndarray) -> int:
    """How many items a matrix has."""
    if x.ndim != 2:
        raise ValueError("x is no matrix with a row per respondent and a column per item")
    return x.shape[1]


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Feldt's (1965) interval: (1 - alpha) / (1 - alpha_hat) follows F(n - 1, (n - 1)(k - 1))."""
    from scipy import stats

    tail = (1 - level) / 2
    low, high = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    return float(1 - (1 - value) * low), float(1 - (1 - value) * high)


@takes(most=Within(1))
def omega(x: np.ndarray, most: int = 5000) -> float:
    """McDonald's omega of one factor, by principal axes iterated to convergence (the minres solution).

    In: an array, a row per respondent and a column per item. Out: one number.

    1 - sum of the uniquenesses / sum of the correlation matrix, as psych has it: of standardised items, which
    are not turned (psych: flip = FALSE). Missing where a loading exceeds 1 (a Heywood case).

    Notes
    -----
    omega = 1 - sum of the uniquenesses / sum of the correlation matrix. Source: McDonald (1999), Test Theory.
    In R: psych::omega(x, nfactors = 1, flip = FALSE). Three items that all correlate at .5 have a uniqueness
    of .5 each, and 1 - 1.5 / 6 = .75.

    Examples
    --------
    >>> three = np.array([[0, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1]])
    >>> x = np.vstack([three, 1 - three, np.ones((4, 3)), np.zeros((4, 3))])
    >>> round(omega(x), 2), np.corrcoef(x, rowvar=False)[0, 1].round(2).tolist()
    (0.75, 0.5)
    """
    if _questions(x) < 2 or len(x) < 2 or not (np.ptp(x, axis=0) > 0).all():
        return float("nan")
    r = np.corrcoef(x, rowvar=False)
    shared = np.abs(r - np.eye(len(r))).max(axis=0)
    if np.linalg.cond(r) < 1e12:
        shared = 1 - 1 / np.diag(np.linalg.inv(r))
    for _ in range(most):
        values, vectors = np.linalg.eigh(r - np.diag(1 - shared))
        common = vectors[:, -1] ** 2 * max(values[-1], 0)
        settled = np.abs(common - shared).max() < 1e-10
        shared = common
        if settled:
            break
    if not settled or (shared > 1 + 1e-9).any():  # equal items load 1, give or take a float's last digit
        return np.nan
    return float(min(1 - (1 - shared).sum() / r.sum(), 1))


# --- items --------------------------------------------------------------------------------------------------


@takes(significance=Within(0, 1, between=True), sides=(1, 2))
def r_table(n: int, significance: float = 0.05, sides: int = 2) -> float:
    """The critical Pearson r with df = n - 2: t / sqrt(df + t^2).

    In: n respondents, significance (.05), sides (1 or 2). Out: one number.

    Notes
    -----
    t = the quantile of Student's t with df = n - 2; r_table = t / sqrt(df + t^2). Source: Fisher (1925),
    Statistical Methods for Research Workers, table V.A. Some theses read the table at df = n, or one-sided:
    the result says which was used. In SPSS the same verdict is the p value of Correlate > Bivariate.

    Examples
    --------
    >>> round(r_table(30), 4), round(r_table(30, sides=1), 4), round(r_table(30, 0.01), 4)
    (0.361, 0.3061, 0.4629)
    """
    from scipy import stats

    if n < 3:
        return float("nan")
    t = stats.t.ppf(1 - significance / sides, n - 2)
    return float(t / np.sqrt(n - 2 + t * t))


@takes(items="reversed")
def turned(items: pd.DataFrame) -> pd.Series:
    """Which items were put the other way round, so that their answers were turned when they were read."""
    return items["reversed"].fillna(False).astype("bool")


@takes(
    responses="respondent item state construct value:number",
    items="item reversed",
    significance=Within(0, 1, between=True),
    sides=(1, 2),
)
def item_statistics(
    responses: pd.DataFrame, significance: float = 0.05, sides: int = 2, items: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Each item beside the others of its construct.

    In: `responses` of one group. Statistics rest on respondents who answered every item that varies.

    `item_total_r` counts the item in the total and so flatters it; `item_rest_r` leaves it out. `valid` asks
    whether item_total_r exceeds `r_table`, as theses do, and `valid_rest` asks the same of item_rest_r. Out:
    state, construct, item, n, excluded, mean, sd, item_total_r, item_rest_r, r_table, df, sides,
    significance, valid, valid_rest, item_rest_rho (Spearman's, by ranks), alpha_if_deleted, note; with `items` also reversed (were its answers turned?).

    Notes
    -----
    For item j among the k items of its construct, over the n respondents who answered them all::

        item_total_r = r( x_j, x_1 + ... + x_k )          x_j counts in its own total, which flatters it
        item_rest_r  = r( x_j, total - x_j )              the corrected item-total correlation
        valid        = item_total_r > r_table(n)

    Source: Pearson's r as in Fisher (1925); the corrected one as in Nunnally & Bernstein (1994), Psychometric
    Theory. In R: psych::alpha(x)$item.stats, columns raw.r and r.drop. In SPSS: Reliability Analysis >
    Statistics > "Scale if item deleted".

    Examples
    --------
    Answers 1, 2, 3 and 1, 3, 2: r = .5 with each other, and .866 with the total of 2, 5, 5.

    >>> rows = [("R1", "a", 1), ("R1", "b", 1), ("R2", "a", 2), ("R2", "b", 3), ("R3", "a", 3), ("R3", "b", 2)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(state="none", construct="loyalty")
    >>> item_statistics(table)[["item", "item_total_r", "item_rest_r"]].round(3).values.tolist()
    [['a', 0.866, 0.5], ['b', 0.866, 0.5]]
    """
    rows = []
    for key, part in responses.groupby(list(BY), observed=True, sort=False):
        answers = matrix(part)
        complete, _ = _counted(answers)
        for item in answers.columns:
            counted = complete if item in complete else complete.join(answers[[item]]).dropna()
            critical = r_table(len(counted), significance, sides)
            excluded = len(answers) - len(counted)
            rows.append((*key, item, len(counted), excluded, *_item(counted, item, critical)))
    numbers = ["mean", "sd", "item_total_r", "item_rest_r", "r_table", "valid", "valid_rest", "item_rest_rho"]
    columns = [*BY, "item", "n", "excluded", *numbers, "alpha_if_deleted", "note"]
    table = pd.DataFrame(rows, columns=columns).astype({"valid": "boolean", "valid_rest": "boolean"})
    places = {"df": (table["n"] - 2).clip(lower=0), "sides": sides, "significance": significance}
    for offset, (name, value) in enumerate(places.items(), start=1):
        table.insert(table.columns.get_loc("r_table") + offset, name, value)
    if items is not None:
        back = items["item"][turned(items)]
        table.insert(table.columns.get_loc("item") + 1, "reversed", table["item"].isin(back))
    return table


def _item(answers: pd.DataFrame, item: str, critical: float) -> tuple[Any, ...]:
    from scipy.stats import rankdata

    own, rest = answers[item].to_numpy(), answers.drop(columns=item).to_numpy()
    n, others = rest.shape
    centre, spread = own.mean() if n else np.nan, own.std(ddof=1) if n > 1 else np.nan
    whole, left = _r(own, own + rest.sum(axis=1)), _r(own, rest.sum(axis=1))
    varies = n > 0 and np.ptp(own) > 0
    deleted = alpha(rest) if varies and others > 1 and n >= FEWEST and np.ptp(rest.sum(axis=1)) else np.nan
    said: Note | str = ""
    if n == 0:
        said = note("noted_item_unanswered")
    elif n < FEWEST:
        said = note("noted_few_complete", n=n)
    elif not varies:
        said = note("noted_item_alike", value=f"{own[0]:g}")
    elif others == 0:
        whole, said = np.nan, note("noted_only_item")
    elif left < 0:
        said = note("noted_item_against")
    elif n <= others + 1:
        said = note("noted_fewer_than_items")
    verdicts = _exceeds(whole, critical), _exceeds(left, critical)
    known = others > 0 and varies and n >= FEWEST
    ranked = _r(rankdata(own), rankdata(rest.sum(axis=1))) if known else np.nan
    return centre, spread, whole, left, critical, *verdicts, ranked, deleted, said


def _r(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and np.ptp(a) and np.ptp(b) else np.nan


def _exceeds(r: float, critical: float) -> bool | None:
    return None if np.isnan(r) or np.isnan(critical) else bool(r > critical)


@takes(responses="respondent item state construct value:number")
def item_matrix(responses: pd.DataFrame) -> pd.DataFrame:
    """How the items of each state go together: Pearson r of every two, over respondents who answered both.

    In: `responses`. Pairs are counted by themselves (pairwise), so that n may differ from cell to cell.

    Out: state, first, first_construct, second, second_construct, n, r (missing where an item does not vary).

    Notes
    -----
    r = sum of (x - mx)(y - my) / sqrt( sum of (x - mx)^2 * sum of (y - my)^2 ). Source: Pearson's r as in
    Fisher (1925). In R: cor(x, use = "pairwise.complete.obs"). In SPSS: Correlate > Bivariate.

    Examples
    --------
    >>> rows = [("R1", "a", 1), ("R1", "b", 1), ("R2", "a", 2), ("R2", "b", 3), ("R3", "a", 3), ("R3", "b", 2)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(state="none", construct="loyalty")
    >>> item_matrix(table)[["first", "second", "n", "r"]].round(2).values.tolist()
    [['a', 'a', 3, 1.0], ['a', 'b', 3, 0.5], ['b', 'a', 3, 0.5], ['b', 'b', 3, 1.0]]
    """
    construct = responses.drop_duplicates("item").set_index("item")["construct"]
    rows = []
    for state, part in responses.groupby("state", observed=True, sort=False):
        answers = matrix(part)
        for first in answers:
            for second in answers:
                both = answers[[first, second]].dropna().to_numpy() if first != second else None
                n, r = (answers[first].count(), 1.0) if both is None else (len(both), _r(*both.T))
                rows.append((state, first, construct[first], second, construct[second], n, r))
    columns = ["state", "first", "first_construct", "second", "second_construct", "n", "r"]
    return pd.DataFrame(rows, columns=columns)


@takes(responses="respondent item state construct value")
def covariances(responses: pd.DataFrame, items: int = 3) -> pd.DataFrame:
    """How the answers to some items of one construct vary together: what Cronbach's alpha is made of.

    In: `responses` of one group. Out: a row and a column per item, of the first `items` items of the first construct that
    has two or more with different answers: the variance of each on the diagonal, covariances beside it, over the
    respondents who answered them all (n in `attrs["n"]`). Empty where no construct has two such items.

    Notes
    -----
    cov(i, j) = sum over respondents of (x_i - mean_i)(x_j - mean_j) / (n - 1); cov(i, i) is the variance of i. The
    sum of all cells is the variance of the total score. Source: Cronbach (1951), Psychometrika 16. In R: cov(x).
    In SPSS: Analyze > Scale > Reliability Analysis > Statistics > Inter-Item Covariances.

    Examples
    --------
    >>> rows = [("R1", "a", 1), ("R1", "b", 1), ("R2", "a", 2), ("R2", "b", 3), ("R3", "a", 3), ("R3", "b", 2)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(state="none", construct="loyalty")
    >>> covariances(table).to_numpy().tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    for _, part in responses.groupby(list(BY), observed=True, sort=False):
        complete, _ = _counted(matrix(part))
        if complete.shape[1] > 1 and len(complete) > 2:
            chosen = complete.iloc[:, :items].astype("float64")
            found = chosen.cov().rename_axis(index="item", columns=None)
            found.attrs["n"] = len(chosen)
            return found
    return pd.DataFrame(index=pd.Index([], name="item"))


@takes()
def alpha_by_hand(covariances: pd.DataFrame) -> pd.DataFrame:
    """Cronbach's alpha worked in the open, from a covariance matrix.

    In: the result of `covariances`. Out: step, arithmetic, result: the number of items k, the sum of their variances, the
    variance of the total, alpha. No rows where the matrix has fewer than two items.

    Notes
    -----
    alpha = k / (k - 1) * (1 - sum of the items' variances / variance of the total), the latter the sum of all cells.
    Source: Cronbach (1951), Psychometrika 16. In R: psych::alpha(x)$total$raw_alpha.

    Examples
    --------
    Two variances of 1 and two covariances of 0.5: alpha = 2 (1 - 2 / 3).

    >>> alpha_by_hand(pd.DataFrame([[1, 0.5], [0.5, 1]]))["result"].tolist()
    ['2', '2', '3', '0.667']
    """
    k, cells = len(covariances), square("covariances", covariances)
    if k < 2 or not cells.sum() > 0:
        return worked()
    own, whole = float(np.trace(cells)), float(cells.sum())
    return worked(
        ("items", "k", k),
        ("sum_of_variances", " + ".join(plain(value) for value in np.diag(cells)), own),
        ("variance_of_total", f"{plain(own)} + 2 × {plain((whole - own) / 2)}", whole),
        ("alpha", f"{k} / {k - 1} × (1 − {plain(own)} / {plain(whole)})", k / (k - 1) * (1 - own / whole)),
    )
