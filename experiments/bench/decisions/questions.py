"""The questions, and the ways to answer each: as people do it, and as regsweep does.

An answer is drawn again and again: the seeds of a pool in random order are the seeds that somebody
else would have trained. The reference is the answer of all seeds of the pool.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .answer import Answer, answer, fixed, until_decided
from .pool import Pool
from .search import Search, arms_of, choose

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SEED = 22  # of the order of seeds, and of points


@dataclass(frozen=True)
class Way:
    """`search`: how arms find their settings; None: variants are compared as they are."""

    words: str
    looks: object
    search: Search | None = None


@dataclass(frozen=True)
class Question:
    sweep: Path  # the trials of its pool
    ways: tuple  # the first: as people do it


@dataclass(frozen=True)
class Score:
    """Means over draws: shares of comparisons, and core-seconds."""

    found: float  # better or worse
    missed: float  # found by the reference only
    wrong: float  # found, and the reference says something else
    seconds: float


PLAIN = (
    Way("20 seeds of each variant", fixed(20)),
    Way("10 seeds", fixed(10)),
    Way("5 seeds", fixed(5)),
    Way("seeds until decided, 4 by 4 to 20", until_decided(4, 4, 20)),
)
TUNED = (
    Way("grid x 3 seeds, then 20 seeds", fixed(20), Search(3)),
    Way("grid x 3 seeds, then 10 seeds", fixed(10), Search(3)),
    Way("8 points x 2, until decided", until_decided(4, 4, 20), Search(2, 8)),
    Way("the same, halved twice", until_decided(4, 4, 20), Search(2, 8, (5, 10))),
)
QUESTIONS = {
    "quickstart": Question(ROOT / "configs/quickstart.yaml", PLAIN),
    "methods": Question(HERE / "methods.yaml", TUNED),
    "placement": Question(HERE / "placement.yaml", PLAIN),
}


def needed(way: Way) -> int:
    """Seeds of a pool from which the way can be drawn."""
    return way.looks.sizes[-1] + (way.search.seeds if way.search else 0)


def ask(pool: Pool, way: Way, random) -> Answer:
    """With the seeds of the pool in an order of chance."""
    seeds = random.permutation(pool.seeds)
    if way.search is None:
        return _answer(pool, pool.whole, seeds, way.looks)
    tuning, fresh = np.split(seeds, [way.search.seeds])
    arms = arms_of(pool).values()
    chosen = [choose(pool, cells, way.search, tuning, random) for cells in arms]
    cells, spent = zip(*chosen)
    made = _answer(pool, cells, fresh, way.looks)
    return made._replace(seconds=made.seconds + sum(spent))


def reference(pool: Pool, way: Way) -> list:
    """Verdicts from every seed of the pool; settings of arms are chosen by the same."""
    everything = np.arange(pool.seeds)
    variants = pool.whole
    if way.search is not None:
        arms = arms_of(pool).values()
        whole = Search(pool.seeds)
        variants = [choose(pool, cells, whole, everything, None)[0] for cells in arms]
    return _answer(pool, variants, everything, fixed(pool.seeds)).verdicts


def score(pool: Pool, way: Way, draws: int) -> Score:
    """Of answers of one way against the reference."""
    random = np.random.default_rng(SEED)
    answers = [ask(pool, way, random) for _ in range(draws)]
    said = np.array([each.verdicts for each in answers])
    truth = np.array(reference(pool, way))
    found, there = said != "inconclusive", truth != "inconclusive"
    return Score(
        found=float(found.mean()),
        missed=float((~found & there).mean()),
        wrong=float((found & (said != truth)).mean()),
        seconds=float(np.mean([each.seconds for each in answers])),
    )


def _answer(pool: Pool, variants, seeds, looks) -> Answer:
    drawn = pool.drawn(list(variants), seeds)
    return answer(*drawn, looks, pool.alpha, pool.lower_is_better)
