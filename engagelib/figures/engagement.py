"""Charts of videos: interactions by day, and how few of them carry most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures.marks import COLORS, beside, dates, decimals, key, rows
from engagelib.figures.paper import DOUBLE, INK, drawn, sentence, sheet, wrapped
from engagelib.words import number, say, share
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["concentration", "videos"]


@drawn("views_share")
def concentration(
    table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id", most: int = 10
) -> Axes:
    """What share of all views and of all interactions the most seen videos carry. In: `concentration`."""
    shown = table.head(most)
    labels = [wrapped(caption, 60, 2) for caption in shown["caption"].fillna(shown["video_id"])]
    ax = sheet(ax, DOUBLE, 8 * len(shown) + 22)
    rows(ax, labels, 62)
    at = np.arange(len(shown))
    for name, shift, color, hatch in (
        ("views_share", -0.19, COLORS[0], ""),
        ("interactions_share", 0.19, COLORS[1], "////"),
    ):
        look: dict[str, Any] = {"color": color, "hatch": hatch, "edgecolor": "white"}
        shares = shown[name].astype("float64")
        if shares.isna().all():  # not counted: no bar
            continue
        ax.barh(at + shift, shares.fillna(0), 0.36, label=say(name, lang), **look)
        for y, value in zip(at + shift, shares, strict=True):
            ax.annotate(share(value, 1, lang), (value if value == value else 0, y), (2, 0),
                        textcoords="offset points", va="center")  # fmt: skip
    counts = zip(shown["views"], shown["cumulative_share"], strict=True)
    heading = f"{say('views', lang)} · {say('cumulative_share', lang)}"
    beside(ax, at, [f"{number(n, 0, lang)} · {share(sofar, 0, lang)}" for n, sofar in counts], heading)
    reach = float(np.nanmax(shown[["views_share", "interactions_share"]].astype("float64")))
    ax.set(xlim=(0, reach * 1.2))
    ax.set_xlabel(phrase("engagement_concentration_axis", lang, shown=len(shown), all=len(table)))
    decimals(ax.xaxis, lang, scale=100)
    ax.spines["left"].set(visible=True, color=INK)
    key(ax, 2, 1.8)
    return ax


@drawn("er_views")
def videos(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Interactions per view of every video by its day; dots grow with views, and the most seen is named.

    In: `engagement`.
    """
    import seaborn

    shown = table.dropna(subset=["er_views", "views", "posted_at"]).reset_index(drop=True)
    shown = shown.astype({"views": "float64"})
    if shown.empty:  # no video has both a rate and a day
        return sentence(ax, say("nothing_to_draw", lang))
    ax = sheet(ax, DOUBLE, 75)
    look: dict[str, Any] = {"color": COLORS[0], "alpha": 0.65, "sizes": (12, 260)}
    seaborn.scatterplot(shown, x="posted_at", y="er_views", size="views", ax=ax, **look)
    top = shown.loc[shown["views"].idxmax()]
    late = top["posted_at"] > shown["posted_at"].mean()
    ax.annotate(
        f"{wrapped(top['caption'], 60, 2)}\n{number(top['views'], 0, lang)} {say('views', lang)}",
        (top["posted_at"], top["er_views"]),
        (top["posted_at"], 1.02),
        textcoords=ax.get_xaxis_transform(),
        ha="right" if late else "left",
        arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": INK, "relpos": (int(late), 0)},
    )
    ax.set(ylim=(0, shown["er_views"].max() * 1.1), ylabel=say("er_axis", lang))
    ax.set_xlabel(f"{say('posted_at', lang)} (n = {len(shown)} {say('videos', lang)})")
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles,
        [number(float(label), 0, lang) for label in labels],
        title=say("views", lang),
        loc="upper left",
        bbox_to_anchor=(1, 1),
        labelspacing=1.2,
    )
    dates(ax, lang)
    decimals(ax.yaxis, lang, int(shown["er_views"].max() < 0.04), 100)
    ax.grid(axis="y")
    return ax
