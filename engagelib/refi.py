"""REFI-QDA, the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: projects (.qdpx), codebooks (.qdc).

Reading is lenient to what programs really write and says what it found; writing follows the standard (1.5) to
the letter, gives the same bytes every time, and leaves real names out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from engagelib.contracts import Problem

__all__ = ["NOTHING", "Project", "Report", "read_codebook", "read_project", "write_codebook", "write_project"]

#: The code under which "read, no code applies" travels, for which the format has no word.
NOTHING = "(no code applies)"


@dataclass(frozen=True)
class Report:
    """How a project was read: the way positions were counted, and how many passages held what they should.

    `passages` in all; `inside` their text; `at_words` beginning and ending at words; `named` with a name that
    quotes them, `matching` of those that hold what the name says.
    """

    counting: str = ""
    passages: int = 0
    inside: int = 0
    at_words: int = 0
    named: int = 0
    matching: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"Positions: {self.counting}. Of {self.passages} passages {self.inside} lie inside their texts, {self.at_words} "
            f"begin and end at words; {self.matching} of {self.named} hold what their names say. "
            f"{len(self.problems)} remarks."
        )


def _notes() -> pd.DataFrame:
    return pd.DataFrame(
        {c: pd.Series(dtype="str") for c in ("note", "about", "ref", "coder", "made_at", "text")}
    )


def _sets() -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series(dtype="str") for c in ("set", "kind", "ref")})


@dataclass(frozen=True)
class Project:
    """A coded project as contract tables.

    `units` and `cases` may have further columns: they travel as variables. `notes`: note (id), about (unit,
    code or project), ref, coder, made_at, text; notes on codings are the `memo` of `codings`. `sets`: set,
    kind (code or unit), ref.
    """

    codebook: pd.DataFrame
    units: pd.DataFrame
    codings: pd.DataFrame
    cases: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"case": pd.Series(dtype="str")}))
    notes: pd.DataFrame = field(default_factory=_notes)
    report: Report = field(default_factory=Report)
    sets: pd.DataFrame = field(default_factory=_sets)
    name: str = "study"

    @classmethod
    def of(cls, study, **more: Any) -> Project:
        """A study's codebook, units and codings."""
        return cls(study.codebook(), study.units(), study.codings(), name=study.name, **more)


def read_project(path: Path) -> Project:
    """A .qdpx as contract tables; `report` says how positions were counted and what could not be read.

    Raises `engagelib.sheets.Unreadable` for what is no project at all, or would do harm.
    """
    from engagelib import refiread

    return refiread.project(Path(path))


def write_project(
    path: Path, project: Project, collate: bool = False, unit: str = "code points", pseudonyms: bool = True
) -> None:
    """A .qdpx that follows the standard.

    Parameters
    ----------
    collate
        All comments and answers in one source, a selection for each: some programs cannot cope with one
        source per comment.
    unit
        What positions count. "code points" is the standard; "UTF-16 units" is what NVivo for Windows reads.
    pseudonyms
        Coders become Coder A, Coder B …, and accounts that a text mentions are blotted out, letter by letter.
    """
    from engagelib import refiwrite

    refiwrite.project(Path(path), project, collate, unit, pseudonyms)


def read_codebook(path: Path) -> pd.DataFrame:
    """A codebook out of a .qdc, or out of the project in a .qdpx."""
    from engagelib import refiread

    return refiread.codebook(Path(path))


def write_codebook(path: Path, codebook: pd.DataFrame) -> None:
    """A .qdc: tree, colours, and all fields in the description, one labelled line each."""
    from engagelib import refiwrite

    refiwrite.codebook(Path(path), codebook)
