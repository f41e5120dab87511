"""The house: imports point one way, importing it is cheap, every room says what it offers."""

import ast
import importlib
import subprocess
import sys

import pytest

from tests import house

MODULES = sorted(house.modules())
#: `reduction.bulk` reads and writes Parquet where the comments lie: more of them than memory holds.
STAGES = [m for m in MODULES if house.room(m) in house.FLOORS["stages"] and m != "reduction.bulk"]
HEAVY = {"matplotlib", "seaborn", "nltk", "statsmodels", "scipy", "ibis", "duckdb", "docx", "pyreadstat", "openpyxl", "nbclient"}  # fmt: skip


def test_every_module_stands_in_a_room_of_the_order():
    assert {house.room(name) for name in MODULES} == set(house.ORDER)


def test_imports_point_to_rooms_above():
    assert house.upward() == []


def test_no_modules_need_each_other():
    assert house.circle() == []


@pytest.mark.parametrize("module", STAGES)
def test_stages_know_no_paths_and_do_not_draw_or_write(module):
    path = house.modules()[module]
    assert not {name.split(".")[0] for name in house.imports(path)} & {
        "matplotlib",
        "seaborn",
        "os",
        "pathlib",
        "sys",
    }
    called = [node.func for node in ast.walk(house.tree(path)) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called}
    assert not names & {"to_csv", "to_excel", "to_parquet", "print"}


@pytest.mark.parametrize("module", MODULES)
def test_heavy_packages_are_imported_where_they_are_used(module):
    top = house.imports(house.modules()[module], inside_functions=False)
    assert not {name.split(".")[0] for name in top} & HEAVY


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_offers_is_there_and_documented(module):
    loaded = importlib.import_module(f"engagelib.{module}")
    assert loaded.__doc__
    assert sorted(loaded.__all__) == sorted(set(loaded.__all__))
    for name in loaded.__all__:
        value = getattr(loaded, name)
        if callable(value) and getattr(value, "__module__", "").startswith("engagelib"):
            assert value.__doc__, f"{module}.{name} has no docstring"


def test_importing_engagelib_brings_nothing_heavy():
    code = f"import sys, engagelib; print(sorted({{m.split('.')[0] for m in sys.modules}} & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
