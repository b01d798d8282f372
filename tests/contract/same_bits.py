#!/usr/bin/env python3
"""Do two programs train the same bits? Trains sweeps that cover noises, rules, optimizers, options
of models and tasks by both, and compares the digests of all trials.

Usage: same_bits.py OLD NEW [SWEEP...]      OLD, NEW: programs `regsweep`
SWEEP: stems of same_bits/*.yaml. Example, from the root of the repository: keep the program of
before, change the code, then
    tests/contract/same_bits.py /somewhere/old/regsweep build/regsweep

A digest covers everything in a trial's file but its provenance: curves, results, parameters,
certificates. Trials are matched by id, so a change of the identity of a trial shows as well.
Exit code: 0 all digests are equal; 1 some differ, they are listed; 2 a program failed.
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

SWEEPS = Path(__file__).resolve().parent / "same_bits"
WORDS = "the of and mask rate drop keep noise unit layer net loss".split()


def text_of_words(count: int) -> str:
    draw = random.Random(1)
    return " ".join(draw.choice(WORDS) for _ in range(count))


def digests(program: Path, sweep: str, folder: Path) -> dict[str, str]:
    """id -> digest of every trial of the sweep, trained by the program in `folder`."""
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(text_of_words(4000), encoding="utf-8")
    (folder / "sweep.yaml").write_text((SWEEPS / f"{sweep}.yaml").read_text(encoding="utf-8"))
    run = subprocess.run(
        [program, "run", "sweep.yaml", "--out", "out"], cwd=folder, capture_output=True, text=True
    )
    if run.returncode != 0:
        print(f"{program} ended with {run.returncode} on {sweep}:\n{run.stdout}{run.stderr}")
        sys.exit(2)
    found = {}
    for path in sorted((folder / "out" / "trials").glob("*.h5")):
        with h5py.File(path) as file:
            found[path.stem] = str(file.attrs["digest"])
    return found


def main() -> int:
    old, new = (Path(argument).resolve() for argument in sys.argv[1:3])
    sweeps = sys.argv[3:] or sorted(path.stem for path in SWEEPS.glob("*.yaml"))
    equal, different = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        for sweep in sweeps:
            before = digests(old, sweep, Path(scratch) / "old" / sweep)
            after = digests(new, sweep, Path(scratch) / "new" / sweep)
            trials = sorted(set(before) | set(after))
            wrong = [trial for trial in trials if before.get(trial) != after.get(trial)]
            print(
                f"{sweep:14} {len(trials) - len(wrong):3} of {len(trials):3} trials: the same bits"
            )
            equal += len(trials) - len(wrong)
            different += [f"{sweep} {trial}" for trial in wrong]
    for each in different:
        print(f"differs: {each}")
    print(f"{equal} trials have the same bits, {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main())
