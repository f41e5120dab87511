"""Projects kept in a database, read only: QualCoder (.qda) and Taguette (.sqlite3).

Layouts as their programs make them: QualCoder, src/qualcoder/__main__.py (`new_project`, database version v17 and those
before it, whose tables lack columns); Taguette 1.5, taguette/database/models.py, and taguette/extract.py for positions,
which count UTF-8 bytes of the text of an HTML document. Positions are checked like those of REFI-QDA: a passage that does
not hold the words that the database keeps for it is placed where they stand, or left out and counted.
"""

from __future__ import annotations

import re
import sqlite3
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import Problem, columns
from engagelib.contracts.problems import Unreadable, note
from engagelib.refi.offsets import Counting, detect, once, tallied
from engagelib.refi.project import Project, Report, book, given, listed, moment, table
from engagelib.text.bounds import checked
from engagelib.text.encodings import opening

__all__ = ["database", "read_database"]

SECONDS = 30
HEAD = b"SQLite format 3\0"


def database(path: Path) -> Path | None:
    """The database that a project is kept in: the file itself, or what lies in QualCoder's folder; None for neither."""
    inside = path / "data.qda" if path.is_dir() else path
    if not inside.is_file():
        return None
    with inside.open("rb") as file:
        return inside if file.read(len(HEAD)) == HEAD else None


