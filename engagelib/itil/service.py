"""ITIL v3 service operation seen from a ticket log: volume, response times with the unanswered kept, records.

A comment that was never answered is not missing: it has waited until the log ends (right-censored), and
leaves the median response time to Kaplan and Meier. A complaint about food is an incident by analogy; no
event of a process is "no evidence", never "good". Which comment is a ticket of which process is decided in
`itil.mapping`, how mature a process is in `itil.maturity`, how good its replies are in `itil.replies`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts import ZONE, by_day, knows
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note, together
from engagelib.exact import plain
from engagelib.itil.waiting import quantile, waiting

__all__ = [
    "FACETS", "MATRIX", "PROCESSES", "backlog", "counts", "kpi", "priority", "response_curve", "wait_by_hand",
    "waits",
]  # fmt: skip

#: The three processes of the study, in the paper's order; event and problem stand below where a log has them.
PROCESSES = ("incident", "request", "access")

#: (impact, urgency) -> priority, the usual table of three by three; 1 is the most pressing.
MATRIX = {
    ("high", "high"): 1, ("high", "medium"): 2, ("medium", "high"): 2, ("high", "low"): 3, ("low", "high"): 3,
    ("medium", "medium"): 3, ("medium", "low"): 4, ("low", "medium"): 4, ("low", "low"): 5,
}  # fmt: skip


#: What a log can be looked at by.
FACETS = ("process", "channel", "priority", "month", "weekday", "hour")


@takes(tickets="impact:any? urgency:any?")
def priority(tickets: pd.DataFrame, matrix: Mapping[tuple[str, str], int] = MATRIX) -> pd.Series:
    """Priority of each ticket, impact x urgency; missing where either is.

    >>> rated = pd.DataFrame({"impact": ["high", "low", None], "urgency": ["medium", "low", "high"]})
    >>> priority(rated).tolist()
    [2, 5, <NA>]
    """
    rated = tickets.reindex(columns=["impact", "urgency"])
    found = [matrix.get(pair) for pair in rated.itertuples(index=False, name=None)]
    return pd.Series(found, index=tickets.index, dtype="Int64", name="priority")


def _facet(tickets: pd.DataFrame, name: str, zone: str) -> pd.Series:
    """What a ticket is grouped by; hours, weekdays (0 = Monday) and months are the study's, not UTC."""
    if name == "priority":
        return priority(tickets)
    if name in tickets:
        return tickets[name]
    if name == "channel" or (name == "hour" and by_day(tickets, "opened_at")):
        return pd.Series(None, index=tickets.index, dtype="str")  # the log does not say
    opened = tickets["opened_at"].dt.tz_convert(zone).dt
    made = {
        "hour": lambda: opened.hour,
        "weekday": lambda: opened.day_of_week,
        "month": lambda: opened.strftime("%Y-%m"),
    }
    if name not in made:
        raise ValueError(f"{name!r}: a log can be looked at by {', '.join(FACETS)}")
    return made[name]()


def moment(value: pd.Timestamp) -> None:
    """ValueError unless a time says its zone, as those of a log do."""
    if value == value and getattr(value, "tzinfo", None) is None:
        raise ValueError(f"{value!r} is no time with a zone, such as pd.Timestamp('2025-08-17', tz='UTC')")


#: What is needed of a log, and what is told of it where it knows it.
LOG = "ticket process opened_at first_reply_at? closed_at? reopened_at? initiated_by?"


# --- waiting --------------------------------------------------------------------------------------

#: The times of a ticket, in the order in which they come.
STAMPS = ("opened_at", "first_reply_at", "closed_at", "reopened_at")


def _began(tickets: pd.DataFrame) -> pd.Series:
    """Whether a customer began it; so it counts where the log does not say."""
    if not knows(tickets, "initiated_by"):
        return pd.Series(True, index=tickets.index)
    return tickets["initiated_by"].fillna("customer") == "customer"


def as_of(tickets: pd.DataFrame, until: pd.Timestamp | None) -> tuple[pd.DataFrame, pd.Timestamp]:
    """The log as it stood then, and when: what was opened later is not there, what came later has not come.

    By default it is whole and ends with the last time in it.
    """
    stamps = [name for name in STAMPS if knows(tickets, name)]
    if until is None:
        return tickets, tickets[stamps].max().max()
    there = tickets[tickets["opened_at"] <= until]
    return there.assign(**{name: there[name].where(there[name] <= until) for name in stamps}), until


