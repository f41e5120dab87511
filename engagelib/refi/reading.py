"""REFI-QDA as programs write it: any namespace, folder and case, braces, missing files, positions counted in any way."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd

from engagelib.coding import codebook as coding_codebook
from engagelib.contracts import Problem, columns, typed
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import as_time
from engagelib.refi import archive
from engagelib.refi.offsets import Counting, at_words, detect, said
from engagelib.refi.project import NOTHING, Project, Report, fields
from engagelib.text.encodings import opening

__all__ = ["read_codebook", "read_project"]

#: What a project tells of a coding, in this order.
CODINGS = ("unit", "coder", "code", "start", "end", "made_at", "source", "memo")
UNITS = tuple(columns("units"))


def _words(element: Element, name: str) -> str:
    return element.findtext(name) or ""


@functools.lru_cache(4096)
def _guid(value: str | None) -> str:
    """An id without braces and case, by which programs differ."""
    return (value or "").strip("{} ").casefold()


def _id(element: Element) -> str:
    return _guid(element.get("guid"))


def _target(element: Element | None) -> str:
    """What a reference refers to."""
    return "" if element is None else _guid(element.get("targetGUID") or element.get("guid"))


@functools.lru_cache(4096)
def _when(value: str | None) -> object:
    try:
        return as_time(value, "UTC") if value else None
    except ValueError:
        return None


# --- codebook ----------------------------------------------------------------------------------------------------------------


def read_codebook(path: Path) -> pd.DataFrame:
    """A codebook out of a .qdc, or out of the project in a .qdpx.

    In: the path. Out: the table `codebook` (code, parent, theme, name, definition ...).
    """
    path = Path(path)
    if path.suffix.lower() == ".qdpx":
        with archive.Archive(path) as packed:
            root = archive.parsed(packed.read(_inner(packed)), path.name)
    else:
        with opening(path):
            root = archive.parsed(path.read_bytes(), path.name)
    book = root if root.tag == "CodeBook" else root.find("CodeBook")
    return _codebook(book)[0]


def _codebook(book: Element | None) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """The codebook, and GUID -> code (None for "read, no code applies")."""
    rows: list[dict[str, Any]] = []
    codes: dict[str, str | None] = {}
    taken: set[str] = set()

    def walk(element: Element, above: str | None, path: str) -> None:
        name = (element.get("name") or "").strip()
        if name == NOTHING:
            codes[_id(element)] = None
            return
        card = fields(_words(element, "Description"))
        code = card.pop("code", None) or name or _id(element)
        if code in taken:  # the same name elsewhere in the tree
            code = f"{path} > {code}"
        taken.add(code)
        codes[_id(element)] = code
        own = {"code": code, "parent": above, "name": name or code, "color": _color(element.get("color"))}
        rows.append(own | card)
        for child in element.findall("Code"):
            walk(child, code, code)

    for top in [] if book is None else book.findall("Codes/Code"):
        walk(top, None, "")
    table = pd.DataFrame(rows, columns=list(columns("codebook")))
    table = table.assign(theme=coding_codebook.themes(table) if len(table) else table["theme"])
    return typed("codebook", table), codes


def _color(value: str | None) -> str | None:
    if value and re.fullmatch(r"#[0-9A-Fa-f]{3}", value):
        return "#" + "".join(letter * 2 for letter in value[1:])
    return value if value and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else None


# --- project -------------------------------------------------------------------------------------------------------------------


def _inner(packed: archive.Archive) -> str:
    """The project file, whatever the program called it."""
    found = sorted((name.count("/"), name) for name in packed.files if name.lower().endswith(".qde"))
    if not found:
        raise Unreadable(packed.name, note("no_qde"))
    return found[0][1]


def read_project(path: Path) -> Project:
    """A .qdpx as contract tables; `report` says how positions were counted and what could not be read.

    In: the path of a .qdpx. Out: `Project` (codebook, units, codings, cases, notes, report). Format: REFI-QDA 1.5.

    Raises `engagelib.contracts.problems.Unreadable` for what is no project at all, or would do harm.
    """
    path = Path(path)
    with archive.Archive(path) as packed:
        root = archive.parsed(packed.read(_inner(packed)), path.name)
        return _Reader(path.name, root, packed).project()


class _Reader:
    """One project: what it names first (users, codes, variables, notes), then its sources, then what refers to them."""

    def __init__(self, file: str, root: Element, packed: archive.Archive) -> None:
        self.file, self.root, self.packed = file, root, packed
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(("passages", "inside", "at_words", "named", "matching"), 0)
        self.unit_of: dict[str, str] = {}
        self.book, self.codes = _codebook(root.find("CodeBook"))
        users = enumerate(root.findall("Users/User"), start=1)
        self.users = {_id(u): u.get("name") or u.get("id") or f"user {i}" for i, u in users}
        self.notes = {_id(n): n for n in root.findall("Notes/Note")}
        self.variables = {
            _id(v): (v.get("name") or "", v.get("typeOfVariable") or "Text")
            for v in root.findall("Variables/Variable")
        }

    def project(self) -> Project:
        sources = [(source, *self._text(source)) for source in self._texts()]
        counting = detect(
            (text, bom, _passages(s.findall("PlainTextSelection")))
            for s, text, bom in sources
            if text is not None
        )
        units: list[dict[str, Any]] = []
        rows: list[tuple[Any, ...]] = []
        names: set[str] = set()
        for source, text, bom in sources:
            own = counting if bom else replace(counting, bom=False)
            if self.root.get("origin") == "engagelib" and source.get("name") == "collated":
                self._collated(source, text or "", own, units, rows)
                continue
            unit = source.get("name") or _id(source)
            unit = f"{unit} ({_id(source)[:8]})" if unit in names else unit
            names.add(unit)
            self.unit_of[_id(source)] = unit
            units.append(
                {"unit": unit, "kind": "document", "case": None, "text": text} | self._values(source)
            )
            for selection, start, end in self._placed(source, unit, text, own):
                rows += self._given(selection, unit, start, end)
            rows += self._given(source, unit)
        cases, owners = self._cases()
        held = pd.DataFrame(units, columns=_ordered(units, UNITS))
        held = held.assign(case=pd.Series([owners.get(unit) for unit in held["unit"]], dtype="str"))
        report = Report(str(counting), **self.counts, problems=self.problems)
        name = self.root.get("name") or ""
        return Project(self.book, held, _table(rows), cases, self._noted(), report, self._sets(), name)

    def _remark(self, value: str, message: Note) -> None:
        self.problems.append(Problem(self.file, value=value[:60], message=message, severity="warning"))

    # --- texts and variables

    def _texts(self) -> Iterator[Element]:
        for source in self.root.findall("Sources/*"):
            if source.tag == "TextSource":
                yield source
            else:
                n = len(source.findall(".//Coding"))
                self._remark(source.get("name") or source.tag, note("source_no_text", kind=source.tag, n=n))

    def _text(self, source: Element) -> tuple[str | None, bool]:
        """The text as stored, without byte order mark; whether it had one."""
        inline = source.find("PlainTextContent")
        if inline is not None:
            return inline.text or "", False
        where = source.get("plainTextPath") or ""
        packed = self.packed.find(where) if where else None
        if packed is None:
            why = note("text_not_in_archive", path=where or note("no_path"))
            self._remark(source.get("name") or where, why)
            return None, False
        data = self.packed.read(packed)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace"), True
        bom = data.startswith(b"\xef\xbb\xbf")
        return data[3 * bom :].decode("utf-8", "replace"), bom

    def _values(self, element: Element) -> dict[str, object]:
        found = {}
        for value in element.findall("VariableValue"):
            name, kind = self.variables.get(_target(value.find("VariableRef")), ("", ""))
            words = next((v.text for v in value if v.tag.endswith("Value")), None)
            if name and words:
                found[name] = _value(words, kind)
        return found

    # --- codings

    def _placed(
        self, source: Element, unit: str, text: str | None, counting: Counting
    ) -> Iterator[tuple[Any, ...]]:
        """Selections with start and end in code points, each verified against the text."""
        selections = source.findall("PlainTextSelection")
        passages = _passages(selections)
        self.counts["passages"] += len(passages)
        places = [p[:2] for p in passages] if text is None else counting.places(text, passages)
        for selection, (start, end), (first, last, name) in zip(selections, places, passages, strict=True):
            if text is None:
                yield selection, start, end
            elif 0 <= start <= end:
                self._verify(f"{unit} {first}-{last}", text, start, end, name)
                yield selection, start, end
            else:
                why = note("no_place_in_text", n=len(text))
                self._remark(f"{unit} {first}-{last}", why)
                yield selection, None, None

    def _verify(self, where: str, text: str, start: int, end: int, name: str) -> None:
        counts = self.counts
        counts["inside"] += 1
        counts["at_words"] += at_words(text, start, end)
        if name:
            counts["named"] += 1
            counts["matching"] += said(text, start, end, name)
        if start == end:
            self._remark(where, note("empty_passage"))

    def _given(
        self, element: Element, unit: str, start: int | None = None, end: int | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Codings of a source or a selection. Who coded is the coding's matter; a selection may be somebody else's."""
        for coding in element.findall("Coding"):
            target = _target(coding.find("CodeRef"))
            if target not in self.codes:
                self._remark(unit, note("code_not_in_project", code=target or note("no_reference")))
                continue
            user = _guid(coding.get("creatingUser") or element.get("creatingUser"))
            when = _when(coding.get("creationDateTime") or element.get("creationDateTime"))
            said = [self._note(ref) for ref in coding.findall("NoteRef")]
            said += [_words(element, "Description")] if start is not None else []
            memo = "\n".join(filter(None, said)) or None
            yield unit, self.users.get(user, "unknown"), self.codes[target], start, end, when, "human", memo

    def _collated(
        self, source: Element, text: str, counting: Counting, units: list[Any], rows: list[Any]
    ) -> None:
        """Our own source of many short units, taken apart where its selections say so."""
        unit, at = "", 0
        for selection, start, end in self._placed(source, "collated", text, counting):
            if _words(selection, "Description") == "unit":
                unit, at = selection.get("name") or "", start
                self.unit_of[_id(selection)] = unit
                units.append({"unit": unit, "kind": "comment", "case": None, "text": text[start:end]})
                rows += self._given(selection, unit)
            else:
                rows += self._given(selection, unit, start - at, end - at)

    # --- cases, notes, sets

    def _cases(self) -> tuple[pd.DataFrame, dict[str, str]]:
        """Cases with their variables, and unit -> case."""
        rows, owners = [], {}
        for i, case in enumerate(self.root.findall("Cases/Case"), start=1):
            name = case.get("name") or f"case {i}"
            about = _words(case, "Description")
            rows.append({"case": name} | self._values(case) | ({"description": about} if about else {}))
            for ref in [*case.findall("SourceRef"), *case.findall("SelectionRef")]:
                owners[self.unit_of.get(_target(ref), "")] = name
        return pd.DataFrame(rows, columns=_ordered(rows, ("case",))), owners

    def _note(self, ref: Element) -> str:
        note = self.notes.get(_target(ref))
        if note is None:
            return ""
        described = _words(note, "Description")
        return described if described and not note.get("plainTextPath") else self._text(note)[0] or described

    def _noted(self) -> pd.DataFrame:
        """Notes on units, codes and the project."""
        holders = [("code", self.codes.get(_id(e)), e) for e in self.root.iter("Code")]
        holders += [("unit", self.unit_of.get(_id(e)), e) for e in self.root.findall("Sources/TextSource")]
        holders += [("unit", self.unit_of.get(_id(e)), e) for e in self.root.iter("PlainTextSelection")]
        rows = []
        for about, ref, element in [*holders, ("project", None, self.root)]:
            for link in element.findall("NoteRef"):
                note = self.notes.get(_target(link))
                if note is not None:
                    coder = self.users.get(_guid(note.get("creatingUser")))
                    made_at = _when(note.get("creationDateTime"))
                    rows.append((note.get("name") or _id(note), about, ref, coder, made_at, self._note(link)))
        found = pd.DataFrame(rows, columns=["note", "about", "ref", "coder", "made_at", "text"])
        return found.astype({c: "str" for c in found.columns if c != "made_at"})

    def _sets(self) -> pd.DataFrame:
        rows = []
        for group in self.root.findall("Sets/Set"):
            for member in group:
                kind, known = ("code", self.codes) if member.tag == "MemberCode" else ("unit", self.unit_of)
                if known.get(_target(member)):
                    rows.append((group.get("name"), kind, known[_target(member)]))
        return pd.DataFrame(rows, columns=["set", "kind", "ref"]).astype("str")


