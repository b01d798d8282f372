"""Sweeps whose seeds were added until it was decided: the verdict of the look that decided, and the
same decisions as the program's.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from fake_results import trial_id, write

from analysis.comparison_table import comparison_records, comparison_table
from analysis.compute_summary import summarize
from analysis.load import load
from analysis.looks import sentences
from analysis.sequential import Looks, decide_family
from analysis.statistics import paired_difference, welch_difference
from analysis.writers import terminal

# what the program is held to as well (tests/sweep/looks_test.cpp)
DECISIONS = json.loads((Path(__file__).parents[1] / "statistics/decisions.json").read_text())
SIZES = (4, 8, 12)
PLANNED = {"sizes": SIZES, "spending": "pocock", "finished": True}


@pytest.mark.parametrize("case", DECISIONS, ids=lambda case: case["seeds"]["spending"])
def test_decisions_are_those_of_the_program(case):
    seeds, values = case["seeds"], np.array(case["values"])
    sizes = (*range(seeds["from"], seeds["at_most"], seeds["by"]), seeds["at_most"])
    looks = Looks(sizes, seeds["spending"], case.get("g"))
    difference = paired_difference if case["pairing"] == "seed" else welch_difference
    family = [[difference(each[:n], values[0, :n]) for n in sizes] for each in values[1:]]
    made = decide_family(family, looks, alpha=0.05, margin=case["margin"], lower_is_better=True)
    for each, expected in zip(made, case["expected"]):
        assert (each.verdict, each.last + 1) == (expected["verdict"], expected["look"])
        assert each.interval.low == pytest.approx(expected["low"], rel=1e-6)
        assert looks.level(each.last, each.share) == pytest.approx(expected["level"], rel=1e-8)


def test_what_is_found_gives_its_share_away_and_p_agrees_with_the_verdict():
    random = np.random.default_rng(4)
    a, b = random.standard_normal((2, 12)) * 0.1
    looks = Looks(SIZES, "obrien_fleming")
    family = [
        [paired_difference(a[:n] + shift, b[:n]) for n in SIZES] for shift in (0.14, 0.9, 0.0)
    ]
    made = decide_family(family, looks, alpha=0.05, margin=None, lower_is_better=True)
    assert made[1].verdict == "worse" and made[1].share == pytest.approx(0.05 / 3)
    assert made[2].verdict == "inconclusive" and made[2].left < 3
    for each in made:
        adjusted = each.left * looks.p(each.interval, each.last)
        assert (adjusted <= 0.05) == each.verdict.startswith(("better", "worse"))


def sweep(tmp_path, looks, planned_seeds=(12, 12, 4), missing=(), analysis=None):
    """Variant 2 is far from the others and is decided at the first look."""
    random = np.random.default_rng(7)
    errors = 0.2 + 0.003 * random.standard_normal((3, 12)) + np.array([[0], [0], [0.1]])
    trials = [
        {"id": trial_id(v, s), "variant": v, "seed": s}
        for v, count in enumerate(planned_seeds)
        for s in range(count)
    ]
    planned = {(each["variant"], each["seed"]) for each in trials}
    absent = [(v, s) for v in range(3) for s in range(12) if (v, s) not in planned]
    write(
        tmp_path,
        {"dropout.hidden.rate": [0, 0.1, 0.5]},
        errors,
        pairing="seed",
        missing=[*absent, *missing],
        attributes={"growth": {"rule": "until_decided", "looks": looks}},
        more_of_plan={"trials": trials},
        **(analysis or {}),
    )
    return load(tmp_path)


def test_a_comparison_stands_at_the_look_that_decided_it(tmp_path):
    summary = summarize(sweep(tmp_path, PLANNED))
    open_one, decided = summary.comparisons
    assert (decided.verdict, decided.look, decided.difference.n) == ("worse", 1, 4)
    assert (open_one.verdict, open_one.look, open_one.difference.n) == ("inconclusive", 3, 12)
    assert decided.difference.low > 0 and decided.adjusted_p < 0.05
    assert open_one.adjusted_p > 0.05 and open_one.seeds_needed is not None
    low, high = open_one.seeds_range
    assert low <= open_one.seeds_needed and (high is None or open_one.seeds_needed <= high)
    assert [record["look"] for record in comparison_records(summary)] == [3, 1]
    text = terminal.text(comparison_table(summary), False)
    assert "looks at 4, 8, 12 seeds (Pocock spending)" in " ".join(text.split())
    assert not any("Interim" in note.sentence for note in summary.notes)


def test_between_looks_it_is_said_what_is_complete(tmp_path):
    dataset = sweep(tmp_path, PLANNED | {"finished": None}, missing=[(1, 9)])
    dataset.attrs["looks"] = Looks(SIZES, "pocock")
    summary = summarize(dataset)
    assert summary.comparisons[0].look == 2
    said = " ".join(note.sentence for note in summary.notes)
    assert "look 2 of at most 3 is complete, 1 of 2 comparisons are decided" in said


def test_before_the_first_look_nothing_is_judged(tmp_path):
    missing = [(v, s) for v in range(3) for s in range(2, 12)]
    dataset = sweep(tmp_path, PLANNED, (4, 4, 4), missing)
    dataset.attrs["looks"] = Looks(SIZES, "pocock")
    summary = summarize(dataset)
    assert [each.verdict for each in summary.comparisons] == ["inconclusive"] * 2
    assert [each.look for each in summary.comparisons] == [None, None]


def test_what_has_no_spread_is_untestable_and_still_shares_the_level(tmp_path):
    dataset = sweep(tmp_path, PLANNED, (12, 12, 12))
    same = dataset["variant"].values == 2
    dataset["test.error"].values[same] = dataset["test.error"].values[
        dataset["variant"].values == 0
    ]
    summary = summarize(dataset)
    assert [each.verdict for each in summary.comparisons] == ["inconclusive", "untestable"]
    assert np.isnan(summary.comparisons[1].adjusted_p)
    assert summary.family == 2
    first = summary.comparisons[0]
    assert first.level == pytest.approx(Looks(SIZES, "pocock").level(2, 0.025))


def test_looks_that_were_declared_anew_after_results_are_told():
    looks = Looks(SIZES, "pocock")
    first = {"finished": 0, "analysis": {"looks": {"at_most": 12}}}
    more = {"finished": 20, "analysis": {"looks": {"at_most": 24}}}
    assert len(sentences(looks, [first])) == 1
    assert "at most 2 times the level" in sentences(looks, [first, more])[1]
    assert len(sentences(looks, [{**more, "finished": 0}, first])) == 1