@takes(tickets=LOG, until=moment, to=("first_reply_at", "closed_at"))
def waits(
    tickets: pd.DataFrame, until: pd.Timestamp | None = None, to: str = "first_reply_at"
) -> pd.DataFrame:
    """How long each customer waited: ticket, process, hours, answered (False = still waiting at the log's end).

    For the first reply, or with `to="closed_at"` until it was settled. `until` cuts the log there; by default
    it ends with the last time in it. Tickets that the business began are left out: nobody waited. Hours are
    missing where the log knows days only, and `answered` too where it has no such column.
    """
    tickets, end = as_of(tickets, until)
    asked = tickets[_began(tickets)]
    table = asked[["ticket", "process"]]
    if not knows(tickets, to):
        return table.assign(hours=np.nan, answered=pd.Series(pd.NA, asked.index, dtype="boolean"))
    answered = asked[to].notna()
    hours = (asked[to].fillna(end) - asked["opened_at"]).dt.total_seconds() / 3600
    unknown = bool(by_day(tickets, "opened_at", to))
    return table.assign(hours=np.nan if unknown else hours, answered=answered.astype("boolean"))


@takes(tickets=LOG, until=moment, to=("first_reply_at", "closed_at"))
def response_curve(
    tickets: pd.DataFrame, until: pd.Timestamp | None = None, to: str = "first_reply_at"
) -> pd.DataFrame:
    """Share still waiting after so many hours (Kaplan-Meier), per process.

    In: `tickets`.

    Out: process, hours, share_waiting, waiting (at risk). With `to="closed_at"` it is the wait until settled.
    A log that does not know how long anybody waited has no rows.

    Notes
    -----
    S(t) = product over t_i <= t of (1 - d_i / n_i), d_i answered at t_i of n_i still waiting. Source: Kaplan & Meier
    (1958), JASA 53. In R: survival::survfit(Surv(hours, answered) ~ process).

    Examples
    --------
    Of three who wait, one is answered after an hour: two thirds wait on.

    >>> hour = pd.Timestamp("2025-07-01 08:00", tz="UTC")
    >>> log = pd.DataFrame({"ticket": ["1", "2", "3"], "process": "request", "opened_at": hour, "initiated_by": "customer",
    ...                     "first_reply_at": [hour + pd.Timedelta(hours=1), hour + pd.Timedelta(hours=30), pd.NaT]})
    >>> from engagelib.contracts import typed
    >>> curve = response_curve(typed("tickets", log))
    >>> curve[curve["process"] == "request"][["hours", "share_waiting"]].round(2).values.tolist()
    [[0.0, 1.0], [1.0, 0.67], [30.0, 0.33]]
    """
    rows = []
    for process, part in waits(tickets, until, to).dropna(subset="hours").groupby("process", sort=False):
        rows.append((process, 0.0, 1.0, len(part)))
        rows += [(process, step.hours, float(step.share), step.waiting) for step in waiting(part)]
    names = ["process", "hours", "share_waiting", "waiting"]
    return pd.DataFrame(rows, columns=names).astype(
        {"hours": "float64", "share_waiting": "float64", "waiting": "int64"}
    )


# --- how a process was served ---------------------------------------------------------------------


