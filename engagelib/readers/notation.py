"""How the numbers and dates of a column are written, decided for the whole column and never cell by cell.

25.000 beside 1,5 is twenty-five thousand; 03/25/2024 anywhere in a column puts its months first. What cannot
be told is a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from engagelib.contracts.problems import Note, note
from engagelib.contracts.tables import ZONE
from engagelib.contracts.values import Refused, as_time, finite, is_blank

__all__ = ["RELATIVE", "Order", "clock_of", "date_parser", "number_parser", "parser_of", "time_parser"]


def parser_of(
    kind: str, values: Sequence[object], beside: str = "", declared: str = "", zone: str = ZONE
) -> tuple[Callable[[object], object], Note | None]:
    """How the dates, times or numbers of a column are read, and a word if dates are written in more than one way.

    Refused for a column that cannot be told. `declared`: the order of day and month, where the study says it.
    """
    if kind == "date":
        return date_parser(values, beside, declared)
    if kind == "time":
        return time_parser(values, zone, beside, declared)
    number = number_parser(values)
    whole = kind == "int" or (kind == "count" and not _is_measured(number, values))
    return (_whole(number) if whole else number), None


def _is_measured(parse: Callable[[object], float], values: Sequence[object]) -> bool:
    """Whether a column counts kilos or metres, not things: a tenth of its numbers, and ten at least, are broken ones."""
    broken = total = 0
    for value in values:
        with suppress(ValueError, TypeError, OverflowError):
            if not is_blank(value):
                total, broken = total + 1, broken + (parse(value) % 1 != 0)
    return broken >= max(10, total / 10)


def _bare(value: object) -> str:
    """A number as text, without currency and spaces: "Rp 25.000,-" -> "25.000"."""
    words = re.sub(r"(?i)rp\.?|idr|[\s\u00a0]", "", str(value))
    return words.replace("\u2212", "-").removesuffix(",-")


def number_parser(values: Sequence[object]) -> Callable[[object], float]:
    """How the numbers of a column are written: which mark is for thousands, which for decimals.

    A mark that only ever stands before three digits is for thousands; Refused if a column
    holds both 1.5 and 1,5, or both 25.000 and 25,000.

    >>> parse = number_parser(["25.000", "1,5"])
    >>> parse("25.000"), parse("1,5"), number_parser(["1.5", "25,000"])("25,000")
    (25000.0, 1.5, 25000.0)
    """
    words = [_bare(value) for value in values if isinstance(value, str) and not is_blank(value)]
    words = [word for word in words if word not in ("-", "–", "—", "--")]
    decimal = {mark for mark in ".," if any(_decimal(word, mark) for word in words)}
    if len(decimal) == 2:
        raise Refused(note("decimals_in_two_ways"))
    points = any("." in word for word in words)
    alike = {mark for mark in ".," if any(_grouped(word, mark) for word in words)}
    if not decimal and len(alike) == 2:
        raise Refused(note("thousands_in_two_ways"))
    english = "." in decimal or ("," not in decimal and not points and any("," in word for word in words))
    thousands, mark = (",", ".") if english else (".", ",")
    return lambda value: _number(value, thousands, mark)


def _decimal(word: str, mark: str) -> bool:
    """Whether this mark can only stand for decimals here."""
    other = "," if mark == "." else "."
    if mark not in word:
        return False
    if other in word:
        return word.rfind(mark) > word.rfind(other)
    return not _grouped(word, mark)


def _grouped(word: str, mark: str) -> bool:
    return re.fullmatch(rf"-?[1-9]\d{{0,2}}(\{mark}\d{{3}})+", word) is not None


def _number(value: object, thousands: str, mark: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return finite(float(value))
    return finite(float(_bare(value).replace(thousands, "").replace(mark, ".")))


def _whole(parse: Callable[[object], float]) -> Callable[[object], int]:
    """The same for whole numbers; 1,5 of a count is refused."""

    def parsed(value: object) -> int:
        number = parse(value)
        if number != int(number):
            raise ValueError
        return int(number)

    return parsed


_NAMES = "jan feb mar apr mei jun jul agu sep okt nov des", "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), start=1)} | {
    "agt": 8,
    "ags": 8,
    "nop": 11,
}

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[ /-]([A-Za-z]{3,})\.?,?[ /-](\d{4}|\d{2})(?!\d)")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_FORMS = (_ISO, _NUMERIC, _NAMED, _NAMED_FIRST)
_WEEKDAY = re.compile(
    r"^[^\W\d_]{3,}\.?,\s*|^(?:sen|sel|rab|kam|jum|sab|min|ahad|mon|tue|wed|thu|fri|sat|sun)[a-z']*\.?\s+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:[ T,]|pukul|jam|at)*\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(Z|UTC|WIB|WITA|WIT|GMT|[+-]\d{2}:?\d{2})?$"
)
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}

#: Headers and signs beside which an Indonesian wrote the dates, day before month.
_INDONESIAN = re.compile(
    r"\b(tanggal|tgl|hari|waktu|jam|dibuat|pembayaran|masuk|selesai|periode|minggu|pekan|bulan|komentar|pesanan|jumlah|pelanggan|status pesanan|nama|rp|idr)\b"
)

#: "2 minggu lalu", "1h", "kemarin": how long ago, and nobody knows from when on.
RELATIVE = re.compile(
    r"(?i)(?:edited |diedit |sekitar |about )?(?:(?:\d+|an?|se|satu|beberapa|a few)\s*"
    r"(?:detik|menit|jam|hari|minggu|pekan|bulan|tahun|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?|"
    r"[smhdwyj]|mg|bln|thn)\.?\s*(?:yang )?(?:lalu|ago)?|kemarin|yesterday|hari ini|today|baru saja|just now|tadi)(?:\s*\((?:edited|diedit)\))?"
)


class Order:
    """In which order the numbers of a column's dates stand, decided by all of them: `month_first`, and what there is to say.

    A cell that allows one order only decides; where cells decide differently the many do, and the few are refused
    one by one. Where none decides, the declared order holds, then the language of what stands beside; else it is asked for.
    """

    def __init__(self, values: Sequence[object], beside: str = "", declared: str = "") -> None:
        words = [value.strip() for value in values if isinstance(value, str) and not is_blank(value)]
        bare = [_WEEKDAY.sub("", word) for word in words]
        numeric = [match for word in bare if (match := _NUMERIC.match(word))]
        days, months = (sum(int(match[place]) > 12 for match in numeric) for place in (1, 2))
        self.open = (
            bool(numeric) and not days and not months and any(match[1] != match[2] for match in numeric)
        )
        if days and months and (2 * min(days, months) > max(days, months) or max(days, months) < 3):
            raise Refused(note("dates_in_two_orders"))
        self.month_first = declared == "month first" if declared and not (days or months) else months > days
        order = note("month_before_day" if self.month_first else "day_before_month")
        self.said: Note | None = None
        ways: dict[re.Pattern[str], str] = {}
        for word in bare:
            form = next((form for form in _FORMS if form.match(word)), None)
            if form is not None:
                ways.setdefault(form, form.match(word)[0])  # type: ignore[index]
        if len(ways) > 1:
            self.said = note("dates_in_two_ways", ways=list(ways.values()), order=order)
        if self.open and not declared:
            example = next(match[0] for match in numeric if match[1] != match[2])
            if not _INDONESIAN.search(beside.casefold()):
                raise Refused(note("date_order_open", date=example))
            if not self.said:
                self.said = note("date_order_taken", date=example)

    def day(self, words: str) -> tuple[dt.date, str]:
        """The day at the beginning of a text, and what follows it; ValueError or KeyError for none."""
        words = _WEEKDAY.sub("", words.strip())
        if match := _ISO.match(words):
            year, month, day = (int(part) for part in match.groups())
        elif match := _NUMERIC.match(words):
            first, second, year = (int(part) for part in match.groups())
            day, month = (second, first) if self.month_first else (first, second)
        elif match := _NAMED.match(words):
            day, month, year = int(match[1]), MONTHS[match[2].casefold()[:3]], int(match[3])
        elif match := _NAMED_FIRST.match(words):
            month, day, year = MONTHS[match[1].casefold()[:3]], int(match[2]), int(match[3])
        else:
            raise ValueError
        try:
            return dt.date(year + 2000 if year < 100 else year, month, day), words[match.end() :]
        except ValueError:
            if _NUMERIC.match(words) and month <= 31 and day <= 12:
                order = note("month_before_day" if self.month_first else "day_before_month")
                raise Refused(note("date_against_order", order=order)) from None
            raise


def date_parser(
    values: Sequence[object], beside: str = "", declared: str = "day first"
) -> tuple[Callable[[object], dt.datetime], Note | None]:
    """How the dates of a column are written, and a word if they are written in more than one way.

    Refused where their order is open, or both occur.

    >>> parse, said = date_parser(["03/25/2024", "2024-03-01"])
    >>> parse("03/02/2024").date().isoformat(), str(said)
    ('2024-03-02', 'dates are written in two ways (03/25/2024 and 2024-03-01); both were read, month before
    day')
    """
    order = Order(values, beside, declared)

    def parsed(value: object) -> dt.datetime:
        day = value if isinstance(value, dt.date) else order.day(str(value))[0]
        return dt.datetime(day.year, day.month, day.day)

    return parsed, order.said


def time_parser(
    values: Sequence[object], zone: str, beside: str = "", declared: str = ""
) -> tuple[Callable[[object], dt.datetime], Note | None]:
    """How the moments of a column are written: dates in one order, hours of 12 or 24; without a zone they are in `zone`.

    >>> parse, _ = time_parser(["11/30/25 5:44 PM"], "Asia/Jakarta")
    >>> [parse(said).isoformat() for said in ("11/12/25 5:44", "30 Nov 2025 23.58", "2025-11-30T23:58:00.000+0000")]
    ['2025-11-11T22:44:00+00:00', '2025-11-30T16:58:00+00:00', '2025-11-30T23:58:00+00:00']
    """
    order = Order(values, beside, declared)

    def parsed(value: object) -> dt.datetime:
        words = str(value).strip()
        if isinstance(value, dt.date) or re.fullmatch(r"\d{10}(\.0)?|\d{13}", words):
            return as_time(value, zone)
        day = None
        try:
            day, rest = order.day(words)
            clock, hours = _clock(rest)
        except Refused:
            raise
        except (ValueError, KeyError):
            try:
                return as_time(value, zone)  # which may know better
            except Refused as error:
                raise (Refused(note("expected_clock")) if day else error) from None
        return as_time(dt.datetime.combine(day, clock, _zone(hours)), zone)

    return parsed, order.said


def _clock(words: str) -> tuple[dt.time, str]:
    """The hour in what follows a day, midnight without one, and the zone that stands after it."""
    if not words.strip():
        return dt.time(), ""
    match = _CLOCK.match(words)
    if match is None:
        raise ValueError
    hour = int(match[1])
    if match[4]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + 12 * (match[4] in "pP")
    return dt.time(hour, int(match[2]), int(match[3] or 0)), match[5] or ""


def _zone(words: str) -> dt.timezone | None:
    if not words:
        return None
    if words in _ZONES:
        return dt.timezone(dt.timedelta(hours=_ZONES[words]))
    sign = -1 if words[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(words[1:3]), minutes=int(words[-2:])))


def clock_of(value: object) -> dt.time | None:
    """The hour of a cell that holds nothing else: 14:05, 2.05 PM; None for another."""
    if isinstance(value, dt.datetime):
        return value.time()
    if isinstance(value, dt.time):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return (dt.datetime.min + dt.timedelta(seconds=round(value * 86_400))).time()
    with suppress(ValueError, OverflowError):
        return _clock(f" {str(value).strip()}")[0]
    return None
