"""Kills: SIGKILL at random instants, of a worker, of the supervisor or of everything; then the same
command again, killed again, until the sweep is done. No finished trial is lost or run again, and
all bits are those of the undisturbed run. Perceptrons and transformers.

Usage: REGSWEEP=<program> python3 tests/faults/kills.py [--long]     --long: 500 kills of each
"""

import json
import os
import random
import re
import signal
import subprocess
import time
from collections import Counter

from ground import PROGRAM, SWEEP, Ground, contents, demand, main, run, succeed

TRANSFORMERS = """\
sweep: {name}
base:
  data: {{name: parity, bits: 6, examples: 96, validation: 32, test_examples: 32}}
  model: {{kind: causal_transformer, layers: 1, heads: 2, channels: 16, context: 7}}
  dropout: {{attention: 0.2, residual: 0.1}}
  optimizer: {{kind: adamw, learning_rate: 3e-3}}
  training: {{steps: {steps}, batch: 16, save_parameters: [last]}}
axes: {{dropout.attention.rate: {rates}}}
seeds: {seeds}
analysis: {{metric: test.error, baseline: {{dropout.attention.rate: 0}}}}
"""
KINDS = {
    "perceptrons": (SWEEP, {"steps": 6000, "hidden": 16}),
    "transformers": (TRANSFORMERS, {"steps": 1500}),
}


def holders(place):
    pids = []
    for file in (place / "claims").glob("[0-9a-f]*"):
        try:
            pids.append(json.loads(file.read_text())["pid"])
        except (OSError, ValueError, KeyError):
            pass
    return pids


def wait_for_training(place, supervisor):
    while supervisor.poll() is None and not holders(place):
        time.sleep(0.01)


def strike(place, supervisor, dice):
    """Kills one process or all of them; returns what was killed."""
    whom = dice.choice(["worker", "worker", "supervisor", "everything"])
    pids = holders(place)
    if whom == "worker" and not pids:
        return None
    if whom == "worker":
        targets = [dice.choice(pids)]
    else:
        targets = [supervisor.pid] + (pids if whom == "everything" else [])
    for pid in targets:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return whom


def chaos(kills, seeds):
    dice, said = random.Random(500), []
    for kind, (text, numbers) in KINDS.items():
        struck, sweeps = Counter(), 0
        with Ground(text, seeds=seeds, **numbers) as ground:
            while sum(struck.values()) < kills:
                one_sweep(ground, kills - sum(struck.values()), dice, struck)
                sweeps += 1
        said.append(f"{dict(struck)} in {sweeps} sweeps of {2 * seeds} {kind}")
    return f"kills: {'; '.join(said)}; none lost, none run twice, same curves and parameters"


def one_sweep(ground, most, dice, struck):
    place = ground.fresh()
    finished = {}  # id -> what identifies the file
    while True:
        supervisor = subprocess.Popen(
            [PROGRAM, "run", "../sweep.yaml", "--workers", "2", "--out", place],
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        while supervisor.poll() is None and most > 0:
            if dice.random() < 0.8:  # else it strikes while processes start
                wait_for_training(place, supervisor)
            time.sleep(dice.uniform(0.0, 0.25))
            if whom := strike(place, supervisor, dice):
                struck[whom] += 1
                most -= 1
            check_kept(ground, place, finished)
        try:
            _, err = supervisor.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            demand(False, "the supervisor hangs")
        demand(supervisor.returncode in (0, 1, 5, -9), "ends with", supervisor.returncode, err)
        if supervisor.returncode == 0:
            break
        if supervisor.returncode == 1:
            run("retry", place, cwd=place)  # killed three times on its way
    check_kept(ground, place, finished)
    demand(contents(place) == ground.truth, place, "has other bits")
    logs = "".join(file.read_text() for file in (place / "logs").iterdir())
    twice = [
        trial
        for trial, times in Counter(re.findall(r"finished ([0-9a-f]{16}) ", logs)).items()
        if times > 1
    ]
    demand(not twice, "run twice:", twice)
    out = succeed("doctor", place, "--repair", cwd=place).stdout
    demand(", 0 open, 0 failed; 0 damaged, 0 lost" in out, out)


def check_kept(ground, place, finished):
    """A file that was finished once stays the very same file."""
    for file in (place / "trials").glob("*.h5"):
        mark = (file.stat().st_ino, file.stat().st_mtime_ns)
        demand(finished.setdefault(file.stem, mark) == mark, file, "was finished and written again")
    for trial in finished:
        demand((place / "trials" / f"{trial}.h5").exists(), trial, "was finished and is lost")


if __name__ == "__main__":
    main(lambda: chaos(15, 3), lambda: chaos(500, 8))
