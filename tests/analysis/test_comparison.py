"""Comparisons against statsmodels and hand values; the verdicts; and A/A tests, in which every
difference that is found is a false one.
"""

import fake_results
import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.weightstats import ttost_ind

from analysis import load, summarize
from analysis.comparison import compare, hedges, improvement, seeds_for_power, variance_ratio
from analysis.resampling import permutation_p
from analysis.statistics import holm, holm_levels, paired_difference, welch_difference

RULES = {"paired": False, "alpha": 0.05, "margin": None, "lower_is_better": True}
RATES = {"dropout.hidden.rate": [0, 0.5]}


def verdict(folder, errors, axes=RATES, **declared):
    return summarize(load(fake_results.write(folder, axes, errors, **declared))).rows[1].comparison


def test_equivalence_equals_statsmodels():
    random = np.random.default_rng(7)
    a, b = random.normal(0.10, 0.004, 8), random.normal(0.101, 0.002, 6)
    padded = np.append(b, [np.nan, np.nan])
    expected = ttost_ind(a, b, -0.005, 0.005, usevar="unequal")[0]
    assert compare(0, 1, a, padded, **{**RULES, "margin": 0.005}).equivalence_p == pytest.approx(
        expected, rel=1e-9
    )


def test_effect_size_by_hand():
    # means 2 and 4, both variances 1: d = -2; J = 1 - 3 / (4 x 4 - 1) = 0.8
    assert hedges([1, 2, 3], [3, 4, 5]) == pytest.approx(-1.6)


def test_probability_of_improvement_is_mann_whitneys():
    a, b = [1, 4, 6, 7], [2, 4, 9]
    u = stats.mannwhitneyu(b, a).statistic  # pairs in which b is larger
    assert improvement(a, b) == pytest.approx(u / 12)
    assert improvement(a, b, lower_is_better=False) == pytest.approx(1 - u / 12)


def test_variance_ratio_by_hand():
    # differences 1, 2, 1: variance 1/3; variances 1 and 1/3
    assert variance_ratio(np.array([10, 12, 11]), np.array([9, 10, 10])) == pytest.approx(
        (1 / 3) / (4 / 3)
    )


def test_seeds_for_power_equal_statsmodels():
    a, b = np.array([1.0, 2.0, 3.0]), np.array([1.4, 2.4, 3.4])  # sd 1, difference 0.4
    expected = TTestIndPower().solve_power(effect_size=0.4, alpha=0.05, power=0.8)
    assert seeds_for_power(welch_difference(a, b), 0.05, False)[0] == np.ceil(expected)
    assert seeds_for_power(welch_difference(a, b - 0.4 + 0.9), 0.05, False)[0] == np.ceil(
        TTestIndPower().solve_power(0.9, alpha=0.05, power=0.8)
    )
    assert seeds_for_power(paired_difference(a, a), 0.05, True)[0] is None


@pytest.mark.parametrize(
    "second, said",
    [
        ([0.080, 0.081, 0.082], "better"),
        ([0.130, 0.131, 0.132], "worse"),
        ([0.100, 0.103, 0.101], "inconclusive"),
    ],
)
def test_verdicts(tmp_path, second, said):
    made = verdict(tmp_path, [[0.100, 0.101, 0.102], second])
    assert made.verdict == said
    assert (made.seeds_needed is not None) == (said == "inconclusive")


def test_intervals_and_verdicts_are_one_object(sweep):
    """Whatever the family: an interval excludes 0 exactly where its adjusted p is at most alpha."""
    random = np.random.default_rng(3)
    axes = {"dropout.hidden.rate": list(range(7))}
    met = set()
    for trial in range(12):
        means = random.choice([0, 0.002, 0.004, 0.01], 7)
        errors = 0.1 + means[:, None] + random.normal(0, 0.002, (7, 5))
        options = {
            "pairing": random.choice(["seed", "none"]),
            "compare": random.choice(["to_baseline", "all_pairs"]),
            "margin": 0.004,
        }
        for each in sweep(axes, errors, f"{trial}", **options)[1].comparisons:
            excludes = not each.difference.low <= 0 <= each.difference.high
            inside = max(abs(each.difference.low), abs(each.difference.high)) < 0.004
            assert excludes == (each.adjusted_p <= 0.05)
            assert excludes == each.verdict.startswith(("better", "worse"))
            assert inside == each.verdict.endswith(("within margin", "equivalent"))
            assert 0.05 / 21 <= each.level <= 0.05
            met.add(each.verdict)
    assert len(met) >= 4


def test_levels_of_holm_by_hand():
    # 0.001 <= 0.05 / 4, 0.012 <= 0.05 / 3, 0.03 > 0.05 / 2: the last two are left at 0.025
    assert holm_levels([0.03, 0.001, 0.2, 0.012], 0.05) == pytest.approx(
        [0.025, 0.0125, 0.025, 0.05 / 3]
    )
    assert holm_levels([0.03, np.nan], 0.05).tolist() == [0.05, 0.05]


def test_equivalent_needs_a_declared_margin(tmp_path):
    errors = [[0.100, 0.101, 0.102, 0.1005], [0.1001, 0.1011, 0.1019, 0.1004]]
    assert verdict(tmp_path / "a", errors).verdict == "inconclusive"
    assert verdict(tmp_path / "b", errors, margin=0.01).verdict == "equivalent"


def test_untestable_says_how_many_seeds_are_needed(tmp_path):
    errors = [[0.100, 0.101, 0.102], [0.20, 0.21, 0.22]]  # floor 2 / C(6, 3) = 0.1
    made = verdict(tmp_path, errors, test="permutation")
    assert (made.verdict, made.seeds_needed, made.floor_p) == ("untestable", 4, pytest.approx(0.1))
    five = [[0.100, 0.101, 0.102, 0.103, 0.104], [0.20, 0.21, 0.22, 0.23, 0.24]]
    assert verdict(tmp_path / "b", five, test="permutation").verdict == "worse"
    made = verdict(tmp_path / "c", five, test="permutation", pairing="seed")
    assert (made.verdict, made.seeds_needed) == ("untestable", 6)
    assert verdict(tmp_path / "d", [[0.1], [0.2]]).verdict == "untestable"


def _false_positive_rate(p_value, seeds: int, repeats=2000) -> float:
    """Of 2 x seeds runs of the baseline, split at random into halves."""
    random = np.random.default_rng(20)
    halves = (
        random.permutation(random.normal(0.13, 0.0024, 2 * seeds)).reshape(2, seeds)
        for _ in range(repeats)
    )
    return float(np.mean([p_value(a, b) <= 0.05 for a, b in halves]))


@pytest.mark.parametrize("difference", [welch_difference, paired_difference])
def test_an_a_a_test_finds_5_percent_with_t(difference):
    assert 0.035 <= _false_positive_rate(lambda a, b: difference(a, b).p, seeds=10) <= 0.065


def test_an_a_a_test_finds_5_percent_with_permutations():
    # five seeds each: 252 deals, p <= 0.05 for 12 of them: 0.0476
    assert 0.035 <= _false_positive_rate(permutation_p, seeds=5) <= 0.065


def test_ten_variants_keep_the_family_wise_rate():
    random = np.random.default_rng(21)
    wrong = 0
    for _ in range(2000):
        values = random.normal(0.13, 0.0024, (11, 5))
        p = [welch_difference(values[v], values[0]).p for v in range(1, 11)]
        wrong += (holm(p) <= 0.05).any()
    assert 0.01 <= wrong / 2000 <= 0.065
