"""Speed, consistency and relevance of replies on a log that can be worked by hand."""

import numpy as np
import pandas as pd
import pytest

from engagelib import itil

OPENED = (
    pd.to_datetime(
        ["2025-08-01 08:00", "2025-08-01 20:00", "2025-08-02 08:00", "2025-08-05 08:00", "2025-08-06 21:00"]
    )
    .tz_localize("Asia/Jakarta")
    .tz_convert("UTC")
)
HOURS = [1, 2, 4, 8, None]


@pytest.fixture
def tickets():
    first = pd.Series(OPENED) + pd.to_timedelta(pd.Series(HOURS, dtype="float64"), unit="h")
    return pd.DataFrame({
        "ticket": list("abcde"), "process": "request", "opened_at": OPENED, "first_reply_at": first, "closed_at": first,
        "reopened_at": pd.Series([pd.NaT, first[1] + pd.Timedelta(hours=5), pd.NaT, pd.NaT, pd.NaT], dtype=first.dtype), "initiated_by": None,
    })  # fmt: skip


def measured(tickets, **options):
    return itil.reply_quality(tickets, 4, until=OPENED[-1] + pd.Timedelta(hours=24), **options).set_index(
        "measure"
    )


def test_speed_keeps_the_unanswered(tickets):
    table = measured(tickets)
    assert table.loc["median_hours", "value"] == 4  # S = .8, .6, .4: half had been answered after 4 h
    assert np.isnan(table.loc["p90_hours", "value"])  # a fifth never was
    assert table.loc["within_target", "value"] == pytest.approx(3 / 5)


def test_consistency_by_hand(tickets):
    table = measured(tickets)
    assert table.loc["spread", "value"] == pytest.approx((5 - 1.75) / 3)  # quartiles of 1 2 4 8: 1.75, 3, 5
    assert table.loc["longest_gap_days", "value"] == pytest.approx(
        3 + 4 / 24
    )  # 2 August 12:00 to 5 August 16:00
    assert table.loc["hours_covered", "value"] == 0  # asked at 8, 20, 21; replied at 9, 22, 12, 16
    assert table.loc["same_day", "value"] == pytest.approx(4 / 5)


def test_relevance_needs_a_judge(tickets):
    table = measured(tickets)
    assert np.isnan(table.loc["relevant_share", "value"]) and "nobody has judged" in str(
        table.loc["relevant_share", "note"]
    )
    assert table.loc["not_asked_again", "value"] == pytest.approx(3 / 4)
    judged = pd.DataFrame({"ticket": ["a", "b", "c", "x"], "relevant": [True, False, True, True]})
    assert measured(tickets, judged=judged).loc["relevant_share", ["value", "n"]].tolist() == [
        pytest.approx(2 / 3),
        3,
    ]
