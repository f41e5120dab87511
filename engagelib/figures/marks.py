"""What charts are made of: rows and words at their sides, intervals, boxes, axes in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures.paper import INK, extent, literal, sheet, wrapped
from engagelib.words import number, say
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = [
    "COLORS", "HATCHES", "LIKERT", "MARKERS", "STREAMS", "above", "asked", "bars", "beside", "box", "called", "dates", "decimals",
    "dots", "down", "each", "foot", "key", "lowest", "paced", "percentages", "pitch", "point", "rows", "shaded", "spread", "stacked",
    "steps", "uncomputed", "unique",
]  # fmt: skip


#: What stands on a line hides it beneath.
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}

#: Okabe and Ito's colours, in an order whose neighbours also differ in grey, and a marker for each.
COLORS = ("#0072B2", "#E69F00", "#444444", "#56B4E9", "#D55E00", "#009E73", "#CC79A7")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")


def each(table: pd.DataFrame, *columns: str) -> list[tuple[Any, pd.DataFrame]]:
    """Split a table by the values of columns, in the order in which they first stand there."""
    return list(table.groupby(columns[0] if len(columns) == 1 else list(columns), sort=False, observed=True))


def paced(key: str, table: pd.DataFrame, lang: str, unit: str = "", **parts: object) -> str:
    """Say something of a series by its own step: {per} (open day, week, month) and {steps} of the table's column `per`; {unit} is what it counts."""
    step = table["per"].iloc[0] if "per" in table and len(table) else "day"
    unit = unit or say("sold_units", lang)
    return phrase(key, lang, per=f"per_{step}", steps=f"steps_{step}", unit=unit, **parts)


