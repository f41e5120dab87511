"""What a REFI-QDA project holds, whichever way it goes, and how it was read."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from engagelib.coding import codebook as coding_codebook
from engagelib.contracts import Problem, columns, empty, typed
from engagelib.contracts.problems import note
from engagelib.contracts.values import as_time
from engagelib.files import shipped
from engagelib.people import is_machine

__all__ = [
    "MEMBER", "NOTHING", "Project", "Report", "book", "card", "constructs", "fields", "given", "listed", "moment", "people_alone",
    "records", "table", "whole",
]  # fmt: skip


#: The code under which "read, no code applies" travels, for which the format has no word.
NOTHING = "(no code applies)"
#: How a set names a unit that is a part of a collated source.
MEMBER = "Member: "


@dataclass(frozen=True)
class Report:
    """How a project was read: the way positions were counted, and how many passages held what they should.

    `passages` in all; `inside` their text; `at_words` beginning and ending at words; `named` with a name that
    quotes them, `matching` of those that hold what the name says. `left`: what the project holds and these tables
    do not, by kind (an element below its parent, or element@attribute), how often.
    """

    counting: str = ""
    passages: int = 0
    inside: int = 0
    at_words: int = 0
    named: int = 0
    matching: int = 0
    problems: list[Problem] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        left = ", ".join(f"{n} {kind}" for kind, n in self.left.items())
        return (
            f"Positions: {self.counting}. Of {self.passages} passages {self.inside} lie inside their texts, {self.at_words} "
            f"begin and end at words; {self.matching} of {self.named} hold what their names say. "
            f"{len(self.problems)} remarks." + (f" Left out: {left}." if left else "")
        )


#: The tables of a project beside the contracts', and what each has.
TABLES = {
    "notes": ("note", "about", "ref", "start", "end", "coder", "made_at", "text", "description"),
    "sets": ("set", "kind", "ref", "description"),
    "case_texts": ("case", "unit", "start", "end", "code"),
    "links": ("link", "origin", "target", "direction", "color"),
    "variables": ("level", "variable", "type", "description"),
}
#: What a project tells of a coding, in this order.
CODINGS = ("unit", "coder", "code", "start", "end", "made_at", "source", "memo")
_PLACES = {"start": "Int64", "end": "Int64", "made_at": "datetime64[us, UTC]"}


def table(name: str, rows: Iterable[Sequence[Any] | Mapping[str, Any]] = ()) -> pd.DataFrame:
    """One of a project's own tables: text, but for places and times."""
    found = pd.DataFrame(list(rows), columns=list(TABLES[name]))
    return found.astype({column: _PLACES.get(column, "str") for column in TABLES[name]})


def records(made: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, None where something is missing."""
    plain = made.astype(object)
    return plain.where(made.notna(), None).to_dict("records")


def listed(rows: Sequence[Mapping[str, Any]], first: Iterable[str]) -> pd.DataFrame:
    """Rows as a table with every column that any row has, the contract's first."""
    return pd.DataFrame(rows, columns=list(dict.fromkeys([*first, *(name for row in rows for name in row)])))


def book(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Codes as a codebook, with their themes, and whether they may be given (`codable`)."""
    made = pd.DataFrame(rows, columns=[*columns("codebook"), "codable"])
    made = made.assign(theme=coding_codebook.themes(made) if len(made) else made["theme"])
    return typed("codebook", made).assign(codable=made["codable"].astype("bool"))


def given(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Codings in the order of CODINGS as the contract's table."""
    return typed("codings", pd.DataFrame(rows, columns=list(CODINGS)))


@functools.lru_cache(4096)
def moment(value: object) -> object:
    """A moment as programs write it; None for what is none."""
    try:
        return as_time(str(value), "UTC") if value else None
    except ValueError:
        return None


@functools.cache
def constructs() -> dict[str, str]:
    """What the standard's two schemas know -> where it is read to; empty for what is left out and counted."""
    return {row["construct"]: row["read"] for row in shipped("refi", "constructs.csv")}


@dataclass(frozen=True)
class Project:
    """A coded project as contract tables.

    `codebook` may say which codes are `codable`. `units` and `cases` may have further columns: they travel as variables,
    but for their `description`; `variables`: level (unit or case), variable, type, description.

    `notes`: note (id), about (unit, passage, code, project, link; missing = nothing), ref, start, end, coder, made_at,
    text, description; a passage without a note has a comment as its text, or none. Notes on codings are the `memo` of
    `codings`. `sets`: set, kind (code, unit, note; missing = an empty set), ref, description.

    `case_texts` is what the column `case` of `units` cannot say: case, unit, start, end (a passage that the case owns,
    who said it in a focus group; missing = a text that several cases share), code. `links`: link (id), origin, target
    (as "code:HARGA", "unit:I1", "passage:I1 12-30", "note:…", "case:…", "set:…"), direction, color.
    """

    codebook: pd.DataFrame
    units: pd.DataFrame
    codings: pd.DataFrame
    cases: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"case": pd.Series(dtype="str")}))
    notes: pd.DataFrame = field(default_factory=lambda: table("notes"))
    report: Report = field(default_factory=Report)
    sets: pd.DataFrame = field(default_factory=lambda: table("sets"))
    name: str = "study"
    case_texts: pd.DataFrame = field(default_factory=lambda: table("case_texts"))
    links: pd.DataFrame = field(default_factory=lambda: table("links"))
    variables: pd.DataFrame = field(default_factory=lambda: table("variables"))
    description: str = ""
    #: Marks of programs that `read_project` found: unit, code, source (the program); they are no codings.
    suggestions: pd.DataFrame = field(default_factory=lambda: empty("suggestions"))

    @classmethod
    def of(cls, study: Any, **more: Any) -> Project:
        """A study's codebook, units and codings."""
        return cls(study.codebook(), study.units(), study.codings(), name=study.name, **more)


