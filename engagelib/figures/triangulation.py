"""The chart of claims: which source says what of which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagelib.figures import marks
from engagelib.figures.boxes import LINE, Look, cell, legend, lines
from engagelib.figures.paper import DOUBLE, drawn, extent, literal, plan, wrapped
from engagelib.words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["FARMER", "STANCES", "convergence"]


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
    "agreement": ("●", "#0B4A80", "white", ""),
    "partial": ("◐", "#A9CBE6", "black", ""),
    "silence": ("○", "white", "black", ""),
    "dissonance": ("≠", "#B9541A", "white", ""),
}


# --- matrices -------------------------------------------------------------------------------------


@drawn("stance")
def convergence(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Which source, by which method, supports or contradicts every claim, and Farmer's code of the claim.

    In: `convergence` (claim, text, source, method, stance, farmer). Hatched: the source says nothing.
    """
    columns = list(table[["source", "method"]].drop_duplicates().itertuples(index=False, name=None))
    columns.sort(key=lambda pair: list(table["source"].unique()).index(pair[0]))
    code = 20.0
    sources = [source for source, _ in columns]
    named = {source: say(source, lang) for source in sources}
    wide = min((DOUBLE - 52 - code - 4) / len(columns), 10)
    label = DOUBLE - code - 4 - wide * len(columns)
    upright = [n for s, n in named.items() if extent(n) * 1.15 + 2 > wide * sources.count(s)]
    band = max([7.0, *(extent(name) * 1.15 + 3 for name in upright)])
    head = band + 4 + max(extent(say(method, lang)) for _, method in columns)
    width = 1 + label + wide * len(columns) + 2 + code + 1
    claims = marks.each(table, "claim")
    words = [wrapped(f"{claim}. {part['text'].iloc[0]}", label - 3) for claim, part in claims]
    heights = [max(lines(text) * LINE + 1.6, 5.6) for text in words]
    ax = plan(ax, width, head + sum(heights) + 8)
    for source in dict.fromkeys(source for source, _ in columns):
        first, count = ([s for s, _ in columns].index(source), sum(1 for s, _ in columns if s == source))
        place = (1 + label + first * wide, 1, wide * count, band)
        marks.box(ax, place, "", "#EEEEEE", edgecolor="#999999")
        look: dict[str, Any] = {"ha": "center", "va": "center", "weight": "bold"}
        middle = (place[0] + place[2] / 2, 1 + band / 2)
        ax.text(*middle, literal(named[source]), rotation=90 if named[source] in upright else 0, **look)
    for i, (_, method) in enumerate(columns):
        at = (1 + label + (i + 0.5) * wide, head - 1.5)
        ax.text(*at, literal(say(method, lang)), rotation=90, ha="center", va="bottom")
    ax.text(width - 1 - code / 2, head - 1.5, wrapped(say("farmer", lang), code), ha="center", va="bottom")
    y = head
    for (_, part), text, high in zip(claims, words, heights, strict=True):
        ax.text(1, y + high / 2, text, va="center", linespacing=1.1)
        stances = part.dropna(subset="stance").groupby(["source", "method"])["stance"].agg(set)
        for i, pair in enumerate(columns):
            said = set(stances.get(pair, ())) - {"silent"}
            stance = "mixed" if len(said) > 1 else next(iter(said), "silent")
            cell(ax, (1 + label + i * wide, y, wide, high), STANCES[stance])
        for farmer in part["farmer"].dropna().head(1):
            way = STANCES[part["direction"].iloc[0] or "silent"][0] if farmer != "dissonance" else ""
            cell(
                ax,
                (width - 1 - code, y, code, high),
                FARMER[farmer],
                f"{say(f'code_{farmer}', lang)} {way}".strip(),
            )
        y += high
    legend(ax, y + 3, width, [(look, say(stance, lang)) for stance, look in STANCES.items()])
    return ax
