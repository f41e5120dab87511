"""The catalogue of sentences, sentences.csv: key, Indonesian, English, with the same fields in both."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from numbers import Real
from string import Formatter

from engagelib.words.terms import LANGUAGES

__all__ = ["SENTENCES", "listed", "sentence"]


def _sentences() -> dict[str, tuple[str, str]]:
    text = files("engagelib.words").joinpath("sentences.csv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines())
    next(rows)  # the header
    return {key: (indonesian, english) for key, indonesian, english in rows}


#: key -> (Indonesian, English); {fields} are filled with the parts of a note.
SENTENCES = _sentences()


def listed(words: object, lang: str, last: str = "") -> str:
    """Words in a row: commas, and before the last one "or" or "and" where that is asked for.

    >>> listed(["a", "b", "c"], "id", "or"), listed(["a", "b"], "en")
    ('a, b atau c', 'a, b')
    """
    *first, end = [str(word) for word in words] or ["–"]  # type: ignore[attr-defined]
    joint = {"or": (" atau ", " or "), "and": (" dan ", " and ")}.get(last, (", ", ", "))
    return f"{', '.join(first)}{joint[LANGUAGES.index(lang)]}{end}" if first else end


class _Filled(Formatter):
    """Numbers as the language writes them, lists as words in a row ({names:or}); text as it stands."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, spec: str) -> str:
        if isinstance(value, list | tuple):
            return listed(value, self.lang, spec)
        shown = super().format_field(value, spec)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return shown.translate(str.maketrans(",.", ".,")) if is_number and self.lang == "id" else shown


@cache
def _formatter(lang: str) -> _Filled:
    return _Filled(lang)


def sentence(key: str, lang: str = "id", **parts: object) -> str:
    """A sentence of the catalogue, its fields filled in.

    >>> sentence("whole_number_from_to", "en", low=1, high=5), sentence("whole_number_from_to", low=1, high=5)
    ('a whole number from 1 to 5 is expected', 'seharusnya bilangan bulat dari 1 sampai 5')
    """
    return _formatter(lang).vformat(SENTENCES[key][LANGUAGES.index(lang)], (), parts)
