"""Leaving a person out of a study: from the import on, out of results and journals, with a list of what only the owner may delete."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zipfile import BadZipFile

from engagelib import people
from engagelib.contracts.problems import MissingTable, Unreadable
from engagelib.files import append, replacing, write_whole
from engagelib.readers.pieces import pieces
from engagelib.run.places import places
from engagelib.study import sources
from engagelib.study.study import DONE, SAID, Study
from engagelib.text.nearest import nearest
from engagelib.words.harmless import field

__all__ = ["Forgotten", "forget"]

LOG = "forgotten.csv"


@dataclass(frozen=True)
class Forgotten:
    """What was done: the pseudonym, was it new on the list, how many comments and orders, files changed and removed, places in raw files.

    `near`: the handle that may have been meant, where this one wrote, bought, answered and told nothing. `units`:
    how many answers and turns of an interview are left out.
    """

    author: str
    new: bool
    comments: int
    orders: int
    changed: list[Path]
    removed: list[Path]
    places: list[str]
    near: str = ""
    units: int = 0


def forget(study: Study, handle: str) -> Forgotten:
    """Put a person on the exclusion list and drop what the study has made of what she wrote, said and bought.

    Raw files are never written: the rows in them are listed.
    """
    study.left_out()  # whose list it is, before anybody is put on it
    author = people.pseudonym(handle, study.key)
    everybody, without = study.with_left_out(()), study.with_left_out({author})
    hers = {table: everybody.ids(table) - without.ids(table) for table in (*SAID, *DONE)}
    texts, shared = _texts(everybody, hers)
    new = people.leave_out(study.coding / people.EXCLUDED, author, study.key)
    ids = hers["comments"] | hers["answers"] | hers["interviews"]
    coded = {code for code in hers["responses"] if not code.isdecimal()}  # a number stands in any column
    person = {author, *ids, *coded}
    changed = [file for file in _results(study) if _dropped(file, person)]
    removed = _outdated(study, changed, person | texts)
    changed += [file for file in _own_notebooks(study) if _cleared(file, person | texts)]
    named = frozenset(name for name in {author, *ids} if len(name) >= LONG_ID or not name.isalnum())
    words = frozenset(text for text in texts - shared if len(text) >= SHORT)
    quoting = [file for file in _interpretations(study) if _shows_anything(file, person | texts)]
    raw_rows = [file.relative_to(study.folder).as_posix() for file in quoting]
    raw_rows += [
        place
        for file in study.files()
        for place in places(file, study.folder, handle, named, words, study.lang)
    ]
    near = "" if any(hers.values()) else _near(study, handle)
    counts = {"comments": len(hers["comments"]), "orders": len(hers["orders"])}
    units = len(hers["answers"]) + len(hers["interviews"]) + len(hers["responses"])
    done = Forgotten(
        author, new, **counts, changed=changed, removed=removed, places=raw_rows, near=near, units=units
    )
    _log(study.coding / LOG, done)
    return done


LONG_ID = 6  # signs; a shorter id is a number that stands anywhere


def _texts(study: Study, hers: Mapping[str, Collection[str]]) -> tuple[frozenset[str], frozenset[str]]:
    """What a person wrote and said, and which of it somebody else did too, word for word."""
    own, others = set(), set()
    for table, key in SAID.items():
        try:
            said = study.reading(table).table
        except (MissingTable, Unreadable):
            continue
        is_hers = said[key].isin(set(hers[table]))
        own |= {" ".join(text.split()) for text in said.loc[is_hers, "text"].dropna()}
        others |= {" ".join(text.split()) for text in said.loc[~is_hers, "text"].dropna()}
    return frozenset(own - {""}), frozenset(own & others)


def _near(study: Study, handle: str) -> str:
    """The handle in the export that comes nearest to one that wrote nothing."""
    try:
        handles = {said.casefold(): said for said in sources.handles(study)}
    except MissingTable:
        return ""
    said = handle.strip().removeprefix("@").casefold()
    return next((handles[name] for name in nearest(said, handles)), "")


# --- results and journals ---------------------------------------------------------------------------------


def _results(study: Study) -> list[Path]:
    """Tables that the study has written, and what people have noted while coding."""
    tables = sorted((study.processed / "tables").glob("*.parquet")) + sorted(
        (study.processed / "tables").glob("*.csv")
    )
    own = {people.EXCLUDED, LOG}
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
        end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
        rows = (",".join(map(field, record)) if record != [""] else '""' for record in kept)
        with replacing(file) as part:
            part.write_bytes("".join(row + end for row in rows).encode(encoding))
    return len(kept) < len(records)


def _from_lines(file: Path, person: set[str]) -> bool:
    records = file.read_text(encoding="utf-8").split("\n")
    kept = [
        line for line in records if not line.strip() or not person & set(map(str, json.loads(line).values()))
    ]
    if len(kept) < len(records):
        write_whole(file, "\n".join(kept))
    return len(kept) < len(records)


def _own_notebooks(study: Study) -> list[Path]:
    """The study's own notebooks, and the copies that JupyterLab keeps of them."""
    return sorted((study.folder / "notebooks").rglob("*.ipynb"))


