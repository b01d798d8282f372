"""Folds and other splits of the same data: what is averaged and what is compared, by hand, and the
level of the corrected test, simulated.
"""

import numpy as np
import pytest
from scipy import stats

import fake_results
from analysis import load, summarize
from analysis.figures import make
from analysis.splits import merged
from analysis.statistics import paired_difference
from analysis.variant_table import variant_table

AXES = {"data.fold.index": [0, 1, 2], "dropout.hidden.rate": [0, 0.5]}
# [fold 0 plain, fold 0 dropout, fold 1 plain, ...], two seeds each
ERRORS = [[0.10, 0.12], [0.08, 0.10], [0.20, 0.22], [0.19, 0.19], [0.30, 0.32], [0.26, 0.26]]
DECLARED = {"splits": "data.fold.index", "held_out": 0.5}


def test_seeds_are_averaged_within_splits_and_compared_over_them(sweep):
    _, summary = sweep(AXES, ERRORS, **DECLARED)
    assert summary.axes == ["dropout.hidden.rate"] and summary.splits == "data.fold.index"
    plain, dropout = summary.rows
    assert plain.values == pytest.approx([0.11, 0.21, 0.31])
    assert dropout.values == pytest.approx([0.09, 0.19, 0.26])
    assert (plain.label, dropout.label) == ("hidden 0", "hidden 0.5")
    assert (plain.planned, plain.variant, dropout.variant, summary.baseline) == (3, 0, 1, 0)
    error = np.std([-0.02, -0.02, -0.05], ddof=1) * np.sqrt(1 / 3 + 0.5)
    assert dropout.difference.mean == pytest.approx(-0.03)
    assert dropout.difference.error == pytest.approx(error)
    assert dropout.difference.p == pytest.approx(2 * stats.t.sf(0.03 / error, 2))
    assert dropout.comparison.seeds_needed is None
    assert plain.mean.error == pytest.approx(0.1 * np.sqrt(1 / 3 + 0.5))


def test_each_row_knows_all_its_trials(sweep):
    _, summary = sweep(AXES, ERRORS, **DECLARED)
    trials = [fake_results.trial_id(variant, seed) for variant in (1, 3, 5) for seed in (0, 1)]
    assert summary.rows[1].trials == trials


def test_tables_and_figures_say_what_they_are_of(sweep):
    dataset, summary = sweep(AXES, ERRORS, **DECLARED)
    said = variant_table(summary).notes[0].text
    assert "Mean over 3 splits (data.fold.index) of means over seeds" in said
    assert "1/3 + 0.5 (Nadeau & Bengio 2003); differences paired by split" in said
    for kind in ("dose_response", "curves", "learning"):
        assert make(dataset, summary, kind)
    assert merged(merged(dataset)) is not dataset


def test_a_split_that_lacks_a_trial_has_no_value(sweep):
    _, summary = sweep(AXES, ERRORS, missing=[(3, 1)], diverged=[(0, 0)], **DECLARED)
    plain, dropout = summary.rows
    assert dropout.values == pytest.approx([0.09, 0.26]) and dropout.missing == [1]
    assert plain.values == pytest.approx([0.21, 0.31]) and plain.diverged == [0]
    assert any("splits finished" in note.text for note in summary.notes)


def test_without_splits_nothing_changes(tmp_path):
    dataset = load(fake_results.write(tmp_path / "plain", AXES, ERRORS))
    assert merged(dataset) is dataset
    assert len(summarize(dataset).rows) == 6


def test_the_corrected_test_keeps_its_level_where_a_plain_one_does_not():
    # Two learners that are equally good by symmetry: regressions of y = u + v + noise on u, and on
    # v. 15 random splits of 60 examples, 10 % tested; 600 worlds. Measured: 23 % and 6 %.
    random = np.random.default_rng(0)
    rejected = {0: 0, 6 / 54: 0}
    for _ in range(600):
        u, v, noise = random.normal(size=(3, 60))
        y = u + v + noise
        losses = []
        for _ in range(15):
            order = random.permutation(60)
            test, train = order[:6], order[6:]
            slopes = [x[train] @ y[train] / (x[train] @ x[train]) for x in (u, v)]
            errors = [((y - b * x)[test] ** 2).mean() for x, b in zip((u, v), slopes)]
            losses.append(errors)
        first, second = np.transpose(losses)
        for held_out in rejected:
            rejected[held_out] += paired_difference(first, second, 0.05, held_out).p < 0.05
    plain, corrected = (count / 600 for count in rejected.values())
    assert plain > 0.15 and corrected < 0.08
