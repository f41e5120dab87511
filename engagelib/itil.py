"""ITIL v3 service operation seen from a ticket log: volume, response times with the unanswered kept, documented or not.

A comment that was never answered is not missing: it has waited until the log ends (right-censored), and leaves the median response time to
Kaplan and Meier. A complaint about food is an incident by analogy; no event of a process is "no evidence", never "good".
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["PROCESSES", "kpi", "response_curve", "waits"]

#: The three processes of the study, in the paper's order.
PROCESSES = ("incident", "request", "access")


def waits(tickets: pd.DataFrame, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """How long each customer waited for a first reply: process, hours, answered (False = still waiting when the log ends).

    `until` is the end of the log, by default the last time in it. Tickets that the business began are left out: nobody waited.
    """
    asked = tickets[tickets["initiated_by"].fillna("customer") == "customer"]
    stamps = asked[["opened_at", "first_reply_at", "closed_at"]]
    end = until if until is not None else stamps.max().max()
    answered = asked["first_reply_at"].notna()
    hours = (asked["first_reply_at"].fillna(end) - asked["opened_at"]).dt.total_seconds() / 3600
    return pd.DataFrame(
        {"ticket": asked["ticket"], "process": asked["process"], "hours": hours, "answered": answered}
    )


def response_curve(tickets: pd.DataFrame, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """Share still waiting after so many hours (Kaplan-Meier), per process: process, hours, share_waiting, waiting (at risk)."""
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = []
    for process, part in waits(tickets, until).groupby("process", sort=False):
        rows.append((process, 0.0, 1.0, len(part)))
        if part["answered"].any():
            curve = SurvfuncRight(part["hours"], part["answered"].astype(int))
            rows += [
                (process, *row) for row in zip(curve.surv_times, curve.surv_prob, curve.n_risk, strict=True)
            ]
    return pd.DataFrame(rows, columns=["process", "hours", "share_waiting", "waiting"]).astype(
        {"waiting": "int64"}
    )


def _median(part: pd.DataFrame, level: float = 0.95) -> tuple[float, float, float]:
    """Kaplan-Meier median of the waiting time with its interval; missing where half were never answered."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if not part["answered"].any():
        return np.nan, np.nan, np.nan
    curve = SurvfuncRight(part["hours"], part["answered"].astype(int))
    low, high = curve.quantile_ci(0.5, alpha=1 - level)
    found = tuple(
        float(value) if np.isfinite(value) else np.nan for value in (curve.quantile(0.5), low, high)
    )
    return found  # type: ignore[return-value]


def kpi(tickets: pd.DataFrame, target_hours: float = 24, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """How each process was served.

    `target_hours` is the shop's own target for a first reply; ITIL gives none. Out, one row per process of the study: process, tickets,
    answered, answered_share, median_hours with ci_low, ci_high (Kaplan-Meier), target_hours, within_target (unanswered past it = missed;
    tickets whose log ends before the target are left out), documented_share (has a record), customer_began_share, open (not closed), note.
    """
    waited = waits(tickets, until)
    rows = []
    extra = [p for p in tickets["process"].unique() if p not in PROCESSES]
    for process in [*PROCESSES, *extra]:
        part, wait = tickets[tickets["process"] == process], waited[waited["process"] == process]
        if part.empty:
            rows.append(
                {
                    "process": process,
                    "tickets": 0,
                    "note": "no evidence: the log holds no event of this process",
                }
            )
            continue
        judged = wait[wait["answered"] | (wait["hours"] > target_hours)]
        median, low, high = _median(wait)
        rows.append({
            "process": process,
            "tickets": len(part),
            "answered": int(wait["answered"].sum()),
            "answered_share": wait["answered"].mean() if len(wait) else np.nan,
            "median_hours": median,
            "ci_low": low,
            "ci_high": high,
            "target_hours": float(target_hours),
            "within_target": (judged["answered"] & (judged["hours"] <= target_hours)).mean() if len(judged) else np.nan,
            "documented_share": part["record_id"].notna().mean(),
            "customer_began_share": (part["initiated_by"].fillna("customer") == "customer").mean(),
            "open": int(part["closed_at"].isna().sum()),
            "note": "" if np.isfinite(median) or wait.empty else "more than half were never answered: no median",
        })  # fmt: skip
    return pd.DataFrame(rows).astype({"answered": "Int64", "open": "Int64"})
