"""Comments as exporters give them: csv and JSON of scrapers, downloads, sheets, a plain column of texts.

The layout is recognised by its headers. People come in as pseudonyms, their names, pictures and links not at
all, and what would name them is masked in the text. Whatever had to be mended or guessed is said in the
problems.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet

from engagelib.contracts import ZONE, Problem, among, columns
from engagelib.contracts import typed as contract
from engagelib.contracts.problems import Unreadable, note
from engagelib.contracts.values import as_id, is_blank
from engagelib.people import KEY_NOTE, Key, fingerprint, made_up, own_key, pseudonyms
from engagelib.readers.aliases import Named, known, listed, names_of, offers
from engagelib.readers.conform import Origins, Reading, conform, naming
from engagelib.readers.notation import RELATIVE
from engagelib.readers.several import Piece, merged, of_files, sheets_of
from engagelib.readers.sheets import Sheet, header_key
from engagelib.text.encodings import contents, decoded, opening
from engagelib.text.masks import mask
from engagelib.text.nearest import HOLDING

__all__ = [
    "ABSENT_NOTE", "KNOWN", "LONG_ID", "LOST", "ROUNDED", "authors", "comments", "completed", "filled_in",
    "found_names", "guesses", "has", "headers", "mended", "records_of", "rows_of", "silent_sellers", "typed",
    "video_id", "without_names",
]  # fmt: skip


#: Column of a comment -> the headers by which it is known, the first first; all of them; and who is mentioned in it.
NAMES, KNOWN, MENTIONED = listed("comments"), known("comments"), listed("mentioned")

Record = dict[str, object]

#: Halves of a character, which JSON can hold and no text may: two that follow are one, one alone is lost.
_HALVES = re.compile("[\ud800-\udfff]+")


def records_of(line: str, file: str) -> list[Record]:
    """The comments in a JSON document, or in a line of json-lines."""
    try:
        return list(_records(json.loads(line), {})) if line.strip() else []
    except json.JSONDecodeError as error:
        raise Unreadable(file, note("broken_json", error=str(error))) from None
    except RecursionError:
        raise Unreadable(file, note("nested_too_deeply")) from None


def rows_of(records: Iterable[Record], header: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """Records as rows below a header; where exporters name a column in two ways, the other name fills a blank."""
    header = tuple(header)
    there = {header_key(name): name for name in reversed(header)}
    several = [[there[name] for name in names if name in there] for names in NAMES.values()]
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
    keys = {header_key(name): value for name, value in record.items()}
    said = (keys[name] for name in NAMES[column] if not is_blank(keys.get(name)))
    return next(said, None)


def _unnamed(node: Mapping) -> Record:
    """The text without the names of people it mentions, where the record says who they are or where they stand.

    A name may hold blanks, which no pattern could tell.
    """
    found = {header_key(name): (name, value) for name, value in node.items()}
    column, text = next((found[name] for name in NAMES["text"] if name in found), ("", None))
    if not isinstance(text, str):
        return {}
    told = {what: [found[name][1] for name in names if name in found] for what, names in MENTIONED.items()}
    said = next((_cut(text, places) for places in told["places"] if isinstance(places, list)), text)
    said = _without(said, [name for people in told["people"] for name in _people(people)])
    return {column: _HALVES.sub(_whole, said)} if said != text else {}


#: The same in a csv: a column per person, or a list in a cell.
_MENTIONED_HEADER = re.compile(
    rf"(?:{'|'.join(MENTIONED['people'])})(?:[/.]\d+)?(?:[/.](?:{'|'.join(MENTIONED['name'])}))?"
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
        called = re.compile(f"[@＠]{re.escape(name)}", re.IGNORECASE)
        text = called.sub(lambda found: mask("mention", len(found[0])), text)
    return text


def _people(listed: object) -> Iterator[str]:
    """The names in a list of people, each a name or a record of them."""
    for person in listed if isinstance(listed, list) else []:
        named = isinstance(person, Mapping)
        names = [person[key] for key in person if header_key(key) in MENTIONED["name"]] if named else [person]
        yield from (name.strip() for name in names if isinstance(name, str))


def _cut(text: str, extras: Iterable[object]) -> str:
    """The text with a mask from where to where a name stands; places count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    ends = [(e.get("start"), e.get("end")) for e in extras if isinstance(e, Mapping)]
    for start, end in sorted((a, b) for a, b in ends if isinstance(a, int) and isinstance(b, int))[::-1]:
        if units[2 * start : 2 * start + 2] == b"@\0" and 0 <= start < end <= len(units) // 2:
            hidden = mask("mention", len(units[2 * start : 2 * end].decode("utf-16-le", "replace")))
            units = units[: 2 * start] + hidden.encode("utf-16-le") + units[2 * end :]
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


