#!/usr/bin/env python3
"""Training steps of a trial with every probe beside those of the same trial without, one core, in
turn (A B A B): prints ms of a step and their ratio, which is 1 where probes slow no step that does
not measure.

Usage: probes_beside_steps.py [--program build/regsweep] [--rounds 5] [--steps 4000] [--only NAME]

Probes measure in the middle of the training and at its end. Times are those that trials record at
their evaluations; those that a measurement ends or begins at are left out. The time of a round is
the median over what is left, its evaluation included, which both have. The ratio is the median over
rounds, with the least and the largest.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
EVALUATIONS = 20
TABLE = """\
  data: {name: arrays, scale: none, features: x.npy, targets: y.npy, validation: 64, test: 64}
  model: {kind: mlp, hidden: [256, 256]}
  dropout: {input: 0.2, hidden: 0.5}
  optimizer: {kind: sgd, learning_rate: 0.01}
"""
TEXT = """\
  data: {name: text, path: text.txt, train_share: 0.95}
  model: {kind: causal_transformer, layers: 2, heads: 4, channels: 64, context: 64}
  dropout: {attention: 0.2, ffn: 0.2}
  optimizer: {kind: adamw, learning_rate: 1e-3}
"""
OF_BOTH = "ablation_curve coadaptation gradients unit_usage weights".split()
OF_UNITS = [*OF_BOTH, "calibration", "sharpness", "thinned_networks"]
OF_TOKENS = [*OF_BOTH, "attention", "positions"]
WORKLOADS = {
    "mlp 784-256x2-10 b64": (TABLE, 64, OF_UNITS),
    "gpt 2x4x64 12x64": (TEXT, 12, OF_TOKENS),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, default=Path("build/regsweep"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4000, help=f"a multiple of {2 * EVALUATIONS}")
    parser.add_argument("--only", default="", help="workloads whose name contains this")
    return parser.parse_args()


def write_data(folder):
    random = np.random.default_rng(0)
    np.save(folder / "x.npy", random.random((1024, 784), dtype=np.float32))
    np.save(folder / "y.npy", np.arange(1024) % 10)
    letters = np.array(list("abcdefghijklmnop"))
    (folder / "text.txt").write_text("".join(random.choice(letters, 40000)))


def sweep(workload, steps, probed):
    form, batch, probes = WORKLOADS[workload]
    lines = [
        f"sweep: {'with' if probed else 'without'}",
        "base:",
        form.rstrip(),
        f"  training: {{steps: {steps}, batch: {batch}, evaluate_every: {steps // EVALUATIONS}}}",
        "seeds: 1",
    ]
    if probed:
        asked = f"{{at: [{steps // 2}, last], examples: 16}}"
        lines[-1:-1] = ["  probes:", *(f"    {name}: {asked}" for name in probes)]
    return "\n".join(lines) + "\n"


def milliseconds(program, folder, workload, steps, probed):
    """Of a step of one trial: the median between evaluations without a measurement at either."""
    (folder / "bench.yaml").write_text(sweep(workload, steps, probed))
    out = Path(tempfile.mkdtemp(dir=folder))
    done = subprocess.run(
        [program.resolve(), "run", "bench.yaml", "--out", out, "--workers", "1", "--quiet"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_CORE},
    )
    if done.returncode != 0:
        why = done.stderr.strip() or f"exit code {done.returncode}"
        sys.exit(f"probes_beside_steps: {workload}: {why}")
    (trial,) = (out / "trials").glob("*.h5")
    with h5py.File(trial) as file:
        step, seconds = file["curves/step"][()], file["provenance/wall_time"][()]
    measures = np.isin(step, [0, steps // 2, steps])  # the first evaluation: buffers grow
    plain = ~measures[1:] & ~measures[:-1]
    return 1000 * np.median((np.diff(seconds) / np.diff(step))[plain])


def main():
    options = arguments()
    if not options.program.exists():
        sys.exit(f"probes_beside_steps: {options.program} is missing; cmake --build build")
    if options.steps <= 0 or options.steps % (2 * EVALUATIONS):
        sys.exit(
            f"probes_beside_steps: --steps {options.steps} is no multiple of {2 * EVALUATIONS}; "
            "give for example 4000"
        )
    print(f"{'workload':<24}{'without ms':>12}{'with ms':>10}{'ratio':>8}{'(least':>9} .. most)")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_data(folder)
        for workload in (each for each in WORKLOADS if options.only in each):
            rounds = [
                [
                    milliseconds(options.program, folder, workload, options.steps, probed)
                    for probed in (False, True)
                ]
                for _ in range(options.rounds)
            ]
            plain, probed = (statistics.median(column) for column in zip(*rounds))
            ratios = [b / a for a, b in rounds]
            print(
                f"{workload:<24}{plain:>12.4f}{probed:>10.4f}{statistics.median(ratios):>8.3f}"
                f"{min(ratios):>9.3f} .. {max(ratios):.3f}"
            )


if __name__ == "__main__":
    main()
