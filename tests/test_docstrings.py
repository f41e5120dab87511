"""What `help()` says of every function that a notebook calls: meaning, columns in and out, formula, source, an equivalent, an example."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

ROOMS = "reduction coding agreement survey cobit itil engagement sales loyalty triangulation published"
ROOT = Path(__file__).parents[1]


def called() -> list[str]:
    """Every function of a stage that a notebook calls, as "room.function"."""
    sources = [
        "".join(cell["source"])
        for path in (ROOT / "notebooks" / "id").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    pattern = re.compile(rf"\b({'|'.join(ROOMS.split())})\.(\w+)\(")
    return sorted({f"{room}.{name}" for source in sources for room, name in pattern.findall(source)})


#: Part -> what a docstring that has it matches.
PARTS = {
    "columns in": r"\bIn:|Parameters\n-",
    "what comes out": r"\bOut\b|Returns\n-",
    "notes": r"Notes\n-",
    "a source with its year, or that it only counts": r"\b(1[89]|20)\d\d\b|[Ss]ource: (none|the definition)",
    "R, SPSS or a spreadsheet": r"\bIn (R|SPSS|MAXQDA|NVivo|QualCoder|Zotero)\b|[Ii]n a\s+spreadsheet",
    "an example": r">>> ",
}


def test_notebooks_call_functions():
    assert len(called()) > 100


@pytest.mark.parametrize("name", called())
def test_help_says_all_that_a_student_needs(name):
    room, function = name.split(".")
    words = inspect.getdoc(getattr(importlib.import_module(f"engagelib.{room}"), function)) or ""
    first = words.partition("\n\n")[0]
    assert first.endswith((".", ":")) and len(first) > 20
    lacking = [part for part, pattern in PARTS.items() if not re.search(pattern, words)]
    assert not lacking, lacking
