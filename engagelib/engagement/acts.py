"""Engagement as customers show it: cognitive, emotional, behavioural acts in what they write, and their answers.

Asking and reasoning is cognitive, praise, warmth and jokes are emotional, ordering, tagging and coming are
behavioural. A share of comments and a mean of a scale are different things: they stand side by side and are
never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.intervals import wilson

__all__ = ["acts", "dimensions"]


@takes(codings="unit code")
def acts(codings: pd.DataFrame, mapping: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """In how many units each dimension of engagement shows.

    In: `codings` of one coder or a settled record; `mapping` of dimensions to codes, as `[engagement]` of study.toml
    declares them. Out: dimension, n, units (read), share, ci_low, ci_high (Wilson), codes. A unit counts once for a
    dimension, and may count for several; a dimension without codes is not counted.

    Notes
    -----
    share = units with the act / units read; Wilson (1927), JASA 22. The three dimensions are those of Hollebeek, Glynn &
    Brodie (2014), Journal of Interactive Marketing 28; which code shows which is the researcher's to say.
    In R: table(code %in% dimension).

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["1", "2"], "code": ["TANYA", None]})
    >>> acts(rows, {"cognitive": ["TANYA"]})[["dimension", "n", "units", "share"]].values.tolist()
    [['cognitive', 1, 2, 0.5]]
    """
    units = codings["unit"].nunique()
    n = [
        codings.loc[codings["code"].isin(codes), "unit"].nunique() if codes else None
        for codes in mapping.values()
    ]
    table = pd.DataFrame({"dimension": list(mapping), "n": pd.array(n, dtype="Int64"), "units": units})
    counted = table["n"].astype("float64")
    low, high = wilson(counted, table["units"])
    listed = [" ".join(codes) for codes in mapping.values()]
    share = counted / table["units"].where(table["units"] > 0)
    return table.assign(share=share, ci_low=low, ci_high=high, codes=listed)


@takes(scores="group state construct mean ci_low ci_high n", shown="dimension! n units share ci_low ci_high")
def dimensions(scores: pd.DataFrame, shown: pd.DataFrame, group: str | None = None) -> pd.DataFrame:
    """What people answer beside what they do, by dimension.

    In: `scores` (state none, construct = dimension) and :func:`acts`. Out: dimension, mean, ci_low, ci_high,
    n (respondents), act_share, act_share_low, act_share_high, act_n, units. A dimension that was not asked about has its mean
    missing. `group`: whose answers; without it, those of the group with most respondents.

    Notes
    -----
    mean of the scale as in `survey.score`, share of acts as in `acts`: two things that are never added.
    Dimensions after Hollebeek, Glynn & Brodie (2014).
    In a spreadsheet: two columns side by side, never averaged.

    Examples
    --------
    >>> scores = pd.DataFrame({"group": ["customer"], "state": "none", "construct": "cognitive", "mean": [4.2], "ci_low": [4.0], "ci_high": [4.4], "n": [30]})
    >>> shown = acts(pd.DataFrame({"unit": ["1", "2"], "code": ["TANYA", None]}), {"cognitive": ["TANYA"]})
    >>> dimensions(scores, shown)[["dimension", "mean", "act_share"]].values.tolist()
    [['cognitive', 4.2, 0.5]]
    """
    asked = scores[scores["state"] == "none"]
    if group is None and asked["n"].notna().any():
        group = asked.loc[asked["n"].astype("float64").idxmax(), "group"]
    asked = asked[asked["group"] == group]
    asked = asked.set_index("construct")[["mean", "ci_low", "ci_high", "n"]]
    names = {"share": "act_share", "ci_low": "act_share_low", "ci_high": "act_share_high", "n": "act_n"}
    seen = shown.set_index("dimension")[["share", "ci_low", "ci_high", "n", "units"]].rename(columns=names)
    return asked.reindex(seen.index).join(seen).rename_axis("dimension").reset_index()
