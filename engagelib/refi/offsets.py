"""Where a passage stands in a text, whatever a program counts: code points, UTF-16 units or bytes, CRLF as one or two.

The standard says Unicode code points, but programs count as their text widgets do. Which way a file was
counted is found by trying: passages begin and end at words, and their names, where a program keeps the words,
say what they hold.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

__all__ = ["Counting", "at_words", "detect", "once", "said", "tallied"]

UNITS = ("code points", "UTF-16 units", "UTF-8 bytes")
NEWLINES = ("as stored", "CRLF as one", "LF as two")

Passage = tuple[int, int, str]  # start and end as written, and the name


@dataclass(frozen=True)
class Counting:
    """How positions were counted. The default is the standard's, with ends exclusive as programs write them."""

    unit: str = "code points"
    newline: str = "as stored"
    bom: bool = False  # the byte order mark before the text counts as a character
    inclusive: bool = False  # the end is the last character, not the one after it

    def __str__(self) -> str:
        parts = [self.unit]
        parts += [f"newlines: {self.newline}"] if self.newline != "as stored" else []
        parts += ["byte order mark counted"] if self.bom else []
        return ", ".join([*parts, "end inclusive" if self.inclusive else "end exclusive"])

    def plain(self, text: str) -> bool:
        """Whether every character of the text counts one."""
        if self.newline != "as stored" and "\n" in text:
            return False
        return not self.bom and (self.unit == "code points" or text.isascii())

    def _starts(self, text: str) -> np.ndarray:
        """Where each character begins by this counting, and where the text ends."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="uint32")
        if self.unit == "UTF-16 units":
            widths = 1 + (points > 0xFFFF)
        elif self.unit == "UTF-8 bytes":
            widths = 1 + (points > 0x7F) + (points > 0x7FF).astype(int) + (points > 0xFFFF)
        else:
            widths = np.ones(len(points), dtype=int)
        if self.newline != "as stored":
            line = points == 10
            after_return = line & np.concatenate([[False], points[:-1] == 13])
            widths = np.where(
                after_return if self.newline == "CRLF as one" else line & ~after_return,
                0 if self.newline == "CRLF as one" else 2,
                widths,
            )
        return np.concatenate([[0], np.cumsum(widths)]) + (3 if self.unit == "UTF-8 bytes" else 1) * self.bom

    def to_points(
        self, text: str, starts: Sequence[int], ends: Sequence[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Positions as code points of the text, ends exclusive; -1 for one that is no place between two characters.

        >>> start, end = Counting("UTF-16 units").to_points("😋 enak", [3], [7])
        >>> "😋 enak"[start[0] : end[0]]
        'enak'
        """
        begin, stop = np.asarray(starts, dtype="int64"), np.asarray(ends, dtype="int64") + self.inclusive
        if self.plain(text):
            first, last = (np.where((p >= 0) & (p <= len(text)), p, -1) for p in (begin, stop))
            return first, last
        places = self._starts(text)
        found = []
        for position in (begin, stop):
            index = np.searchsorted(places, position, side="right") - 1
            found.append(np.where((index >= 0) & (places[np.maximum(index, 0)] == position), index, -1))
        return found[0], found[1]

    def places(self, text: str, passages: Sequence[Passage]) -> list[tuple[int, int]]:
        """Passages as written -> start and end in code points, -1 for what is no place in the text."""
        if self.plain(text):
            last, more = len(text), self.inclusive
            both = ((start, end + more) for start, end, _ in passages)
            return [(s if 0 <= s <= last else -1, e if 0 <= e <= last else -1) for s, e in both]
        found = self.to_points(text, [p[0] for p in passages], [p[1] for p in passages])
        return list(zip(*(place.tolist() for place in found), strict=True))

    def from_points(self, text: str, positions: Sequence[int]) -> np.ndarray:
        """Code points of a text as this counting has them (ends as exclusive)."""
        points = np.asarray(positions, dtype="int64")
        return points if self.plain(text) else self._starts(text)[points]


def _boundary(text: str, position: int) -> bool:
    """Whether no word and no character built of several code points is cut here."""
    if position in (0, len(text)):
        return True
    before, after = text[position - 1], text[position]
    joined = (
        unicodedata.combining(after)
        or after in "\u200d\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )
    return (
        not joined and not (before == "\r" and after == "\n") and not (before.isalnum() and after.isalnum())
    )


def at_words(text: str, start: int, end: int) -> bool:
    """Whether a passage is inside its text, holds something, and begins and ends at words.

    >>> at_words("enak sekali", 5, 11), at_words("enak sekali", 6, 11)
    (True, False)
    """
    return (
        0 <= start < end <= len(text)
        and _boundary(text, start)
        and _boundary(text, end)
        and not text[start].isspace()
    )


def said(text: str, start: int, end: int, name: str) -> bool:
    """Whether a passage is what its name says; names are often cut short."""
    if not name:
        return False
    passage = text[
        start : min(end, start + 2 * len(name) + 2000)
    ]  # no more than tells: many may be of the whole text
    if passage == name:
        return True
    words, name = " ".join(passage.split()), " ".join(name.split()).rstrip("….")
    return bool(name) and words.startswith(name) and (len(words) == len(name) or len(name) >= 12)


def once(text: str, quote: str) -> int | None:
    """Where a quote stands in a text, if it stands there once."""
    at = text.find(quote) if quote else -1
    return at if at >= 0 and text.find(quote, at + 1) < 0 else None


def tallied(counts: MutableMapping[str, int], text: str, start: int, end: int, name: str) -> bool:
    """Count a passage within its text; whether it is what its name says."""
    quotes = said(text, start, end, name)
    for kind, holds in (
        ("inside", True), ("at_words", at_words(text, start, end)), ("named", bool(name)), ("matching", quotes),
    ):  # fmt: skip
        counts[kind] += holds
    return quotes


def detect(sources: Iterable[tuple[str, bool, Sequence[Passage]]], most: int = 1000) -> Counting:
    """How positions were counted in a project of (text, had a byte order mark, passages).

    Each way of counting is tried on the passages of texts in which ways differ; a way is better if more
    passages hold what their names say and begin and end at words. Where nothing tells, the standard's way
    stands.
    """
    telling: list[tuple[str, bool, Sequence[Passage]]] = []
    plain: list[tuple[str, bool, Sequence[Passage]]] = []
    seen = 0
    for text, bom, passages in sources:
        if not passages:
            continue
        differs = bom or not text.isascii() or "\n" in text
        few = passages[:: 1 + len(passages) // most]
        (telling if differs else plain).append((text, bom, few))
        seen += len(passages) if differs else 0
        if seen >= most:
            break
    tried = telling or plain[:200]
    marked = any(bom for _, bom, _ in tried)
    ways = [
        Counting(*way)
        for way in itertools.product(UNITS, NEWLINES, (False, True) if marked else (False,), (False, True))
    ]
    return max(ways, key=lambda way: _score(way, tried))  # the first of equals is the simplest


def _score(way: Counting, sources: Sequence[tuple[str, bool, Sequence[Passage]]]) -> float:
    score = 0.0
    for text, bom, passages in sources:
        own = way if bom else replace(way, bom=False)
        for (start, end), (_, _, name) in zip(own.places(text, passages), passages, strict=True):
            score += at_words(text, start, end) + 2 * said(text, start, end, name) if start >= 0 <= end else 0
    return score
