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

#: More than any study holds; an archive that claims more is refused before it is unpacked.
LARGEST = 1 << 30
RATIO = 500
ENTRIES = 200_000


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
        self._refuse_bombs(files)
        self.files = {info.filename: info for info in files}
        self._by_name = {PurePosixPath(name.replace("\\", "/")).name.casefold(): name for name in self.files}

    def _refuse_bombs(self, files: list[zipfile.ZipInfo]) -> None:
        size, packed = sum(f.file_size for f in files), sum(f.compress_size for f in files)
        if len(files) > ENTRIES or size > LARGEST or (size > 1 << 20 and size > RATIO * max(packed, 1)):
            raise Unreadable(self.name, note("unpacks_to", size=size / 1e6, packed=packed / 1e6))

    def find(self, name: str) -> str | None:
        """The file of that base name, whatever folder and case it was packed under."""
        return self._by_name.get(PurePosixPath(name.replace("\\", "/")).name.casefold())

    def read(self, name: str) -> bytes:
        """A file's bytes, no more than it said it had."""
        info = self.files[name]
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

    One with a DOCTYPE is refused, because entities can blow up or read other files.
    """
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
    for part in root.iter():
        part.tag = part.tag.rpartition("}")[2]
    return root


def write(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """A zip whose bytes depend on nothing but its files: no clock, no user, no system."""
    with zipfile.ZipFile(path, "w") as target:
        for name, data in files:
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            target.writestr(info, data, compresslevel=3)
