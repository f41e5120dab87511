"""Comments as exporters give them: csv and JSON of scrapers, downloads, sheets, a plain column of texts.

The layout is recognised by its headers. People come in as pseudonyms, their names, pictures and links not at
all, and what would name them is masked in the text. Whatever had to be mended or guessed is said in the
problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import pandas as pd
import pyarrow.parquet as parquet

from engagelib.cells import as_time, is_blank
from engagelib.conform import Reading, conform
from engagelib.contracts import ZONE, Problem, columns
from engagelib.contracts import typed as contract
from engagelib.nested import KNOWN, records_of, rows_of, without_names
from engagelib.privacy import KEY_NOTE, Key, fingerprint, made_up, masked, own_key, pseudonyms
from engagelib.sheets import Sheet, header_key, read_sheet
from engagelib.stopgaps import completed, filled_in, found_names, guesses, has, naming, video_id
from engagelib.textfiles import Unreadable, contents, decoded, opening
from engagelib.threads import mended

__all__ = ["authors", "comments", "headers", "known_with", "typed"]


def comments(
    path: Path,
    zone: str | None = ZONE,
    sellers: Sequence[str] = (),
    key: Key = None,
    declared: Mapping[str, str] | None = None,
    excluded: Collection[str] = (),
) -> Reading:
    """An export of comments, whatever wrote it; or the Parquet that `intake.comments` has made of one.

    Of Parquet only `excluded` and whose `key` it was count: everything else was done when it was imported.

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
    """
    if path.suffix.lower() == PARQUET:
        return _imported(path, excluded, key)
    sheet = _sheet(path, declared or {})
    reading = typed(sheet, zone, sellers, pseudonyms(key), declared or {})
    parent, found = mended(reading.table, sheet, reading.mapping)
    table = reading.table.assign(parent_id=parent)
    table = table[~table["author"].isin(set(excluded))].reset_index(drop=True)
    return replace(reading, table=table, problems=reading.problems + found)


def typed(
    sheet: Sheet,
    zone: str | None,
    sellers: Collection[str],
    pseudonym: Callable[[object], str],
    declared: Mapping[str, str],
) -> Reading:
    """A sheet's rows as comments: whatever a row says by itself, without its thread."""
    headers = sheet.header  # of the file, before anything stands in for what it lacks
    declared, offered = found_names(sheet, declared)
    offered += [*guesses(sheet, declared), *_no_sellers(sheet, sellers, declared)]
    sheet = completed(filled_in(without_names(sheet), declared), declared)
    parsers: dict[str, Callable] = {
        "video_id": video_id,
        "parent_id": str,
        "author": pseudonym,
        "created_at": lambda value: as_time(value, zone or "UTC"),
        "text": lambda value: masked(str(value)),
    }
    reading = conform("comments", sheet, declared, parsers)
    table, found = _times(reading.table, sheet)
    found += (_zone_asked(sheet, reading.mapping) if zone is None else []) + _noise(sheet, table)
    own = {pseudonym(handle) for handle in sellers}
    table = table.assign(
        parent_id=_answered(table),
        is_seller=table["author"].isin(own).astype("boolean") | table["is_seller"].fillna(False),
        pinned=table["pinned"].fillna(False),
    )
    # the same comment scraped twice is reduced later
    told = [p for p in map(_offered, reading.problems) if p.kind != "not_unique"]
    if "text" not in reading.mapping:  # what else is missing may stand in no export at all
        told = [p for p in told if not p.lacks() or p.lacks("text")]
    mapping = {column: header for column, header in reading.mapping.items() if header in headers}
    told_by_name = {"is_seller"} if sellers and "author" in mapping else set()
    table.attrs["absent"] = [name for name in table if name not in mapping.keys() | told_by_name]
    return replace(reading, table=table, problems=told + offered + found, mapping=mapping)


PARQUET = ".parquet"


def _imported(path: Path, excluded: Collection[str], key: Key) -> Reading:
    """Comments that were imported already, in the order of the import; an error if that was done with another key."""
    try:
        with opening(path):
            frame, about = pd.read_parquet(path), parquet.read_schema(path).metadata or {}
    except ValueError as error:
        raise Unreadable(
            f"{path.name}: is no Parquet that can be read ({error}); import the export again"
        ) from None
    if lacking := [name for name in columns("comments") if name not in frame]:
        raise Unreadable(
            f"{path.name}: has no column {', '.join(lacking)}; a study reads the Parquet that engagelib.intake.comments writes"
        )
    frame = frame.sort_values("row", kind="stable") if "row" in frame else frame
    table = contract("comments", frame[~frame["author"].isin(set(excluded))].reset_index(drop=True))
    real = key is not None and not made_up().issuperset(frame["author"].dropna())
    if real and about.get(KEY_NOTE.encode(), b"").decode() != fingerprint(own_key(key)):
        said = "was imported with another key than this study's, by which nobody who is left out would be known again; "
        said += "import the export again: engagelib.intake.comments(…, key=study.key(), excluded=study.left_out())"
        return Reading(table, [Problem(path.name, message=said)])
    return Reading(table)


def _no_sellers(sheet: Sheet, sellers: Collection[str], declared: Mapping[str, str]) -> Iterator[Problem]:
    """A word if nothing can tell which comments are the shop's."""
    if sellers and not has(sheet, declared, "author"):
        message = "has no column for author, so what the shop itself wrote is taken for customers' comments"
        yield sheet.complaint(f"{message}; export the names of those who wrote, too", "warning")


