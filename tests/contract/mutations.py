#!/usr/bin/env python3
"""Plants errors in a copy of the tree, one at a time, and expects tests to fail with each.

A test that cannot fail proves nothing. The errors stand in planted_errors.py.

Usage: tests/contract/mutations.py [--programs NAME,...] [WORD ...]

    WORD        only the errors whose name contains one of the words
    --programs  the test programs that are to find them; default: test_contract,test_regularizers

Builds in build-tests/mutations/ (the first time takes as long as a build of the library), so it is
not part of the automatic tests. Exit code 0 iff the tests pass without an error and fail with each.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from planted_errors import ERRORS, occurrences

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build-tests/mutations"
BUILD = COPY / "build-tests/release"
COPIED = ("lib", "tests", "experiments", "configs", "CMakeLists.txt", "CMakePresets.json")
# The contract programs test more than regularizers; what is left out here takes the longest.
SELECTED = {"test_contract": ["*contract*,oracle*"]}


def quiet(*command):
    return subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def prepare():
    """A fresh copy: its new times make the build forget objects of a run that was stopped."""
    for name in COPIED:
        target = COPY / name
        if (ROOT / name).is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(ROOT / name, target, copy_function=shutil.copy)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    strict = "-DREGSWEEP_WERROR=OFF"  # an error may leave a variable unused
    configured = quiet("cmake", "--preset", "release", "-S", COPY, "-B", BUILD, strict)
    if configured.returncode:
        sys.exit(configured.stdout)


def failures(programs):
    """Which of the programs fail; None when the tree does not build."""
    jobs = f"-j{os.cpu_count()}"
    built = quiet("cmake", "--build", BUILD, jobs, "--target", *programs)
    if built.returncode:
        print(built.stdout[-2000:])
        return None
    return [
        program
        for program in programs
        if quiet(BUILD / program, *SELECTED.get(program, []), "--abort").returncode
    ]


def planted(error):
    """Plants an error in the copy; returns the file and the text that it had."""
    found = list(occurrences(COPY, error))
    if len(found) != 1:
        sys.exit(f"{error.name}: '{error.right}' occurs {len(found)} times in {error.place}")
    file = COPY / found[0].file
    text = file.read_text(encoding="utf-8")
    changed = text[: found[0].start] + error.wrong + text[found[0].end :]
    file.write_text(changed, encoding="utf-8")
    return file, text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", default="test_contract,test_regularizers")
    parser.add_argument("words", nargs="*", metavar="WORD")
    arguments = parser.parse_args()
    programs, words = arguments.programs.split(","), arguments.words
    prepare()
    if failures(programs) != []:
        sys.exit("the tests fail without any error planted, or do not build")
    survived = []
    chosen = [each for each in ERRORS if not words or any(word in each.name for word in words)]
    for error in chosen:
        file, text = planted(error)
        failed = failures(programs)
        file.write_text(text, encoding="utf-8")
        verdict = "not built" if failed is None else ", ".join(failed) or "SURVIVED"
        print(f"{error.name}: {verdict}", flush=True)
        if not failed:
            survived.append(error.name)
    print(f"{len(chosen) - len(survived)} of {len(chosen)} planted errors were found")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
