"""Which ways of rounding explain a printed gap analysis: every pipeline is tried on whole-number answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from engagelib.contracts.arguments import takes
from engagelib.exact import MODES, Step, is_number, parse, rounded, text
from engagelib.published.forensics import grim

__all__ = ["explain", "families", "pipelines"]


STATES = ("as_is", "to_be")
#: What :func:`explain` gives.
EXPLAINED = "domain:text overall:text objective_gap:text overall_gap:text items:number misses:number odd:text"
Missed = frozenset[tuple[str, str]]  # (objective, column) of the printed numbers that do not come out


@dataclass
class _Print:
    """What one group's tables print: means per state and objective, and what is derived from them."""

    n: int
    means: dict[str, dict[str, str]] = field(default_factory=lambda: {state: {} for state in STATES})
    derived: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    digits: int = 2

    @property
    def objectives(self) -> list[str]:
        return list(dict.fromkeys(objective for means in self.means.values() for objective in means))


def _prints(printed: pd.DataFrame, n: Mapping[str, int]) -> dict[str, _Print]:
    groups: dict[str, _Print] = {}
    for row in printed.dropna(subset="quantity").itertuples():
        table, _, rest = str(row.quantity).partition("/")
        conditions, _, column = rest.partition("/")
        keys = dict(part.split("=", 1) for part in conditions.split(",") if "=" in part)
        if table != "gap" or set(keys) != {"group", "objective"} or column not in (*STATES, "gap"):
            continue
        if keys["group"] not in n or not is_number(row.printed):
            continue  # the comparison says so
        group = groups.setdefault(keys["group"], _Print(int(n[keys["group"]])))
        value, group.digits = parse(row.printed)
        if keys["objective"] == "overall" or column == "gap":
            group.derived[keys["objective"], column] = value
        else:
            group.means[column][keys["objective"]] = row.printed
    return {name: _testable(group) for name, group in groups.items() if any(group.means.values())}


def _testable(group: _Print) -> _Print:
    """Without what hangs on means that are not printed: a gap of one state alone, an overall of some objectives."""
    whole = {state for state in STATES if set(group.means[state]) == set(group.objectives)}
    derived = {
        (objective, column): value
        for (objective, column), value in group.derived.items()
        if (
            all(objective in group.means[state] for state in STATES)
            if objective != "overall"
            else whole >= ({column} if column in STATES else set(STATES))
        )
    }
    return replace(group, derived=derived)


@takes(modes=MODES)
def pipelines(modes: Sequence[str] = tuple(MODES), digits: int = 2) -> Iterator[tuple[Step, ...]]:
    """Every pipeline: means, overalls, gaps and overall gap, from exact or printed values, by each mode.

    The difference of two printed numbers needs no rounding, so it counts once.
    """
    if not modes:
        raise ValueError(f"modes is empty; allowed is {', '.join(MODES)}")
    overalls = list(product(("exact", "printed"), modes))
    gaps = [("printed", modes[0]), *(("exact", mode) for mode in modes)]
    for domain, overall, gap, whole in product(modes, overalls, gaps, [*gaps, *(("gaps", m) for m in modes)]):
        yield (
            Step("domain", "exact", domain, digits),
            Step("overall", *overall, digits),
            Step("objective gap", *gap, digits),
            Step("overall gap", *whole, digits),
        )


_round = cache(rounded)


def _fewest(options: Iterable[Missed]) -> Missed:
    return min(options, key=lambda missed: (len(missed), sorted(missed)))


def _sums(
    group: _Print, items: int, domain: Step, gap: Step, printing: Callable[..., Sequence[int]]
) -> dict[tuple[Any, ...], Missed]:
    """Sums over the objectives (as-is, to-be, printed gaps) -> the fewest printed numbers that they miss.

    The sums are of whole answers that print the domain means, as `printing` finds them; a mean that no sum prints is missed and
    stands in for itself. A mean that is not printed counts nothing: nothing derived from it is tested.
    """
    answers = group.n * items
    reached: dict[tuple[Any, ...], Missed] = {(Fraction(0), Fraction(0), Fraction(0)): frozenset()}
    for objective in group.objectives:
        means = [group.means[state].get(objective) for state in STATES]
        shown = [parse(mean)[0] if mean else Fraction(0) for mean in means]
        sums = [printing(mean, group.n, items, domain.mode) if mean else () for mean in means]
        missing = frozenset(
            (objective, state)
            for state, mean, found in zip(STATES, means, sums, strict=True)
            if mean and not found
        )
        choices = [
            [Fraction(s, answers) for s in found] or [own] for found, own in zip(sums, shown, strict=True)
        ]
        following: dict[tuple[Any, ...], Missed] = {}
        for now, wanted in product(*choices):
            own = (
                shown[1] - shown[0] if gap.source == "printed" else _round(wanted - now, gap.digits, gap.mode)
            )
            odd = missing
            if group.derived.get((objective, "gap"), own) != own:
                odd = odd | {(objective, "gap")}
            for (a, b, g), missed in reached.items():
                key = (a + now, b + wanted, g + own)
                following[key] = _fewest([following.get(key, missed | odd), missed | odd])
        reached = following
    return reached


