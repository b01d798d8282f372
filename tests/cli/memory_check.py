"""Memory: a sweep gets as many workers as fit beside the one copy of its data; what fits nowhere is
told before it starts.

What is free is stated as Slurm would state it for a task: SLURM_MEM_PER_NODE, in MiB.
"""

import os
import re
import unittest

from sweep_case import SweepCase

# 80 MB of features: loading them takes 240 MB, and a worker without them some 35 MB.
LARGE_DATA = {
    "{name: two_moons, train: 200, validation: 100, test: 200}": (
        "{name: teacher, inputs: 1000, outputs: 3, examples: 19500, test_examples: 500}"
    )
}


def with_memory(mebibytes):
    return {"env": os.environ | {"SLURM_JOB_ID": "7", "SLURM_MEM_PER_NODE": str(mebibytes)}}


class Memory(SweepCase):
    def workers(self, directory):
        return len(list((self.folder / directory / "logs").glob("worker-*")))

    def test_workers_that_fit_only_because_they_share_their_data_all_train(self):
        sweep = self.write_sweep(replace=LARGE_DATA, steps=20)
        plan, _ = self.regsweep("plan", sweep)
        said = re.search(
            r"Estimated memory: at most (\d+) MiB for one worker; (\d+) MiB for each of several,"
            r" and (\d+) MiB for the data "
            r"that they share\n",
            plan,
        )
        self.assertIsNotNone(said, plan)
        alone, each, shared = map(int, said.groups())
        self.assertLess(shared + 2 * each, 300)
        self.assertGreater(2 * alone, 300)
        out, err = self.regsweep("run", sweep, "--workers", 2, **with_memory(300))
        self.assertEqual(err, "")
        self.assertIn("6/6 trials", out)
        self.assertNotIn(" instead of ", out)
        self.assertEqual(self.workers("results/tiny"), 2)
        self.regsweep("run", sweep, "--workers", 1, "--out", "alone")
        self.assertEqual(self.digests("results/tiny"), self.digests("alone"))

    def test_more_workers_than_fit_are_not_started_and_a_note_says_why(self):
        out, err = self.regsweep("run", self.write_sweep(), "--workers", 3, **with_memory(80))
        self.assertEqual(err, "")
        self.assertRegex(
            out,
            r"Note: 2 workers instead of 3: several need an estimated \d+ MiB of memory each, and 0"
            r" MiB for the data that "
            r"they share \(0 MiB while these are loaded\); 80 MiB are free for this task of"
            r" Slurm\n",
        )
        self.assertEqual(self.workers("results/tiny"), 2)
        self.assertEqual(len(self.trial_files("results/tiny")), 6)

    def test_a_trial_that_fits_nowhere_is_told_in_one_sentence_and_left_untried(self):
        sweep = self.write_sweep()
        out, err = self.regsweep("run", sweep, "--workers", 2, code=5, **with_memory(10))
        self.assertIn("Note: 1 worker instead of 2: ", out)
        self.assertRegex(
            err,
            r"^regsweep: a trial of \[[^\]]+\] needs an estimated \d+ MiB of memory, but 10 MiB are"
            r" free for this task of "
            r"Slurm; run it where there is more, [^\n]+\n$",
        )
        self.assertEqual(self.trial_files("results/tiny"), [])
        self.assertEqual(list((self.folder / "results/tiny/failures").iterdir()), [])
        self.regsweep("run", sweep)
        self.assertEqual(len(self.trial_files("results/tiny")), 6)


if __name__ == "__main__":
    unittest.main()
