"""A coder's journal, written: a line is on the disk before anybody is told of it, and one window writes at a time.

The lock is the operating system's, on a file beside the journal that names its owner: it is free again when the owner
is gone, however it went. On a synchronised folder, where another computer's lock is not seen, its name counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from engagelib.contracts.problems import Note, note
from engagelib.readers.journal import Slot, replayed

__all__ = ["Journal", "NotWritten", "file_of"]


class NotWritten(Exception):
    """The line is not in the journal; the note says why."""

    def __init__(self, why: Note) -> None:
        self.note = why
        super().__init__(str(why))


def file_of(folder: Path, coder: str) -> Path:
    """The file of a coder's journal: her name, as far as every file system can take it, and never that of another.

    >>> file_of(Path("j"), "Ani").name, file_of(Path("j"), "ani").name == file_of(Path("j"), "Ani").name
    ('ani-a43811.jsonl', False)
    """
    plain = re.sub(r"[^\w-]+", "_", coder).strip("_").casefold()[:40]
    return folder / f"{plain}-{hashlib.sha256(coder.encode()).hexdigest()[:6]}.jsonl"


class Journal:
    """A coder's journal: `state` is what it comes to, `write` adds a line, `refused` says why none can be written.

    Opened again in the same process, the earlier window is told that it only reads from now on.
    """

    _open: ClassVar[dict[Path, Journal]] = {}

    def __init__(self, folder: Path, coder: str, take_over: bool = False) -> None:
        self.coder, self.path = coder, file_of(folder, coder).absolute()
        self.refused: Note | None = None
        self._file, self._lock = -1, -1
        if earlier := Journal._open.pop(self.path, None):
            earlier.close(note("journal_elsewhere"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._hold(take_over)
            if self.refused is None:
                self._file = os.open(
                    self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644
                )
                _on_disk(folder)
                Journal._open[self.path] = self
        except OSError as error:
            self.refused = note("journal_not_writable", error=error.strerror or str(error))
        self.state, self.problems, whose = replayed(self.path)
        if whose not in ("", coder):
            self.close(note("journal_of_another", coder=whose))
        self._size = os.fstat(self._file).st_size if self._file >= 0 else 0
        self._lines = self.path.read_bytes().count(b"\n") if self._size else 0

    def _hold(self, take_over: bool) -> None:
        """Take the lock, or say who has it."""
        place = self.path.with_name(f".{self.path.stem}.lock")
        self._lock = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
        free = _locked(self._lock)
        owner = _owner(os.read(self._lock, 500))
        if not free or (owner and owner["host"] != platform.node() and not take_over):
            owner = owner or {"host": "?", "pid": "?", "since": "?"}
            self.refused = note("journal_locked" if not free else "journal_locked_far", **owner)
            os.close(self._lock)
            self._lock = -1
            return
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        said = json.dumps({"host": platform.node(), "pid": str(os.getpid()), "since": now}).encode()
        os.ftruncate(self._lock, 0)
        os.lseek(self._lock, 0, os.SEEK_SET)
        os.write(self._lock, said)

    def write(self, *events: Mapping[str, Any]) -> list[Slot]:
        """Add lines and have them on the disk, then let them have their effect; what changed. NotWritten if that cannot be."""
        if self.refused is not None:
            raise NotWritten(self.refused)
        now = datetime.now(UTC).isoformat()
        whole = [
            {"at": now, "coder": self.coder, **named} for e in events if (named := self._named(e)) is not None
        ]
        lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in whole]
        if not lines:
            return []
        try:
            self._still_mine()
            self._append("".join(lines).encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise NotWritten(note("journal_not_written", error=error.strerror or str(error))) from None
        first = self._lines - len(whole) + 1
        return [slot for i, one in enumerate(whole, start=first) for slot in self.state.apply(one, i)]

    def _named(self, event: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """An undo or redo with the unit that it is about, so that who forgets a unit forgets it whole; None if it would do nothing."""
        stack = {"undo": self.state.done, "redo": self.state.undone}.get(event["action"])
        if stack is None:
            return event
        slots = list(stack[-1]) if stack else []
        about = {"unit": slots[0][1]} if len(slots) == 1 and slots[0][0] == "unit" else {}
        return {**event, **about} if slots else None

    def _still_mine(self) -> None:
        """The file is the one that was opened, and as long as it was left: no program has put another in its place."""
        there = self.path.stat()
        if (there.st_ino, there.st_size) != (os.fstat(self._file).st_ino, self._size):
            self.close(note("journal_changed"))
            raise NotWritten(note("journal_changed"))

    def _append(self, line: bytes) -> None:
        """All of the lines or nothing of them; a torn last line gets its end first, so that it stays a line of its own."""
        torn = (
            self._size > 0 and os.pread(self._file, 1, self._size - 1) != b"\n"
            if hasattr(os, "pread")
            else False
        )
        data = b"\n" * torn + line
        try:
            written = os.write(self._file, data)
            while written < len(data):
                written += os.write(self._file, data[written:])
            _on_disk(self._file)
        except OSError:
            try:
                os.ftruncate(self._file, self._size)
            except OSError:  # what is there now, nobody was told of: read it anew
                self.close(note("journal_changed"))
            raise
        self._size += len(data)
        self._lines += line.count(b"\n") + torn

    def close(self, why: Note | None = None) -> None:
        """Let the journal and its lock go."""
        self.refused = why or note("journal_closed")
        if Journal._open.get(self.path) is self:
            del Journal._open[self.path]
        with contextlib.suppress(OSError):
            os.ftruncate(self._lock, 0)
        for file in (self._file, self._lock):
            with contextlib.suppress(OSError):
                os.close(file)
        self._file = self._lock = -1


def _owner(said: bytes) -> dict[str, str] | None:
    try:
        told = json.loads(said)
        return {key: str(told[key]) for key in ("host", "pid", "since")}
    except (ValueError, TypeError, KeyError):
        return None


def _locked(file: int) -> bool:
    """Whether the lock on an open file is ours now; it goes with the process."""
    try:
        import fcntl
    except ImportError:
        import msvcrt  # Windows; the byte that is locked lies behind what the file says

        try:
            os.lseek(file, 4096, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def _on_disk(what: int | Path) -> None:
    """Have a file's content, or a folder's list of files, on the disk."""
    if isinstance(what, int):
        os.fsync(what)
        return
    with contextlib.suppress(OSError):  # Windows cannot open a folder
        folder = os.open(what, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
