"""Numbers that a document's author typed by hand: which result each one is, and how it becomes a linked one.

A number is found in what is read of a paragraph, however Word split it into runs. What its author counts with (dates,
pages, chapters, telephones, versions, limits of a test) is none. Several results may fit: the one that the words around
it speak of comes first, and none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from engagelib.export.word import control
from engagelib.words import number, say, terms

__all__ = ["Typed", "fitting", "join", "name_of", "typed"]

#: A number with decimals or thousands, or a percentage; a count alone may be anything.
_NUMBER = re.compile(
    r"(?:(?<![\w.,/)%])[-+−–])?(?:(?<=Rp)|(?<=IDR)|(?<![\w.,/:]))(?:(?:\d+(?:[.,]\d+)+|[.,]\d+)(?:\s?%)?(?![\w/:])|\d+\s?%)"
)
#: Words after which a number is a place, a day, a clock, a telephone or a version.
_COUNTS = re.compile(
    r"(?:\b(?:tabel|gambar|bab|subbab|lampiran|persamaan|rumus|halaman|hal|hlm|pasal|ayat|nomor|no|pukul|jam|tanggal|tgl|versi|telp|"
    r"telepon|hp|wa|doi|table|figure|fig|chapter|section|appendix|equation|page|pages|pp|version|spss|python|engagelib|phone|tel)\.?\s*"
    r"(?:[\d.]+\s*(?:[-–,]|dan|and|sampai|to)\s*)?|§\s*)$",
    re.IGNORECASE,
)
#: What stands after the time of a clock.
_CLOCK = re.compile(r"\s*(?:WIB|WITA|WIT|a\.m\.|p\.m\.|am\b|pm\b)")
_LIMIT = re.compile(r"[<>≤≥]\s*$")
#: The number of a heading that was typed with it.
_HEADING = re.compile(r"\d{1,2}(?:\.\d{1,2})+")
#: Elements that part what is read on either side of them.
_PARTING = frozenset(
    {
        "tab",
        "br",
        "cr",
        "sdt",
        "footnoteReference",
        "endnoteReference",
        "drawing",
        "pict",
        "object",
        "noBreakHyphen",
    }
)
_GONE = frozenset({"del", "moveFrom"})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def name_of(element: Any) -> str:
    """An element's name without its namespace: strict and transitional documents have different ones."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@dataclass(frozen=True)
class Typed:
    """A number as she typed it: its text, what is read before it in the paragraph, and the pieces of text that hold it."""

    text: str
    before: str
    pieces: tuple[tuple[Any, int, int], ...]


def typed(paragraph: Any) -> Iterator[Typed]:
    """Numbers of a paragraph that may be results, the last first, so that those before stay where they are."""
    read, places, depth = "", list[tuple[int, int, Any]](), 0
    if _style(paragraph).startswith("toc"):
        return
    for one in paragraph.iter():
        name = name_of(one)
        if name == "fldChar":
            kind = next((v for k, v in one.attrib.items() if k.endswith("}fldCharType")), "")
            depth = max(0, depth + (kind == "begin") - (kind == "end"))
            read += "\n"
        elif name in _PARTING:
            read += "\n"
        elif name == "t" and one.text and not depth and _is_hers(one, paragraph):
            places.append((len(read), len(read) + len(one.text), one))
            read += one.text
    for found in reversed(list(_NUMBER.finditer(read))):
        if _counts(read, found):
            continue
        held = [
            (one, max(found.start(), at) - at, min(found.end(), end) - at)
            for at, end, one in places if at < found.end() and end > found.start()
        ]  # fmt: skip
        yield Typed(found[0], read[: found.start()], tuple(held))


def _is_hers(text: Any, paragraph: Any) -> bool:
    """Whether a piece of text is the paragraph's own, and neither deleted, nor linked, nor counted by a program."""
    for above in text.iterancestors():
        if above is paragraph:
            return True
        if name_of(above) in _GONE or name_of(above) in ("sdtContent", "fldSimple", "p"):
            return False
    return False


def _style(paragraph: Any) -> str:
    styles = (value for one in paragraph.iter() if name_of(one) == "pStyle" for value in one.attrib.values())
    return str(next(styles, "")).casefold()


def _counts(read: str, found: re.Match[str]) -> bool:
    """Whether a number counts something else than a result: a place, a day, a clock, a telephone."""
    before, after = read[max(0, found.start() - 40) : found.start()], read[found.end() :]
    groups = re.split(r"[.,]", found[0].lstrip("-+−–").rstrip("% "))
    thousands = all(len(group) == 3 for group in groups[1:-1]) and len(groups[-1]) in (1, 2, 3)
    return not found[0].endswith("%") and bool(
        _COUNTS.search(before)
        or _CLOCK.match(after)
        or (len(groups) > 2 and not thousands)
        or (not before.strip() and _HEADING.fullmatch(found[0]) and re.match(r"\.?\s+[^\W\d_]", after))
    )


# --- which result it is ---------------------------------------------------------------------------