_VIDEO = re.compile(r"/(?:video|photo)/(\d+)")
#: Columns that a layout may lack: a comment without them is still a comment.
SPARED = ("comment_id", "video_id", "author", "created_at", "likes", "replies")
#: Those of them that results rest on and nothing stands in for.
TOLD = ("author", "created_at", "likes")


def completed(sheet: Sheet, declared: Named) -> Sheet:
    """A sheet with all that the contract requires but the text, where the layout cannot give it.

    A file without ids numbers its rows; without a video the link in the preamble names it, or the file does;
    authors, times and counts are missing. Without a text nothing is put in.
    """
    if not has(sheet, declared, "text"):
        return sheet
    for column in SPARED:
        if not has(sheet, declared, column):
            sheet = sheet.put(column, _values(sheet, column))
    return sheet


def filled_in(sheet: Sheet, declared: Named) -> Sheet:
    """A sheet where a blank cell is filled from another column of the same meaning: createTimeISO from createTime.

    Not texts: what stands beside a blank one may be no comment.
    """
    for column in columns("comments"):
        names = names_of("comments", column, declared)
        headers = [header for header in map(sheet.find, names) if header is not None and column != "text"]
        if len(headers) > 1 and any(map(is_blank, sheet.column(headers[0]))):
            several = zip(*map(sheet.column, headers), strict=True)
            filled = (next((c for c in cells if not is_blank(c)), cells[0]) for cells in several)
            sheet = sheet.put(headers[0], filled)
    return sheet


def _headers(sheet: Sheet, declared: Named, column: str) -> set[str]:
    return set(map(header_key, names_of("comments", column, declared))) & sheet.headers.keys()


def has(sheet: Sheet, declared: Named, column: str) -> bool:
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


def video_id(value: object) -> str:
    """The id of a video, out of its link where that is given."""
    link = _VIDEO.search(str(value))
    return link[1] if link else as_id(value)


def _is_address(cells: Sequence[object]) -> bool:
    """Whether a column holds addresses of pages or nothing."""
    return all(is_blank(cell) or str(cell).startswith(("http://", "https://")) for cell in cells)


def guesses(sheet: Sheet, declared: Named) -> Iterator[Problem]:
    """Headers that no alias covers, where a column is missing: offered, never taken."""
    sought = ("text", *SPARED, "parent_id", "pinned")
    taken = set().union(*(_headers(sheet, declared, column) for column in sought))
    free = [header for header in sheet.header if header and header_key(header) not in taken]
    free = [header for header in free if not _is_address(sheet.column(header))]
    missing = [column for column in sought if not _headers(sheet, declared, column)]
    used = set(sheet.header) - set(free)
    offered = offers(
        "comments", sheet, missing, used, HOLDING
    )  # of dozens of headers only those that hold a name
    for column, header in offered.items():
        if column != "text":  # which is an error, said where it is missed
            said = note(
                "maybe_column", column=column, header=header, remedy=naming("comments", column, header)
            )
            yield sheet.complaint(said, "warning")
    lost = [column for column in TOLD if column in missing and column not in offered]
    idle = [header for header in free if header not in offered.values()]
    if lost and idle and "text" not in missing:
        shown = ", ".join(f"'{header}'" for header in idle[:12]) + (" …" if len(idle) > 12 else "")
        said = note("unused_headers", columns=lost, headers=shown, remedy=naming("comments", lost[0], "…"))
        yield sheet.complaint(said, "warning")


