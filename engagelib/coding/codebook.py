"""The codebook as a tree: its themes, what is wrong in it, what changed, and codings made stale by it."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from engagelib.contracts import ZONE, Problem
from engagelib.contracts.arguments import takes
from engagelib.contracts.problems import Note, note
from engagelib.text.nearest import nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "DELIMITERS", "NONE", "Codes", "changes", "code_key", "delimiter_of", "problems", "stale", "themes",
    "tidy", "tree",
]  # fmt: skip


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
            ways = ((j, "".join(parts[i:j]).strip().strip('"')) for j in range(len(parts), i, -1))
            end, name = next((way for way in ways if code_key(way[1]) in self.known), (None, ""))
            if end is None:
                stray += parts[i]
                i += 1
                continue
            names += [*self._apart(stray, delimiter), tidy(name)]
            stray, i = "", end
        return names + self._apart(stray, delimiter)

    @staticmethod
    def _apart(words: str, delimiter: str) -> list[str]:
        """Names of a stretch in which nothing is known."""
        marks = "".join(DELIMITERS)
        return [name for part in words.split(delimiter) if (name := tidy(part.strip(marks + ' "')))]

    def advice(self, name: str) -> Note:
        """What to do about a name that the codebook lacks."""
        known = self.known or {}
        near = nearest(code_key(name), known)
        if near:
            return note("code_meant", code=known[near[0]])
        return note("code_not_in_codebook", codes=list(self.order))


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


WORDS = ("definition", "include", "exclude", "example")


def _parents(codebook: pd.DataFrame) -> dict[str, str | None]:
    above = codebook["parent"].astype(object).where(codebook["parent"].notna(), None)
    return dict(zip(codebook["code"], above, strict=True))


def _path(code: str, parents: dict[str, str | None]) -> list[str]:
    """From the topmost code down to this one; a ring is cut where it closes."""
    path = [code]
    while (above := parents.get(path[0])) in parents and above not in path:
        path.insert(0, above)
    return path


@takes(codebook="code parent")
def themes(codebook: pd.DataFrame) -> list[str]:
    """The topmost code above each code, itself for a theme.

    >>> themes(pd.DataFrame({"code": ["T", "A", "A1"], "parent": [None, "T", "A"]}))
    ['T', 'T', 'T']
    """
    parents = _parents(codebook)
    return [_path(code, parents)[0] for code in codebook["code"]]


@takes(codebook="code parent")
def problems(codebook: pd.DataFrame, file: str = "codebook") -> list[Problem]:
    """What is wrong in a codebook: a code twice, a parent that is not there, a ring, a field not written.

    A definition and an example are expected of every code that has none below it; colours are #RRGGBB.
    """
    parents = _parents(codebook)

    def found(code: str, message: Note, severity: str = "error") -> Problem:
        return Problem(file, value=code, message=message, severity=severity)

    checks: list[Callable[..., Any]] = [_twice, _orphans, _rings, _unwritten, _colors]
    return [problem for check in checks for problem in check(codebook, parents, found)]


def _twice(codebook: pd.DataFrame, parents: dict[str, Any], found: Callable[..., Any]) -> list[Problem]:
    keys = codebook["code"].map(code_key)
    again = codebook["code"][keys.duplicated()]
    return [found(code, note("code_twice")) for code in again]


def _orphans(codebook: pd.DataFrame, parents: dict[str, Any], found: Callable[..., Any]) -> list[Problem]:
    return [
        found(code, note("parent_no_code", parent=above))
        for code, above in parents.items()
        if above is not None and above not in parents
    ]


def _rings(codebook: pd.DataFrame, parents: dict[str, Any], found: Callable[..., Any]) -> list[Problem]:
    """Codes that stand under themselves."""
    rings = []
    for code in parents:
        path = _path(code, parents)
        if parents[path[0]] == code:
            rings.append(found(code, note("under_itself", path=" > ".join([*path, path[0]]))))
    return rings


def _unwritten(codebook: pd.DataFrame, parents: dict[str, Any], found: Callable[..., Any]) -> list[Problem]:
    above = set(parents.values())
    leaves = codebook[~codebook["code"].isin(above)]
    return [
        found(code, note("field_not_written", column=column), "warning")
        for column in ("definition", "example")
        if column in codebook
        for code in leaves["code"][leaves[column].isna() | (leaves[column].astype(str).str.strip() == "")]
    ]


def _colors(codebook: pd.DataFrame, parents: dict[str, Any], found: Callable[..., Any]) -> list[Problem]:
    if "color" not in codebook:
        return []
    rows = zip(codebook["code"], codebook["color"], strict=True)
    return [
        found(code, note("no_colour", color=color))
        for code, color in rows
        if isinstance(color, str) and not re.fullmatch(r"#[0-9A-Fa-f]{6}", color)
    ]


@takes(old="code!", new="code!")
def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What became different between two codebooks.

    Out: code, change (added, removed, moved, renamed, redefined), before, after.

    >>> old = pd.DataFrame({"code": ["A"], "parent": [None], "definition": ["Harga"]})
    >>> changes(old, old.assign(definition="Harga dan porsi"))[["code", "change"]].values.tolist()
    [['A', 'redefined']]
    """
    before, after = (book.set_index("code").astype(object) for book in (old, new))
    rows = [(code, "removed", None, None) for code in before.index.difference(after.index, sort=False)]
    rows += [(code, "added", None, None) for code in after.index.difference(before.index, sort=False)]
    kinds = {"parent": "moved", "name": "renamed"} | dict.fromkeys(WORDS, "redefined")
    for column, change in kinds.items():
        if column in before and column in after:
            for code in after.index.intersection(before.index, sort=False):
                was, now = before.at[code, column], after.at[code, column]
                if was != now and not (pd.isna(was) and pd.isna(now)):
                    rows.append((code, change, was, now))
    return pd.DataFrame(rows, columns=["code", "change", "before", "after"]).astype(object)


@takes(codings="code made_at", codebook="code! version:any")
def stale(codings: pd.DataFrame, codebook: pd.DataFrame, zone: str = ZONE) -> pd.DataFrame:
    """Codings made before the day on which their code's definition took effect: to be read again.

    `version` of the codebook is that day (2025-10-03). In the result `stale` is missing where either day is
    unknown.
    """
    dates = pd.to_datetime(codebook["version"].astype("str"), errors="coerce", format="ISO8601")
    since = dates.dt.tz_localize(zone).dt.tz_convert("UTC").set_axis(codebook["code"])
    made, effective = codings["made_at"], since.reindex(codings["code"]).set_axis(codings.index)
    known = made.notna() & effective.notna()
    return codings.assign(stale=(made < effective).astype("boolean").where(known))
