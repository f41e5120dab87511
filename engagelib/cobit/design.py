"""From the firm to what is assessed: design factors, importance of objectives, RACI, who is asked, what to recommend.

A design workbook is one long table (kind, factor, row, column, value), a cell a row, so that a licensed user's own
mapping of values to objectives is loaded as it stands; none ships. Sums are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pandas as pd

from engagelib.cobit.objectives import OBJECTIVES
from engagelib.contracts.arguments import Within, takes
from engagelib.contracts.problems import MissingTable, note
from engagelib.exact import rounded

__all__ = [
    "ASPECTS", "chosen", "company", "importance", "practice_levels", "recommendations", "respondents",
    "responsibilities", "shortfalls",
]  # fmt: skip

#: What recommendations are about.
ASPECTS = ("people", "process", "technology")
#: From which importance an objective is to reach which capability level.
TARGETS = ((75, 4), (50, 3), (25, 2))

_CELLS = "kind:text factor:text row:text column:text value:text"


def _of(design: pd.DataFrame, kind: str) -> pd.DataFrame:
    found = design[(design["kind"] == kind) & design["value"].notna() & design["row"].notna()]
    if found.empty:
        raise MissingTable("design", note("lacking_design", kind=kind))
    return found


def _number(value: object) -> Fraction:
    """A number of a cell; 60% is 60."""
    plain = str(value).strip().rstrip("%").strip().replace(",", ".")
    try:
        return Fraction(plain)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is no number; a design factor and a mapping hold numbers") from None


@takes(design=_CELLS)
def company(design: pd.DataFrame) -> pd.DataFrame:
    """What the firm is, as the first table of a COBIT thesis tells: attribute, value.

    In: `design` (the sheet of the firm's profile). Out: attribute, value, in the order of the sheet. MissingTable without it.

    Notes
    -----
    Source: none, it shows what was written. In a spreadsheet: the sheet itself.

    Examples
    --------
    >>> sheet = pd.DataFrame([("company", None, "employees", "value", "7")], columns=["kind", "factor", "row", "column", "value"])
    >>> company(sheet).values.tolist()
    [['employees', '7']]
    """
    found = _of(design, "company")
    return found[["row", "value"]].set_axis(["attribute", "value"], axis=1).reset_index(drop=True)


@takes(design=_CELLS, step=Within(1, 100))
def importance(design: pd.DataFrame, step: int = 5) -> pd.DataFrame:
    """How important each objective is for this firm: its design factors times the mapping that was loaded.

    In: `design`: of each factor its values with importance and baseline, and the mapping value x objective. Out, a row
    per objective of the mapping: objective, name, a column per factor (DF1 …: relative importance in %), score
    (their sum), importance (-100 … 100, the largest size being 100), target (level), rank, note. MissingTable without
    factors or without a mapping.

    Notes
    -----
    With M the mapping, x the importance of a factor's values, b their baseline::

        score    = M x            baseline = M b
        relative = 100 (score / baseline) (mean b / mean x) - 100, rounded to a multiple of 5
        importance = 100 (sum of the relative) / (largest size of a sum), rounded to a multiple of 5
        target   = 4 from 75 on, 3 from 50, 2 from 25, else 1

    A factor without a mapping counts for nothing, and the note says so. Half a step goes away from zero. Source: the
    workbook of ISACA's Design Toolkit (2018) as theses describe it: its own cells were not read here, hold one of your
    results against it. In a spreadsheet: =MMULT, =MROUND.

    Examples
    --------
    Two values, 5 and 1 against a baseline of 3 and 3; the objective weighs them 4 and 1: (21 / 15) = 1.4, so +40.

    >>> cells = [("factor", "DF1", v, c, n) for v, x in [("growth", "5"), ("cost", "1")] for c, n in [("importance", x), ("baseline", "3")]]
    >>> cells += [("mapping", "DF1", "APO02", "growth", "4"), ("mapping", "DF1", "APO02", "cost", "1")]
    >>> sheet = pd.DataFrame(cells, columns=["kind", "factor", "row", "column", "value"])
    >>> importance(sheet)[["DF1", "importance", "target"]].values.tolist()
    [[40, 100, 4]]
    """
    factors, mapping = _of(design, "factor"), _of(design, "mapping")
    names = sorted(factors["factor"].dropna().unique(), key=_place)
    objectives = list(dict.fromkeys(mapping["row"]))
    found: dict[str, list[int | None]] = {}
    unmapped = []
    for name in names:
        own = factors[factors["factor"] == name].drop_duplicates(["row", "column"])
        wide = own.pivot(index="row", columns="column", values="value").reindex(
            columns=["importance", "baseline"]
        )
        wide = wide.dropna(subset="importance")
        cells = mapping[mapping["factor"] == name]
        weights = {
            (o, v): _number(w) for o, v, w in cells[["row", "column", "value"]].itertuples(index=False)
        }
        if wide.empty or not weights:
            unmapped += [name]
            continue
        x = {value: _number(n) for value, n in wide["importance"].items()}
        b = {
            value: _number(n) if isinstance(n, str) else Fraction(3) for value, n in wide["baseline"].items()
        }
        found[name] = [_relative(o, x, b, weights, step) for o in objectives]
    sums = [sum(column[i] or 0 for column in found.values()) for i in range(len(objectives))]
    most = max((abs(total) for total in sums), default=0)
    whole = [_to_step(Fraction(100 * total, most), step) if most else 0 for total in sums]
    told = note("noted_unmapped", factors=unmapped) if unmapped else ""
    table = pd.DataFrame({
        "objective": objectives, "name": [OBJECTIVES["name"].get(o) for o in objectives],
        **{name: pd.array(column, dtype="Int64") for name, column in found.items()},
        "score": sums, "importance": whole, "target": [next((t for least, t in TARGETS if w >= least), 1) for w in whole],
    })  # fmt: skip
    table["rank"] = table["importance"].rank(method="min", ascending=False).astype("int64")
    return table.assign(note=[told] * len(table)).sort_values("rank", kind="stable", ignore_index=True)


def _place(factor: str) -> int:
    digits = re.sub(r"\D", "", factor)
    return int(digits) if digits else 99


def _relative(
    objective: str,
    x: dict[str, Fraction],
    b: dict[str, Fraction],
    weights: dict[tuple[str, str], Fraction],
    step: int,
) -> int | None:
    score = sum((weights.get((objective, value), Fraction(0)) * n for value, n in x.items()), Fraction(0))
    base = sum((weights.get((objective, value), Fraction(0)) * n for value, n in b.items()), Fraction(0))
    if not base or not sum(x.values()):
        return None
    return _to_step(100 * score / base * sum(b.values()) / sum(x.values()), step) - 100


def _to_step(value: Fraction, step: int) -> int:
    return int(rounded(value / step, 0)) * step


@takes(important="objective! importance:number target:number")
def chosen(important: pd.DataFrame, at_least: int = 50) -> pd.DataFrame:
    """The objectives that are assessed: those of at least this importance.

    In: the result of `importance`. Out: its objective, name, importance, target, rank of those chosen.

    Notes
    -----
    chosen = importance >= at_least. Source: none, it compares; theses choose from 50 or 75 on: the cut-off is a choice
    to be told. In a spreadsheet: =FILTER.

    Examples
    --------
    >>> table = pd.DataFrame({"objective": ["APO02", "DSS02"], "importance": [100, 40], "target": [4, 2]})
    >>> chosen(table)["objective"].tolist()
    ['APO02']
    """
    columns = [c for c in ("objective", "name", "importance", "target", "rank") if c in important]
    return important.loc[important["importance"] >= at_least, columns].reset_index(drop=True)


_LETTERS = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}


@takes(design=_CELLS)
def responsibilities(design: pd.DataFrame, objectives: Iterable[str] | None = None) -> pd.DataFrame:
    """RACI mapped to the jobs that the firm has: who answers for which objective.

    In: `design` (RACI: objective or practice x role; jobs: role -> job); which objectives, or all. Out: objective,
    practice (missing for an objective as a whole), role, letter (R, A, C, I), job (missing where nobody holds the role).

    Notes
    -----
    Source: none, it looks up in the RACI chart that a licensed user loads (of COBIT 2019): only its codes stand here. In a
    spreadsheet: =XLOOKUP of role to job.

    Examples
    --------
    >>> cells = [("raci", None, "APO02", "CIO", "A"), ("job", None, "CIO", "job", "owner")]
    >>> responsibilities(pd.DataFrame(cells, columns=["kind", "factor", "row", "column", "value"]))[["letter", "job"]].values.tolist()
    [['A', 'owner']]
    """
    raci = _of(design, "raci")
    jobs = design[(design["kind"] == "job") & design["value"].notna()]
    held = dict(zip(jobs["row"], jobs["value"], strict=True))
    wanted = None if objectives is None else set(objectives)
    rows = []
    for place, role, letters in raci[["row", "column", "value"]].itertuples(index=False):
        objective = place.partition(".")[0]
        if wanted is None or objective in wanted:
            practice = place if "." in place else None
            rows += [
                (objective, practice, role, letter, held.get(role))
                for letter in "RACI"
                if letter in letters.upper()
            ]
    return pd.DataFrame(rows, columns=["objective", "practice", "role", "letter", "job"])


@takes(raci="objective role letter job", letters=("R", "RA", "RAC", "RACI"))
def respondents(raci: pd.DataFrame, letters: str = "RA") -> pd.DataFrame:
    """Who is to be asked about which objectives: the jobs that are responsible or accountable.

    In: the result of `responsibilities`; which letters are asked. Out, a row per job: job, roles, objectives, and how often R, A, C, I.

    Notes
    -----
    Source: none, it counts; theses ask R and A: C and I hear of the work and do not do it. In a spreadsheet: =COUNTIFS.

    Examples
    --------
    >>> raci = pd.DataFrame([("APO02", "CIO", "A", "owner"), ("APO02", "IT", "I", "admin")], columns=["objective", "role", "letter", "job"])
    >>> respondents(raci)[["job", "objectives"]].values.tolist()
    [['owner', 'APO02']]
    """
    asked = raci[raci["letter"].isin(list(letters))].dropna(subset=["job", "role", "objective"])
    rows = []
    for job, part in asked.groupby("job", sort=False):
        every = raci[raci["job"] == job]
        counts = [int((every["letter"] == letter).sum()) for letter in "RACI"]
        rows.append(
            (
                job,
                ", ".join(dict.fromkeys(part["role"])),
                ", ".join(dict.fromkeys(part["objective"])),
                *counts,
            )
        )
    return pd.DataFrame(rows, columns=["job", "roles", "objectives", *_LETTERS.values()])


@takes(ratings="objective practice level:number rating:any")
def practice_levels(ratings: pd.DataFrame, scale: str = "thirds") -> pd.DataFrame:
    """N, P, L, F of each practice at each level, from the ratings of its activities.

    In: `ratings` with practices. Out: objective, practice, level, rated, share, rate. Practices without a rating at a
    level have no row there.

    Notes
    -----
    share = mean of the ratings as numbers; rate by the edges .15, .50, .85 (`ladder`). Source: ISO/IEC 33020 (2015). In a
    spreadsheet: =AVERAGEIFS.

    Examples
    --------
    >>> table = pd.DataFrame({"objective": "DSS02", "practice": "DSS02.02", "level": 2, "rating": list("FFL")})
    >>> practice_levels(table)[["rated", "rate"]].values.tolist()
    [[3, 'F']]
    """
    from engagelib.cobit.capability import ladder

    rows = []
    known = ratings.dropna(subset=["practice", "rating"])
    for practice, part in known.groupby("practice", sort=False, observed=True):
        steps = ladder(part.assign(objective=practice), scale)
        rated = steps[steps["rated"] > 0]
        objective = part["objective"].iloc[0]
        rows += [
            (objective, practice, int(r.level), int(r.rated), r.share, r.rate) for r in rated.itertuples()
        ]
    return pd.DataFrame(rows, columns=["objective", "practice", "level", "rated", "share", "rate"])


@takes(reached="objective level:number rule:text note:any", important="objective! target:number")
def shortfalls(reached: pd.DataFrame, important: pd.DataFrame) -> pd.DataFrame:
    """The level that was reached beside the target of each chosen objective, by the first rule of the levels.

    In: the results of `capability` and of `chosen`. Out: as `capability_gaps`; objectives that were not rated have no row.

    Notes
    -----
    gap = target - level. Source: none, it subtracts; the targets are those of `importance`: one above the highest level with activities is
    noted. In a spreadsheet: =XLOOKUP of the target, minus the level.

    Examples
    --------
    >>> from engagelib.cobit import capability
    >>> ratings = pd.DataFrame({"objective": "DSS02", "level": 2, "rating": list("FFL")})
    >>> shortfalls(capability(ratings), pd.DataFrame({"objective": ["DSS02"], "target": [3]}))["gap"].tolist()
    [1]
    """
    from engagelib.cobit.capability import capability_gaps

    known = important.dropna(subset=["objective", "target"])
    targets = {str(o): int(t) for o, t in zip(known["objective"], known["target"], strict=True)}
    own = reached[reached["rule"] == reached["rule"].iloc[0]] if len(reached) else reached
    return capability_gaps(own, targets, override=list(targets))


@takes(design=_CELLS, gaps="objective level target gap:number")
def recommendations(gaps: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    """What to do about each gap: people, process, technology, the widest gap first.

    In: the result of `capability_gaps`; `design` (the researcher's own recommendations). Out: objective, level, target, gap,
    aspect (people, process, technology), recommendation (missing: still to be written). Objectives without a gap are left out.

    Notes
    -----
    gap = target - level, positive where something is missing. Source: none, it sorts; the three aspects are those of most
    COBIT theses. In a spreadsheet: sort by gap.

    Examples
    --------
    >>> gaps = pd.DataFrame({"objective": ["DSS02"], "level": [1], "target": [3], "gap": [2]})
    >>> cells = [("recommendation", None, "DSS02", "process", "One log for all channels")]
    >>> recommendations(gaps, pd.DataFrame(cells, columns=["kind", "factor", "row", "column", "value"]))["recommendation"].tolist()[1]
    'One log for all channels'
    """
    own = design[design["kind"] == "recommendation"]
    said = {
        (row, column): value for row, column, value in own[["row", "column", "value"]].itertuples(index=False)
    }
    short = gaps[gaps["gap"] > 0].sort_values("gap", ascending=False, kind="stable")
    rows = [
        (row.objective, row.level, row.target, row.gap, aspect, said.get((row.objective, aspect), np.nan))
        for row in short.itertuples()
        for aspect in ASPECTS
    ]
    return pd.DataFrame(rows, columns=["objective", "level", "target", "gap", "aspect", "recommendation"])
