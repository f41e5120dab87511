"""Sentences on several shops: every number comes from the table, both languages are whole, nothing is promised."""

import pandas as pd
import pytest

from engagelib import prose
from engagelib.prose import loyalty, triangulation

CASES = pd.DataFrame({
    "case": ["K1", "K1-owner", "K1-customer"], "kind": ["shop", "informant", "informant"], "sector": ["kuliner", None, None],
    "role": [None, "owner", "customer"], "proof": [None, None, "D-1"],
})  # fmt: skip
COVERED = pd.DataFrame(
    {
        "theme": ["Konten", "Konten", "Retensi"],
        "sector": ["all", "kuliner", "all"],
        "n": [20, 7, 9],
        "cases": [27, 9, 27],
    }
)
ROLES = pd.DataFrame({
    "channel": ["instagram", "shopee", "tiktok"], "function": ["awareness", "payment", "transaction"],
    "claimed": [True, True, False], "status": ["as_claimed", "not_noted", "not_claimed"], "shops": [5, 0, 3],
})  # fmt: skip
STAGES = pd.DataFrame({"stage": [1, 2], "name": ["Target", "Konten"], "flag": ["no_theme", ""]})
REPEAT = pd.DataFrame({"case": ["all", "K1", "K2"], "customers": [1234, 700, 534], "share": [0.33, 0.2, 0.5]})
WITHIN = pd.DataFrame({"days": [30, 90], "share": [0.17, float("nan")]})
WEIGHTS = pd.DataFrame({
    "claim": ["K1", "K2", "K3"], "numbers": [2, 1, 0], "changed": [False, True, False],
    "relation": [False, True, True], "tested": [False, True, False],
})  # fmt: skip
PAIRS = pd.DataFrame({"farmer": ["agreement", "silence", "dissonance", "agreement"]})
REVERSED = pd.DataFrame(
    [("APO02", "owner", "customer", 3.0, 2.825, 3)],
    columns=["objective", "first", "second", "first_value", "second_value", "items"],
)
SCORED = pd.DataFrame({"ci_low": [0.1, -0.2, None], "ci_high": [0.5, 0.3, None]})
FLAGS = pd.DataFrame({"flag": ["not_cited", "not_cited", "two_spellings"]})
MEMBERS = pd.DataFrame(
    [
        {
            "informants": 27,
            "responded": 22,
            "returned": 35,
            "correct": 11,
            "add": 7,
            "reject": 7,
            "no_action": 2,
        }
    ]
)
TRAIL = pd.DataFrame({"ref": ["units:a", "units:b"], "ends": [True, False]})
SCORES = pd.DataFrame({"standard": ["COREQ"], "answered": [16], "items": [32]})
SEGMENTS = pd.DataFrame({"segment": ["champions", "lost"], "share": [0.2, 0.5], "monetary_share": [0.6, 0.1]})

SAID = [
    (prose.shops, (CASES,), ["1", "2"]),
    (prose.coverage_of_cases, (COVERED,), ["27", "20", "9"]),
    (prose.channels, (ROLES,), ["2", "1"]),
    (prose.stages, (STAGES, []), ["1", "2", "Target"]),
    (prose.customers, (REPEAT, WITHIN), ["33", "20", "50", "17", "30"]),
    (prose.segments, (SEGMENTS,), ["20", "60"]),
    (prose.pairs, (PAIRS,), ["4", "3", "2", "67", "33"]),
    (prose.rule, (), ["67"]),
    (prose.weights, (WEIGHTS,), ["3", "1", "2", "K2", "K3"]),
    (prose.opposed, (REVERSED,), ["APO02", "3"]),
    (prose.scored, (SCORED,), ["2", "1"]),
    (prose.flags, (FLAGS,), ["2", "1"]),
    (prose.members, (MEMBERS,), ["22", "27", "25", "35", "2"]),
    (prose.trail, (TRAIL,), ["1", "2", "units:b"]),
    (prose.checklists, (SCORES,), ["16", "32"]),
]


SHOPS = {*loyalty.__all__, *triangulation.__all__, "coverage_of_cases"} - {
    "convergence", "measured", "cohorts", "strands", "written", "related",  # tests/prose/test_readings.py
}  # fmt: skip


def test_every_sentence_is_tried():
    assert {function.__name__ for function, _, _ in SAID} == SHOPS


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("function", "tables", "numbers"), SAID, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_sentence_says_the_numbers_of_its_table(function, tables, numbers, lang):
    said = function(*tables, lang)
    assert len(said) > 20 and "{" not in said and said.rstrip().endswith(".")
    for number in numbers:
        assert number in said, said
    assert function(*tables, "id") != function(*tables, "en")


def test_large_numbers_are_written_as_the_language_writes_them():
    assert "1.234" in prose.customers(REPEAT, WITHIN, "id") and "1,234" in prose.customers(
        REPEAT, WITHIN, "en"
    )


@pytest.mark.parametrize("function", [prose.coverage_of_cases, prose.flags, prose.segments, prose.opposed])
def test_nothing_is_a_sentence_too(function):
    empty = {"coverage_of_cases": COVERED, "flags": FLAGS, "segments": SEGMENTS, "opposed": REVERSED}[
        function.__name__
    ].iloc[:0]
    assert len(function(empty, "id")) > 20
