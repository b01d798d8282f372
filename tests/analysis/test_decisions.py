"""Questions that are answered from kept trials (experiments/bench/decisions): verdicts and costs on
pools whose answers are known.
"""

import numpy as np
import pytest

from experiments.bench.decisions.answer import answer, fixed, until_decided
from experiments.bench.decisions.pool import Pool
from experiments.bench.decisions.questions import Way, score
from experiments.bench.decisions.search import Search, arms_of, choose


def pool_of(values, validation=None, names=None):
    """Trials of one core-second each; `validation` [variants, evaluations] after 1/4, 1/2, 1."""
    values = np.asarray(values, dtype=float)
    if validation is None:
        validation = np.zeros((len(values), 3))
    return Pool(
        names=names or [f"v {each}" for each in range(len(values))],
        values=values,
        seconds=np.ones_like(values),
        validation=np.repeat(np.asarray(validation, dtype=float)[:, None], values.shape[1], axis=1),
        passed=np.array([0.25, 0.5, 1.0]),
        alpha=0.05,
        lower_is_better=True,
    )


@pytest.fixture
def family():
    """Ten spreads better than the baseline, ten worse, and nothing but noise; 20 seeds."""
    random = np.random.default_rng(1)
    return random.normal(size=(4, 20)) + np.array([[0], [-10], [10], [0]])


def test_a_fixed_number_of_seeds_is_paid_for_by_all(family):
    made = answer(family, np.ones_like(family), fixed(10), 0.05, True)
    assert made.verdicts == ["better", "worse", "inconclusive"] and made.seconds == 4 * 10


def test_what_is_decided_stops_and_the_baseline_goes_on(family):
    made = answer(family, np.ones_like(family), until_decided(4, 4, 20), 0.05, True)
    assert made.verdicts == ["better", "worse", "inconclusive"]
    # t of ten spreads passes O'Brien and Fleming's bound with 12 of 20 seeds at the latest
    assert 20 + 4 + 4 + 20 <= made.seconds <= 20 + 12 + 12 + 20


def test_arms_are_what_stands_before_a_strength():
    names = ["none", "none", "weight decay 1e-4", "weight decay 1e-1", "dropout 0.5"]
    assert arms_of(names) == {"none": [0, 1], "weight decay": [2, 3], "dropout": [4]}


def test_a_grid_costs_every_cell_and_halving_half_of_what_is_left():
    """Cell 0 is behind early and best in the end: the grid finds it, rungs lose it."""
    validation = [[4, 4, 1], [1, 2, 3], [2, 1, 2], [3, 3, 4]]
    pool, seeds = pool_of(np.zeros((4, 6)), validation), np.array([5, 1])
    assert choose(pool, [0, 1, 2, 3], Search(2), seeds, None) == (0, 4 * 2)
    made = choose(pool, [0, 1, 2, 3], Search(2, rungs=(0.25, 0.5)), seeds, None)
    # two cells stop after a quarter, one after half
    assert made == (2, 2 * (0.25 + 0.25 + 0.5 + 1))


def test_points_are_cells_of_the_arm_and_a_cell_is_paid_once():
    pool = pool_of(np.zeros((4, 3)), [[3] * 3, [2] * 3, [1] * 3, [0] * 3])
    cell, seconds = choose(pool, [1, 2], Search(1, 50), np.array([0]), np.random.default_rng(2))
    assert (cell, seconds) == (2, 2)


def test_scores_count_against_the_answer_of_all_seeds(family):
    pool = pool_of(family)
    made = score(pool, Way("all", fixed(20)), 3)
    assert made.found == pytest.approx(2 / 3) and made.missed == made.wrong == 0
    assert made.seconds == 80
