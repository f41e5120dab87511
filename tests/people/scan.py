"""Plant secrets behind every door of the two studies, run them, and search every byte that came out.

    python -m tests.people.scan [FOLDER]

Prints how many doors, forms, secrets and outputs there were, and what was found. `tests/people/test_scan.py` runs it.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path

import pandas as pd

from tests.people.secrets_planted import FORMS, NAMES, Secret, secret

RAW = Path(__file__).parents[2] / "data" / "raw"
#: Study -> door -> file and column (or kind) that is planted in.
DOORS = {
    "kia-metro": {
        "comments": ("comments.csv", "text"), "open answers": ("survey.xlsx", "Apa yang paling Anda sukai"), "profile": ("survey.xlsx", "Tempat tinggal"),
        "interviews (Word)": ("interviews/*.docx", ""), "field notes": ("observations.xlsx", "note"), "documents": ("documents.csv", "note"),
        "titles": ("documents.csv", "title"), "sales book": ("sales.xlsx", "Keterangan"), "events": ("events.csv", "name"),
        "evidence of ratings": ("ratings.csv", "evidence"), "quotes": ("evidence.csv", "quote"), "examples": ("codebook.xlsx", "example"),
        "captions": ("tiktok-studio.zip", "Video title"),
    },
    "umkm-loyalty": {
        "interviews (text)": ("interviews/*.txt", ""), "interviews (sheets)": ("interviews/*.xlsx", ""), "reviews": ("reviews.csv", "text"),
        "field notes": ("observations.xlsx", "note"), "documents": ("documents.csv", "note"), "memos": ("codings/*.xlsx", "memo"),
        "member check": ("member_check.csv", "action"), "criteria": ("cases.csv", "criterion"), "proofs": ("cases.csv", "proof"),
        "quotes": ("evidence.csv", "quote"), "definitions": ("codebook.xlsx", "definition"),
    },
}  # fmt: skip


@dataclass
class Planted:
    """A study with secrets in it: where it lies, and what was planted behind which door."""

    folder: Path
    secrets: dict[str, list[Secret]] = field(default_factory=dict)


def planted(name: str, folder: Path, numbers: Iterator[int]) -> Planted:
    """A copy of a study in which each door holds every form, at the end of what stands there."""
    shutil.copytree(RAW / name, folder)
    made = Planted(folder)
    for door, (pattern, column) in DOORS[name].items():
        made.secrets[door] = [secret(form, next(numbers)) for form in FORMS]
        _plant(sorted(folder.glob(pattern)), column, made.secrets[door])
    listed = "".join(f'"{one}", ' for one in NAMES)
    toml = folder / "study.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n[people]\nnames = [{listed}]\n", encoding="utf-8")
    return made


def _plant(files: list[Path], column: str, secrets: list[Secret]) -> None:
    """Put each secret behind a text of the files, in turn."""
    waiting = [[] for _ in files]
    for one, into in zip(secrets, cycle(waiting), strict=False):
        into.append(f" {one.text}.")
    for file, texts in zip(files, waiting, strict=True):
        {".csv": _in_csv, ".xlsx": _in_book, ".docx": _in_word, ".txt": _in_text, ".zip": _in_zip}[
            file.suffix
        ](file, column, texts)


def _spread(places: list, texts: list[str]) -> Iterator[tuple[object, str]]:
    share = -(-len(texts) // len(places))
    for place, at in zip(places, range(0, len(texts), share), strict=False):
        yield place, "".join(texts[at : at + share])


def _in_csv(file: Path, column: str, texts: list[str]) -> None:
    raw = file.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw, newline="")))
    at = rows[0].index(column)
    full = [row for row in rows[1:] if row[at]] or rows[1:]
    for row, text in _spread(full, texts):
        row[at] += text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file.write_bytes(out.getvalue().encode("utf-8-sig"))


def _in_zip(file: Path, column: str, texts: list[str]) -> None:
    """The csv of an archive that has the column."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(file, "w") as archive:
        part = Path(folder) / "part.csv"
        for name, data in members.items():
            part.write_bytes(data)
            if column in data.decode("utf-8-sig").partition("\n")[0]:
                _in_csv(part, column, texts)
            archive.writestr(name, part.read_bytes())


def _in_book(file: Path, column: str, texts: list[str]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    if column:
        at = next(cell.column for cell in sheet[1] if str(cell.value).startswith(column))
        cells = [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]
    else:  # an interview: what the informant says
        cells = [row[2] for row in sheet.iter_rows() if row[1].value == "N"]
    full = [cell for cell in cells if cell.value] or cells
    for cell, text in _spread(full, texts):
        cell.value = f"{cell.value or ''}{text}"
    book.save(file)


def _in_word(file: Path, _: str, texts: list[str]) -> None:
    import docx

    document = docx.Document(file)
    said = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("N")]
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells[1:]]
    for place, text in _spread(said or [paragraph for cell in cells for paragraph in cell.paragraphs], texts):
        place.add_run(text)
    document.save(file)


