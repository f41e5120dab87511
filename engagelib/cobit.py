"""COBIT: gaps between as-is and to-be, and the level words that different rules give them.

Means of Likert answers are *perception*; a capability level comes from rated activities. Both are kept apart. Level words depend on a
rule and on an edition, and published work mixes them, so every rule is shown and disagreement is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from engagelib.exact import RECOMMENDED, Step, mean, reprint, text

__all__ = ["LABELS", "RULES", "SHOWN", "gaps", "label", "levels", "rounding"]

#: Level -> word, per edition (English, Indonesian). COBIT 2019 names no capability levels; its names are of focus-area *maturity*.
LABELS: dict[str, tuple[tuple[str, str], ...]] = {
    "cobit41": (
        ("Non-existent", "Tidak ada"),
        ("Initial / Ad Hoc", "Awal / ad hoc"),
        ("Repeatable but Intuitive", "Berulang tetapi intuitif"),
        ("Defined Process", "Proses terdefinisi"),
        ("Managed and Measurable", "Terkelola dan terukur"),
        ("Optimised", "Teroptimasi"),
    ),
    "cobit5": (
        ("Incomplete", "Tidak lengkap"),
        ("Performed", "Dilaksanakan"),
        ("Managed", "Dikelola"),
        ("Established", "Mapan"),
        ("Predictable", "Dapat diprediksi"),
        ("Optimising", "Dioptimalkan"),
    ),
    "cobit2019_maturity": (
        ("Incomplete", "Tidak lengkap"),
        ("Initial", "Awal"),
        ("Managed", "Dikelola"),
        ("Defined", "Terdefinisi"),
        ("Quantitative", "Kuantitatif"),
        ("Optimizing", "Dioptimalkan"),
    ),
    "itil_pmf": (
        ("Absent", "Tidak ada"),
        ("Initial", "Awal"),
        ("Repeatable", "Berulang"),
        ("Defined", "Terdefinisi"),
        ("Managed", "Dikelola"),
        ("Optimised", "Teroptimasi"),
    ),
}


def _above(value: Fraction) -> int:
    """Right-closed bins 0-0.50, 0.51-1.50 …: an exact half belongs to the level below."""
    return ceil(value - Fraction(1, 2))


#: Rule -> level of an exact mean on 0-5. Bins are half-open on exact values, so that nothing falls between 3.50 and 3.51.
RULES = {
    "interval_a": _above,  # 2.51-3.50 is level 3
    "interval_b": lambda value: floor(value + Fraction(1, 2)),  # 2.50-3.49 is level 3
    "floor": floor,
    "ceiling": ceil,
    "equal_width_0_5": lambda value: min(floor(value * 6 / 5), 5),  # six equal bins of 0-5
    "equal_width_1_5": lambda value: min(floor((value - 1) * 5 / 4), 4) + 1,  # five equal bins of 1-5
}


def label(level: int, labels: str = "cobit41", lang: str = "en") -> str:
    """The word for a level in an edition.

    >>> label(3), label(3, "cobit5"), label(3, lang="id")
    ('Defined Process', 'Established', 'Proses terdefinisi')
    """
    return LABELS[labels][level][lang == "id"]


#: The columns of a gap table that a reader sees.
SHOWN = (
    "group",
    "objective",
    "n",
    "as_is_printed",
    "to_be_printed",
    "gap_printed",
    "rank",
    "as_is_exact",
    "to_be_exact",
    "gap_exact",
)


def _means(scores: pd.DataFrame, state: str) -> dict[str, Fraction]:
    part = scores[scores["state"] == state]
    return {row.construct: mean(row.total, row.answers) for row in part.itertuples()}  # type: ignore[misc]


def gaps(scores: pd.DataFrame, pipeline: Sequence[Step] = RECOMMENDED) -> pd.DataFrame:
    """How far each group sees every objective from where it should be (tables 1-4 of a gap analysis).

    In: `scores` (group, state as_is and to_be, construct = objective, n, total, answers). Out, per group, a row per objective and one
    `overall` (objectives weigh the same): group, objective, n, as_is_total, as_is_answers, to_be_total, to_be_answers, the exact
    fractions as text (as_is_exact …), floats for display (as_is, to_be, gap), what the pipeline prints (as_is_printed …) and the rank
    of the gap ("1=" for a tie). Gap = to-be minus as-is: positive means something is missing.
    """
    rows = []
    paired = scores[scores["state"].isin(("as_is", "to_be"))]
    for group, part in paired.groupby("group", observed=True, sort=False):
        now, wanted = _means(part, "as_is"), _means(part, "to_be")
        objectives = [o for o in now if o in wanted]
        now, wanted = {o: now[o] for o in objectives}, {o: wanted[o] for o in objectives}
        shown, ranks = reprint(now, wanted, pipeline), _ranks({o: wanted[o] - now[o] for o in objectives})
        whole = {
            state: sum(values.values(), Fraction(0)) / len(values)
            for state, values in (("now", now), ("wanted", wanted))
        }
        for objective in [*objectives, "overall"]:
            a, b = now.get(objective, whole["now"]), wanted.get(objective, whole["wanted"])
            rows.append({
                "group": group, "objective": objective, "n": int(part["n"].max()),
                **_sums(part, objective),
                "as_is_exact": str(a), "to_be_exact": str(b), "gap_exact": str(b - a),
                "as_is": float(a), "to_be": float(b), "gap": float(b - a),
                "as_is_printed": text(shown.as_is[objective]), "to_be_printed": text(shown.to_be[objective]),
                "gap_printed": text(shown.gap[objective]), "rank": ranks.get(objective, ""),
            })  # fmt: skip
    return pd.DataFrame(rows).astype(
        {c: "Int64" for c in ("as_is_total", "as_is_answers", "to_be_total", "to_be_answers")}
    )


def rounding(
    gap: pd.DataFrame, pipeline: Sequence[Step], beside: Sequence[Step] = RECOMMENDED
) -> pd.DataFrame:
    """The numbers that two pipelines print differently: group, objective, column, printed (by `pipeline`), recommended (by `beside`), exact."""
    rows = []
    for group, part in gap[gap["objective"] != "overall"].groupby("group", sort=False):
        exact = part.set_index("objective")
        states = [
            {o: Fraction(v) for o, v in exact[f"{state}_exact"].items()} for state in ("as_is", "to_be")
        ]
        one, other = reprint(*states, pipeline), reprint(*states, beside)
        whole = gap[(gap["group"] == group)].set_index("objective")
        for column in ("as_is", "to_be", "gap"):
            for objective, value in getattr(one, column).items():
                if value != getattr(other, column)[objective]:
                    rows.append(
                        (
                            group,
                            objective,
                            column,
                            text(value),
                            text(getattr(other, column)[objective]),
                            whole.at[objective, f"{column}_exact"],
                        )
                    )
    return pd.DataFrame(rows, columns=["group", "objective", "column", "printed", "recommended", "exact"])


def _sums(part: pd.DataFrame, objective: str) -> dict[str, int | None]:
    sums: dict[str, int | None] = {}
    for state in ("as_is", "to_be"):
        row = part[(part["state"] == state) & (part["construct"] == objective)]
        sums[f"{state}_total"] = None if row.empty else int(row["total"].iloc[0])
        sums[f"{state}_answers"] = None if row.empty else int(row["answers"].iloc[0])
    return sums


def _ranks(values: Mapping[str, Fraction]) -> dict[str, str]:
    """Largest first, ties kept as ties, compared exactly.

    >>> _ranks({"a": Fraction(2), "b": Fraction(1), "c": Fraction(2)})
    {'a': '1=', 'b': '3', 'c': '1='}
    """
    ranks = {}
    for name, value in values.items():
        place = 1 + sum(other > value for other in values.values())
        ranks[name] = f"{place}=" if sum(other == value for other in values.values()) > 1 else str(place)
    return ranks


def levels(
    gap: pd.DataFrame, rules: Sequence[str] = tuple(RULES), labels: str = "cobit41", lang: str = "en"
) -> pd.DataFrame:
    """The level word of every mean under every rule.

    In: the result of `gaps`. Out: group, objective, state, value (float), rule, level, label, agree (do all rules give one level?).
    """
    rows = []
    for row in gap.itertuples():
        for state in ("as_is", "to_be"):
            value = Fraction(getattr(row, f"{state}_exact"))
            found = {rule: min(max(RULES[rule](value), 0), 5) for rule in rules}
            agree = len(set(found.values())) == 1
            for rule, level in found.items():
                rows.append(
                    (
                        row.group,
                        row.objective,
                        state,
                        float(value),
                        rule,
                        level,
                        label(level, labels, lang),
                        agree,
                    )
                )
    return pd.DataFrame(
        rows, columns=["group", "objective", "state", "value", "rule", "level", "label", "agree"]
    )
