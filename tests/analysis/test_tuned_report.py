"""The report of a tuned comparison: arms, points, budget, the paragraph for a methods section."""

import json

import fake_tuning
import h5py
import numpy as np
import pytest

from analysis import ResultsError, load, summarize
from analysis.report import report, table_texts
from analysis.tuned_figures import budget_figure, response_figure
from analysis.tuned_methods import methods, range_words
from analysis.tuned_table import arm_records, point_records, points_table, tuned_table


@pytest.fixture
def made(tmp_path):
    dataset = load(fake_tuning.example(tmp_path / "sweep"))
    return dataset, summarize(dataset)


def test_points_have_the_mean_of_their_replicates_and_their_cost(made):
    tuned = made[0].attrs["tuned"]
    none = tuned.arms[0]
    assert none.choice.number == 2
    assert none.choice.value == pytest.approx(0.21)
    assert none.choice.core_seconds == 72
    assert none.core_hours == pytest.approx(0.02)
    assert tuned.keys_of(tuned.arms[1]) == ["optimizer.learning_rate", "dropout.hidden.rate"]


def test_a_row_per_arm_says_what_was_chosen_and_that_it_lies_at_the_edge(made):
    dataset, summary = made
    table = tuned_table(dataset.attrs["tuned"], summary)
    none, dropout = table.texts
    assert none[:4] == ["none", "learning rate 0.01", "2 of 4", "21.00"]
    assert dropout[1] == "learning rate 0.05, hidden dropout rate 0.7‡"
    assert none[4] == f"{100 * summary.rows[0].mean.mean:.2f}"
    notes = " ".join(note.text for note in table.notes)
    assert "best of 4 and so better than the setting is" in notes
    assert "‡ At the edge" in notes


def test_every_table_says_that_numbers_are_at_the_chosen_settings(made):
    notes = " ".join(note.text for note in made[1].notes)
    assert "At the chosen settings: one search of 4 points for each arm" in notes


def test_arms_that_chose_one_setting_are_the_same_and_not_compared(tmp_path):
    points = [({"optimizer.learning_rate": lr}, [0.3 - lr] * 2) for lr in (0.01, 0.02)]
    folder = fake_tuning.tuned(
        tmp_path / "s", {"none": points, "again": points}, {"none": 1, "again": 1}
    )
    dataset = load(folder)
    summary = summarize(dataset)
    assert len(summary.rows) == 1 and not summary.comparisons
    second = tuned_table(dataset.attrs["tuned"], summary).texts[1]
    assert second[0] == "again" and second[-1] == "same setting as none"
    assert "again chose the same setting as none" in " ".join(n.text for n in summary.notes)


def test_a_point_with_a_trial_that_diverged_is_the_worst_and_told(tmp_path):
    folder = fake_tuning.example(tmp_path / "s", statuses={("none", 3): "diverged"})
    dataset = load(folder)
    tuned = dataset.attrs["tuned"]
    assert np.isinf(tuned.arms[0].points[3].value)
    notes = tuned_table(tuned, summarize(dataset)).notes
    assert any("count as the worst: 1 of none." in note.text for note in notes)
    texts = points_table(tuned, summarize(dataset)).texts
    assert texts[3][4] == "1 diverged"


def test_before_the_choice_there_are_no_results_and_it_says_so(tmp_path):
    folder = fake_tuning.example(tmp_path / "s", errors=[[np.nan] * 4] * 2)
    dataset = load(folder)
    dataset["status"].values[:] = "missing"
    with pytest.raises(ResultsError, match="no trial of the chosen settings is finished"):
        summarize(dataset)


