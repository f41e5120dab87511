"""What every table looks like: each column's type, unit, allowed values and meaning, named once.

Readers make tables that keep these contracts or say, cell by cell, why they cannot (:class:`Problem`). Stages
trust them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

__all__ = ["Problem", "ProblemsError", "Unreadable"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, where it stands and how to mend it.

    >>> print(Problem("survey.xlsx", "Pelanggan", "F12", "tiga", "a whole number from 1 to 5 is expected"))
    survey.xlsx, sheet Pelanggan, cell F12: 'tiga': a whole number from 1 to 5 is expected
    """

    file: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    message: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = (
            self.file
            + (f", sheet {self.sheet}" if self.sheet else "")
            + (f", cell {self.cell}" if self.cell else "")
        )
        return f"{place}: {self.value!r}: {self.message}" if self.value else f"{place}: {self.message}"

    def to_dict(self) -> dict[str, str]:
        return asdict(self)


class ProblemsError(Exception):
    """The files of a study hold errors; `problems` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(Exception):
    """A file that cannot be read at all; the message is a sentence for whoever owns the file."""
