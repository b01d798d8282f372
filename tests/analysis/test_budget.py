"""What a budget of tuning buys, against numbers that are published or follow from a definition."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from analysis.budget import (
    budget_curve,
    expected_best,
    expected_best_with_replacement,
    median_band,
)

ONE_TO_FOUR = [-1, -2, -3, -4]  # the largest of 1 .. 4 is what the papers take


def test_the_unbiased_and_the_older_form_are_those_of_the_papers():
    unbiased = [-expected_best(ONE_TO_FOUR, n) for n in (1, 2, 3, 4)]
    assert unbiased == pytest.approx([2.5, 10 / 3, 3.75, 4])
    older = [-expected_best_with_replacement(ONE_TO_FOUR, n) for n in (1, 2, 3, 4)]
    assert older == pytest.approx([2.5, 3.125, 3.4375, 3.6171875])


def test_it_is_the_mean_over_all_subsets():
    values = [0.3, 0.11, 0.2, 0.2, 0.7, 0.15]
    for n in range(1, 7):
        every = [min(subset) for subset in combinations(values, n)]
        assert expected_best(values, n) == pytest.approx(np.mean(every))


def test_it_is_not_biased_where_the_older_form_is():
    """The best of 5 of 10 normal values; the expected smallest of 5 is -1.1630."""
    random = np.random.default_rng(3)
    samples = random.standard_normal((1500, 10))
    assert np.mean([expected_best(each, 5) for each in samples]) == pytest.approx(-1.163, abs=0.04)
    older = np.mean([expected_best_with_replacement(each, 5) for each in samples])
    assert older > -1.163 + 0.06


@pytest.mark.parametrize("n", [1, 2, 4, 8])
def test_bands_hold_the_median_of_the_best_as_often_as_they_say(n):
    random = np.random.default_rng(n)
    truth = stats.expon.ppf(1 - 2 ** (-1 / n))
    held = 0
    for _ in range(600):
        low, high = median_band(np.sort(random.exponential(size=16)), n)
        held += low <= truth <= high
    assert held / 600 >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 600)


def test_an_end_that_the_points_cannot_bound_is_infinite():
    values = np.arange(12.0)
    low, high = median_band(values, 12)
    assert low == -np.inf  # half of the time the true median is below all of them
    assert high == 3
    assert median_band(values, 1) == (2, 9)  # the classical interval of a median: B(12, 1/2)


def test_diverged_points_count_as_the_worst_and_missing_ones_not():
    curve = budget_curve([0.2, np.inf, np.nan, 0.1])
    assert list(curve.points) == [1, 2, 3]
    assert np.isinf(curve.expected[0])
    assert np.isfinite(curve.expected[1:]).tolist() == [True, True]
    assert curve.expected[1] == pytest.approx((0.1 + 0.1 + 0.2) / 3)


def test_nothing_gives_nothing():
    assert len(budget_curve([]).points) == 0
