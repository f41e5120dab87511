"""Tables for readers: shown in a notebook, and written for Excel, for print and for the next notebook.

What strangers typed stays text everywhere: escaped in HTML, a string in a workbook, and in a csv kept from being taken for a formula.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.files import replacing
from engagelib.words import number, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["View", "show", "write"]

#: A cell that begins so is taken for a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOMENT = (2025, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class View:
    """A table as a reader sees it: headers in the language, numbers as it prints them, a dash where a value is missing."""

    table: pd.DataFrame
    lang: str = "id"
    caption: str = ""
    labels: Mapping[str, str] | None = None
    digits: int | Mapping[str, int] = 2
    rows: int = 20

    def header(self) -> list[str]:
        return [(self.labels or {}).get(str(name)) or say(str(name), self.lang) for name in self.table.columns]

    def cell(self, value: object, column: str) -> str:
        """A value as text."""
        digits = self.digits.get(column, 2) if isinstance(self.digits, Mapping) else self.digits
        if _missing(value):
            return "–"
        if isinstance(value, bool) or str(type(value).__name__) == "bool":
            return say("yes" if value else "no", self.lang)
        if isinstance(value, Integral):
            return number(int(value), 0, self.lang)
        if isinstance(value, Real):
            return number(float(value), digits, self.lang)
        if hasattr(value, "strftime"):
            return value.strftime("%Y-%m-%d" if (value.hour, value.minute) == (0, 0) else "%Y-%m-%d %H:%M")
        if column.endswith("_printed") or column in ("printed", "recomputed", "recommended"):
            return number(str(value), 2, self.lang)
        return str(value) if column in VERBATIM else say(str(value), self.lang)

    def _numeric(self) -> list[bool]:
        from pandas.api.types import is_bool_dtype, is_numeric_dtype

        return [
            (is_numeric_dtype(self.table[c]) and not is_bool_dtype(self.table[c])) or str(c).endswith("_printed")
            for c in self.table.columns
        ]

    def _shown(self) -> list[list[str]]:
        part = self.table.head(self.rows)
        return [
            [self.cell(value, str(column)) for value, column in zip(row, part.columns, strict=True)]
            for row in part.itertuples(index=False, name=None)
        ]

    def _more(self) -> str:
        left = len(self.table) - self.rows
        return "" if left <= 0 else ("… dan {} baris lagi" if self.lang == "id" else "… and {} more rows").format(number(left, 0, self.lang))

    def _repr_html_(self) -> str:
        numeric = self._numeric()

        def line(cells: Sequence[str], tag: str) -> str:
            inner = "".join(
                f'<{tag} style="text-align: {"right" if right else "left"}">{html.escape(cell)}</{tag}>'
                for cell, right in zip(cells, numeric, strict=True)
            )
            return f"<tr>{inner}</tr>"

        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        body = "".join(line(cells, "td") for cells in self._shown())
        more = f'<tr><td colspan="{len(numeric)}">{html.escape(self._more())}</td></tr>' if self._more() else ""
        return f"<table>{caption}<thead>{line(self.header(), 'th')}</thead><tbody>{body}{more}</tbody></table>"

    def __repr__(self) -> str:
        lines = ["\t".join(self.header()), *("\t".join(cells) for cells in self._shown()), self._more()]
        return "\n".join(line for line in [self.caption, *lines] if line)


#: Columns whose words are somebody's own and are never translated.
VERBATIM = frozenset("text quote caption name title note why unit case ref refs file question meta_inference term".split())


def show(
    table: pd.DataFrame,
    lang: str = "id",
    caption: str = "",
    columns: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    rows: int = 20,
) -> View:
    """A table to look at: `columns` chooses and orders, `rows` limits what is shown, never what is there."""
    return View(table if columns is None else table[list(columns)], lang, caption, labels, digits, rows)


def write(
    table: pd.DataFrame,
    path: str | Path,
    lang: str = "id",
    caption: str = "",
    columns: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    digits: int | Mapping[str, int] = 2,
    rows: int = 20,
) -> View:
    """Write ``<path>.csv`` (UTF-8 with BOM, for Excel), ``.xlsx`` and ``.parquet`` (exact types), and show the table.

    Every column is written, with its own name; `columns`, `labels`, `digits` and `rows` are for what is shown. The same table gives the same
    bytes. Each file is written beside its place and moved, so that none is ever half there.
    """
    path = Path(path)
    plain = table.reset_index(drop=True)
    with replacing(path.with_name(path.name + ".parquet")) as file:
        plain.to_parquet(file, index=False)
    with replacing(path.with_name(path.name + ".csv")) as file:
        _harmless(plain).to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\n")
    with replacing(path.with_name(path.name + ".xlsx")) as file:
        file.write_bytes(_workbook(View(plain, lang, caption, labels, digits), path.name))
    return show(table, lang, caption, columns, labels, digits, rows)


def _harmless(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before whatever a spreadsheet would run."""

    def guarded(value: object) -> object:
        return "'" + value if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value) else value

    texts = [c for c in table.columns if table[c].dtype == "object" or str(table[c].dtype) in ("str", "string")]
    return table.assign(**{c: table[c].map(guarded, na_action="ignore") for c in texts}) if texts else table


def _missing(value: object) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or value is pd.NaT or value != value


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", "."))
    except ValueError:
        return False
    return True


def _workbook(view: View, name: str) -> bytes:
    """An .xlsx with a styled header; texts are texts, numbers are numbers; no time of making in it."""
    from datetime import datetime

    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.created = book.properties.modified = datetime(*MOMENT)
    book.properties.creator = "engagelib"
    sheet = book.active
    sheet.title = name[:31]
    sheet.append(view.header())
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for r, row in enumerate(view.table.itertuples(index=False, name=None), start=2):
        for c, value in enumerate(row, start=1):
            cell = sheet.cell(r, c)
            if _missing(value):
                continue
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=len(value) > 40, vertical="top")
            elif hasattr(value, "tzinfo") and value.tzinfo is not None:
                cell.value = value.isoformat()
            else:
                cell.value = value.item() if hasattr(value, "item") else value
                if isinstance(cell.value, float):
                    cell.number_format = "0." + "0" * (view.digits if isinstance(view.digits, int) else 2)
    for c, column in enumerate(view.table.columns, start=1):
        longest = max([len(view.header()[c - 1]), *(len(str(v)) for v in view.table[column].head(200))])
        sheet.column_dimensions[get_column_letter(c)].width = min(max(8, longest + 2), 60)
    sheet.freeze_panes = "A2"
    data = io.BytesIO()
    book.save(data)
    return _timeless(data.getvalue())


def _timeless(data: bytes) -> bytes:
    """The same archive with one moment for every member and in the properties that a workbook library stamps on saving."""
    import re

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2025-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(info.filename, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
