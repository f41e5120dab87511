"""What platforms count: TikTok Studio's ZIPs (totals per video, counts per day), and insights copied by hand.

TikTok writes no year in its dates and names months in the language of the interface; "undefined" is not
available, and a negative count is what was taken back.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zipfile
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import Problem, columns, empty, typed
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import Refused, as_date, is_blank
from engagelib.files import READ_IN, shipped
from engagelib.readers.aliases import found, listed
from engagelib.readers.conform import Origins, Reading, cells, column_parser, conform, lacking, origins
from engagelib.readers.several import merged
from engagelib.readers.sheets import Sheet, read_csv_text, read_sheet
from engagelib.text.bounds import archived
from engagelib.text.encodings import decoded, opening

__all__ = ["MEASURES", "accounts", "insights", "videos"]


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """A TikTok Studio ZIP."""
    try:
        with opening(path), archived(path) as archive:
            yield archive
    except zipfile.BadZipFile:
        raise Unreadable(path.name, note("no_studio_zip")) from None
    except RuntimeError as error:  # with a password
        raise Unreadable(path.name, note("zip_unreadable", error=str(error))) from None


def _zip_sheet(path: Path, name: str) -> tuple[Sheet, list[dt.date]]:
    """A csv within a TikTok Studio ZIP and the first day of its window, seldom its last too: they stand in the name only."""
    with _opened(path) as archive:
        inner = next((one for one in archive.namelist() if one.endswith(f"{name}.csv")), None)
        if inner is None:
            raise Unreadable(path.name, note("zip_lacks", name=name))
        data = archive.read(inner)
    day = re.compile(r"\d{4}-\d{2}-\d{2}")
    window = day.findall(inner) or day.findall(path.name)
    if not window:
        raise Unreadable(path.name, note("zip_without_year"))
    sheet = read_csv_text(decoded(data, f"{path.name}/{name}.csv"), f"{path.name}/{name}.csv")
    return sheet, [dt.date.fromisoformat(found) for found in window]


@cache
def _months() -> tuple[dict[str, int], re.Pattern[str]]:
    """Month names of the interface languages seen in exports -> the month, and what finds one in a text.

    A name cut to three letters counts where all languages mean the same month by it: Des, Aug, Agu.
    """
    whole = {row["name"]: int(row["month"]) for row in shipped("readers", "months.csv")}
    short: dict[str, set[int]] = {}
    for name, number in whole.items():
        short.setdefault(name[:3], set()).add(number)
    months = {name: min(numbers) for name, numbers in short.items() if len(numbers) == 1} | whole
    longest = sorted(months, key=len, reverse=True)
    return months, re.compile(rf"(?<![^\W\d])(?:{'|'.join(longest)})(?![^\W\d])")


def _month_and_day(text: str) -> tuple[int, int]:
    """Of "1 Agustus", "August 1", "18 tháng Tám", "4 tháng 12", "9月13日"; ValueError for anything else."""
    text = unicodedata.normalize("NFC", text.strip()).casefold()
    if numerals := re.fullmatch(r"(\d{1,2})[月월]\s*(\d{1,2})[日일]", text):
        return int(numerals[1]), int(numerals[2])
    if numerals := re.fullmatch(r"(\d{1,2}) tháng (\d{1,2})", text):
        return int(numerals[2]), int(numerals[1])
    months, name = _months()
    (month,), (day,) = name.findall(text), re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)
    return months[month], int(day)


def _from(first: dt.date) -> Callable[[object], dt.datetime]:
    """A parser of the window's days: none lies before its first."""
    return _yearless(range(first.year, first.year + 9), lambda day: day >= first)


def _until(last: dt.date) -> Callable[[object], dt.datetime]:
    """A parser of days that are past: a video may be older than the window that it is counted in."""
    return _yearless(range(last.year, last.year - 9, -1), lambda day: day <= last)


def _yearless(years: Iterable[int], fits: Callable[[dt.date], bool]) -> Callable[[object], dt.datetime]:
    """A parser of days without a year: the first of these years that has the day, and where it fits."""

    def parse(value: object) -> dt.datetime:
        if re.match(r"\d{4}-", str(value)):
            return as_date(value)
        try:
            month, day = _month_and_day(str(value))
            dt.date(2024, month, day)
        except ValueError:
            raise Refused(note("studio_day_expected")) from None
        days = (dt.datetime(year, month, day) for year in years if day <= monthrange(year, month)[1])
        return next(found for found in days if fits(found.date()))

    return parse


