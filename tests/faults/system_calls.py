"""Faults at system calls: each call of a worker, of a supervisor and of `collect` in turn is killed
or fails with EIO, ENOSPC, EROFS, EDQUOT or EMFILE (strace -e inject). Nothing bad is believed, no
exit code 0 without good files, no crash or hang, and the resumed sweep has the bits of the
undisturbed one.

Usage: REGSWEEP=<program> python3 tests/faults/system_calls.py [--long [PROCESS [FIRST]]]
The short form tries every 60th point; the long form all of them, or those of work, collect or run
from number FIRST on.
"""

import os
import re
import shutil
import sys
from collections import Counter

import h5py
from ground import Breach, Ground, demand, main, need, run

ERRORS = {
    "openat": ["EIO", "ENOSPC", "EROFS", "EDQUOT", "EMFILE"],
    "write": ["EIO", "ENOSPC", "EDQUOT"],
    "fsync": ["EIO", "ENOSPC"],
    "rename": ["EIO", "ENOSPC", "EROFS"],
    "link": ["EIO", "ENOSPC", "EROFS"],
    "unlink": ["EIO", "EROFS"],
    "mkdir": ["EIO", "ENOSPC", "EROFS"],
    "close": ["EIO"],
    "read": ["EIO"],
    "flock": ["EINTR", "ENOLCK"],
    "getdents64": ["EIO"],
    "newfstatat": ["EIO"],
}
# What one process does: its words, whether trials must be finished before, whether exit code 0
# promises all trials.
PROCESSES = {
    "work": (["work"], "template", True),
    "collect": (["collect"], "quiet", False),
    "run": (["run", "../sweep.yaml", "--workers", "1", "--out"], "template", True),
}
GRACEFUL = {0, 1, 2, 3, 4, 5, 143}


def calls_of(ground, process):
    """How often the process makes each call, and how many of them come before it touches the
    directory (its loader's).
    """
    words, state, _ = PROCESSES[process]
    place = ground.fresh(state)
    log = ground.root / "calls.log"
    run(
        *words,
        place.name if process != "run" else place,
        cwd=ground.root if process != "run" else place,
        before=["strace", "-qq", "-o", str(log)],
    )
    total, before, inside = Counter(), Counter(), False
    for line in log.read_text(errors="replace").splitlines():
        inside = inside or place.name in line.split("execve(", 1)[0]
        if call := re.match(r"(\w+)\(", line):
            inside = inside or (place.name in line and call[1] != "execve")
            total[call[1]] += 1
            before[call[1]] += not inside
    shutil.rmtree(place)
    return {call: range(before[call] + 1, total[call] + 1) for call in total}


def points(ground, process):
    for call, ordinals in calls_of(ground, process).items():
        for when in ordinals:
            yield call, "signal=KILL", when
            for error in ERRORS.get(call, []):
                yield call, f"error={error}", when
                if error in ("ENOSPC", "EIO") and call in ("write", "fsync"):
                    yield call, f"error={error}", f"{when}+"  # and for good


def attempt(ground, process, call, fault, when):
    words, state, promises = PROCESSES[process]
    place = ground.fresh(state)
    done = run(
        *words,
        place.name if process != "run" else place,
        cwd=ground.root if process != "run" else place,
        before=[
            "strace",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            f"trace={call}",
            "-e",
            f"inject={call}:{fault}:when={when}",
        ],
    )
    what = (
        process,
        call,
        fault,
        when,
        "code",
        done.returncode,
        done.stdout[-600:],
        done.stderr[-600:],
    )
    killed = fault == "signal=KILL" and done.returncode in (-9, 137)
    demand(killed or done.returncode in GRACEFUL, *what)
    silenced = call in ("write", "close")  # it may be the sentence itself that cannot be written
    if not killed and not silenced and done.returncode not in (0, 143):
        demand("regsweep: " in done.stderr, "no sentence:", *what)
        demand("internal error" not in done.stderr, *what)
    ground.check_finished(place)
    if done.returncode == 0 and promises:
        demand(
            ground.believed(place) == len(ground.truth), "exit code 0 without the results:", *what
        )
    ground.check_resume(place)
    shutil.rmtree(place)
    return "killed" if killed else done.returncode


def kernel_of(ground):
    """The kernel of OpenBLAS that the undisturbed run computed with."""
    with h5py.File(next((ground.root / "quiet" / "trials").glob("*.h5")), "r") as file:
        return file["provenance"].attrs["blas_core"]


def enumerate_faults(every, processes, first=0):
    need("strace")
    ends, tried = Counter(), 0
    with Ground(steps=6) as ground:
        # Told the kernel, no program starts again to have it: libraries that cannot be loaded are
        # not what is tested.
        os.environ.setdefault("OPENBLAS_CORETYPE", kernel_of(ground))
        for process in processes:
            for number, point in enumerate(points(ground, process)):
                if number >= first and number % every == every // 2:
                    try:
                        ends[str(attempt(ground, process, *point))] += 1
                    except Breach as breach:
                        raise Breach(f"point {number} of {process}: {breach}") from None
                    tried += 1
    return (
        f"system calls: {tried} faults, every resume the same bits; ends"
        f" {dict(sorted(ends.items()))}"
    )


def every_fault():
    _, *chosen = [word for word in sys.argv if word != "--long"]
    return enumerate_faults(1, chosen[:1] or list(PROCESSES), int((chosen[1:] or ["0"])[0]))


if __name__ == "__main__":
    main(lambda: enumerate_faults(60, list(PROCESSES)), every_fault)
