"""One number for many tasks: the interquartile mean with a stratified bootstrap (Agarwal et al. 2021, "Deep RL at the edge of the statistical precipice")."""

import numpy as np
from scipy import stats

from .resampling import RESAMPLES, SEED


def interquartile_mean(values, axis=None):
    """Mean of the middle half of the finite values; what scipy.stats.trim_mean(values, 0.25) gives."""
    return stats.trim_mean(np.asarray(values, dtype=float), 0.25, axis=axis)


def stratified_iqm(scores, alpha: float = 0.05) -> tuple:
    """(IQM, low, high) of scores [runs, tasks]: runs are resampled within each task, with a seed, so equal scores give equal digits."""
    scores = np.asarray(scores, dtype=float)
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(scores), (RESAMPLES, *scores.shape))
    resampled = np.take_along_axis(scores[None], drawn, axis=1)
    made = interquartile_mean(resampled.reshape(RESAMPLES, -1), axis=1)
    low, high = np.quantile(made, [alpha / 2, 1 - alpha / 2])
    return float(interquartile_mean(scores)), float(low), float(high)