def _overalls(
    group: _Print, reached: dict[tuple[Any, ...], Missed], step: Step
) -> list[tuple[Fraction, Fraction]]:
    """The printed overalls (as-is, to-be) of each combination of sums."""
    count = len(group.objectives)
    if step.source == "exact":
        bases = [(a, b) for a, b, _ in reached]
    else:
        shown = [
            sum((parse(mean)[0] for mean in group.means[state].values()), Fraction(0)) for state in STATES
        ]
        bases = [(shown[0], shown[1])] * len(reached)
    return [
        (_round(a / count, step.digits, step.mode), _round(b / count, step.digits, step.mode))
        for a, b in bases
    ]


def _overall_gaps(
    group: _Print,
    reached: dict[tuple[Any, ...], Missed],
    overalls: list[tuple[Fraction, Fraction]],
    step: Step,
) -> list[Fraction]:
    """The printed overall gap of each combination of sums."""
    if step.source == "printed":
        return [wanted - now for now, wanted in overalls]
    count = len(group.objectives)
    bases = [b - a if step.source == "exact" else g for a, b, g in reached]
    return [_round(base / count, step.digits, step.mode) for base in bases]


def _missed(
    group: _Print, found: Iterable[Missed], overalls: list[tuple[Fraction, Fraction]], gaps: list[Fraction]
) -> Missed:
    """The fewest printed numbers that a pipeline misses in a group, over all combinations of sums."""
    printed = {column: group.derived.get(("overall", column)) for column in (*STATES, "gap")}
    options = set()
    for missed, pair, gap in zip(found, overalls, gaps, strict=True):
        values = zip(printed.items(), (*pair, gap), strict=True)
        option = missed | {("overall", c) for (c, shown), value in values if shown not in (None, value)}
        if not option:
            return option
        options.add(option)
    return _fewest(options or [frozenset()])


def _name(step: Step) -> str:
    return (
        "printed" if step.source == "printed" and step.stage.endswith("gap") else f"{step.source} {step.mode}"
    )


