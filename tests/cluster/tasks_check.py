"""What tasks do when they are stopped, and what the user can ask meanwhile: status, logs, cancel.
"""

import re
import shutil
import subprocess
import unittest

from cluster_case import ClusterCase
from sweep_case import PROGRAM, ROOT


class Tasks(ClusterCase):
    def write_slow_sweep(self):
        """Three trials of some seconds each: time enough to be stopped."""
        return self.write_sweep(
            "slow.yaml", hidden=16, steps=800000, seeds=1, replace={"sweep: tiny": "sweep: slow"}
        )

    def warn_a_task(self, directory):
        """Slurm's warning to the task whose trial has the most before it: the others may be over
        before the warning comes.
        """
        claims = self.wait_for(lambda: self.claims(directory))
        worker = min(claims, key=lambda claim: claim["step"])["worker"]
        task = re.match(r"slurm-(\d+_\d+)-", worker)[1]
        self.cluster.run("scancel", "--batch", "--signal=USR1", task, check=True)

    def log_text(self, directory):
        return "".join(path.read_text() for path in (self.folder / directory / "logs").iterdir())

    def test_a_warned_task_saves_requeues_itself_and_ends_with_the_same_bits(self):
        sweep = self.write_slow_sweep()
        self.submit(sweep, "--slurm")
        self.warn_a_task("results/slow")
        self.cluster.wait(
            "the task asked to be run again",
            lambda: "asked to be run again" in self.log_text("results/slow"),
        )
        self.wait_for_jobs()
        log = self.log_text("results/slow")
        self.assertIn("checkpoint written", log)
        self.assertIn("requeued 1 times", log)
        self.assertRegex(log, r"resumed  [0-9a-f]{16} .* at step [1-9]")
        self.assertTrue((self.folder / "results/slow/results.h5").exists())
        self.assertEqual(self.digests("results/slow"), self.digests_at_home(sweep))

    def test_status_logs_and_cancel_speak_of_this_sweep_only(self):
        sweep = self.write_slow_sweep()
        self.submit(sweep, "--slurm", "--concurrency", 1)
        stranger = self.cluster.run(
            "sbatch", "--parsable", "--hold", "--wrap", "true", check=True
        ).stdout.strip()
        self.wait_for(lambda: self.claims("results/slow"))
        out, _ = self.regsweep("status", "results/slow")
        self.assertRegex(
            out,
            r"Slurm: 1 running \(n\d \d+_\d\), \d waiting \(\w+\); the collecting job waits for"
            r" them\n"
            r" +core-hours: [0-9.e-]+ used by the tasks that run now \(sacct does not tell more\)",
        )
        trial = (self.folder / "results/slow/claims").glob("[0-9a-f]*").__next__().name
        out, _ = self.regsweep("cancel", "results/slow")
        self.assertRegex(out, r"Cancelled \d tasks and jobs of results/slow")
        self.cluster.wait(
            "only the stranger is left",
            lambda: [line.split()[0] for line in self.cluster.jobs()] == [stranger],
        )
        self.assertIn(trial, self.regsweep("logs", "results/slow", trial[:8])[0])
        self.assertIn("slurm-", self.regsweep("logs", "results/slow")[0])
        self.assertIn("Nothing to cancel", self.regsweep("cancel", "results/slow")[0])
        self.submit("results/slow", "--concurrency", 0)  # what is trained stayed
        self.cluster.run("scancel", stranger)
        self.wait_for_jobs()
        self.assertEqual(self.digests("results/slow"), self.digests_at_home(sweep))

    def test_where_requeueing_is_forbidden_a_task_submits_itself_again(self):
        sweep = self.write_slow_sweep()
        template = (
            self.folder / "experiments/cluster/slurm.sh"
        )  # as it lies in the repository, which is this folder
        template.parent.mkdir(parents=True)
        shutil.copy(ROOT / "experiments/cluster/slurm.sh", template)
        self.regsweep("plan", sweep, "--write")
        environment = {**self.cluster.environment, "DIR": "results/slow", "REGSWEEP": PROGRAM}
        subprocess.run(
            ["sbatch", "--array=0-2", "--no-requeue", template],
            cwd=self.folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        self.warn_a_task("results/slow")
        self.wait_for_jobs()
        said = "".join(path.read_text() for path in self.folder.glob("slurm-*.out"))
        self.assertRegex(
            said, r"slurm    may not be requeued: .*\n.* submitted this task again as job \d+\n"
        )
        self.assertEqual(
            sorted(self.finished("results/slow")), sorted(self.digests("results/slow"))
        )
        self.assertEqual(len(self.trial_files("results/slow")), 3)

    def test_status_tells_the_truth_without_slurm(self):
        self.submit(self.write_sweep(), "--slurm")
        self.wait_for_jobs()
        elsewhere = {**self.cluster.environment, "SLURM_CONF": "/nowhere/slurm.conf"}
        out, _ = self.regsweep("status", "results/tiny", env=elsewhere)
        self.assertIn("6 finished, 0 running, 0 failed, 0 left", out)
        self.assertIn("Slurm does not answer", out)
        self.assertEqual(
            self.regsweep("submit", "results/tiny", env=elsewhere, code=5)[1].count(
                "regsweep: Slurm refuses"
            ),
            1,
        )


if __name__ == "__main__":
    unittest.main()
