"""What a budget buys: the expected best of n points that are drawn at random, from N that were
tried.

    expected best    the mean over all subsets of n of the N points (Tang et al. 2020,
                     arXiv 2004.13705: unbiased, where the older form with replacement of
                     Dodge et al. 2019, arXiv 1909.03004, is too low); of the largest
                     U(n) = sum_i x_(i) C(i-1, n-1) / C(N, n), of the smallest likewise from above
    band             an interval of the median of the best of n: P(min of n <= x) = 1 - (1 - F(x))^n
                     makes it the quantile p = 1 - 2^(-1/n) of one point; [x_(l), x_(u)] holds it
                     with P(l <= B <= u - 1), B binomial(N, p): exact, whatever the distribution.
                     Where the N points cannot bound it the end is infinite. Resampling the points
                     would give bands that are too narrow for extremes.

Both suppose points drawn independently (sampler random). Values are numbers of which lower is
better; infinite ones are points that diverged.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import gammaln


class Budget(NamedTuple):
    points: np.ndarray  # n = 1 .. N
    expected: np.ndarray  # infinite where a subset of n may have nothing but diverged points
    low: np.ndarray  # of the band; minus infinity: not bounded
    high: np.ndarray


def budget_curve(values, alpha: float = 0.05) -> Budget:
    """Of the values [N] of an arm's points; those that are missing (NaN) do not count."""
    values = np.sort(np.asarray(values, dtype=float))
    values = values[~np.isnan(values)]
    points = np.arange(1, len(values) + 1)
    bands = [median_band(values, n, alpha) for n in points]
    low, high = (np.array(ends, dtype=float) for ends in zip(*bands)) if bands else ([], [])
    return Budget(points, np.array([expected_best(values, n) for n in points]), low, high)


def expected_best(values, n: int) -> float:
    """The mean of the smallest of n, over all subsets of the values [N]."""
    values = np.sort(np.asarray(values, dtype=float))
    total = len(values)
    above = total - 1 - np.arange(total - n + 1)  # how many are larger than a smallest one
    weights = np.exp(_log_choose(above, n - 1) - _log_choose(total, n))
    return float(weights @ values[: total - n + 1])


def expected_best_with_replacement(values, n: int) -> float:
    """The older form, which is biased: kept to be compared with."""
    values = np.sort(np.asarray(values, dtype=float))
    total = len(values)
    share = np.arange(total, -1, -1) / total
    return float((share[:-1] ** n - share[1:] ** n) @ values)


def median_band(values, n: int, alpha: float = 0.05) -> tuple:
    """The interval of the median of the smallest of n; from sorted values [N]."""
    total = len(values)
    p = 1 - 2.0 ** (-1 / n)
    lower = int(stats.binom.ppf(alpha / 2, total, p))  # largest l with P(B <= l - 1) <= alpha / 2
    if stats.binom.cdf(lower, total, p) <= alpha / 2:
        lower += 1
    upper = int(stats.binom.ppf(1 - alpha / 2, total, p)) + 1
    low = values[lower - 1] if lower >= 1 else -np.inf
    high = values[upper - 1] if upper <= total else np.inf
    return low, high


def _log_choose(n, k):
    return gammaln(np.asarray(n) + 1.0) - gammaln(k + 1.0) - gammaln(np.asarray(n) - k + 1.0)
