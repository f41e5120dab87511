"""Who answered: the first table of every thesis."""

from __future__ import annotations

import re

import pandas as pd

from engagelib.contracts.arguments import takes

__all__ = ["profile"]


@takes(profile="respondent attribute value:text")
def profile(profile: pd.DataFrame) -> pd.DataFrame:
    """How many respondents gave each answer on themselves: sex, age, job and so on.

    In: `profile` (respondent, attribute, value). Out: attribute, value, n (respondents), share (of those who answered).

    Attributes stand in the order of the table, values with a number by that number, others the commonest
    first. Whoever did not answer is the last row of an attribute, with a missing value and no share.

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
    once = profile.drop_duplicates(["respondent", "attribute"])
    counts = once.groupby(["attribute", "value"], dropna=False, sort=False).size().rename("n").reset_index()
    places = {name: place for place, name in enumerate(once["attribute"].unique())}
    answered = counts["value"].notna()
    every = counts["n"].where(answered).groupby(counts["attribute"]).transform("sum")
    counts = counts.assign(share=(counts["n"] / every).where(answered))
    ordered = sorted(
        counts.index, key=lambda row: (places[counts.at[row, "attribute"]], *_place(counts.loc[row]))
    )
    return counts.loc[ordered].reset_index(drop=True)


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
