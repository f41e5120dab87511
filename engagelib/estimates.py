"""Charts of a before/after comparison: the days themselves, their difference, and dates without a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.canvas import INK, SINGLE, drawn, sentence, sheet, wrapped
from engagelib.marks import COLORS, decimals, key, paced, point
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["cross_correlation", "estimation", "placebo"]


@drawn("estimate")
def estimation(
    table: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> Axes:
    """Every day before and after, and the difference of their means with its interval on an axis of its own.

    In: the row `difference` of `sales_effect`, and the days that it compares (`sales.sides`). The axis of the
    difference, at the right, has its 0 at the mean before (Gardner & Altman 1986).
    """
    from matplotlib.ticker import AutoLocator

    row = table[table["measure"] == "difference"].iloc[0]
    ax = sheet(ax, SINGLE, 78)
    for place, (part, mean) in enumerate(((before, row["before"]), (after, row["after"]))):
        values = part["portions"].to_numpy("float64", na_value=np.nan)
        look: dict[str, Any] = {"color": COLORS[place], "markersize": 2.2, "alpha": 0.8}
        ax.plot(place + _beside(values), values, "os"[place], markeredgewidth=0, **look)
        ax.hlines(mean, place - 0.42, place + 0.42, color="black", linewidth=1.6)
        ax.hlines(mean, place + 0.42, 2.5, color=INK, linewidth=0.7, linestyle="--")
    value, low, high = (row["before"] + row[name] for name in ("estimate", "ci_low", "ci_high"))
    ax.vlines(2, low, high, color="black", linewidth=1.8)
    ax.plot(2, value, "D", color="black", markersize=5)
    told = [number(row[name], 1, lang) for name in ("estimate", "ci_low", "ci_high")]
    words = f"{told[0]}\n[{told[1]}; {told[2]}]"
    point(ax, words, (2, min(low, value) if low == low else value), (0, -5), ha="center", va="top")
    counts = [f"{say(name, lang)}\n(n = {number(row[f'n_{name}'], 0, lang)})" for name in ("before", "after")]
    difference = wrapped(f"{say('difference', lang)}, {say('interval_95', lang)}", 24)
    ax.set_xticks(range(3), [*counts, difference])
    most = max([*before["portions"].dropna(), *after["portions"].dropna(), high if high == high else value])
    ax.set(xlim=(-0.5, 2.5), ylim=(min(0, low if low == low else value), 1.06 * float(most)))
    ax.set_ylabel(paced("portions_axis", table, lang))
    ax.tick_params(axis="x", length=0)
    start = float(row["before"])
    functions: Any = (lambda y: y - start, lambda y: y + start)
    right = ax.secondary_yaxis("right", functions=functions)
    right.set_ylabel(paced("difference_axis", table, lang))
    low, high = (end - start for end in ax.get_ylim())
    right.set_yticks([tick for tick in AutoLocator().tick_values(low, high) if low <= tick <= high])
    for axis in (ax.yaxis, right.yaxis):
        decimals(axis, lang)
    return ax


def _beside(values: np.ndarray) -> np.ndarray:
    """Where days of the same value stand side by side: the fullest row is 0.8 wide, all equally dense."""
    import pandas as pd

    same, counts = np.unique(np.round(values), return_inverse=True, return_counts=True)[1:]
    seen = pd.Series(same).groupby(same).cumcount().to_numpy()
    return (seen - (counts[same] - 1) / 2) * 0.8 / max(counts.max(), 8)


@drawn("estimate")
def placebo(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """What the same comparison gives on dates without a change, and where the actual one stands.

    In: `placebo`. The share of dates counts the actual one; neighbouring dates share most of their days.
    """
    actual, rest = table[table["period"] == "actual"], table[table["period"] != "actual"]
    if rest.empty:
        return sentence(ax, paced("placebo_none", table, lang))
    ax = sheet(ax, SINGLE, 62)
    parts = [rest.loc[rest["period"] == name, "estimate"].dropna() for name in ("before", "after")]
    names = [f"{say(f'placebo_{name}', lang)} (n = {number(len(part), 0, lang)})"
             for name, part in zip(("before", "after"), parts, strict=True)]  # fmt: skip
    bins = np.histogram_bin_edges(rest["estimate"].dropna(), bins=24).tolist()
    look: dict[str, Any] = {"stacked": True, "edgecolor": "white", "linewidth": 0.4}
    bars: Any = ax.hist(parts, bins, color=[COLORS[0], COLORS[1]], label=names, **look)[2]
    for bar in bars[1]:
        bar.set_hatch("////")
    ends = [0.0, *table["estimate"].dropna()]
    reach = max(ends) - min(ends) or 1
    ax.set(xlim=(min(ends) - 0.06 * reach, max(ends) + 0.06 * reach))
    ax.axvline(0, color=INK, linewidth=0.8, linestyle="--")
    for estimate, part in actual[["estimate", "share"]].dropna().itertuples(index=False):
        ax.axvline(estimate, color=COLORS[4], linewidth=1.6)
        late = estimate > sum(ax.get_xlim()) / 2
        told = say("placebo_actual", lang).format(
            estimate=number(estimate, 1, lang), share=share(part, 1, lang)
        )
        ax.annotate(
            wrapped(told, 32),
            (estimate, 0.95),
            (-4 if late else 4, 0),
            ax.get_xaxis_transform(),
            "offset points",
            ha="right" if late else "left",
            va="top",
        )
    ax.set_xlabel(paced("difference_axis", table, lang))
    ax.set_ylabel(say("dates_axis", lang))
    for axis in (ax.xaxis, ax.yaxis):
        decimals(axis, lang)
    key(ax, 1, 0.6)
    return ax


@drawn("r")
def cross_correlation(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """How portions go with the engagement of so many days before, each lag with its interval.

    In: `timeseries.cross_correlation`: lag (days), r, ci_low, ci_high, n.
    """
    ax = sheet(ax, SINGLE, 55)
    ax.axhline(0, color=INK, linewidth=0.8, linestyle="--")
    reach = [table["r"] - table["ci_low"], table["ci_high"] - table["r"]]
    ax.errorbar(table["lag"], table["r"], reach, fmt="o", color=COLORS[0], capsize=2)
    days = f"n = {table['n'].min():.0f}–{table['n'].max():.0f}"
    ax.set(ylim=(-1, 1), xlabel=f"{say('lag', lang)} ({say('days', lang)}; {days})", ylabel="r")
    decimals(ax.yaxis, lang, 1)
    return ax
