"""Exports larger than memory -> one Parquet file of the `comments` table, read piece by piece.

Every piece goes through the very function that `readers.comments` uses, so both give the same table, row by
row: ids as text from the first byte, keyed pseudonyms, times in UTC, masks, the exclusion list. Only threads
need the whole file; DuckDB mends them, in a temporary folder where memory does not do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from engagelib.contracts import ZONE, Problem, columns
from engagelib.contracts.problems import Note, Unreadable, note
from engagelib.files import replacing
from engagelib.people import KEY_NOTE, Key, fingerprint, own_key, pseudonyms
from engagelib.readers.aliases import Named, known
from engagelib.readers.comments import (
    ABSENT_NOTE,
    LONG_ID,
    LOST,
    ROUNDED,
    records_of,
    rows_of,
    silent_sellers,
    typed,
)
from engagelib.readers.sheets import PREAMBLE, Sheet, delimiter_of, filled, headed, header_row
from engagelib.text.encodings import csv_records, encoding_of, opening, refuse_other

__all__ = ["Imported", "comments"]

PIECE = 50_000  # rows that are in memory at a time
SHOWN = 5  # problems of a kind that are listed; the others are counted
_ARROW = {
    **dict.fromkeys(("id", "text", "category"), pa.string()),
    "int": pa.int64(),
    "yes_no": pa.bool_(),
    "time": pa.timestamp("us", "UTC"),
}
_SCHEMA = pa.schema([*((c.name, _ARROW[c.type]) for c in columns("comments").values()), ("row", pa.int64())])


@dataclass(frozen=True)
class Imported:
    """What was imported: rows written, rows of people who are left out, problems (the first of each kind, the others
    counted), which header became which column.
    """

    rows: int
    left_out: int
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)


def comments(
    path: str | Path,
    target: str | Path,
    zone: str | None = ZONE,
    sellers: Sequence[str] = (),
    key: Key = None,
    declared: Named | None = None,
    excluded: Collection[str] = (),
    memory_limit: str = "1GB",
) -> Imported:
    """A csv, tsv or json-lines export of any size into Parquet; the options are those of `readers.comments`.

    For a study give its own `key` (``study.key()``) and `excluded` (``study.left_out()``); without one people
    have pseudonyms that last as long as the program. Such a Parquet can be the comments of a study:
    ``[files] comments = "comments.parquet"`` in study.toml; it knows the fingerprint of its key.

    The file is there whole or not at all. Its rows stand in the order of the export, numbered in `row`, as
    `bulk.reduce` wants them.
    """
    path, pseudonym, left_out = Path(path), pseudonyms(key), frozenset(excluded)
    notes = {KEY_NOTE: fingerprint(own_key(key))}
    rows, gone, rounded, mapping = 0, [], False, {}
    own, wrote = {pseudonym(handle) for handle in sellers}, set()
    found: dict[_Kind, list[Problem]] = {}
    with replacing(target) as part:
        with pq.ParquetWriter(part, _SCHEMA, compression="zstd") as writer:
            for sheet in _pieces(path, declared or {}):
                reading = typed(sheet, zone, sellers, pseudonym, declared or {})
                mapping = reading.mapping
                notes[ABSENT_NOTE] = json.dumps(reading.table.attrs["absent"])  # the same of every piece
                wrote |= (own & set(reading.table["author"])) or set(reading.table["author"].dropna()[:1])
                _gather(found, reading.problems)
                out = reading.table["author"].isin(left_out)
                gone += reading.table.loc[out, "comment_id"].tolist()
                kept = reading.table[~out]
                rounded = rounded or bool(kept["parent_id"].str.fullmatch(ROUNDED).any())
                writer.write_table(_numbered(kept, rows))
                rows += len(kept)
            writer.add_key_value_metadata(notes)
        told = [problem for problems in found.values() for problem in problems]
        told += silent_sellers(path.name, sellers, pseudonym, wrote)
        told += _mend(part, gone, path.name, memory_limit, notes) if rounded else []
    return Imported(rows, len(gone), told, mapping)


def _numbered(table: pd.DataFrame, first: int) -> pa.Table:
    return pa.Table.from_pandas(
        table.assign(row=range(first, first + len(table))), _SCHEMA, preserve_index=False
    )


# --- pieces of a file -----------------------------------------------------------------------------------------------


def _pieces(path: Path, declared: Named) -> Iterator[Sheet]:
    """The file as sheets of so many rows, with one header."""
    if path.suffix.lower() in (".json", ".xlsx", ".xlsm"):
        raise Unreadable(path.name, note("too_large_a_kind"))
    with opening(path), path.open("rb") as file:
        refuse_other(file.read(4), path.name)
        file.seek(0)
        encoding = encoding_of(iter(lambda: file.read(1 << 20), b""), path.name)
    lines = path.suffix.lower() in (".jsonl", ".ndjson")
    header, numbered = (_lines if lines else _delimited)(path, encoding, known("comments", declared=declared))
    empty = True
    while piece := list(islice(numbered, PIECE)):
        empty = False
        yield filled(header, piece)
    if empty:
        yield header


_Numbered = Iterator[tuple[int, tuple[object, ...]]]


def _delimited(path: Path, encoding: str, known: Collection[str]) -> tuple[Sheet, _Numbered]:
    """The header of a csv and its rows, numbered as a spreadsheet does."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter = delimiter_of("".join(islice(file, PREAMBLE)), known)

    def records() -> Iterator[tuple[str | None, ...]]:
        with path.open(encoding=encoding, newline="") as file:
            yield from csv_records(file, path.name, delimiter)

    first = list(islice(records(), PREAMBLE))
    header = replace(headed(path.name, "", first, known, stack=False), rows=(), numbers=(), ragged=())
    return header, islice(enumerate(records(), start=1), header_row(first, known)[1] + 1, None)


