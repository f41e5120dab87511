"""GRIM, GRIMMER, DEBIT and CLOSURE against published figures, the R package scrutiny's own tests, and plain enumeration of samples."""

import math
import subprocess
import sys
from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagelib.exact import MODES, rounded, text
from engagelib.published import forensics
from engagelib.published.forensics import closure, debit, grim, grimmer, span

DECIMAL = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncate": ROUND_DOWN}


def printed(answers, items=1, digits=2, mode="half_up"):
    """Mean and sample SD of respondents' totals over items as text, computed with 60-digit decimals."""
    n = len(answers)
    with localcontext() as context:
        context.prec = 60
        quantum = Decimal(1).scaleb(-digits)
        mean = Decimal(sum(answers)) / n / items
        spread = Decimal(n * sum(a * a for a in answers) - sum(answers) ** 2) / (n * (n - 1))
        shown = str(mean.quantize(quantum, DECIMAL[mode]) + 0)  # + 0: no "-0.0"
        return shown, str((spread.sqrt() / items).quantize(quantum, DECIMAL[mode]))


# --- spans ---


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("value", ["2.83", "2.5", "3", "0.00", "-0.4", "1,05"])
@pytest.mark.parametrize("scale", [7, 8, 40, 1000])
def test_a_span_holds_exactly_what_prints_so(mode, value, scale):
    digits = len(value.replace(",", ".").partition(".")[2])
    wanted = Fraction(value.replace(",", "."))
    around = range(math.floor(wanted * scale) - 2 * scale, math.ceil(wanted * scale) + 2 * scale)
    assert list(span(value, mode).whole(scale)) == [
        t for t in around if rounded(Fraction(t, scale), digits, mode) == wanted
    ]


def test_any_rounding_moves_less_than_one_last_digit():
    assert list(span("2.66", "any").whole(1000)) == list(range(2651, 2670))


# --- means ---


@pytest.mark.parametrize(
    ("first", "digits", "n", "items", "expected"),
    [
        # scrutiny (R) a56a945, tests/testthat/test-grim.R: vec1, vec2, vec3
        ("5.19", 2, 28, 1, "FFTFFFTFFFTF"),
        ("0.150", 3, 120, 3, "TFFTFFTFTF"),
        (
            "0.80",
            2,
            28,
            2,
            "TFTFTFT.TT",
        ),  # 0.87 = 49/56 = 0.875 passes there: scrutiny takes half-down for possible too
    ],
)
def test_grim_as_scrutiny(first, digits, n, items, expected):
    values = [text(Fraction(first) + Fraction(i, 10**digits), digits) for i in range(len(expected))]
    found = ["FT"[grim(v, n, items, low=0, high=7).possible] for v in values]
    assert all(own == theirs for own, theirs in zip(found, expected, strict=True) if theirs != ".")


@pytest.mark.parametrize(
    ("n", "items", "mode"),
    [(7, 1, "half_up"), (30, 1, "half_up"), (30, 2, "truncate"), (8, 3, "half_even"), (13, 1, "any")],
)
def test_power_of_grim_is_the_share_of_printable_means_that_nothing_gives(n, items, mode):
    values = [text(Fraction(units, 100)) for units in range(100, 501)]
    assert grim("3.00", n, items, mode, 1, 5).power == pytest.approx(
        1 - sum(grim(v, n, items, mode, 1, 5).possible for v in values) / 401
    )


def test_nothing_can_be_caught_with_a_hundred_answers():
    assert grim("3.33", 30, 4).power == 0 and grim("3.33", 30, 4).possible
    assert grim("3.333", 30, 4).power > 0.8


@pytest.mark.parametrize(
    ("mean", "n", "items", "power"),
    [
        # scrutiny (R), grim_probability(x, n, items) = (10^D - n items) / 10^D, at least 0: its help page has .72 for
        # ("5.19", 28), and the ratio of the vignette "GRIM" is .66 for n = 34
        ("5.19", 28, 1, 0.72), ("2.68", 34, 1, 0.66), ("0.80", 28, 2, 0.44), ("3.9", 9, 1, 0.1), ("3.9", 11, 1, 0), ("3.125", 250, 2, 0.5),
    ],
)  # fmt: skip
def test_without_a_scale_the_power_is_that_of_one_unit_as_scrutiny_has_it(mean, n, items, power):
    assert grim(mean, n, items).power == pytest.approx(power)


