"""Language models from the command line: train on a text, resume with the same bits, sample,
inspect.
"""

import signal
import time
import unittest

import h5py
import numpy as np

from sweep_case import SweepCase

SWEEP = """\
sweep: words
base:
  data: {{name: text, path: text.txt}}
  model: {{kind: causal_transformer, layers: 2, heads: 2, channels: 16, context: 12}}
  dropout: {{preset: textbook, rate: 0.2}}
  optimizer: {{kind: adamw, learning_rate: 1e-2}}
  training: {{steps: {steps}, batch: 6, save_parameters: [0, last]}}
seeds: 2
analysis: {{metric: validation.loss}}
"""


class Sequences(SweepCase):
    def setUp(self):
        super().setUp()
        (self.folder / "text.txt").write_text(
            "the quick brown fox jumps over the lazy d\u00f6g. " * 40, encoding="utf-8"
        )

    def write(self, steps=40):
        (self.folder / "words.yaml").write_text(SWEEP.format(steps=steps))
        return "words.yaml"

    def trial(self):
        self.regsweep("run", self.write(), "--out", "out")
        return next(iter(sorted((self.folder / "out/trials").glob("*.h5"))))

    def test_one_and_two_workers_and_an_interruption_give_the_same_bits(self):
        sweep = self.write(steps=3000)
        self.regsweep("run", sweep, "--workers", 2, "--out", "calm")
        process = self.start("run", sweep, "--workers", 1, "--out", "rough")
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.regsweep("run", sweep, "--workers", 1, "--out", "rough")
        self.assertEqual(len(self.digests("calm")), 2)
        self.assertEqual(self.digests("calm"), self.digests("rough"))

    def test_sample_continues_a_prompt_as_the_seed_says(self):
        trial = self.trial()
        words = ("sample", trial, "--prompt", "the d\u00f6", "--tokens", 30, "--text-seed")
        out, _ = self.regsweep(*words, 3)
        self.assertTrue(out.startswith("the d\u00f6"))
        self.assertEqual(len(out), 6 + 30 + 1)
        self.assertEqual(self.regsweep(*words, 3)[0], out)
        self.assertNotEqual(self.regsweep(*words, 4)[0], out)
        _, err = self.regsweep("sample", trial, "--prompt", "THE", code=2)
        self.assertIn("the prompt cannot be read from 'THE' on", err)
        _, err = self.regsweep("sample", trial, "--step", 7, code=4)
        self.assertIn("kept no parameters after 7 steps; it has those after 0, 40", err)

    def test_inspect_writes_what_was_before_and_after_the_noise(self):
        trial = self.trial()
        out, _ = self.regsweep(
            "inspect", trial, "--sites", "attention,output", "--examples", 3, "--out", "seen.h5"
        )
        self.assertIn("3 sites of 3 examples", out)
        with h5py.File(self.folder / "seen.h5") as file:
            site = file["block.1.attention"]
            before, multiplier, after = (
                np.asarray(site[name]) for name in ("before", "multiplier", "after")
            )
            self.assertEqual(before.shape, (3, 2, 12, 12))
            np.testing.assert_allclose(before.sum(axis=-1), 1, atol=1e-5)
            np.testing.assert_array_equal(after, before * multiplier)
            self.assertEqual(np.triu(before[1, 1], 1).max(), 0)
            self.assertEqual(set(np.unique(multiplier)), {np.float32(0), np.float32(1.25)})
            self.assertEqual(file["tokens"].shape, (3, 12))
            self.assertNotIn("multiplier", file["output"])
        _, err = self.regsweep("inspect", trial, "--sites", "attentoin", code=2)
        self.assertIn("the model has no site 'attentoin'; did you mean 'attention'?", err)

    def test_a_metric_of_a_part_that_is_not_there_is_refused_before_anything_runs(self):
        sweep = self.write()
        text = (self.folder / sweep).read_text().replace("validation.loss", "test.error")
        (self.folder / sweep).write_text(text)
        _, err = self.regsweep("plan", sweep, code=2)
        self.assertIn(
            "words.yaml:9:20: analysis.metric = 'test.error' is not recorded by the trials of", err
        )
        self.assertIn(
            "because the data have no test part; name a metric that all trials record: ", err
        )


if __name__ == "__main__":
    unittest.main()
