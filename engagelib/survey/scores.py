"""Scoring of questionnaires: exact means, the spread between respondents, how often each answer was given.

Sums and counts stay integers, so that a mean is the fraction total/answers; `mean` is a float for display.
Spread and intervals are over respondents' own means: thirty customers are thirty observations, however many
questions each was asked. Whether the questions of a construct hang together is in `survey.reliability`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import In, takes
from engagelib.contracts.problems import note
from engagelib.survey.reliability import turned

__all__ = [
    "distribution", "largest", "own_means", "respondent_means", "response_quality", "score", "score_matrix",
]  # fmt: skip

KEYS = ("group", "state", "construct")
#: What is needed of answers that are told by item.
RESPONSES = "respondent item group state construct value:number"


@takes(responses="respondent:any item:any value:number", by=In("responses"))
def score(
    responses: pd.DataFrame, by: Sequence[str] = KEYS, level: float = 0.95, resamples: int = 0, seed: int = 0
) -> pd.DataFrame:
    """What each group thinks of each construct: one exact mean per group, state and construct.

    Parameters
    ----------
    responses
        A row per respondent and item: respondent, item, state, group, construct, value (a whole number, or
        missing where the item was left blank; a reversed item has been turned already).
    by
        The columns that say what a row of the result is of.
    level
        Of the interval, 0.95 by default.
    resamples, seed
        With resamples a bootstrap interval of the mean stands beside the other, drawn from this seed.

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, then n (respondents who answered anything), items (asked), total and answers (sum
        and number of the answers: whole numbers, so that total / answers is exact), missing (left blank),
        mean and median (of the answers, on the scale of the answers), sd (between respondents), ci_low and
        ci_high, with `resamples` boot_low and boot_high, note. A combination that nobody answered has no row;
        one respondent has no spread and no interval, and `note` says so.

    Notes
    -----
    Thirty customers are thirty observations, however many questions each was asked, so the spread is that of
    their own means::

        mean  = total / answers
        own_r = sum of r's answers / number of r's answers      for each respondent r
        m     = sum of own_r / n                                (= mean where nothing was left blank)
        sd    = sqrt( sum of (own_r - m)^2 / (n - 1) )
        ci    = m -+ t(n - 1) sd / sqrt(n)

    Source: "Student" (1908), Biometrika 6 (the t interval); Efron (1979), Annals of Statistics 7 (the
    bootstrap, by percentiles, over respondents). In R: t.test(own)$conf.int. In SPSS: a mean per respondent
    (COMPUTE own = MEAN(...)), then Analyze > Descriptive Statistics > Explore.

    Examples
    --------
    Respondent R2 left b blank: 4 + 5 + 2 = 11 from 3 answers, and own means of 4.5 and 2.

    >>> rows = [("R1", "a", 4), ("R1", "b", 5), ("R2", "a", 2), ("R2", "b", None)]
    >>> table = pd.DataFrame(rows, columns=["respondent", "item", "value"]).assign(construct="loyalty")
    >>> score(table, by=["construct"])[["n", "items", "total", "answers", "missing"]].iloc[0].tolist()
    [2, 2, 11, 3, 1]
    >>> score(table, by=["construct"])[["mean", "sd"]].round(2).values.tolist()
    [[3.67, 1.77]]
    """
    if not len(by):
        raise ValueError("by names no column; the columns that tell groups apart are expected")
    responses = responses.dropna(subset=["respondent", "item", *by])
    keys, groups = _groups(responses, by)
    people, names = _codes(responses["respondent"])
    items, questions = _codes(responses["item"])
    value = responses["value"].to_numpy("float64", na_value=np.nan)
    answered = ~np.isnan(value)
    asked, distinct = np.bincount(keys), _distinct(keys, items, len(groups), len(questions))
    if not answered.all():
        keys, people, value = (part[answered] for part in (keys, people, value))
    table = _Own(*_cells(keys, people, len(names), value), len(groups)).table(level, resamples, seed)
    table["items"], table["missing"] = distinct, asked - table["answers"]
    table["median"] = _medians(keys, value, len(groups))
    return _ordered(pd.concat([groups, table], axis=1), list(by))


@takes()
def score_matrix(
    answers: np.ndarray,
    constructs: Sequence[str],
    missing: int | None = None,
    level: float = 0.95,
    resamples: int = 0,
    seed: int = 0,
) -> pd.DataFrame:
    """The scores of a wide integer matrix: a row per respondent, a column per item, never made long.

    `constructs` names the construct of each column, `missing` the code of a missing answer. Out: what `score`
    gives by construct. A million respondents with twenty items take a fraction of a second.

    >>> wide = np.array([[4, 5, 3], [2, 0, 3]], dtype="int8")
    >>> score_matrix(wide, ["a", "a", "b"], missing=0)[["construct", "n", "total", "answers"]].values.tolist()
    [['a', 2, 11, 3], ['b', 2, 6, 2]]
    """
    if answers.ndim != 2 or answers.dtype.kind not in "biu" or answers.shape[1] != len(constructs):
        raise ValueError(
            "answers is a matrix of whole numbers with a row per respondent and a column per name in constructs"
        )
    names = list(dict.fromkeys(constructs))
    columns = [np.flatnonzero([c == name for c in constructs]) for name in names]
    low, high = int(answers.min(initial=0)), int(answers.max(initial=0))
    if high - low > 1000:
        raise ValueError(f"answers run from {low} to {high}: a scale of at most 1,000 steps is expected")
    counted = np.zeros((len(names), high - low + 1), dtype="int64")
    sums, counts = np.empty((2, len(names), len(answers)), dtype="int32")
    step = 1 << 15  # respondents at a time, so that their answers stay in the cache
    for start in range(0, len(answers), step):
        people = slice(start, start + step)
        turned = np.ascontiguousarray(answers[people].T)
        for row, own in enumerate(columns):
            part = turned[own]
            counted[row] += np.bincount(part.ravel().astype("intp") - low, minlength=high - low + 1)
            given = np.ones(part.shape, dtype="bool") if missing is None else part != missing
            counts[row, people] = given.sum(axis=0, dtype="int32")
            sums[row, people] = (part * given).sum(axis=0, dtype="int32")
    if missing is not None and low <= missing <= high:
        counted[:, missing - low] = 0
    table = _Own(*_patterns(sums, counts), len(names)).table(level, resamples, seed)
    table["items"] = [len(own) for own in columns]
    table["missing"] = len(answers) * table["items"] - table["answers"]
    table["median"] = _middle(counted, low)
    return _ordered(table.assign(construct=names), ["construct"])


# --- from answers to respondents to scores ------------------------------------------------------------------


class _Own:
    """Respondents' own sums and counts of answers in numbered groups; `times` = how many have just these."""

    def __init__(
        self, keys: np.ndarray, sums: np.ndarray, counts: np.ndarray, times: np.ndarray, groups: int
    ) -> None:
        self.keys, self.sums, self.counts, self.times, self.groups = keys, sums, counts, times, groups

    def _per_group(self, values: np.ndarray | float = 1.0) -> np.ndarray:
        return np.bincount(self.keys, weights=values * self.times, minlength=self.groups)

    def table(self, level: float, resamples: int, seed: int) -> pd.DataFrame:
        own = self.sums / self.counts
        with np.errstate(invalid="ignore", divide="ignore"):
            n, total, answers = self._per_group(), self._per_group(self.sums), self._per_group(self.counts)
            centre = self._per_group(own) / n
            sd = np.sqrt(self._per_group((own - centre[self.keys]) ** 2) / np.where(n > 1, n - 1, np.nan))
            half = _t_quantile(level, n) * sd / np.sqrt(n)
            columns = {
                "n": n.astype("int64"),
                "total": np.rint(total).astype("int64"),
                "answers": np.rint(answers).astype("int64"),
                "mean": total / answers,
                "sd": sd,
                "ci_low": centre - half,
                "ci_high": centre + half,
            }
        if resamples:
            columns["boot_low"], columns["boot_high"] = self._bootstrap(level, resamples, seed).T
        alike = (n > 1) & (sd < 1e-9)  # a t interval would have no width
        for name in ("ci_low", "ci_high", "boot_low", "boot_high"):
            if name in columns:
                columns[name] = np.where(alike, np.nan, columns[name])
        said = np.array(
            ["", note("noted_one_respondent_no_spread"), note("noted_answered_alike")], dtype=object
        )
        return pd.DataFrame(columns).assign(note=said[np.select([n == 1, alike], [1, 2], 0)])

    def _bootstrap(self, level: float, resamples: int, seed: int) -> np.ndarray:
        """Ends of a percentile bootstrap; respondents with equal sums and counts are drawn together."""
        rng, ends = np.random.default_rng(seed), np.full((self.groups, 2), np.nan)
        for group in range(self.groups):
            inside = self.keys == group
            people = np.column_stack([self.sums[inside], self.counts[inside]])
            patterns, place = np.unique(people, axis=0, return_inverse=True)
            times = np.bincount(place.ravel(), weights=self.times[inside])
            n = int(times.sum())
            if n > 1:
                drawn = rng.multinomial(n, times / n, size=resamples) @ patterns
                ends[group] = np.quantile(drawn[:, 0] / drawn[:, 1], [(1 - level) / 2, (1 + level) / 2])
        return ends


