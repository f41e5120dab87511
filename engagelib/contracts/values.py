"""What stands in a cell -> a value of a contract's type; Refused, ValueError or KeyError for anything else."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from zoneinfo import ZoneInfo

from engagelib.contracts.problems import Note, note
from engagelib.contracts.tables import ZONE

__all__ = [
    "BLANKS",
    "FORMS",
    "NO",
    "NUMERIC",
    "PARSERS",
    "TICKS",
    "WEEKDAY",
    "YES",
    "Refused",
    "as_date",
    "as_id",
    "as_int",
    "as_number",
    "as_time",
    "as_yes_no",
    "clock_of",
    "day_in",
    "finite",
    "hourless",
    "is_blank",
    "order_said",
]  # fmt: skip


class Refused(ValueError):
    """What stands in a cell cannot be read; `note` says what may stand there and how to mend it."""

    def __init__(self, note: Note | str) -> None:
        self.note = note
        super().__init__(str(note))


_DAMAGED_ID = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
#: Ticks and crosses; what says yes and what says no.
TICKS = frozenset({"x", "v", "✓", "✔", "√"})
YES = TICKS | {"1", "ya", "y", "yes", "true", "benar"}
NO = frozenset({"0", "tidak", "n", "no", "false", "salah"})
_WORDS = dict.fromkeys(YES | {"sudah", "selesai", "done"}, True) | dict.fromkeys(
    NO | {"belum", "not yet"}, False
)
#: 1.2K, 12,5 rb: what a platform shows, not what it counts.
_SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]+)? ?(?:k|m|rb|ribu|jt|juta)")


def as_id(value: object) -> str:
    """An id as text; Refused, with the reason, for one that Excel has ruined."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= 10**15:
        raise Refused(note("id_as_number"))
    words = re.sub(r"^'(?=[\d+])", "", str(value).strip())  # as Excel marks a number that is to stay text
    if _DAMAGED_ID.fullmatch(words):
        raise Refused(note("id_rounded"))
    return words


def as_int(value: object) -> int:
    """A whole number."""
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, (int, float)):
        if value != int(value):
            raise ValueError
        return _countable(int(value))
    if _SHORTENED.fullmatch(str(value).strip().casefold()):
        raise Refused(note("count_shortened"))
    plain = str(value).strip().replace("\u00a0", "").replace("−", "-")
    return _countable(int(re.sub(r"\.00?$", "", plain)))  # 5.0, as programs write a column with a blank in it


def _countable(number: int) -> int:
    """The number itself; ValueError for one so long that it counts nothing."""
    if abs(number) >= 2**63:
        raise ValueError
    return number


def finite(number: float) -> float:
    """The number itself; ValueError for infinity and "not a number", which no sheet means."""
    if not math.isfinite(number):
        raise Refused(note("number"))
    return number


