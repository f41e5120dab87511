"""The house: imports point one way, importing it is cheap, every room says what it offers."""

import ast
import importlib
import inspect
import json
import pydoc
import re
import subprocess
import sys

import pytest

import engagelib
from engagelib.reproduce import NOTEBOOKS
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


# --- the face: what `dir`, Tab and `help` give --------------------------------------------------------------

STAGES_OF_A_STUDY = [name for name in engagelib.__all__ if name != "Study"]
#: What scripts of other people rely on (design, "Fixed").
FIXED = {
    "readers": "responses comments units codings sales tickets videos",
    "reduction": "reduce",
    "coding": "tally cooccurrence crosstab saturation kwic",
    "agreement": "krippendorff cohen fleiss gwet_ac1 brennan_prediger percent table disagreements",
    "survey": "score reliability item_statistics",
    "cobit": "levels gaps capability OBJECTIVES",
    "itil": "classify kpi maturity",
    "engagement": "rates entropy_weights service_levels",
    "sales": "before_after",
    "loyalty": "channel_roles stages retention rfm",
    "triangulation": "convergence joint_display member_check literature",
    "published": "grim grimmer debit closure explain compare",
    "refi": "read_project write_project read_codebook write_codebook Project",
    "tables": "write",
}


def test_the_study_and_its_stages_are_named_in_order_and_explained():
    expected = (
        "Study readers reduction coding agreement survey cobit itil engagement sales loyalty triangulation "
        "published refi figures prose tables"
    )
    assert dir(engagelib) == expected.split()
    assert re.findall(r"^(\w+)  +\S", engagelib.__doc__, re.MULTILINE) == expected.split()


@pytest.mark.parametrize("room", STAGES_OF_A_STUDY)
def test_help_of_a_stage_is_a_map_of_all_that_it_offers(room):
    stage = getattr(engagelib, room)
    told = re.findall(r"^    (\w+)  +\S", stage.__doc__, re.MULTILINE)
    assert told == list(stage.__all__)  # each with its sentence, in the order of a study
    assert dir(stage) == list(stage.__all__)
    assert set(FIXED.get(room, "").split()) <= set(stage.__all__)
    assert all(line in pydoc.plaintext.document(stage) for line in stage.__doc__.splitlines())


def test_one_public_name_means_one_thing():
    assert house.shared_names() == {}


def _code_of_notebooks() -> str:
    books = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(NOTEBOOKS.rglob("*.ipynb"))]
    return "\n".join(
        "".join(c["source"]) for book in books for c in book["cells"] if c["cell_type"] == "code"
    )


def test_what_notebooks_call_is_on_the_face_of_a_stage():
    code = _code_of_notebooks()
    called = [
        (room, name) for room in STAGES_OF_A_STUDY for name in re.findall(rf"(?<![\w.]){room}\.(\w+)", code)
    ]
    called += [(room, name) for verb, room in (("draw", "figures"), ("say", "prose")) for name in re.findall(rf'data\.{verb}\("(\w+)"', code)]  # fmt: skip
    assert len(called) > 150
    for room, name in called:
        assert name in getattr(engagelib, room).__all__, f"{room}.{name}"


def _help(room: str, name: str) -> str:
    return " ".join((inspect.getdoc(getattr(getattr(engagelib, room), name)) or "").split())


COMPUTING = [room for room in STAGES_OF_A_STUDY if room not in house.MIRRORS]
PUBLIC = [
    (room, name)
    for room in COMPUTING
    for name in getattr(engagelib, room).__all__
    if inspect.isroutine(getattr(getattr(engagelib, room), name))
]


@pytest.mark.parametrize(("room", "name"), PUBLIC)
def test_help_of_a_function_says_what_goes_in_and_what_comes_out(room, name):
    doc = inspect.getdoc(getattr(getattr(engagelib, room), name))
    assert " ".join(doc.split("\n\n")[0].split()).endswith((".", ":")), "a sentence that says what it means"
    said = _help(room, name)
    assert re.search(r"\bIn: |\bIn,|Parameters -", said), "the columns that go in"
    assert re.search(r"\bOut\b|Returns -", said), "the columns that come out"


#: What a thesis has to defend: each with its formula, a dated source and an example to be checked by hand.
STATISTICS = {
    "reduction": "collocations keyness",
    "coding": "tally themes crosstab associations saturation saturation_band",
    "agreement": "krippendorff cohen fleiss gwet_ac1 brennan_prediger percent masi table overall passages",
    "survey": "score reliability item_statistics item_matrix paired groups correlations alpha omega r_table",
    "cobit": "gaps levels capability ladder minimum gap_intervals rank_agreement rank_conflicts",
    "itil": "kpi",
    "engagement": "entropy_weights account_rates acts",
    "sales": "before_after hodges_lehmann cliffs_delta autocorrelation effective_n cross_correlation",
    "loyalty": "repeat_purchase returned_within nps",
    "triangulation": "member_check",
    "published": "grim grimmer debit closure",
}


@pytest.mark.parametrize(("room", "name"), [(r, n) for r, names in STATISTICS.items() for n in names.split()])
def test_help_of_a_statistic_has_its_formula_source_and_example(room, name):
    said = _help(room, name)
    notes = said.split("Notes -", 1)[-1].split("Examples -")[0]
    assert re.search(r" = | -\+ |ceil\(|reached when", notes), "the formula"
    assert re.search(r"\b(18|19|20)\d\d\b", notes), "a source with its year"
    assert ">>>" in said, "an example that runs"


@pytest.mark.parametrize("line", [
    'if "no column" in problem.message:', 'kind = note.partition(": ")[0]', "found = pattern.fullmatch(note)",
    'if row.note.startswith("left out"):',
])  # fmt: skip
def test_a_parsed_message_is_seen(line):
    assert house.PARSED.search(line)


def test_no_message_is_parsed_and_no_remark_found_by_its_words():
    assert house.parsed_messages() == []
    assert house.SENTENCE.search("left out for a blank: {}") and not house.SENTENCE.search("shops drawn anew")