@pytest.mark.parametrize(
    ("mean", "n", "scale", "possible", "why"),
    [
        ("7.50", 2, {}, True, ""), ("7.50", 2, {"low": 1, "high": 5}, False, "scale"), ("-1.50", 2, {}, True, ""),
        ("7.52", 2, {}, False, "granularity"), ("7.52", 2, {"low": 1, "high": 5}, False, "granularity, scale"),
        ("3.52", 2, {"low": 1, "high": 5}, False, "granularity"), ("0.50", 2, {"high": 5}, True, ""), ("0.50", 2, {"low": 1}, False, "scale"),
        ("5.00", 300, {"low": 1, "high": 5}, True, ""), ("5.01", 300, {"low": 1, "high": 5}, False, "scale"),
    ],
)  # fmt: skip
def test_the_verdict_says_which_of_grain_and_scale_fails(mean, n, scale, possible, why):
    found = grim(mean, n, **scale)
    assert (found.possible, found.why) == (possible, why)


def test_sums_off_an_end_of_the_scale_are_left_out():
    # 1501 / 300 = 5.0033 prints 5.00 too, but not on a scale to 5
    assert grim("5.00", 300).sums == (1499, 1500, 1501) and grim("5.00", 300, high=5).sums == (1499, 1500)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "low", "high"), [(3, -4, 9), (5, -3, 8)])
def test_without_a_scale_no_sample_of_a_wide_one_is_refused(n, low, high):
    for sample in combinations_with_replacement(range(low, high + 1), n):
        assert grimmer(*printed(sample), n).possible


def test_an_sd_below_zero_is_no_sd():
    assert grimmer("3.00", "-0.50", 30).fails == "sd" and not grimmer("3.00", "-0.50", 30).possible


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: grim("3.00", 0), "n is 0"), (lambda: grim("3.00", 30, 0), "items is 0"), (lambda: grim("3.00", 30, low=5, high=1), "low is 5"),
        (lambda: grim("3.00", 30, rounding="up"), "allowed is half_up"), (lambda: closure("3.0", "1.0", 30), "low=1, high=5"),
        (lambda: closure("3.0", "1.0", 1, 1, 5), "at least two"),
    ],
)  # fmt: skip
def test_what_cannot_be_tested_is_said(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("mean", "plain"), [(".45", "0.45"), ("-.45", "-0.45"), ("−0,45", "-0.45"), ("–,45", "-0.45")]
)
def test_a_number_without_its_nought_is_read(mean, plain):
    assert grim(mean, 20) == grim(plain, 20) and grim(plain, 20).sums


# --- means and standard deviations ---

PIGS5 = [
    # scrutiny (R) a56a945, tests/testthat/test-grimmer-map.R: x, sd, n, what breaks ("" = consistent)
    ("7.22", "5.30", 38, "mean"), ("4.74", "6.55", 31, ""), ("5.23", "2.55", 35, "parity"), ("2.57", "2.57", 30, ""),
    ("6.77", "2.18", 33, "mean"), ("2.68", "2.59", 34, ""), ("7.01", "6.68", 35, "mean"), ("7.38", "3.65", 32, ""),
    ("3.14", "5.32", 33, "mean"), ("6.89", "4.18", 37, ""), ("5.00", "2.18", 31, ""), ("0.24", "6.43", 34, ""),
]  # fmt: skip


@pytest.mark.parametrize(("mean", "sd", "n", "fails"), PIGS5)
def test_grimmer_as_scrutiny(mean, sd, n, fails):
    found = grimmer(mean, sd, n, low=-20, high=20)
    assert (found.possible, found.fails) == (not fails, fails)


def test_grimmer_with_items_as_scrutiny():
    # the examples in scrutiny's help page of grimmer()
    assert grimmer("2.74", "0.96", 63, items=2).possible
    assert grimmer("5.23", "2.55", 31, high=11).possible and not grimmer("5.23", "2.55", 35, high=11).possible


def test_every_sum_is_tried_not_only_the_nearest():
    # 2.8 x 30 = 84, but 83 and 85 print 2.8 as well; SD 1.01 belongs to a sum of 83. Trying the nearest sum alone refuses real
    # samples (scrutiny says so of its test 3, issue 80).
    real = [1] * 4 + [2] * 8 + [3] * 9 + [4] * 9
    assert sum(real) == 83 and sum(a * a for a in real) == 261 and printed(real, digits=1)[0] == "2.8"
    assert grimmer("2.8", printed(real)[1], 30).pairs == ((83, 261),)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("n", "low", "high", "items"),
    [
        (2, 1, 5, 1), (4, -1, 1, 2),
        *(pytest.param(*case, marks=pytest.mark.slow) for case in [(3, 1, 5, 1), (5, 1, 5, 1), (6, 0, 3, 1), (3, 1, 4, 2)]),
    ],
)  # fmt: skip
def test_no_sample_is_refused_and_what_passes_but_lacks_one_lies_at_the_edge(n, low, high, items, mode):
    real = {
        printed(s, items, mode=mode)
        for s in combinations_with_replacement(range(items * low, items * high + 1), n)
    }
    assert all(grimmer(*pair, n, items, mode, low, high).possible for pair in real)
    means = {mean for mean, _ in real}
    for mean in means:
        own = [Decimal(sd) for m, sd in real if m == mean]
        for units in range(0, int(max(own) * 100) + 40, 17):
            sd = text(Fraction(units, 100))
            if (mean, sd) not in real and grimmer(mean, sd, n, items, mode, low, high).possible:
                assert items > 1 or closure(mean, sd, n, low, high, mode).empty


