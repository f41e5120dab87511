"""Rates and weights on cases that can be worked by hand."""

import numpy as np
import pandas as pd
import pytest

from engagelib import engagement


@pytest.fixture
def videos():
    return pd.DataFrame({
        "video_id": ["1", "2", "3", "4"],
        "posted_at": pd.to_datetime(["2025-08-01", "2025-08-08", "2025-08-15", "2025-08-22"]),
        "caption": list("abcd"),
        "views": pd.array([100, 900, 0, 50], dtype="Int64"),
        "likes": pd.array([10, 9, 0, 5], dtype="Int64"),
        "comments": pd.array([5, 9, 0, -1], dtype="Int64"),
        "shares": pd.array([5, 0, 0, 0], dtype="Int64"),
        "saves": pd.array([None] * 4, dtype="Int64"),
    })  # fmt: skip


def test_rates_by_hand(videos):
    table = engagement.rates(videos)
    assert table["er_views"].tolist()[:2] == pytest.approx([0.20, 0.02])
    assert table.loc[0, ["applause", "conversation", "amplification"]].tolist() == pytest.approx([0.10, 0.05, 0.05])
    assert np.isnan(table.loc[2, "er_views"])  # nobody saw it
    assert np.isnan(table.loc[3, "er_views"])  # a negative count is a removal, not a number


def test_both_account_rates_are_named(videos):
    value = engagement.summary(videos).set_index("measure")["value"]
    assert value["er_mean"] == pytest.approx(0.11) and value["er_pooled"] == pytest.approx(38 / 1000)
    assert value["viral_share_views"] == pytest.approx(0.9) and value["er_pooled_without_viral"] == pytest.approx(0.2)
    assert value["videos_per_week"] == pytest.approx(4 / (22 / 7))


def test_entropy_weights_by_hand():
    # two rows: p = (1/2, 1/2) has entropy 1 -> spread 0; p = (1, 0) has entropy 0 -> spread 1
    matrix = pd.DataFrame({"flat": [3, 3], "sharp": [5, 0], "empty": [0, 0]})
    assert engagement.entropy_weights(matrix).tolist() == pytest.approx([0, 1, 0])
    # p = (1/4, 3/4): e = (ln 4 / 4 + 3/4 ln(4/3)) / ln 2 = .811278
    weights = engagement.entropy_weights(pd.DataFrame({"a": [1, 3], "b": [1, 0]}))
    assert weights.tolist() == pytest.approx([0.188722 / 1.188722, 1 / 1.188722], abs=1e-6)
    assert engagement.entropy_weights(pd.DataFrame({"a": [2, 2], "b": [7, 7]})).tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="at least two"):
        engagement.entropy_weights(matrix.head(1))
    with pytest.raises(ValueError, match="at least 0"):
        engagement.entropy_weights(pd.DataFrame({"a": [1, -1]}))


def test_coverage(videos):
    comments = pd.DataFrame({"comment_id": ["x", "x", "y"], "video_id": ["1", "1", "1"]})
    table = engagement.coverage(videos, comments).set_index("video_id")
    assert table.loc["1", ["imported", "reported", "share", "low"]].tolist() == [2, 5, 0.4, True]
    assert np.isnan(table.loc["3", "share"])
