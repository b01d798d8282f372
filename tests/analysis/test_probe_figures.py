"""Figures of probes: which panels and lines there are, and whose numbers they show."""

import numpy as np
import pytest
from scipy.stats import t

from analysis import figures
from analysis.probe_quantities import probes_of, quantities_of
from analysis.reliability import pooled

RATES, INPUTS = [0, 0.2, 0.5], [0, 0.1]


@pytest.fixture
def measured(sweep):
    """Two axes, three seeds; seed 2 of variant 1 diverged. The score of layer l is rate + input +
    l + seed / 100; curves fall from it.
    """
    axes = {"dropout.hidden.rate": RATES, "dropout.input.rate": INPUTS}
    dataset, summary = sweep(axes, [[0.1, 0.11, 0.12]] * 6, diverged=[(1, 2)])
    rate, other, seed = (
        dataset[name].values for name in ["dropout.hidden.rate", "dropout.input.rate", "seed"]
    )
    score = (rate + other + seed / 100)[:, None] + np.arange(2)
    fractions = np.linspace(0, 0.9, 10)
    dataset = dataset.assign_coords(
        layer=["hidden.0", "hidden.1"], fraction=fractions, tau=[0, 0.1], probe_step=[5, 20]
    )
    numbers = {"units": "nats", "long_name": "score of a layer"}
    dataset["probes.a.score"] = (("trial", "layer"), score, numbers)
    dataset["probes.a.share"] = (("trial", "layer", "tau"), np.stack([score, score + 7], 2))
    dataset["probes.a.curve"] = (
        ("trial", "layer", "fraction"),
        score[:, :, None] - fractions,
    )
    steps = np.stack([score[:, 0], score[:, 0] + 1], 1)
    dataset["probes.b.norm"] = (("trial", "probe_step"), steps)
    return dataset, summary


def test_quantities_are_told_apart_by_short_dimensions_and_are_curves_along_long_ones(measured):
    dataset, _ = measured
    assert probes_of(dataset) == ["a", "b"]
    found = quantities_of(dataset, "a")
    assert [(each.title, each.unit, each.dimension) for each in found] == [
        ("Score", "nats", ""),
        ("Share, tau 0", "", ""),
        ("Share, tau 0.1", "", ""),
        ("Curve", "", "fraction"),
    ]
    assert found[0].parts == ["hidden.0", "hidden.1"] and found[0].meaning == "score of a layer"
    assert found[2].values[0, :, 0] == pytest.approx([7, 8])
    assert found[3].values.shape == (18, 2, 10)
    assert [each.title for each in quantities_of(dataset, "b")] == ["Norm, step 5", "Norm, step 20"]


def test_a_figure_against_the_dose_has_means_over_layers_and_intervals_over_seeds(measured):
    drawings = figures.make(*measured, "probe_doses")
    assert [each.name for each in drawings] == ["probe_doses_a", "probe_doses_b"]
    assert drawings[0].caption == "What probes measured: a"
    panels = [panel for panel in drawings[0].figure.axes if panel.get_visible()]
    assert [panel.get_title() for panel in panels] == [
        "Score (nats)",
        "Share, tau 0",
        "Share, tau 0.1",
    ]
    first, second = panels[0].get_lines()
    assert first.get_xdata().tolist() == RATES
    assert first.get_ydata() == pytest.approx([0.51, 0.71, 1.01])
    assert second.get_ydata() == pytest.approx([0.605, 0.81, 1.11])  # without the diverged seed
    band = panels[0].collections[0].get_paths()[0].vertices
    half = t.ppf(0.975, 2) * 0.01 / np.sqrt(3)
    assert band[:, 1].min() == pytest.approx(0.51 - half)


