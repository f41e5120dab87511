"""Exact numbers: sums stay integers, means stay fractions, and rounding is a declared pipeline.

A binary float prints 3.925 as 3.92 although the mean 471/120 is exactly 3.925 and half-up gives 3.93. So
nothing that is compared with print passes through a float: a value is a :class:`fractions.Fraction`, and how
it was printed is a :class:`Step` of a pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from numbers import Integral, Rational, Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = [
    "MODES",
    "RECOMMENDED",
    "STAGES",
    "Printed",
    "Step",
    "is_number",
    "mean",
    "parse",
    "pipeline",
    "plain",
    "reprint",
    "rounded",
    "square",
    "text",
    "worked",
]  # fmt: skip

STAGES = ("item", "domain", "overall", "objective gap", "overall gap")
SOURCES = ("exact", "printed", "gaps")


def _half_up(scaled: Fraction) -> int:
    return floor(scaled + Fraction(1, 2))


#: Rounding modes: the size of a number in units of its last digit -> whole units. Signs are put back by
#: `rounded`.
MODES: dict[str, Callable[[Fraction], int]] = {"half_up": _half_up, "half_even": round, "truncate": floor}


@dataclass(frozen=True)
class Step:
    """One rounding: at which stage, of which value, by which mode, to how many digits.

    ``source`` is ``exact`` (from the answers themselves), ``printed`` (from values that an earlier step has
    rounded) or, for the overall gap only, ``gaps`` (the mean of the printed gaps of the objectives).
    """

    stage: str
    source: str = "exact"
    mode: str = "half_up"
    digits: int = 2

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("stage", self.stage, STAGES),
            ("source", self.source, SOURCES),
            ("mode", self.mode, tuple(MODES)),
        ):
            if value not in allowed:
                raise ValueError(f"pipeline: {name} is {value!r}; allowed are {', '.join(allowed)}")
        if not isinstance(self.digits, int) or not 0 <= self.digits <= 15:
            raise ValueError(f"pipeline: digits is {self.digits!r}; a whole number from 0 to 15 is expected")
        if self.source == "gaps" and self.stage != "overall gap":
            raise ValueError(
                f"pipeline: source 'gaps' belongs to the stage 'overall gap', not {self.stage!r}"
            )

    def apply(self, value: Fraction) -> Fraction:
        return rounded(value, self.digits, self.mode)


#: Exact throughout, half-up once, when a number is printed.
RECOMMENDED = tuple(Step(stage) for stage in STAGES if stage != "item")


def pipeline(rows: Iterable[Mapping[str, object]]) -> tuple[Step, ...]:
    """A rounding pipeline from the rows of ``study.toml``; a stage that is not named is printed from exact
    values, half-up.

    >>> [s.mode for s in pipeline([{"stage": "overall", "source": "printed", "mode": "truncate"}])]
    ['half_up', 'truncate', 'half_up', 'half_up']
    """
    steps = {step.stage: step for step in RECOMMENDED}
    if not isinstance(rows, Iterable) or isinstance(rows, str | Mapping):
        _refuse("rows", rows, "a list of steps, each a dictionary with its stage")
    for row in rows:
        if (
            not isinstance(row, Mapping)
            or not set(row) <= {"stage", "source", "mode", "digits"}
            or "stage" not in row
        ):
            _refuse("a row of rows", row, "a step with stage, source, mode and digits")
        step = Step(**row)  # type: ignore[arg-type]
        steps[step.stage] = step
    return tuple(steps[stage] for stage in STAGES if stage in steps)


def _refuse(name: str, value: object, wanted: str) -> None:
    raise TypeError(f"{name} is {value!r:.60}; {wanted} is expected")


def mean(total: int, answers: int) -> Fraction | None:
    """The exact mean, or None where nobody answered.

    >>> mean(339, 120)
    Fraction(113, 40)
    """
    for name, value in (("total", total), ("answers", answers)):
        if not isinstance(value, Real) or value != value or value != int(value):
            _refuse(name, value, "a whole number")
    return Fraction(int(total), int(answers)) if answers else None


def rounded(value: Fraction, digits: int = 2, mode: str = "half_up") -> Fraction:
    """`value` to `digits` decimals; ties go away from zero under half_up, truncation goes towards zero.

    >>> rounded(Fraction(2825, 1000)), rounded(Fraction(2825, 1000), mode="half_even")
    (Fraction(283, 100), Fraction(141, 50))
    """
    if not isinstance(mode, str) or mode not in MODES:
        raise ValueError(f"rounding is {mode!r:.60}; allowed is {', '.join(MODES)}")
    if not isinstance(value, Real) or value != value:
        _refuse("value", value, "an exact fraction")
    if not isinstance(digits, Integral) or digits < 0:
        _refuse("digits", digits, "a whole number from 0 on")
    scale = 10**digits
    units = MODES[mode](abs(value) * scale)
    return Fraction(-units if value < 0 else units, scale)


def text(value: Fraction, digits: int = 2, mode: str = "half_up") -> str:
    """The printed form with a decimal point.

    >>> text(Fraction(471, 120)), text(Fraction(8, 3), mode="truncate")
    ('3.93', '2.66')
    """
    exact = rounded(value, digits, mode)
    units = abs(exact) * 10**digits
    whole, rest = divmod(int(units), 10**digits)
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


_NUMBER = re.compile(r"[-+−–]?(?:\d+(?:[.,]\d+)?|[.,]\d+)")


def parse(printed: str) -> tuple[Fraction, int]:
    """A number as printed ("2,83", "2.83" or ".83") as an exact value and its count of decimals.

    >>> parse("2,50"), parse("-.45")
    ((Fraction(5, 2), 2), (Fraction(-9, 20), 2))

    Raises TypeError for a float (its last digits are lost: 2.50 and 2.5 are one float) and ValueError for
    anything else.
    """
    if not isinstance(printed, str):
        raise TypeError(
            f"give the number as text as it is printed, such as '2.50'; {printed!r} has lost its last digits"
        )
    stripped = printed.strip()
    if not is_number(stripped):
        raise ValueError(f"{printed!r} is not one printed number such as '2.83' or '2,83'")
    plain = re.sub("^[−–]", "-", stripped.replace(",", "."))
    return Fraction(plain), len(plain.partition(".")[2])


def is_number(printed: object) -> bool:
    """Whether a text is one printed number, such as `parse` reads."""
    return isinstance(printed, str) and _NUMBER.fullmatch(printed.strip()) is not None


@dataclass(frozen=True)
class Printed:
    """What a pipeline prints for one group: per objective and ``overall`` the as-is, the to-be and the gap."""

    as_is: dict[str, Fraction]
    to_be: dict[str, Fraction]
    gap: dict[str, Fraction]


def _average(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _state(
    values: Mapping[str, Fraction | Sequence[Fraction]], steps: Mapping[str, Step]
) -> dict[str, Fraction]:
    """Printed domain means and their overall, of one state."""
    exact, domain = {}, {}
    for objective, value in values.items():
        items = [Fraction(value)] if isinstance(value, Rational) else list(value)
        exact[objective] = _average(items)
        shown = [steps["item"].apply(item) for item in items] if "item" in steps else items
        base = shown if steps["domain"].source == "printed" else items
        domain[objective] = steps["domain"].apply(_average(base))
    whole = domain if steps["overall"].source == "printed" else exact
    return domain | {"overall": steps["overall"].apply(_average(list(whole.values())))}


def _is_means(value: object) -> bool:
    several = value if isinstance(value, list | tuple) else [value]
    return bool(several) and all(isinstance(part, Rational) for part in several)


def reprint(
    as_is: Mapping[str, Fraction | Sequence[Fraction]],
    to_be: Mapping[str, Fraction | Sequence[Fraction]],
    steps: Sequence[Step] = RECOMMENDED,
) -> Printed:
    """Means per objective (or the means of their items) of both states -> every number as the pipeline prints
    it.

    The overall weighs objectives equally. Used for tables 1-4 of a gap analysis and for the audit of them.

    >>> owner = {"APO02": Fraction(3), "DSS02": Fraction(5, 2), "DSS05": Fraction(5, 2)}
    >>> cut = pipeline([{"stage": "overall", "source": "printed", "mode": "truncate"}])
    >>> text(reprint(owner, owner, cut).as_is["overall"]), text(reprint(owner, owner).as_is["overall"])
    ('2.66', '2.67')
    """
    for name, means in (("as_is", as_is), ("to_be", to_be)):
        if not isinstance(means, Mapping) or not means or not all(map(_is_means, means.values())):
            _refuse(
                name, means, "a dictionary with the mean of each objective, an exact fraction or several,"
            )
    if not isinstance(steps, Sequence) or not all(isinstance(step, Step) for step in steps):
        _refuse("steps", steps, "a rounding pipeline")
    by_stage = {step.stage: step for step in steps}
    lacking = [step.stage for step in RECOMMENDED if step.stage not in by_stage]
    if lacking:
        raise ValueError(f"the steps of a pipeline lack {', '.join(lacking)}; `exact.pipeline` fills them in")
    now, wanted = _state(as_is, by_stage), _state(to_be, by_stage)

    def mean_of(value: Fraction | Sequence[Fraction]) -> Fraction:
        return Fraction(value) if isinstance(value, Rational) else _average(value)

    differences = {o: mean_of(to_be[o]) - mean_of(as_is[o]) for o in as_is}
    step = by_stage["objective gap"]
    gap = {
        o: step.apply(wanted[o] - now[o] if step.source == "printed" else exact)
        for o, exact in differences.items()
    }
    step = by_stage["overall gap"]
    overall = {
        "exact": _average(list(differences.values())),
        "printed": wanted["overall"] - now["overall"],
        "gaps": _average(list(gap.values())),
    }[step.source]
    return Printed(now, wanted, gap | {"overall": step.apply(overall)})


def worked(*steps: tuple[str, str, object]) -> pd.DataFrame:
    """A calculation in the open: a row per step with its name, its arithmetic and what comes out.

    A number is shown with three decimals where it has any; what is missing stays missing.

    >>> worked(("sum", "2 + 3", 5), ("mean", "5 / 2", 2.5))["result"].tolist()
    ['5', '2.500']
    """
    import pandas as pd

    rows = [
        (step, arithmetic, value if isinstance(value, str) else plain(value))
        for step, arithmetic, value in steps
    ]
    return pd.DataFrame(rows, columns=["step", "arithmetic", "result"]).astype("object")


def plain(value: object) -> str:
    """A number as arithmetic writes it: whole ones whole, others with three decimals.

    >>> plain(30), plain(2.0), plain(1 / 3)
    ('30', '2', '0.333')
    """
    number = float(value)  # type: ignore[arg-type]
    if number != number:
        return "–"
    return str(int(number)) if number.is_integer() else f"{number:.3f}"


def square(name: str, table: pd.DataFrame) -> np.ndarray:
    """The cells of a table with as many rows as columns, as numbers; ValueError, by its name, for another.

    >>> import pandas as pd
    >>> square("covariances", pd.DataFrame([[1, 0.5], [0.5, 1]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    import pandas as pd

    if len(table) != len(table.columns):
        raise ValueError(
            f"{name} has {len(table)} rows and {len(table.columns)} columns; as many of both are expected"
        )
    if table.empty:
        return table.to_numpy("float64")
    cells = table.apply(pd.to_numeric, errors="coerce")
    words = table.to_numpy(dtype=object)[(cells.isna() & table.notna()).to_numpy()]
    if len(words):
        raise ValueError(f"{name} holds {str(words[0])!r}; numbers are expected")
    return cells.to_numpy("float64")
