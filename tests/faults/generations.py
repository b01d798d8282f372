"""Generations: tuned comparisons, with a number of seeds, with seeds until it is decided, and with
halving in two searches. Their workers are killed at random instants, on two pools of one directory
at once; they end with the bytes of the undisturbed run: every trial, and every generation of the
plan, each frozen once.

Usage: REGSWEEP=<program> python3 tests/faults/generations.py [--long]      --long: 50 kills
"""

import os
import random
import signal
import time

from ground import Ground, contents, demand, main, start, succeed
from kills import holders

TUNED = """\
sweep: {name}
base:
  data: {{name: two_moons, train: 64, validation: 32, test: 32}}
  model: {{kind: mlp, hidden: [{hidden}]}}
  optimizer: {{kind: sgd, momentum: 0.9}}
  training: {{steps: {steps}, batch: 32}}
axes: {{variants: {{none: {{}}, dropout: {{}}, l2: {{}}, smoothing: {{}}}}}}
tune:
  budget: {budget}
  by: validation.error
  search: {{optimizer.learning_rate: {{log: [1e-3, 1]}}}}
  also:
    dropout: {{dropout.hidden: {{uniform: [0, 0.8]}}}}
    l2: {{regularizers.l2: {{log: [1e-6, 1e-2]}}}}
    smoothing: {{regularizers.label_smoothing: {{uniform: [0, 0.3]}}}}
{more}seeds: {seeds}
analysis: {{metric: test.error, baseline: {{variants: none}}}}
"""


def generations(place):
    """The bytes of every generation, of which plan.json is the newest."""
    return {file.name: file.read_bytes() for file in place.glob("plan*.json")}


def kill_someone(place, pools, dice):
    pids = holders(place) + [pool.pid for pool in pools if pool.poll() is None]
    if not pids:
        return 0
    try:
        os.kill(dice.choice(pids), signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def chaos(ground, kills, dice):
    place = ground.fresh()
    done = 0
    while done < kills:
        pools = [start("work", place.name, cwd=ground.root) for _ in range(2)]
        deadline = time.monotonic() + dice.uniform(0.1, 0.6)
        while time.monotonic() < deadline and any(pool.poll() is None for pool in pools):
            time.sleep(0.02)
        done += kill_someone(place, pools, dice)
        finished = all(pool.poll() == 0 for pool in pools)
        for pool in pools:
            pool.kill()
            pool.wait()
        if finished:
            break
    ground.check_resume(place)
    demand(generations(place) == generations(ground.root / "quiet"), "another chain of generations")
    return done


# Its last generation adds no trials and says how it ended.
UNTIL_DECIDED = "{from: 2, by: 2, at_most: 6, until: decided, spending: pocock}"

HALVING = "  repeats: 2\n  halving: {rungs: {training.steps: [200]}, keep: 0.4}\n"


def rounds(kills, generations_made, **numbers):
    dice = random.Random(29)
    with Ground(TUNED, **{"more": "", "seeds": 3, "hidden": 8} | numbers) as ground:
        names = sorted(generations(ground.root / "quiet"))
        made = len(names) - 1
        demand(made in generations_made, made, "generations")
        demand(names == [*(f"plan.{k}.json" for k in range(made)), "plan.json"], names)
        done = 0
        while done < kills:
            done += chaos(ground, kills - done, dice)
        succeed("collect", "quiet", cwd=ground.root)
        return (
            f"{done} kills of workers of a tuned comparison of four arms"
            f" ({len(ground.truth)} trials, {made} plans); same bits, same plans"
        )


def halved_and_decided(kills, **size):
    """Of the stages with a number of seeds, that with rungs has one more."""
    halved = rounds(kills, [3], more=HALVING, **size)
    decided = rounds(kills, [3, 4, 5], seeds=UNTIL_DECIDED, **size)
    return f"generations: halving in two searches: {halved}; until decided: {decided}"


def all_kinds(kills, **size):
    return f"{halved_and_decided(kills, **size)}; plain: {rounds(kills, [2], **size)}"


if __name__ == "__main__":
    main(
        lambda: halved_and_decided(4, budget=2, steps=400),
        lambda: all_kinds(50, budget=12, steps=1500),
    )
