"""Whether what lies in a results folder belongs to the files, the code and the lock that stand there now.

Nothing is run: the manifest of the last run says, with hashes, what each notebook read and wrote and what the pages
were. Whatever differs from it is named; what no notebook wrote is named too, for a table that somebody put there
looks like a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engagelib.contracts.problems import Note, note
from engagelib.files import content
from engagelib.run import notebook, record
from engagelib.run.notebook import BadNotebook
from engagelib.run.record import DONE, Record
from engagelib.study.study import Study

__all__ = ["differences"]

#: Folders of a results folder in which every file is somebody's output.
MADE = ("tables", "figures", "report")


def differences(study: Study, home: Path, folder: Path) -> Iterator[Note]:
    """Each way in which results in `home` differ from what made them; `folder` is that of the notebooks."""
    manifest = record.load(home / "manifest.json")
    if not manifest:
        yield note("never_reproduced", folder=str(home))
        return
    if manifest.get("seal") != record.seal(manifest):
        yield note("it_was_altered", what="manifest.json")
        return
    yield from _around(study, manifest)
    for name, known in manifest["notebooks"].items():
        for why in _of_notebook(name, known, manifest["environment"], study, home, folder):
            yield note("of_notebook", name=name, why=why)
    for page, digest in manifest["report"].get("pages", {}).items():
        if (found := record.digest(home / page)) != digest:
            yield note("it_was_altered" if found else "it_was_removed", what=page)
    yield from (note("nobody_made_it", what=file) for file in _strangers(manifest, home))


def _around(study: Study, manifest: Record) -> Iterator[Note]:
    """Raw files, library, lock and Python: what all results stand on."""
    now = {path.relative_to(study.folder).as_posix(): record.digest(path) for path in study.files()}
    known = manifest["inputs"]
    for file in sorted(known.keys() | now.keys()):
        if known.get(file) != now.get(file):
            key = "it_is_new" if file not in known else "it_changed" if file in now else "it_is_gone"
            yield note(key, what=file)
    for what, digest in record.environment().items():
        if manifest["environment"].get(what) != digest:
            yield note("it_changed", what=what)


def _of_notebook(
    name: str, known: Record, environment: Record, study: Study, home: Path, folder: Path
) -> Iterator[Note]:
    try:
        source = record.digest_of(notebook.cells(folder / f"{name}.ipynb"))
    except (BadNotebook, OSError) as error:
        yield error.note if isinstance(error, BadNotebook) else note("it_is_gone", what=f"{name}.ipynb")
        return
    if known["status"] not in (*DONE, "left out"):
        yield note("did_not_finish")
        return
    parameters = {"study": study.place, "lang": study.lang}
    now = {"source": source, "parameters": parameters, "environment": environment}
    tables = home / "tables"
    yield from record.changes(known, now, study, home, lambda table: content(tables / f"{table}.parquet"))


def _strangers(manifest: Record, home: Path) -> list[str]:
    """Files among results that are no output on record."""
    known = {file for one in manifest["notebooks"].values() for file in one["outputs"]}
    known |= manifest["report"].get("pages", {}).keys()
    there = (path for part in MADE for path in (home / part).rglob("*") if path.is_file())
    return sorted({path.relative_to(home).as_posix() for path in there} - known)
