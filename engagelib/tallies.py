"""Charts of counts: codes that stand together, tickets by month or hour, what each video carries, whose words are whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, literal, panels, sheet, wrapped
from engagelib.marks import COLORS, MONTHS, beside, decimals, each, key, pitch, rows, shaded
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["STREAMS", "concentration", "cooccurrence", "heat", "keyness", "per_video"]

#: The streams of comments in the order in which they are stacked, and how each looks.
STREAMS: dict[str, dict[str, Any]] = {
    "text": {"color": COLORS[0]},
    "seller": {"color": COLORS[1], "hatch": "////"},
    "emoji": {"color": COLORS[3]},
    "mention": {"color": COLORS[2]},
}


@drawn("n")
def cooccurrence(
    table: pd.DataFrame,
    codebook: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> FigureBase:
    """In how many units two codes stand together, a panel per coder; on the diagonal, units with the code.

    In: `cooccurrence` and, for the codes' names, `codebook`. Only what the same coder gave is counted
    together, which the caption says.
    """
    names = {} if codebook is None else codebook.set_index("code")["name"].to_dict()
    coders = each(table, "coder")
    grids = [_pairs(part) for _, part in coders]
    wide = 62 if names else 22
    heights = [5.2 * len(codes) + 12 for codes, _ in grids]
    parent = panels(ax, DOUBLE, sum(heights) + 12)
    grid = parent.add_gridspec(len(coders), 1, height_ratios=heights)
    for row, ((coder, part), (codes, counts)) in enumerate(zip(coders, grids, strict=True)):
        axes = sheet(parent.add_subplot(grid[row]), 0, 0)
        rows(axes, [_coded(code, names) for code in codes], wide)
        at = range(len(codes))
        axes.set_xticks(at, [wrapped(code, 30, 1) for code in codes], rotation=90, parse_math=False)
        shaded(axes, counts, (DOUBLE - wide - 8) / len(codes), lang, np.eye(len(codes), dtype=bool))
        units = f"n = {number(int(part['units'].max()), 0, lang)} {say('units', lang)}"
        axes.set_title(wrapped(f"{coder} ({units})" if len(coders) > 1 else units, 120))
    parent.supxlabel(wrapped(say("cooccurrence_axis", lang), DOUBLE - 4), size=7, x=0.01, ha="left")
    return parent


def _pairs(part: pd.DataFrame) -> tuple[list, np.ndarray]:
    """The codes in their order, and what stands in the lower half of the square of them."""
    codes = list(dict.fromkeys([*part["code_a"], *part["code_b"]]))
    counts = np.full((len(codes), len(codes)), np.nan)
    for row in part.to_dict("records"):
        a, b = codes.index(row["code_a"]), codes.index(row["code_b"])
        counts[max(a, b), min(a, b)] = row["n"]
        counts[a, a], counts[b, b] = row["n_a"], row["n_b"]
    return codes, counts


def _coded(code: str, names: dict[str, str]) -> str:
    return f"{names[code]} · {code}" if code in names else code


@drawn("tickets")
def heat(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Tickets in every cell of two facets, such as process x month or weekday x hour. In: `tickets_by_month`."""
    down, across = table.columns[:2]
    sides = [list(dict.fromkeys(table[name])) for name in (down, across)]
    counts = np.full([len(side) for side in sides], np.nan)
    for row, column, n in table[[down, across, "tickets"]].itertuples(index=False):
        counts[sides[0].index(row), sides[1].index(column)] = n
    width = SINGLE if len(sides[1]) <= 9 else DOUBLE
    labels = [_facet(down, value, lang) for value in sides[0]]
    ax = sheet(ax, width, pitch(labels, 24, 7) * len(labels) + 20)
    rows(ax, labels, 24)
    marks = _months(sides[1], lang) if across == "month" else [_facet(across, v, lang) for v in sides[1]]
    ax.set_xticks(range(len(marks)), marks, parse_math=False)
    shaded(ax, counts, (width - 32) / len(marks), lang)
    total = number(int(table["tickets"].sum()), 0, lang)
    ax.set_xlabel(f"{say(across, lang)} (n = {total} {say('tickets', lang)})")
    return ax


def _facet(name: str, value: Any, lang: str) -> str:
    if name == "weekday":
        return say(f"weekday_{value}", lang)
    return _months([value], lang)[0].replace("\n", " ") if name == "month" else literal(say(value, lang))