@takes(tickets=f"{LOG} ticket!", until=moment)
def kpi(
    tickets: pd.DataFrame,
    target_hours: float | Mapping[int, float] = 24,
    until: pd.Timestamp | None = None,
    by: str = "process",
    zone: str = ZONE,
) -> pd.DataFrame:
    """How each process was served; `by` = channel, priority, month, weekday or hour instead.

    In: `tickets` (opened_at, first_reply_at, closed_at, reopened_at, process, channel, record_id, initiated_by).

    `target_hours` is the shop's own target for a first reply, one for all or one per priority; ITIL gives
    none. `until` cuts the log: what came later has not come, what was opened later is not there. Out, a row
    per process of the study (or per value of `by`): process, tickets, asked (those that
    customers began: the base of answers and waits, which is all tickets where the log does not say), answered, answered_share, median_hours with ci_low, ci_high (Kaplan-Meier), target_hours (missing where it differs),
    within_target (unanswered past it = missed; tickets whose log ends before the target are left out),
    resolve_hours with resolve_low, resolve_high (the same until settled), first_contact_share (of the
    answered: settled and never reopened), reopened, documented_share (has a record), customer_began_share
    (the reactive share; 1 - it is begun by the business), open (not settled when the log ends: the backlog),
    note. What rests on a column that the log lacks is missing, and the note names the column.

    Notes
    -----
    answered_share = answered / asked; within_target = answered in time / those whose time has passed. The median is
    read off S(t) = product over reply times t_i up to t of (1 - d_i / n_i), d_i answered at t_i of n_i still
    waiting: who was never answered waits until the log ends. Sources: Kaplan & Meier (1958), JASA 53; limits by
    Brookmeyer & Crowley (1982), Biometrics 38, on the log-log scale. In R: survival::survfit(Surv(hours, answered)
    ~ process, conf.type = "log-log"). In SPSS: Survival > Kaplan-Meier. A mean over the answered alone flatters.

    Examples
    --------
    Three comments, one answered after an hour, one after 30, one never: 1 of 3 within 24 hours, half of all after 30.

    >>> hour = pd.Timestamp("2025-07-01 08:00", tz="UTC")
    >>> log = pd.DataFrame({"ticket": ["1", "2", "3"], "process": "request", "opened_at": hour, "initiated_by": "customer",
    ...                     "first_reply_at": [hour + pd.Timedelta(hours=1), hour + pd.Timedelta(hours=30), pd.NaT]})
    >>> from engagelib.contracts import typed
    >>> found = kpi(typed("tickets", log)).set_index("process").loc["request"]
    >>> int(found["answered"]), round(float(found["within_target"]), 2), float(found["median_hours"])
    (2, 0.33, 30.0)
    """
    tickets, end = as_of(tickets, until)
    facet = _facet(tickets, by, zone)
    replied, settled = (waits(tickets, end, to) for to in ("first_reply_at", "closed_at"))
    target = _targets(tickets, target_hours)
    rows = []
    for value in _values(facet, by):
        here = (facet == value).fillna(False)
        if not here.any():
            rows.append({by: value, "tickets": 0, "note": note("noted_no_events")})
            continue
        chosen = tickets[here]
        ids = replied["ticket"].isin(chosen["ticket"])
        rows.append({by: value, **_served(chosen, replied[ids], settled[ids], target)})
    table = pd.DataFrame(rows, columns=[by, *SERVED])
    counted = dict.fromkeys(("asked", "answered", "open", "reopened"), "Int64")
    shares = [name for name in SERVED if name not in (*counted, "tickets", "note")]
    return table.astype(counted | dict.fromkeys(shares, "float64"))


#: What :func:`kpi` tells of a process.
SERVED = (
    "tickets", "asked", "answered", "answered_share", "median_hours", "ci_low", "ci_high", "target_hours",
    "within_target", "resolve_hours", "resolve_low", "resolve_high", "first_contact_share", "reopened",
    "documented_share", "customer_began_share", "open", "note",
)  # fmt: skip


def _values(facet: pd.Series, by: str) -> list[Any]:
    found = facet.dropna().unique().tolist()
    if by == "process":
        return [*PROCESSES, *(p for p in found if p not in PROCESSES)]
    return sorted(found)


def _targets(tickets: pd.DataFrame, target_hours: float | Mapping[int, float]) -> pd.Series:
    """The target of each ticket, by its id."""
    if isinstance(target_hours, Mapping):
        hours = priority(tickets).map(dict(target_hours)).astype("float64")
    else:
        hours = pd.Series(float(target_hours), index=tickets.index)
    return hours.set_axis(tickets["ticket"])


def kept(waited: pd.DataFrame, target: pd.Series) -> pd.Series:
    """Whether each wait kept its target (by ticket id); those too young to judge, or not timed, are left out."""
    own = waited["ticket"].map(target).astype("float64")
    answered = waited["answered"].fillna(False).astype(bool)
    judged = waited["hours"].notna() & own.notna() & (answered | (waited["hours"] > own))
    return (answered & (waited["hours"] <= own))[judged]


