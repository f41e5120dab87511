"""Charts of a gap analysis: as-is against to-be, levels by rule, activities by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.cobit.capability import EDGES
from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, INK, SINGLE, drawn, panels, sentence, sheet, wrapped
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from engagelib.figures.paper import Paper

__all__ = ["activity_ladder", "dumbbell", "gap_bars", "radar", "rule_sensitivity"]


def _group(name: object, table: pd.DataFrame, lang: str) -> str:
    return wrapped(f"{say(str(name), lang)} (n = {number(int(table['n'].max()), 0, lang)})", 60)


# --- COBIT ----------------------------------------------------------------------------------------


@drawn("as_is", "to_be")
def radar(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", scale: tuple[int, int] | None = None
) -> FigureBase | Axes:
    """As-is and to-be of every objective as polygons, a small one per group; three objectives at least.

    In: `gap`. Numbers at the corners are those of the table. `scale`: the lowest and the highest answer, from 1 to
    5 without it; the centre is 0.
    """
    most = (scale or marks.LIKERT)[1]
    shown = table[table["objective"] != "overall"]
    if shown["objective"].nunique() < 3:
        return sentence(ax, say("radar_needs_three", lang))
    groups = marks.each(shown, "group")
    parent = panels(ax, DOUBLE if len(groups) > 1 else SINGLE, 82)
    polar = parent.subplots(1, len(groups), squeeze=False, subplot_kw={"projection": "polar"})[0]
    for axes, (name, part) in zip(polar, groups, strict=True):
        angles = np.linspace(0, 2 * np.pi, len(part), endpoint=False)
        for i, (state, line) in enumerate((("as_is", "-"), ("to_be", "--"))):
            closed = [*part[state].astype(float), float(part[state].iloc[0])]
            look = {
                "color": marks.COLORS[i],
                "marker": marks.MARKERS[i],
                "markersize": 4,
                "clip_on": False,
                "label": say(state, lang),
            }
            axes.plot([*angles, 0], closed, line, **look)
            axes.fill([*angles, 0], closed, color=marks.COLORS[i], alpha=0.12)
        axes.set(theta_offset=np.pi / 2, theta_direction=-1, ylim=(0, most))
        axes.set(yticks=marks.steps(0, most)[1:], rlabel_position=180 / len(part))
        axes.set_thetagrids(np.degrees(angles), [_corner(row, lang) for row in part.to_dict("records")])
        for label in axes.get_yticklabels():
            label.set_bbox(marks.CLEAR)
        axes.set_axisbelow(False)
        axes.tick_params(axis="x", pad=6)
        axes.spines["polar"].set_color("#BBBBBB")
        axes.set_title(_group(name, part, lang), pad=14)
    parent.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return parent


def _corner(row: dict[str, Any], lang: str) -> str:
    ends = " → ".join(number(row[f"{state}_printed"], 2, lang) for state in ("as_is", "to_be"))
    return f"{wrapped(say(row['objective'], lang), 24)}\n{ends}"


@drawn("gap")
def dumbbell(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", scale: tuple[int, int] | None = None
) -> FigureBase:
    """From as-is to to-be on a line per objective, the gap above it, a panel per group.

    In: `gap`. Numbers are those of the table. `scale`: the lowest and the highest answer, from 1 to 5 without it.
    """
    scale = scale or marks.LIKERT
    groups = marks.each(table, "group")
    parent = panels(ax, DOUBLE if len(groups) > 1 else SINGLE, 10 * max(len(p) for _, p in groups) + 26)
    same = table.groupby("group")["objective"].agg(tuple).nunique() == 1
    for i, (name, part) in enumerate(groups):
        axes, at = sheet(parent.add_subplot(1, len(groups), i + 1), 0, 0), range(len(part))
        marks.rows(axes, ["" if i and same else say(objective, lang) for objective in part["objective"]], 24)
        axes.hlines(at, part["as_is"], part["to_be"], color="#BBBBBB", linewidth=2.5, zorder=1)
        for j, (state, side) in enumerate((("as_is", -1), ("to_be", 1))):
            marks.dots(axes, at, part, [state, state, state], j, say(state, lang))
            for y, value, text in zip(at, part[state], part[f"{state}_printed"], strict=True):
                marks.point(
                    axes, number(text, 2, lang), (value, y), (side * 5, 0), ha=("left", "right")[side < 0]
                )
        for y, row in zip(at, part.to_dict("records"), strict=True):
            middle = ((row["as_is"] + row["to_be"]) / 2, y)
            marks.point(axes, number(row["gap_printed"], 2, lang), middle, (0, 6), ha="center", weight="bold")
        axes.set(xlim=(scale[0] - 0.4, scale[1] + 0.6), xticks=marks.steps(*scale))
        axes.set(xlabel=f"{say('mean', lang)} ({scale[0]}–{scale[1]})", title=_group(name, part, lang))
        axes.grid(axis="x")
    parent.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return parent


@drawn("gap")
def gap_bars(
    table: pd.DataFrame, intervals: pd.DataFrame | None = None, ax: Paper | None = None, lang: str = "id"
) -> Axes:
    """The gap of every objective, groups beside one another, its rank in brackets.

    In: `gap`; with `gap_intervals` (or its ci_low and ci_high) the bars carry intervals.
    """
    if intervals is not None:
        ends = intervals[["group", "objective", "ci_low", "ci_high"]]
        table = table.merge(ends, on=["group", "objective"], how="left")
    objectives, groups = marks.unique(table["objective"]), marks.each(table, "group")
    ax = sheet(ax, SINGLE, max(5 * len(groups), 7) * len(objectives) + 18 + 2 * len(groups))
    marks.rows(ax, [say(name, lang) for name in objectives], 24)
    for i, (name, part) in enumerate(groups):
        at = [objectives.index(o) + marks.spread(i, len(groups), 0.76) for o in part["objective"]]
        marks.bars(ax, at, part["gap"], 0.7 / len(groups), i, _group(name, part, lang))
        if "ci_high" in part:
            for color, width in (("white", 2.6), ("black", 1.1)):
                ax.hlines(at, part["ci_low"], part["ci_high"], color=color, linewidth=width)
        for y, row in zip(at, part.to_dict("records"), strict=True):
            rank = f" ({row['rank']})" if row["rank"] and row["rank"] == row["rank"] else ""
            marks.point(
                ax,
                number(row["gap_printed"], 2, lang) + rank,
                (np.nanmax([row["gap"], row.get("ci_high", 0), 0]), y),
                (3, 0),
            )
    ax.axvline(0, color="black", linewidth=0.6)
    intervals = f"\n{say('interval_95', lang)}" if "ci_high" in table else ""
    ax.set_xlabel(say("gap_axis", lang) + intervals)
    ax.margins(x=0.2)
    marks.decimals(ax.xaxis, lang, 1)
    marks.key(ax, lift=0.6)
    return ax


# --- COBIT ----------------------------------------------------------------------------------------


@drawn("level")
def rule_sensitivity(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> FigureBase:
    """The level that every rule gives to every mean: dark where it is not what most rules give; ≠ marks the mean.

    In: `levels` of `cobit`. A panel per group.
    """
    groups, rules = marks.each(table, "group"), marks.unique(table["rule"])
    blocks = [marks.each(part, "objective", "state") for _, part in groups]
    words = [wrapped(say(rule, lang), (DOUBLE - 68) / len(rules)) for rule in rules]
    head = 3.1 * max(word.count("\n") + 1 for word in words) + 10
    names = [marks.called(keys, lang) for block in blocks for keys, _ in block]
    step = marks.pitch(names, 44)
    heights = [step * len(block) + head for block in blocks]
    parent = panels(ax, DOUBLE, sum(heights) + 6)
    for axes, (group, _), block in zip(marks.down(parent, heights), groups, blocks, strict=True):
        marks.rows(axes, [marks.called(keys, lang) for keys, _ in block], 44)
        axes.set_xticks(range(len(rules)), words, parse_math=False)
        axes.xaxis.tick_top()
        for y, (_, part) in enumerate(block):
            for rule, level in part[["rule", "level"]].itertuples(index=False):
                known = level == level and level is not None
                usual = part["level"].dropna().mode()
                odd = known and len(usual) and int(level) != int(usual.iloc[0])
                told = number(int(level) if known else None, 0, lang)
                fill, ink = ("#0B4A80", "white") if odd else ("#EEF4F9" if known else "white", "black")
                marks.tile(axes, (rules.index(rule), y), told, fill, ink)
            told = number(part["value"].iloc[0], 3, lang) + ("" if bool(part["agree"].iloc[0]) else " ≠")
            marks.beside(axes, [y], [told])
        marks.bare(axes, len(rules))
        axes.spines["top"].set_visible(False)
        axes.set_title(wrapped(say(group, lang), 120), pad=4)
    marks.foot(parent, say("rules_axis", lang))
    return parent


@drawn("share")
def activity_ladder(
    table: pd.DataFrame,
    reached: pd.DataFrame | None = None,
    ax: Paper | None = None,
    lang: str = "id",
    edges: Sequence[Any] = EDGES,
) -> FigureBase:
    """How much of every level is done, level upon level, with N, P, L or F; a panel per objective.

    In: `ladder` of `cobit` and, for the level that this comes to, `capability` (under one rule or several).
    At the right: activities rated of those that COBIT 2019 counts.
    """
    objectives = marks.each(table, "objective")
    across = min(len(objectives), 2)
    down, wide = -(-len(objectives) // across), (SINGLE, DOUBLE)[across - 1]
    titles = [_climbed(objective, reached, (wide / across - 24) / 1.3, lang) for objective, _ in objectives]
    height = 6 * table["level"].nunique() + 20 + 3.4 * max(title.count("\n") for title in titles)
    parent = panels(ax, wide, height * down)
    grid = parent.add_gridspec(down, across)
    for i, (_, part) in enumerate(objectives):
        _rungs(sheet(parent.add_subplot(grid[divmod(i, across)]), 0, 0), part, edges, titles[i], lang)
    return parent


def _climbed(objective: str, reached: pd.DataFrame | None, width: float, lang: str) -> str:
    """The name of an objective and, beneath it, the level that each rule gives."""
    name = say(objective, lang)
    if reached is None:
        return wrapped(name, width)
    own = reached[reached["objective"] == objective]
    ways = zip(own["rule"], own["level"], strict=True)
    levels = [f"{say(f'climb_{rule}', lang)}:\xa0{n}" for rule, n in ways]
    return "\n".join(wrapped(told, width) for told in [f"{name} · {say('level', lang)}", *levels])


def _rungs(ax: Axes, part: pd.DataFrame, edges: Sequence[Any], title: str, lang: str) -> None:
    rungs = part.sort_values("level", ascending=False).reset_index(drop=True)
    marks.rows(ax, [f"{say('level', lang)} {level}" for level in rungs["level"]], 18)
    ends = [0.0, *(float(edge) for edge in edges), 1.0]
    for letter, low, high in zip("NPLF", ends, ends[1:], strict=False):
        ax.axvspan(low, high, color=("#EFEFEF", "white")["NPLF".index(letter) % 2], zorder=0, linewidth=0)
        marks.above(ax, (low + high) / 2, letter)
    for y, rung in enumerate(rungs.to_dict("records")):
        if rung["share"] != rung["share"]:
            word = say("no_activities" if rung["activities"] == 0 else "not_rated", lang)
            ax.text(0.02, y, word, va="center", style="italic", color=INK)
            continue
        ax.barh(y, rung["share"], 0.62, color=marks.COLORS[0], edgecolor="none", alpha=0.45)
        told = f"{rung['rate']} · {share(rung['share'], 0, lang)}"
        inside = rung["share"] > 0.3  # a shorter bar has no room for it
        ax.text(0.02 if inside else rung["share"] + 0.02, y, told, va="center", weight="bold")
    known = [f"{r} / {number(None if a != a else a, 0, lang)}" for r, a in
             zip(rungs["rated"], rungs["activities"].astype("float64"), strict=True)]  # fmt: skip
    marks.beside(ax, range(len(rungs)), known, say("activities", lang))
    ax.set(xlim=(0, 1), xticks=[*ends], xlabel=say("share_achieved", lang))
    ax.set_title(title, pad=12)
    marks.decimals(ax.xaxis, lang, scale=100)