def found_names(sheet: Sheet, declared: Named) -> tuple[dict[str, str], list[Problem]]:
    """The names that were given to headers which the file has, and a warning for each that it has not."""
    said = {column: names_of("comments", column, declared) for column in declared}
    kept = {column: header for column, names in said.items() for header in names[::-1] if sheet.find(header)}
    told = []
    for column in declared.keys() - kept.keys():
        taken = next(
            (header for header in sheet.header if header_key(header) in _headers(sheet, kept, column)), None
        )
        instead = note("is_taken", header=taken) if taken else note("nothing_is_taken")
        named = {"column": column, "header": " / ".join(said[column]), "instead": instead}
        gone = note("named_header_gone", **named, line=f'{column} = "{taken or "…"}"')
        told.append(sheet.complaint(gone, "warning"))
    return kept, told


#: An id that was rounded to a float (by pandas) or to fifteen digits (by Excel). Python and RE2 read these alike.
ROUNDED = r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+|[0-9]+\.0|[0-9]{15}0{3,}"
#: An id that can have been rounded.
LONG_ID = r"[0-9]{16,}"
LOST = note("answered_id_lost")


def mended(table: pd.DataFrame, sheet: Sheet, mapping: Mapping[str, str]) -> tuple[pd.Series, list[Problem]]:
    """`parent_id` with rounded ids mended, and a warning for each; one that fits no single comment is lost.

    Ids that are whole stay, also where the comment they name is not in the export.
    """
    parent, ids = table["parent_id"], set(table["comment_id"].dropna())
    rounded = parent[parent.str.fullmatch(ROUNDED).fillna(False).astype(bool) & ~among(parent, ids)]
    if rounded.empty:
        return parent, []
    repair, problems, found = _repairs(ids), [], {}
    for row, value in rounded.items():
        found[row] = match = repair(value)
        told = note("answered_id_mended", comment=match) if match else LOST
        problems.append(sheet.problem(row, mapping["parent_id"], value, told, "warning"))
    return parent.where(~parent.index.isin(found), pd.Series(found, dtype="str")), problems


def _repairs(ids: Collection[str]) -> Callable[[str], str | None]:
    """How a rounded id is matched: both sides as the same kind of number, one candidate only."""
    forms: dict[tuple[str, float], set[str]] = {}
    for comment in ids:
        if re.fullmatch(LONG_ID, comment):
            digits = float(comment[:15] + "0" * (len(comment) - 15))
            for form in (("float", float(comment)), ("excel", digits)):
                forms.setdefault(form, set()).add(comment)

    def repair(value: str) -> str | None:
        number = float(value.replace(",", "."))
        for kind in ("float", "excel"):
            found = forms.get((kind, number), ())
            if len(found) == 1:
                return next(iter(found))
        return None

    return repair


def comments(
    path: Path | Sequence[Path],
    zone: str | None = ZONE,
    sellers: Sequence[str] = (),
    key: Key = None,
    declared: Named | None = None,
    excluded: Collection[str] = (),
    sheets: str | Sequence[str] | None = None,
) -> Reading:
    """Exports of comments, whatever wrote it; or the Parquet that `large.comments` has made of one.

    Of Parquet `excluded`, `sellers` and whose `key` it was count: everything else was done when it was imported.

    Parameters
    ----------
    zone
        Where times without a zone were written; None asks for it, as a problem.
    sellers
        Handles of the shop.
    key
        Of the study's pseudonyms (``study.key()``). Without one people have pseudonyms that last as long as the
        program, those of the shipped studies aside.
    declared
        Column of the contract -> header of the file, where no alias covers it.
    excluded
        Pseudonyms of people who are left out.

    Out: `Reading` of the table `comments`; every problem names its cell.

    >>> from pathlib import Path
    >>> from engagelib import readers
    >>> reading = readers.comments(Path("data/raw/kia-metro/comments.csv"))
    >>> len(reading.table), reading.mapping["comment_id"], reading.problems
    (780, 'cid', [])
    """
    pseudonym, named = pseudonyms(key), declared or {}
    wrote: set[str] = set()

    def opened(file: Path) -> tuple[list[Piece], list[Problem]]:
        told: list[Problem] = []
        if file.suffix.lower() == PARQUET:
            read = [(file.stem, _imported(file, excluded, key, sellers))]
        else:
            found, told = _sheets(file, named, sheets)
            read = [
                (sheet.name or file.stem, _piece(sheet, zone, sellers, pseudonym, named, excluded))
                for sheet in found
            ]
        wrote.update(*(who for _, (_, who) in read))
        return [(name, reading) for name, (reading, _) in read], told

    whole = of_files(path, "comments", opened, lambda pieces: merged("comments", pieces, twice=False))
    if whole.table.empty and not whole.mapping:
        return whole
    names = ", ".join(file.name for file in ([path] if isinstance(path, Path) else path))
    return replace(whole, problems=[*whole.problems, *silent_sellers(names, sellers, pseudonym, wrote)])