def _answered(table: pd.DataFrame) -> pd.Series:
    """The comment that is answered; blank at the top level, where some exporters write 0 or the video."""
    parent = table["parent_id"]
    return parent.mask(parent.isin(["0", "0.0", ""]) | (parent == table["video_id"]))


def _offered(problem: Problem) -> Problem:
    """A missing column, with how to name it once and for all."""
    if not (problem.lacks() and problem.parts[1]):
        return problem
    return replace(problem, message=f"{problem.message}; {naming(*problem.parts)}")


# --- files ------------------------------------------------------------------------------------------------


def _sheet(path: Path, declared: Mapping[str, str]) -> Sheet:
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return _json_sheet(path)
    return read_sheet(path, known=known_with(declared))


def headers(path: Path, name: str) -> tuple[str, ...]:
    """The headers of an export, of which `name` is believed to be one."""
    if path.suffix.lower() == PARQUET:
        return tuple(columns("comments"))
    return tuple(filter(None, _sheet(path, {"": name}).header))


def authors(path: Path, declared: Mapping[str, str]) -> list[str]:
    """The handles in an export, each once; what was imported already holds none."""
    if path.suffix.lower() == PARQUET:
        return []
    sheet = _sheet(path, declared)
    header = conform("comments", sheet, found_names(sheet, declared)[0]).mapping.get("author")
    return sorted({str(cell) for cell in sheet.column(header) if not is_blank(cell)}) if header else []


def known_with(declared: Mapping[str, str]) -> frozenset[str]:
    """Headers by which the header row is found, a study's own among them."""
    return KNOWN | {header_key(header) for header in declared.values()}


def _json_sheet(path: Path) -> Sheet:
    """The comments in a JSON document, or one a line; row numbers count them."""
    text = decoded(contents(path), path.name).strip()
    if path.suffix.lower() == ".json":
        records = records_of(text, path.name)
    else:
        lines = enumerate(text.split("\n"), start=1)
        records = [found for n, line in lines for found in records_of(line, f"{path.name}, line {n}")]
    if not records:
        raise Unreadable(f"{path.name}: holds no list of comments")
    header = tuple(dict.fromkeys(name for record in records for name in record))
    rows = tuple(rows_of(records, header))
    return Sheet(path.name, "", header, rows, tuple(range(1, len(rows) + 1)))


# --- times and noise --------------------------------------------------------------------------------------


def _zone_asked(sheet: Sheet, mapping: Mapping[str, str]) -> list[Problem]:
    """A question, once, if times stand without a zone."""
    if "created_at" not in mapping:
        return []
    for row, value in enumerate(sheet.column(mapping["created_at"])):
        if not is_blank(value) and not re.search(r"^\d{10}|Z$|:.*[+-]\d\d:?\d\d$", str(value).strip()):
            message = (
                "has no zone, and one comment in ten changes its day with it; say where it was written, "
                'under [study] in study.toml: zone = "Asia/Jakarta" (WIB), "Asia/Makassar", "Asia/Jayapura" …'
            )
            return [sheet.problem(row, mapping["created_at"], value, message)]
    return []


def _times(table: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, list[Problem]]:
    """Missing times from the ids, which carry them; and a word if the two tell of another zone."""
    is_platform_id = table["comment_id"].str.fullmatch(r"[67]\d{18}").fillna(False).astype(bool)
    seconds = table["comment_id"].where(is_platform_id, "0").astype("int64") // 2**32
    carried = pd.to_datetime(seconds, unit="s", utc=True).astype("datetime64[us, UTC]").where(is_platform_id)
    missing = table["created_at"].isna() & is_platform_id
    problems = []
    if missing.any():
        problems.append(
            sheet.complaint(f"{missing.sum()} times are missing; taken from the comments' ids", "warning")
        )
    apart = ((table["created_at"] - carried).dt.total_seconds() / 3600).dropna()
    hours = median(apart) if len(apart) >= 10 else 0
    if round(hours) and abs(hours - round(hours)) < 0.1:
        message = f"times are {hours:.0f} hours from those that the ids carry; is the zone right?"
        problems.append(sheet.complaint(message, "warning"))
    return table.assign(created_at=table["created_at"].fillna(carried)), problems


_BROKEN = re.compile(r"Ã[\x80-\xbf¡-¿]|â€|ðŸ|\\x[0-9a-f]{2}|\ufffd")


def _noise(sheet: Sheet, table: pd.DataFrame) -> list[Problem]:
    """What is wrong with a whole file: broken characters, many comments in one cell, ids rounded by Excel."""
    problems = []
    text = table["text"].dropna()
    if broken := int(text.str.contains(_BROKEN).sum()):
        message = f"{broken} of {len(text)} texts hold broken characters (such as Ã©); export as CSV UTF-8"
        problems.append(sheet.complaint(message, "warning"))
    if len(text) and (text.str.count(";") >= 3).mean() > 0.5:
        message = "most cells hold several comments joined by ';'; split them before the import, one row each"
        problems.append(sheet.complaint(message, "warning"))
    ids = table["comment_id"].dropna()
    if len(ids) >= 3 and ids.str.fullmatch(r"\d{15}0{3,}").all():
        message = "all comment ids end in 000: Excel has rounded them; export again with ids as text"
        problems.append(sheet.complaint(message))
    return problems