def percentages(counts: Sequence[int]) -> list[int]:
    """Give whole percentages, each rounded half-up by itself: equal counts read alike, the sum may miss 100.

    >>> percentages([1, 1, 1]), percentages([0, 0])
    ([33, 33, 33], [0, 0])
    """
    total = sum(int(n) for n in counts)
    return [(200 * int(n) + total) // (2 * total) if total else 0 for n in counts]


def asked(table: pd.DataFrame, lang: str) -> dict[str, str]:
    """The words of each item, marked where it was put the other way round and its answers were turned."""
    once = table.drop_duplicates("item").to_dict("records")
    mark = f" ({say('reversed', lang)})"
    return {row["item"]: (row["text"] or row["item"]) + (mark if row.get("reversed") else "") for row in once}


# --- axes -----------------------------------------------------------------------------------------

#: The usual answer scale, where a study does not tell its own.
LIKERT = (1, 5)


def steps(low: int, high: int) -> range:
    """Ticks of a whole-number scale, ten or so at most."""
    return range(low, high + 1, max((high - low) // 8, 1))


def decimals(axis: Any, lang: str, digits: int = 0, scale: float = 1, bounded: bool = False) -> None:
    """Write tick numbers as the language does, one that needs it with a decimal more; scale=100 shows percentages.

    `bounded` where they cannot exceed 1.
    """

    def label(value: float, _: float | None) -> str:
        shown = round(value * scale, 9)
        return number(shown, digits if shown == round(shown, digits) else digits + 1, lang, bounded)

    axis.set_major_formatter(label)


def dates(ax: Axes, lang: str) -> None:
    """Mark readable months (or days) along a time axis whose limits are set."""
    import matplotlib.dates as mdates

    first, last = (mdates.num2date(limit) for limit in ax.get_xlim())
    months = (last - first).days / 30.4
    if months < 2:
        ax.xaxis.set_major_locator(mdates.DayLocator(bymonthday=[1, 8, 15, 22]))
    else:
        step = next((step for step in (1, 2, 3, 6) if months / step <= 14), 12)
        ax.xaxis.set_major_locator(mdates.MonthLocator(bymonth=range(1, 13, step)))

    def label(value: float, position: float | None) -> str:
        day = mdates.num2date(value)
        name = (
            say(f"month_{day.month}", lang) if months >= 2 else f"{day.day} {say(f'month_{day.month}', lang)}"
        )
        return f"{name}\n{day.year}" if not position or day.month == 1 else name

    ax.xaxis.set_major_formatter(label)


def lowest(table: pd.DataFrame, *columns: str) -> float:
    """Give where the axis of a coefficient begins: 0, or less (down to -1) when an interval reaches below."""
    low = float(np.nanmin([0.0, *table[list(columns)].astype("float64").to_numpy().ravel()]))
    return max(low - 0.05, -1) if low < 0 else 0.0


def rows(ax: Axes, labels: Sequence[object], width: float = 40) -> None:
    """Make rows from the top down, named at the left in so many mm."""
    ax.set_yticks(range(len(labels)), [wrapped(label, width) for label in labels], parse_math=False)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def spread(place: int, places: int, width: float = 0.6) -> float:
    """Give where the place-th of several series stands within a row, as a distance from its centre."""
    return ((place + 0.5) / places - 0.5) * width if places > 1 else 0.0


def pitch(labels: Iterable[object], width: float, least: float = 5) -> float:
    """Give the mm from row to row: as many as the label with most lines (of so many mm) needs."""
    lines = max((wrapped(label, width).count("\n") + 1 for label in labels), default=1)
    return max(least, 3.1 * lines + 0.6)


def key(ax: Axes, columns: int = 2, lift: float = 1.8) -> None:
    """Put the legend above the axes, never over the data; `lift` (in letters) leaves room beneath it."""
    from matplotlib.transforms import ScaledTranslation

    up = ScaledTranslation(0, lift * 7 / 72, ax.figure.dpi_scale_trans)
    handles, labels = ax.get_legend_handles_labels()
    page: Any = ax.get_figure(root=True)
    width = page.get_figwidth() * 25.4 * 0.95 / columns - 6
    ax.legend(
        handles,
        [wrapped(label, width) for label in labels],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=ax.transAxes + up,
        ncols=columns,
        borderaxespad=0,
        handletextpad=0.5,
    )


def down(parent: FigureBase, heights: Sequence[float]) -> list[Axes]:
    """Give panels below each other, so many mm high."""
    grid = parent.add_gridspec(len(heights), 1, height_ratios=heights)
    return [sheet(parent.add_subplot(grid[i]), 0, 0) for i in range(len(heights))]


def foot(parent: FigureBase, text: str) -> None:
    """Put a line beneath all panels, from the left."""
    parent.supxlabel(text, size=7, x=0.01, ha="left")


# --- marks ----------------------------------------------------------------------------------------


def point(ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **look: Any) -> None:
    """Put words at a point of the data, so many printer's points away from it."""
    ax.annotate(text, at, offset, textcoords="offset points", **{"va": "center"} | look)


def above(ax: Axes, at: float, text: str) -> None:
    """Put a word over the axes, above a place of the horizontal axis."""
    point(ax, text, (at, 1), (0, 2), xycoords=ax.get_xaxis_transform(), ha="center", va="bottom", color=INK)


def beside(ax: Axes, at: Iterable[float], texts: Iterable[str], heading: str = "") -> None:
    """Put a column of words at the right of the rows, under a heading."""
    look: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "annotation_clip": False}
    for y, text in zip(at, texts, strict=True):
        point(ax, text, (1, y), (4, 0), **look)
    point(ax, heading, (1, 1), (4, 2), xycoords="axes fraction", va="bottom", color=INK)


def uncomputed(ax: Axes, table: pd.DataFrame, column: str, lang: str) -> None:
    """Say so in the rows that have no value."""
    for y in np.flatnonzero(table[column].isna()).tolist():
        look: dict[str, Any] = {
            "xycoords": ax.get_yaxis_transform(),
            "color": INK,
            "style": "italic",
            "bbox": CLEAR,
        }
        point(ax, say("not computable", lang), (0.02, y), (0, 0), **look)


def dots(
    ax: Axes,
    at: Iterable[float],
    table: pd.DataFrame,
    columns: Sequence[str],
    series: int = 0,
    label: str = "",
) -> None:
    """Draw a dot and its interval for each row; `columns` names the value and, if any, the low and high end.

    The dot is hollow where the interval is missing, and absent where the value is.
    """
    color, marker = COLORS[series % len(COLORS)], MARKERS[series % len(MARKERS)]
    y = np.fromiter(at, float)
    value = table[columns[0]].to_numpy("float64", na_value=np.nan)
    low, high = (
        table[columns[i]].to_numpy("float64", na_value=np.nan) for i in ((1, 2) if columns[1:] else (0, 0))
    )
    known = ~np.isnan(low) & ~np.isnan(high)
    ax.hlines(y[known], low[known], high[known], color=color, linewidth=1.4)
    for part, fill in ((known, color), (~known, "white")):
        ax.plot(value[part], y[part], marker, color=color, markerfacecolor=fill, markersize=4.5, zorder=3)
    if label:
        ax.plot([], [], marker, color=color, markersize=4.5, label=label)


#: Told from each other in grey, too.
HATCHES = ("", "////", "....", "xxxx")


def bars(
    ax: Axes, at: Any, lengths: Any, width: float, series: int = 0, label: str = "", **look: Any
) -> None:
    """Draw a bar in each row, in the colour and the hatch of its series; `look` is the bars' where they differ."""
    usual = {
        "color": COLORS[series % len(COLORS)],
        "hatch": HATCHES[series % len(HATCHES)],
        "edgecolor": "white",
    }
    ax.barh(at, lengths, width, label=label or None, **usual | look)


def stacked(
    ax: Axes, at: Any, streams: pd.DataFrame, lang: str, width: float, line: float, up: bool = False
) -> np.ndarray:
    """Draw the streams of comments end to end, along the rows or `up`; gives where each bar ends."""
    start = np.zeros(len(streams))
    for stream, look in STREAMS.items():
        if stream in streams:
            n, label = streams[stream].to_numpy("float64"), say(f"stream_{stream}", lang)
            shown: dict[str, Any] = {"label": label, "edgecolor": "white", "linewidth": line, **look}
            ax.bar(at, n, width, bottom=start, **shown) if up else ax.barh(at, n, width, left=start, **shown)
            start = start + n
    return start


def unique(column: pd.Series) -> list[Any]:
    """What stands in a column, each once, in its order."""
    return list(dict.fromkeys(column.dropna()))


def called(names: Sequence[str], lang: str) -> str:
    """The study's own terms as one label; `none` is no state."""
    return literal(" · ".join(say(name, lang) for name in names if name != "none"))


def box(
    ax: Axes,
    place: tuple[float, float, float, float],
    text: object = "",
    fill: str = "white",
    ink: str = "black",
    weight: str = "normal",
    note: str = "",
    **look: Any,
) -> None:
    """Draw a rectangle (x, y, width, height; y downwards), its words wrapped inside, a note beneath them.

    `look` is the rectangle's.
    """
    from matplotlib.patches import Rectangle

    x, y, width, height = place
    frame: dict[str, Any] = {"facecolor": fill, "edgecolor": INK, "linewidth": 0.6}
    name = look.pop("gid", None)
    # the limits are set: as a patch it would be measured for them
    ax.add_artist(Rectangle((x, y), width, height, **frame | look))
    lines = max(int((height - 0.5) / 3.1) - bool(note), 1)
    words = wrapped(text, (width - 2) * (0.88 if weight == "bold" else 1), lines)
    words = f"{words}\n{note}".strip()
    middle = (x + width / 2, y + height / 2)
    level = "center" if "\n" in words else "center_baseline"  # side by side, one line stands on one height
    ax.text(*middle, words, ha="center", va=level, color=ink, weight=weight, linespacing=1.1, gid=name)


#: From few to many, darker and darker in grey too.
SHADES = ("#F4F8FB", "#9CC4E0", "#0B4A80")


def shaded(
    ax: Axes,
    counts: np.ndarray,
    width: float,
    lang: str,
    apart: np.ndarray | None = None,
    shares: bool = False,
    by: np.ndarray | None = None,
) -> None:
    """Shade the cells by their counts (or `by` other numbers) and write these in, upright where a cell is too narrow.

    Cells `apart` are bold on white: they are counts of another kind. With `shares` they are percentages.
    """
    from matplotlib.colors import LinearSegmentedColormap

    apart = np.zeros(counts.shape, dtype=bool) if apart is None else apart
    weights = counts if by is None else by
    most = max(np.nanmax(np.where(apart | np.isnan(weights), 0, weights)), 1e-9)
    shades = LinearSegmentedColormap.from_list("counts", SHADES)
    edges = [np.arange(length + 1) - 0.5 for length in counts.shape]
    shaded = np.ma.masked_invalid(np.where(apart, np.nan, weights))
    look: dict[str, Any] = {"cmap": shades, "vmin": 0, "vmax": most, "edgecolor": "white", "linewidth": 0.6}
    ax.pcolormesh(edges[1], edges[0], shaded, **look)
    ax.set(xlim=(-0.5, counts.shape[1] - 0.5), ylim=(counts.shape[0] - 0.5, -0.5))
    ax.tick_params(length=0)
    ax.spines["bottom"].set_visible(False)
    for row, column in np.argwhere(~np.isnan(counts)).tolist():
        n, alone = counts[row, column], apart[row, column]
        text = number(n * 100, 0, lang) if shares else number(int(n), 0, lang)
        ink = "white" if weights[row, column] > 0.72 * most and not alone else "black" if n else "#767676"
        turned = 90 if extent(text) + 0.6 > width else 0
        ax.text(column, row, text, ha="center", va="center", color=ink, rotation=turned,
                weight="bold" if alone else "normal")  # fmt: skip


def tile(ax: Axes, at: tuple[float, float], text: str, fill: Any, ink: str) -> None:
    from matplotlib.patches import Rectangle

    place = (at[0] - 0.5, at[1] - 0.5)
    ax.add_patch(Rectangle(place, 1, 1, facecolor=fill, edgecolor="#BBBBBB", linewidth=0.4))
    ax.text(*at, text, ha="center", va="center", color=ink)


def bare(ax: Axes, across: int) -> None:
    ax.set_xlim(-0.5, max(across, 1) - 0.5)
    ax.tick_params(length=0)
    ax.spines["bottom"].set_visible(False)


#: The streams of comments in the order in which they are stacked, and how each looks.
STREAMS: dict[str, dict[str, Any]] = {
    "text": {"color": COLORS[0]},
    "seller": {"color": COLORS[1], "hatch": "////"},
    "emoji": {"color": COLORS[3]},
    "mention": {"color": COLORS[2]},
}
