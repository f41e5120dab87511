"""The first page in one minute: the question, its answer in three lines, findings as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts.addresses import Nowhere, find
from engagelib.report.pictures import thumbnail
from engagelib.tables import kept, show
from engagelib.words import SENTENCES, number, say, sentence

__all__ = ["Card", "card", "main_cards"]


@dataclass(frozen=True)
class Card:
    """A finding at a glance: what it is, its number with the interval and n, a small picture, where it is read."""

    headline: str
    number: str
    interval: str
    n: str
    picture: str
    link: str


def card(found: dict[str, Any], page: str, home: Path, lang: str) -> Card | None:
    """The card of what a finding tells of itself; None where its number is missing or its table is not there."""
    cell = str(found["cell"])
    table, column = cell.partition("/")[0], cell.rpartition("/")[2]
    file, key = home / "tables" / f"{table}.parquet", f"card_{table}"
    if not file.exists() or key not in SENTENCES:
        return None
    whole = kept(file)
    try:
        row = find({table: whole}, cell).rows.head(1)
    except Nowhere:
        return None
    named = next((name for name in ("construct", "name") if name in whole), column)
    if f"{key}_one" in SENTENCES and whole.dropna(subset=[column])[named].nunique() == 1:
        key = f"{key}_one"  # what stands alone is neither the highest nor the weakest
    value = show(row, lang).cells(f"{column}_printed" if f"{column}_printed" in row else column)[0]
    if value == "–":
        return None
    span = found["interval"] or _span(home, table, cell)
    ends = [show(row.assign(**{column: end}), lang).cells(column)[0] for end in span]
    picture = home / "figures" / f"{found['figure']}.png"
    return Card(
        sentence(key, lang, **{str(name): told for name, told in row.iloc[0].items()}),
        value,
        "; ".join(ends).replace("%", ""),
        number(found["n"], 0, lang) if found["n"] is not None else "",
        thumbnail(picture) if found["figure"] and picture.exists() else "",
        f"{page}#t-{table}",
    )


def _span(home: Path, table: str, cell: str) -> Sequence[float]:
    """The interval of a number that a table of its own holds (`gap_intervals` of `gap`); empty without one."""
    file = home / "tables" / f"{table}_intervals.parquet"
    if not file.exists():
        return ()
    _, where, _ = cell.split("/")
    try:
        row = find({f"{table}_intervals": pd.read_parquet(file)}, f"{table}_intervals/{where}/ci_low").row
    except Nowhere:
        return ()
    ends = [float(row[end]) for end in ("ci_low", "ci_high")]
    return () if pd.isna(ends).any() else ends


def main_cards(known: set[str], home: Path, lang: str) -> list[Card]:
    """The results that answer the study's question, each as a card; without those that `known` links lead to already."""
    file = home / "tables" / "main_results.parquet"
    results = kept(file) if file.exists() else pd.DataFrame()
    made = []
    for at in range(len(results)):
        row = results.iloc[[at]].reset_index(drop=True)
        view, one = show(row, lang), row.iloc[0]
        if pd.isna(one["value"]) or any(link.endswith(f"#t-{one['table']}") for link in known):
            continue
        value, low, high = (view.cells(name)[0] for name in ("value", "ci_low", "ci_high"))
        names = [say(str(one[name]), lang) for name in ("first", "second") if isinstance(one[name], str)]
        span = "" if "–" in (low, high) else f"{low}; {high}".replace("%", "")
        picture = home / "figures" / "main_results.png"
        made.append(
            Card(
                f"{' – '.join(names)}: {view.cells('measure')[0]}",
                value,
                span,
                "" if pd.isna(one["n"]) else number(int(one["n"]), 0, lang),
                thumbnail(picture) if picture.exists() else "",
                f"11_answer.html#main_results-{at}",
            )
        )
    return made
