"""Charts of several shops side by side: themes by shop or role, what channels do, stages, cohorts, segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engagelib.figures import marks
from engagelib.figures.boxes import Look, arrow, cell, legend
from engagelib.figures.paper import (
    DOUBLE,
    INK,
    SINGLE,
    drawn,
    extent,
    literal,
    plan,
    sentence,
    sheet,
    wrapped,
)
from engagelib.words import number, say, share
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["CLAIMED", "channel_roles", "retention", "segments", "stages", "theme_matrix"]


#: A channel's use, claimed or seen.
CLAIMED: dict[str, Look] = {
    "as_claimed": ("✓", "#79AEDA", "black", ""),
    "not_noted": ("–", "white", "black", "////"),
    "not_claimed": ("+", "#F5D9A6", "black", ""),
}


@drawn("n")
def theme_matrix(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """What share of the units of each shop (or role, or sector) carries a theme. In: `theme_matrix`.

    Shops of a sector stand together, under its name; at the right how many units were read of each.
    """
    cases = list(dict.fromkeys(table["case"]))
    themes = list(dict.fromkeys(table["theme"]))
    part_of = table.assign(part=table["n"] / table["units"].where(table["units"] > 0))
    wide = part_of.pivot(index="case", columns="theme", values="part").reindex(index=cases, columns=themes)
    labels = [_case(part, lang) for _, part in marks.each(table, "case")]
    width = 44.0
    ax = sheet(ax, DOUBLE, 6.5 * len(cases) + 30)
    marks.rows(ax, labels, width)
    across = (DOUBLE - width - 18) / len(themes)
    names = [wrapped(theme, across - 2, 4) for theme in themes]
    ax.set_xticks(range(len(themes)), names, parse_math=False)
    ax.xaxis.tick_top()
    marks.shaded(ax, wide.to_numpy("float64"), across, lang, shares=True)
    read = table.drop_duplicates("case")["units"]
    marks.beside(ax, range(len(cases)), [number(int(n), 0, lang) for n in read], say("units", lang))
    if "sector" in table:
        sectors = table.drop_duplicates("case")["sector"].tolist()
        for i in range(1, len(cases)):
            if sectors[i] != sectors[i - 1]:
                ax.axhline(i - 0.5, color="black", linewidth=1.2)
    ax.set_xlabel(say("units_with_theme", lang))
    return ax


def _case(part: pd.DataFrame, lang: str) -> str:
    name = say(str(part["case"].iloc[0]), lang)
    return f"{say(part['sector'].iloc[0], lang)} · {name}" if "sector" in part else name


@drawn("shops")
def channel_roles(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """What each channel is said to be for and was seen to be used for: shops in which it was seen, of those watched.

    In: `channel_roles`. Hatched: claimed, but nobody saw it; orange: seen, but not claimed.
    """
    functions = list(dict.fromkeys(table["function"]))
    label, high = 24.0, 8.0
    wide = (DOUBLE - label - 2) / len(functions)
    head = 4 + max(extent(say(name, lang)) for name in functions)
    head = 9.0 if head - 4 < wide - 1 else head
    channels = marks.each(table, "channel")
    ax = plan(ax, DOUBLE, head + high * len(channels) + 9)
    for i, name in enumerate(functions):
        at = (1 + label + (i + 0.5) * wide, head - 1.5)
        ax.text(*at, literal(say(name, lang)), ha="center", va="bottom", rotation=90 if head > 9 else 0)
    for j, (channel, part) in enumerate(channels):
        y = head + j * high
        ax.text(1, y + high / 2, literal(say(channel, lang)), va="center")
        for i, name in enumerate(functions):
            found = part[part["function"] == name].to_dict("records")
            place = (1 + label + i * wide, y, wide, high)
            if found:
                look = CLAIMED[found[0]["status"]]
                cell(ax, place, look, f"{look[0]} {found[0]['shops']} / {found[0]['of']}")
            else:
                marks.box(ax, place, edgecolor="#CCCCCC")
    legend(
        ax,
        head + high * len(channels) + 3,
        DOUBLE,
        [(look, say(name, lang)) for name, look in CLAIMED.items()],
    )
    return ax


@drawn("stage")
def stages(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """A model's stages from the top down, each with the theme that feeds it and its units as a bar. In: `stages`.

    A stage that rests on no finding says so and has no bar. In how many cases stands beside the bar, once beneath
    where it is the same for all.
    """
    high, gap, left, middle = 9.0, 3.5, 60.0, 52.0
    shown = table.to_dict("records")
    cases = {(row["cases"], row["of"]) for row in shown if not row["flag"]}
    start, room = 1 + left + 4 + middle + 3, DOUBLE - left - middle - 36
    most = max([float(row["n"]) for row in shown if not row["flag"]], default=1) or 1
    ax = plan(ax, DOUBLE, len(table) * (high + gap) + (5 if len(cases) == 1 else 1))
    for i, row in enumerate(shown):
        y = 1 + i * (high + gap)
        if i:
            arrow(ax, (1 + left / 2, y - gap), (1 + left / 2, y))
        marks.box(
            ax,
            (1, y, left, high),
            f"{row['stage']}. {row['name']}",
            "#0B4A80",
            "white",
            "bold",
            edgecolor="none",
        )
        at = (1 + left + 4, y + high / 2)
        if row["flag"]:
            ax.text(
                *at,
                wrapped(say(row["flag"], lang), DOUBLE - left - 8),
                va="center",
                style="italic",
                color=INK,
            )
            continue
        ax.text(*at, wrapped(row["theme_name"], middle, 2), va="center")
        long = room * float(row["n"]) / most
        marks.box(ax, (start, y + 1.5, long, high - 3), "", "#9CC4E0", edgecolor="none")
        told = phrase("loyalty_stage_units", lang, n=row["n"])
        if len(cases) > 1:
            told = phrase("loyalty_stage_counts", lang, **{name: row[name] for name in ("n", "cases", "of")})
        ax.text(start + long + 1.5, y + high / 2, wrapped(told, DOUBLE - start - long - 2), va="center")
    if len(cases) == 1:
        found, of = next(iter(cases))
        foot = phrase("loyalty_stage_cases", lang, cases=found, of=of)
        ax.text(start, len(table) * (high + gap) + 2, foot, va="center", color=INK)
    return ax


@drawn("customers")
def retention(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Which share of each month's new customers bought again in the months after. In: `retention`.

    Blank: not seen yet. The month of the first order is left out: there it is everybody.
    """
    later = table[table["month"] > 0]
    if later["share"].isna().all():  # no cohort was seen beyond its first month
        return sentence(ax, say("nothing_to_draw", lang))
    wide = later.pivot(index="cohort", columns="month", values="share")
    labels = [f"{say(f'month_{int(name[5:])}', lang)} {name[:4]}" for name in wide.index]
    ax = sheet(ax, DOUBLE, 5.5 * len(wide) + 16)
    marks.rows(ax, labels, 20)
    ax.set_xticks(range(len(wide.columns)), [number(int(month), 0, lang) for month in wide.columns])
    marks.shaded(ax, wide.to_numpy("float64"), (DOUBLE - 50) / max(len(wide.columns), 1), lang, shares=True)
    sizes = table.drop_duplicates("cohort").set_index("cohort")["customers"]
    marks.beside(
        ax,
        range(len(wide)),
        [number(int(sizes[name]), 0, lang) for name in wide.index],
        say("customers", lang),
    )
    ax.set_xlabel(f"{say('months_since', lang)}; {say('percent_of_cohort', lang)}")
    return ax


@drawn("customers")
def segments(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """What share of customers and of money each RFM segment holds. In: `segments`."""
    labels, at = [say(name, lang) for name in table["segment"]], np.arange(len(table))
    ax = sheet(ax, SINGLE, marks.pitch(labels, 24, 9) * len(table) + 22)
    marks.rows(ax, labels, 24)
    for i, (name, shift) in enumerate((("share", -0.19), ("monetary_share", 0.19))):
        marks.bars(
            ax, at + shift, table[name], 0.36, i, say("share_of_customers" if name == "share" else name, lang)
        )
        for y, value in zip(at + shift, table[name], strict=True):
            marks.point(ax, share(value, 0, lang), (value, y), (2, 0))
    marks.beside(ax, at, [number(int(n), 0, lang) for n in table["customers"]], "n")
    ax.set(xlim=(0, float(table[["share", "monetary_share"]].max().max()) * 1.2))
    marks.decimals(ax.xaxis, lang, scale=100)
    ax.set_xlabel(say("segments_axis", lang))
    marks.key(ax, 2, 0.6)
    return ax
