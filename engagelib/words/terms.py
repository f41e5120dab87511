"""The field's terms in Indonesian and English, and numbers as each language prints them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from numbers import Real
from typing import Any

__all__ = ["LANGUAGES", "TERMS", "catalogue", "day", "is_bounded", "number", "say", "share", "worded"]

LANGUAGES = ("id", "en")


def catalogue(name: str) -> dict[str, tuple[str, str]]:
    """A file of words beside this module: key -> (Indonesian, English)."""
    lines = files("engagelib.words").joinpath(name).read_text(encoding="utf-8").splitlines(keepends=True)
    rows = csv.reader(lines)  # with their ends, which a sentence of several lines needs
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


#: Quantities that cannot exceed 1: levels of significance, correlations, reliability, agreement.
_BOUNDED = frozenset({
    "ac1", "adjusted_r2", "alpha", "alpha_if_deleted", "alpha_ranks", "autocorrelation", "binary_alpha", "c",
    "cramers_v", "cu_alpha",
    "delta", "effect", "f1", "fleiss", "icc", "item_rest_r", "item_rest_rho", "item_total_r", "kappa", "limit", "omega", "p", "p_classical", "p_holm", "p_ranks",
    "p_rho", "pabak", "r", "r2", "r2_ranks", "r_table", "rho", "rho_partial", "significance", "tau", "u_alpha", "v",
})  # fmt: skip
_HYPHEN = re.compile(r"(?<![\w.,)])-(?=[\d.,])")


def is_bounded(quantity: object) -> bool:
    """Whether a column, or an end of its interval, holds a quantity that cannot exceed 1.

    >>> is_bounded("alpha"), is_bounded("alpha_low"), is_bounded("beta")
    (True, True, False)
    """
    return re.sub("_(low|high)$", "", str(quantity)) in _BOUNDED


def number(value: object, digits: int = 2, lang: str = "id", bounded: bool = False) -> str:
    """A number with the decimal and thousands marks of the language and a true minus; an en dash where it is missing.

    Half-up of what the number reads, not of its binary neighbour: 3.925 is 3.93, as exact rounding has it.
    One that cannot exceed 1 (`bounded`) has no zero before its point in English (APA 7, section 6.36); Indonesian writes 0,82.

    >>> number(3.5), number(12345, 0), number(12345.5, 1, "en"), number(None), number("-3.52"), number(3.925)
    ('3,50', '12.345', '12,345.5', '–', '−3,52', '3,93')
    >>> number(-0.816, 2, "en", bounded=True), number(-0.816, 2, "id", bounded=True), number(1.0, 2, "en", bounded=True)
    ('−.82', '−0,82', '1.00')
    """
    if isinstance(value, str):
        signed = _HYPHEN.sub("−", value)
        return signed.replace(".", ",") if lang == "id" else signed
    if not isinstance(value, Real) or value != value:
        return "–"
    english = f"{_half_up(float(value), digits):,.{digits}f}".replace("-", "−")
    if lang == "id":
        return english.translate(str.maketrans(",.", ".,"))
    return re.sub(r"^(−?)0(?=\.)", r"\1", english) if bounded else english


def day(value: date | str, lang: str = "id") -> str:
    """A date, or a text that is a date or a month, as what reads a result says it; tables, files and problems in them write 2025-03-01.

    >>> day(date(2025, 3, 1)), day("2025-03-01", "en"), day("2025-03"), day("APO02")
    ('1 Maret 2025', '1 March 2025', 'Maret 2025', 'APO02')
    """
    found = re.fullmatch(
        r"(\d{4})-(\d\d)(?:-(\d\d))?", f"{value:%Y-%m-%d}" if isinstance(value, date) else value
    )
    if not found or not 1 <= int(found[2]) <= 12:
        return str(value)
    named = f"{say(f'month_name_{int(found[2])}', lang)} {found[1]}"
    return f"{int(found[3])} {named}" if found[3] else named


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
    ('67%', '66.7%')
    """
    missing = not isinstance(value, Real) or value != value
    return "–" if missing else number(round(value * 100, 9), digits, lang) + "%"  # type: ignore[operator]


def worded(said: Any, lang: str = "id") -> Any:
    """What was declared in a language: the words themselves, or of {id = …, en = …} those; the other where one lacks.

    >>> worded("begitu"), worded({"id": "begitu", "en": "so"}, "en"), worded({"id": "begitu"}, "en")
    ('begitu', 'so', 'begitu')
    """
    if not isinstance(said, Mapping):
        return said
    return said.get(lang) or next((said[other] for other in LANGUAGES if said.get(other)), "")
