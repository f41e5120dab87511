"""What is wrong in a file, and what is remarked on a number: kinds with their parts, said only where somebody reads them.

Code asks for the kind (`problem.kind == "blank"`), never for a sentence. A new sentence is a row of
words/sentences.csv (key, Indonesian, English; both name the same {fields}, numbers and lists are passed as such)
and the call that uses it: `note("key", field=…)`. A part may be a note itself and is said in the same language.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engagelib.words import Part, sentence
from engagelib.words.harmless import line

__all__ = [
    "Lacking", "MissingTable", "Note", "Problem", "ProblemsError", "Unreadable", "apart", "note", "said",
    "together",
]  # fmt: skip


@dataclass(frozen=True)
class Note(Part):
    """A remark that is kept: which sentence of the catalogue it is (`key`), and the parts that fill it.

    >>> print(note("whole_number_from_to", low=1, high=5))
    a whole number from 1 to 5 is expected
    """

    parts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def said(self, lang: str = "en") -> str:
        """The sentence in the reader's language, notes among its parts, too."""
        return sentence(self.key, lang, **self.parts)

    def __str__(self) -> str:
        return self.said()

    def but(self, **parts: object) -> Note:
        """The same remark with these parts."""
        return Note(self.key, {**self.parts, **parts})

    def each(self, change: Callable[[str], str]) -> Note:
        """The same remark, every text among its parts changed."""
        return Note(self.key, {name: _each(part, change) for name, part in self.parts.items()})

    def to_dict(self) -> dict[str, Any]:
        """Key and parts as JSON can keep them; `Note.of` reads them again."""
        return {"key": self.key, "parts": {name: _kept(part) for name, part in self.parts.items()}}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Note:
        """What `to_dict` kept."""
        return cls(kept["key"], {name: _read(part) for name, part in kept["parts"].items()})


def note(key: str, **parts: object) -> Note:
    """`Note`, its parts by name."""
    return Note(key, parts)


def together(*remarks: Note | str) -> Note | str:
    """Several remarks as one, each once; what says nothing is left out.

    >>> print(together(note("noted_one_unit"), "", note("noted_one_unit"), note("noted_several_codes")))
    one unit: no interval; several codes on a unit count as one value
    """
    kept = list(dict.fromkeys(single for remark in remarks if remark for single in apart(remark)))
    return note("noted_together", remarks=kept) if len(kept) > 1 else kept[0] if kept else ""


def apart(remark: Note | str) -> list[Note | str]:
    """The single remarks that `together` joined."""
    joined = isinstance(remark, Note) and remark.key == "noted_together"
    return list(remark.parts["remarks"]) if joined else [remark]  # type: ignore[union-attr]


def _each(part: object, change: Callable[[str], str]) -> object:
    if isinstance(part, list | tuple):
        return [_each(one, change) for one in part]
    return part.each(change) if isinstance(part, Note) else change(part) if isinstance(part, str) else part


def _kept(part: object) -> object:
    if isinstance(part, list | tuple):
        return [_kept(one) for one in part]
    return part.to_dict() if isinstance(part, Note) else part if isinstance(part, int | float) else str(part)


def _read(part: Any) -> object:
    if isinstance(part, list):
        return [_read(one) for one in part]
    return Note.of(part) if isinstance(part, Mapping) else part


def said(remark: Note | str, lang: str) -> str:
    """A remark in the reader's language; what another program said (a plain text) as it stands."""
    return remark.said(lang) if isinstance(remark, Note) else remark


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file: where it stands, what it is (`kind`), and how it is mended.

    >>> problem = Problem("survey.xlsx", "Pelanggan", "F12", "tiga", note("whole_number_from_to", low=1, high=5))
    >>> print(problem)
    survey.xlsx, sheet Pelanggan, cell F12: 'tiga': a whole number from 1 to 5 is expected
    >>> print(problem.said("id"), problem.kind, sep=chr(10))
    survey.xlsx, lembar Pelanggan, sel F12: 'tiga': seharusnya bilangan bulat dari 1 sampai 5
    whole_number_from_to
    """

    file: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    message: Note | str = ""
    severity: str = "error"
    row: Note | None = None  # where no cell is known: `place_row`, `place_line` and so on

    @property
    def kind(self) -> str:
        """What went wrong, for code to ask: "no_column", "not_unique", "blank" and so on."""
        return self.message.key if isinstance(self.message, Note) else ""

    @property
    def parts(self) -> Mapping[str, Any]:
        """What it is about, by name: `column` of the table, `header` and so on."""
        return self.message.parts if isinstance(self.message, Note) else {}

    def said(self, lang: str = "en") -> str:
        """The whole sentence in the reader's language, the place first; one line, whatever strangers typed."""
        what = said(self.message, lang)
        return line(": ".join([self.place(lang), *([repr(self.value)] if self.value else []), what]))

    def place(self, lang: str = "en") -> str:
        """File, sheet, and cell or row."""
        places = [
            self.file,
            *([f"{sentence('sheet', lang)} {self.sheet}"] if self.sheet else []),
            *([f"{sentence('cell', lang)} {self.cell}"] if self.cell else []),
            *([self.row.said(lang)] if self.row else []),
        ]
        return ", ".join(places)

    def __str__(self) -> str:
        return self.said()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Place, kind, parts and sentence, as the manifest and `--json` keep them; `Problem.of` reads it again."""
        place = {name: getattr(self, name) for name in ("file", "sheet", "cell", "value", "severity")}
        place["row"] = self.row.to_dict() if self.row else None
        remark = self.message.to_dict() if isinstance(self.message, Note) else {"key": "", "parts": {}}
        sentences = {"message": said(self.message, lang), "sentence": self.said(lang)}
        return place | {"kind": remark["key"], "parts": remark["parts"]} | sentences

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Problem:
        """What `to_dict` kept."""
        place = {name: kept[name] for name in ("file", "sheet", "cell", "value", "severity")}
        remark = Note.of({"key": kept["kind"], "parts": kept["parts"]}) if kept["kind"] else kept["message"]
        row = Note.of(kept["row"]) if kept.get("row") else None
        return cls(**place, message=remark, row=row)

    def lacks(self, *names: str) -> bool:
        """Whether the file has no column for one of these; without names, for any."""
        return self.kind == "no_column" and (not names or self.parts["column"] in names)


class ProblemsError(Exception):
    """The files of a study hold errors; `problems` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(Exception):
    """A file that cannot be read at all: its name, and why."""

    def __init__(self, file: str, why: Note | str) -> None:
        self.file, self.why = file, why
        super().__init__(f"{file}: {why}")

    def problem(self, severity: str = "error") -> Problem:
        """The file as a problem of the study."""
        return Problem(self.file, message=self.why, severity=severity)


class Lacking(Exception):
    """What stops a section for want of data, not by mistake; `note` says what it wants."""

    def __init__(self, lacks: Note) -> None:
        self.note = lacks
        super().__init__(str(lacks))

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows below a cell: the sentence; to a run that records it, key and parts as JSON."""
        recorded = os.environ.get("ENGAGELIB_RECORD")
        return [json.dumps(self.note.to_dict()) if recorded else f"{type(self).__name__}: {self}"]


class MissingTable(Lacking):
    """The study has no such file; what needs it is left out and the report says so.

    `what`: the file's name, or a note of what else is lacking.
    """

    def __init__(self, table: str, what: Note | str) -> None:
        self.table = table
        super().__init__(note("the_study_has_no", what=what))
