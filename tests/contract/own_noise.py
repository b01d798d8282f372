#!/usr/bin/env python3
"""Follows "Add your own regularizer" of lib/regularizers/README.md word for word, in a fresh clone:
the page is right if this passes.

Usage: tests/contract/own_noise.py [BUILD [ARGUMENT ...]]
BUILD: the build folder (default: build, as on the page); ARGUMENT: of cmake.

Clones what is committed into build-tests/own_noise/ and builds it there (as long as a build of the
library). Not part of the automatic tests. Every command and every line of code comes from the page.
Exit code 0 iff all steps work.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLONE = ROOT / "build-tests/own_noise"
FOLDER = sys.argv[1] if len(sys.argv) > 1 else "build"
NEW = "lib/regularizers/noise/sign_flip.cpp"
SWEEP = """sweep: own-noise
base:
  data: {name: two_moons, train: 100, test: 100}
  model: {kind: mlp, hidden: [16], activation: relu}
  dropout: {hidden: {noise: sign_flip, rate: 0.1}}
  optimizer: {kind: sgd, learning_rate: 0.1}
  training: {epochs: 2, batch: 20}
seeds: 1
"""


def run(command):
    command = (
        command.replace("build/", f"{FOLDER}/")
        .replace("build build ", f"build {FOLDER} ")
        .replace("-dir build ", f"-dir {FOLDER} ")
    )
    print(f"$ {command}", flush=True)
    ran = subprocess.run(
        command,
        shell=True,
        cwd=CLONE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode:
        sys.exit(ran.stdout[-3000:] + f"\nthis step of the page does not work: {command}")
    return ran.stdout


def replaced(text, old, new):
    if old not in text:
        sys.exit(f"the file to copy has no {old}")
    return text.replace(old, new)


def steps(page):
    """The numbered steps of the section, each with what it puts in backticks."""
    section = page.split("## Add your own regularizer")[1].split("\n## ")[0]
    return [
        re.findall(r"`([^`]+)`", step.replace("\n   ", " "))
        for step in re.split(r"\n\d\. ", section)[1:]
    ]


def main():
    shutil.rmtree(CLONE, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", ROOT, CLONE], check=True)
    run(f"cmake --preset release -B {FOLDER} {' '.join(sys.argv[2:])}")
    copy, rename, draw, moments, build, show = steps(
        (CLONE / "lib/regularizers/README.md").read_text(encoding="utf-8")
    )
    run(copy[0])
    file = CLONE / NEW
    code = file.read_text(encoding="utf-8")
    old_function, new_function, new_name, scalings, *_ = rename
    old_name = old_function.removeprefix("noise_entry_")
    code = replaced(replaced(code, old_function, new_function), f'"{old_name}"', f'"{new_name}"')
    code = re.sub(r"\.scalings = \{[^}]*\}", scalings, code)
    code = re.sub(r",\s*\.strength = \{[^}]*\}", "", code)
    loop = next(each for each in draw if each.startswith("for ("))
    code = re.sub(r"kernels::[^;]*;", lambda _: loop, code)
    code = re.sub(r"const auto deviation = [^;]*;", "", code)
    for include in ('#include "tensor/kernels/elementwise.hpp"\n', "#include <cmath>\n\n"):
        code = replaced(code, include, "")
    include = next(each for each in draw if each.startswith("#include"))
    code = f"{include}\n".join(re.split(r"(?=#include)", code, maxsplit=1))
    code = re.sub(
        r"NoiseMoments\{[^}]*\}",
        "NoiseMoments" + next(each for each in moments if each.startswith("{")),
        code,
    )
    file.write_text(code, encoding="utf-8")
    print(run(build[0]).splitlines()[-4:])
    print(run(show[0]))
    for command in ("build/regsweep describe --markdown", "build/regsweep schema"):
        if new_name not in run(command):
            sys.exit(f"{command} does not know {new_name}")
    (CLONE / "own.yaml").write_text(SWEEP, encoding="utf-8")
    run("build/regsweep run own.yaml --out own")
    print("every step works")


if __name__ == "__main__":
    main()
