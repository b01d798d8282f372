#!/usr/bin/env python3
"""Training steps of regsweep beside the same in PyTorch, one core each, in turn (A B A B): prints
ms and how many times faster.

Usage: against_pytorch.py [--build build] [--rounds 5] [--seconds 4] [--precision bf16]
                          [--only NAME] [--csv FILE]

Needs PyTorch (Debian: python3-torch), which nothing else in this project does. Numbers are medians
of the steps of a round. The ratio of a round pairs its two neighbours; its median, smallest and
largest are over rounds.
"""

import argparse
import csv
import datetime
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# workload, variant of steps_bench, rate of PyTorch's noise
CASES = {
    "float32": [
        ("mlp 128-64-10 b64", 1, 0.5),
        ("mlp 784-256x2-10 b64", 1, 0.5),
        ("mlp 784-1024x3-10 b128", 1, 0.5),
        ("gpt 4x4x128 12x64", 0, 0),
        ("gpt 4x4x128 12x64", 1, 0.2),
        ("gpt 6x6x384 8x256", 0, 0),
        ("gpt 6x6x384 8x256", 1, 0.2),
    ],
    "bf16": [
        ("mlp 784-1024x3-10 b128", 3, 0.5),
        ("gpt 4x4x128 12x64", 3, 0.2),
        ("gpt 6x6x384 8x256", 3, 0.2),
    ],
}

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--build", type=Path, default=Path("build"), help="folder that holds steps_bench"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of steps, per round and program")
    parser.add_argument("--precision", choices=list(CASES), default="float32")
    parser.add_argument("--only", default="", help="workloads whose name contains this")
    parser.add_argument("--csv", type=Path, help="write the rounds there")
    return parser.parse_args()


def python_with_torch():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0:
            return python
    sys.exit("against_pytorch: PyTorch is missing; install python3-torch")


def milliseconds(command):
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_CORE},
    )
    if done.returncode != 0:
        why = done.stderr.strip() or f"exit code {done.returncode}"
        sys.exit(f"against_pytorch: {command[0]}: {why}")
    return float(done.stdout)


def machine(python, bench):
    version = subprocess.run(
        [python, "-c", "import torch; print(torch.__version__)"], capture_output=True, text=True
    ).stdout.strip()
    kernel = subprocess.run(
        [bench, "no such workload"], capture_output=True, text=True, env={**os.environ, **ONE_CORE}
    ).stdout.splitlines()[0]
    blas = kernel.split(";")[0]
    return f"{datetime.date.today()}, PyTorch {version}. {blas}."


def main():
    options = arguments()
    python, bench = python_with_torch(), options.build / "steps_bench"
    if not bench.exists():
        sys.exit(
            f"against_pytorch: {bench} is missing; "
            "cmake --preset release && cmake --build build --target steps_bench"
        )
    print(machine(python, bench), f"Precision {options.precision}.")
    print(
        f"{'workload':<28}{'noise':>6}{'PyTorch ms':>12}{'regsweep ms':>13}"
        f"{'times faster':>14}{'(least':>9} .. most)"
    )
    rows = []
    for name, variant, rate in CASES[options.precision]:
        if options.only not in name:
            continue
        rounds = [
            (
                milliseconds(
                    [
                        python,
                        HERE / "pytorch_steps.py",
                        name,
                        rate,
                        options.seconds,
                        options.precision,
                    ]
                ),
                milliseconds([bench, "--one", name, variant, options.seconds]),
            )
            for _ in range(options.rounds)
        ]
        rows += [(name, rate, number, *pair) for number, pair in enumerate(rounds)]
        theirs, ours = (statistics.median(column) for column in zip(*rounds))
        ratios = [a / b for a, b in rounds]
        print(
            f"{name:<28}{rate:>6}{theirs:>12.3f}{ours:>13.4f}"
            f"{statistics.median(ratios):>14.2f}{min(ratios):>9.2f} .. {max(ratios):.2f}",
            flush=True,
        )
    if options.csv:
        with open(options.csv, "w", newline="") as file:
            csv.writer(file).writerows(
                [("workload", "noise", "round", "pytorch_ms", "regsweep_ms"), *rows]
            )


if __name__ == "__main__":
    main()
