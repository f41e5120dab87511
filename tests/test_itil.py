"""Service log: Kaplan-Meier worked by hand, and the unanswered not forgotten."""

import numpy as np
import pandas as pd
import pytest

from engagelib import itil

START = pd.Timestamp("2025-08-01T10:00Z")


def log(*rows):
    """(process, hours to reply or None, record, begun by)."""
    frame = pd.DataFrame(rows, columns=["process", "reply", "record_id", "initiated_by"])
    return frame.assign(
        ticket=[f"T{i}" for i in range(len(rows))],
        opened_at=START,
        first_reply_at=[pd.NaT if pd.isna(h) else START + pd.Timedelta(hours=h) for h in frame["reply"]],
        closed_at=pd.Series([pd.NaT] * len(rows), dtype="datetime64[us, UTC]"),
    )


def test_kaplan_meier_by_hand():
    # Five requests, replies after 1, 2 and 4 h, two still waiting at the end (10 h): S = 4/5, 3/5, 2/5; the median is 4 h
    tickets = log(*[("request", h, None, "customer") for h in (1, 2, None, 4, None)])
    until = START + pd.Timedelta(hours=10)
    curve = itil.response_curve(tickets, until)
    assert curve["hours"].tolist() == [0, 1, 2, 4]
    assert curve["share_waiting"].tolist() == pytest.approx([1, 0.8, 0.6, 0.4])
    row = itil.kpi(tickets, 3, until).set_index("process").loc["request"]
    assert row["median_hours"] == 4
    assert row["within_target"] == pytest.approx(2 / 5)  # the two unanswered are past the target: missed
    assert row["answered_share"] == pytest.approx(3 / 5)


def test_a_mean_of_the_answered_would_flatter():
    tickets = log(("request", 1, None, "customer"), ("request", None, None, "customer"), ("request", None, None, "customer"))
    row = itil.kpi(tickets, 24, START + pd.Timedelta(hours=100)).set_index("process").loc["request"]
    assert np.isnan(row["median_hours"]) and "more than half" in row["note"]


def test_too_young_to_judge_is_left_out_of_the_target():
    tickets = log(("request", 1, None, "customer"), ("request", None, None, "customer"))
    row = itil.kpi(tickets, 24, START + pd.Timedelta(hours=5)).set_index("process").loc["request"]
    assert row["within_target"] == 1


def test_documented_reactive_and_no_evidence():
    tickets = log(("incident", 1, "B1", "customer"), ("incident", 1, None, "business"), ("incident", None, None, "customer"))
    table = itil.kpi(tickets, 24, START + pd.Timedelta(hours=50)).set_index("process")
    assert table.loc["incident", "documented_share"] == pytest.approx(1 / 3)
    assert table.loc["incident", "customer_began_share"] == pytest.approx(2 / 3)
    assert table.loc["access", "tickets"] == 0 and "no evidence" in table.loc["access", "note"]
    assert np.isnan(table.loc["access", "median_hours"])
