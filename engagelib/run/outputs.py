"""Folders beside a study's own into which its results were written, so that who is forgotten is forgotten there, too.

They are noted where the keys lie: paths of a machine belong to that machine, not into a study that is handed on.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from engagelib.files import write_whole
from engagelib.people import configuration
from engagelib.study.study import Study

__all__ = ["note_folder", "on_record"]


def _noted(study: Study) -> Path:
    own = hashlib.sha256(str(study.folder.resolve()).encode()).hexdigest()[:8]
    return configuration("outputs") / f"{study.name}-{own}.txt"


def note_folder(study: Study, folder: Path) -> None:
    """Note that results of the study were written into a folder other than its own: `--out`, `--to`."""
    folder, noted = folder.resolve(), _noted(study)
    known = on_record(study)
    if folder != study.processed.resolve() and folder not in known:
        noted.parent.mkdir(parents=True, exist_ok=True)
        write_whole(noted, "".join(f"{path}\n" for path in (*known, folder)))


def on_record(study: Study) -> list[Path]:
    """The folders that were noted, whether or not they are still there."""
    noted = _noted(study)
    return list(map(Path, noted.read_text(encoding="utf-8").splitlines())) if noted.exists() else []
