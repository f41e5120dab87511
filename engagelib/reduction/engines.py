"""Where a reduction is computed: DuckDB within this process, or a Spark cluster.

The same Ibis expression runs on both. Spark workers need engagelib and pyarrow installed, since they call the
functions of `text.folding` and `spam`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from engagelib.contracts.arguments import In, takes
from engagelib.reduction.spam import is_spam
from engagelib.text import folding

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

__all__ = [
    "by_arrow",
    "connection",
    "handed_over",
    "in_parallel",
    "looked_at",
    "looks",
    "over",
    "patterns",
    "plain_beside",
    "term_hits",
    "term_tally",
    "word_tally",
    "worded",
]


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


def by_arrow(
    function: Callable[..., pa.Array], *columns: ibis.Value, backend: BaseBackend, gives: str = "str"
) -> ibis.Value:
    """An Arrow function of text columns, in the engine's vectorised form."""
    from ibis import udf

    takes = ("str",) * len(columns)
    if backend.name == "pyspark":

        def vectorised(*texts):
            found = function(*(pa.array(text, pa.string(), from_pandas=True) for text in texts))
            return pd.Series(found.to_pylist(), dtype=object if gives == "str" else gives)

    else:

        def vectorised(*texts):
            return function(*texts)

    vectorised.__name__ = f"engagelib_{function.__name__}"
    names = [Parameter(f"text{n}", Parameter.POSITIONAL_OR_KEYWORD) for n, _ in enumerate(columns)]
    vectorised.__signature__ = Signature(names)  # type: ignore[attr-defined]
    kind = udf.scalar.pandas if backend.name == "pyspark" else udf.scalar.pyarrow
    return kind(vectorised, signature=(takes, gives))(*columns)


def plain_beside(comments: ibis.Table, backend: BaseBackend) -> ibis.Table:
    """Comments with `plain`, the text as it is compared."""
    return comments.mutate(plain=by_arrow(folding.plain, comments.text.fill_null(""), backend=backend))


def looked_at(comments: ibis.Table, backend: BaseBackend) -> ibis.Table:
    """Comments with what `looks` finds in their texts, by the engine."""
    seen = plain_beside(comments, backend)
    spam = by_arrow(is_spam, seen.text.fill_null(""), seen.plain, backend=backend, gives="boolean")
    return seen.mutate(two_signs=spam)


def looks(text: pa.Array) -> dict[str, pa.Array]:
    """What is to be seen in texts one by one: `plain`, the text as it is compared; `two_signs`, of spam."""
    plain = folding.plain(text)
    return {"plain": plain, "two_signs": is_spam(text, plain)}


def in_parallel(function: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
    """A function of each piece, in order, as many at a time as there are processors."""
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[Any]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(function, piece))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        for last in waiting:
            yield last.result()


def worded(comments: ibis.Table, backend: BaseBackend, own: Mapping[str, str] | None = None) -> ibis.Table:
    """Comments with `words`: dictionary forms, one space between; `own` is a slang list that goes before the project's."""
    if "words" in comments.columns and own is None:
        return comments
    forms = folding.words if own is None else folding.words_with(own)

    def words(text: pa.Array) -> pa.Array:
        return forms(folding.plain(text))

    return comments.mutate(words=by_arrow(words, comments.text.fill_null(""), backend=backend))


#: What looks at texts one by one: columns of what it found.
Look = Callable[[pa.Array], dict[str, pa.Array]]
WORKERS = pa.cpu_count()
PIECE = 4_096  # rows: fewer are looked at in one go
#: What stands for a missing value in a frame that is handed over: Spark has no missing text in one.
BLANKS = {"likes": -1, "is_seller": False}
TYPES = {"likes": pa.int64(), "is_seller": pa.bool_(), "created_at": pa.timestamp("us", "UTC")}


