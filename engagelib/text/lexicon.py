"""The project's own word lists and code-point table, and how to load a list of your own.

`slang.csv` (form, word, region, negation) holds what is written often and its dictionary form; a word that
stands for itself is one that keeps its double letter. `region` is who writes so: id Indonesian, jv
Javanese, su Sundanese, bjn Banjar, min Minang, mui Palembang, ljp Lampung. A form is left out where it is
as often another word: tak (Indonesian "not", Javanese "I shall"), jan ("don't", Javanese "truly"), sing
(Javanese "which", Balinese "not"), sma and smp (schools), asn, km, mang, neng, nang; a list of your own
says which is meant. tau stays tau, because tahu is also tofu. `codepoints.csv` (low, high, kind) says which
code points are emoji, joiners (marks of direction among them), fillers (letters that show nothing), spaces
and punctuation, because the engines' regular expressions do not agree on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from engagelib.contracts.problems import note
from engagelib.contracts.values import Refused
from engagelib.files import shipped

__all__ = ["NEGATIONS", "STOP_WORDS", "character_class", "slang", "slang_from"]


@cache
def character_class(*kinds: str) -> str:
    r"""The inside of a character class for these kinds; Python, RE2 and Java read it alike.

    >>> import re
    >>> emoji = f"[{character_class('emoji')}]"
    >>> bool(re.search(emoji, "enak \U0001f60b")), bool(re.search(emoji, "enak 1"))
    (True, False)
    """

    def literal(point: str) -> str:
        character = chr(int(point, 16))
        return (
            f"\\{character}"
            if character.isascii() and character.isprintable() and character != " "
            else character
        )

    ranges = [(row["low"], row["high"]) for row in shipped("text", "codepoints.csv") if row["kind"] in kinds]
    return "".join(literal(low) if low == high else f"{literal(low)}-{literal(high)}" for low, high in ranges)


def slang_from(rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """A list of your own, rows with `form` and `word` (of ``csv.DictReader``, say), as form: word.

    Blank rows are passed over.

    >>> slang_from([{"form": "Kd ", "word": "tidak"}, {"form": "", "word": ""}])
    {'kd': 'tidak'}
    """
    rows = list(rows)
    if any(row.get("form") is None or row.get("word") is None for row in rows):
        raise Refused(note("slang_columns"))
    pairs = ((row["form"].strip().lower(), row["word"].strip().lower()) for row in rows)
    return {form: word for form, word in pairs if form and word}


@cache
def slang() -> MappingProxyType[str, str]:
    """The project's list: form as written -> word. A negation of any region becomes a negation.

    >>> slang()["kd"], slang()["ora"], slang()["bgt"]
    ('tidak', 'tidak', 'sekali')
    """
    return MappingProxyType(slang_from(shipped("text", "slang.csv")))


#: Words that turn a meaning round; never a stop word, in whatever form they are written.
NEGATIONS = frozenset({"tidak", "jangan", "belum", "bukan", "tanpa"}) | {
    row["form"] for row in shipped("text", "slang.csv") if row["negation"] == "yes"
}

#: Frequent words without content, chosen for this project; negations are none.
STOP_WORDS = frozenset(
    word for row in shipped("text", "stopwords.csv") for word in [row["word"]] if word not in NEGATIONS
)
