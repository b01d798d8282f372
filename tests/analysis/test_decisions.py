"""Questions that are answered from kept trials (experiments/bench/decisions): verdicts and costs on
pools whose answers are known.
"""

import numpy as np
import pytest

from experiments.bench.decisions.answer import answer, fixed, until_decided
from experiments.bench.decisions.pool import LENGTH, Pool
from experiments.bench.decisions.questions import Way, score
from experiments.bench.decisions.search import Search, arms_of, choose


def pool_of(values, validation=None, names=None, lengths=None):
    """Trials of one core-second for each epoch; `validation` [variants]."""
    values = np.asarray(values, dtype=float)
    lengths = np.ones(len(values)) if lengths is None else np.asarray(lengths, dtype=float)
    seeds = np.ones(values.shape[1])
    names = names or [f"v {each}" for each in range(len(values))]
    return Pool(
        names=names,
        settings=[{"variants": a, LENGTH: b} for a, b in zip(names, lengths)],
        values=values,
        seconds=np.outer(lengths, seeds),
        validation=np.outer(np.zeros(len(values)) if validation is None else validation, seeds),
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
    names = ["none", "none", "weight decay 1e-4", "weight decay 1e-1", "dropout 0.5", "none"]
    pool = pool_of(np.zeros((6, 3)), names=names, lengths=[4, 4, 4, 4, 4, 2])
    assert arms_of(pool) == {"none": [0, 1], "weight decay": [2, 3], "dropout": [4]}


def test_a_grid_costs_every_cell_and_halving_whole_trainings_of_few():
    """Cell 0 is behind early and best in the end: the grid finds it, rungs lose it."""
    names = ["a 1", "a 2", "a 3", "a 4"] * 3
    validation = [1, 3, 2, 4] + [4, 2, 1, 3] + [4, 1, 2, 3]  # of 4, 2 and 1 epochs
    pool = pool_of(np.zeros((12, 6)), validation, names, np.repeat([4, 2, 1], 4))
    cells, seeds = arms_of(pool)["a"], np.array([5, 1])
    assert choose(pool, cells, Search(2), seeds, None) == (0, 4 * 4 * 2)
    made = choose(pool, cells, Search(2, rungs=(1, 2)), seeds, None)
    assert made == (2, (4 * 1 + 2 * 2 + 1 * 4) * 2)


def test_points_are_cells_of_the_arm_and_a_cell_is_paid_once():
    pool = pool_of(np.zeros((4, 3)), [3, 2, 1, 0])
    cell, seconds = choose(pool, [1, 2], Search(1, 50), np.array([0]), np.random.default_rng(2))
    assert (cell, seconds) == (2, 2)


def test_scores_count_against_the_answer_of_all_seeds(family):
    pool = pool_of(family)
    made = score(pool, Way("all", fixed(20)), 3)
    assert made.found == pytest.approx(2 / 3) and made.missed == made.wrong == 0
    assert made.seconds == 80
