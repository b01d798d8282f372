"""What a sweep has cost and what made its trials, from the trial files themselves: results.h5 keeps
no times, for they may differ between two runs of equal results.
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np


@dataclass(frozen=True)
class Effort:
    """`machines`, `programs`: of any of the trials, in words; times as ISO 8601, "" if unknown.

    `core_hours`: computing times the threads of matrix products.
    """

    trials: int
    core_hours: float
    started: str
    finished: str
    machines: tuple
    programs: tuple


def effort(folder: Path) -> Effort:
    """Of a sweep's directory: all finished trials, those that tuned included."""
    hours, started, finished = 0.0, [], []
    machines, programs = set(), set()
    files = sorted((Path(folder) / "trials").glob("*.h5"))
    for file in files:
        with h5py.File(file, "r") as opened:
            made = opened["provenance"]
            facts = {key: _words(value) for key, value in made.attrs.items()}
            seconds = np.asarray(made["wall_time"]) if "wall_time" in made else np.zeros(1)
        hours += float(np.nanmax(seconds)) * int(facts.get("blas_threads", 1)) / 3600
        started.append(facts.get("started", ""))
        finished.append(facts.get("finished", ""))
        machines.add(_machine(facts))
        programs.add(_program(facts))
    return Effort(
        len(files),
        hours,
        min(filter(None, started), default=""),
        max(finished, default=""),
        tuple(sorted(machines)),
        tuple(sorted(programs)),
    )


def _words(value):
    return value.decode() if isinstance(value, bytes) else value


def _machine(facts: dict) -> str:
    parts = (facts.get("cpu"), facts.get("instruction_set"), facts.get("blas_version"))
    return ", ".join(str(each) for each in parts if each)


def _program(facts: dict) -> str:
    version, commit = facts.get("regsweep_version", "unknown"), facts.get("commit", "no commit")
    return f"regsweep {version} ({commit}), {facts.get('compiler', 'unknown compiler')}"
