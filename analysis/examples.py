"""The second source of variance: the test examples. Reads `examples/` of trial files, see
lib/results/FORMAT.md.

    over seeds       t interval of the networks' means: how far other seeds would move the result on
                     these examples
    over examples    mean +- z sd / sqrt(examples) of each example's mean over seeds: how far
                     another test set would move the mean of these networks
    over both        two_way.py, of the means and of the differences by seed and example
    McNemar          examples that only one of two networks of a seed gets right, b and c; exact
                     two-sided binomial p of b of b + c at 1/2; of several seeds the median

What counts is mistakes where there are classes, losses elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
from scipy import stats

from .statistics import Interval, mean_interval, without_spread
from .summary import Row, Summary
from .tasks import each_task
from .two_way import two_way_interval

BUNDLED = "examples.h5"  # in an unpacked bundle: the groups examples/ of all trials, by id
SHOWN = 5  # examples on which two variants differ most


class PerExample(NamedTuple):
    loss: np.ndarray  # [seeds, examples]
    correct: np.ndarray | None  # [seeds, examples], 0 or 1; None without classes
    confidence: np.ndarray | None = (
        None  # [seeds, examples], probability of the likeliest class; None without classes
    )

    @property
    def counted(self) -> np.ndarray:
        return self.loss if self.correct is None else 1.0 - self.correct


@dataclass
class ExampleRow:
    """A variant; differences are variant - baseline, and None in the baseline's own row."""

    row: Row
    seeds: Interval
    examples: tuple  # mean, low, high
    both: Interval  # over seeds and examples
    difference: tuple | None = None  # over examples: mean, low, high
    difference_both: Interval | None = None  # over common seeds and examples
    only: tuple | None = (
        None  # examples that only the variant, only the baseline gets right, mean over common seeds
    )
    mcnemar_p: float = np.nan  # median over common seeds
    most: list | None = None  # (example, difference of loss)


def read_examples(folder, trial_ids) -> PerExample | None:
    """Of the trials of a variant; None if one of them stores no examples."""
    made = of_every_trial(lambda trial: _read(Path(folder), trial), trial_ids)
    if made is None:
        return None
    loss, correct, confidence = (None if each[0] is None else np.array(each) for each in zip(*made))
    return PerExample(loss, correct, confidence)


def of_every_trial(read, trial_ids) -> list | None:
    """What `read` gives of each id; None without ids, or as soon as it gives None: after the first
    trial that does not keep something, no file of the others is opened.
    """
    made = []
    for trial in trial_ids:
        kept = read(trial)
        if kept is None:
            return None
        made.append(kept)
    return made or None


def _read(folder: Path, trial: str):
    """(loss, correct, confidence), or None."""
    bundle, file = folder / BUNDLED, folder / "trials" / f"{trial}.h5"
    if not bundle.exists() and not file.exists():
        return None
    with h5py.File(bundle if bundle.exists() else file, "r") as opened:
        group = opened.get(trial if bundle.exists() else "examples")
        if group is None:
            return None
        part = next(name for name in group if name.endswith(".loss")).removesuffix(".loss")
        return tuple(
            group[f"{part}.{name}"][()] if f"{part}.{name}" in group else None
            for name in ("loss", "correct", "confidence")
        )


def example_rows(dataset, summary: Summary) -> list:
    """One ExampleRow per variant whose trials all store examples; [] if the baseline's, or without
    one the first variant's, do not. Of each task alone; none of splits, each of which has
    examples of its own.
    """
    if summary.splits:
        return []
    return [line for task in each_task(summary) for line in _rows(dataset, task.summary)]


def _rows(dataset, summary: Summary) -> list:
    folder = dataset.attrs["folder"]
    first = summary.rows[summary.baseline or 0]
    reference = read_examples(folder, first.trials)
    if reference is None:
        return []
    seeds = dict(zip(map(str, dataset["trial_id"].values), dataset["seed"].values))
    made = []
    for row in summary.rows:
        own = reference if row is first else read_examples(folder, row.trials)
        if own is None or own.loss.shape[1] != reference.loss.shape[1]:
            continue
        line = ExampleRow(
            row,
            mean_interval(own.counted.mean(axis=1), summary.alpha),
            example_interval(own.counted, summary.alpha),
            two_way_interval(own.counted, summary.alpha),
        )
        if row is not first and summary.baseline is not None:
            _compare(
                line,
                own,
                reference,
                [seeds[each] for each in row.trials],
                [seeds[each] for each in first.trials],
                summary.alpha,
            )
        made.append(line)
    return made


def _compare(
    line: ExampleRow,
    own: PerExample,
    reference: PerExample,
    seeds: list,
    reference_seeds: list,
    alpha: float,
) -> None:
    line.difference = example_interval(
        (own.counted.mean(axis=0) - reference.counted.mean(axis=0))[None], alpha
    )
    pairs = [
        (i, reference_seeds.index(seed)) for i, seed in enumerate(seeds) if seed in reference_seeds
    ]
    mine, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    line.difference_both = two_way_interval(own.counted[mine] - reference.counted[theirs], alpha)
    line.most = most_different(own, reference, SHOWN)
    if own.correct is None:
        return
    tested = [mcnemar(own.correct[i], reference.correct[j]) for i, j in pairs]
    if tested:
        line.only = tuple(float(np.mean([each[k] for each in tested])) for k in (0, 1))
        line.mcnemar_p = float(np.median([each[2] for each in tested]))


def example_interval(values, alpha: float = 0.05) -> tuple:
    """(mean, low, high) over examples of values [seeds, examples]: how far another test set would
    move the mean of these networks. Of examples that are all alike there is no interval (NaN).
    """
    each = np.asarray(values, dtype=float).mean(axis=0)
    each = each[np.isfinite(each)]
    if without_spread(each):
        return each.mean(), np.nan, np.nan
    half = stats.norm.ppf(1 - alpha / 2) * each.std(ddof=1) / np.sqrt(len(each))
    return each.mean(), each.mean() - half, each.mean() + half


def mcnemar(first_correct, second_correct) -> tuple:
    """(only first right, only second right, p) of two networks on the same examples [examples]."""
    first, second = np.asarray(first_correct, dtype=bool), np.asarray(second_correct, dtype=bool)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    if only_first + only_second == 0:
        return 0, 0, 1.0
    return (
        only_first,
        only_second,
        float(stats.binomtest(only_first, only_first + only_second, 0.5).pvalue),
    )


def most_different(first: PerExample, second: PerExample, count: int = 10) -> list:
    """(example, difference of mean loss first - second), the largest in size first."""
    difference = first.loss.mean(axis=0) - second.loss.mean(axis=0)
    order = np.argsort(-np.abs(difference), kind="stable")[:count]
    return [(int(i), float(difference[i])) for i in order]
