"""People in the data: keys, pseudonyms, and who is left out.

A study's key lies in its owner's configuration folder, never in the study; co-workers get the file and name
it with `--key-file`. Which key a study was made with is noted in its coding folder, and beside every name on
the exclusion list, as a fingerprint, from which the key cannot be found. Only the made-up people of the shipped
studies, whose pseudonyms are listed in people.csv, go by a public key, in whatever study they are found.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import os
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.contracts import Problem, ProblemsError
from engagelib.contracts.problems import Note, note
from engagelib.files import write_whole
from engagelib.text.masks import kind_of, masked

if TYPE_CHECKING:
    pass

__all__ = [
    "EXCLUDED", "KEY_NOTE", "MADE_UP", "PUBLIC_KEY", "Key", "People", "configuration", "excluded",
    "fingerprint", "identifying", "is_code", "is_machine", "key_of", "leave_out", "made_up", "own_key",
    "pseudonym", "pseudonyms", "unnamed",
]  # fmt: skip


#: Declared public: the shipped studies are illustrative, everybody must get the same pseudonyms. It serves the
#: people of `made_up` alone, who are nobody.
PUBLIC_KEY = b"engagelib illustrative study: this key is public"


#: A study's own key, or what gives it where somebody needs it; None = one that lasts as long as the program.
Key = bytes | Callable[[], bytes] | None


def pseudonym(handle: str, key: Key = None) -> str:
    """A person's pseudonym in a study: keyed, so that nobody without the key can look a handle up.

    The made-up people of the shipped studies have the same one everywhere.

    >>> pseudonym("contoh_sari") == pseudonym("@Contoh_Sari "), len(pseudonym("contoh_sari"))
    (True, 16)
    """
    public = _keyed(handle, PUBLIC_KEY)
    return public if public in made_up() else _keyed(handle, own_key(key))


def _keyed(handle: str, key: bytes) -> str:
    return hmac.new(key, _handle(handle).encode(), hashlib.sha256).hexdigest()[:16]


@cache
def made_up() -> frozenset[str]:
    """The pseudonyms of the people of the shipped studies, written for this project: hashes with the public key."""
    return frozenset(files("engagelib").joinpath("people.csv").read_text(encoding="ascii").split()[1:])


def own_key(key: Key) -> bytes:
    """The key of everybody who is not made up; ValueError for the public one."""
    key = key() if callable(key) else key
    if key == PUBLIC_KEY:
        raise ValueError(_PUBLISHED)
    return key or _throwaway()


_PUBLISHED = "the key of the shipped studies is public: with it anybody can look people up; a study has its own (study.key())"


@cache
def _throwaway() -> bytes:
    """The key of people who belong to no study."""
    return secrets.token_bytes(32)


def _handle(handle: str) -> str:
    return handle.strip().removeprefix("@").casefold()


def pseudonyms(key: Key = None) -> Callable[[object], str]:
    """`pseudonym` for many cells: a handle that comes again is not computed again, and the key is looked up once."""
    known = cache(key) if callable(key) else key
    return lru_cache(maxsize=500_000)(lambda handle: pseudonym(str(handle), known))


# --- who a column names -----------------------------------------------------------------------------------

#: Words that running codes are made of; what else is of letters alone may be a name.
_CODE_WORDS = frozenset((
    "account", "admin", "buyer", "case", "code", "customer", "employee", "id", "informan", "informant", "karyawan", "kasus", "kode",
    "konsumen", "manager", "narasumber", "no", "owner", "participant", "partisipan", "pelanggan", "pembeli", "pemilik",
    "pengelola", "resp", "responden", "respondent", "row", "shop", "staf", "staff", "subject", "subjek", "toko", "usaha",
    "user",
))  # fmt: skip


#: How a name says that it is nobody's: Bu Tumi (nama samaran).
MADE_UP = "samaran|pseudonym|made.up|bukan nama"


_CODE = re.compile(r"([a-z]*)(\d{0,4})")


def is_code(value: str) -> bool:
    """Whether an id is a running number or a short code, which by itself identifies nobody.

    >>> [is_code(code) for code in ("R01", "P-12", "7", "K1-owner", "customer-5", "Responden 12")]
    [True, True, True, True, True, True]
    >>> [is_code(name) for name in ("Sari", "sari99", "a@example.org", "0812-0000-1234", "2019210034")]
    [False, False, False, False, False]
    """
    found = [_CODE.fullmatch(part) for part in re.split(r"[\s._/-]+", value.strip().casefold())]
    digits = sum(sign.isdigit() for sign in value)
    short = all(part and (part[1] in _CODE_WORDS or len(part[1]) <= 3) for part in found)
    return short and digits <= 5 and (digits > 0 or all(part and part[1] in _CODE_WORDS for part in found))


def _are_codes(values: Collection[str]) -> bool:
    """Whether the values of a column are codes of one form: letters with a number that differ (SW1, BH2) are initials."""
    if values and all(value.startswith("R_") for value in values):
        return True  # Qualtrics' own
    letters = {part for value in values for part in re.findall(r"[^\W\d_]{2,}", value.casefold())}
    return all(map(is_code, values)) and len(letters - _CODE_WORDS) <= (len(values) > 1)


def identifying(values: Collection[str]) -> Note | None:
    """What the values of a column of people are, in words; None where they are running codes of one form."""
    if _are_codes(values):
        return None
    found = set(map(kind_of, values))
    kinds = {"email": "e_mail_addresses", "phone": "telephone_numbers", "mention": "handles"}
    return note(next((told for kind, told in kinds.items() if kind in found), "names_of_people"))


def unnamed(problem: Problem, names: Collection[str] = ()) -> Problem:
    """A problem as others may see it: without addresses, telephone numbers, accounts and these names; ids stay."""

    def safe(text: str) -> str:
        return masked(text, names, orders=False)

    said = problem.message.each(safe) if isinstance(problem.message, Note) else safe(problem.message)
    return replace(problem, value=safe(problem.value), message=said)


#: What a program that codes is called, as a coder or where a column says by what a code was given.
_MACHINE = re.compile(
    r"(?<!\w)(?:ai|a\.i\.|llm|bot|robot|chat ?gpt|gpt\w*|gemini|claude|copilot|llama\w*|mistral|deepseek|qwen|indobert|spacy"
    r"|machine|mesin|model|algorit\w+|program|sistem|system|dictionary|kamus|lexicon|leksikon|rules?|aturan|regex|svm"
    r"|classifier|klasifikasi|zero shot|auto|automati[ck]|otomatis|autocod\w+|suggest\w*|saran|predict\w*|prediksi)(?!\w)",
    re.IGNORECASE,
)


def is_machine(coder: str | None, source: object = None, machines: Collection[str] = ()) -> bool:
    """Whether a mark is a program's, by its coder's name or its source; not if the study declares this coder.

    >>> is_machine("GPT-4o"), is_machine("Aisyah"), is_machine("Ani", "model"), is_machine("GPT-4o", machines=["GPT-4o"])
    (True, False, True, False)
    """
    told = re.sub(r"[\W_]+", " ", f"{coder or ''} . {source or ''}")
    return coder not in machines and bool(_MACHINE.search(told))


@dataclass(frozen=True)
class People:
    """How those whom a column names enter a study: by which key, who is left out, and what those answered who stay."""

    key: Key = None
    left_out: Collection[str] = ()
    screening: Mapping[str, Collection[str]] = field(default_factory=dict)

    def entered(self, values: Sequence[str | None]) -> list[str | None]:
        """Each as a pseudonym, or as it stands where all are codes of one form; None for who is left out."""
        known = {value for value in values if value is not None}
        coded = _are_codes(known)
        shown = {value: value if coded else self.pseudonym(value) for value in known - self.gone(known)}
        return [None if value is None else shown.get(value) for value in values]

    def gone(self, values: Collection[str]) -> set[str]:
        """Those who are left out."""
        return {value for value in values if self.left_out and self.pseudonym(value) in self.left_out}

    def shown(self, value: str) -> str:
        """A code as it stands, anybody else by pseudonym."""
        return value if is_code(value) else self.pseudonym(value)

    def pseudonym(self, value: str) -> str:
        return pseudonym(value, self.key)


# --- the key ----------------------------------------------------------------------------------------------


def configuration(what: str = "keys") -> Path:
    """Where this system's programs keep what belongs to a user, such as ~/.config/engagelib/keys."""
    from platformdirs import user_config_path

    return user_config_path("engagelib", appauthor=False, roaming=True) / what


