"""What a run of a notebook left on record, and whether all of it still holds.

A record is a dict as it stands in `manifest.json`: `source`, `parameters`, `environment` (what was run),
`inputs`, `tables`, `absent` (what it read, with hashes, and what it asked for in vain), `outputs` (what it
wrote), `title`, `status`, `why`, `seconds`. Contents are compared, never times.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import MissingTable, Note, Unreadable, note
from engagelib.files import digest
from engagelib.study.folder import HOUSE, PROJECT
from engagelib.study.study import Study

__all__ = [
    "DONE",
    "Record",
    "cells",
    "changes",
    "digest",
    "digest_of",
    "environment",
    "load",
    "reads",
    "reason",
    "seal",
    "versions",
    "why",
]

Record = dict[str, Any]

#: The statuses of a notebook whose results stand.
DONE = ("ran", "skipped")
PACKAGES = (
    "engagelib", "pandas", "numpy", "scipy", "statsmodels", "matplotlib", "seaborn", "nltk", "ibis-framework",
    "duckdb",
)  # fmt: skip
#: What decides what runs and how it is shown, but not what comes out of a notebook (whose own source is hashed).
AROUND = ("cli.py", "report", "export", "notebooks")


def digest_of(value: object) -> str:
    """Hash a value that JSON can write (SHA-256)."""
    whole = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()


def seal(manifest: Record) -> str:
    """Hash a manifest without its own seal, which stands in it: one that was changed by hand is no witness."""
    return digest_of({key: value for key, value in manifest.items() if key != "seal"})


def _counts(path: Path) -> bool:
    """Whether a file of the package decides what comes out of a notebook."""
    inner = path.relative_to(HOUSE)
    return inner.parts[0] not in AROUND and "__pycache__" not in inner.parts


def environment() -> dict[str, str | None]:
    """Hash what every result depends on besides its data: the library, the lock (else what is installed), the Python."""
    files = [path for path in sorted(HOUSE.rglob("*")) if path.is_file() and _counts(path)]
    return {
        "engagelib": digest_of([[path.relative_to(HOUSE).as_posix(), digest(path)] for path in files]),
        "requirements.lock": digest(PROJECT / "requirements.lock") or digest_of(versions()),
        "Python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """List the installed versions of what computes and draws."""
    installed = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            installed[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return installed


def load(path: Path) -> Record:
    """Read a JSON file; empty if it is not there or half written."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def cells(home: Path, notebook: str) -> list[Any]:
    """The cells of a notebook as it was executed; none if it is not there."""
    return load(home / "notebooks" / f"{notebook}.ipynb").get("cells", [])


def reason(why: Note) -> Record:
    """Why a notebook has its status: a sentence, and its key and parts, by which `why` says it in any language."""
    return {"why": str(why), "note": why.to_dict()}


def why(known: Record) -> Note:
    """What `reason` kept; a record of an older engagelib has none, and its notebook runs again."""
    return Note.of(known["note"]) if "note" in known else note("did_not_finish")


def _file(study: Study, key: str) -> Path:
    """Find an input: `survey.xlsx` in the study's folder, `coding/journal.jsonl` in its coding folder."""
    root, _, inside = key.partition("/")
    return study.coding / inside if root == "coding" else study.folder / key


def reads(log: Path, study: Study, table_digest: Callable[[str], str | None]) -> Record:
    """Sum up what a notebook read, from the lines that `Study` wrote while it ran."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    files = {
        ("coding/" if line["root"] == "coding" else "") + line["file"] for line in lines if "file" in line
    }
    return {
        "inputs": {key: digest(_file(study, key)) for key in sorted(files | {"study.toml"})},
        "tables": {
            table: table_digest(table)
            for table in sorted({line["table"] for line in lines if "table" in line})
        },
        "absent": sorted({line["absent"] for line in lines if "absent" in line}),
        "instead": {line["instead"]: line["of"] for line in lines if "instead" in line},
    }


def changes(
    record: Record, now: Record, study: Study, home: Path, table_digest: Callable[[str], str | None]
) -> Iterator[Note]:
    """Say each reason why a record no longer holds; `now` has today's source, parameters and environment."""
    if record["status"] not in (*DONE, "left out"):
        yield note("did_not_finish")
    elif record["source"] != now["source"]:
        yield note("notebook_changed")
    elif record["parameters"] != now["parameters"]:
        yield note("other_parameters")
    elif record["environment"] != now["environment"]:
        yield from (
            note("it_changed", what=key)
            for key, value in now["environment"].items()
            if record["environment"].get(key) != value
        )
    else:
        yield from _changed_inputs(record["inputs"], study)
        yield from _now_there(record["absent"], study)
        for table, file in record.get("instead", {}).items():
            if study.file(table) != file:
                yield note("read_instead", file=study.file(table), before=file)
        for table, known in record["tables"].items():
            if (found := table_digest(table)) != known:
                yield note("table_changed" if found else "table_gone", table=table)
        for output, known in record["outputs"].items():
            if (found := digest(home / output)) != known:
                yield note("it_was_altered" if found else "it_was_removed", what=output)


def _changed_inputs(inputs: dict[str, str], study: Study) -> Iterator[Note]:
    for key, known in inputs.items():
        if (found := digest(_file(study, key))) != known:
            yield note("it_changed" if found else "it_is_gone", what=key)
    inner = {key.rpartition("/")[0] for key in inputs} - {
        "",
        "coding",
    }  # folders read as a whole: a new file counts
    for folder in sorted(inner):
        for path in sorted(_file(study, folder).glob("[!.~]*")):
            if path.is_file() and f"{folder}/{path.name}" not in inputs:
                yield note("it_is_new", what=f"{folder}/{path.name}")


def _now_there(absent: list[str], study: Study) -> Iterator[Note]:
    for table in absent:
        try:
            yield note("it_is_new", what=study.path(table).name)
        except (MissingTable, Unreadable):
            continue
