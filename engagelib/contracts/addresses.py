"""The address of a result, and the cell it leads to.

`gap/group=owner,objective=APO02/as_is` is a table, the conditions that pick its row, and a column. Two
conditions pick by size: `gap/group=owner,highest=gap/objective` is the objective with the largest gap of
the owner (all of them, where they tie), `lowest=` the least.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from engagelib.contracts.arguments import needs, takes
from engagelib.contracts.problems import Note
from engagelib.contracts.results import RESULT_KEYS
from engagelib.words import sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXTREMES", "Address", "Cell", "Nowhere", "find", "lookup", "single", "sums_of", "values"]


EXTREMES = ("highest", "lowest")


class Nowhere(LookupError):
    """An address leads to no result; `key` and `parts` say why (`published_why_…` of the catalogue)."""

    def __init__(self, key: str, **parts: str | int | Note) -> None:
        self.key, self.parts = key, parts
        super().__init__(self.why("en"))

    def why(self, lang: str) -> str:
        return sentence(f"published_why_{self.key}", lang, **self.parts)


@dataclass(frozen=True)
class Address:
    """A table, the conditions that pick its rows, a column."""

    table: str
    conditions: dict[str, str]
    column: str

    @classmethod
    def parse(cls, quantity: str) -> Address:
        """The address that a text writes.

        >>> Address.parse("sample/group=customer/n")
        Address(table='sample', conditions={'group': 'customer'}, column='n')
        """
        try:
            table, whole = quantity.split("/", 1)
            conditions, column = whole.rsplit("/", 1)
            parts = re.split(r",\s*(?=\w+=)", conditions)  # a value may hold a comma
            return cls(table, dict(part.split("=", 1) for part in parts if part), column)
        except ValueError:
            raise Nowhere("no_address", quantity=quantity) from None

    @property
    def where(self) -> str:
        return ", ".join(f"{key} = {value}" for key, value in self.conditions.items())


@dataclass(frozen=True)
class Cell:
    """What stands at an address: the rows that it picks (several where words tie or differ by rule)."""

    address: Address
    rows: pd.DataFrame
    table: pd.DataFrame

    @property
    def row(self) -> pd.Series:
        return self.rows.iloc[0]

    @property
    def texts(self) -> list[str]:
        return list(dict.fromkeys(self.rows[self.address.column].dropna().astype(str)))

    @property
    def by_rule(self) -> bool:
        """Whether there is a result for each of several rules."""
        return "rule" in self.rows and len(self.rows) > 1

    @property
    def is_text(self) -> bool:
        return f"{self.address.column}_exact" not in self.rows and not pd.api.types.is_numeric_dtype(
            self.rows[self.address.column]
        )

    @property
    def exact(self) -> Fraction:
        """The exact value of a number; Nowhere, with its note, where it is missing."""
        if len(self.rows) > 1:
            raise Nowhere(
                "many_rows", table=self.address.table, count=len(self.rows), where=self.address.where
            )
        column, row = self.address.column, self.row
        if f"{column}_exact" in row:
            return Fraction(row[f"{column}_exact"])
        if pd.isna(row[column]):
            note = row.get("note")
            raise Nowhere("missing", note=note if isinstance(note, str | Note) and note else "–")
        if column == "mean" and self.sums is not None:
            return Fraction(*self.sums)
        return Fraction(int(row[column])) if float(row[column]).is_integer() else Fraction(str(row[column]))

    @property
    def sums(self) -> tuple[int, int] | None:
        """Total and answers of a mean; None for what is no mean of whole answers."""
        return sums_of(self.row, self.address.column)

    @property
    def is_count(self) -> bool:
        return pd.api.types.is_integer_dtype(self.rows[self.address.column])


@takes()
def sums_of(row: pd.Series, column: str) -> tuple[int, int] | None:
    """Total and answers of a mean of a result; None for what is no mean of whole answers."""
    prefix = "" if column == "mean" else f"{column}_"
    total, answers = row.get(f"{prefix}total"), row.get(f"{prefix}answers")
    return None if total is None or pd.isna(total) or pd.isna(answers) else (int(total), int(answers))


@takes()
def find(tables: Mapping[str, pd.DataFrame], quantity: str) -> Cell:
    """The cell at an address; Nowhere, in words, when there is none."""
    address = Address.parse(quantity)
    if address.table not in tables:
        raise Nowhere("no_table", table=address.table)
    table = rows = tables[address.table]
    for key, value in address.conditions.items():
        column = value if key in EXTREMES else key
        if column not in rows:
            raise Nowhere("no_column", table=address.table, column=column)
        rows = _extreme(rows, key, value) if key in EXTREMES else rows[rows[key].astype(str) == value]
    if rows.empty:
        raise Nowhere("no_row", table=address.table, where=address.where)
    if address.column not in rows:
        raise Nowhere("no_column", table=address.table, column=address.column)
    return Cell(address, rows, table)


@takes()
def values(rows: pd.DataFrame, column: str) -> pd.Series:
    """A column's exact values where the table has them."""
    if f"{column}_exact" in rows:
        return rows[f"{column}_exact"].dropna().map(Fraction)
    needs("rows", rows, [column])
    return rows[column].dropna()


@takes()
def single(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of single objectives: an overall is not ranked among what it sums up."""
    return rows[rows["objective"] != "overall"] if "objective" in rows else rows


def _extreme(rows: pd.DataFrame, which: str, column: str) -> pd.DataFrame:
    found = values(single(rows), column)
    if found.empty:
        return rows.iloc[:0]
    best = max(found) if which == "highest" else min(found)
    return rows.loc[found.index[found == best]]


@takes()
def lookup(ref: str, tables: Mapping[str, pd.DataFrame]) -> pd.Series | None:
    """The row that a ref (`gap:customer/APO02`, `units:K0123`) leads to; None if there is none.

    Raises ValueError for something that is not a ref.
    """
    name, colon, key = str(ref).partition(":")
    if not colon:
        raise ValueError(f"'{ref}' is not a ref; write <table>:<key>, such as gap:customer/APO02")
    table = tables.get(name)
    if table is None:
        return None
    keys = RESULT_KEYS.get(name, (table.columns[0],))
    values = key.split("/", len(keys) - 1) if len(keys) > 1 else [key]
    if len(values) < len(keys) or table.empty:
        return None
    told = zip(*(table[column].astype(str).tolist() for column in keys), strict=True)
    at = next((at for at, row in enumerate(told) if row == tuple(values)), None)
    return None if at is None else table.iloc[at]
