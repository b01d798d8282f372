"""What probes say that remove units, or that see a network under its noise, computed again with
numpy from the stored parameters and data, with masks and orders by the randomness contract: no code
of the program takes part. One layer's noise is scaled in training, the other's in evaluation.
"""

import itertools
import unittest

import numpy as np

from probe_case import ProbeCase, randomness
from probes_check import loss_and_error, moved, relu, softmax

STEPS, BATCH, UNITS, RATES = 120, 20, [7, 6], [0.25, 0.4]
EVALUATED = [1, 1 - RATES[1]]  # what an evaluation multiplies each layer by
TRAINED = [1 / (1 - RATES[0]), 1]  # what training multiplies units by that it keeps
LAYERS = ["hidden.0", "hidden.1"]
NAMES = [f"layers.{layer}.{kind}" for layer in range(3) for kind in ("weight", "bias")]
FRACTIONS, MASKS, PASSES = [0, 0.3, 0.6, 1], [1, 2, 7], 4
SWEEP = f"""\
sweep: masks
base:
  data:
    {{name: arrays, scale: none, features: train_x.npy, targets: train_y.npy,
     validation_features: validation_x.npy, validation_targets: validation_y.npy,
     test_features: test_x.npy, test_targets: test_y.npy}}
  model: {{kind: mlp, hidden: {UNITS}, activation: relu}}
  dropout:
    hidden.0: {RATES[0]}
    hidden.1: {{rate: {RATES[1]}, scaling: inference}}
  optimizer: {{kind: sgd, learning_rate: 0.1, momentum: 0.9}}
  training: {{steps: {STEPS}, batch: {BATCH}, save_parameters: [last]}}
  probes:
    ablation_curve: {{fractions: {FRACTIONS}, draws: 3}}
    calibration: {{bins: 10, passes: {PASSES}}}
    coadaptation: {{splits: 3, pairs: 5, draws: 4}}
    gradients: {{on: validation, batches: 4}}
    sharpness: {{on: validation, iterations: 3, vectors: 6, noise: 0.2, draws: 3}}
    thinned_networks: {{masks: {MASKS}, exact: true}}
    unit_usage: {{dominance: true}}
seeds: 1
"""


def forward(w, x, factors):
    """Hidden layers times their factors, and logits; `w`: [W, b, W, b, W, b] in double."""
    first = relu(x @ w[0].T + w[1]) * factors[0]
    second = relu(first @ w[2].T + w[3]) * factors[1]
    return first, second, second @ w[4].T + w[5]


def gradient(w, x, y, factors):
    """Of the mean loss, one vector."""
    first, second, z = forward(w, x, factors)
    at = (softmax(z) - np.eye(z.shape[1])[y]) / len(y)
    made = [at.T @ second, at.sum(axis=0)]
    at = (at @ w[4]) * factors[1] * (second > 0)
    made = [at.T @ first, at.sum(axis=0), *made]
    at = (at @ w[2]) * factors[0] * (first > 0)
    return np.concatenate([each.ravel() for each in [at.T @ x, at.sum(axis=0), *made]])


def noisy(rows, number):
    """Factors of pass `number` with the noise of training, of the first `rows` of a part."""
    return [
        scale * ~randomness.dropped(0, name, rate, STEPS, (rows, units), pass_=2 + number)
        for name, rate, units, scale in zip(LAYERS, RATES, UNITS, TRAINED)
    ]


def without(layer, kept, scale=1):
    """Factors of an evaluation that keeps some units of a layer, [units] of 0 and 1."""
    factors = [np.full(units, each) for units, each in zip(UNITS, EVALUATED)]
    factors[layer] = factors[layer] * kept * scale
    return factors


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


def angle(a, b):
    return (1 - a @ b / np.linalg.norm(a) / np.linalg.norm(b)) / 2


def order_of(purpose, layer, draw):
    return randomness.order(0, f"probe/{purpose}/{LAYERS[layer]}", draw, UNITS[layer])


def debiased_cka(x, y):
    """Kornblith et al. 2019 by Gram matrices of the examples (Song et al. 2012, unbiased HSIC)."""

    def hsic(a, b):
        n = len(a)
        k, m = a @ a.T, b @ b.T
        np.fill_diagonal(k, 0)
        np.fill_diagonal(m, 0)
        mixed = k.sum() * m.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * k.sum(0) @ m.sum(0)
        return (np.trace(k @ m) + mixed) / (n * (n - 3))

    return hsic(x, y) / np.sqrt(hsic(x, x) * hsic(y, y))