def _interpretations(study: Study) -> list[Path]:
    return sorted((study.folder / "interpretation").glob("*.md"))


def _cleared(file: Path, hers: Collection[str]) -> bool:
    """Empty the outputs of the cells that show her ids or her words; False if none does. Code and words of its owner stay."""
    try:
        book = json.loads(file.read_text(encoding="utf-8"))
        shown = [cell for cell in book["cells"] if cell.get("outputs")]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    cells = [
        cell
        for cell in shown
        if _shows((p for text in _strings(cell["outputs"]) for p in _between_tags(text)), hers)
    ]
    for cell in cells:
        cell |= {"outputs": [], "execution_count": None}
    if cells:
        write_whole(file, json.dumps(book, ensure_ascii=False, indent=1) + "\n")
    return bool(cells)


def _outdated(study: Study, changed: list[Path], hers: Collection[str]) -> list[Path]:
    """Remove what was made from the changed tables, and every result that still shows her ids or her words."""
    shown = [file.with_suffix(".xlsx") for file in changed if file.is_relative_to(study.processed)]
    shown += [study.processed / "report" / "index.html"] if changed else []
    shown += [file for file in study.processed.rglob("*") if file.is_file() and _shows_anything(file, hers)]
    there = sorted({file for file in shown if file.exists()})
    for file in there:
        file.unlink()
    return there


SHORT = 12  # characters; what is shorter may stand within anybody's sentence, and counts only by itself


def _shows_anything(file: Path, hers: Collection[str]) -> bool:
    try:
        return _shows(_said(file), hers)
    except (BadZipFile, OSError, ValueError, KeyError):
        return True  # what cannot be looked through is made anew, too


def _shows(said: Iterator[str], hers: Collection[str]) -> bool:
    """Whether any of these pieces of a file is a text or an id of hers, cut off or not, or holds a long one."""
    long = [text for text in hers if len(text) >= SHORT]
    for piece in said:
        words = " ".join(piece.split())
        if words in hers or any(text in words for text in long):
            return True
        begun = words.removesuffix("…").removesuffix("...").strip()
        if begun != words and len(begun) >= SHORT and any(text.startswith(begun) for text in long):
            return True
    return False


def _said(file: Path) -> Iterator[str]:
    """What a result says, piece by piece: its cells, or what stands between the tags of a page."""
    kind = file.suffix
    if kind == ".parquet":
        import pandas as pd

        for _, column in pd.read_parquet(file).items():
            yield from map(str, column.dropna().unique())
    elif kind == ".xlsx":
        for _, cells, texts in pieces(file):
            yield from (*cells, *texts)
    elif kind == ".csv":
        for record in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")):
            yield from record
    elif kind in (".ipynb", ".json"):
        for piece in _strings(json.loads(file.read_text(encoding="utf-8"))):
            yield from _between_tags(piece)
    elif kind in (".html", ".svg", ".md", ".tex", ".txt"):
        yield from _between_tags(file.read_text(encoding="utf-8"))


def _between_tags(page: str) -> Iterator[str]:
    yield html.unescape(page)
    yield from map(html.unescape, re.split(r"<[^>]*>|\n", page))


def _strings(node: object) -> Iterator[str]:
    """Every text in a JSON document; a list of lines is one text."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from _strings(part)
    elif isinstance(node, list):
        if all(isinstance(part, str) for part in node):
            yield "".join(node)
        for part in node:
            yield from _strings(part)


def _log(file: Path, done: Forgotten) -> None:
    """Note that somebody was left out: when, the pseudonym, how much; nothing that names the person."""
    header = ("at", "author", "comments", "changed", "removed", "raw_rows")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    counts = (len(done.changed), len(done.removed), len(done.places))
    append(file, header, (at, done.author, done.comments, *counts))
