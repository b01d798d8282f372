"""Crowd: eight workers start at once on one directory; each trial is finished exactly once,
whatever the order of start and also when three of them are killed.

Usage: REGSWEEP=<program> python3 tests/faults/crowd.py [--long]
"""

import random
import re
import subprocess
import time
from collections import Counter

from ground import PROGRAM, Ground, contents, demand, main, succeed


def crowd(ground, order, kills, dice):
    place = ground.fresh()
    logs = place / "logs"
    workers = []
    for number in order:
        with open(logs / f"crowd-{number}.log", "w") as log:
            workers.append(start_logged(place, number, log))
    for victim in dice.sample(workers, kills):
        time.sleep(dice.uniform(0.05, 0.3))
        victim.kill()
    codes = [worker.wait(timeout=300) for worker in workers]
    demand(all(code in (0, -9) for code in codes), codes)
    succeed("work", place.name, cwd=ground.root)  # what the killed held
    finished = Counter(
        re.findall(
            r"finished ([0-9a-f]{16}) ",
            "".join(file.read_text() for file in logs.glob("crowd-*.log")),
        )
    )
    demand(
        all(times == 1 for times in finished.values()),
        "finished more than once:",
        finished.most_common(3),
    )
    demand(
        len(finished) >= len(ground.truth) - kills, "finished", len(finished)
    )  # a killed worker may not have had time to say so
    demand(contents(place) == ground.truth, "other bits")


def start_logged(place, number, log):
    return subprocess.Popen(
        [PROGRAM, "work", place.name, "--worker-name", f"crowd-{number}"],
        cwd=place.parent,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def rounds(seeds, times):
    dice = random.Random(8)
    with Ground(seeds=seeds, rates="[0, 0.25, 0.5, 0.75]", steps=40) as ground:
        for _ in range(times):
            crowd(ground, range(8), 0, dice)
            crowd(ground, reversed(range(8)), 0, dice)
            crowd(ground, dice.sample(range(8), 8), 3, dice)
        return (
            f"crowd: {3 * times} crowds of 8 workers on {len(ground.truth)} trials, three killed in"
            f" {times} of them; each trial once, same bits"
        )


if __name__ == "__main__":
    main(lambda: rounds(50, 1), lambda: rounds(50, 10))
