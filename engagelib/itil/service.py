"""ITIL v3 service operation seen from a ticket log: volume, response times with the unanswered kept, records.

A comment that was never answered is not missing: it has waited until the log ends (right-censored), and
leaves the median response time to Kaplan and Meier. A complaint about food is an incident by analogy; no
event of a process is "no evidence", never "good". Which comment is a ticket of which process is decided in
`routing`, how mature a process is in `maturity`, how good its replies are in `replies`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from engagelib.contracts import ZONE
from engagelib.itil.mapping import MAPPINGS, classify, compare, from_comments, recurring
from engagelib.itil.maturity import maturity

__all__ = [
    "FACETS", "MAPPINGS", "MATRIX", "PROCESSES", "backlog", "classify", "compare", "counts",
    "from_comments", "kpi", "maturity", "priority", "recurring", "response_curve", "waits",
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


def priority(tickets: pd.DataFrame, matrix: Mapping[tuple[str, str], int] = MATRIX) -> pd.Series:
    """Priority of each ticket, impact x urgency; missing where either is.

    >>> rated = pd.DataFrame({"impact": ["high", "low", None], "urgency": ["medium", "low", "high"]})
    >>> priority(rated).tolist()
    [2, 5, <NA>]
    """
    pairs = zip(tickets["impact"], tickets["urgency"], strict=True)
    found = [matrix.get(pair) for pair in pairs]
    return pd.Series(found, index=tickets.index, dtype="Int64", name="priority")


def _facet(tickets: pd.DataFrame, name: str, zone: str) -> pd.Series:
    """What a ticket is grouped by; hours, weekdays (0 = Monday) and months are the study's, not UTC."""
    if name == "priority":
        return priority(tickets)
    if name in tickets:
        return tickets[name]
    opened = tickets["opened_at"].dt.tz_convert(zone).dt
    made = {
        "hour": lambda: opened.hour,
        "weekday": lambda: opened.day_of_week,
        "month": lambda: opened.strftime("%Y-%m"),
    }
    if name not in made:
        raise ValueError(f"{name!r}: a log can be looked at by {', '.join(FACETS)}")
    return made[name]()


# --- waiting --------------------------------------------------------------------------------------


def _began(tickets: pd.DataFrame) -> pd.Series:
    return tickets["initiated_by"].fillna("customer") == "customer"


def waits(
    tickets: pd.DataFrame, until: pd.Timestamp | None = None, to: str = "first_reply_at"
) -> pd.DataFrame:
    """How long each customer waited: ticket, process, hours, answered (False = still waiting at the log's end).

    For the first reply, or with `to="closed_at"` until it was settled. `until` is the end of the log, by
    default the last time in it. Tickets that the business began are left out: nobody waited.
    """
    asked = tickets[_began(tickets)]
    stamps = asked[["opened_at", "first_reply_at", "closed_at"]]
    end = until if until is not None else stamps.max().max()
    answered = asked[to].notna()
    hours = (asked[to].fillna(end) - asked["opened_at"]).dt.total_seconds() / 3600
    return pd.DataFrame(
        {"ticket": asked["ticket"], "process": asked["process"], "hours": hours, "answered": answered}
    )


def response_curve(
    tickets: pd.DataFrame, until: pd.Timestamp | None = None, to: str = "first_reply_at"
) -> pd.DataFrame:
    """Share still waiting after so many hours (Kaplan-Meier), per process.

    Out: process, hours, share_waiting, waiting (at risk). With `to="closed_at"` it is the wait until settled.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = []
    for process, part in waits(tickets, until, to).groupby("process", sort=False):
        rows.append((process, 0.0, 1.0, len(part)))
        if part["answered"].any():
            curve = SurvfuncRight(part["hours"], part["answered"].astype(int))
            steps = zip(curve.surv_times, curve.surv_prob, curve.n_risk, strict=True)
            rows += [(process, *step) for step in steps]
    names = ["process", "hours", "share_waiting", "waiting"]
    return pd.DataFrame(rows, columns=names).astype({"waiting": "int64"})


def quantile(waited: pd.DataFrame, share: float = 0.5, level: float = 0.95) -> tuple[float, float, float]:
    """Hours after which this share had been answered (Kaplan-Meier), with its interval; missing if it never was."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if not waited["answered"].any():
        return np.nan, np.nan, np.nan
    curve = SurvfuncRight(waited["hours"], waited["answered"].astype(int))
    with np.errstate(divide="ignore", invalid="ignore"):  # log(-log) of a curve that has reached 0
        found = (curve.quantile(share), *curve.quantile_ci(share, alpha=1 - level))
    value, low, high = (float(x) if np.isfinite(x) else np.nan for x in found)
    return value, low, high


# --- how a process was served ---------------------------------------------------------------------


