"""A model of stages held against its evidence: which theme feeds each stage, in how many cases, and what can
be counted of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from engagelib.coding.quotes import framework
from engagelib.coding.units import codes_of, of_units, theme_of
from engagelib.contracts.arguments import one_of, takes
from engagelib.contracts.problems import Note, note
from engagelib.loyalty.customers import repeat_purchase, retention, rfm
from engagelib.words import number, share, worded

__all__ = ["KPIS", "stage_kpis", "stages", "unplaced"]


@takes(
    codings="unit code start:number? end:number?",
    units="unit case method text",
    codebook="code! parent theme name",
)
def stages(
    model: Sequence[Mapping[str, Any]],
    codings: pd.DataFrame,
    units: pd.DataFrame,
    codebook: pd.DataFrame,
    lang: str = "id",
) -> pd.DataFrame:
    """Each stage of a model with the evidence of its theme.

    In: a settled record of `codings`, `units`, `codebook`.

    `model` as study.toml declares it, a stage each in order: id and en (its name), theme (the code of a
    theme; none = the stage rests on no finding). Out: stage (number), name, theme, theme_name, n (units
    with the theme), cases (with it), of (cases read), methods (by which it was found), unit, quote, text
    (one passage), flag: `no_theme`, `no_evidence` (the theme was never given) or empty. Raises ValueError
    for a theme that the codebook lacks.

    Notes
    -----
    Source: none, it counts the units of a stage's theme. In R: table(stage, theme).

    Examples
    --------
    A stage without a theme rests on no finding.

    >>> book = pd.DataFrame({"code": ["T1", "VIDEO"], "parent": [None, "T1"], "theme": "T1", "name": ["Content", "Video"]})
    >>> units = pd.DataFrame({"unit": ["1"], "case": ["A"], "text": ["Live"], "method": "interview", "speaker": None})
    >>> rows = pd.DataFrame({"unit": ["1"], "coder": "X", "code": ["VIDEO"], "start": None, "end": None})
    >>> model = [{"en": "Targets"}, {"en": "Content", "theme": "T1"}]
    >>> stages(model, rows, units, book, "en")[["stage", "name", "n", "flag"]].fillna(0).values.tolist()
    [[1, 'Targets', 0, 'no_theme'], [2, 'Content', 1, '']]
    """
    names = codebook.set_index("code")["name"].dropna()
    top = codes_of(codings, codebook)
    rows = []
    matrix = framework(codings, units, codebook)
    methods = _methods(codings, units, codebook)
    for place, stage in enumerate(model, start=1):
        theme = stage.get("theme") or None
        if theme is not None and theme not in names.index:
            raise ValueError(
                f"stage {place} names the theme '{theme}', which the codebook lacks; its themes are "
                + ", ".join(codebook.loc[codebook["parent"].isna(), "code"])
            )
        called = names.get(theme) if theme else None
        own = matrix[matrix["theme"] == called] if called in set(top["theme"]) else matrix.head(0)
        with_it = own[own["n"] > 0].sort_values("n", ascending=False, kind="stable")
        shown = with_it[["unit", "quote", "text"]].head(1).to_dict("records") or [{}]
        flag = "no_theme" if theme is None else "" if len(with_it) else "no_evidence"
        rows.append(
            {"stage": place, "name": worded(stage, lang), "theme": theme, "theme_name": called}
            | {"n": int(own["n"].sum()), "cases": len(with_it), "of": matrix["case"].nunique()}
            | {"methods": methods.get(called or "", ""), **shown[0], "flag": flag}
        )  # fmt: skip
    columns = [
        "stage", "name", "theme", "theme_name", "n", "cases", "of", "methods", "unit", "quote", "text",
        "flag",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _methods(codings: pd.DataFrame, units: pd.DataFrame, codebook: pd.DataFrame) -> dict[str, str]:
    theme = theme_of(codings, codebook)
    method = of_units(units, "method")
    pairs = pd.DataFrame(
        {"theme": codings["code"].map(theme), "method": codings["unit"].map(method)}
    ).dropna()
    return pairs.drop_duplicates().groupby("theme")["method"].agg("; ".join).to_dict()


@takes(codebook="code parent")
def unplaced(
    model: Sequence[Mapping[str, Any]], codebook: pd.DataFrame, outcome: str | None = None
) -> list[str]:
    """Themes that no stage of the model takes up.

    In: the model, the codebook, `outcome` (what the stages lead to, which needs no stage). Out: a list of themes.

    Notes
    -----
    Source: none, themes of the codebook without those of the model. In R: setdiff(themes, model).

    Examples
    --------
    >>> book = pd.DataFrame({"code": ["T1", "T2"], "parent": [None, None]})
    >>> unplaced([{"theme": "T1"}, {}], book)
    ['T2']
    """
    taken = {stage.get("theme") for stage in model} | {outcome}
    return [theme for theme in codebook.loc[codebook["parent"].isna(), "code"] if theme not in taken]


# --- what can be counted of a stage ---------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A value, how many it stands on, and why it is missing."""

    value: float
    n: int = 0
    note: Note | str = ""


