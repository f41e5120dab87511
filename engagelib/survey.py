"""Scoring of questionnaires: exact means, spread between respondents, and the reliability of each construct.

Sums and counts stay integers, so that a mean is the fraction total/answers; `mean` is a float for display. Spread and intervals are
over respondents' own means: thirty customers are thirty observations, however many questions each was asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

__all__ = ["distribution", "item_statistics", "matrix", "r_table", "reliability", "score"]


def score(
    responses: pd.DataFrame, by: Sequence[str] = ("group", "state", "construct"), level: float = 0.95
) -> pd.DataFrame:
    """What each group thinks of each construct.

    In: `responses`. Out: one row per combination of `by` with n (respondents who answered anything), items, total and answers (exact
    integers), mean (float, display), sd of respondents' own means, and its t interval; with fewer than two respondents there is no
    spread, so sd and interval are missing.

    >>> rows = [("R1", "a", 4), ("R1", "b", 5), ("R2", "a", 2), ("R2", "b", None)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(construct="loyalty")
    >>> score(table, by=["construct"])[["n", "items", "total", "answers"]].iloc[0].tolist()
    [2, 2, 11, 3]
    """
    by = list(by)
    answered = responses[responses["value"].notna()]
    # One pass down to a row per respondent; everything else is sums over that.
    own = answered.groupby([*by, "respondent"], observed=True, sort=False)["value"].agg(["sum", "count"])
    own = own.astype("int64").reset_index()
    own["own"] = own["sum"] / own["count"]
    grouped = own.groupby(by, observed=True, sort=False)
    table = grouped.agg(
        n=("respondent", "size"),
        total=("sum", "sum"),
        answers=("count", "sum"),
        sd=("own", "std"),
        centre=("own", "mean"),
    )
    items = answered.groupby(by, observed=True, sort=False)["item"].nunique()
    half = _t_quantile(level, table["n"]) * table["sd"] / np.sqrt(table["n"])
    table = table.assign(
        items=items,
        mean=table["total"] / table["answers"],
        ci_low=table["centre"] - half,
        ci_high=table["centre"] + half,
    )
    return table.reset_index()[[*by, "n", "items", "total", "answers", "mean", "sd", "ci_low", "ci_high"]]


def _t_quantile(level: float, n: pd.Series) -> np.ndarray:
    from scipy import stats

    return stats.t.ppf((1 + level) / 2, n.where(n > 1) - 1)


def distribution(responses: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """How often each answer was given, zeros included.

    In: `responses`, `items`. Out: group, state, construct, item, text, value, n (how often), share (of those who answered).
    """
    texts = items.set_index("item")["text"]
    scales = items.set_index("item")[["low", "high"]]
    counted = (
        responses.dropna(subset="value")
        .groupby(["group", "state", "construct", "item", "value"], observed=True, sort=False)
        .size()
    )
    rows = []
    for (group, state, construct, item), counts in counted.groupby(level=[0, 1, 2, 3], sort=False):
        counts = counts.droplevel([0, 1, 2, 3])
        total = int(counts.sum())
        for value in range(int(scales.at[item, "low"]), int(scales.at[item, "high"]) + 1):
            n = int(counts.get(value, 0))
            rows.append((group, state, construct, item, texts[item], value, n, n / total))
    return pd.DataFrame(rows, columns=["group", "state", "construct", "item", "text", "value", "n", "share"])


def matrix(responses: pd.DataFrame) -> pd.DataFrame:
    """Respondents x items as floats, of one construct in one state; missing stays missing."""
    wide = responses.pivot(index="respondent", columns="item", values="value")
    return wide.astype("float64").reindex(columns=list(dict.fromkeys(responses["item"])))


# --- reliability ----------------------------------------------------------------------------------------------------


def reliability(
    responses: pd.DataFrame, by: Sequence[str] = ("state", "construct"), level: float = 0.95
) -> pd.DataFrame:
    """Whether the items of a construct measure one thing.

    Cronbach's alpha with Feldt's interval and McDonald's omega (one factor, standardised items), over respondents who answered every
    item (listwise; `n` is the number left). Where it cannot be computed it is missing and `note` says why.
    In: `responses` of one group. Out: by …, items, n, alpha, alpha_low, alpha_high, omega, note. In R: psych::alpha, psych::omega(nfactors = 1).
    """
    rows = []
    for key, part in responses.groupby(list(by), observed=True, sort=False):
        answers = matrix(part)
        complete = answers.dropna().to_numpy()
        rows.append(
            (
                *key,
                answers.shape[1],
                len(complete),
                *_reliability(complete, len(answers) - len(complete), level),
            )
        )
    return pd.DataFrame(
        rows, columns=[*by, "items", "n", "alpha", "alpha_low", "alpha_high", "omega", "note"]
    )


def _reliability(x: np.ndarray, dropped: int, level: float) -> tuple[float, float, float, float, str]:
    missing = (np.nan,) * 4
    note = f"{dropped} respondents with a blank left out; " if dropped else ""
    if x.shape[1] < 2:
        return *missing, note + "one item: reliability needs at least two"
    if len(x) < 3:
        return *missing, note + f"{len(x)} complete respondents: too few"
    constant = np.ptp(x, axis=0) == 0
    if constant.all() or np.ptp(x.sum(axis=1)) == 0:
        return *missing, note + "every respondent has the same total: there is nothing to tell them apart by"
    if constant.any():
        note += f"{constant.sum()} items on which everybody agrees; omega not computable; "
    if len(x) <= x.shape[1]:
        note += "fewer respondents than items: not to be relied upon; "
    value = alpha(x)
    low, high = _feldt(value, *x.shape, level)
    return value, low, high, np.nan if constant.any() else omega(x), note.rstrip("; ")


def alpha(x: np.ndarray) -> float:
    """Cronbach's alpha of a complete respondents x items matrix: k/(k-1) (1 - sum of item variances / variance of the total)."""
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Feldt's (1965) interval: (1 - alpha) / (1 - alpha_hat) follows F(n - 1, (n - 1)(k - 1))."""
    from scipy import stats

    tail = (1 - level) / 2
    df = (n - 1, (n - 1) * (k - 1))
    return tuple(float(1 - (1 - value) * stats.f.ppf(q, *df)) for q in (1 - tail, tail))  # type: ignore[return-value]


def omega(x: np.ndarray, most: int = 500) -> float:
    """McDonald's omega of one factor, by principal axes iterated to convergence (the minres solution), standardised items.

    (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses). Missing where a loading exceeds 1 (a Heywood case).
    """
    r = np.corrcoef(x, rowvar=False)
    shared = (
        1 - 1 / np.diag(np.linalg.inv(r))
        if np.linalg.cond(r) < 1e12
        else np.abs(r - np.eye(len(r))).max(axis=0)
    )
    for _ in range(most):
        values, vectors = np.linalg.eigh(r - np.diag(1 - shared))
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0))
        if np.abs(loadings**2 - shared).max() < 1e-10:
            break
        shared = loadings**2
    if (loadings**2 > 1).any():
        return np.nan
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


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


