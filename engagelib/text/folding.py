r"""A comment's text as it is compared and counted: a view beside the raw text, never in its place.

`plain` folds (NFKC, lower case) and masks; `words` gives its words in dictionary form. Both take and give
Arrow arrays, and every engine calls these very functions, so that no engine's own idea of lower case, of `\b`
or of `\w` has a say. A word is a run of a-z and 0-9; words are compared for equality. The rules for words run
once for each distinct word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from engagelib.text.lexicon import NEGATIONS, character_class, slang
from engagelib.text.masks import KINDS, MAYBE, folded_masked, lowered, masked
from engagelib.text.masks import MASK as A_MASK

__all__ = [
    "MASK", "folded", "is_emoji_only", "is_reduplicated", "normalised", "placed", "plain", "seen", "signs",
    "tokens", "word_form", "words", "words_with",
]  # fmt: skip

_URL = r"https?://[^ ]+|www\.[^ ]+"
#: What stands where something was masked.
MASK = f"<(?:{'|'.join(KINDS)})>"
#: What stands between words, unless it is one space: the text is plain already.
_BETWEEN = f"(?:{MASK}|[^a-z0-9])*(?:{MASK}|[^a-z0-9 ])(?:{MASK}|[^a-z0-9])*"


@cache
def _gaps() -> str:
    """Every run of spaces that is not one plain space."""
    spaces = character_class("space")
    return f"[{spaces}]{{2,}}|[{spaces.replace(' ', chr(0x1F))}]"


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Text folded (NFKC, lower case), masked, runs of space made one; a missing text is blank."""
    texts = pc.fill_null(_one(column), "")
    seen = lowered(texts)
    # one look at most texts: nothing to be masked, no address, no gap
    some = pc.match_substring_regex(seen, f"{MAYBE}|{_gaps()}")
    hidden = folded_masked(texts.filter(some), seen.filter(some))
    hidden = pc.replace_substring_regex(hidden, _URL, "<url>")
    hidden = pc.replace_substring_regex(hidden, _gaps(), " ")
    return pc.utf8_trim(pc.replace_with_mask(seen, some, hidden), " ")


def _split(column: pa.Array | pa.ChunkedArray) -> pa.ListArray:
    spaced = pc.replace_substring_regex(_one(column), _BETWEEN, " ")
    return pc.split_pattern(pc.utf8_trim(spaced, " "), " ")