def _share(of: pd.Series) -> float:
    """The share of yes among what is known; missing where nothing is."""
    return float(of.mean()) if of.notna().any() else np.nan


def _served(
    chosen: pd.DataFrame, replied: pd.DataFrame, settled: pd.DataFrame, target: pd.Series
) -> dict[str, Any]:
    has = {name: knows(chosen, name) for name in LOGGED}
    median, low, high = quantile(replied)
    resolve, resolve_low, resolve_high = quantile(settled)
    aims = target[chosen["ticket"]].dropna().unique()
    contact = pd.Series(dtype=bool)
    if has["first_reply_at"] and has["closed_at"] and has["reopened_at"]:
        answered = chosen[chosen["first_reply_at"].notna()]
        contact = answered["closed_at"].notna() & answered["reopened_at"].isna()
    return {
        "tickets": len(chosen),
        "asked": len(replied) if has["initiated_by"] else pd.NA,
        "answered": int(replied["answered"].sum()) if has["first_reply_at"] else pd.NA,
        "answered_share": _share(replied["answered"]),
        "median_hours": median,
        "ci_low": low,
        "ci_high": high,
        "target_hours": aims[0] if len(aims) == 1 else np.nan,
        "within_target": _share(kept(replied, target)),
        "resolve_hours": resolve,
        "resolve_low": resolve_low,
        "resolve_high": resolve_high,
        "first_contact_share": _share(contact),
        "reopened": int(chosen["reopened_at"].notna().sum()) if has["reopened_at"] else pd.NA,
        "documented_share": float(chosen["record_id"].notna().mean()) if has["record_id"] else np.nan,
        "customer_began_share": _share(_began(chosen)) if has["initiated_by"] else np.nan,
        "open": int(chosen["closed_at"].isna().sum()) if has["closed_at"] else pd.NA,
        "note": together(*_notes(chosen, replied, median)),
    }  # fmt: skip


#: Columns of a log on which what is told of a process rests.
LOGGED = ("first_reply_at", "closed_at", "reopened_at", "record_id", "initiated_by")


def _notes(chosen: pd.DataFrame, replied: pd.DataFrame, median: float) -> Iterator[Note]:
    """Why something is missing in a row, or rests on less than it seems."""
    if lacking := [name for name in LOGGED if not knows(chosen, name)]:
        yield note("noted_log_lacks", columns=lacking)
    if days := by_day(chosen, *STAMPS):
        yield note("noted_log_days", columns=days)
    if replied.empty:
        yield note("noted_nobody_began")
    elif np.isnan(median) and replied["hours"].notna().any():
        yield note("noted_half_unanswered")


@takes(tickets=LOG)
def counts(
    tickets: pd.DataFrame, rows: str = "process", columns: str = "month", zone: str = ZONE
) -> pd.DataFrame:
    """How many tickets stand in every cell of two facets, zeros included: for a heat map of process x month, or weekday x hour.

    In: `tickets`; `rows` and `columns` are process, channel, priority, month, weekday or hour. Out: `rows`, `columns`, tickets,
    answered_share (answered / those that customers began). A facet that the log does not know has no cells; of weekday and
    hour all 7 x 24 stand there.

    Notes
    -----
    answered_share = answered / tickets that customers began.
    Source: none, it counts. In R: table(format(opened_at, "%Y-%m")). In SPSS: Crosstabs. A facet that the log does
    not know is refused.

    Examples
    --------
    >>> log = pd.DataFrame({"ticket": ["1", "2"], "process": "request", "opened_at": pd.Timestamp("2025-07-01 08:00", tz="UTC")})
    >>> from engagelib.contracts import typed
    >>> found = counts(typed("tickets", log))
    >>> found[found["tickets"] > 0][["process", "tickets"]].values.tolist()
    [['request', 2]]
    """
    replied = tickets["first_reply_at"].notna() if knows(tickets, "first_reply_at") else np.nan
    answered = pd.Series(replied, index=tickets.index, dtype="float64").where(_began(tickets))
    facets = {name: _facet(tickets, name, zone) for name in (rows, columns)}
    grouped = answered.groupby([facets[rows].rename(rows), facets[columns].rename(columns)])
    table = grouped.agg(tickets="size", answered_share="mean")
    every = [_every(name, facets[name]) for name in (rows, columns)]
    table = table.reindex(pd.MultiIndex.from_product(every, names=[rows, columns]))
    return table.reset_index().assign(tickets=lambda t: t["tickets"].fillna(0).astype("int64"))