def as_number(value: object) -> float:
    """A number that stands by itself, with a decimal comma or point; 25.000 is twenty-five thousand.

    How the numbers of a column are written is told by all of them: `readers.notation.number_parser`.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return finite(float(value))
    words = str(value).strip().removeprefix("Rp").strip().replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", words):  # 25.000 is twenty-five thousand in Indonesia
        words = words.replace(".", "")
    return finite(float(words.replace(",", ".")))


def as_yes_no(value: object) -> bool:
    """Yes or no, ya or tidak, sudah or belum, 1 or 0, a tick."""
    return _WORDS[str(value).strip().casefold()]


# --- days and moments -------------------------------------------------------------------------------------------------

_NAMES = "jan feb mar apr mei jun jul agu sep okt nov des", "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), start=1)} | {
    "agt": 8,
    "ags": 8,
    "nop": 11,
}

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[ /-]([A-Za-z]{3,})\.?,?[ /-](\d{4}|\d{2})(?!\d)")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
FORMS = (_ISO, NUMERIC, _NAMED, _NAMED_FIRST)
WEEKDAY = re.compile(
    r"^[^\W\d_]{3,}\.?,\s*|^(?:sen|sel|rab|kam|jum|sab|min|ahad|mon|tue|wed|thu|fri|sat|sun)[a-z']*\.?\s+",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:[ T,]|pukul|jam|at)*\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(Z|UTC|WIB|WITA|WIT|GMT|[+-]\d{2}:?\d{2})?$"
)
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}


def order_said(month_first: bool) -> Note:
    """Which of day and month comes first, in words."""
    return note("month_before_day" if month_first else "day_before_month")


def day_in(words: str, month_first: bool = False) -> tuple[dt.date, str]:
    """The day at the beginning of a text, and what follows it; ValueError or KeyError for none."""
    words = WEEKDAY.sub("", words.strip())
    if match := _ISO.match(words):
        year, month, day = (int(part) for part in match.groups())
    elif match := NUMERIC.match(words):
        first, second, year = (int(part) for part in match.groups())
        day, month = (second, first) if month_first else (first, second)
    elif match := _NAMED.match(words):
        day, month, year = int(match[1]), MONTHS[match[2].casefold()[:3]], int(match[3])
    elif match := _NAMED_FIRST.match(words):
        month, day, year = MONTHS[match[1].casefold()[:3]], int(match[2]), int(match[3])
    else:
        raise ValueError
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day), words[match.end() :]
    except ValueError:
        if NUMERIC.match(words) and month <= 31 and day <= 12:
            raise Refused(note("date_against_order", order=order_said(month_first))) from None
        raise


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


def as_date(value: object, month_first: bool = False) -> dt.datetime:
    """A day, as its midnight."""
    day = value if isinstance(value, dt.date) else day_in(str(value), month_first)[0]
    return dt.datetime(day.year, day.month, day.day)


def as_time(value: object, zone: str = ZONE, month_first: bool = False) -> dt.datetime:
    """A moment in UTC; one without a zone was written in `zone`.

    Epoch seconds and milliseconds are read too.
    """
    words = str(value).strip()
    if isinstance(value, dt.datetime):
        stamp = value
    elif re.fullmatch(r"\d{10}(\.0)?|\d{13}", words):
        stamp = dt.datetime.fromtimestamp(int(words) / 1000 if len(words) == 13 else float(words), dt.UTC)
    else:
        stamp = _written(words, month_first)
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


def _written(words: str, month_first: bool) -> dt.datetime:
    """A date with a time as people and programs write it."""
    with suppress(ValueError):
        return dt.datetime.fromisoformat(words)
    day = None
    try:
        day, rest = day_in(words, month_first)
        clock, zone = _clock(rest)
        return dt.datetime.combine(day, clock, _zone(zone))
    except Refused:
        raise
    except (ValueError, KeyError):
        raise Refused(note("expected_clock" if day else "written_time_expected")) from None


PARSERS: dict[str, Callable[[object], object]] = {
    "id": as_id,
    "text": str,
    "category": lambda value: str(value).strip(),
    "int": as_int,
    "count": as_int,  # of kilos and metres as a whole column says
    "number": as_number,
    "yes_no": as_yes_no,
    "date": as_date,
    "time": as_time,
}

#: What exports write for "not there".
BLANKS = frozenset({"", "undefined", "null", "none", "nan"})


def is_blank(value: object) -> bool:
    """Nothing, or what exports write for it."""
    if isinstance(value, float):
        return value != value  # JSON's NaN
    if not isinstance(value, str):
        return value is None
    word = value.strip()
    return len(word) < 10 and word.casefold() in BLANKS  # none is longer


#: An hour in a written time: 14:05, T14, 08.48 after a day and a space, 2 PM; or seconds since 1970.
_HOUR = re.compile(r"\d:\d\d|\dT\d\d|\d[ ,]+\d{1,2}[.]\d\d|\d ?[AaPp]\.?[Mm]|^\d{10}(\.0)?$|^\d{13}$")
_MIDNIGHT = re.compile(
    r"(?<![\d:.])(?:00?|12(?=[^a-z]*am))[:.]00(?:[:.]00(?:\.0+)?)?(?![\d:.])", re.IGNORECASE
)


def hourless(values: Sequence[object]) -> list[int]:
    """Which cells of a column of times hold a day and no hour: 2025-08-31, or whatever stands in a column of midnights.

    >>> hourless(["2025-08-31", "2025-08-31 14:05", None, "1754000000"])
    [0]
    >>> hourless(["2025-08-30 00:00:00", "2025-08-31 00:00:00", "2025-09-01 00:00:00"])
    [0, 1, 2]
    """
    there = [row for row, value in enumerate(values) if not is_blank(value)]
    written = [row for row in there if not isinstance(values[row], dt.date)]
    days = [
        row for row in written if re.search(r"\d", str(values[row])) and not _HOUR.search(str(values[row]))
    ]
    days += [row for row in there if type(values[row]) is dt.date]
    if days or not all(_at_midnight(values[row]) for row in there):
        return sorted(days)
    return there if len(there) > 2 or not written else []  # a workbook keeps a day as its midnight


def _at_midnight(value: object) -> bool:
    if isinstance(value, dt.datetime):
        return value.time() == dt.time()
    return _MIDNIGHT.search(str(value)) is not None
