"""Exact numbers: the ties and the paper's tables, worked by hand in exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagelib import exact

# The sums of the illustrative survey (30 customers x 4 questions; owner 4 questions), from which the paper's tables follow.
CUSTOMER_NOW = {"APO02": Fraction(339, 120), "DSS02": Fraction(458, 120), "DSS05": Fraction(471, 120)}
CUSTOMER_WANTED = {"APO02": Fraction(543, 120), "DSS02": Fraction(554, 120), "DSS05": Fraction(548, 120)}
OWNER_NOW = {"APO02": Fraction(12, 4), "DSS02": Fraction(10, 4), "DSS05": Fraction(10, 4)}
OWNER_WANTED = {"APO02": Fraction(20, 4), "DSS02": Fraction(18, 4), "DSS05": Fraction(18, 4)}
PAPER = exact.pipeline([
    {"stage": "domain", "source": "exact", "mode": "half_up", "digits": 2},
    {"stage": "overall", "source": "printed", "mode": "truncate", "digits": 2},
    {"stage": "objective gap", "source": "printed", "mode": "half_up", "digits": 2},
    {"stage": "overall gap", "source": "printed", "mode": "half_up", "digits": 2},
])  # fmt: skip


@pytest.mark.parametrize(
    ("total", "answers", "mode", "expected"),
    [
        (471, 120, "half_up", "3.93"),  # 3.925: the float prints 3.92
        (339, 120, "half_up", "2.83"),  # 2.825
        (339, 120, "half_even", "2.82"),
        (471, 120, "truncate", "3.92"),
        (-339, 120, "half_up", "-2.83"),  # ties go away from zero
        (-8, 3, "truncate", "-2.66"),  # towards zero
        (0, 7, "half_up", "0.00"),
        (30, 1, "half_up", "30.00"),
    ],
)
def test_ties_print_as_declared(total, answers, mode, expected):
    assert exact.text(Fraction(total, answers), 2, mode) == expected


def test_a_float_would_be_wrong():
    assert f"{471 / 120:.2f}" == "3.92"  # why this module exists


def test_the_papers_pipeline_prints_tables_1_to_4_and_the_overalls():
    # papers: tables 1-4 and the text of the GAP section
    customer = exact.reprint(CUSTOMER_NOW, CUSTOMER_WANTED, PAPER)
    owner = exact.reprint(OWNER_NOW, OWNER_WANTED, PAPER)
    shown = {k: exact.text(v) for k, v in customer.as_is.items()}
    assert shown == {"APO02": "2.83", "DSS02": "3.82", "DSS05": "3.93", "overall": "3.52"}
    assert [exact.text(v) for v in customer.to_be.values()][:3] == ["4.53", "4.62", "4.57"]
    assert [exact.text(v) for v in customer.gap.values()] == ["1.70", "0.80", "0.64", "1.05"]
    assert [exact.text(v) for v in owner.as_is.values()] == ["3.00", "2.50", "2.50", "2.66"]
    assert [exact.text(v) for v in owner.gap.values()] == ["2.00", "2.00", "2.00", "2.00"]


def test_only_the_owners_overall_differs_under_the_recommended_pipeline():
    paper, best = (exact.reprint(OWNER_NOW, OWNER_WANTED, p) for p in (PAPER, exact.RECOMMENDED))
    assert exact.text(paper.as_is["overall"]) == "2.66"
    assert exact.text(best.as_is["overall"]) == "2.67"
    paper, best = (exact.reprint(CUSTOMER_NOW, CUSTOMER_WANTED, p) for p in (PAPER, exact.RECOMMENDED))
    assert paper.as_is["overall"] == best.as_is["overall"] == Fraction("3.52")
    assert paper.gap == best.gap


def test_the_order_of_operations_shows():
    # worked by hand: mean of printed gaps 1.0466… -> 1.05; difference of half-up overalls 4.57 - 3.53 = 1.04
    mean_of_gaps = exact.pipeline(
        [{"stage": "objective gap", "source": "printed"}, {"stage": "overall gap", "source": "gaps"}]
    )
    of_overalls = exact.pipeline(
        [{"stage": "overall", "source": "printed"}, {"stage": "overall gap", "source": "printed"}]
    )
    assert exact.text(exact.reprint(CUSTOMER_NOW, CUSTOMER_WANTED, mean_of_gaps).gap["overall"]) == "1.05"
    assert exact.text(exact.reprint(CUSTOMER_NOW, CUSTOMER_WANTED, of_overalls).gap["overall"]) == "1.04"


def test_rounding_at_the_item_stage():
    # items 2.825 and 2.835: exact mean 2.83; items cut first: (2.82 + 2.83) / 2 = 2.825 -> cut 2.82
    items = {"X": [Fraction("2.825"), Fraction("2.835")]}
    cut = exact.pipeline([
        {"stage": "item", "mode": "truncate"},
        {"stage": "domain", "source": "printed", "mode": "truncate"},
    ])  # fmt: skip
    assert exact.text(exact.reprint(items, items, cut).as_is["X"]) == "2.82"
    assert exact.text(exact.reprint(items, items).as_is["X"]) == "2.83"


def test_parse_reads_print_and_refuses_floats():
    assert exact.parse("2,50") == (Fraction(5, 2), 2)
    assert exact.parse(" 2.5 ") == (Fraction(5, 2), 1)
    assert exact.parse("−1,05") == (Fraction(-21, 20), 2)
    with pytest.raises(TypeError, match="last digits"):
        exact.parse(2.5)
    for wrong in ("", "2,5,0", "two", "2.", "1e3", "20-25"):
        with pytest.raises(ValueError, match="printed number"):
            exact.parse(wrong)


def test_a_wrong_pipeline_says_what_is_allowed():
    with pytest.raises(ValueError, match="mode is 'up'; allowed are half_up"):
        exact.pipeline([{"stage": "domain", "mode": "up"}])
    with pytest.raises(ValueError, match="overall gap"):
        exact.Step("domain", "gaps")


fractions = st.fractions(min_value=-10, max_value=10, max_denominator=240)


@given(fractions, st.integers(0, 4), st.sampled_from(sorted(exact.MODES)))
def test_rounding_is_idempotent_and_near(value, digits, mode):
    once = exact.rounded(value, digits, mode)
    assert exact.rounded(once, digits, mode) == once
    assert abs(once - value) < Fraction(1, 10**digits)
    assert exact.parse(exact.text(value, digits, mode))[0] == once


@given(fractions, st.integers(0, 3))
def test_half_even_agrees_with_decimal(value, digits):
    import decimal

    with decimal.localcontext(prec=60):
        scaled = (decimal.Decimal(value.numerator) / decimal.Decimal(value.denominator)).quantize(
            decimal.Decimal(1).scaleb(-digits), decimal.ROUND_HALF_EVEN
        )
    assert exact.rounded(value, digits, "half_even") == Fraction(scaled)


@given(st.lists(st.fractions(min_value=1, max_value=5, max_denominator=120), min_size=1, max_size=5))
def test_reprinting_printed_numbers_changes_nothing(values):
    now = {f"O{i}": v for i, v in enumerate(values)}
    shown = exact.reprint(now, now)
    objectives = {o: v for o, v in shown.as_is.items() if o != "overall"}
    again = exact.reprint(objectives, objectives)
    assert {o: again.as_is[o] for o in objectives} == objectives
    assert set(shown.gap.values()) == {0}
