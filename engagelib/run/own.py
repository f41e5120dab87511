"""A study's own notebooks: copies of those that apply, hers to change; which of them may run; what changed in the originals.

`<study>/notebooks` holds the copies. Beside them, in `.originals`, lies each original as it was when it was last shown
to her: from that follows what a newer engagelib changed. A copy is written once and never again.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engagelib.contracts.problems import Note
from engagelib.files import append_text, write_whole
from engagelib.run.notebook import cells, found
from engagelib.run.record import digest_of
from engagelib.run.sections import Cell
from engagelib.study import makers
from engagelib.study.folder import NOTEBOOKS
from engagelib.study.interpretation import template
from engagelib.study.study import Study
from engagelib.words import sentence

__all__ = ["Copies", "copied", "known", "trust", "untrusted"]

ORIGINALS, CHANGES = ".originals", "CHANGES.md"


@dataclass
class Copies:
    """What `copied` did: notebooks that are new in the study, that do not apply to it, whose originals changed."""

    folder: Path
    new: list[str] = field(default_factory=list)
    without: dict[str, Note] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)


def copied(study: Study) -> Copies:
    """Copy the notebooks that apply into the study, those that are not there yet, and say what changed in the originals."""
    done = Copies(study.folder / "notebooks")
    for path in sorted((NOTEBOOKS / study.lang).glob("*.ipynb")):
        mine, shown = done.folder / path.name, done.folder / ORIGINALS / path.name
        original = path.read_text(encoding="utf-8")
        if not mine.exists():
            if why := makers.lacking(study, path):
                done.without[path.stem] = why
                continue
            write_whole(mine, _for_the_folder(original))
            write_whole(shown, original)
            if (
                path in found(path.parent)
                and not (words := study.folder / "interpretation" / f"{path.name[:2]}.md").exists()
            ):
                write_whole(words, template(json.loads(original)["cells"]))
            trust(study, [mine])
            done.new.append(path.stem)
        elif (before := _read(shown)) and before != original and study.lang == _language(before):
            append_text(done.folder / CHANGES, _changes(path, before, original, study.lang))
            write_whole(shown, original)
            done.changed.append(path.stem)
    return done


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _for_the_folder(original: str) -> str:
    """A notebook that opens the study in whose folder it lies."""
    return re.sub(r'(study = )\\"[\w-]+\\"', r'\1\\"..\\"', original, count=1)


def _language(notebook: str) -> str:
    return next(iter(re.findall(r'lang = \\"(\w+)\\"', notebook)), "")


def _changes(path: Path, before: str, after: str, lang: str) -> str:
    """What changed in an original, as a section of CHANGES.md."""
    old, new = (_lines(json.loads(text)["cells"]) for text in (before, after))
    lines = difflib.unified_diff(old, new, "-", "+", lineterm="", n=2)
    told = sentence("original_changed", lang, notebook=path.stem)
    return f"## {told}\n\n~~~~diff\n" + "\n".join(list(lines)[2:]) + "\n~~~~\n\n"


def _lines(cells: Iterable[Cell]) -> list[str]:
    return [
        line
        for cell in cells
        for line in [f"[{cell['cell_type']}]", *"".join(cell["source"]).splitlines(), ""]
    ]


# --- which may run ------------------------------------------------------------


def _trusted() -> Path:
    """Where this user keeps which notebooks of studies may run: with her settings, never in a study."""
    from platformdirs import user_config_path

    return user_config_path("engagelib", appauthor=False, roaming=True) / "notebooks.json"


def _code(path: Path) -> str:
    """What a notebook runs, as a hash: its code cells in their order."""
    return digest_of([cell["source"] for cell in cells(path) if cell["cell_type"] == "code"])


def known() -> dict[str, Any]:
    """The hashes of notebooks that may run."""
    try:
        return json.loads(_trusted().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def untrusted(study: Study) -> list[Path]:
    """The study's own notebooks whose code this user has not yet said may run."""
    if study.notebooks.parent != study.folder:
        return []
    may = set(known().get("may_run", []))
    return [path for path in found(study.notebooks) if _code(path) not in may]


def trust(study: Study, paths: Iterable[Path] | None = None) -> None:
    """Remember that a study's own notebooks, or these of them, may run as they stand now."""
    paths = found(study.folder / "notebooks") if paths is None else paths
    may = sorted({*known().get("may_run", []), *map(_code, paths)})
    write_whole(_trusted(), json.dumps({"may_run": may}, indent=1) + "\n")
