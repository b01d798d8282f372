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

A family of m comparisons uses alpha / m for each.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from .comparison import WITHIN, at_level
from .statistics import Interval

POINTS = 1201  # of a density, an odd number for Simpson's rule
FAR = 9.0  # standard deviations beyond which nothing is left


def spent(alpha: float, share, spending: str = "obrien_fleming"):
    """alpha*(f) of shares f [looks] in (0, 1]."""
    share = np.asarray(share, dtype=float)
    if spending == "pocock":
        return alpha * np.log(1 + (np.e - 1) * share)
    return 4 * ndtr(ndtri(alpha / 4) / np.sqrt(share))


def nominal_levels(alpha: float, share, spending: str = "obrien_fleming") -> np.ndarray:
    """Two-sided level of each look [looks]; `share`: rising, the last one 1."""
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
        next_score = np.linspace(-ends, ends, POINTS)
        made = np.exp(-0.5 * ((next_score[:, None] - score) / step) ** 2) @ density
        weights = np.full(POINTS, 2.0)
        weights[1::2] = 4
        weights[[0, -1]] = 1
        width = next_score[1] - next_score[0]
        density = made / (step * np.sqrt(2 * np.pi)) * weights * width / 3
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
        within = margin is not None and -margin < made.low and made.high < margin
        if made.low > 0 or made.high < 0:
            verdict = "better" if (made.mean < 0) == lower_is_better else "worse"
            return Decision(verdict + (WITHIN if within else ""), number, made)
        if within:
            return Decision("equivalent", number, made)
    return Decision("inconclusive", None, made)


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
