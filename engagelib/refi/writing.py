"""REFI-QDA as the standard has it: elements in the order of the schema, ids made out of what they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.refi import archive
from engagelib.refi.codebooks import codes_of, set_of
from engagelib.refi.elements import ILLEGAL, ORIGIN, around, guid, quoted, text
from engagelib.refi.offsets import Counting
from engagelib.refi.project import MEMBER, NOTHING, Project, records, whole  # fmt: skip
from engagelib.text.masks import masked

__all__ = ["write_project"]

#: Kinds of units that are short enough to stand in one collated source.
SHORT = ("comment", "answer")
# --- project -------------------------------------------------------------------------------------------------------------------


def write_project(
    path: Path, project: Project, collate: bool = False, unit: str = "code points", pseudonyms: bool = True
) -> dict[str, int]:
    """A .qdpx that follows the standard: project.qde, and a file for each interview and document.

    Parameters
    ----------
    collate
        All comments and answers in one source, a selection for each: some programs cannot cope with one
        source per comment.
    unit
        What positions count. "code points" is the standard; "UTF-16 units" is what NVivo for Windows reads.
    pseudonyms
        Coders become Coder A, Coder B …, and accounts that a text mentions are blotted out, letter by letter.

    In: a `Project` as `read_project` gives it. Out: the file; the same project gives the same bytes. What stays behind
    (variables and descriptions of collated units, for which the format has no place) is counted, by kind.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from engagelib import Study, refi
    >>> made = refi.Project.of(Study("umkm-loyalty"))
    >>> with TemporaryDirectory() as folder:
    ...     refi.write_project(Path(folder) / "study.qdpx", made)
    ...     again = refi.read_project(Path(folder) / "study.qdpx")
    {}
    >>> len(again.codings) == len(made.codings), again.report.inside == again.report.passages
    (True, True)
    """
    writer = _Writer(project, Counting(unit), pseudonyms, collate)
    body = "".join(writer.document())
    files = [("project.qde", body.encode()), *sorted(writer.files.items())]
    archive.write(Path(path), files)
    return dict(writer.left)


class _Writer:
    def __init__(self, made: Project, counting: Counting, pseudonyms: bool, collate: bool) -> None:
        made = whole(made)
        self.made, self.counting, self.pseudonyms = made, counting, pseudonyms
        self.files: dict[str, bytes] = {}
        self.left: Counter[str] = Counter()
        units = made.units
        brief = units["unit"][units["kind"].isin(SHORT)] if collate and "kind" in units else ()
        self.short = frozenset(brief)  # units of the one collated source
        noted = made.notes["coder"].dropna() if len(made.notes) else []
        coders = sorted({*made.codings["coder"].dropna(), *noted})
        self.coders = {c: f"Coder {_letters(i)}" if pseudonyms else c for i, c in enumerate(coders)}
        self.users = {c: guid("user", name) for c, name in self.coders.items()}
        self.code_ids = {c: guid("code", c) for c in made.codebook["code"]} | {None: guid("code", NOTHING)}
        self.memos: list[str] = []
        self.variables: dict[tuple[str, str], str] = {}
        self.marks = self._marks()

    def document(self) -> Iterator[str]:
        made = self.made
        yield '<?xml version="1.0" encoding="utf-8"?>\n'
        yield f'<Project xmlns="urn:QDA-XML:project:1.0" name="{quoted(made.name)}" origin="{ORIGIN}">\n'
        users = [f'<User guid="{self.users[c]}" name="{quoted(name)}"/>\n' for c, name in self.coders.items()]
        yield from around("Users", users)
        used = {code if isinstance(code, str) else None for code in made.codings["code"].unique()}
        if len(made.codebook) or None in used:
            yield "<CodeBook>\n"
            yield from codes_of(made.codebook, self._refs("code"), used)
            yield "</CodeBook>\n"
        sources = list(self._sources())  # fills variables and memos, which stand before and after
        cases = list(self._cases())
        yield from around("Variables", list(self._declared()))
        yield from around("Cases", cases)
        yield from around("Sources", sources)
        yield from around("Notes", [*self._notes(), *self.memos])
        yield from around("Links", list(self._links()))
        yield from around("Sets", list(self._sets()))
        yield self._described(made.description)
        yield self._refs("project").get("", "")
        yield "</Project>\n"

    # --- sources

    def _sources(self) -> Iterator[str]:
        units = self.made.units
        columns = [c for c in units.columns if c not in ("unit", "case", "text", "description")]
        self._types("unit", units, columns)
        rows = records(units)
        codings = self._by_unit()
        notes = self._refs("unit")
        short = [row for row in rows if row["unit"] in self.short]
        if short:
            for column in ("description", *columns):
                kind = "descriptions" if column == "description" else "variables"
                self.left[f"{kind} of collated units"] += sum(row.get(column) is not None for row in short)
            self.left = +self.left
            yield self._collated(short, codings, notes)
        for row in rows:
            if row["unit"] not in self.short:
                whole, spans = codings.get(row["unit"], ([], []))
                yield self._source(row, whole, spans, notes.get(row["unit"], ""), columns)

    def _by_unit(self) -> dict[str, tuple[list[Any], list[Any]]]:
        """Unit -> codings of the whole unit, codings of passages."""
        found: dict[str, tuple[list[Any], list[Any]]] = {}
        table = self.made.codings
        columns = [
            table[c].astype(object).where(table[c].notna(), None) if c in table else [None] * len(table)
            for c in ("unit", "coder", "code", "start", "end", "made_at", "memo")
        ]
        for row in zip(*columns, strict=True):
            found.setdefault(row[0], ([], []))[0 if row[3] is None else 1].append(row)
        for unit, *_ in self.marks:
            found.setdefault(unit, ([], []))
        return found

    def _marks(self) -> dict[tuple[str, int, int], tuple[str, str]]:
        """(unit, start, end) of what is noted on a passage -> its head (author, time) and what stands in it."""
        found: dict[tuple[str, int, int], tuple[str, str]] = {}
        notes = self.made.notes
        for row in records(notes[notes["about"] == "passage"]):
            key = (row["ref"], int(row["start"]), int(row["end"]))
            head, inside = found.get(key, ("", ""))
            if row["note"] is None:
                found[key] = (self._author(row), self._described(row["text"]) + inside)
            else:
                found[key] = (head, inside + f'<NoteRef targetGUID="{guid("note", row["note"])}"/>\n')
        owned = self.made.case_texts.dropna(subset=["unit", "start", "end"])
        for unit, start, end in zip(owned["unit"], owned["start"], owned["end"], strict=True):
            found.setdefault((unit, int(start), int(end)), ("", ""))
        return found

    def _author(self, row: Mapping[str, Any]) -> str:
        user = f' creatingUser="{self.users[row["coder"]]}"' if row.get("coder") in self.users else ""
        return user + (
            f' creationDateTime="{_when(row["made_at"])}"' if row.get("made_at") is not None else ""
        )

    def _described(self, words: object) -> str:
        known = isinstance(words, str) and words
        return f"<Description>{text(self._masked(str(words)))}</Description>\n" if known else ""

    def _masked(self, words: str) -> str:
        """Without telephone numbers, addresses and accounts; masks keep the length, so that positions stay."""
        plain = ILLEGAL.sub("\ufffd", words)
        return masked(plain) if self.pseudonyms else plain

    def _source(
        self, row: dict[str, Any], whole: list[Any], spans: list[Any], notes: str, columns: list[str]
    ) -> str:
        said, name = self._masked(row["text"] or ""), row["unit"]
        own = guid("source", name)
        inline = row.get("kind") in SHORT or said.startswith("\ufeff") or row["text"] is None
        path = "" if inline else f' plainTextPath="internal://{own}.txt"'
        if not inline:
            self.files[f"sources/{own}.txt"] = said.encode()
        parts = [
            f'<TextSource guid="{own}" name="{quoted(name)}"{path}>\n',
            self._described(row.get("description")),
        ]
        if inline and row["text"] is not None:
            parts.append(f"<PlainTextContent>{text(said)}</PlainTextContent>\n")
        parts += self._placed(said, self._passages(name, 0, spans))
        parts += [self._coding(coding) for coding in whole]
        parts += [notes, *self._values("unit", row, columns), "</TextSource>\n"]
        return "".join(parts)

    def _collated(
        self, rows: list[dict[str, Any]], codings: Mapping[str, Any], notes: Mapping[str, str]
    ) -> str:
        """One source for all short units: a selection for each, named by it, holds its codings; its passages follow.

        A selection has no variables: those of the units stay behind.
        """
        passages, at = [], 0
        said = [self._masked(row["text"] or "") for row in rows]
        for row, words in zip(rows, said, strict=True):
            unit = row["unit"]
            whole, spans = codings.get(unit, ([], []))
            inside = "".join(
                ["<Description>unit</Description>\n", *map(self._coding, whole), notes.get(unit, "")]
            )
            passages.append((guid("unit", unit), unit, at, at + len(words), inside, ""))
            passages += self._passages(unit, at, spans)
            at += len(words) + 2
        everything = "".join(f"{words}\n\n" for words in said)
        if len(rows) == len(self.made.units):
            self.variables.clear()
        head = f'<TextSource guid="{guid("source", "collated")}" name="collated">\n'
        body = f"<PlainTextContent>{text(everything)}</PlainTextContent>\n"
        return "".join([head, body, *self._placed(everything, passages), "</TextSource>\n"])

    def _passages(self, unit: str, at: int, spans: list[Any]) -> list[tuple[str, str, int, int, str, str]]:
        """id, name (the words, filled in later), start, end, codings, head; codings of one passage stand together."""
        held: dict[tuple[int, int], list[Any]] = {(s, e): [] for u, s, e in self.marks if u == unit}
        for coding in spans:
            held.setdefault((int(coding[3]), int(coding[4])), []).append(coding)
        found = []
        for (start, end), codings in held.items():
            head, noted = self.marks.get((unit, start, end), ("", ""))
            described, ref, refs = noted.partition("<NoteRef")
            inside = described + "".join(map(self._coding, codings)) + ref + refs
            found.append((guid("selection", unit, start, end), "", at + start, at + end, inside, head))
        return found

    def _placed(self, said: str, passages: list[tuple[str, str, int, int, str, str]]) -> Iterator[str]:
        begin = self.counting.from_points(said, [p[2] for p in passages])
        stop = self.counting.from_points(said, [p[3] for p in passages])
        for (own, name, start, end, inside, head), first, last in zip(passages, begin, stop, strict=True):
            words = name or " ".join(said[start : min(end, start + 1000)].split())[:60]
            place = f'startPosition="{first}" endPosition="{last}"{head}'
            yield f'<PlainTextSelection guid="{own}" name="{quoted(words)}" {place}>\n{inside}</PlainTextSelection>\n'

    def _coding(self, coding: tuple[Any, ...]) -> str:
        unit, coder, code, start, end, made_at, memo = coding
        own = guid("coding", unit, coder, code, start, end)
        user = f' creatingUser="{self.users[coder]}"' if coder in self.users else ""
        when = f' creationDateTime="{_when(made_at)}"' if made_at is not None else ""
        ref = f'<CodeRef targetGUID="{self.code_ids[code]}"/>'
        if memo:
            note = guid("memo", unit, coder, code, start, end)
            self.memos.append(
                f'<Note guid="{note}"{user}{when}>\n<PlainTextContent>{text(self._masked(memo))}</PlainTextContent>\n</Note>\n'
            )
            ref += f'<NoteRef targetGUID="{note}"/>'
        return f'<Coding guid="{own}"{user}{when}>{ref}</Coding>\n'

    # --- cases, variables, notes, sets

    def _cases(self) -> Iterator[str]:
        cases, units = self.made.cases, self.made.units
        columns = [c for c in cases.columns if c not in ("case", "description")]
        self._types("case", cases, columns)
        known = records(cases)
        owners = units["case"] if "case" in units else pd.Series(None, index=units.index, dtype=object)
        held: dict[str, list[tuple[str, bool]]] = {}
        for case, unit in zip(owners, units["unit"], strict=True):
            if isinstance(case, str):
                held.setdefault(case, []).append((unit, unit in self.short))
        codes, passages = self._owned(held)
        listed = {row["case"] for row in known}
        others = dict.fromkeys([*held, *codes, *passages])
        for row in [*known, *({"case": case} for case in others if case not in listed)]:
            own = held.get(row["case"], [])
            yield f'<Case guid="{guid("case", row["case"])}" name="{quoted(row["case"])}">\n'
            yield self._described(row.get("description"))
            yield "".join(codes.get(row["case"], ()))
            yield from self._values("case", row, columns)
            yield from (
                f'<SourceRef targetGUID="{guid("source", unit)}"/>\n' for unit, inside in own if not inside
            )
            yield from (
                f'<SelectionRef targetGUID="{guid("unit", unit)}"/>\n' for unit, inside in own if inside
            )
            yield "".join(passages.get(row["case"], ()))
            yield "</Case>\n"

    def _owned(
        self, held: dict[str, list[tuple[str, bool]]]
    ) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """References of a case to codes and to passages; the texts that cases share join those that they have alone."""
        codes: dict[str, list[str]] = {}
        passages: dict[str, list[str]] = {}
        for row in records(self.made.case_texts):
            case, unit, start = row["case"], row["unit"], row["start"]
            if row["code"] is not None:
                ref = f'<CodeRef targetGUID="{self.code_ids[row["code"]]}"/>\n'
                codes.setdefault(case, []).append(ref)
            elif start is None:
                held.setdefault(case, []).append((unit, unit in self.short))
            else:
                ref = f'<SelectionRef targetGUID="{guid("selection", unit, int(start), int(row["end"]))}"/>\n'
                passages.setdefault(case, []).append(ref)
        return codes, passages

    def _declared(self) -> Iterator[str]:
        """Variables in use with what they are about, and those that are not in use."""
        rows = records(self.made.variables)
        about = {(row["level"], row["variable"]): row["description"] for row in rows}
        idle = {("none", row["variable"]): row["type"] for row in rows if row["level"] is None}
        about |= {("none", row["variable"]): row["description"] for row in rows if row["level"] is None}
        for (level, name), kind in [*self.variables.items(), *idle.items()]:
            if level == "case" and self.variables.get(("unit", name)) == kind:
                continue  # one variable of both
            said = self._described(about.get((level, name.removesuffix(" (variable)"))))
            head = f'<Variable guid="{guid("variable", level, name)}" name="{quoted(name)}" typeOfVariable="{kind}"'
            yield f"{head}>\n{said}</Variable>\n" if said else f"{head}/>\n"

    def _types(self, level: str, table: pd.DataFrame, columns: list[str]) -> None:
        self.variables |= {(level, name): _type(table[name]) for name in columns if table[name].notna().any()}

    def _values(self, level: str, row: dict[str, Any], columns: list[str]) -> Iterator[str]:
        for column in columns:
            value = row.get(column)
            if value is not None:
                kind = self.variables[level, column]
                both = self.variables.get(("unit", column)) == kind
                ref = f'<VariableRef targetGUID="{guid("variable", "unit" if both else level, column)}"/>'
                yield f"<VariableValue>{ref}<{kind}Value>{_shown(value, kind)}</{kind}Value></VariableValue>\n"

    def _notes(self) -> Iterator[str]:
        for note in records(self.made.notes.dropna(subset="note").drop_duplicates("note")):
            head = f'<Note guid="{guid("note", note["note"])}" name="{quoted(note["note"])}"{self._author(note)}>'
            said = f"<PlainTextContent>{text(self._masked(note['text'] or ''))}</PlainTextContent>\n"
            yield f"{head}\n{self._described(note['description'])}{said}</Note>\n"

    def _target(self, address: object) -> str:
        """The id of what an address stands for."""
        kind, _, name = str(address).partition(":")
        if kind == "passage":
            unit, _, place = name.rpartition(" ")
            return guid("selection", unit, *place.split("-"))
        return guid("source" if kind == "unit" and name not in self.short else kind, name)

    def _links(self) -> Iterator[str]:
        notes = self._refs("link")
        for link in records(self.made.links):
            ends = [
                f' {name}="{self._target(link[end])}"'
                for name, end in (("originGUID", "origin"), ("targetGUID", "target"))
                if link[end] is not None
            ]
            more = [
                f' {name}="{quoted(link[name])}"' for name in ("direction", "color") if link[name] is not None
            ]
            head = f'<Link guid="{guid("link", link["link"])}" name="{quoted(link["link"])}"{"".join([*more, *ends])}>'
            yield f"{head}\n{notes.get(link['link'], '')}</Link>\n"

    def _refs(self, about: str) -> dict[str, str]:
        """What a note is about -> references to its notes."""
        found: dict[str, str] = {}
        notes = self.made.notes
        for note, ref in zip(
            notes["note"][notes["about"] == about], notes["ref"][notes["about"] == about], strict=True
        ):
            key = ref if isinstance(ref, str) else ""
            found[key] = found.get(key, "") + f'<NoteRef targetGUID="{guid("note", note)}"/>\n'
        return found

    def _sets(self) -> Iterator[str]:
        kinds = (
            ("code", "MemberCode", "code"),
            ("unit", "MemberSource", "source"),
            ("note", "MemberNote", "note"),
        )
        for name, part in self.made.sets.groupby("set", sort=False):
            about = part["description"].dropna()
            inside = [ref for ref in part["ref"][part["kind"] == "unit"] if ref in self.short]
            words = "\n".join([*about[:1], *(MEMBER + unit for unit in inside)])
            yield set_of(str(name), self._masked(words), [
                f'<{element} targetGUID="{guid(of, ref)}"/>\n'
                for kind, element, of in kinds
                for ref in part["ref"][part["kind"] == kind]
                if not (kind == "unit" and ref in self.short)
            ])  # fmt: skip


def _letters(index: int) -> str:
    return chr(65 + index) if index < 26 else _letters(index // 26 - 1) + chr(65 + index % 26)


def _when(value: object) -> str:
    stamp = pd.Timestamp(value)
    return stamp.tz_convert("UTC").isoformat().replace("+00:00", "Z") if stamp.tzinfo else stamp.isoformat()


def _type(column: pd.Series) -> str:
    kind = pd.api.types
    if kind.is_bool_dtype(column):
        return "Boolean"
    if kind.is_integer_dtype(column):
        return "Integer"
    if kind.is_float_dtype(column):
        return "Float"
    if kind.is_datetime64_any_dtype(column):
        return "DateTime" if getattr(column.dt, "tz", None) is not None else "Date"
    return "Text"


def _shown(value: Any, kind: str) -> str:
    if kind == "Boolean":
        return "true" if value else "false"
    if kind == "Float":
        return f"{float(value):f}".rstrip("0").rstrip(".")
    if kind in ("Date", "DateTime"):
        return _when(value) if kind == "DateTime" else pd.Timestamp(value).strftime("%Y-%m-%d")
    return text(value)
