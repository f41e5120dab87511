"""Files of text as their owners have them: whose encoding nobody has told, that are no text, whose csv is broken."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engagelib.contracts.problems import Unreadable

__all__ = ["contents", "csv_records", "csv_rows", "decoded", "encoding_of", "opening", "refuse_other"]


#: How files begin that are no text -> what to do with them.
_NO_TEXT = {
    b"\xd0\xcf\x11\xe0": "is a workbook of an old Excel; open it and save it as .xlsx",
    b"PK\x03\x04": "is a workbook or a ZIP file; name it .xlsx or .zip, as what it is",
    b"%PDF": "is a PDF; export the table as .csv or .xlsx",
    b"\x1f\x8b": "is compressed; unpack it first",
}


def contents(path: Path) -> bytes:
    """What stands in a file of text; Unreadable, with the reason, if it cannot be opened or is no text."""
    with opening(path):
        data = path.read_bytes()
    refuse_other(data[:4], path.name)
    return data


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """A block that opens a file: where it cannot, Unreadable says why."""
    try:
        yield
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            why = f"there is no such file in {path.parent.name}"
        elif path.is_dir():
            why = "cannot be opened, it is a folder; name the one file in it that is meant, or join its exports into one"
        else:
            why = f"cannot be opened ({error.strerror or error}); is it open elsewhere?"
        raise Unreadable(f"{path.name}: {why}") from None


def refuse_other(start: bytes, file: str) -> None:
    """Unreadable for a file that begins as a workbook, a PDF or an archive does."""
    for begins, words in _NO_TEXT.items():
        if start.startswith(begins):
            raise Unreadable(f"{file}: {words}")


def _encodings(start: bytes) -> tuple[str, ...]:
    """What a text that begins so may be written in."""
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return ("utf-16",)
    if b"\0" in start[:2]:  # two bytes a letter, without the mark that says so
        return ("utf-16-be",) if start[:1] == b"\0" else ("utf-16-le",)
    return ("utf-8-sig", "cp1252")


def encoding_of(blocks: Iterable[bytes], file: str) -> str:
    """What the text in these blocks is written in: UTF-8 (with or without BOM), UTF-16, or Windows-1252."""
    decoders: dict[str, codecs.IncrementalDecoder] = {}
    for block in blocks:
        decoders = decoders or {name: codecs.getincrementaldecoder(name)() for name in _encodings(block)}
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                del decoders[name]
        if not decoders:
            break
    for name, decoder in decoders.items():
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise Unreadable(f"{file}: its characters are neither UTF-8 nor Windows-1252; save it as CSV UTF-8")


def decoded(data: bytes, file: str) -> str:
    """Text of a file whose encoding nobody has told."""
    return data.decode(encoding_of([data], file)) if data else ""


def csv_rows(path: Path) -> list[dict[str, str]]:
    """A small csv as rows by column name, whatever its encoding; comma or semicolon."""
    text = decoded(contents(path), path.name)
    sign = ";" if ";" in text.partition("\n")[0] else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=sign))


def csv_records(lines: Iterable[str], file: str, delimiter: str) -> Iterator[tuple[str | None, ...]]:
    """The records of a csv, line breaks within cells and all; a blank cell is None."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield tuple(cell if cell.strip() else None for cell in row)
    except csv.Error as error:
        raise Unreadable(
            f"{file}: is not a csv that can be read (line {reader.line_num}: {error}); "
            "is a quotation mark left open?"
        ) from None