def _link_id(value: object) -> str:
    match = re.search(r"/(?:video|photo)/(\d+)", str(value))
    if match is None:
        raise Refused(note("video_link_expected"))
    return match[1]


def _exported(path: Path) -> dt.datetime | None:
    """The day of an export: seconds in a name within the ZIP, or in its own."""
    with _opened(path) as archive:
        stamps = [re.search(r"_(\d{10})(?:_|$|\.|/)", name) for name in (*archive.namelist(), path.name)]
    seconds = next((int(stamp[1]) for stamp in stamps if stamp), None)
    return None if seconds is None else as_date(dt.datetime.fromtimestamp(seconds, dt.UTC))


def videos(path: Path) -> Reading:
    """`Content.csv` of a TikTok Studio ZIP: one row per video, totals as of the export.

    In: the ZIP. Out: `Reading` of the table `videos`.

    Unreadable for a file that is no such ZIP.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.videos(Path("data/raw/kia-metro/tiktok-studio.zip"))
    >>> len(reading.table), reading.mapping["video_id"]
    (34, 'Video link')
    """
    sheet, (first, *last) = _zip_sheet(path, "Content")
    exported = _exported(path)
    if exported:  # its day may be a day ahead in the zone of the shop
        last = [exported.date() + dt.timedelta(days=1)]
    posted = _until(last[0]) if last else _from(first)
    reading = conform("videos", sheet, None, {"video_id": _link_id, "posted_at": posted})
    table = reading.table.assign(
        platform=reading.table["platform"].fillna("tiktok"),
        exported_at=reading.table["exported_at"].fillna(exported),
    )
    return replace(reading, table=table)


def accounts(path: Path) -> Reading:
    """`Overview.csv` and `FollowerHistory.csv` of a TikTok Studio ZIP, whichever it holds: one row per day.

    In: the ZIP. Out: `Reading` of the table `accounts`.

    Unreadable for a file that is no such ZIP.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.accounts(Path("data/raw/kia-metro/tiktok-studio.zip"))
    >>> len(reading.table), reading.mapping["date"]
    (92, 'Date')
    """
    with _opened(path) as archive:
        inside = [name for name in DAILY if any(one.endswith(f"{name}.csv") for one in archive.namelist())]
    readings = [_days(path, name) for name in inside or DAILY[:1]]
    if len(readings) == 1:
        return readings[0]
    one, other = (reading.table.dropna(subset="date").drop_duplicates("date") for reading in readings)
    table = one.set_index("date").combine_first(other.set_index("date")).reset_index()
    rows = [dict(zip(part["date"], part.index, strict=True)) for part in (one, other)]
    first, second = (reading.origins for reading in readings)
    both = Origins(pd.concat([first.table, second.table], ignore_index=True))
    places = [rows[0][day] if day in rows[0] else len(first) + rows[1][day] for day in table["date"]]
    mapping = {name: header for reading in reversed(readings) for name, header in reading.mapping.items()}
    return Reading(
        typed("accounts", table), [p for r in readings for p in r.problems], mapping, both.only(places)
    )


#: What counts an account day by day.
DAILY = ("Overview", "FollowerHistory")


def _days(path: Path, name: str) -> Reading:
    sheet, (first, *_) = _zip_sheet(path, name)
    return conform("accounts", sheet, None, {"date": _from(first)})


#: What names a count, and what is counted: shares are percentages of an audience.
KEYS = ("date", "case", "channel")
MEASURES = tuple(column for column in listed("insights") if column not in columns("insights"))
#: A count, and the count that it is a part of.
PARTS = (
    ("messages_replied", "messages"), ("shipped_on_time", "shipped"), ("complaints", "shipped"),
)  # fmt: skip


def insights(path: Path) -> Reading:
    """A sheet with a row a month and shop, or a folder of them, named after the channel unless a column says it.

    Out: the contract's `insights`. "-" and a blank are not shown by the platform, which is not 0. A column
    that no name covers is named as a warning and not read.
    """
    every = sorted(path.glob("[!.~]*")) if path.is_dir() else [path]
    files = [file for file in every if file.suffix.lower() in READ_IN["insights"]]
    said = note("no_sheet_not_read")
    problems = [Problem(file.name, message=said, severity="warning") for file in every if file not in files]
    readings = [_long(read_sheet(file), file.stem.casefold()) for file in files]
    if not readings:
        return Reading(empty("insights"), problems)
    whole = merged(
        "insights", [(file.name, one) for file, one in zip(files, readings, strict=True)], twice=False
    )
    return replace(whole, problems=[*problems, *whole.problems, *_beyond(whole.table, path.name)])


