r"""People in free text, masked: whoever reads a text of others calls `masked`, once, where it comes in.

A mask takes as many code points as what it hides (`<phone.........>`), so that a passage stands where it stood.
What is looked for is looked for in a view of the text: compatibility forms, case, accents, digits of any script
and digits in words made plain, what shows nothing left out. So nothing hides by how it is written. A run of
digits is judged as a whole, after amounts and dates are set aside: by how it begins, how long it is and how it is
grouped. Every pattern takes time in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from engagelib.contracts.tables import TABLES
from engagelib.text.lexicon import character_class
from engagelib.text.passes import beyond_ascii, rewritten

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "KINDS", "MASK", "all_masked", "at_the_door", "counted", "folded_masked", "kind_of", "left", "lowered", "mask", "masked", "named",
    "one_length", "places",
]  # fmt: skip

#: What is masked.
KINDS = ("url", "email", "phone", "mention", "order", "number", "name")
#: A mask; where there is no room for the word its first letter stands (of `number`, the word always fits).
MASK = re.compile(rf"<({'|'.join(KINDS)}|[uepmon])\.*>")
_SHORT = {kind[0]: kind for kind in KINDS}


def mask(kind: str, length: int) -> str:
    """What hides so many code points."""
    word = next((word for word in (kind, kind[0]) if len(word) + 2 <= length), None)
    if word is None:  # too short even for that: an account of one letter, a name of two
        return "@_" if kind == "mention" else "_" * length
    return f"<{word}{'.' * (length - len(word) - 2)}>"


def one_length(text: str) -> str:
    """Masks of one length for each kind, for texts that are to be compared.

    >>> one_length("kata <mention.....> di <m.>")
    'kata <mention> di <mention>'
    """
    text = MASK.sub(lambda found: f"<{_SHORT.get(found[1], found[1])}>", text)
    return re.sub(r"@_(?!\w)", "<mention>", text)


def counted(texts: Iterable[str]) -> Counter[str]:
    """How many masks of each kind stand in texts."""
    found = (known[1] for text in texts for known in MASK.finditer(text))
    return Counter(_SHORT.get(word, word) for word in found)


def places(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a masked text, though they were taken from it before it was masked; blanks and quotes aside.

    >>> places("wa 0812-0000", "ini wa <phone.......> ya"), places("wa 0812", "ini wa saja")
    ([(4, 16)], [])
    """
    words = words.strip()
    if not words:
        return []
    if literal := [found.span() for found in re.finditer(_said(words, ""), text)]:
        return literal
    hidden = MASK.sub(lambda mask: "\1" * len(mask[0]), text)
    said = f"(?=({_said(words, chr(1))}))"  # wherever it may begin: what is hidden fits anything
    spans = [found.span(1) for found in re.finditer(said, hidden)] if "\1" in hidden else []
    nothing_else = kind_of(words) != ""
    return [span for span in spans if nothing_else or hidden[slice(*span)].strip("\1 ")]


def _said(words: str, hidden: str) -> str:
    """A pattern for words, blanks and quotes aside, in which each sign may be a hidden one."""

    def pattern(piece: re.Match[str]) -> str:
        if piece.lastgroup == "blank":
            return rf"(?:\s+|{hidden}{{{len(piece[0])}}})" if hidden else r"\s+"
        if hidden and piece.lastgroup == "mask":
            return f"{hidden}+"
        return "".join(f"[{QUOTES if sign in QUOTES else re.escape(sign)}{hidden}]" for sign in piece[0])

    return re.sub(rf"(?P<mask>{MASK.pattern})|(?P<blank>\s+)|(?P<sign>.)", pattern, words)


QUOTES = "'\""


# --- the view ---------------------------------------------------------------------------------------------

#: Digits as people spell them: Indonesian, English, Javanese, Sundanese.
_SPELLED = {
    word: str(digit)
    for digit, words in enumerate((
        "nol kosong zero oh", "satu one siji hiji", "dua two loro", "tiga three telu tilu", "empat four papat opat",
        "lima five", "enam six enem genep", "tujuh seven pitu", "delapan lapan eight wolu dalapan",
        "sembilan nine sanga salapan",
    ))
    for word in words.split()
}  # fmt: skip
_WORD = "|".join(sorted(_SPELLED, key=len, reverse=True))
_SPELLED_OUT = re.compile(rf"(?<![a-z])(?:(?:{_WORD}|\d)(?:_|[^\w\0]){{0,5}}){{6,}}(?:{_WORD}|\d)(?![a-z])")
_NUMERAL = re.compile(_WORD)
#: A letter that stands for a digit among digits: o812, 08l2.
_LETTERS = re.compile(
    r"(?<![^\W_])o(?=[\W_]{0,2}8[\W_]?\d)|(?<=\d)o(?=[\W_]?\d)|(?<=\d{3})o(?![a-z])|(?<=\d)[li](?=\d)"
)
_SILENT = re.compile(f"[{character_class('joiner', 'filler')}\u200b\u2060\ufeff]")


