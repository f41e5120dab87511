"""Where somebody stands in raw files, of whatever kind: the rows that only the files' owner may delete."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from engagelib.readers.pieces import pieces
from engagelib.text.masks import masked
from engagelib.words import sentence

__all__ = ["places"]


def _patterns(handle: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a cell is that names a person, and what a sentence holds that does.

    A word of the language (a handle of letters alone) may stand in anybody's sentence: there it counts behind an
    @, behind a name such as "informan:", and before a colon, as whoever speaks.
    """
    name = re.escape(handle.strip().removeprefix("@"))
    alone = rf"(?<![\w.]){name}(?![\w.]*\w)"
    within = rf"@{name}(?![\w.]*\w)"
    if name.isalpha():
        heads = "nama|name|informan|informant|narasumber|responden|respondent"
        within += rf"|^\W*(?:{heads})\b[^:]{{0,20}}:.{{0,20}}{alone}|^\W*(?:\w+\.? )?{name}\s*:"
    else:
        within += f"|{alone}"
    return re.compile(f"@?{name}", re.IGNORECASE), re.compile(within, re.IGNORECASE | re.MULTILINE)


def places(
    file: Path,
    folder: Path,
    handle: str,
    ids: Collection[str] = (),
    words: Collection[str] = (),
    lang: str = "en",
    is_hers: Callable[[str], bool] = lambda cell: False,
) -> Iterator[str]:
    """The rows of a raw file that hold the handle or a mention of it, one of the person's ids, or words that are hers alone.

    `is_hers` tells of a cell whether it is the person, where only her pseudonym is known.
    """
    whole, within = _patterns(handle)
    held = "|".join(map(re.escape, sorted(ids))) or "(?!)"
    known = re.compile(rf"(?<![\w.-])(?:{held})(?!\w)")
    where = file.relative_to(folder).as_posix()
    if within.search(file.stem) or whole.fullmatch(file.stem):
        yield f"{where}, {sentence('place_name', lang)}"
    try:
        found = (
            place.said(lang)
            for place, cells, texts in pieces(file)
            if any(whole.fullmatch(cell.strip()) or is_hers(cell.strip()) for cell in cells)
            or any(within.search(cell) or known.search(cell) for cell in (*cells, *texts))
            or any(_as_read(said) in words for cell in (*cells, *texts) for said in (cell, *_quoted(cell)))
        )
        yield from (f"{where}, {place}" for place in dict.fromkeys(found))
    except Exception:  # whatever a reader of somebody's format raises: the file was not looked through
        yield f"{where}, {sentence('place_unread', lang)}"


def _as_read(said: str) -> str:
    """A text as tables have it: masked, with one blank between words."""
    return " ".join(masked(said).split())


def _quoted(line: str) -> list[str]:
    return re.findall(r'"([^"]*)"', line)
