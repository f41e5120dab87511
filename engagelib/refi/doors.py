"""REFI-QDA, the exchange format of NVivo, MAXQDA, ATLAS.ti, QualCoder and others: projects (.qdpx), codebooks (.qdc).

Reading is lenient to what programs really write and says what it found; writing follows the standard (1.5) to
the letter, gives the same bytes every time, and leaves real names out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engagelib.refi import reading, writing
from engagelib.refi.project import NOTHING, Project, Report

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOTHING", "Project", "Report", "read_codebook", "read_project", "write_codebook", "write_project"]


def read_project(path: Path) -> Project:
    """A .qdpx as contract tables; `report` says how positions were counted and what could not be read.

    Raises `engagelib.sheets.Unreadable` for what is no project at all, or would do harm.
    """
    return reading.project(Path(path))


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
    writing.project(Path(path), project, collate, unit, pseudonyms)


def read_codebook(path: Path) -> pd.DataFrame:
    """A codebook out of a .qdc, or out of the project in a .qdpx."""
    return reading.codebook(Path(path))


def write_codebook(path: Path, codebook: pd.DataFrame) -> None:
    """A .qdc: tree, colours, and all fields in the description, one labelled line each."""
    writing.codebook(Path(path), codebook)
