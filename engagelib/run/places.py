"""Where somebody stands in raw files, of whatever kind: the rows that only the files' owner may delete."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from engagelib.contracts.problems import Unreadable, note
from engagelib.readers.word import everything, xml_texts
from engagelib.text.encodings import contents, decoded

__all__ = ["book_rows", "places"]

#: A place, the cells there that may be somebody's name, and what is said there in sentences.
_Place = tuple[str, list[str], list[str]]


def _rows(file: Path) -> Iterator[_Place]:
    """Everything that stands in a raw file, piece by piece; Unreadable for a file that cannot be looked through."""
    kind = file.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        yield from _book(file)
    elif kind == ".docx":
        yield from ((place, [], [text]) for place, text in everything(file))
    elif kind == ".parquet":
        import pandas as pd

        table = pd.read_parquet(file)
        yield from _table([map(str, table), *table.itertuples(index=False)], "row", first=0)
    elif kind in (".sav", ".zsav", ".omv"):
        from engagelib.readers.spss import read_labelled

        sheet = read_labelled(file)
        yield from _table([sheet.header, *sheet.rows], "case", first=0)
    elif kind in (".csv", ".tsv"):
        text = decoded(contents(file), file.name)
        delimiter = max(",;\t|", key=text.partition("\n")[0].count)
        yield from _table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), "row")
    elif kind == ".json":
        yield from _json_rows(json.loads(decoded(contents(file), file.name)), "")
    elif kind in (".jsonl", ".ndjson"):
        for number, line in enumerate(decoded(contents(file), file.name).split("\n"), start=1):
            if line.strip():
                yield from _json_rows(json.loads(line), f"line {number}")
    elif kind in (".xml", ".qdc", ".qde", ".svg"):
        yield from (("its text", [], [text]) for text in xml_texts(file.read_bytes()))
    elif file.read_bytes()[:4] == b"PK\x03\x04":
        yield from _members(file)
    else:
        data = contents(file)
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(file.name, note("is_no_text"))
        for number, line in enumerate(decoded(data, file.name).split("\n"), start=1):
            yield f"line {number}", [], [line]


def _said_in(header: object) -> bool:
    """Whether a column holds what people say, in which a word is nobody's name by itself."""
    from engagelib.readers.aliases import names_of
    from engagelib.readers.sheets import header_key

    said = {*names_of("comments", "text"), *names_of("turns", "words")}
    return header_key(header) in said | {"quote", "note", "catatan", "kutipan", "memo"}


def _table(rows: Iterable[Iterable[object]], named: str, first: int = 1) -> Iterator[_Place]:
    """The rows of a table by their numbers, cells below the header of what is said apart from the others."""
    said: set[int] = set()
    for number, row in enumerate(rows, start=first):
        cells = ["" if cell is None else str(cell) for cell in row]
        said |= {at for at, cell in enumerate(cells) if len(cell) < 60 and _said_in(cell)}
        texts = [cell for at, cell in enumerate(cells) if at in said]
        yield f"{named} {number}", [cell for at, cell in enumerate(cells) if at not in said], texts


def book_rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows of a workbook as they stand, whatever it holds."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file, data_only=True).worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield f"sheet {sheet.title}, row {number}", [str(cell) for cell in row if cell is not None]


#: Members of a workbook whose words are those of its cells, or nobody's.
_CELLS = re.compile(
    r"xl/(worksheets/[^/]*|sharedStrings|styles|theme/.*|calcChain|metadata|_rels/.*)\.(xml|rels)|\[Content_Types\].*"
)


def _book(file: Path) -> Iterator[_Place]:
    """A workbook's cells, with their notes and links, then what lies beside them: headers, text boxes, names."""
    from openpyxl import load_workbook

    for sheet in load_workbook(file, data_only=True).worksheets:
        where = f"sheet {sheet.title}"
        yield f"{where}, its name", [sheet.title], []
        yield from _table(sheet.iter_rows(values_only=True), f"{where}, row")
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            beside = [cell.comment.text, cell.comment.author or ""] if cell.comment else []
            beside += [str(cell.hyperlink.target or "")] if cell.hyperlink else []
            if beside:
                yield f"{where}, beside {cell.coordinate}", [], beside
        page = (
            sheet.oddHeader,
            sheet.evenHeader,
            sheet.firstHeader,
            sheet.oddFooter,
            sheet.evenFooter,
            sheet.firstFooter,
        )
        yield (
            f"{where}, header or footer",
            [],
            [p.text or "" for side in page for p in (side.left, side.center, side.right)],
        )
    with ZipFile(file) as archive:
        for name in archive.namelist():
            if not _CELLS.fullmatch(name) and name.endswith(".xml") and "/comments" not in name:
                yield PurePosixPath(name).name, [], list(xml_texts(archive.read(name)))


