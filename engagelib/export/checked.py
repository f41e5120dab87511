"""Whether what was handed in belongs to the results: exported folders, edited Word documents, a crate; nothing is run."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from engagelib.contracts.problems import Note, note
from engagelib.export.contents import addresses, contents
from engagelib.export.package import LISTED
from engagelib.export.refresh import linked, pictured, tags
from engagelib.files import digest
from engagelib.run import record
from engagelib.run.outputs import on_record
from engagelib.run.record import Record
from engagelib.study.study import Study

__all__ = ["differences", "of_any", "of_document", "of_folder", "within"]


def differences(study: Study, home: Path, manifest: Record) -> Iterator[Note]:
    """Each way in which what was exported and refreshed on this machine differs from these results."""
    values: dict[str, str] | None = None
    for place in on_record(study):
        if place.is_dir() and (place / LISTED).exists():
            yield from of_folder(place, home, manifest)
        elif place.suffix == ".docx" and place.is_file():
            values = values if values is not None else addresses(contents(home, manifest))
            yield from of_document(place, values, home)


def of_any(path: Path, home: Path, manifest: Record) -> list[Note]:
    """What is wrong with a linked document, an exported folder or a crate."""
    if path.is_dir():
        is_crate = (path / "ro-crate-metadata.json").exists()
        return list(within(path) if is_crate else of_folder(path, home, manifest))
    return list(of_document(path, addresses(contents(home, manifest)), home))


def of_folder(folder: Path, home: Path, manifest: Record) -> Iterator[Note]:
    """Files of an exported folder that are others than were exported, or made of other results; an edited document by its numbers."""
    listed = record.load(folder / LISTED)
    if listed.get("seal") != record.seal(listed):
        yield note("it_was_altered", what=str(folder / LISTED))
        return
    if listed["results"] != manifest.get("seal"):
        yield note("made_of_others", what=str(folder))
    for name, known in listed["files"].items():
        path = folder / name
        if (now := digest(path)) == known:
            continue
        if now and path.suffix == ".docx":
            yield from of_document(path, addresses(contents(home, manifest)), home)
        else:
            yield note("it_was_altered" if now else "it_was_removed", what=str(path))


def of_document(path: Path, values: dict[str, str], home: Path) -> Iterator[Note]:
    """Linked numbers and figures of a document that are not those of the results; whatever its author wrote is hers."""
    by_tag = tags(values)
    try:
        there, pictures = linked(path), pictured(path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        OSError,
        ValueError,
        SyntaxError,
        RuntimeError,
        EOFError,
    ):
        yield note("it_was_altered", what=str(path))
        return
    for name, texts in there.items():
        address = by_tag.get(name, name)
        text = values.get(address, "–")
        for said in texts - {text}:
            yield note("it_says_otherwise", what=str(path), at=address, there=said, now=text)
    for figure, hashes in pictures.items():
        file = home / "figures" / f"{figure}.png"
        if not file.exists() or hashes != {sha256(file.read_bytes()).hexdigest()}:
            yield note("it_shows_otherwise", what=str(path), figure=figure)


def within(crate: Path) -> Iterator[Note]:
    """Files of a crate that are others than its metadata says, or that it does not name."""
    try:
        entities = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    except (OSError, ValueError, KeyError):
        yield note("it_was_altered", what=str(crate / "ro-crate-metadata.json"))
        return
    known = {entity["@id"]: entity["sha256"] for entity in entities if "sha256" in entity}
    for name, hash_ in known.items():
        if (now := digest(crate / name)) != hash_:
            yield note("it_was_altered" if now else "it_was_removed", what=name)
    for path in sorted(crate.rglob("*")):
        name = path.relative_to(crate).as_posix()
        if (
            path.is_file()
            and name not in known
            and name != "ro-crate-metadata.json"
            and "__pycache__" not in path.parts
        ):
            yield note("nobody_made_it", what=name)