@lru_cache(maxsize=100_000)
def _plain_sign(sign: str) -> str:
    """What is searched of one sign of a text: nothing, itself, or the several that it stands for."""
    plain = "" if _SILENT.match(sign) else unicodedata.normalize("NFKD", sign).lower()
    digits = (str(unicodedata.decimal(part, part)) for part in plain)
    return "".join(
        part
        for part in digits
        if not unicodedata.category(part).startswith(("M", "Cf")) and not _SILENT.match(part)
    )


class _View:
    """A text as it is searched: `seen`, and for each of its signs from where to where it stands in the text."""

    def __init__(self, text: str) -> None:
        self.seen = text.lower()
        self.spans: list[tuple[int, int]] | None = None
        if not text.isascii():
            self._plain(text)
        self.seen = _LETTERS.sub(lambda found: "0" if found[0] == "o" else "1", self.seen)
        words = [
            (run.start() + word.start(), run.start() + word.end(), _SPELLED[word[0]])
            for run in _SPELLED_OUT.finditer(self.seen)
            for word in _NUMERAL.finditer(run[0])
        ]
        if words:
            places = self.spans or [(at, at + 1) for at in range(len(self.seen))]
            self.spans, end = [], 0
            for start, stop, _ in words:
                self.spans += [*places[end:start], (places[start][0], places[stop - 1][1])]
                end = stop
            self.spans += places[end:]
            self.seen = _with(self.seen, words)

    def _plain(self, text: str) -> None:
        signs = [_plain_sign(sign) for sign in text]
        self.seen = "".join(signs)
        if "" not in signs and len(self.seen) == len(text):
            return
        starts = [place for place, plain in enumerate(signs) for _ in plain]
        ends = [*starts[1:], len(text)][: len(starts)]  # what shows nothing goes with the sign before it
        for at in range(len(ends) - 2, -1, -1):
            if ends[at] == starts[at]:  # one sign of several that stand for one
                ends[at] = ends[at + 1]
        self.spans = list(zip(starts, ends, strict=True))

    def place(self, start: int, end: int) -> tuple[int, int]:
        return (start, end) if self.spans is None else (self.spans[start][0], self.spans[end - 1][1])

    def hide(self, spans: Iterable[tuple[int, int]]) -> None:
        """Nothing is found here any more, nor across it."""
        self.seen = _with(self.seen, ((start, end, "\0" * (end - start)) for start, end in spans))


def _with(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """A text with something else from here to there, in order."""
    parts, at = [], 0
    for start, end, piece in pieces:
        parts += [text[at:start], piece]
        at = end
    return "".join([*parts, text[at:]])


# --- patterns ---------------------------------------------------------------------------------------------

#: Hosts whose links lead to a person, or a number.
_HOSTS = (
    r"wa\.me|t\.me|m\.me|fb\.me|fb\.com|line\.me|threads\.(?:net|com)|x\.com|twitter\.com|facebook\.com|instagram\.com|"
    r"instagr\.am|tiktok\.com|telegram\.me|whatsapp\.com|linkedin\.com|linktr\.ee|lynk\.id|snapchat\.com|pinterest\.com|bit\.ly|s\.id|cutt\.ly|tinyurl\.com|goo\.gl"
).replace(r"\.", r"\s?\.\s?")
_URLS: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?:https?://)?(?<![\w.-])(?:[a-z]{{1,9}}\.){{0,2}}(?:{_HOSTS})\s?/\s?@?[^\s\0]*[^\s\0).,!?\"']"
    ),
    re.compile(
        r"(?:https?://|www\.)[^\s\0/]{1,99}/(?:[^\s\0/]{1,50}/){0,5}(?:@|~|u/|c/|user/|users/|channel/|profile/|profil/|in/)[^\s\0]*[^\s\0).,!?\"']"
    ),
)

_URLS += (
    re.compile(r"(?<![\w.-])(?:https?://)?(?:www\.)?(?:shopee\.co\.id|tokopedia\.com)/[\w.-]+(?![\w./-])"),
    re.compile(r"\b(?:line|tg|whatsapp|fb|twitter|instagram)://[^\s\0]+"),
)