def _passages(selections: list[Element]) -> list[tuple[int, int, str]]:
    """Start and end as written, and the name; the name of a unit in our own collated source is no quote."""
    found = []
    for selection in selections:
        name = "" if selection.findtext("Description") == "unit" else selection.get("name") or ""
        found.append((_whole(selection.get("startPosition")), _whole(selection.get("endPosition")), name))
    return found


def _whole(number: str | None) -> int:
    """A position; -1 for what is none. "1.0" has been seen."""
    try:
        return int(number or "")
    except ValueError:
        return int(number[:-2]) if number and re.fullmatch(r"\d+\.0", number) else -1


def _value(words: str, kind: str) -> object:
    try:
        if kind == "Integer":
            return int(words)
        if kind == "Float":
            return float(words)
        if kind == "Boolean":
            return words.strip().casefold() in ("true", "1")
        if kind == "DateTime":
            return as_time(words, "UTC")
        if kind == "Date":
            return pd.Timestamp(words[:10])
    except ValueError:
        return words
    return words


def _ordered(rows: list[dict[str, Any]], first: tuple[str, ...]) -> list[str]:
    """Every column that any row has, the contract's first."""
    return list(dict.fromkeys([*first, *(column for row in rows for column in row)]))


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return typed("codings", pd.DataFrame(rows, columns=list(CODINGS)))
