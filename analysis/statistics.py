"""Intervals and tests over seeds, from Student's t distribution. Small numbers of seeds are the
rule here, so ddof is 1 everywhere.

    mean of n values     m = sum x / n,  s^2 = sum (x - m)^2 / (n - 1),
                         m +- t(1 - alpha/2, n - 1) s / sqrt(n)
    Welch, a - b         se^2 = s_a^2 / n_a + s_b^2 / n_b,  +- t(1 - alpha/2, v) se,
                         v = se^4 / ((s_a^2 / n_a)^2 / (n_a - 1) + (s_b^2 / n_b)^2 / (n_b - 1))
                         (Satterthwaite 1946)
    paired, a - b        the interval of the mean of the n differences a_i - b_i
    over splits          s^2 (1 / n + held_out) in place of s^2 / n, see splits.py
    Holm                 p sorted ascending, k = 0 .. m - 1:
                         adjusted p_(k) = min(1, max over j <= k of (m - j) p_(j));
                         by hand: statsmodels' takes 54 ms a call for nine values, measured,
                         and simulations call it thousands of times; a test compares the two
    intervals            of differences: at the level that Holm leaves each, so that they and the
                         verdicts always agree (holm_levels)

A single value has a mean and no interval: its ends are NaN. So has a group without spread, whose
values differ by no more than the rounding of sums: it says nothing about what other seeds would
give, and a t test with it is none. `alpha` is 0.05 for 95 %.
"""

from typing import NamedTuple

import numpy as np

# scipy.stats.t computes with these two; without its checks they take a tenth of the time
from scipy.special import stdtr, stdtrit


ROUNDING = 1e-12  # relative: what sums of the same numbers in another order may differ by


class Interval(NamedTuple):
    """A mean, or a difference of means, with its interval; `p` is the two-sided p-value of being 0
    (NaN if there is none).
    """

    n: int
    mean: float
    low: float
    high: float
    p: float
    error: float = np.nan  # standard error of the mean
    freedom: float = np.nan  # degrees of freedom of its t distribution
    pairs: float = np.nan  # n of pairs, n_a n_b / (n_a + n_b) of two groups

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def _finite(values) -> np.ndarray:
    values = np.asarray(values, dtype=float)
    return values[np.isfinite(values)]


def without_spread(values, size: float = 0) -> bool:
    """Whether values [n] are one number but for rounding; `size`: the largest of the numbers that
    they were computed from, if that is larger than they are.
    """
    values = np.asarray(values, dtype=float)
    largest = max(size, np.abs(values).max(initial=0))
    return len(values) > 0 and bool(np.ptp(values) <= ROUNDING * largest)


def t_interval(n: int, mean: float, error: float, freedom: float, alpha: float) -> Interval:
    """mean +- t * standard error; of a standard error that is 0 there is no interval."""
    if error == 0:
        return Interval(n, mean, np.nan, np.nan, np.nan, 0.0, freedom)
    half = stdtrit(freedom, 1 - alpha / 2) * error
    return Interval(
        n, mean, mean - half, mean + half, 2 * stdtr(freedom, -abs(mean) / error), error, freedom
    )


def mean_interval(values, alpha: float = 0.05, held_out: float = 0) -> Interval:
    """Mean of the finite values [n] with its t interval; `p` is that of the hypothesis that the
    mean is 0. `held_out`: n_test / n_train of values of splits of the same data.
    """
    values = _finite(values)
    n = len(values)
    if n < 2:
        return Interval(n, values[0] if n else np.nan, np.nan, np.nan, np.nan)
    if without_spread(values):
        return t_interval(n, values.mean(), 0, n - 1, alpha)
    error = values.std(ddof=1) * np.sqrt(1 / n + held_out)
    return t_interval(n, values.mean(), error, n - 1, alpha)


def mean_band(values, alpha: float = 0.05, held_out: float = 0) -> tuple:
    """mean_interval of each column of values [n, columns] at once: (mean, low, high), each
    [columns].
    """
    values = np.ma.masked_invalid(np.asarray(values, dtype=float))
    n = values.count(axis=0)
    mean = values.mean(axis=0).filled(np.nan)
    error = (values.std(axis=0, ddof=1) * np.sqrt(1 / np.maximum(n, 1) + held_out)).filled(np.nan)
    spread = values.max(axis=0) - values.min(axis=0)
    spread = (spread > ROUNDING * np.abs(values).max(axis=0)).filled(False)
    half = np.where((n > 1) & spread, stdtrit(np.maximum(n - 1, 1), 1 - alpha / 2) * error, np.nan)
    return mean, mean - half, mean + half


def in_logarithms(mean, low, high) -> tuple:
    """(low, high) of the interval of the logarithm of positive means, by the delta method:
    mean exp(+- half width / mean); never 0 or below.
    """
    with np.errstate(all="ignore"):
        factor = np.exp((high - low) / (2 * mean))
    return mean / factor, mean * factor


def welch_difference(a, b, alpha: float = 0.05) -> Interval:
    """mean(a) - mean(b) of independent samples [n_a], [n_b] whose variances may differ; n is the
    smaller number of values.
    """
    a, b = _finite(a), _finite(b)
    n = min(len(a), len(b))
    mean = a.mean() - b.mean() if n else np.nan
    if n < 2 or without_spread(a) or without_spread(b):
        return Interval(n, mean, np.nan, np.nan, np.nan)
    parts = [x.var(ddof=1) / len(x) for x in (a, b)]
    squared = sum(parts)
    freedom = squared**2 / sum(part**2 / (len(x) - 1) for part, x in zip(parts, (a, b)))
    pairs = len(a) * len(b) / (len(a) + len(b))
    return t_interval(n, mean, np.sqrt(squared), freedom, alpha)._replace(pairs=pairs)


def paired_difference(a, b, alpha: float = 0.05, held_out: float = 0) -> Interval:
    """mean(a_i - b_i) of pairs, a and b both [n]; pairs with a value that is not finite do not
    count. `held_out` as in mean_interval.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    size = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    if without_spread(a) or without_spread(b) or without_spread(a - b, size):
        mean = (a - b).mean() if len(a) else np.nan
        return Interval(len(a), mean, np.nan, np.nan, np.nan)
    return mean_interval(a - b, alpha, held_out)


def holm(p) -> np.ndarray:
    """Holm's adjusted p-values [m]: the chance of any false rejection in the family is at most the
    threshold. NaN stays NaN.
    """
    p = np.asarray(p, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    factors = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(factors * p[order]))
    return adjusted


def holm_levels(p, alpha: float) -> np.ndarray:
    """The level [m] at which Holm's procedure leaves each comparison: alpha / (m - j) for the j-th
    smallest p, j = 0, 1, ..., as long as p is at most that; for it and all others from the first on
    that is not, the level of that one. So the interval of a comparison at its level excludes 0 if
    and only if its adjusted p is at most alpha. NaN counts in no family and has alpha.
    """
    p = np.asarray(p, dtype=float)
    levels = np.full(p.shape, float(alpha))
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    for j, place in enumerate(order):
        level = alpha / (len(order) - j)
        if p[place] > level:
            levels[order[j:]] = level
            break
        levels[place] = level
    return levels