def test_power_of_grimmer_is_the_share_of_printable_sds_that_no_sample_has():
    samples = [printed(s) for s in combinations_with_replacement(range(1, 6), 30) if sum(s) == 85]
    reached = {sd for _, sd in samples}
    printable = int(max(Decimal(sd) for sd in reached) * 100) + 1
    assert grimmer("2.83", "1.00", 30).power == pytest.approx(
        1 - len(reached) / printable, abs=0.02
    )  # 0.02: SDs at the edge
    assert grimmer("3.82", "1.00", 30).power == 1 and grimmer("3.82", "1.00", 30).fails == "mean"


def test_what_breaks_is_named():
    assert grimmer("3.00", "2.83", 10, low=1, high=5).fails == "scale"  # half at 1, half at 5 has 2.11
    assert grimmer(
        "3.00", "2.83", 10
    ).possible  # -1, -1, 1, 3, 3, 3, 3, 5, 7, 7: sum 30, squares 162, and (162 - 90) / 9 = 2.828^2
    assert grimmer("6.10", "1.37", 10, low=1, high=5).why == "scale"
    assert grimmer("3.10", "1.38", 10).fails == "sd"


@pytest.mark.parametrize(
    ("mean", "sd", "possible"),
    [
        # Heathers & Brown (2019), table 1, n = 1683, as in scrutiny's pigs3 (tests/testthat/test-debit-map.R)
        ("0.53", "0.50", True), ("0.44", "0.50", True), ("0.77", "0.42", True), ("0.19", "0.35", False),
        ("0.34", "0.47", True), ("0.93", "0.25", True), ("0.12", "0.33", True),
    ],
)  # fmt: skip
def test_debit_on_heathers_and_browns_table(mean, sd, possible):
    assert debit(mean, sd, 1683).possible is possible


@pytest.mark.parametrize("n", [2, 5, pytest.param(20, marks=pytest.mark.slow)])
def test_debit_against_every_binary_sample(n):
    real = {printed([1] * ones + [0] * (n - ones)) for ones in range(n + 1)}
    sds = {text(Fraction(units, 100)) for units in range(0, 72)}
    assert {(m, s) for m in {m for m, _ in real} for s in sds if debit(m, s, n).possible} == real


@pytest.mark.parametrize(
    "test",
    [
        lambda: grim(2.5, 30),
        lambda: grimmer("2.5", 1.0, 30),
        lambda: closure(2.7, "1.9", 130, 1, 5),
        lambda: debit("0.5", 0.5, 9),
    ],
)
def test_a_float_is_refused(test):
    with pytest.raises(TypeError, match="last digits"):
        test()


def test_one_respondent_has_no_sd():
    with pytest.raises(ValueError, match="at least two"):
        grimmer("3.00", "0.00", 1)


# --- all the samples ---


def test_closure_of_the_known_case():
    # unsum (R, 915ada3), README: mean 2.7, SD 1.9, n = 130, scale 1-5 has 5,359 samples
    found = closure("2.7", "1.9", 130, 1, 5)
    assert len(found) == 5359
    counts = found[["n1", "n2", "n3", "n4", "n5"]]
    assert (
        (counts.sum(axis=1) == 130).all() and (counts >= 0).all(axis=None) and not counts.duplicated().any()
    )
    assert found["mean"].between(2.65, 2.75).all() and found["sd"].between(1.85, 1.95).all()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("mean", "sd", "n", "low", "high"),
    [
        ("2.7", "1.9", 10, 1, 5), ("3.0", "1.0", 12, 1, 5), ("3", "1", 8, 1, 5), ("2.50", "0.71", 2, 1, 5), ("0.4", "0.5", 15, 0, 1),
        ("0.0", "0.8", 11, -1, 1), ("4.1", "1.8", 7, 1, 7), ("2.2", "1.1", 9, 1, 4), ("3.00", "0.00", 6, 1, 5), ("1.03", "0.50", 30, 1, 5),
    ],
)  # fmt: skip
def test_closure_is_plain_enumeration(mean, sd, n, low, high, mode):
    digits = len(mean.partition(".")[2])
    every = combinations_with_replacement(range(low, high + 1), n)
    wanted = sorted(
        [
            [s.count(v) for v in range(low, high + 1)]
            for s in every
            if printed(s, digits=digits, mode=mode) == (mean, sd)
        ]
    )
    found = closure(mean, sd, n, low, high, mode)
    assert found.iloc[:, : high - low + 1].values.tolist() == wanted


