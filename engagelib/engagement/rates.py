"""Engagement as the platform counts it: rates per video and pooled, and weights from entropy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from engagelib.contracts.arguments import by_date, numbers, takes
from engagelib.contracts.problems import MissingTable, Note, note
from engagelib.exact import worked

__all__ = [
    "account_rates",
    "cadence",
    "concentration",
    "coverage",
    "daily",
    "entropy_weights",
    "gini",
    "rate_by_hand",
    "rates",
    "service_levels",
    "weighted",
]  # fmt: skip

ACTS = ("likes", "comments", "shares")
#: What is needed of videos, and what is told of them where it is there.
VIDEOS = "video_id posted_at views? likes? comments? shares?"


def _counts(videos: pd.DataFrame) -> pd.DataFrame:
    """Views, likes, comments and shares; negative ones (removals) and those not there are missing, not numbers."""
    counts = videos.reindex(columns=["views", *ACTS]).astype("Float64")
    return counts.where(counts >= 0)


@takes(videos=VIDEOS, followers=by_date)
def rates(videos: pd.DataFrame, followers: pd.Series | None = None) -> pd.DataFrame:
    """Engagement of each video.

    In: `videos`; `followers` by date, if they are known. Out: video_id, posted_at, caption, views, likes,
    comments, shares, saves, interactions (likes + comments + shares), er_views (interactions / views),
    applause, conversation, amplification (likes, comments, shares each / views), and with followers
    er_followers (interactions / followers on the day of posting or the last known before it). Missing where a
    count is missing or negative or views are 0.

    Notes
    -----
    er_views = (likes + comments + shares) / views; applause = likes / views; conversation = comments / views;
    amplification = shares / views; er_followers = interactions / followers. Rates by views are TikTok's default;
    rates by followers are inflated by viral reach. Industry metrics: no single source owns them.
    Source: the definition is this project's; Xiao & Chen (2025) and tools differ. In a spreadsheet:
    =(likes+comments+shares)/views.

    Examples
    --------
    >>> one = pd.DataFrame({"video_id": ["7"], "posted_at": pd.to_datetime(["2025-08-03"]), "caption": ["mie"], "saves": [None],
    ...                     "views": [1000], "likes": [50], "comments": [7], "shares": [3]})
    >>> float(rates(one)["er_views"].iloc[0])
    0.06
    """
    counts = _counts(videos)
    views = counts["views"].where(counts["views"] > 0)
    interactions = counts[list(ACTS)].sum(axis=1, skipna=False)
    table = videos.reindex(columns=["video_id", "posted_at", "caption", "views", *ACTS, "saves"])
    table["interactions"] = interactions.astype("Int64")
    for name, number in (
        ("er_views", interactions),
        ("applause", counts["likes"]),
        ("conversation", counts["comments"]),
        ("amplification", counts["shares"]),
    ):
        table[name] = (number / views).astype("float64")
    table = table.sort_values("posted_at", kind="stable").reset_index(drop=True)
    if followers is None:
        return table
    known = followers.sort_index().asof(pd.DatetimeIndex(table["posted_at"])).to_numpy("float64")
    return table.assign(
        er_followers=table["interactions"].astype("float64") / np.where(known > 0, known, np.nan)
    )


@takes(videos=VIDEOS, followers=by_date)
def account_rates(videos: pd.DataFrame, followers: pd.Series | None = None) -> pd.DataFrame:
    """The account's engagement every way it is reported, and how much one viral video carries.

    In: `videos`, `followers` by date.

    Out: measure, value, n (videos), note. `er_mean` is the mean of the videos' rates, `er_pooled` all
    interactions over all views; they differ when a viral video is much seen and little answered. Missing
    values say why in `note`.

    Notes
    -----
    er_mean = mean over videos of (interactions / views); er_pooled = sum of interactions / sum of views; gini_views:
    0 = every video is seen alike, 1 = one has all views (Gini 1912).
    Source: Gini (1912) for gini_views. In a spreadsheet: =AVERAGE(rates) against =SUM(interactions)/SUM(views).

    Examples
    --------
    One video of 1,000 views with 100 interactions, one of 9,000 with 180: .10 and .02, pooled .028.

    >>> two = pd.DataFrame({"video_id": ["1", "2"], "posted_at": pd.to_datetime(["2025-08-03", "2025-08-04"]), "caption": "",
    ...                     "saves": None, "views": [1000, 9000], "likes": [100, 180], "comments": [0, 0], "shares": [0, 0]})
    >>> found = account_rates(two).set_index("measure")["value"]
    >>> round(float(found["er_mean"]), 3), round(float(found["er_pooled"]), 3)
    (0.06, 0.028)
    """
    table = rates(videos, followers)
    lacking = [name for name in ("views", *ACTS) if table[name].isna().all()]
    known = table[[name for name in ACTS if name not in lacking]].ge(0).all(axis=1)
    usable = table[(table["views"] > 0).fillna(False) & known]  # what no video has leaves none out
    n, views = len(usable), usable["views"].astype("float64")
    top = [views.idxmax()] if n else []
    others = usable.drop(index=top)
    carried = note("noted_viral", videos=[*usable.loc[top, "video_id"].dropna()])
    rated = 0 if {*lacking} else n
    rows = [
        ("er_mean", usable["er_views"].mean(), rated, note("noted_er_mean")),
        ("er_median", usable["er_views"].median(), rated, note("noted_er_median")),
        ("er_pooled", _pooled(usable), rated, note("noted_er_pooled")),
        ("viral_share_views", views.max() / views.sum(), n, carried),
        ("er_pooled_without_viral", _pooled(others), min(rated, len(others)), note("noted_without_viral")),
        ("videos_per_week", len(table) / (_span(table) / 7), len(table), note("noted_cadence")),
        *(
            (f"{name}_pooled", _pooled(usable, column), 0 if column in lacking else n, note(f"noted_er_{column}"))
            for name, column in PARTS.items()
        ),
        _by_followers(table),
        ("gini_views", gini(views), n, note("noted_gini")),
        ("videos_for_half", _for_half(views), n, note("noted_for_half")),
        ("videos_left_out", len(table) - n if len(table) else np.nan, len(table), note("noted_videos_left_out")),
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=["measure", "value", "n", "note"]).astype({"value": "float64"})
    dated = bool(table["posted_at"].notna().any())
    why = [_unsaid(measure, lacking, dated) for measure in found["measure"]]
    notes = zip(found["value"], found["note"], why, strict=True)
    return found.assign(note=[lacks if value != value and lacks else said for value, said, lacks in notes])


def _unsaid(measure: str, lacking: list[str], dated: bool) -> Note | str:
    """Which counts no video has, of those that a measure needs."""
    own = PARTS.get(measure.removesuffix("_pooled"))
    acts = {*ACTS} if measure.startswith("er_") else {own} if own else set()
    needs = acts | ({"views"} if measure != "er_followers" else set())
    if measure == "videos_per_week":
        return "" if dated else note("noted_no_day_posted")
    names = [name for name in lacking if name in needs]
    return note("noted_no_video_has", counts=names) if names else ""


#: Name of a rate -> what is counted for it.
PARTS = {"applause": "likes", "conversation": "comments", "amplification": "shares"}


def _pooled(table: pd.DataFrame, counted: str = "interactions") -> float:
    """All of these interactions over all views; missing where a video lacks either."""
    if table.empty or table[[counted, "views"]].isna().any(axis=None):
        return float("nan")
    return float(table[counted].sum() / table["views"].sum())


def _span(table: pd.DataFrame) -> float:
    """Days from the first video to the last; missing where no day is known."""
    return (table["posted_at"].max() - table["posted_at"].min()).days + 1


def _by_followers(table: pd.DataFrame) -> tuple[Any, ...]:
    if "er_followers" not in table:
        return "er_followers", np.nan, 0, note("noted_no_followers")
    known = table["er_followers"].dropna()
    return "er_followers", known.mean(), len(known), note("noted_er_followers")


@takes(values=numbers)
def gini(values: pd.Series) -> float:
    """How unequal: 0 = all alike, (n - 1) / n = one has everything.

    >>> gini(pd.Series([1, 1, 1, 1])), gini(pd.Series([0, 0, 0, 8]))
    (0.0, 0.75)
    """
    x = np.sort(values.to_numpy("float64"))
    n = len(x)
    return float((2 * np.arange(1, n + 1) - n - 1) @ x / (n * x.sum())) if n and x.sum() > 0 else float("nan")


def _for_half(views: pd.Series) -> float:
    ordered = views.sort_values(ascending=False).cumsum()
    return float((ordered < views.sum() / 2).sum() + 1) if len(views) else float("nan")


@takes(videos=VIDEOS)
def cadence(videos: pd.DataFrame) -> pd.DataFrame:
    """How regularly the shop posts, week by week.

    In: `videos`. Out: week (its Monday), videos, views, longest_gap: the longest number of days between two videos, the
    second of which is of this week. Weeks without a video stand there with 0; the views of a week are missing where those
    of one of its videos are.

    Notes
    -----
    Source: none, it counts videos by week of ISO 8601 (2019). In R: table(format(posted_at, "%G-W%V")).

    Examples
    --------
    >>> two = pd.DataFrame({"video_id": ["1", "2"], "posted_at": pd.to_datetime(["2025-08-04", "2025-08-07"]), "views": [5, 7]})
    >>> cadence(two)[["videos", "views", "longest_gap"]].values.tolist()
    [[2, 12, 3]]
    """
    posted = videos.dropna(subset="posted_at").sort_values("posted_at")
    week = posted["posted_at"].dt.to_period("W-SUN").dt.start_time
    gap = posted["posted_at"].diff().dt.days
    table = pd.DataFrame({"videos": week.groupby(week).size(), "longest_gap": gap.groupby(week).max()})
    table["views"] = _counts(posted)["views"].groupby(week).sum(skipna=False)
    table = (table.asfreq("7D") if len(table) else table).rename_axis("week").reset_index()
    whole = {
        "videos": table["videos"].fillna(0),
        "views": table["views"],
        "longest_gap": table["longest_gap"],
    }
    return table.assign(**{name: counts.astype("Int64") for name, counts in whole.items()})[["week", *whole]]


@takes(videos=VIDEOS)
def concentration(videos: pd.DataFrame) -> pd.DataFrame:
    """What each video carries, the most seen first.

    In: `videos`.

    Out: video_id, caption, views, views_share, cumulative_share, interactions_share.

    Notes
    -----
    cumulative_share = share of all views that this video and those above it carry (a Lorenz curve, Lorenz 1905, from the top).
    Source: Lorenz (1905), Publications of the American Statistical Association 9, for the cumulative share. In a
    spreadsheet: =views/SUM(views), sorted.

    Examples
    --------
    >>> two = pd.DataFrame({"video_id": ["1", "2"], "posted_at": pd.to_datetime(["2025-08-03", "2025-08-04"]), "caption": "",
    ...                     "saves": None, "views": [1000, 9000], "likes": [100, 180], "comments": [0, 0], "shares": [0, 0]})
    >>> concentration(two)[["video_id", "views_share", "cumulative_share"]].values.tolist()
    [['2', 0.9, 0.9], ['1', 0.1, 1.0]]
    """
    table = rates(videos)
    table = (
        table[table["views"] > 0].sort_values("views", ascending=False, kind="stable").reset_index(drop=True)
    )
    views, acts = table["views"].astype("float64"), table["interactions"].astype("float64")
    shares = {
        "views_share": views / views.sum(),
        "cumulative_share": views.cumsum() / views.sum(),
        "interactions_share": acts / acts.sum(),
    }
    return table[["video_id", "caption", "views"]].assign(**shares)


@takes(videos=VIDEOS)
def weighted(videos: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Entropy-weighted engagement after the entropy weight method; not a reproduction of any named study.

    In: `videos`.

    Indicators are applause, conversation and amplification of each video, stretched to 0-1 over the videos.
    Out: (video_id, the three, score, rank) and (indicator, weight, n). With few videos the weights are
    unstable: one video can turn them round. An indicator that no video has is left out, with its weight
    missing. MissingTable where fewer than two videos can be compared.

    Notes
    -----
    score_i = sum over indicators j of w_j z_ij, z = (x - min) / (max - min), w as in `entropy_weights`. After the
    entropy weight method, which rests on Shannon (1948), Bell System Technical Journal 27.
    In a spreadsheet: min-max, then =SUMPRODUCT(weights, values).

    Examples
    --------
    Both videos have the same likes a view; they differ in comments alone, which take all the weight but for shares.

    >>> two = pd.DataFrame({"video_id": ["1", "2"], "posted_at": pd.to_datetime(["2025-08-03", "2025-08-04"]), "caption": "",
    ...                     "saves": None, "views": [1000, 1000], "likes": [100, 100], "comments": [10, 20], "shares": [5, 5]})
    >>> weighted(two)[0][["video_id", "rank"]].values.tolist()
    [['1', 2], ['2', 1]]
    """
    table = rates(videos)
    there = [name for name in PARTS if table[name].notna().any()]
    table = table.dropna(subset=there).reset_index(drop=True)
    if len(table) < 2 or not there:
        raise MissingTable("videos", note("lacking_two_videos"))
    raw = table[there]
    weights = entropy_weights(raw)
    low, width = raw.min(), raw.max() - raw.min()
    stretched = ((raw - low) / width.where(width > 0)).fillna(0.0)
    score = stretched @ weights
    ranked = table[["video_id", *PARTS]].assign(
        score=score, rank=score.rank(ascending=False, method="min").astype("int64")
    )
    weights = weights.reindex(list(PARTS))
    counted = weights.notna() * len(table)
    return ranked, weights.rename_axis("indicator").reset_index().assign(n=counted.to_numpy())


