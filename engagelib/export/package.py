"""A folder for whoever hands a study in: Word, figures, tables, data and a crate, all of the same results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.export import crate, data, methods
from engagelib.export.chapter import appendix, chapter, with_rest
from engagelib.export.contents import Figure, Part, Section, Sentence, Table, contents
from engagelib.export.latex import tex
from engagelib.export.template import Rules
from engagelib.export.word import Block, document
from engagelib.files import digest, write_whole
from engagelib.run import record
from engagelib.run.outputs import note_folder
from engagelib.run.record import Record
from engagelib.study.study import Study
from engagelib.words import sentence

__all__ = ["FORMATS", "LISTED", "Exported", "export"]

#: What may be asked for, in the order in which it is written.
FORMATS = (
    "docx",
    "png",
    "pdf",
    "svg",
    "tiff",
    "xlsx",
    "csv",
    "tex",
    "html",
    "sav",
    "qdpx",
    "qdc",
    "bib",
    "rocrate",
)
#: The file that says of what results an exported folder was made, and what each file was.
LISTED = "export.json"
_PICTURES = ("png", "pdf", "svg", "tiff")


@dataclass
class Exported:
    """What was written, and what was not or otherwise than asked, with the reason."""

    folder: Path
    files: list[Path] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    study: Study
    home: Path
    manifest: Record
    notebooks: Path
    width: int | None
    dpi: int
    rules: Rules
    template: Path | None
    sections: list[Section]

    @property
    def lang(self) -> str:
        return str(self.manifest["lang"])


def export(
    study: Study, home: Path, notebooks: Path, folder: Path, formats: tuple[str, ...], rules: Rules,
    template: Path | None = None, width: int | None = None, dpi: int = 300,
) -> Exported:  # fmt: skip
    """Write what is asked for into a folder, which is noted so that `forget` and `verify` know it."""
    manifest = record.load(home / "manifest.json")
    sections = with_rest(contents(home, manifest), str(manifest["lang"]))
    asked = _Asked(study, home, manifest, notebooks, width, dpi, rules, template, sections)
    done = Exported(folder)
    note_folder(study, folder)
    _figures(asked, done, [kind for kind in _PICTURES if kind in formats])
    for kind in (kind for kind in FORMATS if kind in formats and kind not in _PICTURES):
        _WRITERS[kind](asked, done)
    files = {path.relative_to(folder).as_posix(): digest(path) for path in done.files}
    listed: dict[str, Any] = {
        "study": study.place,
        "lang": asked.lang,
        "results": manifest["seal"],
        "files": files,
    }
    write_whole(
        folder / LISTED,
        json.dumps(listed | {"seal": record.seal(listed)}, ensure_ascii=False, indent=1) + "\n",
    )
    return done


def _parts(asked: _Asked, kind: type[Table] | type[Figure]) -> Iterator[Any]:
    """Each named table, or each figure, once."""
    seen: set[str] = set()
    every: Iterator[Any] = (part for section in asked.sections for part in section.parts)
    for part in every:
        if isinstance(part, kind) and part.name and part.name not in seen:
            seen.add(part.name)
            yield part


def _figures(asked: _Asked, done: Exported, kinds: list[str]) -> None:
    for figure in _parts(asked, Figure) if kinds else ():
        source, target = asked.home / "figures" / figure.name, done.folder / "figures" / figure.name
        if not source.with_suffix(".pdf").exists():
            continue
        width = data.width_of(figure.mm[0], asked.width)
        if asked.width and width != asked.width:
            points = 7.0 * asked.width / figure.mm[0]
            done.notes.append(
                note("export_width_kept", figure=figure.name, width=width, asked=asked.width, points=points)
            )
        data.drawing(source, target, kinds, width, asked.dpi)
        done.files += [target.with_name(f"{target.name}.{kind}") for kind in kinds]


# --- Word -----------------------------------------------------------------------------------------


def _word(asked: _Asked, done: Exported) -> None:
    about = (asked.study.title, asked.study.place)
    made = {
        "results.docx": (_results(asked), ""),
        sentence("export_chapter_file", asked.lang): (chapter(asked.study, asked.sections, asked.lang), "4"),
        sentence("export_appendix_file", asked.lang): (
            appendix(asked.sections, asked.lang),
            sentence("export_appendix_letter", asked.lang),
        ),
        "tables.docx": ([Block(table) for table in _parts(asked, Table) if table.rows], ""),
    }
    for name, (blocks, before) in made.items():
        whole, _ = document(
            blocks, asked.home / "figures", asked.lang, asked.rules, asked.template, before, about
        )
        path = _not_hers(asked, done, done.folder / name)
        write_whole(path, whole)
        done.files.append(path)


def _not_hers(asked: _Asked, done: Exported, path: Path) -> Path:
    """The document's place; another name where she has edited the one that an earlier export wrote."""
    known = record.load(done.folder / LISTED).get("files", {})
    free = path
    for number in range(2, 1000):
        if not free.exists() or known.get(free.name) == digest(free):
            break
        free = path.with_name(f"{path.stem}-{number}.docx")
    if free != path:
        note_folder(asked.study, path)  # to be verified by its numbers
        done.notes.append(note("export_kept_yours", file=path.name, new=free.name))
    return free


