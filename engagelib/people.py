"""People in the data: keyed pseudonyms, masked text, who is left out, which quotes a search would find.

A study's key lies in its owner's configuration folder, never in the study; co-workers get the file and name
it with `--key-file`. Which key a study was made with is noted in its coding folder as a fingerprint, from
which the key cannot be found.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.contracts import Problem, ProblemsError
from engagelib.files import append

if TYPE_CHECKING:
    pass

__all__ = ["EXCLUDED", "PUBLIC_KEY", "excluded", "key_of", "leave_out", "pseudonym", "pseudonyms"]


#: Declared public: the shipped studies are illustrative, everybody must get the same pseudonyms. Never for
#: real people.
PUBLIC_KEY = b"engagelib illustrative study: this key is public"


def pseudonym(handle: str, key: bytes = PUBLIC_KEY) -> str:
    """A person's pseudonym in a study: keyed, so that nobody without the key can look a handle up.

    >>> pseudonym("contoh_sari") == pseudonym("@Contoh_Sari "), len(pseudonym("contoh_sari"))
    (True, 16)
    """
    return hmac.new(key, _handle(handle).encode(), hashlib.sha256).hexdigest()[:16]


def _handle(handle: str) -> str:
    return handle.strip().removeprefix("@").casefold()


def pseudonyms(key: bytes = PUBLIC_KEY) -> Callable[[object], str]:
    """`pseudonym` for many cells: a handle that comes again is not computed again."""
    return lru_cache(maxsize=500_000)(lambda handle: pseudonym(str(handle), key))


# --- the key ----------------------------------------------------------------------------------------------


def _configuration() -> Path:
    """Where programs keep what belongs to a user: APPDATA on Windows, else XDG_CONFIG_HOME or ~/.config."""
    home = os.environ.get("APPDATA") if os.name == "nt" else os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "engagelib" / "keys"


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"engagelib fingerprint" + key).hexdigest()[:16]


def key_of(name: str, coding: Path, public: bool = False) -> bytes:
    """The key of a study's pseudonyms; ProblemsError, with what to do, if it was made elsewhere.

    That of a shipped study is `public`; of any other, copies of shipped ones too,
    `ENGAGELIB_KEY_FILE` (what `--key-file` sets) goes first, then the configuration folder. A study that has
    none yet gets a random one.
    """
    if public:
        return PUBLIC_KEY
    noted, own = coding / "key-fingerprint.txt", _configuration() / f"{name}.key"
    file = Path(os.environ.get("ENGAGELIB_KEY_FILE") or own)
    known = noted.read_text(encoding="ascii").strip() if noted.exists() else None
    if not file.exists() and (known or file != own):
        raise ProblemsError([_lost(file)])
    if not file.exists():
        _write_key(file)
    key = file.read_bytes().strip()
    if len(key) < LEAST_KEY:
        raise ProblemsError([_no_key(file, len(key))])
    if known is None:
        noted.parent.mkdir(parents=True, exist_ok=True)
        noted.write_text(_fingerprint(key) + "\n", encoding="ascii")
    elif known != _fingerprint(key):
        raise ProblemsError([_lost(file)])
    return key


#: Bytes; a shorter key can be guessed, and with it who is who.
LEAST_KEY = 16


def _no_key(file: Path, length: int) -> Problem:
    return Problem(
        file.name,
        message=f"holds no key of a study: {length} characters, at least {LEAST_KEY} are expected; ask whoever "
        "imported the comments first for the key file, and name it: engagelib --key-file FILE …",
    )


def _lost(file: Path) -> Problem:
    return Problem(
        file.name,
        message="is not the key that this study's pseudonyms were made with; ask whoever imported the "
        "comments first for the key file, and name it: engagelib --key-file FILE …",
    )


def _write_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")


# --- people who are left out ------------------------------------------------------------------------------


#: The list of people who are left out, in a study's coding folder.
EXCLUDED = "excluded.csv"


def excluded(file: Path) -> frozenset[str]:
    """Pseudonyms of those who are left out of a study from the import on."""
    if not file.exists():
        return frozenset()
    with file.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["author"] for row in csv.DictReader(lines))


def leave_out(file: Path, author: str) -> bool:
    """Put a pseudonym on the exclusion list; False if it stands there already."""
    if author in excluded(file):
        return False
    append(file, ("author", "since"), (author, datetime.now(UTC).isoformat(timespec="seconds")))
    return True
