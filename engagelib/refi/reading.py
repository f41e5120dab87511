"""REFI-QDA as programs write it: any namespace, folder and case, braces, missing files, positions counted in any way."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd

from engagelib.contracts import Problem, columns
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.contracts.values import as_time
from engagelib.refi import archive
from engagelib.refi.codebooks import project_file, read_codes
from engagelib.refi.databases import database, read_database
from engagelib.refi.elements import below, id_of, known_as, target_of, unlike
from engagelib.refi.offsets import Counting, detect, once, tallied
from engagelib.refi.project import (
    MEMBER,
    Project,
    Report,
    constructs,
    given,
    listed,
    moment,
    people_alone,
    table,
)  # fmt: skip
from engagelib.text.bounds import bounded

__all__ = ["read_project"]

UNITS = tuple(columns("units"))
#: Where the text of a source that is none stands.
TEXTS = ("Representation", "TextDescription", "Transcript")
#: Characters that are gone through for the quotes of passages whose positions lie outside their texts, and no more.
SOUGHT = 1_000_000_000


# --- project -------------------------------------------------------------------------------------------------------------------


def read_project(path: Path, machines: Collection[str] = ()) -> Project:
    """A .qdpx as contract tables; `report` says how positions were counted, and counts what could not be read.

    In: the path of a .qdpx (REFI-QDA 1.5), of a project of QualCoder (.qda, its folder or the file in it) or of Taguette
    (.sqlite3). Out: `Project` (codebook, units, codings, cases, notes, report). Marks of programs ("AI coding") are no codings
    but `suggestions`, unless `machines` names their coder.

    Raises `engagelib.contracts.problems.Unreadable` for what is no project at all, or would do harm.

    >>> from engagelib import refi
    >>> project = refi.read_project(Path("tests/cases/numbers/refi/m_pdf.qdpx"))
    >>> len(project.units), len(project.codings), project.report.counting
    (1, 1, 'code points, end exclusive')
    """
    path = Path(path)
    with bounded(None, path.name):
        if kept := database(path):
            return people_alone(read_database(path, kept), path.name, machines)
        with archive.Archive(path) as packed:
            root = archive.parsed(packed.read(project_file(packed)), path.name)
            return people_alone(_Reader(path.name, root, packed).project(), path.name, machines)


class _Reader:
    """One project: what it names first (users, codes, variables, notes), then its sources, then what refers to them."""

    def __init__(self, file: str, root: Element, packed: archive.Archive) -> None:
        self.file, self.root, self.packed = file, root, packed
        self.ours = root.get("origin") == "engagelib"
        self.problems: list[Problem] = []
        self.left: Counter[str] = Counter()
        self.counts = dict.fromkeys(("passages", "inside", "at_words", "named", "matching"), 0)
        self.taken: dict[str, dict[str, int]] = {}
        self.unit_of: dict[str, str] = {}
        self.passages: dict[str, tuple[str, int, int]] = {}
        self.pointed = any(root.find(path) is not None for path in ("Cases/Case/SelectionRef", "Links/Link"))
        self.noted: list[dict[str, Any]] = []
        self.sought, self.said = 0, 0
        self.book, self.codes, clear = read_codes(root.find("CodeBook"))
        self._leave("opacity of Code@color", clear)
        self.users = {
            id_of(u): self._name("user", u.get("name") or u.get("id"), u, f"user {i}")
            for i, u in enumerate(root.findall("Users/User"), start=1)
        }
        self.active: set[str] = set()
        self.notes = {
            id_of(n): (self._name("note", n.get("name"), n, id_of(n)), n) for n in root.findall("Notes/Note")
        }
        self.texts: dict[str, str] = {}
        self.used: set[str] = set()
        self.variables = {
            id_of(v): (v.get("name") or "", v.get("typeOfVariable") or "Text")
            for v in root.findall("Variables/Variable")
        }
        self.levels: dict[str, set[str]] = {}

    def project(self) -> Project:
        sources = [
            (source, [(holder, *self._text(holder)) for holder in _holders(source)])
            for source in self.root.findall("Sources/*")
            if f"Sources/{source.tag}" in constructs()
        ]
        counting = detect(
            (text, bom, _passages(_selections(holder)))
            for _, holders in sources
            for holder, text, bom in holders
            if text is not None
        )
        units: list[dict[str, Any]] = []
        rows: list[tuple[Any, ...]] = []
        for source, holders in sources:
            first = holders[0] if holders else (source, None, False)
            if self.ours and source.get("name") == "collated":
                own = counting if first[2] else replace(counting, bom=False)
                self._collated(source, first[1] or "", own, units, rows)
            else:
                self._source(source, holders or [first], counting, units, rows)
        cases, owners, shared = self._cases()
        held = listed(units, UNITS)
        held = held.assign(case=pd.Series([owners.get(unit) for unit in held["unit"]], dtype="str"))
        sets = self._sets()  # names what links refer to
        self._notes_on()
        links = self._links()
        self._count()
        report = Report(str(counting), **self.counts, problems=self.problems, left=dict(self.left))
        return Project(
            self.book, self._typed("unit", held), given(rows), self._typed("case", cases),
            table("notes", self.noted), report, sets, self.root.get("name") or "", shared, links,
            table("variables", self._variables()), below(self.root, "Description"),
        )  # fmt: skip

    def _remark(self, value: str, message: Note) -> None:
        self.problems.append(Problem(self.file, value=value[:60], message=message, severity="warning"))

    def _leave(self, kind: str, n: int = 1) -> None:
        if n:
            self.left[kind] += n

    def _name(self, kind: str, name: str | None, element: Element, instead: str) -> str:
        """A name that nothing else of its kind has."""
        taken = self.taken.setdefault(kind, {})
        found = name or instead
        return unlike(taken, f"{found} ({id_of(element)[:8]})" if found in taken else found)

    def _user(self, *elements: Element) -> str | None:
        """Who made the first of these that says so."""
        for element in elements:
            if user := known_as(element.get("creatingUser")):
                self.active.add(user)
                return self.users.get(user)
        return None

    # --- texts and variables

    def _source(
        self,
        source: Element,
        holders: list[tuple[Element, str | None, bool]],
        counting: Counting,
        units: list[Any],
        rows: list[Any],
    ) -> None:
        """A unit for each text of a source; one without a text for a source that has none."""
        for at, (holder, text, bom) in enumerate(holders):
            name = (source.get("name") if at == 0 else None) or holder.get("name")
            unit = self._name("unit", name, source if at == 0 else holder, id_of(source))
            self.unit_of.setdefault(id_of(source), unit)
            self.unit_of[id_of(holder)] = unit
            row = {"unit": unit, "kind": "document", "case": None, "text": text} | self._values(
                "unit", source
            )
            about = [below(source, "Description")] if at == 0 else []
            if holder is not source:
                row |= self._values("unit", holder)
                about.append(below(holder, "Description"))
            units.append(row | ({"description": "\n".join(filter(None, about))} if any(about) else {}))
            own = counting if bom else replace(counting, bom=False)
            for selection, start, end in self._placed(holder, unit, text, own):
                rows += self._passage(selection, unit, start, end)
            rows += self._given(holder, unit)
            if at == 0 and holder is not source:
                rows += self._given(source, unit)
                self._regions(source, unit, text, rows)
        if source.tag != "TextSource" and not _holders(source):
            self._regions(source, self.unit_of[id_of(source)], None, rows)

    def _regions(self, source: Element, unit: str, text: str | None, rows: list[Any]) -> None:
        """Parts of pages, pictures and recordings: one whose words stand in the text once is a passage of it."""
        lost = 0
        for region in source:
            if not region.tag.endswith("Selection") or source.tag == "TextSource":
                continue
            quote = (region.findtext("Representation/PlainTextContent") or "").strip()
            at = self._found(text, quote)
            if at is None:
                if constructs().get(f"{source.tag}/{region.tag}"):  # else it is counted with all of its kind
                    self._leave(f"{source.tag}/{region.tag}")
                lost += len(region.findall("Coding"))
                region.clear()  # counted: what lies below it is left out with it
            else:
                rows += self._passage(region, unit, at, at + len(quote))
        if lost:
            self._remark(unit, note("source_no_text", kind=source.tag, n=lost))

    def _found(self, text: str | None, quote: str) -> int | None:
        """Where a quote stands in a text, if it stands there once."""
        if not text or not quote or self.sought > SOUGHT:
            return None
        self.sought += len(text)
        return once(text, quote)

    def _text(self, holder: Element) -> tuple[str | None, bool]:
        """The text as stored, without byte order mark; whether it had one."""
        inline = holder.find("PlainTextContent")
        if inline is not None:
            return inline.text or "", False
        where = holder.get("plainTextPath") or ""
        packed = self.packed.find(where) if where else None
        if packed is None:
            why = note("text_not_in_archive", path=where or note("no_path"))
            self._remark(holder.get("name") or where, why)
            return None, False
        data = self.packed.read(packed)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace"), True
        bom = data.startswith(b"\xef\xbb\xbf")
        return data[3 * bom :].decode("utf-8", "replace"), bom

    def _values(self, level: str, element: Element) -> dict[str, object]:
        found: dict[str, object] = {}
        taken = {"case", "description", *(UNITS if level == "unit" and not self.ours else ("unit", "text"))}
        for value in element.findall("VariableValue"):
            known = target_of(value.find("VariableRef"))
            name, kind = self.variables.get(known, ("", ""))
            words = next((v.text for v in value if v.tag.endswith("Value")), None)
            if not name:
                self._leave("VariableValue of no variable")
            elif words:
                if name in taken:  # a variable is no column of ours that has its name
                    name += " (variable)"
                if name in found:
                    self._leave("VariableValue, second of a variable")
                    continue
                found[name] = _value(words, kind)
                self.levels.setdefault(known, set()).add(level)
        return found

    def _variables(self) -> Iterator[tuple[str | None, str, str, str | None]]:
        for variable in self.root.findall("Variables/Variable"):
            name, kind = self.variables[id_of(variable)]
            if self.ours and name in UNITS:  # a column of the contract that travels as a variable
                continue
            levels: list[str | None] = [*sorted(self.levels.get(id_of(variable), ()))]
            for level in levels or [None]:
                yield level, name, kind, below(variable, "Description") or None

    def _typed(self, level: str, made: pd.DataFrame) -> pd.DataFrame:
        """Columns in the types of their variables; one whose values are of another type is text."""
        types = {
            n: kind for known, (n, kind) in self.variables.items() if level in self.levels.get(known, ())
        }
        for name, kind in types.items():
            column = next((c for c in (name, f"{name} (variable)") if c in made), "")
            if not column:
                continue
            try:
                made = made.assign(**{column: made[column].astype(_DTYPES[kind])})
            except (ValueError, TypeError, OverflowError, KeyError):
                self._remark(name, note("variable_not_of_type", kind=kind))
                made = made.assign(**{column: made[column].map(str, na_action="ignore").astype("str")})
        return made

    # --- codings

    def _placed(
        self, holder: Element, unit: str, text: str | None, counting: Counting
    ) -> Iterator[tuple[Element, int, int]]:
        """Selections with start and end in code points, each verified against the text."""
        selections = _selections(holder)
        passages = _passages(selections)
        self.counts["passages"] += len(passages)
        places = [p[:2] for p in passages] if text is None else counting.places(text, passages)
        for (selection, _, _), (start, end), (first, last, name) in zip(
            selections, places, passages, strict=True
        ):
            if text is None:
                yield selection, start, end
            elif 0 <= start <= end:
                self._verify(f"{unit} {first}-{last}", text, start, end, name)
                yield selection, start, end
            elif (at := self._found(text, name)) is not None:
                self._remark(f"{unit} {first}-{last}", note("placed_by_quote", n=len(text)))
                yield selection, at, at + len(name)
            else:
                n = len(selection.findall("Coding"))
                self._remark(f"{unit} {first}-{last}", note("no_place_in_text", n=len(text), codings=n))
                self._leave(f"{selection.tag} outside its text")
                self._leave("Coding outside its text", n)
                selection.clear()

    def _verify(self, where: str, text: str, start: int, end: int, name: str) -> None:
        if not tallied(self.counts, text, start, end, name) and name:
            self._leave("PlainTextSelection@name that is no quote")
        if start == end:
            self._remark(where, note("empty_passage"))

    def _passage(self, selection: Element, unit: str, start: int, end: int) -> Iterable[tuple[Any, ...]]:
        """Codings of a passage; its notes, and a comment or a mark without a code, are notes."""
        if self.pointed:
            self.passages[id_of(selection)] = unit, start, end
        codings, refs = selection.findall("Coding"), selection.findall("NoteRef")
        about = {"about": "passage", "ref": unit, "start": start, "end": end}
        if refs:
            self._note_rows(selection, about)
        if not codings and (below(selection, "Description") or not refs):
            self.noted.append(about | {
                "coder": self._user(selection), "made_at": moment(selection.get("creationDateTime")),
                "text": below(selection, "Description") or None,
            })  # fmt: skip
        for name in ("creatingUser", "creationDateTime"):
            own = selection.get(name)
            if own and codings and not {coding.get(name) for coding in codings} & {own, None}:
                self._leave(f"{selection.tag}@{name}")
        return self._given(selection, unit, start, end)

    def _given(
        self, element: Element, unit: str, start: int | None = None, end: int | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Codings of a source or a selection. Who coded is the coding's matter; a selection may be somebody else's."""
        for coding in element.findall("Coding"):
            target = target_of(coding.find("CodeRef"))
            if target not in self.codes:
                self._remark(unit, note("code_not_in_project", code=target or note("no_reference")))
                self._leave("Coding of no code")
                continue
            when = moment(coding.get("creationDateTime") or element.get("creationDateTime"))
            coder = self._user(coding, element) or "unknown"
            said = [self._memo(ref, coding) for ref in coding.findall("NoteRef")]
            said += [below(element, "Description")] if start is not None else []
            self.said += sum(map(len, said))
            if self.said > archive.LARGEST:
                raise Unreadable(self.file, note("memos_too_long", size=archive.LARGEST / 1e6))
            memo = "\n".join(filter(None, said)) or None
            yield unit, coder, self.codes[target], start, end, when, "human", memo

    def _memo(self, ref: Element, coding: Element) -> str:
        """The words of a note on a coding; its name, author and time go where they are not the coding's."""
        _, element = self.notes.get(target_of(ref), ("", None))
        if element is None:
            self._leave("NoteRef to no note")
            return ""
        for name in ("creatingUser", "creationDateTime"):
            self._leave(f"Note@{name} of a coding", element.get(name) not in (None, coding.get(name)))
        self._leave("Note@name of a coding", bool(element.get("name")))
        self.used.add(target_of(ref))
        return self._note(target_of(ref))

    def _collated(
        self, source: Element, text: str, counting: Counting, units: list[Any], rows: list[Any]
    ) -> None:
        """Our own source of many short units, taken apart where its selections say so."""
        unit, at = "", 0
        for selection, start, end in self._placed(source, "collated", text, counting):
            if below(selection, "Description") == "unit":
                unit, at = selection.get("name") or "", start
                self.unit_of[id_of(selection)] = unit
                units.append({"unit": unit, "kind": "comment", "case": None, "text": text[start:end]})
                rows += self._given(selection, unit)
            else:
                rows += self._passage(selection, unit, start - at, end - at)

    # --- cases, notes, links, sets

    def _cases(self) -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame]:
        """Cases with their variables; unit -> case; and what else a case owns: passages, texts it shares, codes."""
        rows: list[dict[str, Any]] = []
        others: list[tuple[Any, ...]] = []
        owners: dict[str, list[str]] = {}
        self.case_of: dict[str, str] = {}
        for i, case in enumerate(self.root.findall("Cases/Case"), start=1):
            name = self.case_of[id_of(case)] = self._name("case", case.get("name"), case, f"case {i}")
            about = below(case, "Description")
            rows.append(
                {"case": name} | self._values("case", case) | ({"description": about} if about else {})
            )
            for ref in [*case.findall("SourceRef"), *case.findall("SelectionRef")]:
                if unit := self.unit_of.get(target_of(ref)):
                    owners.setdefault(unit, []).append(name)
                elif target_of(ref) in self.passages:
                    others.append((name, *self.passages[target_of(ref)], None))
                else:
                    self._leave(f"Case/{ref.tag} to nothing")
            for ref in case.findall("CodeRef"):
                if code := self.codes.get(target_of(ref)):
                    others.append((name, None, None, None, code))
                else:
                    self._leave("Case/CodeRef to nothing")
        for unit, several in owners.items():
            if len(several) > 1:
                self._remark(unit, note("text_of_several_cases", n=len(several)))
                others += [(name, unit, None, None, None) for name in several]
        alone = {unit: several[0] for unit, several in owners.items() if len(several) == 1}
        return listed(rows, ["case"]), alone, table("case_texts", others)

    def _note(self, known: str) -> str:
        """A note's words, read once."""
        if known not in self.texts:
            _, element = self.notes[known]
            described = below(element, "Description")
            inside = element.find("PlainTextContent") is not None or element.get("plainTextPath")
            self.texts[known] = (self._text(element)[0] or "") if inside else described
        return self.texts[known]

    def _note_rows(self, holder: Element, about: Mapping[str, Any]) -> None:
        for ref in holder.findall("NoteRef"):
            if target_of(ref) not in self.notes:
                self._leave("NoteRef to no note")
                continue
            self._note_row(target_of(ref), about)

    def _note_row(self, known: str, about: Mapping[str, Any]) -> None:
        name, element = self.notes[known]
        words, described = self._note(known), below(element, "Description")
        self.noted.append({
            **about, "note": name, "coder": self._user(element), "made_at": moment(element.get("creationDateTime")),
            "text": words, "description": described if described and described != words else None,
        })  # fmt: skip
        self.used.add(known)

    def _notes_on(self) -> None:
        """Notes on units, codes, links and the project, and those that are on nothing."""
        for code in self.root.iter("Code"):
            self._note_rows(code, {"about": "code", "ref": self.codes.get(id_of(code))})
        units = [
            holder
            for source in self.root.findall("Sources/*")
            for holder in {source: 0, **dict.fromkeys(_holders(source))}
        ]
        if self.ours:  # units of our own collated source
            units += self.root.findall("Sources/TextSource[@name='collated']/PlainTextSelection")
        for element in units:
            if unit := self.unit_of.get(id_of(element)):
                self._note_rows(element, {"about": "unit", "ref": unit})
        self.link_of = {
            id_of(link): self._name("link", link.get("name"), link, f"link {i}")
            for i, link in enumerate(self.root.findall("Links/Link"), start=1)
        }
        for link in self.root.findall("Links/Link"):
            self._note_rows(link, {"about": "link", "ref": self.link_of[id_of(link)]})
        self._note_rows(self.root, {"about": "project"})
        for known in self.notes:
            if known not in self.used:
                self._note_row(known, {})

    def _address(self, known: str) -> str | None:
        """What an id stands for, as text."""
        if known in self.passages:
            unit, start, end = self.passages[known]
            return f"passage:{unit} {start}-{end}"
        for kind, names in (
            ("code", self.codes), ("unit", self.unit_of), ("case", self.case_of), ("set", self.set_of),
            ("note", {key: name for key, (name, _) in self.notes.items()} if known in self.notes else {}),
        ):  # fmt: skip
            if names.get(known):
                return f"{kind}:{names[known]}"
        return None

    def _links(self) -> pd.DataFrame:
        rows = []
        for link in self.root.findall("Links/Link"):
            ends = [self._address(known_as(link.get(end))) for end in ("originGUID", "targetGUID")]
            self._leave("Link to nothing that is kept", ends.count(None))
            rows.append((self.link_of[id_of(link)], *ends, link.get("direction"), link.get("color")))
        return table("links", rows)

    def _sets(self) -> pd.DataFrame:
        rows = []
        self.set_of: dict[str, str] = {}
        of: dict[str, tuple[str, Mapping[str, str | None]]] = {
            "MemberCode": ("code", self.codes), "MemberSource": ("unit", self.unit_of),
        }  # fmt: skip
        notes = {key: name for key, (name, _) in self.notes.items()}
        for group in self.root.findall("Sets/Set"):
            name = self.set_of[id_of(group)] = self._name("set", group.get("name"), group, id_of(group))
            words = below(group, "Description")
            described, inside = _members(words) if self.ours else (words, [])
            members: list[tuple[str | None, str | None]] = [("unit", unit) for unit in inside]
            for member in group:
                if member.tag == "Description":
                    continue
                kind, known = of.get(member.tag, ("note", notes))
                if found := known.get(target_of(member)):
                    members.append((kind, found))
                else:
                    self._leave(f"Set/{member.tag} to nothing")
            rows += [(name, kind, ref, described or None) for kind, ref in members or [(None, None)]]
        return table("sets", rows)

    def _count(self) -> None:
        """What these tables have no place for, by kind; what lies below it is left out with it."""
        for user in self.users:
            self._leave("User who coded and noted nothing", user not in self.active)
        attributes, parts = _kept()
        stack = [self.root]
        while stack:
            element = stack.pop()
            if len(element.attrib) and not element.attrib.keys() <= attributes[element.tag]:
                for name in element.attrib.keys() - attributes[element.tag]:
                    self._leave(
                        f"{element.tag}@{name}", not name.startswith("{") and element.attrib[name] != ""
                    )
            for part in element:
                if part.tag in parts[element.tag]:
                    stack.append(part)
                else:
                    self._leave(f"{element.tag}/{part.tag}")


