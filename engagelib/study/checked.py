"""What `engagelib check` says: one line a kind with its count and first cells, what can run already, what would make more run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from engagelib.contracts.problems import Note, Problem, note, said
from engagelib.study import makers
from engagelib.study.folder import NOTEBOOKS
from engagelib.study.study import Study
from engagelib.words import sentence
from engagelib.words.harmless import line

__all__ = ["Kind", "kinds", "page", "runs"]

#: So many cells of a kind are named.
CELLS = 5


@dataclass(frozen=True)
class Kind:
    """Problems of one kind in one sheet: the first of them, and all the places."""

    first: Problem
    places: tuple[str, ...]

    @property
    def n(self) -> int:
        return len(self.places)

    def told(self, lang: str) -> str:
        """One line: the problem itself, or how many there are, the first cells, and what is wrong with the first."""
        if self.n == 1:
            return self.first.said(lang)
        sheet = f", {sentence('sheet', lang)} {self.first.sheet}" if self.first.sheet else ""
        some = ", ".join(self.places[:CELLS]) + (" …" if self.n > CELLS else "")
        what = said(self.first.message, lang)
        key = "of_a_kind_cells" if self.first.cell else "of_a_kind"
        return line(sentence(key, lang, file=self.first.file + sheet, n=self.n, some=some, what=what))


def kinds(problems: Iterable[Problem]) -> list[Kind]:
    """Problems put together by file, sheet and kind, errors first, in the order in which they were found."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        about = tuple(str(problem.parts.get(name, "")) for name in ("column", "header", "item"))
        why = problem.parts.get("why", problem.parts.get("what", ""))
        of = (problem.kind or str(problem.message), why.key if isinstance(why, Note) else str(why))
        found.setdefault((problem.severity, problem.file, problem.sheet, *of, *about), []).append(problem)
    told = [Kind(same[0], tuple(map(_place, same))) for same in found.values()]
    return sorted(told, key=lambda kind: kind.first.severity != "error")


def _place(problem: Problem) -> str:
    value = repr(problem.value) if problem.value else ""
    return " ".join(filter(None, (problem.cell, value))) or problem.file


def runs(study: Study) -> tuple[list[str], dict[str, Note]]:
    """The notebooks that can run with what the study has, and of the others what each lacks."""
    able, without = [], {}
    for path in sorted((NOTEBOOKS / study.lang).glob("[0-9][0-9]_*.ipynb")):
        why = makers.lacking(study, path)
        if why is None:
            able.append(path.stem)
        else:
            without[path.stem] = why
    return able, without


def summary(study: Study, lang: str, wrong: bool = False) -> list[str]:
    """What can run already (`wrong`: once the errors are mended), and what would make more run, as lines."""
    able, without = runs(study)
    key = "can_run_mended" if wrong else "can_run"
    told = [sentence(key, lang, notebooks=able or [note("none")])] if able or without else []
    return told + [sentence("would_run", lang, notebook=name, why=why) for name, why in without.items()]


def page(title: str, found: Iterable[Kind], more: Iterable[str], lang: str, target: Path) -> None:
    """The same as a page of its own, which needs no other file."""
    from engagelib.files import write_whole

    rows = "".join(
        f'<tr class="{kind.first.severity}"><td>{escape(sentence(f"severity_{kind.first.severity}", lang))}</td>'
        f"<td>{escape(kind.told(lang))}</td></tr>"
        for kind in found
    )
    rest = "".join(f"<li>{escape(told)}</li>" for told in more)
    style = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}td{vertical-align:top;padding:.3em .6em}"
    style += ".error td:first-child{color:#b00020;font-weight:bold}.warning td:first-child{color:#8a5a00}"
    write_whole(
        target,
        f'<!DOCTYPE html><html lang="{lang}"><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
        f"<h1>{escape(title)}</h1><table>{rows}</table><ul>{rest}</ul></html>\n",
    )