def kpi(
    tickets: pd.DataFrame,
    target_hours: float | Mapping[int, float] = 24,
    until: pd.Timestamp | None = None,
    by: str = "process",
    zone: str = ZONE,
) -> pd.DataFrame:
    """How each process was served; `by` = channel, priority, month, weekday or hour instead.

    `target_hours` is the shop's own target for a first reply, one for all or one per priority; ITIL gives
    none. Out, a row per process of the study (or per value of `by`): process, tickets, asked (those that
    customers began: the base of answers and waits), answered, answered_share, median_hours with ci_low, ci_high (Kaplan-Meier), target_hours (missing where it differs),
    within_target (unanswered past it = missed; tickets whose log ends before the target are left out),
    resolve_hours with resolve_low, resolve_high (the same until settled), first_contact_share (of the
    answered: settled and never reopened), reopened, documented_share (has a record), customer_began_share
    (the reactive share; 1 - it is begun by the business), open (not settled when the log ends: the backlog),
    note.
    """
    facet = _facet(tickets, by, zone)
    replied, settled = (waits(tickets, until, to) for to in ("first_reply_at", "closed_at"))
    target = _targets(tickets, target_hours)
    rows = []
    for value in _values(facet, by):
        here = facet == value
        if not here.any():
            note = "no evidence: the log holds no event of this process"
            rows.append({by: value, "tickets": 0, "note": note})
            continue
        chosen = tickets[here.fillna(False)]
        ids = replied["ticket"].isin(chosen["ticket"])
        rows.append({by: value, **_served(chosen, replied[ids], settled[ids], target)})
    return pd.DataFrame(rows).astype(
        {"asked": "Int64", "answered": "Int64", "open": "Int64", "reopened": "Int64"}
    )


def _values(facet: pd.Series, by: str) -> list:
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


def _served(chosen: pd.DataFrame, replied: pd.DataFrame, settled: pd.DataFrame, target: pd.Series) -> dict:
    median, low, high = quantile(replied)
    resolve, resolve_low, resolve_high = quantile(settled)
    own = replied["ticket"].map(target)
    judged = replied[(replied["answered"] | (replied["hours"] > own)) & own.notna()]
    kept = judged["answered"] & (judged["hours"] <= own[judged.index])
    aims = target[chosen["ticket"]].dropna().unique()
    answered = chosen[chosen["first_reply_at"].notna()]
    contact = answered["closed_at"].notna() & answered["reopened_at"].isna()
    never = "more than half were never answered: no median"
    return {
        "tickets": len(chosen),
        "asked": len(replied),
        "answered": int(replied["answered"].sum()),
        "answered_share": replied["answered"].mean() if len(replied) else np.nan,
        "median_hours": median,
        "ci_low": low,
        "ci_high": high,
        "target_hours": aims[0] if len(aims) == 1 else np.nan,
        "within_target": kept.mean() if len(judged) else np.nan,
        "resolve_hours": resolve,
        "resolve_low": resolve_low,
        "resolve_high": resolve_high,
        "first_contact_share": contact.mean() if len(answered) else np.nan,
        "reopened": int(chosen["reopened_at"].notna().sum()),
        "documented_share": chosen["record_id"].notna().mean(),
        "customer_began_share": _began(chosen).mean(),
        "open": int(chosen["closed_at"].isna().sum()),
        "note": "" if np.isfinite(median) or replied.empty else never,
    }  # fmt: skip


def counts(
    tickets: pd.DataFrame, rows: str = "process", columns: str = "month", zone: str = ZONE
) -> pd.DataFrame:
    """Tickets in every cell of two facets, zeros included: `rows`, `columns`, tickets, answered_share.

    For a heat map of process x month, or weekday x hour (all 7 x 24 hours stand there).
    """
    answered = tickets["first_reply_at"].notna()
    facets = {name: _facet(tickets, name, zone) for name in (rows, columns)}
    grouped = answered.groupby([facets[rows].rename(rows), facets[columns].rename(columns)])
    table = grouped.agg(tickets="size", answered_share="mean")
    every = [_every(name, facets[name]) for name in (rows, columns)]
    table = table.reindex(pd.MultiIndex.from_product(every, names=[rows, columns]))
    return table.reset_index().assign(tickets=lambda t: t["tickets"].fillna(0).astype("int64"))


def _every(name: str, facet: pd.Series) -> list:
    whole = {"hour": list(range(24)), "weekday": list(range(7))}
    return whole.get(name, _values(facet, name))


def backlog(tickets: pd.DataFrame, zone: str = ZONE) -> pd.DataFrame:
    """Day by day what came in, what was settled, what lay open in the evening: date, opened, closed, open."""
    days = {
        name: tickets[f"{name}_at"].dropna().dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
        for name in ("opened", "closed")
    }
    table = pd.DataFrame({name: stamps.value_counts() for name, stamps in days.items()}).sort_index()
    table = table.asfreq("D").fillna(0).astype("int64") if len(table) else table
    return table.assign(open=(table["opened"] - table["closed"]).cumsum()).rename_axis("date").reset_index()