@takes()
def service_levels(tickets: pd.DataFrame, target_hours: float = 24) -> pd.DataFrame:
    """How each channel answered.

    In: `tickets`, the shop's own target. Out: the columns of :func:`engagelib.itil.kpi`, a row per channel.
    """
    from engagelib.itil.service import kpi

    return kpi(tickets, target_hours, by="channel")


@takes(accounts="date views? likes? comments? shares?")
def daily(accounts: pd.DataFrame) -> pd.DataFrame:
    """Interactions of each day (likes + comments + shares) and its views; a day with removals or blanks is missing.

    In: `accounts`. Out, by date: interactions, views. To be set beside sales:
    `sales.cross_correlation(engagement.daily(accounts)["interactions"], sold)`.

    Notes
    -----
    Source: none, it adds up the day's acts. In R: rowSums(x[c("likes", "comments", "shares")]).

    Examples
    --------
    >>> one = pd.DataFrame({"date": pd.to_datetime(["2025-08-03"]), "views": [100], "likes": [5], "comments": [2], "shares": [1]})
    >>> daily(one)["interactions"].tolist()
    [8.0]
    """
    counts = _counts(accounts).set_index(pd.DatetimeIndex(accounts["date"]))
    acts = counts[list(ACTS)].sum(axis=1, skipna=False)
    return pd.DataFrame({"interactions": acts, "views": counts["views"]}).astype("float64")


