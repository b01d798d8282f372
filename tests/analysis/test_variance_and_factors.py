"""Variance within runs, analysis of variance against a published example and sums by hand, McNemar.
"""

import fake_results
import h5py
import numpy as np
import pytest

from analysis import IncompleteSweep, load, summarize
from analysis.examples import (
    PerExample,
    example_interval,
    mcnemar,
    most_different,
    of_every_trial,
    read_examples,
)
from analysis.factorial import anova, main_effects
from analysis.variance_sources import variance_sources


def test_two_way_anova_of_tooth_growth(tmp_path):
    # Crampton 1947, in R as ToothGrowth: aov(len ~ supp * factor(dose)) prints F 15.572, 92.000,
    # 4.107; residual sum of squares 712.1 on 54
    vc = [
        [4.2, 11.5, 7.3, 5.8, 6.4, 10, 11.2, 11.2, 5.2, 7],
        [16.5, 16.5, 15.2, 17.3, 22.5, 17.3, 13.6, 14.5, 18.8, 15.5],
        [23.6, 18.5, 33.9, 25.5, 26.4, 32.5, 26.7, 21.5, 23.3, 29.5],
    ]
    oj = [
        [15.2, 21.5, 17.6, 9.7, 14.5, 10, 8.2, 9.4, 16.5, 9.7],
        [19.7, 23.3, 23.6, 26.4, 20, 25.2, 25.8, 21.2, 14.5, 27.3],
        [25.5, 26.4, 22.4, 24.5, 24.8, 30.9, 26.4, 27.3, 29.4, 23],
    ]
    axes = {"variants": ["VC", "OJ"], "dropout.hidden.rate": [0, 0.5, 0.9]}
    made = anova(load(fake_results.write(tmp_path, axes, vc + oj)), "test.error", list(axes))
    assert made["term"].tolist() == [
        "variants",
        "dropout.hidden.rate",
        "variants x dropout.hidden.rate",
        "residual",
    ]
    assert made["F"].tolist()[:3] == pytest.approx([15.572, 92.000, 4.107], abs=5e-4)
    assert made["freedom"].tolist() == [1, 2, 2, 54]
    assert made["sum_of_squares"].iloc[3] == pytest.approx(712.1, abs=0.05)
    assert made["eta_squared"].sum() == pytest.approx(1)


def test_cells_of_different_sizes_and_axes_against_r(tmp_path):
    # R 4.2, unbalanced: F = (deviance(without the term) - deviance(A + B)) / residual mean square
    # of A * B: 1.352254, 189.5409, 21.0601; residual 0.9983333 on 6
    y = [[10.1, 10.5, 9.8], [12.2, 12.9], [9.1, 9.4, 9.9], [14.0, 14.6]]
    axes = {"variants": ["a", "b"], "dropout.hidden.rate": [0, 0.5]}
    whole = [each + [99] * (3 - len(each)) for each in y]
    folder = fake_results.write(tmp_path / "a", axes, whole, missing=[(1, 2), (3, 2)])
    with pytest.warns(IncompleteSweep):
        made = anova(load(folder), "test.error", list(axes))
    assert made["F"].tolist()[:3] == pytest.approx([1.352254, 189.5409, 21.0601], rel=1e-5)
    assert made["sum_of_squares"].iloc[-1] == pytest.approx(0.9983333, rel=1e-6)


def test_seeds_are_blocks_and_no_interaction_hides_in_the_residual(tmp_path):
    # R 4.2: anova(lm(y ~ s + A * B * C)), s: seeds
    y = [[1.0, 1.4, 2.1], [2.0, 2.5, 3.3], [1.8, 2.1, 2.6], [3.1, 3.2, 4.4]]
    y += [[1.1, 1.9, 2.2], [2.2, 2.4, 3.6], [2.0, 2.0, 3.0], [5.0, 5.6, 6.5]]
    axes = {name: [0, 1] for name in ("dropout.a.rate", "dropout.b.rate", "dropout.c.rate")}
    dataset = load(fake_results.write(tmp_path, axes, y, pairing="seed"))
    made = anova(dataset, "test.error", list(axes)).set_index("term")
    known = {"seeds": 78.637, "dropout.a.rate": 70.774, "dropout.b.rate": 269.118}
    known |= {"dropout.c.rate": 469.276, "dropout.a.rate x dropout.b.rate": 37.201}
    known |= {"dropout.a.rate x dropout.c.rate": 34.679, "dropout.b.rate x dropout.c.rate": 70.774}
    known |= {"higher": 42.509}
    assert made["F"].drop("residual").to_dict() == pytest.approx(known, abs=5e-4)
    assert made["freedom"]["residual"] == 14
    assert made["sum_of_squares"]["residual"] == pytest.approx(0.5275)
    assert made["p"]["higher"] == pytest.approx(1.357e-05, rel=1e-3)


