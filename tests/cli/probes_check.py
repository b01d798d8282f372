"""What probes say of a perceptron, computed again with numpy from the parameters and the data that
are stored: no code of the program takes part.
"""

import unittest

import h5py
import numpy as np

from probe_case import ProbeCase

UNITS = [7, 6]
SWEEP = """\
sweep: probed
base:
  data:
    {name: arrays, scale: none, features: train_x.npy, targets: train_y.npy,
     validation_features: validation_x.npy, validation_targets: validation_y.npy,
     test_features: test_x.npy, test_targets: test_y.npy}
  model: {kind: mlp, hidden: [7, 6], activation: relu}
  dropout: {hidden: 0.25}
  optimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.9}
  training: {steps: 120, batch: 20, save_parameters: [0, last]}
  evaluation: {per_example: true, probabilities: true}
  probes:
    ablation_curve: {fractions: [0, 0.3, 0.6, 1]}
    calibration: {bins: 10}
    coadaptation: {}
    gradients: {on: validation}
    sharpness: {on: validation, iterations: 60, vectors: 40}
    thinned_networks: {masks: [1, 2]}
    unit_usage: {}
    weights: {}
seeds: 1
"""


def relu(x):
    return np.maximum(x, 0)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def hidden_layers(w, x):
    """Activations of both hidden layers, and logits; `w`: [W, b, W, b, W, b] in double."""
    first = relu(x @ w[0].T + w[1])
    second = relu(first @ w[2].T + w[3])
    return first, second, second @ w[4].T + w[5]


def loss_and_error(z, y):
    p = softmax(z)
    return -np.log(p[np.arange(len(y)), y]).mean(), (z.argmax(axis=1) != y).mean()


def gradient(w, x, y):
    """Of the mean loss, one vector."""
    first, second, z = hidden_layers(w, x)
    at = (softmax(z) - np.eye(z.shape[1])[y]) / len(y)
    made = [at.T @ second, at.sum(axis=0)]
    at = (at @ w[4]) * (second > 0)
    made = [at.T @ first, at.sum(axis=0), *made]
    at = (at @ w[2]) * (first > 0)
    return np.concatenate([each.ravel() for each in [at.T @ x, at.sum(axis=0), *made]])


def moved(w, vector, length):
    made, begin = [], 0
    for each in w:
        made.append(each + length * vector[begin : begin + each.size].reshape(each.shape))
        begin += each.size
    return made