def words_with(own: Mapping[str, str]) -> Callable[[pa.Array], pa.Array]:
    """`words` with a slang list of your own, which goes before the project's."""
    known = {**slang(), **own}
    form = lru_cache(maxsize=500_000)(lambda token: word_form(token, known))

    def words(column: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Plain text -> its words in dictionary form, one space between."""
        lists = _split(column)
        found = lists.flatten().dictionary_encode()
        forms = pa.array([form(token) for token in found.dictionary.to_pylist()], pa.string())
        return pc.binary_join(pa.ListArray.from_arrays(lists.offsets, forms.take(found.indices)), " ")

    return words


@cache
def _words() -> Callable[[pa.Array], pa.Array]:
    return words_with({})


def words(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Plain text -> its words in dictionary form, one space between.

    >>> words(plain(pa.array(["Gk enaaak bgt², kata2nya mie-ayam @contoh_sari"]))).to_pylist()
    ['tidak enak sekali kata mi ayam']
    """
    return _words()(column)


_ELONGATED = re.compile(r"([a-z])\1{2,}")
_REDUPLICATED = re.compile(r"([a-z]{2,})2(?:an|nya|ku|mu)?")


def is_reduplicated(token: str) -> bool:
    """Written with a 2 for a doubled word: kata2, orang2nya (and, after NFKC, bagus²); of two letters a negation only: ga2."""
    found = _REDUPLICATED.fullmatch(token)
    return found is not None and (len(found[1]) > 2 or found[1] in NEGATIONS)


def word_form(token: str, known: Mapping[str, str] | None = None) -> str:
    """The dictionary form of a token.

    Slang by the list; kata2 is kata; three and more equal letters are two if the list knows that word, else
    one.

    >>> [word_form(t) for t in ("gk", "orang2nya", "maaaaf", "enaaak", "bgtttt", "10000")]
    ['tidak', 'orang', 'maaf', 'enak', 'sekali', '10000']
    """
    known = slang() if known is None else known
    if token in known:
        return known[token]
    base = _REDUPLICATED.sub(r"\1", token) if is_reduplicated(token) else token
    candidates = [base, *_shortened(base)]
    return next((known[candidate] for candidate in candidates if candidate in known), candidates[-1])


def _shortened(word: str) -> Iterator[str]:
    """Each run of three and more equal letters as two and as one, in every combination; all as one comes last."""
    first, *pieces = _ELONGATED.split(word)  # and then a letter, what follows it, a letter …
    letters, rests = pieces[0::2], pieces[1::2]
    if len(letters) <= 4:
        for lengths in product((2, 1), repeat=len(letters)):
            yield first + "".join(map(lambda a, n, rest: a * n + rest, letters, lengths, rests))
    else:
        yield first + "".join(map(str.__add__, letters, rests))


# --- one text at a time -----------------------------------------------------------------------------------


def folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text in NFKC and lower case, and from where to where in the text each of its signs comes from."""
    if text.isascii():
        return text.lower(), [(place, place + 1) for place in range(len(text))]
    starts = [place for place, sign in enumerate(text) if not place or not unicodedata.combining(sign)]
    spans = list(zip(starts, [*starts[1:], len(text)], strict=True))
    signs = [unicodedata.normalize("NFKC", text[a:b]).replace("İ", "i").lower() for a, b in spans]
    return "".join(signs), [span for span, folds in zip(spans, signs, strict=True) for _ in folds]


def placed(text: str) -> Iterator[tuple[int, int, str]]:
    """The tokens of a text, each with where it starts and ends in the text as written.

    >>> list(placed("Ｅｎａｋ² www.enak.id @enak"))
    [(0, 5, 'enak2')]
    """
    seen, places = folded(masked(text))
    shown = re.sub(f"{A_MASK.pattern}|@_(?![^\\W])|{_URL}", lambda found: " " * len(found[0]), seen)
    for found in re.finditer("[a-z0-9]+", shown):
        yield places[found.start()][0], places[found.end() - 1][1], found[0]


def normalised(text: str) -> str:
    """One text as it is compared.

    >>> normalised("Enak² @contoh_sari 0812-0000-1234")
    'enak2 <mention> <phone>'
    """
    return plain(pa.array([text], pa.string()))[0].as_py()


def tokens(text: str) -> list[str]:
    """Words as they were written: runs of a-z and 0-9 of the plain text, masks left out.

    >>> tokens("Brp kak?? mie-ayam @contoh_sari")
    ['brp', 'kak', 'mie', 'ayam']
    """
    return [token for token in _split(plain(pa.array([text], pa.string())))[0].as_py() if token]


def is_emoji_only(text: str) -> bool:
    """Emoji and nothing but joiners, spaces and punctuation; letters of any script are text.

    >>> [is_emoji_only(text) for text in ("👍🏽👍🏽 !!", "1️⃣", "enak 😋", "...", "ꦲꦤ")]
    [True, True, False, False, False]
    """
    text = re.sub(KEYCAP, KEYCAP_SIGN, text)
    return bool(re.search(emoji(), text)) and not re.search(beyond_emoji(), text)


#: A keycap is a digit, # or * with a sign around it; made one emoji before looking.
KEYCAP, KEYCAP_SIGN = "[0-9#*]\ufe0f?\u20e3", "\u2600"


@cache
def emoji() -> str:
    """A pattern for one emoji."""
    return f"[{character_class('emoji')}]"


@cache
def beyond_emoji() -> str:
    """A pattern for what is neither emoji nor joiner, space or punctuation."""
    return f"[^{character_class('emoji', 'joiner', 'space', 'punctuation')}]"


@cache
def signs() -> str:
    """A pattern for a sign that stands between the words of any script."""
    return f"[{character_class('emoji', 'joiner', 'space', 'punctuation')}$+<=>\\^`|~]"


@cache
def seen() -> str:
    """A pattern for what a reader sees: anything but spaces, and joiners and fillers without anything to join."""
    return f"[^{character_class('joiner', 'filler', 'space')}]"