def _piece(
    sheet: Sheet,
    zone: str | None,
    sellers: Sequence[str],
    pseudonym: Callable[[object], str],
    declared: Named,
    excluded: Collection[str],
) -> tuple[Reading, set[str]]:
    """A sheet of comments, threads mended, without the people who are left out; and everybody who wrote one."""
    reading = typed(sheet, zone, sellers, pseudonym, declared)
    parent, found = mended(reading.table, sheet, reading.mapping)
    table, wrote = reading.table.assign(parent_id=parent), set(reading.table["author"].dropna())
    whole = replace(reading, table=table, problems=reading.problems + found)
    return whole.only(~table["author"].isin(set(excluded))), wrote


def typed(
    sheet: Sheet,
    zone: str | None,
    sellers: Collection[str],
    pseudonym: Callable[[object], str],
    declared: Named,
) -> Reading:
    """A sheet's rows as comments: whatever a row says by itself, without its thread."""
    headers = sheet.header  # of the file, before anything stands in for what it lacks
    declared, offered = found_names(sheet, declared)
    offered += [*guesses(sheet, declared), *_no_sellers(sheet, sellers, declared)]
    sheet, said = unescaped(sheet, [h for h in (sheet.find(*names_of("comments", "text", declared)),) if h])
    offered += said
    sheet = completed(filled_in(without_names(sheet), declared), declared)
    parsers: dict[str, Callable] = {"video_id": video_id, "parent_id": str, "author": pseudonym, "text": str}
    reading = conform("comments", sheet, declared, parsers, zone=zone or "UTC")
    table, found = _times(reading.table, sheet)
    found += (_zone_asked(sheet, reading.mapping) if zone is None else []) + _noise(sheet, table)
    own = {pseudonym(handle) for handle in sellers}
    table = table.assign(
        parent_id=_answered(table),
        is_seller=table["author"].isin(own).astype("boolean") | table["is_seller"].fillna(False),
        pinned=table["pinned"].fillna(False),
    )
    # the same comment scraped twice is reduced later
    told = [p for p in reading.problems if p.kind != "not_unique"]
    if "text" not in reading.mapping:  # what else is missing may stand in no export at all
        told = [p for p in told if not p.lacks() or p.lacks("text")]
    mapping = {column: header for column, header in reading.mapping.items() if header in headers}
    told_by_name = {"is_seller"} if sellers and "author" in mapping else set()
    table.attrs["absent"] = [name for name in table if name not in mapping.keys() | told_by_name]
    return replace(reading, table=table, problems=told + offered + found, mapping=mapping)


#: How an API writes signs and line breaks for a web page; nobody types these. (A lone <b> may be somebody's own.)
_OF_PAGES = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});|<br\s*/?>|<a\s+href=")
_TAG = re.compile(r"</?(?:a|b|i|u|p|em|strong|span)(?:\s[^<>]*)?>")


