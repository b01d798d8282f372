"""One interval for two sources of noise at once: other seeds and other test examples.

Of values x[i, j] of seed i = 1 .. S on example j = 1 .. E, each seed on the same examples (two
crossed random effects without replicates):

    mean squares   MS_s = E sum_i (x_i. - x..)^2 / (S - 1),
                   MS_e = S sum_j (x_.j - x..)^2 / (E - 1),
                   MS_r = sum_ij (x_ij - x_i. - x_.j + x..)^2 / ((S - 1) (E - 1))
    error^2        (MS_s + MS_e - MS_r) / (S E), the variance of x.. over both; at least that of
                   either source alone, max(MS_s, MS_e) / (S E)
    freedom        Satterthwaite 1946: (MS_s + MS_e - MS_r)^2 over
                   MS_s^2 / (S - 1) + MS_e^2 / (E - 1) + MS_r^2 / ((S - 1) (E - 1))
    interval       x.. +- t(1 - alpha / 2, freedom) error

A difference of two variants is that of their values by seed and example.
"""

import numpy as np

from .statistics import Interval, t_interval, without_spread


def two_way_interval(values, alpha: float = 0.05) -> Interval:
    """Of values [seeds, examples]; without an interval if there are fewer than two of either, or
    no spread.
    """
    x = np.asarray(values, dtype=float)
    seeds, examples = x.shape
    mean = float(x.mean()) if x.size else np.nan
    if min(seeds, examples) < 2 or without_spread(x.ravel()):
        return Interval(seeds, mean, np.nan, np.nan, np.nan)
    of_seed, of_example = x.mean(axis=1) - mean, x.mean(axis=0) - mean
    rest = x - mean - of_seed[:, None] - of_example
    freedoms = np.array([seeds - 1, examples - 1, (seeds - 1) * (examples - 1)])
    sums = [examples * (of_seed**2).sum(), seeds * (of_example**2).sum(), (rest**2).sum()]
    squares = np.array(sums) / freedoms
    whole = max(squares[0] + squares[1] - squares[2], squares[0], squares[1])
    freedom = whole**2 / (squares**2 / freedoms).sum()
    return t_interval(seeds, mean, float(np.sqrt(whole / x.size)), float(freedom), alpha)