def _mean(values: pd.Series, lacks: str) -> Found:
    known = values.dropna()
    return Found(float(known.mean()), len(known)) if len(known) else Found(np.nan, 0, note(lacks))


def _ratio(upper: str, lower: str) -> Callable[[pd.DataFrame], Found]:
    """Sum over sum, of the months, shops and channels that show both."""

    def of(insights: pd.DataFrame) -> Found:
        keys = ["date", "case", "channel"]
        wide = insights.pivot_table(index=keys, columns="measure", values="value", aggfunc="sum")
        both = wide.reindex(columns=[upper, lower]).dropna().sum()
        if not both[lower]:
            return Found(np.nan, 0, note("noted_no_platform_both", upper=upper, lower=lower))
        return Found(float(both[upper] / both[lower]), int(both[lower]))

    return of


def _posts_per_week(insights: pd.DataFrame) -> Found:
    """Posts of a shop on all its channels, over the months and shops that count them."""
    posts = insights[insights["measure"] == "posts"].dropna(subset="value")
    weeks = posts.drop_duplicates(["date", "case"])["date"].dt.days_in_month.sum() / 7
    return (
        Found(float(posts["value"].sum() / weeks), len(posts))
        if weeks
        else Found(np.nan, 0, note("noted_no_platform_posts"))
    )


def _reply_minutes(insights: pd.DataFrame) -> Found:
    """The median, over months and shops, of the platform's own median waiting time."""
    found = insights.loc[insights["measure"] == "reply_minutes", "value"].dropna()
    return (
        Found(float(found.median()), len(found))
        if len(found)
        else Found(np.nan, 0, note("noted_no_platform_replies"))
    )


def _largest_segment(insights: pd.DataFrame) -> Found:
    """The share of the age group that is largest over all months, averaged over shops and channels."""
    ages = insights[insights["measure"].str.startswith("audience_")]
    groups = ages.groupby(["case", "channel", "measure"])["value"].mean()
    return _mean(groups.groupby(["case", "channel"]).max() / 100, "noted_no_ages")


def _repeat(orders: pd.DataFrame) -> Found:
    found = repeat_purchase(orders)
    if found.empty:
        return Found(np.nan, 0, note("noted_no_known_customer"))
    return Found(float(found["share"].iloc[0]), int(found["customers"].iloc[0]))


def _loyal(orders: pd.DataFrame) -> Found:
    return _mean(rfm(orders)["segment"].isin(("champions", "loyal")), "noted_no_known_customer")


def _third_month(orders: pd.DataFrame) -> Found:
    """Customers who bought again in the third month after the first order seen; without the first cohort, which holds old customers."""
    found = retention(orders)
    found = found[
        (found["month"] == 3) & (found["customers"] > 0) & (found["cohort"] > found["cohort"].min())
    ]
    n = int(found["customers"].sum())
    return Found(float(found["active"].sum() / n), n) if n else Found(np.nan, 0, note("noted_no_cohort"))


#: Platform counts that a measure is made of; of the others it is made of whole rows.
COUNTS = {
    "interaction_share": "interactions; reach", "posts_per_week": "posts", "reply_minutes": "reply_minutes",
    "reply_share": "messages_replied; messages", "on_time_share": "shipped_on_time; shipped",
    "complaint_share": "complaints; shipped",
    "largest_segment_share": "audience_18_24; audience_25_34; audience_35_44; audience_45_up",
}  # fmt: skip

