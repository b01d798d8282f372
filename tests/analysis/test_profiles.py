"""Profiles and ranks over tasks, and the plot of all comparisons: numbers by hand, and what is
drawn.
"""

import numpy as np
import pytest

from analysis import figures
from analysis.comparison import at_level
from analysis.profiles import mean_ranks, profile, runs_of

AXES = {"data.name": ["moons", "rings"], "dropout.hidden.rate": [0, 0.5, 0.9]}
ERRORS = [
    [0.10, 0.11, 0.12],
    [0.08, 0.09, 0.10],
    [0.20, 0.21, 0.22],
    [0.30, 0.31, 0.32],
    [0.25, 0.26, 0.27],
    [0.40, 0.41, 0.42],
]


def test_a_profile_by_hand():
    runs = [np.array([0.1, 0.2]), np.array([0.3, np.inf])]  # one diverged
    shares = profile(runs, [0.05, 0.1, 0.25, 9], True)
    assert shares.tolist() == [0, 0.25, 0.5, 0.75]
    assert profile([np.array([1.0, 2.0])], [1.5], False).tolist() == [0.5]


def test_ranks_by_hand_and_what_diverged_is_last():
    good, bad = [np.array([1.0, 1.1])] * 2, [np.array([2.0, 2.1]), np.array([0.5, 0.6])]
    lost = [np.array([0.1, np.inf]), np.array([0.1, 0.1])]
    made = mean_ranks([good, bad, lost], True, 0.05)
    assert made[:, 0].tolist() == [2.0, 2.0, 2.0]  # 1 and 3, 2 and 2, 3 and 1
    assert (made[:, 1] <= made[:, 0]).all() and (made[:, 0] <= made[:, 2]).all()
    assert made[0].tolist() == [2.0, 2.0, 2.5]  # second where no drawn run of the last diverged


def test_profiles_are_drawn_once_for_all_tasks(sweep):
    dataset, summary = sweep(AXES, ERRORS, tasks="data.name", diverged=[(2, 0)])
    (drawing,) = figures.make(dataset, summary, "profiles")
    left, right = drawing.figure.axes
    assert [len(panel.get_lines()) for panel in (left, right)] == [3, 6]
    ranks = [line.get_xdata()[0] for line in right.get_lines()[1::2]]
    assert ranks == [2, 1, 3]
    # of the last method one of six runs diverged: it never reaches all
    ends = [line.get_ydata()[-1] for line in left.get_lines()]
    assert ends == pytest.approx([1, 1, 5 / 6])
    _, alone = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS[:2], "alone")
    assert figures.profiles(alone) is None


def test_runs_that_diverged_are_the_worst(sweep):
    _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS[:2], diverged=[(1, 2)])
    assert runs_of([summary.rows[1]], True)[0].tolist() == [0.08, 0.09, np.inf]


def test_comparisons_are_drawn_with_both_intervals(sweep):
    dataset, summary = sweep(
        {"dropout.hidden.rate": [0, 0.5, 0.9]}, ERRORS[:3], compare="all_pairs"
    )
    (drawing,) = figures.make(dataset, summary, "comparisons")
    (panel,) = drawing.figure.axes
    names = [label.get_text().replace("\n", " ") for label in panel.get_yticklabels()]
    assert names[0] == "hidden 0.5 \u2013 hidden 0" and len(names) == 3
    thin, thick, mark = panel.get_lines()[1:4]
    first = summary.comparisons[0]
    whole = at_level(first.difference, 0.05 / 3)
    assert thin.get_xdata().tolist() == pytest.approx([100 * whole.low, 100 * whole.high])
    made = first.difference
    assert thick.get_xdata().tolist() == pytest.approx([100 * made.low, 100 * made.high])
    assert mark.get_xdata().tolist() == pytest.approx([-2.0])
    assert thin.get_xdata()[0] <= thick.get_xdata()[0]  # simultaneous is never narrower
    assert "left of the line where the first is better" in drawing.notes[0]
