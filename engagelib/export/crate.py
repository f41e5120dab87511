"""A folder for deposit (RO-Crate 1.1): code, results, environment, and of the data what may be handed on.

The metadata is one JSON-LD file of flat entities; writing it takes fewer lines than telling a package what is in it.
What was held back, and why, stands in `held-back.csv` and in the metadata's description.
"""

from __future__ import annotations

import csv
import io
import json
import mimetypes
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

from engagelib.contracts import TABLES
from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.files import digest, write_whole
from engagelib.run.notebook import found
from engagelib.run.record import Record
from engagelib.study.folder import HOUSE, PROJECT
from engagelib.study.study import Study
from engagelib.text.masks import counted, left, masked
from engagelib.words import sentence

__all__ = ["held_back", "write"]

_RESULTS = ("tables", "figures", "report")
_ENVIRONMENT = (
    "requirements.lock",
    "environment.yml",
    "pyproject.toml",
    "setup.py",
    "LICENSE",
    "CITATION.cff",
    "README.md",
)
#: Raw tables in which people speak, whatever their files hold besides.
_SPOKEN = ("comments", "answers", "interviews", "reviews", "observations", "orders", "member_check")


def held_back(study: Study) -> Iterator[tuple[Path, Note]]:
    """Each raw file that may not be handed on, with the reason: people speak in it or are named in it, or nobody can tell."""
    spoken = {path: table for table in _SPOKEN for path in _files(study, table)}
    for path in study.files() if not study.illustrative else ():
        name = path.relative_to(study.folder)
        if name.parts[0] in ("interpretation", "notebooks"):
            yield path, note("export_held_own")
        elif path in spoken:
            yield path, note("export_held_people", what=[spoken[path]])
        elif name.name != "study.toml" and (why := _named(path)):
            yield path, why


def _files(study: Study, table: str) -> list[Path]:
    """The files in which people speak: those of a table that has rows."""
    try:
        return study.paths(table) if len(study.reading(table).table) else []
    except (MissingTable, Unreadable):
        return []


def _named(path: Path) -> Note | None:
    """Why a file stays: what looks like a person in it, kind by kind; None if nothing does."""
    from engagelib.readers.pieces import pieces

    kinds: set[str] = set()
    try:
        for _, cells, texts in pieces(path):
            for text in (*cells, *texts):
                kinds |= counted([masked(text, orders=False)]).keys()
                kinds |= {kind for kind, _ in left(text)} - {"number"}
    except (Unreadable, OSError, ValueError, KeyError):
        return None if path.suffix in (".md", ".toml", ".txt") else note("export_held_unread")
    return note("export_held_people", what=sorted(kinds)) if kinds else None


