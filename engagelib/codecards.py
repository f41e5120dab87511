"""What a codebook says of a code, as the one description that exchange formats have room for, and back again."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["card", "fields"]

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
