"""An SPSS file as a sheet: codes as stored, their labels, and which of them the file itself calls missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from engagelib.contracts.problems import Unreadable, note
from engagelib.readers.sheets import Sheet
from engagelib.text.bounds import checked
from engagelib.text.encodings import opening

__all__ = ["SavSheet", "labels", "read_sav"]


@dataclass(frozen=True)
class SavSheet(Sheet):
    """A sheet whose columns are variables and whose rows are cases, which is how SPSS names a cell."""

    questions: dict[str, str] = field(default_factory=dict)  # variable -> its label
    values: dict[str, dict[float, str]] = field(default_factory=dict)  # variable -> code -> label
    missing: dict[str, list] = field(default_factory=dict)  # variable -> ranges of missing codes

    def cell(self, row: int, column: str) -> str:
        return f"{column}, case {self.numbers[row]}"

    def is_missing(self, column: str, raw: object) -> bool:
        """Whether the file declares this code as missing."""
        ranges = self.missing.get(column, [])
        return any(_within(raw, part["lo"], part["hi"]) for part in ranges)

    def label(self, column: str, raw: object) -> object:
        """What a code stands for; the code itself where it has no label."""
        return self.values.get(column, {}).get(raw, raw)  # type: ignore[call-overload]


def _within(raw: object, low: object, high: object) -> bool:
    if isinstance(raw, str) or isinstance(low, str):
        return raw == low
    return raw is not None and low <= raw <= high  # type: ignore[operator]


def read_sav(path: Path) -> SavSheet:
    """A .sav or .zsav; user-missing codes stay in the cells, and the sheet knows them."""
    import pyreadstat

    with opening(path):
        checked(path)
        path.open("rb").close()
    try:
        frame, about = pyreadstat.read_sav(path, user_missing=True, dates_as_pandas_datetime=True)
    except Exception as error:
        raise Unreadable(path.name, note("no_spss_file", error=type(error).__name__)) from None
    cells = frame.astype(object).where(frame.notna(), None)
    rows = tuple(tuple(None if c == "" else c for c in row) for row in cells.itertuples(index=False))
    return SavSheet(
        file=path.name,
        name="",
        header=tuple(frame.columns),
        rows=rows,
        numbers=tuple(range(1, len(rows) + 1)),
        questions={name: text for name, text in about.column_names_to_labels.items() if text},
        values=about.variable_value_labels,
        missing=about.missing_ranges,
    )


def labels(path: Path) -> pd.DataFrame:
    """The labels of an SPSS file and how often each code occurs.

    Out: variable, question, code, label, missing (does the file call it so), n.
    """
    sheet = read_sav(path)
    rows = []
    for name in sheet.header:
        counts = pd.Series(sheet.column(name), dtype=object).value_counts()
        codes = dict.fromkeys(
            [*sheet.values.get(name, {}), *(c for c in counts.index if sheet.is_missing(name, c))]
        )
        for code in codes:
            where = (name, sheet.questions.get(name), code, sheet.values.get(name, {}).get(code))
            rows.append((*where, sheet.is_missing(name, code), int(counts.get(code, 0))))
    return pd.DataFrame(rows, columns=["variable", "question", "code", "label", "missing", "n"])
