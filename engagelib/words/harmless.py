"""What strangers typed, made harmless for each way out: a page, Markdown, a terminal, JSON, a cell of a sheet.

Comments, answers, headers and the names of files and sheets were typed by strangers. Each exit has one
function, and whoever writes there calls it.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

__all__ = ["UNPRINTABLE", "cell", "field", "in_json", "line", "markdown", "runs", "taken", "text_of"]


# --- Markdown, terminals, JSON ------------------------------------------------------------

#: What no sheet, page or terminal shows: control characters but tabs and line breaks, and halves of characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


#: What a terminal obeys: control characters (an escape sequence begins with one), breaks, turns of direction.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


def line(text: object) -> str:
    """One line for a terminal: what it would obey is written out as an escape, so nothing forges a line.

    >>> print(line("a\\x1b[2Jb\\nerror: c"))
    a\\u001b[2Jb\\nerror: c
    """
    return _OBEYED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", str(text))


def in_json(value: Any) -> str:
    """A value as JSON over several lines, which a terminal may show and UTF-8 can hold: the same value when it is read."""
    whole = json.dumps(value, ensure_ascii=False, indent=1)
    return "\n".join(map(line, whole.split("\n")))  # no text in JSON holds a line break of its own


def markdown(text: str) -> str:
    """Words that Markdown shows as they stand: no markup, no mathematics.

    >>> markdown("<b> *x* $y$")
    '&lt;b&gt; \\\\*x\\\\* \\\\$y\\\\$'
    """
    escaped = re.sub(r"([\\`*_\[\]$|~#])", r"\\\1", escape(" ".join(text.split()), quote=False))
    return re.sub(r"^(\d*)([-+.)])(?=\s)", r"\1\\\2", escaped)  # nor an item of a list


# --- sheets ------------------------------------------------------------

_NUMBER = re.compile(r"[-+−]?\d+(\.\d+)?")


_FORMULA = re.compile(r"'*(?:[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]|[\t\r\n])")


#: Where a program may cut a cell in spite of its quotation marks: Excel in Indonesian splits at the semicolon.
_CUT = re.compile(r"([;\t\r\n\x0b\x0c\u2028\u2029])")


#: What Excel takes for a date, or for a number of fewer digits: 4/5, 1-2, 2.83 (by its language), 007, 1E5, MAR-1, 16 digits.
_MONTH = r"(?:jan|feb|mar|apr|mei|may|jun|jul|ag[su]|aug|sep|o[kc]t|nov|de[sc])[a-z]*\.?"
_TAKEN = re.compile(
    rf"[-+]?0\d+|[-+]?\d{{16,}}|\d{{1,4}}\s*[/-]\s*\d{{1,4}}(?:\s*[/-]\s*\d{{1,4}})?|\d+[.,]\d+(?:[.,]\d+)+|\d+(?:[.,]\d+)?e[+-]?\d+"
    rf"|\d{{1,4}}[ -]?{_MONTH}(?:[ -]?\d{{1,4}})?|{_MONTH}[ -]?\d{{1,4}}",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


_BULLET = re.compile(r"\s*[-+]\s[^(|!]*")


#: A last piece that ends so is no formula once the closing quotation mark stands after it.
_SPOILT = re.compile(r"[\w)]\s*$")


def runs(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula; a signed number and a lone dash are harmless.

    >>> [runs(text) for text in ("=1+1", "@SUM(A1)", "-2,5", "-", "mie ayam", "+62 812")]
    [True, True, False, False, False, True]
    """
    stripped = text.strip()
    harmless = len(stripped) < 2 or _NUMBER.fullmatch(stripped.replace(",", "."))
    return bool(_FORMULA.match(text)) and not harmless


def taken(text: str, point: str = ".") -> bool:
    """Whether Excel would take a text, typed by itself, for a date or another number; an ISO date is the date that it is.

    `point`: what stands before tenths in its language.

    >>> [taken(text) for text in ("4/5", "007", "7533641592867394012", "2.83", "2025-01-05", "mie 2")]
    [True, True, True, False, False, False]
    >>> taken("2.83", ","), taken("2,83", ",")
    (True, False)
    """
    flat = text.strip()
    other = "." if point == "," else ","
    strange = bool(re.fullmatch(rf"[-+]?\d+\{other}\d+", flat))
    return (strange or bool(_TAKEN.fullmatch(flat))) and not _ISO.fullmatch(flat)


def _is_run(piece: str, is_last: bool) -> bool:
    """Whether a piece within a cell, cut out by a program that splits there, would be run."""
    return runs(piece) and not _BULLET.fullmatch(piece) and not (is_last and _SPOILT.search(piece))


def cell(text: str) -> str:
    """A text for a cell of a csv: an apostrophe before what a spreadsheet would run; `text_of` takes it away again.

    It stands before the text, and within it before a formula that a program would find which splits the cell
    at a semicolon, a tab or a line break. What needs none is as it was.

    >>> cell("=1+1"), cell("a;=1+1;b"), cell("halo\\r=1+1"), cell("-5"), cell("menu:\\n- mie; -5")
    ("'=1+1", "a;'=1+1;b", 'halo\\r=1+1', '-5', 'menu:\\n- mie; -5')
    """
    parts = _CUT.split(text)  # pieces at even places, what cuts them apart at odd ones
    last = len(parts) - 1
    inner = (f"'{p}" if n and n % 2 == 0 and _is_run(p, n == last) else p for n, p in enumerate(parts))
    return ("'" if runs(text) else "") + "".join(inner)


_QUOTED = re.compile(r"""[,;|"\t\r\n\x0b\x0c\u2028\u2029]""")


def field(text: str) -> str:
    """A text as a field of a csv: in quotation marks where it holds anything at which a program cuts cells or rows.

    Python's own writer leaves a bare carriage return and a semicolon without them.
    """
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def text_of(cell: str) -> str:
    """The text of a cell that `cell` made.

    >>> text_of("'=1+1"), text_of("a;'=1+1;b"), text_of("'kan")
    ('=1+1', 'a;=1+1;b', "'kan")
    """
    parts = _CUT.split(cell)
    last = len(parts) - 1
    text = "".join(
        p[1:] if n and n % 2 == 0 and p[:1] == "'" and _is_run(p[1:], n == last) else p
        for n, p in enumerate(parts)
    )
    return text[1:] if text[:1] == "'" and runs(text[1:]) else text