_LOCAL = r"(?<![\w.%+'-])(?:\w[\w.%+'-]*[_-]\s{1,2})?[\w.%+'-]++"
_LABEL = r"[\w-]{1,63}"
_TOP = r"(?:com|net|org|info|biz|id|co|io|me|edu|ac|sch|go|gov|my|sg|au|uk|us|jp|nl|de|fr)"
_PROVIDER = r"(?:g(?:oogle)?mail|yahoo|ymail|rocketmail|hotmail|outlook|live|icloud|proton(?:mail)?|aol|zoho)"
_AT_SIGN = r"(?:@|[\[({<]\s?(?:at|et|a|@)\s?[\])}>]|[^\w\s\0](?:at|et)[^\w\s\0])"
_AT_WORD = r"\s{1,3}(?:at|et|ad)\s{1,3}"
_DOT_WORD = r"(?:\s{0,3}[\[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s{0,3}|\s{1,3}(?:dot|titik)\s{1,3})"
_DOT = rf"(?:{_DOT_WORD}|\s?\.\s?)"
_EMAILS = tuple(
    map(
        re.compile,
        (
            # any spelling of @ and dots around a provider's name, and one spelled dot at least, or brackets, elsewhere
            rf"{_LOCAL}(?:\s{{0,3}}{_AT_SIGN}\s{{0,3}}|{_AT_WORD}){_PROVIDER}(?:{_DOT}|\s?[,;]\s?|\s){_TOP}(?:{_DOT}id)?\b",
            rf"{_LOCAL}\s{{1,3}}di\s{{1,3}}{_PROVIDER}{_DOT_WORD}{_TOP}\b",
            rf"{_LOCAL}(?:\s{{0,3}}{_AT_SIGN}\s{{0,3}}|{_AT_WORD}){_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?{_DOT_WORD}{_TOP}(?:{_DOT}{_TOP})?\b",
            rf"{_LOCAL}(?:@|\s{{0,3}}[\[({{<]\s?(?:at|et|a)\s?[\])}}>]\s{{0,3}}|\s@\s|@\s)"
            rf"{_LABEL}(?:\s?\.\s?{_LABEL}){{0,3}}?\s?\.\s?{_TOP}(?:\.{_TOP})?\b",
            rf"{_LOCAL}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{{2,}}",
        ),
    )
)

#: A sign of a handle: of any script, no emoji, space or punctuation but "_".
_HANDLE = f"(?:_|[^{character_class('emoji', 'space', 'punctuation')}\\x00-\\x1f$+<=>\\^`|~\\x7f-\u00bf\u00d7\u00f7])"
_NETWORK = r"(?:ig|insta|instagram|tiktok|tt|fb|facebook|twitter|telegram|tele|threads|line|id line|snapchat|username|user|akun)"
_PRICE = r"(?:rp\.?\s?)?\d[\d.,]*\s?(?:rb|ribu|k|jt|juta|pcs|pc|an|porsi|gr|gram|kg|ml|cm)?(?![\w.]*[a-z_])"
_MENTIONS = tuple(
    map(
        re.compile,
        (
            rf"@(?!{_PRICE}){_HANDLE}(?:{_HANDLE}|[.-](?={_HANDLE}))*+",
            r"@\s{1,2}(?=[\w.]*[_.]\w|[a-z]+\d)[a-z_][\w.]*\w",  # @ sari_asli
            r"@(?:\s?\w\b){4,30}",  # @ s a r i
            r"(?<![\w.#])[a-z][\w.]{2,31}#\d{4}(?!\w)",  # of Discord
            rf"(?<![\w.]){_NETWORK}(?: id)?[\s-]{{0,2}}(?:nya|ku|saya|aku|kami)?\s{{0,2}}[:=]\s{{0,2}}(?P<who>[a-z_][\w.]{{2,}}\w)",
            rf"(?<![\w.]){_NETWORK}(?: id)?[\s-]{{0,2}}(?:nya|ku|saya|aku|kami)?\s{{1,2}}"
            r"(?P<who>(?=\w*[_.\d]\w)[a-z_][\w.]{2,}\w)",
        ),
    )
)

