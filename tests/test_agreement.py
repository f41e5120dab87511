"""Agreement against textbook values and against cases whose answer is known beforehand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib import agreement, labelsets

N = np.nan
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: 4 observers x 12 units.
KRIPPENDORFF = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]).T  # fmt: skip


@pytest.mark.parametrize(
    ("level", "value"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorffs_own_example(level, value):
    found = agreement.krippendorff(KRIPPENDORFF, level, resamples=200)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert (found.units, found.coders) == (11, 4)  # a unit with one coding says nothing
    assert found.ci_low < found.value <= found.ci_high


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
    assert np.isnan(same.value) and "one value" in same.note
    nobody = agreement.krippendorff([[1, N], [N, 0]])
    assert np.isnan(nobody.value) and "two coders" in nobody.note
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


def codings(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code"])


def test_blank_and_none_are_told_apart():
    both = codings(("u1", "A", "P"), ("u1", "B", "P"), ("u2", "A", None), ("u2", "B", "P"), ("u3", "A", "P"))
    cells = agreement.matrices(both)["P"]
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
    monkeypatch.setattr(labelsets, "MANY", 0)
    other = agreement.masi(codings(*rows))
    assert other.value == pytest.approx(one.value, abs=1e-9) and other.units == one.units == 300
    assert (other.ci_low, other.ci_high) == pytest.approx((one.ci_low, one.ci_high), abs=0.005)


def test_overall_answers_three_questions():
    rows = [
        (str(u), c, "P" if (u % 3 == 0) != (c == "B" and u == 0) else None) for u in range(12) for c in "AB"
    ]
    found = agreement.overall(codings(*rows), resamples=50).set_index("measure")
    one = agreement.krippendorff(agreement.matrices(codings(*rows))["P"], resamples=2).value
    assert found["value"].tolist() == pytest.approx([one] * 3)  # with one code all three are the same
    assert found.loc["pooled", "note"] == "no interval"


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
    found = agreement.coverage(codings(("u1", "A", "P"), ("u1", "B", None), ("u2", "A", None)))
    assert found.values.tolist() == [["A", 2, 1, 1], ["B", 1, 0, 1]]


def test_a_code_outside_the_doubly_coded_units_has_a_reason():
    found = agreement.table(
        codings(("u1", "A", "P"), ("u1", "B", "P"), ("u2", "A", "Q")), resamples=10
    ).set_index("code")
    assert np.isnan(found.loc["Q", "alpha"]) and "nobody gave it" in found.loc["Q", "note"]


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
