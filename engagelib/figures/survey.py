"""Charts of a questionnaire: answers, scores, reliability, items by items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, INK, SINGLE, drawn, panels, sheet, wrapped
from engagelib.words import number, say
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from engagelib.figures.paper import Paper

__all__ = ["distributions", "item_matrix", "likert", "regression", "reliability", "residuals", "scores"]


#: From the lowest answer to the highest; five different greys too.
SHADES = ("#B9541A", "#F2B077", "#E6E6E6", "#79AEDA", "#0B4A80")


# --- questionnaire --------------------------------------------------------------------------------


@drawn("n")
def likert(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", order: str = "declared"
) -> FigureBase:
    """How the answers to every item are distributed, the neutral answer split at the centre line.

    In: `distribution`. One panel per group and state, as-is and to-be side by side. `order="mean"` puts the
    items with the highest mean (in the first panel of a row) on top. Each percentage is rounded by itself; n is
    at the item's right. An item whose answers were turned round is marked.
    """
    from matplotlib.patches import Patch

    blocks: dict[tuple[Any, ...], dict[str, pd.DataFrame]] = {}
    for (group, state), part in marks.each(table, "group", "state"):
        blocks.setdefault((group, state == "none"), {})[state] = part
    heights = [max(part["item"].nunique() for part in block.values()) + 1.2 for block in blocks.values()]
    wide = 52 if any(len(block) > 1 for block in blocks.values()) else 66
    parent = panels(
        ax, DOUBLE, marks.pitch(list(marks.asked(table, lang).values()), wide, 8.5) * sum(heights) + 14
    )
    grid = parent.add_gridspec(len(blocks), 2, height_ratios=heights)
    limits = _reach(table)
    for row, ((group, _), block) in enumerate(blocks.items()):
        items = _ordered(block[min(block)], order)
        for column, state in enumerate(sorted(block)):
            axes = sheet(parent.add_subplot(grid[row, column] if len(block) > 1 else grid[row, :]), 0, 0)
            texts = marks.asked(block[state], lang)
            marks.rows(axes, ["" if column else texts.get(item, item) for item in items], wide)
            axes.set_title(wrapped(marks.called((group, state), lang), 50, 2))
            _stacked(axes, block[state], items, limits, lang)
    values = range(int(table["value"].min()), int(table["value"].max()) + 1)
    ends = {values[0]: f"{values[0]} ({say('low', lang)})", values[-1]: f"{values[-1]} ({say('high', lang)})"}
    shades = zip(values, _shades(len(values)), strict=True)
    patches = [Patch(facecolor=shade, edgecolor="#999999", label=ends.get(v, str(v))) for v, shade in shades]
    parent.legend(handles=patches, loc="outside upper center", ncols=len(values))
    parent.supxlabel(say("percent_of_answers", lang), size=7)
    return parent


def _ordered(table: pd.DataFrame, order: str) -> list[Any]:
    items = marks.unique(table["item"])
    if order == "mean":
        means = (table["value"] * table["n"]).groupby(table["item"]).sum() / table.groupby("item")["n"].sum()
        items.sort(key=means.get, reverse=True)
    return items


def _shades(places: int) -> list[Any]:
    from matplotlib.colors import LinearSegmentedColormap

    return list(LinearSegmentedColormap.from_list("likert", SHADES)(np.linspace(0, 1, places)))


def _widths(answers: pd.DataFrame) -> tuple[np.ndarray, float]:
    """Width of each answer in per cent, and where the bar begins for its middle to stand at 0."""
    widths = 100 * answers["n"].to_numpy(float) / max(answers["n"].sum(), 1)
    values = answers["value"].to_numpy(float)
    middle = (values.min() + values.max()) / 2
    return widths, -widths[values < middle].sum() - widths[values == middle].sum() / 2


def _reach(table: pd.DataFrame) -> tuple[float, float]:
    parts = [_widths(part) for _, part in marks.each(table, "group", "state", "item")]
    return min(left for _, left in parts) - 9, max(left + widths.sum() for widths, left in parts) + 9


def _stacked(ax: Axes, table: pd.DataFrame, items: list[Any], limits: tuple[float, float], lang: str) -> None:
    narrow = (limits[1] - limits[0]) * 0.04
    for y, item in enumerate(items):
        answers = table[table["item"] == item].sort_values("value")
        widths, left = _widths(answers)
        starts = left + np.cumsum(widths) - widths
        ax.barh(y, widths, 0.7, starts, color=_shades(len(widths)), edgecolor="white", linewidth=0.4)
        shown = np.flatnonzero(widths)
        for i in shown:
            text, ink = (
                str(marks.percentages(answers["n"].tolist())[i]),
                "white" if i in (0, len(widths) - 1) else "black",
            )
            outside = widths[i] < narrow and len(shown) > 1
            if outside and i == shown[0]:
                ax.text(starts[i] - 1, y, text, ha="right", va="center")
            elif outside and i == shown[-1]:
                ax.text(starts[i] + widths[i] + 1, y, text, ha="left", va="center")
            else:
                ax.text(starts[i] + widths[i] / 2, y, text, ha="center", va="center", color=ink)
        marks.beside(ax, [y], [number(int(answers["n"].sum()), 0, lang)])
    marks.beside(ax, [], [], "n")
    ax.axvline(0, color=INK, linewidth=0.6, zorder=0.5)
    ax.set_xlim(limits)
    ax.xaxis.set_major_formatter(lambda value, _: number(abs(value), 0, lang))


@drawn("mean")
def scores(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", scale: tuple[int, int] | None = None
) -> Axes:
    """Mean of each construct with its interval, per group and state; a hollow dot has no interval.

    In: `scores`. `scale`: the lowest and the highest answer, from 1 to 5 without it.
    """
    scale = scale or marks.LIKERT
    constructs, series = marks.unique(table["construct"]), marks.each(table, "group", "state")
    ax = sheet(ax, SINGLE, max(4.2 * len(series), 7) * len(constructs) + 18 + 2 * len(series))
    marks.rows(ax, [say(name, lang) for name in constructs], 26)
    for i, (keys, part) in enumerate(series):
        at = [constructs.index(name) + marks.spread(i, len(series), 0.7) for name in part["construct"]]
        marks.dots(ax, at, part, ["mean", "ci_low", "ci_high"], i, marks.called(keys, lang))
        marks.beside(ax, at, [number(n, 0, lang) for n in part["n"]], "" if i else "n")
    ax.set(xlim=scale, xticks=marks.steps(*scale))
    ax.set_xlabel(f"{say('mean', lang)} ({scale[0]}–{scale[1]}), {say('interval_95', lang)}")
    ax.grid(axis="x")
    marks.key(ax)
    return ax


@drawn()
def reliability(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Cronbach's alpha of each construct with its interval, omega beneath it, against .70 and .90.

    In: `reliability`.
    """
    ax = sheet(ax, SINGLE, 7.5 * len(table) + 25)
    marks.rows(
        ax, [marks.called(keys, lang) for keys in zip(table["construct"], table["state"], strict=True)], 26
    )
    at = np.arange(len(table))
    label = f"{say('alpha', lang)}, {say('interval_95', lang)}"
    marks.dots(ax, at, table, ["alpha", "alpha_low", "alpha_high"], 0, label)
    marks.dots(ax, at + 0.28, table, ["omega"], 1, say("omega", lang))
    least = float(
        np.nanmin([1.0, *table[["alpha", "alpha_low", "omega"]].astype("float64").to_numpy().ravel()])
    )
    low = 0.5 if least > 0.55 else marks.lowest(table, "alpha", "alpha_low")  # an empty half says nothing
    ax.set(xlim=(low, 1), xlabel=say("reliability_axis", lang))
    for line in (0.7, 0.9):
        ax.axvline(line, color="#777777", linewidth=0.8, linestyle="--", zorder=0.5)
        marks.above(ax, line, number(line, 2, lang, bounded=True))
    marks.uncomputed(ax, table, "alpha", lang)
    counts = [f"{number(n, 0, lang)} / {k}" for n, k in zip(table["n"], table["items"], strict=True)]
    marks.beside(ax, at, counts, f"n / {say('items', lang)}")
    marks.decimals(ax.xaxis, lang, 1, bounded=True)
    marks.key(ax)
    return ax