def unescaped(sheet: Sheet, headers: Collection[str]) -> tuple[Sheet, list[Problem]]:
    """A sheet whose texts stand as they were written: where an API wrote &#39; and <br>, its signs and lines again."""
    n = sum(bool(_OF_PAGES.search(str(cell))) for header in headers for cell in sheet.column(header))
    if not n:
        return sheet, []

    def plain(cell: object) -> object:
        if not isinstance(cell, str):
            return cell
        return html.unescape(_TAG.sub("", re.sub(r"<br\s*/?>", "\n", cell)))

    for header in headers:
        sheet = sheet.put(header, map(plain, sheet.column(header)))
    return sheet, [sheet.complaint(note("html_unescaped", n=n), "warning")]


PARQUET = ".parquet"
#: Under what an import notes which columns its export lacked.
ABSENT_NOTE = "engagelib_absent"


def _imported(
    path: Path, excluded: Collection[str], key: Key, sellers: Sequence[str]
) -> tuple[Reading, set[str]]:
    """Comments that were imported already, in the order of the import, and everybody who wrote one; an error if that
    was done with another key.
    """
    try:
        with opening(path):
            frame, about = pd.read_parquet(path), parquet.read_metadata(path).metadata or {}
    except ValueError as error:
        raise Unreadable(path.name, note("no_parquet", error=str(error))) from None
    if lacking := [c.name for c in columns("comments").values() if c.required and c.name not in frame]:
        raise Unreadable(path.name, note("parquet_lacks", columns=lacking))
    frame = frame.sort_values("row", kind="stable") if "row" in frame else frame
    frame = frame.reset_index(drop=True)
    kept = ~frame["author"].isin(set(excluded))
    table = contract("comments", frame[kept].reset_index(drop=True))
    origins = Origins.of(path.name, np.flatnonzero(kept) + 1)
    pseudonym, lacked = pseudonyms(key), about.get(ABSENT_NOTE.encode())
    absent = [name for name in table if not _says(table[name])] if lacked is None else json.loads(lacked)
    absent += [name for name in table if name not in frame and name not in absent]
    if sellers and "author" not in absent:
        own = table["author"].isin([pseudonym(handle) for handle in sellers])
        table["is_seller"] = own.astype("boolean") | table["is_seller"].fillna(False)
        absent = [name for name in absent if name != "is_seller"]
    table.attrs["absent"] = absent
    everybody = set(frame["author"].dropna())
    real = key is not None and not made_up().issuperset(frame["author"].dropna())
    if real and about.get(KEY_NOTE.encode(), b"").decode() != fingerprint(own_key(key)):
        wrong = [Problem(path.name, message=note("imported_with_other_key"))]
        return Reading(table, wrong, origins=origins), everybody
    return Reading(table, origins=origins), everybody


def _says(column: pd.Series) -> bool:
    """Whether anything stands in a column of an import that does not say what its export lacked."""
    return bool((column.fillna(False) if column.dtype == "boolean" else column.notna()).any())


def silent_sellers(
    file: str, sellers: Collection[str], pseudonym: Callable[[object], str], wrote: Collection[str]
) -> list[Problem]:
    """A word if none of those who are named as the shop wrote anything: a misspelt name makes all its replies customers'."""
    if not sellers or not wrote or any(pseudonym(handle) in wrote for handle in sellers):
        return []
    named = ", ".join(map(str, sellers))
    return [Problem(file, value=named, message=note("silent_sellers"), severity="warning")]


def _no_sellers(sheet: Sheet, sellers: Collection[str], declared: Named) -> Iterator[Problem]:
    """A word if nothing can tell which comments are the shop's."""
    if sellers and not has(sheet, declared, "author"):
        yield sheet.complaint(note("no_author_of_shop"), "warning")


def _answered(table: pd.DataFrame) -> pd.Series:
    """The comment that is answered; blank at the top level, where some exporters write 0 or the video."""
    parent = table["parent_id"]
    return parent.mask(parent.isin(["0", "0.0", ""]) | (parent == table["video_id"]))


# --- files ------------------------------------------------------------------------------------------------


def _sheet(path: Path, declared: Named) -> Sheet:
    return _sheets(path, declared, None)[0][0]


def _sheets(
    path: Path, declared: Named, named: str | Sequence[str] | None
) -> tuple[list[Sheet], list[Problem]]:
    """The sheets of comments in a file, and a word on those that hold none."""
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return [_json_sheet(path)], []
    return sheets_of(path, ("comments",), declared, named)


