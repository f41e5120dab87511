"""Sentences that read any result: its ends, its counts, its intervals, how many rows it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from engagelib.prose.sentences import Prose, paragraph, told
from engagelib.tables import show
from engagelib.words import day, part

__all__ = ["clear_of_zero", "counts_of", "range_of", "rows_of", "worked_out"]

#: How many are named one by one; of more, the first are.
FEW = 6
#: How many that share one end are named, and how many letters of a name (a caption is no name).
_TIED, _LETTERS = 3, 60


def range_of(table: pd.DataFrame, label: str, value: str, lang: str = "id") -> Prose:
    """Where a column is highest and where lowest; `label` names the columns by which a row is called.

    Rows that sum up others (all, overall) are left out, as are those without a value; rows that share an end are all there.
    """
    names = label.split()
    rows = table.dropna(subset=[value])
    for name in names:
        rows = rows[~rows[name].astype(str).isin(("all", "overall"))]
    if rows.empty:
        return told("tables_range_none", lang, value=value)
    order = rows[value].astype("float64")
    high, low = show(rows.loc[[order.idxmax(), order.idxmin()], [value]], lang).cells(value)
    if high == low:
        return told("tables_range_same", lang, value=value, n=len(rows), high=high)
    key = "tables_range"
    if pd.api.types.is_integer_dtype(rows[value]):
        key = "tables_most_n" if value == "n" else "tables_most"
    first, last = (
        _called(rows[(order - end).abs() < 1e-9], names, lang) for end in (order.max(), order.min())
    )
    return told(key, lang, n=len(rows), first=first, last=last, high=high, low=low, value=value)


def _called(rows: pd.DataFrame, names: list[str], lang: str) -> list[Any]:
    """How rows are called: the first few one by one, the others by their number."""
    few = len(rows) if len(rows) == _TIED + 1 else _TIED  # the last one is not "and 1 others"
    view = show(rows[names].head(few), lang)
    words = [
        " · ".join(_shortened(day(cell, lang)) for cell in cells if cell != "–" or len(cells) == 1)
        for cells in zip(*map(view.cells, names), strict=True)
    ]
    rest = len(rows) - len(words)
    return [*words, *([part("tables_others", n=rest)] if rest else [])]


def _shortened(words: str) -> str:
    """The beginning of a text that is too long for a name.

    >>> _shortened("APO02"), _shortened("word " * 20)
    ('APO02', 'word word word word word word word word word word word word…')
    """
    return words if len(words) <= _LETTERS else f"{words[:_LETTERS].rpartition(' ')[0] or words[:_LETTERS]}…"


def counts_of(table: pd.DataFrame, column: str, lang: str = "id") -> Prose:
    """How often each value of a column stands there, the commonest first; a missing one is passed over."""
    known = table[column].dropna()
    if known.empty:
        return told("tables_rows_none", lang)
    counts = known.value_counts()
    view = show(pd.DataFrame({column: counts.index[:FEW].astype(object)}), lang)
    named = [
        part("tables_counted", name=name, n=int(n))
        for name, n in zip(view.cells(column), counts, strict=False)
    ]
    rest = len(counts) - FEW
    return paragraph(
        told("tables_counts", lang, column=column, n=len(known), counts=named),
        told("tables_counts_rest", lang, n=rest) if rest > 0 else "",
    )


def clear_of_zero(table: pd.DataFrame, label: str, lang: str = "id") -> Prose:
    """How many intervals leave zero out, and whose; one that holds it leaves the direction open."""
    known = table.dropna(subset=["ci_low", "ci_high"])
    if known.empty:
        return told("tables_clear_unknown", lang)
    apart = known[(known["ci_low"] > 0) | (known["ci_high"] < 0)]
    names = label.split()
    view = show(apart[names].head(FEW), lang)
    which = [" · ".join(words) for words in zip(*(view.cells(name) for name in names), strict=True)]
    return paragraph(
        told(
            "tables_clear" if which else "tables_clear_none",
            lang,
            n=len(known),
            apart=len(apart),
            which=which,
        ),
        told("tables_clear_chance", lang, n=len(known), chance=len(known) * 0.05) if len(known) > FEW else "",
    )


def rows_of(table: pd.DataFrame | Sequence[Any], label: str = "", lang: str = "id") -> Prose:
    """How many rows a list has, and by `label` which; none is a result, too."""
    if len(table) == 0:
        return told("tables_rows_none", lang)
    if not label or len(table) > FEW or not isinstance(table, pd.DataFrame):
        return told("tables_rows", lang, n=len(table))
    view = show(table[label.split()], lang)
    which = [" · ".join(words) for words in zip(*(view.cells(name) for name in label.split()), strict=True)]
    return told("tables_rows_named", lang, n=len(table), which=which)


def worked_out(table: pd.DataFrame, lang: str = "id") -> Prose:
    """What a calculation in the open comes to: its last step."""
    if table.empty:
        return told("tables_worked_none", lang)
    view = show(table.tail(1), lang)
    words = {name: view.cells(name)[0] for name in table.columns}
    key = "tables_worked_verdict" if table["result"].iloc[-1] in ("yes", "no") else "tables_worked"
    return told(key, lang, step=words["step"], arithmetic=words["arithmetic"], result=words["result"])
