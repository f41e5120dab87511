"""Drawings made of boxes: what was kept, how a study went, which source says what, which number agrees.

Measured in millimetres on the page. `figures` offers `convergence` and `audit` among the charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, extent, literal, plan, sentence, style, wrapped
from engagelib.marks import box, each
from engagelib.words import number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = [
    "FARMER", "STANCES", "VERDICTS", "arrow", "audit", "cell", "convergence", "flow", "legend",
    "research",
]  # fmt: skip

LINE = 3.1  # mm from one line of words to the next

#: How a kind of box looks: (sign, fill, ink, hatch). Signs and greys differ where colours do.
Look = tuple[str, str, str, str]

#: What became of a printed number.
VERDICTS: dict[str, Look] = {
    "match": ("✓", "#E3F0F8", "black", ""),
    "match under pipeline": ("≈", "#A9D0E8", "black", ""),
    "depends on the rule": ("?", "#F0B93A", "black", ""),
    "differs": ("≠", "#C2500A", "white", ""),
    "impossible": ("✗", "#3B0F00", "white", ""),
    "not computable": ("–", "white", "black", "////"),
}
#: What a source says of a claim.
STANCES: dict[str, Look] = {
    "supports": ("+", "#CFE4F2", "black", ""),
    "mixed": ("±", "#EDE3B0", "black", ""),
    "contradicts": ("−", "#F0B58C", "black", ""),
    "undecided": ("○", "white", "black", ""),
    "silent": ("", "white", "black", "////"),
}
#: Farmer's (2006) code of a claim over all its sources.
FARMER: dict[str, Look] = {
    "agreement": ("A", "#0B4A80", "white", ""),
    "partial": ("P", "#79AEDA", "black", ""),
    "silence": ("S", "white", "black", "////"),
    "dissonance": ("D", "#B9541A", "white", ""),
}


def cell(ax: Axes, place: tuple[float, float, float, float], look: Look, text: str | None = None) -> None:
    """Draw a box that looks like its kind; its sign, or another text, stands in it."""
    sign, fill, ink, hatch = look
    box(ax, place, sign if text is None else text, fill, ink, hatch=hatch, edgecolor="#999999")


def _laid(wide: Sequence[float], width: float, step: float) -> list[tuple[float, float]]:
    """Where things so wide stand, left to right and then on the next line, `step` mm below."""
    places, x, y = [], 0.0, 0.0
    for need in wide:
        if x and x + need > width:
            x, y = 0.0, y + step
        places.append((x, y))
        x += need
    return places


def _keys(words: Sequence[str], width: float) -> list[tuple[float, float]]:
    return _laid([9 + extent(text) for text in words], width, 5)


def legend(ax: Axes, top: float, width: float, entries: Sequence[tuple[Look, str]]) -> None:
    """Boxes with their meaning."""
    for (look, words), (x, y) in zip(entries, _keys([words for _, words in entries], width), strict=True):
        cell(ax, (x + 2, top + y, 4, 4), look)
        ax.text(x + 7, top + y + 2, words, va="center")


def _lines(text: str) -> int:
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
    return max((_lines(wrapped(say(text, lang), wide)) * LINE + 3 for text in texts), default=0.0)


# --- matrices -------------------------------------------------------------------------------------


@drawn("stance")
def convergence(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Which source, by which method, supports or contradicts every claim, and Farmer's code of the claim.

    In: `convergence` (claim, text, source, method, stance, farmer). Hatched: the source says nothing.
    """
    columns = list(table[["source", "method"]].drop_duplicates().itertuples(index=False, name=None))
    columns.sort(key=lambda pair: list(table["source"].unique()).index(pair[0]))
    code = 15.0
    sources = [source for source, _ in columns]
    named = {source: say(source, lang) for source in sources}
    label = 52.0
    wide = min((DOUBLE - label - code - 4) / len(columns), 16)
    upright = [n for s, n in named.items() if extent(n) * 1.15 + 2 > wide * sources.count(s)]
    band = max([7.0, *(extent(name) * 1.15 + 3 for name in upright)])
    head = band + 4 + max(extent(say(method, lang)) for _, method in columns)
    width = 1 + label + wide * len(columns) + 2 + code + 1
    claims = each(table, "claim")
    words = [wrapped(f"{claim}. {part['text'].iloc[0]}", label - 3) for claim, part in claims]
    heights = [max(_lines(text) * LINE + 2, 7.5) for text in words]
    ax = plan(ax, width, head + sum(heights) + 14)
    for source in dict.fromkeys(source for source, _ in columns):
        first, count = ([s for s, _ in columns].index(source), sum(1 for s, _ in columns if s == source))
        place = (1 + label + first * wide, 1, wide * count, band)
        box(ax, place, "", "#EEEEEE", edgecolor="#999999")
        look: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold"}
        middle = (place[0] + place[2] / 2, 1 + band / 2)
        ax.text(*middle, literal(named[source]), rotation=90 if named[source] in upright else 0, **look)
    for i, (_, method) in enumerate(columns):
        at = (1 + label + (i + 0.5) * wide, head - 1.5)
        ax.text(*at, literal(say(method, lang)), rotation=90, ha="center", va="bottom")
    ax.text(width - 1 - code / 2, head - 1.5, say("farmer", lang), ha="center", va="bottom", rotation=90)
    y = head
    for (_, part), text, high in zip(claims, words, heights, strict=True):
        ax.text(1, y + high / 2, text, va="center", linespacing=1.1)
        for i, pair in enumerate(columns):
            said = set(part[(part["source"] == pair[0]) & (part["method"] == pair[1])]["stance"].dropna())
            said -= {"silent"}
            stance = "mixed" if len(said) > 1 else next(iter(said), "silent")
            cell(ax, (1 + label + i * wide, y, wide, high), STANCES[stance])
        for farmer in part["farmer"].dropna().head(1):
            way = STANCES[part["direction"].iloc[0] or "silent"][0] if farmer != "dissonance" else ""
            cell(ax, (width - 1 - code, y, code, high), FARMER[farmer], f"{FARMER[farmer][0]} {way}".strip())
        y += high
    legend(ax, y + 3, width, [(look, say(stance, lang)) for stance, look in STANCES.items()])
    legend(ax, y + 8.5, width, [(look, say(f"farmer_{name}", lang)) for name, look in FARMER.items()])
    return ax


@drawn()
def audit(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Every printed number of the paper in the place where it stands, with what became of it.

    In: `published` (place, printed, verdict). The legend counts the verdicts.
    """
    label, step, high = 34.0, 11.5, 8.5
    places = each(table, "place")
    wide = [[step * _cells(text, step) for text in part["printed"]] for _, part in places]
    laid = [_laid(widths, DOUBLE - label - 2, high) for widths in wide]
    counts = table["verdict"].value_counts()
    entries = [
        (look, f"{say(verdict, lang)}: {counts.get(verdict, 0)}") for verdict, look in VERDICTS.items()
    ]
    below = _keys([words for _, words in entries], DOUBLE)[-1][1] + 7.5
    ax = plan(ax, DOUBLE, sum(rows[-1][1] + high + 1.5 for rows in laid) + below)
    top = 1.0
    for (place, part), widths, spots in zip(places, wide, laid, strict=True):
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
