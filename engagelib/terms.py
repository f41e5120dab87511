"""Words and a codebook's terms counted over any number of comments, by one definition for every engine.

Words are in dictionary form and compared for equality; a term of several words is found where they stand side
by side. A term may belong to several codes and then counts for each. What a term finds is a suggestion for
coders, never a code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from engagelib import normalise
from engagelib.arguments import In, takes
from engagelib.engines import over, worded

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

__all__ = ["patterns", "term_hits", "term_tally", "word_tally"]


@takes(kept="comment_id:text text", by=In.of("kept"))
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
    forms = normalise.words(normalise.plain(pa.array(terms["term"], pa.string()))).to_pylist()
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


@takes(kept="comment_id:text text", terms="code:text term:text", by=In.of("kept"))
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
