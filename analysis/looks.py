"""Sweeps whose seeds were added until it was decided: which looks are complete, and what each
comparison was at the look that decided it.

The decisions are made again here, from the trials, by sequential.py; lib/sweep/verdicts.cpp made
them while the sweep ran. Seeds are 0, 1, ...; a look at n seeds sees those below n.
"""

import json

import numpy as np

from .comparison import Comparison, compare, seeds_for_power
from .sequential import Looks, decide_family
from .statistics import paired_difference, welch_difference

SPENDINGS = {"obrien_fleming": "O'Brien-Fleming spending", "pocock": "Pocock spending"}


def read_looks(attributes: dict) -> Looks | None:
    """Of the attributes of results.h5; None of a sweep with a fixed number of seeds."""
    growth = attributes.get("growth")
    planned = (json.loads(growth) or {}).get("looks") if isinstance(growth, str) else None
    if planned is None:
        return None
    return Looks(
        tuple(planned["sizes"]), planned["spending"], planned.get("g"), "finished" in planned
    )


def compare_at_looks(
    frame, name: str, rows: list, pairs: list, looks: Looks, margin, rules
) -> list:
    """A Comparison per pair of positions in rows, as it was at the look that decided it, or at the
    last complete one.
    """
    tables = [
        frame.pivot(index="seed", columns="variant", values=column).sort_index()
        for column in (name, "status")
    ]
    values, status = (
        {row: table[rows[row].variant].to_numpy() for row in {i for pair in pairs for i in pair}}
        for table in tables
    )
    seeds = tables[0].index.to_numpy()
    difference = paired_difference if rules["paired"] else welch_difference
    settled = {row: np.isin(each, ("done", "diverged", "failed")) for row, each in status.items()}

    def seen(first: int, second: int) -> list:
        """The differences at the looks that both have trials of."""
        made = []
        for size in looks.sizes:
            now = seeds < size
            if settled[first][now].sum() < size or settled[second][now].sum() < size:
                break
            made.append(difference(values[first][now], values[second][now], rules["alpha"]))
        return made

    judging = {key: rules[key] for key in ("alpha", "lower_is_better")}
    decisions = decide_family([seen(*pair) for pair in pairs], looks, margin=margin, **judging)
    return [
        _comparison(first, second, decision, values, seeds, looks, margin, rules)
        for (first, second), decision in zip(pairs, decisions)
    ]


def _comparison(first, second, decision, values, seeds, looks, margin, rules) -> Comparison:
    """Of the seeds that the decision rests on."""
    look = decision.last
    now = seeds < (looks.sizes[look] if look is not None else 0)
    made = compare(first, second, values[first][now], values[second][now], margin=margin, **rules)
    made.look = None if look is None else look + 1
    if look is None:
        made.verdict = "inconclusive"
        return made
    p = looks.p(decision.interval, look)
    made.difference = decision.interval._replace(p=p)
    made.level = looks.level(look, decision.share)
    made.adjusted_p = min(1.0, decision.left * p) if np.isfinite(p) else np.nan
    made.verdict = decision.verdict
    if not np.isfinite(p):
        made.verdict = "untestable"
    elif made.verdict == "inconclusive":
        needed = seeds_for_power(decision.interval, decision.share, rules["paired"])
        made.seeds_needed, made.seeds_range = needed
    return made


def sentences(looks: Looks, history: list) -> list:
    """How seeds were added, for readers; `history`: see history.py."""
    sizes = ", ".join(map(str, looks.sizes))
    by = SPENDINGS.get(looks.spending, "intervals that hold at any number of looks")
    said = [
        f"Seeds were added until each comparison was decided: looks at {sizes} seeds ({by}); "
        "differences, p and intervals are those of the look that decided, or of the last one."
    ]
    declared: set = set()
    for entry in history:
        if entry["finished"] == 0:
            declared.clear()  # nobody had seen a result yet
        declared.add(json.dumps(entry["analysis"].get("looks"), sort_keys=True))
    plans = len(declared)
    if plans > 1:
        said.append(
            f"Looks were declared {plans} times, the later ones after results: together they give "
            f"a false verdict with a chance of at most {plans} times the level."
        )
    return said


def interim(looks: Looks, comparisons: list) -> str:
    """A sentence as long as seeds may still be added; "" afterwards."""
    if looks.finished:
        return ""
    complete = max((each.look or 0 for each in comparisons), default=0)
    decided = sum(each.verdict not in ("inconclusive", "untestable") for each in comparisons)
    return (
        f"Interim: look {complete} of at most {len(looks.sizes)} is complete, {decided} of "
        f"{len(comparisons)} comparisons are decided; their verdicts stay, the others are open."
    )
