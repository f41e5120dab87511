"""A notebook's sections, and leaving one out where the study lacks what it reads: a smaller report, not an error.

A section goes from a heading of the second level to the next. What stands before the first is the notebook's
own: where that lacks something, the whole notebook is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engagelib.contracts.problems import Note, note
from engagelib.words import sentence
from engagelib.words.harmless import markdown

__all__ = ["Cell", "LeftOut", "closed", "left_out"]

Cell = dict[str, Any]
#: Errors that say what the study lacks, by name: they come out of the notebook's own process.
LACKING = ("MissingTable", "NothingShared")


@dataclass(frozen=True)
class LeftOut:
    """A section that is left out: where it begins and ends, its heading, and what is lacking."""

    first: int
    end: int
    heading: str
    why: Note

    def sentence(self, lang: str) -> str:
        """Why it is left out, for a reader."""
        return sentence("study_left_out_why", lang, why=self.why.said(lang))


def _bounds(cells: Sequence[Cell], index: int) -> tuple[int, int] | None:
    heads = [n for n, c in enumerate(cells) if c["cell_type"] == "markdown" and c["source"].startswith("## ")]
    before = [head for head in heads if head <= index]
    return (before[-1], next((h for h in heads if h > index), len(cells))) if before else None


def left_out(
    cells: Sequence[Cell], index: int, kind: str, message: Note | str, left: Sequence[LeftOut], waits: bool
) -> LeftOut | None:
    """The section to leave out because the cell at `index` stopped with this error; None if the error stands.

    `left`: sections already left out; a name that only they define is lacking for their reason. `waits`: a
    table that is not there yet may still be made.
    """
    bounds = _bounds(cells, index)
    why = message if isinstance(message, Note) and kind in LACKING else None
    if kind == "NameError" and (cause := _definer(cells, str(message), left)):
        why = cause.why
    if kind == "NotYet" and isinstance(message, Note) and not waits:
        why = note("table_not_made", table=message.parts["table"])
    if bounds is None or why is None:
        return None
    heading = cells[bounds[0]]["source"].partition("\n")[0].removeprefix("## ").strip()
    return LeftOut(*bounds, heading, why)


def _definer(cells: Sequence[Cell], message: str, left: Sequence[LeftOut]) -> LeftOut | None:
    """The section left out that gives the name its value."""
    name = re.match(r"name '(\w+)' is not defined", message)
    if name is None:
        return None
    assigned = re.compile(rf"^[^=\n]*\b{name[1]}\b[^=\n]*=(?!=)", re.MULTILINE)
    return next(
        (
            g
            for g in left
            for c in cells[g.first : g.end]
            if c["cell_type"] == "code" and assigned.search(c["source"])
        ),
        None,
    )


def closed(cells: Sequence[Cell], left: Sequence[LeftOut], lang: str) -> list[Cell]:
    """Cells in which each section left out is its heading and a sentence."""
    found: list[Cell] = []
    for index, cell in enumerate(cells):
        here = next((g for g in left if g.first <= index < g.end), None)
        if here is None:
            found.append(cell)
        elif index == here.first:
            text = f"## {here.heading}\n\n*{markdown(here.sentence(lang))}*"
            found.append(cell | {"source": text})
    return found
