"""Charts along time: codes as they were found, customers who wait, videos by their day, comments and sales day by day."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

from engagelib.canvas import DOUBLE, INK, SINGLE, drawn, extent, literal, sentence, sheet, wrapped
from engagelib.marks import COLORS, dates, decimals, each, key, paced
from engagelib.saturation import outcome, reached
from engagelib.tallies import STREAMS
from engagelib.words import number, say, share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

__all__ = ["per_day", "response_times", "sales", "saturation", "videos"]

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


@drawn("cumulative")
def saturation(
    table: pd.DataFrame,
    band: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> Axes:
    """How many different codes had appeared after so many units, and where reading on stopped bringing more.

    In: `saturation` and, for what 95 % of all orders of reading show, `saturation_band`.
    """
    ax = sheet(ax, SINGLE, 58)
    last, most = int(table["position"].max()), int(table["cumulative"].max())
    ax.bar(table["position"], table["new"], color=COLORS[1], width=0.8, label=say("new_codes", lang))
    if band is not None:
        look: dict[str, Any] = {"color": "#D0D0D0", "linewidth": 0, "zorder": 0.5}
        at, low, high = ([0, *band[name]] for name in ("position", "low", "high"))
        ax.fill_between(at, low, high, step="post", label=say("other_orders", lang), **look)
        most = max(most, int(band["high"].max()))
    ax.step(
        [0, *table["position"]],
        [0, *table["cumulative"]],
        where="post",
        color=COLORS[0],
        label=say("codes_so_far", lang),
    )
    if "saturated" in table and (first := reached(table).first) is not None:
        late = first > 0.6 * last
        ax.axvline(first, color=INK, linestyle="--", linewidth=0.8)
        ax.annotate(
            wrapped(outcome(table, lang), 24),
            (first, 0.45 * most),
            (-4 if late else 4, 0),
            textcoords="offset points",
            ha="right" if late else "left",
            va="center",
        )
    ax.set(xlim=(0, last + 0.6), ylim=(0, most * 1.08 + 0.5), ylabel=say("codes", lang))
    ax.set_xlabel(f"{say('units_in_order', lang)} (n = {number(last, 0, lang)})")
    ax.locator_params(integer=True)
    decimals(ax.xaxis, lang)
    key(ax, lift=0.6)
    return ax


@drawn("hours")
def response_times(
    table: pd.DataFrame,
    kpi: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> Axes:
    """The share of customers still waiting for a first reply after so many hours, per process (Kaplan-Meier).

    In: `response_curve` and, for tickets, the share never answered and the target, `service_kpi`. Dotted:
    still waiting when the log ends.
    """
    groups = each(table, "process")
    known = {} if kpi is None else kpi.set_index("process").to_dict("index")
    ax = sheet(ax, SINGLE, 60 + 3 * len(groups))
    positive = table.loc[table["hours"] > 0, "hours"]
    left, right = min([*positive, 1]) * 0.6, max([*positive, 24]) * 1.6
    for i, (process, part) in enumerate(groups):
        hours, waiting = part["hours"].clip(lower=left), part["share_waiting"]
        line: dict[str, Any] = {"color": COLORS[i % len(COLORS)], "linestyle": ("-", "--", "-.")[i % 3]}
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
    marks = [mark for mark in HOURS if left <= mark[0] <= right]
    ax.set_xticks([hours for hours, *_ in marks], [f"{n}\n{say(unit, lang)}" for _, n, unit in marks])
    ax.minorticks_off()
    ax.grid()
    decimals(ax.yaxis, lang, scale=100)
    key(ax, 1, 0.6)
    return ax


def _waited(process: str, row: dict | None, lang: str) -> str:
    name = literal(say(process, lang))
    if row is None:
        return name
    n = (
        row["asked"] if isinstance(row["asked"], Integral) else row["tickets"]
    )  # all, where nobody says who began
    if row["answered_share"] != row["answered_share"]:
        return f"{name} (n = {number(n, 0, lang)})"
    unanswered = f"{share(1 - row['answered_share'], 0, lang)} {say('unanswered', lang)}"
    return f"{name} (n = {number(n, 0, lang)}; {unanswered})"


@drawn("er_views")
def videos(table: pd.DataFrame, ax: Axes | FigureBase | None = None, lang: str = "id") -> Axes:
    """Interactions per view of every video by its day; dots grow with views, and the most seen is named.

    In: `engagement`.
    """
    import seaborn

    shown = table.dropna(subset=["er_views", "views", "posted_at"]).reset_index(drop=True)
    shown = shown.astype({"views": "float64"})
    if shown.empty:  # no video has both a rate and a day
        return sentence(ax, say("nothing_to_draw", lang))
    ax = sheet(ax, DOUBLE, 75)
    look: dict[str, Any] = {"color": COLORS[0], "alpha": 0.65, "sizes": (12, 260)}
    seaborn.scatterplot(shown, x="posted_at", y="er_views", size="views", ax=ax, **look)
    top = shown.loc[shown["views"].idxmax()]
    late = top["posted_at"] > shown["posted_at"].mean()
    ax.annotate(
        f"{wrapped(top['caption'], 60, 2)}\n{number(top['views'], 0, lang)} {say('views', lang)}",
        (top["posted_at"], top["er_views"]),
        (top["posted_at"], 1.02),
        textcoords=ax.get_xaxis_transform(),
        ha="right" if late else "left",
        arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": INK, "relpos": (int(late), 0)},
    )
    ax.set(ylim=(0, shown["er_views"].max() * 1.1), ylabel=say("er_axis", lang))
    ax.set_xlabel(f"{say('posted_at', lang)} (n = {len(shown)} {say('videos', lang)})")
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles,
        [number(float(label), 0, lang) for label in labels],
        title=say("views", lang),
        loc="upper left",
        bbox_to_anchor=(1, 1),
        labelspacing=1.2,
    )
    dates(ax, lang)
    decimals(ax.yaxis, lang, int(shown["er_views"].max() < 0.04), 100)
    ax.grid(axis="y")
    return ax


@drawn("n")
def per_day(
    table: pd.DataFrame,
    videos: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> Axes:
    """Comments of every day, streams stacked; a triangle beneath marks a day on which a video was posted.

    In: `comments_per_day` and, for the triangles, `videos`.
    """
    import pandas as pd

    ax = sheet(ax, DOUBLE, 65)
    wide = table.pivot_table(index="date", columns="stream", values="n", aggfunc="sum", fill_value=0)
    start = pd.Series(0.0, index=wide.index)
    for stream, look in STREAMS.items():
        if stream in wide:
            label = say(f"stream_{stream}", lang)
            ax.bar(
                wide.index,
                wide[stream],
                0.9,
                bottom=start,
                label=label,
                linewidth=0,
                edgecolor="white",
                **look,
            )
            start = start + wide[stream]
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
    dates(ax, lang)
    decimals(ax.yaxis, lang)
    ax.grid(axis="y")
    key(ax, 5, 0.6)
    return ax


@drawn("portions")
def sales(
    table: pd.DataFrame,
    events: pd.DataFrame | None = None,
    change: Any = None,
    monthly: pd.DataFrame | None = None,
    ax: Axes | FigureBase | None = None,
    lang: str = "id",
) -> Axes:
    """Portions of every open day, means by month and a `rolling` column, events, the day of the change.

    In: `sales` daily (or `rolling`), `events`, the first day of the change, `sales_monthly`. Closed and
    unrecorded days are absent, not zero.
    """
    import pandas as pd

    ax = sheet(ax, DOUBLE, 85)
    shown = table[table["open"].fillna(False).astype(bool) & table["portions"].notna()].sort_values("date")
    dots: dict[str, Any] = {"color": "#7FADD2", "markersize": 2.5, "label": paced("one_step", table, lang)}
    ax.plot(shown["date"], shown["portions"].astype("float64"), ".", **dots)
    if monthly is not None:
        ends = monthly["month"] + pd.offsets.MonthEnd(0)
        line: dict[str, Any] = {"color": "black", "linewidth": 1.8, "label": say("monthly_mean", lang)}
        ax.hlines(monthly["mean"], monthly["month"], ends, **line)
    if "rolling" in shown:
        ax.plot(shown["date"], shown["rolling"], color=COLORS[1], label=say("rolling_mean", lang))
    if change is not None:
        ax.axvline(pd.Timestamp(change), color=COLORS[4], linewidth=1.2, label=say("change", lang))
    first, last = shown["date"].min() - pd.Timedelta(days=3), shown["date"].max() + pd.Timedelta(days=3)
    ax.set(xlim=(first, last), ylim=(0, max(shown["portions"].max() * 1.06, 1)))
    lanes = 0 if events is None else _events(ax, events[events["date"].between(first, last)])
    ax.set_xlabel(paced("steps_axis", table, lang, n=number(len(shown), 0, lang)))
    ax.set_ylabel(paced("portions_axis", table, lang))
    dates(ax, lang)
    decimals(ax.yaxis, lang)
    key(ax, 4, 1.25 * lanes + 0.6)
    return ax


def _events(ax: Axes, events: pd.DataFrame) -> int:
    """Light bands, named above the axes in as many lanes as it takes for the names not to meet."""
    from matplotlib.dates import date2num

    low, high = ax.get_xlim()
    day = (high - low) / 155  # how many days a millimetre is, about
    lanes: list[float] = []
    for event in events.sort_values("date").to_dict("records"):
        start, name = date2num(event["date"]), wrapped(event["name"], 50, 1)
        end = event.get("end")
        end = date2num(end) + 1 if end == end and end is not None else start + 1
        ax.axvspan(start, max(end, start + day / 2), color="#BBBBBB", alpha=0.5, linewidth=0, zorder=0)
        fits = start + extent(name) * day < high
        begin = start if fits else end - extent(name) * day
        lane = next((i for i, taken in enumerate(lanes) if taken < begin), len(lanes))
        lanes[lane : lane + 1] = [begin + (extent(name) + 3) * day]
        ax.annotate(
            name,
            (start if fits else end, 1),
            (0, 2 + 8.5 * lane),
            ax.get_xaxis_transform(),
            "offset points",
            ha="left" if fits else "right",
            color=INK,
            annotation_clip=False,
        )
    return len(lanes)