@takes(videos="video_id! comments:number", comments="comment_id video_id")
def coverage(videos: pd.DataFrame | None, comments: pd.DataFrame, lowest: float = 0.8) -> pd.DataFrame:
    """How many of the comments that the platform counts are in the export.

    In: `videos` (comments = what the platform counts), `comments`.

    Out: video_id, imported (distinct ids), reported, share (missing where the platform reports none, nobody
    has its counts, or no comment says under which of its videos it stood), below (share < lowest).

    Notes
    -----
    share = imported / reported. Below 1 comments were deleted, hidden or not exported; nobody can say which.
    Source: none, a ratio of two counts; platforms count replies that no export holds. In a spreadsheet:
    =imported/reported.

    Examples
    --------
    >>> videos = pd.DataFrame({"video_id": ["7"], "comments": [4]})
    >>> comments = pd.DataFrame({"comment_id": ["a", "b", "c"], "video_id": "7"})
    >>> coverage(videos, comments)[["imported", "reported", "share"]].values.tolist()
    [[3, 4, 0.75]]
    """
    imported = comments.drop_duplicates("comment_id").groupby("video_id").size()
    counts = pd.DataFrame(columns=["video_id", "comments"]) if videos is None else videos
    reported = counts.set_index("video_id")["comments"].astype("float64")
    table = pd.DataFrame({"imported": imported, "reported": reported}).rename_axis("video_id").reset_index()
    table["imported"] = table["imported"].fillna(0).astype("int64")
    met = imported.index.isin(reported.index).any()
    share = (table["imported"] / table["reported"]).where((table["reported"] > 0) & met)
    below = (share < lowest).astype("boolean").mask(share.isna())
    return table.assign(reported=table["reported"].round().astype("Int64"), share=share, below=below)


