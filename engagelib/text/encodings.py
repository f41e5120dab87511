"""Files of text as their owners have them: whose encoding nobody has told, that are no text, whose csv is broken."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.text.bounds import bounds, checked

__all__ = [
    "blocks", "contents", "csv_records", "csv_rows", "decoded", "encoding_of", "guess_of", "opening",
    "refuse_other",
]  # fmt: skip


#: How files begin that are no text -> the sentence that says what they are and what to do with them.
_NO_TEXT = {
    b"\xd0\xcf\x11\xe0": "is_old_workbook",
    b"PK\x03\x04": "is_zip",
    b"%PDF": "is_pdf",
    b"\x1f\x8b": "is_compressed",
}


def contents(path: Path) -> bytes:
    """What stands in a file of text; Unreadable, with the reason, if it cannot be opened or is no text."""
    with opening(path):
        checked(path)
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
            why = note("no_such_file", folder=path.parent.name)
        elif path.is_dir():
            why = note("is_a_folder")
        else:
            why = note("cannot_be_opened", error=error.strerror or str(error))
        raise Unreadable(path.name, why) from None


def refuse_other(start: bytes, file: str) -> None:
    """Unreadable for a file that begins as a workbook, a PDF or an archive does."""
    for begins, key in _NO_TEXT.items():
        if start.startswith(begins):
            raise Unreadable(file, note(key))


#: What Excel calls the form in which it should save a table.
CSV = "CSV UTF-8"


def _encoding(start: bytes) -> str:
    """What a text that begins so is probably written in."""
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if b"\0" in start[:2]:  # two bytes a letter, without the mark that says so
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    return "utf-8-sig"


#: Bytes that are no UTF-8, as they stand in text that was decoded nevertheless; those that Windows-1252 lacks.
_BAD, _NO_CP1252 = re.compile("[\udc80-\udcff]"), re.compile("[\udc81\udc8d\udc8f\udc90\udc9d]")


_WIDE, _LATIN = re.compile("[^\x00-\x7f\udc80-\udcff]"), re.compile("[A-Za-z]")


class _Tried:
    """What comes to light of a text that is read as UTF-8, block by block; its line breaks are all the same."""

    def __init__(self) -> None:
        self.wide = self.bad = 0  # characters of several bytes, and bytes that belong to none
        self.latin = 0  # letters from A to Z
        self.row, self.before = 1, ""  # the line that was reached, and what came last
        #: Where the first bad byte stands, and the first that Windows-1252 lacks.
        self.first: Note | None = None
        self.foreign: Note | None = None

    def add(self, text: str) -> None:
        if not text.isascii():
            self.wide += len(_WIDE.findall(text))
            self.bad += len(_BAD.findall(text))
            self.first = self.first or self._place(_BAD.search(text), text)
            self.latin += len(_LATIN.findall(text))
            self.foreign = self.foreign or self._place(_NO_CP1252.search(text), text)
        self.row += text.count("\n")
        self.before = (self.before + text)[-20:]

    def _place(self, found: re.Match[str] | None, text: str) -> Note | None:
        if found is None:
            return None
        row = self.row + text.count("\n", 0, found.start())
        near = (self.before + text[: found.start()]).rpartition("\n")[2][-20:]
        byte = f"0x{ord(found[0]) - 0xDC00:02X}"
        if not near:
            return note("byte_at", row=row, byte=byte)
        return note("byte_after", row=row, byte=byte, near=near.encode(errors="replace").decode())


def encoding_of(blocks: Iterable[bytes], file: str) -> str:
    """What the text in these blocks is written in: as declared, else UTF-8 (with or without BOM), UTF-16, or Windows-1252.

    Unreadable, with the line and the byte, for a text of two encodings (characters of several bytes in UTF-8, or
    its byte order mark, beside bytes that are none: Windows-1252 hardly ever makes them by chance) or of neither:
    where more than a third of the letters would be accented ones, it is no text of a language that Windows-1252 serves.
    """
    if declared := bounds().encoding.get(file.rpartition("/")[2]):
        return declared
    tried, decoder, name = _Tried(), None, "utf-8-sig"
    for block in blocks:
        if decoder is None:
            name = _encoding(block)
            tried.wide += block.startswith(codecs.BOM_UTF8)
            how = "surrogateescape" if name == "utf-8-sig" else "strict"
            decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(name)(how), translate=True)
        tried.add(_next(decoder, block, file))
    if decoder is not None:
        tried.add(_next(decoder, b"", file))
    if not tried.bad:
        return name
    if tried.wide:
        key = "several_no_utf8" if tried.bad > 1 else "some_no_utf8"
        raise Unreadable(file, note(key, place=tried.first, more=tried.bad - 1, form=CSV))
    if tried.foreign or 2 * tried.bad > tried.latin + 20:
        raise Unreadable(
            file,
            note("no_character", place=tried.foreign or tried.first, form=CSV, file=file.rpartition("/")[2]),
        )
    return "cp1252"


def guess_of(encoding: str, data: bytes, file: str) -> Note | None:
    """A word where the letters of a text are a guess: Windows-1252, which takes nearly any bytes, undeclared."""
    if encoding != "cp1252" or file in bounds().encoding:
        return None
    at = next(place for place, byte in enumerate(data) if byte > 127)
    near = re.split(r"[\r\n,;\t\"]", data[max(0, at - 20) : at + 20].decode("cp1252", "replace"))
    word = next(part for part in near if not part.isascii())
    return note("encoding_guessed", word=word.strip(), file=file)


def _next(decoder: io.IncrementalNewlineDecoder, block: bytes, file: str) -> str:
    try:
        return decoder.decode(block, final=not block)
    except UnicodeDecodeError:
        raise Unreadable(file, note("begins_as_utf16", form=CSV)) from None


def decoded(data: bytes, file: str) -> str:
    """Text of a file whose encoding nobody has told."""
    return data.decode(encoding_of(blocks(data), file), _lenient(file)) if data else ""


def blocks(data: bytes) -> Iterator[bytes]:
    """A text in pieces, so that trying its letters costs no memory."""
    return (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20))


def _lenient(file: str) -> str:
    """A declared encoding is taken at its word: a byte that it lacks becomes a sign that says so."""
    return "replace" if file.rpartition("/")[2] in bounds().encoding else "strict"


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
        raise Unreadable(file, note("no_csv", row=reader.line_num, error=str(error))) from None
