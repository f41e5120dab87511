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
    assert table.loc[0, ["applause", "conversation", "amplification"]].tolist() == pytest.approx(
        [0.10, 0.05, 0.05]
    )
    assert np.isnan(table.loc[2, "er_views"])  # nobody saw it
    assert np.isnan(table.loc[3, "er_views"])  # a negative count is a removal, not a number


def test_both_account_rates_are_named(videos):
    value = engagement.account_rates(videos).set_index("measure")["value"]
    assert value["er_mean"] == pytest.approx(0.11) and value["er_pooled"] == pytest.approx(38 / 1000)
    assert value["viral_share_views"] == pytest.approx(0.9) and value[
        "er_pooled_without_viral"
    ] == pytest.approx(0.2)
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
    assert table.loc["1", ["imported", "reported", "share", "below"]].tolist() == [2, 5, 0.4, True]
    assert np.isnan(table.loc["3", "share"])


def test_comments_of_no_known_video_have_no_coverage(videos):
    strange = pd.DataFrame({"comment_id": ["1", "2"], "video_id": "comments"})
    table = engagement.coverage(videos, strange)
    assert table["share"].isna().all() and table["below"].isna().all()
    assert table.set_index("video_id").loc["comments", "imported"] == 2


def test_pooled_parts_and_what_was_left_out(videos):
    table = engagement.account_rates(videos).set_index("measure")
    assert table.loc["applause_pooled", "value"] == pytest.approx(19 / 1000)
    assert table.loc["conversation_pooled", "value"] == pytest.approx(14 / 1000)
    assert table.loc["videos_left_out", "value"] == 2 and table.loc["videos_for_half", "value"] == 1
    assert table.loc["gini_views", "value"] == pytest.approx(
        0.4
    )  # two videos, 100 and 900: (900 - 100) / (2 x 1000)


def test_rates_by_followers_need_followers(videos):
    assert "no follower counts" in str(
        engagement.account_rates(videos).set_index("measure").loc["er_followers", "note"]
    )
    followers = pd.Series([200.0, 400.0], pd.to_datetime(["2025-08-01", "2025-08-05"]))
    table = engagement.rates(videos, followers)
    assert table["er_followers"].tolist()[:2] == pytest.approx([20 / 200, 18 / 400])
    assert engagement.account_rates(videos, followers).set_index("measure").loc[
        "er_followers", "value"
    ] == pytest.approx((0.1 + 0.045 + 0) / 3)
    assert np.isnan(engagement.rates(videos, followers[1:])["er_followers"][0])  # nothing known before it


def test_weeks_without_a_video_count(videos):
    table = engagement.cadence(videos.iloc[[0, 2, 3]])
    assert table["week"].dt.strftime("%d.%m.").tolist() == ["28.07.", "04.08.", "11.08.", "18.08."]
    assert table["videos"].tolist() == [1, 0, 1, 1] and table["longest_gap"].dropna().tolist() == [14, 7]


def test_concentration(videos):
    table = engagement.concentration(videos)
    assert table["video_id"].tolist() == ["2", "1", "4"]
    assert table["cumulative_share"].tolist() == pytest.approx([900 / 1050, 1000 / 1050, 1])


def test_entropy_weighted_score_by_hand():
    videos = pd.DataFrame({
        "video_id": ["1", "2"], "posted_at": pd.to_datetime(["2025-08-01", "2025-08-08"]), "caption": ["a", "b"], "saves": None,
        "views": pd.array([100, 100], dtype="Int64"), "likes": pd.array([5, 5], dtype="Int64"),
        "comments": pd.array([1, 3], dtype="Int64"), "shares": pd.array([1, 0], dtype="Int64"),
    })  # fmt: skip
    ranked, weights = engagement.weighted(videos)
    assert weights["weight"].tolist() == pytest.approx([0, 0.188722 / 1.188722, 1 / 1.188722], abs=1e-6)
    assert ranked["score"].tolist() == pytest.approx(
        [1 / 1.188722, 0.188722 / 1.188722], abs=1e-6
    ) and ranked["rank"].tolist() == [1, 2]


def test_days_with_removals_are_missing_not_negative():
    accounts = pd.DataFrame({
        "date": pd.to_datetime(["2025-08-01", "2025-08-02"]), "views": pd.array([10, 20], dtype="Int64"), "likes": pd.array([1, 2], dtype="Int64"),
        "comments": pd.array([1, -1], dtype="Int64"), "shares": pd.array([0, 3], dtype="Int64"),
    })  # fmt: skip
    table = engagement.daily(accounts)
    assert (
        table["interactions"].iloc[0] == 2
        and np.isnan(table["interactions"].iloc[1])
        and table["views"].tolist() == [10, 20]
    )
