"""Names of codes as people write them in cells: split, cleaned and matched with the codebook, paths included.

A name is found again whatever its case, spacing and invisible characters: by its code, by the name that
readers see, or by a path (`Tema > Subtema`, with `>`, `/`, `::` or a backslash between the steps). A name
that holds a delimiter is rescued because the codebook knows it.
"""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from engagelib.arguments import takes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DELIMITERS", "NONE", "Codes", "code_key", "delimiter_of", "tidy", "tree"]

#: What stands between codes in one cell, the likeliest first.
DELIMITERS = (";", "\n", "|", ",", "/")
#: "Read, and no code applies". A blank cell says something else: not coded.
NONE = ("-", "–", "—", "0", "none", "tidak ada", "tanpa kode")

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_STEP = re.compile(r"\s*(?:>|→|::|\\)\s*")
_STEP_OR_SLASH = re.compile(r"\s*(?:>|→|::|\\|/)\s*")
_PARTS = re.compile(r'"[^"]*"|[;\n|,/]|[^;\n|,/"]+|"')


def tidy(value: object) -> str:
    """A name without invisible characters and doubled spaces; a whole number kept as a float is whole again.

    >>> tidy("  Harga" + chr(0xA0) + chr(0xAD) + " porsi "), tidy(3.0)
    ('Harga porsi', '3')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", str(value))).split())


def code_key(name: object) -> str:
    """What two spellings of a name have in common.

    >>> code_key("Tema / SUB") == code_key("tema>sub")
    True
    """
    return _STEP_OR_SLASH.sub(">", tidy(name)).casefold()


@takes()
def delimiter_of(cells: Iterable[str]) -> str:
    """The delimiter of a column of cells: the likeliest that occurs in it."""
    seen = set("".join(cells))
    return next((mark for mark in DELIMITERS if mark in seen), ";")


class Codes:
    """The codes that a study knows. Without a codebook every name is taken as it stands.

    >>> import pandas as pd
    >>> names = ["Nilai", "Harga, mahal", "Porsi"]
    >>> book = pd.DataFrame({"code": ["T", "HARGA", "PORSI"], "parent": [None, "T", "T"], "name": names})
    >>> codes = Codes(book)
    >>> [codes.match(name) for name in codes.split("nilai > porsi, Harga, mahal; enak")]
    ['PORSI', 'HARGA', None]
    """

    def __init__(self, codebook: pd.DataFrame | None = None) -> None:
        self.known: dict[str, str] | None = None
        self.order: dict[str, int] = {}
        if codebook is not None:
            self.order = {code: i for i, code in enumerate(codebook["code"])}
            self.known = _spellings(codebook)

    def match(self, name: str) -> str | None:
        """The code of that name; None if the codebook has no such code."""
        return _STEP.sub(" > ", tidy(name)) if self.known is None else self.known.get(code_key(name))

    def split(self, cell: object, delimiter: str = ";") -> list[str]:
        """The names in a cell. Neighbouring parts that together are a name of the codebook stay together."""
        text = _INVISIBLE.sub("", str(cell))
        if self.known is None:
            parts = [
                part.strip('"')
                for part in re.split(rf'{re.escape(delimiter)}(?=(?:[^"]*"[^"]*")*[^"]*$)', text)
            ]
            return [name for name in map(tidy, parts) if name]
        if code_key(text) in self.known:
            return [tidy(text)]
        parts, names, i = _PARTS.findall(text), [], 0
        stray = ""
        while i < len(parts):
            end = next((j for j in range(len(parts), i, -1) if self._knows("".join(parts[i:j]))), None)
            if end is None:
                stray += parts[i]
                i += 1
                continue
            names += [*self._apart(stray, delimiter), tidy("".join(parts[i:end]).strip().strip('"'))]
            stray, i = "", end
        return names + self._apart(stray, delimiter)

    def _knows(self, words: str) -> bool:
        return code_key(words.strip().strip('"')) in (self.known or {})

    @staticmethod
    def _apart(words: str, delimiter: str) -> list[str]:
        """Names of a stretch in which nothing is known."""
        marks = "".join(DELIMITERS)
        return [name for part in words.split(delimiter) if (name := tidy(part.strip(marks + ' "')))]

    def advice(self, name: str) -> str:
        """What to do about a name that the codebook lacks."""
        known = self.known or {}
        near = difflib.get_close_matches(code_key(name), list(known), 1, 0.5)
        if near:
            return f"is not in the codebook; did you mean {known[near[0]]}?"
        return f"is not in the codebook; codes are {', '.join(self.order)}"


def _spellings(codebook: pd.DataFrame) -> dict[str, str]:
    """Key of every unambiguous way to write a code -> the code: code or name, alone or below its parents."""
    parents = dict(zip(codebook["code"], codebook["parent"], strict=True)) if "parent" in codebook else {}
    names = dict(zip(codebook["code"], codebook["name"], strict=True)) if "name" in codebook else {}
    ways: dict[str, set[str]] = {}
    for code in codebook["code"]:
        path, above = [code], parents.get(code)
        while isinstance(above, str) and above in parents and above not in path and len(path) < 6:
            path.insert(0, above)
            above = parents[above]
        words = [[step, names[step]] if isinstance(names.get(step), str) else [step] for step in path]
        for first in range(len(path)):
            for way in itertools.product(*words[first:]):
                ways.setdefault(code_key(" > ".join(way)), set()).add(code)
    exact = {code_key(code): code for code in codebook["code"]}
    return {way: next(iter(codes)) for way, codes in ways.items() if len(codes) == 1} | exact


@takes()
def tree(names: Iterable[str]) -> pd.DataFrame:
    """A codebook out of names that hold their own hierarchy.

    Out: code (the whole path), parent, theme, name (the last step).

    >>> tree(["Layanan > Cepat", "Layanan > Ramah"])[["code", "name"]].values.tolist()
    [['Layanan', 'Layanan'], ['Layanan > Cepat', 'Cepat'], ['Layanan > Ramah', 'Ramah']]
    """
    import pandas as pd

    rows: dict[str, tuple[str | None, str, str]] = {}
    for name in names:
        steps = _STEP.split(tidy(name))
        for depth in range(1, len(steps) + 1):
            above = " > ".join(steps[: depth - 1]) or None
            rows.setdefault(" > ".join(steps[:depth]), (above, steps[0], steps[depth - 1]))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["parent", "theme", "name"])
    return frame.rename_axis("code").reset_index().astype(object)
