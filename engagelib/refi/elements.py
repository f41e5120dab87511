"""What REFI-QDA's elements have in common, read and written: ids, words, references, lists."""

from __future__ import annotations

import functools
import hashlib
import re
import uuid
from xml.etree.ElementTree import Element

__all__ = [
    "ILLEGAL", "ORIGIN", "around", "below", "guid", "id_of", "known_as", "quoted", "target_of", "text", "unlike",
]  # fmt: skip

ORIGIN = "engagelib"
OURS = uuid.UUID("6a6f2c3e-5d0e-5f0b-9c5e-0d9a4b1f7e21").bytes
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_SPECIAL = re.compile('[&<>"\r\n\t]')


def guid(kind: str, *name: object) -> str:
    """The same id for the same thing, every time: a UUID of version 5, spelled out because there are many."""
    h = hashlib.sha1(OURS + "\x1f".join([kind, *map(str, name)]).encode(), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:32]}"


def quoted(value: object) -> str:
    """Text that stands in an attribute."""
    return _SPECIAL.sub(lambda m: _ESCAPES[m[0]], ILLEGAL.sub("\ufffd", str(value)))


def text(value: object) -> str:
    """Text that stands in an element: newlines stay, a carriage return is spelled out because parsers drop it."""
    plain = ILLEGAL.sub("\ufffd", str(value))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def around(element: str, inside: list[str]) -> list[str]:
    """The schema wants no empty list."""
    return [f"<{element}>\n", *inside, f"</{element}>\n"] if inside else []


# --- reading --------------------------------------------------------------------------------


def below(element: Element, name: str) -> str:
    """What stands in an element below another; "" without it."""
    return element.findtext(name) or ""


@functools.lru_cache(4096)
def known_as(value: str | None) -> str:
    """An id without braces and case, by which programs differ."""
    return (value or "").strip("{} ").casefold()


def id_of(element: Element) -> str:
    """The id of an element."""
    return known_as(element.get("guid"))


def target_of(element: Element | None) -> str:
    """What a reference refers to."""
    return "" if element is None else known_as(element.get("targetGUID") or element.get("guid"))


def unlike(taken: dict[str, int], name: str) -> str:
    """A name that is not taken yet, numbered if need be; `taken` counts how often each was asked for."""
    while name in taken:
        taken[name] += 1
        name = f"{name} {taken[name]}"
    taken[name] = 1
    return name
