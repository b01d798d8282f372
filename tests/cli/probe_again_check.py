"""`regsweep probe DIR` on finished trials gives the numbers that recording while training gives,
bit for bit: of every probe, with kept parameters and without.
"""

import unittest

import h5py
import numpy as np

from sweep_case import SweepCase

PERCEPTRON = """\
sweep: {name}
base:
  data: {{name: two_moons, train: 200, validation: 60, test: 80}}
  model: {{kind: mlp, hidden: [6, 5]}}
  dropout: {{hidden: 0.4}}
  optimizer: {{kind: sgd, learning_rate: 0.1, momentum: 0.9}}
  training: {{steps: 60, batch: 20, save_parameters: {kept}}}
{probes}
seeds: 1
"""
OF_UNITS = """\
  probes:
    ablation_curve: {draws: 2}
    calibration: {}
    coadaptation: {at: [20, last], splits: 2, pairs: 3, draws: 2}
    gradients: {at: [20, last]}
    sharpness: {iterations: 3, vectors: 2}
    thinned_networks: {masks: [1, 3], exact: true}
    unit_usage: {dominance: true, at: best}
    weights: {at: [0, last]}"""
TRANSFORMER = """\
sweep: {name}
base:
  data: {{name: text, path: text.txt, train_share: 0.8}}
  model:
    {{kind: causal_transformer, layers: 2, heads: 2, channels: 8, context: 8, positions: rotary}}
  dropout: {{attention: 0.2}}
  optimizer: {{kind: adamw, learning_rate: 1e-2}}
  training: {{steps: 30, batch: 4, save_parameters: {kept}}}
{probes}
seeds: 1
"""
OF_TOKENS = """\
  probes:
    attention: {at: [10, last]}
    positions: {}"""


class ProbeAgain(SweepCase):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(3)
        text = "".join("abcd"[each] for each in random.integers(0, 4, 900))
        (self.folder / "text.txt").write_text(text)

    def trial(self, form, name, probes="", kept="[]"):
        """Runs a sweep of one trial; its file."""
        text = form.format(name=name, probes=probes, kept=kept)
        (self.folder / f"{name}.yaml").write_text(text.replace("\n\n", "\n"))
        self.regsweep("run", f"{name}.yaml", "--workers", 1)
        return self.trial_files(f"results/{name}")[0]

    def numbers(self, path):
        """Probe -> quantity -> its bytes, and what else the file says of the probe."""
        with h5py.File(path) as file:
            return {
                probe: {
                    name: each[()].tobytes() if each.dtype.kind != "O" else list(each[()])
                    for name, each in group.items()
                    if hasattr(each, "dtype")  # what was measured later has a provenance beside
                }
                | {f"@{name}": str(value) for name, value in group.attrs.items()}
                for probe, group in file["probes"].items()
            }

    def check(self, form, probes, kept):
        recorded = self.numbers(self.trial(form, "recorded", probes))
        self.assertEqual(len(recorded), probes.count("{"))
        for name, parameters in (("with", kept), ("without", "[]")):
            path = self.trial(form, name, kept=parameters)
            with h5py.File(path) as file:
                self.assertNotIn("probes", file)
                before = file.attrs["digest"]
            (self.folder / f"{name}.yaml").write_text(
                form.format(name=name, probes=probes, kept=parameters)
            )
            self.regsweep("run", f"{name}.yaml", "--workers", 1)  # plans the probes; trains nothing
            self.regsweep("probe", f"results/{name}")
            self.assertEqual(self.numbers(path), recorded, name)
            with h5py.File(path) as file:
                self.assertEqual(file.attrs["digest"], before)

    def test_of_a_perceptron(self):
        self.check(PERCEPTRON, OF_UNITS, "[0, 20, best, last]")

    def test_of_a_transformer(self):
        self.check(TRANSFORMER, OF_TOKENS, "[10, last]")


if __name__ == "__main__":
    unittest.main()
