"""An answer as people have it, number or words -> a whole number of the scale, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from engagelib.cells import as_number, is_blank
from engagelib.sheets import header_key

__all__ = ["SCALES", "Scale"]

#: Words of common scales, lowest first; each entry lists what stands for one answer, in Indonesian and
#: English.
SCALES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("sangat tidak setuju", "strongly disagree", "sts"),
        ("tidak setuju", "disagree", "ts"),
        ("netral", "ragu-ragu", "ragu ragu", "neutral", "neither agree nor disagree", "n"),
        ("setuju", "agree", "s"),
        ("sangat setuju", "strongly agree", "ss"),
    ),
    (
        ("tidak pernah", "never"),
        ("jarang", "rarely"),
        ("kadang-kadang", "kadang kadang", "kadang", "sometimes"),
        ("sering", "often"),
        ("selalu", "always"),
    ),
    (
        ("sangat tidak puas", "very dissatisfied"),
        ("tidak puas", "dissatisfied"),
        ("cukup puas", "neither satisfied nor dissatisfied"),
        ("puas", "satisfied"),
        ("sangat puas", "very satisfied"),
    ),
)

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
        self, low: int, high: int, words: Sequence[str] | None = None, missing: Iterable[object] = ()
    ) -> None:
        self.low, self.high = low, high
        self.words: dict[str, int] = {}
        steps = high - low + 1
        families = [tuple((word,) for word in words)] if words and len(words) == steps else SCALES
        for family in families:
            if steps == 4 and len(family) == 5:
                family = family[:2] + family[3:]  # a scale without a middle
            if len(family) == steps:
                self.words |= {
                    header_key(w): low + place for place, names in enumerate(family) for w in names
                }
        self.missing = {_plain(code) for code in missing}

    def read(self, raw: object) -> int | None:
        """The answer, or None for no answer; ValueError, with what is expected, for anything else."""
        if is_blank(raw) or _plain(raw) in self.missing:
            return None
        word = header_key(raw)
        if word in self.words:
            return self.words[word]
        numbered = _NUMBERED.fullmatch(word)
        if numbered and self.words.get(numbered[2].strip(), int(numbered[1])) != int(numbered[1]):
            raise ValueError(
                f"the number and the word contradict each other: {numbered[2].strip()!r} is "
                f"{self.words[numbered[2].strip()]} on this scale; correct the cell"
            )
        try:
            value = as_number(numbered[1] if numbered else raw)
        except ValueError:
            raise ValueError(self._expected(raw)) from None
        if value != int(value) or not self.low <= value <= self.high:
            raise ValueError(self._expected(raw))
        return int(value)

    def _expected(self, raw: object) -> str:
        said = f"a whole number from {self.low} to {self.high} is expected"
        if self.words:
            words = list({value: word for word, value in reversed(self.words.items())}.items())
            said += ", or its word (" + ", ".join(f"{v} = {w}" for v, w in sorted(words)) + ")"
        said += "; correct the cell, or leave it blank if there is no answer"
        if _plain(raw) in _USUAL_MISSING:
            said += f". If {raw} means no answer throughout, write missing = [{_toml(raw)}]"
        elif not re.search(r"\d", str(raw)):
            said += ". If it belongs to the scale, list all its words from the lowest: words = […]"
        else:
            return said
        said += " under [survey] in study.toml"
        return said


def _toml(raw: object) -> str:
    return _plain(raw) if _plain(raw).isdigit() else f'"{raw}"'


def _plain(code: object) -> str:
    """A code as it is compared: 99, 99.0, "99" and " 99 " are one."""
    text = header_key(code)
    return text[:-2] if re.fullmatch(r"-?\d+\.0", text) else text
