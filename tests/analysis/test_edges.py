"""Statistics at the edge: seeds that agree, seeds that all diverge, looks at unfinished sweeps,
pairs with missing halves, metrics of which more is better. What cannot be said is not said.
"""

from itertools import product

import fake_results
import numpy as np
import pytest
from matplotlib import pyplot as plt

from analysis import ResultsError, load, summarize
from analysis.comparison import hedges, variance_ratio
from analysis.examples import example_interval
from analysis.factorial import anova
from analysis.heat_map import heat_map
from analysis.number_text import DASH
from analysis.resampling import permutation_p, sign_flip_p
from analysis.statistics import (
    mean_band,
    mean_interval,
    paired_difference,
    welch_difference,
    without_spread,
)
from analysis.variance_sources import variance_sources
from analysis.variant_table import variant_table
from analysis.writers import terminal

RATES = {"dropout.hidden.rate": [0, 0.5]}
VARIED = [0.10, 0.12, 0.11]
# one number each, the last ones but for the rounding of another order of summation
ALIKE = [[0.1] * 3, [0.0] * 3, [1 / 3] * 3, [1e9 / 3] * 5, [0.3, 0.1 + 0.2, 0.3], [-1e-9] * 7]


@pytest.fixture(autouse=True)
def quiet(recwarn):
    """Sweeps that lack trials warn; here they are made so."""


def notes(summary) -> str:
    return "\n".join(note.text for note in variant_table(summary).notes)


@pytest.mark.parametrize("values", ALIKE)
def test_seeds_that_agree_have_a_mean_and_neither_interval_nor_t_test(values):
    varied = np.resize(VARIED, len(values)) * (abs(values[0]) or 1)
    mean = mean_interval(values)
    assert mean.mean == pytest.approx(values[0], rel=1e-12) and mean.n == len(values)
    others = [welch_difference(*pair) for pair in product([values], [values, varied])]
    others += [paired_difference(varied, values), paired_difference(values, varied)]
    for each in [mean, *others]:
        assert np.isnan([each.low, each.high, each.p]).all()
    assert np.isnan(mean_band(np.array([values]).T)[1:]).all()
    assert np.isnan(hedges(values, values)) and np.isnan(hedges(values, np.array(values) + 1))
    assert np.isnan(variance_ratio(np.array(values), np.array(values)))
    assert np.isnan(example_interval([values])[1:]).all()


def test_differences_that_agree_are_no_paired_t_test():
    shifted = np.array(VARIED) + 0.037  # differences 0.037 but for rounding
    assert 0 < np.ptp(shifted - VARIED) < 1e-15 and without_spread(shifted - VARIED, 0.2)
    assert np.isnan(paired_difference(shifted, VARIED).p)


def test_what_differs_by_one_example_in_a_million_is_spread():
    assert np.isfinite(mean_interval([0.1, 0.1, 0.1 + 1e-6]).p)
    assert np.isfinite(welch_difference([0.1, 0.1 + 1e-9], [0.2, 0.3]).p)


@pytest.mark.parametrize("low, high", [(0.1, 0.7), (1 / 3, 0.5), (0.0, 1.0)])
def test_permutations_of_groups_without_spread_are_counted_exactly(low, high):
    assert permutation_p([low] * 5, [high] * 5) == pytest.approx(2 / 252)
    assert permutation_p([low] * 4, [low] * 4) == 1
    # three of ten units up, three down: their sum is 0 but for rounding
    assert sign_flip_p(np.array([1, -1, 1, -1, 1, -1]) * 0.1 * (1 + high)) == 1


def test_rounding_is_no_variance_of_a_factorial_sweep_or_of_a_run(sweep):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
    made = [[0.1] * 3, [0.3, 0.1 + 0.2, 0.3], [1 / 3] * 3, [0.7] * 3]
    dataset, summary = sweep(axes, made, evaluations=40)
    effects = anova(dataset, "test.error", summary.axes)
    assert effects["F"].isna().all() and effects["p"].isna().all()
    assert variance_sources(dataset, "test.error").between_seeds == 0
    assert anova(sweep(axes, [[0.1] * 3] * 4, name="b")[0], "test.error", summary.axes) is None


@pytest.mark.parametrize("pairing", ["none", "seed"])
def test_no_spread_is_untestable_and_said(sweep, pairing):
    for name, errors in {"both": [[0.1] * 3, [0.2] * 3], "one": [VARIED, [0.2] * 3]}.items():
        summary = sweep(RATES, errors, name=name, pairing=pairing)[1]
        made = summary.rows[1].comparison
        assert (made.verdict, made.seeds_needed) == ("untestable", None)
        assert "Untestable: seeds that do not vary allow no t test" in notes(summary)
        assert "No spread over seeds, so no interval and no t test: " in notes(summary)
        cells = dict(zip(summary.axes + [1, 2, 3, 4, 5, 6], variant_table(summary).texts[1]))
        assert (cells[3], cells[5]) == (DASH, DASH)
    # which is no reason against exact permutations, where there are seeds enough
    errors = [[0.1] * 5, [0.2] * 5]
    assert sweep(RATES, errors, name="c", test="permutation")[1].rows[1].verdict == "worse"