def _patterns(sums: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Group, sum, count and how many respondents share them, of groups x respondents."""
    found = []
    width, least = int(counts.max(initial=0)) + 1, int(sums.min(initial=0))
    for key, (total, count) in enumerate(zip(sums, counts, strict=True)):
        times = np.bincount((total - least) * width + count)
        cells = times.nonzero()[0]
        cells = cells[cells % width > 0]
        found.append((np.full(len(cells), key), cells // width + least, cells % width, times[cells]))
    keys, totals, answers, times = (np.concatenate(part) for part in zip(*found, strict=True))
    return keys, totals, answers, times


def _t_quantile(level: float, n: np.ndarray) -> np.ndarray:
    from scipy import stats

    return stats.t.ppf((1 + level) / 2, np.maximum(n - 1, 1))


def _codes(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """A column as whole numbers from 0 and what they stand for; categories are numbered already."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    codes, names = pd.factorize(column)
    return codes, pd.Index(names)


def _groups(responses: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Each row's group, numbered in order of appearance, and the groups' names."""
    joint, size = np.zeros(len(responses), dtype="int64"), 1
    parts = []
    for name in by:
        codes, names = _codes(responses[name])
        if len(names) > 1:
            joint *= len(names)
            joint += codes
            size *= len(names)
        parts.append(names)
    keys, found = _numbered(joint, size)
    columns = {}
    for name, names in zip(reversed(by), reversed(parts), strict=True):
        found, codes = np.divmod(found, max(len(names), 1))
        columns[name] = names[codes]
    return keys, pd.DataFrame(columns)[list(by)]


def _numbered(joint: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """As `pd.factorize`, but faster where codes are few and the first rows hold them all."""
    first = pd.unique(joint[: 1 << 16])
    if size > 1 << 12 or len(first) < np.count_nonzero(np.bincount(joint)):
        return pd.factorize(joint)
    place = np.zeros(size, dtype="int64")
    place[first] = np.arange(len(first))
    return place[joint], first


def _cells(
    keys: np.ndarray, people: np.ndarray, count: int, value: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Group, sum, count (and 1) of every respondent in every group in which they answered."""
    cells = keys * np.int64(count)
    cells += people
    groups = int(keys.max(initial=-1)) + 1
    if groups * count > 4 * len(cells) + 1_000_000:  # almost all would be empty: number those that are not
        cells, found = pd.factorize(cells)
        return found // count, np.bincount(cells, weights=value), np.bincount(cells), np.ones(len(found))
    counts = np.bincount(cells, minlength=groups * count)
    sums = np.bincount(cells, weights=value, minlength=groups * count)
    found = counts.nonzero()[0]
    return found // max(count, 1), sums[found], counts[found], np.ones(len(found))


def _distinct(keys: np.ndarray, items: np.ndarray, groups: int, questions: int) -> np.ndarray:
    """How many items each group was asked."""
    pairs = np.bincount(keys * np.int64(questions) + items, minlength=groups * questions)
    return (pairs.reshape(groups, questions) > 0).sum(axis=1)


def _medians(keys: np.ndarray, value: np.ndarray, groups: int) -> np.ndarray:
    """The median answer of each group, from how often each answer was given."""
    low, high = int(value.min(initial=0)), int(value.max(initial=0))
    width = high - low + 1
    cells = keys * np.int64(width)
    cells += value.astype("int64")
    cells -= low
    return _middle(np.bincount(cells, minlength=groups * width).reshape(groups, width), low)


def _middle(counts: np.ndarray, low: int) -> np.ndarray:
    """Medians of histograms (a row each) of whole numbers from `low`."""
    upto, n = counts.cumsum(axis=1), counts.sum(axis=1, keepdims=True)
    lower, upper = ((upto > (n - more) // 2).argmax(axis=1) for more in (1, 0))
    return np.where(n[:, 0] > 0, low + (lower + upper) / 2, np.nan)


def _ordered(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    shown = [*by, "n", "items", "total", "answers", "missing", "mean", "median", "sd", "ci_low", "ci_high"]
    extra = [name for name in ("boot_low", "boot_high") if name in table]
    return table.loc[table["answers"] > 0, [*shown, *extra, "note"]].reset_index(drop=True)


@takes(responses="respondent:any value:number", by=In("responses"))
def own_means(responses: pd.DataFrame, by: Sequence[str] = KEYS) -> pd.DataFrame:
    """Each respondent's own mean: by …, respondent, total, answers, own (float)."""
    answered = responses[responses["value"].notna()]
    grouped = answered.groupby([*by, "respondent"], observed=True, sort=False)["value"]
    table = grouped.agg(total="sum", answers="count").astype("int64").reset_index()
    return table.assign(own=table["total"] / table["answers"])


@takes(responses="respondent value")
def respondent_means(responses: pd.DataFrame) -> pd.Series:
    """Each respondent's own mean over all that they answered: what is redrawn for an interval.

    In: `responses`. Out: a mean by respondent, of the answers that were given; who gave none has no entry.

    Notes
    -----
    own_r = sum of r's answers / number of r's answers. Source: Efron (1979), Annals of Statistics 7 (it is respondents
    that are redrawn, not answers). In R: rowMeans(x, na.rm = TRUE). In SPSS: COMPUTE own = MEAN(...).

    Examples
    --------
    >>> table = pd.DataFrame({"respondent": ["R1", "R1", "R2"], "value": [4, 5, 2]})
    >>> respondent_means(table).tolist()
    [4.5, 2.0]
    """
    answered = responses.dropna(subset=["value"])
    return answered.groupby("respondent", observed=True, sort=False)["value"].mean().astype("float64")


@takes(responses="respondent group")
def largest(responses: pd.DataFrame) -> pd.DataFrame:
    """The answers of the group with most respondents; of equal groups the first.

    One owner says nothing about how questions hang together, so reliability is computed on this group. In:
    `responses`. Out: those rows of it.

    Notes
    -----
    Source: none, it chooses rows. In R: subset(x, group == names(which.max(table(group)))). Groups of one size: the
    first.

    Examples
    --------
    >>> rows = pd.DataFrame({"respondent": ["P1", "R1", "R2"], "group": ["owner", "customer", "customer"]})
    >>> largest(rows)["respondent"].tolist()
    ['R1', 'R2']
    """
    people = responses.groupby("group", observed=True, sort=False)["respondent"].nunique()
    return responses[responses["group"] == people.idxmax()] if len(people) else responses


# --- how often, and by whom ---------------------------------------------------------------------------------


@takes(responses=RESPONSES, items="item! text:any reversed low:number high:number")
def distribution(responses: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """How often each answer was given, zeros included.

    In: `responses`, `items`. Out: group, state, construct, item, text, reversed (was the item put the other
    way round, and its answers turned?), value, n (how often), share (of those who answered), mean (of the
    item, to put items in order). Shares of an item add up to 1 without its blanks.

    Notes
    -----
    share = n / number of respondents who answered the item. In SPSS: Analyze > Descriptive Statistics >
    Frequencies; "valid percent" is this share.
    Source: Likert (1932), Archives of Psychology 140.

    Examples
    --------
    >>> items = pd.DataFrame({"item": ["a"], "text": ["Enak"], "low": [1], "high": [5], "reversed": [False]})
    >>> rows = [("customer", "none", "taste", "R1", "a", 4), ("customer", "none", "taste", "R2", "a", 5)]
    >>> responses = pd.DataFrame(rows, columns=["group", "state", "construct", "respondent", "item", "value"])
    >>> distribution(responses, items)[["value", "n", "share"]].values.tolist()
    [[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [3.0, 0.0, 0.0], [4.0, 1.0, 0.5], [5.0, 1.0, 0.5]]
    """
    asked = items.assign(reversed=turned(items)).dropna(subset=["low", "high"]).set_index("item")
    unknown = responses.loc[
        responses["value"].notna() & ~responses["item"].isin(asked.index), "item"
    ].dropna()
    if len(unknown):
        raise ValueError(
            f"items lacks {unknown.iloc[0]}, or its low and high; an item of responses is expected"
        )
    keys = [*KEYS, "item"]
    counted = responses.dropna(subset="value").groupby([*keys, "value"], observed=True, sort=False).size()
    rows = []
    for key, counts in counted.groupby(level=keys, sort=False):
        counts = counts.droplevel(keys)
        total, item = int(counts.sum()), asked.loc[key[-1]]
        mean = float((counts.index.to_numpy("float64") * counts.to_numpy()).sum() / total)
        for value in range(int(item["low"]), int(item["high"]) + 1):
            n = int(counts.get(value, 0))
            rows.append((*key, item["text"], item["reversed"], value, n, n / total, mean))
    return pd.DataFrame(rows, columns=[*keys, "text", "reversed", "value", "n", "share", "mean"])


@takes(responses=RESPONSES, items="item! reversed low:number high:number")
def response_quality(responses: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Who answered how: nobody is dropped, but a reader may want to know.

    In: `responses`, `items`. Out: respondent, group, answered, missing, same (share of the answer given most,
    with reversed items as they were asked), flat (the same answer to everything, at least five times), note.

    Notes
    -----
    same = answers equal to the respondent's commonest answer / answers given. "Straight-lining" in the words of
    survey research (Meade & Craig 2012, Psychological Methods 17).
    Source: Meade & Craig (2012), Psychological Methods 17 (straight lines). In R: careless::longstring.

    Examples
    --------
    >>> rows = pd.DataFrame({"respondent": "R1", "group": "customer", "item": list("abcde"), "value": 3})
    >>> items = pd.DataFrame({"item": list("abcde"), "low": 1, "high": 5, "reversed": False})
    >>> response_quality(rows.assign(state="none", construct="loyalty"), items)[["answered", "same", "flat"]].values.tolist()
    [[5, 1.0, True]]
    """
    asked = items.assign(reversed=turned(items)).set_index("item")
    raw = responses.merge(asked[["reversed", "low", "high"]], left_on="item", right_index=True)
    raw["value"] = raw["value"].where(~raw["reversed"], raw["low"] + raw["high"] - raw["value"])
    who = ["respondent", "group"]
    of_each = raw.groupby(who, observed=True, sort=False)["value"]
    table = of_each.agg(answered="count", asked="size", first="first").astype({"answered": int, "asked": int})
    commonest = raw.dropna(subset="value").groupby([*who, "value"], observed=True).size().groupby(who).max()
    same = commonest.reindex(table.index).to_numpy("float64") / table["answered"].where(table["answered"] > 0)
    flat = (same == 1) & (table["answered"] >= 5)
    said = [
        note("noted_answered_flat", value=str(value), n=n) if alike else ""
        for value, n, alike in zip(table["first"], table["answered"], flat, strict=True)
    ]
    missing = table["asked"] - table["answered"]
    told = table[["answered"]].assign(missing=missing, same=same.astype("float64"), flat=flat, note=said)
    return told.reset_index()
