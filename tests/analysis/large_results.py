"""How long a large sweep takes: writes results of 10,000 trials x 100 evaluations that never ran,
then loads and reports them, each in a process of its own.

    python3 tests/analysis/large_results.py FOLDER

Run by hand, since it measures. Aims: loading under 5 s and 1 GB, the report under 60 s.
"""

import itertools
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

AXES = {
    "dropout.hidden.rate": [i / 25 for i in range(20)],
    "dropout.input.rate": [i / 50 for i in range(20)],
    "optimizer.learning_rate": [1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
}
SEEDS = 5
LOAD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from analysis import load; d = load(sys.argv[2]);"
    " print(d.sizes['trial'], d.sizes['evaluation'])"
)


def write(folder: Path) -> None:
    import fake_results

    random = np.random.default_rng(1)
    means = [
        0.12 + 0.02 * h * h + 0.01 * i - 0.1 * rate
        for h, i, rate in itertools.product(*AXES.values())
    ]
    errors = [[mean + 0.003 * random.standard_normal() for _ in range(SEEDS)] for mean in means]
    fake_results.write(
        folder,
        AXES,
        errors,
        evaluations=100,
        epochs=99.0,
        diverged=[(7, 2), (1999, 4)],
        missing=[(3, 0)],
    )


def measured(what: str, command: list) -> None:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        (
            f"{what}: {time.monotonic() - begin:.1f} s, of which {cpu:.1f} s of processor; at most"
            f" {after.ru_maxrss / 1e6:.2f} GB so far"
        ),
        flush=True,
    )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    if not (target / "results.h5").exists():
        write(target)
    measured("load", [sys.executable, "-c", LOAD, str(ROOT), str(target)])
    measured("report", [sys.executable, "-m", "analysis", "report", str(target)])
