"""Recovery: doctor finds and mends, retry opens what was given up, verify trains again; a crash is
reported with what is known.
"""

import json
import os
import signal
import unittest

from sweep_case import SweepCase


class Recovery(SweepCase):
    def test_doctor_finds_damage_repairs_it_and_run_gives_the_same_bits(self):
        sweep = self.write_sweep()
        self.regsweep("run", sweep)
        before = self.digests("results/tiny")
        out, _ = self.regsweep("doctor", "results/tiny")
        self.assertEqual(
            out,
            (
                "tiny: 6 of 6 trials finished and verified, 0 open, 0 failed; 0 damaged, 0 lost, 0"
                " stale, 0 missing, 0 foreign\n"
            ),
        )
        victim, gone = self.trial_files("results/tiny")[1:3]
        victim.write_bytes(victim.read_bytes()[:-9])
        gone.unlink()
        out, _ = self.regsweep("doctor", "results/tiny", code=4)
        self.assertIn(f"damaged results/tiny/trials/{victim.name}: ", out)
        self.assertIn(f"lost    results/tiny/trials/{gone.name}: ", out)
        self.assertIn("1 damaged, 1 lost, 0 stale", out)
        self.assertIn("Next: regsweep doctor results/tiny --repair", out)
        self.assertTrue(victim.exists())
        out, _ = self.regsweep("doctor", "results/tiny", "--repair", code=4)
        self.assertIn(f"moved to results/tiny/damaged/{victim.name}", out)
        self.regsweep("run", sweep)
        self.regsweep("doctor", "results/tiny")
        self.assertEqual(self.digests("results/tiny"), before)

    def test_verify_trains_again(self):
        self.regsweep("run", self.write_sweep())
        out, _ = self.regsweep("verify", "results/tiny", "--sample", 2)
        self.assertEqual(out.count("the same bits\n"), 2)
        self.assertIn(
            "2 trials trained again: 2 the same bits, 0 within 0.01 + 5 %, 0 different", out
        )
        out, _ = self.regsweep("verify", "results/tiny", "--all")
        self.assertIn("6 trials trained again", out)

    def test_a_trial_whose_worker_crashes_three_times_is_failed_told_and_retried(self):
        sweep = self.write_long_sweep()
        process = self.start("run", sweep, "--workers", 1)
        victim = self.wait_for(lambda: self.claims("results/long"))[0]
        name = victim["token"].split(".")[1]
        killed = set()

        def kill_its_workers():
            for claim in self.claims("results/long"):
                if claim["token"].split(".")[1] == name and claim["pid"] not in killed:
                    killed.add(claim["pid"])
                    os.kill(claim["pid"], signal.SIGSEGV)
            return process.poll() is not None

        self.wait_for(kill_its_workers, 120)
        out, err = process.communicate()
        self.assertEqual(process.returncode, 1, out + err)
        self.assertEqual(len(killed), 3)
        self.assertRegex(
            out,
            (
                r"died of signal 11 \(Segmentation fault\) while it trained .*, at or after step"
                r" \d+: attempt 3 of 3; the end of "
            ),
        )
        failure = json.loads((self.folder / f"results/long/failures/{name}.json").read_text())
        self.assertEqual(failure["attempts"], 3)
        self.assertGreater(failure["step"], 0)
        self.assertIn("1 of 3 trials failed", err)
        self.assertIn("1 failed", self.regsweep("doctor", "results/long")[0])
        out, _ = self.regsweep("retry", "results/long", "--failed")
        self.assertIn("1 failed and 0 diverged trials are open again", out)
        out, _ = self.regsweep("run", sweep)
        self.assertEqual(self.status("results/long")["finished"], 3)


if __name__ == "__main__":
    unittest.main()
