"""Intervals against numbers worked out by hand, and against statsmodels where degrees of freedom
are not whole.
"""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from analysis.statistics import (
    holm,
    in_logarithms,
    mean_band,
    mean_interval,
    paired_difference,
    welch_difference,
)

T_2 = 4.302652730  # 97.5 % quantile of t with 2 degrees of freedom, from tables


def test_mean_of_three_has_the_interval_with_n_minus_1():
    # s = 1, standard error 1 / sqrt 3; with 2 degrees of freedom p = 1 - t / sqrt(2 + t^2), where
    # t^2 = 12
    n, mean, low, high, p, error, freedom, _ = mean_interval([1, 2, 3])
    assert (error, freedom) == (pytest.approx(1 / np.sqrt(3)), 2)
    assert (n, mean) == (3, 2)
    assert high - mean == pytest.approx(T_2 / np.sqrt(3), rel=1e-8)
    assert mean - low == pytest.approx(high - mean)
    assert p == pytest.approx(1 - np.sqrt(12 / 14), rel=1e-8)


def test_alpha_sets_the_width():
    # 1 - 0.1 / 2: the 95 % quantile of t with 2 degrees of freedom is 2.919986
    assert mean_interval([1, 2, 3], alpha=0.1).half_width == pytest.approx(
        2.919985580 / np.sqrt(3), rel=1e-8
    )


def test_paired_difference_is_the_interval_of_the_differences():
    # differences 1, 2, 1: mean 4/3, s^2 = 1/3, standard error 1/3
    made = paired_difference([10, 12, 11], [9, 10, 10])
    assert made.mean == pytest.approx(4 / 3)
    assert made.half_width == pytest.approx(T_2 / 3, rel=1e-8)


def test_paired_difference_leaves_out_incomplete_pairs():
    made = paired_difference([10, 12, 11, np.nan], [9, 10, 10, 3])
    assert made == paired_difference([10, 12, 11], [9, 10, 10])


def test_welch_with_unequal_n_and_variances():
    # s_a^2 / 3 = 1/3, s_b^2 / 4 = 5/3: se^2 = 2, v = 4 / (1/18 + 25/27) = 216/53
    a, b = [1, 2, 3], [4, 6, 8, 10]
    made = welch_difference(a, b)
    assert made.n == 3 and made.mean == -5
    low, high = CompareMeans(DescrStatsW(a), DescrStatsW(b)).tconfint_diff(
        alpha=0.05, usevar="unequal"
    )
    assert (made.low, made.high) == pytest.approx((low, high), rel=1e-10)
    assert made.half_width == pytest.approx(
        2.756 * np.sqrt(2), abs=2e-3
    )  # t(0.975, 216/53), between 2.776 (4) and 2.571 (5)
    assert made.p == pytest.approx(
        CompareMeans(DescrStatsW(a), DescrStatsW(b)).ttest_ind(usevar="unequal")[1], rel=1e-10
    )


def test_one_value_has_a_mean_and_no_interval():
    made = mean_interval([0.25])
    assert made.n == 1 and made.mean == 0.25 and np.isnan([made.low, made.high, made.p]).all()
    made = welch_difference([1], [2, 3, 4])
    assert made.mean == -2 and np.isnan([made.low, made.high, made.p]).all()


def test_no_value_has_nothing():
    assert np.isnan(mean_interval([np.nan]).mean) and mean_interval([]).n == 0
    assert np.isnan(welch_difference([], [1, 2]).mean)


def test_a_band_is_the_interval_of_each_column():
    columns = [
        [0.1, 0.37, 0.2, 0.25],
        [0.1, np.nan, 0.3, 0.2],
        [0.37, np.nan, np.nan, np.nan],
        [np.nan] * 4,
        [0.2] * 4,
    ]
    mean, low, high = mean_band(np.array(columns).T, 0.1)
    for i, column in enumerate(columns):
        one = mean_interval(column, 0.1)
        assert (mean[i], low[i], high[i]) == pytest.approx(
            (one.mean, one.low, one.high), nan_ok=True
        )


def test_holm_by_hand():
    # sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, never falling
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_equals_statsmodels_and_keeps_unknown_ones():
    p = np.random.default_rng(3).uniform(0, 0.2, 20)
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    adjusted = holm([0.02, np.nan, 0.03])
    assert adjusted[[0, 2]] == pytest.approx([0.04, 0.04]) and np.isnan(adjusted[1])


def test_an_interval_in_logarithms_never_reaches_zero():
    low, high = in_logarithms(*np.array([[0.1, 1.0], [-0.1, 0.99], [0.3, 1.01]]))
    assert low == pytest.approx([0.1 * np.exp(-2), np.exp(-0.01)])
    assert high == pytest.approx([0.1 * np.exp(2), np.exp(0.01)])