@functools.cache
def _kept() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Element -> its attributes, and the elements below it, that have a place in a project's tables."""
    attributes: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for construct, read in constructs().items():
        element, sign, name = re.split("([@/])", construct)
        if read:
            (attributes if sign == "@" else parts)[element].add(name)
    return attributes, parts


_DTYPES = {
    "Text": "str", "Boolean": "boolean", "Integer": "Int64", "Float": "float64", "Date": "datetime64[us]",
    "DateTime": "datetime64[us, UTC]",
}  # fmt: skip
Selection = tuple[Element, str | None, str | None]  # and where it begins and ends, as written


def _holders(source: Element) -> list[Element]:
    """The elements that hold the texts of a source."""
    return [source] if source.tag == "TextSource" else [e for e in source if e.tag in TEXTS]


def _selections(holder: Element) -> list[Selection]:
    """Passages of a text; those of a transcript go from one of its points to another."""
    found: list[Selection] = [
        (s, s.get("startPosition"), s.get("endPosition")) for s in holder.findall("PlainTextSelection")
    ]
    points = {id_of(p): p.get("position") for p in holder.findall("SyncPoint")}
    return found + [
        (s, *(points.get(known_as(s.get(end))) for end in ("fromSyncPoint", "toSyncPoint")))  # type: ignore[misc]
        for s in holder.findall("TranscriptSelection")
    ]


def _members(description: str) -> tuple[str, list[str]]:
    """What a set is about, and the units that it names in lines of its description, because they have no source."""
    lines = description.split("\n")
    inside = [line.removeprefix(MEMBER) for line in lines if line.startswith(MEMBER)]
    return "\n".join(line for line in lines if not line.startswith(MEMBER)), inside


def _passages(selections: Iterable[Selection]) -> list[tuple[int, int, str]]:
    """Start and end as written, and the name; the name of a unit in our own collated source is no quote."""
    found = []
    for selection, start, end in selections:
        name = "" if selection.findtext("Description") == "unit" else selection.get("name") or ""
        found.append((_whole(start), _whole(end), name))
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
