"""Every command on a tiny sweep: what it prints, what it writes, what it leaves alone."""

import json
import unittest

import h5py

from sweep_case import SweepCase


TUNED = """sweep: tuned
base:
  data: {name: two_moons, examples: 100, validation: 50, test_examples: 50}
  model: {kind: mlp, hidden: [8]}
  optimizer: {kind: sgd}
  training: {steps: 20, batch: 16}
axes: {variants: {none: {}, dropout: {}}}
tune:
  budget: 2
  seeds: 1
  by: validation.error
  search: {optimizer.learning_rate: {log: [0.01, 1]}}
  also: {dropout: {dropout.hidden: {uniform: [0.1, 0.8]}}}
seeds: 1
analysis: {metric: test.error, baseline: {variants: none}}
"""


class Commands(SweepCase):
    def test_run_trains_collects_and_shows_the_table(self):
        out, err = self.regsweep("run", self.write_sweep(), "--workers", 2)
        self.assertEqual(err, "")
        self.assertIn("tiny: 3 distinct variants x 2 seeds = 6 trials -> results/tiny", out)
        self.assertIn("6/6 trials", out)
        self.assertIn("variant", out)
        self.assertIn("test.error", out)
        self.assertIn("(baseline)", out)
        self.assertIn("results/tiny/results.h5", out)
        self.assertIn("regsweep report results/tiny", out)
        self.assertNotIn("\033", out)
        self.assertEqual(len(self.trial_files("results/tiny")), 6)
        for name in ("sweep.yaml", "plan.json", "results.h5", "logs/worker-1.log"):
            self.assertTrue((self.folder / "results/tiny" / name).exists(), name)
        for name in ("claims", "checkpoints", "failures"):
            self.assertEqual(list((self.folder / "results/tiny" / name).iterdir()), [], name)
        self.assertEqual(
            (self.folder / "results/tiny/sweep.yaml").read_text(),
            (self.folder / "tiny.yaml").read_text(),
        )

    def test_threads_are_used_only_when_asked_for_and_are_recorded(self):
        sweep = self.write_sweep()
        for words, count in ((["--workers", 2], 1), (["--threads", 2], 2)):
            out, _ = self.regsweep("run", sweep, "--out", f"threads-{count}", *words)
            self.assertEqual("threads per matrix product" in out, count > 1)
            for path in self.trial_files(f"threads-{count}"):
                with h5py.File(path) as file:
                    self.assertEqual(file["provenance"].attrs["blas_threads"], count)

    def test_a_plan_shows_each_kind_of_noise_written_out(self):
        self.write_sweep()
        text = (self.folder / "tiny.yaml").read_text()
        head = text[: text.index("axes:")]
        axis = """axes:
  dropout:
    - {hidden: 0}
    - {hidden: {preset: gaussian_dropout, rate: 0.1}}
    - {hidden: {preset: gaussian_dropout, rate: 0.37}}
    - {hidden: {rate: 0.2, share: [batch]}}
seeds: 2
"""
        (self.folder / "kinds.yaml").write_text(head + axis)
        out, _ = self.regsweep("plan", "kinds.yaml")
        self.assertEqual(out.count("Noise of "), 2)
        self.assertIn("{noise: gaussian, rate: 0.1,", out)
        self.assertIn("share: [batch]", out)
        self.assertIn("Primary metric: none is declared", out)

    def test_run_again_has_nothing_to_do_and_touches_nothing(self):
        sweep = self.write_sweep()
        self.regsweep("run", sweep)
        before = {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.h5")}
        out, _ = self.regsweep("run", sweep)
        self.assertIn("Nothing to do: every trial is finished", out)
        self.assertIn("test.error", out)
        after = {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.h5")}
        self.assertEqual(before, after)

    def test_another_plan_keeps_what_it_shares(self):
        self.regsweep("run", self.write_sweep())
        before = self.digests("results/tiny")
        other = self.write_sweep(replace={"[0, 0.25, 0.5]": "[0, 0.25, 0.75]"})
        out, _ = self.regsweep("plan", other)
        self.assertIn("Results: 4 of its 6 trials have theirs in results/tiny\n", out)
        self.assertIn(
            (
                "Another plan is frozen in results/tiny: 4 trials kept, 2 new, 2 orphaned; this one"
                " would take its place"
            ),
            out,
        )
        out, _ = self.regsweep("run", other)
        self.assertIn(
            (
                "The plan changed: 4 trials kept, 2 new, 2 orphaned; the plan before is"
                " results/tiny/plan.before-1.json"
            ),
            out,
        )
        self.assertIn(
            (
                "2 finished trials in results/tiny/trials belong to no trial of this plan; kept,"
                " not collected"
            ),
            out,
        )
        self.assertIn(
            "[0, 0.25, 0.5]", (self.folder / "results/tiny/sweep.before-1.yaml").read_text()
        )
        self.assertIn("6/6 trials", out)
        after = self.digests("results/tiny")
        self.assertEqual(len(after), 8)
        self.assertEqual(before, {trial: after[trial] for trial in before})
        out, _ = self.regsweep("collect", "results/tiny")
        self.assertIn("6 of 6 trials", out)
        out, _ = self.regsweep(
            "run", self.write_sweep()
        )  # back: what was orphaned is there, and nothing is trained
        self.assertIn("Nothing to do: every trial is finished", out)
        self.assertEqual(after, self.digests("results/tiny"))

    def test_more_seeds_train_only_those(self):
        self.regsweep("run", self.write_sweep())
        before = {file: file.stat().st_mtime_ns for file in self.trial_files("results/tiny")}
        out, _ = self.regsweep("plan", self.write_sweep(seeds=3), "--write")
        self.assertIn("The plan changed: 6 trials kept, 3 new, 0 orphaned", out)
        self.assertNotIn("belong", out)
        self.regsweep("work", "results/tiny")
        after = {file: file.stat().st_mtime_ns for file in self.trial_files("results/tiny")}
        self.assertEqual(len(after), 9)
        self.assertEqual(before, {file: after[file] for file in before})

    def test_set_changes_fields_and_is_written_down(self):
        out, _ = self.regsweep(
            "run",
            self.write_sweep(),
            "--set",
            "training.steps=40",
            "--set",
            "seeds=1",
            "--out",
            "elsewhere",
        )
        self.assertIn("= 3 trials -> elsewhere", out)
        text = (self.folder / "elsewhere/sweep.yaml").read_text()
        self.assertTrue(
            text.startswith("# --set training.steps=40\n# --set seeds=1\nsweep: tiny\n"), text
        )
        plan = json.loads((self.folder / "elsewhere/plan.json").read_text())
        self.assertIn("regsweep_version", plan["provenance"])

    def test_plan_counts_estimates_and_writes_nothing(self):
        sweep = self.write_sweep()
        out, _ = self.regsweep("plan", sweep)
        self.assertIn("3 distinct variants x 2 seeds = 6 trials", out)
        self.assertIn("Primary metric: test.error", out)
        self.assertRegex(out, r"Estimated time: [\d.]+ ")
        self.assertIn("Nothing was written", out)
        self.assertEqual([path.name for path in self.folder.iterdir()], [sweep])

    def test_plan_write_then_work_then_collect(self):
        out, _ = self.regsweep("plan", self.write_sweep(), "--write")
        self.assertIn("regsweep work results/tiny", out)
        self.assertEqual(self.status("results/tiny")["left"], 6)
        out, _ = self.regsweep("work", "results/tiny")
        self.assertIn("6 trials finished (0 diverged), 0 attempts failed", out)
        out, _ = self.regsweep("collect", "results/tiny")
        self.assertEqual(
            out,
            "results/tiny/results.h5: 6 of 6 trials (0 diverged, 0 failed, 0 missing, 0 damaged)\n",
        )

    def test_null_is_absent_and_an_axis_of_numbers_with_it_stays_one_of_numbers(self):
        axis = {"dropout.hidden.rate: [0, 0.25, 0.5]": "regularizers.max_norm.limit: [null, 3]"}
        self.regsweep(
            "run",
            self.write_sweep(
                seeds=1, steps=10, replace={**axis, ", baseline: {dropout.hidden.rate: 0}": ""}
            ),
        )
        plan = json.loads((self.folder / "results/tiny/plan.json").read_text())
        rules = [list(each["configuration"]["regularizers"]) for each in plan["variants"]]
        self.assertEqual(rules, [[], ["max_norm"]])
        with h5py.File(self.folder / "results/tiny/results.h5", "r") as file:
            limits = file["regularizers.max_norm.limit"][()]
            self.assertEqual(limits.dtype.kind, "f")
            self.assertEqual([str(each) for each in limits], ["nan", "3.0"])
            self.assertEqual(list(file["planned/status"].asstr()), ["done", "done"])

    def test_more_seeds_and_another_analysis_after_results_are_remembered(self):
        self.regsweep("run", self.write_sweep(steps=10))
        out, _ = self.regsweep(
            "run", "tiny.yaml", "--set", "seeds=4", "--set", "analysis.alpha=0.01"
        )
        self.assertIn("the analysis block is another one than was frozen before 6 results", out)
        self.assertIn("seeds 2 to 3 are added after 6 results", out)
        with h5py.File(self.folder / "results/tiny/results.h5", "r") as file:
            history = json.loads(file.attrs["history"])
        self.assertEqual([entry["finished"] for entry in history], [0, 6])
        self.assertEqual([entry["analysis"]["alpha"] for entry in history], [0.05, 0.01])
        self.assertEqual(history[1]["seeds"], [0, 1, 2, 3])

    def test_status_tells_numbers_and_the_variants_in_the_order_of_the_plan(self):
        self.regsweep("run", self.write_sweep())
        status = self.status("results/tiny")
        self.assertEqual(
            [status[key] for key in ("trials", "finished", "failed", "running", "left")],
            [6, 6, 0, 0, 0],
        )
        self.assertEqual(len(status["variants"]), 3)
        plan = json.loads((self.folder / "results/tiny/plan.json").read_text())
        self.assertEqual(
            [variant["label"] for variant in status["variants"]],
            [variant["label"] for variant in plan["variants"]],
        )
        out, _ = self.regsweep("status", "results/tiny")
        self.assertIn("6 finished, 0 running, 0 failed, 0 left", out)
        self.assertIn("test.error", out)
        self.assertIn("6/6 trials", self.regsweep("status", "results/tiny", "--watch")[0])

    def test_nobody_sees_test_numbers_while_settings_are_chosen(self):
        (self.folder / "tuned.yaml").write_text(TUNED)
        out, _ = self.regsweep("run", "tuned.yaml", "--stage", "tune", "--workers", 1)
        self.assertRegex(out, r"\[(none|dropout) #[12]\] seed \d+: validation.error")
        self.assertRegex(out, r"none #1 +0\.\d+ ")  # the table has its number
        self.assertIn("Next     regsweep work results/tuned", out)
        self.assertNotIn("test.", out)
        for words in ("status",), ("status", "--json"), ("list",), ("list", "--json"):
            told, _ = self.regsweep(words[0], "results/tuned", *words[1:])
            self.assertIn("validation.error", told)
            self.assertNotIn("test.error", told)
        out, _ = self.regsweep("run", "tuned.yaml", "--workers", 1)
        self.assertRegex(out, r"seed 0: test.error")
        self.assertRegex(out, r"variant +test.error")

    def test_a_diverged_trial_is_a_result_and_the_sweep_goes_on(self):
        out, _ = self.regsweep(
            "run", self.write_sweep(replace={"learning_rate: 0.1": "learning_rate: 1.0e+30"})
        )
        self.assertIn("diverged", out)
        self.assertEqual(len(self.trial_files("results/tiny")), 6)

    def test_a_damaged_trial_is_done_again(self):
        sweep = self.write_sweep()
        self.regsweep("run", sweep)
        before = self.digests("results/tiny")
        victim = self.trial_files("results/tiny")[2]
        victim.write_bytes(victim.read_bytes()[:-100])
        out, _ = self.regsweep("run", sweep)
        self.assertIn("1 trial file is damaged", out)
        self.assertEqual(self.digests("results/tiny"), before)

    def test_overview_help_and_version(self):
        out, _ = self.regsweep()
        for command in (
            "run",
            "plan",
            "work",
            "status",
            "collect",
            "retry",
            "verify",
            "doctor",
            "describe",
            "schema",
            "data",
        ):
            self.assertRegex(out, rf"(?m)^  {command} +[A-Z]")
        self.assertIn("--workers", self.regsweep("run", "--help")[0])
        self.assertRegex(self.regsweep("--version")[0], r"^regsweep \d+\.\d+\.\d+")

    def test_data_list_names_every_dataset(self):
        out, _ = self.regsweep("data", "list")
        for name in ("mnist", "fashion-mnist", "two_moons"):
            self.assertIn(name, out)


if __name__ == "__main__":
    unittest.main()