def read_database(path: Path, kept: Path) -> Project:
    """The project in a database (`kept`), by the tables that it has."""
    checked(kept)
    with opening(kept):
        link = sqlite3.connect(f"{kept.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    link.row_factory = sqlite3.Row
    link.execute("pragma trusted_schema = off")
    late = time.monotonic() + SECONDS
    link.set_progress_handler(lambda: time.monotonic() > late, 100_000)  # what takes longer is interrupted
    try:
        made = _Made(path.name, link)
        if {"source", "code_name", "code_text"} <= made.tables:
            return _qualcoder(made)
        if {"documents", "highlights", "tags"} <= made.tables:
            return _taguette(made)
        why = note("no_project_database", tables=sorted(made.tables)[:5])
    except sqlite3.Error as error:
        raise Unreadable(path.name, note("no_database", error=str(error))) from None
    finally:
        link.close()
    raise Unreadable(path.name, why)


@dataclass
class _Made:
    """A project in the making."""

    file: str
    link: sqlite3.Connection
    units: list[dict[str, Any]] = field(default_factory=list)
    codes: list[dict[str, Any]] = field(default_factory=list)
    codings: list[tuple[Any, ...]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def tables(self) -> set[str]:
        found = self.link.execute("select name from sqlite_master where type = 'table'")
        return {row["name"] for row in found}

    def rows(self, name: str, order: str = "rowid") -> list[dict[str, Any]]:
        """The rows of a table; none where an older database lacks it."""
        found = self.link.execute(f'select * from "{name}" order by {order}') if name in self.tables else []
        return [dict(row) for row in found]

    def placed(self, unit: str, text: str | None, start: int, end: int, quote: str) -> tuple[int, int] | None:
        """Where a passage stands, checked against its words."""
        self.counts["passages"] += 1
        if text is None:
            return start, end
        inside = 0 <= start < end <= len(text)
        if inside and (tallied(self.counts, text, start, end, quote) or not quote):
            return start, end
        at, n = once(text, quote), len(text)
        why = note("no_place_in_text", n=n, codings=1) if at is None else note("placed_by_quote", n=n)
        self.problems.append(
            Problem(self.file, value=f"{unit} {start}-{end}", message=why, severity="warning")
        )
        self.left["passages outside their texts"] += at is None
        return None if at is None else (at, at + len(quote))

    def project(self, counting: Counting, name: str, description: str, **more: Any) -> Project:
        report = Report(
            str(counting), **{key: self.counts[key] for key in ("passages", "inside", "at_words", "named", "matching")},
            problems=self.problems, left={kind: n for kind, n in self.left.items() if n},
        )  # fmt: skip
        return Project(
            book(self.codes), listed(self.units, columns("units")), given(self.codings),
            notes=table("notes", self.notes), report=report, name=name, description=description, **more,
        )  # fmt: skip


def _color(value: object) -> str | None:
    return str(value) if re.fullmatch("#[0-9A-Fa-f]{6}", str(value)) else None


# --- QualCoder ------------------------------------------------------------------------------------------------------


def _qualcoder(made: _Made) -> Project:
    cats, names = made.rows("code_cat"), made.rows("code_name")
    taken = {row["name"] for row in names}
    above = {
        row["catid"]: row["name"] if row["name"] not in taken else f"{row['name']} (category)" for row in cats
    }
    called = {row["cid"]: row["name"] for row in names}
    made.codes += [
        {"code": above[row["catid"]], "name": row["name"], "parent": above.get(row.get("supercatid")),
         "definition": row["memo"] or None, "codable": False} for row in cats
    ]  # fmt: skip
    made.codes += [
        {"code": row["name"], "name": row["name"], "definition": row["memo"] or None, "color": _color(row["color"]),
         "parent": called.get(row.get("supercid")) or above.get(row["catid"]), "codable": True} for row in names
    ]  # fmt: skip
    sources = {row["id"]: row for row in made.rows("source", "id")}
    texts = {key: row["fulltext"] for key, row in sources.items()}
    marked: dict[int, list[dict[str, Any]]] = {}
    for row in made.rows("code_text"):
        if row["fid"] in sources and row["cid"] in called:
            marked.setdefault(row["fid"], []).append(row)
        else:
            made.left["code_text of no file or code"] += 1
    counting = detect(
        (texts[key] or "", False, [(r["pos0"], r["pos1"], r["seltext"] or "") for r in rows])
        for key, rows in marked.items()
    )
    for key, source in sources.items():
        about = {"description": source["memo"]} if source["memo"] else {}
        made.units.append(
            {"unit": source["name"], "kind": "document", "case": None, "text": texts[key]} | about
        )
        rows = marked.get(key, [])
        places = _points(counting, texts[key], [(r["pos0"], r["pos1"]) for r in rows])
        for row, (start, end) in zip(rows, places, strict=True):
            place = made.placed(source["name"], texts[key], start, end, row["seltext"] or "")
            if place:
                memo, who, when = row["memo"] or None, row["owner"] or "unknown", moment(row["date"])
                made.codings.append((source["name"], who, called[row["cid"]], *place, when, "human", memo))
            made.left["code_text.important"] += row.get("important") == 1
    for row in made.rows("annotation"):
        if row["fid"] in sources:
            ((start, end),) = _points(counting, texts[row["fid"]], [(row["pos0"], row["pos1"])])
            made.notes.append({
                "about": "passage", "ref": sources[row["fid"]]["name"], "start": start, "end": end,
                "coder": row["owner"], "made_at": moment(row["date"]), "text": row["memo"],
            })  # fmt: skip
    for row in made.rows("journal"):
        made.notes.append({
            "note": row["name"], "coder": row["owner"], "made_at": moment(row["date"]), "text": row["jentry"],
        })  # fmt: skip
    cases, shared = _cases(made, sources, counting)
    variables = list(_attributes(made, {key: row["name"] for key, row in sources.items()}, cases))
    for name in ("code_image", "code_av", "graph", "ris"):
        made.left[name] += len(made.rows(name))
    memos = [row["memo"] for row in made.rows("project") if row["memo"]]
    return made.project(
        counting, made.file.rpartition(".")[0], "\n".join(memos), cases=listed([*cases.values()], ["case"]), case_texts=table("case_texts", shared),
        variables=table("variables", variables),
    )  # fmt: skip


def _points(counting: Counting, text: str | None, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return counting.places(text, [(*place, "") for place in places]) if text and places else places


def _cases(
    made: _Made, sources: dict[int, dict[str, Any]], counting: Counting
) -> tuple[dict[int, dict[str, Any]], list[tuple[Any, ...]]]:
    """Cases, and what they own that the column `case` of units cannot say: passages, and texts that they share."""
    cases = {
        row["caseid"]: {"case": row["name"]} | ({"description": row["memo"]} if row["memo"] else {})
        for row in made.rows("cases")
    }
    owners: dict[int, list[str]] = {}
    shared: list[tuple[Any, ...]] = []
    for row in made.rows("case_text"):
        if row["fid"] not in sources or row["caseid"] not in cases:
            made.left["case_text of no file or case"] += 1
            continue
        text, case = sources[row["fid"]]["fulltext"], cases[row["caseid"]]["case"]
        ((start, end),) = _points(counting, text, [(row["pos0"], row["pos1"])])
        if not text or (start <= 0 and end >= len(text) - 1):
            owners.setdefault(row["fid"], []).append(case)
        else:
            shared.append((case, sources[row["fid"]]["name"], start, end, None))
    units = {unit["unit"]: unit for unit in made.units}
    for key, several in owners.items():
        name = sources[key]["name"]
        if len(set(several)) == 1:
            units[name]["case"] = several[0]
        else:
            shared += [(case, name, None, None, None) for case in dict.fromkeys(several)]
    return cases, shared


def _attributes(
    made: _Made, files: dict[int, str], cases: dict[int, dict[str, Any]]
) -> Iterator[tuple[str, str, str, str | None]]:
    """Attributes as columns of units and cases; yields what is known of each."""
    units = {unit["unit"]: unit for unit in made.units}
    types = {row["name"]: row for row in made.rows("attribute_type")}
    reserved = {*columns("units"), "case", "description"}
    for row in made.rows("attribute"):
        holder = cases.get(row["id"]) if row["attr_type"] == "case" else units.get(files.get(row["id"], ""))
        if holder is None:
            made.left["attribute of nothing"] += 1
        elif row["value"] not in (None, ""):
            name = f"{row['name']} (variable)" if row["name"] in reserved else row["name"]
            number = types.get(row["name"], {}).get("valuetype") == "numeric"
            holder[name] = pd.to_numeric(row["value"], errors="coerce") if number else row["value"]
    for name, row in types.items():
        level = "case" if row["caseOrFile"] == "case" else "unit"
        yield level, name, "Float" if row["valuetype"] == "numeric" else "Text", row["memo"] or None


# --- Taguette -------------------------------------------------------------------------------------------------------


def _taguette(made: _Made) -> Project:
    projects = made.rows("projects")
    if len(projects) != 1:
        raise Unreadable(made.file, note("several_projects", names=[row["name"] for row in projects]))
    tags = {row["id"]: row["path"] for row in made.rows("tags")}
    made.codes += [
        {"code": row["path"], "name": row["path"], "definition": row["description"] or None, "codable": True}
        for row in made.rows("tags")
    ]
    given: dict[int, list[str]] = {}
    for row in made.rows("highlight_tags"):
        given.setdefault(row["highlight_id"], []).append(tags.get(row["tag_id"], ""))
    documents = {row["id"]: (row, _Text.of(row["contents"])) for row in made.rows("documents", "id")}
    names: Counter[str] = Counter()
    called: dict[int, str] = {}
    for key, (row, page) in documents.items():
        names[row["name"]] += 1
        called[key] = row["name"] if names[row["name"]] == 1 else f"{row['name']} {names[row['name']]}"
        about = {"description": row["description"]} if row["description"] else {}
        made.units.append({"unit": called[key], "kind": "document", "case": None, "text": page.text} | about)
    for row in made.rows("highlights"):
        if row["document_id"] not in documents:
            made.left["highlights of no document"] += 1
            continue
        unit, page = called[row["document_id"]], documents[row["document_id"]][1]
        quote = _Text.of(row["snippet"]).text.strip()
        start, end = page.place(row["start_offset"]), page.place(row["end_offset"], end=True)
        place = made.placed(unit, page.text, start, end, quote)
        codes = [code for code in given.get(row["id"], []) if code]
        if place and not codes:
            made.notes.append({"about": "passage", "ref": unit, "start": place[0], "end": place[1]})
        made.codings += [(unit, "unknown", code, *place, None, "human", None) for code in codes if place]
    return made.project(Counting("UTF-8 bytes"), projects[0]["name"], projects[0]["description"] or "")


#: Elements of a page that begin and end a line.
_TAGS = "p div br h1 h2 h3 h4 h5 h6 li tr blockquote pre ul ol table section article"
_BLOCKS = frozenset(_TAGS.split())


class _Text(HTMLParser):
    """The text of an HTML document, a line for each block; positions count the bytes of its text alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.starts: list[int] = []  # of each part, in the text, and in the bytes that are counted
        self.bytes: list[int] = []
        self.length = self.counted = 0
        self.text = ""
        self.bare = False  # nothing stands in the <pre> yet

    @classmethod
    def of(cls, html: str) -> _Text:
        made = cls()
        made.feed((html or "").replace("\r\n", "\n").replace("\r", "\n"))
        made.close()
        made.text = "".join(made.parts)
        return made

    def handle_data(self, data: str) -> None:
        if self.get_starttag_text() is None:
            data = data.lstrip()  # as an HTML5 parser does before the body
        elif self.bare:
            data = data.removeprefix("\n")  # and after <pre>
        self.bare = False
        self._add(data, len(data.encode()))

    def _add(self, data: str, size: int) -> None:
        if data:
            self.parts.append(data)
            self.starts.append(self.length)
            self.bytes.append(self.counted)
            self.length, self.counted = self.length + len(data), self.counted + size

    def _line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self._add("\n", 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._line()
        self.bare = tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._line()

    def place(self, offset: int, end: bool = False) -> int:
        """A position in bytes of the document's text as one in this text; -1 for one that is none.

        An end lies before the line that a block begins, a start after it.
        """
        if not 0 <= offset <= self.counted:
            return -1
        part = (bisect_left if end else bisect_right)(self.bytes, offset) - 1
        if part < 0:
            return 0
        inside = self.parts[part].encode()[: offset - self.bytes[part]]
        try:
            return self.starts[part] + len(inside.decode())
        except UnicodeDecodeError:
            return -1