#: An order number of Shopee: a day, then eight letters or digits; unmistakable wherever it stands.
_ORDERS = tuple(
    map(
        re.compile,
        (
            r"2[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[a-z0-9]{8}\b",
            r"(?:pesanan|order|invoice|inv|resi)[a-z]{0,3}(?:(?:[ .:#/_-]{1,3}[a-z]{1,8}){0,3}[ .:#/_-]{1,3})?"
            r"(?P<who>[a-z]{0,5}(?:[0-9]{8,}[a-z0-9/]*|[0-9]{6}[a-z0-9]{6,}))",
            r"[0-9]{12,}",
        ),
    )
)
_CARDS = re.compile(
    r"(?<![a-z])(?:plat|nopol|paspor|passport)(?:[\s.:]{1,3}(?:no|nomor))?[\s.:]{1,3}(?P<who>[a-z]{1,2}\s?\d{1,8}(?:\s?[a-z]{1,3}\b)?)"
)
_ACCOUNT = re.compile(
    r"(?<![a-z])(?:no\.?\s?)?(?:rek|rekening|norek|nik|ktp|npwp|bca|bri|bni|mandiri|bsi|nim|nis|nip|ktm|sim|paspor|passport|plat)"
    r"(?:[\s.:#=-]{1,3}(?:bca|bri|bni|bsi|mandiri|saya|ku|nya|no|nomor|an)){0,2}[\s.:#=-]{0,3}$"
)


# --- runs of digits ---------------------------------------------------------------------------------------

_RUN = re.compile(r"\+?[0-9](?:(?:<br ?/?>|\s?(?:strip|spasi|titik|dash)\s|x|(?:_|[^\w\0]){0,5}+)[0-9])*+")
_GROUP = re.compile(r"(\+?)(\d+)")
_AMOUNT = re.compile(r"(?<![\d+])(?<!\d[.,])[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:,\d{1,2})?(?!\d|[.,/-]\d)")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([./ -])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d)|"
    r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\2\d\d|"
    r"(?:19|20)\d\d([./-])(?:0?[1-9]|1[0-2])\3(?:0?[1-9]|[12]\d|3[01]))(?!\d|[/.-]\d)"
)
_DECIMAL = re.compile(r"(?<!\d)(?<!\d[.,])0[.,]\d{1,4}(?=$| 0[.,]| \x01|[^\d .,])")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_HOURS = re.compile(r"(?:jam|pukul|buka|tutup|open|hours?|antara|dari)[\s:]{0,3}$")
_CALL = re.compile(
    r"(?<![a-z])(?:wa|whatsapp|telp|telpon|telepon|tlp|tel|hub|hubungi|call|phone|kontak|contact|sms|no\.?\s?hp|nomor hp)"
    r"(?:nya|ku)?(?:\s(?:ke|di|saya|aku|ku|kami|nomor|no|admin)){0,2}[\s.:=-]{0,3}$"
)


#: How a telephone number begins in a compact run, with the least and the most digits that it has.
_BEGINNINGS = tuple(
    (re.compile(pattern), least, most)
    for pattern, least, most in (
        (r"\+[1-9]", 8, 15),
        (r"00[1-9]\d*", 10, 17),
        (r"62\D?(?:0\D?)?8\D?[1-9]\d", 10, 15),
        (r"62\D?[2-7](?:\d{0,2}(?!\d)|\d{7,10}(?!\d))", 10, 13),
        (r"0\D?8[1-9]\d?(?=\D?\d)", 9, 14),
        (r"0\D8\D[1-9]\D\d(?!\d)", 9, 14),
        (r"0[2-79]\d{1,2}(?!\d)", 9, 12),
        (r"0[2-79]\d{7,10}(?!\d)", 9, 12),
    )
)
#: Numbers told by their grouping: each digit by itself, in pairs, or in groups without the 0.
_GROUPED = tuple(
    map(
        re.compile,
        (
            r"(?:6(\D)2\1)?0(\D)8\2[1-9](?:\2\d(?!\d)){6,11}",
            r"08(\D)[1-9]\d(?:\1\d\d(?!\d)){3,5}(?:\1\d(?!\d))?",
            r"08(\D)[1-9]\d{2,4}(?:\1\d{2,4}(?!\d)){1,3}",
            r"(?<!\d[ -])8[1-9]\d([ -])\d{3,4}\1\d{3,5}(?!\d)",
            r"(?<!\d[./])8[1-9]\d(\.)\d{3,4}\1(?!20\d\d(?!\d))\d{4,5}(?!\d)",
            r"(?<!\d-)(?:1-)?[2-9]\d\d-[2-9]\d\d-\d{4}(?!\d|-\d)",
        ),
    )
)


