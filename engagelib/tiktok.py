"""Comments as scrapers export them, and TikTok Studio's ZIPs."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from engagelib.cells import ZONE, as_date, as_time
from engagelib.conform import Reading, conform
from engagelib.sheets import Sheet, Unreadable, decoded, read_csv_text, read_sheet

__all__ = [
    "PUBLIC_KEY",
    "accounts",
    "comments",
    "pseudonym",
    "videos",
]

#: Declared public: the shipped studies are illustrative, everybody must get the same pseudonyms. Never for real people.
PUBLIC_KEY = b"engagelib illustrative study: this key is public"


def pseudonym(handle: str, key: bytes = PUBLIC_KEY) -> str:
    """A person's pseudonym in a study: keyed, so that nobody without the key can look a handle up.

    >>> pseudonym("contoh_sari") == pseudonym("contoh_sari"), len(pseudonym("contoh_sari"))
    (True, 16)
    """
    return hmac.new(key, handle.strip().casefold().encode(), hashlib.sha256).hexdigest()[:16]


def comments(
    path: Path,
    zone: str = ZONE,
    sellers: Sequence[str] = (),
    key: bytes = PUBLIC_KEY,
    declared: Mapping[str, str] | None = None,
) -> Reading:
    """A scraper's export of comments. Authors become pseudonyms, names and pictures are not read at all."""
    handles = {name.strip().casefold() for name in sellers}
    sheet = read_sheet(path)
    pseudonyms = cache(lambda handle: pseudonym(handle, key))
    reading = conform(
        "comments",
        sheet,
        declared,
        {"created_at": lambda v: as_time(v, zone), "author": lambda v: pseudonyms(str(v))},
    )
    table = reading.table
    own = {pseudonym(handle, key) for handle in handles}
    top = table["parent_id"].isin(["0", ""]) | (table["parent_id"] == table["video_id"])
    table = table.assign(
        parent_id=table["parent_id"].mask(top),
        is_seller=table["author"].isin(own).astype("boolean"),
        pinned=table["pinned"].fillna(False),
    )
    problems = [
        p for p in reading.problems if "must be unique" not in p.message
    ]  # the same comment scraped twice is reduced later
    return replace(reading, table=table, problems=problems)


# --- TikTok Studio ---

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "januari"), ("february", "februari"), ("march", "maret"), ("april",), ("may", "mei"), ("june", "juni"),
            ("july", "juli"), ("august", "agustus"), ("september",), ("october", "oktober"), ("november",), ("december", "desember"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip


def _zip_sheet(path: Path, name: str) -> tuple[Sheet, dt.date]:
    """A csv within a TikTok Studio ZIP and the first day of its window, which stands in the name only."""
    try:
        with zipfile.ZipFile(path) as archive:
            inner = next((i for i in archive.infolist() if i.filename.endswith(f"{name}.csv")), None)
            if inner is None:
                raise Unreadable(f"{path.name}: holds no {name}.csv; export it again from TikTok Studio")
            if inner.file_size > 200_000_000:
                raise Unreadable(
                    f"{path.name}: {name}.csv is larger than 200 MB; that is no TikTok Studio export"
                )
            data = archive.read(inner)
    except zipfile.BadZipFile:
        raise Unreadable(f"{path.name}: is not a ZIP file") from None
    window = re.search(r"(\d{4}-\d{2}-\d{2})", inner.filename) or re.search(r"(\d{4}-\d{2}-\d{2})", path.name)
    if window is None:
        raise Unreadable(
            f"{path.name}: TikTok writes no year in its dates and the name holds no first day (Overview_2025-08-01_…); name it so"
        )
    return read_csv_text(
        decoded(data, f"{path.name}/{name}.csv"), f"{path.name}/{name}.csv"
    ), dt.date.fromisoformat(window[1])


def _yearless(first: dt.date) -> Callable[[object], dt.datetime]:
    """A parser of "1 Agustus" or "August 1"; a day before the window's first belongs to the next year."""

    def parse(value: object) -> dt.datetime:
        words = str(value).replace(",", " ").split()
        if re.match(r"\d{4}-", str(value)):
            return as_date(value)
        month = next(MONTHS[w.casefold()] for w in words if w.casefold() in MONTHS)
        day = next(int(w) for w in words if w.isdigit() and len(w) <= 2)
        date = dt.datetime(first.year, month, day)
        return date if date.date() >= first else date.replace(year=first.year + 1)

    def or_error(value: object) -> dt.datetime:
        try:
            return parse(value)
        except StopIteration:
            raise ValueError from None

    return or_error


def _link_id(value: object) -> str:
    match = re.search(r"/video/(\d+)", str(value))
    if match is None:
        raise ValueError("a link that ends in /video/<id> is expected")
    return match[1]


def videos(path: Path) -> Reading:
    """`Content.csv` of a TikTok Studio ZIP: one row per video, totals as of the export."""
    sheet, first = _zip_sheet(path, "Content")
    return conform("videos", sheet, None, {"video_id": _link_id, "posted_at": _yearless(first)})


def accounts(path: Path) -> Reading:
    """`Overview.csv` of a TikTok Studio ZIP: one row per day. `undefined` is missing; negative counts are removals."""
    sheet, first = _zip_sheet(path, "Overview")
    return conform("accounts", sheet, None, {"date": _yearless(first)})
