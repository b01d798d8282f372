"""Base of the tests on a real Slurm: one cluster per class, the sweep of tests/cli, and what to
wait for.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))

from slurm_cluster import SlurmCluster, missing_programs
from sweep_case import PROGRAM, SweepCase


class ClusterCase(SweepCase):
    nodes, cpus, settings = 2, 2, {}
    trained_at_home = {}  # text of a sweep: digests of its trials

    @classmethod
    def setUpClass(cls):
        if missing := missing_programs():
            raise unittest.SkipTest(
                f"no Slurm on this machine: {', '.join(missing)} missing; apt-get install slurm-wlm"
                " munge"
            )
        home = Path(tempfile.mkdtemp(prefix="regsweep-slurm-"))
        cls.addClassCleanup(shutil.rmtree, home, ignore_errors=True)
        cls.cluster = cls.enterClassContext(
            SlurmCluster(home / "cluster", cls.nodes, cls.cpus, **cls.settings)
        )

    def write_sweep(self, *words, report=False, **changes):
        """report: the job that collects also writes one, which takes it longer than all trials."""
        name = super().write_sweep(*words, **changes)
        if not report:
            with open(self.folder / name, "a", encoding="utf-8") as file:
                file.write("slurm: {report: false}\n")
        return name

    def tearDown(self):
        self.cluster.run("scancel", "--user", str(os.getuid()))
        self.cluster.wait("the test's jobs have ended", lambda: not self.cluster.jobs())

    def start(self, *words, **options):
        return super().start(*words, **{"env": self.cluster.environment, **options})

    def submit(self, *words, code=0):
        return self.regsweep("submit", *words, code=code)

    def wait_for_jobs(self, seconds=400):
        self.cluster.wait("all jobs have ended", lambda: not self.cluster.jobs(), seconds)

    def finished(self, directory):
        """Ids of the trials that the tasks say they have finished, in no order."""
        logs = "".join(path.read_text() for path in (self.folder / directory / "logs").iterdir())
        return re.findall(r"finished ([0-9a-f]{16}) ", logs)

    def digests_at_home(self, sweep):
        """The digests of the same sweep, trained without Slurm; once for all tests that ask."""
        text = (self.folder / sweep).read_text(encoding="utf-8")
        if text not in self.trained_at_home:
            subprocess.run(
                [PROGRAM, "run", sweep, "--out", "home"],
                cwd=self.folder,
                check=True,
                capture_output=True,
                timeout=300,
            )
            self.trained_at_home[text] = self.digests("home")
        return self.trained_at_home[text]
