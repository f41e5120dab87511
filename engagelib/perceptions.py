"""Charts of what people answered: each item, each construct, and as-is against to-be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, panels, sentence, sheet, wrapped
from engagelib.marks import (
    COLORS,
    MARKERS,
    asked,
    beside,
    called,
    decimals,
    dots,
    each,
    key,
    lowest,
    percentages,
    pitch,
    point,
    rows,
    spread,
    uncomputed,
    unique,
)
from engagelib.words import number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["dumbbell", "gap_bars", "likert", "radar", "reliability", "scores"]

#: From the lowest answer to the highest; five different greys too.
SHADES = ("#B9541A", "#F2B077", "#E6E6E6", "#79AEDA", "#0B4A80")


def _group(name: object, table: pd.DataFrame, lang: str) -> str:
    return wrapped(f"{say(str(name), lang)} (n = {number(int(table['n'].max()), 0, lang)})", 60)


# --- questionnaire --------------------------------------------------------------------------------


@drawn("n")
def likert(
    table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id", order: str = "declared"
) -> FigureBase:
    """How the answers to every item are distributed, the neutral answer split at the centre line.

    In: `distribution`. One panel per group and state, as-is and to-be side by side. `order="mean"` puts the
    items with the highest mean (in the first panel of a row) on top. Each percentage is rounded by itself; n is
    at the item's right. An item whose answers were turned round is marked.
    """
    from matplotlib.patches import Patch

    blocks: dict[tuple, dict[str, pd.DataFrame]] = {}
    for (group, state), part in each(table, "group", "state"):
        blocks.setdefault((group, state == "none"), {})[state] = part
    heights = [max(part["item"].nunique() for part in block.values()) + 1.2 for block in blocks.values()]
    wide = 52 if any(len(block) > 1 for block in blocks.values()) else 66
    parent = panels(ax, DOUBLE, pitch(list(asked(table, lang).values()), wide, 8.5) * sum(heights) + 14)
    grid = parent.add_gridspec(len(blocks), 2, height_ratios=heights)
    limits = _reach(table)
    for row, ((group, _), block) in enumerate(blocks.items()):
        items = _ordered(block[min(block)], order)
        for column, state in enumerate(sorted(block)):
            axes = sheet(parent.add_subplot(grid[row, column] if len(block) > 1 else grid[row, :]), 0, 0)
            texts = asked(block[state], lang)
            rows(axes, ["" if column else texts.get(item, item) for item in items], wide)
            axes.set_title(wrapped(called((group, state), lang), 50, 2))
            _stacked(axes, block[state], items, limits, lang)
    values = range(int(table["value"].min()), int(table["value"].max()) + 1)
    ends = {values[0]: f"{values[0]} ({say('low', lang)})", values[-1]: f"{values[-1]} ({say('high', lang)})"}
    shades = zip(values, _shades(len(values)), strict=True)
    patches = [Patch(facecolor=shade, edgecolor="#999999", label=ends.get(v, str(v))) for v, shade in shades]
    parent.legend(handles=patches, loc="outside upper center", ncols=len(values))
    parent.supxlabel(say("percent_of_answers", lang), size=7)
    return parent


def _ordered(table: pd.DataFrame, order: str) -> list:
    items = unique(table["item"])
    if order == "mean":
        means = (table["value"] * table["n"]).groupby(table["item"]).sum() / table.groupby("item")["n"].sum()
        items.sort(key=means.get, reverse=True)
    return items


def _shades(places: int) -> list:
    from matplotlib.colors import LinearSegmentedColormap

    return list(LinearSegmentedColormap.from_list("likert", SHADES)(np.linspace(0, 1, places)))


def _widths(answers: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Width of each answer in per cent, and where the bar begins for its middle to stand at 0."""
    widths = 100 * answers["n"].to_numpy(float) / max(answers["n"].sum(), 1)
    values = answers["value"].to_numpy(float)
    middle = (values.min() + values.max()) / 2
    return widths, -widths[values < middle].sum() - widths[values == middle].sum() / 2


def _reach(table: pd.DataFrame) -> tuple[float, float]:
    parts = [_widths(part) for _, part in each(table, "group", "state", "item")]
    return min(left for _, left in parts) - 9, max(left + widths.sum() for widths, left in parts) + 9


