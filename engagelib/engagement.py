"""Engagement as the platform counts it: rates per video and pooled, and weights from entropy."""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["coverage", "entropy_weights", "rates", "summary"]

ACTS = ("likes", "comments", "shares")


def rates(videos: pd.DataFrame) -> pd.DataFrame:
    """Engagement of each video.

    In: `videos`. Out: video_id, posted_at, caption, views, likes, comments, shares, saves, interactions (likes + comments + shares),
    er_views (interactions / views), applause, conversation, amplification (likes, comments, shares each / views). Missing where a count is
    missing, negative (removals) or views are 0.

    >>> one = pd.DataFrame({"video_id": ["7"], "posted_at": ["2025-08-03"], "caption": ["mie"], "views": [1000], "likes": [50],
    ...                     "comments": [7], "shares": [3], "saves": [None]})
    >>> float(rates(one)["er_views"].iloc[0])
    0.06
    """
    counts = videos[["views", *ACTS]].astype("Float64")
    counts = counts.where(counts >= 0)
    views = counts["views"].where(counts["views"] > 0)
    interactions = counts[list(ACTS)].sum(axis=1, skipna=False)
    table = videos[["video_id", "posted_at", "caption", "views", *ACTS, "saves"]].copy()
    table["interactions"] = interactions.astype("Int64")
    for name, number in (
        ("er_views", interactions),
        ("applause", counts["likes"]),
        ("conversation", counts["comments"]),
        ("amplification", counts["shares"]),
    ):
        table[name] = (number / views).astype("float64")
    return table.sort_values("posted_at", kind="stable").reset_index(drop=True)


def summary(videos: pd.DataFrame) -> pd.DataFrame:
    """The account's engagement rate both ways it is reported, and how much one viral video carries.

    Out: measure, value, n (videos), note. `er_mean` is the mean of the videos' rates, `er_pooled` all interactions over all views;
    they differ when a viral video is much seen and little answered.
    """
    table = rates(videos)
    usable = table.dropna(subset="er_views")
    n, views = len(usable), usable["views"].astype("float64")
    if not n:
        return pd.DataFrame(columns=["measure", "value", "n", "note"])
    days = (table["posted_at"].max() - table["posted_at"].min()).days + 1
    top = usable.loc[views.idxmax()]
    rows = [
        ("er_mean", usable["er_views"].mean(), n, "mean of the rates per video"),
        ("er_median", usable["er_views"].median(), n, "median of the rates per video"),
        ("er_pooled", usable["interactions"].sum() / views.sum(), n, "all interactions / all views"),
        (
            "viral_share_views",
            views.max() / views.sum(),
            n,
            f"share of the views that the most seen video carries ({top['video_id']})",
        ),
        (
            "er_pooled_without_viral",
            _pooled(usable.drop(top.name)),
            n - 1,
            "er_pooled without the most seen video",
        ),
        ("videos_per_week", len(table) / (days / 7), len(table), "posting cadence"),
    ]
    return pd.DataFrame(rows, columns=["measure", "value", "n", "note"])


def _pooled(table: pd.DataFrame) -> float:
    return float(table["interactions"].sum() / table["views"].sum()) if len(table) else float("nan")


def coverage(videos: pd.DataFrame, comments: pd.DataFrame, lowest: float = 0.8) -> pd.DataFrame:
    """How many of the comments that the platform counts are in the export.

    Out: video_id, imported (distinct ids), reported, share (missing where the platform reports none), low (share < lowest).
    """
    imported = comments.drop_duplicates("comment_id").groupby("video_id").size()
    reported = videos.set_index("video_id")["comments"].astype("float64")
    table = pd.DataFrame({"imported": imported, "reported": reported}).rename_axis("video_id").reset_index()
    table["imported"] = table["imported"].fillna(0).astype("int64")
    share = (table["imported"] / table["reported"]).where(table["reported"] > 0)
    return table.assign(share=share, low=(share < lowest))


def entropy_weights(matrix: pd.DataFrame) -> pd.Series:
    """Weights after the entropy weight method: a column that differs between rows weighs more.

    p = x / column sum; e = -sum(p ln p) / ln(rows), with 0 ln 0 = 0; weight = (1 - e) / sum(1 - e). Columns that are all alike (or all
    zero) weigh 0; if every column is so, all weigh the same. Raises ValueError for fewer than two rows or a negative value.
    """
    if len(matrix) < 2:
        raise ValueError("entropy weights compare rows; at least two are needed")
    x = matrix.to_numpy(dtype="float64")
    if (x < 0).any():
        raise ValueError("entropy weights need values of at least 0")
    with np.errstate(invalid="ignore", divide="ignore"):
        p = x / x.sum(axis=0)
        terms = np.where(p > 0, p * np.log(p), 0.0)
    spread = 1 + terms.sum(axis=0) / np.log(len(x))
    spread = np.where((x.sum(axis=0) == 0) | (np.ptp(x, axis=0) == 0), 0, spread)
    weights = spread / spread.sum() if spread.sum() > 0 else np.full(x.shape[1], 1 / x.shape[1])
    return pd.Series(weights, index=matrix.columns, name="weight")
