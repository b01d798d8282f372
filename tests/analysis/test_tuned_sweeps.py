"""Trials that served to choose settings are no results: no variants, no comparisons."""

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
