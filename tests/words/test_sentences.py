"""The catalogue of sentences: both languages name the same fields, every key is used, and none that is used lacks."""

import ast
import csv
import re
from pathlib import Path
from string import Formatter

from engagelib import words
from engagelib.words import SENTENCES, sentence
from engagelib.words.terms import catalogue
from tests.house import PACKAGE, modules, tree

CALLS = {"note", "Note", "part", "phrase", "paced", "sentence", "told"}


def fields(template: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(template) if name is not None})


def texts(nodes: ast.AST) -> list[str]:
    """Every text that stands in the code, f-strings as patterns."""
    whole = [n.value for n in ast.walk(nodes) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    pieces = [
        "".join(re.escape(v.value) if isinstance(v, ast.Constant) else "[a-z_]+" for v in n.values)
        for n in ast.walk(nodes)
        if isinstance(n, ast.JoinedStr)
    ]
    return [*map(re.escape, whole), *pieces]


def called() -> set[str]:
    """What the first argument of `note(…)` and `sentence(…)` is, where it is written out."""
    calls = [
        call
        for path in modules().values()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and call.args and getattr(call.func, "id", "") in CALLS
    ]
    return {key.value for call in calls for key in call.args[:1] if isinstance(key, ast.Constant)}


def test_both_languages_fill_in_the_same_fields():
    assert {key for key, (one, other) in SENTENCES.items() if fields(one) != fields(other)} == set()


def test_every_sentence_that_the_code_says_is_in_the_catalogue():
    assert called() - SENTENCES.keys() == set()


def test_every_sentence_of_the_catalogue_is_said_somewhere():
    everything = {text for path in modules().values() for text in texts(tree(path)) if len(text) < 60}
    plain = {text for text in everything if re.fullmatch(r"[a-z0-9_\\]+", text)}
    patterns = re.compile(
        "|".join(t for t in everything if "[a-z_]+" in t and re.fullmatch(r"[a-z_\[\]+()|\\-]+", t))
    )
    page = (PACKAGE / "report" / "report.html").read_text(encoding="utf-8")
    plain |= {f"report_{name}" for name in re.findall(r"say\.(\w+)", page)}  # the report's own labels
    plain |= {
        f"report_{name}" for name in ("done", "left_out", "held_back", "failed", "tables", "figures", "table")
    }
    screen = (PACKAGE / "coder" / "widget.js").read_text(encoding="utf-8")
    shown = set(re.findall(r"\w+", screen))
    plain |= {
        f"coder_{name}" for name in shown
    }  # what the coding screen asks for by name, or by kind and name
    plain |= {
        f"coder_{kind}_{name}"
        for kind in re.findall(r"T\[`(\w+)_\$", screen)
        for name in {*shown, "merged", "split"}
    }
    sentences = SENTENCES.keys() - catalogue("columns.csv").keys()  # what columns mean, by table and column
    unused = {key for key in sentences if re.escape(key) not in plain and not patterns.fullmatch(key)}
    assert unused == set()


def test_numbers_lists_and_texts_are_written_as_the_language_has_them():
    assert sentence("number_from_to", "id", low=0.5, high=1000) == "seharusnya bilangan dari 0,5 sampai 1000"
    assert sentence("one_of_expected", "id", allowed=["a", "b"]) == "seharusnya salah satu dari a, b"
    assert sentence("lacking_rows", "id", file="data 1.5.csv") == "data 1.5.csv yang berisi baris"


def test_every_sentence_stands_once():
    """Two who add the same key in two branches would hide one of the two sentences."""
    lines = Path(words.__file__).with_name("sentences.csv").read_text(encoding="utf-8").splitlines()
    keys = [row[0] for row in csv.reader(lines)]
    assert len(keys) == len(set(keys))
