"""The chart of printed numbers: which agree with the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagelib.figures.boxes import LINE, Look, cell, keys, laid_out, legend
from engagelib.figures.marks import each
from engagelib.figures.paper import DOUBLE, drawn, extent, literal, plan, wrapped
from engagelib.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["VERDICTS", "audit"]


#: What became of a printed number.
VERDICTS: dict[str, Look] = {
    "match": ("✓", "#E3F0F8", "black", ""),
    "match under pipeline": ("≈", "#A9D0E8", "black", ""),
    "depends on the rule": ("?", "#F0B93A", "black", ""),
    "differs": ("≠", "#C2500A", "white", ""),
    "impossible": ("✗", "#3B0F00", "white", ""),
    "not computable": ("–", "white", "black", "////"),
}


@drawn()
def audit(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Every printed number of the paper in the place where it stands, with what became of it.

    In: `published` (place, printed, verdict). The legend counts the verdicts.
    """
    label, step, high = 34.0, 11.5, 8.5
    places = each(table, "place")
    wide = [[step * _cells(text, step) for text in part["printed"]] for _, part in places]
    boxes = [laid_out(widths, DOUBLE - label - 2, high) for widths in wide]
    counts = table["verdict"].value_counts()
    entries = [
        (look, f"{say(verdict, lang)}: {counts.get(verdict, 0)}") for verdict, look in VERDICTS.items()
    ]
    below = keys([words for _, words in entries], DOUBLE)[-1][1] + 7.5
    ax = plan(ax, DOUBLE, sum(rows[-1][1] + high + 1.5 for rows in boxes) + below)
    top = 1.0
    for (place, part), widths, spots in zip(places, wide, boxes, strict=True):
        deep = spots[-1][1] + high
        ax.text(1, top + deep / 2, wrapped(place, label - 2, int(deep // LINE)), va="center")
        for row, width, (x, y) in zip(part.to_dict("records"), widths, spots, strict=True):
            look = VERDICTS[row["verdict"]]
            cell(ax, (1 + label + x, top + y, width, high), look, "")
            words = f"{wrapped(row['printed'], width - 1, 1)}\n{look[0]}"
            middle = (1 + label + x + width / 2, top + y + high / 2)
            ax.text(*middle, words, ha="center", va="center", color=look[2])
        top += deep + 1.5
    legend(ax, top + 1.5, DOUBLE, entries)
    return ax


def _cells(text: str, cell: float) -> int:
    """How many cells a printed text takes, three at the most."""
    return min(int((extent(literal(text)) + 1.5) // cell) + 1, 3)
