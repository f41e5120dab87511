"""What a study's files were read to, kept for the notebooks of one run: no file is read twice.

A run checks every file before it starts; what came of it lies in its scratch folder until it ends. Who finds
a file, a decision or study.toml other than it was then reads anew.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engagelib.readers.conform import Reading
    from engagelib.study.study import Study

__all__ = ["Heard", "keep", "kept", "state"]

#: A table as read, and what was recorded as read for it.
Heard = tuple["Reading", list[dict[str, Any]]]
_OF = "of.pickle"


def state(study: Study) -> tuple[Any, ...]:
    """What a reading depends on: which study, what it declares, and each file with its size and time of change.

    Without the note of the key's fingerprint, which the first reading of a new study itself writes.
    """
    from engagelib.people import NOTED

    decisions = (path for path in sorted(study.coding.rglob("*")) if path.is_file() and path.name != NOTED)
    files = [(str(p), (s := p.stat()).st_size, s.st_mtime_ns) for p in (*study.files(), *decisions)]
    return str(study.folder), study.name, study.config, files


def keep(read: dict[str, Heard], before: tuple[Any, ...], folder: Path) -> None:
    """Write what was read into a new folder; `before` is the study's `state` before the first file was read."""
    folder.mkdir()
    for table, heard in read.items():
        (folder / f"{table}.pickle").write_bytes(pickle.dumps(heard, protocol=5))
    (folder / _OF).write_bytes(pickle.dumps(before, protocol=5))


def kept(study: Study, table: str) -> Heard | None:
    """What this run has read a table to; None outside a run, and where anything has changed since."""
    folder = Path(os.environ.get("ENGAGELIB_READ") or os.devnull)
    file = folder / f"{table}.pickle"
    if not file.exists() or pickle.loads((folder / _OF).read_bytes()) != state(study):
        return None
    return pickle.loads(file.read_bytes())
