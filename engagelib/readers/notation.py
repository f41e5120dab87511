"""How the numbers and dates of a column are written, decided for the whole column and never cell by cell.

25.000 beside 1,5 is twenty-five thousand; 03/25/2024 anywhere in a column puts its months first. What cannot
be told is a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import Refused, finite, is_blank

__all__ = ["date_parser", "number_parser", "parser_of"]


def parser_of(kind: str, values: Sequence[object]) -> tuple[Callable[[object], object], Note | None]:
    """How the dates or numbers of a column are read, and a word if dates are written in more than one way.

    Refused for a column that cannot be told.
    """
    if kind == "date":
        return date_parser(values)
    number = number_parser(values)
    return (_whole(number) if kind == "int" else number), None


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
MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), start=1)} | {"agt": 8}

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,})\.?[ -](\d{4})")


def date_parser(values: Sequence[object]) -> tuple[Callable[[object], dt.datetime], Note | None]:
    """How the dates of a column are written, and a word if they are written in more than one way.

    Day before month (as in Indonesia) unless a second number over 12 shows the contrary; ValueError if both
    occur.

    >>> parse, said = date_parser(["03/25/2024", "2024-03-01"])
    >>> parse("03/02/2024").date().isoformat(), str(said)
    ('2024-03-02', 'dates are written in two ways (03/25/2024 and 2024-03-01); both were read, month before
    day')
    """
    words = [value.strip() for value in values if isinstance(value, str) and not is_blank(value)]
    numeric = [match for word in words if (match := _NUMERIC.match(word))]
    day_first, month_first = (any(int(match[i]) > 12 for match in numeric) for i in (1, 2))
    if day_first and month_first:
        raise Refused(note("dates_in_two_orders"))
    ways: dict[str, str] = {}
    for word in words:
        ways.setdefault(_way(word), word)
    order = note("month_before_day" if month_first else "day_before_month")
    pair = [word.split(" ")[0] for way, word in ways.items() if way]
    said = note("dates_in_two_ways", ways=pair, order=order) if len(ways) > 1 else None
    return (lambda value: _date(value, month_first)), said


def _way(word: str) -> str:
    """How a date is written: the pattern that it has, "" for none."""
    return next((form.pattern for form in (_ISO, _NUMERIC, _NAMED) if form.match(word)), "")


def _date(value: object, month_first: bool) -> dt.datetime:
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    words = str(value).strip()
    if match := _ISO.match(words):
        return dt.datetime(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(words):
        first, second, year = (int(part) for part in match.groups())
        day, month = (second, first) if month_first else (first, second)
        return dt.datetime(year + 2000 if year < 100 else year, month, day)
    match = _NAMED.match(words)
    if match is None:
        raise ValueError
    return dt.datetime(int(match[3]), MONTHS[match[2].casefold()[:3]], int(match[1]))
