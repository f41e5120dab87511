"""Who answered: the first table of every thesis."""

from __future__ import annotations

import re

import pandas as pd

from engagelib.contracts.arguments import Within, takes

__all__ = ["profile", "sampled"]


@takes(profile="respondent attribute value:text", smallest=Within(1))
def profile(profile: pd.DataFrame, smallest: int = 1) -> pd.DataFrame:
    """How many respondents gave each answer on themselves: sex, age, job and so on.

    In: `profile` (respondent, attribute, value). Out: attribute, value, n (respondents), share (of those who answered).

    Attributes stand in the order of the table, values with a number by that number, others the commonest
    first. Whoever did not answer is the last row of an attribute, with a missing value and no share.
    `smallest`: answers that fewer people gave stand together as "others", with the next rarest if these are still fewer,
    so that nobody is known by a rare answer.

    Notes
    -----
    share = n / all who answered that attribute. In SPSS: FREQUENCIES, the column "Valid Percent". In R:
    prop.table(table(x)).
    Source: none, it counts.

    Examples
    --------
    Three of four told their sex, two of them the same:

    >>> rows = [("1", "P"), ("2", "L"), ("3", "P"), ("4", None)]
    >>> told = pd.DataFrame(rows, columns=["respondent", "value"]).assign(attribute="sex")
    >>> found = profile(told)
    >>> found[["value", "n"]].values.tolist(), found["share"].round(2).tolist()
    ([['P', 2], ['L', 1], [nan, 1]], [0.67, 0.33, nan])
    """
    once = _merged(profile.drop_duplicates(["respondent", "attribute"]), smallest)
    counts = once.groupby(["attribute", "value"], dropna=False, sort=False).size().rename("n").reset_index()
    places = {name: place for place, name in enumerate(once["attribute"].unique())}
    answered = counts["value"].notna()
    every = counts["n"].where(answered).groupby(counts["attribute"]).transform("sum")
    counts = counts.assign(share=(counts["n"] / every).where(answered))
    ordered = sorted(
        counts.index, key=lambda row: (places[counts.at[row, "attribute"]], *_place(counts.loc[row]))
    )
    return counts.loc[ordered].reset_index(drop=True)


def _merged(once: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """Answers with those that fewer people gave as "others"."""
    counts = once.groupby(["attribute", "value"]).size().sort_values(kind="stable")
    small: set[tuple[str, str]] = set()
    for _, part in counts.groupby(level=0, sort=False):
        before = part.cumsum().shift(fill_value=0)
        rare = part[(part < smallest) | ((before > 0) & (before < smallest))].index
        small |= {*rare} if len(rare) > 1 else set()
    own = pd.Series(list(zip(once["attribute"], once["value"], strict=True)), index=once.index)
    return once.assign(value=once["value"].mask(own.isin(small), "others")) if small else once


@takes(sampling="stage! n:number note?")
def sampled(sampling: pd.DataFrame) -> pd.DataFrame:
    """How the sample came about: how many were asked, did not fit, refused, answered, could be used.

    In: `sampling` (stage, n, note). Out: stage, n, share (of those asked; missing where that is not told), note.

    Notes
    -----
    share = n / asked. Source: STROBE (2007), item 13: numbers at each stage, with reasons. In a spreadsheet: =B3/B$2.

    Examples
    --------
    >>> told = pd.DataFrame({"stage": ["asked", "refused", "usable"], "n": [40, 10, 30], "note": None})
    >>> sampled(told)["share"].tolist()
    [1.0, 0.25, 0.75]
    """
    asked = sampling.loc[sampling["stage"] == "asked", "n"]
    share = sampling["n"].astype("float64") / (
        float(asked.iloc[0]) if len(asked) and asked.iloc[0] else float("nan")
    )
    table = sampling.assign(share=share)
    return table.reindex(columns=["stage", "n", "share", "note"])


#: Below and above a number, as answers say it.
_BELOW, _ABOVE = (
    re.compile(rf"^\W*({words})\b|^{sign}")
    for words, sign in (
        ("kurang|di ?bawah|under|less|below", "[<≤]"),
        ("lebih|di ?atas|over|more|above", "[>≥]"),
    )
)


def _place(row: pd.Series) -> tuple[bool, float, int]:
    """Where a value stands among those of its attribute: missing last, by its number, the commonest first."""
    words = "" if pd.isna(row["value"]) else row["value"].casefold()
    found = re.search(r"\d[\d.,]*", words)
    number = float(re.sub(r"\D", "", found[0])) if found else float("inf")
    beside = bool(_ABOVE.search(words)) - bool(_BELOW.search(words))
    return bool(pd.isna(row["value"])), number + beside / 2, -int(row["n"])
