"""Results of every test example: two intervals, McNemar against the baseline, calibration; from
trial files as the trainer writes them.
"""

import fake_results
import h5py
import numpy as np
import pytest

from analysis import figures, load, report, summarize
from analysis.calibration import expected_calibration_error
from analysis.examples import example_rows

RATES = {"dropout.hidden.rate": [0, 0.5]}


@pytest.fixture
def with_examples(tmp_path):
    """Two variants, two seeds, 40 examples. Wrong are examples 0 .. 9 for the baseline, for the
    other variant 0 .. 19 (seed 0) or 5 .. 18 (seed 1).
    """
    folder = fake_results.write(tmp_path, RATES, [[0.25, 0.25], [0.5, 0.35]])
    (folder / "trials").mkdir()
    wrong = {(0, 0): range(10), (0, 1): range(10), (1, 0): range(20), (1, 1): range(5, 19)}
    for (variant, seed), which in wrong.items():
        correct = np.ones(40, dtype=np.int64)
        correct[list(which)] = 0
        with h5py.File(
            folder / "trials" / f"{fake_results.trial_id(variant, seed)}.h5", "w"
        ) as file:
            file["examples/test.loss"] = np.where(correct == 1, 0.1, 2.0) + 0.5 * variant * (
                np.arange(40) == 33
            )
            file["examples/test.correct"] = correct
            file["examples/test.confidence"] = np.where(correct == 1, 0.95, 0.57)
    dataset = load(folder)
    return dataset, summarize(dataset)


def test_both_intervals_and_mcnemar(with_examples):
    baseline, other = example_rows(*with_examples)
    assert (baseline.seeds.mean, baseline.difference, baseline.only) == (
        pytest.approx(0.25),
        None,
        None,
    )
    assert baseline.examples[2] - 0.25 == pytest.approx(
        1.959964 * np.sqrt(0.25 * 0.75 * 40 / 39) / np.sqrt(40), rel=1e-6
    )
    assert other.seeds.mean == pytest.approx((0.5 + 0.35) / 2)
    assert other.seeds.high - other.seeds.mean == pytest.approx(
        12.70620474 * 0.075
    )  # t at 0.975 with 1 degree of freedom; sd 0.15 / sqrt 2
    # per example: -0.5 for 0 .. 4, 0 for 5 .. 9, 1 for 10 .. 18, 0.5 for 19, 0 for the rest
    assert other.difference[0] == pytest.approx((5 * -0.5 + 9 + 0.5) / 40)
    assert other.only == (2.5, 9.5)  # seed 0: 0 and 10, seed 1: 5 and 9
    assert other.mcnemar_p == pytest.approx(
        (2 * 0.5**10 + 2 * 3473 / 2**14) / 2
    )  # sums of binomials(14, 0 .. 5) = 3473
    assert [example for example, _ in other.most] == [10, 11, 12, 13, 14]


def test_the_report_has_them_and_verify_holds_them(with_examples, tmp_path):
    dataset, summary = with_examples
    written = report.report(dataset, summary, tmp_path)
    assert (
        tmp_path / "tables/examples.csv" in written
        and tmp_path / "figures/calibration.png" in written
    )
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ">2 : 10</td>" in page and "10 (+1.90), 11 (+1.90), 12 (+1.90)" in page
    lines = (tmp_path / "tables/examples.csv").read_text().splitlines()
    assert lines[1].startswith("0,hidden 0,0.25,") and lines[2].endswith(",10 11 12 13 14")


def test_calibration_of_a_network_by_hand(with_examples):
    # 20 right at 0.95, 20 wrong at 0.55: gaps 0.05 and 0.55, half of the examples each
    assert expected_calibration_error(
        [0.95] * 20 + [0.55] * 20, [1] * 20 + [0] * 20
    ) == pytest.approx(0.3)
    assert expected_calibration_error([1 / 15, 1.0, 0.0], [0, 1, 0]) == pytest.approx(
        (1 / 15) / 3
    )  # bins are (low, high]
    figure = figures.calibration(*with_examples)
    assert [text.get_text() for panel in figure.axes for text in panel.texts] == [
        "ECE 18.0 %",
        "ECE 27.1 %",
    ]
    points = [line for line in figure.axes[1].get_lines() if line.get_marker() == "o"][0]
    assert points.get_xdata() == pytest.approx(
        [0.57, 0.95]
    ) and points.get_ydata() == pytest.approx([0, 1])


def test_without_examples_nothing_is_said(sweep):
    dataset, summary = sweep(RATES, [[0.25, 0.25], [0.5, 0.35]])
    assert (
        example_rows(dataset, summary) == [] and figures.make(dataset, summary, "calibration") == []
    )
    assert "examples.csv" not in report.table_texts(dataset, summary)
