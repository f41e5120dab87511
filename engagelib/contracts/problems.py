"""What is wrong in a file, and where: a problem is told by its kind and place; and what stops a reading or a section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from engagelib.words import TERMS, say
from engagelib.words.harmless import line

if TYPE_CHECKING:
    pass

__all__ = ["MissingTable", "Problem", "ProblemsError", "Unreadable"]


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
    #: What went wrong, for code to ask (the message is for people): "no_column", "not_unique", "not_allowed" …
    kind: str = field(default="", compare=False)
    #: What it is about: the column of the table, and for "no_column" the header that may be meant.
    parts: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        place = (
            self.file
            + (f", sheet {self.sheet}" if self.sheet else "")
            + (f", cell {self.cell}" if self.cell else "")
        )
        return line(f"{place}: {self.value!r}: {self.message}" if self.value else f"{place}: {self.message}")

    def to_dict(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if name != "parts"}

    def lacks(self, *names: str) -> bool:
        """Whether the file has no column for one of these; without names, for any."""
        return self.kind == "no_column" and (not names or self.parts[0] in names)


class ProblemsError(Exception):
    """The files of a study hold errors; `problems` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unreadable(Exception):
    """A file that cannot be read at all; the message is a sentence for whoever owns the file."""


class MissingTable(Exception):
    """The study has no such file; what needs it is left out and the report says so.

    `file` is a file's name, or a key of `words` for something else that is lacking.
    """

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        super().__init__(f"the study has no {say(file, 'en') if file in TERMS else file}")
