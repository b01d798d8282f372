"""One variant against another: difference, tests, effect size, and a verdict that says no more than
the numbers allow.

    effect size (Hedges)   g = J (mean_a - mean_b) / s_pooled,  J = 1 - 3 / (4 (n_a + n_b - 2) - 1)
    equivalence (TOST)     p = larger one-sided p of: difference > -margin, difference < +margin
                           (Schuirmann 1987); of one comparison, not of the family
    improvement            P(a better than b) of a random seed each, ties count half
                           (Mann & Whitney 1947)
    variance ratio         var(paired difference) / (var a + var b), over common seeds: below 1,
                           pairing would help

Verdicts are read off one object, the interval of the difference at the level that Holm's procedure
leaves it in the declared family (statistics.holm_levels). `better`, `worse`: it excludes 0, which
is the same as an adjusted p of at most alpha. `equivalent`: it lies within the margin that the plan
declares. `better within margin`, `worse within margin`: both. `untestable`: whatever the values,
the test cannot pass alpha with so few seeds, or seeds without spread allow no t test (then no
number of seeds is said to be needed); says nothing about sameness. `inconclusive`: the rest;
neither a difference nor its absence is shown. With `test: permutation` the exact p decides between
better, worse and neither, and the interval only between the margin and neither.
"""

from dataclasses import dataclass
import numpy as np
from scipy import stats

from .power import seeds_to_detect, spread_range
from .resampling import permutation_p, seeds_to_be_testable, sign_flip_p, smallest_p
from .statistics import (
    Interval,
    paired_difference,
    t_interval,
    welch_difference,
    without_spread,
)

WITHIN = " within margin"  # behind better or worse


@dataclass
class Comparison:
    first: int  # position of the variant in the rows of the summary
    second: int  # what it is compared with; differences are first - second
    difference: Interval  # at `level`; p is that of Welch's or the paired t test
    permutation_p: float
    floor_p: float  # the smallest that the permutation test can give
    effect: float
    improvement: float
    variance_ratio: float  # NaN without common seeds
    equivalence_p: float  # NaN without a margin
    level: float  # 1 - coverage of the interval: what the family leaves it, see judge()
    adjusted_p: float = np.nan
    verdict: str = ""
    seeds_needed: int | None = None  # per variant; None: enough, or not to be said
    look: int | None = None  # from 1, at which it stands, of seeds until it is decided (looks.py)
    # the same with the ends of the spread's interval; None: beyond reach, or not to be said
    seeds_range: tuple = (None, None)


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
    held_out: float = 0,
) -> Comparison:
    """a, b: values by seed, [seeds] each, NaN where a trial has none. With `held_out` they are
    pairs of splits (splits.py), of which no permutation is as likely as another.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = np.isfinite(a) & np.isfinite(b)
    have_a, have_b = a[np.isfinite(a)], b[np.isfinite(b)]
    if paired:
        difference, exact, floor = (
            paired_difference(a, b, alpha, held_out),
            np.nan if held_out else sign_flip_p((a - b)[both]),
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
        alpha,
    )


def judge(
    made: Comparison,
    adjusted_p: float,
    level: float,
    *,
    test: str,
    family: int,
    margin: float | None,
    paired: bool,
    alpha: float,
    lower_is_better: bool,
    held_out: float = 0,
) -> None:
    """Gives a comparison its place in the family: the interval at `level`, verdict, seeds_needed.

    `test`: "t" or "permutation", as the plan declares.
    """
    made.adjusted_p, made.level = adjusted_p, level
    made.difference = at_level(made.difference, level)
    low, mean, high = made.difference.low, made.difference.mean, made.difference.high
    equivalent = margin is not None and -margin < low and high < margin
    if not np.isfinite(adjusted_p):
        made.verdict = "untestable"
        if test != "t":
            made.seeds_needed = seeds_to_be_testable(alpha, family, paired)
        elif made.difference.n < 2:
            made.seeds_needed = 2
    elif adjusted_p <= alpha:
        made.verdict = "better" if (mean < 0) == lower_is_better else "worse"
        made.verdict += WITHIN if equivalent else ""
    elif equivalent:
        made.verdict = "equivalent"
    elif test == "permutation" and made.floor_p * family > alpha:
        made.verdict, made.seeds_needed = "untestable", seeds_to_be_testable(alpha, family, paired)
    else:
        made.verdict = "inconclusive"
        if not held_out:  # more splits of the same data are no more data
            needed = seeds_for_power(made.difference, level, paired)
            made.seeds_needed, made.seeds_range = needed


def at_level(difference: Interval, level: float) -> Interval:
    """The same difference with the ends of its 1 - level interval."""
    if not np.isfinite(difference.low):
        return difference
    return t_interval(
        difference.n, difference.mean, difference.error, difference.freedom, level
    )._replace(p=difference.p, pairs=difference.pairs)


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


def seeds_for_power(difference: Interval, level: float, paired: bool) -> tuple:
    """Seeds per variant for a power of power.POWER if the true difference and noise are those
    measured (two-sided t test at `level`), and the same at the ends of the noise's interval. None:
    beyond reach.
    """
    if not np.isfinite(difference.error):
        return None, (None, None)
    spread = difference.error * np.sqrt(difference.n if paired else difference.n / 2)
    spreads = [spread, *spread_range(spread, difference.freedom)]
    needed, *ends = (seeds_to_detect(difference.mean, each, level, paired) for each in spreads)
    return needed, tuple(ends)
