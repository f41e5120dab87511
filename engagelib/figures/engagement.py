"""Charts of videos: interactions by how often they were seen, and how few carry most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.paper import INK, MIDDLE, SINGLE, drawn, sentence, sheet, wrapped
from engagelib.words import number, say
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["concentration", "videos"]


@drawn("views_share")
def concentration(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """What share of all views and of all interactions the most seen videos carry, added up. In: `concentration`."""
    ax = sheet(ax, SINGLE, 62)
    at = np.arange(len(table) + 1)
    for name, color, line in (
        ("views_share", marks.COLORS[0], "-"),
        ("interactions_share", marks.COLORS[1], "--"),
    ):
        shares = table[name].astype("float64")
        if shares.isna().all():  # not counted: no line
            continue
        ax.step(at, [0, *shares.fillna(0).cumsum()], line, where="post", color=color, label=say(name, lang))
    first = float(table["views_share"].iloc[0])
    told = phrase("engagement_first_video", lang, share=first)
    marks.point(ax, wrapped(told, 40), (1, first), (8, -10), va="top")
    ax.plot([1], [first], "o", color=marks.COLORS[0], markersize=4.5)
    ax.axhline(0.5, color="#BBBBBB", linewidth=0.8, zorder=0.5)
    ax.set(xlim=(0, len(table)), ylim=(0, 1.02), ylabel=say("cumulative_percent", lang))
    ax.set_xlabel(phrase("engagement_concentration_axis", lang, all=len(table)))
    ax.locator_params(axis="x", integer=True)
    marks.decimals(ax.yaxis, lang, scale=100)
    marks.decimals(ax.xaxis, lang)
    marks.key(ax, 2, 0.6)
    return ax


@drawn("er_views")
def videos(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Interactions per view of every video by how often it was seen; the most seen is named, the line is the median.

    In: `engagement`.
    """
    import seaborn

    shown = table.dropna(subset=["er_views", "views", "posted_at"]).reset_index(drop=True)
    shown = shown[shown["views"] > 0].astype({"views": "float64"})
    if shown.empty:  # no video has a rate
        return sentence(ax, say("nothing_to_draw", lang))
    ax = sheet(ax, MIDDLE, 70)
    seaborn.scatterplot(
        shown, x="views", y="er_views", color=marks.COLORS[0], alpha=0.75, s=20, linewidth=0, ax=ax
    )
    top, middle = shown.loc[shown["views"].idxmax()], float(shown["er_views"].median())
    ax.axhline(middle, color=INK, linewidth=0.8, linestyle="--", zorder=0.5)
    low, high = shown["views"].min() / 1.4, shown["views"].max() * 1.4
    told = phrase("engagement_median", lang, median=middle)
    look: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "annotation_clip": False}
    marks.point(ax, wrapped(told, 12), (1, middle), (3, 0), **look)
    words = f"{wrapped(top['caption'], 42, 2)}\n{number(top['views'], 0, lang)} {say('views', lang)}"
    under = 0.45 * min(middle, top["er_views"])  # below all dots, which stand about the median
    line: dict[str, Any] = {"arrowstyle": "-", "linewidth": 0.6, "color": INK, "shrinkB": 3}
    ax.annotate(words, (top["views"], top["er_views"]), (high, under), ha="right", va="top", arrowprops=line)
    ax.set(
        xscale="log", xlim=(low, high), ylim=(0, shown["er_views"].max() * 1.12), ylabel=say("er_axis", lang)
    )
    ticks = [n * 10**power for power in range(13) for n in (1, 2, 5) if low <= n * 10**power <= high]
    ticks = ticks if len(ticks) <= 7 else [tick for tick in ticks if str(tick)[0] == "1"] or ticks[:7]
    ax.set_xticks(ticks, [number(tick, 0, lang) for tick in ticks])
    ax.minorticks_off()
    ax.set_xlabel(f"{say('views', lang)} (n = {len(shown)} {say('videos', lang)})")
    marks.decimals(ax.yaxis, lang, int(shown["er_views"].max() < 0.04), 100)
    ax.grid(axis="y")
    return ax
