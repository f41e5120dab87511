r"""A table for LaTeX: rules of booktabs, as wide as the text, turned or over several pages where it must be.

It compiles with pdfLaTeX, XeLaTeX and LuaLaTeX; no word of a stranger is a command. What the fonts of pdfLaTeX lack
is written out: a sign by its name, a letter of another script by its number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from engagelib.export.contents import Table
from engagelib.words.harmless import UNPRINTABLE

__all__ = ["PREAMBLE", "tex"]

#: What a document needs that takes a table in.
PREAMBLE = (
    r"\usepackage[T1]{fontenc}",
    r"\usepackage{lmodern}",
    r"\usepackage{array,booktabs,longtable,pdflscape}",
)
#: Points: the text of LaTeX's `article` across and, on A4, along, its narrowest; between two columns; what of a cell is
#: read with ease in a line. Lines of a page.
_ACROSS, _ALONG, _GAP, _EASE, _LINES = 345.0, 595.0, 6.0, 115.0, 36
#: Sizes, how much of the points of 10 pt type a text takes in them (small type is wider), and their commands.
_SIZES = ((1.0, ""), (0.93, r"\small"), (0.85, r"\footnotesize"), (0.8, r"\scriptsize"))
#: Points of a sign in Computer Modern of 10 pt; others take 5.3.
_POINTS = (
    dict.fromkeys("iljtf.,;:'!()[]|/ ", 3.4)
    | dict.fromkeys("acersz", 4.4)
    | dict.fromkeys("mwMW%@−≥≤=+<>×→…—", 8.2)
)
#: After these a long word is broken, and after so many signs.
_PART = re.compile(r".{1,14}?[:/_=,;.&?#@-]+|.{1,14}")

_PLAIN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "^": r"\textasciicircum{}",
    "_": r"\_", "~": r"\textasciitilde{}", "%": r"\%", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "\u00a0": "~", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "„": r"\quotedblbase{}", "‚": r"\quotesinglbase{}",
    "…": r"\dots{}", "•": r"\textbullet{}", "€": r"\texteuro{}", "™": r"\texttrademark{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}",
    "−": "$-$", "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "≈": r"$\approx$", "∞": r"$\infty$", "√": r"$\surd$", "∑": r"$\sum$",
    "→": r"$\rightarrow$", "←": r"$\leftarrow$", "↑": r"$\uparrow$", "↓": r"$\downarrow$", "↔": r"$\leftrightarrow$", "⇒": r"$\Rightarrow$",
    "∈": r"$\in$", "∩": r"$\cap$", "∪": r"$\cup$", "⁻": r"\textsuperscript{$-$}", "±": r"$\pm$", "×": r"$\times$", "÷": r"$\div$",
    "ς": r"$\varsigma$", "ο": "o", "′": r"$'$", "⁄": "/", "‐": "-", "‑": "-", "ʻ": "`", "ʿ": "`", "ʼ": "'", "ʾ": "'",
    "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}", "ø": r"\o{}", "Ø": r"\O{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ł": r"\l{}", "Ł": r"\L{}",
    "ı": r"\i{}", "đ": r"\dj{}", "Đ": r"\DJ{}", "ð": r"\dh{}", "Ð": r"\DH{}", "þ": r"\th{}", "Þ": r"\TH{}", "ŋ": r"\ng{}", "Ŋ": r"\NG{}",
    "¡": r"\textexclamdown{}", "¿": r"\textquestiondown{}", "£": r"\pounds{}", "§": r"\S{}", "¶": r"\P{}", "©": r"\copyright{}",
    "®": r"\textregistered{}", "°": r"\textdegree{}", "·": r"\textperiodcentered{}", "µ": r"\textmu{}",
}  # fmt: skip
#: Greek letters by their commands; capitals that look like Latin ones have none.
_GREEK = {
    char: (str.lower if char.islower() else str.title)(
        unicodedata.name(char).split()[-1].replace("LAMDA", "LAMBDA")
    )
    for char in "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
}
_ACCENTS = dict(
    zip("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331", "`'^~=u.\"rHvdckb", strict=True)
) | {"\u0326": "textcommabelow"}  # fmt: skip
#: Joins of two signs that TeX would make another sign.
_JOINED = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)|(?<=,)(?=,)")


def tex(table: Table) -> str:
    r"""A table for LaTeX that fits its page.

    >>> print(tex(Table("t", "50 % & more", ("a_b", "n"), (False, True), (1, 1), ((("x", ""), ("1", "")),), ())))
    % \usepackage[T1]{fontenc}
    % \usepackage{lmodern}
    % \usepackage{array,booktabs,longtable,pdflscape}
    \begin{table}
    \centering
    \caption{50 \% \& more}\label{tab:t}
    \begin{tabular}{lr}
    \toprule
    a\_b & n \\
    \midrule
    x & 1 \\
    \bottomrule
    \end{tabular}
    \end{table}
    """
    shown = replace(
        table, title=_written_out(table.title), headings=tuple(map(_written_out, table.headings)), below=tuple(map(_written_out, table.below)),
        rows=tuple(tuple((_written_out(text), at) for text, at in row) for row in table.rows),
    )  # fmt: skip
    is_turned, look, parts, lines_there = _form(shown)
    sides = "".join(map(_side, table.numbers, parts))
    if any(parts):
        sides, look = f"@{{}}{sides}@{{}}", rf"{look}\setlength{{\tabcolsep}}{{3pt}}"
    name = re.sub("[^a-z0-9-]+", "-", table.name.lower())
    title = rf"\caption{{{_escaped(shown.title)}}}\label{{tab:{name}}}"
    head = (r"\toprule", _row(shown.headings), r"\midrule")
    rows = [_row(text for text, _ in row) for row in shown.rows]
    notes = [rf"{{\footnotesize\raggedright\noindent {_escaped(text)}\par}}" for text in shown.below]
    opening, closing = (r"\begin{landscape}", r"\end{landscape}") if is_turned else ("{", "}")
    if is_turned or lines_there > _LINES:
        lines = [
            opening, rf"{look}\setlength{{\LTcapwidth}}{{\linewidth}}", rf"\begin{{longtable}}{{{sides}}}", rf"{title}\\", *head,
            r"\endfirsthead", *head, r"\endhead", r"\bottomrule", r"\endfoot", *rows, r"\end{longtable}", *notes, closing,
        ]  # fmt: skip
    else:
        lines = [
            r"\begin{table}", r"\centering", title, *([look] if look else []), rf"\begin{{tabular}}{{{sides}}}", *head, *rows, r"\bottomrule",
            r"\end{tabular}", *([r"\par\smallskip"] if notes else []), *notes, r"\end{table}",
        ]  # fmt: skip
    return "\n".join([*(f"% {line}" for line in PREAMBLE), *lines])


def _form(table: Table) -> tuple[bool, str, list[float], int]:
    """Whether a table is turned, its size, of the line each column's part (0: as wide as its cells), and its lines.

    The size is the largest in which it can be read with ease across the page, else along it.
    """
    cells = [[head, *(row[n][0] for row in table.rows)] for n, head in enumerate(table.headings)]
    whole = [max(map(_points, column)) for column in cells]
    least = [
        full
        if is_number
        else max(_points(part) for text in column for word in text.split(" ") for part in _parts(word))
        for full, is_number, column in zip(whole, table.numbers, cells, strict=True)
    ]
    ease = [max(low, min(full, _EASE)) for low, full in zip(least, whole, strict=True)]
    forms = [(turned, scale, look) for turned in (False, True) for scale, look in _SIZES[: 3 + turned]]
    fits = (one for one in forms if sum(ease) * one[1] + _GAP * len(ease) <= (_ALONG if one[0] else _ACROSS))
    is_turned, scale, look = next(fits, forms[-1])
    line = _ALONG if is_turned else _ACROSS
    room = (line - _GAP * len(ease)) / scale
    if sum(whole) <= room - _GAP * len(ease) / scale:
        return is_turned, look, [0.0] * len(ease), len(table.rows)
    wide = _spread(least, ease, room) if sum(ease) > room else _spread(ease, whole, room)
    lines = sum(
        max(-(-_points(text) // width) for (text, _), width in zip(row, wide, strict=True))
        for row in table.rows
    )
    return is_turned, look, [width * scale / line for width in wide], int(lines)


def _spread(low: list[float], high: list[float], room: float) -> list[float]:
    """Widths between low and high that fill the room; below low where that is too wide."""
    if sum(low) > room:
        return [width * room / sum(low) for width in low]
    share = min(1.0, (room - sum(low)) / max(sum(high) - sum(low), 0.1))
    return [least + share * (most - least) for least, most in zip(low, high, strict=True)]


def _points(text: str) -> float:
    return sum(_POINTS.get(char, 7.3 if char.isupper() else 5.3) for char in text)


def _parts(word: str) -> list[str]:
    """A word, one that is long in parts between which it may be broken."""
    return _PART.findall(word) if len(word) > 16 else [word]


def _side(is_number: bool, part: float) -> str:
    """A column: as wide as its cells, or a part of the line, in which words are broken at blanks."""
    if not part:
        return "r" if is_number else "l"
    return rf">{{\ragged{'left' if is_number else 'right'}\arraybackslash}}p{{{part:.3f}\linewidth}}"


def _row(texts: Iterable[str]) -> str:
    """A row; what begins it is no option of the break or the rule before it."""
    row = " & ".join(map(_escaped, texts)) + r" \\"
    return f"{{}}{row}" if row.lstrip()[:1] in ("[", "*") else row


def said(text: str) -> str:
    r"""Words as LaTeX prints them, whatever they are.

    >>> print(said("50 % \\input{a} --"), said("ā ≥ κ 𝗮 x²"), said("🙏🏽 я"))
    50 \% \textbackslash{}input\{a\} -{}- \={a} $\geq$ $\kappa$ a x\textsuperscript{2} [person with folded hands] [U+044F]
    """
    return _escaped(_written_out(text))


def _written_out(text: str) -> str:
    """A text in one line of signs that LaTeX has: others by their names or numbers."""
    flat = unicodedata.normalize("NFC", UNPRINTABLE.sub(" ", text))
    flat = flat if flat.isascii() else "".join(map(_as_known, flat))
    return re.sub(r"[^\S\u00a0]+", " ", flat).strip(" ")


def _as_known(char: str) -> str:
    if _sign(char) or char.isspace():
        return char
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me", "Cf", "Sk"):  # turns an emoji, or joins two
        return ""
    if (same := unicodedata.normalize("NFKC", char)) != char:
        return "".join(map(_as_known, same))
    name = unicodedata.name(char, "").lower() if kind[0] in "SP" else ""
    return f"[{name or f'U+{ord(char):04X}'}]"


def _escaped(text: str) -> str:
    """A text of known signs as LaTeX prints them."""
    return " ".join(r"\allowbreak{}".join(map(_said, _parts(word))) for word in text.split(" "))


def _said(text: str) -> str:
    return "{}".join("".join(map(_sign, part)) for part in _JOINED.split(text))


def _sign(char: str) -> str:
    """A sign in LaTeX's words of ASCII; "" where it has none."""
    if char in _PLAIN or char in _GREEK or char.isascii():
        return _PLAIN.get(char) or (rf"$\{_GREEK[char]}$" if char in _GREEK else char)
    tag, _, plain = unicodedata.decomposition(char).partition(" ")
    if tag in ("<super>", "<sub>"):
        inside = _sign(chr(int(plain, 16))) if " " not in plain else ""
        return rf"\text{tag[1:-1]}script{{{inside}}}" if inside else ""
    letter, accents = (parts := unicodedata.normalize("NFD", char))[:1], parts[1:]
    if not letter.isascii() or not accents or not {*accents} <= _ACCENTS.keys():
        return ""
    for accent in accents:
        letter = rf"\{_ACCENTS[accent]}{{{letter}}}"
    return letter
