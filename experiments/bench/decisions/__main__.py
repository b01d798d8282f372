"""Decisions per core-hour: the same questions, answered from the same real trials, as people do it
and as regsweep does; prints what each way finds, misses and gets wrong, and its core-seconds.

    python3 -m experiments.bench.decisions [--only NAME] [--seeds 40] [--draws 500] [--workers 2]
                           [--program build/regsweep] [--cache results/decisions] [--set PATH=VALUE]

The trials are made once, by `regsweep run`, and kept below --cache: every variant (of the tuned
comparison: every cell of the grids) with so many seeds. --set goes to `regsweep run`.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from .pool import read_pool
from .questions import QUESTIONS, needed, score


def arguments():
    parser = argparse.ArgumentParser(
        prog="decisions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=QUESTIONS, help="this question")
    parser.add_argument("--seeds", type=int, default=40, help="of each variant of a pool")
    parser.add_argument("--draws", type=int, default=500, help="answers of each way")
    parser.add_argument("--workers", type=int, default=2, help="of regsweep run")
    parser.add_argument("--program", type=Path, default=Path("build/regsweep"))
    parser.add_argument("--cache", type=Path, default=Path("results/decisions"))
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="changes")
    return parser.parse_args()


def train(options, name: str) -> Path:
    """The directory of a question's trials; those that are there are not trained again."""
    folder = options.cache / name
    settings = [f"seeds={options.seeds}", *options.changes]
    command = [options.program, "run", QUESTIONS[name].sweep, "--out", folder]
    command += ["--workers", options.workers, "--quiet"]
    command += [word for each in settings for word in ("--set", each)]
    done = subprocess.run(list(map(str, command)))
    if done.returncode != 0:
        sys.exit(f"decisions: regsweep run of {name} ended with {done.returncode}")
    return folder


def main():
    options = arguments()
    print(
        f"{'question':<12}{'way':<36}{'found':>7}{'missed':>8}{'wrong':>7}"
        f"{'core-s':>10}{'of the first':>14}"
    )
    for name in [options.only] if options.only else QUESTIONS:
        pool = read_pool(train(options, name))
        first = None
        for way in QUESTIONS[name].ways:
            if needed(way) > pool.seeds:
                print(f"{name:<12}{way.words:<36} needs {needed(way)} seeds; --seeds gives them")
                continue
            made = score(pool, way, options.draws)
            first = first or made.seconds
            print(
                f"{name:<12}{way.words:<36}{100 * made.found:>6.1f}%{100 * made.missed:>7.1f}%"
                f"{100 * made.wrong:>6.1f}%{made.seconds:>10.1f}{made.seconds / first:>14.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
