"""Numbers over many tasks, with a stratified bootstrap (Agarwal et al. 2021, "Deep RL at the edge
of the statistical precipice").

    interquartile mean   IQM = mean of the middle half of the values of all runs of all tasks:
                         floor(N / 4) of N are cut off at each end
    improvement          mean over tasks of P(a run of a is better than a run of b), ties count half
                         (Mann & Whitney 1947)
    intervals            percentiles of both over RESAMPLES samples, for which runs are drawn with
                         replacement within each task; seeded

Runs of a task are values [n]; n may differ between tasks. Values of different tasks must be on one
scale for the IQM to mean something; the improvement needs no common scale.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from .comparison import improvement
from .resampling import RESAMPLES, SEED

AT_ONCE = 1_000  # resamples whose runs are compared pair by pair at a time


class Estimate(NamedTuple):
    """A value with the ends of its interval; NaN where there is none."""

    value: float
    low: float
    high: float


UNKNOWN = Estimate(np.nan, np.nan, np.nan)


def interquartile_mean(values, axis=None):
    """Mean of the middle half of the finite values, by scipy.stats.trim_mean(values, 0.25)."""
    return stats.trim_mean(np.asarray(values, dtype=float), 0.25, axis=axis)


def stratified_iqm(tasks: list, alpha: float = 0.05) -> Estimate:
    """IQM of the runs of each task; low and high are NaN if a task has fewer than two."""
    middle = float(interquartile_mean(np.concatenate(tasks)))
    if min(map(len, tasks)) < 2:
        return Estimate(middle, np.nan, np.nan)
    random = np.random.default_rng(SEED)
    made = interquartile_mean(
        np.concatenate([_resampled(random, runs) for runs in tasks], axis=1), axis=1
    )
    return Estimate(middle, *_ends(made, alpha))


def mean_improvement(tasks: list, lower_is_better: bool, alpha: float = 0.05) -> Estimate:
    """Probability of improvement of (runs of a, runs of b) of each task; low and high are NaN if
    one has fewer than two.
    """
    middle = float(np.mean([improvement(a, b, lower_is_better) for a, b in tasks]))
    if min(min(len(a), len(b)) for a, b in tasks) < 2:
        return Estimate(middle, np.nan, np.nan)
    random = np.random.default_rng(SEED)
    made = np.mean(
        [
            _improvements(_resampled(random, a), _resampled(random, b), lower_is_better)
            for a, b in tasks
        ],
        axis=0,
    )
    return Estimate(middle, *_ends(made, alpha))


def _improvements(a: np.ndarray, b: np.ndarray, lower_is_better: bool) -> np.ndarray:
    """Of each resample of a, b [resamples, n]."""
    better = np.concatenate(
        [
            np.sign(a[at : at + AT_ONCE, :, None] - b[at : at + AT_ONCE, None, :]).mean(axis=(1, 2))
            for at in range(0, len(a), AT_ONCE)
        ]
    )
    return (1 - better if lower_is_better else 1 + better) / 2


def _resampled(random, runs) -> np.ndarray:
    return np.asarray(runs, dtype=float)[random.integers(0, len(runs), (RESAMPLES, len(runs)))]


def _ends(made: np.ndarray, alpha: float) -> tuple:
    return tuple(map(float, np.quantile(made, [alpha / 2, 1 - alpha / 2])))