def _beyond(table: pd.DataFrame, file: str) -> list[Problem]:
    """Parts that are more than their whole, and audiences of more than all."""
    keys = ["date", "case", "channel"]
    wide = table.drop_duplicates([*keys, "measure"]).pivot(index=keys, columns="measure", values="value")
    ages = [name for name in MEASURES if name.startswith("audience_")]
    checks: list[tuple[str, Any, Any, Note | str]] = [
        *((part, wide.get(part), wide.get(whole), whole) for part, whole in PARTS),
        *((age, wide.get(age), 100.0, note("hundred_per_cent")) for age in ages),
    ]
    return [
        Problem(file, value=f"{case}, {channel}, {date:%Y-%m}", message=note("more_than_whole", part=part, whole=whole))
        for part, values, most, whole in checks
        if values is not None and most is not None
        for date, case, channel in wide.index[(values > most).fillna(False)]
    ]  # fmt: skip


#: What stands where a platform shows nothing.
_HIDDEN = ("-", "–")


def _long(sheet: Sheet, channel: str) -> Reading:
    named = found("insights", sheet)
    if missing := [name for name in ("date", "case") if name not in named]:
        return Reading(empty("insights"), lacking("insights", sheet, missing, named.values()))
    spare = [name for name in sheet.headers.values() if name not in named.values()]
    problems = [sheet.complaint(note("unknown_count", header=name), "warning") for name in spare]
    if "channel" not in named:
        sheet = sheet.put("channel", [channel] * len(sheet.rows))
    where, bad = _keys(sheet, {name: named.get(name, "channel") for name in KEYS})
    parts = []
    for measure in (measure for measure in MEASURES if measure in named):
        values, said = _counts(sheet, named[measure])
        bad += said
        parts.append(where.assign(measure=measure, value=values))
    long = pd.concat(parts) if parts else where.assign(measure=None, value=None)
    there = long.dropna().sort_index(kind="stable")
    table = typed("insights", there.reset_index(drop=True))
    return Reading(table, problems + bad + _twice(table, sheet), origins=origins(sheet).only(there.index))


def _keys(sheet: Sheet, named: Mapping[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    """Month, shop and channel of each row, a cell that names none a problem."""
    read, problems = {}, []
    for name, header in named.items():
        column = columns("insights")[name]
        values, bad = cells(sheet, header, column, _month if name == "date" else None)
        blank = [row for row, raw in enumerate(sheet.column(header)) if is_blank(raw)]
        read[name] = values
        problems += bad + [
            sheet.problem(row, header, "", note("blank", column=name, expected=column.expects()))
            for row in blank
        ]
    return pd.DataFrame(read), problems


def _month(value: object) -> dt.datetime:
    return as_date(f"{value}-01" if len(str(value).strip()) == 7 else value)


def _counts(sheet: Sheet, header: str) -> tuple[pd.Series, list[Problem]]:
    """The counts of a column; what the platform hides is missing, and a count below nothing is refused."""
    column = columns("insights")["value"]
    shown = sheet.put(header, map(_bare, sheet.column(header)))
    parse, said = column_parser(shown, header, column)

    def count(value: object) -> float | None:
        number = parse(value) if parse else None
        if number is not None and number < 0:
            raise ValueError
        return None if number is None else float(number)

    values, bad = cells(shown, header, column, count)
    return values, said + bad


def _bare(raw: object) -> object:
    """A cell without the sign of percentages; None for what the platform does not show."""
    if not isinstance(raw, str):
        return raw
    return None if raw.strip() in _HIDDEN else raw.strip().removesuffix("%").strip()


def _twice(table: pd.DataFrame, sheet: Sheet) -> list[Problem]:
    again = table[table.duplicated(["date", "case", "channel", "measure"])]
    told = (
        note(
            "count_twice", measure=row.measure, case=row.case, channel=row.channel, month=f"{row.date:%Y-%m}"
        )
        for row in again.itertuples()
    )
    return [sheet.complaint(said) for said in told]