def _compact(run: str) -> tuple[str, list[int]]:
    """A run with one sign between its groups, amounts and dates crossed out, and where each of its signs stands."""
    said, places, end = "", [], 0
    for group in _GROUP.finditer(run):
        between = run[end : group.start()]
        if between:
            said += next((sign for sign in between if not sign.isspace()), " ")
            places.append(end)
        said += group[0]
        places += range(*group.span())
        end = group.end()
    for pattern in (_AMOUNT, _DATE, _DECIMAL):
        said = pattern.sub(lambda found: "\1" * len(found[0]), said)
    return said, [*places, end]


def _phones(seen: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand in a run of digits."""
    said, places = _compact(run[0])
    before, end = seen[max(0, run.start() - 30) : run.start()], 0
    called = _CALL.search(before) is not None
    hours = _HOURS.search(before) is not None
    for group in _GROUP.finditer(said):
        start = group.start()
        if start < end or (start and said[start - 1] == "\1"):
            continue
        stop = _number(said, start) or (_taken(said, start, 8, 14) if called and not start else 0)
        if stop and not _clocks(said[start:stop], hours):
            yield run.start() + places[start], run.start() + places[stop - 1] + 1
            end = stop


def _number(said: str, start: int) -> int:
    """Where the telephone number ends that begins here; 0 if none does."""
    for pattern in _GROUPED:
        if found := pattern.match(said, start):
            return found.end()
    for pattern, least, most in _BEGINNINGS:
        if pattern.match(said, start) and (stop := _taken(said, start, least, most)):
            return stop
    return 0


def _clocks(number: str, hours: bool) -> bool:
    """Whether a number is hours without a point between (0830-2130), as what stands before it may say."""
    groups = re.findall(r"\d+", number)
    return len(groups) > 1 and all(map(_CLOCK.fullmatch, groups)) and (hours or not number.startswith("08"))


def _taken(said: str, start: int, least: int, most: int) -> int:
    """Where the groups of a number end that begins here, of least to most digits; 0 if there are too few.

    A short group behind a blank, where the number is long enough without it and has no other as short, is a number
    of its own: 0812 3456 7890 2 (portions).
    """
    digits, end, shortest = 0, 0, most
    for group in _GROUP.finditer(said, start):
        plus, own = group.groups()
        if digits and (plus or "\1" in said[end : group.start()]):
            break
        before = said[group.start() - 1]
        another = own.startswith("628") or (own.startswith("0") and (len(own) > 3 or before not in " -"))
        alone = before == " " and len(own) < min(3, shortest)
        if digits + len(own) > most or (digits >= 10 and (another or alone)):
            break
        shortest = min(shortest, len(own)) if digits else shortest
        digits, end = digits + len(own), group.end()
    return end if digits >= least else 0


# --- masking ----------------------------------------------------------------------------------------------

#: What any of it needs, by which most texts are passed over.
#: As RE2 writes it, over folded text; `_MAYBE` is the same for Python.
MAYBE = (
    r"[@<\x{AD}\x{200B}\x{200C}\x{200E}\x{200F}\x{2060}\x{FEFF}]|\p{Nd}(?:\P{Nd}{0,6}\p{Nd}){5}|https?:|www\.|\.[\s\x{B}\x{1C}-\x{1F}\x{85}\x{1680}\x{2028}\x{2029}]?(?:com|co|id|net|org|me|ee|am|in)|"
    r"\b(?:at|et|ad|dot|titik|strip|spasi|dash|ig|insta|tt|fb|line|akun|user|tele)(?:nya|ku)?\b|"
    r"instagram|tiktok|facebook|twitter|telegram|threads|username|snapchat|://|bit\.|\.ly|\.gl|plat|nopol|paspor|passport|#[0-9]{4}|"
    rf"[0-9][^a-z0-9]{{0,5}}(?:{_WORD})[^a-z0-9]{{0,5}}(?:{_WORD}|[0-9])|"
    r"lapan(?:[^g]|$)|eight|wolu|zero|kosong|\bnol|2[0-9][01][0-9][0-3][0-9][a-z0-9]{8}"
)
_MAYBE = re.compile(
    re.sub(r"\\x\{(\w+)\}", lambda found: chr(int(found[1], 16)), MAYBE)
    .replace(r"\p{Nd}", r"\d")
    .replace(r"\P{Nd}", r"\D")
)

#: Signs of which a view is made as they are written: searched by RE2 they are searched as Python does.
_SIGNS = (
    f"^(?:[\t\n\f\r -~]|[{character_class('punctuation')}]|[{character_class('emoji')}][\ufe0f\u200d]*)*$"
)
_JOINED = "[\ufe0f\u200d]"
_NUMERALS = rf"(?:{_WORD}|[0-9oli])"
#: What stands between the digits of a number.
_GAP = r"(?:[^a-z0-9]{0,5}|x|<br ?/?>|\s?(?:strip|spasi|titik|dash)\s)"
#: How what is masked ends, mentions aside: each pattern above without what may stand before. In texts of `_SIGNS`
#: nothing is found where none of these is.
_TELLING = "|".join((
    r"\.\s?(?:me|com|net|am|id|ee|ly|gl)\s?/|://|www\.",
    rf"{_PROVIDER}(?:{_DOT}|\s?[,;]\s?|\s){_TOP}\b",
    rf"(?:dot|titik|\.)\s?[\])}}>]\s{{0,3}}{_TOP}\b|\s(?:dot|titik)\s{{1,3}}{_TOP}\b",
    r"[\[({<]\s?(?:at|et|a)\s?[\])}>]",
    rf"{_NUMERALS}(?:{_GAP}{_NUMERALS}){{6}}|[0-9]{{6}}[a-z0-9]{{6}}|#[0-9]{{4}}",
    rf"(?:^|[^\w.]){_NETWORK}(?: id)?[\s-]{{0,2}}(?:nya|ku|saya|aku|kami)?\s{{0,2}}(?:[:=]|\s(?:_\w|[a-z]\w*[_.0-9]\w))",
    r"(?:plat|nopol|paspor|passport)[a-z\s.:]{1,14}[0-9]",
))  # fmt: skip
#: What is not known to stay as it is when folded, as ASCII (but A to Z) and emoji do.
_FOLDS = "[^\x00-\x7f\u200d\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]"
#: A mention with nothing else to it: no price, no address.
_ALONE = r"@(?:[a-qs-zA-QS-Z_]|[rR][a-oq-zA-OQ-Z0-9_])\w*(?:[.-]\w+)*"
_MENTION = re.compile(rf"(?<![\w.%+'@-]){_ALONE}", re.ASCII)
_MENTIONED = rf"(^|[^\w.%+'@-]){_ALONE}"
#: What may look otherwise beside a mention once it is folded.
_BESIDE = r"[^\x00-\x7f]@|@[\w.-]*[^\x00-\x7f]"


def masked(text: str, names: Collection[str] = (), orders: bool = True) -> str:
    """A text without telephone numbers, addresses, accounts, links to profiles, order numbers and these names.

    Its length stays, and everything else as it was written. Without `orders` long numbers stay, which may be ids.

    >>> masked("Kak @contoh_sari.id, WA ０８12-0000-1234 ya. Pesanan 240815AB12CD34 blm dtg")
    'Kak <mention.......>, WA <phone.......> ya. Pesanan <order.......> blm dtg'
    >>> masked("kata Bu Sari", ["Sari"])
    'kata Bu <n.>'
    """
    known = named(tuple(names)) if names else None
    while known or _maybe(text):
        again = _once(text, known, orders)
        if again == text:
            break
        text, known = again, known
    return text


def all_masked(texts: pa.Array, names: Collection[str] = (), orders: bool = True) -> pa.Array:
    """`masked` of every text of a column; those of which a look says what they hold are not looked at one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held, mentions = _looked_over(texts, lowered(texts), names)
    hidden = [
        _MENTION.sub(_as_mention, text) if nothing_else else masked(text, names, orders)
        for text, nothing_else in zip(texts.filter(held).to_pylist(), mentions.to_pylist(), strict=True)
    ]
    return pc.replace_with_mask(texts, held, pa.array(hidden, texts.type))


def folded_masked(texts: pa.Array, seen: pa.Array) -> pa.Array:
    """Texts masked and folded, their masks of one length; `seen` are the texts folded."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held, mentions = _looked_over(texts, seen)
    some, others = texts.filter(held), pc.invert(mentions)
    hidden = pc.replace_substring_regex(some, _MENTIONED, r"\1<mention>")
    one_by_one = [masked(text) for text in some.filter(others).to_pylist()]
    hidden = pc.replace_with_mask(hidden, others, pa.array(one_by_one, texts.type))
    return pc.replace_with_mask(seen, held, lowered(_one_lengths(hidden)))


def _looked_over(texts: pa.Array, seen: pa.Array, names: Collection[str] = ()) -> tuple[pa.Array, pa.Array]:
    """Which texts may hold anything to be masked, and of these which hold mentions at most: those that `_MENTION` finds.

    `seen` are the texts folded.
    """
    import pyarrow.compute as pc

    held = pc.match_substring_regex(seen, MAYBE)
    if names:
        named = _first_parts(names)
        unseen = pc.and_not(pc.match_substring_regex(seen, _SIGNS), pc.match_substring_regex(seen, named))
        held = pc.or_(held, pc.invert(unseen))
    some, seen = texts.filter(held), seen.filter(held)
    plain = pc.replace_substring_regex(seen, _JOINED, "")
    easy = pc.and_not(pc.match_substring_regex(seen, _SIGNS), pc.match_substring_regex(plain, _TELLING))
    if names:
        easy = pc.and_not(easy, pc.match_substring_regex(plain, named))
    others = pc.match_substring(pc.replace_substring_regex(plain, _MENTIONED, r"\1"), "@")
    signs = pc.equal(pc.count_substring(seen, "@"), pc.count_substring(some, "@"))
    as_typed = pc.and_not(signs, pc.match_substring_regex(some, _BESIDE))
    as_typed = pc.or_(as_typed, pc.equal(seen, pc.utf8_lower(some)))
    alone = pc.or_(pc.and_not(as_typed, others), pc.invert(pc.match_substring(plain, "@")))
    return held, pc.and_(easy, alone)


def _as_mention(found: re.Match[str]) -> str:
    return mask("mention", len(found[0]))


def _first_parts(names: Collection[str]) -> str:
    """What a text of `_SIGNS` holds that holds one of these names, as RE2 writes it."""
    plain = (re.sub(r"^[\W_]+", "", _View(name).seen) for name in names)
    parts = {re.split(r"[\W_]", name)[0] for name in plain if name}
    if any(re.search("[0-9]", part) for part in parts):  # digits may be written otherwise
        return ""
    return "|".join(map(re.escape, sorted(parts))) or r"[^\x00-\x{10FFFF}]"


def _one_lengths(texts: pa.Array) -> pa.Array:
    """`one_length` of every text of a column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    short = pc.match_substring_regex(texts, r"<[uepmon]\.*>|@_")
    few = [one_length(text) for text in texts.filter(short).to_pylist()]
    texts = pc.replace_substring_regex(texts, rf"<({'|'.join(KINDS)})\.*>", r"<\1>")
    return pc.replace_with_mask(texts, short, pa.array(few, texts.type))


def lowered(texts: pa.Array) -> pa.Array:
    """Texts in NFKC and lower case."""
    import pyarrow.compute as pc

    # ascii_lower misreads parts of a column
    return pc.utf8_lower(rewritten(texts, beyond_ascii(texts), _composed))


def _composed(texts: pa.Array) -> pa.Array:
    """Texts in NFKC."""
    import pyarrow.compute as pc

    changed = pc.match_substring_regex(texts, _FOLDS)
    return rewritten(texts, changed, lambda some: pc.utf8_normalize(some, form="NFKC"))


def kind_of(text: str) -> str:
    """What a text is, if it is one thing that is masked and nothing else: email, phone, mention …; blank else."""
    found = MASK.fullmatch(masked(text.strip()))
    return _SHORT.get(found[1], found[1]) if found else ""


def at_the_door(table: str, frame: pd.DataFrame, names: Collection[str] = ()) -> pd.DataFrame:
    """A raw table as it comes in: what people wrote freely, by its contract, masked. Every reader ends here."""
    free = [
        column.name for column in TABLES.get(table, TABLES["units"]) if column.free and column.name in frame
    ]
    hidden = {name: _hidden(frame[name], names) for name in free}
    return frame.assign(**hidden) if hidden else frame


def _hidden(column: pd.Series, names: Collection[str]) -> pd.Series:
    import pandas as pd
    import pyarrow as pa

    said = column.dropna().map(str)
    hidden = all_masked(pa.array(said.to_numpy(object), pa.string()), names).to_pylist()
    return column.mask(column.notna(), pd.Series(hidden, said.index, dtype=object)).astype(column.dtype)


def _maybe(text: str) -> bool:
    if len(text) > 1000:  # RE2 finds the same in a fraction of the time, once it has begun
        import pyarrow as pa
        import pyarrow.compute as pc

        return bool(pc.match_substring_regex(lowered(pa.array([text])), MAYBE)[0].as_py())
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _MAYBE.search(plain.lower()) is not None


def _once(text: str, names: re.Pattern[str] | None, orders: bool) -> str:
    view = _View(text)
    view.hide(known.span() for known in MASK.finditer(view.seen))
    found: list[tuple[int, int, str]] = []
    for kind, spans in _kinds(view, names, orders):
        found += [(*view.place(*span), kind) for span in spans]
        view.hide(spans)
    pieces, at = [], 0
    for start, end, kind in sorted(found):
        start, at = max(start, at), max(end, at)  # signs of two may stand for one of the text
        if start < end:
            pieces.append((start, end, mask(kind, end - start)))
    return _with(text, pieces)


def _kinds(
    view: _View, names: re.Pattern[str] | None, orders: bool
) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Kind by kind what is found; of what is hidden meanwhile nothing is found again."""

    def spans(pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where a pattern is found, or what it names `who`."""
        who = pattern.groupindex.get("who", 0)
        return [found.span(who) for found in pattern.finditer(view.seen)]

    for kind, patterns in (("url", _URLS), ("email", _EMAILS)):
        for pattern in patterns:
            yield kind, spans(pattern)
    yield "phone", [place for run in _RUN.finditer(view.seen) for place in _phones(view.seen, run)]
    for pattern in _MENTIONS:
        yield "mention", spans(pattern)
    if orders:
        yield "number", list(_accounts(view.seen))
        yield "number", spans(_CARDS)
        for pattern in _ORDERS:
            yield "order", spans(pattern)
    if names:
        yield "name", spans(names)


def _accounts(seen: str) -> Iterator[tuple[int, int]]:
    """Numbers that stand behind what says that they are somebody's: of an account, a card, a student."""
    for run in _RUN.finditer(seen):
        digits = sum(sign.isdigit() for sign in run[0])
        if (digits >= 8 and _ACCOUNT.search(seen[max(0, run.start() - 30) : run.start()])) or re.fullmatch(
            r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}", run[0]
        ):
            yield run.span()


