"""TikTok Studio's ZIPs: totals per video and counts per day.

TikTok writes no year in its dates and names months in the language of the interface; "undefined" is not
available, and a negative count is what was taken back.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engagelib.cells import Refused, as_date
from engagelib.conform import Reading, conform
from engagelib.sheets import Sheet, read_csv_text
from engagelib.textfiles import Unreadable, decoded

__all__ = ["accounts", "videos"]

#: Month names, in order, of the interface languages seen in exports; a date written with numerals needs none.
_NAMES = (
    "january february march april may june july august september october november december",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "một hai ba tư năm sáu bảy tám chín mười mười-một mười-hai",
)
MONTHS = {name: number for line in _NAMES for number, name in enumerate(line.split(), start=1)}
#: Names cut to three letters, where all languages mean the same month by them: Des, Aug, Agu.
_SHORT: dict[str, set[int]] = {}
for _name, _number in MONTHS.items():
    _SHORT.setdefault(_name[:3], set()).add(_number)
MONTHS = {short: min(numbers) for short, numbers in _SHORT.items() if len(numbers) == 1} | MONTHS


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
        raise Unreadable(f"{path.name}: is not a ZIP file; export it again from TikTok Studio") from None
    except FileNotFoundError:
        raise Unreadable(f"{path.name}: there is no such file in {path.parent.name}") from None
    except (OSError, RuntimeError) as error:  # locked, or with a password
        raise Unreadable(
            f"{path.name}: cannot be read ({error}); export it again from TikTok Studio"
        ) from None
    window = re.search(r"(\d{4}-\d{2}-\d{2})", inner.filename) or re.search(r"(\d{4}-\d{2}-\d{2})", path.name)
    if window is None:
        raise Unreadable(
            f"{path.name}: TikTok writes no year in its dates and the name holds no first day; "
            "name it so: Overview_2025-08-01_…"
        )
    return read_csv_text(
        decoded(data, f"{path.name}/{name}.csv"), f"{path.name}/{name}.csv"
    ), dt.date.fromisoformat(window[1])


def _month_and_day(text: str) -> tuple[int, int]:
    """Of "1 Agustus", "August 1", "18 tháng Tám", "9月13日"; ValueError for anything else."""
    if numerals := re.fullmatch(r"(\d{1,2})[月월]\s*(\d{1,2})[日일]", text.strip()):
        return int(numerals[1]), int(numerals[2])
    words = (
        text.casefold()
        .translate({44: " ", 46: " "})
        .replace("mười m", "mười-m")
        .replace("mười h", "mười-h")
        .split()
    )
    months = [MONTHS[word] for word in words if word in MONTHS]
    days = [int(word) for word in words if word.isdigit() and len(word) <= 2]
    if len(months) != 1 or len(days) != 1:
        raise ValueError
    return months[0], days[0]


def _yearless(first: dt.date) -> Callable[[object], dt.datetime]:
    """A parser of days without a year; one before the window's first day belongs to the next year."""

    def parse(value: object) -> dt.datetime:
        if re.match(r"\d{4}-", str(value)):
            return as_date(value)
        try:
            month, day = _month_and_day(str(value))
            dt.date(2024, month, day)
        except ValueError:
            raise Refused(
                "a day and a month are expected, as TikTok Studio writes them: August 31, 31 Agustus, 8月31日; "
                "set TikTok's language to English or Indonesian and export again"
            ) from None
        this_year = (month, day) >= (first.month, first.day)
        return dt.datetime(first.year if this_year else first.year + 1, month, day)

    return parse


def _link_id(value: object) -> str:
    match = re.search(r"/(?:video|photo)/(\d+)", str(value))
    if match is None:
        raise ValueError("a link that ends in /video/<id> or /photo/<id> is expected")
    return match[1]


def _exported(path: Path) -> dt.datetime | None:
    """The day of an export: seconds in a name within the ZIP, or in its own."""
    with zipfile.ZipFile(path) as archive:
        stamps = [re.search(r"_(\d{10})(?:_|$|\.|/)", name) for name in (*archive.namelist(), path.name)]
    seconds = next((int(stamp[1]) for stamp in stamps if stamp), None)
    if seconds is None:
        return None
    return as_date(dt.datetime.fromtimestamp(seconds, dt.UTC))


def videos(path: Path) -> Reading:
    """`Content.csv` of a TikTok Studio ZIP: one row per video, totals as of the export."""
    sheet, first = _zip_sheet(path, "Content")
    reading = conform("videos", sheet, None, {"video_id": _link_id, "posted_at": _yearless(first)})
    exported = reading.table["exported_at"].fillna(_exported(path))
    return replace(reading, table=reading.table.assign(exported_at=exported))


def accounts(path: Path) -> Reading:
    """`Overview.csv` of a TikTok Studio ZIP: one row per day."""
    sheet, first = _zip_sheet(path, "Overview")
    return conform("accounts", sheet, None, {"date": _yearless(first)})
