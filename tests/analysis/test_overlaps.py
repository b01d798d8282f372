"""No words of any figure run into each other or leave it, whatever a sweep varies and whatever the
venue; and what is said of a figure stands in its caption.
"""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from overlaps import collisions

from analysis import figures
from analysis.dose_axis import is_logarithmic
from analysis.venues import VENUES, made_for
from analysis.writers.latex_text import caption

RATES = {"dropout.hidden.rate": [0, 0.05, 0.1, 0.5], "dropout.input.rate": [0, 0.2]}
MAPS = [
    '{"rate": 0.5, "schedule": {"kind": "early", "cutoff": 0.3}}',
    '{"noise": "gaussian", "rate": 0.25, "share": ["time", "feature"]}',
    "0",
]
NAMES = [
    "a_very_long_name_without_any_blank_that_goes_on_and_on_and_on_for_ever",
    "Dropout on the inputs and on all hidden layers, with a learning rate of 0.1",
    "none",
]
AWKWARD = {
    "three axes": {**RATES, "optimizer.learning_rate": [1e-4, 3e-4, 1e-3]},
    "14 panels": {
        "dropout.hidden.rate": [0, 0.123456, 0.13],
        "data.train": range(1000, 15000, 1000),
    },
    "100 variants": {"variants": [f"variant with number {i}" for i in range(100)]},
    "maps": {"dropout.hidden": MAPS, "model.hidden": ["[1024, 1024, 1024]", "[64]"]},
    "long names": {
        "variants": NAMES,
        "regularizers.decoupled_weight_decay.strength": [0, 1e-5, 0.01],
    },
}


@pytest.mark.parametrize(
    "name, venue, kinds",
    [
        *((name, "paper", figures.KINDS) for name in AWKWARD),
        ("three axes", "thesis", ["dose_response", "heat_map"]),
        ("maps", "icml", ["dose_response", "comparisons"]),
    ],
)
def test_no_words_run_into_each_other(sweep, name, venue, kinds):
    axes = AWKWARD[name]
    count = int(np.prod([len(values) for values in axes.values()]))
    errors = 0.1 + 0.002 * np.arange(count)[:, None] + 0.001 * np.arange(3)
    dataset, summary = sweep(axes, errors, diverged=[(1, 2)])
    said = {}
    with made_for(VENUES[venue]):
        for kind in kinds:
            for drawing in figures.make(dataset, summary, kind)[:1]:
                said[kind] = collisions(drawing.figure)
                plt.close(drawing.figure)
    assert said and not any(said.values()), {kind: each for kind, each in said.items() if each}


@pytest.mark.parametrize(
    "doses, logarithmic",
    [
        ([1e-4, 3e-4, 1e-3], True),
        ([16, 32, 64, 128], True),
        ([0, 0.001, 0.1], True),
        ([0.1, 0.2, 0.3, 0.4], False),
        ([0, 0.1, 0.2, 0.4], False),
        ([0.25, 0.5], False),
        ([-1, 1, 100], False),
    ],
)
def test_what_was_swept_by_a_factor_stands_on_a_logarithmic_axis(doses, logarithmic):
    assert is_logarithmic(doses) == logarithmic


def test_a_figure_is_as_wide_as_its_venue_says(sweep):
    _, summary = sweep(RATES, 0.1 + 0.01 * np.arange(8)[:, None] + 0.001 * np.arange(3))
    for name, inches in {
        "neurips": 3.4,
        "icml": 3.25,
        "acl": 7.7 / 2.54,
        "ieee": 252 / 72.27,
    }.items():
        with made_for(VENUES[name]):
            figure = figures.dose_response(summary)
        assert figure.get_size_inches()[0] == pytest.approx(inches)
        assert figure.axes[0].xaxis.label.get_fontname() == "STIXGeneral"


def test_a_caption_is_latex(sweep):
    dataset, summary = sweep(RATES, 0.1 + 0.01 * np.arange(8)[:, None] + 0.001 * np.arange(3))
    (drawing,) = figures.make(dataset, summary, "dose_response")
    said = "Dose and response. Points are seeds; bars are 95 \\% t intervals over seeds.%\n"
    assert caption(drawing.caption, drawing.notes) == said and not drawing.figure.texts[1:]
