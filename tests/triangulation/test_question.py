"""What answers the study's question: its own row of each result, with interval and n, and the sentence on it."""

import pandas as pd
import pytest

from engagelib import Study, prose
from engagelib.contracts.results import read_by
from engagelib.triangulation import main_results

CORRELATIONS = pd.DataFrame(
    [("customer", "KK", "LO", 45, 0.68, 0.47, 0.81), ("customer", "KR", "LO", 45, 0.20, -0.10, 0.47)],
    columns=["group", "first", "second", "n", "rho", "ci_low", "ci_high"],
)
GAP = pd.DataFrame(
    {"group": ["owner"], "objective": ["A"], "n": [1], "gap": [2.005], "gap_printed": ["2.00"]}
)
INTERVALS = pd.DataFrame(
    {"group": ["owner"], "objective": ["A"], "n": [1], "gap": [2.0], "ci_low": [1.5], "ci_high": [2.5]}
)
THEMES = pd.DataFrame(
    {"code": ["T1"], "name": ["Late"], "n": [30], "units": [120], "share": [0.25], "ci_low": [0.2], "ci_high": [0.3],
     "clusters": [9], "cluster_low": [0.1], "cluster_high": [0.4]}
)  # fmt: skip
KNOWN = {"correlations": CORRELATIONS, "gap": GAP, "gap_intervals": INTERVALS, "theme_tally": THEMES}


def test_each_result_keeps_its_number_its_interval_and_its_n():
    refs = ["correlations:customer/KK/LO", "gap:owner/A", "theme_tally:T1", "scores:customer/none/KK"]
    table = main_results(refs, KNOWN).set_index("ref")
    assert table.loc["correlations:customer/KK/LO", ["value", "ci_low", "ci_high", "n"]].tolist() == [
        0.68,
        0.47,
        0.81,
        45,
    ]
    assert table.loc["gap:owner/A", ["value", "ci_low", "ci_high"]].tolist() == [
        2.0,
        1.5,
        2.5,
    ]  # as the study rounds it
    assert table.loc["theme_tally:T1", ["first", "value", "ci_low", "n"]].tolist() == ["Late", 0.25, 0.1, 120]
    assert table.loc["scores:customer/none/KK", ["value", "n"]].isna().all()
    assert read_by(refs) == ["correlations", "gap", "gap_intervals", "theme_tally", "scores"]


@pytest.mark.parametrize(
    "lang, sentence",
    [
        ("id", "LO seiring dengan KK; belum dapat dikatakan apakah LO seiring dengan KR.\n"
               "Angka utama: KK – LO: rho Spearman 0,68 [0,47; 0,81], n = 45.\n"
               "Syarat: berlaku bagi yang diteliti (n = 45), belum tentu bagi yang lain; seiring belum berarti sebab."),
        ("en", "LO goes together with KK; whether LO goes together with KR cannot be said yet.\n"
               "Main number: KK – LO: Spearman's rho .68 [.47; .81], n = 45.\n"
               "Condition: it holds for those studied (n = 45), not necessarily for others; going together is not causing."),
    ],
)  # fmt: skip
def test_the_answer_is_three_lines_and_a_relation_whose_interval_holds_zero_is_open(lang, sentence):
    said = prose.main_results(
        main_results(["correlations:customer/KK/LO", "correlations:customer/KR/LO"], KNOWN), lang
    )
    assert said == sentence
    assert said.cell == "correlations:customer/KK/LO" and said.n == 45 and said.interval == (0.47, 0.81)


def test_what_is_not_there_has_its_reason_and_no_number():
    said = prose.main_results(main_results(["scores:customer/none/KK"], KNOWN), "en")
    assert said == "KK: no result scores:customer/none/KK."


@pytest.mark.parametrize("name", ["kia-metro", "umkm-loyalty"])
def test_both_shipped_studies_declare_what_answers_their_question(name):
    study = Study(name)
    assert (
        study.question
        and study.answering
        and set(study.answer_sources) >= {ref.partition(":")[0] for ref in study.answering}
    )
