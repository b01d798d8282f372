"""The default test in short: the simulation whose long form chose it (default_test.py; its figures:
results/reference/default-test/README.md) keeps 5 % family-wise where it must, and says why the
others were not chosen.
"""

import default_test
import numpy as np
import pytest

from analysis.statistics import holm, welch_difference

REPEATS = 2000
MOST = 0.05 + 3 * np.sqrt(0.05 * 0.95 / REPEATS)  # Monte-Carlo error


@pytest.fixture
def random():
    return np.random.default_rng(18)


@pytest.mark.parametrize("k, n", [(2, 3), (2, 5), (9, 4), (9, 10)])
def test_pairs_with_holm_keep_the_level(random, k, n):
    for label, options in default_test.conditions(k).items():
        (rate,) = default_test.false_verdicts(random, REPEATS, k, n, ["paired, Holm"], **options)
        assert rate <= MOST, label


def test_what_was_not_chosen_exceeds_it(random):
    rates = default_test.false_verdicts
    assert rates(random, REPEATS, 2, 5, ["Welch, Holm"], correlation=-0.5)[0] > MOST
    every_other = default_test.conditions(9)["3 x spread: every other"]
    assert rates(random, REPEATS, 9, 10, ["blocks, Holm"], **every_other)[0] > MOST
    assert rates(random, REPEATS, 9, 5, ["paired, Dunnett"])[0] > MOST


def test_the_simulation_computes_what_the_analysis_computes(random):
    x = random.normal(0.1, 0.002, (3, 4, 6))
    x[:, 1, 4:] = np.nan
    mean, error, freedom = default_test.welch(x)
    for i in range(3):
        own = [welch_difference(x[i, v], x[i, 0]) for v in range(1, 4)]
        assert mean[i] == pytest.approx([each.mean for each in own])
        assert error[i] == pytest.approx([each.error for each in own])
        assert freedom[i] == pytest.approx([each.freedom for each in own])
        rejected = default_test.holm((mean, error, freedom))[i]
        assert rejected.tolist() == (holm([each.p for each in own]) <= 0.05).tolist()


def test_blocks_recover_the_variance_of_each_variant(random):
    spreads = np.array([1, 2, 3, 1, 1.5])
    x = 5 * random.standard_normal((4000, 1, 12)) + spreads[:, None] * random.standard_normal(
        (4000, 5, 12)
    )
    error = default_test.blocks(x)[1]
    assert 12 * (error**2).mean(axis=0) == pytest.approx(1 + spreads[1:] ** 2, rel=0.05)


def test_quantiles_of_dunnett_are_those_of_r():
    # set.seed(1); mvtnorm::qmvt(.95, df, corr = 1/2 off the diagonal, tail = "both.tails") of
    # r-cran-mvtnorm 1.1-3, whose own error is 0.002
    for (m, freedom), quantile in {
        (2, 8): 2.6731,
        (2, 40): 2.2928,
        (8, 8): 3.3561,
        (8, 40): 2.7750,
    }.items():
        assert default_test.dunnett_quantile(m, freedom) == pytest.approx(quantile, abs=0.004)
