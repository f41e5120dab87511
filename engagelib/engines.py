"""Where a reduction is computed: DuckDB within this process, or a Spark cluster.

The same Ibis expression runs on both. Spark workers need engagelib and pyarrow installed, since they call the
functions of `normalise`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

__all__ = ["by_arrow", "connection"]

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
    "spark://host:7077" or
    "local[2]": Spark. An Ibis connection: that one.
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
