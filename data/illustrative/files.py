"""Files as bytes that are the same on every machine: no time of saving, no compression, no platform."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["archive", "delimited", "document", "main", "rows", "table", "workbook"]

SAVED = dt.datetime(2025, 11, 3, 9, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

Row = Sequence[object]


def rows(path: Path) -> list[dict[str, str]]:
    r"""Read a handwritten .tsv; a `\n` typed as two characters is a line break, quotation marks are text."""
    with path.open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise ValueError(f"{path.name}, line {number}: has another number of columns than the header")
    return [{name: cell.replace("\\n", "\n").strip() for name, cell in row.items()} for row in found]


def table(found: Sequence[Mapping[str, object]]) -> tuple[list[str], list[list[object]]]:
    """Split rows into the header and the cells under it."""
    return list(found[0]), [list(row.values()) for row in found]


def delimited(header: Row, body: Iterable[Row], bom: bool = False, quote_all: bool = False) -> bytes:
    """Write a comma-separated file."""
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator="\n", quoting=quoting)
    writer.writerow(header)
    writer.writerows(body)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def archive(members: Mapping[str, bytes]) -> bytes:
    """Pack a ZIP whose members are stored as they are and dated 1980."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            packed.writestr(info, data)
    return out.getvalue()


def _undated(office: bytes) -> bytes:
    """Pack an .xlsx or .docx anew, its core properties saying that it was made and saved at `SAVED`."""
    with zipfile.ZipFile(io.BytesIO(office)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = _STAMP.sub(rb"\g<1>" + SAVED.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), core)
    return archive(members)


def _cell(sheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = value
        cell.data_type, cell.number_format = "s", "@"  # text for certain, also "=…" and 19-digit ids
    elif value is not None:
        cell.value = value
    if isinstance(value, dt.datetime):
        cell.number_format = "dd/mm/yyyy hh:mm:ss"
    elif isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"


def workbook(sheets: Mapping[str, tuple[Row, Iterable[Row]]]) -> bytes:
    """Write an .xlsx: sheet name -> (header, rows). Text is kept as text; None and "" leave a cell blank."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for title, (header, body) in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, row in enumerate([header, *body], start=1):
            for column, value in enumerate(row, start=1):
                if value != "":
                    _cell(sheet, number, column, value)
        for column, name in enumerate(header, start=1):
            sheet.cell(1, column).font = Font(bold=True)
            sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[get_column_letter(column)].width = min(max(len(str(name)) + 2, 12), 40)
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _slim(text) -> None:
    """Leave out what a transcript does not need of the template: table styles, a thumbnail."""
    from docx.enum.style import WD_STYLE_TYPE

    for style in list(text.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()
    for rels in (text.part.rels, text.part.package.rels):
        for key in [
            key for key, rel in rels.items() if rel.reltype.endswith(("/stylesWithEffects", "/thumbnail"))
        ]:
            rels.pop(key)


def document(title: str, paragraphs: Iterable[str]) -> bytes:
    """Write a .docx with a title and a paragraph per line."""
    import docx

    text = docx.Document()
    _slim(text)
    properties = text.core_properties
    properties.author, properties.title, properties.comments = "", title, ""
    properties.created = properties.modified = SAVED
    for paragraph in paragraphs:
        text.add_paragraph(paragraph)
    out = io.BytesIO()
    text.save(out)
    return _undated(out.getvalue())


def main(made: Callable[[], Mapping[str, bytes]], raw: Path, arguments: Sequence[str], usage: str) -> int:
    """Write what was made into `raw`, or with --check compare: 1, with a list, where it differs."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write(usage)
        return 2
    files = made()
    if arguments:
        differing = [
            n for n, data in files.items() if not (raw / n).exists() or (raw / n).read_bytes() != data
        ]
        sys.stdout.writelines(f"{raw.name}/{name} is not what make.py writes\n" for name in differing)
        return 1 if differing else 0
    for name, data in files.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(data)
    return 0
