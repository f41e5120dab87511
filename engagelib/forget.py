"""Leaving a person out of a study: from the import on, out of results and journals, with a list of what only the owner may delete."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engagelib import privacy
from engagelib.files import replacing, write
from engagelib.folder import MissingTable
from engagelib.sheets import read_xlsx
from engagelib.study import Study
from engagelib.textfiles import Unreadable, decoded

__all__ = ["Forgotten", "forget"]

LOG = "forgotten.csv"


@dataclass(frozen=True)
class Forgotten:
    """What was done: the pseudonym, was it new on the list, how many comments, files changed and removed, places in raw files."""

    author: str
    new: bool
    comments: int
    changed: list[Path]
    removed: list[Path]
    places: list[str]


def forget(study: Study, handle: str) -> Forgotten:
    """Put a person on the exclusion list and drop what the study has made of her comments.

    Raw files are never written: the rows in them are listed.
    """
    author = privacy.pseudonym(handle, study.key())
    try:
        comments = study.comments_of({author})
    except MissingTable:
        comments = frozenset()
    new = privacy.leave_out(study.coding / privacy.EXCLUDED, author)
    person = {author, *comments}
    changed = [file for file in _results(study) if _dropped(file, person)]
    removed = _outdated(study, changed)
    places = [place for file in study.files() for place in _places(file, study.folder, handle, comments)]
    done = Forgotten(author, new, len(comments), changed, removed, places)
    _log(study.coding / LOG, done)
    return done


# --- results and journals ---------------------------------------------------------------------------------


def _results(study: Study) -> list[Path]:
    """Tables that the study has written, and what people have noted while coding."""
    tables = sorted((study.processed / "tables").glob("*.parquet")) + sorted(
        (study.processed / "tables").glob("*.csv")
    )
    own = {privacy.EXCLUDED, LOG}
    journals = [path for path in sorted(study.coding.rglob("*")) if path.name not in own and path.is_file()]
    return tables + journals


def _dropped(file: Path, person: set[str]) -> bool:
    """Rewrite a file without the rows that name the person; False if there were none."""
    drop = {".parquet": _from_parquet, ".csv": _from_csv, ".jsonl": _from_lines}.get(file.suffix)
    return drop(file, person) if drop else False


def _from_parquet(file: Path, person: set[str]) -> bool:
    import pandas as pd

    table = pd.read_parquet(file)
    named = table.astype(object).isin(person).any(axis=1)
    if named.any():
        with replacing(file) as part:
            table[~named].to_parquet(part)
    return bool(named.any())


def _from_csv(file: Path, person: set[str]) -> bool:
    text = file.read_bytes().decode("utf-8")
    records = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    kept = [record for record in records if not person & set(record)]
    if len(kept) < len(records):
        encoding = "utf-8-sig" if text.startswith("\ufeff") else "utf-8"
        with replacing(file) as part, part.open("w", encoding=encoding, newline="") as lines:
            csv.writer(lines, lineterminator="\r\n" if "\r\n" in text else "\n").writerows(kept)
    return len(kept) < len(records)


def _from_lines(file: Path, person: set[str]) -> bool:
    records = file.read_text(encoding="utf-8").split("\n")
    kept = [
        line for line in records if not line.strip() or not person & set(map(str, json.loads(line).values()))
    ]
    if len(kept) < len(records):
        write(file, "\n".join(kept))
    return len(kept) < len(records)


def _outdated(study: Study, changed: list[Path]) -> list[Path]:
    """Remove what was made from the changed tables and may show the person: workbooks of them, the report."""
    shown = [file.with_suffix(".xlsx") for file in changed if file.is_relative_to(study.processed)]
    shown += [study.processed / "report" / "index.html"] if changed else []
    there = sorted({file for file in shown if file.exists()})
    for file in there:
        file.unlink()
    return there


# --- raw files: only their owner deletes ------------------------------------------------------------------


def _rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Where a row stands in a raw file, and its cells."""
    kind = file.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        for name, sheet in read_xlsx(file).items():
            for number, row in zip(sheet.numbers, sheet.rows, strict=True):
                yield f"sheet {name}, row {number}", [str(cell) for cell in row if cell is not None]
    elif kind in (".csv", ".tsv"):
        text = decoded(file.read_bytes(), file.name)
        delimiter = max(",;\t|", key=text.partition("\n")[0].count)
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            yield f"row {number}", cells
    elif kind in (".json", ".jsonl", ".ndjson", ".txt", ".md"):
        for number, line in enumerate(decoded(file.read_bytes(), file.name).split("\n"), start=1):
            yield f"line {number}", re.split(r'[\s"\',:;{}\[\]]+', line)


def _places(file: Path, folder: Path, handle: str, comments: frozenset[str]) -> Iterator[str]:
    """The rows of a raw file that hold the handle, a mention of it, or the id of one of the person's comments."""
    name = re.escape(handle.strip().removeprefix("@"))
    named = re.compile(rf"@?{name}|.*@{name}(?![\w.]*\w).*", re.IGNORECASE | re.DOTALL)
    try:
        for place, cells in _rows(file):
            if not comments.isdisjoint(cells) or any(named.fullmatch(cell.strip()) for cell in cells):
                yield f"{file.relative_to(folder).as_posix()}, {place}"
    except Unreadable:
        return


def _log(file: Path, done: Forgotten) -> None:
    """Note that somebody was left out: when, the pseudonym, how much; nothing that names the person."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        if new:
            writer.writerow(("at", "author", "comments", "changed", "removed", "raw_rows"))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        writer.writerow(
            (at, done.author, done.comments, len(done.changed), len(done.removed), len(done.places))
        )
