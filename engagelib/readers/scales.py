"""Scales of answers: which words stand for which numbers, and what means that there is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from engagelib.contracts.problems import Note, note
from engagelib.contracts.values import Refused, as_number, is_blank
from engagelib.files import shipped
from engagelib.readers.sheets import header_key

__all__ = ["SCALES", "Scale"]


def _scales() -> tuple[tuple[tuple[str, ...], ...], ...]:
    scales: dict[str, list[tuple[str, ...]]] = {}
    for row in shipped("readers", "scales.csv"):
        scales.setdefault(row["scale"], []).append(tuple(row["words"].split("; ")))
    return tuple(map(tuple, scales.values()))


#: Words of common scales, lowest first; each step has what stands for one answer, in Indonesian and English.
SCALES = _scales()

#: What often stands for "no answer", and is asked about rather than guessed.
_USUAL_MISSING = {"0", "8", "9", "88", "99", "999", "-", "--", "n/a", "na", "tidak tahu", "tidak menjawab"}
_NUMBERED = re.compile(r"(\d+)\s*[-–=.:()]+\s*(\D.*?)\)?")


class Scale:
    """A scale from `low` to `high`: its words in order, and which codes mean that there is no answer.

    >>> scale = Scale(1, 5, missing=[99])
    >>> [scale.read(answer) for answer in (4, "4", "4.0", "SANGAT setuju", "2 - Tidak setuju", "99", "")]
    [4, 4, 4, 5, 2, None, None]
    >>> Scale(1, 3, words=["Kurang", "Cukup", "Baik"]).read("cukup")
    2
    """

    def __init__(
        self,
        low: int,
        high: int,
        words: Sequence[str] | Mapping[str, int] | None = None,
        missing: Iterable[object] = (),
    ) -> None:
        self.low, self.high = low, high
        self.words: dict[str, int] = {}
        self._known: dict[str, int | None] = {}
        steps = high - low + 1
        if isinstance(words, Mapping):  # word -> number
            self.words |= {header_key(word): int(value) for word, value in words.items()}
            words = None
        families = [tuple((word,) for word in words)] if words and len(words) == steps else SCALES
        if self.words:
            families = ()
        for family in families:
            if steps == 4 and len(family) == 5:
                family = family[:2] + family[3:]  # a scale without a middle
            if len(family) == steps:
                self.words |= {
                    header_key(w): low + place for place, names in enumerate(family) for w in names
                }
        self.missing = {_plain(code) for code in missing}

    def read(self, raw: object) -> int | None:
        """The answer, or None for no answer; Refused, with what is expected, for anything else."""
        if not isinstance(raw, str):
            return self._meant(raw)
        if raw not in self._known:  # the same few answers come again and again
            self._known[raw] = self._meant(raw)
        return self._known[raw]

    def _meant(self, raw: object) -> int | None:
        if is_blank(raw) or _plain(raw) in self.missing:
            return None
        word = header_key(raw)
        if word in self.words:
            return self.words[word]
        numbered = _NUMBERED.fullmatch(word)
        meant = self.words.get(numbered[2].strip()) if numbered else None
        if numbered and meant is not None and meant != int(numbered[1]):
            raise Refused(note("number_against_word", word=numbered[2].strip(), value=meant))
        try:
            value = as_number(numbered[1] if numbered else raw)
        except ValueError:
            raise Refused(self._expected(raw)) from None
        if value != int(value) or not self.low <= value <= self.high:
            raise Refused(self._expected(raw))
        return int(value)

    def _expected(self, raw: object) -> Note:
        steps = sorted({value: word for word, value in reversed(self.words.items())}.items())
        words = note("or_its_word", words=[f"{value} = {word}" for value, word in steps]) if steps else ""
        more: Note | str = ""
        if _plain(raw) in _USUAL_MISSING:
            more = note("if_no_answer", value=str(raw), code=_toml(raw))
        elif not re.search(r"\d", str(raw)):
            more = note("if_of_scale")
        return note("answer_expected", low=self.low, high=self.high, words=words, more=more)


def _toml(raw: object) -> str:
    return _plain(raw) if _plain(raw).isdigit() else f'"{raw}"'


def _plain(code: object) -> str:
    """A code as it is compared: 99, 99.0, "99" and " 99 " are one."""
    text = header_key(code)
    return text[:-2] if re.fullmatch(r"-?\d+\.0", text) else text
