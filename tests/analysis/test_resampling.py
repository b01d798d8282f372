"""Permutations against enumeration by hand and scipy, floors for small n, the bootstrap against
scipy's.
"""

import numpy as np
import pytest
from scipy import stats

from analysis import resampling
from analysis.resampling import (
    bootstrap_interval,
    permutation_p,
    seeds_to_be_testable,
    sign_flip_p,
    smallest_p,
)

# Darwin's maize, inches (Fisher, The Design of Experiments, 1935, section 17 and 21): crossed and
# self-fertilized plants of 15 pots, in eighths of an inch their differences. Fisher counts 863 of
# 2^15 sums at least as large as the observed 314: p = 2 x 863 / 32768.
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]


def test_fishers_sign_flips_of_darwins_maize():
    assert sum(DARWIN) == 314
    assert sign_flip_p(DARWIN) == 2 * 863 / 2**15


def test_two_against_two_by_hand():
    # 6 deals; |t| is largest for {1, 2} against {5, 9} and its mirror image
    assert permutation_p([1, 2], [5, 9]) == 2 / 6
    assert permutation_p([1, 5], [2, 9]) > 2 / 6


def test_welch_permutations_equal_scipys():
    random = np.random.default_rng(4)
    a, b = random.normal(0, 1, 6), random.normal(1, 3, 4)
    statistic = lambda x, y, axis: np.abs(
        stats.ttest_ind(x, y, axis=axis, equal_var=False).statistic
    )  # noqa: E731
    expected = stats.permutation_test(
        (a, b), statistic, vectorized=True, n_resamples=np.inf, alternative="greater"
    ).pvalue
    assert permutation_p(a, b) == pytest.approx(expected, abs=1e-12)


def test_floors_are_reached_and_never_passed():
    # the small-n floors: 2 / C(10, 5) = 0.0079 for groups of five, 2 / 2^5 = 0.0625 for five pairs
    a, b = [1, 2, 3, 4, 5], [101, 102.5, 103, 104, 105]
    assert permutation_p(a, b) == smallest_p(5, 5, False) == pytest.approx(0.00794, abs=1e-5)
    assert sign_flip_p([1, 2, 3, 4, 5]) == smallest_p(5, 5, True) == 0.0625
    assert smallest_p(1, 9, False) == 1


def test_seeds_that_a_family_needs():
    # Holm over ten contrasts needs p <= 0.005: 2 / 2^9 = 0.0039 paired; 2 / C(12, 6) = 0.0022
    # unpaired
    assert seeds_to_be_testable(0.05, 10, True) == 9
    assert seeds_to_be_testable(0.05, 10, False) == 6
    assert seeds_to_be_testable(0.05, 1, True) == 6


def test_many_values_are_drawn_with_a_seed_and_never_give_zero():
    random = np.random.default_rng(5)
    a, b = random.normal(0, 1, 30), random.normal(0, 1, 30)
    assert permutation_p(a, b) == permutation_p(a, b)
    assert permutation_p(a, b) == pytest.approx(
        stats.ttest_ind(a, b, equal_var=False).pvalue, abs=0.02
    )
    assert permutation_p(a, a + 100) == pytest.approx(1 / (1 + resampling.DRAWS))
    assert sign_flip_p(np.arange(1, 41)) == pytest.approx(1 / (1 + resampling.DRAWS))


def test_bootstrap_is_seeded_and_agrees_with_scipy():
    values = np.random.default_rng(6).exponential(2.0, 40)
    low, high = bootstrap_interval(values)
    assert (low, high) == bootstrap_interval(values)
    expected = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=20000, random_state=1
    ).confidence_interval
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=0.03)
    assert np.isnan(bootstrap_interval([1.0])).all()
