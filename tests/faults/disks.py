"""Disks: one that fills up (a small tmpfs) and gets space again, and one whose power goes (an ext4
image, copied while mounted). Needs root.

Usage: REGSWEEP=<program> python3 tests/faults/disks.py [--long]
"""

import filecmp
import os
import shutil
import signal
import subprocess
import time

from ground import Ground, Missing, content, contents, demand, main, need, run, start, succeed


def command(*words):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    if done.returncode != 0:
        raise Missing(f"{' '.join(map(str, words))}: {done.stderr.strip()}")
    return done.stdout


class Mounted:
    def __init__(self, place, *words):
        self.place = place
        place.mkdir()
        command("mount", *words, place)

    def __enter__(self):
        return self.place

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.place], check=False)


def need_root(*tools):
    need("mount", *tools)
    if os.geteuid() != 0:
        raise Missing("mounting needs root")


def full_disk(ground, number, free_bytes):
    """A sweep on a disk with so much space for its trials; then the space comes."""
    with Mounted(ground.root / f"tmpfs-{number}", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as disk:
        place = disk / "sweep"
        shutil.copytree(ground.root / "template", place)
        ballast = disk / "ballast"
        stats = os.statvfs(disk)
        ballast.write_bytes(bytes(max(0, stats.f_bavail * stats.f_frsize - free_bytes)))
        done = run("run", ground.root / "sweep.yaml", "--workers", "2", "--out", place, cwd=disk)
        demand(
            done.returncode == 4
            and "the disk is full" in done.stderr + done.stdout
            or "No space left" in done.stderr,
            "a full disk ends with",
            done.returncode,
            done.stdout,
            done.stderr,
        )
        demand(
            done.stderr.count("regsweep: ") == 1 and done.stderr.count("\n") == 1,
            "not one sentence:",
            done.stderr,
        )
        kept = contents(place)
        demand(
            all(ground.truth[trial] == digest for trial, digest in kept.items()),
            "other bits on a full disk",
        )
        ballast.unlink()
        succeed("run", ground.root / "sweep.yaml", "--workers", "2", "--out", place, cwd=disk)
        demand(contents(place) == ground.truth, "other bits after the disk was full")
        succeed("doctor", place, "--repair", cwd=disk)
        return len(kept)


def power_cut(ground, number, least):
    """Trials that were reported finished before the cut are there after it."""
    image, copy = ground.root / f"disk-{number}", ground.root / f"cut-{number}"
    with open(image, "wb") as file:
        file.truncate(48 << 20)
    command("mkfs.ext4", "-q", "-F", image)
    with Mounted(ground.root / f"mount-{number}", "-o", "loop,commit=1", image) as disk:
        place = disk / "sweep"
        shutil.copytree(ground.root / "template", place)
        os.sync()
        worker = start("work", place, "--worker-name", "cut", cwd=disk, before=[])
        reported = []
        while len(reported) < least and worker.poll() is None:
            time.sleep(0.005)
            reported = [
                file.stem
                for file in (place / "trials").glob("[0-9a-f]*.h5")
                if linked_and_synced(file)
            ]
        worker.send_signal(signal.SIGSTOP)
        copy_of_one_instant(image, copy)
        worker.kill()
        worker.wait()
    with Mounted(ground.root / f"after-{number}", "-o", "loop", copy) as disk:
        place = disk / "sweep"
        for trial in reported:
            file = place / "trials" / f"{trial}.h5"
            demand(
                file.exists() and content(file) == ground.truth[trial],
                trial,
                "was reported finished and is missing after the cut",
            )
        succeed("doctor", place, "--repair", cwd=disk)
        succeed("work", place, cwd=disk)
        demand(contents(place) == ground.truth, "other bits after the cut")
    image.unlink(), copy.unlink()
    return len(reported)


def copy_of_one_instant(image, copy):
    """What the disk held at one instant, as a power cut leaves it. Reading takes time, and the
    kernel may write meanwhile: only when a second reading equals the first did all of its blocks
    hold at once. A single copy can show a file's name without its content, in an order that no disk
    ever saw."""
    shutil.copyfile(image, copy)
    while not filecmp.cmp(image, copy, shallow=False):
        shutil.copyfile(image, copy)


def linked_and_synced(file):
    """A trial is reported when its worker went on: its name is there, and its claim is not."""
    return not (file.parents[1] / "claims" / file.stem).exists()


def disks(fillings, cuts):
    need_root("mkfs.ext4", "losetup")
    with Ground(seeds=10) as ground:
        kept = [
            full_disk(ground, number, 60_000 + 40_000 * (number % 10)) for number in range(fillings)
        ]
    with Ground(seeds=30) as ground:
        reported = [power_cut(ground, number, 3 + 7 * number % 50) for number in range(cuts)]
    return (
        f"disks: {fillings} times full with {min(kept)} to {max(kept)} of 20 trials done, continued"
        f" to the same bits; {cuts} power cuts after {min(reported)} to {max(reported)} reported"
        " trials, none missing"
    )


if __name__ == "__main__":
    main(lambda: disks(2, 2), lambda: disks(50, 50))