def whole(project: Project) -> Project:
    """A project whose own tables have all their columns, those that they lack missing throughout."""
    held = {name: getattr(project, name) for name in TABLES}
    full = {
        name: made.reindex(columns=[*dict.fromkeys([*TABLES[name], *made.columns])])
        for name, made in held.items()
    }
    return replace(project, **full)


def people_alone(project: Project, file: str, machines: Collection[str]) -> Project:
    """A project whose codings are people's: marks of programs that nobody declared stand apart, and a problem counts them."""
    each = {who: is_machine(who, machines=machines) for who in project.codings["coder"].dropna().unique()}
    marked = project.codings["coder"].map(each).fillna(False).astype(bool)
    if not marked.any():
        return project
    marks = project.codings[marked]
    told = [
        Problem(file, value=str(who), message=note("marks_of_machine", coder=who, n=n), severity="warning")
        for who, n in marks["coder"].value_counts().items()
    ]
    report = replace(project.report, problems=[*project.report.problems, *told])
    suggested = typed("suggestions", marks.drop(columns="source").rename(columns={"coder": "source"}))
    kept = project.codings[~marked].reset_index(drop=True)
    return replace(project, codings=kept, suggestions=suggested.reset_index(drop=True), report=report)


LABELS = {field: field.capitalize() for field in ("code", "include", "exclude", "example", "version")}
_OTHERS = {
    "kode": "code", "when to use": "include", "inklusi": "include", "inclusion": "include", "when not to use": "exclude",
    "eksklusi": "exclude", "exclusion": "exclude", "contoh": "example", "examples": "example", "versi": "version",
}  # fmt: skip
_FIELDS = {label.casefold(): field for field, label in LABELS.items()} | _OTHERS
_LINE = re.compile(r"(?P<label>[A-Za-z ]{4,16}): ?(?P<rest>.*)")


def card(code: Mapping[str, object]) -> str:
    """The definition, then a labelled line for each other field that is filled.

    >>> print(card({"definition": "Soal harga", "include": "mahal, murah", "exclude": None}))
    Soal harga
    Include: mahal, murah
    """
    lines = [_text(code.get("definition"))]
    lines += [
        f"{label}: {_text(code.get(field))}" for field, label in LABELS.items() if _text(code.get(field))
    ]
    return "\n".join(line for line in lines if line)


def fields(description: str) -> dict[str, str]:
    """A description taken apart: definition and whatever stands in labelled lines (a field may run over lines).

    >>> fields("Soal harga\\nInclude: mahal,\\nmurah\\nContoh: mahal ah")
    {'definition': 'Soal harga', 'include': 'mahal,\\nmurah', 'example': 'mahal ah'}
    """
    found: dict[str, list[str]] = {"definition": []}
    current = "definition"
    for line in description.split("\n"):
        match = _LINE.fullmatch(line)
        label = _FIELDS.get(match["label"].strip().casefold()) if match else None
        if match and label and label not in found:
            current, line = label, match["rest"]
            found[current] = []
        found[current].append(line)
    joined = {field: "\n".join(lines).strip() for field, lines in found.items()}
    return {field: words for field, words in joined.items() if words}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
