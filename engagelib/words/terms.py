"""The field's terms in Indonesian and English, and numbers as each language prints them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from numbers import Real
from typing import Any

__all__ = ["LANGUAGES", "TERMS", "catalogue", "note_key", "noted", "number", "say", "share", "worded"]

LANGUAGES = ("id", "en")


def catalogue(name: str) -> dict[str, tuple[str, str]]:
    """A file of words beside this module: key -> (Indonesian, English)."""
    rows = csv.reader(files("engagelib.words").joinpath(name).read_text(encoding="utf-8").splitlines())
    next(rows)  # the header
    return {key: (indonesian, english) for key, indonesian, english in rows}


#: key -> (Indonesian, English), from words.csv in the order of the keys. Column names, constructs, states,
#: groups, processes, verdicts: the words of a reader.
TERMS = catalogue("words.csv")


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
def _notes() -> list[tuple[str, re.Pattern[str], str]]:
    """Each note that stands beside a number: its key, what it matches, fields standing for any words, how it reads in Indonesian.

    A column keeps a note as its English text, which pandas and Parquet carry; by the text it is found again:
    `noted_…` of sentences.csv, and notes.csv, whose notes have no key.
    """
    rows = csv.reader(files("engagelib.words").joinpath("notes.csv").read_text(encoding="utf-8").splitlines())
    next(rows)  # the header
    keyed = (
        (key, en, id_) for key, (id_, en) in catalogue("sentences.csv").items() if key.startswith("noted_")
    )
    return [
        (key, re.compile(re.sub(r"\\{(\w*)\\}", _any, re.escape(note))), said)
        for key, note, said in (*keyed, *(("", note, said) for note, said in rows))
    ]


def _any(field: re.Match[str]) -> str:
    return f"(?P<{field[1]}>.+?)" if field[1] else "(.+?)"


def note_key(note: str) -> str:
    """Which `noted_…` of the catalogue a note beside a number is; empty for another.

    >>> note_key("the log has no column closed_at"), note_key("no interval")
    ('noted_log_lacks', '')
    """
    return next((key for key, pattern, _ in _notes() if key and pattern.fullmatch(note)), "")


def noted(note: str, lang: str = "id") -> str:
    """What a stage notes beside a number, in the reader's language; one that the catalogue lacks stays as it is.

    >>> noted("left out for a blank: 2; no interval"), noted("no interval", "en"), noted("by hand")
    ('dikeluarkan karena ada jawaban kosong: 2; tanpa selang', 'no interval', 'by hand')
    """
    if lang == "en":
        return note
    parts = note.split("; ")
    for end in range(len(parts), 0, -1):  # the longest first: some notes hold the mark that joins them
        for _, pattern, said in _notes():
            if found := pattern.fullmatch("; ".join(parts[:end])):
                named = {name: noted(words, lang) for name, words in found.groupdict().items()}
                first = said.format(*(noted(words, lang) for words in found.groups()), **named)
                return "; ".join([first, *filter(None, [noted("; ".join(parts[end:]), lang)])])
    first, joint, rest = note.partition("; ")
    return f"{first}{joint}{noted(rest, lang)}" if joint else note


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


def worded(said: Any, lang: str = "id") -> Any:
    """What was declared in a language: the words themselves, or of {id = …, en = …} those; the other where one lacks.

    >>> worded("begitu"), worded({"id": "begitu", "en": "so"}, "en"), worded({"id": "begitu"}, "en")
    ('begitu', 'so', 'begitu')
    """
    if not isinstance(said, Mapping):
        return said
    return said.get(lang) or next((said[other] for other in LANGUAGES if said.get(other)), "")
