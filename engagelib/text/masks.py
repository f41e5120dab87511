"""People in the data: keyed pseudonyms, masked text, who is left out, which quotes a search would find.

A study's key lies in its owner's configuration folder, never in the study; co-workers get the file and name
it with `--key-file`. Which key a study was made with is noted in its coding folder as a fingerprint, from
which the key cannot be found.
"""

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


def masked(text: str) -> str:
    """Text without mentions, telephone and order numbers and e-mail addresses; everything else as written.

    They are looked for in the folded text, so full-width digits and blanks of any kind hide nothing.

    >>> masked("Kak @contoh_sari.id, WA ０８12-0000-1234 ya. Pesanan 240815AB12CD34 blm dtg")
    'Kak <mention>, WA <phone> ya. Pesanan <order> blm dtg'
    """
    if _MASKABLE.search(unicodedata.normalize("NFKC", text).lower()):
        for pattern, mask in _MASKS:
            text = _replaced(text, pattern, mask)
    return text


def _replaced(text: str, pattern: re.Pattern[str], mask: str) -> str:
    """Text with a mask for what the pattern finds in the folded text, behind its first group if it has one."""
    seen, places = folded(text)
    for found in reversed(list(pattern.finditer(seen))):
        start = found.end(1) if pattern.groups else found.start()
        text = text[: places[start][0]] + mask + text[places[found.end() - 1][1] :]
    return text
