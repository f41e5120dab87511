"""Comments in Parquet, more than memory holds: read, reduced and written piece by piece.

Imported comments are a Parquet file of the `comments` table, or a folder of such files whose rows are
numbered in `row`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from engagelib.engines import connection, plain_beside, worded
from engagelib.reduction import Rule, collected, judged
from engagelib.sheets import Unreadable

if TYPE_CHECKING:
    import ibis
    import pandas as pd

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
            raise Unreadable(
                f"{path.name}: number the rows in a column 'row'; several files have no order of their own"
            )
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
    it is compared.
    """
    with opened(source, engine, memory_limit) as comments, TemporaryDirectory() as folder:
        backend = comments.get_backend()
        once = str(Path(folder) / "plain.parquet")  # rules look at a text more than once
        backend.to_parquet(plain_beside(comments, backend), once)
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
        backend.to_parquet(worded(comments, backend, own), str(target))
