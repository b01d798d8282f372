"""The answer of a family of comparisons with a baseline, and what it cost: with a fixed number of
seeds, or with seeds until each comparison is decided. Both are decided by the analysis' own code; a
fixed number is a single look.
"""

from typing import NamedTuple

from analysis.sequential import Looks, decide_family
from analysis.statistics import paired_difference


class Answer(NamedTuple):
    verdicts: list  # of each variant but the baseline: better, worse or inconclusive
    seconds: float  # of all trials that it took


def fixed(seeds: int) -> Looks:
    return Looks((seeds,), "obrien_fleming")


def until_decided(first: int, step: int, most: int) -> Looks:
    return Looks(tuple(range(first, most + 1, step)), "obrien_fleming")


def answer(values, seconds, looks: Looks, alpha: float, lower_is_better: bool) -> Answer:
    """Of values and seconds [variants, seeds], the baseline first and seeds in their order: pairs
    of equal seeds, Holm's correction. The baseline is trained as long as a comparison is open.
    """
    family = [
        [paired_difference(row[:size], values[0][:size], alpha) for size in looks.sizes]
        for row in values[1:]
    ]
    decisions = decide_family(
        family, looks, alpha=alpha, margin=None, lower_is_better=lower_is_better
    )
    last = looks.sizes[-1]
    seeds = [last if each.look is None else looks.sizes[each.look] for each in decisions]
    used = zip(seconds, [max(seeds), *seeds])
    return Answer([each.verdict for each in decisions], sum(row[:n].sum() for row, n in used))
