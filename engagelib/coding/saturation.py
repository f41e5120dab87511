"""When reading on stopped bringing new codes, and how much of that is the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from engagelib.coding.units import positions
from engagelib.contracts.arguments import takes
from engagelib.words import sentence

__all__ = ["Reached", "first_mentions", "outcome", "reached", "saturation", "saturation_band"]

#: What :func:`saturation` gives.
CURVE = "position:number cumulative:number saturated:truth"


@takes(codings="unit code")
def saturation(
    codings: pd.DataFrame,
    order: Sequence[str] | None = None,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
) -> pd.DataFrame:
    """When reading on stopped bringing new codes (Guest, Namey & Chen 2020).

    In: `codings` (unit, code), `order`.

    `order` lists the units (or cases: give `codings` a `unit` column of cases) as they were read; without it
    they are taken as they first stand in `codings`. The new-information ratio of a run is the codes first
    seen in it over the codes of the base. Out: position, unit, new, cumulative, ratio (at the end of each run
    after the base, else missing), saturated (ratio <= threshold).

    Notes
    -----
    ratio = codes first seen in the run / codes of the base. "6 + 2 at <= 5 %": base of 6, run of 2, threshold .05.
    Source: Guest, Namey & Chen (2020), PLOS ONE 15(5), e0232076.
    In R: cumsum(!duplicated(code)).

    Examples
    --------
    A base of two units holds 2 codes; the run of one after it brings one more: 1/2.

    >>> rows = pd.DataFrame({"unit": ["1", "2", "3"], "code": ["a", "b", "c"]})
    >>> saturation(rows, base=2, run=1)[["unit", "new", "cumulative", "ratio"]].values.tolist()[-1]
    ['3', 1, 3, 0.5]
    """
    order = list(dict.fromkeys(codings["unit"])) if order is None else list(order)
    first = first_mentions(codings, order)["position"]
    new = np.bincount(first - 1, minlength=len(order))[: len(order)] if len(order) else np.zeros(0, dtype=int)
    table = pd.DataFrame({"position": np.arange(1, len(order) + 1), "unit": order, "new": new})
    table["cumulative"] = table["new"].cumsum()
    known = table["new"].iloc[:base].sum()
    ends = (table["position"] > base) & ((table["position"] - base) % run == 0)
    ratio = (table["new"].rolling(run).sum() / known).where(ends & (known > 0))
    return table.assign(ratio=ratio, saturated=(ratio <= threshold).where(ratio.notna()).astype("boolean"))


@dataclass(frozen=True)
class Reached:
    """When saturation was `first` reached (None: never), and what came after.

    `judged`: how many runs could be judged; `later`: the codes that came after, of `total`; `lost`: the ends
    of later runs above the threshold; `since`: from where it held to the end (None: not at the end); `n`: how
    many were read.
    """

    first: int | None
    judged: int
    later: int
    total: int
    lost: tuple[int, ...]
    since: int | None
    n: int

    @property
    def lasted(self) -> bool:
        """Whether it was reached and never lost; at the last one read nobody can know."""
        return self.first is not None and self.first < self.n and not self.lost


@takes(table=CURVE)
def reached(table: pd.DataFrame) -> Reached:
    """When a table of `saturation` first says so, whether it lasted and what came after."""
    if table[["position", "cumulative"]].isna().any(axis=None):
        raise ValueError("table has rows without position or cumulative; that of saturation is expected")
    runs = table[table["saturated"].notna()]
    at, low = runs["position"].tolist(), runs["saturated"].astype(bool).tolist()
    first = next((position for position, yes in zip(at, low, strict=True) if yes), None)
    total = int(table["cumulative"].iloc[-1]) if len(table) else 0
    by_then = int(table.loc[table["position"] == first, "cumulative"].iloc[0]) if first is not None else total
    lost = [p for p, yes in zip(at, low, strict=True) if first is not None and p > first and not yes]
    held = [p for p in at if p > max(lost, default=0) and first is not None and p >= first]
    return Reached(
        first, len(runs), total - by_then, total, tuple(lost),
        held[0] if held else None, len(table),
    )  # fmt: skip


@takes(table=CURVE)
def outcome(table: pd.DataFrame, lang: str = "id") -> str:
    """A few words on it, for a figure or a checklist: first reached at 12; 2 of 13 codes came after."""
    found = reached(table)
    if found.first is None:
        key = "none" if found.judged else "unjudged"
    elif found.first == found.n:
        key = "last"
    else:
        key = "after" if found.later else "lasted"
    numbers = {"at": found.first, "later": found.later, "total": found.total}
    return sentence(f"coding_outcome_{key}", lang, **numbers)


@takes(codings="unit code")
def first_mentions(codings: pd.DataFrame, order: Sequence[str] | None = None) -> pd.DataFrame:
    """Where each code came up first: code, position, unit, n (units with it in all); earliest first."""
    order = list(dict.fromkeys(codings["unit"])) if order is None else list(order)
    place = {unit: position for position, unit in enumerate(order, start=1)}
    given = codings.dropna(subset="code").drop_duplicates(["unit", "code"])
    given = given.assign(position=given["unit"].map(place)).dropna(subset="position")
    found = given.groupby("code", observed=True)["position"].agg(["min", "size"]).reset_index()
    found = found.set_axis(["code", "position", "n"], axis=1).astype({"position": "int64"})
    found = found.sort_values(["position", "code"], ignore_index=True)
    found.insert(2, "unit", [order[position - 1] for position in found["position"]])
    return found


@takes(codings="unit code")
def saturation_band(
    codings: pd.DataFrame,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    permutations: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """The same curve for other orders of reading: what any order shows, and what is this order's luck.

    In: `codings` (unit, code).

    Out: position, median, low, high (95 % of the orders), reached (share of orders whose new-information
    ratio had come down to the threshold by then).

    Notes
    -----
    low, median, high = the 2.5, 50 and 97.5 % points of the curves of so many random orders; `saturation`, after
    Guest, Namey & Chen (2020), shows one order.
    In R: vegan::specaccum(method = "random"). Empty where nobody was coded.

    Examples
    --------
    Every order of three units with a code each of their own climbs 1, 2, 3.

    >>> rows = pd.DataFrame({"unit": ["1", "2", "3"], "code": ["a", "b", "c"]})
    >>> saturation_band(rows, base=2, run=1, permutations=20)["median"].tolist()
    [1.0, 2.0, 3.0]
    """
    codings = codings.dropna(subset="unit")
    unit, units = positions(codings["unit"])
    code, codes = positions(codings["code"])
    given = np.unique(code[code >= 0].astype("int64") * len(units) + unit[code >= 0])
    starts = np.searchsorted(given // len(units), np.arange(len(codes)))
    starts = starts[np.isin(np.arange(len(codes)), given // len(units))]
    random, curves = np.random.default_rng(seed), []
    for _ in range(permutations):
        first = np.minimum.reduceat(random.permutation(len(units))[given % len(units)], starts)
        curves.append(np.bincount(first, minlength=len(units)))
    new = np.array(curves)
    low, middle, high = np.quantile(new.cumsum(axis=1), [0.025, 0.5, 0.975], axis=0)
    position = np.arange(1, len(units) + 1)
    return pd.DataFrame({
        "position": position, "median": middle, "low": low, "high": high,
        "reached": _reached(new, base, run, threshold),
    })  # fmt: skip


def _reached(new: np.ndarray, base: int, run: int, threshold: float) -> np.ndarray:
    """Share of orders whose ratio was low enough at the end of some run by each position."""
    known = np.maximum(new[:, :base].sum(axis=1), 1)
    some = new[:, :base].any(axis=1)  # without a code in the base there is no ratio
    by_then = np.zeros(new.shape, dtype=bool)
    for end in range(base + run, new.shape[1] + 1, run):
        by_then[:, end - 1] = (new[:, end - run : end].sum(axis=1) / known <= threshold) & some
    return np.logical_or.accumulate(by_then, axis=1).mean(axis=0)
