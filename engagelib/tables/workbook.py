"""A result table as an Excel workbook whose bytes depend on the table alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from numbers import Number
from typing import TYPE_CHECKING, Any

import pandas as pd

from engagelib.tables.view import View, is_missing
from engagelib.words import number, say, sentence
from engagelib.words.harmless import UNPRINTABLE, runs

if TYPE_CHECKING:
    from openpyxl.cell import Cell


__all__ = ["ROWS", "workbook"]

#: More rows than these are left to the .csv and the .parquet; the second sheet says so.
ROWS = 100_000
DATE = datetime(1980, 1, 1)
#: What Excel reads as one character in a text (_x0041_ as A); its underscore is coded, so that it stays as typed.
_CODED = re.compile(r"_x[0-9A-Fa-f]{4}_")


def workbook(view: View, name: str) -> bytes:
    """The table on one sheet, its caption and the meaning of its columns on another."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator, book.properties.created = "engagelib", DATE
    sheet: Any = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", UNPRINTABLE.sub("", name))[:31]
    table, headings = view.table.head(ROWS), _headings(view)
    for j, (column, heading) in enumerate(headings.items(), start=1):
        _fill(sheet, j, heading, _said(view, column, table), _style(view, column))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _printable(sheet)
    about = book.create_sheet(say("about", view.lang))
    lines = [(view.title, ""), *([(_cut(view), "")] if len(view.table) > ROWS else []), ("", "")]
    for i, line in enumerate([*lines, *((heading, column) for column, heading in headings.items())], start=1):
        for j, text in enumerate(line, start=1):
            _put(about.cell(i, j), text)
    about.column_dimensions["A"].width = about.column_dimensions["B"].width = 40
    return _timeless(book)


def _headings(view: View) -> dict[str, str]:
    """Column -> heading, told apart by the column's name where two would read the same."""
    plain = {name: view.heading(name) for name in view.table}
    rounded = [
        name for name in plain if str(name).endswith("_printed") and name.removesuffix("_printed") in plain
    ]
    plain |= {
        name: f"{plain[name]} ({say('rounded', view.lang)})" for name in rounded if name not in view.labels
    }
    several = {text for text in plain.values() if list(plain.values()).count(text) > 1}
    return {name: f"{text} ({name})" if text in several else text for name, text in plain.items()}


def _said(view: View, column: str, table: pd.DataFrame) -> list[Any]:
    """A column as its reader's language has it: terms and notes in words, rounded numbers as numbers, all else as it is."""
    said: Callable[[Any], Any] = partial(view.in_a_sheet, column)
    if isinstance(table[column].dtype, pd.StringDtype):  # few words over and over
        said = cache(said)
    return [said(value) for value in table[column]]


def _printable(sheet: Any) -> None:
    """A4 across, as wide as a page, the headings on each, pages numbered."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&P / &N"


def _style(view: View, column: str) -> str:
    nought = number(0.0, view.decimals(column), view.lang, view.is_bounded(column))
    return nought.replace(",", ".") + ("%" if view.is_share(column) else "")


def _cut(view: View) -> str:
    return sentence("tables_workbook_cut", view.lang, n=ROWS, all=len(view.table))


def _fill(sheet: Any, j: int, heading: str, values: Sequence[Any] | pd.Series, style: str) -> None:
    """One column with its styled heading, as wide as its words, wrapped beyond 60 characters."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    head, longest = sheet.cell(1, j), max(len(heading), 8)
    _put(head, heading)
    counted = any(isinstance(value, Number | Decimal) and not isinstance(value, bool) for value in values)
    head.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal="right" if counted else "left")
    head.font, head.fill = Font("Calibri", 11, bold=True), PatternFill("solid", fgColor="E3F0F8")
    wrapped = Alignment(wrap_text=True, vertical="top")
    for i, value in enumerate(values, start=2):
        cell = sheet.cell(i, j)
        _put(cell, value, style)
        if isinstance(cell.value, str):
            longest = max(longest, len(cell.value))
            if len(cell.value) > 58:
                cell.alignment = wrapped
    sheet.column_dimensions[get_column_letter(j)].width = min(longest + 2, 60)


def _put(cell: Cell, value: Any, style: str = "General") -> None:
    """A value in a cell: text always as text, numbers and dates as such, missing as blank, times in UTC."""
    if isinstance(value, str):
        cell.value, cell.data_type, cell.quotePrefix = _as_typed(value)
        return
    if is_missing(value):
        return
    if isinstance(value, datetime):
        stamp = pd.Timestamp(value)
        if stamp.tzinfo:
            cell.value = stamp.tz_convert("UTC").tz_localize(None).to_pydatetime()
            cell.number_format = 'yyyy-mm-dd hh:mm:ss "UTC"'
        else:
            cell.value = stamp.to_pydatetime()
            cell.number_format = "yyyy-mm-dd" if stamp == stamp.normalize() else "yyyy-mm-dd hh:mm:ss"
    elif pd.api.types.is_integer(value):
        cell.value, cell.number_format = int(value), "#,##0"
    elif pd.api.types.is_float(value) and abs(value) != float("inf"):
        cell.value, cell.number_format = float(value), style
    elif isinstance(value, Decimal):
        places = max(-int(value.as_tuple().exponent), 0)
        cell.value, cell.number_format = float(value), "0." + "0" * places if places else "#,##0"
    else:
        cell.value, cell.data_type, cell.quotePrefix = _as_typed(str(value))


@lru_cache(1 << 14)
def _as_typed(value: str) -> tuple[str, str, bool]:
    """A text as a cell holds it, that it is text, and whether it must be marked so: a spreadsheet would run it."""
    text = _CODED.sub(r"_x005F\g<0>", UNPRINTABLE.sub("", value))
    return text, "s", runs(text)


def _timeless(book: Any) -> bytes:
    """The bytes of a workbook, one date in place of the time of making."""
    from openpyxl.writer.excel import ExcelWriter

    made, clean = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(made, "w")).save()  # not packed yet: that is done once, below
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(clean, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", data)
            data = data.replace(b"\r", b"&#13;")  # a bare one would be read back as a line break
            info = zipfile.ZipInfo(name, DATE.timetuple()[:6])
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(info, data)
    return clean.getvalue()
