"""Two mappings of codes to processes on units worked by hand, and a log made from a thread."""

import pandas as pd
import pytest

from engagelib import itil

CODINGS = pd.DataFrame(
    [
        ("a", "PUJI"),
        ("a", "KELUH"),
        ("b", "TANYA"),
        ("b", "KELUH"),
        ("c", "AMAN"),
        ("c", "TANYA"),
        ("d", "PUJI"),
        ("e", None),
    ],
    columns=["unit", "code"],
)
BOTH = itil.mappings({"access": ["AMAN"], "complaint": ["KELUH"], "request": ["TANYA"], "praise": ["PUJI"]})


def test_the_process_that_the_mapping_names_first():
    table = itil.classify(CODINGS, BOTH["complaint_as_incident"]).set_index("unit")
    assert table["process"].fillna("none").to_dict() == {
        "a": "incident",
        "b": "incident",
        "c": "access",
        "d": "none",
        "e": "none",
    }
    assert table.loc["b", "others"] == "request" and table.loc["e", "codes"] == ""
    own = itil.classify(CODINGS, {"TANYA": "request"}).set_index("unit")["process"]
    assert own.dropna().to_dict() == {"b": "request", "c": "request"}


def test_two_mappings_side_by_side():
    table = itil.compare_mappings(CODINGS, BOTH).set_index(["mapping", "process"])
    assert table.loc[("complaint_as_incident", "incident"), "units"] == 2
    assert table.loc[("complaint_as_request", "request"), "units"] == 2
    assert table.groupby("mapping")["units"].sum().tolist() == [5, 5]
    assert table.loc[("complaint_as_request", "none"), "share"] == pytest.approx(0.4)


def test_a_log_from_comments_and_replies():
    comments = pd.DataFrame(
        [
            ("1", None, "08:00", False), ("2", "1", "09:30", True), ("3", "1", "10:00", False),  # asked, answered, asked again: no more reply
            ("4", None, "08:30", False), ("5", None, "09:00", True), ("6", "4", "08:00", True),  # a video's own comment answers nobody
        ],
        columns=["comment_id", "parent_id", "at", "is_seller"],
    ).assign(created_at=lambda t: pd.to_datetime("2025-08-01 " + t["at"], utc=True))  # fmt: skip
    classified = pd.DataFrame({"unit": ["1", "3", "4"], "process": ["incident", "request", "request"]})
    tickets = itil.from_comments(comments, classified).set_index("unit")
    assert (tickets["first_reply_at"] - tickets["opened_at"]).dt.total_seconds().div(3600).fillna(
        -1
    ).to_dict() == {"1": 1.5, "4": -1, "3": -1}
    assert itil.kpi(tickets.reset_index()).set_index("process")["tickets"].tolist() == [1, 2, 0]


def test_the_same_complaint_again_and_again_is_a_problem_candidate():
    days = [1, 2, 3, 10, 20, 21, 22, 23]
    units = pd.DataFrame(
        {
            "unit": [str(d) for d in days],
            "made_at": pd.to_datetime([f"2025-08-{d:02}" for d in days], utc=True),
        }
    )
    codings = pd.DataFrame({"unit": units["unit"], "code": "KELUH"})
    table = itil.recurring(codings, units, ["KELUH"], least=3, days=4)
    assert (
        table["units"].tolist() == [3, 4]
        and table["first"].dt.day.tolist() == [1, 20]
        and table["last"].dt.day.tolist() == [3, 23]
    )
    assert itil.recurring(codings, units, ["KELUH"], least=5, days=4).empty
