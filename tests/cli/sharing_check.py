"""Sharing: any number of workers and of `run`s on one directory train each trial once, and get the
same bits.
"""

import os
import re
import signal
import unittest

from sweep_case import SweepCase


class Sharing(SweepCase):
    def test_one_and_two_workers_give_the_same_bits(self):
        sweep = self.write_sweep()
        self.regsweep("run", sweep, "--workers", 1, "--out", "one")
        self.regsweep("run", sweep, "--workers", 2, "--out", "two")
        self.assertEqual(len(self.digests("one")), 6)
        self.assertEqual(self.digests("one"), self.digests("two"))

    def test_a_trial_alone_has_the_bits_that_it_has_in_a_sweep(self):
        self.regsweep("run", self.write_sweep(), "--out", "all")
        alone = self.write_sweep(
            "alone.yaml",
            seeds="[1]",
            replace={"[0, 0.25, 0.5]": "[0.5]", ", baseline: {dropout.hidden.rate: 0}": ""},
        )
        self.regsweep("run", alone, "--out", "alone")
        ((trial, digest),) = self.digests("alone").items()
        self.assertEqual(self.digests("all")[trial], digest)

    def test_two_runs_at_once_finish_each_trial_once(self):
        sweep = self.write_sweep(steps=2000, seeds=8)
        processes = [self.start("run", sweep, "--workers", 2) for _ in range(2)]
        for process in processes:
            out, err = process.communicate(timeout=300)
            self.assertEqual((process.returncode, err), (0, ""), out)
            self.assertIn("24/24 trials", out)
        logs = "".join(path.read_text() for path in (self.folder / "results/tiny/logs").iterdir())
        finished = re.findall(r"finished ([0-9a-f]{16}) ", logs)
        self.assertEqual(len(finished), 24)
        self.assertEqual(len(set(finished)), 24)
        self.assertEqual(len(self.trial_files("results/tiny")), 24)

    def test_a_run_whose_plan_was_replaced_ends_with_a_sentence(self):
        run = self.start("run", self.write_long_sweep(), "--workers", 1)
        (worker,) = self.wait_for(lambda: self.claims("results/long"))
        self.regsweep("plan", "long.yaml", "--set", "seeds=2", "--write")
        os.kill(worker["pid"], signal.SIGKILL)
        out, err = run.communicate(timeout=300)
        self.assertEqual(run.returncode, 2, out)
        self.assertIn(
            (
                "regsweep: results/long/plan.json was replaced by another plan while this run went"
                " on; what is trained is kept"
            ),
            err,
        )
        self.assertEqual(err.count("\n"), 1)


if __name__ == "__main__":
    unittest.main()
