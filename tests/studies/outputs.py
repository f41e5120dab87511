"""What a reader sees of a study's outputs, file by file: the words of pages, workbooks and figures."""

import re
from html import unescape
from pathlib import Path

from engagelib.words import TERMS

#: A number with a point that is no decimal mark.
EXEMPT = {
    "thousands": r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])",
    "version": r"\b[vV]?\d+\.\d+\.\d+(?:\.\w+)*\b",
    "doi": r"\b10\.\d{4,}/\S+",
    "hour": r"\b(?:[01]?\d|2[0-3])\.[0-5]\d\b",
    "numbered": r"(?:Gambar|Tabel|Figure|Table|§)\s*\d+\.\d+",
    "edition": r"\b(?:COBIT|ITIL|WhatsApp|iOS|Android|Python|DSM|ISO)\s*v?\d+\.\d+",
    "rule": r"[<>=]=?\s*-?\d+\.\d+",  # of a claim, as study.toml has it
    "package": r"\b[A-Za-z][\w-]* \d+\.\d+\b",
    "section": r"\b\d+\.\d+(?:\.\d+)?\s+[A-Z]",
}
_POINT = re.compile(r"(?<![\w.,/])[-−+]?\d+\.\d+(?![\w.]|,\d)")
_KEY = re.compile(r"(?<![\w./`-])[a-z]+(?:_[a-z0-9]+)+(?![\w.:/`(-])")


def points(text):
    """Decimal points in what an Indonesian reads."""
    for pattern in EXEMPT.values():
        text = re.sub(pattern, " ", text)
    return _POINT.findall(text)


#: A hyphen in the place of a minus, a date that is neither words nor ISO, and in English a zero that APA leaves out.
_HYPHEN = re.compile(r"(?:^|[\s(\[;=])-\d")
_SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b")
_ZERO = re.compile(
    r"(?:\bp|\br|\brho|\balphas?|\bkappa|\bomega|R²|Cramér's V)\b ?(?:[=<>≥≤:(]|is|of|runs from) ?−?0\.\d"
)


def misprinted(text, lang):
    """What is not printed as `words.number` and `words.day` print it."""
    found = [*_HYPHEN.findall(text), *_SLASHED.findall(text), *re.findall(r"\d[ \xa0]%", text)]
    return [*found, *(_ZERO.findall(text) if lang == "en" else [])]


def dated(html):
    """Dates in ISO form in what reads a result: a sentence says them in words."""
    told = re.findall(r'<p class="prose[^>]*>(.*?)</p>', html, re.DOTALL)
    return [words for words in told if re.search(r"\b20\d\d-\d\d\b", words)]


def keys(text, own=()):
    """Names of columns and kinds that were not put into words."""
    return [key for key in _KEY.findall(text) if key not in own]


def page(path):
    """The words of a page, cell by cell: without code, styles, scripts, addresses, and what names a file."""
    html = Path(path).read_text(encoding="utf-8")
    for part in ("head", "script", "style", "code", "pre", "svg", "form", "time"):
        html = re.sub(rf"<{part}\b.*?</{part}>", " ", html, flags=re.DOTALL)
    html = re.sub(
        r'<p class="tools">.*?</p>|<ul class="files">.*?</ul>|<section class="made".*?</section>|<dt>.*?</dt>',
        " ",
        html,
        flags=re.DOTALL,
    )
    html = re.sub(r'<span class="(?:stem|tools)">.*?</span>', " ", html, flags=re.DOTALL)
    parts = re.split(r"<(?!/?(?:b|strong|em|span|a|small|sup|sub)\b)[^>]*>", html)
    return [text for part in parts if (text := " ".join(unescape(re.sub(r"<[^>]+>", "", part)).split()))]


def headings(path):
    """The heads of a page's tables, which hold no word of anybody but the project."""
    html = Path(path).read_text(encoding="utf-8")
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", "", head)).split())
        for head in re.findall(r"<th\b[^>]*>(.*?)</th>", html, re.DOTALL)
    ]


def figure(path):
    svg = Path(path).read_text(encoding="utf-8")
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]+)</text>", svg)]


def workbook(path):
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    sheet = book.worksheets[0]
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def foreign(lang):
    """Terms of one language that the other does not have."""
    mine, other = (0, 1) if lang == "id" else (1, 0)
    own = {pair[mine].casefold() for pair in TERMS.values()}
    return {pair[other].casefold() for pair in TERMS.values()} - own
