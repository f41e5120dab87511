"""The notebooks as they are committed: thin, a language each with the same code, without outputs, and no number typed into prose."""

import ast
import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*/*.ipynb"))
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")


def cells(path, kind):
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


def test_code_is_thin(path):
    for cell in cells(path, "code"):
        lines = [line for line in source(cell).splitlines() if line.strip()]
        assert len(lines) <= 6
        assert not any(
            isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)
            for node in ast.walk(ast.parse(source(cell)))
        )


def test_first_code_cell_holds_the_parameters(path):
    first = cells(path, "code")[0]
    assert first["metadata"]["tags"] == ["parameters"]
    assert re.fullmatch(rf'study = "(kia-metro|umkm-loyalty)"\nlang = "{path.parent.name}"', source(first))


def test_both_languages_have_the_same_cells_and_the_same_code(path):
    """But for the language that the first cell names."""
    pair = [path.parents[1] / lang / path.name for lang in ("id", "en")]
    here, there = (json.loads(p.read_text(encoding="utf-8"))["cells"] for p in pair)
    shape = [
        [(c["id"], c["cell_type"], c["metadata"].get("tags", [])) for c in cells] for cells in (here, there)
    ]
    assert shape[0] == shape[1]
    code = ["\n".join(source(c) for c in cells if c["cell_type"] == "code") for cells in (here, there)]
    assert code[0].replace('lang = "id"', 'lang = "en"', 1) == code[1]


def test_no_result_is_typed_into_prose(path):
    for cell in cells(path, "markdown"):
        text = re.sub(
            r"`[^`]*`|\b(?:APO|DSS)\d+|\b\d\d_\w+|COBIT 2019|Gambar 1|(?:Tabel|Tables) 1–4|ITIL v3|\(?20\d\d\)?|\b0[0-9]\b",
            "",
            source(cell),
        )
        assert not re.findall(r"\d", text), text


def test_every_name_that_it_calls_is_there(path):
    import importlib

    calls = {match for cell in cells(path, "code") for match in re.findall(r"\b(\w+)\.(\w+)\(", source(cell))}
    for module, name in calls:
        if (
            module in ("data", "dict", "list")
            or not (Path(__file__).parents[1] / "engagelib" / f"{module}.py").exists()
        ):
            continue
        assert hasattr(importlib.import_module(f"engagelib.{module}"), name), f"{module}.{name}"
