"""Agreement character by character, on the five cases on which another tool's kappa is wrong, and overlaps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import agreement, coding
from engagelib.agreement.spans import matched, overlaps
from engagelib.coding.units import astray


def marked(*rows):
    return pd.DataFrame(rows, columns=["unit", "coder", "code", "start", "end"]).astype(
        {"start": "Int64", "end": "Int64"}
    )


def units(**texts):
    return pd.DataFrame({"unit": list(texts), "text": list(texts.values())})


LONG = units(u="x" * 1000)


@pytest.mark.parametrize(
    ("a", "b", "kappa"),
    [
        # Published regression rows: Cohen's kappa on 1,000 characters
        ([(0, 100)], [(0, 100)], 1.0),
        ([(0, 100)], [(50, 150)], 0.4444),
        ([(0, 100)], [(100, 200)], -0.1111),
        ([(0, 100), (50, 100)], [], 0.0),  # a coder who overlaps himself, another who marked nothing
    ],
)
def test_kappa_regressions(a, b, kappa):
    rows = (
        [("u", "A", "P", *s) for s in a] + [("u", "B", "P", *s) for s in b] + [("u", "B", None, None, None)]
    )
    assert agreement.passages(marked(*rows), LONG)["kappa"].iloc[0] == pytest.approx(kappa, abs=5e-5)


def test_independent_coders():
    # 10,000 characters: A marks every text's first 30 of 100, B marks 30 of 100 texts whole
    texts = units(**{f"u{i}": "x" * 100 for i in range(100)})
    rows = [(f"u{i}", "A", "P", 0, 30) for i in range(100)] + [
        (f"u{i}", "B", "P" if i < 30 else None, None, None) for i in range(100)
    ]
    one = agreement.passages(marked(*rows), texts).iloc[0]
    assert one["kappa"] == pytest.approx(0, abs=1e-12) and one["characters"] == 10_000
    assert one["both"] == pytest.approx(0.09)
    assert np.isnan([one["ci_low"], one["ci_high"]]).all()  # kappa is 0 whichever texts are drawn
    assert "the resamples do not differ" in str(one["note"])


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 19), st.integers(1, 10)), min_size=2, max_size=8)
)
def test_against_cohen_on_characters(rows):
    text = "z" * 30
    made = marked(
        *[("u", c, "P", s, s + n) for c, s, n in rows],
        ("u", "A", None, None, None),
        ("u", "B", None, None, None),
    )
    cells = np.zeros((30, 2))
    for c, s, n in rows:
        cells[s : s + n, "AB".index(c)] = 1
    mine, other = (
        agreement.passages(made, units(u=text), resamples=5)["kappa"].iloc[0],
        agreement.cohen(cells, 5).value,
    )
    assert mine == pytest.approx(other) or (np.isnan(other) and (np.isnan(mine) or mine == 0))


def test_units_that_one_coder_did_not_read_do_not_count():
    rows = marked(("u", "A", "P", 0, 10), ("u", "B", "P", 0, 10), ("v", "A", "P", 0, 5))
    one = agreement.passages(rows, units(u="x" * 20, v="y" * 50)).iloc[0]
    assert one["characters"] == 20 and one["f1"] == 1.0
    with pytest.raises(ValueError, match="two coders"):
        agreement.passages(marked(("u", "A", "P", 0, 1)), LONG)


def test_passages_meet_once_and_from_half_on():
    rows = marked(
        ("u", "A", "P", 0, 10),
        ("u", "A", "P", 20, 30),
        ("u", "B", "P", 0, 6),
        ("u", "B", "P", 1, 10),
        ("u", "B", "P", 27, 40),
    )
    assert matched(rows, "A", "B") == (1, 2, 3)


@pytest.mark.parametrize(
    ("start", "end", "shown"), [(0, 30, "0-30"), (20, 21, "20-21"), (-1, 4, "-1-4"), (9, 3, "9-3"), (5, 5, "5-5"), (5, None, "5-"), (None, 5, "-5")]
)  # fmt: skip
def test_a_passage_that_its_text_does_not_hold_is_refused(start, end, shown):
    # u1 has 20 characters; the passage used to mark the first characters of u2
    texts = units(u1="x" * 20, u2="y" * 20)
    rows = marked(("u1", "A", "P", start, end), ("u1", "B", "P", 0, 20))
    for refusing in (agreement.passages, overlaps, coding.quotes):
        with pytest.raises(ValueError, match=f"unit u1, passage {shown}: the text has 20 characters"):
            refusing(rows.assign(case="c"), texts.assign(case="c"))
    assert astray(rows, texts).index.tolist() == [0]
    with pytest.raises(ValueError, match="2 such passages"):
        agreement.passages(pd.concat([rows, rows.head(1)]), texts)


def test_a_passage_that_ends_with_its_text_is_taken():
    rows = marked(("u1", "A", "P", 0, 20), ("u1", "B", "P", None, None), ("u2", "A", None, None, None))
    one = agreement.passages(rows, units(u1="x" * 20, u2="y" * 20)).iloc[0]
    assert (one["both"], one["f1"], one["units"]) == (1.0, 1.0, 1)
    assert str(one["note"]) == "both marked all, or neither marked anything: kappa is undefined"
    whole = rows.drop(columns=["start", "end"])  # codings of whole units have no places
    assert agreement.passages(whole, units(u1="x" * 20))["percent"].tolist() == [1.0]


def test_one_text_has_no_interval():
    rows = marked(("u", "A", "P", 0, 10), ("u", "B", "P", 0, 5))
    one = agreement.passages(rows, units(u="x" * 20)).iloc[0]
    assert one["kappa"] == pytest.approx((0.75 - 0.5) / 0.5)  # 15 of 20 alike; chance 1/2 * 1/4 + 1/2 * 3/4
    assert np.isnan([one["ci_low"], one["ci_high"]]).all() and str(one["note"]) == "one text: no interval"


def test_coders_without_a_text_in_common_have_a_reason():
    rows = marked(("u", "A", "P", 0, 10), ("v", "B", "Q", 0, 5))
    table = agreement.passages(rows, units(u="x" * 20, v="y" * 20))
    assert table["code"].tolist() == ["P", "Q"] and table["kappa"].isna().all()
    assert set(table["note"].map(str)) == {"no text was read by both coders"}


def test_a_blank_coder_is_named_and_a_coder_who_is_not_there_refused():
    rows = marked(
        ("u", "A", "P", 0, 10), ("u", "B", "P", 0, 10), ("u", None, "P", 0, 3), ("u", "", "P", 0, 3)
    )
    one = agreement.passages(rows, units(u="x" * 20)).iloc[0]
    assert one["kappa"] == 1 and "no coder named: 2 of unit u" in str(one["note"])
    with pytest.raises(ValueError, match="C coded nothing; the coders are A, B"):
        agreement.passages(rows, LONG, coders=("A", "C"))
    with pytest.raises(ValueError, match="two coders are compared; nobody else coded than A"):
        agreement.passages(rows.head(1), LONG)
    numbers = rows.head(2).assign(coder=[2, "B"])
    assert agreement.passages(numbers, units(u="x" * 20))["coders"].tolist() == ["2 / B"]


def test_overlaps_of_one_coder_only():
    rows = marked(
        ("u", "A", "P", 0, 10),
        ("u", "A", "Q", 5, 8),
        ("u", "B", "R", 0, 10),
        ("u", "A", "S", 10, 12),
        ("u", "A", "P", 6, 7),
    )
    assert overlaps(rows, LONG).values.tolist() == [["A", "P", "Q", 2, 1]]
