"""Mentions, telephone and order numbers and e-mail addresses in a text, masked."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from engagelib.text.folding import MASKABLE, MASKS, folded

if TYPE_CHECKING:
    pass

__all__ = ["masked"]


_MASKS = [(re.compile(pattern, re.ASCII), mask.removeprefix(r"\1")) for pattern, mask in MASKS]


_MASKABLE = re.compile(MASKABLE)


def masked(text: str, orders: bool = True) -> str:
    """Text without mentions, telephone and order numbers and e-mail addresses; everything else as written.

    They are looked for in the folded text, so full-width digits and blanks of any kind hide nothing. Without
    `orders` long numbers stay, which may be ids.

    >>> masked("Kak @contoh_sari.id, WA ０８12-0000-1234 ya. Pesanan 240815AB12CD34 blm dtg")
    'Kak <mention>, WA <phone> ya. Pesanan <order> blm dtg'
    """
    if _MASKABLE.search(unicodedata.normalize("NFKC", text).lower()):
        for pattern, mask in _MASKS:
            text = _replaced(text, pattern, mask) if orders or mask != "<order>" else text
    return text


def _replaced(text: str, pattern: re.Pattern[str], mask: str) -> str:
    """Text with a mask for what the pattern finds in the folded text, behind its first group if it has one."""
    seen, places = folded(text)
    for found in reversed(list(pattern.finditer(seen))):
        start = found.end(1) if pattern.groups else found.start()
        text = text[: places[start][0]] + mask + text[places[found.end() - 1][1] :]
    return text
