"""Where a study's files are, and a record of which of them are read.

The only module that knows paths. A shipped study is a folder under ``data/raw``; a study of your own is any
folder with a ``study.toml``. Nothing in the raw folder is ever written.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from engagelib.contracts.problems import Lacking, MissingTable, Note, Problem, ProblemsError, Unreadable, note
from engagelib.files import READ_IN, SHEETS, content, digest_now, made_from
from engagelib.text.bounds import refused
from engagelib.text.nearest import meant

__all__ = [
    "DATA", "FILES", "HOUSE", "NOTEBOOKS", "NOT_YET", "PROJECT", "QUESTION", "RAW", "Folder", "NotYet",
    "UnknownStudy", "located", "open_questions", "shipped", "usual",
]  # fmt: skip


#: The package, with every room.
HOUSE = Path(__file__).resolve().parents[1]


#: What holds notebooks, lock and shipped studies: a checkout, else the package, whose wheel brings the notebooks alone.
PROJECT = HOUSE.parent if (HOUSE.parent / "pyproject.toml").is_file() else HOUSE


NOTEBOOKS = PROJECT / "notebooks"


RAW = PROJECT / "data" / "raw"


#: Where each table is looked for unless `[files]` of study.toml says otherwise.
FILES = {
    "items": "items.csv",
    "responses": "survey.xlsx",
    "answers": "survey.xlsx",
    "profile": "survey.xlsx",
    "ratings": "ratings.csv",
    "design": "design.xlsx",
    "maturity": "maturity.csv",
    "comments": "comments.csv",
    "codebook": "codebook.xlsx",
    "codings": "codings",
    "cases": "cases.csv",
    "interviews": "interviews",
    "reviews": "reviews.csv",
    "videos": "tiktok-studio.zip",
    "accounts": "tiktok-studio.zip",
    "sales": "sales.xlsx",
    "events": "events.csv",
    "tickets": "tickets.csv",
    "observations": "observations.xlsx",
    "documents": "documents.csv",
    "insights": "insights",
    "orders": "orders.csv",
    "member_check": "member_check.csv",
    "citations": "citations.csv",
    "evidence": "evidence.csv",
    "published": "published.csv",
    "wording": "wording.csv",
}


_SPSS, _LINES = (".sav", ".zsav", ".omv"), (".json", ".jsonl", ".ndjson")


OTHERWISE = {
    "responses": _SPSS,
    "answers": _SPSS,
    "profile": _SPSS,
    "comments": _LINES,
    "codebook": (".qdc",),
}


#: Whatever a table could have been kept in.
DATA = frozenset({*SHEETS, *_SPSS, *_LINES, ".qdc", ".docx", ".zip"})


#: What a study's folder holds besides tables, and what systems leave behind.
OWN = frozenset({"study.toml", "PROVENANCE.md"})


_OWN_FOLDERS = frozenset({"notebooks", "interpretation", "__MACOSX"})


_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})


class UnknownStudy(Exception):
    """There is no study of that name and no folder with a study.toml; `note` says which there are."""

    def __init__(self, why: Note) -> None:
        self.note = why
        super().__init__(str(why))


#: Why a result is not there: its notebook has not run, ran before its files changed, will not make it, is none.
NOT_YET = ("table_not_yet", "table_is_to_come", "table_outdated", "table_never", "no_notebook_makes")


class NotYet(Lacking):
    """A result table that another notebook makes is not there, or no longer holds."""

    def __init__(self, table: str, why: Note | None = None) -> None:
        self.table = table
        super().__init__(why or note("table_not_yet", table=table))


def parts_of(table: str) -> tuple[str, ...]:
    """What is read of a folder that is the file of a table: by the endings that its reader knows."""
    return READ_IN.get(
        table, (*SHEETS, *OTHERWISE.get(table, ()), *((".zip",) if "zip" in FILES[table] else ()))
    )


#: How a line of study.toml begins in which `engagelib new` asks something.
QUESTION = "# ? "


def open_questions(text: str) -> list[str]:
    """The questions in a study.toml that nobody has answered yet, each with the number of its line."""
    asked = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [f"{number}: {line.removeprefix(QUESTION)}" for number, line in asked if line.startswith(QUESTION)]


def usual(table: str, suffix: str) -> str:
    """What the file of a table is called if it has this suffix; as usual where its reader does not know it.

    >>> usual("orders", ".XLSX"), usual("comments", ".json"), usual("sales", ".json")
    ('orders.xlsx', 'comments.json', 'sales.xlsx')
    """
    stem, dot, ending = FILES[table].partition(".")
    known = (*SHEETS, *OTHERWISE.get(table, ())) if dot and ending != "zip" else ()
    return stem + suffix.lower() if suffix.lower() in known else FILES[table]


def shipped() -> list[str]:
    """The studies that come with the project."""
    return sorted(path.parent.name for path in RAW.glob("*/study.toml"))


def titles() -> set[str]:
    """The titles of the shipped studies, in every language."""
    declared = (
        tomllib.loads((RAW / name / "study.toml").read_text("utf-8"))["study"]["title"] for name in shipped()
    )
    return {title for languages in declared for title in languages.values()}


def located(name: str | Path) -> Path:
    """The folder of the shipped study of that name, or that folder; UnknownStudy, with the nearest name, if there is none."""
    for folder in (RAW / str(name), Path(name)):
        if (folder / "study.toml").is_file():
            return folder.resolve()
    if Path(name).is_dir():
        raise UnknownStudy(note("folder_no_study", folder=str(name)))
    guess = meant(str(name), shipped()) or "."
    key = "no_such_study" if shipped() else "no_such_study_in_wheel"
    raise UnknownStudy(note(key, name=str(name), guess=guess, shipped=shipped()))


@dataclass
class Folder:
    """A study's folder and what its study.toml says, as it was parsed; what is asked for here is recorded as read."""

    folder: Path
    config: dict
    #: What is recorded while a table is read, a list for each that is being read.
    _listening: list[list[dict]] = field(default_factory=list, repr=False, compare=False)
    _noted: set[tuple] = field(default_factory=set, repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.config.get("study", {}).get("name", self.folder.name)

    @property
    def is_shipped(self) -> bool:
        return self.folder.parent == RAW

    @property
    def place(self) -> str:
        """By what a command finds the study: a shipped one's name, or the folder."""
        return self.folder.name if self.is_shipped else str(self.folder)

    @property
    def processed(self) -> Path:
        """Where results live; ``reproduce --out`` moves it."""
        elsewhere = os.environ.get("ENGAGELIB_PROCESSED")
        if elsewhere:
            return Path(elsewhere)
        return PROJECT / "data" / "processed" / self.name if self.is_shipped else self.folder / "processed"

    @property
    def coding(self) -> Path:
        """Where people's decisions live: by the folder, so that another name in study.toml loses none of them."""
        return PROJECT / "data" / "coding" / self.folder.name if self.is_shipped else self.folder / "coding"

    @property
    def tables(self) -> Path:
        """Where a notebook writes its tables (a staging folder while `reproduce` runs it)."""
        return self._out("tables")

    @property
    def figures(self) -> Path:
        """Where a notebook writes its figures."""
        return self._out("figures")

    def _out(self, kind: str) -> Path:
        folder = Path(os.environ.get("ENGAGELIB_OUT") or self.processed) / kind
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def files(self) -> list[Path]:
        """Every raw file, processed and coding folders of a study elsewhere left out, and what is no file."""
        return [path for path in self._there() if path.is_file() and refused(path, self.folder) is None]

    def _there(self) -> list[Path]:
        """Whatever lies in the folder, folders aside; the results of a study elsewhere left out."""
        own = {self.folder / "processed", self.folder / "coding"}
        found: list[Path] = []
        for place, folders, files in os.walk(
            self.folder
        ):  # not into results: a run makes and removes folders there
            inside = [Path(place, name) for name in folders if not name.startswith((".", "~$"))]
            folders[:] = [path.name for path in inside if path not in own]
            found += [path for path in inside if path.is_symlink() and path not in own]
            found += [Path(place, name) for name in files if not name.startswith((".", "~$"))]
        return sorted(found)

    def no_files(self) -> list[tuple[str, Note]]:
        """What looks like a file and is none that may be read: a link that leads out, a pipe, a device; and why."""
        told = (
            (path.relative_to(self.folder).as_posix(), refused(path, self.folder)) for path in self._there()
        )
        return [(name, why) for name, why in told if why is not None]

    def file(self, table: str) -> str:
        """The name of a table's file or folder, there or not, as declared or as usual; of several, all."""
        return ", ".join(self.named(table))

    def named(self, table: str) -> list[str]:
        """The names of a table's files, there or not: as declared, or as usual.

        Where the usual file is not there, the only one of its stem that can be read is it (orders.xlsx for
        orders.csv), or a folder of its stem (sales/ with a file a month).
        """
        files = self.config.get("files", {})
        # of the same form, unless declared
        one = files.get("responses") if table in ("answers", "profile") else None
        declared = files.get(table, one or FILES[table])
        if isinstance(declared, list):
            return declared
        if declared != FILES[table] or (self.folder / declared).exists():
            return [declared]
        others = self._others(table)
        return others if len(others) == 1 else [declared]

    def _others(self, table: str) -> list[str]:
        """Files of the stem of a table's usual file, with any ending that its reader knows."""
        files = sorted(
            path.name
            for path in self.folder.glob("[!.~]*")
            if path.name.casefold() == usual(table, path.suffix) != FILES[table] and path.is_file()
        )
        stem, dot, _ = FILES[table].partition(".")
        own = dot and not files and stem not in FILES.values() and stem not in _OWN_FOLDERS
        return [stem] if own and (self.folder / stem).is_dir() else files

    def unread(self, without: Collection[str] = ()) -> list[str]:
        """Every file that no table is read from, by its path in the folder; tables `without` are read from none."""
        read = {self.folder / name for name in OWN}
        for table in FILES.keys() - set(without):
            for path in (self.folder / name for name in self.named(table)):
                read |= {p for p in path.glob("*") if p.suffix.lower() in parts_of(table)} | {path}
        inside = ((path, path.relative_to(self.folder)) for path in self.files() if path not in read)
        return [
            name.as_posix()
            for _, name in inside
            if name.parts[0] not in _OWN_FOLDERS and name.name.casefold() not in _LEFT_BEHIND
        ]

    def path(self, table: str) -> Path:
        """The file or folder of a table, of several the first; MissingTable if the study has none."""
        return self._found(table)[0]

    def paths(self, table: str) -> list[Path]:
        """Every file of a table, those of a folder one by one; MissingTable if the study has none."""
        parts = parts_of(table)
        found = [
            part
            for path in self._found(table)
            for part in (sorted(path.glob("[!.~]*")) if path.is_dir() else [path])
            if not path.is_dir() or part.suffix.lower() in parts
        ]
        if not found:
            raise MissingTable(table, f"{self.file(table)}/*{parts[0]}")
        return found

    def _found(self, table: str) -> list[Path]:
        """The files and folders of a table that are there, recorded as read; Unreadable for what is no file."""
        there = [path for name in self.named(table) if os.path.lexists(path := self.folder / name)]
        if not there:
            self._record({"absent": table})
            own = table not in ("videos", "accounts") or table in self.config.get("files", ())
            raise MissingTable(table, self.file(table) if own else note("lacking_platform"))
        parts = [
            part for path in there for part in (sorted(path.glob("[!.~]*")) if path.is_dir() else [path])
        ]
        for part in (*there, *parts):
            if why := refused(part, self.folder):
                raise Unreadable(part.relative_to(self.folder).as_posix(), why)
        if not parts:
            self._record({"absent": table})
        for part in parts:
            self._record({"file": part.relative_to(self.folder).as_posix(), "root": "raw"})
        if self.file(table) != FILES[table]:
            self._record({"instead": table, "of": self.file(table)})
        return there

    @property
    def journals(self) -> Path:
        """Where the journals of coders lie, one each."""
        return self.coding / "journals"

    def journal_files(self) -> list[Path]:
        """The journals of coders; whoever reads them depends on each, and on which there are."""
        found = sorted(self.decided("journals").glob("[!.~]*.jsonl"))
        return [self.decided(f"journals/{path.name}") for path in found]

    def decided(self, file: str) -> Path:
        """A file of the coding folder, there or not; whoever reads it depends on it. ProblemsError for what is no file."""
        path = self.coding / file
        if why := refused(path, self.coding):
            raise ProblemsError([Problem(path.name, message=why)])
        self._record({"file": file, "root": "coding"})
        return path

    @cached_property
    def made_from(self) -> dict[str, dict[str, str | None]]:
        """What has been read so far, with hashes: raw files and decisions (`inputs`), results (`tables`)."""
        return {"inputs": {"study.toml": self.now("study.toml")}, "tables": {}}

    def now(self, key: str) -> str | None:
        """Today's hash of an input: `survey.xlsx` in the study's folder, `coding/journal.csv` in its coding folder."""
        root, _, inside = key.partition("/")
        return digest_now(self.coding / inside if root == "coding" else self.folder / key)

    def result(self, table: str, home: Path | None = None) -> Path:
        """The file from which later notebooks read a result; `home` is where results live, if elsewhere."""
        return (home or self.processed) / "tables" / f"{table}.parquet"

    def outdated(
        self, table: str, home: Path | None = None, asked: frozenset[str] = frozenset()
    ) -> str | None:
        """What has changed since a result was made: a file or another result; None if nothing has, or it does not say."""
        known = made_from(self.result(table, home))
        for key, old in known.get("inputs", {}).items():
            if self.now(key) != old:
                return key
        for other, old in known.get("tables", {}).items():
            held = content(self.result(other, home)) == old
            if other not in asked and not (held and not self.outdated(other, home, asked | {table})):
                return other
        return None

    def _see(self, line: dict) -> None:
        inputs, tables = self.made_from["inputs"], self.made_from["tables"]
        if "file" in line:
            decided = line["root"] == "coding"
            key = f"coding/{line['file']}" if decided else line["file"]
            for part in (key, key.rpartition("/")[0])[: 1 if decided else 2]:
                if part:
                    inputs.setdefault(part, self.now(part))
        elif "absent" in line:
            inputs.setdefault(self.file(line["absent"]), None)
        elif "table" in line:
            tables[line["table"]] = content(self.result(line["table"]))

    def _record(self, line: dict) -> None:
        for lines in self._listening:
            lines.append(line)
        log = os.environ.get("ENGAGELIB_RECORD")
        told = (log, *line.items())
        if told in self._noted and "table" not in line:  # a table may have been made anew since
            return
        self._noted.add(told)
        self._see(line)
        if log:
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
