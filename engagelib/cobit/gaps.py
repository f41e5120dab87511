"""COBIT: gaps between as-is and to-be, and the level words that different rules give them.

Means of Likert answers are *perception*; a capability level comes from rated activities. Both are kept apart.
Level words depend on a rule and on an edition, and published work mixes them, so every rule is shown and
disagreement is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pandas as pd

from engagelib.cobit.objectives import LABELS, highest, label
from engagelib.cobit.priorities import ranks
from engagelib.contracts.addresses import single
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.exact import RECOMMENDED, Step, mean, reprint, text, worked

__all__ = [
    "GAP_COLUMNS", "LEVEL_RULES", "gap_by_hand", "gaps", "levels", "minimum", "reprinted", "rounding",
    "rule_sensitivity",
]  # fmt: skip


COLUMNS = ("as_is", "to_be", "gap")


@takes(
    gap="group! objective! as_is_exact:text to_be_exact:text gap_exact:text as_is_printed:text? to_be_printed:text? gap_printed:text?"
)
def reprinted(gap: pd.DataFrame, steps: Sequence[Step]) -> pd.DataFrame:
    """A gap table with the numbers that this pipeline prints (as_is_printed, to_be_printed, gap_printed)."""
    gap = gap.copy()
    known = single(gap).dropna(subset=["as_is_exact", "to_be_exact"])
    for group, part in known.groupby("group", sort=False, observed=True):
        exact = part.set_index("objective")
        now, wanted = ({o: Fraction(v) for o, v in exact[f"{state}_exact"].items()} for state in COLUMNS[:2])
        shown = reprint(now, wanted, steps)
        for column in COLUMNS:
            for objective, value in getattr(shown, column).items():
                here = (gap["group"] == group) & (gap["objective"] == objective)
                gap.loc[here, f"{column}_printed"] = text(value)
    return gap


#: What a gap table has to hold, to be read again.
_GAP = "group! objective! as_is_exact:text to_be_exact:text gap_exact:text"


def _above(value: Fraction) -> int:
    """Right-closed bins 0-0.50, 0.51-1.50 …: an exact half belongs to the level below."""
    return ceil(value - Fraction(1, 2))


#: Rule -> level of an exact mean on 0-5. Bins are half-open on exact values, so that nothing falls between
#: 3.50 and 3.51. A study's own bins are one more function from a Fraction to a level.
LEVEL_RULES: dict[str, Callable[[Fraction], int]] = {
    "interval_a": _above,  # 2.51-3.50 is level 3
    "interval_b": lambda value: floor(value + Fraction(1, 2)),  # 2.50-3.49 is level 3
    "nearest": round,  # as R and Python round: an exact half goes to the even level
    "floor": floor,
    "ceiling": ceil,
    "equal_width_0_5": lambda value: min(floor(value * 6 / 5), 5),  # six equal bins of 0-5
    "equal_width_1_5": lambda value: min(floor((value - 1) * 5 / 4), 4) + 1,  # five equal bins of 1-5
}


#: The columns of a gap table that a reader sees.
GAP_COLUMNS = (
    "group", "objective", "n", "as_is_printed", "to_be_printed", "gap_printed", "rank", "as_is_exact",
    "to_be_exact", "gap_exact",
)  # fmt: skip

_NUMBERS = [f"{what}{form}" for form in ("_exact", "", "_printed") for what in ("as_is", "to_be", "gap")] + [
    "rank"
]


def _means(scores: pd.DataFrame, state: str) -> dict[str, Fraction]:
    part = scores[scores["state"] == state]
    known = part.dropna(subset=["construct", "total", "answers"])
    known = known[known["answers"] > 0]
    return {row.construct: mean(row.total, row.answers) for row in known.itertuples()}  # type: ignore[misc]


@takes(scores="group! state! construct! n total answers")
def gaps(scores: pd.DataFrame, pipeline: Sequence[Step] = RECOMMENDED) -> pd.DataFrame:
    """How far each group sees every objective from where it should be (tables 1-4 of a gap analysis).

    In: `scores` (group, state as_is and to_be, construct = objective, n, total, answers). Out, per group, a
    row per objective and one `overall` (objectives weigh the same): group, objective, n, as_is_total,
    as_is_answers, to_be_total, to_be_answers, the exact fractions as text (as_is_exact …), floats for display
    (as_is, to_be, gap), what the pipeline prints (as_is_printed …) and the rank of the gap ("1=" for a tie).
    Gap = to-be minus as-is: positive means something is missing.

    Notes
    -----
    Per group, objective o and over the k objectives asked in both states, all in exact fractions::

        as_is(o) = sum of as-is answers / their number          to_be(o) likewise
        gap(o)   = to_be(o) - as_is(o)
        overall  = sum of the k means / k                       objectives weigh the same

    Means of Likert answers are perception, not capability. COBIT 4.1 defines no way to assess (Dirgahayu & Ariyadi
    2015); this mean index is the one of most Indonesian papers. Printed numbers follow `pipeline`, by default
    half-up once at the end.
    Source: Dirgahayu & Ariyadi (2015). In a spreadsheet: =AVERAGE(to_be) - AVERAGE(as_is). In SPSS: Compare Means >
    Means. Objectives asked in one state only are left out.

    Examples
    --------
    The owner's 3.00, 2.50, 2.50: together 8/3, which half-up prints as 2.67 and truncation as 2.66.

    >>> rows = [("APO02", 6, 10), ("DSS02", 5, 9), ("DSS05", 5, 9)]
    >>> scores = pd.DataFrame([("owner", s, o, 1, t, 2) for o, *both in rows for s, t in zip(("as_is", "to_be"), both)],
    ...                       columns=["group", "state", "construct", "n", "total", "answers"])
    >>> gaps(scores)[["objective", "as_is_exact", "as_is_printed", "gap_printed"]].values.tolist()[-1]
    ['overall', '8/3', '2.67', '2.00']
    """
    rows = []
    paired = scores[scores["state"].isin(("as_is", "to_be"))]
    for group, part in paired.groupby("group", observed=True, sort=False):
        now, wanted = _means(part, "as_is"), _means(part, "to_be")
        objectives = [o for o in now if o in wanted]
        if not objectives:
            continue  # asked how it is or how it should be, not both
        now, wanted = {o: now[o] for o in objectives}, {o: wanted[o] for o in objectives}
        shown, places = reprint(now, wanted, pipeline), ranks({o: wanted[o] - now[o] for o in objectives})
        whole = {
            state: sum(values.values(), Fraction(0)) / len(values)
            for state, values in (("now", now), ("wanted", wanted))
        }
        for objective in [*objectives, "overall"]:
            a, b = now.get(objective, whole["now"]), wanted.get(objective, whole["wanted"])
            rows.append({
                "group": group, "objective": objective, "n": _most(part["n"]),
                **_sums(part, objective),
                "as_is_exact": str(a), "to_be_exact": str(b), "gap_exact": str(b - a),
                "as_is": float(a), "to_be": float(b), "gap": float(b - a),
                "as_is_printed": text(shown.as_is[objective]), "to_be_printed": text(shown.to_be[objective]),
                "gap_printed": text(shown.gap[objective]), "rank": places.get(objective, ""),
            })  # fmt: skip
    sums = ["as_is_total", "as_is_answers", "to_be_total", "to_be_answers"]
    return pd.DataFrame(rows, columns=["group", "objective", "n", *sums, *_NUMBERS]).astype(
        dict.fromkeys(sums, "Int64")
    )


@takes(gap=f"{_GAP} as_is_printed:text? to_be_printed:text? gap_printed:text?")
def rounding(
    gap: pd.DataFrame, pipeline: Sequence[Step], beside: Sequence[Step] = RECOMMENDED
) -> pd.DataFrame:
    """The numbers that two pipelines round differently.

    In: the result of `gaps` and two pipelines (`Study.pipeline`).

    Out: group, objective, column, recomputed (by `pipeline`), recommended (by `beside`), exact.

    Notes
    -----
    A pipeline says at which stage (item, domain, overall, gap) a number is rounded, how (half_up, half_even,
    truncate) and from what (exact or printed numbers). 8/3 = 2.666... is 2.67 half-up and 2.66 truncated.
    Source: exact fractions, half-up once, is what IEEE 754 (2019) calls roundTiesToAway. In a spreadsheet: =ROUND
    against =ROUNDDOWN. No rows where both give the same.

    Examples
    --------
    >>> from engagelib.exact import pipeline
    >>> scores = pd.DataFrame([("owner", s, o, 1, t, 2) for o, a, b in [("A", 6, 10), ("B", 5, 9), ("C", 5, 9)]
    ...                        for s, t in (("as_is", a), ("to_be", b))],
    ...                       columns=["group", "state", "construct", "n", "total", "answers"])
    >>> cut = pipeline([{"stage": "overall", "mode": "truncate"}])
    >>> rounding(gaps(scores), cut)[["objective", "column", "recomputed", "recommended"]].values.tolist()
    [['overall', 'as_is', '2.66', '2.67'], ['overall', 'to_be', '4.66', '4.67']]
    """
    gap = gap.dropna(subset=["as_is_exact", "to_be_exact", "gap_exact"])
    shown, advised = reprinted(gap, pipeline), reprinted(gap, beside)
    parts = [
        gap[["group", "objective"]].assign(
            column=name,
            recomputed=shown[f"{name}_printed"],
            recommended=advised[f"{name}_printed"],
            exact=gap[f"{name}_exact"],
        )
        for name in ("as_is", "to_be", "gap")
    ]
    table = pd.concat(parts, ignore_index=True)
    return table[table["recomputed"] != table["recommended"]].sort_values(
        "group", kind="stable", ignore_index=True
    )


def _most(n: pd.Series) -> int | None:
    return None if n.isna().all() else int(n.max())


def _sums(part: pd.DataFrame, objective: str) -> dict[str, int | None]:
    sums: dict[str, int | None] = {}
    for state in ("as_is", "to_be"):
        row = part[(part["state"] == state) & (part["construct"] == objective)]
        sums[f"{state}_total"] = None if row.empty else int(row["total"].iloc[0])
        sums[f"{state}_answers"] = None if row.empty else int(row["answers"].iloc[0])
    return sums


@takes(gap=_GAP)
def minimum(gap: pd.DataFrame) -> pd.DataFrame:
    """The weakest objective beside the mean of all.

    COBIT 2019 reaches a maturity level only where *every* objective has reached it, so the minimum counts;
    averaging is local practice. In: the result of `gaps`. Out: group, state, mean, mean_exact, minimum,
    minimum_exact, where (the objectives that hold it down).

    Notes
    -----
    minimum = the smallest of the objectives' means, exact. Source: ISACA (2018), COBIT 2019 Framework:
    Introduction and Methodology, section 6.4-6.5.
    In a spreadsheet: =MIN of the objectives. Groups without a mean are left out.

    Examples
    --------
    >>> scores = pd.DataFrame([("owner", s, o, 1, t, 2) for o, a, b in [("APO02", 6, 10), ("DSS02", 5, 9)]
    ...                        for s, t in (("as_is", a), ("to_be", b))],
    ...                       columns=["group", "state", "construct", "n", "total", "answers"])
    >>> minimum(gaps(scores))[["state", "mean", "minimum", "where"]].values.tolist()
    [['as_is', 2.75, 2.5, 'DSS02'], ['to_be', 4.75, 4.5, 'DSS02']]
    """
    rows: list[tuple[Any, ...]] = []
    for group, part in gap.groupby("group", sort=False):
        by_objective = part.set_index("objective")
        for state in ("as_is", "to_be"):
            values = {o: Fraction(v) for o, v in by_objective[f"{state}_exact"].dropna().items()}
            whole = values.pop("overall", None)
            if whole is None or not values:
                rows.append((group, state, *(None,) * 5))
                continue
            least = min(values.values())
            where = ", ".join(o for o, v in values.items() if v == least)
            rows.append((group, state, float(whole), str(whole), float(least), str(least), where))
    return pd.DataFrame(
        rows, columns=["group", "state", "mean", "mean_exact", "minimum", "minimum_exact", "where"]
    )


@takes(gap=_GAP, rules=LEVEL_RULES, labels=LABELS)
def levels(
    gap: pd.DataFrame,
    rules: Sequence[str] | Mapping[str, Callable[[Fraction], int]] = tuple(LEVEL_RULES),
    labels: str = "cobit41",
    lang: str = "en",
) -> pd.DataFrame:
    """The level word of every mean under every rule.

    In: the result of `gaps`; names of `LEVEL_RULES`, or a mapping of names to functions of one's own. Out: group,
    objective, state, value (float), rule, level, label, agree (do all rules give one level?), note (a wish
    above the highest level with activities is only noted: people answered a Likert scale, they rated nothing).

    Notes
    -----
    For an exact mean v on 0-5::

        interval_a  0-0.50, 0.51-1.50 ...  ceil(v - 1/2)     a half belongs to the level below
        interval_b  0-0.49, 0.50-1.49 ...  floor(v + 1/2)    a half belongs to the level above
        nearest     round half to even     floor, ceiling    as they say
        equal_width_0_5  six equal bins    equal_width_1_5   five equal bins of 1-5

    Each is found in published work; COBIT itself gives none of them (ISACA 2018, section 6.4). Level words: COBIT
    4.1 (2007), COBIT 5 (2012), COBIT 2019 maturity (2018), ITIL; see `LABELS`.
    In a spreadsheet: =ROUND, =ROUNDDOWN or =ROUNDUP of the mean, rule by rule.

    Examples
    --------
    2.50 lies on the edge: level 2 by one interval rule, level 3 by the other.

    >>> scores = pd.DataFrame([("owner", s, "DSS02", 1, t, 2) for s, t in (("as_is", 5), ("to_be", 9))],
    ...                       columns=["group", "state", "construct", "n", "total", "answers"])
    >>> found = levels(gaps(scores), ["interval_a", "interval_b"])
    >>> found[(found["objective"] == "DSS02") & (found["state"] == "as_is")][["rule", "level", "agree"]].values.tolist()
    [['interval_a', 2, False], ['interval_b', 3, False]]
    """
    chosen = rules if isinstance(rules, Mapping) else {rule: LEVEL_RULES[rule] for rule in rules}
    rows = []
    for row in gap.dropna(subset=["as_is_exact", "to_be_exact"]).itertuples():
        for state in ("as_is", "to_be"):
            value = Fraction(getattr(row, f"{state}_exact"))
            found = {rule: min(max(level_of(value), 0), 5) for rule, level_of in chosen.items()}
            agree = len(set(found.values())) == 1
            where = (row.group, row.objective, state, float(value))
            rows += [
                (*where, rule, level, label(level, labels, lang), agree, _beyond(row.objective, level))
                for rule, level in found.items()
            ]
    return pd.DataFrame(
        rows, columns=["group", "objective", "state", "value", "rule", "level", "label", "agree", "note"]
    )


def _beyond(objective: str, level: int) -> Note | str:
    top = highest(objective)
    return note("noted_beyond_cobit", objective=objective, level=top) if top and level > top else ""


@takes(levels="group! objective! state! value:number rule! level:number")
def rule_sensitivity(levels: pd.DataFrame) -> pd.DataFrame:
    """One row per mean, one column per rule, and whether the level depends on the rule.

    In: the result of `levels`. Out: group, objective, state, value, a column of levels per rule, levels
    ("3/4"), agree.

    Notes
    -----
    Source: the rules are those of `LEVEL_RULES`, COBIT 4.1 (2007) to COBIT 2019 (2018). In a spreadsheet: a column
    per rule. A mean that is missing has no level.

    Examples
    --------
    >>> scores = pd.DataFrame([("owner", s, "DSS02", 1, t, 2) for s, t in (("as_is", 5), ("to_be", 9))],
    ...                       columns=["group", "state", "construct", "n", "total", "answers"])
    >>> found = rule_sensitivity(levels(gaps(scores), ["interval_a", "interval_b"]))
    >>> found[["objective", "state", "levels", "agree"]].values.tolist()[0]
    ['DSS02', 'as_is', '2/3', False]
    """
    keys = ["group", "objective", "state", "value"]
    wide = levels.pivot(index=keys, columns="rule", values="level")
    wide = wide.reindex(columns=list(dict.fromkeys(levels["rule"])))
    wide = wide.reindex(pd.MultiIndex.from_frame(levels[keys].drop_duplicates()))
    said = wide.apply(lambda row: "/".join(str(level) for level in sorted(set(row))), axis=1)
    return wide.assign(levels=said, agree=wide.nunique(axis=1) == 1).rename_axis(columns=None).reset_index()


@takes(gap=f"{_GAP} as_is_total as_is_answers to_be_total to_be_answers gap_printed")
def gap_by_hand(gap: pd.DataFrame) -> pd.DataFrame:
    """One gap worked in the open: from sums of answers to the rounded number.

    In: the result of `gaps`. Out: step, arithmetic, result, of the first objective of the first group. No rows where no
    objective has its sums.

    Notes
    -----
    as-is = sum of its answers / their number; to-be likewise; gap = to-be - as-is, as fractions, rounded once at the end.
    In a spreadsheet: =SUM(range)/COUNT(range). Source: Dirgahayu & Ariyadi (2015), the mean index of most Indonesian papers.

    Examples
    --------
    >>> gap = pd.DataFrame({"group": ["customer"], "objective": ["APO02"], "as_is_exact": ["113/40"], "to_be_exact": ["181/40"],
    ...                     "gap_exact": ["17/10"], "as_is_total": [339], "as_is_answers": [120], "to_be_total": [543],
    ...                     "to_be_answers": [120], "gap_printed": ["1.70"]})
    >>> gap_by_hand(gap)["arithmetic"].tolist()[:3]
    ['339 / 120 = 113/40', '543 / 120 = 181/40', '181/40 − 113/40 = 17/10']
    """
    sums = ["as_is_total", "as_is_answers", "to_be_total", "to_be_answers"]
    known = single(gap).dropna(subset=[*sums, "as_is_exact", "to_be_exact", "gap_exact"])
    if known.empty:
        return worked()
    row = known.iloc[0]
    return worked(
        ("as_is", f"{row['as_is_total']} / {row['as_is_answers']} = {row['as_is_exact']}", float(Fraction(row["as_is_exact"]))),
        ("to_be", f"{row['to_be_total']} / {row['to_be_answers']} = {row['to_be_exact']}", float(Fraction(row["to_be_exact"]))),
        ("gap", f"{row['to_be_exact']} − {row['as_is_exact']} = {row['gap_exact']}", float(Fraction(row["gap_exact"]))),
        ("rounded", row["gap_exact"], str(row["gap_printed"])),
    )  # fmt: skip
