"""Averages of networks: Jensen's inequality, equal networks, and two that disagree."""

import fake_results
import h5py
import numpy as np
import pytest

from analysis import load, report, summarize
from analysis.ensembles import averaged, ensembles


def test_equal_networks_gain_nothing_and_others_never_lose():
    random = np.random.default_rng(3)
    logits = random.normal(size=(4, 50, 3))
    p = np.exp(logits) / np.exp(logits).sum(axis=2, keepdims=True)
    labels = random.integers(0, 3, 50)
    losses, _ = averaged(p, labels)
    assert (np.diff(losses) < 0).all()
    assert losses[0] == pytest.approx(np.mean([-np.log(p[:, i, labels[i]]) for i in range(50)]))
    assert losses[3] == pytest.approx(
        np.mean([-np.log(p[:, i, labels[i]].mean()) for i in range(50)])
    )
    losses, errors = averaged(np.repeat(p[:1], 3, axis=0), labels)
    assert np.ptp(losses) == pytest.approx(0) and np.ptp(errors) == pytest.approx(0)


def test_two_networks_that_disagree():
    p = np.array([[[0.9, 0.1]], [[0.2, 0.8]]])
    losses, errors = averaged(p, np.array([0]))
    assert losses == pytest.approx([(-np.log(0.9) - np.log(0.2)) / 2, -np.log(0.55)])
    assert errors.tolist() == [0.5, 0]


def test_the_report_has_ensembles_where_trials_keep_probabilities(tmp_path):
    rates = {"dropout.hidden.rate": [0, 0.5]}
    folder = fake_results.write(tmp_path, rates, [[0.25, 0.25], [0.5, 0.35]])
    (folder / "trials").mkdir()
    for seed, p in enumerate([0.9, 0.2]):
        trial = fake_results.trial_id(0, seed)
        with h5py.File(folder / "trials" / f"{trial}.h5", "w") as file:
            file["examples/test.probability"] = np.array([[p, 1 - p]], dtype=np.float16)
            file["examples/test.label"] = np.array([0])
            file["examples/test.loss"] = np.array([-np.log(p)])
    dataset = load(folder)
    summary = summarize(dataset)
    (one,) = ensembles(dataset, summary)
    assert one.row.variant == 0 and one.gain == pytest.approx(0.2596, abs=1e-3)
    texts = report.table_texts(dataset, summary)
    assert len(texts["ensembles.csv"].splitlines()) == 3
    assert "| `networks` |  | networks of other seeds" in texts["codebook.md"]
