"""Handwritten comments as a scraper exports them, and what TikTok Studio counts of the same videos.

comments/<month>.tsv: key, video, hours after posting, who (`seller` = the shop), reply_to (a key), likes,
codes of the first coder (empty = nothing to code), text. comments/<month>-videos.tsv: video, posted_at,
caption, views, likes, shares, saves.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from files import rows
from survey import whole

__all__ = [
    "SELLER",
    "WIB",
    "Comment",
    "Video",
    "account",
    "comments",
    "content",
    "export",
    "sample",
    "videos",
]

WIB = dt.timezone(dt.timedelta(hours=7))
SELLER = "seller"
FIRST, LAST = dt.date(2025, 8, 1), dt.date(2025, 10, 31)
EXPORTED = 1761955200  # 2025-11-01 07.00 WIB
PINNED = {"08-127", "10-226"}
#: Comments that their writers took back (video, hours, who): the row is still there, its text is not.
EMPTIED = (("v08", "31.4", "pergi_sebentar"), ("v18", "41.7", "akun_dihapus9"))
MONTHS = {8: "Agustus", 9: "September", 10: "Oktober"}


@dataclass(frozen=True)
class Video:
    """A video: `id` as TikTok gives it, `posted` in epoch seconds, counts at export."""

    key: str
    id: str
    posted: int
    caption: str
    views: int
    likes: int
    shares: int


@dataclass(frozen=True)
class Comment:
    """A comment: TikTok's `id`, `top` the key above it, `at` epoch seconds, `codes` None = not coded."""

    key: str
    id: str
    video: Video
    who: str
    top: str | None
    at: int
    likes: int
    codes: tuple[str, ...] | None
    text: str


def _id(at: int, random: Random) -> str:
    """Make an id of 19 digits whose upper half is a time."""
    return str(at << 32 | random.getrandbits(32))


def videos(folder: Path) -> dict[str, Video]:
    """Every video by its handwritten key."""
    found = {}
    for path in sorted(folder.glob("*-videos.tsv")):
        for row in rows(path):
            posted = int(dt.datetime.fromisoformat(row["posted_at"]).replace(tzinfo=WIB).timestamp())
            counts = (int(row[name]) for name in ("views", "likes", "shares"))
            found[row["video"]] = Video(
                row["video"], _id(posted, Random(f"video {row['video']}")), posted, row["caption"], *counts
            )
    return found


def _codes(cell: str) -> tuple[str, ...] | None:
    return tuple(cell.split(";")) if cell else None


def comments(folder: Path, shown: Mapping[str, Video]) -> list[Comment]:
    """Every comment by video and thread, as a scraper meets them; times keep the order of a thread."""
    written = [row for path in sorted(folder.glob("20??-??.tsv")) for row in rows(path)]
    nothing = dict.fromkeys(("reply_to", "codes", "text"), "") | {"likes": "0"}
    for number, (video, hours, who) in enumerate(EMPTIED, start=1):
        written.append(nothing | {"key": f"blank-{number}", "video": video, "hours": hours, "who": who})
    parents = {row["key"]: row["reply_to"] for row in written}
    if len(parents) != len(written):
        raise ValueError(
            f"keys stand twice: {[key for key, n in Counter(row['key'] for row in written).items() if n > 1]}"
        )
    found: dict[str, Comment] = {}
    latest: dict[str, tuple[float, int]] = {}  # thread -> hours and time of its latest comment so far
    for row in sorted(written, key=lambda row: float(row["hours"])):
        random = Random(f"comment {row['key']}")
        top = row["reply_to"]
        while top and parents[top]:
            top = parents[top]
        video, hours = shown[row["video"]], float(row["hours"])
        at = video.posted + round(hours * 3600) + random.randrange(20, 320)
        thread = top or row["key"]
        if thread in latest:
            at = max(at, latest[thread][1] + random.randrange(25, 90))
        latest[thread] = (hours, at)
        if at >= EXPORTED:
            raise ValueError(f"{row['key']} was written after the export")
        found[row["key"]] = Comment(
            row["key"], _id(at - random.randrange(3, 40), random), video, row["who"], top or None, at,
            int(row["likes"]), _codes(row["codes"]), row["text"],
        )  # fmt: skip
    order = {key: n for n, key in enumerate(shown)}
    return sorted(
        found.values(),
        key=lambda c: (order[c.video.key], found[c.top or c.key].at, c.top or c.key, c.top is not None, c.at),
    )


# --- the scraper's export -----------------------------------------------------------------------------------

HEADER = (
    "cid",
    "text",
    "create_time",
    "digg_count",
    "reply_comment_total",
    "reply_id",
    "user.unique_id",
    "user.nickname",
    "aweme_id",
    "author_pin",
)


def _handle(who: str) -> str:
    return "contoh_kiametro" if who == SELLER else f"contoh_{who}"


def _nickname(who: str) -> str:
    if who == SELLER:
        return "Mie Ayam Bakso Kia Metro"
    return who.replace("_", " ").title() + Random(f"name {who}").choice(
        ("", "", "", "", " ✨", " 🌻", " 🍜", " 🖤")
    )


