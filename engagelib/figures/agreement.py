"""The chart of agreement, code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, drawn, sheet
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["agreement"]


@drawn()
def agreement(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Krippendorff's alpha of each code over the conventional bands (.667, .80), prevalence at the right.

    In: `agreement`.
    """
    labels, at = table["name"].fillna(table["code"]).tolist(), range(len(table))
    ax = sheet(ax, DOUBLE, marks.pitch(labels, 60) * len(table) + 20)
    marks.rows(ax, labels, 60)
    left, steps = marks.lowest(table, "alpha", "ci_low"), (0, 2 / 3, 0.8, 1)
    words = ("band_low", "band_tentative", "band_reliable")
    for low, high, shade, word in zip(steps, steps[1:], ("#EBEBEB", "#F5F5F5", "white"), words, strict=False):
        ax.axvspan(low or left, high, color=shade, zorder=0, linewidth=0)
        marks.above(ax, (low + high) / 2, say(word, lang))
    marks.dots(ax, at, table, ["alpha", "ci_low", "ci_high"])
    marks.uncomputed(ax, table, "alpha", lang)
    once = table["units"].nunique() == 1  # then said once, beneath
    counts = zip(table["prevalence"], table["units"], strict=True)
    told = [share(p, 0, lang) if once else f"{share(p, 0, lang)} · {number(u, 0, lang)}" for p, u in counts]
    marks.beside(ax, at, told, say("prevalence", lang) + ("" if once else f" · {say('units', lang)}"))
    n = f" (n = {number(int(table['units'].iloc[0]), 0, lang)} {say('units', lang)})" if once else ""
    ax.set(xlim=(left, 1.02), xticks=[0, 0.2, 0.4, 2 / 3, 0.8, 1])
    ax.set_xlabel(f"{say('krippendorff_alpha', lang)}, {say('interval_95', lang)}{n}")
    ax.xaxis.set_major_formatter(lambda v, _: number(v, 3 if v == 2 / 3 else 1, lang, bounded=True))
    return ax
