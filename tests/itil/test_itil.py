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
        reopened_at=pd.Series([pd.NaT] * len(rows), dtype="datetime64[us, UTC]"),
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
    tickets = log(
        ("request", 1, None, "customer"),
        ("request", None, None, "customer"),
        ("request", None, None, "customer"),
    )
    row = itil.kpi(tickets, 24, START + pd.Timedelta(hours=100)).set_index("process").loc["request"]
    assert np.isnan(row["median_hours"]) and "more than half" in str(row["note"])


def test_too_young_to_judge_is_left_out_of_the_target():
    tickets = log(("request", 1, None, "customer"), ("request", None, None, "customer"))
    row = itil.kpi(tickets, 24, START + pd.Timedelta(hours=5)).set_index("process").loc["request"]
    assert row["within_target"] == 1


def test_documented_reactive_and_no_evidence():
    tickets = log(
        ("incident", 1, "B1", "customer"),
        ("incident", 1, None, "business"),
        ("incident", None, None, "customer"),
    )
    table = itil.kpi(tickets, 24, START + pd.Timedelta(hours=50)).set_index("process")
    assert table.loc["incident", "documented_share"] == pytest.approx(1 / 3)
    assert table.loc["incident", ["tickets", "asked", "answered"]].tolist() == [3, 2, 1]
    assert table.loc["incident", "answered_share"] == pytest.approx(1 / 2)
    assert table.loc["incident", "customer_began_share"] == pytest.approx(2 / 3)
    assert table.loc["access", "tickets"] == 0 and "no evidence" in str(table.loc["access", "note"])
    assert np.isnan(table.loc["access", "median_hours"])


def full(*rows):
    """(process, day, hour, hours to reply, hours to close, reopened, impact, urgency, channel), all times in Jakarta."""
    frame = pd.DataFrame(
        rows, columns=["process", "day", "hour", "reply", "close", "again", "impact", "urgency", "channel"]
    )
    opened = (
        pd.to_datetime(frame["day"] + " " + frame["hour"].astype(str) + ":00")
        .dt.tz_localize("Asia/Jakarta")
        .dt.tz_convert("UTC")
    )
    after = {
        name: opened + pd.to_timedelta(frame[name].astype("float64"), unit="h")
        for name in ("reply", "close", "again")
    }
    return frame.assign(
        ticket=[f"T{i}" for i in range(len(rows))], opened_at=opened, first_reply_at=after["reply"], closed_at=after["close"],
        reopened_at=after["again"], record_id=None, initiated_by="customer",
    )  # fmt: skip


LOG = full(
    ("incident", "2025-08-31", 22, 1, 2, None, "high", "high", "comment"),
    ("incident", "2025-09-01", 6, 10, 30, 40, "high", "low", "comment"),
    ("request", "2025-09-01", 22, 1, None, None, "low", "low", "whatsapp"),
    ("request", "2025-09-03", 22, None, None, None, "low", "low", "comment"),
    ("problem", "2025-09-03", 8, 2, 3, None, None, None, "shop"),
)


def test_time_to_first_reply_and_to_settling_as_r_has_them():
    # R 4.2.2, survival: survfit(Surv(c(2, 3, 5, 8, 12, 20, 20), c(1, 1, 1, 1, 1, 0, 0)) ~ 1): S = 6/7, 5/7, 4/7, 3/7, 2/7; median 8
    tickets = log(*[("request", h, None, "customer") for h in (2, 3, 5, 8, 12, None, None)])
    tickets = tickets.assign(closed_at=tickets["first_reply_at"])
    until = START + pd.Timedelta(hours=20)
    curve = itil.response_curve(tickets, until, to="closed_at")
    assert curve["share_waiting"].tolist()[1:] == pytest.approx(
        [0.8571429, 0.7142857, 0.5714286, 0.4285714, 0.2857143]
    )
    row = itil.kpi(tickets, 24, until).set_index("process").loc["request"]
    assert (row["median_hours"], row["resolve_hours"], row["ci_low"]) == (
        8,
        8,
        2,
    )  # conf.type = "log-log": 2 to NA
    assert np.isnan(row["ci_high"])


def test_first_contact_reopened_and_backlog():
    row = itil.kpi(LOG).set_index("process")
    assert row.index.tolist() == ["incident", "request", "access", "problem"]
    assert row.loc["incident", ["first_contact_share", "reopened", "open"]].tolist() == [0.5, 1, 0]
    assert row.loc["request", ["first_contact_share", "open"]].tolist() == [0, 2]
    table = itil.backlog(LOG).set_index("date")
    assert table["opened"].tolist() == [1, 2, 0, 2] and table["open"].tolist() == [1, 2, 1, 2]


def test_by_hour_weekday_month_and_channel_in_the_shops_zone():
    assert itil.kpi(LOG, by="hour")["hour"].tolist() == [6, 8, 22]  # 22:00 in Jakarta is 15:00 UTC
    assert itil.kpi(LOG, by="month").set_index("month")["tickets"].to_dict() == {"2025-08": 1, "2025-09": 4}
    assert itil.kpi(LOG, by="weekday")["weekday"].tolist() == [0, 2, 6]
    assert itil.kpi(LOG, by="channel").set_index("channel").loc["comment", "answered_share"] == pytest.approx(
        2 / 3
    )
    with pytest.raises(ValueError, match="can be looked at by process, channel"):
        itil.kpi(LOG, by="planet")


def test_priority_has_its_own_target():
    table = itil.kpi(LOG, {1: 1, 3: 4, 5: 72}, by="priority").set_index("priority")
    assert table.index.tolist() == [1, 3, 5] and table["target_hours"].tolist() == [1, 4, 72]
    assert table["within_target"].tolist() == [1, 0, 1]
    assert np.isnan(itil.kpi(LOG, {1: 1, 3: 4}).set_index("process").loc["incident", "target_hours"])


def test_counts_have_every_cell():
    table = itil.counts(LOG, "process", "month").set_index(["process", "month"])["tickets"]
    assert (
        table.loc[("access", "2025-09")] == 0 and table.loc[("request", "2025-09")] == 2 and table.sum() == 5
    )
    assert len(itil.counts(LOG, "weekday", "hour")) == 168
