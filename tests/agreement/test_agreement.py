"""Agreement against textbook values and against cases whose answer is known beforehand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import agreement
from engagelib.agreement import sets
from engagelib.agreement.table import coverage
from engagelib.agreement.table import matrices as matrices_of

N = np.nan
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: 4 observers x 12 units.
KRIPPENDORFF = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]).T  # fmt: skip


def codings(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


@pytest.mark.parametrize(
    ("level", "value"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorffs_own_example(level, value):
    found = agreement.krippendorff(KRIPPENDORFF, level, resamples=200)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert (found.units, found.coders) == (11, 4)  # a unit with one coding says nothing
    assert found.ci_low < found.value <= found.ci_high


def test_chance_rests_on_every_coded_unit():
    # Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.: the same 12 units and 4 raters are the data set
    # raw4raters of irrCAC, published with AC1 .77544, Fleiss .76117, Krippendorff .74342. The
    # unit that one rater coded counts for what is expected. Brennan-Prediger by hand: (9/11 - 1/5) / (4/5).
    assert agreement.gwet_ac1(KRIPPENDORFF, 50).value == pytest.approx(0.77544, abs=5e-6)
    assert agreement.fleiss(KRIPPENDORFF, 50).value == pytest.approx(0.76117, abs=5e-6)
    assert agreement.brennan_prediger(KRIPPENDORFF, 50).value == pytest.approx((9 / 11 - 1 / 5) / (4 / 5))
    assert agreement.percent(KRIPPENDORFF, 50).value == pytest.approx(9 / 11)
    assert agreement.gwet_ac1(KRIPPENDORFF, 50).units == 11


def test_chance_of_a_small_case_by_hand():
    # x x / x y / y - : agreement 1/2. Shares of the three units: x (1 + 1/2 + 0)/3 = y = 1/2. AC1 chance
    # 2 * 1/4 = 1/2, Fleiss chance 1/2, so both 0. Without the third unit x has 3/4: Fleiss chance 5/8, -1/3.
    cells = [["x", "x"], ["x", "y"], ["y", None]]
    for coefficient in (agreement.gwet_ac1, agreement.fleiss, agreement.brennan_prediger):
        assert coefficient(cells, 0).value == pytest.approx(0)
    assert agreement.fleiss(cells[:2], 0).value == pytest.approx(-1 / 3)
    # the value z occurs only in a unit coded once: three values, chance 1/3, (1/2 - 1/3) / (2/3) = 1/4
    assert agreement.brennan_prediger([*cells[:2], ["z", None]], 0).value == pytest.approx(1 / 4)
    # every unit coded twice is x; y occurs once: agreement is 1 and can be told from chance
    assert agreement.gwet_ac1([["x", "x"], ["x", "x"], ["y", None]], 0).value == 1


def expand(table):
    """A confusion table of two coders as a units x 2 matrix."""
    return np.array(
        [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)], dtype=float
    )


def test_artstein_and_poesio():
    # Artstein & Poesio (2008), table 1: 20 20 / 10 50 of 100 items, S .4, pi .341, kappa .348. Worked by hand: A_o = .70; kappa chance .40*.30 + .60*.70 = .54; pi chance .35^2 + .65^2 = .545.
    cells = expand([[20, 20], [10, 50]])
    assert agreement.percent(cells, 10).value == pytest.approx(0.70)
    assert agreement.cohen(cells, 10).value == pytest.approx((0.70 - 0.54) / 0.46)
    assert agreement.fleiss(cells, 10).value == pytest.approx((0.70 - 0.545) / 0.455)
    assert agreement.brennan_prediger(cells, 10).value == pytest.approx(0.40)
    assert agreement.gwet_ac1(cells, 10).value == pytest.approx((0.70 - 0.455) / 0.545)  # 2 * .35 * .65


def test_artstein_and_poesio_with_three_values():
    # Artstein & Poesio (2008), section 2: 46 6 0 / 0 32 0 / 0 6 10; printed S .82, pi .7995, kappa .8013, alpha .8005.
    cells = expand([[46, 6, 0], [0, 32, 0], [0, 6, 10]])
    assert agreement.brennan_prediger(cells, 10).value == pytest.approx(0.82, abs=1e-9)
    assert agreement.fleiss(cells, 10).value == pytest.approx(0.79953, abs=5e-6)  # of two coders: Scott's pi
    assert agreement.cohen(cells, 10).value == pytest.approx(0.80132, abs=5e-6)
    assert agreement.krippendorff(cells, resamples=10).value == pytest.approx(0.80053, abs=5e-6)


def test_krippendorff_package_agrees():
    import krippendorff  # GPL, an oracle of the tests only

    random = np.random.default_rng(5)
    cells = random.integers(0, 6, (80, 4)).astype(float)
    cells[random.random(cells.shape) < 0.2] = N
    for level in ("nominal", "ordinal", "interval", "ratio"):
        other = krippendorff.alpha(cells.T, level_of_measurement=level)
        assert agreement.krippendorff(cells, level, resamples=2).value == pytest.approx(other, abs=1e-9)


def test_whole_numbers_floats_and_frames_are_the_same():
    cells = np.random.default_rng(1).integers(0, 4, (50, 3))
    found = {
        agreement.krippendorff(m, resamples=50)
        for m in (cells, cells.astype("int8"), cells.astype(float), pd.DataFrame(cells), cells - 9)
    }
    assert len(found) == 1


DIGITS = [[1, 1], [2, 1], [2, 2], [N, 2], [3, 3], [2, 2], [1, N], [3, 1]]
ALPHA = 1 - (4 / 12) / (94 / 132)  # by hand: margins 4, 5, 3 of 12; 4 of 12 codings stand in unlike pairs
ORDERED = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
WORDS = {1: "low", 2: "mid", 3: "high"}


def said(blank, of=WORDS):
    return [[blank if v != v else of[v] for v in row] for row in DIGITS]


KINDS = {
    "words": said(None),
    "words, NaN": said(N),
    "words, NA": said(pd.NA),
    "words, blank": said(""),
    "words, spaces": said("  "),
    "array of words": np.array(said(None), dtype=object),
    "array of words made by numpy": np.array(said(N)),
    "frame of words": pd.DataFrame(said(None), columns=["A", "B"]),
    "frame with a column unit": pd.DataFrame(said(None), columns=["A", "B"]).assign(unit=list("abcdefgh")),
    "strings": pd.DataFrame(said(None), dtype="string"),
    "categories": pd.DataFrame(said(None)).astype("category"),
    "ordered categories": pd.DataFrame(said(None)).astype(ORDERED),
    "numbers": DIGITS,
    "Int64 with blanks": pd.DataFrame(DIGITS).astype("Int64"),
    "Int64 beside float": pd.DataFrame(DIGITS).astype({0: "Int64"}),
    "whole numbers and NA": said(pd.NA, {1: 1, 2: 2, 3: 3}),
    "numbers as words": said(None, {1: "1", 2: "2", 3: "3"}),
    "1 and '1'": [[v if v == v else None, None if w != w else f"{w:g}"] for v, w in DIGITS] + [["x", None]],
    "masked": np.ma.masked_invalid(DIGITS),
    "a coder who coded nothing": [[*row, None] for row in said(None)],
    "names of coders that are numbers": pd.DataFrame(said(None), columns=[2, 1]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_numbers_of_any_kind_count_alike(kind):
    import krippendorff

    assert krippendorff.alpha(np.array(DIGITS).T, level_of_measurement="nominal") == pytest.approx(ALPHA)
    found = agreement.krippendorff(KINDS[kind], resamples=20)
    assert found.value == pytest.approx(ALPHA)
    assert (found.units, found.coders) == (6, 2)
    assert agreement.percent(KINDS[kind], 20).value == pytest.approx(4 / 6)
    # of the six units that both coded: 4/6 agree, chance (1*3 + 3*2 + 2*1)/36
    assert agreement.cohen(KINDS[kind], 20).value == pytest.approx((4 / 6 - 11 / 36) / (25 / 36))


@pytest.mark.parametrize(
    "cells",
    [
        [[True, True], [False, True], [False, False]],
        np.array([[True, True], [False, True], [False, False]]),
        pd.DataFrame([[True, True], [False, True], [False, False]]),
        pd.DataFrame([[True, True], [False, True], [False, False], [None, True]]).astype("boolean"),
        pd.DataFrame({"A": [True, False, False], "B": [1, 1, 0]}),
        [["ya", "ya"], ["no", "ya"], ["no", "no"]],
    ],
)
def test_booleans(cells):
    assert agreement.krippendorff(cells, resamples=5).value == pytest.approx(1 - 2 / 6 / (18 / 30))


def test_a_codings_frame_serves_too():
    rows = [
        (f"u{i}", c, None if v != v else WORDS[v])
        for i, row in enumerate(DIGITS)
        for c, v in zip("AB", row, strict=True)
    ]
    given_ = codings(*[row for row in rows if row[2]])
    for frame in (
        given_,
        given_.astype("category"),
        pd.concat([given_, given_]),
        given_.assign(start=0, end=4),
    ):
        found = agreement.krippendorff(frame, resamples=5)
        assert found.value == pytest.approx(ALPHA) and (found.units, found.coders) == (6, 2)
    assert agreement.cohen(given_.replace({"coder": {"A": 7, "B": 3}}), 5).value == pytest.approx(
        (4 / 6 - 11 / 36) / (25 / 36)
    )
    # in an order: krippendorff.alpha of the same numbers
    import krippendorff

    ordinal = krippendorff.alpha(np.array(DIGITS).T, level_of_measurement="ordinal")
    ranked = given_.assign(code=given_["code"].astype(ORDERED))
    assert agreement.krippendorff(ranked, "ordinal", 5).value == pytest.approx(ordinal)
    numbers = given_.assign(code=given_["code"].map({w: str(n) for n, w in WORDS.items()}))
    for level in ("ordinal", "interval", "ratio"):
        other = krippendorff.alpha(np.array(DIGITS).T, level_of_measurement=level)
        assert agreement.krippendorff(numbers, level, 5).value == pytest.approx(other)


def test_in_a_codings_frame_none_applies_is_a_value_and_a_set_is_one():
    # u1 {x} {x}; u2 none, none; u3 {x, y} {y, x}; u4 {x} {x, y}: 3 of 4 agree
    rows = codings(
        ("u1", "A", "x"), ("u1", "B", "x"), ("u2", "A", None), ("u2", "B", ""), ("u3", "A", "x"), ("u3", "A", "y"),
        ("u3", "B", "y"), ("u3", "B", "x"), ("u4", "A", "x"), ("u4", "B", "x"), ("u4", "B", "y"),
    )  # fmt: skip
    found = agreement.percent(rows, 0)
    assert found.value == 3 / 4 and "several codes on a unit count as one value" in str(found.note)
    with pytest.raises(ValueError, match="unit u3 has several codes of A"):
        agreement.krippendorff(rows, "ordinal")


def test_ordered_words_with_missing_values():
    import krippendorff

    random = np.random.default_rng(8)
    cells = random.integers(1, 4, (60, 3)).astype(float)
    cells[random.random(cells.shape) < 0.3] = N
    words = pd.DataFrame(cells).map(WORDS.get).astype(ORDERED)
    other = krippendorff.alpha(cells.T, level_of_measurement="ordinal")
    assert agreement.krippendorff(words, "ordinal", 5).value == pytest.approx(other, abs=1e-9)
    text = pd.DataFrame(cells).map(lambda v: None if v != v else f"{v:g}")
    assert agreement.krippendorff(text, "interval", 5).value == pytest.approx(
        krippendorff.alpha(cells.T, level_of_measurement="interval"), abs=1e-9
    )


@pytest.mark.parametrize(
    ("cells", "level", "sentence"),
    [
        ([["a", "b"]], "ordinal", "level ordinal needs numbers, and 'a' of codings_or_matrix is none"),
        (pd.DataFrame([["low", "mid"]]).astype(ORDERED), "interval", "level interval needs numbers"),
        ([[1, 2], [1]], "nominal", "a row per unit and a column per coder"),
        ([1, 2], "nominal", "a row per unit and a column per coder"),
        ([[{"a"}, {"b"}]], "nominal", "a cell holds several values"),
        ([[1, float("inf")]], "nominal", "infinity"),
        (
            codings(("u", "A", "x")).rename(columns={"code": "kode"}),
            "nominal",
            "this one has unit, coder, kode",
        ),
        (pd.DataFrame([[1, 2]], columns=["A", "A"]), "nominal", "two columns are called A"),
    ],
)
def test_what_cannot_be_counted_is_said(cells, level, sentence):
    with pytest.raises(ValueError, match=sentence):
        agreement.krippendorff(cells, level)


COEFFICIENTS = ("krippendorff", "cohen", "fleiss", "gwet_ac1", "brennan_prediger", "percent")


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_no_interval_has_a_reason(name):
    coefficient = getattr(agreement, name)
    cells = [["x", "x"], ["x", "y"], ["y", "y"]]
    none = coefficient(cells, resamples=0)
    assert none.value == coefficient(cells, resamples=40).value
    assert np.isnan([none.ci_low, none.ci_high]).all() and str(none.note) == "no interval"
    one = coefficient([["x", "y"], ["x", None]], resamples=40)
    assert np.isfinite(one.value) and np.isnan(one.ci_low) and str(one.note) == "one unit: no interval"
    alike = coefficient([["x", "x"], ["y", "y"], ["x", "x"]], resamples=40)
    assert alike.value == 1 and np.isnan(alike.ci_high) and "read differently" in str(alike.note)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_one_coder_has_nobody_to_agree_with(name):
    coefficient = getattr(agreement, name)
    for cells in ([["x"], ["y"]], [["x", None], ["y", None]], codings(("u1", "A", "x"), ("u2", "A", "y"))):
        found = coefficient(cells)
        assert np.isnan(found.value) and str(found.note) == "nobody else coded" and found.coders == 1
    for cells in ([], [[None, None]], pd.DataFrame({"A": [], "B": []}), codings()):
        assert str(coefficient(cells).note) == "nobody coded anything"
    apart = coefficient([["x", None], [None, "y"]])
    assert np.isnan(apart.value) and str(apart.note) == "no unit was coded by two coders"


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("blank", [None, N, pd.NA, "", " "])
def test_a_blank_coder_or_unit_is_named_and_not_counted(name, blank):
    # the case of a coding sheet: (1, A, x) (1, -, x) (2, A, y) (2, B, x) has one doubly coded unit, read differently
    rows = codings(("1", "A", "x"), ("1", blank, "x"), ("2", "A", "y"), ("2", "B", "x"), (blank, "B", "x"))
    found = getattr(agreement, name)(rows, resamples=20)
    assert (found.units, found.coders) == (1, 2)
    assert "no coder named: 1 of unit 1" in str(found.note) and "no unit named: 1 of coder B" in str(
        found.note
    )
    assert agreement.percent(rows).value == 0
    for table in (agreement.table(rows), agreement.overall(rows).head(1)):
        assert table["units"].eq(1).all() and table["note"].map(str).str.contains("no coder named: 1").all()
    assert coverage(rows).values.tolist() == [["A", 2, 2, 1], ["B", 1, 1, 1]]
    assert agreement.disagreements(rows)["unit"].tolist() == ["2"]


def test_internal_numbers_stand_in_no_note():
    rows = codings(
        *[(u, c, code) for u in ("u1", "u2") for c in "AB" for code in ("P", "Q")], ("u3", "A", "R")
    )
    table = agreement.table(rows, resamples=5).set_index("code")
    assert str(table.loc["P", "note"]).startswith("every coder gave it") and table.loc["P", "percent"] == 1
    assert str(table.loc["R", "note"]).startswith("nobody gave it")
    assert (
        str(agreement.masi(rows).note) == "every coding is P + Q: one value shows no agreement beyond chance"
    )
    none = codings(*[(u, c, None) for u in ("u1", "u2") for c in "AB"])
    for found in (agreement.masi(none), agreement.krippendorff(none)):
        assert str(found.note) == "every coding is no code: one value shows no agreement beyond chance"
    assert str(agreement.krippendorff([["x", "x"], ["x", "x"]]).note).startswith("every coding is x:")
    overall = agreement.overall(rows.head(8), resamples=5).set_index("measure")
    assert not overall["note"].map(str).str.contains(r"is [01]\b").any()


def test_a_code_that_the_codebook_lacks_is_kept():
    rows = codings(("u1", "A", "P"), ("u1", "B", "Q"), ("u2", "A", "P"), ("u2", "B", "P"))
    book = pd.DataFrame({"code": ["Q"], "name": ["Kju"]})
    assert agreement.table(rows, book, resamples=5)["code"].tolist() == ["Q", "P"]


def test_notes_are_said_in_indonesian():
    rows = codings(("1", "A", "x"), ("1", "", "x"), ("2", "A", "y"), ("2", "B", "x"), ("", "B", "x"))
    found = [getattr(agreement, name)(rows, resamples=20) for name in COEFFICIENTS]
    found += [agreement.fleiss(cells, 40) for cells in ([["x"]], [], [["x", "x"]], [["x", "x"], ["y", "y"]])]
    found += [agreement.fleiss([["x", "x"], ["x", "y"], ["y", None], ["x", None]], 40)]
    found += [agreement.krippendorff([["x", None], [None, "y"]]), agreement.percent([["x", "y"]], 0)]
    notes = [f.note for f in found] + agreement.table(rows)["note"].tolist()
    notes += agreement.table(codings(("u", "A", "P"), ("u", "B", "P"), ("v", "A", "Q")))["note"].tolist()
    english = {
        "coder",
        "named",
        "interval",
        "coded",
        "nobody",
        "gave",
        "counted",
        "value",
        "left",
        "was",
        "of",
        "in",
        "no",
    }
    assert all(notes)
    for note in notes:
        assert not english & set(note.said("id").replace(",", " ").replace(":", " ").split()), note


def test_many_values_cost_no_cube_of_memory():
    import tracemalloc

    cells = np.random.default_rng(2).integers(0, 300, (20_000, 3))
    tracemalloc.start()
    agreement.krippendorff(cells, resamples=20)
    assert tracemalloc.get_traced_memory()[1] < 1e9
    tracemalloc.stop()


def test_many_coders_and_values_do_not_overflow():
    cells = np.random.default_rng(2).integers(0, 300, (40, 12))
    task = agreement.krippendorff(cells, "interval", resamples=2)
    assert task.value == pytest.approx(agreement.krippendorff(cells[:, ::-1], "interval", resamples=2).value)


def test_nltk_agrees():
    # An implementation of other people: nltk.metrics.agreement (Apache-2.0).
    from nltk.metrics.agreement import AnnotationTask

    random = np.random.default_rng(3)
    cells = random.integers(0, 3, (60, 3)).astype(float)
    task = AnnotationTask(
        [(f"c{j}", str(i), str(int(v))) for i, row in enumerate(cells) for j, v in enumerate(row)]
    )
    assert agreement.krippendorff(cells, resamples=10).value == pytest.approx(task.alpha(), abs=1e-9)
    two = AnnotationTask(
        [(f"c{j}", str(i), str(int(v))) for i, row in enumerate(cells[:, :2]) for j, v in enumerate(row)]
    )
    assert agreement.cohen(cells[:, :2], 10).value == pytest.approx(two.kappa(), abs=1e-9)


def characters(length, *spans):
    present = np.zeros(length)
    for start, end in spans:
        present[start:end] = 1
    return present


@pytest.mark.parametrize(
    ("a", "b", "kappa"),
    [
        # five cases of spans by 2 x 2 tables, on which a popular tool's kappa is wrong
        (characters(1000, (0, 100)), characters(1000, (0, 100)), 1.0),
        (characters(1000, (0, 100)), characters(1000, (50, 150)), 0.4444),
        (characters(1000, (0, 100)), characters(1000, (100, 200)), -0.1111),
        (
            characters(1000, (0, 100), (50, 100)),
            characters(1000),
            0.0,
        ),  # a coder who overlaps himself, another who coded nothing
    ],
)
def test_kappa_regressions(a, b, kappa):
    assert agreement.cohen(np.column_stack([a, b]), 10).value == pytest.approx(kappa, abs=5e-5)


def test_independent_coders_agree_by_chance_only():
    a, b = np.meshgrid(characters(100, (0, 30)), characters(100, (0, 30)))
    assert agreement.cohen(np.column_stack([a.ravel(), b.ravel()]), 10).value == pytest.approx(0, abs=1e-12)


def test_undefined_cases_have_a_reason():
    same = agreement.krippendorff([[1, 1], [1, 1]])
    assert np.isnan(same.value) and "one value" in str(same.note)
    nobody = agreement.krippendorff([[1, N], [N, 0]])
    assert np.isnan(nobody.value) and "two coders" in str(nobody.note)
    with pytest.raises(ValueError, match="fleiss or krippendorff"):
        agreement.cohen(np.zeros((3, 3)))
    with pytest.raises(ValueError, match="nominal, ordinal"):
        agreement.krippendorff([[1, 0]], level="nice")


def test_zero_in_a_ratio_scale_is_a_value():
    assert np.isfinite(agreement.krippendorff([[0, 0], [0, 1], [2, 2]], "ratio", resamples=50).value)


matrices = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, N]), min_size=3, max_size=3), min_size=4, max_size=12
).map(np.array)


@settings(max_examples=60, deadline=None)
@given(matrices, st.randoms(use_true_random=False))
def test_order_of_coders_units_and_names_does_not_matter(cells, random):
    rows, columns = list(range(len(cells))), [0, 1, 2]
    random.shuffle(rows)
    random.shuffle(columns)
    renamed = {0.0: 7.0, 1.0: 3.0, 2.0: 5.0}
    other = np.vectorize(lambda v: renamed.get(v, N))(cells[rows][:, columns])
    for coefficient in (agreement.krippendorff, agreement.fleiss, agreement.gwet_ac1):
        a, b = coefficient(cells, resamples=2).value, coefficient(other, resamples=2).value
        assert a == pytest.approx(b, abs=1e-9) or (np.isnan(a) and np.isnan(b))


def test_blank_and_none_are_told_apart():
    both = codings(("u1", "A", "P"), ("u1", "B", "P"), ("u2", "A", None), ("u2", "B", "P"), ("u3", "A", "P"))
    cells = matrices_of(both)["P"]
    assert cells.loc["u2"].tolist() == [0.0, 1.0]  # read, none applies
    assert np.isnan(cells.loc["u3", "B"])  # not coded by B


def test_table_and_disagreements():
    both = codings(
        ("u1", "A", "P"), ("u1", "A", "Q"), ("u1", "B", "P"), ("u2", "A", None), ("u2", "B", None), ("u3", "A", "Q"), ("u3", "B", "Q"), ("u4", "A", "P"),
    )  # fmt: skip
    table = agreement.table(both, resamples=50).set_index("code")
    assert table.loc["P", "percent"] == 1 and table.loc["P", "alpha"] == pytest.approx(1)
    assert table.loc["Q", "percent"] == pytest.approx(2 / 3)
    assert table.loc["P", "units"] == 3
    found = agreement.disagreements(both)
    assert found["unit"].tolist() == ["u1"]
    assert found.loc[0, ["A", "B", "differing"]].tolist() == ["P; Q", "P", "Q"]


def test_sets_of_codes_against_nltk():
    from nltk.metrics.agreement import AnnotationTask

    def masi(a, b):
        if a == b:
            return 0.0
        return 1 - len(a & b) / len(a | b) * (2 / 3 if a <= b or b <= a else 1 / 3)

    random = np.random.default_rng(11)
    rows, labels = [], []
    for unit in range(40):
        for coder in "ABC":
            codes = frozenset(str(c) for c in np.flatnonzero(random.random(4) < 0.4))
            labels.append((coder, str(unit), codes))
            rows += [(str(unit), coder, code) for code in sorted(codes) or [None]]
    found = agreement.masi(codings(*rows), resamples=200)
    assert found.value == pytest.approx(AnnotationTask(labels, distance=masi).alpha(), abs=1e-9)
    assert found.ci_low < found.value < found.ci_high


def test_very_many_sets_give_the_same_alpha(monkeypatch):
    random = np.random.default_rng(4)
    truth = random.random((300, 12)) < 0.2
    rows = []
    for unit, codes in enumerate(truth):
        for coder in "ABC"[: 2 + unit % 2]:
            seen = np.flatnonzero(codes ^ (random.random(12) < 0.03))
            rows += [(str(unit), coder, f"c{c}") for c in seen] or [(str(unit), coder, None)]
    one = agreement.masi(codings(*rows))
    monkeypatch.setattr(sets, "MANY", 0)
    other = agreement.masi(codings(*rows))
    assert other.value == pytest.approx(one.value, abs=1e-9) and other.units == one.units == 300
    assert (other.ci_low, other.ci_high) == pytest.approx((one.ci_low, one.ci_high), abs=0.005)


def test_overall_answers_three_questions():
    rows = [
        (str(u), c, "P" if (u % 3 == 0) != (c == "B" and u == 0) else None) for u in range(12) for c in "AB"
    ]
    found = agreement.overall(codings(*rows), resamples=50).set_index("measure")
    one = agreement.krippendorff(matrices_of(codings(*rows))["P"], resamples=2).value
    assert found["value"].tolist() == pytest.approx([one] * 3)  # with one code all three are the same
    assert str(found.loc["pooled", "note"]) == "no interval"


def test_adjudication_is_a_third_record():
    both = codings(
        ("u1", "A", "P"),
        ("u1", "B", "Q"),
        ("u2", "A", "P"),
        ("u2", "B", "P"),
        ("u3", "A", "Q"),
        ("u3", "B", None),
    ).assign(source="human")
    apart = agreement.disagreements(both)
    assert apart["resolution"].tolist() == ["", ""]
    third = agreement.adjudicated(apart.assign(resolution=["P; Q", ""]))
    record = agreement.settled(pd.concat([both, third]), primary="A")
    assert sorted(record[["unit", "code"]].values.tolist()) == [
        ["u1", "P"],
        ["u1", "Q"],
        ["u2", "P"],
        ["u3", "Q"],
    ]
    assert set(agreement.settled(both)["unit"]) == {"u2"}  # nobody is the main coder: open units wait
    assert agreement.disagreements(pd.concat([both, third]))["unit"].tolist() == apart["unit"].tolist()


def test_coverage():
    found = coverage(codings(("u1", "A", "P"), ("u1", "B", None), ("u2", "A", None)))
    assert found.values.tolist() == [["A", 2, 1, 1], ["B", 1, 0, 1]]


def test_a_code_outside_the_doubly_coded_units_has_a_reason():
    found = agreement.table(
        codings(("u1", "A", "P"), ("u1", "B", "P"), ("u2", "A", "Q")), resamples=10
    ).set_index("code")
    assert np.isnan(found.loc["Q", "alpha"]) and "nobody gave it" in str(found.loc["Q", "note"])


read = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("ABC"), st.sampled_from(["x", "y", "z", None])),
    min_size=4,
    max_size=30,
)


@given(read, st.permutations("ABC"), st.permutations("xyz"), st.randoms(use_true_random=False))
def test_sets_do_not_depend_on_names_or_order(rows, coders, codes, random):
    renamed = [
        (f"unit {9 - u}", coders["ABC".index(c)], code and codes["xyz".index(code)]) for u, c, code in rows
    ]
    random.shuffle(renamed)
    one = agreement.masi(codings(*[(str(u), c, code) for u, c, code in rows]), resamples=2).value
    other = agreement.masi(codings(*renamed), resamples=2).value
    assert one == pytest.approx(other, abs=1e-9) or (np.isnan(one) and np.isnan(other))


@pytest.mark.parametrize("rows", [
    [("1", "A", "x"), ("1", "B", "x"), ("2", "A", "y"), ("2", "B", "x")],  # kappa is 0 in every resample
    [("1", "A", "x"), ("1", "B", "y"), ("2", "A", "x"), ("2", "B", "y"), ("3", "A", "x"), ("3", "B", "y")],
])  # fmt: skip
def test_resamples_that_do_not_differ_give_no_interval(rows):
    found = agreement.cohen(codings(*rows))
    assert found.value == 0 and np.isnan([found.ci_low, found.ci_high]).all()
    assert str(found.note) == "the resamples do not differ: a resampled interval would have no width"
    same = agreement.percent(codings(*[(unit, coder, "x") for unit in "123" for coder in "AB"]))
    assert (
        same.value == 1
        and np.isnan(same.ci_low)
        and str(same.note).startswith("nothing was read differently")
    )
