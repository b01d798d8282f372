"""What metrics are called, and which direction is good."""

import re
from pathlib import Path

import fake_results
import pytest
import xarray as xr

from analysis.metrics import MEASURES, PARTS, metric

REGISTRY = Path(__file__).resolve().parents[2] / "lib/evaluation/metric.cpp"


@pytest.mark.parametrize(
    ("name", "title", "unit", "lower"),
    [
        ("test.error", "Test error", "%", True),
        ("best.test.monte_carlo_error", "Test error (MC) at the best validation", "%", True),
        ("test.monte_carlo_log_likelihood", "Test log-likelihood (MC)", "", False),
        ("validation.monte_carlo_rmse", "Validation RMSE (MC)", "", True),
    ],
)
def test_a_metric_has_a_title_a_unit_and_a_direction(name, title, unit, lower):
    made = metric({}, name)
    assert (made.title, made.unit, made.lower_is_better) == (title, unit, lower)
    assert made.scale == (100 if unit == "%" else 1)


def test_the_metrics_that_the_program_writes_are_listed():
    parted = [name.split(".") for name in fake_results.METRICS if "." in name]
    assert {part for part, _ in parted} == set(PARTS)
    assert {measure for _, measure in parted} <= set(MEASURES)
    assert {"loss", "loss_noisy", "error"} <= {measure for _, measure in parted}


def test_the_measures_are_those_of_the_program_and_so_is_what_is_better():
    text = REGISTRY.read_text(encoding="utf-8")
    entries = re.findall(r'^ {6}\{"(\w+)", (.*?)\},$', text, re.MULTILINE | re.DOTALL)
    measures = {name: not re.search(r"\bhigher\b", rest) for name, rest in entries}
    assert len(measures) >= 10
    listed = {name: each.lower_is_better for name, each in MEASURES.items()}
    assert listed == measures | {"loss_noisy": True}


def test_units_are_those_of_the_file():
    dataset = xr.Dataset({"test.loss": ("trial", [1.0], {"units": "nats"})})
    assert metric(dataset, "test.loss").axis_label == "Test loss (nats)"
    assert metric(dataset, "test.rmse").unit == ""


def test_an_unlisted_metric_is_called_by_its_name():
    made = metric({}, "test.hit_accuracy")
    assert (made.title, made.lower_is_better) == ("Test hit accuracy", False)
    assert metric({}, "generalization_gap").title == "Generalization gap"