def headers(path: Path, name: str) -> tuple[str, ...]:
    """The headers of an export, of which `name` is believed to be one."""
    if path.suffix.lower() == PARQUET:
        return tuple(columns("comments"))
    return tuple(filter(None, _sheet(path, {"": name}).header))


def authors(path: Path, declared: Named) -> list[str]:
    """The handles in an export, each once; what was imported already holds none."""
    if path.suffix.lower() == PARQUET:
        return []
    sheet = _sheet(path, declared)
    header = conform("comments", sheet, found_names(sheet, declared)[0]).mapping.get("author")
    return sorted({str(cell) for cell in sheet.column(header) if not is_blank(cell)}) if header else []


def _json_sheet(path: Path) -> Sheet:
    """The comments in a JSON document, or one a line; row numbers count them."""
    text = decoded(contents(path), path.name).strip()
    if path.suffix.lower() == ".json":
        records = records_of(text, path.name)
    else:
        lines = enumerate(text.split("\n"), start=1)
        records = [found for n, line in lines for found in records_of(line, f"{path.name}, line {n}")]
    if not records:
        raise Unreadable(path.name, note("no_comments_in_it"))
    header = tuple(dict.fromkeys(name for record in records for name in record))
    rows = tuple(rows_of(records, header))
    return Sheet(path.name, "", header, rows, tuple(range(1, len(rows) + 1)), kind="record")


# --- times and noise --------------------------------------------------------------------------------------


def _zone_asked(sheet: Sheet, mapping: Mapping[str, str]) -> list[Problem]:
    """A question, once, if times stand without a zone."""
    if "created_at" not in mapping:
        return []
    for row, value in enumerate(sheet.column(mapping["created_at"])):
        if RELATIVE.fullmatch(str(value).strip()):
            continue
        if not is_blank(value) and not re.search(r"^\d{10}|Z$|:.*[+-]\d\d:?\d\d$", str(value).strip()):
            return [sheet.problem(row, mapping["created_at"], value, note("time_without_zone"))]
    return []


def _times(table: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, list[Problem]]:
    """Missing times from the ids, which carry them; and a word if the two tell of another zone."""
    is_platform_id = table["comment_id"].str.fullmatch(r"[67]\d{18}").fillna(False).astype(bool)
    seconds = table["comment_id"].where(is_platform_id, "0").astype("int64") // 2**32
    carried = pd.to_datetime(seconds, unit="s", utc=True).astype("datetime64[us, UTC]").where(is_platform_id)
    missing = table["created_at"].isna() & is_platform_id
    problems = []
    if missing.any():
        problems.append(sheet.complaint(note("times_of_ids", n=int(missing.sum())), "warning"))
    apart = ((table["created_at"] - carried).dt.total_seconds() / 3600).dropna()
    hours = median(apart) if len(apart) >= 10 else 0
    if round(hours) and abs(hours - round(hours)) < 0.1:
        problems.append(sheet.complaint(note("times_apart", hours=round(hours)), "warning"))
    return table.assign(created_at=table["created_at"].fillna(carried)), problems


_BROKEN = re.compile(r"Ã[\x80-\xbf¡-¿]|â€|ðŸ|\\x[0-9a-f]{2}|" "\ufffd")  # the sign itself: Arrow knows no \u


def _noise(sheet: Sheet, table: pd.DataFrame) -> list[Problem]:
    """What is wrong with a whole file: broken characters, many comments in one cell, ids rounded by Excel."""
    problems = []
    text = table["text"].dropna()
    if broken := int(text.str.contains(_BROKEN).sum()):
        problems.append(sheet.complaint(note("broken_characters", n=broken, of=len(text)), "warning"))
    if len(text) and (text.str.count(";") >= 3).mean() > 0.5:
        problems.append(sheet.complaint(note("joined_comments"), "warning"))
    ids = table["comment_id"].dropna()
    if len(ids) >= 3 and ids.str.fullmatch(r"\d{15}0{3,}").all():
        problems.append(sheet.complaint(note("ids_end_in_zeros")))
    return problems
