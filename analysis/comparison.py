"""One variant against another: difference, tests, effect size, and a verdict that says no more than
the numbers allow.

    effect size (Hedges)   g = J (mean_a - mean_b) / s_pooled,  J = 1 - 3 / (4 (n_a + n_b - 2) - 1)
    equivalence (TOST)     p = larger one-sided p of: difference > -margin, difference < +margin
                           (Schuirmann 1987)
    improvement            P(a better than b) of a random seed each, ties count half
                           (Mann & Whitney 1947)
    variance ratio         var(paired difference) / (var a + var b), over common seeds: below 1,
                           pairing would help

Verdicts. `equivalent`: the difference is surely within the margin that the plan declares. `better`,
`worse`: p, adjusted over the declared family, is at most alpha. `untestable`: whatever the values,
the test cannot pass alpha with so few seeds, or seeds without spread allow no t test (then no
number of seeds is said to be needed); says nothing about sameness. `inconclusive`: the rest;
neither a difference nor its absence is shown.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from .resampling import permutation_p, seeds_to_be_testable, sign_flip_p, smallest_p
from .statistics import Interval, paired_difference, welch_difference, without_spread

POWER = 0.8  # for which seeds are counted
MOST_SEEDS = 10_000


@dataclass
class Comparison:
    first: int  # position of the variant in the rows of the summary
    second: int  # what it is compared with; differences are first - second
    difference: Interval  # p is that of Welch's or the paired t test
    permutation_p: float
    floor_p: float  # the smallest that the permutation test can give
    effect: float
    improvement: float
    variance_ratio: float  # NaN without common seeds
    equivalence_p: float  # NaN without a margin
    adjusted_p: float = np.nan
    adjusted_equivalence_p: float = np.nan
    verdict: str = ""
    seeds_needed: int | None = None  # per variant; None: enough, or not to be said


def compare(
    first: int,
    second: int,
    a,
    b,
    *,
    paired: bool,
    alpha: float,
    margin: float | None,
    lower_is_better: bool,
) -> Comparison:
    """a, b: values by seed, [seeds] each, NaN where a trial has none."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = np.isfinite(a) & np.isfinite(b)
    have_a, have_b = a[np.isfinite(a)], b[np.isfinite(b)]
    if paired:
        difference, exact, floor = (
            paired_difference(a, b, alpha),
            sign_flip_p((a - b)[both]),
            smallest_p(both.sum(), both.sum(), True),
        )
    else:
        difference, exact, floor = (
            welch_difference(a, b, alpha),
            permutation_p(a, b),
            smallest_p(len(have_a), len(have_b), False),
        )
    return Comparison(
        first,
        second,
        difference,
        exact,
        floor,
        hedges(have_a, have_b),
        improvement(have_a, have_b, lower_is_better),
        variance_ratio(a[both], b[both]),
        equivalence_p(difference, margin),
    )


def judge(
    made: Comparison, *, test: str, family: int, paired: bool, alpha: float, lower_is_better: bool
) -> None:
    """Sets verdict and seeds_needed from the adjusted p-values.

    `test`: "t" or "permutation", as the plan declares.
    """
    if made.adjusted_equivalence_p <= alpha:
        made.verdict = "equivalent"
    elif not np.isfinite(made.adjusted_p):
        made.verdict = "untestable"
        if test != "t":
            made.seeds_needed = seeds_to_be_testable(alpha, family, paired)
        elif made.difference.n < 2:
            made.seeds_needed = 2
    elif made.adjusted_p <= alpha:
        made.verdict = "better" if (made.difference.mean < 0) == lower_is_better else "worse"
    elif test == "permutation" and made.floor_p * family > alpha:
        made.verdict, made.seeds_needed = "untestable", seeds_to_be_testable(alpha, family, paired)
    else:
        made.verdict, made.seeds_needed = "inconclusive", seeds_for_power(
            made.difference, alpha / max(1, family), paired
        )


def hedges(a, b) -> float:
    """Effect size of values [n_a], [n_b]; NaN with fewer than two in one, or without spread."""
    if min(len(a), len(b)) < 2 or (without_spread(a) and without_spread(b)):
        return np.nan
    freedom = len(a) + len(b) - 2
    pooled = ((len(a) - 1) * np.var(a, ddof=1) + (len(b) - 1) * np.var(b, ddof=1)) / freedom
    return (1 - 3 / (4 * freedom - 1)) * (np.mean(a) - np.mean(b)) / np.sqrt(pooled)


def improvement(a, b, lower_is_better: bool = True) -> float:
    """Of values [n_a], [n_b], 0 to 1; NaN if one has none."""
    if not len(a) or not len(b):
        return np.nan
    sign = np.sign(np.subtract.outer(a, b)) * (-1 if lower_is_better else 1)
    return float((1 + sign.mean()) / 2)


def variance_ratio(a, b) -> float:
    """Of values of the same seeds."""
    if len(a) < 2 or (without_spread(a) and without_spread(b)):
        return np.nan
    return float(np.var(a - b, ddof=1) / (np.var(a, ddof=1) + np.var(b, ddof=1)))


def equivalence_p(difference: Interval, margin: float | None) -> float:
    """Of TOST; NaN without a margin or without an interval."""
    if margin is None or not np.isfinite(difference.low):
        return np.nan
    return float(stats.t.sf((margin - abs(difference.mean)) / difference.error, difference.freedom))


@lru_cache(maxsize=4)  # all comparisons of a family share them
def _bounds(alpha: float, paired: bool) -> tuple:
    """Numbers of seeds, degrees of freedom, and what |t| must pass."""
    n = np.arange(2, MOST_SEEDS)
    freedom = (1 if paired else 2) * (n - 1)
    return n, freedom, stats.t.ppf(1 - alpha / 2, freedom)


def seeds_for_power(difference: Interval, alpha: float, paired: bool) -> int | None:
    """Seeds per variant for POWER if the true difference and noise are those measured (two-sided t
    test at alpha). None: beyond reach.

    The noncentral t distribution by its normal approximation (Johnson & Kotz 1970), whose error is
    below one seed.
    """
    if not np.isfinite(difference.error) or difference.error == 0 or difference.mean == 0:
        return None
    single = difference.error * np.sqrt(difference.n)  # noise of a difference of one seed each
    n, freedom, bound = _bounds(alpha, paired)
    shift = abs(difference.mean) * np.sqrt(n) / single
    power = stats.norm.sf(
        (bound * (1 - 1 / (4 * freedom)) - shift) / np.sqrt(1 + bound**2 / (2 * freedom))
    )
    enough = np.flatnonzero(power >= POWER)
    return int(n[enough[0]]) if len(enough) else None
