"""The chart of agreement, code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagelib.figures.marks import beside, dots, lowest, pitch, point, rows, uncomputed
from engagelib.figures.paper import DOUBLE, INK, drawn, sheet
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["agreement"]


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
    for low, high, shade, word in zip(steps, steps[1:], ("#EBEBEB", "#F5F5F5", "white"), words, strict=False):
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
    once = table["units"].nunique() == 1  # then said once, beneath
    counts = zip(table["prevalence"], table["units"], strict=True)
    told = [share(p, 0, lang) if once else f"{share(p, 0, lang)} · {number(u, 0, lang)}" for p, u in counts]
    beside(ax, at, told, say("prevalence", lang) + ("" if once else f" · {say('units', lang)}"))
    n = f" (n = {number(int(table['units'].iloc[0]), 0, lang)} {say('units', lang)})" if once else ""
    ax.set(xlim=(left, 1.02), xticks=[0, 0.2, 0.4, 2 / 3, 0.8, 1])
    ax.set_xlabel(f"{say('krippendorff_alpha', lang)}, {say('interval_95', lang)}{n}")
    ax.xaxis.set_major_formatter(lambda v, _: number(v, 3 if v == 2 / 3 else 1, lang, bounded=True))
    return ax