def fingerprint(key: bytes) -> str:
    """What tells one key from another, and from which it cannot be found."""
    return hashlib.sha256(b"engagelib fingerprint" + key).hexdigest()[:16]


#: Where the fingerprint of a study's key is noted, in its coding folder, and in a Parquet file of its comments.
NOTED, KEY_NOTE = "key-fingerprint.txt", "engagelib_key"


#: Set while files are looked at and nothing is written: by `engagelib check`.
LOOKING = "ENGAGELIB_LOOKING"
_FOR_A_LOOK = os.urandom(32)


def _noted(coding: Path) -> dict[str, set[str]]:
    """Files of a coding folder that say to which keys they belong, with the fingerprints."""
    noted = coding / NOTED
    first = noted.read_text(encoding="ascii").strip() if noted.exists() else ""
    own = {row["key"] or first for row in _left_out(coding / EXCLUDED) if row["author"] not in made_up()}
    return {file: prints for file, prints in {EXCLUDED: own, NOTED: {first} - {""}}.items() if prints}


def key_of(name: str, coding: Path) -> bytes:
    """The own key of a study's pseudonyms; ProblemsError, with what to do, if it was made elsewhere.

    `ENGAGELIB_KEY_FILE` (what `--key-file` sets) goes first, then the configuration folder. A study that has
    none yet gets a random one, and notes its fingerprint; not while it is only looked at (`LOOKING`).
    """
    own, noted = configuration() / f"{name}.key", _noted(coding)
    file = Path(os.environ.get("ENGAGELIB_KEY_FILE") or own)
    if not file.exists() and (noted or file != own):
        raise ProblemsError(_others(file, noted) or [_lost(file)])
    looking = LOOKING in os.environ
    if not file.exists() and looking:
        return _FOR_A_LOOK
    if not file.exists():
        _write_key(file)
    key = file.read_bytes().strip()
    if len(key) < LEAST_KEY or key == PUBLIC_KEY:
        raise ProblemsError([_no_key(file, key)])
    if wrong := {kept: prints for kept, prints in noted.items() if prints != {fingerprint(key)}}:
        raise ProblemsError(_others(file, wrong))
    if NOTED not in noted and not looking:
        coding.mkdir(parents=True, exist_ok=True)
        (coding / NOTED).write_text(fingerprint(key) + "\n", encoding="ascii")
    return key


