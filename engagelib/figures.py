"""Charts of finished result tables: a table in, the axes (or, with several panels, the figure) out.

Nothing is computed here but positions and words. Every function takes `ax` (axes to draw on; else new ones)
and `lang`. A table without anything to draw gives axes with a sentence. What respondents wrote is drawn as it
stands, never read as mathematics. Answers are drawn in `perceptions` and `grids`, what has an order in
`timelines`, boxes in `diagrams`, several shops in `boards`; all are offered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.boards import channel_roles, retention, segments, stages, theme_matrix
from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, panels, save, sentence, sheet, style
from engagelib.diagrams import audit, convergence
from engagelib.estimates import cross_correlation, estimation, placebo
from engagelib.grids import activity_ladder, distributions, item_matrix, rule_sensitivity
from engagelib.marks import (
    COLORS,
    beside,
    decimals,
    dots,
    each,
    key,
    lowest,
    paced,
    pitch,
    point,
    rows,
    spread,
    uncomputed,
)
from engagelib.perceptions import dumbbell, gap_bars, likert, radar, reliability, scores
from engagelib.tallies import concentration, cooccurrence, heat, keyness, per_video
from engagelib.timelines import per_day, response_times, sales, saturation, videos
from engagelib.words import noted, number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = [
    "activity_ladder", "agreement", "audit", "channel_roles", "code_tally", "concentration",
    "convergence", "cooccurrence", "cross_correlation", "distributions", "dumbbell", "effect",
    "estimation", "gap_bars", "heat", "item_matrix", "keyness", "likert", "per_day", "per_video",
    "placebo", "radar", "reliability", "response_times", "retention", "rule_sensitivity", "sales",
    "saturation", "save", "scores", "segments", "service", "stages", "style", "theme_matrix", "videos",
]  # fmt: skip

#: The axis of a measure -> where it stands when nothing has changed.
NOTHING = {"difference_axis": 0.0, "ratio_axis": 1.0, "delta_axis": 0.0}


# --- coding and service ---------------------------------------------------------------------------


@drawn("units")
def code_tally(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """The share of units that carry each code with its 95 % interval, codes under their themes.

    In: `code_tally`. The interval is that of people drawn anew where it was computed, else Wilson's.
    """
    import pandas as pd

    parts = each(table, "theme")
    labels = [label for theme, part in parts for label in (say(theme, lang), *part["name"])]
    heads = np.cumsum([0, *(len(part) + 1 for _, part in parts)])[:-1]
    at = [i for i in range(len(labels)) if i not in heads]
    ordered = pd.concat([part for _, part in parts])
    ax = sheet(ax, DOUBLE, pitch(labels, 60) * len(labels) + 16)
    rows(ax, labels, 60)
    for head in heads:
        ax.get_yticklabels()[head].set_weight("bold")
    ax.barh(at, ordered["share"], 0.62, color="#9CC4E0", edgecolor="none")
    apart = "cluster_low" in ordered
    low, high = ("cluster_low", "cluster_high") if apart else ("ci_low", "ci_high")
    ax.hlines(at, ordered[low], ordered[high], color="black", linewidth=0.9)
    counts = ordered[["n", "units", "share"]].itertuples(index=False)
    beside(
        ax,
        at,
        [f"{n} / {units}  ({share(s, 0, lang)})" for n, units, s in counts],
        f"n / {say('units', lang)}",
    )
    label = say("share_of_units_clusters" if apart else "share_of_units", lang)
    ax.set(xlim=(0, min(1, np.nanmax(ordered[[high, "share"]].to_numpy(dtype=float)) * 1.05)), xlabel=label)
    ax.grid(axis="x")
    decimals(ax.xaxis, lang, scale=100)
    return ax


@drawn()
def agreement(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Krippendorff's alpha of each code over the conventional bands (.667, .80), prevalence at the right.

    In: `agreement`.
    """
    labels, at = table["name"].fillna(table["code"]).tolist(), range(len(table))
    ax = sheet(ax, DOUBLE, pitch(labels, 60) * len(table) + 20)
    rows(ax, labels, 60)
    left, steps = lowest(table, "alpha", "ci_low"), (0, 2 / 3, 0.8, 1)
    words = ("band_low", "band_tentative", "band_reliable")
    for low, high, shade, word in zip(steps, steps[1:], ("#DDDDDD", "#EFEFEF", "white"), words, strict=False):
        ax.axvspan(low or left, high, color=shade, zorder=0, linewidth=0)
        above: dict[str, Any] = {
            "xycoords": ax.get_xaxis_transform(),
            "ha": "center",
            "va": "bottom",
            "color": INK,
        }
        point(ax, say(word, lang), ((low + high) / 2, 1), (0, 2), **above)
    dots(ax, at, table, ["alpha", "ci_low", "ci_high"])
    uncomputed(ax, table, "alpha", lang)
    counts = zip(table["prevalence"], table["units"], strict=True)
    heading = f"{say('prevalence', lang)} · {say('units', lang)}"
    beside(ax, at, [f"{share(p, 0, lang)} · {number(u, 0, lang)}" for p, u in counts], heading)
    ax.set(xlim=(left, 1.02), xticks=[0, 0.2, 0.4, 2 / 3, 0.8, 1])
    ax.set_xlabel(f"{say('krippendorff_alpha', lang)}, {say('interval_95', lang)}")
    ax.xaxis.set_major_formatter(lambda v, _: number(v, 3 if abs(v - 2 / 3) < 0.01 else 1, lang))
    return ax


