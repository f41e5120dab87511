"""Whether the questions of a construct measure one thing: reliability and item statistics.

Everything is over respondents who answered every item of the construct (listwise), and how many that leaves
is said. An item that everybody answers alike tells nobody apart: it is named and left out, as psych and SPSS
do. Where a number cannot be computed, or would only look fine, it is missing and `note` says why.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["alpha", "item_matrix", "item_statistics", "matrix", "omega", "r_table", "reliability", "turned"]

BY = ("state", "construct")

#: Fewer respondents than this say nothing about how items go together.
FEWEST = 3


def matrix(responses: pd.DataFrame) -> pd.DataFrame:
    """Respondents x items as floats, of one construct in one state; missing stays missing."""
    wide = responses.pivot(index="respondent", columns="item", values="value")
    return wide.astype("float64").reindex(columns=list(dict.fromkeys(responses["item"])))


def reliability(responses: pd.DataFrame, by: Sequence[str] = BY, level: float = 0.95) -> pd.DataFrame:
    """Cronbach's alpha with Feldt's interval and McDonald's omega (one factor, standardised items).

    In: `responses` of one group. Out: by …, items (that are counted: one without variance is not, `note`
    names it), n (respondents who answered all of these), excluded (those who did not: the missing rule is
    listwise), alpha, alpha_low, alpha_high, omega, note. In R: psych::alpha, and psych::omega with
    nfactors = 1 and flip = FALSE.
    """
    rows = []
    for key, part in responses.groupby(list(by), observed=True, sort=False):
        answers = matrix(part)
        complete, left = _counted(answers)
        excluded = len(answers) - len(complete)
        found = _reliability(complete, level)
        note = "; ".join([f"left out for a blank: {excluded}"] * (excluded > 0) + left + found[-1])
        rows.append((*key, complete.shape[1], len(complete), excluded, *found[:-1], note))
    numbers = ["items", "n", "excluded", "alpha", "alpha_low", "alpha_high", "omega"]
    return pd.DataFrame(rows, columns=[*by, *numbers, "note"])


def _counted(answers: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
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
    named = {"left out because nobody answered": silent, "left out because everybody agrees": alike}
    return complete, [f"{why}: {', '.join(map(str, items))}" for why, items in named.items() if items]


def _reliability(answers: pd.DataFrame, level: float) -> tuple[float, float, float, float, list[str]]:
    x = answers.to_numpy()
    refused = _undefined(x)
    if refused:
        return np.nan, np.nan, np.nan, np.nan, [refused]
    notes = []
    against = _against(answers)
    if against:
        notes.append(f"{', '.join(against)} runs against the others: is it reversed?")
    if len(x) <= x.shape[1]:
        notes.append("fewer respondents than items: not to be relied upon")
    value = alpha(x)
    if x.shape[1] == 2:
        notes.append("two items do not identify a factor: no omega")
    common = np.nan if x.shape[1] == 2 else omega(x)
    if np.isnan(common) and x.shape[1] > 2:
        notes.append("no omega: a loading exceeds 1 (a Heywood case)")
    return value, *_feldt(value, len(x), x.shape[1], level), common, notes


def _undefined(x: np.ndarray) -> str:
    """Why reliability does not exist for these answers; empty if it does."""
    if x.shape[1] == 1:
        return "one item: reliability needs at least two"
    if len(x) < FEWEST:
        return f"{len(x)} complete respondents: too few"
    if np.ptp(x.sum(axis=1)) == 0:
        return "every respondent has the same total: there is nothing to tell them apart by"
    return ""


def _against(answers: pd.DataFrame) -> list[str]:
    x = answers.to_numpy()
    rest = [_r(x[:, j], np.delete(x, j, axis=1).sum(axis=1)) for j in range(x.shape[1])]
    return [item for item, r in zip(answers.columns, rest, strict=True) if r < 0]


def alpha(x: np.ndarray) -> float:
    """Cronbach's alpha of a complete respondents x items matrix.

    k/(k-1) (1 - sum of the items' variances / variance of the total).
    """
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Feldt's (1965) interval: (1 - alpha) / (1 - alpha_hat) follows F(n - 1, (n - 1)(k - 1))."""
    from scipy import stats

    tail = (1 - level) / 2
    low, high = stats.f.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))
    return float(1 - (1 - value) * low), float(1 - (1 - value) * high)


