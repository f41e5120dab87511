"""Zip archives and XML from strangers, opened without harm, and archives that come out the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from xml.parsers import expat

from engagelib.contracts.problems import Unreadable, note
from engagelib.text.encodings import opening

__all__ = ["Archive", "parsed", "write"]

#: More than any study holds, in bytes: all that is read of an archive, and one text of it. Recordings and pictures are
#: not read and may be as large as they are.
LARGEST, LARGEST_TEXT = 1 << 28, 1 << 25
RATIO = 500
ENTRIES = 200_000
#: An XML document's tags (opening and closing), its attributes, and how deep its elements may lie.
TAGS, ATTRIBUTES, DEPTH = 2_000_000, 5_000_000, 200


class Archive:
    """A zip whose files are read into memory by name and never unpacked to disk, so that no name can lead outside."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            with opening(path):
                self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise Unreadable(path.name, note("no_zip")) from None
        files = [info for info in self._zip.infolist() if not info.is_dir()]
        self._unpacked = 0
        if len(files) > ENTRIES:
            raise Unreadable(self.name, note("too_many_files", n=len(files), most=ENTRIES))
        self.files = {info.filename: info for info in files}
        self._by_name = {PurePosixPath(name.replace("\\", "/")).name.casefold(): name for name in self.files}

    def _refuse_bomb(self, info: zipfile.ZipInfo) -> None:
        self._unpacked += info.file_size
        most = LARGEST if info.filename.lower().endswith(".qde") else LARGEST_TEXT
        packs = info.file_size > 1 << 20 and info.file_size > RATIO * max(info.compress_size, 1)
        if packs or info.file_size > most or self._unpacked > LARGEST:
            size = max(info.file_size, self._unpacked) / 1e6
            raise Unreadable(self.name, note("unpacks_to", size=size, packed=info.compress_size / 1e6))

    def find(self, name: str) -> str | None:
        """The file of that base name, whatever folder and case it was packed under."""
        return self._by_name.get(PurePosixPath(name.replace("\\", "/")).name.casefold())

    def read(self, name: str) -> bytes:
        """A file's bytes, no more than it said it had."""
        info = self.files[name]
        self._refuse_bomb(info)
        if info.flag_bits & 0x1:
            raise Unreadable(self.name, note("part_encrypted", part=name))
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise Unreadable(self.name, note("part_damaged", part=name, error=str(error))) from None
        if len(data) > info.file_size:
            raise Unreadable(self.name, note("part_too_long", part=name))
        return data

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Enough(Exception):
    """The document's own element has begun: what could do harm stands before it."""


def parsed(data: bytes, file: str) -> ElementTree.Element:
    """An XML document, its names without namespaces, which programs spell in several ways.

    One with a DOCTYPE is refused, because entities can blow up or read other files, and one of more elements, or deeper
    ones, than any project has.
    """
    if len(data) > LARGEST or data.count(b"<") > TAGS or data.count(b"=") > ATTRIBUTES:
        raise Unreadable(file, note("xml_too_large", tags=TAGS, size=LARGEST / 1e6))
    scout = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise Unreadable(file, note("has_doctype"))

    def element(*_: object) -> None:
        raise _Enough

    scout.StartDoctypeDeclHandler, scout.StartElementHandler = doctype, element
    try:
        scout.Parse(data, True)
    except _Enough:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(file, note("no_xml", error=str(error))) from None
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable(file, note("no_xml", error=str(error))) from None
    level, depth = [root], 0
    while level:
        if (depth := depth + 1) > DEPTH:
            raise Unreadable(file, note("xml_too_deep", depth=DEPTH))
        for part in level:
            part.tag = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
        level = [below for part in level for below in part]
    return root


def write(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """A zip whose bytes depend on nothing but its files: no clock, no user, no system."""
    with zipfile.ZipFile(path, "w") as target:
        for name, data in files:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            target.writestr(info, data, compresslevel=3)
