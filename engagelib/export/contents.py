"""What a reproduced study shows, in order: sentences, tables, figures, what she wrote, each number with its address.

All of it was made by the notebooks that ran; nothing is formatted a second time. An address is that of a cell of a
result (`gap/group=owner,objective=APO02/gap`), or of a part of a sentence (`03-29/survey_reliability.low`: the cell of
the notebook, the sentence's key and field).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engagelib.files import SHOWN
from engagelib.run import record
from engagelib.run.notebook import title
from engagelib.run.record import DONE, Record
from engagelib.run.sections import Cell, sections
from engagelib.words import sentence

__all__ = [
    "LEGIBLE",
    "TYPE",
    "Figure",
    "Part",
    "Section",
    "Sentence",
    "Table",
    "Written",
    "addresses",
    "contents",
]

#: A number as either language prints it, with its sign and percent.
NUMBER = re.compile(r"(?:(?<!\d)[-+−])?(?:\d+(?:[.,]\d+)*|(?<!\d)\.\d+)(?:\s?%)?")


@dataclass(frozen=True)
class Sentence:
    """A paragraph that reads a result; `links`: start, end, address of what a result fills in."""

    text: str
    links: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Table:
    """A table as a page shows it; `cells`: text and address. `least`: pixels that a column needs.

    `left`: rows that the page does not show; `whole`: the same table with them, where it can be printed.
    """

    name: str
    title: str
    headings: tuple[str, ...]
    numbers: tuple[bool, ...]
    least: tuple[int, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    below: tuple[str, ...]
    left: int = 0
    whole: Table | None = None


#: Points of a figure's type as it was drawn, and how much of its size leaves it 5.5 points, the least that journals take.
TYPE = 7.0
LEGIBLE = 5.5 / TYPE


@dataclass(frozen=True)
class Figure:
    """A figure by the name of its files, its title, what is said of it, and its size in mm."""

    name: str
    title: str
    mm: tuple[float, float]
    alt: str = ""


@dataclass(frozen=True)
class Written:
    """What the researcher wrote below a section's results; `again`: the results have changed since."""

    text: str
    again: bool


Part = Sentence | Table | Figure | Written


@dataclass(frozen=True)
class Section:
    """What one section of a notebook shows."""

    notebook: str
    chapter: str
    heading: str
    parts: tuple[Part, ...]


def contents(home: Path, manifest: Record) -> list[Section]:
    """Each section of the notebooks that ran, with what it shows; one that shows nothing, or is an exercise, is left out."""
    found = []
    for name, known in manifest["notebooks"].items():
        cells = record.cells(home, name)
        if known["status"] not in DONE:
            continue
        for section in sections(cells):
            parts = tuple(_parts(section.cells, section.heading or title(cells), manifest["lang"]))
            if parts and not _is_exercise(section.cells):
                found.append(Section(name, title(cells), section.heading, parts))
    return found


def _is_exercise(cells: tuple[Cell, ...]) -> bool:
    """Whether a section works a number out by hand, for whoever learns it."""
    return any(cell["cell_type"] == "code" and "_by_hand(" in "".join(cell["source"]) for cell in cells)


def _parts(cells: tuple[Cell, ...], heading: str, lang: str) -> Iterator[Part]:
    about = heading
    made: list[Part] = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            lines = "".join(cell["source"]).strip().splitlines()
            opening = re.split(r"(?<=[.:;])\s", lines[-1].strip())[0].rstrip(".:;") if lines else ""
            about = opening if opening and not lines[0].startswith("#") and len(opening) < 90 else heading
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if SHOWN in data:
                several = any(isinstance(part, Figure) for part in made)
                made.append(_shown(data[SHOWN], cell.get("id", ""), about if several else heading))
            elif written := _written(data, lang):
                made.append(written)
    said = " ".join(part.text for part in made if isinstance(part, Sentence))
    for part in made:
        yield replace(part, alt=f"{part.title}. {said}".strip()) if isinstance(part, Figure) else part


def _shown(told: dict[str, Any] | str, cell: str, about: str) -> Part:
    shown = json.loads(told) if isinstance(told, str) else told
    if shown["kind"] == "sentence":
        links = ((start, end, f"{cell}/{name}") for start, end, name in shown["links"])
        return Sentence(shown["text"], tuple(links))
    if shown["kind"] == "figure":
        return Figure(shown["name"], about, tuple(shown["mm"]))
    return _table(shown, cell, about)


def _table(shown: dict[str, Any], cell: str, about: str) -> Table:
    headings, numbers, least = zip(*shown["columns"], strict=True)
    name = shown["name"] or cell
    rows = tuple(tuple((text, f"{name}/{at}" if at else "") for text, at in row) for row in shown["rows"])
    left, whole = shown.get("left", 0), shown.get("whole")
    below = tuple(
        shown["below"][:-1] if left else shown["below"]
    )  # how many are left is said with where they are
    return Table(
        shown["name"], shown["title"] or about, headings, numbers, least, rows, below,
        left, _table(whole, cell, about) if whole else None,
    )  # fmt: skip


def _written(data: dict[str, Any], lang: str) -> Written | None:
    """What `interpretation/NN.md` says here, if this output shows it."""
    text = "".join(data.get("text/markdown", ""))
    begins = f"> **{sentence('interpretation', lang)}**"
    if not text.startswith(begins):
        return None
    again = f"**{sentence('read_again', lang)}**"
    body = re.sub(r"^> ?", "", text.removeprefix(begins), flags=re.MULTILINE)
    return Written(body.replace(again, "").strip(), again in body)


def addresses(sections: list[Section]) -> dict[str, str]:
    """Address -> what stands there now; a cell of several numbers (an estimate and its interval) has one each."""
    found: dict[str, str] = {}
    for part in (part for section in sections for part in section.parts):
        if isinstance(part, Sentence):
            found |= {address: text for text, address in pieces(part.text, part.links) if address}
        elif isinstance(part, Table):
            cells = (cell for table in (part, part.whole) if table for row in table.rows for cell in row)
            found |= {address: text for cell in cells for text, address in in_cell(*cell) if address}
    return found


def pieces(text: str, links: tuple[tuple[int, int, str], ...]) -> Iterator[tuple[str, str]]:
    """A paragraph in pieces: text, and the address of what a result fills in ("" for the words around it)."""
    at = 0
    for start, end, address in links:
        yield text[at:start], ""
        yield text[start:end], address
        at = end
    yield text[at:], ""


def in_cell(text: str, address: str) -> Iterator[tuple[str, str]]:
    """A cell in pieces: each number by itself, the second with `#2`; a word whole.

    >>> [piece for piece in in_cell("0,89 [0,81; 0,94]", "a/b=c/alpha") if piece[1]]
    [('0,89', 'a/b=c/alpha'), ('0,81', 'a/b=c/alpha#2'), ('0,94', 'a/b=c/alpha#3')]
    """
    found = list(NUMBER.finditer(text)) if address else []
    if not found or re.search(r"[^\W\d_]", text):
        yield text, address
        return
    at = 0
    for number, one in enumerate(found, start=1):
        yield text[at : one.start()], ""
        yield one[0], address if number == 1 else f"{address}#{number}"
        at = one.end()
    yield text[at:], ""
