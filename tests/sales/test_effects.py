"""Textbook cases of the shift, the delta and their intervals."""

import numpy as np
import pytest

from engagelib import sales
from engagelib.sales import effects
from engagelib.sales.effects import Sample

# Hollander and Wolfe: permeability of the amnion at term and at 12-26 weeks, the example of R's wilcox.test
TERM = np.array([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])
EARLY = np.array([1.15, 0.88, 0.90, 0.74, 1.21])
# The example of R's effsize::cliff.delta: delta -0.25, 95 % interval -0.7265846 to 0.3890062
TREATED, CONTROL = np.array([10, 10, 20, 20, 20, 30, 30, 30, 40, 50]), np.array([10, 20, 30, 40, 40, 50])


def test_hodges_lehmann_of_hollander_and_wolfe():
    assert sales.hodges_lehmann(EARLY, TERM) == pytest.approx(0.305)
    # R 4.2.2: wilcox.test(term, early, conf.int = TRUE, exact = FALSE, correct = FALSE)$conf.int = -0.1499808 to 0.7599751
    before, after = Sample.of(EARLY), Sample.of(TERM)
    found = effects._shift_interval(before, after, effects._differences(before, after), 1.959964)
    assert found == pytest.approx((-0.15, 0.76), abs=0.011)


def test_cliffs_delta_of_effsize():
    assert sales.cliffs_delta(CONTROL, TREATED) == pytest.approx(-0.25)
    before, after = Sample.of(CONTROL), Sample.of(TREATED)
    found = effects._delta_interval(before, after, -0.25, 2.144787)  # t at 14 df, as effsize has it
    assert found == pytest.approx(
        (-0.7265846, 0.3890062), abs=0.02
    )  # without Cliff's third variance term, which needs equal pairs


def test_no_overlap_takes_the_bound_of_feng_and_cliff():
    # (n - z^2) / (n + z^2) with n = 10 of the smaller and z = 1.96: .4449
    found = effects._delta_interval(Sample.of(np.arange(10)), Sample.of(np.arange(20, 40)), 1.0, 1.96)
    assert found == pytest.approx(((10 - 3.8416) / (10 + 3.8416), 1))
    assert effects._delta_interval(Sample.of(np.arange(20, 40)), Sample.of(np.arange(10)), -1.0, 1.96)[
        1
    ] == pytest.approx(-0.4449, abs=1e-4)


def test_counts_give_what_values_give():
    random = np.random.default_rng(0)
    for _ in range(20):
        x, y = random.integers(0, 12, 15), random.integers(0, 20, 18)
        found = effects.estimates(Sample.of(x), Sample.of(y))
        assert found["difference"] == pytest.approx(y.mean() - x.mean())
        assert found["median_difference"] == np.median(y) - np.median(x)
        assert found["hodges_lehmann"] == np.median(np.subtract.outer(y, x))
        assert found["cliffs_delta"] == pytest.approx(np.sign(np.subtract.outer(y, x)).mean())


def test_mover_of_two_symmetric_intervals_adds_squares():
    # Zou and Donner (2008): with half-widths 3 and 4 the difference has 5
    assert effects._mover((10, 7, 13), (20, 16, 24)) == pytest.approx((5, 15))


def test_ratio_interval_is_symmetric_on_the_log_scale():
    low, high = effects.intervals(
        Sample.of(np.arange(10, 20), 0.3, 10), Sample.of(np.arange(30, 40), 0.3, 10)
    )["ratio"]
    assert np.sqrt(low * high) == pytest.approx(34.5 / 14.5)