def export(written: Sequence[Comment], again: int = 5) -> tuple[Sequence[str], list[list]]:
    """comments.csv: a row per comment, then some that were scraped again later and had won likes."""
    ids = {comment.key: comment.id for comment in written}
    replies = Counter(comment.top for comment in written)
    body = {
        c.key: [
            c.id,
            c.text,
            c.at,
            c.likes,
            replies[c.key],
            ids[c.top] if c.top else "0",
            _handle(c.who),
            _nickname(c.who),
            c.video.id,
            "true" if c.key in PINNED else "false",
        ]
        for c in written
    }
    random = Random("kia-metro/again")
    liked = [c for c in written if c.codes and c.likes and c.top is None]
    twice = [
        [*(row := body[c.key])[:3], row[3] + random.randrange(1, 8), *row[4:]]
        for c in random.sample(liked, again)
    ]
    return HEADER, [*body.values(), *twice]


# --- what the second coder reads ----------------------------------------------------------------------------


def sample(
    written: Sequence[Comment], people: Sequence[Mapping[str, str]], share: float = 0.3
) -> list[tuple[str, str]]:
    """(key, text) of a random share of the coded comments and of that share of respondents' open answers."""
    random = Random("kia-metro/second coder")
    coded = sorted((c.key, c.text) for c in written if c.codes)
    drawn = random.sample(coded, round(share * len(coded)))
    for person in random.sample(list(people), round(share * len(people))):
        for name in ("like", "improve"):
            if person[f"codes_{name}"]:
                drawn.append((f"{person['respondent']}/{name}", person[f"open_{name}"]))
    random.shuffle(drawn)
    return drawn


# --- TikTok Studio ------------------------------------------------------------------------------------------


def _day(date: dt.date) -> str:
    return f"{date.day} {MONTHS[date.month]}"


def _date(at: int) -> dt.date:
    return dt.datetime.fromtimestamp(at, WIB).date()


def reported(written: Iterable[Comment]) -> dict[str, int]:
    """Count as Studio does: a little more than a scraper reaches (80 to 100 per cent of it)."""
    reached = Counter(comment.video.key for comment in written)
    shares = {key: 0.81 if key == "v18" else Random(f"reach {key}").uniform(0.84, 1.0) for key in reached}
    return {key: round(n / shares[key]) for key, n in reached.items()}


def content(shown: Mapping[str, Video], written: Sequence[Comment]) -> tuple[Sequence[str], list[list]]:
    """Content.csv: totals per video at the export. Saves are not in it."""
    header = (
        "Time",
        "Video title",
        "Video link",
        "Post time",
        "Total likes",
        "Total comments",
        "Total shares",
        "Total views",
    )
    counted = reported(written)
    link = "https://www.tiktok.com/@contoh_kiametro/video/"
    body = [
        [
            _day(LAST),
            v.caption,
            link + v.id,
            _day(_date(v.posted)),
            v.likes,
            counted[v.key],
            v.shares,
            v.views,
        ]
        for v in sorted(shown.values(), key=lambda v: v.posted)
    ]
    return header, body


def _over_days(video: Video, total: int, days: Sequence[dt.date], halved: float = 1.6) -> list[int]:
    """Spread a video's total over the days since posting, half as much every `halved` days."""
    since = [(day - _date(video.posted)).days for day in days]
    first = since.index(0)
    midnight = dt.datetime.combine(days[first] + dt.timedelta(days=1), dt.time(), WIB).timestamp()
    weights = [0.5 ** (n / halved) if n >= 0 else 0.0 for n in since]
    weights[first] = (midnight - video.posted) / 86400  # what is left of the day of posting
    scaled = [total * weight / sum(weights) for weight in weights]
    return [0] * first + whole(scaled[first:], total, 0, total)


def account(shown: Mapping[str, Video], written: Sequence[Comment]) -> tuple[Sequence[str], list[list]]:
    """Overview.csv: the account by day, with what Studio does to such columns: no year, `-1`, `undefined`."""
    header = ("Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares", "New followers")
    random = Random("kia-metro/account")
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    spread = {
        name: [
            sum(day)
            for day in zip(*(_over_days(v, getattr(v, name), days) for v in shown.values()), strict=True)
        ]
        for name in ("views", "likes", "shares")
    }
    said = Counter(_date(comment.at) for comment in written)
    body = []
    for n, day in enumerate(days):
        views = spread["views"][n] + random.randrange(260, 520)  # older videos are still watched
        likes = spread["likes"][n] + random.randrange(4, 19)
        spoken = said[day] + random.randrange(0, 3) if said[day] else random.choice((-1, 0, 0, 1, 2))
        followers = round(views * random.uniform(0.004, 0.011)) - random.randrange(0, 5)
        body.append(
            [
                _day(day),
                views,
                round(views * random.uniform(0.018, 0.034)),
                likes,
                spoken,
                spread["shares"][n],
                followers,
            ]
        )
    for row in random.sample(body[:40], 2):
        row[2] = "undefined"
    body[0][6] = body[-1][2] = body[-1][6] = "undefined"
    return header, body