#: Bytes; a shorter key can be guessed, and with it who is who.
LEAST_KEY = 16


_ASK = note("ask_for_key")


def _no_key(file: Path, key: bytes) -> Problem:
    key_of_what = "no_key_public" if key == PUBLIC_KEY else "no_key_short"
    return Problem(file.name, message=note(key_of_what, n=len(key), least=LEAST_KEY, ask=_ASK))


def _lost(file: Path) -> Problem:
    return Problem(file.name, message=note("key_not_this", ask=_ASK))


def _others(file: Path, noted: Collection[str]) -> list[Problem]:
    """What is said of the files that belong to another key."""
    wrong = note("list_of_other_key", file=file.name, ask=_ASK)
    listed = [Problem(EXCLUDED, message=wrong)] if EXCLUDED in noted else []
    return listed + ([_lost(file)] if NOTED in noted else [])


def _write_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")


# --- people who are left out ------------------------------------------------------------------------------


#: The list of people who are left out, in a study's coding folder.
EXCLUDED = "excluded.csv"


def excluded(file: Path, key: Key = None) -> frozenset[str]:
    """Pseudonyms of those who are left out of a study from the import on.

    ProblemsError if the list was made with another key: by that nobody on it would be known again.
    """
    rows = _left_out(file)
    if any(row["author"] not in made_up() for row in rows) and callable(key):
        key()  # which looks whose the list is
    return frozenset(row["author"] for row in rows)


def _left_out(file: Path) -> list[dict[str, str]]:
    """The rows of an exclusion list; `key` is blank in one that was made before it was noted there."""
    if not file.exists():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [{name: row.get(name) or "" for name in _COLUMNS} for row in csv.DictReader(lines)]
    except (ValueError, csv.Error) as error:
        raise ProblemsError([Problem(file.name, message=note("cannot_be_read", error=str(error)))]) from None
    return [row for row in rows if row["author"]]


_COLUMNS = ("author", "since", "key")


def leave_out(file: Path, author: str, key: Key = None) -> bool:
    """Put a pseudonym on the exclusion list, with the fingerprint of its key; False if it stands there already."""
    rows = _left_out(file)
    if author in {row["author"] for row in rows}:
        return False
    own = fingerprint(PUBLIC_KEY if author in made_up() else own_key(key))
    lines = io.StringIO()
    table = csv.DictWriter(lines, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(
        [*rows, {"author": author, "since": datetime.now(UTC).isoformat(timespec="seconds"), "key": own}]
    )
    write_whole(file, lines.getvalue())
    return True
