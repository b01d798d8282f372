"""Two sources of noise in one interval, and divergence as an outcome: against sums by hand, against
scipy, and by simulation.
"""

import numpy as np
import pytest
from scipy import stats

from analysis.divergence import divergence_table, outcomes
from analysis.two_way import two_way_interval
from analysis.variant_table import variant_table


def test_two_way_interval_by_hand():
    # rows 1, 2 / 3, 6: row means 1.5, 4.5, column means 2, 4, mean 3; MS_s = 2 x 4.5 = 9,
    # MS_e = 2 x 2 = 4, residuals +-0.5: MS_r = 1; (9 + 4 - 1) / 4 = 3; 144 / (81 + 16 + 1)
    made = two_way_interval([[1, 2], [3, 6]])
    assert made.error == pytest.approx(np.sqrt(3)) and made.freedom == pytest.approx(144 / 98)
    assert made.high - 3 == pytest.approx(stats.t.ppf(0.975, 144 / 98) * np.sqrt(3))
    assert np.isnan(two_way_interval([[1.0, 2.0]]).low)
    assert np.isnan(two_way_interval(np.ones((3, 4))).low)


@pytest.mark.parametrize("of_seeds, of_examples", [(1, 0), (0, 1), (0.3, 3), (1, 10)])
def test_two_way_intervals_cover_as_they_say(of_seeds, of_examples):
    """Seeds alone, examples alone, both: an interval over one source misses where both vary."""
    random = np.random.default_rng(1)
    seeds, examples, rounds = 5, 60, 1500
    hits, one_source = 0, 0
    for _ in range(rounds):
        x = of_seeds * random.normal(size=(seeds, 1)) + of_examples * random.normal(size=examples)
        x = x + random.normal(size=(seeds, examples))
        made = two_way_interval(x)
        hits += made.low <= 0 <= made.high
        alone = stats.t.interval(0.95, seeds - 1, x.mean(), stats.sem(x.mean(axis=1)))
        one_source += alone[0] <= 0 <= alone[1]
    assert hits / rounds >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / rounds)
    assert hits / rounds <= 0.985  # and is not needlessly wide
    assert (one_source / rounds < 0.9) == (of_examples > 0.5)


def test_divergence_is_compared_by_rates_and_by_ranks(sweep):
    errors = [[0.10, 0.11, 0.12, 0.13], [0.05, 0.06, 0.07, 0.08]]
    _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, errors, diverged=[(1, 0), (1, 1)])
    first, second = outcomes(summary)
    assert first.rate[0] == 0 and second.rate == pytest.approx((0.5, 0.0676, 0.9324), abs=1e-4)
    assert second.rate_p == pytest.approx(stats.fisher_exact([[2, 2], [0, 4]])[1])
    # two of four are better than all of the baseline, two are worse than all: 8 of 16 pairs
    assert second.improvement == 0.5
    said = divergence_table(summary).texts
    assert said[1][:3] == ["hidden 0.5", "2 of 4", "50 [7, 93]"] and said[0][3] == "baseline"


def test_a_better_mean_of_survivors_is_not_bold_and_says_so(sweep):
    errors = [[0.10, 0.11, 0.12, 0.13], [0.01, 0.011, 0.012, 0.013]]
    for diverged, bold, word in (([], True, "better"), ([(1, 0)], False, "better, 1 diverged")):
        name = f"sweep{len(diverged)}"
        _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, errors, name, diverged=diverged)
        table = variant_table(summary)
        cells = table.rows[1].cells
        place = {column.name: i for i, column in enumerate(table.columns)}
        assert cells[place["mean"]].bold == bold and cells[place["verdict"]].text == word


def test_nothing_diverged_makes_no_table(sweep):
    _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, [[0.1, 0.2], [0.3, 0.4]])
    assert divergence_table(summary) is None