def handed_over(frame: pd.DataFrame, columns: Sequence[str], look: Look | None = None) -> ibis.Table:
    """These columns of a frame as an Ibis table, numbered in `row`, with what a look at the texts finds."""
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
        seen[name] = values if name == "created_at" else values.fill_null(BLANKS.get(name, ""))
    if look is not None:
        text, size = pa.chunked_array(seen["text"]), max(PIECE, -(-len(frame) // WORKERS))
        pieces = (text.slice(start, size).combine_chunks() for start in range(0, max(len(frame), 1), size))
        found = list(in_parallel(look, pieces))
        seen |= {name: pa.chunked_array([piece[name] for piece in found]) for name in found[0]}
    return ibis.memtable(pa.table(seen | {"row": pa.array(range(len(frame)), pa.int64())}))


def over(
    comments: pd.DataFrame | ibis.Table,
    columns: Sequence[str],
    compute: Callable[[ibis.Table, BaseBackend], ibis.Table],
    engine: Any = None,
    look: Look | None = None,
) -> Any:
    """Compute over comments: a frame in, a frame out; an Ibis table in, an Ibis table out that has not run yet.

    A look at the texts of a frame is taken here, unless an engine is named, which takes it itself.
    """
    if not isinstance(comments, pd.DataFrame):
        return compute(comments, comments.get_backend())
    with connection(engine) as backend:
        table = handed_over(comments, columns, look if engine is None else None)
        return backend.to_pyarrow(compute(table, backend)).to_pandas()


@takes(kept="comment_id:text text", by=In("kept"))
def word_tally(
    kept: pd.DataFrame | ibis.Table,
    by: Sequence[str] = ("stream",),
    engine: Any = None,
    own: Mapping[str, str] | None = None,
    comments: bool = True,
) -> Any:
    """How often each word occurs, and in how many comments: by…, word, n, comments; the most frequent first.

    `own`: a slang list that goes before the project's. Without `comments` that column is left out, and the
    rest is sooner there.
    """

    def compute(table: ibis.Table, backend: BaseBackend) -> ibis.Table:
        split = worded(table, backend, own).select(*by, said=lambda t: t.words.split(" "))
        found = _counted(split, by, split.said, "n")
        if comments:
            found = found.join(_counted(split, by, split.said.unique(), "comments"), [*by, "word"])
        return found.order_by(*by, found.n.desc(), "word")

    return over(kept, ("comment_id", "text", *by), compute, engine)


def _counted(split: ibis.Table, by: Sequence[str], said: ibis.ArrayValue, name: str) -> ibis.Table:
    each = split.select(*by, word=said.unnest())
    return each.filter(each.word != "").group_by(*by, "word").agg(**{name: lambda t: t.count()})


@takes(terms="code term:text")
def patterns(terms: pd.DataFrame) -> dict[str, str]:
    """What finds the terms of each code among words with a space on both sides.

    In: code, term; a term may stand with several codes.

    >>> patterns(pd.DataFrame({"code": ["RASA", "RASA", "HARGA"], "term": ["enak", "gk enak", "mahal"]}))
    {'HARGA': ' (mahal) ', 'RASA': ' (enak|tidak enak) '}
    """
    forms = folding.words(folding.plain(pa.array(terms["term"], pa.string()))).to_pylist()
    usable = sorted({(code, form) for code, form in zip(terms["code"], forms, strict=True) if form})
    codes = dict.fromkeys(code for code, _ in usable)
    return {code: f" ({'|'.join(form for c, form in usable if c == code)}) " for code in codes}


def _marked(table: ibis.Table, found: dict[str, str], backend: BaseBackend) -> ibis.Table:
    """Comments with a yes or no for each code, in columns code_0, code_1 and so on."""
    import ibis

    table = worded(table, backend)
    padded = ibis.literal(" ").concat(table.words, " ")
    return table.mutate(
        **{f"code_{i}": padded.re_search(pattern) for i, pattern in enumerate(found.values())}
    )


@takes(kept="comment_id:text text", terms="code:text term:text")
def term_hits(kept: pd.DataFrame | ibis.Table, terms: pd.DataFrame, engine: Any = None) -> Any:
    """Which comments hold a term of which code: comment_id, code."""
    import ibis

    found = patterns(terms)

    def compute(table: ibis.Table, backend: BaseBackend) -> ibis.Table:
        if not found:
            return table.filter(ibis.literal(False)).select("comment_id", code=ibis.literal(""))
        marked = _marked(table, found, backend)
        each = [
            marked.filter(marked[f"code_{i}"]).select("comment_id", code=ibis.literal(code))
            for i, code in enumerate(found)
        ]
        return (
            ibis.union(*each).order_by("comment_id", "code")
            if len(each) > 1
            else each[0].order_by("comment_id")
        )

    return over(kept, ("comment_id", "text"), compute, engine)


@takes(kept="comment_id:text text", terms="code:text term:text", by=In("kept"))
def term_tally(
    kept: pd.DataFrame | ibis.Table, terms: pd.DataFrame, by: Sequence[str] = ("stream",), engine: Any = None
) -> pd.DataFrame:
    """How many comments hold a term of each code: by…, code, n, comments (of the group, with a text), share."""
    found = patterns(terms)

    def compute(table: ibis.Table, backend: BaseBackend) -> ibis.Table:
        marked = _marked(table.filter(table.text != ""), found, backend)
        sums = {f"code_{i}": marked[f"code_{i}"].sum() for i in range(len(found))}
        return (marked.group_by(*by) if by else marked).agg(comments=marked.count(), **sums)

    wide = over(kept, ("comment_id", "text", *by), compute, engine)
    wide = wide if isinstance(wide, pd.DataFrame) else wide.to_pandas()
    wide = wide.rename(columns={f"code_{i}": code for i, code in enumerate(found)})
    long = wide.melt([*by, "comments"], list(found), "code", "n").astype({"n": "int64"})
    long = long.assign(share=long["n"] / long["comments"]).sort_values([*by, "code"], ignore_index=True)
    return long[[*by, "code", "n", "comments", "share"]]
