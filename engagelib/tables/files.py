"""Result tables as files that other programs read, with the view that a notebook shows.

Every table becomes three files. The .parquet keeps exact types and is what later notebooks read; .csv and
.xlsx are for people. Words that strangers typed stay words: no cell is executed, none is markup.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts.problems import Note
from engagelib.files import made_from as told_by
from engagelib.files import replacing, write_parquet
from engagelib.tables.view import View, is_missing, show
from engagelib.tables.workbook import workbook
from engagelib.words import say, terms
from engagelib.words.harmless import UNPRINTABLE, cell, field, text_of

__all__ = ["kept", "read", "write", "write_csv"]

#: The ASCII signs between cells and between rows; no text holds them once its control characters are gone.
_CELL, _ROW = "\x1f", "\x1e"


def write(
    table: pd.DataFrame,
    path: str | Path,
    lang: str = "id",
    caption: str | None = None,
    labels: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    columns: Sequence[str] | None = None,
    rows: int = 30,
    made_from: Mapping[str, Any] | None = None,
) -> View:
    """Write path.csv, path.xlsx and path.parquet, and give the view to show.

    In: any result and a path without its ending. Out: `View`.

    Each file is written whole or not at all, and the same table gives the same bytes. The files hold every
    row and column: .csv and .parquet under the columns' own names, the workbook (up to 100,000 rows) under
    readable headings, which its second sheet explains. `columns`, `rows` and `labels` (column -> heading) choose what is
    shown, `digits` how many decimals (of all, or by column). A named index becomes columns. `made_from` is kept
    in the .parquet, as the hashes of what the table was made from.

    In the .csv a text with a delimiter or a line break stands in quotation marks, one that a spreadsheet would
    run as a formula gets an apostrophe before it, and control characters are left out; `read` takes the
    apostrophes away again.
    """
    name = Path(path).name
    title = say(f"table_{name}" if f"table_{name}" in terms.TERMS else name, lang)
    view = show(table, lang, title if caption is None else caption, labels, digits, columns, rows)
    view = replace(view, file=name)
    plain, notes = _in_words(view.table)
    with replacing(f"{path}.parquet") as part:
        write_parquet(plain, part, {**(made_from or {}), **({"notes": notes} if notes else {})})
    with replacing(f"{path}.csv") as part:
        write_csv(plain, part)
    with replacing(f"{path}.xlsx") as part:
        part.write_bytes(workbook(view, name))
    return view


def read(path: str | Path) -> pd.DataFrame:
    """The .csv that `write` wrote, as text: every cell as it was, without the apostrophes of `harmless.cell`.

    In: the path of the .csv. Out: a frame of text.
    """
    file = Path(path) if str(path).endswith(".csv") else f"{path}.csv"
    table = pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    return table.rename(columns=text_of).apply(lambda column: column.map(text_of, na_action="ignore"))


def kept(path: str | Path) -> pd.DataFrame:
    """The .parquet that `write` wrote, its remarks as they were: `Note`, which any language can say.

    In: the path of the .parquet. Out: the result.
    """
    table = pd.read_parquet(path)
    for column, (remarks, places) in told_by(Path(path)).get("notes", {}).items():
        known = [Note.of(remark) for remark in remarks]
        rows = zip(places, table[column], strict=True)
        table[column] = pd.Series([words if at is None else known[at] for at, words in rows], dtype=object)
    return table


def _in_words(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, tuple[list[Any], list[int | None]]]]:
    """The table with its remarks in English, as files keep it; of their columns the remarks, and each row's place among them."""
    words, notes = {}, {}
    for name, column in table.items():
        known = (
            list(dict.fromkeys(v for v in column if isinstance(v, Note))) if column.dtype == object else []
        )
        if known:
            words[name] = column.map(lambda v: str(v) if isinstance(v, Note) else v)
            places = [known.index(v) if isinstance(v, Note) else None for v in column]
            notes[str(name)] = ([remark.to_dict() for remark in known], places)
    return table.assign(**words), notes


def write_csv(
    table: pd.DataFrame, path: Path, delimiter: str = ",", row: str = "\n", decimal: str = "."
) -> None:
    """A csv in which a cell is one cell for every program, and no text is run."""
    safe = table.rename(columns=_field).apply(_fields)
    blank = '""' if safe.shape[1] == 1 else ""  # an empty line would be no row
    safe.to_csv(
        path, sep=_CELL, lineterminator=_ROW, quoting=csv.QUOTE_NONE, na_rep=blank, index=False,
        encoding="utf-8-sig", decimal=decimal,
    )  # fmt: skip
    whole = path.read_bytes().replace(_CELL.encode(), delimiter.encode())
    path.write_bytes(whole.replace(_ROW.encode(), row.encode()))


#: What may need care in a csv; texts of nothing else are fields as they stand.
_CARE = r"[^0-9A-Za-z _.:]"


def _fields(column: pd.Series) -> pd.Series:
    """A column as fields of a csv."""
    if _is_counted(column):
        return column
    if not isinstance(column.dtype, pd.StringDtype):
        return column.map(_field)
    care = column.str.contains(_CARE, na=False).to_numpy()
    fields = column.copy()
    fields[care] = column[care].map(_field).to_numpy()
    return fields


def _is_counted(column: pd.Series) -> bool:
    """Whether a column holds numbers, yes and no, or times."""
    kinds = (pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype, pd.api.types.is_datetime64_any_dtype)
    return any(holds(column) for holds in kinds)


def _field(value: Any) -> Any:
    """A text as a field of a csv, in quotation marks where it holds any delimiter or break; missing stays missing."""
    if is_missing(value):
        return None
    text = UNPRINTABLE.sub("", str(value))
    text = cell(text) if isinstance(value, str) else text
    return field(text)