def test_of_one_axis_lines_are_layers(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": RATES}, [[0.1, 0.11]] * 3)
    dataset = dataset.assign_coords(layer=["hidden.0", "hidden.1"])
    values = np.arange(6)[:, None] + np.array([0, 100])
    dataset["probes.a.score"] = (("trial", "layer"), values.astype(float))
    ((_, figure, *_),) = figures.make(dataset, summary, "probe_doses")
    assert [line.get_ydata().tolist() for line in figure.axes[0].get_lines()] == [
        [0.5, 2.5, 4.5],
        [100.5, 102.5, 104.5],
    ]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["hidden.0", "hidden.1"]


def test_curves_have_a_panel_per_layer_and_a_line_per_dose_at_the_baselines_settings(measured):
    ((name, figure, caption, _),) = figures.make(*measured, "probe_curves")
    assert name == "probe_curves_a_fraction"
    assert caption == "Curves of probes: a, by fraction"
    titles = [panel.get_title() for panel in figure.axes]
    assert titles == ["Curve, hidden.0", "Curve, hidden.1"]
    lines = figure.axes[1].get_lines()
    assert [line.get_ydata()[0] for line in lines] == pytest.approx([1.01, 1.21, 1.51])
    assert lines[0].get_ydata()[-1] == pytest.approx(0.11)
    assert lines[0].get_xdata()[-1] == 0.9
    assert any("Of input 0." in note.text for note in figure.notes)


def test_averages_of_sub_networks_stand_against_the_network_without_noise(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": RATES}, [[0.1, 0.11]] * 3)
    dataset = dataset.assign_coords(masks=[1, 2, 5, 10, 20, 50])
    falls = 1 / dataset["masks"].values + np.zeros((6, 1))
    dataset["probes.thinned_networks.arithmetic_loss"] = (("trial", "masks"), falls)
    dataset["probes.thinned_networks.weight_scaling_loss"] = (("trial",), np.full(6, 0.25))
    ((_, figure, *_),) = figures.make(dataset, summary, "probe_curves")
    (panel,) = figure.axes
    assert panel.get_xscale() == "log"
    levels = [list(line.get_ydata()) for line in panel.get_lines()]
    assert levels.count([0.25, 0.25]) == 3


def test_reliability_pools_counts_of_seeds_and_leaves_empty_bins_out():
    nothing = np.nan
    table = np.array(
        [
            [[0, 10, 30], [nothing, 0.5, 0.9], [nothing, 0.4, 1.0]],
            [[0, 30, 10], [nothing, 0.6, 0.8], [nothing, 0.8, 0.5]],
        ]
    )
    confidence, accuracy, share = pooled(table)
    assert np.isnan(confidence[0]) and share.tolist() == [0, 0.5, 0.5]
    assert confidence[1:] == pytest.approx([(5 + 18) / 40, (27 + 8) / 40])
    assert accuracy[1:] == pytest.approx([(4 + 24) / 40, (30 + 5) / 40])


def test_reliability_has_a_panel_per_dose_and_its_error(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": RATES}, [[0.1, 0.11]] * 3)
    assert figures.make(dataset, summary, "reliability") == []
    for name, value in [("count", 10.0), ("confidence", 0.5), ("accuracy", 0.25)]:
        values = np.full((6, 2), value)
        values[:, 0] = 0 if name == "count" else np.nan
        dataset[f"probes.calibration.bin_{name}"] = (("trial", "bin"), values)
    dataset["probes.calibration.ece"] = (("trial",), np.tile([0.2, 0.3], 3))
    ((_, figure, *_),) = figures.make(dataset, summary, "reliability")
    assert [panel.get_title() for panel in figure.axes] == [
        f"Hidden dropout rate {rate:g}" for rate in RATES
    ]
    strong = [line for line in figure.axes[0].get_lines() if line.get_marker() == "o"]
    assert strong[0].get_xdata() == [0.5] and strong[0].get_ydata() == [0.25]
    half = 100 * t.ppf(0.975, 1) * 0.05
    assert figure.axes[0].texts[0].get_text() == f"ECE 25.0 \u00b1 {half:.1f} %"