#: From -1 over 0 to 1; the number with its sign stands in every cell, for both ends are dark in grey.
SIGNED = ("#B9541A", "#F2B077", "#F4F4F4", "#79AEDA", "#0B4A80")


# --- questionnaire --------------------------------------------------------------------------------


@drawn("n")
def distributions(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", columns: int = 4
) -> FigureBase:
    """How many gave each answer, a small panel per item, groups and states side by side.

    In: `distribution`. All panels have one scale, so that they can be compared; n stands in the legend. An
    item whose answers were turned round is marked.
    """
    from matplotlib.patches import Patch

    items, series = marks.each(table, "item"), [keys for keys, _ in marks.each(table, "group", "state")]
    down, wide = -(-len(items) // columns), (DOUBLE - 12) / columns
    words = marks.asked(table, lang)
    tallest = max(wrapped(text, wide - 3, 4).count("\n") + 1 for text in words.values())
    parent = panels(ax, DOUBLE, (25 + 3.1 * tallest) * down + 14)
    grid, most = parent.add_gridspec(down, columns), float(table["n"].max())
    for i, (item, part) in enumerate(items):
        axes = sheet(parent.add_subplot(grid[divmod(i, columns)]), 0, 0)
        for keys, answers in marks.each(part, "group", "state"):
            at = answers["value"] + marks.spread(series.index(keys), len(series), 0.86)
            axes.bar(at, answers["n"], 0.8 / len(series), **_bar(series.index(keys)))
            for x, n in zip(at, answers["n"], strict=True):
                marks.point(
                    axes, number(int(n), 0, lang) if n else "", (x, n), (0, 1), ha="center", va="bottom"
                )
        axes.set_title(wrapped(words[item], wide - 3, 4), size=7, weight="normal")
        axes.set(ylim=(0, most * 1.2 or 1), xticks=marks.unique(part["value"].sort_values()), yticks=[])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="x", length=0)
    counts = table.groupby(["group", "state", "item"])["n"].sum()
    labels = [f"{marks.called(keys, lang)} (n = {_range(counts[keys], lang)})" for keys in series]
    patches = [Patch(label=label, **_bar(i)) for i, label in enumerate(labels)]
    parent.legend(handles=patches, loc="outside upper left", ncols=2)
    parent.supxlabel(say("answers_given", lang), size=7)
    return parent


