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
from engagelib.contracts.values import (
    FORMS,
    NUMERIC,
    WEEKDAY,
    Refused,
    as_date,
    as_time,
    finite,
    is_blank,
    order_said,
)

__all__ = ["RELATIVE", "Order", "date_parser", "number_parser", "parser_of", "time_parser"]


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
        bare = [WEEKDAY.sub("", word) for word in words]
        numeric = [match for word in bare if (match := NUMERIC.match(word))]
        days, months = (sum(int(match[place]) > 12 for match in numeric) for place in (1, 2))
        self.open = (
            bool(numeric) and not days and not months and any(match[1] != match[2] for match in numeric)
        )
        if days and months and (2 * min(days, months) > max(days, months) or max(days, months) < 3):
            raise Refused(note("dates_in_two_orders"))
        self.month_first = declared == "month first" if declared and not (days or months) else months > days
        order = order_said(self.month_first)
        self.said: Note | None = None
        ways: dict[re.Pattern[str], str] = {}
        for word in bare:
            form = next((form for form in FORMS if form.match(word)), None)
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
    return lambda value: as_date(value, order.month_first), order.said


def time_parser(
    values: Sequence[object], zone: str, beside: str = "", declared: str = ""
) -> tuple[Callable[[object], dt.datetime], Note | None]:
    """How the moments of a column are written: dates in one order, hours of 12 or 24; without a zone they are in `zone`.

    >>> parse, _ = time_parser(["11/30/25 5:44 PM"], "Asia/Jakarta")
    >>> [parse(said).isoformat() for said in ("11/12/25 5:44", "30 Nov 2025 23.58", "2025-11-30T23:58:00.000+0000")]
    ['2025-11-11T22:44:00+00:00', '2025-11-30T16:58:00+00:00', '2025-11-30T23:58:00+00:00']
    """
    order = Order(values, beside, declared)
    return lambda value: as_time(value, zone, order.month_first), order.said
