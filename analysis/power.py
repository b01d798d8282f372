"""What a number of seeds can show, before they are trained and after.

For pairs, s is the spread of a difference within seeds; for groups that of one seed, and a
difference of two groups of n has the spread s sqrt(2 / n):

    power(n)   P(|T'| > t(1 - level/2, v)),  T' of noncentral t with v degrees of freedom and
               noncentrality  d sqrt(n) / s, v = n - 1 (pairs)
                              d sqrt(n / 2) / s, v = 2 (n - 1) (groups)
    family     of m comparisons: level = alpha / m, Holm's first step, so that the answer holds
               whatever the others show

The noncentral t distribution is scipy's; statsmodels' TTestPower and TTestIndPower are the tests'
oracles (they take whole numbers of seeds one by one; here all of them at once).
"""

from functools import lru_cache

import numpy as np
from scipy import stats
from scipy.optimize import brentq
from scipy.special import ndtri

POWER = 0.8  # for which seeds are counted
SURE = 0.8  # coverage of the interval of a spread, from which seeds are counted
MOST_SEEDS = 10_000
AT_ONCE = 16  # numbers of seeds whose power is computed together


def power(difference: float, spread: float, n, level: float = 0.05, paired: bool = True):
    """Of a two-sided t test at `level` with n seeds per variant (a number or [..]); 0 below two."""
    n = np.asarray(n, dtype=float)
    freedom = np.maximum((1 if paired else 2) * (n - 1), 1)
    shift = abs(difference) / spread * np.sqrt(n if paired else n / 2)
    bound = stats.t.ppf(1 - level / 2, freedom)
    with np.errstate(all="ignore"):
        above = stats.nct.sf(bound, freedom, shift)
        below = stats.nct.cdf(-bound, freedom, shift)
    # scipy 1.10 gives no number where a tail or what lacks to 1 is below its precision
    above = np.where(np.isfinite(above), above, stats.norm.sf(bound - shift))
    below = np.where(np.isfinite(below), below, 0.0)
    made = np.where(n < 2, 0.0, above + below)
    return float(made) if made.ndim == 0 else made


def seeds_to_detect(
    difference: float, spread: float, level: float = 0.05, paired: bool = True, wanted=POWER
) -> int | None:
    """The least number of seeds per variant with at least the wanted power; None: more than
    MOST_SEEDS, or nothing to find.

    The search goes up from the number of a normal distribution of known spread, whose test no other
    surpasses: t needs a few more.
    """
    if not (np.isfinite(difference) and np.isfinite(spread)) or not difference or not spread:
        return None
    quantiles = ndtri(1 - level / 2) + ndtri(wanted)
    of_normal = (1 if paired else 2) * (quantiles * spread / difference) ** 2
    if of_normal > MOST_SEEDS:
        return None
    first, count = max(2, int(of_normal)), AT_ONCE
    while first > 2 and power(difference, spread, first, level, paired) >= wanted:
        first //= 2
    while first <= MOST_SEEDS:
        n = np.arange(first, min(first + count, MOST_SEEDS + 1))
        enough = power(difference, spread, n, level, paired) >= wanted
        if enough.any():
            return int(n[enough.argmax()])
        first, count = first + count, 2 * count
    return None


def spread_range(spread: float, freedom: float, coverage: float = SURE) -> tuple:
    """The ends of the interval of a spread that was estimated with these degrees of freedom, from
    chi^2: s sqrt(v / chi^2(v)).
    """
    tail = (1 - coverage) / 2
    ends = stats.chi2.ppf([1 - tail, tail], freedom)
    return tuple(spread * np.sqrt(freedom / ends))


@lru_cache(maxsize=256)
def detectable(n: int, level: float = 0.05, paired: bool = True, wanted: float = POWER) -> float:
    """The difference, in units of the spread, that n seeds per variant find with the wanted power;
    NaN below two seeds.
    """
    if n < 2:
        return np.nan
    high = 1.0
    while power(high, 1.0, n, level, paired) < wanted:
        high *= 2
    return float(brentq(lambda d: power(d, 1.0, n, level, paired) - wanted, 0, high, xtol=1e-10))
