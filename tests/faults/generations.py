"""Generations: a tuned comparison whose workers are killed at random instants, on two pools of one
directory at once; it ends with the bytes of the undisturbed run: every trial, and every generation
of the plan, the second stage frozen once.

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
seeds: {seeds}
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


def rounds(budget, steps, kills):
    dice = random.Random(29)
    with Ground(TUNED, budget=budget, steps=steps, seeds=3, hidden=8) as ground:
        names = sorted(generations(ground.root / "quiet"))
        demand(names == ["plan.0.json", "plan.1.json", "plan.json"], names)
        done = 0
        while done < kills:
            done += chaos(ground, kills - done, dice)
        succeed("collect", "quiet", cwd=ground.root)
        return (
            f"generations: {done} kills of workers of a tuned comparison of four arms"
            f" ({len(ground.truth)} trials); same bits, same plans"
        )


if __name__ == "__main__":
    main(lambda: rounds(3, 400, 6), lambda: rounds(12, 1500, 50))
