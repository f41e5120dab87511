"""Charts in rows and columns: answers by item, items by items, levels by rule, activities by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.activities import EDGES
from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, panels, sheet, wrapped
from engagelib.marks import COLORS, asked, beside, called, decimals, each, pitch, point, rows, spread, unique
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["activity_ladder", "distributions", "item_matrix", "rule_sensitivity"]

#: From -1 over 0 to 1; the number with its sign stands in every cell, for both ends are dark in grey.
SIGNED = ("#B9541A", "#F2B077", "#F4F4F4", "#79AEDA", "#0B4A80")
#: From level 0 to level 5, darker and darker in grey too.
LEVELS = ("#FFFFFF", "#DCEAF4", "#B5D3E8", "#79AEDA", "#2F78B3", "#0B4A80")
HATCHES = ("", "////", "....", "xxxx")


# --- questionnaire --------------------------------------------------------------------------------


@drawn("n")
def distributions(
    table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id", columns: int = 4
) -> FigureBase:
    """How many gave each answer, a small panel per item, groups and states side by side.

    In: `distribution`. All panels have one scale, so that they can be compared; n stands in the legend. An
    item whose answers were turned round is marked.
    """
    from matplotlib.patches import Patch

    items, series = each(table, "item"), [keys for keys, _ in each(table, "group", "state")]
    down, wide = -(-len(items) // columns), (DOUBLE - 12) / columns
    words = asked(table, lang)
    tallest = max(wrapped(text, wide - 3, 4).count("\n") + 1 for text in words.values())
    parent = panels(ax, DOUBLE, (25 + 3.1 * tallest) * down + 14)
    grid, most = parent.add_gridspec(down, columns), float(table["n"].max())
    for i, (item, part) in enumerate(items):
        axes = sheet(parent.add_subplot(grid[divmod(i, columns)]), 0, 0)
        for keys, answers in each(part, "group", "state"):
            at = answers["value"] + spread(series.index(keys), len(series), 0.86)
            axes.bar(at, answers["n"], 0.8 / len(series), **_bar(series.index(keys)))
            for x, n in zip(at, answers["n"], strict=True):
                point(axes, number(int(n), 0, lang) if n else "", (x, n), (0, 1), ha="center", va="bottom")
        axes.set_title(wrapped(words[item], wide - 3, 4), size=7, weight="normal")
        axes.set(ylim=(0, most * 1.2 or 1), xticks=unique(part["value"].sort_values()), yticks=[])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="x", length=0)
    counts = table.groupby(["group", "state", "item"])["n"].sum()
    labels = [f"{called(keys, lang)} (n = {_range(counts[keys], lang)})" for keys in series]
    patches = [Patch(label=label, **_bar(i)) for i, label in enumerate(labels)]
    parent.legend(handles=patches, loc="outside upper left", ncols=2)
    parent.supxlabel(say("answers_given", lang), size=7)
    return parent


def _bar(series: int) -> dict[str, Any]:
    hatch = HATCHES[series % len(HATCHES)]
    return {"facecolor": COLORS[series % len(COLORS)], "hatch": hatch, "edgecolor": "white", "linewidth": 0}


def _range(counts: pd.Series, lang: str) -> str:
    """Give 30, or 27–30 where some left something out."""
    ends = sorted({int(counts.min()), int(counts.max())})
    return "–".join(number(n, 0, lang) for n in ends)


@drawn("r")
def item_matrix(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> FigureBase:
    """How every two items go together (Pearson r), a panel per state; lines part the constructs.

    In: `item_matrix`. An item that does not vary has no r, which the cell shows by a dash.
    """
    states = each(table, "state")
    sides = [unique(part["first"]) for _, part in states]
    heights = [5.2 * max(len(items) - 1, 1) + 15 for items in sides]
    parent = panels(ax, DOUBLE, sum(heights) + 6)
    grid = parent.add_gridspec(len(states), 1, height_ratios=heights)
    for row, ((state, part), items) in enumerate(zip(states, sides, strict=True)):
        axes = sheet(parent.add_subplot(grid[row]), 0, 0)
        pairs = part[part["first"] != part["second"]]
        wide = part.pivot(index="first", columns="second", values="r").reindex(index=items, columns=items)
        rows(axes, items[1:] or items, 26)
        labels = [wrapped(item, (DOUBLE - 28) / len(items), 3) for item in items[:-1]]
        axes.set_xticks(range(len(labels)), labels, parse_math=False)
        _correlated(axes, wide.to_numpy("float64", na_value=np.nan)[1:, :-1], lang)
        _parted(axes, part.drop_duplicates("first")["first_construct"].tolist())
        n = f"n = {_range(pairs['n'], lang)}" if len(pairs) else ""
        axes.set_title(wrapped(f"{called([state], lang)} ({n})" if state != "none" else n, 120))
    parent.supxlabel(say("item_matrix_axis", lang), size=7, x=0.01, ha="left")
    return parent


def _correlated(ax: Axes, r: np.ndarray, lang: str) -> None:
    """Shade the lower half of a square of coefficients and write them in."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("signed", SIGNED)
    for y, x in np.argwhere(np.tril(np.ones(r.shape))).tolist():
        known = not np.isnan(r[y, x])
        fill = shades((r[y, x] + 1) / 2) if known else "white"
        ink = "white" if known and abs(r[y, x]) > 0.75 else "black"
        _cell(ax, (x, y), number(r[y, x] if known else None, 2, lang), fill, ink)
    _bare(ax, len(r))


