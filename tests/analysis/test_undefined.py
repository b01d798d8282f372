"""Quantities without a number in some finished trials: how many is said, and how claims about them
are judged.
"""

import fake_results
import numpy as np
import pytest

from analysis import figures, load, probe_page, summarize
from analysis.claim_table import claim_records, claim_table
from analysis.claims import judge_claims
from analysis.undefined import Undefined, undefined_among

RATES = {"dropout.hidden.rate": [0, 0.5]}
LOWER = {"metric": "probes.a.gini", "of_variant": 1, "against_variant": 0, "is": "lower"}
NOTHING = np.nan


@pytest.fixture
def judged_with(tmp_path):
    """Five seeds of two variants; `numbers` [variant][seed] of each of two layers."""

    def make(numbers, expect=None, diverged=()):
        claim = {"name": "even", "says": "It is so", "expect": expect or LOWER}
        errors = [[0.1, 0.11, 0.12, 0.13, 0.14]] * 2
        folder = fake_results.write(
            tmp_path, RATES, errors, claims=[claim], pairing="seed", diverged=diverged
        )
        dataset = load(folder).assign_coords(layer=["hidden.0", "hidden.1"])
        values = np.array(numbers, dtype=float).reshape(-1)
        dataset["probes.a.gini"] = (("trial", "layer"), np.stack([values, values], 1))
        return dataset, judge_claims(dataset)

    return make


def cell_and_notes(dataset, judged):
    table = claim_table(dataset, judged)
    return table.texts[0][2], " ".join(note.text for note in table.notes)


def test_a_number_that_is_not_finite_is_undefined():
    assert undefined_among(np.array([1, np.nan, np.inf])) == Undefined(2, 3)
    assert Undefined(2, 3).words == "undefined in 2 of 3 trials"
    assert Undefined(0, 3).words == ""


def test_a_claim_about_what_is_undefined_everywhere_says_so(judged_with):
    dataset, judged = judged_with([[NOTHING] * 5] * 2)
    assert judged[0].verdict == "undecided"
    said, notes = cell_and_notes(dataset, judged)
    assert said == "undefined in 10 of 10 trials"
    assert "judged over the others" in notes
    (record,) = claim_records(dataset, judged)
    assert (record["undefined"], record["trials"]) == (10, 10)


def test_too_few_pairs_are_told_from_seeds_without_spread(judged_with):
    lacking = [0.5, NOTHING, NOTHING, NOTHING, NOTHING]
    dataset, judged = judged_with([lacking, [0.1, 0.2, 0.3, 0.2, 0.1]])
    said, _ = cell_and_notes(dataset, judged)
    assert said == "undefined in 4 of 10 trials, which leaves fewer than two seeds"
    dataset, judged = judged_with([[0.5] * 5, [0.1, 0.2, 0.3, 0.2, 0.1]])
    said, notes = cell_and_notes(dataset, judged)
    assert said == "seeds without spread" and "undefined" not in notes


def test_a_claim_is_judged_over_pairs_of_which_both_are_defined(judged_with):
    """Differences of seeds 0, 1 and 4: -0.4, -0.3, -0.5."""
    before = [0.5, 0.5, NOTHING, 0.9, 0.7]
    after = [0.1, 0.2, 0.8, NOTHING, 0.2]
    dataset, judged = judged_with([before, after])
    assert judged[0].quantity.n == 3
    assert judged[0].quantity.mean == pytest.approx(-0.4)
    assert judged[0].verdict == "holds"
    said, _ = cell_and_notes(dataset, judged)
    assert said.endswith("; undefined in 2 of 10 trials")


def test_trials_that_diverged_are_not_called_undefined(judged_with):
    before = [0.5, 0.5, 0.6, 0.9, NOTHING]
    _, judged = judged_with([before, [0.1, 0.2, 0.2, 0.4, 0.3]], diverged=[(1, 2)])
    assert judged[0].undefined == Undefined(1, 9)


def test_the_place_of_a_minimum_of_what_is_undefined_is_undecided(judged_with):
    expect = {
        "metric": "probes.a.gini",
        "lowest_along": "dropout.hidden.rate",
        "along_variants": [[0, 0], [0.5, 1]],
        "within": [0, 0.5],
    }
    dataset, judged = judged_with([[NOTHING] * 5, [0.1, 0.2, 0.3, 0.2, 0.1]], expect)
    assert cell_and_notes(dataset, judged)[0] == (
        "undefined in 5 of 10 trials, which leaves fewer than two seeds"
    )


def test_figures_and_pages_say_how_many_trials_count(judged_with):
    dataset, _ = judged_with([[0.5, NOTHING, 0.6, 0.9, NOTHING], [0.1, 0.2, 0.3, 0.2, 0.1]])
    dataset["probes.a.norm"] = (("trial",), np.arange(10.0))
    summary = summarize(dataset)
    (drawing,) = figures.make(dataset, summary, "probe_doses")
    notes = " ".join(drawing.notes)
    assert "Gini: undefined in 2 of 10 trials, which count in no mean." in notes
    assert "Norm: undefined" not in notes
    page = probe_page.pages(dataset, summary, {})["a"]
    assert "(3 of 5)" in page and "(5 of 5)" not in page
