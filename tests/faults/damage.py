"""Damage: one byte of a finished trial's file changes at a random place; doctor finds each, and the
trial is trained again to the same bits. (A file that verifies all the same would have to have the
same content; there is none: the seal covers every byte.)

Usage: REGSWEEP=<program> python3 tests/faults/damage.py [--long]
"""

import random

from ground import Ground, content, demand, main, run, succeed


def damage(times):
    dice = random.Random(20)
    with Ground(seeds=5) as ground:
        place = ground.fresh("quiet")
        files = sorted((place / "trials").glob("*.h5"))
        left = times
        while left > 0:
            batch = files[: min(left, len(files))]
            left -= len(batch)
            for file in batch:  # in place, as a disk does it
                at = dice.randrange(file.stat().st_size)
                with open(file, "r+b") as opened:
                    opened.seek(at)
                    old = opened.read(1)[0]
                    opened.seek(at)
                    opened.write(bytes([old ^ dice.randrange(1, 256)]))
            out = run("doctor", place.name, "--repair", cwd=ground.root).stdout
            demand(
                out.count("damaged try-") == len(batch),
                "doctor found",
                out.count("damaged try-"),
                "of",
                len(batch),
                out[-2000:],
            )
            succeed("work", place.name, cwd=ground.root)
            for file in batch:
                demand(content(file) == ground.truth[file.stem], file, "came back with other bits")
    return (
        f"damage: {times} damaged bytes, {times} found, every trial trained again to the same bits"
    )


if __name__ == "__main__":
    main(lambda: damage(100), lambda: damage(1000))
