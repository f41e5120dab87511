"""Every text that a raw file holds, piece by piece with its place: what the study reads of it, and what stands beside that.

The cells come from the very functions that readers read by; `forget` searches the pieces, so that nothing which a table
can show is overlooked.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile, is_zipfile

from engagelib.contracts import TABLES
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.readers.aliases import known, names_of
from engagelib.readers.books import grids, is_book
from engagelib.readers.sheets import delimiter_of, header_key
from engagelib.readers.spss import read_labelled
from engagelib.readers.word import everything, xml_texts
from engagelib.text.encodings import contents, decoded

__all__ = ["Piece", "pieces"]


class Piece(NamedTuple):
    """A place in a file, the cells there that may be somebody's name, and what is said there in sentences."""

    place: Note
    cells: list[str]
    texts: list[str]


def pieces(file: Path) -> Iterator[Piece]:
    """Everything that stands in a file; Unreadable for one that cannot be looked through."""
    kind = file.suffix.lower()
    if is_book(file):
        yield from _book(file)
    elif kind == ".docx":
        yield from (Piece(place, [], [text]) for place, text in everything(file))
    elif kind == ".parquet":
        import pandas as pd

        table = pd.read_parquet(file)
        yield from _table([map(str, table), *table.itertuples(index=False)], "place_row", first=0)
    elif kind in (".sav", ".zsav", ".omv"):
        sheet = read_labelled(file)
        yield from _table([sheet.header, *sheet.rows], "place_case", first=0)
    elif kind in (".csv", ".tsv"):
        text = decoded(contents(file), file.name)
        delimiter = delimiter_of(text, known(*TABLES, "questionnaire", "turns"))
        yield from _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), "place_row")
    elif kind == ".json":
        yield from _json(json.loads(decoded(contents(file), file.name)), "")
    elif kind in (".jsonl", ".ndjson"):
        for number, line in enumerate(decoded(contents(file), file.name).split("\n"), start=1):
            if line.strip():
                yield from _json(json.loads(line), f"[{number}]")
    elif kind in (".xml", ".qdc", ".qde", ".svg"):
        yield from (Piece(note("place_text"), [], [text]) for text in xml_texts(file.read_bytes()))
    elif is_zipfile(file):
        yield from _members(file)
    else:
        data = contents(file)
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(file.name, note("is_no_text"))
        for number, line in enumerate(decoded(data, file.name).split("\n"), start=1):
            yield Piece(note("place_line", n=number), line.split("\t") if "\t" in line else [], [line])


def _said_in(header: object) -> bool:
    """Whether a column holds what people say, in which a word is nobody's name by itself."""
    said = {*names_of("comments", "text"), *names_of("turns", "words")}
    return header_key(header) in said | {"quote", "note", "catatan", "kutipan", "memo"}


def _table(rows: Iterable[Iterable[object]], kind: str, first: int = 1, sheet: str = "") -> Iterator[Piece]:
    """The rows of a table by their numbers, cells below the header of what is said apart from the others."""
    said: set[int] = set()
    for number, row in enumerate(rows, start=first):
        cells = ["" if cell is None else str(cell) for cell in row]
        said |= {at for at, cell in enumerate(cells) if len(cell) < 60 and _said_in(cell)}
        texts = [cell for at, cell in enumerate(cells) if at in said]
        place = note(kind, n=number)
        yield Piece(_in(sheet, place), [cell for at, cell in enumerate(cells) if at not in said], texts)


def _in(sheet: str, place: Note) -> Note:
    return note("place_in_sheet", sheet=sheet, what=place) if sheet else place


# --- workbooks ----------------------------------------------------------------------------------------------


#: Members of a workbook whose words are those of its cells, or nobody's.
_CELLS = re.compile(
    r"xl/(worksheets/[^/]*|sharedStrings|styles|theme/.*|calcChain|metadata|_rels/.*)\.(xml|rels)|\[Content_Types\].*|content\.xml"
)


def _book(file: Path) -> Iterator[Piece]:
    """The cells of a workbook, then what lies beside them: notes, links, headers, text boxes, names."""
    for title, (rows, _) in grids(file).items():
        yield Piece(_in(title, note("place_name")), [title], [])
        yield from _table(rows, "place_row", sheet=title)
    if not is_zipfile(file):
        return
    with ZipFile(file) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith(".xml") and "/comments" not in name and not _CELLS.fullmatch(name):
                yield Piece(
                    note("place_part", name=PurePosixPath(name).name), [], list(xml_texts(archive.read(name)))
                )
        if "content.xml" in names:  # an OpenDocument keeps cells and what stands beside them in one part
            yield Piece(
                note("place_part", name="content.xml"), [], list(xml_texts(archive.read("content.xml")))
            )
    if any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
        yield from _beside_cells(file)


def _beside_cells(file: Path) -> Iterator[Piece]:
    """Notes, links, headers and footers of the sheets of an .xlsx."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file, data_only=True).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            beside = [cell.comment.text, cell.comment.author or ""] if cell.comment else []
            beside += [str(cell.hyperlink.target or "")] if cell.hyperlink else []
            if beside:
                yield Piece(_in(sheet.title, note("place_beside", cell=cell.coordinate)), [], beside)
        pages = (
            getattr(sheet, f"{which}{end}")
            for which in ("odd", "even", "first")
            for end in ("Header", "Footer")
        )
        words = [part.text or "" for page in pages for part in (page.left, page.center, page.right)]
        yield Piece(_in(sheet.title, note("place_header")), [], words)


# --- archives, JSON -----------------------------------------------------------------------------------------


#: Members of an archive that hold no words: pictures, sounds.
_MUTE = (
    ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".webp", ".mp3", ".mp4", ".m4a", ".wav", ".bin", ".ttf",
)  # fmt: skip


def _members(file: Path) -> Iterator[Piece]:
    """What stands in the files of an archive: a ZIP, a project of another program, another office's document."""
    with ZipFile(file) as archive, TemporaryDirectory() as folder:
        for name in archive.namelist():
            if name.endswith("/") or name.lower().endswith(_MUTE):
                continue
            part = Path(folder) / f"part{PurePosixPath(name).suffix}"
            part.write_bytes(archive.read(name))
            for place, cells, texts in pieces(part):
                yield Piece(note("place_within", name=name, what=place), cells, texts)


def _json(node: object, path: str) -> Iterator[Piece]:
    """The records of a JSON document by their paths (comments[2].replies[0]), each without those within it."""
    if isinstance(node, dict):
        cells: list[str] = []
        texts: list[str] = []
        lists = []
        parts = [("", node)]
        for within, part in parts:
            for name, value in part.items():
                if isinstance(value, dict):
                    parts.append((f"{within}.{name}", value))
                elif isinstance(value, list):
                    lists.append((f"{within}.{name}", value))
                else:
                    (texts if _said_in(name) else cells).append(str(value))
        yield Piece(note("place_record", n=path) if path else note("place_whole"), cells, texts)
        for within, value in lists:
            yield from _json(value, path + (within if path else within[1:]))
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _json(part, f"{path}[{number}]")
    else:
        yield Piece(note("place_record", n=path), [str(node)], [])
