"""Interruptions: whatever stops a sweep, resuming gives the bits of a sweep that nothing stopped.
"""

import os
import signal
import unittest

from sweep_case import SweepCase


class Interruptions(SweepCase):
    def setUp(self):
        super().setUp()
        self.sweep = self.write_long_sweep()

    def undisturbed(self):
        self.regsweep("run", self.sweep, "--workers", 2, "--out", "quiet")
        return self.digests("quiet")

    def start_and_wait_for_training(self, workers=2):
        process = self.start("run", self.sweep, "--workers", workers)
        self.wait_for(lambda: self.claims("results/long"))
        return process

    def test_ctrl_c_then_run_again(self):
        process = self.start_and_wait_for_training()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (130, ""))
        self.assertIn("stopping: workers write their checkpoints; Ctrl-C again kills them", out)
        self.assertIn("The same command resumes", out)
        self.assertTrue(list((self.folder / "results/long/checkpoints").glob("*.h5")))
        self.assertEqual(list((self.folder / "results/long/claims").iterdir()), [])
        self.assertLess(len(self.trial_files("results/long")), 3)
        out, _ = self.regsweep("run", self.sweep)
        self.assertEqual(list((self.folder / "results/long/checkpoints").iterdir()), [])
        logs = "".join(path.read_text() for path in (self.folder / "results/long/logs").iterdir())
        self.assertRegex(logs, r"resumed .* at step [1-9]")
        self.assertEqual(self.digests("results/long"), self.undisturbed())

    def test_terminate_is_143(self):
        process = self.start_and_wait_for_training()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143)

    def test_a_second_ctrl_c_kills_and_nothing_is_lost(self):
        process = self.start_and_wait_for_training()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.regsweep("run", self.sweep)
        self.assertEqual(self.digests("results/long"), self.undisturbed())

    def kill_one_that_trains(self):
        """A worker that stands still keeps its claim, so one that is claimed then was training."""

        def killed():
            for victim in self.claims("results/long"):
                os.kill(victim["pid"], signal.SIGSTOP)
                trains = victim["pid"] in [claim["pid"] for claim in self.claims("results/long")]
                os.kill(victim["pid"], signal.SIGKILL if trains else signal.SIGCONT)
                if trains:
                    return True
            return False

        self.wait_for(killed)

    def test_a_killed_worker_is_replaced(self):
        process = (
            self.start_and_wait_for_training()
        )  # the second worker may take the trial over before the crash is told
        self.kill_one_that_trains()
        out, err = process.communicate(timeout=120)
        self.assertEqual((process.returncode, err), (0, ""))
        self.assertIn("was killed (signal 9; out of memory?) while it trained", out)
        self.assertIn("attempt 1 of 3", out)
        self.assertEqual(list((self.folder / "results/long/failures").iterdir()), [])
        self.assertEqual(self.digests("results/long"), self.undisturbed())

    def test_workers_of_a_killed_supervisor_write_checkpoints_and_go(self):
        process = self.start_and_wait_for_training()
        process.kill()
        process.communicate()
        self.wait_for(lambda: not list((self.folder / "results/long/claims").iterdir()))
        self.assertTrue(list((self.folder / "results/long/checkpoints").glob("*.h5")))
        self.regsweep("run", self.sweep)
        self.assertEqual(self.digests("results/long"), self.undisturbed())


if __name__ == "__main__":
    unittest.main()