def test_main_effects_average_over_the_other_axis(tmp_path):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
    dataset = load(
        fake_results.write(tmp_path, axes, [[0.10, 0.12], [0.20, 0.22], [0.30, 0.32], [0.50, 0.52]])
    )
    made = main_effects(summarize(dataset).rows, list(axes))
    assert [(value, each.mean) for value, each in made["dropout.hidden.rate"]] == [
        (0, pytest.approx(0.16)),
        (0.5, pytest.approx(0.41)),
    ]
    assert [each.mean for _, each in made["dropout.input.rate"]] == pytest.approx([0.21, 0.36])
    # each variant's two values have variance 0.0002; the mean of two variants with 2 seeds each has
    # the error sqrt(0.0002 x (1/2 + 1/2)) / 2
    first = made["dropout.hidden.rate"][0][1]
    assert first.high - first.mean == pytest.approx(
        2.776445105 * np.sqrt(0.0002) / 2
    )  # t at 0.975 with 4 degrees of freedom
    assert (
        anova(
            load(fake_results.write(tmp_path / "one", axes, [[0.1], [0.2], [0.3], [0.4]])),
            "test.error",
            list(axes),
        )
        is None
    )


def test_variance_within_runs_is_about_the_trend(tmp_path):
    dataset = load(
        fake_results.write(
            tmp_path, {"dropout.hidden.rate": [0]}, [[0.10, 0.12, 0.14]], evaluations=21
        )
    )
    # residuals of 1, -1, 0, -1, 1 about any straight line are themselves only if orthogonal to it,
    # which these are: 4 / (5 - 2)
    dataset["curves.test.error"].values[:, -5:] = (
        0.3 + 0.01 * np.arange(5) + 0.003 * np.array([1, -1, 0, -1, 1])
    )
    made = variance_sources(dataset, "test.error")
    assert made.within_runs == pytest.approx(0.003 * np.sqrt(4 / 3))
    assert made.between_seeds == pytest.approx(0.02)
    assert np.isnan(
        variance_sources(dataset.isel(evaluation=slice(2, None)), "test.error").within_runs
    )  # 19 evaluations: the last 5 are not yet the end
    assert not made.within_dominates
    assert made._replace(within_runs=0.03).within_dominates


def test_mcnemar_by_hand():
    # only the first is right twice, only the second five times: two-sided binomial p of 2 of 7 is 2
    # x (1 + 7 + 21) / 128
    first, second = [1, 1, 0, 0, 0, 0, 0, 1, 0], [0, 0, 1, 1, 1, 1, 1, 1, 0]
    assert mcnemar(first, second) == (2, 5, pytest.approx(58 / 128))
    assert mcnemar(first, first) == (0, 0, 1.0)


def test_per_example_results_of_trial_files(tmp_path):
    (tmp_path / "trials").mkdir()
    loss = np.array([[0.1, 2.0, 0.3], [0.3, 1.0, 0.1]])
    for name, values in zip("ab", loss):
        with h5py.File(tmp_path / "trials" / f"{name}.h5", "w") as file:
            file["examples/test.loss"] = values
            file["examples/test.correct"] = (values < 1).astype(float)
    made = read_examples(tmp_path, ["a", "b"])
    assert made.loss.tolist() == loss.tolist() and made.correct.tolist() == [[1, 0, 1], [1, 0, 1]]
    assert read_examples(tmp_path, ["a", "c"]) is None
    asked = []
    assert of_every_trial(asked.append, "abc") is None and asked == ["a"]
    mean, low, high = example_interval(made.loss)  # per example 0.2, 1.5, 0.2: sd sqrt(1.69 / 3)
    assert mean == pytest.approx(1.9 / 3)
    assert high - mean == pytest.approx(
        1.959964 * np.sqrt(1.69 / 3) / np.sqrt(3), rel=1e-6
    ) and mean - low == pytest.approx(high - mean)
    assert most_different(made, PerExample(loss * 0, made.correct), 2) == [
        (1, 1.5),
        (0, pytest.approx(0.2)),
    ]
