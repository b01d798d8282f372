"""Trials that are begun and not finished: read from checkpoints, drawn on the page of a live
report, counted nowhere.
"""

import fake_results
import h5py
import numpy as np
import pytest

from analysis import load, page, report, summarize
from analysis.in_training import MOST, in_training, read_begun, sentence
from analysis.load import IncompleteSweep

AXES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.11, 0.13], [0.08, 0.09, 0.10]]
MISSING = [(1, 1), (1, 2)]
EPOCHS = np.array([0.0, 1.0, 2.0])


def checkpoint(folder, variant, seed, step=200, **curves):
    """As a trial writes it, without its weights."""
    (folder / "checkpoints").mkdir(exist_ok=True)
    file = folder / "checkpoints" / f"{fake_results.trial_id(variant, seed)}.h5"
    with h5py.File(file, "w") as opened:
        opened.attrs["step"] = step
        for name, values in {"epoch": EPOCHS, **curves}.items():
            opened[f"history/{name}"] = values
    return file


@pytest.fixture
def sweep(tmp_path):
    fake_results.write(tmp_path, AXES, ERRORS, missing=MISSING)
    with pytest.warns(IncompleteSweep):
        dataset = load(tmp_path)
    return tmp_path, dataset


def test_only_planned_trials_without_a_result_that_have_evaluations_are_read(sweep):
    folder, dataset = sweep
    error = np.array([0.5, 0.25, 0.125])
    checkpoint(folder, 1, 2, 200, **{"validation.error": error})
    checkpoint(folder, 0, 0)  # finished: left behind by a node that was lost
    checkpoint(folder, 1, 1, 10, epoch=np.array([]))
    (begun,) = read_begun(folder, dataset)
    assert (begun.words, begun.step) == ("hidden 0.5, seed 2", 200)
    np.testing.assert_array_equal(begun.curves["validation.error"], error)
    (folder / "checkpoints" / f"{fake_results.trial_id(1, 1)}.h5").write_text("half of it")
    assert len(read_begun(folder, dataset)) == 1


def test_the_figure_has_their_curves_over_those_of_the_finished_in_percent(sweep):
    folder, dataset = sweep
    curves = {"validation.error": np.array([0.5, 0.25, 0.125]), "train.loss": 1 / (1 + EPOCHS)}
    checkpoint(folder, 1, 2, **curves)
    figure = in_training(dataset, read_begun(folder, dataset))
    error, loss = figure.axes
    assert error.get_ylabel() == "Validation error (%)"
    np.testing.assert_allclose(error.lines[0].get_ydata(), [50, 25, 12.5])
    np.testing.assert_allclose(loss.lines[0].get_ydata(), [1, 1 / 2, 1 / 3])
    assert len(error.collections[0].get_segments()) == 4  # trials that are done
    assert in_training(dataset, []) is None


def test_of_many_the_farthest_are_named(sweep):
    folder, dataset = sweep
    checkpoint(folder, 1, 2, 1200)
    (one,) = read_begun(folder, dataset)
    many = [one._replace(seed=each, step=1000 + each) for each in range(MOST + 2)]
    said = sentence(many)
    assert said.startswith(f"Begun and not finished: hidden 0.5, seed {MOST + 1} (step 1,008);")
    assert said.endswith("; and 2 more.")


def test_the_page_shows_them_and_counts_them_nowhere(sweep):
    folder, dataset = sweep
    checkpoint(folder, 1, 2, **{"validation.error": np.array([0.5, 0.25, 0.125])})
    summary = summarize(dataset)
    tables = report.summary_tables(summary)
    without = page.page(dataset, summary, tables, {})
    text = page.page(dataset, summary, tables, {}, read_begun(folder, dataset))
    assert "In training" not in without
    assert text.index("hidden 0.5, seed 2 (step 200)") < text.index("<h2>Results</h2>")
    assert text[text.index("<h2>Results</h2>") :] == without[without.index("<h2>Results</h2>") :]
