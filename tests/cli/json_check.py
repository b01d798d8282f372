"""What commands print with --json: one object, whose members are those of experiments/docs/json.md,
with numbers that are known otherwise.
"""

import json
import re
import unittest

import h5py

from sweep_case import ROOT, SweepCase

PAGE = ROOT / "experiments" / "docs" / "json.md"


def documented():
    """Output -> its members, in the order of the page."""
    outputs = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## `regsweep ")[1:]:
        words = section.split("`")[0].split()
        name = " ".join(word for word in words[:-1] if word.islower())
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        if rows:
            outputs[name] = [
                member for row in rows for member in re.findall(r"`(\w+)`", row.split("|")[1])
            ]
    return outputs


class Json(SweepCase):
    def output(self, *words, code=0):
        out, _ = self.regsweep(*words, "--json", code=code)
        return json.loads(out)

    def check_members(self, name, given):
        self.assertEqual(given["output"], name)
        self.assertEqual(given["output_version"], 1)
        self.assertEqual(list(given)[2:], documented()[name])

    def test_the_page_describes_each_output(self):
        self.assertLessEqual(
            {"plan", "status", "doctor", "list", "verify", "data list", "describe"},
            set(documented()),
        )

    def test_a_plan(self):
        sweep = self.write_sweep()
        plan = self.output("plan", sweep)
        self.check_members("plan", plan)
        self.assertEqual([each["label"] for each in plan["variants"]][0], plan["baseline"])
        self.assertEqual(
            [each["settings"]["dropout.hidden.rate"] for each in plan["variants"]], [0, 0.25, 0.5]
        )
        # 2 inputs, 8 hidden units, 2 classes: (2 + 1) 8 + (8 + 1) 2
        self.assertEqual({each["parameters"] for each in plan["variants"]}, {42})
        self.assertEqual([each["seed"] for each in plan["trials"]], [0, 1] * 3)
        self.assertEqual(plan["results"]["has_plan"], False)
        self.assertEqual(plan["precision"]["variants_in_bf16"], 0)
        self.assertFalse((self.folder / "results").exists())
        self.regsweep("run", sweep)
        again = self.output("plan", sweep)
        self.assertEqual(again["trials"], plan["trials"])
        self.assertEqual([again["results"][key] for key in ("with_results", "kept")], [6, 6])
        self.assertEqual(
            {each["id"] for each in again["trials"]},
            {path.stem for path in self.trial_files("results/tiny")},
        )

    def test_status_doctor_and_verify_of_a_sweep_with_a_damaged_file(self):
        self.regsweep("run", self.write_sweep())
        status = self.output("status", "results/tiny")
        self.check_members("status", status)
        self.check_members("list", self.output("list", "results/tiny"))
        means = {}
        for path in self.trial_files("results/tiny"):
            with h5py.File(path) as file:
                error = float(file["final/test.error"][()])
            trial = next(
                each
                for each in self.output("plan", "tiny.yaml")["trials"]
                if each["id"] == path.stem
            )
            means.setdefault(trial["variant"], []).append(error)
        for each in status["variants"]:
            self.assertAlmostEqual(each["mean"], sum(means[each["label"]]) / 2, places=12)
        verified = self.output("verify", "results/tiny", "--sample", 2)
        self.check_members("verify", verified)
        self.assertEqual([verified["same_bits"], verified["different"]], [2, 0])
        self.assertEqual([each["verdict"] for each in verified["trials"]], ["same_bits"] * 2)
        victim = self.trial_files("results/tiny")[2]
        victim.write_bytes(victim.read_bytes()[:-100])
        found = self.output("doctor", "results/tiny", code=4)
        self.check_members("doctor", found)
        self.assertEqual([found["finished"], found["open"]], [5, 1])
        damaged = [each for each in found["findings"] if each["finding"] == "damaged"]
        self.assertEqual([each["file"] for each in damaged], [f"results/tiny/trials/{victim.name}"])
        self.assertEqual([each["done"] for each in damaged], [None])

    def test_data_and_topics(self):
        listed = self.output("data", "list")
        self.check_members("data list", listed)
        moons = next(each for each in listed["datasets"] if each["name"] == "two_moons")
        self.assertEqual([moons["kind"], moons["here"], moons["folder"]], ["synthetic", True, None])
        self.check_members("describe", self.output("describe"))
        (topic,) = self.output("describe", "l2")["topics"]
        self.assertEqual(topic["chapter"], "Regularizers")
        self.assertEqual([each["key"] for each in topic["fields"]], ["rate"])
        _, err = self.regsweep("describe", "l3", "--json", code=2)
        self.assertIn("nothing is called 'l3'; did you mean", err)


if __name__ == "__main__":
    unittest.main()