@takes(printed="printed:text quantity:text", modes=MODES)
def explain(
    printed: pd.DataFrame,
    n: Mapping[str, int],
    items: Sequence[int] = range(1, 11),
    modes: Sequence[str] = tuple(MODES),
    low: int | None = None,
    high: int | None = None,
) -> pd.DataFrame:
    """Which roundings, with how many items per objective, reproduce a printed gap analysis.

    In: `published` rows whose quantity is a cell of the gap table (means of objectives, and any gaps and
    overalls; what is derived from a mean that is not printed is not tested); n respondents per group; the
    numbers of items to try, the same in every group and objective; the ends of the answer scale, if they are
    known. No row: no such mean is printed. Out, a row per pipeline and count of items: domain, overall, objective_gap,
    overall_gap (source and mode), items, misses (how many printed numbers cannot come out, whatever the
    answers were), odd (which), fits (none). Best first.

    "Cannot come out" is exact: every combination of whole-number sums that prints the domain means is tried.

    Notes
    -----
    A pipeline is an order of rounding: domain means (from exact answers), overalls (from exact or printed means),
    gaps (of exact or printed means), each half_up, half_even or truncate. The owner's 2.66 of 3.00, 2.50, 2.50 is
    8/3 = 2.666...: half-up prints 2.67, truncation 2.66, and only pipelines that truncate there remain.
    Source of the idea: Brown & Heathers (2017), carried from one mean to a whole table.
    """
    groups = _prints(printed, n)
    digits = max((group.digits for group in groups.values()), default=2)

    @cache
    def printing(mean: str, n: int, count: int, mode: str) -> Sequence[int]:
        return grim(mean, n, count, mode, low, high).sums

    @cache
    def number(name: str, objective: str, column: str) -> str:
        return _number(name, groups[name], objective, column)

    @cache
    def sums(name: str, count: int, domain: Step, gap: Step) -> dict[tuple[Any, ...], Missed]:
        return _sums(groups[name], count, domain, gap, printing)

    @cache
    def overalls(
        name: str, count: int, domain: Step, gap: Step, step: Step
    ) -> list[tuple[Fraction, Fraction]]:
        return _overalls(groups[name], sums(name, count, domain, gap), step)

    @cache
    def gaps(
        name: str, count: int, domain: Step, gap: Step, overall: Step | None, step: Step
    ) -> list[Fraction]:
        pairs = overalls(name, count, domain, gap, overall) if overall else []
        return _overall_gaps(groups[name], sums(name, count, domain, gap), pairs, step)

    rows = []
    tried = product(pipelines(modes, digits), items) if groups else ()
    for (domain, overall, gap, whole), count in tried:
        odd = []
        for name, group in groups.items():
            base = name, count, domain, gap
            shown = gaps(*base, overall if whole.source == "printed" else None, whole)
            missed = _missed(group, sums(*base).values(), overalls(*base, overall), shown)
            odd += [number(name, *which) for which in sorted(missed)]
        steps = (_name(step) for step in (domain, overall, gap, whole))
        rows.append((*steps, count, len(odd), "; ".join(odd), not odd))
    columns = ["domain", "overall", "objective_gap", "overall_gap", "items", "misses", "odd", "fits"]
    return pd.DataFrame(rows, columns=columns).sort_values("misses", kind="stable", ignore_index=True)


def _number(name: str, group: _Print, objective: str, column: str) -> str:
    value = group.derived.get((objective, column))
    shown = group.means[column][objective] if value is None else text(value, group.digits)
    return f"{name} {objective} {column} {shown}"


def _family(domain: str, overall: str, objective_gap: str, overall_gap: str) -> str:
    """One rounding of exact values throughout, overalls from the printed means, or a mixture of ways."""
    if len({domain, overall, objective_gap, overall_gap}) == 1 and domain.startswith("exact"):
        return domain
    if overall.startswith("printed") and objective_gap == overall_gap == "printed":
        return overall
    return "mixed"


@takes(explained=EXPLAINED)
def families(explained: pd.DataFrame, misses: int = 1) -> pd.DataFrame:
    """The pipelines that reproduce everything, or all but `misses` numbers, by family.

    In: the result of `explain`.

    A family rounds exact values by one mode at every stage ("exact half_up": once at the end), or takes the
    overalls from the printed means by one mode and subtracts what is printed ("printed truncate"); "mixed"
    are all others. Out: family, pipelines (how many), items (the numbers of items per objective with which
    they do), misses, odd (the number that fails); best first.

    Notes
    -----
    Source: enumeration in the manner of Brown & Heathers (2017). In R: none. No rows where no way of rounding fits.

    Examples
    --------
    Rounding half-up once at the end gives every number.

    >>> from engagelib.exact import RECOMMENDED
    >>> printed = pd.DataFrame({
    ...     "place": "T", "row": ["APO02", "APO02", "APO02"], "column": ["as_is", "to_be", "gap"], "printed": ["2.50", "4.50", "2.00"],
    ...     "quantity": [f"gap/group=owner,objective=APO02/{c}" for c in ("as_is", "to_be", "gap")],
    ... })
    >>> int(families(explain(printed, {"owner": 1}, items=(2,)))["misses"].min())
    0
    """
    near = explained[explained["misses"] <= misses]
    steps = ["domain", "overall", "objective_gap", "overall_gap"]
    near = near.dropna(subset=steps)
    near = near.assign(family=[_family(*row) for row in near[steps].itertuples(index=False)])
    rows = [
        (
            family,
            len(part.drop_duplicates(steps)),
            ", ".join(map(str, sorted(part["items"].unique()))),
            count,
            odd,
        )
        for (count, odd, family), part in near.groupby(["misses", "odd", "family"])
    ]
    found = pd.DataFrame(rows, columns=["family", "pipelines", "items", "misses", "odd"])
    order = (
        found.assign(mixed=found["family"] == "mixed").sort_values(["misses", "mixed"], kind="stable").index
    )
    return found.loc[order].reset_index(drop=True)
