"""Clocks: the wall clock of supervisor and workers jumps an hour back, 400 days ahead, or runs with
any offset; same bits, no claim is lost or stolen. (libfaketime; the monotonic clock stays right, as
it does in reality.)

Usage: REGSWEEP=<program> python3 tests/faults/clocks.py [--long]
"""

import glob
import os
import random
import re
import time
from collections import Counter

from ground import Ground, Missing, contents, demand, main, start

JUMPS = ["-1h", "+400d", "-400d", "+0", "-1s", "+13y"]


def library():
    found = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    if not found:
        raise Missing("libfaketime is not installed")
    return found[0]


def jumping(ground, dice, jumps):
    place = ground.fresh()
    clock = ground.root / f"clock-{place.name}"
    clock.write_text("+0\n")
    environment = os.environ | {
        "LD_PRELOAD": library(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    skewed = os.environ | {
        "LD_PRELOAD": library(),
        "FAKETIME": dice.choice(["-2d", "+30d"]),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    runs = [
        start("run", "../sweep.yaml", "--workers", 2, "--out", place, cwd=place, env=each)
        for each in (environment, skewed)
    ]
    done = 0
    while any(each.poll() is None for each in runs) and done < jumps:
        time.sleep(dice.uniform(0.02, 0.2))
        clock.write_text(dice.choice(JUMPS) + "\n")
        done += 1
    codes = [each.wait(timeout=300) for each in runs]
    demand(codes == [0, 0], "ends with", codes)
    demand(contents(place) == ground.truth, "other bits under a jumping clock")
    logs = "".join(file.read_text() for file in (place / "logs").iterdir())
    demand("its claim was taken over" not in logs, "a claim was stolen by the wall clock")
    finished = Counter(re.findall(r"finished ([0-9a-f]{16}) ", logs))
    demand(all(times == 1 for times in finished.values()), "run twice:", finished.most_common(2))
    return done


def clocks(times):
    dice = random.Random(400)
    with Ground(steps=4000, seeds=4, hidden=16) as ground:
        jumps = [jumping(ground, dice, 40) for _ in range(times)]
    return (
        f"clocks: {times} pairs of runs, {sum(jumps)} jumps of the wall clock; same bits, no claim"
        " lost or stolen, each trial once"
    )


if __name__ == "__main__":
    main(lambda: clocks(2), lambda: clocks(50))
