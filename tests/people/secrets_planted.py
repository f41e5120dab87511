"""Secrets in many written forms: each a text that names somebody, and what of it may stand in no output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["FORMS", "NAMES", "Secret", "secret"]


@dataclass(frozen=True)
class Secret:
    """A planted text, and the part of it by which it is known again wherever it stands."""

    form: str
    text: str
    needle: str


def _spelled(digits: str, words: str, between: str) -> str:
    return between.join(words.split()[int(digit)] for digit in digits)


_ID = "nol satu dua tiga empat lima enam tujuh delapan sembilan"
_EN = "zero one two three four five six seven eight nine"


def _script(zero: int) -> Callable[[str], str]:
    return lambda digits: "".join(chr(zero + int(digit)) for digit in digits)


def _number(written: str) -> Callable[[int], tuple[str, str]]:
    """A number as 0812, a (four digits of its own) and b: `written` with these in their places."""

    def made(n: int) -> tuple[str, str]:
        a, b = str(3000 + n), "7391"
        text = written.format(a=a, b=b, a1=a[0], a2=a[1], a3=a[2], a4=a[3])
        needle = written[written.index("{a") :].format(a=a, b=b, a1=a[0], a2=a[1], a3=a[2], a4=a[3])
        return text, needle.split(" ya")[0]

    return made


def _account(written: str) -> Callable[[int], tuple[str, str]]:
    def made(n: int) -> tuple[str, str]:
        own = f"rhs{n:04d}"
        return written.format(h=own), own

    return made


def _other_digits(zero: int) -> Callable[[int], tuple[str, str]]:
    def made(n: int) -> tuple[str, str]:
        text = _script(zero)(f"0812{3000 + n}7391")
        return text, text[4:]

    return made


def _words(words: str, between: str) -> Callable[[int], tuple[str, str]]:
    def made(n: int) -> tuple[str, str]:
        text = _spelled(f"0812{3000 + n}7391", words, between)
        return text, text[20:]

    return made


#: Names that study.toml lists.
NAMES = tuple(f"Zulpra{letter}ono Kertarajasa" for letter in "abcdefghijklmnop")

FORMS: dict[str, Callable[[int], tuple[str, str]]] = {
    "plain": _number("0812{a}{b}"), "dashes": _number("0812-{a}-{b}"), "blanks": _number("0812 {a} {b}"), "dots": _number("0812.{a}.{b}"),
    "slashes": _number("0812/{a}/{b}"), "stars": _number("0812*{a}*{b}"), "bars": _number("0812 | {a} | {b}"), "commas": _number("0812,{a},{b}"),
    "underscores": _number("0812_{a}_{b}"), "colons": _number("0812:{a}:{b}"), "tildes": _number("0812~{a}~{b}"), "brackets": _number("(0812) [{a}] [{b}]"),
    "emoji between": _number("0812\U0001f4de{a}\U0001f4de{b}"), "typographic dashes": _number("0812\u2013{a}\u2014{b}"),
    "no-break blanks": _number("0812\u00a0{a}\u00a0\u00a0{b}"), "+62": _number("+62 812-{a}-{b}"), "62": _number("62812{a}{b}"),
    "0062": _number("0062 812 {a} {b}"), "+62 (0)": _number("+62 (0) 812 {a} {b}"), "+65": _number("+65 9{a}{b}"), "+1": _number("+1 (415) {a}-{b}"),
    "+966": _number("+966.50.{a}.{b}"), "zero width": _number("0812\u200b{a}\u200b{b}"), "right to left": _number("\u200f0812\u200f-{a}-\u200f{b}"),
    "each apart": _number("0 8 1 2 {a1} {a2} {a3} {a4} 7 3 9 1"), "pairs": _number("08 12 {a1}{a2} {a3}{a4} 73 91"), "letter O": _number("O812-{a}-{b}"),
    "behind WA": _number("WA 812{a}{b}"), "landline": _number("(021) {a}-{b}"), "wa.me": _number("wa.me/62812{a}{b}"),
    "api link": _number("https://api.whatsapp.com/send?phone=62812{a}{b}&text=halo"),
    "full width": _other_digits(0xFF10), "Arabic digits": _other_digits(0x660), "Javanese digits": _other_digits(0xA9D0), "bold digits": _other_digits(0x1D7CE),
    "spelled out": _words(_ID, " "), "spelled with dashes": _words(_ID, "-"), "spelled in English": _words(_EN, " "),
    "mention": _account("@{h}"), "mention with dots": _account("@toko.{h}"), "mention, full width": _account("\uff20{h}"), "mention, blank": _account("@ toko_{h}"),
    "mention, hidden sign": lambda n: (f"@rh\u200bs_{n:04d}", f"s_{n:04d}"), "mention in another script": lambda n: (f"@сари_{n:04d}", f"сари_{n:04d}"),
    "account named": _account("ig: {h}.toko"), "address": _account("{h}@gmail.com"), "address with accents": _account("s\u00e1ri.{h}@contoh.co.id"),
    "address, at in brackets": _account("{h}(at)gmail.com"), "address spelled": _account("{h} at gmail dot com"), "address spelled, id": _account("{h} [at] contoh [titik] co [titik] id"),
    "address with blanks": _account("{h} @ gmail . com"), "profile link": _account("instagram.com/{h}"), "profile link, whole": _account("https://www.tiktok.com/@{h}/video/7"),
    "telegram link": _account("t.me/{h}"), "account number": _number("rek BCA 12{a}{b}"), "order number": lambda n: (f"pesanan 240815{n:04d}CD34", f"240815{n:04d}CD34"),
    "listed name": lambda n: (NAMES[n % len(NAMES)], NAMES[n % len(NAMES)]), "listed name, shouted": lambda n: (NAMES[n % len(NAMES)].upper(), NAMES[n % len(NAMES)]),
}  # fmt: skip


def secret(form: str, n: int) -> Secret:
    """The n-th secret, in this form."""
    return Secret(form, *FORMS[form](n))
