"""Data by content, as a user meets it: a table that is edited, moved, renamed, packed; a sweep that
is started from elsewhere, copied elsewhere; directories of before.
"""

import gzip
import hashlib
import json
import shlex
import shutil
import unittest

import h5py

from sweep_case import ROOT, SweepCase

SWEEP = """\
sweep: own
base:
  data: {{name: {kind}}}
  model: {model}
  optimizer: {{kind: adam, learning_rate: 0.01}}
  training: {{steps: 6, batch: 16, save_parameters: [last]}}
axes: {{dropout.hidden: [0, 0.37]}}
seeds: {seeds}
analysis: {{metric: {metric}, baseline: {{dropout.hidden: 0}}}}
"""


def table(scale=1):
    rows = [(i % 7, i % 11, scale * (i % 7 - 2 * (i % 11))) for i in range(60)]
    return "a,b,y\n" + "".join(f"{a},{b},{y}\n" for a, b, y in rows)


class Data(SweepCase):
    def write(self, place=".", path="data.csv", seeds=2, content=None):
        folder = self.folder / place
        folder.mkdir(parents=True, exist_ok=True)
        sweep = SWEEP.format(
            kind=f"csv, path: {path}",
            model="{kind: mlp, hidden: [6]}",
            seeds=seeds,
            metric="test.rmse",
        )
        (folder / "own.yaml").write_text(sweep)
        if content is not None:
            (folder / path).write_text(content)
        return "own.yaml" if place == "." else f"{place}/own.yaml"

    def refused(self, *words, where=None, parts=()):
        """The command ends with 3 and names what the parts say; its sentence."""
        options = {} if where is None else {"cwd": where}
        _, err = self.regsweep(*words, code=3, **options)
        for part in parts:
            self.assertIn(str(part), err)
        self.assertEqual(err.count("regsweep: "), 1)
        return err

    def plan(self, directory):
        return json.loads((self.folder / directory / "plan.json").read_text())

    # The kind of 01-data-file-edited: nothing goes on with data that changed.

    def test_a_table_that_was_edited_is_refused_by_all_that_train_or_collect(self):
        sweep = self.write(content=table())
        self.regsweep("run", sweep, "--out", "out")
        trial = self.trial_files("out")[0]
        before = self.digests("out")
        (self.folder / "data.csv").write_text(table(10))
        parts = (self.folder / "data.csv", "has changed since", "out/plan.json", "regsweep plan")
        self.refused("run", sweep, "--out", "out", "--set", "seeds=4", parts=parts)
        self.refused("submit", sweep, "--out", "out", "--dry-run", parts=parts)
        for command in ("work", "verify", "collect", "submit", "probe"):
            self.refused(command, "out", parts=parts)
        self.refused("inspect", trial, parts=parts)
        out, _ = self.regsweep("doctor", "out", code=3)
        self.assertIn("has changed since", out)
        self.assertIn("data changed", out)
        for looking in (("status", "out"), ("plan", sweep, "--out", "out")):
            out, _ = self.regsweep(*looking)
            self.assertIn("has changed since", out)
        self.assertEqual(self.digests("out"), before)

    def test_the_remedy_works_and_never_makes_one_table_of_both(self):
        sweep = self.write(content=table())
        self.regsweep("run", sweep, "--out", "my out")
        before = self.digests("my out")
        (self.folder / "data.csv").write_text(table(10))
        err = self.refused("run", sweep, "--out", "my out", "--set", "seeds=3")
        command = err[err.index("(`") + 2 : err.index("`)")]
        self.assertTrue(command.startswith("regsweep plan "))
        self.regsweep(*shlex.split(command)[1:])
        out, _ = self.regsweep("run", sweep, "--out", "my out", "--set", "seeds=3")
        self.assertIn("6 trials", out)
        after = self.digests("my out")
        self.assertEqual(len(after), 4 + 6)
        self.assertEqual({trial: after[trial] for trial in before}, before)
        with h5py.File(self.folder / "my out/results.h5") as file:
            contents = {each.decode() for each in file["data_content"][()]}
            self.assertEqual(len(file["trial_id"]), 6)
        digest = hashlib.sha256(table(10).encode()).hexdigest()
        self.assertEqual(contents, {f"csv sha256:{digest}"})
        (self.folder / "data.csv").write_text(table())
        self.regsweep("plan", sweep, "--out", "my out", "--write")
        out, _ = self.regsweep("run", sweep, "--out", "my out")
        self.assertIn("Nothing to do", out)

    def test_the_earlier_file_put_back_goes_on(self):
        sweep = self.write(content=table())
        self.regsweep("run", sweep, "--out", "out")
        (self.folder / "data.csv").write_text(table(10))
        self.refused("collect", "out")
        (self.folder / "data.csv").write_text(table())
        self.regsweep("collect", "out")
        self.regsweep("verify", "out", "--all")
        out, _ = self.regsweep("run", sweep, "--out", "out", "--set", "seeds=3")
        self.assertIn("4 trials kept, 2 new, 0 orphaned", out)

    def test_the_hash_stands_in_plan_trial_and_results(self):
        self.regsweep("run", self.write(content=table()), "--out", "out")
        content = "sha256:" + hashlib.sha256(table().encode()).hexdigest()
        (file,) = self.plan("out")["files"]
        self.assertEqual(file["content"], content)
        self.assertEqual(file["path"], str(self.folder / "data.csv"))
        self.assertEqual(file["bytes"], len(table()))
        with h5py.File(self.trial_files("out")[0]) as trial:
            configuration = json.loads(trial.attrs["configuration"])
            self.assertEqual(configuration["data"]["path"], content)
            self.assertEqual(json.loads(trial["provenance"].attrs["data_files"]), [file])
        with h5py.File(self.folder / "out/results.h5") as results:
            (told,) = json.loads(results.attrs["data"])
            self.assertEqual(told, {"content": content, "bytes": len(table())})
            self.assertEqual(results.attrs["sweep_yaml"], (self.folder / "own.yaml").read_text())
            base = json.loads(results.attrs["base"])
            self.assertEqual(base["optimizer"]["beta1"], 0.9)
            (axis,) = json.loads(results.attrs["axes"])
            self.assertEqual(axis["values"], [0, 0.37])

    # The kind of 02-relative-path.

    def test_a_relative_path_counts_from_the_yaml_wherever_the_program_is_started(self):
        self.write("a", content=table())
        (self.folder / "b").mkdir()
        (self.folder / "b/data.csv").write_text(table(10))
        self.regsweep("run", "a/own.yaml", "--out", "out")
        here = {"cwd": self.folder / "b"}
        for command in ("run", "plan"):
            out, _ = self.regsweep(command, "../a/own.yaml", "--out", "../out", **here)
            self.assertNotIn("orphaned", out)
        out, _ = self.regsweep(
            "run", "../a/own.yaml", "--out", "../out", "--set", "seeds=3", **here
        )
        self.assertIn("4 trials kept, 2 new, 0 orphaned", out)
        self.regsweep("work", "../out", **here)
        self.regsweep("verify", "../out", "--all", **here)
        self.regsweep("collect", "../out", **here)
        out, _ = self.regsweep("inspect", self.trial_files("out")[0], "--out", "x.h5", **here)
        self.assertIn("sites of", out)

    def test_a_path_of_set_counts_from_the_yaml_too_and_the_error_says_so(self):
        self.write("a", content=table())
        (self.folder / "b").mkdir()
        (self.folder / "b/new.csv").write_text(table())
        err = self.refused(
            "run", "../a/own.yaml", "--set", "data.path=new.csv", where=self.folder / "b"
        )
        self.assertIn("counts from the folder of the YAML", err)
        self.assertIn(f"write {self.folder / 'b/new.csv'}", err)

    # The same bytes are the same trials.

    def test_renamed_moved_and_packed_data_train_nothing_again(self):
        sweep = self.write(content=table())
        self.regsweep("run", sweep, "--out", "out")
        (self.folder / "data.csv").unlink()
        for name in ("other name.csv", "elsewhere/data.csv"):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(table())
            self.write(path=f"'{name}'")
            out, _ = self.regsweep("run", sweep, "--out", "out")
            self.assertIn("Nothing to do", out)
            self.assertNotIn("The plan changed", out)
            self.regsweep("verify", "out")
            (self.folder / name).unlink()
        with gzip.open(self.folder / "data.csv.gz", "wt") as file:
            file.write(table())
        self.write(path="data.csv.gz")
        out, _ = self.regsweep("run", sweep, "--out", "out", "--set", "seeds=3")
        self.assertIn("4 trials kept, 2 new, 0 orphaned", out)

    def test_a_directory_that_was_copied_with_its_data_goes_on_with_nothing_trained_again(self):
        self.write("first", content=table())
        self.regsweep("run", "own.yaml", cwd=self.folder / "first")
        digests = self.digests("first/results/own")
        shutil.copytree(self.folder / "first", self.folder / "second")
        shutil.rmtree(self.folder / "first")
        there = {"cwd": self.folder / "second"}
        for command in ("work", "collect", "verify", "doctor"):
            self.regsweep(command, "results/own", **there)
        out, _ = self.regsweep("run", "own.yaml", **there)
        self.assertIn("Nothing to do", out)
        out, _ = self.regsweep("run", "own.yaml", "--set", "seeds=3", **there)
        self.assertIn("4 trials kept, 2 new, 0 orphaned", out)
        after = self.digests("second/results/own")
        self.assertEqual({trial: after[trial] for trial in digests}, digests)
        self.assertEqual(len(after), 6)
        self.regsweep("inspect", self.trial_files("second/results/own")[0], **there)
        # The first is edited later: that is nothing to the second.
        self.write("first", content=table(10))
        self.regsweep("collect", "results/own", **there)
        # The copy of the YAML in the directory finds the data from where the YAML was.
        out, _ = self.regsweep(
            "plan", "results/own/sweep.yaml", "--out", "results/own", "--set", "seeds=3", **there
        )
        self.assertIn("Results: 6 of its 6 trials", out)

    def test_data_that_are_missing_stop_training_and_not_looking(self):
        self.regsweep("run", self.write(content=table()), "--out", "out")
        (self.folder / "data.csv").unlink()
        self.refused("work", "out", parts=[self.folder / "data.csv", "is not there", "bring it"])
        self.refused("verify", "out", parts=["is not there"])
        for command in ("collect", "status"):
            self.regsweep(command, "out")
        out, _ = self.regsweep("doctor", "out")
        self.assertIn("this data file is not there", out)

    def test_a_text_that_was_edited_is_not_sampled_from(self):
        (self.folder / "text.txt").write_text("the quick brown fox jumps.\n" * 40)
        sweep = SWEEP.format(
            kind="text, path: text.txt",
            model="{kind: causal_transformer, layers: 1, heads: 2, channels: 8, context: 8}",
            seeds=1,
            metric="validation.loss",
        ).replace("dropout.hidden", "dropout.attention")
        (self.folder / "own.yaml").write_text(sweep)
        self.regsweep("run", "own.yaml", "--out", "out")
        trial = self.trial_files("out")[0]
        self.regsweep("sample", trial, "--tokens", 5)
        shutil.copytree(self.folder, self.folder / "copy")
        (self.folder / "text.txt").write_text("the quick brown fax jumps.\n" * 40)
        self.refused(
            "sample", trial, parts=[self.folder / "text.txt", "out/plan.json", "has changed"]
        )
        self.regsweep("sample", self.folder / "copy/out/trials" / trial.name, "--tokens", 5)

    # Directories of before (made by version 0.1.0 at cfc0a23 with the sweep.yaml beside).

    def test_a_directory_of_before_is_read_and_marked_and_extended(self):
        shutil.copytree(ROOT / "tests/cli/before", self.folder / "old")
        there = {"cwd": self.folder / "old"}
        before = self.digests("old/directory")
        out, _ = self.regsweep("status", "directory", **there)
        self.assertIn("2 finished", out)
        self.assertIn("nothing shows which data they saw", out)
        out, _ = self.regsweep("collect", "directory", **there)
        self.assertIn("2 of 2 trials", out)
        self.assertIn("no trace of what their data files held", out)
        with h5py.File(self.folder / "old/directory/results.h5") as file:
            self.assertEqual(
                {each.decode() for each in file["data_content"][()]}, {"csv, content unknown"}
            )
        out, _ = self.regsweep("doctor", "directory", **there)
        self.assertIn("2 of 2 trials finished and verified", out)
        self.assertIn("data unproven", out)
        _, err = self.regsweep("work", "directory", code=3, **there)
        self.assertIn("is of an earlier regsweep", err)
        out, _ = self.regsweep("run", "sweep.yaml", "--out", "directory", **there)
        self.assertIn("0 trials kept, 2 new, 2 orphaned", out)
        self.assertIn("2 of them were made by an earlier regsweep", out)
        after = self.digests("old/directory")
        self.assertEqual(len(after), 4)
        self.assertEqual({trial: after[trial] for trial in before}, before)
        with h5py.File(self.folder / "old/directory/results.h5") as file:
            self.assertEqual(len(file["trial_id"]), 2)
            self.assertNotIn("unknown", str(file["data_content"][()]))


if __name__ == "__main__":
    unittest.main()
