"""Charts of sales: day by day, before and after, on other dates, beside engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.paper import (
    DOUBLE,
    INK,
    SINGLE,
    drawn,
    extent,
    literal,
    panels,
    sentence,
    sheet,
    wrapped,
)
from engagelib.words import number, say
from engagelib.words import sentence as phrase

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    from engagelib.figures.paper import Paper

__all__ = ["cross_correlation", "effect", "estimation", "placebo", "sales"]


@drawn("estimate")
def estimation(
    table: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    ax: Paper | None = None,
    lang: str = "id",
    unit: str = "",
) -> Axes:
    """Every day before and after, and the difference of their means with its interval on an axis of its own.

    In: the row `difference` of `sales_effect`, and the days that it compares (`sales.sides`). The axis of the
    difference, at the right, has its 0 at the mean before (Gardner & Altman 1986).
    """
    from matplotlib.ticker import AutoLocator

    row = table[table["measure"] == "difference"].iloc[0]
    ax = sheet(ax, SINGLE, 78)
    for place, (part, mean) in enumerate(((before, row["before"]), (after, row["after"]))):
        values = part["quantity"].to_numpy("float64", na_value=np.nan)
        look: dict[str, Any] = {"color": marks.COLORS[place], "markersize": 2.2, "alpha": 0.8}
        ax.plot(place + _beside(values), values, "os"[place], markeredgewidth=0, **look)
        ax.hlines(mean, place - 0.42, place + 0.42, color="black", linewidth=1.6)
        ax.hlines(mean, place + 0.42, 2.5, color=INK, linewidth=0.7, linestyle="--")
    value, low, high = (row["before"] + row[name] for name in ("estimate", "ci_low", "ci_high"))
    ax.errorbar(
        [2],
        [value],
        [[value - low], [high - value]],
        fmt="_",
        color="black",
        linewidth=1.4,
        capsize=5,
        markersize=7,
    )
    told = [number(row[name], 1, lang) for name in ("estimate", "ci_low", "ci_high")]
    words = f"{told[0]}\n[{told[1]}; {told[2]}]"
    marks.point(ax, words, (2, min(low, value) if low == low else value), (0, -7), ha="center", va="top")
    counts = [f"{say(name, lang)}\n(n = {number(row[f'n_{name}'], 0, lang)})" for name in ("before", "after")]
    difference = wrapped(f"{say('difference', lang)}, {say('interval_95', lang)}", 24)
    ax.set_xticks(range(3), [*counts, difference])
    most = max([*before["quantity"].dropna(), *after["quantity"].dropna(), high if high == high else value])
    ax.set(xlim=(-0.5, 2.5), ylim=(min(0, low if low == low else value), 1.06 * float(most)))
    ax.set_ylabel(marks.paced("sales_quantity_axis", table, lang, unit=unit))
    ax.tick_params(axis="x", length=0)
    start = float(row["before"])
    functions: Any = (lambda y: y - start, lambda y: y + start)
    right = ax.secondary_yaxis("right", functions=functions)
    right.set_ylabel(marks.paced("sales_difference_axis", table, lang, unit=unit))
    low, high = (end - start for end in ax.get_ylim())
    right.set_yticks([tick for tick in AutoLocator().tick_values(low, high) if low <= tick <= high])
    for axis in (ax.yaxis, right.yaxis):
        marks.decimals(axis, lang)
    return ax


def _beside(values: np.ndarray) -> np.ndarray:
    """Where days of the same value stand side by side: the fullest row is 0.8 wide, all equally dense."""
    import pandas as pd

    same, counts = np.unique(np.round(values), return_inverse=True, return_counts=True)[1:]
    seen = pd.Series(same).groupby(same).cumcount().to_numpy()
    return (seen - (counts[same] - 1) / 2) * 0.8 / max(counts.max(), 8)


@drawn("estimate")
def placebo(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", unit: str = "") -> Axes:
    """What the same comparison gives on dates without a change, and where the actual one stands.

    In: `placebo`. The share of dates counts the actual one; neighbouring dates share most of their days.
    """
    actual, rest = table[table["period"] == "actual"], table[table["period"] != "actual"]
    if rest.empty:
        return sentence(ax, marks.paced("sales_placebo_none", table, lang))
    ax = sheet(ax, SINGLE, 62)
    parts = [rest.loc[rest["period"] == name, "estimate"].dropna() for name in ("before", "after")]
    names = [f"{say(f'placebo_{name}', lang)} (n = {number(len(part), 0, lang)})"
             for name, part in zip(("before", "after"), parts, strict=True)]  # fmt: skip
    bins = np.histogram_bin_edges(rest["estimate"].dropna(), bins=24).tolist()
    look: dict[str, Any] = {"stacked": True, "edgecolor": "white", "linewidth": 0.4}
    bars: Any = ax.hist(parts, bins, color=[marks.COLORS[0], marks.COLORS[1]], label=names, **look)[2]
    for bar in bars[1]:
        bar.set_hatch("////")
    ends = [0.0, *table["estimate"].dropna()]
    reach = max(ends) - min(ends) or 1
    ax.set(xlim=(min(ends) - 0.06 * reach, max(ends) + 0.06 * reach))
    ax.axvline(0, color=INK, linewidth=0.8, linestyle="--")
    for estimate, share in actual[["estimate", "share"]].dropna().itertuples(index=False):
        ax.axvline(estimate, color=marks.COLORS[4], linewidth=1.6)
        late = estimate > sum(ax.get_xlim()) / 2
        told = phrase("sales_placebo_actual", lang, estimate=estimate, share=share)
        ax.annotate(
            wrapped(told, 32),
            (estimate, 0.95),
            (-4 if late else 4, 0),
            ax.get_xaxis_transform(),
            "offset points",
            ha="right" if late else "left",
            va="top",
        )
    ax.set_xlabel(marks.paced("sales_difference_axis", table, lang, unit=unit))
    ax.set_ylabel(say("dates_axis", lang))
    for axis in (ax.xaxis, ax.yaxis):
        marks.decimals(axis, lang)
    marks.key(ax, 1, 0.6)
    return ax


@drawn("r")
def cross_correlation(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """How sales go with the engagement of so many days before, each lag with its interval.

    In: the result of `sales.cross_correlation`: lag (days), r, ci_low, ci_high, n.
    """
    ax = sheet(ax, SINGLE, 55)
    ax.axhline(0, color=INK, linewidth=0.8, linestyle="--")
    reach = [table["r"] - table["ci_low"], table["ci_high"] - table["r"]]
    ax.errorbar(
        table["lag"], table["r"], reach, fmt="o", color=marks.COLORS[0], markersize=4.5, linewidth=1.4
    )
    days = f"n = {table['n'].min():.0f}–{table['n'].max():.0f}"
    ax.set(ylim=(-1, 1), xlabel=f"{say('lag', lang)} ({say('days', lang)}; {days})")
    ax.set(ylabel=say("pearson_r", lang), yticks=[-1, -0.5, 0, 0.5, 1])
    ax.yaxis.set_major_formatter(lambda value, _: number(value, 1, lang, bounded=True))
    return ax


@drawn("quantity")
def sales(
    table: pd.DataFrame,
    events: pd.DataFrame | None = None,
    change: Any = None,
    monthly: pd.DataFrame | None = None,
    ax: Paper | None = None,
    lang: str = "id",
    unit: str = "",
    established: Any = None,
) -> Axes:
    """Sales of every open day, means by month and a `rolling` column, events, the day of the change, the days compared.

    In: `sales` daily (or `rolling`), `events`, the first day of the change, `sales_monthly`, the day on which the
    ramp-up ends. Closed and unrecorded days are absent, not zero.
    """
    import pandas as pd

    ax = sheet(ax, DOUBLE, 92)
    shown = table[table["open"].fillna(False).astype(bool) & table["quantity"].notna()].sort_values("date")
    dots: dict[str, Any] = {
        "color": "#7FADD2",
        "markersize": 2.5,
        "label": marks.paced("sales_one_step", table, lang),
    }
    ax.plot(shown["date"], shown["quantity"].astype("float64"), ".", **dots)
    if monthly is not None:
        ends = monthly["month"] + pd.offsets.MonthEnd(0)
        line: dict[str, Any] = {"color": "black", "linewidth": 1.8, "label": say("monthly_mean", lang)}
        ax.hlines(monthly["mean"], monthly["month"], ends, **line)
    if "rolling" in shown:
        ax.plot(shown["date"], shown["rolling"], color=marks.COLORS[1], label=say("rolling_mean", lang))
    if change is not None:
        ax.axvline(pd.Timestamp(change), color=marks.COLORS[4], linewidth=1.2, label=say("change", lang))
    first, last = shown["date"].min() - pd.Timedelta(days=3), shown["date"].max() + pd.Timedelta(days=3)
    ax.set(xlim=(first, last), ylim=(0, max(shown["quantity"].max() * (1.06 if change is None else 1.16), 1)))
    if change is not None:
        _windows(ax, shown["date"], pd.Timestamp(change), pd.Timestamp(established or change), lang)
    named = [] if events is None else _events(ax, events[events["date"].between(first, last)])
    ax.set_xlabel(
        "\n".join([marks.paced("sales_steps_axis", table, lang, n=len(shown)), *named]),
        loc="left" if named else "center",
    )
    ax.set_ylabel(marks.paced("sales_quantity_axis", table, lang, unit=unit))
    marks.dates(ax, lang)
    marks.decimals(ax.yaxis, lang)
    marks.key(ax, 4, 3.2 if named else 0.6)
    return ax


def _windows(ax: Axes, days: pd.Series, change: Any, start: Any, lang: str) -> None:
    """The days before a change and those from `start` on, each on a ground of its own with its name and n."""
    from matplotlib.dates import date2num

    for name, part, color in (
        ("before", days[days < change], "#E3EFF8"),
        ("after", days[days >= start], "#FBF1DC"),
    ):
        if len(part):
            ax.axvspan(part.min(), part.max(), color=color, linewidth=0, zorder=-1)
            told = f"{say(name, lang)} (n = {number(len(part), 0, lang)})"
            marks.point(
                ax,
                told,
                (date2num(part.min()), 1),
                (3, -3),
                xycoords=ax.get_xaxis_transform(),
                va="top",
                color=INK,
            )


def _events(ax: Axes, events: pd.DataFrame) -> list[str]:
    """Light bands with numbers above them, and the lines that say what the numbers mean."""
    from matplotlib.dates import date2num

    low, high = ax.get_xlim()
    day = (high - low) / (DOUBLE - 20)  # how many days a millimetre is, about
    taken = [-np.inf, -np.inf]
    told = []
    for i, event in enumerate(events.sort_values("date").to_dict("records"), start=1):
        start, end = date2num(event["date"]), event.get("end")
        end = date2num(end) + 1 if end == end and end is not None else start + 1
        ax.axvspan(start, max(end, start + day / 2), color="#BBBBBB", alpha=0.5, linewidth=0, zorder=0)
        lane = 0 if start - taken[0] > (extent(str(i)) + 1.2) * day else 1
        # two lanes; what is close moves to the right
        at = max(start, taken[lane] + (extent(str(i)) + 1.2) * day)
        taken[lane] = at
        marks.point(ax, str(i), (at, 1), (0, 2 + 8.5 * lane), xycoords=ax.get_xaxis_transform(), ha="center", va="bottom",
              color=INK, annotation_clip=False)  # fmt: skip
        told.append(f"{i}\xa0{literal(event['name'])}".replace(" ", "\xa0"))
    return wrapped(" · ".join(told).replace("\xa0· ", "\xa0· "), DOUBLE - 24).split("\n") if told else []


#: The axis of a measure -> where it stands when nothing has changed.
NOTHING = {"sales_difference_axis": 0.0, "sales_ratio_axis": 1.0, "sales_delta_axis": 0.0}


# --- sales ----------------------------------------------------------------------------------------


@drawn("estimate")
def effect(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id", unit: str = "") -> FigureBase:
    """The change of sales with its interval, headline first; what has another unit is on an axis of its own.

    In: `sales_effect`.
    """
    axes_of = table["measure"].map(_axis)
    parts = [(axis, table[axes_of == axis]) for axis in NOTHING if (axes_of == axis).any()]
    parent = panels(ax, DOUBLE, 8 * len(table) + 14 * len(parts) + 5)
    heights = [len(part) + 0.4 for _, part in parts]
    for axes, (axis, part) in zip(marks.down(parent, heights), parts, strict=True):
        at = range(len(part))
        marks.rows(axes, [_compared(row, lang) for row in part.to_dict("records")], 58)
        marks.dots(axes, at, part, ["estimate", "ci_low", "ci_high"])
        found = part[["estimate", "ci_low", "ci_high"]].itertuples(index=False, name=None)
        told = [
            [number(value, 1 if axis == "sales_difference_axis" else 2, lang) for value in values]
            for values in found
        ]
        marks.beside(axes, at, [f"{estimate} [{low}; {high}]" for estimate, low, high in told])
        axes.axvline(NOTHING[axis], color=INK, linewidth=0.8, linestyle="--")
        ends = [NOTHING[axis], *part[["estimate", "ci_low", "ci_high"]].to_numpy(float).ravel()]
        reach = np.nanmax(ends) - np.nanmin(ends) or 1
        axes.set(xlim=(np.nanmin(ends) - 0.06 * reach, np.nanmax(ends) + 0.06 * reach))
        axes.set_xlabel(marks.paced(axis, table, lang, unit=unit))
        marks.decimals(axes.xaxis, lang, int(reach < 5))
    row = table.iloc[0]
    told_days = {"before": row["n_before"], "after": row["n_after"], "effective": row["n_effective"]}
    known = row["n_effective"] == row["n_effective"]
    said = marks.paced(f"sales_effect_days{'' if known else '_unknown'}", table, lang, **told_days)
    marks.foot(parent, said)
    return parent


def _axis(measure: str) -> str:
    kind = next((name for name in ("ratio", "delta") if name in measure), "difference")
    return f"sales_{kind}_axis"


def _compared(row: dict[str, Any], lang: str) -> str:
    return f"{say(row['measure'], lang)} ({number(row['before'], 1, lang)} → {number(row['after'], 1, lang)})"
