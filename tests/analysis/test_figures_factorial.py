"""Figures of sweeps that cross two axes, what they owe to names such as `embedding 0.1`, learning
curves, gaps, and what files say of their origin.
"""

import hashlib

import fake_results
import numpy as np
import pytest
from PIL import Image

from analysis import figures, style
from analysis.figure_axes import crossed
from analysis.learning import LOSSES
from analysis.provenance import provenance

PLACES = ["none", "embedding 0.1", "embedding 0.3", "ffn 0.1", "ffn 0.3"]
ERRORS = [
    [0.200, 0.202, 0.204],
    [0.190, 0.192, 0.194],
    [0.100, 0.102, 0.104],
    [0.210, 0.212, 0.214],
    [0.300, 0.302, 0.304],
]


def words(axes):
    return [text.get_text() for text in axes.texts]


def test_names_of_place_and_rate_are_two_axes(sweep):
    _, summary = sweep({"variants": PLACES}, ERRORS)
    made = crossed(summary)
    assert made.axes == ["placement", "rate"] and made.baseline == 0
    assert [
        (row.settings["placement"], row.settings["rate"], row.variant) for row in made.rows
    ] == [
        ("embedding", 0, 0),
        ("embedding", 0.1, 1),
        ("embedding", 0.3, 2),
        ("ffn", 0, 0),
        ("ffn", 0.1, 3),
        ("ffn", 0.3, 4),
    ]
    assert summary.axes == ["variants"]


@pytest.mark.parametrize(
    "names",
    [["none", "l2", "ffn 0.1"], ["none", "l2 0.1", "ffn 0.3"], ["base 1", "base 2", "base 3"]],
)
def test_other_names_stay_as_they_are(sweep, names):
    _, summary = sweep({"variants": names}, ERRORS[:3])
    assert crossed(summary) is summary
    assert figures.heat_map(summary) is None and figures.effects(summary) is None


def test_heat_map_of_placement_and_rate(sweep):
    _, summary = sweep({"variants": PLACES}, ERRORS)
    figure = figures.heat_map(summary)
    (panel,) = figure.axes
    assert [label.get_text() for label in panel.get_yticklabels()] == ["embedding", "ffn"]
    assert [label.get_text() for label in panel.get_xticklabels()] == ["0.1", "0.3"]
    assert words(panel) == [
        "19.20",
        "\u00b10.50",
        "better",
        "10.20",
        "\u00b10.50",
        "better",
        "21.20",
        "\u00b10.50",
        "worse",
        "30.20",
        "\u00b10.50",
        "worse",
    ]
    assert np.allclose(panel.images[0].get_array(), [[0.192, 0.102], [0.212, 0.302]], rtol=1e-12)
    assert any("The baseline has no noise: 20.20 %." in note.text for note in figure.notes)


def test_heat_map_frames_the_baseline_and_leaves_gaps(sweep):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
    _, summary = sweep(axes, ERRORS[:4], missing=[(3, 0), (3, 1), (3, 2)], diverged=[(2, 1)])
    (panel,) = figures.heat_map(summary).axes
    assert (panel.get_xlabel(), panel.get_ylabel(), panel.get_title()) == (
        "Hidden dropout rate",
        "Input dropout\nrate",
        "Test error (%)",
    )
    assert [patch.get_x() for patch in panel.patches] == [-0.47] and [
        patch.get_y() for patch in panel.patches
    ] == [-0.44]
    assert words(panel) == [
        *("20.20", "\u00b10.50", "19.20", "\u00b10.50", "better"),
        *("10.20\u2020", "\u00b12.54", "better", "\u2013\u2020"),
    ]


def test_main_effects_share_one_scale(sweep):
    axes = {"dropout.hidden.rate": [0, 0.5], "model.activation": ["relu", "tanh"]}
    _, summary = sweep(axes, ERRORS[:4])
    first, second = figures.effects(summary).axes
    assert (first.get_xlabel(), second.get_xlabel(), first.get_ylabel()) == (
        "Hidden dropout rate",
        "Activation",
        "Test error (%)",
    )
    assert [
        line.get_ydata().tolist() for line in first.get_lines() if line.get_marker() == "o"
    ] == [pytest.approx([19.7, 15.7])]
    assert [
        line.get_ydata().tolist() for line in second.get_lines() if line.get_marker() == "o"
    ] == [pytest.approx([15.2, 20.2])]
    assert first.get_ylim() == second.get_ylim()


