"""What reads a result (prose.csv): both languages ask alike, whole sentences or clauses, in the order of the study."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from engagelib import prose
from engagelib.contracts.problems import note
from engagelib.words import SENTENCES, TERMS, filled, part, sentence
from engagelib.words.terms import catalogue
from tests import house

ROOT = Path(__file__).parents[2]
PROSE = catalogue("prose.csv")
#: The catalogue begins with the study itself, goes on stage by stage, and ends with what shows them.
ORDER = ["study", *house.FLOORS["stages"], "tables", "report", "trail", "card", "figure"]
SPOKEN = pytest.mark.parametrize("key", PROSE)


def fields(template):
    return sorted({(name, spec) for _, name, spec, _ in Formatter().parse(template) if name is not None})


@SPOKEN
def test_both_languages_fill_in_alike_and_write_numbers_in_their_own_way(key):
    indonesian, english = PROSE[key]
    assert indonesian and english and fields(indonesian) == fields(english)
    assert not re.search(r"\d\.\d", indonesian) and not re.search(r"\d,\d", english)


@SPOKEN
def test_nothing_is_glued_to_another(key):
    """A sentence is whole or a clause: no space at an end, no sign at its head, and both languages end alike."""
    indonesian, english = PROSE[key]
    assert all(words == words.strip() and words[0] not in ",;.:)" for words in (indonesian, english))
    assert indonesian.endswith(".") == english.endswith(".")


def test_the_catalogue_stands_in_the_order_of_the_study():
    rooms = [key.partition("_")[0] for key in PROSE]
    assert rooms == sorted(rooms, key=ORDER.index)
    assert list(TERMS) == sorted(TERMS)
    files = ("sentences.csv", "columns.csv")
    assert len(SENTENCES) == len(PROSE) + sum(len(catalogue(name)) for name in files)
    assert not PROSE.keys() & TERMS.keys()


def test_no_module_chooses_between_two_languages_by_itself():
    found = [
        f"{name}:{node.lineno}"
        for name, path in house.modules().items()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.IfExp) and re.search(r"\blang\b", ast.unparse(node.test))
        if any(isinstance(arm, ast.Constant | ast.JoinedStr) for arm in (node.body, node.orelse))
    ]
    assert found == []


def test_what_fills_a_sentence_is_written_as_the_language_writes_it():
    parts = {"imported": 12345, "out": 1, "kept": 2, "reasons": ["a", "b", "c"], "streams": []}
    head = "Dari 12.345 komentar yang diimpor, 1 dikeluarkan (a, b dan c) dan 2 tetap: –."
    assert sentence("reduction_flow", "id", **parts).startswith(head)
    head = "Of 12,345 imported comments 1 were excluded (a, b and c) and 2 stayed: –."
    assert sentence("reduction_flow", "en", **parts).startswith(head)
    answered = part("itil_answered", share=0.125)  # 12.5: half-up
    assert sentence("itil_median", "id", answered=answered, hours=2.25) == "13% dijawab, median 2,3 jam"
    assert sentence("itil_median", "en", answered=answered, hours=None) == "13% answered, median – hours"
    assert sentence("published_why_gives", "id", best="2.83") == "hasilnya 2,83"
    unknown = sentence("itil_unknown", "id", unknown=["open", "asked"], why=[note("noted_no_interval")])
    assert unknown == "Tidak diketahui: belum selesai dan dibuka pelanggan (tanpa selang)."
    assert sentence("survey_scores", "en", group="owner", n=1, means=["a", "b"]).endswith(": a; b.")


def test_words_that_fill_a_sentence_are_data():
    assert sentence("survey_item", item="{x}", text="{y:z}") == "{x} “{y:z}”"


def test_a_template_of_the_researcher_is_filled_in_as_a_sentence_is():
    values = {"n": 1234, "share": 0.5, "mean": 3.925, "gap": "1.70", "none": float("nan")}
    assert filled("{n:,} {share:.0%} {mean:.2f} {gap} {none:.1f}", values, "id") == "1.234 50% 3,93 1,70 –"
    with pytest.raises(ValueError, match="names 'x', which the result lacks"):
        filled("{x}", values)
    with pytest.raises(ValueError, match="cannot be filled"):
        filled("{gap:.2f}", values)


def test_notebooks_say_sentences_that_prose_has():
    named = {
        name
        for path in (ROOT / "notebooks").glob("*/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for name in re.findall(r'data\.say\("(\w+)"', "".join(cell["source"]))
    }
    assert named and named <= set(prose.__all__)