def write(study: Study, home: Path, manifest: Record, notebooks: Path, folder: Path) -> list[Path]:
    """Write the crate into an empty folder; its metadata, and a README that says how to run it. Gives what it wrote."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    held = dict(held_back(study))
    place = Path("data") / "raw" / study.name if study.is_shipped else Path("study")
    sources = [(path, place / path.relative_to(study.folder)) for path in study.files() if path not in held]
    sources += [
        (home / part / path.relative_to(home / part), Path("results") / path.relative_to(home))
        for part in _RESULTS
        for path in sorted((home / part).rglob("*"))
        if path.is_file() and _may_go(study, path, home)
    ]
    sources += [(home / "manifest.json", Path("results/manifest.json"))]
    sources += [
        (path, Path("engagelib") / path.relative_to(HOUSE))
        for path in sorted(HOUSE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    sources += [(path, Path("notebooks") / study.lang / path.name) for path in found(notebooks)]
    sources += [(PROJECT / name, Path(name)) for name in _ENVIRONMENT if (PROJECT / name).is_file()]
    written = []
    for source, name in sources:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)
        written.append(name)
    declared = folder / place / "study.toml"
    write_whole(declared, _without(declared.read_text(encoding="utf-8-sig"), {path.name for path in held}))
    rows = io.StringIO()
    lines = csv.writer(rows, lineterminator="\n")
    lines.writerow(["file", "why"])
    lines.writerows(
        (path.relative_to(study.folder).as_posix(), why.said(manifest["lang"])) for path, why in held.items()
    )
    write_whole(folder / "held-back.csv", rows.getvalue())
    target = f'"{study.name}"' if study.is_shipped else "study"
    write_whole(
        folder / "HOW-TO-RUN.md",
        sentence("export_how_to_run", manifest["lang"], study=target, spoken=manifest["lang"]) + "\n",
    )
    written += [Path("held-back.csv"), Path("HOW-TO-RUN.md")]
    about = _metadata(study, manifest, folder, written, len(held))
    write_whole(folder / "ro-crate-metadata.json", json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    return [folder / name for name in (*written, Path("ro-crate-metadata.json"))]


def _without(text: str, names: set[str]) -> str:
    """A study.toml that declares no file which was held back: it would be an error that it is not there."""
    lines = [
        f"# held back: {line}" if re.match(r"\w+\s*=", line) and any(f'"{name}"' in line or f"'{name}'" in line for name in names) else line
        for line in text.splitlines()
    ]  # fmt: skip
    try:
        tomllib.loads(made := "\n".join(lines) + "\n")
        return made
    except tomllib.TOMLDecodeError:  # a list over several lines
        return text


def _may_go(study: Study, path: Path, home: Path) -> bool:
    """Whether a result may be handed on: of a study with real people no page and no table that shows their words."""
    if study.illustrative:
        return True
    if path.suffix == ".parquet" or path.parent.name != "tables":
        return (path.parent.name == "figures" and path.suffix != ".svg") or (
            path.suffix == ".parquet" and _is_plain(path)
        )
    return _is_plain(path.with_suffix(".parquet"))


def _is_plain(path: Path) -> bool:
    """Whether a result holds no free text: neither a contract's free column nor long words."""
    import pandas as pd

    table = pd.read_parquet(path)
    free = {column.name for columns in TABLES.values() for column in columns if column.free} - {
        "value",
        "name",
        "note",
    }
    words = [
        name
        for name in table
        if not pd.api.types.is_numeric_dtype(table[name]) and name not in ("note", "why", "statement")
    ]
    return not free & {*table} and not any(table[name].astype(str).str.len().gt(60).any() for name in words)


def _metadata(
    study: Study, manifest: Record, folder: Path, written: list[Path], held: int
) -> dict[str, object]:
    kinds = {"engagelib": "SoftwareSourceCode", "notebooks": "SoftwareSourceCode"}
    files = [
        {
            "@id": name.as_posix(), "@type": ["File", kinds[name.parts[0]]] if name.parts[0] in kinds else "File", "name": name.name,
            "encodingFormat": mimetypes.guess_type(name.name)[0] or "application/octet-stream",
            "contentSize": (folder / name).stat().st_size, "sha256": digest(folder / name),
        }
        for name in written
    ]  # fmt: skip
    lang = manifest["lang"]
    root = {
        "@id": "./", "@type": "Dataset", "name": study.title, "inLanguage": lang,
        "description": sentence("export_crate", lang, title=study.title, question=_ended(study.question or "–"), held=held),
        "datePublished": manifest.get("made", "")[:10], "license": "MIT" if study.is_shipped else sentence("export_license", lang),
        "hasPart": [{"@id": file["@id"]} for file in files],
    }  # fmt: skip
    head = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [head, root, *files]}


def _ended(text: str) -> str:
    """A sentence with a sign at its end.

    >>> _ended("Apakah benar?"), _ended("Tidak diketahui")
    ('Apakah benar?', 'Tidak diketahui.')
    """
    return text if text.rstrip().endswith((".", "?", "!", "…")) else f"{text}."