def _months(months: list[str], lang: str) -> list[str]:
    """2025-08 -> Aug; the year beneath the first and beneath every January."""
    parts = [(month[:4], int(month[5:7])) for month in months]
    return [
        MONTHS[lang][month - 1] + (f"\n{year}" if not i or month == 1 else "")
        for i, (year, month) in enumerate(parts)
    ]


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
    counts = zip(shown["views"], shown["cumulative"], strict=True)
    heading = f"{say('views', lang)} · {say('cumulative', lang)}"
    beside(ax, at, [f"{number(n, 0, lang)} · {share(sofar, 0, lang)}" for n, sofar in counts], heading)
    reach = float(np.nanmax(shown[["views_share", "interactions_share"]].astype("float64")))
    ax.set(xlim=(0, reach * 1.2))
    told = {"shown": number(len(shown), 0, lang), "all": number(len(table), 0, lang)}
    ax.set_xlabel(say("concentration_axis", lang).format(**told))
    decimals(ax.xaxis, lang, scale=100)
    ax.spines["left"].set(visible=True, color=INK)
    key(ax, 2, 1.8)
    return ax


@drawn("n")
def per_video(
    table: pd.DataFrame,
    videos: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    most: int = 12,
) -> Axes:
    """Comments under each video by stream, the most commented first; at the right, how many and what share of threads the shop answered.

    In: `comments_per_video` and, for the captions, `videos`.
    """
    captions = {} if videos is None else videos.set_index("video_id")["caption"].dropna().to_dict()
    shown = table.sort_values("n", ascending=False, kind="stable").head(most)
    labels = [wrapped(captions.get(video, video), 60, 2) for video in shown["video_id"]]
    ax = sheet(ax, DOUBLE, pitch(labels, 60, 6) * len(shown) + 24)
    rows(ax, labels, 62)
    at, start = np.arange(len(shown)), np.zeros(len(shown))
    for stream, look in STREAMS.items():
        if stream in shown:
            n = shown[stream].to_numpy("float64")
            label = say(f"stream_{stream}", lang)
            ax.barh(at, n, 0.7, left=start, label=label, edgecolor="white", linewidth=0.4, **look)
            start = start + n
    counts = zip(shown["n"], shown["answered_share"].astype("float64"), strict=True)
    known = shown["answered_share"].notna().any()  # else nobody knows what the shop answered
    told = [number(int(n), 0, lang) + (f" · {share(part, 0, lang)}" if known else "") for n, part in counts]
    beside(ax, at, told, f"n · {say('answered', lang)}" if known else "n")
    told_counts = {"shown": number(len(shown), 0, lang), "all": number(len(table), 0, lang)}
    ax.set(xlim=(0, start.max() * 1.02), xlabel=say("per_video_axis", lang).format(**told_counts))
    ax.locator_params(axis="x", integer=True)
    decimals(ax.xaxis, lang)
    key(ax, 4, 1.8)
    return ax


@drawn("log_ratio")
def keyness(
    table: pd.DataFrame,
    sides: tuple[str, str] = ("these", "those"),
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
    most: int = 12,
) -> Axes:
    """Words by how many times more one side uses them: to the right these comments, to the left those.

    In: `keyness` and what the two sides are called. Of each side the `most` words with the largest g2;
    at the right, how often each side says the word.
    """
    import pandas as pd

    more = table["log_ratio"] > 0
    shown = pd.concat([table[more].head(most), table[~more].head(most)])
    shown = shown.sort_values(["log_ratio", "term"], ascending=[False, True], ignore_index=True)
    ax = sheet(ax, SINGLE, 4.6 * len(shown) + 26)
    rows(ax, shown["term"].tolist(), 28)
    names = [literal(say(side, lang)) for side in sides]
    looks: tuple[dict[str, Any], ...] = ({"color": COLORS[0]}, {"color": COLORS[1], "hatch": "////"})
    for name, side, look in zip(names, (shown["log_ratio"] > 0, shown["log_ratio"] <= 0), looks, strict=True):
        at = np.flatnonzero(side)
        label = f"{name} {say('uses_more', lang)}"
        ax.barh(at, shown["log_ratio"].to_numpy("float64")[at], 0.7, edgecolor="white", label=label, **look)
    counts = shown[["n", "n_other"]].itertuples(index=False)
    told = [f"{number(int(n), 0, lang)} : {number(int(other), 0, lang)}" for n, other in counts]
    beside(ax, range(len(shown)), told, "n : n")
    ax.axvline(0, color=INK, linewidth=0.8)
    reach = float(np.abs(shown["log_ratio"].to_numpy("float64")).max())
    whole = max(int(np.ceil(reach)), 1)
    ax.set(xlim=(-whole, whole), xticks=range(-whole, whole + 1, max(whole // 3, 1)))
    ax.set_xlabel(wrapped(say("keyness_axis", lang), SINGLE - 30))
    ax.xaxis.set_major_formatter(lambda value, _: f"{number(2 ** abs(value), 0, lang)}×")
    ax.grid(axis="x")
    key(ax, 1, 1.8)
    return ax
