"""Figures: what is drawn where, for the ways in which a sweep can be laid out.

How they look is for people to judge.
"""

import numpy as np
import pytest

from analysis import figures, style
from analysis.figure_axes import Arrangement, arrangement


def errors(count, seeds=3):
    return [[0.1 + 0.01 * v + 0.002 * s for s in range(seeds)] for v in range(count)]


def lines(panel, marker):
    return [line for line in panel.get_lines() if line.get_marker() == marker]


def test_arrangement_takes_the_first_numeric_axis_as_dose(sweep):
    axes = {"variants": ["none", "l2"], "dropout.hidden.rate": [0, 0.5], "data.train": [500, 5000]}
    _, summary = sweep(axes, errors(8))
    assert arrangement(summary) == Arrangement("dropout.hidden.rate", "variants", ["data.train"])


def test_dose_response_draws_means_seeds_and_intervals_in_percent(sweep):
    _, summary = sweep(
        {"dropout.hidden.rate": [0, 0.25, 0.5], "dropout.input.rate": [0, 0.2]},
        errors(6),
        diverged=[(3, 1)],
    )
    figure = figures.dose_response(summary)
    (panel,) = figure.axes
    assert (panel.get_xlabel(), panel.get_ylabel()) == ("Hidden dropout rate", "Test error (%)")
    first, second = lines(panel, "o") + lines(panel, "s")
    assert first.get_xdata().tolist() == [0, 0.25, 0.5]
    assert first.get_ydata() == pytest.approx([10.2, 12.2, 14.2])
    assert second.get_ydata() == pytest.approx([11.2, 13.2, 15.2])
    seeds = [line.get_xdata().tolist() for line in lines(panel, ".")]
    assert seeds == [
        [0, 0, 0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5],
        [0, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.5],
    ]
    assert len(lines(panel, "x")) == 1 and lines(panel, "x")[0].get_xdata() == [0.25]
    bars = panel.collections[0].get_segments()
    half = 4.302652730 * 0.2 / np.sqrt(3)
    assert len(bars) == 3 and bars[0][:, 1] == pytest.approx([10.2 - half, 10.2 + half])
    assert [text.get_text() for text in panel.texts] == ["baseline"]
    assert any("1 diverged (seed 1)" in note.text for note in figure.notes)


def test_dose_response_of_further_axes_has_panels(sweep):
    axes = {
        "dropout.hidden.rate": [0, 0.5],
        "dropout.input.rate": [0, 0.2],
        "optimizer.momentum": [0, 0.9],
    }
    _, summary = sweep(axes, errors(8))
    assert [panel.get_title() for panel in figures.dose_response(summary).axes] == [
        "momentum 0",
        "momentum 0.9",
    ]


def test_many_lines_at_many_doses_have_bands_and_stay_inside(sweep):
    axes = {
        "dropout.hidden.rate": [i / 16 for i in range(12)],
        "dropout.input.rate": [i / 32 for i in range(7)],
    }
    dataset, summary = sweep(axes, errors(84), diverged=[(83, 0)])
    figure = figures.dose_response(summary)
    (panel,) = figure.axes
    assert not lines(panel, ".") and len(panel.collections) == 7
    assert figure.notes[0].text == (
        "Lines are means; bands are 95 % t intervals over seeds. Crosses are diverged trials."
    )
    figure.canvas.draw()
    inside = panel.get_window_extent()
    assert all(
        inside.contains(*(line.get_transform().transform(line.get_xydata()[-1])))
        for line in panel.get_lines()
    )


def test_of_many_panels_those_of_the_baseline_and_of_the_best_are_shown(sweep):
    axes = {
        "dropout.hidden.rate": [0, 0.5],
        "model.activation": ["relu"],
        "dropout.input.rate": [0, 0.1],
        "training.batch": list(range(10, 22)),
    }
    made = [[0.3 - 0.02 * (i % 12) + 0.001 * seed for seed in range(3)] for i in range(48)]
    _, summary = sweep(axes, made)
    figure = figures.dose_response(summary)
    assert [panel.get_title() for panel in figure.axes] == [
        "batch 10",
        *(f"batch {i}" for i in range(14, 22)),
    ]
    said = "9 of 12 panels: those of the baseline and of the best variants."
    assert figure.notes[1].text == said and not figure.texts[1:]


def test_dense_layers_are_pixels(sweep, tmp_path, monkeypatch):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.25, 0.5]}, errors(3))
    for dense, pixels in [(3 * 3 - 1, True), (3 * 9 * 3, False)]:
        monkeypatch.setattr(style, "DENSE", dense)
        for name, figure in [
            ("dose", figures.dose_response(summary)),
            *(("curves", each) for each in figures.curves(dataset, summary)),
        ]:
            text = style.save(figure, tmp_path, name)[2].read_text()
            assert ("<image " in text) == pixels, name


def test_words_are_listed_below_each_other(sweep):
    _, summary = sweep(
        {"variants": ["none", "l2"], "model.activation": ["relu", "tanh"]},
        errors(4),
        diverged=[(2, 0)],
    )
    (panel,) = figures.dose_response(summary).axes
    assert [label.get_text() for label in panel.get_yticklabels()] == [
        "none, relu",
        "none, tanh",
        "l2, relu",
        "l2, tanh",
    ]
    assert [line.get_xdata() for line in lines(panel, "o")] == [
        pytest.approx([10.2, 11.2, 12.3, 13.2])
    ]
    assert [line.get_ydata() for line in lines(panel, "x")] == [[2]]
    assert panel.get_xlabel() == "Test error (%)"