def value(text: str, lang: str) -> str:
    """A number as it is compared: sign, digits, decimals, percent, whichever way it is written.

    >>> [value(text, "id") for text in ("–,89", "0.89 %", "1.250.000", "0.891", "3.52", "1,250.50")]
    ['-0.89', '0.89%', '1250000', '0.891', '3.52', '1250.50']
    >>> [value(text, "en") for text in ("1,250", "3,52", ".89")]
    ['1250', '3.52', '0.89']
    """
    bare = text.strip().lstrip("+")
    sign = "-" if bare[:1] in ("-", "−", "–") else ""
    percent = "%" if bare.endswith("%") else ""
    digits = bare.strip("-−–% \u00a0")
    point = number(1.5, 1, lang)[1]
    group = ({".", ","} - {point}).pop()
    marks = [char for char in digits if char in ".,"]
    grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", digits)
    if marks and marks[-1] == group and not grouped:
        point, group = group, point  # written the other way
    whole, _, decimals = digits.replace(group, "").partition(point)
    return f"{sign}{int(whole or 0)}{'.' if decimals else ''}{decimals}{percent}"


def fits(before: Mapping[str, str], now: Mapping[str, str], lang: str) -> dict[str, list[str]]:
    """Value -> the addresses whose result it is or was, in the order of the results."""
    found: dict[str, dict[str, None]] = {}
    for address in now:
        for text in (now[address], before.get(address, "")):
            if _NUMBER.fullmatch(text):
                found.setdefault(value(text, lang), {})[address] = None
    return {number: list(addresses) for number, addresses in found.items()}


def fitting(one: Typed, around: str, known: Mapping[str, list[str]], lang: str) -> list[str]:
    """The addresses that a number may be, the one that the words around it speak of first."""
    there = known.get(value(one.text, lang), [])
    if _LIMIT.search(one.before):  # the limit of a test; a result only as the least p that is printed
        there = [
            at
            for at in there
            if at.partition("#")[0].rpartition("/")[2] in ("p", "p_holm") and value(one.text, lang) == "0.001"
        ]
    said = around.casefold()
    return sorted(there, key=lambda address: -_spoken(address, said, lang))


#: Keys of a row that nobody says.
_NOT_SAID = frozenset({"none", "nan", "", "all", "overall"})


def _spoken(address: str, said: str, lang: str) -> int:
    """How much of an address the words around a number name: two for what finds the row, one for result and column."""
    table, _, rest = address.partition("#")[0].partition("/")
    row, _, column = rest.rpartition("/")
    keys = [pair.partition("=")[2] for pair in row.split(",") if "=" in pair]
    named = sum(3 * _is_named(key, said, lang) - 1 for key in keys if key not in _NOT_SAID)
    return named + sum(_is_named(word, said, lang) for word in (table, column))


def _is_named(word: str, said: str, lang: str) -> bool:
    word = word.removesuffix("_printed")
    forms = {word, word.replace("_", " "), *((say(word, lang),) if word in terms.TERMS else ())}
    return any(re.search(rf"(?<!\w){re.escape(form.casefold())}(?!\w)", said) for form in forms if form)


# --- linking it -----------------------------------------------------------------------------------


def join(one: Typed, address: str, new: str, id_: int) -> bool:
    """Make a typed number a linked one, in its place and with the format of its first run; False where that cannot be."""
    from lxml import etree

    runs = [piece.getparent() for piece, _, _ in one.pieces]
    if any(name_of(run) != "r" for run in runs) or len({name_of(run.getparent()) for run in runs}) > 1:
        return False
    parts = [_alone(*piece) for piece in one.pieces]
    space = runs[0].tag.rpartition("}")[0][1:]
    made = etree.fromstring(f'<x xmlns:w="{space}">{control(new, address, id_)}</x>')[0]
    parts[0].addprevious(made)
    content = next(child for child in made if name_of(child) == "sdtContent")
    old = next(child for child in content if name_of(child) == "r")
    text = next(child for child in parts[0] if name_of(child) == "t")
    text.text = new
    content.replace(old, parts[0])
    for rest in parts[1:]:
        rest.getparent().remove(rest)
    return True


def _alone(text: Any, start: int, end: int) -> Any:
    """A run of some characters of a text and nothing else; the text keeps what stood before, what stood after has a run of its own."""
    run, words = text.getparent(), text.text
    at = list(run).index(text)
    alone, after = deepcopy(run), deepcopy(run)
    for copy, said, kept in ((alone, words[start:end], ()), (after, words[end:], range(at + 1, len(run)))):
        for place, child in enumerate(list(copy)):
            if place == at and said:
                child.text = said
                child.set(_SPACE, "preserve")
            elif name_of(child) != "rPr" and place not in kept:
                copy.remove(child)
    for child in list(run)[at + 1 :]:
        run.remove(child)
    text.text = words[:start]
    text.set(_SPACE, "preserve")
    run.addnext(alone)
    if any(name_of(child) != "rPr" for child in after):
        alone.addnext(after)
    return alone
