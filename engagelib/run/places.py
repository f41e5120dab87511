"""Where somebody stands in raw files, of whatever kind: the rows that only the files' owner may delete."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from engagelib.contracts.problems import Unreadable
from engagelib.text.encodings import decoded

__all__ = ["book_rows", "places"]


def _rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Where a row stands in a raw file, and its cells."""
    kind = file.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        yield from book_rows(file)
    elif kind == ".parquet":
        import pandas as pd

        for number, row in enumerate(pd.read_parquet(file).itertuples(index=False), start=1):
            yield f"row {number}", list(map(str, row))
    elif kind == ".docx":
        yield from _document_rows(file)
    elif kind in (".csv", ".tsv"):
        text = decoded(file.read_bytes(), file.name)
        delimiter = max(",;\t|", key=text.partition("\n")[0].count)
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            yield f"row {number}", cells
    elif kind == ".json":
        yield from _json_rows(json.loads(decoded(file.read_bytes(), file.name)), "")
    elif kind in (".jsonl", ".ndjson", ".txt", ".md"):
        for number, line in enumerate(decoded(file.read_bytes(), file.name).split("\n"), start=1):
            if kind in (".txt", ".md"):
                yield f"line {number}", [line, *_words(line)]
            elif line.strip():
                yield from _json_rows(json.loads(line), f"line {number}")


def _words(line: str) -> list[str]:
    return re.split(r'[\s"\',:;{}\[\]()]+', line)


def book_rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows of a workbook as they stand, whatever it holds."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file, data_only=True).worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield f"sheet {sheet.title}, row {number}", [str(cell) for cell in row if cell is not None]


def _document_rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    from docx import Document

    document = Document(str(file))
    for number, paragraph in enumerate(document.paragraphs, start=1):
        yield f"paragraph {number}", [paragraph.text, *_words(paragraph.text)]
    for number, table in enumerate(document.tables, start=1):
        for at, row in enumerate(table.rows, start=1):
            texts = [cell.text for cell in row.cells]
            yield f"table {number}, row {at}", [word for text in texts for word in (text, *_words(text))]


def _json_rows(node: object, place: str) -> Iterator[tuple[str, list[str]]]:
    """The records of a JSON document by their paths (comments[2].replies[0]), each without those within it."""
    if isinstance(node, dict):
        cells, lists = [], []
        parts = [("", node)]
        for path, part in parts:
            for name, value in part.items():
                if isinstance(value, dict):
                    parts.append((f"{path}.{name}", value))
                elif isinstance(value, list):
                    lists.append((f"{path}.{name}", value))
                else:
                    cells.append(str(value))
        yield place or "the whole", cells
        for path, value in lists:
            yield from _json_rows(value, place + (path if place else path[1:]))
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _json_rows(part, f"{place}[{number}]")
    else:
        yield place, [str(node)]


def places(file: Path, folder: Path, handle: str, hers: frozenset[str]) -> Iterator[str]:
    """The rows of a raw file that hold the handle, a mention of it, or the id or the words of one of the person's comments."""
    from docx.opc.exceptions import PackageNotFoundError

    name = re.escape(handle.strip().removeprefix("@"))
    within = f".*@{name}(?![\\w.]*\\w).*"
    if not name.isalpha():  # a word of the language may stand in anybody's sentence
        within += f"|.*(?<![\\w.]){name}(?![\\w.]*\\w).*"
    named = re.compile(f"@?{name}|{within}", re.IGNORECASE | re.DOTALL)
    where = file.relative_to(folder).as_posix()
    try:
        for place, cells in _rows(file):
            if any(cell in hers or named.fullmatch(cell.strip()) for cell in cells):
                yield f"{where}, {place}"
    except (Unreadable, OSError, ValueError, KeyError, RecursionError, BadZipFile, PackageNotFoundError):
        yield f"{where}, which cannot be read here: look through it yourself"
