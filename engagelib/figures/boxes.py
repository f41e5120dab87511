"""Boxes, arrows and legends that drawings are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engagelib.figures import marks
from engagelib.figures.paper import INK, extent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["arrow", "cell", "legend"]


LINE = 3.1  # mm from one line of words to the next


#: How a kind of box looks: (sign, fill, ink, hatch). Signs and greys differ where colours do.
Look = tuple[str, str, str, str]


def cell(ax: Axes, place: tuple[float, float, float, float], look: Look, text: str | None = None) -> None:
    """Draw a box that looks like its kind; its sign, or another text, stands in it."""
    sign, fill, ink, hatch = look
    marks.box(ax, place, sign if text is None else text, fill, ink, hatch=hatch, edgecolor="#999999")


def laid_out(wide: Sequence[float], width: float, step: float) -> list[tuple[float, float]]:
    """Where things so wide stand, left to right and then on the next line, `step` mm below."""
    places, x, y = [], 0.0, 0.0
    for need in wide:
        if x and x + need > width:
            x, y = 0.0, y + step
        places.append((x, y))
        x += need
    return places


def keys(words: Sequence[str], width: float) -> list[tuple[float, float]]:
    return laid_out([9 + extent(text) for text in words], width, 5)


def legend(ax: Axes, top: float, width: float, entries: Sequence[tuple[Look, str]]) -> None:
    """Boxes with their meaning."""
    for (look, words), (x, y) in zip(entries, keys([words for _, words in entries], width), strict=True):
        cell(ax, (x + 2, top + y, 4, 4), look)
        ax.text(x + 7, top + y + 2, words, va="center")


def lines(text: str) -> int:
    return text.count("\n") + 1


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw an arrow from one point of the page to another."""
    look = {
        "arrowstyle": "-|>",
        "linewidth": 0.7,
        "color": INK,
        "shrinkA": 0,
        "shrinkB": 0,
        "mutation_scale": 6,
    }
    ax.annotate("", end, start, arrowprops=look)
