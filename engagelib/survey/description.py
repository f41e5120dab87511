"""What was answered, as the first tables of a thesis show it: totals, classes, and words for a mean.

Totals are of respondents who answered every item of the construct; the others are left out and counted. Limits
between words are fractions, so that a mean of exactly 3.40 falls where the rule says.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, log10
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import note
from engagelib.survey.reliability import matrix
from engagelib.survey.scores import KEYS, distribution

__all__ = ["CATEGORIES", "answers", "categories", "categorised", "category", "classes", "describe"]

#: From lowest to highest; with three or four classes the outer and inner ones.
CATEGORIES = {
    3: ("is_low", "is_fair", "is_high"),
    4: ("is_very_low", "is_low", "is_high", "is_very_high"),
    5: ("is_very_low", "is_low", "is_fair", "is_high", "is_very_high"),
}


def _totals(part: pd.DataFrame) -> tuple[np.ndarray, int, int]:
    """Totals of those who answered every item, how many that leaves out, and how many items there are."""
    wide = matrix(part)
    complete = wide.dropna()
    return complete.sum(axis=1).to_numpy("int64"), len(wide) - len(complete), wide.shape[1]


@takes(responses="respondent group state construct item value:number")
def describe(responses: pd.DataFrame) -> pd.DataFrame:
    """Each construct by respondents' totals: mean, median, mode, spread, lowest and highest.

    In: `responses`. Out, a row per group, state and construct: n (respondents who answered every item), excluded,
    items, mean, median, mode (the lowest of several, which the note says), sd, min, max, sum, note.

    Notes
    -----
    A total is the sum of a respondent's answers to the items of a construct; sd has n - 1 below it. In SPSS:
    Analyze > Descriptive Statistics > Frequencies, of a variable computed as a sum. In R: psych::describe.
    Source: "Student" (1908) for the sd with n - 1.

    Examples
    --------
    >>> rows = [("R1", "a", 2), ("R1", "b", 3), ("R2", "a", 4), ("R2", "b", 4), ("R3", "a", 5), ("R3", "b", 3)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"])
    >>> table = table.assign(group="customer", state="none", construct="loyalty")
    >>> describe(table)[["n", "mean", "median", "mode", "sum"]].round(3).values.tolist()
    [[3.0, 7.0, 8.0, 8.0, 21.0]]
    """
    rows: list[tuple[Any, ...]] = []
    for key, part in responses.groupby(list(KEYS), observed=True, sort=False):
        totals, excluded, items = _totals(part)
        if not len(totals):
            rows.append((*key, 0, excluded, items, *(np.nan,) * 7, note("noted_nobody_answered_all")))
            continue
        values, counts = np.unique(totals, return_counts=True)
        modes = values[counts == counts.max()]
        sd = totals.std(ddof=1) if len(totals) > 1 else np.nan
        said = note("noted_modes", n=len(modes)) if len(modes) > 1 else ""
        middle = (totals.mean(), np.median(totals), modes[0], sd, totals.min(), totals.max(), totals.sum())
        rows.append((*key, len(totals), excluded, items, *middle, said))
    numbers = ["n", "excluded", "items", "mean", "median", "mode", "sd", "min", "max", "sum"]
    return pd.DataFrame(rows, columns=[*KEYS, *numbers, "note"])


@takes(responses="respondent group state construct item value:number")
def classes(responses: pd.DataFrame) -> pd.DataFrame:
    """How respondents' totals are spread over classes of equal width: Sturges' rule.

    In: `responses`. Out, a row per group, state, construct and class: low, high (both included), n, share,
    cumulative_share, width, of (respondents), note.

    Notes
    -----
    With n respondents whose totals lie from min to max::

        classes = 1 + 3.322 log10(n), rounded up        width = (max - min + 1) / classes, rounded up

    Classes begin at the lowest total; those above the highest are left out. Source: Sturges (1926), JASA 21.
    In R: hist(x, breaks = "Sturges"). In SPSS: Transform > Visual Binning.

    Examples
    --------
    Four totals from 4 to 9: 3 classes of 2 points.

    >>> table = pd.DataFrame({"respondent": ["R1", "R2", "R3", "R4"], "value": [4, 5, 7, 9], "item": "a"})
    >>> table = table.assign(group="customer", state="none", construct="loyalty")
    >>> classes(table)[["low", "high", "n"]].values.tolist()
    [[4, 5, 2], [6, 7, 1], [8, 9, 1]]
    """
    rows: list[tuple[Any, ...]] = []
    for key, part in responses.groupby(list(KEYS), observed=True, sort=False):
        totals, excluded, _ = _totals(part)
        if not len(totals):
            continue
        low, most = int(totals.min()), int(totals.max())
        width = ceil((most - low + 1) / ceil(1 + 3.322 * log10(len(totals)) - 1e-9))
        said = note("noted_blank_left_out", n=excluded) if excluded else ""
        upto = 0
        for start in range(low, most + 1, width):
            n = int(((totals >= start) & (totals < start + width)).sum())
            upto += n
            shares = (n / len(totals), upto / len(totals))
            rows.append((*key, start, start + width - 1, n, *shares, width, len(totals), said))
    columns = [*KEYS, "low", "high", "n", "share", "cumulative_share", "width", "of", "note"]
    return pd.DataFrame(rows, columns=columns)


@takes(names=tuple(CATEGORIES))
def categories(low: int = 1, high: int = 5, names: int = 5) -> pd.DataFrame:
    """Which means are called what, and where one word ends and the next begins.

    In: the scale's lowest and highest answer, how many words (3, 4 or 5). Out: category, low, high (text of exact
    decimals where they end, else fractions; the upper limit belongs to the word).

    Notes
    -----
    width = (high - low) / words: .80 on a scale from 1 to 5 with five words.

    Examples
    --------
    >>> categories()["high"].tolist()
    ['1.8', '2.6', '3.4', '4.2', '5']
    """
    if high <= low:
        raise ValueError(f"high is {high}; more than low, {low}, is expected")
    width = Fraction(high - low, names)
    ends = [low + width * i for i in range(names + 1)]
    shown = [f"{float(end):g}" if Fraction(f"{float(end):g}") == end else str(end) for end in ends]
    return pd.DataFrame({"category": CATEGORIES[names], "low": shown[:-1], "high": shown[1:]})


#: Where one word ends and the next begins, by who says so: equal widths of the scale (Sugiyono 2017), or the scale's
#: middle and a sixth of its range as its SD, at -1.5, -.5, .5 and 1.5 of it (Azwar 2012).
CUTS = ("sugiyono", "azwar")


@takes(
    responses="respondent group state construct item value:number",
    items="construct low:number high:number",
    cut=CUTS,
)
def categorised(responses: pd.DataFrame, items: pd.DataFrame, cut: str = "sugiyono") -> pd.DataFrame:
    """How many respondents are very low, low, fair, high, very high on each construct, by their own means.

    In: `responses`, `items` (for the ends of the scale); `cut` names whose limits hold: sugiyono (five equal widths) or
    azwar (middle of the scale and a sixth of its range as SD). Out, a row per group, state, construct and category, the
    highest first: category, low, high (a mean above low, up to high), n, share, of (respondents), note.

    Notes
    -----
    ::

        sugiyono   width = (high - low) / 5                     .80 on a scale of 1 to 5
        azwar      M = (low + high) / 2, s = (high - low) / 6, limits M - 1.5 s, M - .5 s, M + .5 s, M + 1.5 s

    It assumes that answers may be averaged; the median of `describe` does not. A mean on a limit belongs to the word
    below. Source: Sugiyono (2017); Azwar (2012), Penyusunan Skala Psikologi. In SPSS: Transform > Recode.

    Examples
    --------
    >>> table = pd.DataFrame({"respondent": ["R1", "R2"], "value": [2, 5], "item": "a"})
    >>> table = table.assign(group="customer", state="none", construct="loyalty")
    >>> items = pd.DataFrame({"construct": ["loyalty"], "low": [1], "high": [5]})
    >>> categorised(table, items)[["category", "n"]].values.tolist()[::3]
    [['is_very_high', 1], ['is_low', 1]]
    """
    scaled = items.dropna(subset=["low", "high"])
    ends = scaled.groupby("construct", observed=True)[["low", "high"]].agg({"low": "min", "high": "max"})
    rows: list[tuple[Any, ...]] = []
    for key, part in responses.dropna(subset=["respondent", "value"]).groupby(
        list(KEYS), observed=True, sort=False
    ):
        if key[-1] not in ends.index:
            continue
        low, high = (Fraction(int(ends.at[key[-1], side])) for side in ("low", "high"))
        answered = part.groupby("respondent", observed=True)["value"].agg(["sum", "count"])
        means = [Fraction(int(total), int(count)) for total, count in answered.itertuples(index=False)]
        limits = _limits(low, high, cut)
        said = note("noted_limits_of", author=cut.capitalize())
        for name, start, end in reversed(list(zip(CATEGORIES[5], limits, limits[1:], strict=False))):
            n = sum((start < mean or start == low == mean) and mean <= end for mean in means)
            rows.append((*key, name, float(start), float(end), n, n / len(means), len(means), said))
    return pd.DataFrame(rows, columns=[*KEYS, "category", "low", "high", "n", "share", "of", "note"])


def _limits(low: Fraction, high: Fraction, cut: str) -> list[Fraction]:
    if cut == "sugiyono":
        return [low + (high - low) * step / 5 for step in range(6)]
    middle, sd = (low + high) / 2, (high - low) / 6
    return [low, *(middle + sd * Fraction(step, 2) for step in (-3, -1, 1, 3)), high]


@takes(names=tuple(CATEGORIES), answers=Within(0))
def category(total: int, answers: int, low: int = 1, high: int = 5, names: int = 5) -> str | None:
    """The word for a mean of total / answers, exactly; None without answers or beyond the scale.

    In: whole numbers, the scale's ends, how many words. Out: a key of `CATEGORIES`.

    Examples
    --------
    >>> category(102, 30), category(103, 30)
    ('is_fair', 'is_high')
    """
    if not answers or not low <= Fraction(total, answers) <= high:
        return None
    step = (Fraction(total, answers) - low) / Fraction(high - low, names)
    return CATEGORIES[names][max(ceil(step) - 1, 0)]


@takes(
    responses="respondent group state construct item value:number",
    items="item! text:any reversed low:number high:number",
    names=tuple(CATEGORIES),
)
def answers(responses: pd.DataFrame, items: pd.DataFrame, names: int = 5) -> pd.DataFrame:
    """Each question with how often each answer was given, its mean, and the word for the mean.

    In: `responses`, `items`; how many words. Out, a row per group, state and item: item, text, state, f_1,
    f_1_share … f_5, f_5_share (by the scale's answers), mean, category, n, total, construct, group. An answer that
    an item's scale does not have is missing, not 0.

    Notes
    -----
    As theses print it: f and % of SS, S, N, TS, STS. mean = total / n exactly; limits as `categories`.
    Source: Sugiyono (2017) for the class width. In SPSS: Analyze > Descriptive Statistics > Frequencies.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["a"], "text": ["Enak"], "low": [1], "high": [3], "reversed": [False]})
    >>> rows = [("customer", "none", "taste", "R1", "a", 2), ("customer", "none", "taste", "R2", "a", 3)]
    >>> table = pd.DataFrame(rows, columns=["group", "state", "construct", "respondent", "item", "value"])
    >>> answers(table, items)[["f_1", "f_2", "f_3", "mean", "category"]].values.tolist()
    [[0, 1, 1, 2.5, 'is_high']]
    """
    long = distribution(responses, items)
    keys: Sequence[str] = [*KEYS, "item", "text"]
    scales = items.set_index("item")[["low", "high"]]
    rows = []
    for key, part in long.groupby(list(keys), observed=True, sort=False, dropna=False):
        n, total = int(part["n"].sum()), int((part["value"] * part["n"]).sum())
        low, high = (int(scales.loc[part["item"].iloc[0], side]) for side in ("low", "high"))
        found = dict(zip(keys, key, strict=True)) | {"n": n}
        found |= {f"f_{value}": f for value, f in zip(part["value"], part["n"], strict=True)}
        found |= {
            f"f_{value}_share": share for value, share in zip(part["value"], part["share"], strict=True)
        }
        rows.append(
            found | {"total": total, "mean": total / n, "category": category(total, n, low, high, names)}
        )
    table = pd.DataFrame(rows)
    points = sorted(long["value"].unique())
    counts = [f"f_{v}{side}" for v in points for side in ("", "_share")]
    columns = ["item", "text", "state", *counts, "mean", "category", "n", "total", "construct", "group"]
    table = table.reindex(columns=columns)
    return table.astype({f"f_{v}": "Int64" for v in points})
