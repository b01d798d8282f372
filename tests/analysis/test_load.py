"""The loader: every planned trial has a row, numbers keep their units, and what is wrong is said in
a sentence.
"""

import json

import fake_results
import numpy as np
import pytest
import xarray as xr

from analysis import IncompleteSweep, ResultsError, final_frame, load, tidy

AXES = {"dropout.hidden.rate": [0, 0.5], "data.train": [500, 5000]}
ERRORS = [[0.10, 0.11, 0.12], [0.08, 0.09, 0.10], [0.09, 0.10, 0.11], [0.07, 0.08, 0.09]]


@pytest.fixture
def folder(tmp_path):
    return fake_results.write(
        tmp_path, AXES, ERRORS, diverged=[(1, 2)], missing=[(2, 0), (3, 0), (3, 1), (3, 2)]
    )


def test_dataset_has_named_dimensions_axes_and_units(folder):
    dataset = load(folder)
    assert dataset.sizes == {"trial": 12, "evaluation": 9}
    assert dataset.attrs["axes"] == ["dropout.hidden.rate", "data.train"]
    assert dataset["dropout.hidden.rate"].dims == ("trial",)
    assert dataset["test.error"].attrs["units"] == "1"
    assert dataset["curves.train.loss"].attrs == {
        "units": "nats",
        "long_name": "training loss without noise",
    }
    assert dataset.attrs["analysis"]["metric"] == "test.error"


def test_file_and_directory_give_the_same(folder):
    assert load(folder / "results.h5").identical(load(folder))


def test_planned_trials_without_a_result_have_a_row(folder):
    (folder / "failures").mkdir()
    (folder / "failures" / f"{fake_results.trial_id(3, 1)}.json").write_text("{}")
    frame = final_frame(load(folder))
    assert len(frame) == 12
    assert frame.groupby("variant")["status"].apply(list).tolist() == [
        ["done"] * 3,
        ["done", "done", "diverged"],
        ["missing", "done", "done"],
        ["missing", "failed", "missing"],
    ]
    assert frame["seed"].tolist() == [0, 1, 2] * 4
    # a variant without any trial knows its settings from the plan
    assert frame.loc[
        frame["variant"] == 3, ["dropout.hidden.rate", "data.train"]
    ].drop_duplicates().values.tolist() == [[0.5, 5000]]
    assert frame.loc[frame["status"] == "done", "test.error"].tolist() == [
        0.10,
        0.11,
        0.12,
        0.08,
        0.09,
        0.10,
        0.11,
    ]
    assert frame.loc[frame["status"] != "done", "test.error"].isna().all()


def test_a_partial_sweep_warns_and_counts(folder):
    (folder / "failures").mkdir()
    (folder / "failures" / f"{fake_results.trial_id(3, 1)}.json").write_text("{}")
    with pytest.warns(
        IncompleteSweep,
        match="^fake: 3 missing and 1 failed of 12 planned trials; regsweep run finishes",
    ):
        load(folder)


def test_without_a_plan_variants_times_seeds_are_expected(folder):
    (folder / "plan.json").unlink()
    frame = final_frame(load(folder))
    assert len(frame) == 9  # of variant 3 nothing is known
    assert frame.loc[frame["status"] == "missing", ["variant", "seed"]].values.tolist() == [[2, 0]]


@pytest.mark.parametrize("plan", [True, False])
def test_results_that_say_what_was_planned_are_believed(tmp_path, plan):
    missing = [(1, 0), (3, 0), (3, 1), (3, 2)]
    folder = fake_results.write(
        tmp_path,
        AXES,
        ERRORS,
        plan=plan,
        missing=missing,
        statuses={(1, 0): "failed", (3, 0): "missing", (3, 1): "failed", (3, 2): "missing"},
    )
    fake_results.fail(folder, 3, 0)  # tried, and to be tried again: not failed for good
    frame = final_frame(load(folder))
    assert frame.groupby("variant")["status"].apply(list).tolist() == [
        ["done"] * 3,
        ["failed", "done", "done"],
        ["done"] * 3,
        ["missing", "failed", "missing"],
    ]
    assert frame.loc[frame["variant"] == 3, ["label", *AXES]].drop_duplicates().values.tolist() == [
        ["hidden 0.5, train 5000", 0.5, 5000]
    ]


def test_tidy_has_one_row_per_evaluation(folder):
    frame = tidy(load(folder))
    assert len(frame) == 7 * 9 + 4  # the diverged trial has 4 evaluations
    last = frame[(frame["variant"] == 0) & (frame["seed"] == 1)].iloc[-1]
    assert (last["step"], last["epoch"], last["test.error"]) == (800, 8.0, 0.11)
    assert {
        "trial_id",
        "label",
        "status",
        "dropout.hidden.rate",
        "data.train",
        "validation.error",
        "gradient_norm",
    } <= set(frame)
    assert (frame["step"] >= 0).all()


def test_text_axes(tmp_path):
    frame = final_frame(
        load(
            fake_results.write(
                tmp_path, {"variants": ["none", "l2"]}, [[0.1, 0.2], [0.3, 0.4]], missing=[(1, 0)]
            )
        )
    )
    assert frame["variants"].tolist() == ["none", "none", "l2", "l2"]


def test_no_results_yet(tmp_path):
    with pytest.raises(ResultsError) as raised:
        load(tmp_path)
    assert (
        str(raised.value)
        == f"{tmp_path}/results.h5 does not exist; make it with: regsweep collect {tmp_path}"
    )


def test_damaged_results(tmp_path):
    (tmp_path / "results.h5").write_bytes(b"no HDF5")
    with pytest.raises(
        ResultsError,
        match=(
            "results.h5 is not readable as results .*; it is a cache: delete it and run: regsweep"
            f" collect {tmp_path}"
        ),
    ):
        load(tmp_path)


def test_results_of_another_program(tmp_path):
    xr.Dataset({"x": ("t", np.zeros(2))}).to_netcdf(tmp_path / "results.h5", engine="h5netcdf")
    with pytest.raises(ResultsError) as raised:
        load(tmp_path)
    assert (
        str(raised.value)
        == f"{tmp_path}/results.h5 is not a results.h5 of regsweep (attribute format is None); give"
        " the directory of a sweep"
    )


def test_damaged_plan(folder):
    (folder / "plan.json").write_text(json.dumps({"trials": []})[:-3])
    with pytest.raises(
        ResultsError,
        match="plan.json is not JSON .*; restore it from a copy, or run the sweep's YAML again",
    ):
        load(folder)
