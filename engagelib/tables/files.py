"""Result tables as files that other programs read, with the view that a notebook shows.

Every table becomes three files. The .parquet keeps exact types and is what later notebooks read; .csv and
.xlsx are for people. Words that strangers typed stay words: no cell is executed, none is markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.files import replacing
from engagelib.tables.view import View, is_worded, runs, show
from engagelib.tables.workbook import workbook
from engagelib.words import say, terms

__all__ = ["View", "show", "write"]


def write(
    table: pd.DataFrame,
    path: str | Path,
    lang: str = "id",
    caption: str | None = None,
    labels: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    columns: Sequence[str] | None = None,
    rows: int = 30,
) -> View:
    """Write path.csv, path.xlsx and path.parquet, and give the view to show.

    Each file is written whole or not at all, and the same table gives the same bytes. The files hold every
    row and column: .csv and .parquet under the columns' own names, the workbook under readable headings,
    which its second sheet explains. `columns`, `rows` and `labels` (column -> heading) choose what is
    shown, `digits` how many decimals (of all, or by column). In the .csv a text that a spreadsheet would
    run as a formula gets an apostrophe before it. A named index becomes columns.
    """
    name = Path(path).name
    title = say(f"table_{name}" if f"table_{name}" in terms.TERMS else name, lang)
    view = show(table, lang, title if caption is None else caption, labels, digits, columns, rows)
    view = replace(view, file=name)
    with replacing(f"{path}.parquet") as part:
        view.table.to_parquet(part, index=False)
    with replacing(f"{path}.csv") as part:
        safe = view.table.rename(columns=_inert).apply(lambda c: c.map(_inert) if is_worded(c) else c)
        safe.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n", errors="replace")
    with replacing(f"{path}.xlsx") as part:
        part.write_bytes(workbook(view, name))
    return view


def _inert(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and runs(value) else value