def test_main_effects_leave_out_places_without_every_rate(sweep):
    _, summary = sweep({"variants": [*PLACES, "path 0.1"]}, [*ERRORS, [0.9, 0.9, 0.9]])
    figure = figures.effects(summary)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["embedding", "ffn"]
    assert any("Left out, not with every rate: path." in note.text for note in figure.notes)


def test_large_maps_say_their_range_and_large_sweeps_show_the_best_columns(sweep):
    axes = {"dropout.hidden.rate": [i / 20 for i in range(14)], "data.train": list(range(100, 115))}
    # falls with data.train; the baseline is in the first column
    dataset, summary = sweep(axes, [[0.4 - 0.02 * (v % 15)] for v in range(14 * 15)])
    figure = figures.heat_map(summary)
    assert words(figure.axes[0]) == [] and any(
        "Means over seeds: 12.00 (lightest) to 40.00 (darkest) %." in note.text
        for note in figure.notes
    )
    pages = figures.curves(dataset, summary)
    titles = [panel.get_title() for page in pages for panel in page.axes if panel.get_title()]
    assert titles == [f"Training examples {n}" for n in (100, *range(104, 115))]
    assert any(
        "12 of 15 columns: those of the baseline and of the best variants." in note.text
        for note in pages[0].notes
    )


def test_learning_curves_have_faint_seeds_and_strong_means(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS[:2], diverged=[(1, 0)])
    figure = figures.learning(dataset, summary)
    first, second = figure.axes
    assert [panel.get_title() for panel in (first, second)] == [
        "Hidden dropout rate 0",
        "Hidden dropout rate 0.5",
    ]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "training, with noise",
        "training",
        "validation",
    ]
    strong = [line for line in first.get_lines() if line.get_linewidth() > 1]
    assert len(strong) == 3 and [
        len(each.get_segments()) for panel in (first, second) for each in panel.collections
    ] == [3, 3, 3, 2, 2, 2]
    assert strong[2].get_ydata()[-1] == pytest.approx(3 * 0.202)
    assert (
        len(
            {str(LOSSES[name][2]) for name in ("train.loss_noisy", "train.loss", "validation.loss")}
        )
        == 3
    )  # told apart without colours


def test_learning_curves_of_many_variants_show_the_baseline_and_the_best(sweep):
    errors = [[0.5, 0.5]] + [[0.4 - 0.01 * v, 0.4 - 0.01 * v] for v in range(25)]
    dataset, summary = sweep({"data.train": list(range(100, 126))}, errors)
    figure = figures.learning(dataset, summary)
    titles = [panel.get_title() for panel in figure.axes]
    assert titles[0] == "Training examples 100" and titles[1:] == [
        f"Training examples {n}" for n in range(107, 126)
    ]
    assert any(
        "20 of 26 variants: the baseline and the best by test error." in note.text
        for note in figure.notes
    )


def test_the_gap_is_loss_on_new_examples_less_that_of_training(sweep):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS[:2])
    ((name, figure, *_),) = figures.make(dataset, summary, "gap")
    assert name == "gap" and figure.axes[0].get_ylabel() == "Generalization gap (nats)"
    gaps = [line.get_ydata() for line in figure.axes[0].get_lines() if line.get_marker() == "o"][0]
    assert gaps == pytest.approx(
        (dataset["validation.loss"] - dataset["train.loss"]).groupby("variant").mean().values
    )
    del dataset["generalization_gap"]
    assert figures.make(dataset, summary, "gap") == []


def test_files_name_their_trials_source_and_version(sweep, tmp_path):
    dataset, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS[:2], missing=[(1, 1)])
    dataset.attrs["regsweep_version"] = "1.2.3 (abc)"
    style.save(figures.dose_response(summary), tmp_path, "dose", provenance(dataset))
    ids = [fake_results.trial_id(v, s) for v, s in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2)]]
    hashed = hashlib.sha256("".join(f"{each} \n" for each in ids).encode()).hexdigest()
    said = (
        f"5 trials of fake/results.h5; sha256 of their ids and digests {hashed}; trained with"
        " regsweep 1.2.3 (abc)"
    )
    with Image.open(tmp_path / "dose.png") as image:
        assert image.text == {
            "Title": "fake: A sweep that never ran (dose)",
            "Description": said,
            "Source": "fake/results.h5",
            "Trials": ", ".join(ids),
        }
    assert said in (tmp_path / "dose.svg").read_text(encoding="utf-8")
    pdf = (tmp_path / "dose.pdf").read_bytes()
    assert said.replace("(", "\\(").replace(")", "\\)").encode() in pdf and ids[4].encode() in pdf
