"""Coding by hand: a screen in JupyterLab, a journal of what was decided, and help that is never coding.

code                 the screen of a coder, in a notebook
notebook             a notebook that holds the screen
sheet                a coder's codings as a workbook or a REFI-QDA project, to go on elsewhere
brought              what she did elsewhere, brought back into her journal
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagelib.coder.journal import file_of
from engagelib.coder.sheets import brought, sheet
from engagelib.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from engagelib.study.study import Study

__all__ = ["code", "notebook", "sheet", "brought"]


def code(study: str | Study, coder: str, lang: str = "id", suggestions: pd.DataFrame | None = None) -> Any:
    """The screen of a coder, in a notebook: `code("kia-metro", "Ani")`. What she decides is in her journal at once.

    `suggestions` (unit, code, source, version, score) are shown where she asks for them, never for units that two coders
    code blind; what she decides afterwards is marked `seen_first`.
    """
    from engagelib.coder.widget import Coder
    from engagelib.study.study import Study

    opened = study if isinstance(study, Study) else Study(study, lang)
    return Coder(opened, coder, suggestions)


def notebook(study: Study, coder: str) -> Path:
    """A notebook in the coding folder that holds the screen of a coder: one cell, to be run."""
    where = study.place if study.is_shipped else ".."
    source = f"from engagelib.coder import code\n\ncode({where!r}, {coder!r}, lang={study.lang!r})"
    path = file_of(study.coding, coder).with_suffix(
        ".ipynb"
    )  # not among the journals, which results depend on
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    write_whole(
        path, json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    )
    return path