def _stacked(ax: Axes, table: pd.DataFrame, items: list, limits: tuple[float, float], lang: str) -> None:
    narrow = (limits[1] - limits[0]) * 0.04
    for y, item in enumerate(items):
        answers = table[table["item"] == item].sort_values("value")
        widths, left = _widths(answers)
        starts = left + np.cumsum(widths) - widths
        ax.barh(y, widths, 0.7, starts, color=_shades(len(widths)), edgecolor="white", linewidth=0.4)
        shown = np.flatnonzero(widths)
        for i in shown:
            text, ink = (
                str(percentages(answers["n"].tolist())[i]),
                "white" if i in (0, len(widths) - 1) else "black",
            )
            outside = widths[i] < narrow and len(shown) > 1
            if outside and i == shown[0]:
                ax.text(starts[i] - 1, y, text, ha="right", va="center")
            elif outside and i == shown[-1]:
                ax.text(starts[i] + widths[i] + 1, y, text, ha="left", va="center")
            else:
                ax.text(starts[i] + widths[i] / 2, y, text, ha="center", va="center", color=ink)
        beside(ax, [y], [number(int(answers["n"].sum()), 0, lang)])
    beside(ax, [], [], "n")
    ax.axvline(0, color=INK, linewidth=0.6, zorder=0.5)
    ax.set_xlim(limits)
    ax.xaxis.set_major_formatter(lambda value, _: number(abs(value), 0, lang))


@drawn("mean")
def scores(
    table: pd.DataFrame,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    scale: tuple[int, int] = (1, 5),
) -> Axes:
    """Mean of each construct with its interval, per group and state; a hollow dot has no interval.

    In: `scores`.
    """
    constructs, series = unique(table["construct"]), each(table, "group", "state")
    ax = sheet(ax, SINGLE, max(4.2 * len(series), 7) * len(constructs) + 18 + 2 * len(series))
    rows(ax, [say(name, lang) for name in constructs], 26)
    for i, (keys, part) in enumerate(series):
        at = [constructs.index(name) + spread(i, len(series), 0.7) for name in part["construct"]]
        dots(ax, at, part, ["mean", "ci_low", "ci_high"], i, called(keys, lang))
        beside(ax, at, [number(n, 0, lang) for n in part["n"]], "n")
    ax.set(xlim=scale, xticks=range(scale[0], scale[1] + 1))
    ax.set_xlabel(f"{say('mean', lang)} ({scale[0]}–{scale[1]}), {say('interval_95', lang)}")
    ax.grid(axis="x")
    key(ax)
    return ax


