"""Power against R's documentation, statsmodels and its own inverse."""

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower, TTestPower

from analysis.power import detectable, power, seeds_to_detect, spread_range


def test_power_is_that_of_r():
    # help(power.t.test): power.t.test(n = 20, delta = 1, sd = 1) gives 0.8689528, which counts the
    # one tail; the other has 1e-8 here
    assert power(1, 1, 20, paired=False) == pytest.approx(0.8689528, abs=1e-6)


@pytest.mark.parametrize("paired, oracle", [(True, TTestPower()), (False, TTestIndPower())])
def test_power_is_that_of_statsmodels(paired, oracle):
    for d, n, level in [(0.37, 9, 0.05), (1.3, 4, 0.05 / 8), (2.5, 3, 0.01), (0.2, 200, 0.05)]:
        assert power(d, 1, n, level, paired) == pytest.approx(oracle.power(d, n, level), abs=1e-9)
        assert power(-3 * d, 3, n, level, paired) == pytest.approx(power(d, 1, n, level, paired))


@pytest.mark.parametrize("paired", [True, False])
def test_seeds_are_the_least_that_suffice(paired):
    for d in [0.06, 0.21, 0.5, 1, 3, 20]:
        n = seeds_to_detect(d, 1, 0.05 / 8, paired)
        assert power(d, 1, n, 0.05 / 8, paired) >= 0.8
        assert n == 2 or power(d, 1, n - 1, 0.05 / 8, paired) < 0.8


def test_nothing_to_find_needs_no_number():
    assert seeds_to_detect(0, 1) is None and seeds_to_detect(1, np.nan) is None
    assert seeds_to_detect(1e-6, 1) is None


def test_beyond_ten_thousand_seeds_no_number_is_said():
    """Of pairs, at the level 5 %: (1.959964 + 0.841621)^2 / d^2, and 1.96^2 / 2 more for t."""
    assert seeds_to_detect(0.0281, 1) == 9943
    assert seeds_to_detect(0.0279, 1) is None  # 10,085


@pytest.mark.parametrize("paired", [True, False])
def test_what_is_detectable_has_the_wanted_power(paired):
    for n in [2, 3, 5, 40]:
        assert power(detectable(n, 0.05 / 3, paired, 0.9), 1, n, 0.05 / 3, paired) == pytest.approx(
            0.9
        )
    assert np.isnan(detectable(1, 0.05, paired))


def test_the_range_of_a_spread_covers_it():
    """By chi^2 tables: 80 % of 4 degrees of freedom, 1.064 and 7.779; and by simulation."""
    low, high = spread_range(1.0, 4)
    assert (low, high) == pytest.approx((np.sqrt(4 / 7.779), np.sqrt(4 / 1.064)), rel=1e-3)
    made = np.random.default_rng(1).normal(size=(4000, 5)).std(axis=1, ddof=1)
    covered = np.mean([a <= 1 <= b for a, b in (spread_range(each, 4) for each in made[:500])])
    assert abs(covered - 0.8) < 3 * np.sqrt(0.8 * 0.2 / 500)
