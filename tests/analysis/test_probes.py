"""Probes as metrics: means over layers and heads, at the last step that has a number."""

import numpy as np
import pytest
import xarray as xr

from analysis.metrics import metric
from analysis.probes import one_number, probe_metrics


def variable(dims, values):
    return xr.DataArray(np.array(values, dtype=float), dims=dims)


def test_means_leave_out_what_a_trial_lacks():
    found = one_number(variable(("trial", "layer", "head"), [[[1, 2], [3, np.nan]]]))
    assert found == pytest.approx([2])
    assert np.isnan(one_number(variable(("trial", "layer"), [[np.nan, np.nan]]))).all()


def test_of_several_steps_the_last_that_has_a_number_counts():
    values = [[[1, 1], [4, 8]], [[5, 7], [np.nan, np.nan]]]
    found = one_number(variable(("trial", "probe_step", "layer"), values))
    assert found == pytest.approx([6, 6])


def test_quantities_along_other_dimensions_are_no_metrics():
    dataset = xr.Dataset(
        {
            "probes.a.share": variable(("trial", "layer"), [[0.25, 0.75]]),
            "probes.a.curve": variable(("trial", "layer", "fraction"), [[[1, 2], [3, 4]]]),
            "probes.a.alone": variable(("trial",), [1]),
            "test.error": variable(("trial",), [1]),
        }
    )
    assert {name: list(each) for name, each in probe_metrics(dataset).items()} == {
        "probes.a.share": [0.5]
    }


def test_values_of_a_short_dimension_are_metrics_of_their_own():
    values = variable(("trial", "layer", "tau"), [[[1, 5], [3, 7]]])
    long = variable(("trial", "fraction"), [[0, 1, 2, 3, 4, 5]])
    dataset = xr.Dataset(
        {"probes.a.share": values, "probes.a.curve": long},
        coords={"tau": [0, 0.025], "fraction": np.arange(6)},
    )
    found = {name: list(each) for name, each in probe_metrics(dataset).items()}
    assert found == {"probes.a.share[0]": [2], "probes.a.share[0.025]": [6]}


def test_a_probe_is_called_what_its_file_says():
    share = xr.DataArray([[0.5]], dims=("trial", "layer"), attrs={"long_name": "share of units"})
    assert metric({"probes.a.share": share}, "probes.a.share").title == "Share of units"
    assert metric({"probes.a.share": share}, "probes.a.share[0.1]").title == "Share of units [0.1]"
