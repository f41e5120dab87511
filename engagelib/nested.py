"""Comments out of JSON, however deep they stand: a record each, and its answers after it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engagelib.cells import is_blank
from engagelib.contracts import columns
from engagelib.headers import ALIASES
from engagelib.sheets import Sheet, header_key
from engagelib.textfiles import Unreadable

__all__ = ["KNOWN", "records_of", "rows_of", "without_names"]

#: Column of a comment -> the headers by which it is known, the first first.
NAMES = {column: (column, *ALIASES["comments"].get(column, ())) for column in columns("comments")}
KNOWN = frozenset(name for names in NAMES.values() for name in names)

Record = dict[str, object]

#: Halves of a character, which JSON can hold and no text may: two that follow are one, one alone is lost.
_HALVES = re.compile("[\ud800-\udfff]+")


def records_of(line: str, file: str) -> list[Record]:
    """The comments in a JSON document, or in a line of json-lines."""
    try:
        return list(_records(json.loads(line), {})) if line.strip() else []
    except json.JSONDecodeError as error:
        raise Unreadable(f"{file}: is no JSON that can be read ({error}); export it again") from None
    except RecursionError:
        raise Unreadable(f"{file}: is nested too deeply to be an export of comments") from None


def rows_of(records: Iterable[Record], header: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """Records as rows below a header; where exporters name a column in two ways, the other name fills a blank."""
    header = tuple(header)
    known = {header_key(name): name for name in reversed(header)}
    several = [[known[name] for name in names if name in known] for names in NAMES.values()]
    several = [names for names in several if len(names) > 1]
    for record in records:
        for first, *others in several:
            if is_blank(record.get(first)):
                filled = (record[name] for name in others if not is_blank(record.get(name)))
                record[first] = next(filled, record.get(first))
        yield tuple(record.get(name) for name in header)


def _records(node: object, within: Record) -> Iterator[Record]:
    """Every comment in a document. One within another answers it, under the same video, unless it says otherwise."""
    parts: Iterable[object] = ()
    if isinstance(node, list):
        parts = node
    elif isinstance(node, Mapping) and _is_comment(node):
        record = dict(_flat(node)) | _unnamed(node)
        for column, value in within.items():
            if _value(record, column) is None:
                record[column] = value
        yield record
        parts = [part for part in node.values() if isinstance(part, list)]
        found = {"parent_id": _value(record, "comment_id"), "video_id": _value(record, "video_id")}
        within = {column: value for column, value in found.items() if value is not None}
    elif isinstance(node, Mapping):
        parts = node.values()
        if _has_comments(node):  # a post: what stands below it stands under this video
            record = dict(_flat(node))
            video = _value(record, "video_id") or _value(record, "comment_id")
            within = {"video_id": video} if video is not None else within
    for part in parts:
        yield from _records(part, within)


def _is_comment(node: Mapping) -> bool:
    """Whether it has a text and something else that comments have, and no comments of its own, as posts have."""
    keys = {header_key(name): value for name, value in node.items() if not isinstance(value, list | Mapping)}
    said = any(isinstance(keys[name], str | None) for name in NAMES["text"] if name in keys)
    return said and len(keys.keys() & KNOWN) >= 2 and not _has_comments(node)


def _has_comments(node: Mapping) -> bool:
    return any(isinstance(value, list) and header_key(name) in NAMES["text"] for name, value in node.items())


def _value(record: Record, column: str) -> object:
    """What a record says of a column, under whichever name; None if nothing."""
    known = {header_key(name): value for name, value in record.items()}
    said = (known[name] for name in NAMES[column] if not is_blank(known.get(name)))
    return next(said, None)


def _unnamed(node: Mapping) -> Record:
    """The text without the names of people it mentions, where the record says who they are or where they stand.

    A name may hold blanks, which no pattern could tell.
    """
    found = {header_key(name): (name, value) for name, value in node.items()}
    column, text = next((found[name] for name in NAMES["text"] if name in found), ("", None))
    extras = node.get("text_extra") or node.get("textExtra")
    if not isinstance(text, str):
        return {}
    said = _cut(text, extras) if isinstance(extras, list) else text
    said = _without(said, [name for key in _MENTIONED for name in _people(node.get(key))])
    return {column: _HALVES.sub(_whole, said)} if said != text else {}


#: Where exporters list who is mentioned, and what they call them there.
_MENTIONED = ("mentions", "detailedMentions", "detailed_mentions")
_CALLED = ("name", "nickname", "nickName", "uniqueId", "unique_id", "username", "userName")


#: The same in a csv: a column per person, or a list in a cell.
_MENTIONED_HEADER = re.compile(
    r"(?:mentions|detailed_?mentions)(?:[/.]\d+)?(?:[/.](?:name|nick_?name|unique_?id|user_?name))?"
)


def without_names(sheet: Sheet) -> Sheet:
    """A sheet whose texts lack the names of people that its rows list as mentioned."""
    keys = [header_key(name) for name in sheet.header]
    listed = [place for place, key in enumerate(keys) if _MENTIONED_HEADER.fullmatch(key)]
    texts = [keys.index(name) for name in NAMES["text"] if name in keys]
    if not listed or not texts:
        return sheet
    rows = []
    for row in sheet.rows:
        names = [name for place in listed for name in _people(_list_of(row[place]))]
        said = {at: _without(str(row[at]), names) for at in texts if names and isinstance(row[at], str)}
        rows.append(tuple(said.get(at, cell) for at, cell in enumerate(row)) if said else row)
    return replace(sheet, rows=tuple(rows))


def _list_of(cell: object) -> object:
    """A list that stands in a cell as JSON, or the cell as a list of one."""
    try:
        found = json.loads(cell) if isinstance(cell, str) else []
    except (ValueError, RecursionError):
        found = [cell]
    return found if isinstance(found, list) else [cell]


def _without(text: str, names: Iterable[str]) -> str:
    people = {name.removeprefix("@").strip() for name in names} - {""}
    for name in sorted(people, key=len, reverse=True):
        text = re.sub(f"[@＠]{re.escape(name)}", "<mention>", text, flags=re.IGNORECASE)
    return text


def _people(listed: object) -> Iterator[str]:
    """The names in a list of people, each a name or a record of them."""
    for person in listed if isinstance(listed, list) else []:
        names = map(person.get, _CALLED) if isinstance(person, Mapping) else [person]
        yield from (name.strip() for name in names if isinstance(name, str))


def _cut(text: str, extras: Iterable[object]) -> str:
    """The text with a mask from where to where a name stands; places count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    ends = [(e.get("start"), e.get("end")) for e in extras if isinstance(e, Mapping)]
    for start, end in sorted((a, b) for a, b in ends if isinstance(a, int) and isinstance(b, int))[::-1]:
        if units[2 * start : 2 * start + 2] == b"@\0" and 0 <= start < end <= len(units) // 2:
            units = units[: 2 * start] + "<mention>".encode("utf-16-le") + units[2 * end :]
    return units.decode("utf-16-le", "replace")


def _flat(record: Mapping, prefix: str = "") -> Iterator[tuple[str, object]]:
    """user: {unique_id: x} -> user.unique_id: x; whole numbers as text, since ids are."""
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, int) and not isinstance(value, bool):
            yield prefix + name, str(value)
        elif isinstance(value, str):
            yield prefix + name, _HALVES.sub(_whole, value)
        elif not isinstance(value, list):
            yield prefix + name, value


def _whole(halves: re.Match[str]) -> str:
    return halves[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