def test_seeds_that_all_diverge_are_counted_and_not_called_one_seed(sweep):
    every = [(variant, seed) for variant in (0, 1) for seed in range(3)]
    _, summary = sweep(RATES, [VARIED, VARIED], diverged=every)
    said = notes(summary)
    assert "hidden 0: 0 of 3 seeds finished; 3 diverged (seeds 0, 1, 2)." in said
    assert "No variant has two seeds with a value: no intervals." in said
    assert "Untestable: at least 2 seeds of both variants must have a value." in said
    assert "One seed" not in said and "Interim" not in said
    assert "One seed per variant: no intervals." in notes(sweep(RATES, [[0.1], [0.2]], name="b")[1])


def test_a_trial_without_a_number_is_told_by_its_status(sweep, tmp_path):
    folder = fake_results.write(
        tmp_path / "a", RATES, [[0.1, 0.2, 0.3, 0.4, 0.5]] * 2, diverged=[(0, 0)], missing=[(0, 1)]
    )
    fake_results.fail(folder, 0, 1)
    dataset = load(folder)
    dataset["test.error"].values[[2, 6]] = np.nan  # done, but not recorded
    rows = summarize(dataset).rows
    told = [(row.diverged, row.failed, row.missing, row.unrecorded) for row in rows]
    assert told == [([0], [1], [], [2]), ([], [], [], [1])]
    assert [row.seeds for row in rows] == [[3, 4], [0, 2, 3, 4]]
    assert (
        "hidden 0: 3 of 5 seeds finished; 1 diverged (seed 0), 1 failed (seed 1), 1 without this"
        " metric (seed 2)." in notes(summarize(dataset))
    )
    dataset["test.loss"].values[:] = np.nan
    with pytest.raises(ResultsError, match="^none of the 8 trials that are done recorded the metr"):
        summarize(dataset, "test.loss")


@pytest.mark.parametrize("fails", [False, True])
def test_a_look_at_an_unfinished_sweep_says_interim(tmp_path, fails):
    folder = fake_results.write(tmp_path, RATES, [VARIED, VARIED], missing=[(1, 2)])
    if fails:
        fake_results.fail(folder, 1, 2)
    summary = summarize(load(folder))
    word = "failed" if fails else "missing"
    assert f"Interim: 1 {word} of 6 trials; numbers and verdicts may change" in notes(summary)
    done = fake_results.write(tmp_path / "b", RATES, [VARIED, VARIED], diverged=[(1, 2)])
    assert "Interim" not in notes(summarize(load(done)))


def test_a_margin_belongs_to_its_metric(sweep):
    dataset, _ = sweep(RATES, [VARIED, VARIED], margin=0.5)
    assert summarize(dataset).rows[1].verdict == "equivalent"
    other = summarize(dataset, "validation.error")
    assert other.margin is None and other.rows[1].verdict != "equivalent"
    assert "the margin of equivalence was declared for test.error and is not used" in notes(other)


def test_pairs_with_missing_halves_are_said_to_be_over_the_common_seeds(sweep):
    errors = [VARIED + [0.13], [0.09, 0.10, 0.10, 0.12]]
    options = {"pairing": "seed", "diverged": [(0, 1)]}
    summary = sweep(RATES, errors, **options)[1]
    assert summary.rows[1].difference.n == 3
    assert (
        "Paired differences are over the common seeds, means over all: hidden 0.5 against hidden 0"
        " seeds 0, 2, 3." in notes(summary)
    )
    assert "common seeds" not in notes(sweep(RATES, errors, name="all", pairing="seed")[1])
    assert "common seeds" not in notes(sweep(RATES, errors, name="b", diverged=[(0, 1)])[1])


@pytest.mark.parametrize("name, lower", [("test.error", True), ("test.accuracy", False)])
def test_lists_and_colours_know_whether_lower_is_better(sweep, name, lower):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
    values = [[0.50, 0.51, 0.52], [0.20, 0.21, 0.22], [0.80, 0.81, 0.82], [0.50, 0.52, 0.53]]
    dataset, _ = sweep(axes, values)
    dataset["test.accuracy"] = dataset["test.error"]
    summary = summarize(dataset, name)
    lines = terminal.text(variant_table(summary), color=True).splitlines()[3:7]
    green, red = (["\033[32m" in line for line in lines], ["\033[31m" in line for line in lines])
    smaller, larger = [False, True, False, False], [False, False, True, False]
    assert (green, red) == ((smaller, larger) if lower else (larger, smaller))
    assert summary.rows[1].verdict == ("better" if lower else "worse")
    (image,) = heat_map(summary).axes[0].get_images()
    light = [sum(image.to_rgba(value)[:3]) for value in (0.21, 0.81)]
    assert (light[0] > light[1]) == lower
    plt.close("all")