def _made(asked: _Asked) -> list[tuple[str, str]]:
    """How it was made: heading and words."""
    told = {
        "export_methods": methods.paragraph(asked.study, asked.home, asked.manifest),
        "export_statement": methods.software(asked.manifest),
    }
    return [(sentence(key, asked.lang), text) for key, text in told.items() if text]


def _results(asked: _Asked) -> Iterator[Block | list[Part]]:
    """Everything in the order of the notebooks, and at the end how it was made."""
    yield Block(asked.study.title)
    before = ""
    for section in (
        one for one in asked.sections if any(not isinstance(p, Table) or p.rows for p in one.parts)
    ):
        if section.notebook != before:
            yield Block(section.chapter, 1)
        before = section.notebook
        if section.heading:
            yield Block(section.heading, 2)
        yield list(section.parts)
    for heading, text in _made(asked):
        yield Block(heading, 1)
        yield Block(Sentence(text, ()))


# --- tables and data ------------------------------------------------------------------------------


def _put(done: Exported, path: Path, content: str | bytes) -> None:
    write_whole(path, content)
    done.files.append(path)


def _xlsx(asked: _Asked, done: Exported) -> None:
    for table in _parts(asked, Table):
        _put(
            done,
            done.folder / "tables" / f"{table.name}.xlsx",
            (asked.home / "tables" / f"{table.name}.xlsx").read_bytes(),
        )


def _pages(kind: str, made: Callable[[Table, str], str]) -> Callable[[_Asked, Exported], None]:
    def write(asked: _Asked, done: Exported) -> None:
        for table in _parts(asked, Table):
            _put(done, done.folder / "tables" / f"{table.name}.{kind}", made(table, asked.lang))

    return write


def _csv(asked: _Asked, done: Exported) -> None:
    import pandas as pd

    results = {
        table.name: pd.read_parquet(asked.home / "tables" / f"{table.name}.parquet")
        for table in _parts(asked, Table)
    }
    kept = dict(data.raw(asked.study))
    for folder, tables in (("tables", results), ("data", kept)):
        for name, table in tables.items():
            path = done.folder / folder / f"{name}.csv"
            data.csv(table, path, asked.lang)
            done.files.append(path)
        path = done.folder / folder / sentence("export_dictionary_file", asked.lang)
        data.csv(data.dictionary(tables, asked.lang), path, asked.lang)
        done.files.append(path)


def _sav(asked: _Asked, done: Exported) -> None:
    path = done.folder / "data" / "responses.sav"
    if data.sav(asked.study, path, asked.lang):
        done.files.append(path)
    else:
        done.notes.append(
            note("export_left_out", what="responses.sav", why=sentence("export_no_responses", asked.lang))
        )


def _refi(kind: str) -> Callable[[_Asked, Exported], None]:
    def write(asked: _Asked, done: Exported) -> None:
        from engagelib.refi import write_codebook, write_project
        from engagelib.refi.project import Project

        path = done.folder / "data" / f"{'project' if kind == 'qdpx' else 'codebook'}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if kind == "qdpx":
                write_project(path, Project.of(asked.study))
            else:
                write_codebook(path, asked.study.codebook())
            done.files.append(path)
        except (MissingTable, Unreadable) as error:
            why = error.note if isinstance(error, MissingTable) else error.why
            done.notes.append(note("export_left_out", what=path.name, why=why))

    return write


def _bib(asked: _Asked, done: Exported) -> None:
    _put(done, done.folder / "references.bib", methods.bibliography(asked.home, asked.manifest))
    said = (f"## {heading}\n\n{text}\n" for heading, text in _made(asked))
    _put(done, done.folder / "methods.md", "\n".join(said))


def _rocrate(asked: _Asked, done: Exported) -> None:
    done.files += crate.write(asked.study, asked.home, asked.manifest, asked.notebooks, done.folder / "crate")


_WRITERS: dict[str, Callable[[_Asked, Exported], None]] = {
    "docx": _word, "xlsx": _xlsx, "csv": _csv, "tex": _pages("tex", lambda table, _: tex(table) + "\n"), "html": _pages("html", data.page),
    "sav": _sav, "qdpx": _refi("qdpx"), "qdc": _refi("qdc"), "bib": _bib, "rocrate": _rocrate,
}  # fmt: skip
