"""The second source of variance: the test examples. Reads `examples/` of trial files, see lib/results/FORMAT.md.

    interval over examples   mean +- z sd / sqrt(examples) of one trial's losses or mistakes, averaged over seeds per example first
    McNemar                  examples that only one of two variants gets right, b and c; exact two-sided binomial p of b of b + c at 1/2
"""

from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
from scipy import stats


class PerExample(NamedTuple):
    loss: np.ndarray  # [seeds, examples]
    correct: np.ndarray  # [seeds, examples], 0 or 1


def read_examples(folder, trial_ids) -> PerExample | None:
    """Of the trials of a variant; None if one of them stores no examples."""
    loss, correct = [], []
    for each in trial_ids:
        file = Path(folder) / "trials" / f"{each}.h5"
        if not file.exists():
            return None
        with h5py.File(file, "r") as opened:
            if "examples" not in opened:
                return None
            loss.append(opened["examples/test.loss"][()])
            correct.append(opened["examples/test.correct"][()])
    return PerExample(np.array(loss), np.array(correct)) if loss else None


def example_interval(values, alpha: float = 0.05) -> tuple:
    """(mean, low, high) over examples of values [seeds, examples]: how far another test set would move the mean of these networks."""
    each = np.asarray(values, dtype=float).mean(axis=0)
    half = stats.norm.ppf(1 - alpha / 2) * each.std(ddof=1) / np.sqrt(len(each))
    return each.mean(), each.mean() - half, each.mean() + half


def mcnemar(first_correct, second_correct) -> tuple:
    """(only first right, only second right, p) of two networks on the same examples [examples]."""
    first, second = np.asarray(first_correct, dtype=bool), np.asarray(second_correct, dtype=bool)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    if only_first + only_second == 0:
        return 0, 0, 1.0
    return only_first, only_second, float(stats.binomtest(only_first, only_first + only_second, 0.5).pvalue)


def most_different(first: PerExample, second: PerExample, count: int = 10) -> list:
    """(example, difference of mean loss first - second), the largest in size first."""
    difference = first.loss.mean(axis=0) - second.loss.mean(axis=0)
    order = np.argsort(-np.abs(difference), kind="stable")[:count]
    return [(int(i), float(difference[i])) for i in order]
