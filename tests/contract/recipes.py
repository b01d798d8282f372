#!/usr/bin/env python3
"""Follows lib/recipes.md word for word, in a fresh clone: the page is right if this passes.

Usage: tests/contract/recipes.py [--quick] [ARGUMENT ...]
--quick: without the last section, which builds and runs the contract tests.
ARGUMENT: added to the page's first command, which configures the build with cmake.

Clones what is committed into build-tests/recipes/, writes every block of the page, builds once and
runs every command. Then it looks: new noises, rules, models, data sets and probes are known to
`describe` and to the schema; every sweep has trained; the probe's and the metric's numbers are in
results.h5; the subcommand and the figure have done their
work. Takes as long as a build; not part of the automatic tests. Exit code 0 iff all recipes work;
otherwise 1, and the step that fails is the last line.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import recipe_page

ROOT = Path(__file__).resolve().parents[2]
CLONE = ROOT / "build-tests/recipes"
PYTHON = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PATH": f"{PYTHON}:{os.environ.get('PATH', '')}"}

# What a recipe must have brought about, beside commands that succeed: words in the output of its
# commands, and of others.
NAMES = {
    "noise": "sign_flip",
    "rule": "cauchy_penalty",
    "model": "single_layer",
    "data set": "rings",
    "probe": "output_scale",
}
LAST = "Before you share it"
SAID = {"metric": "accuracy", "subcommand": "3 distinct variants x 2 seeds = 6 trials"}


def fail(recipe: str, step: str, output: str = ""):
    print(output[-4000:])
    print(f"{recipe or 'build'}: this step of {recipe_page.PAGE} does not work: {step}")
    sys.exit(1)


def run(recipe: str, command: str) -> str:
    print(f"{recipe or 'build':10} $ {command}", flush=True)
    ran = subprocess.run(
        command,
        shell=True,
        cwd=CLONE,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode:
        fail(recipe, command, ran.stdout)
    return ran.stdout


def prepare() -> dict:
    """The clone with every file of the page. Returns recipe -> blocks."""
    shutil.rmtree(CLONE, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", ROOT, CLONE], check=True)
    recipes = recipe_page.sections((CLONE / recipe_page.PAGE).read_text(encoding="utf-8"))
    if list(recipes) != ["", *recipe_page.RECIPES, LAST]:
        fail("", f"its recipes are {list(recipes)}")
    for name, blocks in recipes.items():
        for block in blocks:
            try:
                recipe_page.apply(CLONE, block)
            except recipe_page.PageError as wrong:
                fail(name, str(wrong))
    return recipes


def check_known(recipe: str) -> None:
    """`describe` and the schema know the name."""
    name = NAMES[recipe]
    asked = ["build/regsweep describe", "build/regsweep describe --markdown"]
    for command in [*asked, "build/regsweep schema"]:
        if name not in run(recipe, command):
            fail(recipe, f"{command} does not know {name}")


def check_trained(recipe: str, command: str) -> None:
    """The sweep that a `run ... --out DIR` trains has trials and results."""
    folder = CLONE / command.split("--out ")[1].split()[0]
    if not list(folder.glob("trials/*.h5")) or not (folder / "results.h5").exists():
        fail(recipe, f"no trial of {folder.name} is trained by: {command}")


def follow(recipe: str, blocks: list) -> None:
    said = ""
    for block in blocks:
        for command in block.commands:
            said += run(recipe, command)
            if " run " in command:
                check_trained(recipe, command)
    if recipe in NAMES:
        check_known(recipe)
    if SAID.get(recipe, "") not in said.lower():
        fail(recipe, f"no command says '{SAID[recipe]}'", said)
    print(f"{recipe:10} works", flush=True)


def main():
    recipes = prepare()
    if "--quick" in sys.argv:
        recipes.pop(LAST)
    build = [command for block in recipes.pop("") for command in block.commands]
    given = [each for each in sys.argv[1:] if each != "--quick"]
    build[0] = " ".join([build[0], *(f"'{each}'" for each in given)])
    for command in build:
        run("", command)
    for recipe, blocks in recipes.items():
        follow(recipe, blocks)
    print(f"all {len(recipe_page.RECIPES)} recipes work")


if __name__ == "__main__":
    main()