def _in_text(file: Path, _: str, texts: list[str]) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    said = [at for at, line in enumerate(lines) if line.startswith("N:")]
    for at, text in _spread(said, texts):
        lines[at] += text
    file.write_text("\n".join(lines), encoding="utf-8")


# --- looking ----------------------------------------------------------------------------------------------


def pieces(name: str, data: bytes) -> Iterator[str]:
    """Everything that a file holds, as text: members of archives, cells of Parquet, streams of PDF, what JSON and pages escape."""
    yield name
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from pieces(member, archive.read(member))
        return
    if data[:4] == b"PAR1":
        yield pd.read_parquet(io.BytesIO(data)).to_csv()
        return
    if data[:5] == b"%PDF-":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            try:
                shown = zlib.decompress(stream).decode("latin-1")
            except zlib.error:
                continue
            yield shown
            yield "".join(re.findall(r"\(((?:[^()\\]|\\.)*)\)", shown))
    text = data.decode("utf-8", "replace")
    yield text
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text or "\\n" in text:
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    yield re.sub(r"<[^>]*>", "", html.unescape(text)) if "<" in text else ""


def found_in(folders: Iterable[Path], needles: Iterable[str]) -> tuple[int, Counter[tuple[str, str]]]:
    """How many files there are in folders, and which of the needles stand in which."""
    wanted = {needle.casefold() for needle in needles}
    any_of = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    files, found = 0, Counter()
    for file in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        files += 1
        for text in pieces(file.name, file.read_bytes()):
            for hit in any_of.findall(text.casefold()):
                found[str(file), hit] += 1
    return files, found


# --- running ----------------------------------------------------------------------------------------------


def run(log: Path, temporary: Path, *command: str) -> int:
    """A command of engagelib in a process of its own, with its own temporary folder; all it says goes to the log."""
    temporary.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "TMPDIR": str(temporary),
        "XDG_CONFIG_HOME": str(temporary.parent / "config"),
    }
    with log.open("ab") as out:
        return subprocess.run(
            [sys.executable, "-m", "engagelib", *command],
            stdout=out,
            stderr=out,
            env=environment,
            check=False,
        ).returncode


def outputs(place: Path) -> list[Path]:
    """What is searched: results, coding folders, logs, what stays in the temporary folder, projects for other programs."""
    return [
        path
        for path in (
            *place.glob("*/processed"),
            *place.glob("*/coding"),
            place / "out",
            place / "logs",
            place / "temporary",
        )
        if path.exists()
    ]


def scanned(place: Path, only: str = "") -> dict[str, object]:
    """Plant, check, reproduce into two folders, write projects, search; forget somebody, and search again."""
    numbers = count()
    studies = [planted(name, place / f"copy-{name}", numbers) for name in DOORS]
    (place / "logs").mkdir()
    log, temporary = place / "logs" / "console.txt", place / "temporary"
    for study in studies:
        for command in (["check"], ["check", "--json"], ["reproduce", *([f"--only={only}"] if only else [])],
                        ["reproduce", "--lang", "en", "--out", str(place / "out" / study.folder.name), "--only", only or "01"]):  # fmt: skip
            run(log, temporary, command[0], str(study.folder), *command[1:])
    needles = [one.needle for study in studies for door in study.secrets.values() for one in door]
    files, before = found_in(outputs(place), needles)
    hers = _forgotten(studies, log, temporary)
    _, after = found_in([path for path in outputs(place) if path.name != "logs"], [*needles, *hers])
    return {
        "doors": sum(len(study.secrets) for study in studies), "forms": len(FORMS), "secrets": len(needles), "outputs": files,
        "found before": dict(before), "found after forget": dict(after),
    }  # fmt: skip


#: Who asks to be left out, and words of theirs that nobody else said.
ASKED = {"copy-kia-metro": [], "copy-umkm-loyalty": []}


def _forgotten(studies: list[Planted], log: Path, temporary: Path) -> list[str]:
    """Leave people out; their own words, which may stand nowhere any more."""
    said = []
    for study in studies:
        comments = study.folder / "comments.csv"
        if comments.exists():
            table = pd.read_csv(comments, dtype=str)
            long = table[table["text"].str.len().between(40, 200) & ~table["text"].duplicated(keep=False)]
            plain = long[~long["text"].str.contains(r"[@\d]", regex=True)]
            who = plain["user.unique_id"].iloc[0]
            said += [" ".join(text.split()) for text in plain.loc[plain["user.unique_id"] == who, "text"]]
            run(log, temporary, "forget", str(study.folder), who)
        else:
            who = sorted((study.folder / "interviews").glob("*.txt"))[0]
            run(log, temporary, "forget", str(study.folder), who.stem)
            lines = who.read_text(encoding="utf-8").split("\n")
            said += [line[2:].strip()[:60] for line in lines if line.startswith("N:") and len(line) > 80]
    return said


def told(result: dict[str, object]) -> str:
    return json.dumps(
        {
            key: value if isinstance(value, int) else {str(k): n for k, n in value.items()}
            for key, value in result.items()
        },
        ensure_ascii=False,
        indent=1,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(told(scanned(Path(sys.argv[1] if len(sys.argv) > 1 else folder))))