@takes()
def entropy_weights(matrix: pd.DataFrame) -> pd.Series:
    """Weights after the entropy weight method: a column that differs between rows weighs more.

    In: rows (videos, brands) by indicators. Out: a weight per column, together 1.

    p = x / column sum; e = -sum(p ln p) / ln(rows), with 0 ln 0 = 0; weight = (1 - e) / sum(1 - e). Columns
    that are all alike (or all zero) weigh 0; if every column is so, all weigh the same. Raises ValueError for
    fewer than two rows or a negative value.

    Notes
    -----
    p_ij = x_ij / sum_i x_ij; e_j = - 1 / ln(n) * sum_i p_ij ln p_ij; d_j = 1 - e_j; w_j = d_j / sum d. Source: the
    entropy weight method; the entropy is Shannon's (1948), Bell System Technical Journal 27.

    Examples
    --------
    A column that is the same everywhere tells rows apart by nothing.

    >>> entropy_weights(pd.DataFrame({"likes": [1, 3], "shares": [2, 2]})).round(2).to_dict()
    {'likes': 1.0, 'shares': 0.0}
    """
    if len(matrix) < 2:
        raise ValueError("entropy weights compare the rows of matrix; at least two are needed")
    for column in matrix:
        if not pd.api.types.is_numeric_dtype(matrix[column].dtype):
            raise TypeError(
                f"column {column!r} of matrix holds no numbers; entropy weights need them in every cell"
            )
    x = matrix.to_numpy(dtype="float64", na_value=np.nan)
    if not (x >= 0).all():
        raise ValueError("entropy weights need values of at least 0 in every cell of the matrix")
    with np.errstate(invalid="ignore", divide="ignore"):
        p = x / x.sum(axis=0)
        terms = np.where(p > 0, p * np.log(p), 0.0)
    spread = 1 + terms.sum(axis=0) / np.log(len(x))
    spread = np.where((x.sum(axis=0) == 0) | (np.ptp(x, axis=0) == 0), 0, spread)
    weights = spread / spread.sum() if spread.sum() > 0 else np.full(x.shape[1], 1 / x.shape[1])
    return pd.Series(weights, index=matrix.columns, name="weight")


