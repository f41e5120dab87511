"""Tallies, intervals and saturation on cases that can be counted by eye."""

import numpy as np
import pandas as pd
import pytest

from engagelib import coding

CODEBOOK = pd.DataFrame({
    "code": ["T1", "P", "K", "T2", "A"],
    "parent": [None, "T1", "T1", None, "T2"],
    "theme": ["T1", "T1", "T1", "T2", "T2"],
    "name": ["Respons", "Pujian", "Keluhan", "Partisipasi", "Ajakan"],
})  # fmt: skip


def codings(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


READ = codings(("u1", "A", "P"), ("u1", "A", "P"), ("u1", "A", "K"), ("u2", "A", "P"), ("u3", "A", None), ("u4", "A", "A"))


def test_wilson_against_r():
    # R 4.2.2: prop.test(7, 50, correct = FALSE)$conf.int
    low, high = coding.wilson(np.array([7]), np.array([50]))
    assert (low[0], high[0]) == pytest.approx((0.0695083343, 0.2618619371), abs=1e-9)
    low, high = coding.wilson(np.array([0, 5]), np.array([5, 5]))
    assert low[0] == 0 and high[1] == 1


def test_a_code_counts_once_per_unit_and_none_is_read():
    table = coding.tally(READ, CODEBOOK).set_index("code")
    assert table.loc["P", ["n", "units"]].tolist() == [2, 4]
    assert table.loc["A", "theme"] == "Partisipasi" and table.loc["K", "name"] == "Keluhan"
    assert list(table.index) == ["P", "K", "A"]  # the codebook's order, themes are not codes


def test_codes_never_given_stay_as_zero():
    table = coding.tally(READ[READ["code"] != "K"], CODEBOOK).set_index("code")
    assert table.loc["K", ["n", "share"]].tolist() == [0, 0]


def test_by_coder_each_has_his_own_denominator():
    both = pd.concat([READ, codings(("u1", "B", "P"), ("u2", "B", None))])
    table = coding.tally(both, CODEBOOK, by=["coder"]).set_index(["coder", "code"])
    assert table.loc[("B", "P"), ["n", "units"]].tolist() == [1, 2]
    assert table.loc[("A", "P"), ["n", "units"]].tolist() == [2, 4]


def test_themes_count_a_unit_once():
    table = coding.themes(READ, CODEBOOK).set_index("code")
    assert table.loc["T1", ["name", "n", "units"]].tolist() == ["Respons", 2, 4]


def test_saturation_after_guest_namey_chen():
    # base 2 knows {a, b, c}; runs of 2: {d} new -> 1/3, then none -> 0
    order = ["c1", "c2", "c3", "c4", "c5", "c6"]
    given = {"c1": "ab", "c2": "bc", "c3": "a", "c4": "d", "c5": "ab", "c6": "d"}
    table = coding.saturation(codings(*[(c, "A", code) for c, codes in given.items() for code in codes]), order, base=2, run=2)
    assert table["cumulative"].tolist() == [2, 3, 3, 4, 4, 4]
    assert table["ratio"].dropna().tolist() == pytest.approx([1 / 3, 0])
    assert table["saturated"].dropna().tolist() == [False, True]


def test_quotes_come_from_different_people_with_ids():
    units = pd.DataFrame({"unit": ["u1", "u2", "u4"], "case": ["x", "x", "y"], "text": ["enak sekali mie ayamnya di sini", "enak", "ayo ke sini semua teman"]})
    table = coding.quotes(READ, units, CODEBOOK, each=2)
    assert table[table["code"] == "P"]["unit"].tolist() == ["u1"]
    assert set(table.columns) == {"theme", "code", "name", "unit", "case", "text"}


def test_by_case_moves_codings_to_people():
    units = pd.DataFrame({"unit": ["u1", "u2"], "case": ["x", "x"], "text": ["", ""]})
    assert coding.by_case(READ, units)["unit"].unique().tolist() == ["x"]
