"""Loss by position: bins, differences within seeds, panels by placement."""

import numpy as np
import pytest

from analysis import figures
from analysis.positions import bins

PLACES = ["none", "embedding 0.1", "embedding 0.3", "ffn 0.1", "ffn 0.3"]


@pytest.fixture
def measured(sweep):
    """Loss 3 - position / 10 + variant / 100 + seed / 1000; position 2 asks nothing; seed 1 of
    variant 3 diverged.
    """
    dataset, summary = sweep({"variants": PLACES}, [[0.2, 0.21]] * 5, diverged=[(3, 1)])
    place = np.arange(8)
    losses = (
        3
        - place / 10
        + dataset["variant"].values[:, None] / 100
        + dataset["seed"].values[:, None] / 1000
    )
    losses[:, 2] = np.nan
    dataset["validation.loss_by_position"] = (("trial", "position"), losses, {"units": "nats"})
    return dataset, summary


def test_bins_grow_and_cover_every_position():
    assert bins(8) == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 8)]
    assert bins(1) == [(0, 1)] and bins(64)[-1] == (45, 64)


def test_panels_are_placements_and_lower_ones_differences_within_seeds(measured):
    figure = figures.positions(*measured)
    upper, lower = figure.axes[:2], figure.axes[2:]
    assert [panel.get_title() for panel in upper] == ["embedding", "ffn"]
    assert [panel.get_ylabel() for panel in (upper[0], lower[0])] == [
        "Validation loss (nats)",
        "Difference (nats)",
    ]
    strong = [
        [line for line in panel.get_lines() if line.get_linewidth() > 1] for panel in figure.axes
    ]
    assert [len(each) for each in strong] == [3, 3, 2, 2]
    first = strong[0][0]  # the baseline
    assert first.get_xdata().tolist() == [1, 2, 3, 4, 5, 6, 7.5]
    assert first.get_ydata() == pytest.approx(
        [3.0005, 2.9005, np.nan, 2.7005, 2.6005, 2.5005, 2.3505], nan_ok=True
    )
    assert strong[2][1].get_ydata() == pytest.approx(
        [0.02, 0.02, np.nan, 0.02, 0.02, 0.02, 0.02], nan_ok=True
    )
    assert (
        len([line for line in lower[1].get_lines() if line.get_linewidth() < 0.6]) == 1 + 2
    )  # of the diverged trial nothing
    assert len({str(line.get_linestyle()) + str(line.get_color()) for line in strong[0]}) == 3


def test_without_positions_there_is_no_figure(measured):
    dataset, summary = measured
    assert (
        figures.make(dataset.drop_vars("validation.loss_by_position"), summary, "positions") == []
    )
