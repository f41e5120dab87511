"""TikTok Studio's ZIPs: totals per video and counts per day.

TikTok writes no year in its dates and names months in the language of the interface; "undefined" is not
available, and a negative count is what was taken back.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zipfile
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from engagelib.contracts import Problem, columns, empty, typed
from engagelib.contracts.problems import Unreadable
from engagelib.contracts.values import Refused, as_date, as_number, is_blank
from engagelib.files import READ_IN
from engagelib.readers.conform import Reading, conform
from engagelib.readers.notation import number_parser
from engagelib.readers.sheets import Sheet, read_csv_text, read_sheet
from engagelib.text.encodings import decoded, opening

__all__ = ["MEASURES", "accounts", "insights", "videos"]


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
    "januari februari maart april mei juni juli augustus september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "một hai ba tư năm sáu bảy tám chín mười mười-một mười-hai",
)
MONTHS = {name: number for line in _NAMES for number, name in enumerate(line.split(), start=1)}
#: Names cut to three letters, where all languages mean the same month by them: Des, Aug, Agu.
_SHORT: dict[str, set[int]] = {}
for _name, _number in MONTHS.items():
    _SHORT.setdefault(_name[:3], set()).add(_number)
MONTHS = {short: min(numbers) for short, numbers in _SHORT.items() if len(numbers) == 1} | MONTHS


def _zip_sheet(path: Path, name: str) -> tuple[Sheet, list[dt.date]]:
    """A csv within a TikTok Studio ZIP and the first day of its window, seldom its last too: they stand in the name only."""
    try:
        with opening(path), zipfile.ZipFile(path) as archive:
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
    except RuntimeError as error:  # with a password
        raise Unreadable(
            f"{path.name}: cannot be read ({error}); export it again from TikTok Studio"
        ) from None
    day = re.compile(r"\d{4}-\d{2}-\d{2}")
    window = day.findall(inner.filename) or day.findall(path.name)
    if not window:
        raise Unreadable(
            f"{path.name}: TikTok writes no year in its dates and the name holds no first day; "
            "name it so: Overview_2025-08-01_…"
        )
    sheet = read_csv_text(decoded(data, f"{path.name}/{name}.csv"), f"{path.name}/{name}.csv")
    return sheet, [dt.date.fromisoformat(found) for found in window]


def _month_and_day(text: str) -> tuple[int, int]:
    """Of "1 Agustus", "August 1", "18 tháng Tám", "4 tháng 12", "9月13日"; ValueError for anything else."""
    text = unicodedata.normalize("NFC", text.strip())
    if numerals := re.fullmatch(r"(\d{1,2})[月월]\s*(\d{1,2})[日일]", text):
        return int(numerals[1]), int(numerals[2])
    if numerals := re.fullmatch(r"(\d{1,2}) tháng (\d{1,2})", text, re.IGNORECASE):
        return int(numerals[2]), int(numerals[1])
    words = (
        text.casefold()
        .translate({44: " ", 46: " "})
        .replace("mười m", "mười-m")
        .replace("mười h", "mười-h")
        .split()
    )
    months = [MONTHS[word] for word in words if word in MONTHS]
    days = [int(day[1]) for word in words if (day := re.fullmatch(r"(\d{1,2})(?:er|st|nd|rd|th)?", word))]
    if len(months) != 1 or len(days) != 1:
        raise ValueError
    return months[0], days[0]


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
            raise Refused(
                "a day and a month are expected, as TikTok Studio writes them: August 31, 31 Agustus, 8月31日; "
                "set TikTok's language to English or Indonesian and export again"
            ) from None
        days = (dt.datetime(year, month, day) for year in years if day <= monthrange(year, month)[1])
        return next(found for found in days if fits(found.date()))

    return parse


def _link_id(value: object) -> str:
    match = re.search(r"/(?:video|photo)/(\d+)", str(value))
    if match is None:
        raise Refused("a link that ends in /video/<id> or /photo/<id> is expected")
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
    sheet, (first, *last) = _zip_sheet(path, "Content")
    exported = _exported(path)
    if exported:  # its day may be a day ahead in the zone of the shop
        last = [exported.date() + dt.timedelta(days=1)]
    posted = _until(last[0]) if last else _from(first)
    reading = conform("videos", sheet, None, {"video_id": _link_id, "posted_at": posted})
    return replace(
        reading, table=reading.table.assign(exported_at=reading.table["exported_at"].fillna(exported))
    )


def accounts(path: Path) -> Reading:
    """`Overview.csv` and `FollowerHistory.csv` of a TikTok Studio ZIP, whichever it holds: one row per day."""
    readings = [_days(path, name) for name in _inside(path) or DAILY[:1]]
    if len(readings) == 1:
        return readings[0]
    one, other = (reading.table.dropna(subset="date").drop_duplicates("date") for reading in readings)
    table = one.set_index("date").combine_first(other.set_index("date")).reset_index()
    mapping = {name: header for reading in reversed(readings) for name, header in reading.mapping.items()}
    return Reading(typed("accounts", table), [p for r in readings for p in r.problems], mapping)


#: What counts an account day by day.
DAILY = ("Overview", "FollowerHistory")


def _inside(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [name for name in DAILY if any(n.endswith(f"{name}.csv") for n in archive.namelist())]
    except (OSError, zipfile.BadZipFile):
        return []  # said when it is read


def _days(path: Path, name: str) -> Reading:
    sheet, (first, *_) = _zip_sheet(path, name)
    return conform("accounts", sheet, None, {"date": _from(first)})


#: Measure -> headers under which platforms and shops list it. Shares are percentages of an audience.
MEASURES = {
    "reach": ("jangkauan", "akun yang dijangkau", "reach", "accounts reached", "penonton", "pengunjung"),
    "interactions": ("interaksi", "interactions", "interaksi konten", "content interactions"),
    "posts": ("kiriman", "unggahan", "posts", "videos posted", "video diunggah"),
    "followers": ("pengikut", "followers", "total pengikut"),
    "messages": ("pesan masuk", "chat masuk", "messages received", "jumlah chat"),
    "messages_replied": ("pesan dibalas", "chat dibalas", "messages replied"),
    "reply_minutes": ("median waktu balas (menit)", "waktu balas (menit)", "response time (minutes)"),
    "shipped": ("pesanan dikirim", "orders shipped"),
    "shipped_on_time": ("dikirim tepat waktu", "shipped on time"),
    "complaints": ("keluhan", "komplain", "pengembalian/komplain", "complaints"),
    "audience_18_24": ("usia 18-24 (%)", "age 18-24 (%)"),
    "audience_25_34": ("usia 25-34 (%)", "age 25-34 (%)"),
    "audience_35_44": ("usia 35-44 (%)", "age 35-44 (%)"),
    "audience_45_up": ("usia 45+ (%)", "age 45+ (%)"),
}
#: A count, and the count that it is a part of.
PARTS = (
    ("messages_replied", "messages"), ("shipped_on_time", "shipped"), ("complaints", "shipped"),
)  # fmt: skip
KEYS = {
    "date": ("bulan", "tanggal", "periode", "month", "date"),
    "case": ("usaha", "toko", "nama toko", "shop", "case"),
    "channel": ("kanal", "platform", "channel"),
}


def insights(path: Path) -> Reading:
    """A sheet with a row a month and shop, or a folder of them, named after the channel unless a column says it.

    Out: the contract's `insights`. "-" and a blank are not shown by the platform, which is not 0. A column
    that no name covers is named as a warning and not read.
    """
    every = sorted(path.glob("[!.~]*")) if path.is_dir() else [path]
    files = [file for file in every if file.suffix.lower() in READ_IN["insights"]]
    said = "is no sheet (.csv, .xlsx) and is not read"
    problems = [Problem(file.name, message=said, severity="warning") for file in every if file not in files]
    readings = [_long(read_sheet(file), file.stem.casefold()) for file in files]
    problems += [problem for reading in readings for problem in reading.problems]
    if not readings:
        return Reading(empty("insights"), problems)
    table = pd.concat([reading.table for reading in readings], ignore_index=True)
    return Reading(table, problems + _beyond(table, path.name))


def _beyond(table: pd.DataFrame, file: str) -> list[Problem]:
    """Parts that are more than their whole, and audiences of more than all."""
    keys = ["date", "case", "channel"]
    wide = table.drop_duplicates([*keys, "measure"]).pivot(index=keys, columns="measure", values="value")
    ages = [name for name in MEASURES if name.startswith("audience_")]
    checks = [(part, wide.get(part), wide.get(whole), f"is more than {whole}") for part, whole in PARTS]
    checks += [(age, wide.get(age), 100.0, "is more than 100 per cent") for age in ages]
    return [
        Problem(
            file,
            value=f"{row[1]}, {row[2]}, {row[0]:%Y-%m}",
            message=f"{part} {said}: one of the two is mistyped",
        )
        for part, values, most, said in checks
        if values is not None and most is not None
        for row in wide.index[(values > most).fillna(False)]
    ]


def _long(sheet: Sheet, channel: str) -> Reading:
    found = {column: sheet.find(column, *names) for column, names in (KEYS | MEASURES).items()}
    lacking = [f"{name} ({KEYS[name][0]})" for name in ("date", "case") if found[name] is None]
    if lacking:
        said = f"has no column for {' and '.join(lacking)}; the columns are: {', '.join(name for name in sheet.header if name)}"
        return Reading(empty("insights"), [sheet.complaint(said)])
    spare = [name for name in sheet.headers.values() if name not in found.values()]
    problems = [
        sheet.complaint(f"column {name} is no known count and is not read", "warning") for name in spare
    ]
    if found["channel"] is None:
        sheet = replace(
            sheet, header=(*sheet.header, "channel"), rows=tuple((*r, channel) for r in sheet.rows)
        )
    place = {name: found[name] or "channel" for name in KEYS}
    parsers, said_of = _parsers(sheet, {m: h for m in MEASURES if (h := found[m])})
    problems += said_of
    rows = []
    for row in range(len(sheet.rows)):
        where, bad = _keys_of(sheet, row, place)
        problems += bad
        if bad:
            continue
        for measure in MEASURES:
            header = found[measure]
            raw = None if header is None else sheet.rows[row][sheet.header.index(header)]
            if header is None or is_blank(raw) or str(raw).strip() in ("-", "–"):
                continue
            try:
                value = parsers[measure](_bare(raw))
                if value < 0:
                    raise ValueError
                rows.append((*where, measure, value))
            except ValueError:
                problems.append(sheet.problem(row, header, raw, columns("insights")["value"].expects()))
    table = pd.DataFrame(rows, columns=list(columns("insights")))
    return Reading(typed("insights", table), problems + _twice(table, sheet))


def _bare(raw: object) -> object:
    return raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw


def _parsers(
    sheet: Sheet, headers: dict[str, str]
) -> tuple[dict[str, Callable[[object], float]], list[Problem]]:
    """How each column writes its numbers, decided for the column; a sentence where it does so in two ways."""
    found: dict[str, Callable[[object], float]] = {}
    problems = []
    for measure, header in headers.items():
        cells = [_bare(cell) for cell in sheet.column(header) if str(cell).strip() not in ("-", "–")]
        try:
            found[measure] = number_parser(cells)
        except ValueError as error:
            problems.append(sheet.complaint(f"column {header}: {error}"))
            found[measure] = as_number
    return found, problems


def _keys_of(sheet: Sheet, row: int, place: dict[str, str]) -> tuple[tuple, list[Problem]]:
    values, problems = [], []
    for name, header in place.items():
        raw = sheet.rows[row][sheet.header.index(header)]
        try:
            if is_blank(raw):
                raise ValueError
            month = f"{raw}-01" if name == "date" and len(str(raw).strip()) == 7 else raw
            values.append(as_date(month) if name == "date" else str(raw).strip())
        except ValueError:
            problems.append(sheet.problem(row, header, raw, columns("insights")[name].expects()))
    return tuple(values), problems


def _twice(table: pd.DataFrame, sheet: Sheet) -> list[Problem]:
    again = table[table.duplicated(["date", "case", "channel", "measure"])]
    return [
        sheet.complaint(f"{row.measure} of {row.case} on {row.channel} stands twice for {row.date:%Y-%m}")
        for row in again.itertuples()
    ]
