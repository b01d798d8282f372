"""How an arm finds its settings, and what that cost: every cell of its grid, or points drawn from
the grid, of which the better half goes on from rung to rung if that is asked for.
"""

from dataclasses import dataclass

import numpy as np

from .pool import Pool


@dataclass(frozen=True)
class Search:
    """`points`: drawn with replacement, a trial that is asked for twice is trained once; None: all
    cells. `rungs`: lengths of trainings after which the better half goes on; each is a trial of its
    own, as in lib/sweep/halving.hpp.
    """

    seeds: int
    points: int | None = None
    rungs: tuple = ()


def arms_of(pool: Pool) -> dict:
    """Arm -> its cells, places of whole trainings: what stands before a strength, as in
    "dropout 0.25".
    """
    arms: dict = {}
    for place in pool.whole:
        words, _, strength = pool.names[place].rpartition(" ")
        is_arm = words and _is_number(strength)
        arms.setdefault(words if is_arm else pool.names[place], []).append(place)
    return arms


def choose(pool: Pool, cells: list, search: Search, seeds, random) -> tuple:
    """(cell with the least mean validation over `seeds`, core-seconds of the search)."""
    left = list(cells) if search.points is None else random.choice(cells, search.points).tolist()
    trained = set()
    for rung in search.rungs:
        short = [pool.of_length(each, rung) for each in left]
        trained |= set(short)
        order = np.argsort(_scores(pool, short, seeds), kind="stable")
        left = [left[place] for place in order[: -(-len(left) // 2)]]
    trained |= set(left)
    best = left[int(np.argmin(_scores(pool, left, seeds)))]
    return best, float(pool.seconds[np.ix_(sorted(trained), seeds)].sum())


def _scores(pool: Pool, places: list, seeds) -> np.ndarray:
    return pool.validation[np.ix_(places, seeds)].mean(axis=1)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
