"""Capability from rated activities: how much of each level is done, and how far up the levels that carries.

Levels are climbed one after the other. Rules differ in what they ask of a level before the next one counts,
and published work seldom says which it used; so a rule is named, and several can be shown side by side. No
activity of COBIT 2019 is at level 1, some objectives start at level 3 and many end at level 4: what has no
activities is passed over from below and never reached from above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from engagelib.cobit.objectives import LABELS, OBJECTIVES, highest, label
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together

__all__ = ["CLIMBS", "EDGES", "SCALES", "beside", "capability", "capability_gaps", "ladder", "rate"]

#: What a rating counts: thirds; the top of each band; its middle. Yes/no (Guttman) answers and percentages
#: count as they are.
SCALES: dict[str, dict[str, Fraction]] = {
    scale: dict(zip("NPLF", (Fraction(n, 1000) for n in counts), strict=True))
    for scale, counts in (("tops", (150, 500, 850, 1000)), ("midpoints", (75, 325, 675, 925)))
} | {"thirds": dict(zip("NPLF", (Fraction(n, 3) for n in range(4)), strict=True))}
_GUTTMAN = {"yes": 1, "ya": 1, "y": 1, "no": 0, "tidak": 0, "t": 0}

#: What must be exceeded to be P, L and F: exactly 15 % is still N, exactly 85 % still L.
EDGES = (Fraction(15, 100), Fraction(1, 2), Fraction(85, 100))


@takes()
def rate(score: Fraction, edges: Sequence[Fraction] = EDGES) -> str:
    """N, P, L or F of a share done.

    >>> [rate(Fraction(s, 100)) for s in (15, 16, 50, 51, 85, 86)]
    ['N', 'P', 'P', 'L', 'L', 'F']
    """
    if len(edges) != 3:
        raise ValueError(
            f"edges holds {len(edges)} shares; three, what P, L and F have to exceed, are expected"
        )
    return "NPLF"[sum(score > edge for edge in edges)]


def _counted(rating: object, scale: Mapping[str, Fraction]) -> Fraction:
    """What one rating counts: a letter, yes/no, or a percentage from 0 to 100."""
    word = str(rating).strip()
    if word.upper() in scale:
        return scale[word.upper()]
    if word.casefold() in _GUTTMAN:
        return Fraction(_GUTTMAN[word.casefold()])
    try:
        share = Fraction(word.removesuffix("%").strip().replace(",", ".")) / 100
    except ValueError:
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ValueError(f"rating {rating!r}: N, P, L, F, yes, no or a percentage from 0 to 100 is expected")
    return share


@takes(ratings="objective level:number rating:any", scale=SCALES)
def ladder(ratings: pd.DataFrame, scale: str = "thirds", edges: Sequence[Fraction] = EDGES) -> pd.DataFrame:
    """How much of each level of each objective is done.

    In: `ratings` (objective, level, rating; one row an activity, a missing rating = not applicable). Out, per
    objective a row for every level from 1 to 5: objective, level, activities (that COBIT 2019 counts; missing
    for other objectives), rated, score (exact fraction as text), share (float), rate (N P L F), note where
    there is no rate.

    Notes
    -----
    score = mean of the ratings as numbers (N 0, P 1/3, L 2/3, F 1 on the scale "thirds"); rate by the edges .15, .50,
    .85: exactly .85 is still L. Source: ISO/IEC 33020 (2015); ISACA (2018), section 6.4.
    In a spreadsheet: =AVERAGE of the ratings as thirds, level by level.

    Examples
    --------
    >>> table = pd.DataFrame({"objective": "DSS02", "level": 2, "rating": list("F" * 10 + "LLLLP")})
    >>> ladder(table)[["level", "rated", "score", "rate"]].values.tolist()[1]
    [2, 15, '13/15', 'F']
    """
    rated = ratings.dropna(subset="rating")
    points = {
        key: [_counted(r, SCALES[scale]) for r in part["rating"]]
        for key, part in rated.groupby(["objective", "level"])
    }
    rows = []
    for objective in dict.fromkeys(ratings["objective"].dropna()):
        for level in range(1, 6):
            counts = points.get((objective, level), [])
            score = sum(counts, Fraction(0)) / len(counts) if counts else None
            known = (None, None, None) if score is None else (str(score), float(score), rate(score, edges))
            has = _activities(objective, level)
            rows.append((objective, level, has, len(counts), *known, _rung_note(has, len(counts))))
    table = pd.DataFrame(
        rows, columns=["objective", "level", "activities", "rated", "score", "share", "rate", "note"]
    )
    return table.astype({"activities": "Int64", "share": "float64"})


def _activities(objective: str, level: int) -> int | None:
    if objective not in OBJECTIVES.index:
        return None
    return 0 if level == 1 else int(OBJECTIVES.at[objective, f"level_{level}"])


def _rung_note(activities: int | None, rated: int) -> Note | str:
    if rated == 0:
        return note("noted_no_activities" if activities == 0 else "noted_not_rated")
    if activities is not None and rated < activities:
        return note("noted_rated_of", rated=rated, activities=activities)
    if activities is not None and rated > activities:
        return note("noted_rated_more", rated=rated, activities=activities)
    return ""


#: Rule -> (may this level count as reached?, may the next one be tried?), each asked of the level's rate.
CLIMBS = {
    "iso": ("LF", "F"),  # ISO/IEC 15504 and 33020: this level L or F, all below F
    "strict": ("F", "F"),  # every level up to this one F
    "percent": ("LF", "LF"),  # more than half at every level up to this one
    "highest_half": ("LF", "NPLF"),  # the highest level with more than half, whatever lies below
}


def _climb(rungs: pd.DataFrame, rule: str) -> tuple[int, Note | str]:
    """The level reached and why it is not higher.

    Below the lowest rated level there is nothing to rate: it is reached by doing part of that level.
    """
    reaches, passes = CLIMBS[rule]
    rates = {int(row.level): row.rate for row in rungs.itertuples() if isinstance(row.rate, str)}
    if not rates:
        return 0, note("noted_no_rating")
    lowest, objective = min(rates), rungs["objective"].iloc[0]
    reached = 0 if rates[lowest] == "N" else lowest - 1
    for level in range(lowest, 6):
        if level not in rates:
            skipped = _activities(objective, level) == 0 or rule == "highest_half"
            if skipped and level < max(rates):
                continue  # nothing to do at this level, or nothing asked of it: passed over
            top = highest(objective)
            if top is not None and level > top:
                return reached, note("noted_no_activities_above", level=top)
            return reached, note("noted_level_unrated", level=level)
        if rates[level] in reaches:
            reached = level
        if rates[level] not in passes:
            return reached, note("noted_level_short", level=level, rate=rates[level], passes=[*passes])
    return reached, ""


@takes(ratings="objective level:number rating:any", rule=CLIMBS, scale=SCALES, labels=LABELS)
def capability(
    ratings: pd.DataFrame,
    rule: str | Sequence[str] = "iso",
    scale: str = "thirds",
    edges: Sequence[Fraction] = EDGES,
    labels: str = "cobit5",
    lang: str = "en",
) -> pd.DataFrame:
    """The capability level of each objective from the ratings of its activities, under one rule or several.

    In: `ratings`. Out: objective, rule, level, label, display (level - 1 + share of that level, the fraction
    that some tools print), highest (level with activities), agree (do the rules asked for give one level?),
    note (why not higher). The last row of each rule is `overall`: the *minimum*, as COBIT 2019 defines the
    maturity of a focus area; `mean` beside it is local practice.

    Notes
    -----
    With the share of each level that is done (N, P, L, F: up to 15, 50, 85 %, more)::

        iso       level n is reached when n is L or F and every lower level with activities is F
        strict    when n and every lower level are F
        percent   when n and every lower level are L or F
        highest_half  the highest level that is L or F, whatever lies below

    Source: ISO/IEC 15504-2 (2003) and ISO/IEC 33020 (2015); ISACA (2018), Introduction and Methodology, section
    6.4, which gives the ratings and no rule for climbing. The last two are those of published tools. By hand: level 2 has
    10 F, 4 L, 1 P of 15 = 13/15 = .87, F; level 3 has 4/7 = .57, L.
    In a spreadsheet: COUNTIF of the ratings per level. Objectives without a rating have level 0 and their note.

    Examples
    --------
    >>> done = [2] * 15 + [3] * 7, list("F" * 10 + "LLLLP" + "FFLLPPN")
    >>> table = pd.DataFrame({"objective": "DSS02", "level": done[0], "rating": done[1]})
    >>> found = capability(table, ["iso", "strict"])
    >>> found[found["objective"] == "DSS02"][["rule", "level", "display"]].round(2).values.tolist()
    [['iso', 3, 2.57], ['strict', 2, 1.87]]
    """
    rules = [rule] if isinstance(rule, str) else list(rule)
    steps = ladder(ratings, scale, edges)
    rows = []
    for name in rules:
        own = []
        for objective, rungs in steps.groupby("objective", sort=False):
            level, why = _climb(rungs, name)
            share = rungs.set_index("level")["share"].get(level, np.nan)
            shown = float(level) if pd.isna(share) else level - 1 + share
            own.append({
                "objective": objective, "rule": name, "level": level, "label": label(level, labels, lang),
                "display": shown, "highest": highest(objective), "mean": None, "note": why,
            })  # fmt: skip
        if not own:
            continue
        lowest = min(own, key=lambda row: row["level"])
        held = [row["objective"] for row in own if row["level"] == lowest["level"]]
        rows += own
        rows.append(lowest | {
            "objective": "overall", "display": min(row["display"] for row in own), "highest": None,
            "mean": sum(row["level"] for row in own) / len(own), "note": note("noted_held_down", objectives=held),
        })  # fmt: skip
    columns = ["objective", "rule", "level", "label", "display", "highest", "mean", "note"]
    table = pd.DataFrame(rows, columns=columns).astype({"highest": "Int64", "mean": "float64"})
    return table.assign(agree=table.groupby("objective")["level"].transform("nunique") == 1)


@takes(reached="objective level note:any")
def capability_gaps(
    reached: pd.DataFrame, targets: Mapping[str, int], override: Sequence[str] = ()
) -> pd.DataFrame:
    """Capability beside its target.

    In: the result of `capability`, a target level per objective. Out: its rows with target, gap and what has
    to be done first. A target above the highest level at which the objective has activities cannot be rated
    and is refused (ValueError, naming every such target) unless the objective stands in `override`.
    """
    tops = {objective: highest(objective) or 5 for objective in targets}
    refused = [
        f"target {target} for {o}: its highest level with activities is {tops[o]}; "
        f"lower the target to {tops[o]}, or name {o} in override"
        for o, target in targets.items()
        if target > tops[o] and o not in override
    ]
    if refused:
        raise ValueError("; ".join(refused))
    table = reached[reached["objective"].isin(list(targets))].copy()
    table["target"] = table["objective"].map(dict(targets)).astype("float64" if table.empty else "int64")
    table["gap"] = table["target"] - table["level"]
    beyond = table["target"] > table["objective"].map(tops).astype("float64")
    said = zip(table["note"], beyond, strict=True)
    table["note"] = [together(told, note("noted_beyond_target")) if over else told for told, over in said]
    return table.reset_index(drop=True)


@takes(gap="group! objective! as_is:number n", reached="objective level:number rule")
def beside(gap: pd.DataFrame, reached: pd.DataFrame) -> pd.DataFrame:
    """What people perceive beside what was assessed: two scales in two columns, never averaged.

    In: the result of `gaps` (perception, a mean of Likert answers per group) and of `capability` (a level from rated
    activities). Out: group, objective, n (respondents), perceived (mean, 1-5), level (assessed, 0-5), rule, ahead
    (perceived - level: how far the impression runs ahead of what is done). Objectives that were not rated are left out.

    Notes
    -----
    ahead = perceived - level. It is no error of either: one says how something looks to those who are served,
    the other what is done and can be shown. Source: ISACA (2018), COBIT 2019 Framework: Introduction and Methodology,
    section 6.4 (levels come from activities).
    In a spreadsheet: =as_is - level, objective by objective.

    Examples
    --------
    >>> gap = pd.DataFrame({"group": ["customer"], "objective": ["DSS05"], "as_is": [3.925], "n": [30]})
    >>> reached = pd.DataFrame({"objective": ["DSS05", "overall"], "level": [1, 1], "rule": "iso"})
    >>> beside(gap, reached)[["objective", "perceived", "level", "ahead"]].values.tolist()
    [['DSS05', 3.925, 1, 2.925]]
    """
    levels = reached[["objective", "level", "rule"]]
    met = (
        gap[["group", "objective", "n", "as_is"]]
        .rename(columns={"as_is": "perceived"})
        .merge(levels, on="objective")
    )
    return met.assign(ahead=met["perceived"] - met["level"])
