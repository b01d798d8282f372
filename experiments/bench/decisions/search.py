"""How an arm finds its settings, and what that cost: every cell of its grid, or points drawn from
the grid, with the better half going on from rung to rung if that is asked for.
"""

from dataclasses import dataclass

import numpy as np

from .pool import Pool


@dataclass(frozen=True)
class Search:
    """`points`: drawn with replacement, a cell that comes twice is trained once; None: all cells.
    `rungs`: shares of training after which the better half goes on.
    """

    seeds: int
    points: int | None = None
    rungs: tuple = ()


def arms_of(names: list) -> dict:
    """Arm -> its cells, places in `names`: what comes before a strength, "dropout 0.25"."""
    arms: dict = {}
    for place, name in enumerate(names):
        words, _, strength = name.rpartition(" ")
        arms.setdefault(words if _is_number(strength) and words else name, []).append(place)
    return arms


def choose(pool: Pool, cells: list, search: Search, seeds, random) -> tuple:
    """(cell with the least mean validation over `seeds`, core-seconds of the search)."""
    left = np.array(cells)
    if search.points is not None:
        left = np.unique(random.choice(left, search.points))
    trained = np.zeros(len(pool.names))  # share of training
    for rung in (*search.rungs, 1.0):
        at = int(np.searchsorted(pool.passed, rung - 1e-9))
        trained[left] = pool.passed[at]
        order = np.argsort(
            pool.validation[np.ix_(left, seeds)][..., at].mean(axis=1), kind="stable"
        )
        left = left[order[: -(-len(left) // 2)] if rung < 1 else order]
    return int(left[0]), float((trained[:, None] * pool.seconds[:, seeds]).sum())


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
