"""What a REFI-QDA project holds, whichever way it goes, and how it was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from engagelib.contracts import Problem

__all__ = ["NOTHING", "Project", "Report", "card", "fields"]


#: The code under which "read, no code applies" travels, for which the format has no word.
NOTHING = "(no code applies)"


@dataclass(frozen=True)
class Report:
    """How a project was read: the way positions were counted, and how many passages held what they should.

    `passages` in all; `inside` their text; `at_words` beginning and ending at words; `named` with a name that
    quotes them, `matching` of those that hold what the name says.
    """

    counting: str = ""
    passages: int = 0
    inside: int = 0
    at_words: int = 0
    named: int = 0
    matching: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"Positions: {self.counting}. Of {self.passages} passages {self.inside} lie inside their texts, {self.at_words} "
            f"begin and end at words; {self.matching} of {self.named} hold what their names say. "
            f"{len(self.problems)} remarks."
        )


def _notes() -> pd.DataFrame:
    return pd.DataFrame(
        {c: pd.Series(dtype="str") for c in ("note", "about", "ref", "coder", "made_at", "text")}
    )


def _sets() -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype="str") for c in ("set", "kind", "ref")})


@dataclass(frozen=True)
class Project:
    """A coded project as contract tables.

    `units` and `cases` may have further columns: they travel as variables. `notes`: note (id), about (unit,
    code or project), ref, coder, made_at, text; notes on codings are the `memo` of `codings`. `sets`: set,
    kind (code or unit), ref.
    """

    codebook: pd.DataFrame
    units: pd.DataFrame
    codings: pd.DataFrame
    cases: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"case": pd.Series(dtype="str")}))
    notes: pd.DataFrame = field(default_factory=_notes)
    report: Report = field(default_factory=Report)
    sets: pd.DataFrame = field(default_factory=_sets)
    name: str = "study"

    @classmethod
    def of(cls, study: Any, **more: Any) -> Project:
        """A study's codebook, units and codings."""
        return cls(study.codebook(), study.units(), study.codings(), name=study.name, **more)


LABELS = {
    "code": "Code",
    "include": "Include",
    "exclude": "Exclude",
    "example": "Example",
    "version": "Version",
}
_OTHERS = {
    "kode": "code", "when to use": "include", "inklusi": "include", "inclusion": "include", "when not to use": "exclude",
    "eksklusi": "exclude", "exclusion": "exclude", "contoh": "example", "examples": "example", "versi": "version",
}  # fmt: skip
_FIELDS = {label.casefold(): field for field, label in LABELS.items()} | _OTHERS
_LINE = re.compile(r"(?P<label>[A-Za-z ]{4,16}): ?(?P<rest>.*)")


def card(code: Mapping[str, object]) -> str:
    """The definition, then a labelled line for each other field that is filled.

    >>> print(card({"definition": "Soal harga", "include": "mahal, murah", "exclude": None}))
    Soal harga
    Include: mahal, murah
    """
    lines = [_text(code.get("definition"))]
    lines += [
        f"{label}: {_text(code.get(field))}" for field, label in LABELS.items() if _text(code.get(field))
    ]
    return "\n".join(line for line in lines if line)


def fields(description: str) -> dict[str, str]:
    """A description taken apart: definition and whatever stands in labelled lines (a field may run over lines).

    >>> fields("Soal harga\\nInclude: mahal,\\nmurah\\nContoh: mahal ah")
    {'definition': 'Soal harga', 'include': 'mahal,\\nmurah', 'example': 'mahal ah'}
    """
    found: dict[str, list[str]] = {"definition": []}
    current = "definition"
    for line in description.split("\n"):
        match = _LINE.fullmatch(line)
        label = _FIELDS.get(match["label"].strip().casefold()) if match else None
        if match and label and label not in found:
            current, line = label, match["rest"]
            found[current] = []
        found[current].append(line)
    joined = {field: "\n".join(lines).strip() for field, lines in found.items()}
    return {field: words for field, words in joined.items() if words}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
