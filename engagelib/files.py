"""Files that are there whole or not at all, and what a table was made from."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "READ_IN", "SHOWN", "append", "content", "digest", "digest_now", "made_from", "replacing", "shipped",
    "write_parquet", "write_whole",
]  # fmt: skip


#: What an output carries besides its looks: a table's cells, a sentence's numbers, a figure's name, with their addresses.
SHOWN = "application/vnd.engagelib.shown+json"


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


def shipped(room: str, name: str) -> list[dict[str, str]]:
    """The rows of a csv that ships with a room, which is not imported for that."""
    with (resources.files("engagelib") / room / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def append_text(path: Path, text: str) -> None:
    """Add text to the end of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as lines:
        lines.write(text)


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


# --- hashes, and what a table was made from ------------------------------------------------------------


def digest(path: Path) -> str | None:
    """Hash a file, or the names of what lies in a folder (SHA-256); None if there is none."""
    if path.is_dir():
        listed = sorted(inner.name for inner in path.glob("[!.~]*"))
        return hashlib.sha256("\n".join(listed).encode(errors="surrogatepass")).hexdigest()
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_now(path: Path) -> str | None:
    """`digest`, remembered while the file's time and size are the same: for what is asked again and again."""
    try:
        at = path.stat()
    except OSError:
        return None
    return _remembered(path, at.st_mtime_ns, at.st_size)


@lru_cache(maxsize=4096)
def _remembered(path: Path, changed: int, size: int) -> str | None:
    return digest(path)


#: How the part of a Parquet file's own description begins that says what the table was made from.
_MARK = '{"engagelib": '


def write_parquet(table: pd.DataFrame, path: Path, made_from: dict[str, Any]) -> None:
    """Write a table as Parquet that says what it was made from; equal tables have equal contents (`content`)."""
    import io

    from pyarrow import Table, parquet

    plain = io.BytesIO()
    table.to_parquet(plain, index=False)
    told = {"engagelib": {"content": hashlib.sha256(plain.getvalue()).hexdigest(), **made_from}}
    arrow = Table.from_pandas(table, preserve_index=False)
    about = {**(arrow.schema.metadata or {}), b"engagelib": json.dumps(told, sort_keys=True).encode()}
    parquet.write_table(arrow.replace_schema_metadata(about), path)


def made_from(path: Path) -> dict[str, Any]:
    """What a Parquet file says that it was made from; empty if it does not. Nothing heavy is imported for it."""
    try:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            size = int.from_bytes(file.read(4), "little")
            file.seek(-8 - size, os.SEEK_END)
            about = file.read(size).decode("utf-8", "replace")
        return json.JSONDecoder().raw_decode(about[about.rindex(_MARK) :])[0]["engagelib"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def content(path: Path) -> str | None:
    """Hash what a table holds, whatever it was made from; None if there is none."""
    return made_from(path).get("content") or digest(path)
