"""The parameters that a trial keeps are those whose numbers it reports: averages of the weights,
the best evaluation, the restored one; and steps that never come.
"""

import unittest

import h5py
import numpy as np

from sweep_case import SweepCase

TEXT = "sat on a mat in the rain saw ships by old cats " * 40


class Parameters(SweepCase):
    def write(self, name, body):
        (self.folder / f"{name}.yaml").write_text(f"sweep: {name}\n{body}\n")
        return f"{name}.yaml"

    def moons(self, name, training, more="", axes=""):
        return self.write(
            name,
            "base:\n"
            "  data: {name: two_moons, examples: 100, test_examples: 50, validation: 30}\n"
            "  model: {kind: mlp, hidden: [8]}\n"
            "  optimizer: {kind: adam, learning_rate: 0.05}\n"
            f"  training: {{steps: 12, batch: 16, evaluate_every: 3, {training}}}\n"
            f"{more}{axes}seeds: 1",
        )

    def only_trial(self, directory):
        (path,) = self.trial_files(directory)
        return path

    def test_averages_are_kept_beside_the_weights_that_are_trained(self):
        steps = list(range(13))
        sweep = self.moons(
            "ema",
            f"save_parameters: {steps}",
            "  regularizers: {weight_averaging: {decay: 0.8, start: 0.4}}\n",
        )
        self.regsweep("run", sweep, "--workers", 1)
        with h5py.File(self.only_trial("results/ema")) as file:
            average = None
            for step in steps:
                evaluated = file[f"parameters/step_{step}/layers.0.weight"][()]
                trained = file[f"trained_parameters/step_{step}/layers.0.weight"][()]
                if step <= 5:  # floor(0.4 * 12) = 4: step 4 is the fifth
                    average = trained.astype(float)
                else:
                    average = 0.8 * average + 0.2 * trained
                np.testing.assert_allclose(evaluated, average, atol=1e-6)
            self.assertGreater(np.abs(evaluated - trained).max(), 1e-3)

    def test_sample_takes_what_was_evaluated_unless_told_otherwise(self):
        (self.folder / "text.txt").write_text(TEXT)
        sweep = self.write(
            "text",
            "base:\n"
            "  data: {name: text, path: text.txt}\n"
            "  model: {kind: causal_transformer, layers: 1, heads: 1, channels: 16, context: 16}\n"
            "  optimizer: {kind: adam, learning_rate: 0.02}\n"
            "  training: {steps: 40, batch: 8, save_parameters: [last]}\n"
            "  regularizers: {weight_averaging: {kind: swa}}\n"
            "seeds: 1",
        )
        self.regsweep("run", sweep, "--workers", 1)
        trial = self.only_trial("results/text")
        words = ("sample", trial, "--tokens", 60, "--prompt", "the")
        default, err = self.regsweep(*words)
        self.assertEqual(err, "")
        evaluated, _ = self.regsweep(*words, "--parameters", "evaluated")
        trained, _ = self.regsweep(*words, "--parameters", "trained")
        self.assertEqual(default, evaluated)
        self.assertNotEqual(default, trained)
        self.regsweep(*words, "--parameters", "avrg", code=2)

    def test_the_best_and_the_restored_parameters(self):
        sweep = self.moons(
            "best",
            "save_parameters: [0, best, last]",
            "  regularizers: {early_stopping: {patience: 50, restore: best}}\n",
        )
        self.regsweep("run", sweep, "--workers", 1)
        trial = self.only_trial("results/best")
        with h5py.File(trial) as file:
            losses, steps = file["curves/validation.loss"][()], file["curves/step"][()]
            best = int(steps[np.argmin(losses)])
            self.assertEqual(file["parameters"].attrs["best_step"], best)
            self.assertEqual(file["parameters"].attrs["best_by"], "validation.loss")
            self.assertEqual(set(file["parameters"]), {"step_0", f"step_{best}"})
            self.assertEqual(file["final/restored.step"][()], best)
            self.assertEqual(file["final/validation.loss"][()], losses.min())
            self.assertEqual(file.attrs["steps"], 12)
        out, err = self.regsweep("inspect", trial, "--sites", "hidden", "--out", "seen.h5")
        self.assertEqual(err, "")
        with h5py.File(self.folder / "seen.h5") as file:
            self.assertEqual(file.attrs["parameters_after_steps"], best)

    def test_parameters_of_other_steps_than_the_final_numbers_are_told(self):
        sweep = self.moons("early", "save_parameters: [6]")
        self.regsweep("run", sweep, "--workers", 1)
        _, err = self.regsweep("inspect", self.only_trial("results/early"), "--out", "seen.h5")
        self.assertIn("after 6 steps, and the trial's final numbers are of those after 12", err)

    def test_a_step_that_never_comes_is_refused_in_whichever_cell(self):
        sweep = self.moons(
            "never", "save_parameters: [9]", axes="axes: {training.steps: [12, 6]}\n"
        )
        _, err = self.regsweep("plan", sweep, code=2)
        self.assertIn("never.yaml:6:", err)
        self.assertIn("names step 9, but the training ends after 6 steps", err)


if __name__ == "__main__":
    unittest.main()
