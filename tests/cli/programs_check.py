"""Another program than the one that made the finished trials: a copy of the program that says of
itself that it has other sources. It computes the same bits, which only a comparison can show.
"""

import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import h5py
from sweep_case import PROGRAM, ROOT, SweepCase


def sources_of(program):
    return re.search(
        r"sources ([0-9a-f]{10})", subprocess.check_output([program, "--version"], text=True)
    )[1]


class Programs(SweepCase):
    def setUp(self):
        super().setUp()
        short = sources_of(PROGRAM).encode()
        code = Path(PROGRAM).read_bytes()
        whole = set(re.findall(rb"\b" + short + rb"[0-9a-f]{22}\b", code))
        self.assertEqual(len(whole), 1)
        self.other = self.folder / "another program"
        self.other.write_bytes(code.replace(whole.pop(), b"7" * 32))
        self.other.chmod(0o755)

    def as_other(self, *words, code=0):
        done = subprocess.run(
            [self.other, *map(str, words)],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout, done.stderr

    def half_done(self):
        """Three of six trials are this program's; the sweep asks for six."""
        self.regsweep("run", self.write_sweep(seeds=1))
        return self.write_sweep(seeds=2)

    def results_say(self):
        with h5py.File(self.folder / "results/tiny/results.h5", "r") as file:
            about = file["provenance"]
            return len(set(about["program"].asstr()[:])), bool(about.attrs["mixed_programs"])

    def test_going_on_is_refused_before_anything_is_written_and_nothing_is_trained(self):
        sweep = self.half_done()
        plan = (self.folder / "results/tiny/plan.json").read_bytes()
        _, err = self.as_other("run", sweep, code=2)
        for said in (
            "3 trials of results/tiny were made by program ",
            f"sources {sources_of(PROGRAM)} -> 7777777777",
            "`regsweep verify results/tiny --programs`",
            "`regsweep retry results/tiny --other-programs`",
            "--mix-programs",
        ):
            self.assertIn(said, err)
        self.assertEqual((self.folder / "results/tiny/plan.json").read_bytes(), plan)
        self.regsweep("plan", sweep, "--write")
        self.as_other("work", "results/tiny", code=2)
        self.assertEqual(len(self.trial_files("results/tiny")), 3)

    def test_what_is_finished_is_shown_by_any_program(self):
        sweep = self.write_sweep(seeds=1)
        self.regsweep("run", sweep)
        self.as_other("run", sweep)
        self.as_other("collect", "results/tiny")
        self.assertEqual(self.results_say(), (1, False))

    def test_a_sample_with_the_same_bits_makes_the_two_one(self):
        sweep = self.half_done()
        out, _ = self.as_other("verify", "results/tiny", "--programs")
        self.assertIn("and this one give the same bits; recorded", out)
        out, _ = self.as_other("run", sweep)
        self.assertNotIn("mixed", out)
        self.assertEqual(self.results_say(), (2, False))
        self.assertEqual(len(self.digests("results/tiny")), 6)

    def test_training_them_again_leaves_one_program_and_keeps_the_old_files(self):
        sweep = self.half_done()
        before = self.digests("results/tiny")
        out, _ = self.as_other("retry", "results/tiny", "--other-programs")
        self.assertIn("and 3 of other programs", out)
        self.as_other("run", sweep)
        self.assertEqual(self.results_say(), (1, False))
        after = self.digests("results/tiny")
        self.assertEqual({each: after[each] for each in before}, before)
        self.assertEqual(len(list((self.folder / "results/tiny/retried").iterdir())), 3)

    def test_who_mixes_is_told_everywhere(self):
        sweep = self.half_done()
        out, _ = self.as_other("run", sweep, "--mix-programs")
        mixed = r"mixed programs: 3 trials by (program )?\w{10} .*, 3 trials by"
        self.assertRegex(out, mixed)
        self.assertEqual(self.results_say(), (2, True))
        self.assertRegex(self.regsweep("status", "results/tiny")[0], mixed)
        self.assertTrue(self.status("results/tiny")["mixed_programs"])
        planned = json.loads(self.regsweep("plan", sweep, "--json")[0])
        self.assertRegex("\n".join(planned["notes"]), mixed)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        shown = subprocess.run(
            [sys.executable, "-m", "analysis", "table", "results/tiny"],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("Mixed programs: 3 trials by", " ".join(shown.stdout.split()))

    def test_plan_names_the_program(self):
        self.half_done()
        plan = json.loads((self.folder / "results/tiny/plan.json").read_text())
        self.assertRegex(plan["provenance"]["program"], r"^[0-9a-f]{16}$")
        self.assertIn("program_sources", plan["provenance"])


if __name__ == "__main__":
    unittest.main()
