"""What stands in for a column that an export of comments lacks, and the header that may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from engagelib.cells import as_id, is_blank
from engagelib.contracts import Problem, columns
from engagelib.headers import names_of, offers
from engagelib.sheets import Sheet, header_key

__all__ = ["completed", "filled_in", "found_names", "guesses", "has", "naming", "video_id"]

_VIDEO = re.compile(r"/(?:video|photo)/(\d+)")
#: Columns that a layout may lack: a comment without them is still a comment.
SPARED = ("comment_id", "video_id", "author", "created_at", "likes", "replies")
#: Those of them that results rest on and nothing stands in for.
TOLD = ("author", "created_at", "likes")


def completed(sheet: Sheet, declared: Mapping[str, str]) -> Sheet:
    """A sheet with all that the contract requires but the text, where the layout cannot give it.

    A file without ids numbers its rows; without a video the link in the preamble names it, or the file does;
    authors, times and counts are missing. Without a text nothing is put in.
    """
    if not has(sheet, declared, "text"):
        return sheet
    for column in SPARED:
        if not has(sheet, declared, column):
            sheet = _with(sheet, column, _values(sheet, column))
    return sheet


def filled_in(sheet: Sheet, declared: Mapping[str, str]) -> Sheet:
    """A sheet where a blank cell is filled from another column of the same meaning: createTimeISO from createTime.

    Not texts: what stands beside a blank one may be no comment.
    """
    places = {header_key(name): place for place, name in reversed(list(enumerate(sheet.header))) if name}
    for column in columns("comments"):
        first, *others = [
            places[key]
            for name in names_of("comments", column, declared)
            if (key := header_key(name)) in places
        ] or [0]
        if others and column != "text" and any(is_blank(row[first]) for row in sheet.rows):
            sheet = replace(sheet, rows=tuple(_filled(row, first, others) for row in sheet.rows))
    return sheet


def _filled(row: tuple[object, ...], first: int, others: Sequence[int]) -> tuple[object, ...]:
    if not is_blank(row[first]):
        return row
    value = next((row[other] for other in others if not is_blank(row[other])), row[first])
    return (*row[:first], value, *row[first + 1 :])


def _headers(sheet: Sheet, declared: Mapping[str, str], column: str) -> set[str]:
    return set(map(header_key, names_of("comments", column, declared))) & set(map(header_key, sheet.header))


def has(sheet: Sheet, declared: Mapping[str, str], column: str) -> bool:
    """Whether a sheet has a column, under whichever of its names."""
    return bool(_headers(sheet, declared, column))


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
    return f"to name it for good: {_call(column, header)}"


def _call(column: str, header: str) -> str:
    return f'engagelib.Study.open(…).map_columns("comments", {column}="{header}")'


def guesses(sheet: Sheet, declared: Mapping[str, str]) -> Iterator[Problem]:
    """Headers that no alias covers, where a column is missing: offered, never taken."""
    known = ("text", *SPARED, "parent_id", "pinned")
    used = set().union(*(_headers(sheet, declared, column) for column in known))
    free = [header for header in sheet.header if header and header_key(header) not in used]
    missing = [column for column in known if not _headers(sheet, declared, column)]
    offered = offers("comments", sheet, missing, set(sheet.header) - set(free), 0.82)
    for column, header in offered.items():
        if column != "text":  # which is an error, said where it is missed
            message = f"has no column for {column}; is it '{header}'? If so, {naming(column, header)}"
            yield sheet.complaint(message, "warning")
    lost = [column for column in TOLD if column in missing and column not in offered]
    idle = [header for header in free if header not in offered.values()]
    if lost and idle and "text" not in missing:
        shown = ", ".join(f"'{header}'" for header in idle[:12]) + (" …" if len(idle) > 12 else "")
        message = f"has no column for {', '.join(lost)}, and does not use {shown}; if one of these is it, "
        yield sheet.complaint(message + naming(lost[0], idle[0]), "warning")


def found_names(sheet: Sheet, declared: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The names that were given to headers which the file has, and a warning for each that it has not."""
    there = set(map(header_key, sheet.header))
    kept = {column: header for column, header in declared.items() if header_key(header) in there}
    told = []
    for column in declared.keys() - kept.keys():
        taken = next(
            (header for header in sheet.header if header_key(header) in _headers(sheet, kept, column)), None
        )
        instead = f"'{taken}' is taken" if taken else "nothing is taken"
        message = (
            f"has no column '{declared[column]}', which was named for {column}; {instead}. Name it anew: "
        )
        told.append(sheet.complaint(message + _call(column, taken or "…"), "warning"))
    return kept, told
