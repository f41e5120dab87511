"""A draft, in Word or PDF, as what is read of it in order: passages of text and tables, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.readers import word
from engagelib.text.bounds import checked

__all__ = ["Passage", "passages"]

#: Bytes of a draft, pages of a PDF.
_BYTES, _PAGES = 100_000_000, 1000


@dataclass(frozen=True)
class Passage:
    """Text, or the rows of a table with the words above it."""

    place: Note
    text: str = ""
    rows: Sequence[Sequence[str]] = ()


def passages(path: Path) -> Iterator[Passage]:
    """What stands in a draft, in order. Unreadable for a file that is neither Word nor PDF, or a PDF of pictures.

    Deleted text is not read, tracked insertions are; of a PDF a line that stands in columns is a table's.
    """
    checked(path, _BYTES)
    if path.suffix.casefold() == ".pdf":
        yield from _pdf(path)
    elif path.suffix.casefold() == ".docx":
        yield from _word(path)
    else:
        raise Unreadable(path.name, note("no_draft"))


def _word(path: Path) -> Iterator[Passage]:
    above, tables = "", 0
    for number, part in word.parts(path, spread=True):
        if isinstance(part, list):
            tables += 1
            yield Passage(note("place_table", n=_captioned(above) or tables), above, part)
        elif part[0].strip():
            above = part[0].strip()
            yield Passage(note("place_paragraph", n=number), above)


_CAPTION = re.compile(r"\s*(?:tabel|table)\s+([\w.]*\d[\w.]*\d|\d+)", re.IGNORECASE)


def _captioned(text: str) -> str:
    """The number that a caption gives its table: 4.2."""
    found = _CAPTION.match(text)
    return found[1].rstrip(".") if found else ""


_COLUMNS = re.compile(r"\s{3,}")


def _pdf(path: Path) -> Iterator[Passage]:
    for number, lines in enumerate(_pages(path), 1):
        place = note("place_page", n=number)
        text: list[str] = []
        rows: list[list[str]] = []
        for line in [*lines, ""]:
            cells = [cell for cell in _COLUMNS.split(line.strip()) if cell]
            if len(cells) > 1:
                rows.append(_placed(line))
                continue
            if len(rows) > 1:
                above = _joined(text)
                yield from ([Passage(place, above)] if above else [])
                yield Passage(place, above.rpartition("\n")[2], _aligned(rows))
                text = []
            elif rows:
                text += [" ".join(cell for cell in row if cell.strip()) for row in rows]
            rows = []
            text.append(line.strip())
        if rest := _joined(text):
            yield Passage(place, rest)


def _pages(path: Path) -> Iterator[list[str]]:
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        book = pypdf.PdfReader(path)
        if book.is_encrypted and not book.decrypt(""):
            raise Unreadable(path.name, note("draft_locked"))
        pages = [page.extract_text(extraction_mode="layout") for page in book.pages[:_PAGES]]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(path.name, note("no_pdf", error=type(error).__name__)) from None
    if not any(page.strip() for page in pages):
        raise Unreadable(path.name, note("draft_of_pictures"))
    yield from (page.splitlines() for page in pages)


def _placed(line: str) -> list[str]:
    """A line as it stands, for `_aligned`."""
    return [line.rstrip()]


def _aligned(rows: list[list[str]]) -> list[list[str]]:
    """Lines in columns as cells: a column is where the cells of the fullest line stand."""
    lines = [row[0] for row in rows]
    cells = [[(m.start(), m.end(), m[0]) for m in re.finditer(r"\S+(?:\s{1,2}\S+)*", line)] for line in lines]
    widest = max(cells, key=len)
    centres = [(start + end) / 2 for start, end, _ in widest]
    table = []
    for line in cells:
        row = [""] * len(centres)
        if len(line) == len(centres):
            row = [text for _, _, text in line]
        else:
            for start, end, text in line:
                at = min(range(len(centres)), key=lambda c: abs(centres[c] - (start + end) / 2))
                row[at] = f"{row[at]} {text}".strip()
        table.append(row)
    return table


def _joined(lines: list[str]) -> str:
    """Lines of a page as paragraphs: one that does not end a sentence goes on in the next."""
    text = ""
    for line in lines:
        if not line:
            text = text.rstrip() + (
                "\n" if text and not text.endswith("\n") and text.rstrip()[-1:] in ".:;!?" else " "
            )
        elif text.endswith("-") and line[:1].islower():
            text = text[:-1] + line
        else:
            text += ("" if not text or text.endswith(("\n", " ")) else " ") + re.sub(r"\s+", " ", line)
    return text.strip()
