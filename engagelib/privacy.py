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
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.contracts import Problem, ProblemsError
from engagelib.files import append
from engagelib.normalise import MASK, MASKABLE, MASKS, folded, normalised, signs

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EXCLUDED", "PUBLIC", "PUBLIC_KEY", "excluded", "for_print", "key_of", "leave_out", "masked",
    "pseudonym", "pseudonyms",
]  # fmt: skip

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


_MASKS = [(re.compile(pattern, re.ASCII), mask.removeprefix(r"\1")) for pattern, mask in MASKS]
_MASKABLE = re.compile(MASKABLE)


def masked(text: str) -> str:
    """Text without mentions, telephone and order numbers and e-mail addresses; everything else as written.

    They are looked for in the folded text, so full-width digits and blanks of any kind hide nothing.

    >>> masked("Kak @contoh_sari.id, WA ０８12-0000-1234 ya. Pesanan 240815AB12CD34 blm dtg")
    'Kak <mention>, WA <phone> ya. Pesanan <order> blm dtg'
    """
    if _MASKABLE.search(unicodedata.normalize("NFKC", text).lower()):
        for pattern, mask in _MASKS:
            text = _replaced(text, pattern, mask)
    return text


def _replaced(text: str, pattern: re.Pattern[str], mask: str) -> str:
    """Text with a mask for what the pattern finds in the folded text, behind its first group if it has one."""
    seen, places = folded(text)
    for found in reversed(list(pattern.finditer(seen))):
        start = found.end(1) if pattern.groups else found.start()
        text = text[: places[start][0]] + mask + text[places[found.end() - 1][1] :]
    return text


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


# --- quotes for print -------------------------------------------------------------------------------------

#: Kinds of units that stand in public, where a search engine reads them; what an informant said does not.
PUBLIC = ("comment",)
RUN = 5  # words in a row that nobody else is likely to have written
WHOLE = 3, 10  # words or characters from which on a whole comment is found
_BETWEEN_WORDS = re.compile(f"(?:{MASK}|{signs()})+")


def _words(text: str) -> list[str]:
    """The words of a text in any script, folded."""
    return [word for word in _BETWEEN_WORDS.split(normalised(text)) if word]


def _padded(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _found(quote: str, public: Collection[str], run: int) -> str | None:
    """What of a quote a search would find: the first `run` words in a row that a public text has, or the whole, else None.

    A whole comment is found from three words or ten characters on.

    >>> public = [_padded("Kuahnya gurih banget sampai SAYA bawa pulang")]
    >>> _found("katanya kuahnya gurih banget sampai saya nambah", public, 5)
    'kuahnya gurih banget sampai saya'
    >>> _found("katanya kuahnya gurih", public, 5)
    >>> _found("Gurih banget!", [_padded("gurih banget")], 5)
    'gurih banget'
    """
    said = _words(quote)
    runs = [" ".join(said[i : i + run]) for i in range(len(said) - run + 1)]
    found = next((words for words in runs if any(f" {words} " in text for text in public)), None)
    whole = " ".join(said)
    is_long = len(said) >= WHOLE[0] or len(whole) >= WHOLE[1]
    return found or (whole if is_long and f" {whole} " in public else None)


def for_print(quotes: pd.DataFrame, units: pd.DataFrame, run: int = RUN) -> pd.DataFrame:
    """Quotes with `warning` ("searchable", else blank) and `found_by`, the words by which a search would find the writer.

    In: `quotes` with text; `units` with kind and text, of which those that stand in public are compared:
    a pseudonym hides nobody whose sentence a search engine shows under her name. What was said in an
    interview or a questionnaire is warned of only where it repeats a public comment.
    """
    public = {_padded(text): None for text in units.loc[units["kind"].isin(PUBLIC), "text"].dropna()}
    found = [_found(text, public, run) for text in quotes["text"].fillna("")]
    return quotes.assign(warning=["searchable" if words else None for words in found], found_by=found)