def _every(name: str, facet: pd.Series) -> list[Any]:
    whole = {"hour": list(range(24)), "weekday": list(range(7))}
    return whole.get(name, _values(facet, name)) if name == "process" or facet.notna().any() else []


@takes(tickets=LOG)
def backlog(tickets: pd.DataFrame, zone: str = ZONE) -> pd.DataFrame:
    """What came in, what was settled, what lay open in the evening, day by day.

    In: `tickets`. Out: date, opened, closed, open; the last two are missing where the log does not say what was settled.

    Notes
    -----
    open(t) = tickets opened up to the evening of t - tickets closed up to then.
    Source: Little (1961), Operations Research 9: what lies open is what came in and was not settled. In R:
    cumsum(opened - closed).

    Examples
    --------
    >>> when = pd.to_datetime(["2025-07-01 08:00", "2025-07-01 09:00"], utc=True)
    >>> log = pd.DataFrame({"ticket": ["1", "2"], "process": "request", "opened_at": when, "closed_at": [when[0], pd.NaT]})
    >>> from engagelib.contracts import typed
    >>> backlog(typed("tickets", log))[["opened", "closed", "open"]].values.tolist()[0]
    [2, 1, 1]
    """
    stamps = {
        "opened": tickets["opened_at"],
        "closed": tickets["closed_at"] if knows(tickets, "closed_at") else tickets["opened_at"][:0],
    }
    days = {
        name: column.dropna().dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
        for name, column in stamps.items()
    }
    table = pd.DataFrame({name: stamps.value_counts() for name, stamps in days.items()}).sort_index()
    table = table.asfreq("D").fillna(0).astype("int64") if len(table) else table
    table = table.assign(open=(table["opened"] - table["closed"]).cumsum()).astype("Int64")
    if not knows(tickets, "closed_at"):
        table[["closed", "open"]] = pd.NA
    return table.rename_axis("date").reset_index()


@takes(tickets=f"{LOG} ticket!", until=moment)
def wait_by_hand(tickets: pd.DataFrame, few: int = 6, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """The share that still waits, worked in the open on a few tickets (Kaplan-Meier).

    In: `tickets` with first_reply_at; `few`, how many of them: every so many-th of those that customers began, so that
    some were never answered where many were not. Out: ticket, hours (until answered, or until the log ends), answered,
    waiting (how many still waited just before), arithmetic, share_waiting, in the order of the hours. No rows where
    nobody's wait is known.

    Notes
    -----
    S(t) = product over t_i <= t of (1 - d_i / n_i): a ticket that was never answered lowers nothing, but it is among
    those who waited. Source: Kaplan & Meier (1958), JASA 53. In R: survival::survfit(Surv(hours, answered) ~ 1).

    Examples
    --------
    >>> hour = pd.Timestamp("2025-07-01 08:00", tz="UTC")
    >>> log = pd.DataFrame({"ticket": ["1", "2", "3"], "process": "request", "opened_at": hour, "initiated_by": "customer",
    ...                     "first_reply_at": [hour + pd.Timedelta(hours=1), hour + pd.Timedelta(hours=30), pd.NaT]})
    >>> from engagelib.contracts import typed
    >>> wait_by_hand(typed("tickets", log))[["waiting", "arithmetic"]].values.tolist()[0]
    [3, '1 × (1 − 1/3)']
    """
    waited = waits(tickets, until).dropna(subset=["hours", "answered"])
    step = max(len(waited) // few, 1)
    chosen = (
        waited.iloc[::step]
        .head(few)
        .sort_values(["hours", "answered"], ascending=[True, False], kind="stable")
    )
    rows, share = [], 1.0
    for place, row in enumerate(chosen.itertuples()):
        left = len(chosen) - place
        how = f"{plain(share)} × (1 − 1/{left})" if row.answered else plain(share)
        share = share * (1 - 1 / left) if row.answered else share
        rows.append((row.ticket, float(row.hours), bool(row.answered), left, how, share))
    return pd.DataFrame(
        rows, columns=["ticket", "hours", "answered", "waiting", "arithmetic", "share_waiting"]
    )
