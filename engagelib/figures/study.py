"""Drawings of how a study went, and of what was kept of its comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.boxes import LINE, arrow, lines
from engagelib.figures.paper import DOUBLE, INK, MIDDLE, SINGLE, drawn, panels, plan, sentence, style, wrapped
from engagelib.words import is_bounded, number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from engagelib.figures.paper import Paper

__all__ = ["flow", "main_results", "research"]


@drawn("value")
def main_results(
    table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", scale: tuple[int, int] | None = None
) -> FigureBase:
    """What answers the study's question: each result with its interval and n; what has another unit is on an axis of its own.

    In: `main_results` of `triangulation`. A hollow dot has no interval; the dashed line is where two things do not go together.
    `scale`: the lowest and the highest answer that a mean may be, from 1 to 5 without it.
    """
    parts = marks.each(table.assign(measure=table["measure"].fillna("")), "measure")
    several = table["group"].nunique() > 1
    names = [[_answering(row, several, lang) for row in part.to_dict("records")] for _, part in parts]
    step = marks.pitch([name for block in names for name in block], 52)
    heights = [step * len(block) + 14 for block in names]
    parent = panels(ax, DOUBLE, sum(heights) + 2)
    for axes, (measure, part), named in zip(marks.down(parent, heights), parts, names, strict=True):
        at = range(len(part))
        marks.rows(axes, named, 52)
        marks.dots(axes, at, part, ["value", "ci_low", "ci_high"])
        marks.uncomputed(axes, part, "value", lang)
        marks.beside(axes, at, [_told(row, lang) for row in part.to_dict("records")])
        ends = np.array([0.0, *part[["value", "ci_low", "ci_high"]].to_numpy(float).ravel()])
        low, high = (scale or marks.LIKERT) if measure == "mean" else (np.nanmin(ends), np.nanmax(ends))
        reach = float(high - low) or 1.0
        axes.set(xlim=(low - 0.04 * reach, high + 0.06 * reach))
        if measure in ("rho", "r"):
            axes.axvline(0, color=INK, linewidth=0.8, linestyle="--")
        unit = " (%)" if measure.endswith("share") else ""
        axes.set_xlabel(f"{say(measure, lang)}{unit}, {say('interval_95', lang)}" if measure else "")
        digits = int(not unit and measure != "mean" and reach < 5)
        marks.decimals(axes.xaxis, lang, digits, 100 if unit else 1, is_bounded(measure))
    return parent


def _answering(row: dict[str, Any], several: bool, lang: str) -> str:
    """What a result tells of: one thing or two, and of which group where there are several."""
    named = " – ".join(say(row[name], lang) for name in ("first", "second") if isinstance(row[name], str))
    return f"{named} ({say(row['group'], lang)})" if several and isinstance(row["group"], str) else named


def _told(row: dict[str, Any], lang: str) -> str:
    """The number, its interval and n."""
    numbers = [row[name] for name in ("value", "ci_low", "ci_high")]
    if str(row["measure"]).endswith("share"):
        value, low, high = (share(one, lang=lang) for one in numbers)
    else:
        value, low, high = (number(one, 2, lang, is_bounded(row["measure"])) for one in numbers)
    span = "" if "–" in (low, high) else f" [{low}; {high}]".replace("%", "")
    return (
        value + span
        if row["n"] != row["n"] or row["n"] is None
        else f"{value}{span}, n = {number(int(row['n']), 0, lang)}"
    )


# --- flows ----------------------------------------------------------------------------------------


@drawn("n")
def flow(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
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
            marks.box(
                ax,
                (SINGLE - 1 - wide, y, wide, high),
                reason,
                "#F4F4F4",
                note=_n(row["n"], lang),
                gid=f"row-{i}",
            )
            if row["n"]:  # else as many are left as before
                ax.text(
                    trunk - 1.5, y + high + 1.5, _n(row["left"], lang), ha="right", va="center", color=INK
                )
        else:
            marks.box(
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
        marks.box(
            ax,
            place,
            say(f"stream_{row['reason']}", lang),
            note=_n(row["n"], lang),
            gid=f"row-{len(main) + i}",
        )
    return ax


def _n(count: float, lang: str) -> str:
    return f"n = {number(int(count), 0, lang)}"


def research(
    stages: Sequence[Sequence[str | Sequence[str]]], ax: Paper | None = None, lang: str = "id"
) -> Axes:
    """How the study went, stage by stage from the top down.

    A stage is its name followed by its details (texts, or a list of texts), which stand side by side.

    >>> research([("Masalah", "engagement tinggi"), ("Pengumpulan data", "observasi", "wawancara")])
    <Axes: >
    """
    across, head, gap = MIDDLE - 4.0, 5.0, 4.0
    with style():
        if not stages:
            return sentence(ax, say("nothing_to_draw", lang))
        details = [
            [d for part in parts for d in ([part] if isinstance(part, str) else part)] for _, *parts in stages
        ]
        bodies = [_body(texts, across, lang) for texts in details]
        ax = plan(ax, MIDDLE, sum(bodies) + len(stages) * (head + gap) - gap + 2)
        y = 1.0
        for i, ((name, *_), texts, body) in enumerate(zip(stages, details, bodies, strict=True)):
            if i:
                arrow(ax, (MIDDLE / 2, y - gap), (MIDDLE / 2, y))
            marks.box(
                ax,
                (2, y, across, head),
                f"{i + 1}. {say(str(name), lang)}",
                "#0B4A80",
                "white",
                "bold",
                edgecolor="none",
            )
            wide = across / max(len(texts), 1)
            for j, text in enumerate(texts):
                marks.box(ax, (2 + j * wide, y + head, wide, body), say(text, lang), "#F3F8FC")
            y += head + body + gap
    return ax


def _body(texts: Sequence[str], across: float, lang: str) -> float:
    """The height that the longest of several texts side by side needs."""
    wide = across / max(len(texts), 1) - 2
    return max((lines(wrapped(say(text, lang), wide)) * LINE + 3 for text in texts), default=0.0)
