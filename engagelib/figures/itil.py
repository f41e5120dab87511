"""Charts of a ticket log: what came when, who waits how long, what was served."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from engagelib.figures import marks
from engagelib.figures.paper import DOUBLE, INK, MIDDLE, SINGLE, drawn, literal, sentence, sheet
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from engagelib.figures.paper import Paper

__all__ = ["heat", "response_times", "service"]


@drawn("tickets")
def heat(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """Tickets in every cell of two facets, such as process x month or weekday x hour. In: `tickets_by_month`."""
    down, across = table.columns[:2]
    sides = [list(dict.fromkeys(table[name])) for name in (down, across)]
    counts = np.full([len(side) for side in sides], np.nan)
    for row, column, n in table[[down, across, "tickets"]].itertuples(index=False):
        counts[sides[0].index(row), sides[1].index(column)] = n
    width = SINGLE if len(sides[1]) <= 9 else DOUBLE
    labels = [_facet(down, value, lang) for value in sides[0]]
    ax = sheet(ax, width, marks.pitch(labels, 24, 7) * len(labels) + 20)
    marks.rows(ax, labels, 24)
    ticks = _months(sides[1], lang) if across == "month" else [_facet(across, v, lang) for v in sides[1]]
    ax.set_xticks(range(len(ticks)), ticks, parse_math=False)
    marks.shaded(ax, counts, (width - 42) / len(ticks), lang)
    sums = [number(int(np.nansum(row)), 0, lang) for row in counts]
    marks.beside(ax, range(len(sums)), sums, say("total", lang))
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
        say(f"month_{month}", lang) + (f"\n{year}" if not i or month == 1 else "")
        for i, (year, month) in enumerate(parts)
    ]


#: Hours at which a time axis is marked, and how they are called.
HOURS = (
    (1 / 60, 1, "minutes_short"),
    (5 / 60, 5, "minutes_short"),
    (0.25, 15, "minutes_short"),
    (1, 1, "hours_short"),
    (4, 4, "hours_short"),
    (24, 1, "days_short"),
    (72, 3, "days_short"),
    (168, 7, "days_short"),
    (720, 30, "days_short"),
    (2160, 90, "days_short"),
)


@drawn("hours")
def response_times(
    table: pd.DataFrame, kpi: pd.DataFrame | None = None, ax: Paper | None = None, lang: str = "id"
) -> Axes:
    """The share of customers still waiting for a first reply after so many hours, per process (Kaplan-Meier).

    In: `response_curve` and, for tickets, the share never answered and the target, `service_kpi`. Dotted:
    still waiting when the log ends.
    """
    groups = marks.each(table, "process")
    known = {} if kpi is None else kpi.set_index("process").to_dict("index")
    ax = sheet(ax, SINGLE, 60 + 3 * len(groups))
    positive = table.loc[table["hours"] > 0, "hours"]
    left, right = min([*positive, 1]) * 0.6, max([*positive, 24]) * 1.6
    for i, (process, part) in enumerate(groups):
        hours, waiting = part["hours"].clip(lower=left), part["share_waiting"]
        line: dict[str, Any] = {
            "color": marks.COLORS[i % len(marks.COLORS)],
            "linestyle": ("-", "--", "-.")[i % 3],
        }
        ax.step(hours, waiting, where="post", label=_waited(process, known.get(process), lang), **line)
        ax.plot([hours.iloc[-1], right], [waiting.iloc[-1]] * 2, **line | {"linestyle": ":", "linewidth": 1})
    targets = [row.get("target_hours") for row in known.values()]
    for target in [hours for hours in targets if hours and hours == hours][:1]:
        ax.axvline(target, color=INK, linewidth=0.8, linestyle=":")
        ax.annotate(
            say("target", lang),
            (target, 0.97),
            (-3, 0),
            ax.get_xaxis_transform(),
            "offset points",
            ha="right",
            va="top",
        )
    ax.set(xscale="log", xlim=(left, right), ylim=(0, 1.02))
    ax.set(xlabel=say("time_to_first_reply", lang), ylabel=say("still_waiting", lang))
    ticks = [mark for mark in HOURS if left <= mark[0] <= right]
    ax.set_xticks([at for at, *_ in ticks], [f"{n}\n{say(unit, lang)}" for _, n, unit in ticks])
    ax.minorticks_off()
    ax.grid()
    marks.decimals(ax.yaxis, lang, scale=100)
    marks.key(ax, 1, 0.6)
    return ax


def _waited(process: str, row: dict[str, Any] | None, lang: str) -> str:
    name = literal(say(process, lang))
    if row is None:
        return name
    # all, where nobody says who began
    n = row["asked"] if isinstance(row["asked"], Integral) else row["tickets"]
    if row["answered_share"] != row["answered_share"]:
        return f"{name} (n = {number(n, 0, lang)})"
    unanswered = f"{share(1 - row['answered_share'], 0, lang)} {say('unanswered', lang)}"
    return f"{name} (n = {number(n, 0, lang)}; {unanswered})"


@drawn("tickets")
def service(table: pd.DataFrame, ax: Paper | None = None, lang: str = "id") -> Axes:
    """How each process was served: answered, answered within the target, documented. In: `service_kpi`.

    At the right the tickets, and in brackets those that customers began, of which answers are a share. A
    process without tickets has no evidence, which is neither good nor bad; what no process has a share of is
    not known, which is no bar.
    """
    known = [name for name in SHARES if table[name].notna().any()]
    unknown = (
        f"{say('not_known', lang)}: {', '.join(say(name, lang) for name in SHARES if name not in known)}"
    )
    if not known:
        return sentence(ax, unknown)
    ax = sheet(ax, MIDDLE, 13 * len(table) + 22)
    tickets = table["tickets"].fillna(0).astype(int).tolist()
    marks.rows(ax, [say(process, lang) for process in table["process"]], 24)
    bases = [
        f"{number(n, 0, lang)} ({number(a if n else 0, 0, lang)})"
        for n, a in zip(tickets, table["asked"], strict=True)
    ]
    marks.beside(ax, range(len(table)), bases, f"n ({say('asked', lang)})")
    for i, column in enumerate(known):
        at, shares = (
            np.arange(len(table)) + marks.spread(i, len(known), 0.78),
            table[column].astype("float64"),
        )
        color, hatch = SHARES[column]
        there = shares.notna()
        marks.bars(ax, at[there], shares[there], 0.24, label=say(column, lang), color=color, hatch=hatch)
        for y, value, n in zip(at, shares, tickets, strict=True):
            if n:
                marks.point(ax, share(value, 0, lang), (0 if value != value else value, y), (2, 0))
    for y in np.flatnonzero(np.array(tickets) == 0).tolist():
        ax.text(0.02, y, say("no_evidence", lang), va="center", style="italic", color=INK)
    widest = table[known].astype("float64").max(axis=None)
    label = say("share_of_tickets", lang) + ("" if len(known) == len(SHARES) else f"\n{unknown}")
    ax.set(xlim=(0, 1 if widest < 0.9 else 1.1), xticks=[0, 0.25, 0.5, 0.75, 1], xlabel=label)
    marks.decimals(ax.xaxis, lang, scale=100)
    marks.key(ax, 3, 1.8)
    return ax


#: The shares that are drawn of each process, with their look.
SHARES = {
    "answered_share": (marks.COLORS[0], ""),
    "within_target": (marks.COLORS[3], ""),
    "documented_share": (marks.COLORS[1], "////"),
}
