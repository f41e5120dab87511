"""Leaving a person out of a study: from the import on, out of results and journals, with a list of what only the owner may delete."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zipfile import BadZipFile

from engagelib import people
from engagelib.contracts.problems import MissingTable, Unreadable
from engagelib.files import append, replacing, write_whole
from engagelib.readers.pieces import pieces
from engagelib.run.outputs import on_record
from engagelib.run.places import places
from engagelib.study import sources
from engagelib.study.study import DONE, SAID, Study
from engagelib.text.nearest import nearest
from engagelib.words.harmless import field as quoted_field

__all__ = ["Forgotten", "forget"]

LOG = "forgotten.csv"


@dataclass(frozen=True)
class Forgotten:
    """What was done: the pseudonym, was it new on the list, how many comments and orders, files changed and removed, places in raw files.

    `near`: the handle that may have been meant, where this one wrote, bought, answered and told nothing. `units`:
    how many answers and turns of an interview are left out. `beyond`: files and folders that could not be reached.
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
    beyond: list[str] = field(default_factory=list)


def _is_pseudonym(study: Study, who: str) -> bool:
    """Whether somebody of the study goes by this pseudonym."""
    if not re.fullmatch("[0-9a-f]{16}", who):
        return False
    everybody = study.with_left_out(())
    columns = {"comments": "author", "orders": "customer", "responses": "respondent", "interviews": "case"}
    return any(who in _values(everybody, table, column) for table, column in columns.items())


def _values(study: Study, table: str, column: str) -> set[str]:
    try:
        return set(study.reading(table).table[column].dropna())
    except (MissingTable, Unreadable):
        return set()


def _is_hers(study: Study, handle: str, author: str) -> Callable[[str], bool]:
    """Whether a cell is the person's name, where she is known by her pseudonym alone."""
    if handle.strip() != author:
        return lambda cell: False
    pseudonym = people.pseudonyms(study.key)
    return lambda cell: 0 < len(cell) < LONGEST_NAME and pseudonym(cell) == author


LONGEST_NAME = 100


def forget(study: Study, handle: str) -> Forgotten:
    """Put a person on the exclusion list and drop what the study has made of what she wrote, said and bought.

    Raw files are never written: the rows in them are listed.
    """
    study.left_out()  # whose list it is, before anybody is put on it
    author = handle.strip() if _is_pseudonym(study, handle.strip()) else people.pseudonym(handle, study.key)
    everybody, without = study.with_left_out(()), study.with_left_out({author})
    hers = {table: everybody.ids(table) - without.ids(table) for table in (*SAID, *DONE)}
    texts, shared = _texts(everybody, hers)
    new = people.leave_out(study.coding / people.EXCLUDED, author, study.key)
    ids = hers["comments"] | hers["answers"] | hers["interviews"]
    coded = {code for code in hers["responses"] if not code.isdecimal()}  # a number stands in any column
    person = {author, *ids, *coded}
    homes = [study.processed, *(home for home in on_record(study) if home.is_dir())]
    changed = [file for file in _results(study, homes) if _dropped(file, person)]
    removed, beyond = _outdated(homes, changed, person | texts)
    beyond += [str(home) for home in on_record(study) if not home.is_dir()]
    changed += [file for file in _own_notebooks(study) if _cleared(file, person | texts)]
    named = frozenset(name for name in {author, *ids} if len(name) >= LONG_ID or not name.isalnum())
    words = frozenset(text for text in texts - shared if len(text) >= SHORT)
    quoting = [file for file in _interpretations(study) if _shows_anything(file, person | texts) is not False]
    raw_rows = [file.relative_to(study.folder).as_posix() for file in quoting]
    raw_rows += [
        place
        for file in study.files()
        for place in places(
            file, study.folder, handle, named, words, study.lang, _is_hers(study, handle, author)
        )
    ]
    near = "" if any(hers.values()) else _near(study, handle)
    counts = {"comments": len(hers["comments"]), "orders": len(hers["orders"])}
    units = len(hers["answers"]) + len(hers["interviews"]) + len(hers["responses"])
    done = Forgotten(
        author,
        new,
        **counts,
        changed=changed,
        removed=removed,
        places=raw_rows,
        near=near,
        units=units,
        beyond=beyond,
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


def _results(study: Study, homes: list[Path]) -> list[Path]:
    """Tables that the study has written, and what people have noted while coding."""
    tables = [
        file for home in homes for kind in ("parquet", "csv") for file in sorted(home.rglob(f"*.{kind}"))
    ]
    own = {people.EXCLUDED, LOG}
    journals = [path for path in sorted(study.coding.rglob("*")) if path.name not in own and path.is_file()]
    return tables + journals


def _dropped(file: Path, person: set[str]) -> bool:
    """Rewrite a file without the rows that name the person; False if there were none."""
    drop = {".parquet": _from_parquet, ".csv": _from_csv, ".jsonl": _from_lines}.get(file.suffix)
    try:
        return drop(file, person) if drop else False
    except ValueError:  # no table of ours: told among what was not looked through
        return False


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
        rows = (",".join(map(quoted_field, record)) if record != [""] else '""' for record in kept)
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


def _outdated(homes: list[Path], changed: list[Path], hers: Collection[str]) -> tuple[list[Path], list[str]]:
    """Remove what was made from the changed tables, and every result that still shows her ids or her words.

    Beside the study's own folder somebody may keep files of hers: there a document is never removed, nor what
    cannot be looked through; they are named.
    """
    shown, beyond = [], []
    for number, home in enumerate(homes):
        shown += [file.with_suffix(".xlsx") for file in changed if file.is_relative_to(home)]
        shown += [home / "report" / "index.html"] if changed else []
        for file in (path for path in sorted(home.rglob("*")) if path.is_file()):
            shows = _shows_anything(file, hers)
            if number and (shows is None or (shows and file.suffix.lower() in (".docx", ".odt"))):
                beyond.append(str(file))
            elif shows or (shows is None and file.suffix not in PICTURES):
                shown += [file, *(file.with_suffix(kind) for kind in PICTURES if file.suffix == ".svg")]
    there = sorted({file for file in shown if file.exists()})
    for file in there:
        file.unlink()
    return there, [file for file in beyond if Path(file) not in there]


#: What shows words that no program reads: a figure, of which the .svg tells.
PICTURES = (".png", ".pdf", ".tiff", ".tif", ".eps", ".jpg")


SHORT = 12  # characters; what is shorter may stand within anybody's sentence, and counts only by itself


def _shows_anything(file: Path, hers: Collection[str]) -> bool | None:
    """Whether a file shows something of hers; None where it cannot be looked through."""
    if file.suffix in PICTURES:
        return None
    try:
        return _shows(_said(file), hers)
    except (BadZipFile, OSError, ValueError, KeyError, Unreadable):
        return None


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
    elif kind == ".csv":
        for record in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")):
            yield from record
    elif kind in (".ipynb", ".json"):
        for piece in _strings(json.loads(file.read_text(encoding="utf-8"))):
            yield from _between_tags(piece)
    elif kind in (".html", ".svg", ".md", ".tex", ".txt", ".bib", ".qdc", ".xml"):
        yield from _between_tags(file.read_text(encoding="utf-8"))
    elif kind in (".xlsx", ".sav") or file.read_bytes()[:4] == b"PK\x03\x04":
        for _, cells, texts in pieces(file):
            yield from (*cells, *texts)


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
