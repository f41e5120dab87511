"""Which of the names that are there was probably meant by one that is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from engagelib.contracts.problems import Note, note

__all__ = ["HOLDING", "NEAR", "meant", "nearest", "nearness"]

#: From here on a name may be meant by another.
NEAR = 0.6
#: How near a name is at least that has all words of the other.
HOLDING = 0.82


def nearness(said: str, name: str) -> float:
    """How near two names are, from 0 to 1; one that has all words of the other is near.

    >>> nearness("teks komentar asli", "teks komentar") > 0.9 > nearness("teks", "tes") > nearness("teks", "isi")
    True
    """
    near = SequenceMatcher(None, said, name).ratio()
    if len(name) > 3 and _words(name) <= _words(said):
        near = max(near, HOLDING + (1 - HOLDING) * len(name) / len(said))
    return near


def nearest(said: str, names: Iterable[str], most: int = 1) -> list[str]:
    """Those of the names that may be meant, the nearest first; none if all are far.

    >>> nearest("kia-metor", ["umkm-loyalty", "kia-metro"])
    ['kia-metro']
    """
    near = [(max(nearness(said, name), nearness(name, said)), name) for name in names]
    return [name for how, name in sorted(near, key=lambda pair: -pair[0]) if how >= NEAR][:most]


def meant(value: object, names: Iterable[str]) -> Note | str:
    """The name that was probably meant, as the end of a sentence; of a ref its table counts too."""
    known = list(names)
    for said in (value[:80], value[:80].partition(":")[0]) if isinstance(value, str) else ():
        near = nearest(said, known)
        if near and near[0] != said:
            return note("did_you_mean", header=near[0])
    return ""


def _words(name: str) -> set[str]:
    return set(re.split(r"[ _.-]+", name))
