"""What can be taken away from a study (a file, a column, a section of study.toml), and its notebooks without kernels.

A notebook runs in this process, its figures drawn but not written; only the notebooks run that a file concerns, by what
they read when nothing was lacking, and a table is read again only where one of its files has changed.
"""

import contextlib
import csv
import io
import json
import os
import random
import shutil
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import openpyxl
from command import Command
from kernel import kernel

import engagelib
from engagelib import figures
from engagelib.contracts import ProblemsError
from engagelib.run import notebook
from engagelib.study.study import Study
from engagelib.tables import files as written

BOOKS = sorted((Path(__file__).parents[2] / "notebooks" / "en").glob("[0-9][0-9]_*.ipynb"))


@dataclass(frozen=True)
class Part:
    """A file; a column of one (`inside`: the sheet, or the file in a ZIP); or a key of study.toml, with all below it."""

    file: str
    column: str = ""
    inside: str = ""
    keys: tuple[str | int, ...] = ()

    def __str__(self):
        return ":".join(str(one) for one in (self.file, self.inside, self.column, *self.keys) if one != "")

    def take_away(self, folder):
        """Take it out of the study in this folder, where it still is."""
        path = folder / self.file
        if self.keys:
            declared = tomllib.loads(path.read_text(encoding="utf-8"))
            within = declared
            with contextlib.suppress(LookupError):
                for key in self.keys[:-1]:
                    within = within[key]
                del within[self.keys[-1]]
            path.unlink()  # whose bytes other studies share
            path.write_text("".join(f"{line}\n" for line in toml(declared)), encoding="utf-8")
        elif path.exists():
            data = path.read_bytes()
            path.unlink()
            if self.column:
                path.write_bytes(without(data, path.suffix, self.column, self.inside))


def without(data, suffix, column, inside):
    """A file's bytes without a column."""
    if suffix == ".csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        at = rows[0].index(column) if column in rows[0] else len(rows[0])
        kept = io.StringIO()
        csv.writer(kept, lineterminator="\n").writerows([*row[:at], *row[at + 1 :]] for row in rows)
        return kept.getvalue().encode("utf-8")
    kept = io.BytesIO()
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        for cell in book[inside][1]:
            if cell.value == column:
                book[inside].delete_cols(cell.column)
                break
        book.save(kept)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
            for name in old.namelist():
                new.writestr(
                    name, without(old.read(name), ".csv", column, "") if name == inside else old.read(name)
                )
    return kept.getvalue()


def toml(table):
    """A table of study.toml, a key a line."""
    return (f"{json.dumps(key)} = {value(one)}" for key, one in table.items())


def value(one):
    if isinstance(one, dict):
        return "{" + ", ".join(toml(one)) + "}"
    if isinstance(one, list):
        return "[" + ", ".join(map(value, one)) + "]"
    return json.dumps(one, ensure_ascii=False) if isinstance(one, (str, bool)) else str(one)


def parts(folder):
    """Everything that can be taken away from the study in a folder."""
    for path in sorted(
        path for path in folder.rglob("*") if path.is_file() and "processed" not in path.parts
    ):
        name = path.relative_to(folder).as_posix()
        if name == "study.toml":
            continue
        yield Part(name)
        if path.suffix == ".csv":
            yield from (Part(name, header) for header in headers(path.read_bytes()))
        elif path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path).worksheets:
                yield from (Part(name, str(cell.value), sheet.title) for cell in sheet[1] if cell.value)
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for inside in archive.namelist():
                    yield from (Part(name, header, inside) for header in headers(archive.read(inside)))
    declared = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    for section, held in declared.items():
        yield Part("study.toml", keys=(section,))
        inner = held if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        yield from (Part("study.toml", keys=(section, key)) for key in inner)


def headers(data):
    return next(csv.reader(io.StringIO(data.decode("utf-8-sig"))), [])


class Whole:
    """A shipped study with everything: what it was read to, what its notebooks read and made."""

    def __init__(self, name, folder):
        self.folder = Command().copied(name, folder / name)
        self.read, self.used = {}, {}
        assert self.run(self.folder, BOOKS, self.read) == []
        self.parts = list(parts(self.folder))

    def run(self, folder, books, read):
        """The notebooks that stopped, each with the error; `read` holds what is known of the study's tables."""
        stopped = []
        with drawn_only(read) as opened:
            for book in books:
                opened.clear()
                cells = notebook.with_parameters(notebook.cells(book), {"study": str(folder), "lang": "en"})
                with kernel() as running:
                    try:
                        running.run_all(cells)
                    except AssertionError as error:
                        stopped.append((book.stem, notebook.plain(str(error))[-3000:]))
                if folder == self.folder:
                    made = opened[0].made_from
                    self.used[book] = {*made["inputs"]}, {*made["tables"]}, {*opened[0].written}
                plt.close("all")
        return stopped

    def concerned(self, taken):
        """The notebooks that read one of these files, or what another of those makes."""
        files, made, found = {part.file for part in taken}, set(), []
        files |= {name.rpartition("/")[0] for name in files} - {""}
        for book, (inputs, tables, writes) in self.used.items():
            if files & inputs or made & tables or "study.toml" in files:
                found.append(book)
                made |= writes
        return found

    def stopped_without(self, taken, folder):
        """What stops without these parts; None where `check` calls it an error that they are lacking."""
        shutil.copytree(self.folder, folder, copy_function=os.link)
        for part in taken:
            part.take_away(folder)
        files = {part.file for part in taken}
        read = {}
        if "study.toml" not in files:
            read = {table: heard for table, heard in self.read.items() if not files & names(heard)}
        try:
            with drawn_only(read):
                if any(one.severity == "error" for one in engagelib.Study(folder, "en").problems()):
                    return None
        except ProblemsError:
            return None
        return self.run(folder, self.concerned(taken), read)


def names(heard):
    """The files that a table was read from."""
    return {line["file"] for line in heard[1] if "file" in line}


@contextlib.contextmanager
def drawn_only(read):
    """Figures are drawn and not written, workbooks neither; every study that is opened knows what was `read`."""
    opened = []

    class Known(Study):
        def __init__(self, *told, **more):
            super().__init__(*told, **more)
            self._read = read
            opened.append(self)

        def draw(self, figure, *tables, name="", **options):
            getattr(figures, figure)(*tables, lang=self.lang, **options)
            plt.close("all")

    before, workbook = engagelib.Study, written.workbook
    engagelib.Study, written.workbook = Known, lambda *told: b""
    try:
        yield opened
    finally:
        engagelib.Study, written.workbook = before, workbook


def pairs(whole, count=60, seed=2026):
    """Pairs of parts, files and sections before columns."""
    return [tuple(random.Random(f"{seed}{number}").sample(whole.parts, 2)) for number in range(count)]