#: Members of an archive that hold no words: pictures, sounds.
_MUTE = (
    ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".webp", ".mp3", ".mp4", ".m4a", ".wav", ".bin", ".ttf",
)  # fmt: skip


def _members(file: Path) -> Iterator[_Place]:
    """What stands in the files of an archive: a ZIP, a project of another program, another office's document."""
    with ZipFile(file) as archive, TemporaryDirectory() as folder:
        for name in archive.namelist():
            if name.endswith("/") or name.lower().endswith(_MUTE):
                continue
            part = Path(folder) / f"part{PurePosixPath(name).suffix}"
            part.write_bytes(archive.read(name))
            yield from ((f"{name}, {place}", cells, texts) for place, cells, texts in _rows(part))


def _json_rows(node: object, place: str) -> Iterator[_Place]:
    """The records of a JSON document by their paths (comments[2].replies[0]), each without those within it."""
    if isinstance(node, dict):
        cells: list[str] = []
        texts: list[str] = []
        lists = []
        parts = [("", node)]
        for path, part in parts:
            for name, value in part.items():
                if isinstance(value, dict):
                    parts.append((f"{path}.{name}", value))
                elif isinstance(value, list):
                    lists.append((f"{path}.{name}", value))
                else:
                    (texts if _said_in(name) else cells).append(str(value))
        yield place or "the whole", cells, texts
        for path, value in lists:
            yield from _json_rows(value, place + (path if place else path[1:]))
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from _json_rows(part, f"{place}[{number}]")
    else:
        yield place, [str(node)], []


def _patterns(handle: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a cell is that names a person, and what a sentence holds that does.

    A word of the language (a handle of letters alone) may stand in anybody's sentence: there it counts behind an
    @, behind a name such as "informan:", and before a colon, as whoever speaks.
    """
    name = re.escape(handle.strip().removeprefix("@"))
    alone = rf"(?<![\w.]){name}(?![\w.]*\w)"
    within = rf"@{name}(?![\w.]*\w)"
    if name.isalpha():
        heads = "nama|name|informan|informant|narasumber|responden|respondent"
        within += rf"|^\W*(?:{heads})\b[^:]{{0,20}}:.{{0,20}}{alone}|^\W*(?:\w+\.? )?{name}\s*:"
    else:
        within += f"|{alone}"
    return re.compile(f"@?{name}", re.IGNORECASE), re.compile(within, re.IGNORECASE | re.MULTILINE)


def places(
    file: Path, folder: Path, handle: str, ids: Collection[str] = (), words: Collection[str] = ()
) -> Iterator[str]:
    """The rows of a raw file that hold the handle or a mention of it, one of the person's ids, or words that are hers alone."""
    whole, within = _patterns(handle)
    held = "|".join(map(re.escape, sorted(ids))) or "(?!)"
    known = re.compile(rf"(?<![\w.-])(?:{held})(?!\w)")
    where = file.relative_to(folder).as_posix()
    if within.search(file.stem) or whole.fullmatch(file.stem):
        yield f"{where}, its name"
    try:
        found = (
            place
            for place, cells, texts in _rows(file)
            if any(whole.fullmatch(cell.strip()) for cell in cells)
            or any(within.search(cell) or known.search(cell) for cell in (*cells, *texts))
            or any(
                " ".join(said.split()) in words
                for cell in (*cells, *texts)
                for said in (cell, *_quoted(cell))
            )
        )
        yield from (f"{where}, {place}" for place in dict.fromkeys(found))
    except Exception:  # whatever a reader of somebody's format raises: the file was not looked through
        yield f"{where}, which cannot be read here: look through it yourself"


def _quoted(line: str) -> list[str]:
    return re.findall(r'"([^"]*)"', line)
