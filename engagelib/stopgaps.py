"""What stands in for a column that an export of comments lacks, and the header that may have been meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engagelib.cells import as_id
from engagelib.conform import ALIASES
from engagelib.contracts import Problem
from engagelib.sheets import Sheet, header_key

__all__ = ["completed", "guesses", "naming", "video_id"]

_VIDEO = re.compile(r"/(?:video|photo)/(\d+)")
#: Columns that a layout may lack: a comment without them is still a comment.
SPARED = ("comment_id", "video_id", "author", "created_at", "likes", "replies")


def completed(sheet: Sheet, declared: Mapping[str, str]) -> Sheet:
    """A sheet with all that the contract requires but the text, where the layout cannot give it.

    A file without ids numbers its rows; without a video the link in the preamble names it, or the file does;
    authors, times and counts are missing. Without a text nothing is put in.
    """
    if not _headers(sheet, declared, "text"):
        return sheet
    for column in SPARED:
        if not _headers(sheet, declared, column):
            sheet = _with(sheet, column, _values(sheet, column))
    return sheet


def _names(declared: Mapping[str, str], column: str) -> tuple[str, ...]:
    return (declared[column],) if column in declared else (column, *ALIASES["comments"].get(column, ()))


def _headers(sheet: Sheet, declared: Mapping[str, str], column: str) -> set[str]:
    return set(map(header_key, _names(declared, column))) & set(map(header_key, sheet.header))


def _values(sheet: Sheet, column: str) -> list[str]:
    stem = Path(sheet.file).stem
    if column == "comment_id":
        return [f"{stem}-{number}" for number in sheet.numbers]
    if column == "video_id":
        link = _VIDEO.search(" ".join(sheet.preamble))
        return [link[1] if link else stem] * len(sheet.rows)
    return [""] * len(sheet.rows)


def _with(sheet: Sheet, name: str, values: Sequence[str]) -> Sheet:
    rows = tuple((*row, value) for row, value in zip(sheet.rows, values, strict=True))
    return replace(sheet, header=(*sheet.header, name), rows=rows)


def video_id(value: object) -> str:
    """The id of a video, out of its link where that is given."""
    link = _VIDEO.search(str(value))
    return link[1] if link else as_id(value)


def naming(column: str, header: str) -> str:
    """How to name a header once and for all."""
    return f'to name it for good: engagelib.Study.open(…).map_columns("comments", {column}="{header}")'


def guesses(sheet: Sheet, declared: Mapping[str, str]) -> Iterator[Problem]:
    """Headers that no alias covers but that look like a column that is missing: offered, never taken."""
    columns = ("text", *SPARED, "parent_id", "pinned")
    used = set().union(*(_headers(sheet, declared, column) for column in columns))
    free = {
        header_key(header): header for header in sheet.header if header and header_key(header) not in used
    }
    for column in columns[1:]:
        if _headers(sheet, declared, column) or column in declared:
            continue
        near = [
            m for name in _names(declared, column) for m in difflib.get_close_matches(name, free, 1, 0.82)
        ]
        if near:
            header = free[near[0]]
            message = f"has no column for {column}; is it '{header}'? If so, {naming(column, header)}"
            yield sheet.complaint(message, "warning")