@takes(rates="video_id views:number likes:number comments:number shares:number")
def rate_by_hand(rates: pd.DataFrame) -> pd.DataFrame:
    """The engagement rate of one video, worked in the open.

    In: the result of `rates`. Out: step, arithmetic, result, of the most seen video that has all three counts. No rows where
    none has.

    Notes
    -----
    interactions = likes + comments + shares; rate = interactions / views. Source: the definition is this project's; platforms and tools
    differ, some take followers or add saves. In a spreadsheet: =(likes+comments+shares)/views.
    The year of this definition is 2026; whoever compares rates compares definitions first.

    Examples
    --------
    >>> rate_by_hand(pd.DataFrame({"video_id": ["1"], "views": [1000], "likes": [90], "comments": [7], "shares": [3]}))["result"].tolist()
    ['100', '0.100']
    """
    parts = rates.dropna(subset=["views", *ACTS])
    parts = parts[(parts[["views", *ACTS]] >= 0).all(axis=1) & (parts["views"] > 0)]
    if parts.empty:
        return worked()
    row = parts.loc[parts["views"].astype("float64").idxmax()]
    acts = [int(row[name]) for name in ACTS]
    return worked(
        ("interactions", " + ".join(map(str, acts)), sum(acts)),
        ("er_views", f"{sum(acts)} / {int(row['views'])}", sum(acts) / int(row["views"])),
    )
