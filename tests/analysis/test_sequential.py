"""Levels of looks against R's rpact, anytime-valid tests against avlm and confseq's numbers, and
error rates of decisions by simulation.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.sequential import anytime_p, anytime_radius, decide, nominal_levels, spent
from analysis.statistics import paired_difference, welch_difference

SIX = np.arange(4, 25, 4) / 24
# what lib/statistics is held to as well
TABLE = json.loads((Path(__file__).parents[1] / "statistics/looks.json").read_text())

# r-cran-rpact 3.3.4: stageLevels (those of one side) of getDesignGroupSequential(kMax, alpha,
# sided = 2, typeOfDesign = "asOF" or "asP", informationRates)
RPACT = [
    (
        "obrien_fleming",
        0.05,
        SIX,
        [4.012675e-08, 1.034902221e-04, 1.490269817e-03, 5.563617951e-03, 1.215513333e-02]
        + [2.043777607e-02],
    ),
    (
        "pocock",
        0.05,
        SIX,
        [0.006295807724, 0.006626327402, 0.007044940936, 0.007399483453, 0.007690614426]
        + [0.007931363952],
    ),
    (  # sided = 1 with alpha / 2, the other side being out of reach
        "pocock",
        0.05 / 8,
        np.array([3, 10, 20]) / 20,
        [0.0007166195871, 0.0012882106358, 0.0014403466101],
    ),
]


@pytest.mark.parametrize("spending, alpha, share, levels", RPACT)
def test_levels_are_those_of_rpact(spending, alpha, share, levels):
    made = nominal_levels(alpha, share, spending)
    assert made == pytest.approx(2 * np.array(levels), rel=2e-4)
    assert made[0] == pytest.approx(spent(alpha, share[0], spending))


def test_the_table_that_the_program_is_held_to():
    for each in TABLE["levels"]:
        share = np.array(each["sizes"]) / each["sizes"][-1]
        made = nominal_levels(each["alpha"], share, each["spending"])
        assert made == pytest.approx(each["levels"], rel=1e-9)
    for each in TABLE["anytime"]:
        made = anytime_radius(each["n"], each["freedom"], each["alpha"], each["g"])
        assert made == pytest.approx(each["radius"], rel=1e-9)
    kinds = {"pairs": paired_difference, "groups": welch_difference}
    for each in TABLE["differences"]:
        made = kinds[each["kind"]](each["a"], each["b"], each["level"])
        for name in ("mean", "error", "freedom", "low", "high", "p"):
            assert getattr(made, name) == pytest.approx(each[name], rel=1e-9)


def test_alpha_is_spent_whole():
    for spending in ("obrien_fleming", "pocock"):
        assert spent(0.05, 1.0, spending) == pytest.approx(0.05)
        assert nominal_levels(0.05, [1.0], spending) == pytest.approx([0.05])


def test_anytime_interval_is_that_of_avlm():
    # its README: 100 observations, 8 coefficients, g = 11.582; t = 5.776 (rounded) has p 9.77e-06
    assert anytime_radius(100, 92, 0.05, 11.582) == pytest.approx(3.10394, abs=1e-4)
    assert anytime_p(5.776, 100, 92, 11.582) == pytest.approx(9.76e-06, rel=0.01)


def test_anytime_interval_and_p_agree_and_hold_less_than_a_fixed_look():
    for n in (3, 5, 20):
        radius = anytime_radius(n, n - 1, 0.05)
        if np.isfinite(radius):
            assert anytime_p(radius, n, n - 1) == pytest.approx(0.05)
        assert radius > 2


def test_planned_looks_keep_the_level_and_stay_decided():
    random = np.random.default_rng(12)
    levels = nominal_levels(0.05, SIX)
    wrong = 0
    for _ in range(400):
        a, b = random.standard_normal((2, 24))
        looks = [paired_difference(a[:n], b[:n]) for n in (4, 8, 12, 16, 20, 24)]
        made = decide(looks, levels, margin=None, lower_is_better=True)
        wrong += made.verdict != "inconclusive"
        if made.look is not None:
            again = decide(looks[: made.look + 1], levels, margin=None, lower_is_better=True)
            assert again == made
    assert wrong / 400 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_decisions_have_a_direction_and_a_margin():
    random = np.random.default_rng(2)
    noise = random.standard_normal((2, 24)) * 0.01
    levels = nominal_levels(0.05, SIX)

    def verdict(shift, margin=None, lower=True):
        a, b = noise[0] + shift, noise[1]
        looks = [paired_difference(a[:n], b[:n]) for n in (4, 8, 12, 16, 20, 24)]
        return decide(looks, levels, margin=margin, lower_is_better=lower).verdict

    assert (verdict(-1), verdict(1), verdict(1, lower=False)) == ("better", "worse", "better")
    assert verdict(0.0, 0.5) in ("equivalent", "better within margin", "worse within margin")
    assert verdict(0.0) in ("inconclusive", "better", "worse")
