"""Errors: one sentence on stderr that begins with `regsweep:`, the offending line, and the
documented exit code.
"""

import unittest

from sweep_case import SweepCase


class Errors(SweepCase):
    def fails(self, code, *words, **options):
        out, err = self.regsweep(*words, code=code, **options)
        self.assertTrue(err.startswith("regsweep: "), err)
        return err

    def test_a_typo_in_the_yaml_is_2_with_place_and_spelling_help(self):
        sweep = self.write_sweep(replace={"momentum: 0.9": "momentun: 0.9"})
        for command in ("run", "plan"):
            err = self.fails(2, command, sweep)
            self.assertIn("tiny.yaml:7:", err)
            self.assertIn("did you mean 'momentum'?", err)
            self.assertIn("momentun: 0.9}\n", err)
            self.assertRegex(err, r"\n +\^\n$")
        self.assertFalse((self.folder / "results").exists())

    def test_a_file_that_is_not_there_is_2(self):
        self.assertIn("nothing.yaml", self.fails(2, "run", "nothing.yaml"))

    def test_words_of_the_command_line_are_2_with_spelling_help(self):
        self.assertEqual(
            self.fails(2, "rnu"), "regsweep: unknown command 'rnu'; did you mean 'run'?\n"
        )
        sweep = self.write_sweep()
        self.assertEqual(
            self.fails(2, "run", sweep, "--worker", "2"),
            "regsweep: unknown option '--worker'; did you mean '--workers'?\n",
        )
        self.assertIn("see `regsweep run --help`", self.fails(2, "run"))
        self.assertIn("see `regsweep run --help`", self.fails(2, "run", sweep, "--workers", "none"))
        self.assertIn("did you mean 'mnist'?", self.fails(2, "describe", "mnsit"))
        self.assertIn("training.stepz", self.fails(2, "run", sweep, "--set", "training.stepz=4"))

    def test_a_folder_without_a_plan_is_2(self):
        for command in ("work", "status", "collect", "retry", "verify", "doctor"):
            self.assertIn(
                "is not a sweep directory: it has no plan.json", self.fails(2, command, self.folder)
            )

    def test_more_data_than_there_is_is_2_before_anything_runs(self):
        self.fails(2, "run", self.write_sweep(replace={"train: 200": "train: 100000"}))
        self.assertFalse((self.folder / "results").exists())

    def test_missing_data_is_3(self):
        sweep = self.write_sweep(replace={"name: two_moons": "name: mnist"})
        empty = self.folder / "no-data"
        empty.mkdir()
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(empty),
            "XDG_DATA_HOME": str(empty),
            "REGSWEEP_DATA": str(empty),
        }
        err = self.fails(3, "run", sweep, env=environment)
        self.assertIn("regsweep data get mnist", err)

    def test_data_that_are_there_but_unreadable_are_3_when_planned(self):
        """Of every source that the axes name; data that are elsewhere can be planned."""
        sweep = self.write_sweep(
            replace={
                "dropout.hidden.rate: [0, 0.25, 0.5]": "data.name: [two_moons, mnist]",
                ", baseline: {dropout.hidden.rate: 0}": "",
            }
        )
        folder = self.folder / "data"
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "REGSWEEP_DATA": str(folder),
        }
        (folder / "mnist").mkdir(parents=True)
        files = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
        for name in files:
            (folder / "mnist" / f"{name}-ubyte").write_bytes(b"no images")
        self.assertIn("regsweep data get mnist", self.fails(3, "plan", sweep, env=environment))

    def test_a_place_that_cannot_be_written_is_4(self):
        (self.folder / "file").write_text("")
        err = self.fails(4, "run", self.write_sweep(), "--out", "file/results")
        self.assertIn("cannot make the folder file/results/trials (Not a directory)", err)

    def test_a_damaged_plan_is_4(self):
        self.regsweep("plan", self.write_sweep(), "--write")
        (self.folder / "results/tiny/plan.json").write_text("{")
        self.assertIn("plan.json", self.fails(4, "work", "results/tiny"))

    def test_failed_trials_are_1_and_the_reason_is_kept(self):
        sweep = self.write_sweep()
        self.regsweep("plan", sweep, "--write")
        directory = self.folder / "results/tiny"
        plan = (directory / "plan.json").read_text()
        trial = plan[plan.index('"trials"') :].split('"id": "')[1][:16]
        (directory / "failures" / f"{trial}.json").write_text(
            '{"id": "%s", "attempts": 3, "message": "out of luck"}' % trial
        )
        out, err = self.regsweep("run", sweep, code=1)
        self.assertEqual(
            err, "regsweep: 1 of 6 trials failed; the reasons are in results/tiny/failures\n"
        )
        self.assertEqual(len(self.trial_files("results/tiny")), 5)
        self.assertIn("out of luck", self.regsweep("status", "results/tiny")[0])


if __name__ == "__main__":
    unittest.main()