def _parted(ax: Axes, constructs: list[str]) -> None:
    for i in range(1, len(constructs)):
        if constructs[i] != constructs[i - 1]:
            ax.hlines(i - 1.5, -0.5, i - 0.5, color="black", linewidth=0.9)
            ax.vlines(i - 0.5, i - 1.5, len(constructs) - 1.5, color="black", linewidth=0.9)


def _cell(ax: Axes, at: tuple[float, float], text: str, fill: Any, ink: str) -> None:
    from matplotlib.patches import Rectangle

    place = (at[0] - 0.5, at[1] - 0.5)
    ax.add_patch(Rectangle(place, 1, 1, facecolor=fill, edgecolor="#BBBBBB", linewidth=0.4))
    ax.text(*at, text, ha="center", va="center", color=ink)


def _bare(ax: Axes, across: int) -> None:
    ax.set_xlim(-0.5, max(across, 1) - 0.5)
    ax.tick_params(length=0)
    ax.spines["bottom"].set_visible(False)


# --- COBIT ----------------------------------------------------------------------------------------


@drawn("level")
def rule_sensitivity(
    table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id"
) -> FigureBase:
    """The level that every rule gives to every mean; a frame and ≠ mark a mean whose level depends on it.

    In: `levels` of `cobit`. A panel per group.
    """
    groups, rules = each(table, "group"), unique(table["rule"])
    blocks = [each(part, "objective", "state") for _, part in groups]
    words = [wrapped(say(rule, lang), (DOUBLE - 68) / len(rules)) for rule in rules]
    head = 3.1 * max(word.count("\n") + 1 for word in words) + 10
    names = [called(keys, lang) for block in blocks for keys, _ in block]
    step = pitch(names, 44)
    heights = [step * len(block) + head for block in blocks]
    parent = panels(ax, DOUBLE, sum(heights) + 6)
    grid = parent.add_gridspec(len(groups), 1, height_ratios=heights)
    for row, ((group, _), block) in enumerate(zip(groups, blocks, strict=True)):
        axes = sheet(parent.add_subplot(grid[row]), 0, 0)
        rows(axes, [called(keys, lang) for keys, _ in block], 44)
        axes.set_xticks(range(len(rules)), words, parse_math=False)
        axes.xaxis.tick_top()
        for y, (_, part) in enumerate(block):
            for rule, level in part[["rule", "level"]].itertuples(index=False):
                known = level == level and level is not None
                fill = LEVELS[min(max(int(level), 0), 5)] if known else "white"
                ink = "white" if known and level >= 4 else "black"
                _cell(axes, (rules.index(rule), y), number(int(level) if known else None, 0, lang), fill, ink)
            _marked(axes, y, part, len(rules), lang)
        _bare(axes, len(rules))
        axes.spines["top"].set_visible(False)
        axes.set_title(wrapped(say(group, lang), 120), pad=4)
    parent.supxlabel(say("rules_axis", lang), size=7, x=0.01, ha="left")
    return parent