def _bar(series: int) -> dict[str, Any]:
    hatch = marks.HATCHES[series % len(marks.HATCHES)]
    return {
        "facecolor": marks.COLORS[series % len(marks.COLORS)],
        "hatch": hatch,
        "edgecolor": "white",
        "linewidth": 0,
    }


def _range(counts: pd.Series, lang: str) -> str:
    """Give 30, or 27–30 where some left something out."""
    ends = sorted({int(counts.min()), int(counts.max())})
    return "–".join(number(n, 0, lang) for n in ends)


@drawn("r")
def item_matrix(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> FigureBase:
    """How every two items go together (Pearson r), a panel per state; lines part the constructs.

    In: `item_matrix`. An item that does not vary has no r, which the cell shows by a dash.
    """
    states = marks.each(table, "state")
    sides = [marks.unique(part["first"]) for _, part in states]
    heights = [4.3 * max(len(items) - 1, 1) + 14 for items in sides]
    parent = panels(ax, DOUBLE, sum(heights) + 6)
    for axes, (state, part), items in zip(marks.down(parent, heights), states, sides, strict=True):
        pairs = part[part["first"] != part["second"]]
        wide = part.pivot(index="first", columns="second", values="r").reindex(index=items, columns=items)
        marks.rows(axes, items[1:] or items, 26)
        labels = [wrapped(item, (DOUBLE - 28) / len(items), 3) for item in items[:-1]]
        axes.set_xticks(range(len(labels)), labels, parse_math=False)
        _correlated(axes, wide.to_numpy("float64", na_value=np.nan)[1:, :-1], lang)
        _parted(axes, part.drop_duplicates("first")["first_construct"].tolist())
        n = f"n = {_range(pairs['n'], lang)}" if len(pairs) else ""
        named = (
            marks.called(marks.unique(part["first_construct"]), lang)
            if state == "none"
            else marks.called([state], lang)
        )
        axes.set_title(wrapped(f"{named} ({n})", 150))
    marks.foot(parent, say("item_matrix_axis", lang))
    return parent


def _correlated(ax: Axes, r: np.ndarray, lang: str) -> None:
    """Shade the lower half of a square of coefficients and write them in."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("signed", SIGNED)
    for y, x in np.argwhere(np.tril(np.ones(r.shape))).tolist():
        known = not np.isnan(r[y, x])
        fill = shades((r[y, x] + 1) / 2) if known else "white"
        ink = "white" if known and abs(r[y, x]) > 0.75 else "black"
        marks.tile(ax, (x, y), number(r[y, x] if known else None, 2, lang, bounded=True), fill, ink)
    marks.bare(ax, len(r))


def _parted(ax: Axes, constructs: list[str]) -> None:
    for i in range(1, len(constructs)):
        if constructs[i] != constructs[i - 1]:
            ax.hlines(i - 1.5, -0.5, i - 0.5, color="black", linewidth=0.9)
            ax.vlines(i - 0.5, i - 1.5, len(constructs) - 1.5, color="black", linewidth=0.9)


# --- regression -----------------------------------------------------------------------------------


@drawn("b")
def regression(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """What each construct adds to the outcome, with its interval, against no effect; beta beside it.

    In: `regression`, of one outcome or several. The interval is that of the errors which stand first in the table.
    """
    terms = table[table["term"] != "constant"].reset_index(drop=True)
    outcomes = marks.unique(terms["outcome"])
    named = terms[["term", "outcome"]] if len(outcomes) > 1 else terms[["term"]]
    labels = [" → ".join(say(name, lang) for name in row) for row in named.itertuples(index=False)]
    ax = sheet(ax, SINGLE, marks.pitch(labels, 30, 7) * len(terms) + 24)
    marks.rows(ax, labels, 30)
    marks.dots(ax, np.arange(len(terms)), terms, ["b", "ci_low", "ci_high"])
    ax.axvline(0, color="#777777", linewidth=0.8, linestyle="--", zorder=0.5)
    marks.uncomputed(ax, terms, "b", lang)
    marks.beside(ax, range(len(terms)), [number(beta, 2, lang) for beta in terms["beta"]], say("beta", lang))
    outcome = marks.called(outcomes if len(outcomes) == 1 else ["outcome"], lang)
    ax.set_xlabel(
        wrapped(
            phrase("survey_regression_axis", lang, outcome=outcome, n=_range(terms["n"], lang)), SINGLE - 10
        )
    )
    marks.decimals(ax.xaxis, lang, 1)
    ax.grid(axis="x")
    return ax


@drawn("residual")
def residuals(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> FigureBase:
    """Whether what a regression leaves over is normal (P-P plot) and evenly spread (scatter), a row per outcome.

    In: `normal_quantiles`. Left, points near the line are normal; right, a band of one width is even.
    """
    outcomes = marks.each(table, "outcome")
    parent = panels(ax, DOUBLE, 72 * len(outcomes))
    look: dict[str, Any] = {"markersize": 3.5, "markerfacecolor": "white", "color": marks.COLORS[0]}
    for (outcome, part), axes in zip(outcomes, parent.subplots(len(outcomes), 2, squeeze=False), strict=True):
        left, right = (sheet(one, 0, 0) for one in axes)
        whose = f"{marks.called([outcome], lang)} (n = {number(len(part), 0, lang)})"
        left.axline((0, 0), slope=1, color=INK, linewidth=0.8)
        left.plot(part["observed"], part["expected"], "o", **look)
        left.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", title=f"{say('pp_plot', lang)}: {whose}")
        left.set(xlabel=say("observed_share", lang), ylabel=say("expected_share", lang))
        right.axhline(0, color=INK, linewidth=0.8)
        right.plot(part["fitted"], part["residual"], "o", **look)
        right.set(xlabel=say("fitted_standardised", lang), ylabel=say("residual_standardised", lang))
        right.set_title(f"{say('scatter_of_residuals', lang)}: {whose}")
        for axis, digits in ((left.xaxis, 1), (left.yaxis, 1), (right.xaxis, 0), (right.yaxis, 0)):
            marks.decimals(axis, lang, digits)
    return parent
