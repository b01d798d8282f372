"""Base of the command-line tests: a folder of its own, sweeps of seconds, and trial files compared
by their digest.

REGSWEEP names the program.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import h5py

PROGRAM = os.environ["REGSWEEP"]
ROOT = Path(__file__).resolve().parents[2]

SWEEP = """\
sweep: tiny
description: Two moons
base:
  data: {{name: two_moons, train: 200, validation: 100, test: 200}}
  model: {{kind: mlp, hidden: [{hidden}]}}
  dropout: {{hidden: 0.5}}
  optimizer: {{kind: sgd, learning_rate: 0.1, momentum: 0.9}}
  training: {{steps: {steps}, batch: 32}}
axes:
  dropout.hidden.rate: [0, 0.25, 0.5]
seeds: {seeds}
analysis: {{metric: test.error, baseline: {{dropout.hidden.rate: 0}}}}
"""


class SweepCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="regsweep-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.running = []
        self.addCleanup(self.end_all)

    def end_all(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def write_sweep(self, name="tiny.yaml", hidden=8, steps=100, seeds=2, **changes):
        text = SWEEP.format(hidden=hidden, steps=steps, seeds=seeds)
        for old, new in changes.get("replace", {}).items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        (self.folder / name).write_text(text)
        return name

    def write_long_sweep(self):
        """Three trials of some seconds each: time enough to be interrupted."""
        return self.write_sweep(
            "long.yaml", hidden=64, steps=50000, seeds=1, replace={"sweep: tiny": "sweep: long"}
        )

    def start(self, *words, **options):
        process = subprocess.Popen(
            [PROGRAM, *map(str, words)],
            cwd=options.pop("cwd", self.folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        self.running.append(process)
        return process

    def regsweep(self, *words, code=0, **options):
        process = self.start(*words, **options)
        out, err = process.communicate(timeout=300)
        self.assertEqual(process.returncode, code, f"{words}\n{out}\n{err}")
        return out, err

    def trial_files(self, directory):
        return sorted((self.folder / directory / "trials").glob("*.h5"))

    def digests(self, directory):
        """id -> digest of the content of every finished trial."""
        return {path.stem: content_digest(path) for path in self.trial_files(directory)}

    def status(self, directory):
        return json.loads(self.regsweep("status", directory, "--json")[0])

    def wait_for(self, what, seconds=60):
        """Polls until what() is true; the limit keeps a broken program from hanging the test."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := what():
                return value
            time.sleep(0.005)
        self.fail("waited in vain")

    def claims(self, directory):
        """The claims that are under way: at least one heartbeat has told a step."""
        found = []
        for path in (self.folder / directory / "claims").glob("[0-9a-f]*"):
            try:
                claim = json.loads(path.read_text())
            except (OSError, ValueError):
                continue
            if claim["step"] > 0:
                found.append(claim)
        return found


def content_digest(path):
    with h5py.File(path, "r") as file:
        value = file.attrs["digest"]
        return value.decode() if isinstance(value, bytes) else str(value)
