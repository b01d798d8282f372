"""Several tasks: interquartile means and probabilities of improvement by hand, baselines of each
task, what reports and traces say of them.
"""

import numpy as np
import pytest
from scipy import stats

from analysis import ResultsError, figures, manifest, report, summarize
from analysis.aggregate import interquartile_mean, mean_improvement, stratified_iqm
from analysis.task_table import methods, task_records, task_table
from analysis.tasks import Task, each_task
from analysis.trace import trace
from analysis.writers import latex

AXES = {"data.name": ["moons", "rings"], "dropout.hidden.rate": [0, 0.37]}
# moons: 0.37 is better in 3 of 4 pairs; rings: in 2.5 of 4 (a tie counts half)
ERRORS = [[0.10, 0.20], [0.05, 0.15], [0.50, 0.60], [0.50, 0.55]]


def test_interquartile_mean_by_hand():
    assert interquartile_mean([1, 2, 3, 4, 5, 6, 7, 100]) == 4.5
    assert stratified_iqm([[1, 2, 100], [3, 4, 5, 6, 7]])[0] == 4.5


def test_the_bootstrap_stays_within_tasks():
    # runs of a task agree: whatever is drawn, each task has the same runs
    assert stratified_iqm([[0.1] * 4, [0.37] * 4]) == pytest.approx((0.235, 0.235, 0.235))
    scores = list(np.random.default_rng(2).normal([[0], [1], [2]], 0.1, (3, 5)))
    middle, low, high = stratified_iqm(scores)
    assert low < middle < high and stratified_iqm(scores) == (middle, low, high)
    wide = stratified_iqm(scores, alpha=0.01)
    assert wide[1] < low and high < wide[2]


def test_improvement_by_hand_and_as_mann_and_whitney():
    assert mean_improvement([([0.05, 0.15], [0.10, 0.20]), ([0.50, 0.55], [0.50, 0.60])], True)[
        0
    ] == pytest.approx((3 / 4 + 2.5 / 4) / 2)
    assert mean_improvement([([1.0, 1.0], [2.0, 3.0])], True) == (1, 1, 1)
    assert mean_improvement([([1.0, 1.0], [2.0, 3.0])], False) == (0, 0, 0)
    random = np.random.default_rng(5)
    a, b = random.normal(0, 1, 9), random.normal(0.4, 1, 7)
    middle, low, high = mean_improvement([(a, b)], False)
    assert middle == pytest.approx(stats.mannwhitneyu(a, b).statistic / 63) and low < middle < high


def test_variants_are_compared_with_the_baseline_of_their_task(sweep):
    _, summary = sweep(AXES, ERRORS, tasks="data.name")
    assert [(each.first, each.second) for each in summary.comparisons] == [
        (1, 0),
        (3, 2),
    ] and summary.family == 2
    assert [row.difference.mean if row.difference else None for row in summary.rows] == [
        None,
        pytest.approx(-0.05),
        None,
        pytest.approx(-0.025),
    ]
    _, summary = sweep(
        {**AXES, "dropout.hidden.rate": [0, 0.37, 0.5]},
        [*ERRORS, *ERRORS[:2]],
        tasks="data.name",
        compare="all_pairs",
    )
    assert [(each.first, each.second) for each in summary.comparisons] == [
        (1, 0),
        (2, 0),
        (4, 3),
        (5, 3),
        (1, 2),
        (4, 5),
    ]
    assert summary.rows[1].comparison.second == 0 and summary.rows[4].comparison.second == 3


def test_a_task_without_its_baseline_is_not_compared(sweep):
    _, summary = sweep(AXES, ERRORS, tasks="data.name", missing=[(2, 0), (2, 1)])
    assert summary.rows[3].comparison.verdict == "untestable"
    baseline, other = methods(summary)
    assert other.improvement[0] == pytest.approx(3 / 4) and (baseline.tasks, other.tasks) == (1, 2)
    assert "Methods without a run on every task are not comparable with the others." in [
        note.text for note in task_table(summary).notes
    ]


