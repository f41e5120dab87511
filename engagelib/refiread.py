"""REFI-QDA as programs write it: any namespace, folder and case, braces, missing files, positions counted in any way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pandas as pd

from engagelib import archive, codetree
from engagelib.cells import as_time
from engagelib.codecards import fields
from engagelib.contracts import DTYPES, Problem, columns
from engagelib.offsets import Counting, at_words, detect, said
from engagelib.refi import NOTHING, Project, Report
from engagelib.sheets import Unreadable

__all__ = ["codebook", "project"]

OTHER_SOURCES = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
CODINGS = list(columns("codings"))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element | None, *names: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if not names or _local(child) in names)


def _child(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _words(element: Element | None, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else child.text or ""


def _guid(value: str | None) -> str:
    """An id without braces and case, by which programs differ."""
    return (value or "").strip("{} ").casefold()


def _when(value: str | None) -> object:
    try:
        return as_time(value, "UTC") if value else None
    except ValueError:
        return None


# --- codebook ----------------------------------------------------------------------------------------------------------------


def codebook(path: Path) -> pd.DataFrame:
    """The codebook of a .qdc or .qdpx."""
    if path.suffix.lower() == ".qdpx":
        with archive.Archive(path) as packed:
            root = archive.parsed(packed.read(_inner(packed)), path.name)
    else:
        try:
            root = archive.parsed(path.read_bytes(), path.name)
        except FileNotFoundError:
            raise Unreadable(f"{path.name}: there is no such file in {path.parent.name}") from None
    book = root if _local(root) == "CodeBook" else _child(root, "CodeBook")
    return _codebook(book)[0]


def _codebook(book: Element | None) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """The codebook, and GUID -> code (None for "read, no code applies")."""
    rows: list[dict] = []
    codes: dict[str, str | None] = {}
    taken: set[str] = set()

    def walk(element: Element, above: str | None, path: str) -> None:
        name = (element.get("name") or "").strip()
        if name == NOTHING:
            codes[_guid(element.get("guid"))] = None
            return
        card = fields(_words(element, "Description"))
        code = card.pop("code", None) or name or _guid(element.get("guid"))
        if code in taken:  # the same name elsewhere in the tree
            code = f"{path} > {code}"
        taken.add(code)
        codes[_guid(element.get("guid"))] = code
        rows.append(
            {
                "code": code,
                "parent": above,
                "name": name or code,
                "color": _color(element.get("color")),
                **card,
            }
        )
        for child in _children(element, "Code"):
            walk(child, code, code)

    for top in _children(_child(book, "Codes"), "Code"):
        walk(top, None, "")
    table = pd.DataFrame(rows, columns=list(columns("codebook")))
    table = table.assign(theme=codetree.themes(table) if len(table) else table["theme"])
    return table.astype({c.name: DTYPES[c.type] for c in columns("codebook").values()}), codes


def _color(value: str | None) -> str | None:
    if value and re.fullmatch(r"#[0-9A-Fa-f]{3}", value):
        return "#" + "".join(letter * 2 for letter in value[1:])
    return value if value and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else None


# --- project -------------------------------------------------------------------------------------------------------------------


def _inner(packed: archive.Archive) -> str:
    """The project file, whatever the program called it."""
    found = sorted((name.count("/"), name) for name in packed.files if name.lower().endswith(".qde"))
    if not found:
        raise Unreadable(f"{packed.name}: holds no .qde, so it is not a REFI-QDA project")
    return found[0][1]


def project(path: Path) -> Project:
    """A .qdpx."""
    with archive.Archive(path) as packed:
        root = archive.parsed(packed.read(_inner(packed)), path.name)
        return _Reader(path.name, root, packed).project()


class _Reader:
    def __init__(self, file: str, root: Element, packed: archive.Archive) -> None:
        self.file, self.root, self.packed = file, root, packed
        self.problems: list[Problem] = []
        self.users = {
            _guid(u.get("guid")): u.get("name") or u.get("id") or f"user {i}"
            for i, u in enumerate(_children(_child(root, "Users"), "User"), start=1)
        }
        self.notes = {_guid(n.get("guid")): n for n in _children(_child(root, "Notes"), "Note")}
        self.variables = {
            _guid(v.get("guid")): (v.get("name") or "", v.get("typeOfVariable") or "Text")
            for v in _children(_child(root, "Variables"), "Variable")
        }

    def remark(self, value: str, message: str) -> None:
        self.problems.append(Problem(self.file, value=value[:60], message=message, severity="warning"))

    def project(self) -> Project:
        self.book, self.codes = _codebook(_child(self.root, "CodeBook"))
        sources = list(self._sources())
        counting = detect(
            (text, bom, [_passage(s) for s in _children(source, "PlainTextSelection")])
            for source, text, bom in sources
            if text is not None
        )
        units, rows, self.seen = [], [], []
        self.tally = dict.fromkeys(("passages", "inside", "at_words", "named", "matching"), 0)
        self.unit_of: dict[str, str] = {}
        names: set[str] = set()
        for source, text, bom in sources:
            own = (
                counting
                if bom or not counting.bom
                else Counting(counting.unit, counting.newline, False, counting.inclusive)
            )
            unit = source.get("name") or _guid(source.get("guid"))
            if unit in names:
                unit = f"{unit} ({_guid(source.get('guid'))[:8]})"
            names.add(unit)
            if self._is_collated(source):
                self._collated(source, text, own, units, rows)
            else:
                self.unit_of[_guid(source.get("guid"))] = unit
                units.append(self._unit(source, unit, text))
                rows += self._codings(source, unit, text, own)
        report = Report(str(counting), **self.tally, problems=self.problems)
        found = self._cases(pd.DataFrame(units).reindex(columns=_ordered(units)))
        return Project(
            self.book, found[0], _table(rows), found[1], self._noted(), report, self._sets(), self.root.get("name") or "",
        )  # fmt: skip

    # --- texts

    def _sources(self) -> Iterator[tuple[Element, str | None, bool]]:
        for source in _children(_child(self.root, "Sources")):
            if _local(source) == "TextSource":
                yield (source, *self._text(source))
            elif _local(source) in OTHER_SOURCES:
                n = sum(_local(e) == "Coding" for e in source.iter())
                self.remark(
                    source.get("name") or _local(source),
                    f"is a {_local(source)}; its {n} codings are left out, texts only are read",
                )

    def _text(self, source: Element) -> tuple[str | None, bool]:
        """The text as stored, without byte order mark; whether it had one."""
        inline = _child(source, "PlainTextContent")
        if inline is not None:
            return inline.text or "", False
        where = source.get("plainTextPath") or ""
        name = re.sub(r"^(internal|relative|absolute):/{2,3}", "", where)
        packed = self.packed.find(name) if name else None
        if packed is None:
            self.remark(
                source.get("name") or where,
                f"has no text in the archive ({where or 'no path'}); its codings are kept unverified",
            )
            return None, False
        data = self.packed.read(packed)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace"), True
        bom = data.startswith(b"\xef\xbb\xbf")
        return data[3 * bom :].decode("utf-8", "replace"), bom

    def _unit(self, source: Element, unit: str, text: str | None) -> dict[str, object]:
        return {"unit": unit, "kind": "document", "case": None, "text": text} | self._values(source)

    def _values(self, element: Element) -> dict[str, object]:
        found = {}
        for value in _children(element, "VariableValue"):
            ref = _child(value, "VariableRef")
            name, kind = self.variables.get(_guid(ref.get("targetGUID") if ref is not None else ""), ("", ""))
            words = next((v.text or "" for v in _children(value) if _local(v).endswith("Value")), "")
            if name and words:
                found[name] = _value(words, kind)
        return found

    # --- codings

    def _codings(self, source: Element, unit: str, text: str | None, counting: Counting) -> Iterator[tuple]:
        selections = list(_children(source, "PlainTextSelection"))
        if selections:
            for selection, start, end in self._placed(selections, unit, text, counting):
                yield from self._given(selection, unit, start, end)
        yield from self._given(source, unit, None, None)

    def _placed(
        self, selections: list[Element], unit: str, text: str | None, counting: Counting
    ) -> Iterator[tuple]:
        """Selections with start and end in code points, each verified against the text."""
        passages = [_passage(s) for s in selections]
        self.tally["passages"] += len(passages)
        if text is None:
            yield from (
                (s, p[0], p[1] + counting.inclusive) for s, p in zip(selections, passages, strict=True)
            )
            return
        begin, stop = counting.to_points(text, [p[0] for p in passages], [p[1] for p in passages])
        for selection, start, end, (first, last, name) in zip(
            selections, begin.tolist(), stop.tolist(), passages, strict=True
        ):
            if not 0 <= start <= end:
                self.remark(
                    f"{unit} {first}-{last}",
                    f"is no place in the text of {len(text)} characters; the coding is kept as one of the whole unit",
                )
                yield selection, None, None
                continue
            self.tally["inside"] += 1
            self.tally["at_words"] += at_words(text, start, end)
            if name:
                self.tally["named"] += 1
                self.tally["matching"] += said(text, start, end, name)
            if start == end:
                self.remark(f"{unit} {first}-{last}", "is a passage without any character")
            yield selection, start, end

    def _given(self, element: Element, unit: str, start: int | None, end: int | None) -> Iterator[tuple]:
        """Codings of a source or selection. Who coded is the coding's own matter; the selection may be somebody else's."""
        for coding in _children(element, "Coding"):
            ref = _child(coding, "CodeRef")
            target = _guid(ref.get("targetGUID") if ref is not None else "")
            if target not in self.codes:
                self.remark(
                    unit,
                    f"is coded with a code that the codebook lacks ({target or 'no reference'}); the coding is left out",
                )
                continue
            user = _guid(coding.get("creatingUser") or element.get("creatingUser"))
            when = coding.get("creationDateTime") or element.get("creationDateTime")
            memo = "\n".join(
                filter(
                    None,
                    [self._note_text(r) for r in _children(coding, "NoteRef")]
                    + [_words(element, "Description") if start is not None else ""],
                )
            )
            yield (
                unit,
                self.users.get(user, "unknown"),
                self.codes[target],
                start,
                end,
                _when(when),
                "human",
                memo or None,
            )

    def _is_collated(self, source: Element) -> bool:
        return self.root.get("origin") == "engagelib" and source.get("name") == "collated"

    def _collated(self, source: Element, text: str, counting: Counting, units: list, rows: list) -> None:
        """Our own source of many short units: taken apart where its selections say so."""
        at = None
        selections = list(_children(source, "PlainTextSelection"))
        for selection, start, end in self._placed(selections, "collated", text, counting):
            if _words(selection, "Description") == "unit":
                at, unit = start, selection.get("name")
                self.unit_of[_guid(selection.get("guid"))] = unit
                units.append({"unit": unit, "kind": "comment", "case": None, "text": text[start:end]})
                rows += self._given(selection, unit, None, None)
            elif at is not None:
                rows += self._given(selection, unit, start - at, end - at)

    # --- cases, notes, sets

    def _cases(self, units: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows, owner = [], {}
        for i, case in enumerate(_children(_child(self.root, "Cases"), "Case"), start=1):
            name = case.get("name") or f"case {i}"
            rows.append(
                {"case": name}
                | self._values(case)
                | ({"description": d} if (d := _words(case, "Description")) else {})
            )
            for ref in _children(case, "SourceRef", "SelectionRef"):
                unit = self.unit_of.get(_guid(ref.get("targetGUID")))
                if unit is not None:
                    owner[unit] = name
        if len(units):
            units = units.assign(case=pd.Series([owner.get(u) for u in units["unit"]], dtype="str"))
        return units, pd.DataFrame(rows or [], columns=_ordered(rows, ["case"]))

    def _note_text(self, ref: Element) -> str:
        note = self.notes.get(_guid(ref.get("targetGUID")))
        if note is None:
            return ""
        text, _ = (
            self._text(note)
            if note.get("plainTextPath") or _child(note, "PlainTextContent") is not None
            else ("", False)
        )
        return text or _words(note, "Description")

    def _noted(self) -> pd.DataFrame:
        """Notes on units, codes and the project."""
        rows = []
        codes = {
            element: self.codes.get(_guid(element.get("guid")))
            for element in self.root.iter()
            if _local(element) == "Code"
        }
        about = [("code", code, element) for element, code in codes.items()]
        about += [
            ("unit", self.unit_of.get(_guid(s.get("guid"))), s)
            for s in self.root.iter()
            if _local(s) in ("TextSource", "PlainTextSelection")
        ]
        about += [("project", None, self.root)]
        for kind, ref, element in about:
            for link in _children(element, "NoteRef"):
                note = self.notes.get(_guid(link.get("targetGUID")))
                if note is not None and (ref is not None or kind == "project"):
                    user = self.users.get(_guid(note.get("creatingUser")))
                    rows.append(
                        (
                            note.get("name") or _guid(note.get("guid")),
                            kind,
                            ref,
                            user,
                            _when(note.get("creationDateTime")),
                            self._note_text(link),
                        )
                    )
        found = pd.DataFrame(rows, columns=["note", "about", "ref", "coder", "made_at", "text"])
        return found.astype({c: "str" for c in found.columns if c != "made_at"})

    def _sets(self) -> pd.DataFrame:
        rows = []
        for group in _children(_child(self.root, "Sets"), "Set"):
            for member in _children(group, "MemberCode", "MemberSource"):
                kind = "code" if _local(member) == "MemberCode" else "unit"
                ref = _guid(member.get("targetGUID") or member.get("guid"))
                name = self.codes.get(ref) if kind == "code" else self.unit_of.get(ref)
                if name is not None:
                    rows.append((group.get("name"), kind, name))
        return pd.DataFrame(rows, columns=["set", "kind", "ref"]).astype("str")


def _passage(selection: Element) -> tuple[int, int, str]:
    """Start and end as written, and the name; the name of a unit in our own collated source is no quote."""
    name = "" if _words(selection, "Description") == "unit" else selection.get("name") or ""
    try:
        return (
            int(float(selection.get("startPosition", -1))),
            int(float(selection.get("endPosition", -1))),
            name,
        )
    except ValueError:
        return -1, -1, name


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


def _ordered(rows: list[dict], first: list[str] | None = None) -> list[str]:
    """Every column that any row has, the contract's first."""
    return list(
        dict.fromkeys(
            [
                *(first or ["unit", "kind", "case", "role", "method", "made_at", "text"]),
                *(c for row in rows for c in row),
            ]
        )
    )


def _table(rows: list[tuple]) -> pd.DataFrame:
    order = ["unit", "coder", "code", "start", "end", "made_at", "source", "memo"]
    found = pd.DataFrame(rows, columns=order)[CODINGS]
    return found.astype({c.name: DTYPES[c.type] for c in columns("codings").values()})
