"""What prose is made of: paragraphs of the catalogue's sentences."""

from __future__ import annotations

import html

from engagelib.words import sentence
from engagelib.words.harmless import markdown

__all__ = ["Prose", "paragraph", "said", "told"]


class Prose(str):
    """A paragraph: plain text that a notebook shows as a paragraph. Its words are data, never markup."""

    def _repr_html_(self) -> str:
        return (
            f'<p class="prose tex2jax_ignore mathjax_ignore">{html.escape(self)}</p>'  # $ is no mathematics
        )

    def _repr_markdown_(self) -> str:
        return markdown(str(self))


def told(key: str, lang: str, **parts: object) -> Prose:
    """The catalogue's sentence of a key as a paragraph; it begins with a capital letter, whatever fills it in."""
    words = sentence(key, lang, **parts)
    return Prose(words[:1].upper() + words[1:])


def paragraph(*sentences: str) -> Prose:
    """Sentences as one paragraph; what is empty is passed over."""
    return Prose(" ".join(filter(None, sentences)))


def said(words: str) -> Prose:
    """Words of the researcher, as a paragraph."""
    return Prose(words or "–")
