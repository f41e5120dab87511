"""What prose is made of: paragraphs of the catalogue's sentences."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from engagelib.contracts.results import RESULT_KEYS
from engagelib.files import SHOWN
from engagelib.words import sentence
from engagelib.words.harmless import markdown

__all__ = ["FINDING", "Answer", "Finding", "Prose", "folded", "headed", "paragraph", "said", "told"]


#: The kind of output that holds a finding's number.
FINDING = "application/vnd.engagelib.finding+json"


class Prose(str):
    """A paragraph: plain text that a notebook shows as a paragraph, line by line. Its words are data, never markup.

    `lacking` marks one that says only that there is nothing: the report makes no finding of it.
    `links`: where the numbers and words stand in it that results fill in, each with the name of its part.
    """

    lacking = False
    links: list[tuple[int, int, str]] = []  # noqa: RUF012 - replaced, never changed

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        told = {"kind": "sentence", "text": str(self), "links": self.links, "lacking": self.lacking}
        return {SHOWN: told}

    def _repr_html_(self) -> str:
        kind = "prose lacking" if self.lacking else "prose"
        return f'<p class="{kind} tex2jax_ignore mathjax_ignore">{_broken(self)}</p>'  # $ is no mathematics

    def _repr_markdown_(self) -> str:
        return "  \n".join(map(markdown, self.splitlines()))


def _broken(words: str) -> str:
    """Plain text as HTML that keeps its lines."""
    return html.escape(words).replace("\n", "<br>")


class Finding(Prose):
    """A paragraph that heads a page, and the one number of it that a cell of a result stands behind.

    `key` is the result that it reads, `interval` and `n` belong to the number (None where there are none), `cell` is its
    address (`table/key=value,…/column`), `figure` the name of the drawing that shows it.
    """

    key: str
    number: float
    interval: tuple[float, float] | None
    n: int | None
    cell: str
    figure: str

    @property
    def headline(self) -> str:
        """The paragraph as plain text."""
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        card = {"cell": self.cell, "interval": self.interval, "n": self.n, "figure": self.figure}
        return super()._repr_mimebundle_() | {FINDING: card}


class Answer(Prose):
    """A paragraph that stays folded until the reader opens it: the answer to an exercise."""

    summary: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {}

    def _repr_html_(self) -> str:
        return f"<details><summary>{html.escape(self.summary)}</summary>{super()._repr_html_()}</details>"

    def _repr_markdown_(self) -> str:
        return f"*{markdown(self.summary)}:* {super()._repr_markdown_()}"


def folded(words: Prose, lang: str) -> Answer:
    """A paragraph as an answer to open."""
    answer = Answer(words)
    answer.summary = sentence("tables_answer", lang)
    return answer


def headed(
    words: Prose,
    table: str,
    row: pd.Series,
    column: str,
    n: str = "n",
    interval: tuple[str, str] = ("", ""),
    figure: str = "",
) -> Prose:
    """A paragraph as the finding that a row of a result gives: its number, and the columns of n and the interval.

    A table without the columns that find its rows (one of the reader's own) leaves the paragraph as it is.
    """
    keys = RESULT_KEYS[table]
    if not {*keys, column} <= set(row.index):
        return words
    found = Finding(words)
    where = ",".join(f"{name}={row[name]}" for name in keys)
    ends = tuple(row.get(end) for end in interval)
    found.key, found.cell, found.figure = table, f"{table}/{where}/{column}", figure
    found.number = float(row[column])
    found.interval = None if pd.isna(list(ends)).any() else (float(ends[0]), float(ends[1]))
    found.n = None if pd.isna(row.get(n)) else int(row[n])
    return found


#: Sentences that say only that nothing is known, besides those called …_none and …_nothing.
_LACKING = frozenset({
    "study_own", "engagement_unknown", "engagement_coverage_unknown", "coding_no_theme", "coding_saturation_unjudged",
    "loyalty_no_orders", "loyalty_no_customers", "triangulation_nothing_flagged", "triangulation_nothing_opposed",
})  # fmt: skip


def told(key: str, lang: str, **parts: object) -> Prose:
    """The catalogue's sentence of a key as a paragraph; it begins with a capital letter, whatever fills it in."""
    words = sentence(key, lang, **parts)
    prose = Prose(words[:1].upper() + words[1:])
    prose.lacking = key in _LACKING or key.endswith(("_none", "_nothing"))
    return prose


def paragraph(*sentences: str) -> Prose:
    """Sentences as one paragraph; what is empty is passed over."""
    said = [sentence for sentence in sentences if sentence]
    prose = Prose(" ".join(said))
    prose.lacking = bool(said) and all(getattr(sentence, "lacking", False) for sentence in said)
    return prose


def said(words: str) -> Prose:
    """Words of the researcher, as a paragraph."""
    return Prose(words or "–")