def test_the_paragraph_tells_budget_ranges_seeds_and_edges(made):
    words = methods(*made)
    assert "two arms (none and dropout)" in words
    assert "the same budget of 4 points, drawn independently at random" in words
    assert "For every arm we searched the learning rate log-uniformly in [0.001, 0.1]." in words
    assert "for dropout: the hidden dropout rate uniformly in [0, 0.8]" in words
    assert "trained with two seeds that serve no other purpose" in words
    assert "with four fresh seeds, and test error of these alone" in words
    assert "at the edge of the values tried for dropout (hidden dropout rate)" in words
    assert range_words([1, 2, 4]) == "among 1, 2, 4"


def test_records_are_unrounded_and_one_per_arm_and_replicate(made):
    dataset, summary = made
    arms = arm_records(dataset.attrs["tuned"], summary)
    assert arms[1]["chosen.dropout.hidden.rate"] == 0.7
    assert arms[1]["at_edge"] == "dropout.hidden.rate"
    points = point_records(dataset.attrs["tuned"])
    assert len(points) == 2 * 4 * 2
    assert points[2]["chosen"] == 1 and points[2]["value"] == 0.2


def test_the_report_has_all_of_it(made, tmp_path):
    dataset, summary = made
    report(dataset, summary, tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text()
    assert "Arms: what was chosen" in page
    assert "Appendix: every point that was tried" in page
    assert "We compare two arms" in page
    texts = table_texts(dataset, summary)
    assert {"arms.md", "arms.tex", "arms.csv", "points.csv", "methods.tex"} <= set(texts)
    assert r"\rsnumber{fake}{variants=dropout.chosen}" in texts["macros.tex"]
    assert "## points.csv" in texts["codebook.md"]
    for name in ("budget", "response"):
        assert (tmp_path / f"out/figures/{name}.png").exists()


def test_figures_show_every_arm_and_mark_the_choice(made):
    budget = budget_figure(*made)
    assert len(budget.axes) == 2  # points, and core-hours
    response = response_figure(*made)
    lines = [line for panel in response.axes for line in panel.lines]
    rings = [line for line in lines if line.get_fillstyle() == "none"]
    assert sorted(float(line.get_xdata()[0]) for line in rings) == [0.01, 0.05, 0.7]


def test_a_sweep_that_tunes_nothing_has_none_of_it(sweep):
    dataset, summary = sweep({"a": [1, 2]}, [[0.1, 0.2], [0.2, 0.3]])
    assert dataset.attrs["tuned"] is None
    assert budget_figure(dataset, summary) is None
    assert response_figure(dataset, summary) is None
    assert "arms.md" not in table_texts(dataset, summary)


def test_halving_tells_how_points_were_trained_and_draws_what_was_trained_whole(tmp_path):
    folder = fake_tuning.example(tmp_path / "sweep")
    with h5py.File(folder / "results.h5", "r+") as file:
        growth = json.loads(file.attrs["growth"])
        growth["halving"] = {"path": "training.epochs", "values": [5], "keep": 0.5}
        for arm, chosen in zip(growth["arms"], growth["chosen"]):
            for place, point in enumerate(arm["points"]):
                point["earlier"] = []
                point["rung"] = int(place in (0, chosen["point"]))
        file.attrs["growth"] = json.dumps(growth)
    dataset = load(folder)
    summary, tuned = summarize(dataset), dataset.attrs["tuned"]
    assert tuned.points_at_rungs() == [4, 2]
    words = "4 points trained with epochs 5, the best 2 whole"
    assert words in methods(dataset, summary)
    assert words in " ".join(note.text for note in tuned_table(tuned, summary).notes)
    table = points_table(tuned, summary)
    trained = [column.name for column in table.columns].index("rung")
    assert [row[trained] for row in table.texts[:4]] == ["whole", "whole", "epochs 5", "epochs 5"]
    assert {record["rung"] for record in point_records(tuned)} == {"whole", "epochs 5"}
    assert budget_figure(dataset, summary) is None
    (panel, *_) = response_figure(dataset, summary).axes
    marks = [line for line in panel.lines if line.get_fillstyle() != "none"]
    assert max(len(line.get_xdata()) for line in marks) == 2
