"""Comments in Parquet, more than memory holds: read, reduced and written piece by piece.

Imported comments are a Parquet file of the `comments` table, or a folder of such files whose rows are
numbered in `row`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from engagelib.contracts.problems import Unreadable, note
from engagelib.reduction.engines import connection, in_parallel, looked_at, looks, worded
from engagelib.reduction.reduce import Rule, collected, judged
from engagelib.text import folding

if TYPE_CHECKING:
    import ibis
    import pandas as pd
    import pyarrow as pa

__all__ = ["normalise", "opened", "reduce"]


@contextmanager
def opened(path: str | Path, engine: Any = None, memory_limit: str = "1GB") -> Iterator[ibis.Table]:
    """Comments in Parquet as an Ibis table, for as long as the block lasts.

    Without an engine DuckDB reads them here, keeps to `memory_limit` and puts what does not fit into a
    temporary folder.
    """
    path = Path(path)
    source = str(path / "*.parquet" if path.is_dir() else path)
    with TemporaryDirectory() as folder, connection(engine, memory_limit) as backend:
        here = backend.name == "duckdb"
        if here:
            backend.raw_sql(f"SET temp_directory = '{folder}'")
            backend.raw_sql("SET preserve_insertion_order = false")
        numbered = {"file_row_number": True} if here and not path.is_dir() else {}
        table = backend.read_parquet(source, **numbered)
        if "row" in table.columns:
            table = table.drop("file_row_number") if numbered else table
        elif numbered:
            table = table.rename(row="file_row_number")
        else:
            raise Unreadable(path.name, note("rows_not_numbered"))
        yield table


def reduce(
    source: str | Path,
    target: str | Path,
    rules: Mapping[str, Rule] | None = None,
    engine: Any = None,
    memory_limit: str = "1GB",
) -> pd.DataFrame:
    """Reduce comments in Parquet into Parquet; gives the flow.

    `target` gets every comment with its fate, reason, reasons, stream, rule_version, and `plain`, its text as
    it is compared. DuckDB writes them by `row`, so a rerun gives the same file byte for byte; what Spark writes
    is the same once sorted.
    """
    with opened(source, engine, memory_limit) as comments, TemporaryDirectory() as folder:
        backend = comments.get_backend()
        once = str(Path(folder) / "plain.parquet")  # rules look at a text more than once
        if backend.name == "duckdb":
            _in_pieces(comments, once, looks)
            _read_again(judged(backend.read_parquet(once), rules).order_by("row"), str(target))
        else:
            backend.to_parquet(looked_at(comments, backend), once)
            backend.to_parquet(judged(backend.read_parquet(once), rules), str(target))
        return collected(backend.read_parquet(str(target)), rules).flow


def normalise(
    source: str | Path,
    target: str | Path,
    own: Mapping[str, str] | None = None,
    engine: Any = None,
    memory_limit: str = "1GB",
) -> None:
    """Comments in Parquet with their `words` (dictionary forms, one space between) beside them: normalised once, to count often."""
    with opened(source, engine, memory_limit) as comments:
        backend = comments.get_backend()
        if backend.name != "duckdb" or "words" in comments.columns:
            backend.to_parquet(worded(comments, backend, own), str(target))
            return
        known = folding.words if own is None else folding.words_with(own)
        _in_pieces(comments, str(target), lambda text: {"words": known(folding.plain(text))})


PIECE = 131_072  # rows; the engine itself hands over 2,048 at a time, which costs half as much again


def _in_pieces(
    comments: ibis.Table, target: str, function: Callable[[pa.Array], Mapping[str, pa.Array]]
) -> None:
    """Write comments with functions of their texts beside them, in large pieces."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def done(piece: pa.RecordBatch) -> pa.Table:
        table = pa.Table.from_batches([piece])
        for name, column in function(table["text"].cast(pa.string()).combine_chunks()).items():
            table = table.append_column(name, column)
        return table

    rows = comments.get_backend().con.sql(comments.compile())
    pieces = getattr(rows, "to_arrow_reader", rows.fetch_arrow_reader)(PIECE)
    schema = done(pa.RecordBatch.from_pylist([], pieces.schema)).schema
    with pq.ParquetWriter(target, schema, use_dictionary=["video_id", "author"]) as writer:
        for table in in_parallel(done, pieces):
            writer.write_table(table)


def _read_again(table: ibis.Table, target: str) -> None:
    """Write a table whose query reads a file several times, and let it: DuckDB would else keep a copy of all rows."""
    from sqlglot import expressions

    backend = table.get_backend()
    query = backend.compiler.to_sqlglot(table)
    for part in query.find_all(expressions.CTE):
        part.set("materialized", False)
    file = target.replace("'", "''")
    backend.raw_sql(f"COPY ({query.sql('duckdb')}) TO '{file}' (FORMAT parquet)")
