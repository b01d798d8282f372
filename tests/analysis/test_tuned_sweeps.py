"""Trials that served to choose settings are no results: no variants, no comparisons."""

import json

import pytest

import fake_results
from analysis import ResultsError, load
from analysis.planned import _planned


def test_trials_of_the_tuning_stage_are_not_expected_among_the_results():
    plan = {
        "variants": [{"label": "none #1", "stage": "tuning"}, {"label": "none"}],
        "trials": [
            {"id": "a", "variant": 0, "seed": 2147483648},
            {"id": "b", "variant": 1, "seed": 0},
            {"id": "c", "variant": 1, "seed": 1},
        ],
    }
    planned = _planned(None, plan, None)
    assert list(planned["trial_id"]) == ["b", "c"]
    assert set(planned["label"]) == {"none"}


def test_a_sweep_that_still_chooses_settings_is_told_in_a_sentence(tmp_path):
    folder = fake_results.write(tmp_path, {"dropout.hidden.rate": [0, 0.5]}, [[0.1], [0.2]])
    plan = json.loads((folder / "plan.json").read_text())
    for variant in plan["variants"]:
        variant["stage"] = "tuning"
    (folder / "plan.json").write_text(json.dumps(plan))
    with pytest.raises(ResultsError, match="no results yet, for its trials so far serve to choose"):
        load(folder)
