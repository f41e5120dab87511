"""The field's terms in Indonesian and English, and numbers as each language prints them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from numbers import Real
from string import Formatter
from typing import Any

__all__ = ["LANGUAGES", "TERMS", "filled", "noted", "number", "say", "share", "worded"]

LANGUAGES = ("id", "en")


def _terms() -> dict[str, tuple[str, str]]:
    rows = csv.reader(files("engagelib.words").joinpath("words.csv").read_text(encoding="utf-8").splitlines())
    next(rows)  # the header
    return {key: (indonesian, english) for key, indonesian, english in rows}


#: key -> (Indonesian, English), from words.csv. Column names, constructs, states, groups, processes, verdicts:
#: whatever a reader sees.
TERMS = _terms()


def say(key: str, lang: str = "id") -> str:
    """The reader's word for a key; a key without an entry is shown as it stands, underscores as spaces.

    >>> say("gap"), say("gap", "en"), say("APO02")
    ('kesenjangan', 'gap', 'APO02')
    """
    terms = TERMS.get(str(key))
    return terms[LANGUAGES.index(lang)] if terms else str(key).replace("_", " ")


def number(value: object, digits: int = 2, lang: str = "id") -> str:
    """A number with the decimal and thousands marks of the language; an en dash where it is missing.

    Half-up of what the number reads, not of its binary neighbour: 3.925 is 3.93, as exact rounding has it.

    >>> number(3.5), number(12345, 0), number(12345.5, 1, "en"), number(None), number("3.52"), number(3.925)
    ('3,50', '12.345', '12,345.5', '–', '3,52', '3,93')
    """
    if isinstance(value, str):
        return value.replace(".", ",") if lang == "id" else value
    if not isinstance(value, Real) or value != value:
        return "–"
    english = f"{_half_up(float(value), digits):,.{digits}f}".replace("-", "−")
    return english.translate(str.maketrans(",.", ".,")) if lang == "id" else english


@cache
def _notes() -> list[tuple[re.Pattern[str], str]]:
    """What each note of notes.csv matches, {} standing for any words, and how it reads in Indonesian."""
    rows = csv.reader(files("engagelib.words").joinpath("notes.csv").read_text(encoding="utf-8").splitlines())
    next(rows)  # the header
    return [(re.compile(re.escape(note).replace(r"\{\}", "(.+?)")), said) for note, said in rows]


def noted(note: str, lang: str = "id") -> str:
    """What a stage notes beside a number, in the reader's language; one that notes.csv lacks stays as it is.

    >>> noted("left out for a blank: 2; no interval"), noted("no interval", "en"), noted("by hand")
    ('dikeluarkan karena ada jawaban kosong: 2; tanpa selang', 'no interval', 'by hand')
    """
    if lang == "en":
        return note
    for pattern, said in _notes():
        if found := pattern.fullmatch(note):
            return said.format(*(noted(words, lang) for words in found.groups()))
    first, joint, rest = note.partition("; ")
    return f"{noted(first, lang)}{joint}{noted(rest, lang)}" if joint else note


def _half_up(value: float, digits: int) -> Decimal | float:
    """A float rounded as its shortest decimal is read; one that is too long for cents as it is."""
    return (
        Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if abs(value) < 1e15
        else value
    )


def share(value: object, digits: int = 0, lang: str = "id") -> str:
    """A share between 0 and 1 as a percentage.

    >>> share(0.6667), share(0.6667, 1, "en")
    ('67\xa0%', '66.7\xa0%')
    """
    missing = not isinstance(value, Real) or value != value
    return "–" if missing else number(round(value * 100, 9), digits, lang) + "\u00a0%"  # type: ignore[operator]


class _Template(Formatter):
    """Fills in numbers as the language writes them, and an en dash where there is none."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, spec: str) -> str:
        if value is None or value != value:
            return "–"
        shown = super().format_field(value, spec)
        written = isinstance(value, Real) or (isinstance(value, str) and value.replace(".", "", 1).isdigit())
        return shown.translate(str.maketrans(",.", ".,")) if written and self.lang == "id" else shown


def filled(template: str, values: Mapping[str, object], lang: str = "id") -> str:
    """A template such as "median {median_hours:.1f} h" with its values, numbers as the language writes them.

    >>> filled("{gap} dari {n}: {share:.0%}, {rest:.1f}", {"gap": "1.70", "n": 30, "share": 0.5, "rest": float("nan")})
    '1,70 dari 30: 50%, –'

    Raises ValueError, a sentence, for a column that is not there or a format that does not fit it.
    """
    try:
        return _Template(lang).vformat(template, (), values)
    except KeyError as error:
        has = ", ".join(map(str, values))
        raise ValueError(
            f"the template '{template}' names {error}, which the result lacks; it has {has}"
        ) from None
    except ValueError as error:
        raise ValueError(f"the template '{template}' cannot be filled: {error}") from None


def worded(said: Any, lang: str = "id") -> Any:
    """What was declared in a language: the words themselves, or of {id = …, en = …} those; the other where one lacks.

    >>> worded("begitu"), worded({"id": "begitu", "en": "so"}, "en"), worded({"id": "begitu"}, "en")
    ('begitu', 'so', 'begitu')
    """
    if not isinstance(said, Mapping):
        return said
    return said.get(lang) or next((said[other] for other in LANGUAGES if said.get(other)), "")
