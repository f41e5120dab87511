"""Workbooks of other kinds (.xls, .xlsb, .ods), read by a program of its own: a damaged one cannot take the study along.

`python other_books.py FILE CELLS BYTES` prints the sheets of a workbook, pickled, or a word for why not. It imports
nothing of the project, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

__all__ = ["read"]


def read(path: str, most: int) -> list[tuple[str, list[Any], list[str]]] | str:
    """Name, rows and merged areas of each sheet; "cells" where one has too many, "damaged" where none can be read."""
    import python_calamine
    from openpyxl.utils import get_column_letter as letter

    found = []
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > most:
                return "cells"
            areas = [
                f"{letter(left + 1)}{top + 1}:{letter(right + 1)}{bottom + 1}"
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            found.append((about.name, sheet.to_python(skip_empty_area=False), areas))
    except python_calamine.CalamineError:
        return "damaged"
    return found


def main(path: str, most: str, memory: str) -> None:
    """Keep to so many bytes, where the system can, and print what was read."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    except (ImportError, ValueError, OSError):
        pass
    pickle.dump(read(path, int(most)), sys.stdout.buffer)


if __name__ == "__main__":
    main(*sys.argv[1:])
