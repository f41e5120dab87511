"""Charts of comments: day by day, video by video, whose words are whose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, INK, SINGLE, drawn, extent, literal, sheet, wrapped
from engagelib.words import number, say, share
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["keyness", "per_day", "per_video"]

#: How often a word stands there at least to be drawn.
_OFTEN = 8


@drawn("n")
def per_video(
    table: pd.DataFrame,
    videos: pd.DataFrame | None = None,
    ax: Paper | None = None,
    lang: str = "id",
    most: int = 12,
) -> Axes:
    """Comments under each video by stream, the most commented first; at the right, how many and what share of threads the shop answered.

    In: `comments_per_video` and, for the captions, `videos`.
    """
    titles = (
        {} if videos is None else {row["video_id"]: _titled(row, lang) for row in videos.to_dict("records")}
    )
    shown = table.sort_values("n", ascending=False, kind="stable").head(most)
    labels = [wrapped(titles.get(video, video), 60, 2) for video in shown["video_id"]]
    ax = sheet(ax, DOUBLE, marks.pitch(labels, 60, 6) * len(shown) + 24)
    marks.rows(ax, labels, 62)
    at = np.arange(len(shown))
    start = marks.stacked(ax, at, shown, lang, 0.7, 0.4)
    counts = zip(shown["n"], shown["answered_share"].astype("float64"), strict=True)
    known = shown["answered_share"].notna().any()  # else nobody knows what the shop answered
    told = [number(int(n), 0, lang) + (f" · {share(part, 0, lang)}" if known else "") for n, part in counts]
    marks.beside(ax, at, told, f"n · {say('answered', lang)}" if known else "n")
    ax.set_xlabel(phrase("reduction_per_video_axis", lang, shown=len(shown), all=len(table)))
    ax.set_xlim(0, start.max() * 1.02)
    ax.locator_params(axis="x", integer=True)
    marks.decimals(ax.xaxis, lang)
    marks.key(ax, 4, 1.8)
    return ax


def _titled(video: dict[str, Any], lang: str) -> str:
    """A video by the beginning of its caption, in whole words, and its day."""
    words = literal(re.split(r"[.!?\n]", str(video.get("caption") or video["video_id"]).strip())[0]).split()
    title = ""
    while words and extent(f"{title} {words[0]}") < 48:
        title = f"{title} {words.pop(0)}".strip()
    title += "…" if words else ""
    day = video.get("posted_at")
    dated = f" ({day.day}\xa0{say(f'month_{day.month}', lang)})" if day is not None and day == day else ""
    return title + dated


@drawn("log_ratio")
def keyness(
    table: pd.DataFrame,
    sides: tuple[str, str] = ("these", "those"),
    ax: Paper | None = None,
    lang: str = "id",
    most: int = 12,
) -> Axes:
    """Words by how many times more one side uses them: to the right these comments, to the left those.

    In: `keyness` and what the two sides are called. Of each side the `most` words with the largest g2;
    at the right, how often each side says the word.
    """
    import pandas as pd

    often = table[table["n"] + table["n_other"] >= _OFTEN]  # of a word seen thrice a ratio says little
    table = often if len(often) else table
    more = table["log_ratio"] > 0
    shown = pd.concat([table[more].head(most), table[~more].head(most)])
    shown = shown.sort_values(["log_ratio", "term"], ascending=[False, True], ignore_index=True)
    ax = sheet(ax, SINGLE, 4.6 * len(shown) + 26)
    marks.rows(ax, shown["term"].tolist(), 28)
    names = [literal(say(side, lang)) for side in sides]
    ratios = shown["log_ratio"].to_numpy("float64")
    for i, (name, side) in enumerate(zip(names, (ratios > 0, ratios <= 0), strict=True)):
        at = np.flatnonzero(side)
        marks.bars(ax, at, ratios[at], 0.7, i, f"{name} {say('uses_more', lang)}")
    counts = shown[["n", "n_other"]].itertuples(index=False)
    told = [f"{number(int(n), 0, lang)} : {number(int(other), 0, lang)}" for n, other in counts]
    marks.beside(ax, range(len(shown)), told, f"n ({say('both_sides', lang)})")
    ax.axvline(0, color=INK, linewidth=0.8)
    reach = float(np.abs(shown["log_ratio"].to_numpy("float64")).max())
    whole = max(int(np.ceil(reach)), 1)
    ax.set(xlim=(-whole, whole), xticks=range(-whole, whole + 1, max(whole // 3, 1)))
    ax.set_xlabel(wrapped(say("keyness_axis", lang), SINGLE - 30))
    ax.xaxis.set_major_formatter(lambda value, _: f"{number(2 ** abs(value), 0, lang)}×")
    ax.grid(axis="x")
    marks.key(ax, 1, 1.8)
    return ax


@drawn("n")
def per_day(
    table: pd.DataFrame, videos: pd.DataFrame | None = None, ax: Paper | None = None, lang: str = "id"
) -> Axes:
    """Comments of every day, streams stacked; a triangle beneath marks a day on which a video was posted.

    In: `comments_per_day` and, for the triangles, `videos`.
    """
    import pandas as pd

    ax = sheet(ax, DOUBLE, 65)
    wide = table.pivot_table(index="date", columns="stream", values="n", aggfunc="sum", fill_value=0)
    start = marks.stacked(ax, wide.index, wide, lang, 0.9, 0, up=True)
    first, last = wide.index.min() - pd.Timedelta(days=1), wide.index.max() + pd.Timedelta(days=1)
    top = max(float(start.max()), 1.0)
    if videos is not None:
        posted = videos["posted_at"].dropna()
        posted = posted[posted.between(first, last)]
        mark: dict[str, Any] = {"color": INK, "markersize": 3, "clip_on": False}
        ax.plot(posted, [-0.035 * top] * len(posted), "^", label=say("video_posted", lang), **mark)
    ax.set(xlim=(first, last), ylim=(-0.07 * top if videos is not None else 0, top * 1.04))
    ax.set_xlabel(
        f"{say('date', lang)} (n = {number(int(table['n'].sum()), 0, lang)} {say('comments', lang)})"
    )
    ax.set_ylabel(say("comments_a_day", lang))
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= top * 1.04 and tick == int(tick)])
    marks.dates(ax, lang)
    marks.decimals(ax.yaxis, lang)
    ax.grid(axis="y")
    marks.key(ax, 5, 0.6)
    return ax
