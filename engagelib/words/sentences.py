"""The catalogue of sentences, and the one way to fill them in.

Three files hold key, Indonesian, English, with the same fields in both: sentences.csv what is wrong, lacking or
noted, in the order of the keys; prose.csv what reads a result, in the order of the study; columns.csv what a column of
a contract means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from numbers import Real
from string import Formatter
from typing import Any

from engagelib.words.terms import LANGUAGES, catalogue, number, say, share

__all__ = ["SENTENCES", "Part", "decimals", "filled", "links", "listed", "part", "sentence"]

#: key -> (Indonesian, English); {fields} are filled in by `sentence`.
SENTENCES = {
    key: pair
    for name in ("sentences.csv", "prose.csv", "columns.csv")
    for key, pair in catalogue(name).items()
}


@dataclass(frozen=True)
class Part:
    """A clause not yet said in a language: its key and what fills it in."""

    key: str
    parts: Mapping[str, Any]


def part(key: str, **parts: object) -> Part:
    """A clause that another sentence holds; it is said in that sentence's language."""
    return Part(key, parts)


def sentence(key: str, lang: str = "id", **parts: object) -> str:
    """A sentence of the catalogue, its fields filled in as the language writes them.

    `{n:,}` has thousands marks; `{x:.2f}` and the percentage `{x:.0%}` round half-up; `{x:term}` is the
    reader's word for a key, `{x:n}` a number that is text already. A list has commas,
    `{x:or}` and `{x:and}` a word before the last, `{x:;}` semicolons; `{x:term and}` does both. What is
    missing is an en dash; a date is written year first.

    >>> sentence("whole_number_from_to", "en", low=1, high=5), sentence("whole_number_from_to", low=1, high=5)
    ('a whole number from 1 to 5 is expected', 'seharusnya bilangan bulat dari 1 sampai 5')
    """
    return _Filler(lang, key).vformat(SENTENCES[key][LANGUAGES.index(lang)], (), parts)


def listed(words: Iterable[object], lang: str, joint: str = "") -> str:
    """Words in a row: commas or semicolons, and before the last one "or" or "and" where that is asked for.

    >>> listed(["a", "b", "c"], "id", "or"), listed(["a", "b"], "en"), listed(["a", "b"], "en", ";")
    ('a, b atau c', 'a, b', 'a; b')
    """
    *first, last = [str(word) for word in words] or ["–"]
    if joint in ("or", "and"):
        return f"{', '.join(first)} {say(f'list_{joint}', lang)} {last}" if first else last
    return ("; " if joint == ";" else ", ").join([*first, last])


def decimals(text: object, lang: str = "en") -> str:
    """Decimal points of a number or a sum as the language writes them; a text with letters is left as it is.

    >>> decimals("339/120 = 2.825", "id"), decimals("COBIT 4.1", "id")
    ('339/120 = 2,825', 'COBIT 4.1')
    """
    plain = lang != "id" or re.search(r"[^\W\d_]", str(text))
    return str(text) if plain else re.sub(r"(?<=\d)\.(?=\d)", ",", str(text))


def _share(value: Real, digits: int, lang: str) -> str:
    """A share of a sentence: one that is not nought is not said to be nought, one that lacks some not the whole.

    >>> _share(1 / 335, 0, "id"), _share(0.999, 0, "en"), _share(0.0, 0, "id")
    ('< 1%', '> 99%', '0%')
    """
    said, least = share(value, digits, lang), 10.0 ** -(digits + 2)
    for sign, whole, bound in (("<", 0.0, least), (">", 1.0, 1 - least)):
        if said == share(whole, digits, lang) and abs(float(value) - whole) > 1e-9:
            return f"{sign} {share(bound, digits, lang)}"
    return said


#: How a field asks for words that are no sentence's own.
_WRITTEN = {"term": say, "n": decimals}
#: .2f, .0% and .2r: a number, a share, a statistic that cannot exceed 1.
_ROUNDED = re.compile(r"\.(\d)([f%r])")
_LISTED = re.compile(r"(.*?) ?(or|and|;)?")