@drawn()
def reliability(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Cronbach's alpha of each construct with its interval, omega beneath it, against .70 and .90.

    In: `reliability`.
    """
    ax = sheet(ax, SINGLE, 7.5 * len(table) + 25)
    rows(ax, [called(keys, lang) for keys in zip(table["construct"], table["state"], strict=True)], 26)
    at = np.arange(len(table))
    label = f"{say('alpha', lang)}, {say('interval_95', lang)}"
    dots(ax, at, table, ["alpha", "alpha_low", "alpha_high"], 0, label)
    dots(ax, at + 0.28, table, ["omega"], 1, say("omega", lang))
    ax.set(xlim=(lowest(table, "alpha", "alpha_low"), 1), xlabel=say("reliability_axis", lang))
    for line in (0.7, 0.9):
        ax.axvline(line, color="#777777", linewidth=0.8, linestyle="--", zorder=0.5)
        above: dict[str, Any] = {
            "xycoords": ax.get_xaxis_transform(),
            "ha": "center",
            "va": "bottom",
            "color": INK,
        }
        point(ax, number(line, 2, lang), (line, 1), (0, 2), **above)
    uncomputed(ax, table, "alpha", lang)
    counts = [f"{number(n, 0, lang)} / {k}" for n, k in zip(table["n"], table["items"], strict=True)]
    beside(ax, at, counts, f"n / {say('items', lang)}")
    decimals(ax.xaxis, lang, 1)
    key(ax)
    return ax


# --- COBIT ----------------------------------------------------------------------------------------


@drawn("as_is", "to_be")
def radar(
    table: pd.DataFrame,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    scale: tuple[int, int] = (0, 5),
) -> FigureBase | Axes:
    """As-is and to-be of every objective as polygons, a small one per group; three objectives at least.

    In: `gap`. Numbers at the corners are the printed ones.
    """
    shown = table[table["objective"] != "overall"]
    if shown["objective"].nunique() < 3:
        return sentence(ax, say("radar_needs_three", lang))
    groups = each(shown, "group")
    parent = panels(ax, DOUBLE if len(groups) > 1 else SINGLE, 82)
    polar = parent.subplots(1, len(groups), squeeze=False, subplot_kw={"projection": "polar"})[0]
    for axes, (name, part) in zip(polar, groups, strict=True):
        angles = np.linspace(0, 2 * np.pi, len(part), endpoint=False)
        for i, (state, line) in enumerate((("as_is", "-"), ("to_be", "--"))):
            closed = [*part[state].astype(float), float(part[state].iloc[0])]
            look = {
                "color": COLORS[i],
                "marker": MARKERS[i],
                "markersize": 4,
                "clip_on": False,
                "label": say(state, lang),
            }
            axes.plot([*angles, 0], closed, line, **look)
            axes.fill([*angles, 0], closed, color=COLORS[i], alpha=0.12)
        axes.set(theta_offset=np.pi / 2, theta_direction=-1, ylim=scale)
        axes.set(yticks=range(scale[0] + 1, scale[1] + 1), rlabel_position=180 / len(part))
        axes.set_thetagrids(np.degrees(angles), [_corner(row, lang) for row in part.to_dict("records")])
        axes.tick_params(axis="x", pad=6)
        axes.spines["polar"].set_color("#BBBBBB")
        axes.set_title(_group(name, part, lang), pad=14)
    parent.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return parent


def _corner(row: dict, lang: str) -> str:
    ends = " → ".join(number(row[f"{state}_printed"], 2, lang) for state in ("as_is", "to_be"))
    return f"{wrapped(say(row['objective'], lang), 24)}\n{ends}"


@drawn("gap")
def dumbbell(
    table: pd.DataFrame,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    scale: tuple[int, int] = (1, 5),
) -> FigureBase:
    """From as-is to to-be on a line per objective, the gap above it, a panel per group.

    In: `gap`. Numbers are the printed ones.
    """
    groups = each(table, "group")
    parent = panels(ax, DOUBLE if len(groups) > 1 else SINGLE, 10 * max(len(p) for _, p in groups) + 26)
    same = table.groupby("group")["objective"].agg(tuple).nunique() == 1
    for i, (name, part) in enumerate(groups):
        axes, at = sheet(parent.add_subplot(1, len(groups), i + 1), 0, 0), range(len(part))
        rows(axes, ["" if i and same else say(objective, lang) for objective in part["objective"]], 24)
        axes.hlines(at, part["as_is"], part["to_be"], color="#BBBBBB", linewidth=2.5, zorder=1)
        for j, (state, side) in enumerate((("as_is", -1), ("to_be", 1))):
            dots(axes, at, part, [state, state, state], j, say(state, lang))
            for y, value, text in zip(at, part[state], part[f"{state}_printed"], strict=True):
                point(axes, number(text, 2, lang), (value, y), (side * 5, 0), ha=("left", "right")[side < 0])
        for y, row in zip(at, part.to_dict("records"), strict=True):
            middle = ((row["as_is"] + row["to_be"]) / 2, y)
            point(axes, number(row["gap_printed"], 2, lang), middle, (0, 6), ha="center", weight="bold")
        axes.set(xlim=(scale[0] - 0.4, scale[1] + 0.6), xticks=range(scale[0], scale[1] + 1))
        axes.set(xlabel=f"{say('mean', lang)} ({scale[0]}–{scale[1]})", title=_group(name, part, lang))
        axes.grid(axis="x")
    parent.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return parent


@drawn("gap")
def gap_bars(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """The gap of every objective, groups beside one another, its rank in brackets.

    In: `gap`; with ci_low and ci_high (of `gap_intervals`) the bars carry intervals.
    """
    objectives, groups = unique(table["objective"]), each(table, "group")
    ax = sheet(ax, SINGLE, max(5 * len(groups), 7) * len(objectives) + 18 + 2 * len(groups))
    rows(ax, [say(name, lang) for name in objectives], 24)
    for i, (name, part) in enumerate(groups):
        at = [objectives.index(o) + spread(i, len(groups), 0.76) for o in part["objective"]]
        look: dict[str, Any] = {
            "color": COLORS[i % len(COLORS)],
            "hatch": ("", "////", "....")[i % 3],
            "edgecolor": "white",
        }
        ax.barh(at, part["gap"], 0.7 / len(groups), label=_group(name, part, lang), **look)
        if "ci_high" in part:
            for color, width in (("white", 2.6), ("black", 1.1)):
                ax.hlines(at, part["ci_low"], part["ci_high"], color=color, linewidth=width)
        for y, row in zip(at, part.to_dict("records"), strict=True):
            rank = f" ({row['rank']})" if row["rank"] and row["rank"] == row["rank"] else ""
            point(
                ax,
                number(row["gap_printed"], 2, lang) + rank,
                (np.nanmax([row["gap"], row.get("ci_high", 0), 0]), y),
                (3, 0),
            )
    ax.axvline(0, color="black", linewidth=0.6)
    intervals = f"\n{say('interval_95', lang)}" if "ci_high" in table else ""
    ax.set_xlabel(say("gap_axis", lang) + intervals)
    ax.margins(x=0.2)
    decimals(ax.xaxis, lang, 1)
    key(ax, lift=0.6)
    return ax
