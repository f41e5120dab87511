"""A notebook's sections, and which of them were left out because the study lacks what they read.

A section goes from a heading of the second level to the next. What stands before the first is the notebook's
own: where that lacks something, the whole notebook is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from engagelib.contracts.problems import Note
from engagelib.study.lab import lacked
from engagelib.words import sentence
from engagelib.words.harmless import markdown

__all__ = ["Cell", "Section", "closed", "left_out", "sections", "told"]

Cell = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """Cells from one heading to the next; `heading` is empty for those before the first."""

    heading: str
    cells: tuple[Cell, ...]

    @property
    def why(self) -> Note | None:
        """What the first cell lacked that was left out; None if none was."""
        return next((why for cell in self.cells if (why := _lacked(cell))), None)

    @property
    def is_whole(self) -> bool:
        """Whether any of its cells was not left out."""
        return any(not _lacked(cell) for cell in self.cells if _runs(cell))

    def sentence(self, lang: str) -> str:
        """Why it is left out, for a reader."""
        return sentence("study_left_out_why", lang, why=self.why.said(lang)) if self.why else ""


def _runs(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and bool("".join(cell["source"]).strip())


def _lacked(cell: Cell) -> Note | None:
    return lacked(cell.get("outputs", []))


def _heading(cell: Cell) -> str:
    text = "".join(cell["source"])
    opens = cell["cell_type"] == "markdown" and text.startswith("## ")
    return text.partition("\n")[0].removeprefix("## ").strip() if opens else ""


def sections(cells: Sequence[Cell]) -> list[Section]:
    """Divide a notebook at its headings of the second level."""
    starts = [0, *(number for number, cell in enumerate(cells) if _heading(cell) and number)]
    parts = [tuple(cells[start:end]) for start, end in zip(starts, [*starts[1:], len(cells)], strict=True)]
    return [Section(_heading(part[0]), part) for part in parts if part]


def left_out(cells: Sequence[Cell]) -> list[Section]:
    """The sections in which a cell was left out; one without a heading if it is the whole notebook."""
    return [section for section in sections(cells) if section.why]


def told(cells: Sequence[Cell], lang: str) -> list[str]:
    """What is left out and why, a sentence for all sections that lack the same."""
    by_why: dict[str, list[str]] = {}
    for section in left_out(cells):
        by_why.setdefault(section.sentence(lang), []).append(section.heading)
    return [f"{'; '.join(headings)}: {why}" for why, headings in by_why.items()]


def closed(cells: Sequence[Cell], lang: str) -> list[Cell]:
    """Cells in which a section without a cell that ran is its heading and a sentence; those in a row that lack the same are one."""
    found: list[Cell] = []
    for why, row in groupby(sections(cells), lambda section: _closes(section, lang)):
        parts = list(row)
        if why:
            names = [part.heading for part in parts]
            heading = " · ".join(names) if len(names) < 4 else f"{names[0]} … {names[-1]}"
            listed = f"\n\n{' · '.join(names)}" if len(names) >= 4 else ""
            found.append({**parts[0].cells[0], "source": f"## {heading}\n\n*{markdown(why)}*{listed}"})
        else:
            found += [cell for part in parts for cell in part.cells]
    return found


def _closes(section: Section, lang: str) -> str:
    """Why nothing of a section is shown; empty if something is."""
    return section.sentence(lang) if section.heading and section.why and not section.is_whole else ""
