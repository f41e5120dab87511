"""Files that are there whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

__all__ = ["READ_IN", "append", "replacing", "write_whole"]


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary name to write to, which takes the place of `path` when the block ends well.

    When it does not, the part is removed: nobody sees half a file. The folder is made if it is not there.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a whole file, text as UTF-8 with its line breaks as they are; a reader sees the old one or the new one."""
    with replacing(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def append(path: Path, header: Sequence[str], row: Sequence[object]) -> None:
    """Add a row to a csv; its header goes first where there is no such file yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [row] if path.exists() else [header, row]
    with path.open("a", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)


#: What a sheet may be kept in, and what else the file of a table may be.
SHEETS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


#: What is read of a folder that is the file of a table.
READ_IN = {"codings": (*SHEETS, ".txt"), "interviews": (".docx", ".txt", *SHEETS), "insights": SHEETS}