#: Measure -> the raw table it is counted from, and how.
KPIS: dict[str, tuple[str, Callable[[pd.DataFrame], Found]]] = {
    "largest_segment_share": ("insights", _largest_segment),
    "interaction_share": ("insights", _ratio("interactions", "reach")),
    "posts_per_week": ("insights", _posts_per_week),
    "reply_share": ("insights", _ratio("messages_replied", "messages")),
    "reply_minutes": ("insights", _reply_minutes),
    "reviews": ("reviews", lambda reviews: Found(float(len(reviews)), len(reviews))),
    "rating": ("reviews", lambda reviews: _mean(reviews["rating"], "rating")),
    "photo_share": ("reviews", lambda reviews: _mean(reviews["photo"], "review with or without a photo")),
    "review_reply_share": ("reviews", lambda reviews: _mean(reviews["reply_date"].notna(), "review")),
    "on_time_share": ("insights", _ratio("shipped_on_time", "shipped")),
    "complaint_share": ("insights", _ratio("complaints", "shipped")),
    "repeat_share": ("orders", _repeat),
    "third_month_share": ("orders", _third_month),
    "loyal_share": ("orders", _loyal),
}


@takes()
def stage_kpis(
    model: Sequence[Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
    lang: str = "id",
    by: str | None = None,
) -> pd.DataFrame:
    """What can be counted of each stage, from orders, platform insights and reviews.

    In: the model, tables by name.

    `model` as in `stages`, with measures = the names of `KPIS`; `tables`: those of orders, insights and
    reviews that the study has. Out: stage, name, measure, value, shown (the value as a reader writes it), n
    (what it stands on), raw (table), counts (of platforms), note; with `by="case"` for each shop. Raises
    ValueError for a measure that is not known.

    Notes
    -----
    Source: none, counts and shares of raw rows by this project's definitions. In a spreadsheet: =COUNTIF. A measure
    that nothing records is missing, with its note.

    Examples
    --------
    A measure of a table that the study lacks is missing, with its note.

    >>> stage_kpis([{"en": "Trust", "measures": ["rating"]}], {}, "en")[["measure", "n", "note"]].astype(str).values.tolist()
    [['rating', '0', 'the study has no reviews']]
    """
    unknown = [m for stage in model for m in stage.get("measures", ()) if m not in KPIS]
    if unknown:
        raise ValueError(f"the measure '{unknown[0]}' is not known; known are {', '.join(KPIS)}")
    raws = {KPIS[m][0] for stage in model for m in stage.get("measures", ())} & set(tables)
    for raw in raws if by is not None else ():
        one_of("by", by, tables[raw].columns)
    rows = [
        (
            place,
            worded(stage, lang),
            part,
            measure,
            found.value,
            _written(measure, found.value, lang),
            found.n,
            KPIS[measure][0],
            COUNTS.get(measure),
            found.note,
        )
        for place, stage in enumerate(model, start=1)
        for measure in stage.get("measures", ())
        for part, found in _measured(measure, tables, by)
    ]
    names = ["stage", "name", by or "of", "measure", "value", "shown", "n", "raw", "counts", "note"]
    table = pd.DataFrame(rows, columns=names)
    return table if by else table.drop(columns="of")


def _written(measure: str, value: float, lang: str) -> str:
    """A share as a percentage, a count whole, the rest with a decimal."""
    if measure.endswith("_share"):
        return share(value, 1, lang)
    return number(value, 0 if float(value).is_integer() else 1, lang)


def _measured(
    measure: str, tables: Mapping[str, pd.DataFrame], by: str | None
) -> Iterator[tuple[str | None, Found]]:
    raw, count = KPIS[measure]
    if raw not in tables or tables[raw].empty:
        yield None, Found(np.nan, 0, note("noted_no_raw", raw=raw))
    elif by is None:
        yield None, count(tables[raw])
    else:
        yield from ((str(value), count(part)) for value, part in tables[raw].groupby(by, sort=True))
