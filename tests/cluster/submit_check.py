"""`regsweep submit` on a real Slurm: a sweep that finishes by itself, nothing submitted twice,
refusals that leave nothing behind.
"""

import subprocess
import unittest

from cluster_case import ClusterCase
from sweep_case import PROGRAM


class Submit(ClusterCase):
    settings = {"largest_array": 9}

    def drain(self, node):
        self.cluster.run(
            "scontrol", "update", f"NodeName={node}", "State=DRAIN", "Reason=test", check=True
        )

    def resume(self, node):
        self.cluster.run("scontrol", "update", f"NodeName={node}", "State=RESUME", check=True)

    def said_by_tasks(self):
        return "".join(
            path.read_text() for path in (self.folder / "results/tiny/logs").glob("slurm-*.log")
        )

    def test_a_sweep_finishes_by_itself_with_the_bits_of_home(self):
        sweep = self.write_sweep(steps=300, seeds=8, report=True)
        first, second = self.cluster.nodes
        self.drain(second)
        out, _ = self.submit(sweep, "--slurm", "--concurrency", 2)
        self.assertRegex(
            out,
            (
                r"Submitted 24 tasks for 24 open trials as job \d+, \d+, \d+; job \d+ collects"
                r" after them"
            ),
        )
        again, _ = self.submit(sweep, "--slurm", "--concurrency", 2)
        self.assertIn("Nothing to submit", again)
        self.cluster.wait("a task has started", lambda: f" on {first}, " in self.said_by_tasks())
        self.drain(first)
        self.resume(second)  # which node Slurm would pick is its own affair; so each gets its part
        self.wait_for_jobs()
        self.resume(first)
        self.assertIn(f" on {second}, ", self.said_by_tasks())
        self.assertEqual(
            sorted(self.finished("results/tiny")), sorted(set(self.finished("results/tiny")))
        )
        self.assertEqual(len(self.trial_files("results/tiny")), 24)
        for name in ("results.h5", "report.html"):
            self.assertTrue((self.folder / "results/tiny" / name).exists(), name)
        self.assertEqual(self.digests("results/tiny"), self.digests_at_home(sweep))
        out, _ = self.submit(sweep, "--slurm")
        self.assertIn("Nothing to submit: every trial is finished", out)

    def test_the_shell_that_submitted_may_be_gone_before_the_first_task_starts(self):
        sweep = self.write_sweep(seeds=1)
        blocker = self.cluster.run(
            "sbatch",
            "--parsable",
            "--exclusive",
            "--nodes",
            str(len(self.cluster.nodes)),
            "--output=/dev/null",
            "--wrap",
            "sleep 600",
            check=True,
        ).stdout.strip()
        self.cluster.wait(
            "the nodes are taken",
            lambda: any(line.startswith(blocker + " RUNNING") for line in self.cluster.jobs()),
        )
        shell = subprocess.run(
            ["bash", "-c", '"$0" submit "$1" --slurm & wait; exit', PROGRAM, sweep],
            cwd=self.folder,
            env=self.cluster.environment,
            start_new_session=True,
            capture_output=True,
            text=True,
            check=True,
        )
        self.assertIn("Submitted 3 tasks for 3 open trials", shell.stdout)
        self.assertFalse(list((self.folder / "results/tiny/logs").iterdir()))
        self.cluster.run("scancel", blocker, check=True)
        self.wait_for_jobs()
        self.assertEqual(len(self.trial_files("results/tiny")), 3)
        self.assertTrue((self.folder / "results/tiny/results.h5").exists())

    def test_only_what_is_missing_is_submitted(self):
        sweep = self.write_sweep(seeds=8)
        self.regsweep("run", sweep)
        for path in self.trial_files("results/tiny")[:5]:
            path.unlink()
        out, _ = self.submit(sweep, "--slurm", "--trials-per-task", 2)
        self.assertIn("Submitted 3 tasks for 5 open trials", out)
        self.wait_for_jobs()
        self.assertEqual(len(self.trial_files("results/tiny")), 24)

    def test_a_directory_is_submitted_with_the_options_of_its_last_time(self):
        self.submit(self.write_sweep(seeds=1), "--slurm", "--cpus", 2)
        self.wait_for_jobs()
        self.trial_files("results/tiny")[0].unlink()
        self.submit("results/tiny")
        self.assertIn(
            "#SBATCH --cpus-per-task=2",
            (self.folder / "results/tiny/slurm/tasks.sbatch").read_text(),
        )
        self.wait_for_jobs()
        self.assertEqual(len(self.trial_files("results/tiny")), 3)

    def test_what_slurm_refuses_leaves_nothing_behind(self):
        sweep = self.write_sweep()
        for words, message, remedy in [
            (
                ("--partition", "nowhere"),
                "invalid partition specified: nowhere",
                "choose a --partition that `sinfo -s` lists",
            ),
            (("--partition", "brief", "--time", "1:00:00"), "time limit", "give --time as"),
            (("--time", "soon"), "Invalid --time specification", "give --time as"),
            (("--cpus", 64), "More processors requested than permitted", "lower --cpus or --mem"),
        ]:
            with self.subTest(words):
                _, err = self.submit(sweep, "--slurm", *words, code=5)
                self.assertIn("regsweep: Slurm refuses: ", err)
                self.assertIn(message, err)
                self.assertIn(remedy, err)
        self.assertFalse((self.folder / "results").exists())
        self.assertEqual(self.cluster.jobs(), [])

    def test_a_wrong_account_leaves_nothing_behind(self):
        """Slurm knows accounts only with an accounting database, which this one lacks: a stand-in
        for sbatch says what Slurm's says then.
        """
        stand_in = self.folder / "bin/sbatch"
        stand_in.parent.mkdir()
        message = (
            "sbatch: error: Batch job submission failed: Invalid account or account/partition"
            " combination specified"
        )
        stand_in.write_text(f"#!/bin/sh\ncat >/dev/null\necho '{message}' >&2\nexit 1\n")
        stand_in.chmod(0o755)
        environment = {
            **self.cluster.environment,
            "PATH": f"{stand_in.parent}:{self.cluster.environment['PATH']}",
        }
        _, err = self.regsweep(
            "submit", self.write_sweep(), "--slurm", "--account", "nobody", env=environment, code=5
        )
        self.assertIn("regsweep: Slurm refuses: ", err)
        self.assertIn("Invalid account or account/partition combination specified", err)
        self.assertIn("choose an --account that `sacctmgr show associations", err)
        self.assertFalse((self.folder / "results").exists())
        self.assertEqual(self.cluster.jobs(), [])

    def test_a_dry_run_shows_everything_and_does_nothing(self):
        out, _ = self.submit(self.write_sweep(seeds=8), "--slurm", "--dry-run", "--concurrency", 2)
        for words in (
            "#SBATCH --signal=B:USR1@120",
            "--array=0-8%1",
            "--array=0-5%1",
            "--dependency=afterany:JOB1 ",
            "Slurm would take it",
        ):
            self.assertIn(words, out)
        self.assertFalse((self.folder / "results").exists())
        self.assertEqual(self.cluster.jobs(), [])

    def test_a_mistake_in_the_slurm_block_is_told_at_its_place(self):
        mistake = {"seeds: 2": "slurm: {partiton: main}\nseeds: 2"}
        sweep = self.write_sweep(report=True, replace=mistake)
        for command in ("plan", "submit"):
            _, err = self.regsweep(command, sweep, code=2)
            self.assertIn("did you mean 'partition'", err)


if __name__ == "__main__":
    unittest.main()
