"""Looks at a comparison while seeds are added: levels of planned looks, and what is valid at any
look.

    spending     alpha*(f) is what of alpha may be spent when a share f of the seeds is there
                 (Lan & DeMets 1983), half of it on each side:
                 obrien_fleming: 4 (1 - Phi(z(1 - alpha/4) / sqrt f));
                 pocock: alpha log(1 + (e - 1) f)
    looks        two-sided nominal levels of z_k, such that Brownian motion first leaves
                 +- c_k at look k with probability alpha*(f_k) - alpha*(f_k-1): the density of the
                 score inside the bounds, from look to look (Armitage, McPherson & Rowe 1969)
    interval     repeated confidence interval: estimate +- t(1 - level_k / 2) x error at look k;
                 over all looks together it covers with 1 - alpha (Jennison & Turnbull 1989)
    decision     the first look whose interval excludes 0, or lies within the margin; it stays
    anytime      of an unplanned number of looks (Lindon et al. 2022): r = g / (g + n),
                 log E = log(r) / 2 + (v + 1) / 2 (log(1 + t^2 / v) - log(1 + r t^2 / v)),
                 p = min(1, 1 / E), interval: estimate +- error sqrt(v (1 - w) / (w - r)),
                 w = (r alpha^2)^(1 / (v + 1)), infinite if w <= r

    family       of m comparisons, k of them found better or worse so far: a look judges each open
                 one at alpha / (m - k), the smallest p first, and what is found gives its share to
                 the others at once (Maurer & Bretz 2013, equal weights); equivalence gives none
    p            the smallest share of alpha at which the interval of the look that decided, or of
                 the last one, would exclude 0 (Liu & Anderson 2008)

The same as lib/sweep/verdicts.cpp, which decides while a sweep runs.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, stdtrit

from .comparison import WITHIN, at_level
from .statistics import Interval

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)  # of a part of a density
FAR = 9.0  # standard deviations beyond which nothing is left


def spent(alpha: float, share, spending: str = "obrien_fleming"):
    """alpha*(f) of shares f [looks] in (0, 1]."""
    share = np.asarray(share, dtype=float)
    if spending == "pocock":
        return alpha * np.log(1 + (np.e - 1) * share)
    return 4 * ndtr(ndtri(alpha / 4) / np.sqrt(share))


def nominal_levels(alpha: float, share, spending: str = "obrien_fleming") -> np.ndarray:
    """Two-sided level of each look [looks]; `share`: rising to 1, or to the look that is wanted."""
    share = np.asarray(share, dtype=float)
    increments = np.diff(spent(alpha, share, spending), prepend=0.0)
    levels = []
    score, density = np.zeros(1), np.ones(1)  # at 0 before the first look, weights included
    before = 0.0
    for here, increment in zip(share, increments):
        step = np.sqrt(here - before)

        def beyond(bound):
            """Probability of leaving +- bound now, of what was still inside."""
            limit = bound * np.sqrt(here)
            return density @ (ndtr((score - limit) / step) + ndtr((-score - limit) / step))

        # no bound within the precision of numbers: such a look decides nothing
        bound = FAR
        if beyond(FAR) < increment:
            bound = brentq(lambda c: beyond(c) - increment, 0, FAR, xtol=1e-12)
        levels.append(2 * ndtr(-bound))
        ends = bound * np.sqrt(here)
        # 16 nodes for every two steps: exact to rounding
        edges = np.linspace(-ends, ends, max(2, int(np.ceil(ends / step))) + 1)
        half = np.diff(edges)[:, None] / 2
        next_score = ((edges[:-1] + edges[1:])[:, None] / 2 + half * NODES).ravel()
        made = np.exp(-0.5 * ((next_score[:, None] - score) / step) ** 2) @ density
        density = made / (step * np.sqrt(2 * np.pi)) * (half * WEIGHTS).ravel()
        score, before = next_score, here
    return np.array(levels)


@dataclass(frozen=True)
class Decision:
    verdict: str  # better, worse, either within margin, equivalent, or inconclusive
    look: int | None  # from 0; None: not decided
    interval: Interval  # of that look, or of the last one


def decide(looks: list, levels, *, margin: float | None, lower_is_better: bool) -> Decision:
    """`looks`: the difference as it was at each look so far, `levels`: those of the plan. Later
    looks change nothing that an earlier one has decided.
    """
    made = Interval(0, np.nan, np.nan, np.nan, np.nan)
    for number, (look, level) in enumerate(zip(looks, levels)):
        made = at_level(look, level)
        verdict = _verdict(made, margin, lower_is_better)
        if verdict:
            return Decision(verdict, number, made)
    return Decision("inconclusive", None, made)


def _verdict(made: Interval, margin: float | None, lower_is_better: bool) -> str:
    """ "" as long as the interval decides nothing."""
    within = margin is not None and -margin < made.low and made.high < margin
    if made.low > 0 or made.high < 0:
        found = "better" if (made.mean < 0) == lower_is_better else "worse"
        return found + (WITHIN if within else "")
    return "equivalent" if within else ""


@dataclass(frozen=True)
class Looks:
    """How a sweep adds seeds: `sizes` are the seeds of a variant at each look."""

    sizes: tuple
    spending: str  # obrien_fleming, pocock, anytime
    g: float | None = None  # of anytime
    finished: bool = False

    def level(self, look: int, share: float) -> float:
        """Two-sided level of the interval at look `look`, from 0, at a share of alpha."""
        if self.spending == "anytime":
            return share
        return _levels(share, self.sizes, look, self.spending)

    def interval(self, difference: Interval, look: int, share: float) -> Interval:
        """The repeated interval of a difference as it is at a look."""
        if not np.isfinite(difference.p):
            return difference
        if self.spending == "anytime":
            radius = anytime_radius(_pairs(difference), difference.freedom, share, self.g)
        else:
            radius = -stdtrit(difference.freedom, self.level(look, share) / 2)
        half = radius * difference.error
        return difference._replace(low=difference.mean - half, high=difference.mean + half)

    def p(self, difference: Interval, look: int) -> float:
        """Valid over all looks; two-sided; NaN where there is no test."""
        if not np.isfinite(difference.p):
            return np.nan
        if self.spending == "anytime":
            t = difference.mean / difference.error
            return anytime_p(t, _pairs(difference), difference.freedom, self.g)

        def above(log_share):
            share = float(np.exp(log_share))
            return _levels(share, self.sizes, look, self.spending) - difference.p

        low, high = np.log(1e-9), np.log(0.999)
        if above(low) >= 0:
            return 1e-9
        return 1.0 if above(high) <= 0 else float(np.exp(brentq(above, low, high, xtol=1e-4)))


def _pairs(difference: Interval) -> float:
    return difference.pairs if np.isfinite(difference.pairs) else difference.n


@lru_cache(maxsize=4096)
def _levels(share: float, sizes: tuple, look: int, spending: str) -> float:
    shares = np.array(sizes[: look + 1]) / sizes[-1]
    return float(nominal_levels(share, shares, spending)[look])


@dataclass(frozen=True)
class FamilyDecision(Decision):
    share: float = np.nan  # of alpha, at which the interval stands
    left: int = 1  # comparisons that shared alpha then
    last: int | None = None  # the look of the interval, decided or not


def decide_family(family: list, looks: Looks, *, alpha, margin, lower_is_better) -> list:
    """A FamilyDecision per comparison; `family`: of each its difference as it was at each look that
    is complete.
    """
    made: list = [None] * len(family)
    latest = [
        FamilyDecision("inconclusive", None, Interval(0, np.nan, np.nan, np.nan, np.nan))
        for _ in family
    ]
    for look in range(max(map(len, family), default=0)):
        there = [i for i, seen in enumerate(family) if made[i] is None and len(seen) > look]
        while True:
            left = len(family) - sum(each is not None and _is_found(each) for each in made)
            now = {
                i: looks.interval(family[i][look], look, alpha / left)
                for i in there
                if made[i] is None
            }
            found = [i for i, each in now.items() if each.low > 0 or each.high < 0]
            if not found:
                break
            first = min(found, key=lambda i: now[i].p)
            verdict = _verdict(now[first], margin, lower_is_better)
            made[first] = FamilyDecision(verdict, look, now[first], alpha / left, left, look)
        for i, each in now.items():
            latest[i] = FamilyDecision("inconclusive", None, each, alpha / left, left, look)
            if _verdict(each, margin, lower_is_better):
                made[i] = FamilyDecision("equivalent", look, each, alpha / left, left, look)
    return [last if each is None else each for each, last in zip(made, latest)]


def _is_found(decision: Decision) -> bool:
    return decision.verdict.startswith(("better", "worse"))


def anytime_p(t: float, n: float, freedom: float, g: float = 1.0) -> float:
    """Valid at every n at once; `n`: pairs, or n_a n_b / (n_a + n_b) of two groups."""
    share = g / (g + n)
    log_e = np.log(share) / 2 + (freedom + 1) / 2 * (
        np.log1p(t**2 / freedom) - np.log1p(share * t**2 / freedom)
    )
    return float(min(1.0, np.exp(-log_e)))


def anytime_radius(n: float, freedom: float, alpha: float, g: float = 1.0) -> float:
    """Half the width of the interval that is valid at every n at once, in standard errors."""
    share = g / (g + n)
    w = (share * alpha**2) ** (1 / (freedom + 1))
    return float(np.sqrt(freedom * (1 - w) / (w - share))) if w > share else np.inf