def _lines(path: Path, encoding: str, known: Collection[str]) -> tuple[Sheet, _Numbered]:
    """The header of json-lines, every name that any comment has, and their comments, counted."""

    def records() -> Iterator[dict[str, object]]:
        with path.open(encoding=encoding, newline="\n") as file:
            for number, line in enumerate(file, start=1):
                yield from records_of(line, f"{path.name}, line {number}")

    header: dict[str, None] = {}
    for record in records():
        header |= dict.fromkeys(record)
    if not header:
        raise Unreadable(path.name, note("no_comments_in_it"))
    rows = rows_of(records(), header)
    return Sheet(path.name, "", tuple(header), (), (), kind="record"), enumerate(rows, start=1)


# --- problems of many pieces ------------------------------------------------------------------------------


#: What problems have in common that are listed once: severity, with a cell or not, key, column, why.
_Kind = tuple[object, ...]


def _gather(found: dict[_Kind, list[Problem]], problems: Iterable[Problem]) -> None:
    """Add the problems of a piece: of each kind a few as they are, then how many more there are."""
    for problem in problems:
        told = found.setdefault((problem.severity, bool(problem.cell), *_sort(problem.message)), [])
        counts = {name: problem.parts[name] for name in ("n", "of") if name in problem.parts}
        if told and counts and not problem.cell:  # it counts rows of its piece
            sums = {name: told[0].parts[name] + number for name, number in counts.items()}
            told[0] = replace(told[0], message=Note(problem.kind, {**problem.parts, **sums}))
        elif not problem.cell and told and problem.message == told[0].message:
            continue
        elif len(told) < SHOWN:
            told.append(problem)
        else:
            n = told[SHOWN].parts["n"] if len(told) > SHOWN else 0
            more = note("more_of_these", n=n + 1, what=problem.message)
            told[SHOWN:] = [replace(problem, cell="", value="", message=more)]


def _sort(message: Note | str) -> _Kind:
    """What a remark is, whatever row or value it is about: its key, its column, and why."""
    if not isinstance(message, Note):
        return (message,)
    return message.key, message.parts.get("column"), *_sort(message.parts.get("why", ""))


# --- threads over the whole file --------------------------------------------------------------------------

#: Rounded ids and what fits them: the same number as a float, or with fifteen digits; one comment only.
_FITS = """
CREATE TEMP TABLE fits AS
WITH ids AS (
    SELECT DISTINCT id, try_cast(id AS DOUBLE) AS as_float,
        try_cast(left(id, 15) || repeat('0', length(id) - 15) AS DOUBLE) AS as_excel
    FROM (SELECT comment_id AS id FROM read_parquet(?) UNION ALL SELECT unnest(?::VARCHAR[]))
    WHERE regexp_full_match(id, ?)),
parents AS (
    SELECT DISTINCT parent_id AS value, try_cast(replace(parent_id, ',', '.') AS DOUBLE) AS number
    FROM read_parquet(?)
    WHERE regexp_full_match(parent_id, ?)
    AND parent_id NOT IN (SELECT comment_id FROM read_parquet(?) WHERE comment_id IS NOT NULL
                          UNION ALL SELECT unnest(?::VARCHAR[]))),
floats AS (SELECT value, any_value(id) AS id FROM parents JOIN ids ON number = as_float GROUP BY value HAVING count(*) = 1),
excels AS (SELECT value, any_value(id) AS id FROM parents JOIN ids ON number = as_excel GROUP BY value HAVING count(*) = 1)
SELECT value, coalesce(floats.id, excels.id) AS id FROM parents LEFT JOIN floats USING (value) LEFT JOIN excels USING (value)
"""
_MENDED = """
COPY (SELECT comments.* REPLACE (CASE WHEN fits.value IS NULL THEN parent_id ELSE fits.id END AS parent_id)
      FROM read_parquet($read) AS comments LEFT JOIN fits ON parent_id = fits.value ORDER BY row)
TO $written (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}})
"""


def _mend(part: Path, gone: list[str], file: str, memory_limit: str, notes: dict[str, str]) -> list[Problem]:
    """Mend rounded ids of the comments that are answered, in the file itself; says how many were mended and lost."""
    import duckdb

    with TemporaryDirectory(dir=part.parent, prefix=".") as folder, duckdb.connect() as engine:
        engine.execute(
            f"SET memory_limit = '{memory_limit}'; SET temp_directory = '{folder}'; SET TimeZone = 'UTC'"
        )
        read, gone = str(part), [name for name in gone if isinstance(name, str)]
        engine.execute(_FITS, [read, gone, LONG_ID, read, ROUNDED, read, gone])
        fit, lost = engine.execute(
            "SELECT count(fits.id), count(*) - count(fits.id) FROM read_parquet(?) JOIN fits ON parent_id = value",
            [read],
        ).fetchall()[0]
        if fit or lost:
            written = Path(folder) / "mended.parquet"
            noted = ", ".join(f"{name}: '{told}'" for name, told in notes.items())
            engine.execute(_MENDED.format(notes=noted), {"read": read, "written": str(written)})
            written.replace(part)
    told = [note("answered_ids_mended", n=fit)] if fit else []
    told += [note("answered_ids_lost", n=lost, what=LOST)] if lost else []
    return [Problem(file, message=said, severity="warning") for said in told]