@pytest.mark.parametrize(("n", "low", "high"), [(6, 0, 6), (9, -2, 2), (4, 1, 9), (11, 0, 2), (12, 0, 1)])
def test_every_sum_and_square_has_as_many_samples_as_plain_enumeration(n, low, high):
    wanted = Counter(
        (sum(s), sum(a * a for a in s)) for s in combinations_with_replacement(range(low, high + 1), n)
    )
    ways, samples = forensics._closed(np.array(list(wanted)), n, low, high)
    assert ways.tolist() == list(wanted.values()) and len(samples) == math.comb(n + high - low, high - low)


def counted(n, top, sums, squares):
    """Number of samples of n whole answers from 0 to top by sum and sum of squares: a product of series, point by point."""
    table = np.zeros((n + 1, sums + 1, squares + 1), dtype=np.int64)
    table[0, 0, 0] = 1
    for v in range(top + 1):
        for people in range(1, n + 1):  # one more person at v
            table[people, v:, v * v :] += table[people - 1, : sums + 1 - v, : squares + 1 - v * v]
    return table[n]


def test_closure_on_eleven_points_within_four_gigabytes():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
        "from engagelib.published import closure; print(closure('5.0', '2.0', 30, 0, 10)['samples'].sum())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    pairs = forensics._pairs(grim("5.0", 30, low=0, high=10).sums, "2.0", 30, 1, "half_up", 0, 10)
    ways = counted(30, 10, 151, max(q for _, q in pairs))
    assert int(found) == sum(ways[s, q] for s, q in pairs) == 262_362


def test_more_samples_than_can_be_listed_are_counted(monkeypatch):
    listed = closure("3.0", "1.0", 12, 1, 5)
    monkeypatch.setattr(forensics, "LISTED", 5)
    found = closure("3.0", "1.0", 12, 1, 5)
    assert found.filter(regex=r"^n\d").isna().all(axis=None) and found["samples"].sum() == len(listed) > 5
    wanted = listed.groupby([listed["mean"].round(9), listed["sd"].round(9)]).size()
    assert (
        found.set_index([found["mean"].round(9), found["sd"].round(9)])["samples"].sort_index().tolist()
        == wanted.tolist()
    )


@pytest.mark.parametrize(
    "case", [("50", "20", 30, 0, 100), ("3.50", "1.20", 10**7, 1, 5), ("3.50", "1.20", 10_000, 1, 5)]
)
def test_closure_says_its_limit_before_it_takes_memory(case):
    with pytest.raises(ValueError, match="goes through at most 5,000,000 steps"):
        closure(*case)


# --- every real sample passes ---

samples = st.lists(st.integers(1, 5), min_size=2, max_size=30)
modes = st.sampled_from(list(MODES))


@given(samples, modes, st.integers(0, 3))
def test_a_real_sample_passes_everything(answers, mode, digits):
    mean, sd = printed(answers, digits=digits, mode=mode)
    assert sum(answers) in grim(mean, len(answers), rounding=mode).sums
    assert (sum(answers), sum(a * a for a in answers)) in grimmer(mean, sd, len(answers), rounding=mode).pairs


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.tuples(st.just(k), st.lists(st.integers(k, 5 * k), min_size=2, max_size=30))
    ),
    modes,
)
def test_totals_over_items_pass_too(scored, mode):
    items, totals = scored
    mean, sd = printed(totals, items, mode=mode)
    assert sum(totals) in grim(mean, len(totals), items, mode).sums
    assert grimmer(mean, sd, len(totals), items, mode).possible


@settings(max_examples=50)
@given(samples, modes)
def test_closure_holds_the_sample_it_was_printed_from(answers, mode):
    mean, sd = printed(answers, mode=mode)
    found = closure(mean, sd, len(answers), 1, 5, mode)
    counts = Counter(answers)
    assert [counts[v] for v in range(1, 6)] in found[["n1", "n2", "n3", "n4", "n5"]].values.tolist()
