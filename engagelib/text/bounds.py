"""What reading a file may cost, and what is no file of a study at all.

A workbook of 3 MB can unfold to gigabytes, a link can lead to anybody's files, a pipe never ends. Each of these
is refused with a sentence before it costs anything; whatever else grows beyond its bounds is stopped as it does.
"""

from __future__ import annotations

import io
import os
import signal
import stat
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from engagelib.contracts.problems import Note, Unreadable, note

__all__ = ["Bounds", "archived", "bounded", "bounds", "checked", "refused", "transitional"]


@dataclass(frozen=True)
class Bounds:
    """What [reading] of study.toml declares: what a file may cost, and what the file itself leaves open.

    `encoding`: file -> what its letters are written in. `dates`: table ("" = any) -> "day first" or "month first".
    """

    gigabytes: float = 1
    seconds: float = 30
    encoding: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> int:
        """Bytes of a file of text: as cells they need some eight times as much."""
        return int(self.gigabytes * 2**27)

    @property
    def packed(self) -> int:
        """Bytes of what a workbook or a Word document unfolds to."""
        return int(self.gigabytes * 2**26)

    @property
    def cells(self) -> int:
        """Cells of a sheet, blank ones too."""
        return int(self.gigabytes * 8_000_000)


class _TooDear(BaseException):
    """Raised wherever reading stands when it has cost too much; no reader takes it for a fault of its own."""


_now = [Bounds()]
_opened = [""]  # the file that was opened last


def bounds() -> Bounds:
    """What a file may cost at present."""
    return _now[-1]


@contextmanager
def bounded(limits: Bounds | None, file: str) -> Iterator[None]:
    """Read within these bounds (None: as they are); Unreadable names the file for which more is needed.

    Seconds and memory are looked at four times a second where the system can (not on Windows, not in a thread);
    the sizes of files are looked at everywhere.
    """
    outermost = len(_now) == 1
    _now.append(limits or bounds())
    _opened[0] = ""
    may_watch = (
        outermost and hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    )
    try:
        with _watched(bounds()) if may_watch else _unwatched():
            yield
    except (_TooDear, MemoryError):
        raise Unreadable(_opened[0] or file, _too_dear()) from None
    finally:
        _now.pop()


@contextmanager
def _unwatched() -> Iterator[None]:
    yield


@contextmanager
def _watched(limits: Bounds) -> Iterator[None]:
    begun, before = time.monotonic(), _memory()

    def look(signum: int, frame: FrameType | None) -> None:
        if time.monotonic() - begun > limits.seconds or _memory() - before > limits.gigabytes * 2**30:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise _TooDear

    known = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.25, 0.25)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, known)


def _memory() -> int:
    """Bytes that the process holds; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def _too_dear() -> Note:
    return note("too_dear", gigabytes=bounds().gigabytes, seconds=bounds().seconds)


# --- what is no file ------------------------------------------------------------------------------------------------


def refused(path: Path, folder: Path | None = None) -> Note | None:
    """Why something of this name is not read: a link that leads out of the folder, a pipe, a device; None for a file."""
    try:
        if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
            return note("leads_out")
        kind = path.stat().st_mode
    except (OSError, RuntimeError, ValueError):  # nothing there, or a link to itself
        return note("leads_nowhere") if path.is_symlink() else None
    return None if stat.S_ISREG(kind) or stat.S_ISDIR(kind) else note("no_regular_file")


def checked(path: Path, most: int | None = None) -> None:
    """Unreadable for what is no regular file, or a larger one than its kind may be."""
    if why := refused(path):
        raise Unreadable(path.name, why)
    _opened[0] = path.name
    size, most = path.stat().st_size, bounds().text if most is None else most
    if size > most:
        raise Unreadable(path.name, note("too_large", size=_megabytes(size), most=_megabytes(most)))


def _megabytes(size: int) -> int:
    return -(-size // 2**20)


# --- what is packed -------------------------------------------------------------------------------------------------

#: Most parts of a workbook or document; a picture each.
_PARTS = 20_000


@contextmanager
def archived(path: Path) -> Iterator[zipfile.ZipFile]:
    """A workbook, a document or another archive, opened; Unreadable where it would unfold to more than is allowed.

    Pictures and sounds are not unfolded and do not count. BadZipFile for another file.
    """
    checked(path)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts if "/media/" not in part.filename)
        if size > bounds().packed or len(parts) > _PARTS:
            sizes = {"size": _megabytes(size), "most": _megabytes(bounds().packed)}
            raise Unreadable(path.name, note("unfolds_too_far", **sizes))
        yield archive


_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


def transitional(path: Path) -> Path | io.BytesIO:
    """An Office file as programs read it: one saved as Strict Open XML with the usual names of its parts.

    Unreadable beyond the bounds; BadZipFile for another file.
    """
    with archived(path) as archive:
        main = [name for name in archive.namelist() if name.endswith(("workbook.xml", "document.xml"))]
        if not any(b"purl.oclc.org/ooxml" in archive.read(name) for name in main):
            return path
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as copy:
            for part in archive.infolist():
                content = archive.read(part)
                if part.filename.endswith((".xml", ".rels")):
                    for strict, usual in _STRICT:
                        content = content.replace(strict, usual)
                copy.writestr(part.filename, content)
    data.seek(0)
    return data
