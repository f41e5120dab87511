"""Drawings of how a study went, and of what was kept of its comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engagelib.figures.boxes import LINE, arrow, lines
from engagelib.figures.marks import box
from engagelib.figures.paper import DOUBLE, INK, SINGLE, drawn, plan, sentence, style, wrapped
from engagelib.words import number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["flow", "research"]


# --- flows ----------------------------------------------------------------------------------------


@drawn("n")
def flow(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """What was imported, what was left out for which reason, what was kept, and the streams of what was kept.

    In: `flow` (step imported, excluded, kept, stream). Imported = kept + all that was left out.
    """
    streams = table[table["step"] == "stream"].to_dict("records")
    main = table[table["step"] != "stream"].to_dict("records")
    wide, high, step = 40.0, 11.0, 14.0
    ax = plan(ax, SINGLE, step * len(main) + (20 if streams else 0))
    trunk, bottom = 1 + wide / 2, step * (len(main) - 1)
    ax.plot([trunk, trunk], [1 + high, bottom], color=INK, linewidth=0.7)
    for i, row in enumerate(main):
        y = 1 + step * i
        if row["step"] == "excluded":
            arrow(ax, (trunk, y + high / 2), (SINGLE - 1 - wide, y + high / 2))
            reason = f"{say('excluded', lang)}: {say(row['reason'], lang)}"
            box(ax, (SINGLE - 1 - wide, y, wide, high), reason, "#F4F4F4", note=_n(row["n"], lang))
            ax.text(trunk - 1, y + high + 1, _n(row["left"], lang), ha="right", va="center", color=INK)
        else:
            box(
                ax,
                (1, y, wide, high),
                say(row["step"], lang),
                "#E3F0F8",
                weight="bold",
                note=_n(row["n"], lang),
            )
    arrow(ax, (trunk, bottom - 1), (trunk, bottom + 1))
    top, share = bottom + 1 + high, (SINGLE - 2) / max(len(streams), 1)
    for i, row in enumerate(streams):
        x = 1 + (i + 0.5) * share
        ax.plot([trunk, trunk, x], [top, top + 2.5, top + 2.5], color=INK, linewidth=0.7)
        arrow(ax, (x, top + 2.5), (x, top + 6))
        place = (x - share / 2 + 0.5, top + 6, share - 1, 15)
        box(ax, place, say(f"stream_{row['reason']}", lang), note=_n(row["n"], lang))
    return ax


def _n(count: float, lang: str) -> str:
    return f"n = {number(int(count), 0, lang)}"


def research(
    stages: Sequence[Sequence[str | Sequence[str]]], ax: Axes | FigureBase | None = None, lang: str = "id"
) -> Axes:
    """How the study went, stage by stage from the top down.

    A stage is its name followed by its details (texts, or a list of texts), which stand side by side.

    >>> research([("Masalah", "engagement tinggi"), ("Pengumpulan data", "observasi", "wawancara")])
    <Axes: >
    """
    across, head, gap = DOUBLE - 4.0, 6.0, 5.0
    with style():
        if not stages:
            return sentence(ax, say("nothing_to_draw", lang))
        details = [
            [d for part in parts for d in ([part] if isinstance(part, str) else part)] for _, *parts in stages
        ]
        bodies = [_body(texts, across, lang) for texts in details]
        ax = plan(ax, DOUBLE, sum(bodies) + len(stages) * (head + gap) - gap + 2)
        y = 1.0
        for i, ((name, *_), texts, body) in enumerate(zip(stages, details, bodies, strict=True)):
            if i:
                arrow(ax, (DOUBLE / 2, y - gap), (DOUBLE / 2, y))
            box(ax, (2, y, across, head), f"{i + 1}. {say(str(name), lang)}", "#0B4A80", "white", "bold")
            wide = across / max(len(texts), 1)
            for j, text in enumerate(texts):
                box(ax, (2 + j * wide, y + head, wide, body), say(text, lang), "#F3F8FC")
            y += head + body + gap
    return ax


def _body(texts: Sequence[str], across: float, lang: str) -> float:
    """The height that the longest of several texts side by side needs."""
    wide = across / max(len(texts), 1) - 2
    return max((lines(wrapped(say(text, lang), wide)) * LINE + 3 for text in texts), default=0.0)
