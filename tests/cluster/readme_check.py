"""The README's section on Slurm, followed word for word: every indented line of it is given to a
shell, in its order.
"""

import re
import subprocess
import unittest

from cluster_case import ClusterCase
from sweep_case import PROGRAM, ROOT


def commands():
    text = (ROOT / "README.md").read_text()
    section = text[text.index("## On a Slurm cluster") :]
    return re.findall(r"^    (.*)$", section[: section.index("\n## ")], re.MULTILINE)


class Readme(ClusterCase):
    cpus = 4

    def test_the_section_on_slurm(self):
        (self.folder / "build").mkdir()
        (self.folder / "build/regsweep").symlink_to(PROGRAM)
        self.write_sweep(
            "mine.yaml", hidden=16, steps=1000000, seeds=1, replace={"sweep: tiny": "sweep: mine"}
        )
        said = {}
        for line in commands():
            done = subprocess.run(
                ["bash", "-c", line],
                cwd=self.folder,
                env=self.cluster.environment,
                capture_output=True,
                text=True,
            )
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stdout}{done.stderr}")
            said[" ".join(line.split()[1:3])] = done.stdout
            if line.split()[1:3] == ["submit", "mine.yaml"]:
                self.wait_for(lambda: self.claims("results/mine"))
            if line.split()[1] == "cancel":
                self.wait_for_jobs()
        self.assertRegex(
            said["submit mine.yaml"],
            r"Submitted 1 task for 3 open trials as job \d+; job \d+ collects after them",
        )
        self.assertRegex(said["status results/mine"], r"Slurm: \d running \(n\d ")
        self.assertIn("slurm    task ", said["logs results/mine"])
        self.assertRegex(
            said["cancel results/mine"], r"Cancelled \d tasks and jobs of results/mine"
        )
        self.assertIn("Submitted ", said["submit results/mine"])
        self.wait_for_jobs()
        self.assertEqual(len(self.trial_files("results/mine")), 3)
        self.assertTrue((self.folder / "results/mine/results.h5").exists())


if __name__ == "__main__":
    unittest.main()
