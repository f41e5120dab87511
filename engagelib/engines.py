"""Where a reduction is computed: DuckDB within this process, or a Spark cluster.

The same Ibis expression runs on both. Spark workers need engagelib and pyarrow installed, since they call the
functions of `normalise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from engagelib import normalise

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

__all__ = ["by_arrow", "connection", "handed_over", "over", "plain_beside", "worded"]

TextFunction = Callable[[pa.Array], pa.Array]


def _spark(master: str) -> BaseBackend:
    import ibis
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master(master).config("spark.sql.session.timeZone", "UTC").getOrCreate()
    return ibis.pyspark.connect(session)


@contextmanager
def connection(engine: Any = None, memory_limit: str = "2GB") -> Iterator[BaseBackend]:
    """A connection to compute with.

    No `engine`: DuckDB in this process, for as long as the block lasts, within `memory_limit`.
    "spark://host:7077" or "local[2]": Spark. An Ibis connection: that one.
    """
    if engine is None:
        import ibis

        own = ibis.duckdb.connect(memory_limit=memory_limit)
        try:
            yield own
        finally:
            own.disconnect()
    elif isinstance(engine, str):
        yield _spark(engine)
    else:
        yield engine


def by_arrow(function: TextFunction, column: ibis.Value, backend: BaseBackend) -> ibis.Value:
    """An Arrow function of a text column, in the engine's vectorised form."""
    from ibis import udf

    name = f"engagelib_{function.__name__}"
    if backend.name == "pyspark":

        def of_series(text):
            return pd.Series(
                function(pa.array(text, pa.string(), from_pandas=True)).to_pylist(), dtype=object
            )

        of_series.__name__ = name
        return udf.scalar.pandas(of_series, signature=(("str",), "str"))(column)

    def of_array(text):
        return function(text)

    of_array.__name__ = name
    return udf.scalar.pyarrow(of_array, signature=(("str",), "str"))(column)


def plain_beside(comments: ibis.Table, backend: BaseBackend) -> ibis.Table:
    """Comments with `plain`, the text as it is compared."""
    return comments.mutate(plain=by_arrow(normalise.plain, comments.text.fill_null(""), backend))


def worded(comments: ibis.Table, backend: BaseBackend, own: Mapping[str, str] | None = None) -> ibis.Table:
    """Comments with `words`: dictionary forms, one space between; `own` is a slang list that goes before the project's."""
    if "words" in comments.columns and own is None:
        return comments
    forms = normalise.words if own is None else normalise.words_with(own)

    def words(text: pa.Array) -> pa.Array:
        return forms(normalise.plain(text))

    return comments.mutate(words=by_arrow(words, comments.text.fill_null(""), backend))


#: What stands for a missing value in a frame that is handed over: Spark has no missing text in one.
BLANKS = {"likes": -1, "is_seller": False}
TYPES = {"likes": pa.int64(), "is_seller": pa.bool_()}


def handed_over(frame: pd.DataFrame, columns: Sequence[str]) -> ibis.Table:
    """These columns of a frame as an Ibis table, numbered in `row`."""
    import ibis

    seen = {}
    for name in columns:
        try:
            values = pa.array(frame[name], TYPES.get(name, pa.string()), from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            wanted = TYPES.get(name, pa.string())
            raise TypeError(
                f"column {name!r} holds {frame[name].dropna().iloc[0]!r}; {wanted} is expected"
            ) from None
        seen[name] = values.fill_null(BLANKS.get(name, ""))
    return ibis.memtable(pa.table(seen | {"row": pa.array(range(len(frame)), pa.int64())}))


def over(
    comments: pd.DataFrame | ibis.Table,
    columns: Sequence[str],
    compute: Callable[[ibis.Table, BaseBackend], ibis.Table],
    engine: Any = None,
) -> Any:
    """Compute over comments: a frame in, a frame out; an Ibis table in, an Ibis table out that has not run yet."""
    if not isinstance(comments, pd.DataFrame):
        return compute(comments, comments.get_backend())
    with connection(engine) as backend:
        return backend.to_pyarrow(compute(handed_over(comments, columns), backend)).to_pandas()
