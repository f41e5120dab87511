"""How mature a service process is, by three instruments, each with what it is based on.

The Process Maturity Framework's 1-5 as a mean of ratings; yes/no answers level by level; the
self-assessment's nine rungs with mandatory items. They measure different things and are never averaged. Items
are the researcher's own: the owners' texts are not shipped.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from engagelib.contracts.arguments import Within, needs, one_of, takes
from engagelib.contracts.problems import note

__all__ = ["maturity"]


@takes(answers="process method level:number value:number mandatory:truth? source:any?", enough=Within(0, 1))
def maturity(
    answers: pd.DataFrame, processes: tuple[str, ...] = ("incident", "request", "access"), enough: float = 0.5
) -> pd.DataFrame:
    """The level of each process by each instrument that was answered.

    In: process, method (`pmf`: value is a rating of 0-5; `yes_no` and `ladder`: value is yes = 1 or no = 0 at
    `level`), level (of a yes/no item 1-5, of a ladder item its rung), mandatory (ladder), value, source (who
    answered). A yes/no level is reached if all its items and those below are yes; a rung if all mandatory
    items are yes and at least `enough` of the others, and every rung below is passed. Out: process, method,
    level (0 = not even the first), score (mean rating, or share of yes), answers, stopped_at (the first level
    that was not reached), based_on, note. A process without an answer has "no evidence", never a level.

    Notes
    -----
    pmf: score = mean of the ratings on the 1-5 of ITIL's Process Maturity Framework;
    yes_no: level by level as AXELOS (2013); ladder: nine rungs 1, 1.5, 2 ... 5 of the OGC/itSMF self-assessment.
    They measure different things and are never averaged; no owner's item texts are shipped.
    In a spreadsheet: =INT(AVERAGE(ratings)). Raises ValueError for an instrument that is none of the three.

    Examples
    --------
    A mean of 2.5 is level 2: the next one is not full yet.

    >>> answers = pd.DataFrame({"process": "request", "method": "pmf", "level": None, "value": [2, 3], "source": "owner"})
    >>> maturity(answers, ("request",))[["process", "level", "score", "stopped_at"]].values.tolist()
    [['request', 2, 2.5, 3]]
    """
    for method in answers["method"].dropna().unique():
        one_of("method", method, _LEVEL)
    if (answers["method"] == "ladder").any():
        needs("answers", answers, ["mandatory"])
    rows = []
    for process in dict.fromkeys((*processes, *answers["process"])):
        part = answers[(answers["process"] == process) & answers["value"].notna()]
        if part.empty:
            rows.append({"process": process, "answers": 0, "note": note("noted_nobody_asked_process")})
        for method, given in part.groupby("method", sort=False):
            level, stopped = _LEVEL[str(method)](given, enough)
            score = float(given["value"].astype("float64").mean())
            found = {"level": level, "score": score, "answers": len(given), "stopped_at": stopped}
            rows.append(
                {"process": process, "method": method, **found, "based_on": _basis(given), "note": ""}
            )
    names = ["process", "method", "level", "score", "answers", "stopped_at", "based_on", "note"]
    return pd.DataFrame(rows).reindex(columns=names)


def _basis(given: pd.DataFrame) -> str:
    sources = given["source"].dropna() if "source" in given else pd.Series(dtype=str)
    counts = sources.value_counts(sort=False)
    return ", ".join(f"{n} answers of {source}" for source, n in counts.items()) or f"{len(given)} answers"


def _rated(given: pd.DataFrame, enough: float) -> tuple[float, float | None]:
    """Mean rating, cut to the level that is fully reached."""
    level = int(given["value"].astype("float64").mean())
    return level, level + 1 if level < 5 else None


def _climbed(given: pd.DataFrame, enough: float) -> tuple[float, float | None]:
    """The highest level below which everything is yes; a level without items is passed."""
    return _climb(given, lambda part: bool((part["value"] == 1).all()))


def _rung(given: pd.DataFrame, enough: float) -> tuple[float, float | None]:
    """The highest rung that is passed with all below it."""

    def passed(part: pd.DataFrame) -> bool:
        must = part["mandatory"].fillna(False).astype(bool)
        others = part.loc[~must, "value"].astype("float64")
        return bool((part.loc[must, "value"] == 1).all()) and (others.empty or others.mean() >= enough)

    return _climb(given, passed)


def _climb(given: pd.DataFrame, passed: Callable[[pd.DataFrame], bool]) -> tuple[float, float | None]:
    if given["level"].isna().all():
        return float("nan"), None
    reached = 0.0
    for level, part in given.groupby("level"):
        if not passed(part):
            return reached, float(level)
        reached = float(level)
    return reached, None


_LEVEL = {"pmf": _rated, "yes_no": _climbed, "ladder": _rung}