def test_pairing_is_checked_within_tasks(sweep):
    certificates = {
        (v, s): f"{'moons' if v < 2 else 'rings'} {s}" for v in range(4) for s in range(2)
    }
    assert (
        sweep(AXES, ERRORS, "a", tasks="data.name", pairing="seed", certificates=certificates)[
            1
        ].method
        == "paired"
    )
    assert sweep(AXES, ERRORS, "b", pairing="seed", certificates=certificates)[1].method == "welch"


def test_the_table_over_tasks(sweep):
    _, summary = sweep(AXES, ERRORS, tasks="data.name", diverged=[(3, 1)])
    made = task_table(summary)
    assert [column.header for column in made.columns] == [
        "dropout.hidden",
        "tasks",
        "trials",
        "IQM of test error (%)",
        "95 % interval",
        "P(improvement)",
        "95 % interval",
    ]
    # 10, 20, 50, 60 without the ends; of 5, 15, 50 none is cut off
    assert made.texts[0][:4] == ["0", "2", "4", "35.0"] and made.texts[0][5:] == ["baseline", ""]
    assert (
        made.texts[1][:4] == ["0.37", "2", "3/4\u2020", "23.3"]
        and made.texts[1][4] == "\u2013"
        and made.texts[1][5:] == ["0.75", "\u2013"]
    )
    assert (
        made.notes[-1].text
        == "\u2020 hidden 0.37: 3 of 4 trials; the others diverged or are missing."
    )
    assert "IQM: interquartile mean" in latex.text(made)
    rows = task_records(summary)
    assert (
        float(rows[1]["iqm"]) == pytest.approx(0.7 / 3)
        and np.isnan(rows[1]["iqm_low"])
        and float(rows[1]["improvement"]) == 0.75
    )


def test_without_declared_tasks_there_is_none_and_the_option_is_exploratory(sweep):
    dataset, summary = sweep(AXES, ERRORS)
    assert task_table(summary) is None and each_task(summary) == [Task("", summary)]
    assert "Exploratory: the plan does not declare data.name as the axis of tasks." in [
        note.text for note in summarize(dataset, tasks="data.name").notes
    ]
    with pytest.raises(
        ResultsError,
        match=(
            "^'data.nam' cannot be the axis of tasks, since the sweep does not vary it; choose one"
            " of data.name, dropout"
        ),
    ):
        summarize(dataset, tasks="data.nam")


def test_every_task_has_figures_with_its_own_baseline(sweep):
    dataset, summary = sweep(AXES, ERRORS, tasks="data.name")
    drawings = figures.make(dataset, summary, "dose_response")
    made = {each.name: each.figure for each in drawings}
    assert list(made) == ["dose_response_moons", "dose_response_rings"]
    assert [
        line.get_ydata()[0]
        for figure in made.values()
        for line in figure.axes[0].get_lines()
        if line.get_color() == "#6f6f6f"
    ] == pytest.approx([15, 55])
    assert [each.name for each in figures.make(dataset, summary, "gap")] == [
        "gap_moons",
        "gap_rings",
    ]


def test_the_report_shows_and_verify_and_trace_know_them(sweep, tmp_path):
    dataset, summary = sweep(AXES, ERRORS, tasks="data.name")
    report.report(dataset, summary, tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h2>Over all tasks</h2>" in page and "Dose and response: rings" in page
    assert manifest.stale(tmp_path / "tables", report.table_texts(dataset, summary)) == []
    said = trace(tmp_path / "tables/tasks.tex", "2", "P(improvement)").splitlines()
    assert (
        said[0] == "P(improvement) of hidden 0.37: 0.69"
        and len([line for line in said if line.startswith("trial ")]) == 4
    )
    assert len([line for line in said if line.startswith("baseline ")]) == 4
    assert trace(tmp_path / "tables/variants.tex", "1", "n").startswith(
        "n of name moons, hidden 0: 2"
    )
    (tmp_path / "tables/tasks.csv").write_text("0,2")
    assert len(manifest.stale(tmp_path / "tables", report.table_texts(dataset, summary))) == 1
