"""Data of the user: every line of the guide's "Every kind of file in a line" is trained on, on
small files made by the writers that people use; what is no such data is refused with exit code 3.
"""

import csv
import gzip
import json
import struct
import unittest

import h5py
import numpy
from PIL import Image

from sweep_case import ROOT, SweepCase

SWEEP = """\
sweep: own
base:
  {data}
  model: {model}
  optimizer: {{kind: adam, learning_rate: 0.01}}
  training: {{steps: 3, batch: 4}}
seeds: 1
"""
MODELS = {
    "text": "{kind: causal_transformer, layers: 1, heads: 1, channels: 8, context: 8}",
    None: "{kind: mlp, hidden: [4]}",
}


def lines_of_the_guide():
    text = (ROOT / "experiments/docs/own-data.md").read_text()
    section = text[text.index("## Every kind of file in a line") :]
    block = section[section.index("```yaml") + len("```yaml") :]
    return block[: block.index("```")].strip().splitlines()


class OwnData(SweepCase):
    def setUp(self):
        super().setUp()
        self.write_tables()
        self.write_arrays()
        self.write_texts()
        self.write_pictures()

    def write_tables(self):
        rows = [[20 + 3 * i % 17, ["Private", "State-gov"][i % 2], i % 5] for i in range(40)]
        for name, dot, first in (("adult.data", "", ""), ("adult.test", ".", "|1x3 check\n")):
            with open(self.folder / name, "w", newline="") as file:
                file.write(first)
                writer = csv.writer(file)
                for i, row in enumerate(rows[: 40 if not first else 12]):
                    word = "?" if i == 7 else row[1]
                    writer.writerow(
                        [row[0] + len(dot), word, row[2], "<=50K >50K".split()[i % 2] + dot]
                    )
        with gzip.open(self.folder / "air.csv.gz", "wt", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["Date", "CO", "T", "AH", "", ""])
            for i in range(30):
                numbers = [f"{x:.2f}".replace(".", ",") for x in (i % 7 / 3, i % 4, i * i % 9)]
                writer.writerow([f"{i % 28 + 1:02}/03/2004", *numbers, "", ""])
            writer.writerow(["01/04/2004", "-200", "1,0", "2,0", "", ""])
            writer.writerow([""] * 6)

    def write_arrays(self):
        generator = numpy.random.default_rng(1)
        images = generator.integers(0, 256, (40, 5, 4), dtype=numpy.uint8)
        labels = (numpy.arange(40) % 3).astype(numpy.int64)
        numpy.savez_compressed(self.folder / "images.npz", x=images, y=labels)
        for part, count in (("train", 30), ("test", 10)):
            chosen = images[-count:] if part == "test" else images[:count]
            with open(self.folder / f"{part}-images", "wb") as file:
                file.write(struct.pack(">4I", 2051, *chosen.shape) + chosen.tobytes())
            rows = numpy.stack([numpy.arange(count) % 3, numpy.arange(count) + 300], axis=1)
            with open(self.folder / f"{part}-labels", "wb") as file:
                file.write(struct.pack(">3I", 0x0C02, *rows.shape) + rows.astype(">i4").tobytes())

    def write_texts(self):
        words = "the cat sat on a mat and <unk> saw ships".split()
        for part, count, step in (("train", 60, 3), ("valid", 20, 7), ("test", 20, 1)):
            lines = [
                " ".join(words[(i * step + j * j) % 10] for j in range(8)) for i in range(count)
            ]
            (self.folder / f"{part}.txt").write_text("\n".join(lines) + "\n")
        for name, count in (("train.bin", 400), ("val.bin", 100)):
            tokens = (numpy.arange(count) ** 2 % 13).astype(numpy.uint16)
            tokens.tofile(self.folder / name)

    def write_pictures(self):
        generator = numpy.random.default_rng(2)
        for number in range(20):
            folder = self.folder / "pictures" / ("cats" if number % 2 else "dogs")
            folder.mkdir(parents=True, exist_ok=True)
            shape = (9 + number % 3, 10, 3)
            pixels = generator.integers(0, 256, shape, dtype=numpy.uint8)
            Image.fromarray(pixels).save(folder / f"{number}.png")
        with h5py.File(self.folder / "scans.h5", "w") as file:
            scans = generator.normal(size=(40, 3, 2)).astype("float32")
            file.create_dataset("raw/x", data=scans, compression="gzip", chunks=(8, 3, 2))
            file["raw/y"] = (numpy.arange(40) // 4 % 2).astype("int16")
            file["raw/patient"] = numpy.arange(40) // 4

    def sweep(self, data):
        model = MODELS.get("text" if "name: text" in data else None)
        (self.folder / "own.yaml").write_text(SWEEP.format(data=data, model=model))
        return "own.yaml"

    def test_every_line_of_the_guide_is_trained_on(self):
        lines = lines_of_the_guide()
        self.assertEqual(len(lines), 8)
        for number, line in enumerate(lines):
            with self.subTest(line):
                self.regsweep("run", self.sweep(line), "--out", f"out{number}", "--workers", "1")
                self.assertEqual(len(self.trial_files(f"out{number}")), 1)

    def test_plan_says_what_was_understood(self):
        out, _ = self.regsweep("plan", self.sweep(lines_of_the_guide()[0]))
        self.assertIn("2 classes: <=50K 26, >50K 26", out)
        self.assertIn("one feature of 0 and 1 for each: 1 (2)", out)
        self.assertIn("missing cells", out)

    def test_show_says_it_before_there_is_a_sweep(self):
        out, _ = self.regsweep("data", "show", "adult.data", "--json")
        shown = json.loads(out)
        self.assertEqual(shown["rows"], 40)
        self.assertEqual([each["kind"] for each in shown["columns"]][1], "categories")
        self.assertEqual(shown["columns"][1]["missing"], 1)
        out, _ = self.regsweep("data", "show", "adult.data")
        line = out[out.index("data: {") :].strip()
        self.regsweep("plan", self.sweep(line))
        self.assertIn("examples to train on", self.regsweep("data", "show", self.sweep(line))[0])

    def test_lines_to_copy_are_trained_on(self):
        for name in ("images.npz", "train.bin", "pictures", "scans.h5"):
            with self.subTest(name):
                out, _ = self.regsweep("data", "show", name)
                line = out[out.index("data: {") :].strip()
                self.assertIn(name, line)
                self.regsweep("plan", self.sweep(line))
        shown = json.loads(self.regsweep("data", "show", "scans.h5", "--json")[0])
        self.assertEqual(shown["arrays"][1]["shape"], [40, 3, 2])
        self.assertEqual(shown["arrays"][1]["type"], "float32")

    def losses(self, data, name):
        self.regsweep("run", self.sweep(data), "--out", name, "--workers", "1")
        (trial,) = self.trial_files(name)
        with h5py.File(trial) as file:
            return file["curves/validation.loss"][()].tolist()

    def test_tokens_as_nanogpt_prepares_them_give_the_loss_of_their_text(self):
        text = (self.folder / "train.txt").read_text() * 2
        (self.folder / "book.txt").write_text(text)
        places = {each: place for place, each in enumerate(sorted(set(text)))}
        numbers = numpy.array([places[each] for each in text], dtype=numpy.uint16)
        cut = int(0.9 * len(numbers))
        numbers[:cut].tofile(self.folder / "a.bin")
        numbers[cut:].tofile(self.folder / "b.bin")
        tokens = "data: {name: text, path: a.bin, validation_path: b.bin, unit: uint16}"
        of_text = self.losses("data: {name: text, path: book.txt}", "of_text")
        self.assertEqual(self.losses(tokens, "of_tokens"), of_text)
        self.assertGreater(of_text[0], of_text[-1])

    def test_loss_of_words_per_character(self):
        line = "data: {name: text, path: train.txt, validation_path: valid.txt, unit: word}"
        self.regsweep("run", self.sweep(line), "--set", "evaluation.per_character=true")
        (trial,) = self.trial_files("results/own")
        text = (self.folder / "valid.txt").read_text()
        tokens = len(text.split()) + text.count("\n")
        with h5py.File(trial) as file:
            per_token = file["curves/validation.loss"][()]
            per_character = file["curves/validation.character_loss"][()]
        numpy.testing.assert_allclose(per_character * len(text), per_token * tokens, rtol=1e-12)
        _, err = self.regsweep(
            "plan",
            self.sweep("data: {name: text, path: train.txt}"),
            "--set",
            "evaluation.per_character=true",
            code=2,
        )
        self.assertIn("say data.unit: word", err)

    def test_folds_are_compared_over_splits(self):
        line = next(each for each in lines_of_the_guide() if "fold" in each)
        sweep = self.folder / self.sweep(line)
        axes = "axes: {data.fold.index: {range: [0, 4, 1]}, dropout.hidden: [0, 0.5]}\n"
        baseline = "analysis: {metric: test.error, baseline: {dropout.hidden: 0}}\n"
        sweep.write_text(sweep.read_text() + axes + baseline)
        self.regsweep("run", sweep.name, "--workers", "1")
        plan = json.loads((self.folder / "results/own/plan.json").read_text())
        self.assertEqual(plan["analysis"]["splits"], "data.fold.index")
        self.assertEqual(plan["analysis"]["held_out"], 0.25)

    def test_words_are_continued_as_words(self):
        line = "data: {name: text, path: train.txt, unit: word}"
        sweep = self.sweep(line)
        text = (
            (self.folder / sweep)
            .read_text()
            .replace("batch: 4", "batch: 4, save_parameters: [last]")
        )
        (self.folder / sweep).write_text(text)
        self.regsweep("run", sweep, "--set", "evaluation.perplexity=true")
        (trial,) = self.trial_files("results/own")
        out, _ = self.regsweep("sample", trial, "--prompt", "the cat", "--tokens", "5")
        self.assertTrue(out.startswith("the cat "), out)
        self.assertLessEqual(set(out.split()), set((self.folder / "train.txt").read_text().split()))

    def test_what_is_no_such_data_is_3_with_a_remedy(self):
        (self.folder / "t.csv").write_bytes(b"PK\x03\x04" + bytes(40))
        (self.folder / "u.csv").write_text("a,y\n" + "".join(f"{i},{i / 7}\n" for i in range(30)))
        for data, words in (
            ("data: {name: csv, path: t.csv}", "zip archive"),
            ("data: {name: csv, path: u.csv, task: classification}", "task: regression"),
            ("data: {name: text, path: images.npz, unit: byte}", "name: arrays"),
            ("data: {name: csv, path: air.csv.gz, columns: [CO], target: AH}", "decimal: ','"),
        ):
            with self.subTest(data):
                _, err = self.regsweep("plan", self.sweep(data), code=3)
                self.assertTrue(err.startswith("regsweep: "), err)
                self.assertIn(words, err)


if __name__ == "__main__":
    unittest.main()
