"""The codebook as a tree: its themes, what is wrong in it, what changed, and codings made stale by it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from engagelib.arguments import takes
from engagelib.codenames import code_key
from engagelib.contracts import ZONE, Problem

__all__ = ["changes", "problems", "stale", "themes"]

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

    def found(code: str, message: str, severity: str = "error") -> Problem:
        return Problem(file, value=code, message=message, severity=severity)

    checks: list[Callable] = [_twice, _orphans, _rings, _unwritten, _colors]
    return [problem for check in checks for problem in check(codebook, parents, found)]


def _twice(codebook: pd.DataFrame, parents: dict, found: Callable) -> list[Problem]:
    keys = codebook["code"].map(code_key)
    again = codebook["code"][keys.duplicated()]
    return [found(code, "stands twice in the codebook (case and spaces aside)") for code in again]


def _orphans(codebook: pd.DataFrame, parents: dict, found: Callable) -> list[Problem]:
    return [
        found(code, f"stands under '{above}', which is not a code of the codebook")
        for code, above in parents.items()
        if above is not None and above not in parents
    ]


def _rings(codebook: pd.DataFrame, parents: dict, found: Callable) -> list[Problem]:
    """Codes that stand under themselves."""
    rings = []
    for code in parents:
        path = _path(code, parents)
        if parents[path[0]] == code:
            rings.append(found(code, "stands under itself: " + " > ".join([*path, path[0]])))
    return rings


def _unwritten(codebook: pd.DataFrame, parents: dict, found: Callable) -> list[Problem]:
    above = set(parents.values())
    leaves = codebook[~codebook["code"].isin(above)]
    return [
        found(code, f"has no {column}: two coders will read it differently", "warning")
        for column in ("definition", "example")
        if column in codebook
        for code in leaves["code"][leaves[column].isna() | (leaves[column].astype(str).str.strip() == "")]
    ]


def _colors(codebook: pd.DataFrame, parents: dict, found: Callable) -> list[Problem]:
    if "color" not in codebook:
        return []
    rows = zip(codebook["code"], codebook["color"], strict=True)
    return [
        found(code, f"has the colour '{color}'; #RRGGBB is expected")
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
