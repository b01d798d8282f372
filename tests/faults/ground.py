"""Ground that the fault scripts stand on: small sweeps, the bits that an undisturbed run gives, and
what must hold after any fault.

REGSWEEP names the program. A breach of a promise is a `Breach`, which ends the script with exit
code 1; what cannot be tried here (no root, no strace) is a `Missing`, which is said aloud and
counts as nothing tried.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

PROGRAM = os.environ.get(
    "REGSWEEP", str(Path(__file__).resolve().parents[2] / "build" / "regsweep")
)

SWEEP = """\
sweep: {name}
base:
  data: {{name: two_moons, train: 64, validation: 32, test: 32}}
  model: {{kind: mlp, hidden: [{hidden}]}}
  dropout: {{hidden: 0.5}}
  optimizer: {{kind: sgd, learning_rate: 0.1, momentum: 0.9}}
  training: {{steps: {steps}, batch: 32, save_parameters: [last]}}
axes: {{dropout.hidden.rate: {rates}}}
seeds: {seeds}
analysis: {{metric: test.error, baseline: {{dropout.hidden.rate: 0}}}}
"""


class Breach(Exception):
    pass


class Missing(Exception):
    pass


def demand(condition, *facts):
    if not condition:
        raise Breach(" ".join(map(str, facts)))


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise Missing(f"{tool} is not installed")


def run(*words, cwd, before=(), timeout=300, **options):
    """The finished process of `regsweep words`; a hang is a breach."""
    try:
        return subprocess.run(
            [*before, PROGRAM, *map(str, words)],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            **options,
        )
    except subprocess.TimeoutExpired:
        raise Breach(f"regsweep {' '.join(map(str, words))} hangs") from None


def start(*words, cwd, before=(), **options):
    return subprocess.Popen(
        [*before, PROGRAM, *map(str, words)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )


def succeed(*words, cwd, **options):
    done = run(*words, cwd=cwd, **options)
    demand(
        done.returncode == 0,
        words,
        "ends with",
        done.returncode,
        done.stdout[-2000:],
        done.stderr[-2000:],
    )
    return done


def content(file):
    """The digest that a finished trial carries, which covers curves and parameters."""
    with h5py.File(file, "r") as opened:
        value = opened.attrs["digest"]
        return value.decode() if isinstance(value, bytes) else str(value)


def contents(directory):
    return {file.stem: content(file) for file in sorted(Path(directory, "trials").glob("*.h5"))}


class Ground:
    """A folder with a frozen plan (`template`), and what its undisturbed run makes (`truth`)."""

    def __init__(self, text=SWEEP, **numbers):
        self.numbers = {
            "name": "small",
            "hidden": 4,
            "steps": 20,
            "rates": "[0, 0.5]",
            "seeds": 1,
        } | numbers
        self.root = Path(tempfile.mkdtemp(prefix="regsweep-faults-"))
        (self.root / "sweep.yaml").write_text(text.format(**self.numbers))
        succeed("plan", "sweep.yaml", "--write", "--out", "template", cwd=self.root)
        shutil.copytree(self.root / "template", self.root / "quiet")
        succeed("work", "quiet", cwd=self.root)
        self.truth = contents(self.root / "quiet")
        self.made = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def fresh(self, of="template"):
        self.made += 1
        place = self.root / f"try-{self.made}"
        shutil.copytree(self.root / of, place)
        return place

    def believed(self, place):
        """How many trials the program itself believes to be finished."""
        return json.loads(succeed("status", place.name, "--json", cwd=place.parent).stdout)[
            "finished"
        ]

    def check_finished(self, place):
        """Every file under the name of a trial is whole and has the bits of the undisturbed run, or
        is not believed.
        """
        believed = self.believed(place)
        for trial, truth in self.truth.items():
            file = place / "trials" / f"{trial}.h5"
            if file.exists():
                demand(content(file) == truth, file, "has other bits than the undisturbed run")
                believed -= 1
        demand(believed <= 0, place, "has finished trials without files")

    def check_resume(self, place):
        """Without the fault the same command goes on to the same bits; the directory is sound."""
        succeed("work", place.name, cwd=place.parent)
        demand(contents(place) == self.truth, place, "resumed to other bits")
        succeed("doctor", place.name, "--repair", cwd=place.parent)


def main(short, long):
    """Runs the short or (--long) the long form; prints its figures; exit code 1 after a breach."""
    try:
        print((long if "--long" in sys.argv[1:] else short)(), flush=True)
    except Missing as absent:
        print(f"NOT TRIED: {absent}", flush=True)
    except Breach as breach:
        print(f"BREACH: {breach}", flush=True)
        sys.exit(1)