def item_statistics(responses: pd.DataFrame, significance: float = 0.05, sides: int = 2) -> pd.DataFrame:
    """Each item beside the others of its construct, over respondents who answered every item of it (listwise).

    `item_total_r` counts the item in the total and so flatters it; `item_rest_r` leaves it out; `valid` asks whether item_total_r
    exceeds `r_table` (df = n - 2, `sides`-sided), as theses do, and `valid_rest` asks the same of item_rest_r.
    Out: state, construct, item, n, mean, sd, item_total_r, item_rest_r, r_table, valid, valid_rest, alpha_if_deleted.
    """
    rows = []
    for (state, construct), part in responses.groupby(["state", "construct"], observed=True, sort=False):
        wide = matrix(part).dropna()
        x, n = wide.to_numpy(), len(wide)
        critical = r_table(n, significance, sides)
        for j, item in enumerate(wide.columns):
            rest = np.delete(x, j, axis=1)
            whole, left = _r(x[:, j], x.sum(axis=1)), _r(x[:, j], rest.sum(axis=1))
            deleted = alpha(rest) if rest.shape[1] > 1 and n > 2 and np.ptp(rest.sum(axis=1)) else np.nan
            rows.append((
                state, construct, item, n, x[:, j].mean() if n else np.nan, x[:, j].std(ddof=1) if n > 1 else np.nan,
                whole, left, critical, _exceeds(whole, critical), _exceeds(left, critical), deleted,
            ))  # fmt: skip
    names = "state construct item n mean sd item_total_r item_rest_r r_table valid valid_rest alpha_if_deleted".split()
    return pd.DataFrame(rows, columns=names).astype({"valid": "boolean", "valid_rest": "boolean"})


def _r(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and np.ptp(a) and np.ptp(b) else np.nan


def _exceeds(r: float, critical: float) -> bool | None:
    return None if np.isnan(r) or np.isnan(critical) else bool(r > critical)
