"""What a sentence is made of: words of one language, numbers written as it writes them."""

from __future__ import annotations

import html
from collections.abc import Iterable
from numbers import Integral

from engagelib.words import number
from engagelib.words.harmless import markdown

__all__ = ["Prose", "listed", "named", "said", "told"]


class Prose(str):
    """A paragraph: plain text that a notebook shows as a paragraph. Its words are data, never markup."""

    def _repr_html_(self) -> str:
        return (
            f'<p class="prose tex2jax_ignore mathjax_ignore">{html.escape(self)}</p>'  # $ is no mathematics
        )

    def _repr_markdown_(self) -> str:
        return markdown(str(self))


def told(lang: str, id: str, en: str, **values: object) -> Prose:
    """A sentence in the reader's language; whole numbers are written as the language writes them."""
    said = {n: number(v, 0, lang) if isinstance(v, Integral) else v for n, v in values.items()}
    return Prose((id if lang == "id" else en).format(**said))


def said(words: str) -> Prose:
    """Words of the researcher, as a paragraph."""
    return Prose(words or "–")


def listed(words: Iterable[str], lang: str) -> str:
    """Words as a list within a sentence: a, b and c; an en dash if there are none."""
    words = list(words)
    joint = " dan " if lang == "id" else " and "
    return joint.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "–"


def named(words: Iterable[str], lang: str, id: str, en: str) -> str:
    """A part of a sentence that names these words; nothing if there are none."""
    words = list(words)
    return (id if lang == "id" else en).format(listed(words, lang)) if words else ""


def span(low: object, high: object, digits: int, lang: str) -> str:
    middle = "sampai" if lang == "id" else "to"
    return f"{number(low, digits, lang)} {middle} {number(high, digits, lang)}"