def _marked(ax: Axes, y: int, part: pd.DataFrame, across: int, lang: str) -> None:
    """Put the mean at the right; the levels in question and a frame where the rules disagree."""
    from matplotlib.patches import Rectangle

    told, agreed = number(part["value"].iloc[0], 3, lang), bool(part["agree"].iloc[0])
    if not agreed:
        told += " ≠"
        frame: dict[str, Any] = {"fill": False, "edgecolor": "black", "linewidth": 1.3, "zorder": 3}
        ax.add_patch(Rectangle((-0.5, y - 0.44), across, 0.88, clip_on=False, **frame))
    beside(ax, [y], [told])


@drawn("share")
def activity_ladder(
    table: pd.DataFrame,
    reached: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    edges: Sequence[Any] = EDGES,
) -> FigureBase:
    """How much of every level is done, level upon level, with N, P, L or F; a panel per objective.

    In: `ladder` of `cobit` and, for the level that this comes to, `capability` (under one rule or several).
    At the right: activities rated of those that COBIT 2019 counts.
    """
    objectives = each(table, "objective")
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
    name = wrapped(say(objective, lang), width)
    if reached is None:
        return name
    own = reached[reached["objective"] == objective]
    levels = [f"{say(f'climb_{r}', lang)}: {n}" for r, n in zip(own["rule"], own["level"], strict=True)]
    return "\n".join([name, *(wrapped(f"{say('level', lang)} – {told}", width) for told in levels)])


def _rungs(ax: Axes, part: pd.DataFrame, edges: Sequence[Any], title: str, lang: str) -> None:
    rungs = part.sort_values("level", ascending=False).reset_index(drop=True)
    rows(ax, [f"{say('level', lang)} {level}" for level in rungs["level"]], 18)
    ends = [0.0, *(float(edge) for edge in edges), 1.0]
    for letter, low, high in zip("NPLF", ends, ends[1:], strict=False):
        ax.axvspan(low, high, color=("#EFEFEF", "white")["NPLF".index(letter) % 2], zorder=0, linewidth=0)
        look: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
        point(ax, letter, ((low + high) / 2, 1), (0, 2), color=INK, **look)
    for y, rung in enumerate(rungs.to_dict("records")):
        if rung["share"] != rung["share"]:
            word = say("no_activities" if rung["activities"] == 0 else "not_rated", lang)
            ax.text(0.02, y, word, va="center", style="italic", color=INK)
            continue
        ax.barh(y, rung["share"], 0.62, color=COLORS[0], edgecolor="none", alpha=0.55)
        told = f"{rung['rate']} · {share(rung['share'], 0, lang)}"
        ax.text(0.02, y, told, va="center", weight="bold")
    known = [f"{r} / {number(None if a != a else a, 0, lang)}" for r, a in
             zip(rungs["rated"], rungs["activities"].astype("float64"), strict=True)]  # fmt: skip
    beside(ax, range(len(rungs)), known, say("activities", lang))
    ax.set(xlim=(0, 1), xticks=[*ends], xlabel=say("share_achieved", lang))
    ax.set_title(title, pad=12)
    decimals(ax.xaxis, lang, scale=100)