class ProbesOfMasks(ProbeCase):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(6)
        self.data = {}
        for part, count in (("train", 300), ("validation", 90), ("test", 130)):
            y = random.integers(0, 3, count)
            x = (random.normal(size=(count, 4)) + 1.2 * np.eye(3, 4)[y]).astype(np.float32)
            np.save(self.folder / f"{part}_x.npy", x)
            np.save(self.folder / f"{part}_y.npy", y.astype(np.int64))
            self.data[part] = x.astype(float), y
        self.train(SWEEP)
        kept = self.parameters(STEPS)
        self.weights = [kept[name] for name in NAMES]

    def logits(self, part, factors):
        return forward(self.weights, self.data[part][0], factors)[2]

    def scores(self, factors):
        """Loss and error on the validation part."""
        return np.array(
            loss_and_error(self.logits("validation", factors), self.data["validation"][1])
        )

    def test_probes_say_what_numpy_says(self):
        self.whole = self.scores(EVALUATED)
        self.check_ablation()
        self.check_dominance()
        self.check_halves()
        self.check_pairs_and_shares()
        self.check_thinned_networks()
        self.check_all_networks()
        self.check_calibration()
        self.check_gradients()
        self.check_sharpness()

    def check_ablation(self):
        for prefix in ("", "rescaled_"):
            curves = np.zeros((2, len(FRACTIONS), 2))
            for layer, units in enumerate(UNITS):
                for at, draw in itertools.product(range(len(FRACTIONS)), range(3)):
                    removed = int(np.floor(FRACTIONS[at] * units + 0.5))
                    kept = np.ones(units)
                    kept[order_of("ablation_curve", layer, draw)[:removed]] = 0
                    scale = units / max(1, units - removed) if prefix else 1
                    curves[layer, at] += self.scores(without(layer, kept, scale)) / 3
            self.assert_near("ablation_curve", f"{prefix}loss", curves[:, :, 0])
            self.assert_near("ablation_curve", f"{prefix}error", curves[:, :, 1])
            area = np.trapezoid if hasattr(np, "trapezoid") else np.trapz
            self.assert_near("ablation_curve", f"{prefix}area", area(curves[:, :, 1], FRACTIONS))
        np.testing.assert_allclose(curves[:, 0], [self.whole] * 2)

    def check_dominance(self):
        y = self.data["validation"][1]

        def halves(factors):
            z = self.logits("validation", factors)
            losses = -np.log(softmax(z)[np.arange(len(y)), y])
            return losses[:45].sum(), losses[45:].sum()

        expected = {"gini": [], "top_share": [], "max": [], "negative_share": []}
        whole = halves(EVALUATED)
        for layer, units in enumerate(UNITS):
            rises = np.array([halves(without(layer, 1 - row)) for row in np.eye(units)]) - whole
            x = rises[np.argsort(rises[:, 0], kind="stable"), 1]
            rank, n = np.arange(1, units + 1), units
            defined = x.sum() > 0
            gini = ((2 * rank - n - 1) * x).sum() / (n * x.sum())
            expected["gini"].append(gini if defined else np.nan)
            for share in ("top_share", "max"):  # 1 % of so few units is one
                expected[share].append(x[-1] / x.sum() if defined else np.nan)
            expected["negative_share"].append((x < 0).mean())
        for name, values in expected.items():
            self.assert_near("unit_usage", f"dominance_{name}", values, 2e-3)

    def check_halves(self):
        x = self.data["validation"][0]
        similar, redundant = [], []
        for layer, (h, units) in enumerate(zip(forward(self.weights, x, EVALUATED), UNITS)):
            cka, accuracy = [], []
            for split in range(3):
                first = np.zeros(units)
                first[order_of("coadaptation/half", layer, split)[: units // 2]] = 1
                h = h - h.mean(axis=0)
                cka.append(debiased_cka(h[:, first == 1], h[:, first == 0]))
                for half in (first, 1 - first):
                    accuracy.append(1 - self.scores(without(layer, half, 2))[1])
            similar.append(np.mean(cka))
            redundant.append(np.mean(accuracy) / (1 - self.whole[1]))
        self.assert_near("coadaptation", "half_split_cka", similar, 2e-3)
        self.assert_near("coadaptation", "half_split_redundancy", redundant)

    def check_pairs_and_shares(self):
        interaction, share = [], []
        for layer, units in enumerate(UNITS):
            together, apart = [], []
            for pair in range(5):
                i, j = np.eye(units)[order_of("coadaptation/pair", layer, pair)[:2]]
                both, first, second = (
                    self.scores(without(layer, 1 - gone))[0] for gone in (i + j, i, j)
                )
                together.append(abs(both - first - second + self.whole[0]))
                apart += [abs(first - self.whole[0]), abs(second - self.whole[0])]
            interaction.append(np.mean(together) / np.mean(apart))
            share.append(np.median([self.share_that_keeps(layer, draw) for draw in range(4)]))
        self.assert_near("coadaptation", "interaction", interaction, 5e-3)
        self.assert_near("coadaptation", "minimal_share", share)

    def share_that_keeps(self, layer, draw):
        order, units = order_of("coadaptation/minimal", layer, draw), UNITS[layer]
        fails, keeps = 0, 32
        while keeps - fails > 1:
            middle = (fails + keeps) // 2
            count = max(1, units * middle // 32)
            kept = np.zeros(units)
            kept[order[:count]] = 1
            accuracy = 1 - self.scores(without(layer, kept, units / count))[1]
            enough = accuracy >= 0.99 * (1 - self.whole[1])
            fails, keeps = (fails, middle) if enough else (middle, keeps)
        return keeps / 32

    def check_thinned_networks(self):
        y = self.data["validation"][1]
        p = np.array([softmax(self.logits("validation", noisy(90, k))) for k in range(MASKS[-1])])
        alone = np.array([loss_and_error(np.log(each), y) for each in p]).mean(axis=0)
        mean = {
            "arithmetic": [loss_and_error(np.log(p[:k].mean(axis=0)), y) for k in MASKS],
            "geometric": [loss_and_error(np.log(p[:k]).mean(axis=0), y) for k in MASKS],
        }
        for kind, scores in mean.items():
            self.assert_near("thinned_networks", f"{kind}_loss", [each[0] for each in scores])
            self.assert_near("thinned_networks", f"{kind}_error", [each[1] for each in scores])
        chosen = p.argmax(axis=2)
        pairs = itertools.combinations(range(MASKS[-1]), 2)
        for name, expected in {
            "subnetwork_loss": alone[0],
            "subnetwork_error": alone[1],
            "weight_scaling_loss": self.whole[0],
            "weight_scaling_error": self.whole[1],
            "disagreement": np.mean([(chosen[i] != chosen[j]).mean() for i, j in pairs]),
            "jensen_shannon": (entropy(p.mean(axis=0)) - entropy(p).mean(axis=0)).mean(),
            "diversity_gain": alone[0] - mean["arithmetic"][-1][0],
        }.items():
            self.assert_near("thinned_networks", name, expected, 2e-4)

    def check_all_networks(self):
        y = self.data["validation"][1]
        arithmetic, geometric, alone = 0, 0, 0
        for kept in itertools.product((0, 1), repeat=sum(UNITS)):
            parts = np.split(np.array(kept), [UNITS[0]])
            chance = np.prod(
                [np.where(each, 1 - rate, rate).prod() for each, rate in zip(parts, RATES)]
            )
            z = self.logits("validation", [each * s for each, s in zip(parts, TRAINED)])
            p = softmax(z)
            arithmetic = arithmetic + chance * p
            geometric = geometric + chance * np.log(p)
            alone += chance * loss_and_error(z, y)[0]
        self.assert_near("thinned_networks", "exact_subnetwork_loss", alone)
        for kind, z in (("arithmetic", np.log(arithmetic)), ("geometric", geometric)):
            loss, error = loss_and_error(z, y)
            self.assert_near("thinned_networks", f"exact_{kind}_loss", loss)
            self.assert_near("thinned_networks", f"exact_{kind}_error", error)

    def check_calibration(self):
        y = self.data["test"][1]
        p = softmax(self.logits("test", EVALUATED))
        sure, choice = p.max(axis=1), p.argmax(axis=1)
        right, n = choice == y, len(y)
        _, tied = np.unique(sure.round(9), return_inverse=True)
        size = np.bincount(tied)  # of the groups of equal confidences, ascending
        bins = (np.cumsum(size) - size) * 10 // n
        gaps = np.bincount(tied, right - sure)
        wrong = (np.bincount(tied, ~right) / size)[::-1]  # of each group, the surest first
        errors = np.cumsum(np.repeat(wrong, size[::-1]))
        expected = {
            "adaptive_ece": sum(abs(gaps[bins == b].sum()) for b in range(10)) / n,
            "risk_coverage_area": (errors / np.arange(1, n + 1)).mean(),
        }
        outcomes = np.eye(3)[y]
        mean = outcomes.mean(axis=0)
        brier = ((p - outcomes) ** 2).sum(axis=1).mean()
        place = np.ceil(10 * sure).astype(int) - 1
        resolution = 0
        for group in set(zip(choice, place)):
            mine = (choice == group[0]) & (place == group[1])
            resolution += mine.mean() * ((outcomes[mine].mean(axis=0) - mean) ** 2).sum()
        uncertainty = (mean * (1 - mean)).sum()
        expected |= {
            "brier": brier,
            "brier_resolution": resolution,
            "brier_uncertainty": uncertainty,
            "brier_reliability": brier - uncertainty + resolution,
        }
        passes = np.array([softmax(self.logits("test", noisy(n, k))) for k in range(PASSES)])
        predictive, own = entropy(passes.mean(axis=0)).mean(), entropy(passes).mean()
        expected |= {
            "predictive_entropy": predictive,
            "expected_entropy": own,
            "mutual_information": predictive - own,
        }
        for name, value in expected.items():
            self.assert_near("calibration", name, value, 2e-4)
        counts = np.bincount(place, minlength=10)
        self.assert_near("calibration", "bin_count", counts)
        for name, values in (("bin_confidence", sure), ("bin_accuracy", right)):
            with np.errstate(invalid="ignore"):
                means = np.bincount(place, values, minlength=10) / counts
            self.assert_near("calibration", name, means)

    def check_gradients(self):
        x, y = self.data["validation"]
        whole = gradient(self.weights, x, y, EVALUATED)
        variance, error, norm = [], [], []
        for with_noise in (False, True):
            of_batches = []
            for batch in range(4):
                rows = slice(batch * BATCH, (batch + 1) * BATCH)
                drawn = [each[rows] for each in noisy(90, batch)] if with_noise else EVALUATED
                of_batches.append(gradient(self.weights, x[rows], y[rows], drawn))
            pairs = itertools.combinations(of_batches, 2)
            variance.append(np.mean([angle(a, b) for a, b in pairs]))
            error.append(np.mean([angle(each, whole) for each in of_batches]))
            norm.append(np.mean([np.linalg.norm(each) for each in of_batches]))
        self.assert_near("gradients", "direction_variance", variance, 1e-3)
        self.assert_near("gradients", "direction_error", error, 1e-3)
        self.assert_near("gradients", "norm", norm, 1e-3)
        self.assert_near("gradients", "noisy_direction_variance", variance[1], 1e-3)
        self.assert_near("gradients", "noisy_direction_error", error[1], 1e-3)
        self.assert_near("gradients", "whole_norm", np.linalg.norm(whole), 1e-3)

    def check_sharpness(self):
        x, y = self.data["validation"]
        length = 0.05

        def signs(number):
            drawn = [
                randomness.uniforms(0, f"probe/sharpness/{name}", number, 0, each.size)
                for name, each in zip(NAMES, self.weights)
            ]
            return np.where(np.concatenate(drawn) < 0.5, -1.0, 1.0)

        def product(v):
            ahead, behind = (moved(self.weights, v, step) for step in (length, -length))
            difference = gradient(ahead, x, y, EVALUATED) - gradient(behind, x, y, EVALUATED)
            return difference / (2 * length)

        traces = []
        for number in range(6):
            v = signs(number) / np.linalg.norm(signs(number))
            traces.append(v @ product(v) * len(v))
        self.assert_near("sharpness", "trace", np.mean(traces), 1e-2)
        self.assert_near("sharpness", "trace_error", np.std(traces, ddof=1) / np.sqrt(6), 1e-2)
        v = signs(6)
        for _ in range(3):
            v = v / np.linalg.norm(v)
            largest, v = v @ product(v), product(v)
        self.assert_near("sharpness", "largest_eigenvalue", largest, 1e-2)
        rises = []
        for draw in range(3):
            drawn = [
                randomness.normals(0, f"probe/sharpness/noise/{name}", draw, 0, each.size)
                for name, each in zip(NAMES, self.weights)
            ]
            shaken = [
                each * (1 + 0.2 * normal.reshape(each.shape))
                for each, normal in zip(self.weights, drawn)
            ]
            z = forward(shaken, x, EVALUATED)[2]
            rises.append(loss_and_error(z, y)[0] - self.whole[0])
        self.assert_near("sharpness", "random_rise", np.mean(rises), 1e-3)


if __name__ == "__main__":
    unittest.main()
