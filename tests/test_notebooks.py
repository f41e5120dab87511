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
        assert len(lines) <= 6 and max(map(len, lines)) <= 100  # what JupyterLab has room for at 1280 pixels
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
    ids = [cell["id"] for cell in here]
    assert len({*ids}) == len(ids)  # an address leads to one cell
    code = ["\n".join(source(c) for c in cells if c["cell_type"] == "code") for cells in (here, there)]
    assert code[0].replace('lang = "id"', 'lang = "en"', 1) == code[1]


def test_no_result_is_typed_into_prose(path):
    for cell in cells(path, "markdown"):
        text = re.sub(
            r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`]*`|\b(?:APO|DSS)\d+|\b\d\d_\w+|COBIT 2019|Gambar 1|(?:Tabel|Tables) 1–4|ITIL v3|\(?20\d\d\)?|\b0[0-9]\b",
            "",
            source(cell),
            flags=re.DOTALL,
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


def sections(path):
    """Each heading of the second level with the code cells below it."""
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and source(cell).startswith("## "):
            found.append((source(cell).partition("\n")[0], []))
        elif cell["cell_type"] == "code" and found:
            found[-1][1].append(source(cell))
    return found


def test_every_section_ends_with_a_sentence_that_reads_its_result(path):
    """Rendered by prose from the result, or the answer to an exercise; no number is typed."""
    for heading, codes in sections(path):
        last = codes[-1].splitlines()[-1] if codes else ""
        assert re.match(r"data\.(say|answer)\(|prose\.said\(", last), heading


def test_a_notebook_opens_with_its_question_and_the_answer(path):
    numbered = re.match(r"\d\d_", path.name)
    opening = source(cells(path, "markdown")[0])
    assert opening.startswith("# ") and (
        not numbered or re.search(r"\*\*(Pertanyaan|Question)\.\*\*", opening)
    )
    if numbered:
        assert sections(path)[0][0] in ("## Jawaban singkat", "## In short")


def test_a_notebook_has_a_formula_worked_by_hand_and_exercises(path):
    if re.match(r"0[1-9]_|10_", path.name):
        assert any("$$" in source(cell) for cell in cells(path, "markdown"))
        assert any("_by_hand(" in source(cell) for cell in cells(path, "code"))
        assert any(".answer(" in source(cell) for cell in cells(path, "code"))


def test_a_cell_calls_and_does_nothing_else(path):
    """No mask, merge, rename, index or dictionary is made in a cell: that is the library's work."""
    for cell in cells(path, "code"):
        assert not re.search(
            r"\.(merge|rename|set_index|isin|loc|iloc|query|pivot|groupby|assign)\b|\bdict\(", source(cell)
        ), source(cell)
        assert not any(
            isinstance(node, ast.Dict) and len(node.keys) > 2 for node in ast.walk(ast.parse(source(cell)))
        )
