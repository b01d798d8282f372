"""An installed tree, moved to a place with blanks and letters beyond ASCII, used by somebody who
has no clone and no variables set.

REGSWEEP_BUILD names the build folder.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ["REGSWEEP_BUILD"])
SWEEP = """\
sweep: moons
base:
  data: {name: two_moons, train: 100, validation: 50, test: 100}
  model: {kind: mlp, hidden: [8]}
  optimizer: {kind: sgd, learning_rate: 0.1}
  training: {steps: 20, batch: 20}
axes: {dropout.hidden: [0, 0.5]}
seeds: 2
analysis: {metric: test.error, baseline: {dropout.hidden: 0}}
"""


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="regsweep-installed-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run(
            ["cmake", "--install", BUILD, "--prefix", cls.folder / "first"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        cls.tree = cls.folder / "a home of \u00fc"
        (cls.folder / "first").rename(cls.tree)
        cls.work = cls.folder / "work"
        cls.work.mkdir()
        (cls.work / "moons.yaml").write_text(SWEEP)

    def use(self, *words, code=0, **more):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.work), "LC_ALL": "C.UTF-8"}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        done = subprocess.run(
            [str(each) for each in words],
            cwd=self.work,
            env={**environment, "PYTHON": sys.executable, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def test_plan_run_status_collect_and_report(self):
        program = self.tree / "bin/regsweep"
        self.assertIn("= 4 trials", self.use(program, "plan", "moons.yaml")[0])
        self.use(program, "run", "moons.yaml")
        self.assertIn("4 finished", self.use(program, "status", "results/moons")[0])
        self.assertIn("4 of 4 trials", self.use(program, "collect", "results/moons")[0])
        self.use(program, "report", "results/moons")
        self.assertTrue((self.work / "results/moons/report.html").exists())
        table, _ = self.use(program, "table", "results/moons", "--format", "markdown")
        self.assertIn("| dropout.hidden |", table)
        self.assertIn("usage: regsweep", self.use(program, "analysis", "--help")[0])
        self.assertIn("usage: regsweep report", self.use(program, "report", "--help")[0])

    def test_submit_asks_for_the_report_of_the_installed_analysis(self):
        """Where there is no Slurm, the scripts are shown all the same."""
        program = self.tree / "bin/regsweep"
        said, _ = self.use(program, "submit", "moons.yaml", "--dry-run", "--out", "results/sent")
        self.assertIn(f"'{program}' report {self.work}/results/sent\n", said)
        self.assertNotIn("no report.html", said)

    def test_the_package_is_called_regsweep(self):
        self.use(
            sys.executable,
            "-c",
            "import regsweep; assert callable(regsweep.load)",
            PYTHONPATH=str(self.tree / "lib/python3/dist-packages"),
        )

    def test_what_else_is_there(self):
        for path in (
            "share/bash-completion/completions/regsweep",
            "share/zsh/site-functions/_regsweep",
            "share/fish/vendor_completions.d/regsweep.fish",
            "share/regsweep/configs/quickstart.yaml",
            "share/doc/regsweep/LICENSE",
            "share/man/man1/regsweep.1",
            "share/man/man1/regsweep-run.1",
            "share/man/man1/regsweep-data-list.1",
        ):
            self.assertGreater((self.tree / path).stat().st_size, 100, path)
        here = "share/regsweep/configs/quickstart.yaml"
        self.assertIn(
            "45 trials", self.use(self.tree / "bin/regsweep", "plan", self.tree / here)[0]
        )
        leftovers = [path for path in self.tree.rglob("*") if path.name.startswith("__pycache__")]
        self.assertEqual(leftovers, [])

    def test_mistakes_keep_their_exit_codes(self):
        _, err = self.use(self.tree / "bin/regsweep", "report", "x", code=3)
        self.assertIn("x", err)


class PythonPackage(unittest.TestCase):
    def test_pip_installs_the_analysis(self):
        probe = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys, importlib.util as i;"
                "sys.exit(not all(map(i.find_spec, ('pip', 'setuptools', 'wheel'))))",
            ],
            capture_output=True,
            check=False,
        )
        if probe.returncode != 0:
            self.skipTest("pip, setuptools or wheel is not installed")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "analysis"
            shutil.copytree(
                ROOT / "analysis", copy, ignore=shutil.ignore_patterns("__pycache__", "build")
            )
            target = Path(folder) / "target"
            subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"),
                    *("--no-index", "--no-build-isolation", "--target", target, copy),
                ],
                check=True,
            )
            self.assertTrue((target / "regsweep/templates/report.html").exists())
            subprocess.run(
                [sys.executable, "-c", "import regsweep; print(regsweep.load.__module__)"],
                env={**os.environ, "PYTHONPATH": str(target)},
                check=True,
                stdout=subprocess.DEVNULL,
            )


if __name__ == "__main__":
    unittest.main()
