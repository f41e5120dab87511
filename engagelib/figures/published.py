"""The chart of printed numbers: which agree with the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagelib.figures import marks
from engagelib.figures.boxes import LINE, Look, cell, keys, laid_out, legend, lines
from engagelib.figures.paper import DOUBLE, drawn, plan, wrapped
from engagelib.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

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
def audit(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Every printed number of the paper in the place where it stands, its name, and what became of it.

    In: `published` (place, printed, verdict). The legend counts the verdicts.
    """
    label, across = 34.0, 6
    table = table.sort_values(
        "place", key=lambda c: c.map({p: i for i, p in enumerate(dict.fromkeys(c))}), kind="stable"
    )
    places = marks.each(table, "place")
    wide = (DOUBLE - label - 2) / across
    named = [wrapped(_named(row), wide - 2, 2) for row in table.to_dict("records")]
    high = LINE * max((lines(name) for name in named), default=1) + LINE + 2
    boxes = [laid_out([wide] * len(part), DOUBLE - label - 1, high) for _, part in places]
    counts = table["verdict"].value_counts()
    entries = [
        (look, f"{say(verdict, lang)}: {counts.get(verdict, 0)}") for verdict, look in VERDICTS.items()
    ]
    below = keys([words for _, words in entries], DOUBLE)[-1][1] + 7.5
    ax = plan(ax, DOUBLE, sum(rows[-1][1] + high + 1.5 for rows in boxes) + below)
    top, count = 1.0, 0
    for (place, part), spots in zip(places, boxes, strict=True):
        deep = spots[-1][1] + high
        ax.text(1, top + deep / 2, wrapped(place, label - 2, int(deep // LINE)), va="center")
        for row, (x, y) in zip(part.to_dict("records"), spots, strict=True):
            look = VERDICTS[row["verdict"]]
            cell(ax, (1 + label + x, top + y, wide, high), look, "")
            printed = wrapped(f"{row['printed']} {look[0]}", wide - 2, 1)
            words = f"{named[count]}\n{printed}"
            middle = (1 + label + x + wide / 2, top + y + high / 2)
            ax.text(*middle, words, ha="center", va="center", color=look[2], gid=f"row-{count}")
            count += 1
        top += deep + 1.5
    legend(ax, top + 1.5, DOUBLE, entries)
    return ax


def _named(row: dict[str, Any]) -> str:
    """What a printed number is called where it stands: its row and, where that says more, its column."""
    names = [str(row[name]) for name in ("row", "column") if row.get(name) and row[name] == row[name]]
    return " · ".join(dict.fromkeys(names))