@drawn("tickets")
def service(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """How each process was served: answered, answered within the target, documented. In: `service_kpi`.

    At the right the tickets, and in brackets those that customers began, of which answers are a share. A
    process without tickets has no evidence, which is neither good nor bad; what no process has a share of is
    not known, which is no bar.
    """
    known = [name for name in SHARES if table[name].notna().any()]
    unknown = (
        f"{say('not_known', lang)}: {', '.join(say(name, lang) for name in SHARES if name not in known)}"
    )
    if not known:
        return sentence(ax, unknown)
    ax = sheet(ax, SINGLE, 15 * len(table) + 28)
    tickets = table["tickets"].fillna(0).astype(int).tolist()
    rows(ax, [say(process, lang) for process in table["process"]], 24)
    bases = [
        f"{number(n, 0, lang)} ({number(a if n else 0, 0, lang)})"
        for n, a in zip(tickets, table["asked"], strict=True)
    ]
    beside(ax, range(len(table)), bases, f"n ({say('asked', lang)})")
    for i, column in enumerate(known):
        at, shares = np.arange(len(table)) + spread(i, len(known), 0.78), table[column].astype("float64")
        color, hatch = SHARES[column]
        there = shares.notna()
        look: dict[str, Any] = {"color": color, "hatch": hatch, "edgecolor": "white"}
        ax.barh(at[there], shares[there], 0.24, label=say(column, lang), **look)
        for y, value, n in zip(at, shares, tickets, strict=True):
            if n:
                point(ax, share(value, 0, lang), (0 if value != value else value, y), (2, 0))
    for y in np.flatnonzero(np.array(tickets) == 0).tolist():
        ax.text(0.02, y, say("no_evidence", lang), va="center", style="italic", color=INK)
    widest = table[known].astype("float64").max(axis=None)
    label = say("share_of_tickets", lang) + ("" if len(known) == len(SHARES) else f"\n{unknown}")
    ax.set(xlim=(0, 1.2 if widest < 0.85 else 1.4), xticks=[0, 0.25, 0.5, 0.75, 1], xlabel=label)
    decimals(ax.xaxis, lang, scale=100)
    key(ax, 1, 0.6)
    return ax


#: The shares that are drawn of each process, with their look.
SHARES = {
    "answered_share": (COLORS[0], ""),
    "within_target": (COLORS[3], ""),
    "documented_share": (COLORS[1], "////"),
}


# --- sales ----------------------------------------------------------------------------------------


@drawn("estimate")
def effect(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> FigureBase:
    """The change of sales with its interval, headline first; what has another unit is on an axis of its own.

    In: `sales_effect`.
    """
    units = table["measure"].map(_unit)
    parts = [(unit, table[units == unit]) for unit in NOTHING if (units == unit).any()]
    parent = panels(ax, DOUBLE, 8 * len(table) + 14 * len(parts) + 5)
    grid = parent.add_gridspec(len(parts), 1, height_ratios=[len(part) + 0.4 for _, part in parts])
    for i, (unit, part) in enumerate(parts):
        axes, at = sheet(parent.add_subplot(grid[i]), 0, 0), range(len(part))
        rows(axes, [_compared(row, lang) for row in part.to_dict("records")], 58)
        dots(axes, at, part, ["estimate", "ci_low", "ci_high"])
        found = part[["estimate", "ci_low", "ci_high"]].itertuples(index=False, name=None)
        told = [
            [number(value, 1 if unit == "difference_axis" else 2, lang) for value in values]
            for values in found
        ]
        beside(axes, at, [f"{estimate} [{low}; {high}]" for estimate, low, high in told])
        axes.axvline(NOTHING[unit], color=INK, linewidth=0.8, linestyle="--")
        ends = [NOTHING[unit], *part[["estimate", "ci_low", "ci_high"]].to_numpy(float).ravel()]
        reach = np.nanmax(ends) - np.nanmin(ends) or 1
        axes.set(xlim=(np.nanmin(ends) - 0.06 * reach, np.nanmax(ends) + 0.06 * reach))
        axes.set_xlabel(paced(unit, table, lang))
        decimals(axes.xaxis, lang, int(reach < 5))
    row = table.iloc[0]
    days = [number(row[column], 0, lang) for column in ("n_before", "n_after", "n_effective")]
    known = row["n_effective"] == row["n_effective"]
    worth = paced("effect_worth", table, lang, effective=days[2]) if known else noted("no interval", lang)
    told_days = paced("effect_days", table, lang, before=days[0], after=days[1], worth=worth)
    parent.supxlabel(f"{say('interval_95', lang)}; {told_days}", size=7, x=0.01, ha="left")
    return parent


def _unit(measure: str) -> str:
    return "ratio_axis" if "ratio" in measure else "delta_axis" if "delta" in measure else "difference_axis"


def _compared(row: dict, lang: str) -> str:
    return f"{say(row['measure'], lang)} ({number(row['before'], 1, lang)} → {number(row['after'], 1, lang)})"