def test_a_long_legend_takes_several_lines_and_stays_inside(sweep):
    words = [f"a rather long name {i}" for i in range(7)]
    dataset, summary = sweep({"variants": words}, errors(7))
    (figure,) = figures.curves(dataset, summary)
    (legend,) = figure.legends
    assert sorted(text.get_text() for text in legend.get_texts()) == words
    box = legend.get_window_extent(figure.canvas.get_renderer())
    assert box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height
    assert box.y0 >= figure.axes[0].get_window_extent().y1


def test_decades_stand_on_a_logarithmic_axis(sweep):
    for name, doses, scale in [
        ("a", [500, 5000, 50000], "log"),
        ("b", [0, 1e-5, 1e-3], "symlog"),
        ("c", [0, 0.25, 0.5], "linear"),
    ]:
        _, summary = sweep({"data.train": doses}, errors(3), name=name)
        assert figures.dose_response(summary).axes[0].get_xscale() == scale


def test_one_variant_has_figures(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": [0.5]}, errors(1))
    assert figures.dose_response(summary).axes and figures.curves(dataset, summary)[0].axes


def test_curve_band_is_the_interval_over_seeds(sweep):
    dataset, _ = sweep({"dropout.hidden.rate": [0, 0.5]}, [[0.10, 0.11, 0.12], [0.2, 0.2, 0.2]])
    epoch, mean, low, high = figures.curve_band(dataset, "test.error", 0)
    assert epoch.tolist() == list(range(9))
    assert mean[-1] == pytest.approx(0.11)
    assert high[-1] - mean[-1] == pytest.approx(4.302652730 * 0.01 / np.sqrt(3), rel=1e-8)


def test_curve_band_leaves_out_diverged_trials_and_ends_with_the_first_that_stops(sweep):
    dataset, _ = sweep({"dropout.hidden.rate": [0, 0.5]}, errors(2), diverged=[(0, 0)])
    dataset["step"].values[2, 6:] = -1  # seed 2 stopped early
    dataset["curves.test.error"].values[2, 6:] = np.nan
    epoch, mean, _, _ = figures.curve_band(dataset, "test.error", 0)
    assert len(epoch) == 6 and np.isfinite(mean).all()
    assert mean[-1] == pytest.approx(dataset["curves.test.error"].values[1:3, 5].mean())


def test_curve_band_without_any_trial_is_empty(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, errors(2, 1), diverged=[(1, 0)])
    assert [len(each) for each in figures.curve_band(dataset, "test.error", 1)] == [0, 0, 0, 0]
    assert figures.curves(dataset, summary)


def test_curves_have_a_row_per_metric_and_a_column_per_series(sweep):
    dataset, summary = sweep(
        {"dropout.hidden.rate": [0, 0.25, 0.5], "dropout.input.rate": [0, 0.2]}, errors(6)
    )
    (figure,) = figures.curves(dataset, summary)
    labels = [panel.get_ylabel() for panel in figure.axes if panel.get_ylabel()]
    assert labels == ["Validation error (%)", "Test error (%)", "Training loss (nats)"]
    assert [panel.get_title() for panel in figure.axes[:2]] == [
        "Input dropout rate 0",
        "Input dropout rate 0.2",
    ]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["0", "0.25", "0.5"]
    assert [len(panel.get_lines()) for panel in figure.axes] == [3] * 6


def test_more_than_four_columns_go_on_further_pages(sweep):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.1, 0.2, 0.3, 0.4]}
    dataset, summary = sweep(axes, errors(10))
    assert [len(figure.axes) for figure in figures.curves(dataset, summary)] == [12, 3]


def test_files_are_the_same_each_time(sweep, tmp_path):
    for name in ("a", "b"):
        dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, errors(2), name=name)
        style.save(figures.dose_response(summary), tmp_path / name, "figure")
    for ending in ("png", "pdf"):
        assert (tmp_path / "a" / f"figure.{ending}").read_bytes() == (
            tmp_path / "b" / f"figure.{ending}"
        ).read_bytes()


@pytest.mark.parametrize("axes", [{"variants": 4}, {"variants": 2, "data.train": 2}])
@pytest.mark.filterwarnings("error")
def test_figures_print_any_names_as_they_are(sweep, tmp_path, axes):
    names = ["$z$ & ^2 $ \\alpha_{", "\u03bb \u2264 2 \u4e2d", "100 % $", "two\nlines"]
    values = {axis: names[:count] for axis, count in axes.items()}
    dataset, summary = sweep({**values, **{axis: [1, 2] for axis in list(axes)[1:]}}, errors(4))
    for kind in figures.KINDS:
        for drawing in figures.make(dataset, summary, kind):
            style.save(drawing.figure, tmp_path, drawing.name)
    drawn = "".join(file.read_text() for file in tmp_path.glob("*.svg"))
    assert "$z$ &amp; ^2 $ \\alpha_{" in drawn and "U+4E2D" in drawn and "\\$" not in drawn
