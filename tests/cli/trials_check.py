"""Sweeps and trials by name: list, logs, status --all, verify of one trial, prune."""

import json
import unittest

import h5py

from sweep_case import SweepCase


class Trials(SweepCase):
    def listed(self, *words):
        return json.loads(self.regsweep("list", *words, "--json")[0])

    def test_a_sweep_lists_its_trials_with_their_numbers(self):
        self.regsweep("run", self.write_sweep())
        trials = self.listed("results/tiny")["trials"]
        self.assertEqual(
            [(each["variant"], each["seed"]) for each in trials],
            [(f"hidden {rate}", seed) for rate in (0, 0.25, 0.5) for seed in (0, 1)],
        )
        for each in trials:
            self.assertEqual(each["state"], "finished")
            with h5py.File(self.folder / "results/tiny/trials" / f"{each['id']}.h5") as file:
                self.assertEqual(each["value"], file["final/test.error"][()])
        (self.folder / "results/tiny/trials" / f"{trials[2]['id']}.h5").unlink()
        states = [each["state"] for each in self.listed("results/tiny")["trials"]]
        self.assertEqual(states, ["finished"] * 2 + ["left"] + ["finished"] * 3)
        out, _ = self.regsweep("list", "results/tiny")
        self.assertEqual(len(out.splitlines()), 7)
        self.assertRegex(out, rf"{trials[0]['id']} +hidden 0 +0 +finished +0\.\d+")

    def test_a_folder_lists_its_sweeps(self):
        self.regsweep("run", self.write_sweep(steps=10))
        self.regsweep("plan", self.write_sweep(seeds=3), "--write", "--out", "results/deeper/other")
        sweeps = self.listed()["sweeps"]
        self.assertEqual(
            [
                [each[key] for key in ("directory", "sweep", "trials", "finished", "left")]
                for each in sweeps
            ],
            [["results/deeper/other", "tiny", 9, 0, 9], ["results/tiny", "tiny", 6, 6, 0]],
        )
        (self.folder / "results/deeper/other/plan.json").write_text("{}")
        out, _ = self.regsweep("list")
        self.assertIn("results/tiny", out)
        self.assertIn("Note: results/deeper/other/plan.json", out)
        _, err = self.regsweep("list", "nowhere", code=2)
        self.assertIn("there is no folder nowhere", err)

    def test_a_trial_is_named_by_variant_and_seed(self):
        self.regsweep(
            "run", self.write_sweep(replace={"batch: 32}": "batch: 32, save_parameters: [last]}"})
        )
        wanted = self.listed("results/tiny")["trials"][3]
        self.assertEqual([wanted["variant"], wanted["seed"]], ["hidden 0.25", 1])
        for words in (["hidden 0.25"], ["0.25"]):
            named = ("--variant", *words, "--seed", 1)
            out, _ = self.regsweep("logs", "results/tiny", *named)
            self.assertTrue(out)
            self.assertEqual([line for line in out.splitlines() if wanted["id"] not in line], [])
            out, _ = self.regsweep("verify", "results/tiny", *named)
            self.assertIn(f"{wanted['id']} [hidden 0.25] seed 1: the same bits", out)
            self.regsweep("inspect", "results/tiny", *named, "--sites", "hidden", "--out", "i.h5")
            with h5py.File(self.folder / "i.h5") as file:
                self.assertEqual(file.attrs["trial"], wanted["id"])
        for words, said in (
            (["--seed", 1], "the sweep has 3 variants; say which with --variant"),
            (["--variant", "hidden 0.26", "--seed", 1], "did you mean 'hidden 0.25'?"),
            (["--variant", "hidden 0."], "2 variants have 'hidden 0.' in their labels"),
            (["--variant", "hidden 0.5"], "has the seeds 0, 1; say which with --seed"),
            (["--variant", "hidden 0.5", "--seed", 7], "7 is none of them"),
        ):
            for command in ("logs", "inspect", "verify"):
                _, err = self.regsweep(command, "results/tiny", *words, code=2)
                self.assertIn(said, err)
        _, err = self.regsweep("logs", "results/tiny", wanted["id"][:6], "--seed", 1, code=2)
        self.assertIn("named by its id, or by --variant and --seed", err)
        _, err = self.regsweep("inspect", self.trial_files("results/tiny")[0], "--seed", 1, code=2)
        self.assertIn("is none; leave them out", err)

    def test_logs_are_followed_until_everything_is_done(self):
        self.regsweep("plan", self.write_long_sweep(), "--write")
        following = self.start("logs", "results/long", "--follow")
        self.regsweep("run", "long.yaml")  # whose workers write logs
        out, err = following.communicate(timeout=120)
        self.assertEqual([following.returncode, err], [0, ""])
        for path in self.trial_files("results/long"):
            self.assertIn(path.stem, out)

    def test_status_shows_ten_variants_or_all(self):
        axis = ", ".join(f"0.{digits:02}" for digits in range(1, 13))
        self.regsweep(
            "run",
            self.write_sweep(
                steps=5,
                seeds=1,
                replace={"[0, 0.25, 0.5]": f"[{axis}]", ", baseline: {dropout.hidden.rate: 0}": ""},
            ),
        )
        few, _ = self.regsweep("status", "results/tiny")
        every, _ = self.regsweep("status", "results/tiny", "--all")
        self.assertEqual([few.count("hidden 0."), every.count("hidden 0.")], [10, 12])

    def test_prune_shows_what_no_plan_has_and_removes_it_when_told(self):
        self.regsweep("run", self.write_sweep(steps=10))
        out, _ = self.regsweep("prune", "results/tiny")
        self.assertIn("Nothing to prune", out)
        before = set(self.trial_files("results/tiny"))
        self.regsweep("run", self.write_sweep(steps=10, replace={"[0, 0.25, 0.5]": "[0, 0.75]"}))
        wanted = {each["id"] for each in self.listed("results/tiny")["trials"]}
        orphans = {path for path in before if path.stem not in wanted}
        self.assertEqual(len(orphans), 4)
        out, _ = self.regsweep("prune", "results/tiny")
        self.assertEqual(
            set(out.splitlines()[:4]), {str(path.relative_to(self.folder)) for path in orphans}
        )
        self.assertIn("4 files (", out)
        self.assertIn("Nothing was removed", out)
        self.assertTrue(all(path.exists() for path in orphans))
        out, _ = self.regsweep("prune", "results/tiny", "--remove")
        self.assertIn("4 finished trials among them", out)
        self.assertEqual({path.stem for path in self.trial_files("results/tiny")}, wanted)
        self.assertIn("Nothing to prune", self.regsweep("prune", "results/tiny")[0])


if __name__ == "__main__":
    unittest.main()
