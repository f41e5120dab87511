"""The house: imports point down only, importing it is cheap, every module says what it offers."""

import ast
import importlib
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "engagelib"
FLOORS = {
    "top": {"cli", "reproduce", "report", "kernels", "notebook", "sections", "record", "schedule", "audit", "forget"},
    "show": {"figures", "tallies", "estimates", "timelines", "perceptions", "grids", "boards", "marks", "canvas", "diagrams", "tables", "views", "workbook", "prose", "commentary", "narrative"},
    "door": {"files", "folder", "declaration", "shapes", "study", "readers", "sheets", "cells", "headers", "conform", "places", "tiktok", "comment_exports", "privacy", "bulk", "transcripts", "questionnaire", "forms", "likert", "spss", "codesheets", "salesheets", "orders", "insights", "inputs", "crosschecks", "notation", "codebooks", "layouts", "archive", "offsets", "codecards", "refi", "projects", "refiread", "refiwrite", "threads", "intake", "nested", "stopgaps", "textfiles", "worddocs"},
    "stages": {
        "reduction", "engines", "terms", "explore", "codenames", "codetree", "coding", "shares", "relations", "passages", "saturation", "agreement", "decisions", "coefficients", "labelsets", "spans", "suggestions", "survey", "scales", "comparison", "cobit", "objectives", "activities", "priorities", "engagement", "itil", "sales", "effects", "interrupted", "timeseries", "replies", "maturity", "routing", "acts", "triangulation", "refs", "displays", "rigour", "trail", "matrices", "loyalty", "channels", "stages", "customers", "segmenting", "citations", "published",
        "addresses", "arithmetic", "families", "forensics", "pipelines", "reasons", "wording",
    },
    "ground": {"arguments", "contracts", "results", "exact", "words", "harmless", "lexicon", "normalise"},
}  # fmt: skip
ORDER = ["ground", "stages", "door", "show", "top"]
HEAVY = {
    "pandera",
    "seaborn",
    "matplotlib",
    "nltk",
    "statsmodels",
    "scipy",
    "ibis",
    "duckdb",
    "docx",
    "pyreadstat",
    "openpyxl",
    "nbclient",
    "nbconvert",
}
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))


def test_every_name_on_a_floor_is_a_module():
    assert {name for modules in FLOORS.values() for name in modules} == set(MODULES)


def floor(module):
    return next((name for name, modules in FLOORS.items() if module in modules), None)


def parsed(module):
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def imports(module, inside_functions=True):
    """Names that a module imports; those under `if TYPE_CHECKING` do not run."""
    tree = parsed(module)
    typing_only = {
        id(n)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for n in ast.walk(node)
    }
    local = {
        id(n)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for n in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only or (not inside_functions and id(node) in local):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "engagelib":
            yield from (f"engagelib.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_floor_and_imports_point_down(module):
    here = floor(module)
    assert here is not None, f"{module} stands on no floor: name one in FLOORS"
    for name in imports(module):
        if name.startswith("engagelib."):
            other = name.split(".")[1]
            assert ORDER.index(floor(other)) <= ORDER.index(here), (
                f"{module} ({here}) imports {other} ({floor(other)})"
            )


def test_no_two_modules_need_each_other():
    needs = {
        m: {n.split(".")[1] for n in imports(m) if n.startswith("engagelib.")} & set(MODULES) for m in MODULES
    }
    assert len(list(TopologicalSorter(needs).static_order())) == len(
        MODULES
    )  # raises CycleError, which names the circle


@pytest.mark.parametrize("module", sorted(FLOORS["stages"] & set(MODULES)))
def test_stages_know_no_paths_and_do_not_draw_or_write(module):
    assert not {name.split(".")[0] for name in imports(module)} & {
        "matplotlib",
        "seaborn",
        "os",
        "pathlib",
        "engagelib.study",
        "engagelib.folder",
        "sys",
    }
    called = [node.func for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called}
    assert not names & {"to_csv", "to_excel", "to_parquet", "print"}


@pytest.mark.parametrize("module", MODULES)
def test_heavy_packages_are_imported_where_they_are_used(module):
    assert not {name.split(".")[0] for name in imports(module, inside_functions=False)} & HEAVY


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_offers_is_there_and_documented(module):
    loaded = importlib.import_module(f"engagelib.{module}")
    assert loaded.__doc__
    assert sorted(loaded.__all__) == sorted(set(loaded.__all__))
    for name in loaded.__all__:
        value = getattr(loaded, name)
        if callable(value) and getattr(value, "__module__", "") == loaded.__name__:
            assert value.__doc__, f"{module}.{name} has no docstring"


def test_importing_engagelib_brings_nothing_heavy():
    code = f"import sys, engagelib; print(sorted(set(m.split('.')[0] for m in sys.modules) & {HEAVY!r}))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
