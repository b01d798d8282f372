"""Places: the directory of a sweep is removed under the run, made read-only under it, cannot be
written at all, or files cannot be opened for a low limit. One sentence, exit code 4, what is
finished stays, and the same command goes on to the same bits afterwards. Mounting needs root.

Usage: REGSWEEP=<program> python3 tests/faults/places.py [--long]
"""

import os
import random
import re
import resource
import shutil
import subprocess
import time
from pathlib import Path

from disks import Mounted, command, need_root
from ground import PROGRAM, Ground, Missing, contents, demand, main, run, succeed


def start_run(ground, place):
    return subprocess.Popen(
        [PROGRAM, "run", ground.root / "sweep.yaml", "--workers", "2", "--out", place],
        cwd=ground.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_results(place, least, process):
    """Until the run has a worker, and so many results."""
    while process.poll() is None and (
        not list((place / "logs").glob("worker-*"))
        or len(list((place / "trials").glob("[0-9a-f]*.h5"))) < least
    ):
        time.sleep(0.002)


def check_end(process, code, why):
    _, err = process.communicate(timeout=300)
    demand(process.returncode == code, why, "ends with", process.returncode, err)
    demand(
        err.startswith("regsweep: ") and err.count("\n") == 1,
        why,
        "is not told in one sentence:",
        err,
    )
    return err


def said_to_be_finished(place):
    """Trials whose worker has said so; a file may still wait for its folder's fsync."""
    return {
        trial
        for log in (place / "logs").glob("worker-*")
        for trial in re.findall(r" finished ([0-9a-f]{16}) ", log.read_text())
    }


def check_again(ground, place):
    kept = contents(place)
    demand(
        all(ground.truth[trial] == digest for trial, digest in kept.items()), "other bits in", place
    )
    succeed("run", ground.root / "sweep.yaml", "--workers", "2", "--out", place, cwd=ground.root)
    demand(contents(place) == ground.truth, place, "went on to other bits")


def removed(ground, least):
    place = ground.fresh()
    process = start_run(ground, place)
    wait_for_results(place, least, process)
    gone = place.rename(
        ground.root / "gone"
    )  # at one instant; what is written into it afterwards is written nowhere
    late = contents(gone) == ground.truth  # a run that has all that it wants may end well
    shutil.rmtree(gone)
    if late:
        process.communicate(timeout=300)
        return removed(ground, least)
    check_end(process, 4, "a directory that was removed")
    check_again(ground, place)


def read_only(ground, least, number):
    """An ext4 that the kernel makes read-only after an error of its own, as it does when a disk
    fails; then it is mended.
    """
    image, mount = ground.root / f"image-{number}", ground.root / f"mount-{number}"
    with open(image, "wb") as file:
        file.truncate(48 << 20)
    command("mkfs.ext4", "-q", "-F", image)
    with Mounted(mount, "-o", "loop,errors=remount-ro", image) as disk:
        place = disk / "sweep"
        shutil.copytree(ground.root / "template", place)
        os.sync()
        process = start_run(ground, place)
        wait_for_results(place, least, process)
        fail_disk(command("findmnt", "-n", "-o", "SOURCE", disk).strip())
        err = check_end(process, 4, "a disk that became read-only")
        demand("read-only" in err.lower(), err)
        err = check_end(start_run(ground, place), 4, "a disk that is read-only")
        demand("read-only" in err.lower(), err)
        finished = said_to_be_finished(place)
        reported = {trial: digest for trial, digest in contents(place).items() if trial in finished}
        demand(
            reported.keys() == finished,
            "said to be finished, but not there:",
            finished - reported.keys(),
        )
    subprocess.run(["e2fsck", "-fy", image], capture_output=True)
    shutil.rmtree(mount)
    with Mounted(mount, "-o", "loop", image) as disk:
        demand(
            reported.items() <= contents(disk / "sweep").items(),
            "lost when the disk was mended:",
            reported,
        )
        check_again(ground, disk / "sweep")
    image.unlink()
    return len(reported)


def fail_disk(device):
    trigger = Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error")
    demand(device.startswith("/dev/loop"), device, "is no disk of this test")
    if not trigger.exists():
        raise Missing("this kernel fails no ext4 on request")
    trigger.write_text("test of regsweep")


def unwritable(ground):
    (ground.root / "file").write_text("no folder")
    check_end(start_run(ground, ground.root / "file"), 4, "a file in the place of the directory")
    demand(
        (ground.root / "file").read_text() == "no folder",
        "the file in the place of the directory was written to",
    )
    (ground.root / "file").unlink()


def few_files(ground, limit):
    """With so few open files the run does its work, or ends with a sentence."""
    place = ground.fresh()
    done = run(
        "run",
        ground.root / "sweep.yaml",
        "--workers",
        "2",
        "--out",
        place,
        cwd=ground.root,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
    )
    demand(
        done.returncode in (0, 2, 4, 5),
        limit,
        "open files end with",
        done.returncode,
        done.stdout,
        done.stderr,
    )
    demand(
        done.returncode == 0
        or done.stderr.startswith("regsweep: ")
        and done.stderr.count("\n") == 1,
        limit,
        "open files:",
        done.stderr,
    )
    demand(
        done.returncode != 0 or contents(place) == ground.truth,
        limit,
        "open files: exit code 0 without the results",
    )
    check_again(ground, place)
    return done.returncode


def places(times, limits):
    need_root("mkfs.ext4", "e2fsck", "findmnt")
    dice = random.Random(4)
    with Ground(steps=6000, seeds=10) as ground:
        unwritable(ground)
        for _ in range(times):
            removed(ground, dice.randrange(8))
        kept = [read_only(ground, dice.randrange(8), number) for number in range(times)]
        codes = [few_files(ground, limit) for limit in limits]
    return (
        f"places: removed {times} times, read-only {times} times with {min(kept)} to {max(kept)} of"
        f" 20 trials done, unwritable, {len(codes)} limits on open files (exit codes"
        f" {sorted(set(codes))}); one sentence each, then the same bits"
    )


if __name__ == "__main__":
    main(lambda: places(2, [4, 6, 8]), lambda: places(25, range(4, 24)))
