"""Seeds until it is decided in short: the simulation (until_decided.py; its figures:
results/reference/until-decided/README.md) keeps the level whatever the data, finds nearly what all
seeds at once find, and decides as the analysis does.
"""

import numpy as np
import pytest
import until_decided

from analysis.sequential import Looks, decide_family
from analysis.statistics import paired_difference

REPEATS = 2000
MOST = 0.05 + 3 * np.sqrt(0.05 * 0.95 / REPEATS)  # Monte-Carlo error


@pytest.fixture
def random():
    return np.random.default_rng(18)


@pytest.mark.parametrize("m", [1, 8])
@pytest.mark.parametrize("spending", ["obrien_fleming", "pocock"])
def test_false_verdicts_stay_below_the_level(random, m, spending):
    for label, condition in until_decided.CONDITIONS.items():
        for share in (until_decided.false_verdicts, until_decided.false_equivalence):
            made = share(random, REPEATS, m, spending, **condition)
            assert made <= MOST, (share.__name__, label)


def test_looks_cost_little_power_and_save_seeds(random):
    fixed, _ = until_decided.power_and_seeds(random, REPEATS, 0.75, sizes=(24,))
    found, seeds = until_decided.power_and_seeds(random, REPEATS, 0.75)
    assert found > fixed - 0.04
    assert seeds < 20


def test_all_repeats_at_once_are_decided_as_one(random):
    x = until_decided.draw(random, 8, 3) * 0.5
    x[:, 1] += 0.6
    x[:, 2] += 0.2
    for margin in (None, 0.4):
        verdict, seeds = until_decided.decide_all(x, margin=margin)
        for repeat, values in enumerate(x):
            family = [
                [paired_difference(each[:n], values[0, :n]) for n in until_decided.SIX]
                for each in values[1:]
            ]
            made = decide_family(
                family,
                Looks(until_decided.SIX, "obrien_fleming"),
                alpha=0.05,
                margin=margin,
                lower_is_better=True,
            )
            for i, each in enumerate(made):
                code = {"worse": 1, "better": -1, "equivalent": 10}.get(each.verdict.split()[0], 0)
                code = code * 11 if each.verdict.endswith("within margin") else code
                assert (verdict[repeat, i], seeds[repeat, i]) == (code, each.interval.n)
