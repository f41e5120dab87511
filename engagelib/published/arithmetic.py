"""How a printed number came about: 339/120 = 2.825; half-up at the domain stage: 2.83."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

import pandas as pd

from engagelib.contracts.addresses import Cell, single, sums_of
from engagelib.contracts.arguments import one_of, takes
from engagelib.exact import Step, parse, text
from engagelib.words import decimals, part, sentence

__all__ = ["arithmetic", "decimal"]


@takes()
def decimal(value: Fraction, most: int = 5) -> str:
    """Decimals of an exact value; an ellipsis where they go on.

    >>> decimal(Fraction(339, 120)), decimal(Fraction(8, 3))
    ('2.825', '2.66666…')
    """
    shown = text(value, most, "truncate")
    return shown.rstrip("0").rstrip(".") if Fraction(shown) == value else shown + "…"


@takes()
def arithmetic(
    cell: Cell,
    steps: Sequence[Step],
    digits: int = 2,
    lang: str = "en",
    told: Collection[tuple[str, str, str]] = (),
) -> str:
    """The sum behind a number and its rounding: the pipeline's in a gap table, else half-up to `digits`.

    `told`: what the print has, as (group, objective, column); a number that it does not have is not called printed.
    """
    if not {"objective", f"{cell.address.column}_printed"} <= set(cell.rows):
        return _plain(cell, digits, lang)
    known = {step.stage: step for step in steps}
    one_of("the stage of this number", _stage(cell), [*known] or ["none, steps is empty"])
    step = known[_stage(cell)]
    left, value = _expression(cell, step)
    printed = str(cell.row[f"{cell.address.column}_printed"])
    exact = parse(printed)[0] == value
    source = (
        "of" if step.source == "exact" else "of_computed" if _unprinted(cell, step, told) else "of_printed"
    )
    key = f"published_sum_{source}{'' if exact else '_rounded'}"
    return sentence(
        key,
        lang,
        sum=f"{left} = {printed if exact else decimal(value)}",
        mode=part(f"published_rounded_{step.mode}"),
        stage=part(f"published_at_{step.stage.replace(' ', '_')}"),
        printed=printed,
    )


def _unprinted(cell: Cell, step: Step, told: Collection[tuple[str, str, str]]) -> bool:
    """Whether a difference is taken of a mean that the print lacks, though it has others of that group and state."""
    if cell.address.column != "gap" or step.source == "gaps":
        return False
    group, objective = str(cell.row["group"]), str(cell.row["objective"])
    known = {state for place, _, state in told if place == group}
    return any(state in known and (group, objective, state) not in told for state in ("as_is", "to_be"))


def _stage(cell: Cell) -> str:
    overall = cell.row["objective"] == "overall"
    if cell.address.column == "gap":
        return "overall gap" if overall else "objective gap"
    return "overall" if overall else "domain"


def _plain(cell: Cell, digits: int, lang: str) -> str:
    """A number as it is, a mean as its sum over its answers: 103/30 = 3.43333…; rounds to 3.43."""
    parts = dict.fromkeys((_fraction(cell.row, cell.address.column, cell.exact), decimal(cell.exact)))
    shown, best = " = ".join(parts), text(cell.exact, digits)
    if Fraction(best) == cell.exact:
        return decimals(shown, lang)
    return sentence("published_sum_rounds", lang, sum=shown, best=best)


def _fraction(row: pd.Series, column: str, exact: Fraction) -> str:
    sums = sums_of(row, column)
    plain = exact.denominator < 10**6  # a float's own fraction tells nobody anything
    return f"{sums[0]}/{sums[1]}" if sums else str(exact) if plain else decimal(exact)


def _expression(cell: Cell, step: Step) -> tuple[str, Fraction]:
    """What is reckoned at a step, in numbers, and its exact result."""
    column, row = cell.address.column, cell.row
    objectives = single(cell.table[cell.table["group"] == row["group"]])
    if step.stage == "domain":
        return _fraction(row, column, cell.exact), cell.exact
    if column == "gap" and step.source != "gaps":
        wanted, now = (_term(row, state, step.source) for state in ("to_be", "as_is"))
        return f"{wanted[0]} − {now[0]}", wanted[1] - now[1]
    terms = [
        _term(part, column, "exact" if step.source == "exact" else "printed")
        for _, part in objectives.iterrows()
    ]
    whole = sum((value for _, value in terms), Fraction(0)) / len(terms)
    return f"({' + '.join(shown for shown, _ in terms)})/{len(terms)}", whole


def _term(row: pd.Series, column: str, source: str) -> tuple[str, Fraction]:
    if source == "exact":
        exact = Fraction(row[f"{column}_exact"])
        return _fraction(row, column, exact), exact
    printed = str(row[f"{column}_printed"])
    return printed, parse(printed)[0]