@lru_cache(maxsize=8)
def named(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for these names in a view: whatever stands between their parts, and with an ending (Sarinya)."""
    plain = (_View(name.strip()).seen for name in names)
    parts = [[re.escape(part) for part in re.split(r"[\W_]+", name) if part] for name in plain]
    longest = sorted((r"[\W_]{0,3}".join(part) for part in parts if part), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest) or '(?!)'})(?=(?:nya|ku|mu|lah|kah)?(?![^\W_]))")


# --- what was left ----------------------------------------------------------------------------------------

#: What often goes before a name, and what an address is made of.
_NAME = re.compile(
    r"\b(?:[Nn]ama (?:saya|aku|ibu|bapak|beliau|lengkap)(?: adalah)?|[Mm]y name is|[Pp]erkenalkan,? (?:saya|nama)|a\.?n\.?|atas nama)"
    r"[ :]{1,3}([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3})"
    r"|\b(?:Bu|Ibu|Pak|Bapak|Mbak|Mas|Bang|Teh|Kang|Kak|Dik|Uda|Uni|Ceu|Pakde|Bude|Budhe|Mr\.?|Mrs\.?|Ms\.?) "
    r"([A-Z][a-z'’]+(?: [A-Z][a-z'’]+){0,3})"
)
_ADDRESS = re.compile(
    r"\b(?:(?:[Jj](?:l|ln)\.? ?|[Jj]alan )(?=[A-Z])|(?:[Gg]g|[Gg]ang)\.? (?=[A-Z\d])|[Pp]erum(?:ahan)? (?=[A-Z])|[Kk]omplek?s (?=[A-Z])|[Bb]lok [A-Z]{1,2}[ -]?\d|"
    r"[Dd]usun (?=[A-Z])|[Kk]el(?:urahan|\.) (?=[A-Z])|[Kk]ec(?:amatan|\.) (?=[A-Z])|R[Tt]\.? ?\d{1,3} ?/? ?(?:R[Ww])?)[^,.;\n\0]{0,40}"
)


#: An account without its @, and a number that has no form of a telephone's.
_HANDLED = re.compile(
    r"(?<![\w@./])(?=\w*[^\W\d_])[a-z0-9]+(?:_[a-z0-9]+)+(?![\w.])|(?<![\w.@/])[a-z]{3,}\d{2,4}(?!\w)"
)
_NUMBERED = re.compile(r"(?<![\d.,/-])\d{7,11}(?![\d.,/-]*\d)")
_LOOKS = (("name", _NAME), ("address", _ADDRESS), ("handle", _HANDLED), ("number", _NUMBERED))


def left(text: str) -> Iterator[tuple[str, str]]:
    """What still looks like somebody's name, address, account or number: its kind, and the words.

    >>> list(left("Kata Bu Sari di Jl. Melati no 5"))
    [('name', 'Bu Sari'), ('address', 'Jl. Melati no 5')]
    """
    for kind, pattern in _LOOKS:
        yield from ((kind, found[0].strip()) for found in pattern.finditer(text))