class _Filler(Formatter):
    """Fills in what the language writes in its own way, and an en dash where there is nothing."""

    def __init__(self, lang: str, key: str = "") -> None:
        self.lang, self.key, self.field = lang, key, ""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        self.field = field_name
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, spec: str) -> str:
        shown = self._shown(value, spec)
        clause = isinstance(value, list | tuple) or type(value) is Part  # a remark that is kept is a value
        if not _marking.get() or not self.key or clause or _NAME in shown:
            return shown
        return f"{_NAME}{self.key}.{self.field}{_WORDS}{shown}{_END}"

    def _shown(self, value: Any, spec: str) -> str:
        if isinstance(value, list | tuple):
            each, joint = _LISTED.fullmatch(spec).groups()  # type: ignore[union-attr]
            return listed([self.format_field(one, each) for one in value], self.lang, joint or "")
        if isinstance(value, Part):
            return sentence(value.key, self.lang, **value.parts)
        if value is None or value != value:
            return "–"
        if spec in _WRITTEN:
            return _WRITTEN[spec](value, self.lang)
        if isinstance(value, Real) and (rounded := _ROUNDED.fullmatch(spec)):
            if rounded[2] == "%":
                return _share(value, int(rounded[1]), self.lang)
            return number(value, int(rounded[1]), self.lang, bounded=rounded[2] == "r")
        if isinstance(value, date) and not spec:
            return f"{value:%Y-%m-%d}"
        shown = super().format_field(value, spec)
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return shown.translate(str.maketrans(",.", ".,")) if is_number and self.lang == "id" else shown


#: While a sentence is said once more to learn what fills it in, each part stands between these marks.
_NAME, _WORDS, _END = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile(f"{_NAME}[^{_WORDS}]*{_WORDS}|{_END}")
_marking: ContextVar[bool] = ContextVar("marking", default=False)


def links(say: Callable[[], str]) -> list[tuple[int, int, str]]:
    """Where the parts that fill in a paragraph stand in it, each with its name: the key of its sentence and the field.

    >>> links(lambda: sentence("whole_number_from_to", "en", low=1, high=5))
    [(20, 21, 'whole_number_from_to.low'), (25, 26, 'whole_number_from_to.high')]
    """
    before = _marking.set(True)
    try:
        marked = say()
    finally:
        _marking.reset(before)
    found, names, at, open_ = [], dict[str, int](), 0, ("", 0)
    for piece in re.split(f"({_MARKS.pattern})", marked):
        if piece.startswith(_NAME):
            open_ = (piece[1:-1], at)
        elif piece == _END:
            name, start = open_
            names[name] = times = names.get(name, 0) + 1
            found.append((start, at, name if times == 1 else f"{name}#{times}"))
        else:
            at += len(piece)
    return [link for link in found if link[0] < link[1]]


def filled(template: str, values: Mapping[str, object], lang: str = "id") -> str:
    """A template of the researcher's, such as "median {median_hours:.1f} h", filled in as `sentence` is.

    >>> filled("{gap} dari {n}: {share:.0%}, {rest:.1f}", {"gap": "1.70", "n": 30, "share": 0.5, "rest": float("nan")})
    '1,70 dari 30: 50%, –'

    Raises ValueError, a sentence, for a column that is not there or a format that does not fit it.
    """
    shown = {
        name: decimals(value, lang) if isinstance(value, str) else value for name, value in values.items()
    }
    try:
        return _Filler(lang).vformat(template, (), shown)
    except KeyError as error:
        has = ", ".join(map(str, values))
        raise ValueError(
            f"the template '{template}' names {error}, which the result lacks; it has {has}"
        ) from None
    except ValueError as error:
        raise ValueError(f"the template '{template}' cannot be filled: {error}") from None
