"""What stands in a cell -> a value of a contract's type; Refused, ValueError or KeyError for anything else."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from engagelib.contracts.problems import Note, note
from engagelib.contracts.tables import ZONE

__all__ = [
    "BLANKS", "NO", "PARSERS", "TICKS", "YES", "Refused", "as_date", "as_id", "as_int", "as_number", "as_time", "as_yes_no",
    "finite", "hourless", "is_blank",
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
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y")


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
    """A number, with a decimal comma or point; 25.000 is twenty-five thousand."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return finite(float(value))
    words = str(value).strip().removeprefix("Rp").strip().replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", words):  # 25.000 is twenty-five thousand in Indonesia
        words = words.replace(".", "")
    return finite(float(words.replace(",", ".")))


def as_yes_no(value: object) -> bool:
    """Yes or no, ya or tidak, sudah or belum, 1 or 0, a tick."""
    return _WORDS[str(value).strip().casefold()]


def as_date(value: object) -> dt.datetime:
    """A day."""
    if isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    words = str(value).strip()
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(words[:10], form)
        except ValueError:
            continue
    raise ValueError


def as_time(value: object, zone: str = ZONE) -> dt.datetime:
    """A moment in UTC; one without a zone was written in `zone`.

    Epoch seconds and milliseconds are read too.
    """
    if isinstance(value, dt.datetime):
        stamp = value
    elif re.fullmatch(r"\d{10}(\.0)?|\d{13}", str(value).strip()):
        digits = str(value).strip()
        stamp = dt.datetime.fromtimestamp(int(digits) / 1000 if len(digits) == 13 else float(digits), dt.UTC)
    else:
        stamp = _written(str(value).strip())
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo(zone))).astimezone(dt.UTC)


#: Day first, as in Indonesia, with the time after it: 24/08/2025 08:48, 24-08-2025 08.48.10.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}),? +(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")


def _written(words: str) -> dt.datetime:
    """A date with a time as people and programs write it."""
    try:
        if found := _DAY_FIRST.fullmatch(words):
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.datetime(year, month, day, hour, minute, second)
        return dt.datetime.fromisoformat(words)
    except ValueError:
        raise Refused(note("written_time_expected")) from None


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
    return value is None or (isinstance(value, str) and value.strip().casefold() in BLANKS)


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