class Probes(ProbeCase):
    @classmethod
    def setUpClass(cls):
        random = np.random.default_rng(5)
        cls.data = {}
        for part, count in (("train", 300), ("validation", 90), ("test", 130)):
            y = random.integers(0, 3, count)
            x = random.normal(size=(count, 4)) + 1.2 * np.eye(3, 4)[y]
            cls.data[part] = x.astype(np.float32), y.astype(np.int64)

    def setUp(self):
        super().setUp()
        for part, (x, y) in self.data.items():
            np.save(self.folder / f"{part}_x.npy", x)
            np.save(self.folder / f"{part}_y.npy", y)
        self.train(SWEEP)
        self.start, self.weights = (self.layers(step) for step in (0, 120))
        with h5py.File(self.trial) as file:
            self.examples = {name: each[()] for name, each in file["examples"].items()}

    def layers(self, step):
        """[W, b, W, b, W, b] after a step."""
        kept = self.parameters(step)
        names = [f"layers.{layer}.{kind}" for layer in range(3) for kind in ("weight", "bias")]
        return [kept[name] for name in names]

    def part(self, name):
        x, y = self.data[name]
        return x.astype(float), y

    def test_probes_say_what_numpy_says(self):
        self.check_weights()
        self.check_usage_and_coadaptation()
        self.check_ablation()
        self.check_calibration()
        self.check_slopes_and_curvature()

    def check_weights(self):
        matrices, before = self.weights[::2], self.start[::2]
        singular = [np.linalg.svd(each, compute_uv=False) for each in matrices]
        norm = [np.sqrt((each**2).sum()) for each in matrices]
        moved_by = [np.linalg.norm(a - b) for a, b in zip(matrices, before)]
        self.assert_near("weights", "norm", norm)
        self.assert_near("weights", "stable_rank", [(s**2).sum() / s[0] ** 2 for s in singular])
        self.assert_near("weights", "distance_from_start", moved_by)
        relative = [a / np.linalg.norm(b) for a, b in zip(moved_by, before)]
        self.assert_near("weights", "relative_distance_from_start", relative)

    def check_usage_and_coadaptation(self):
        x, y = self.part("validation")
        layers = hidden_layers(self.weights, x)[:2]
        size = [each.mean(axis=0) / each.mean() for each in layers]
        usage = {
            "dead_share": [(each.max(axis=0) == 0).mean() for each in layers],
            "zero_share": [(each == 0).mean() for each in layers],
            "mean_activation": [each.mean() for each in layers],
            "always_on_share": [((each > 0).mean(axis=0) > 0.99).mean() for each in layers],
            "dormant_share": [[(s <= tau).mean() for tau in (0, 0.025, 0.1)] for s in size],
        }
        for name, expected in usage.items():
            self.assert_near("unit_usage", name, expected)
        self.assert_near("unit_usage", "hoyer_sparsity", [self.hoyer(each) for each in layers])
        alive = [each[:, each.std(axis=0) > 0] for each in layers]
        correlations = [np.abs(np.corrcoef(each.T)) for each in alive]
        mean = [(c.sum() - len(c)) / (len(c) * (len(c) - 1)) for c in correlations]
        self.assert_near("coadaptation", "correlation", mean, 1e-3)
        ranks, ratios = [], []
        for each in layers:
            s = np.linalg.svd(each - each.mean(axis=0), compute_uv=False)
            p = s[s > 1e-9] / s.sum()
            ranks.append(np.exp(-(p * np.log(p)).sum()))
            ratios.append((s**2).sum() ** 2 / (s**4).sum())
        self.assert_near("coadaptation", "effective_rank", ranks, 1e-3)
        self.assert_near("coadaptation", "participation_ratio", ratios, 1e-3)

    def hoyer(self, h):
        rows = h[(h != 0).any(axis=1)]
        root = np.sqrt(h.shape[1])
        return (
            (root - np.abs(rows).sum(axis=1) / np.linalg.norm(rows, axis=1)) / (root - 1)
        ).mean()

    def check_ablation(self):
        x, y = self.part("validation")
        w = self.weights
        first, second, z = hidden_layers(w, x)
        whole = loss_and_error(z, y)
        self.assert_near("thinned_networks", "weight_scaling_loss", whole[0])
        self.assert_near("thinned_networks", "weight_scaling_error", whole[1])
        losses, errors = [], []
        for layer, h in enumerate((first, second)):
            importance = np.abs(h).mean(axis=0) * np.linalg.norm(w[2 * layer + 2], axis=0)
            order = np.argsort(-importance, kind="stable")
            for fraction in (0, 0.3, 0.6, 1):
                kept = np.ones(UNITS[layer])
                kept[order[: int(np.floor(fraction * UNITS[layer] + 0.5))]] = 0
                left = relu((h * kept) @ w[2].T + w[3]) if layer == 0 else h * kept
                loss, error = loss_and_error(left @ w[4].T + w[5], y)
                losses.append(loss)
                errors.append(error)
        for name, expected in (("importance_loss", losses), ("importance_error", errors)):
            self.assert_near("ablation_curve", name, np.reshape(expected, (2, 4)))
        for kind in ("", "rescaled_"):
            ends = self.found["ablation_curve"][f"{kind}loss"][:, [0, 3]]
            np.testing.assert_allclose(ends, np.reshape(losses, (2, 4))[:, [0, 3]], rtol=1e-4)

    def check_calibration(self):
        x, y = self.part("test")
        z = hidden_layers(self.weights, x)[2]
        p = softmax(z)
        np.testing.assert_allclose(self.examples["test.probability"], p, rtol=1e-3, atol=1e-6)
        np.testing.assert_array_equal(self.examples["test.label"], y)
        sure, right = self.examples["test.confidence"], self.examples["test.correct"]
        bins = np.ceil(10 * sure).astype(int) - 1
        gaps = [abs((right[bins == b] - sure[bins == b]).sum()) / len(sure) for b in range(10)]
        self.assert_near("calibration", "ece", sum(gaps))
        self.assert_near("calibration", "brier", ((p - np.eye(3)[y]) ** 2).sum(axis=1).mean())
        self.assertEqual(self.found["calibration"]["bin_count"].sum(), len(y))
        inputs, labels = self.part("validation")
        logits = hidden_layers(self.weights, inputs)[2]
        losses = {
            factor: loss_and_error(
                logits / (factor * self.found["calibration"]["temperature"]), labels
            )
            for factor in (0.98, 1, 1.02)
        }
        self.assertLess(losses[1][0], losses[0.98][0])
        self.assertLess(losses[1][0], losses[1.02][0])
        at = loss_and_error(z / self.found["calibration"]["temperature"], y)[0]
        self.assert_near("calibration", "temperature_loss", at)

    def check_slopes_and_curvature(self):
        x, y = self.part("validation")
        w = self.weights
        g = gradient(w, x, y)
        self.assert_near("gradients", "whole_norm", np.linalg.norm(g), 1e-3)
        far = np.sqrt(sum(((a - b) ** 2).sum() for a, b in zip(w, self.start)))
        self.assert_near("gradients", "distance_from_start", far)
        before = loss_and_error(hidden_layers(w, x)[2], y)[0]
        up = moved(w, g / np.linalg.norm(g), 0.05)
        rise = loss_and_error(hidden_layers(up, x)[2], y)[0] - before
        self.assert_near("sharpness", "worst_case_rise", rise, 1e-2)
        step, unit = 1e-5, np.eye(len(g))
        hessian = np.array(
            [
                (gradient(moved(w, e, step), x, y) - gradient(moved(w, e, -step), x, y))
                / (2 * step)
                for e in unit
            ]
        )
        largest = np.abs(np.linalg.eigvalsh((hessian + hessian.T) / 2)).max()
        self.assert_near("sharpness", "largest_eigenvalue", largest, 0.15)
        error = self.found["sharpness"]["trace_error"]
        allowed = 5 * error + 0.1 * np.trace(hessian)
        self.assertLess(abs(self.found["sharpness"]["trace"] - np.trace(hessian)), allowed)


if __name__ == "__main__":
    unittest.main()
