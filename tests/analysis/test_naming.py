"""What metrics are called, and which direction is good."""

import pytest

from analysis.naming import quantity


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
    made = quantity({}, name)
    assert (made.title, made.unit, made.lower_is_better) == (title, unit, lower)
    assert made.scale == (100 if unit == "%" else 1)
