"""A row per variant: differences to the baseline, pairing and its refusal, what is missing."""

import fake_results
import numpy as np
import pytest

from analysis import ResultsError, summarize
from analysis.statistics import paired_difference, welch_difference

RATES = {"dropout.hidden.rate": [0, 0.5]}
A, B = [0.10, 0.12, 0.11], [0.09, 0.10, 0.10]


@pytest.fixture
def made(sweep):
    return lambda **options: sweep(RATES, [A, B], **options)[1]


def test_independent_means_by_default(made):
    summary = made()
    assert summary.method == "welch" and summary.baseline == 0 and summary.family == 1
    assert summary.rows[0].difference is None
    assert summary.rows[1].difference == pytest.approx(welch_difference(B, A), nan_ok=True)
    assert summary.rows[1].difference.mean == pytest.approx(-0.04 / 3)
    assert [note.text for note in summary.notes] == []


def test_paired_by_seed_when_certificates_agree(made):
    summary = made(pairing="seed")
    assert summary.method == "paired"
    assert summary.rows[1].difference == pytest.approx(paired_difference(B, A), nan_ok=True)
    # differences -0.01, -0.02, -0.01: mean -0.04/3, standard error 0.01/3
    assert summary.rows[1].difference.half_width == pytest.approx(4.302652730 * 0.01 / 3, rel=1e-8)


def test_pairing_is_refused_when_certificates_differ(made):
    summary = made(pairing="seed", certificates={(1, 2): "another"})
    assert summary.method == "welch"
    assert summary.rows[1].difference == pytest.approx(welch_difference(B, A), nan_ok=True)
    assert [note.text for note in summary.notes] == [
        "Not paired by seed: trials of seed 2 differ in their initial weights"
        f" ({fake_results.trial_id(0, 2)}, {fake_results.trial_id(1, 2)}); intervals are those of"
        " independent samples."
    ]


def test_the_trial_that_differs_from_most_is_named(sweep):
    axes = {"dropout.hidden.rate": [0, 0.25, 0.5]}
    summary = sweep(axes, [A, B, A], pairing="seed", certificates={(1, 2): "another"})[1]
    assert (
        f"differ in their initial weights ({fake_results.trial_id(1, 2)});" in summary.notes[0].text
    )


def test_pairing_uses_complete_pairs_only(made):
    summary = made(pairing="seed", diverged=[(0, 2)])
    assert summary.rows[1].difference == pytest.approx(
        paired_difference([0.09, 0.10], [0.10, 0.12]), nan_ok=True
    )
    assert (summary.rows[1].difference.n, summary.rows[1].mean.n) == (2, 3)


def test_diverged_and_missing_are_counted_and_told(made):
    summary = made(diverged=[(0, 1)], missing=[(1, 0), (1, 2)])
    first, second = summary.rows
    assert (first.planned, first.mean.n, first.diverged, first.missing) == (3, 2, [1], [])
    assert first.mean.mean == pytest.approx(0.105)
    assert (second.mean.n, second.missing) == (1, [0, 2])
    assert np.isnan(second.mean.low) and np.isnan(second.difference.low)
    assert [note.text for note in summary.notes][1:] == [
        "\u2020 hidden 0: 2 of 3 seeds finished; 1 diverged (seed 1).",
        "\u2020 hidden 0.5: 1 of 3 seeds finished; 2 missing (seeds 0, 2).",
    ]


def test_a_variant_without_any_trial_stays(made):
    summary = made(missing=[(1, 0), (1, 1), (1, 2)])
    assert summary.rows[1].mean.n == 0 and summary.rows[1].settings == {"dropout.hidden.rate": 0.5}


def test_all_pairs_enlarges_the_family(sweep):
    errors = [[0.10, 0.12, 0.11], [0.09, 0.10, 0.105], [0.08, 0.10, 0.085], [0.07, 0.09, 0.095]]
    axes = {"dropout.hidden.rate": [0, 0.1, 0.2, 0.3]}
    to_baseline = sweep(axes, errors, name="a")[1]
    all_pairs = sweep(axes, errors, compare="all_pairs", name="b")[1]
    assert (to_baseline.family, all_pairs.family) == (3, 6)
    assert all(
        b.adjusted_p >= a.adjusted_p for a, b in zip(to_baseline.rows[1:], all_pairs.rows[1:])
    )
    smallest = min(row.difference.p for row in to_baseline.rows[1:])
    assert min(row.adjusted_p for row in to_baseline.rows[1:]) == pytest.approx(3 * smallest)


def test_another_metric_is_exploratory(sweep):
    dataset, _ = sweep(RATES, [A, B])
    assert [note.text for note in summarize(dataset, "test.loss").notes] == [
        "Exploratory: the plan's metric is test.error."
    ]
    with pytest.raises(
        ResultsError,
        match="^the results have no metric 'test.eror'; choose one of best.test.error, ",
    ):
        summarize(dataset, "test.eror")


def test_no_baseline(made):
    summary = made(baseline=None)
    assert summary.baseline is None and summary.rows[1].difference is None