def omega(x: np.ndarray, most: int = 5000) -> float:
    """McDonald's omega of one factor, by principal axes iterated to convergence (the minres solution).

    1 - sum of the uniquenesses / sum of the correlation matrix, as psych has it: of standardised items, which
    are not turned (psych: flip = FALSE). Missing where a loading exceeds 1 (a Heywood case).
    """
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
    if not settled or (shared > 1).any():
        return np.nan
    return float(1 - (1 - shared).sum() / r.sum())


# --- items --------------------------------------------------------------------------------------------------


def r_table(n: int, significance: float = 0.05, sides: int = 2) -> float:
    """The critical Pearson r with df = n - 2: t / sqrt(df + t^2).

    >>> round(r_table(30), 4), round(r_table(30, sides=1), 4), round(r_table(30, 0.01), 4)
    (0.361, 0.3061, 0.4629)
    """
    from scipy import stats

    if n < 3:
        return float("nan")
    t = stats.t.ppf(1 - significance / sides, n - 2)
    return float(t / np.sqrt(n - 2 + t * t))


def turned(items: pd.DataFrame) -> pd.Series:
    """Which items were put the other way round, so that their answers were turned when they were read."""
    return items["reversed"].fillna(False).astype("bool")


def item_statistics(
    responses: pd.DataFrame, significance: float = 0.05, sides: int = 2, items: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Each item beside the others of its construct.

    `item_total_r` counts the item in the total and so flatters it; `item_rest_r` leaves it out. `valid` asks
    whether item_total_r exceeds `r_table`, as theses do, and `valid_rest` asks the same of item_rest_r. Out:
    state, construct, item, n, excluded, mean, sd, item_total_r, item_rest_r, r_table, df, sides,
    significance, valid, valid_rest, alpha_if_deleted, note; with `items` also reversed (were its answers turned?).
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
    numbers = ["mean", "sd", "item_total_r", "item_rest_r", "r_table", "valid", "valid_rest"]
    columns = [*BY, "item", "n", "excluded", *numbers, "alpha_if_deleted", "note"]
    table = pd.DataFrame(rows, columns=columns).astype({"valid": "boolean", "valid_rest": "boolean"})
    places = {"df": (table["n"] - 2).clip(lower=0), "sides": sides, "significance": significance}
    for offset, (name, value) in enumerate(places.items(), start=1):
        table.insert(table.columns.get_loc("r_table") + offset, name, value)
    if items is not None:
        back = items["item"][turned(items)]
        table.insert(table.columns.get_loc("item") + 1, "reversed", table["item"].isin(back))
    return table


def _item(answers: pd.DataFrame, item: str, critical: float) -> tuple:
    own, rest = answers[item].to_numpy(), answers.drop(columns=item).to_numpy()
    n, others = rest.shape
    centre, spread = own.mean() if n else np.nan, own.std(ddof=1) if n > 1 else np.nan
    whole, left = _r(own, own + rest.sum(axis=1)), _r(own, rest.sum(axis=1))
    varies = n > 0 and np.ptp(own) > 0
    deleted = alpha(rest) if varies and others > 1 and n >= FEWEST and np.ptp(rest.sum(axis=1)) else np.nan
    if n == 0:
        note = "nobody answered it"
    elif n < FEWEST:
        note = f"{n} complete respondents: too few"
    elif not varies:
        note = f"everybody answered {own[0]:g}: it tells nobody apart"
    elif others == 0:
        whole, note = np.nan, "the only item of its construct"
    elif left < 0:
        note = "runs against the other items: is it reversed?"
    else:
        note = "" if n > others + 1 else "fewer respondents than items: not to be relied upon"
    verdicts = _exceeds(whole, critical), _exceeds(left, critical)
    return centre, spread, whole, left, critical, *verdicts, deleted, note


def _r(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and np.ptp(a) and np.ptp(b) else np.nan


def _exceeds(r: float, critical: float) -> bool | None:
    return None if np.isnan(r) or np.isnan(critical) else bool(r > critical)


def item_matrix(responses: pd.DataFrame) -> pd.DataFrame:
    """How the items of each state go together: Pearson r of every two, over respondents who answered both.

    Out: state, first, first_construct, second, second_construct, n, r (missing where an item does not vary).
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
