"""What probes say of a transformer, computed again with numpy from the stored parameters and the
text, with masks and orders by the randomness contract: no code of the program takes part. The noise
of one layer is scaled in training, that of the other in evaluation.
"""

import itertools
import math
import unittest

import numpy as np

from probe_case import ProbeCase, randomness

LAYERS, HEADS, CHANNELS, CONTEXT = 2, 2, 16, 12
TRAINED, HELD_OUT, STEPS = 1800, 200, 60
RATES = [0.1, 0.25]
KEPT_SCALE = [1 / (1 - RATES[0]), 1]  # of the weights that training keeps
EVALUATED = [1, 1 - RATES[1]]
SWEEP = f"""\
sweep: tokens
base:
  data: {{name: text, path: text.txt, train_share: 0.9}}
  model: {{kind: causal_transformer, layers: {LAYERS}, heads: {HEADS}, channels: {CHANNELS},
          context: {CONTEXT}, positions: sinusoidal}}
  dropout:
    block.0.attention: {RATES[0]}
    block.1.attention: {{rate: {RATES[1]}, scaling: inference}}
  optimizer: {{kind: adamw, learning_rate: 1e-2}}
  training: {{steps: {STEPS}, batch: 8, save_parameters: [last]}}
  probes:
    attention: {{}}
    ablation_curve: {{fractions: [0, 0.5, 1], draws: 3}}
    positions: {{shares: [0, 0.5, 1]}}
seeds: 1
"""


def normalized(x, weight, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5) * weight + bias


def gelu(x):
    return x / 2 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


class Transformer:
    """Forward passes in double; `factors` [layer, head] multiply the outputs of heads, `scales` the
    weights of a layer's attention.
    """

    def __init__(self, weights):
        self.weights = weights
        self.factors = np.ones((LAYERS, HEADS))
        self.scales = EVALUATED

    def linear(self, name, x):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, name, x):
        return normalized(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def run(self, tokens, hidden=None):
        """Logits [window, time, token] and attention weights [layer, window, head, query, key];
        `hidden` [window, key]: keys that only their own query sees.
        """
        time = tokens.shape[1]
        place = np.arange(time)[:, None] / 10000 ** (np.arange(CHANNELS) // 2 * 2 / CHANNELS)
        sines = np.where(np.arange(CHANNELS) % 2 == 0, np.sin(place), np.cos(place))
        x = self.weights["transformer.wte.weight"][tokens] + sines
        seen = np.tril(np.ones((time, time), dtype=bool))
        if hidden is not None:
            seen = seen & (~hidden[:, None, None, :] | np.eye(time, dtype=bool))
        looked = []
        for layer in range(LAYERS):
            name = f"transformer.h.{layer}"
            qkv = self.linear(f"{name}.attn.c_attn", self.norm(f"{name}.ln_1", x))
            query, key, value = (
                each.reshape(*each.shape[:2], HEADS, -1).swapaxes(1, 2)
                for each in np.split(qkv, 3, axis=2)
            )
            scores = query @ key.swapaxes(2, 3) / math.sqrt(CHANNELS // HEADS)
            weights = np.where(seen, np.exp(scores), 0)
            weights /= weights.sum(axis=3, keepdims=True)
            looked.append(weights)
            heads = (weights * self.scales[layer] @ value) * self.factors[layer][
                None, :, None, None
            ]
            heads = heads.swapaxes(1, 2).reshape(x.shape)
            x = x + self.linear(f"{name}.attn.c_proj", heads)
            inner = gelu(self.linear(f"{name}.mlp.c_fc", self.norm(f"{name}.ln_2", x)))
            x = x + self.linear(f"{name}.mlp.c_proj", inner)
        x = self.norm("transformer.ln_f", x)
        return x @ self.weights["transformer.wte.weight"].T, np.array(looked)

    def losses(self, text, context=CONTEXT, windows=None, **how):
        """[window, time], and the attention weights."""
        windows = windows or (len(text) - 1) // context
        tokens = text[: windows * context].reshape(windows, context)
        targets = text[1 : windows * context + 1].reshape(windows, context)
        z, looked = self.run(tokens, **how)
        z = z - z.max(axis=2, keepdims=True)
        own = np.take_along_axis(z, targets[:, :, None], axis=2)[:, :, 0]
        return np.log(np.exp(z).sum(axis=2)) - own, looked


def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=-1)


class TokenProbes(ProbeCase):
    tolerance, absolute = 2e-4, 2e-6

    def setUp(self):
        super().setUp()
        random = np.random.default_rng(8)
        letters = random.integers(0, 6, TRAINED + HELD_OUT)
        letters[2::3] = letters[1::3][: len(letters[2::3])]  # every third repeats the one before
        (self.folder / "text.txt").write_text("".join("abcdef"[each] for each in letters))
        self.train(SWEEP)
        self.text = letters[TRAINED:]
        self.model = Transformer(self.parameters(STEPS))

    def test_probes_say_what_numpy_says(self):
        losses, looked = self.model.losses(self.text)
        self.check_attention(losses, looked)
        self.check_heads(losses)
        self.check_row_sums(len(losses))
        self.check_positions(losses)

    def check_attention(self, losses, looked):
        rows = looked[:, :, :, 1:]  # [layer, window, head, query, key], from the second query on
        spread = entropy(rows)
        largest = rows.max(axis=4)
        query = np.arange(1, CONTEXT)

        def mean(each):
            return each.mean(axis=(1, 3))

        self.assert_near("attention", "entropy", mean(spread))
        self.assert_near("attention", "normalized_entropy", mean(spread / np.log(query + 1)))
        self.assert_near("attention", "max_weight", mean(largest))
        self.assert_near("attention", "confident_share", mean(largest > 0.9))
        self.assert_near("attention", "effective_context", mean(np.exp(spread)))
        self.assert_near("attention", "mass_on_self", mean(rows[..., query - 1, query]))
        self.assert_near("attention", "mass_on_previous", mean(rows[..., query - 1, query - 1]))
        self.assert_near("attention", "mass_on_first", mean(rows[..., 0]))
        both = entropy(rows.mean(axis=2)) - spread.mean(axis=2)
        self.assert_near(
            "attention", "head_redundancy", np.repeat(both.mean(axis=(1, 2))[:, None], 2, 1)
        )
        sure = largest - largest.mean(axis=1, keepdims=True)
        wrong = losses[:, 1:] - losses[:, 1:].mean(axis=0)
        together = (sure * wrong[None, :, None]).sum(axis=(1, 3))
        size = np.sqrt((sure**2).sum(axis=(1, 3)) * (wrong**2).sum())
        self.assert_near("attention", "confidence_error", together / size, 2e-3)

    def check_heads(self, losses):
        """Slopes by differences, and heads removed."""
        slopes, step = np.zeros((LAYERS, HEADS)), 1e-4
        for layer in range(LAYERS):
            for head in range(HEADS):
                moved = []
                for sign in (1, -1):
                    self.model.factors[layer, head] = 1 + sign * step
                    moved.append(self.model.losses(self.text)[0].mean(axis=1))
                self.model.factors[layer, head] = 1
                slopes[layer, head] = np.abs((moved[0] - moved[1]) / (2 * step)).mean()
        self.assert_near("attention", "head_importance", slopes, 2e-3)
        self.assert_near("ablation_curve", "head_loss", self.losses_without_heads())

    def losses_without_heads(self):
        """[layer, heads removed], mean over three orders."""
        expected = np.zeros((LAYERS, HEADS + 1))
        for layer in range(LAYERS):
            for removed, draw in itertools.product(range(HEADS + 1), range(3)):
                stream = f"probe/ablation_curve/block.{layer}/heads"
                gone = randomness.order(0, stream, draw, HEADS)[:removed]
                self.model.factors[layer, gone] = 0
                expected[layer, removed] += self.model.losses(self.text)[0].mean() / 3
                self.model.factors[layer] = 1
        return expected

    def check_row_sums(self, windows):
        """Of weights under the noise of the first pass of an evaluation."""
        shape = (windows, HEADS, CONTEXT, CONTEXT)
        self.model.scales = [
            scale * ~randomness.dropped(0, f"block.{layer}.attention", rate, STEPS, shape, pass_=2)
            for layer, (rate, scale) in enumerate(zip(RATES, KEPT_SCALE))
        ]
        looked = self.model.losses(self.text)[1]
        sums = np.array([each * by for each, by in zip(looked, self.model.scales)]).sum(axis=4)
        self.model.scales = EVALUATED
        expected = sums[:, :, :, 1:].var(axis=(1, 3))
        self.assert_near("attention", "row_sum_variance", expected, 1e-3)

    def check_positions(self, losses):
        by_position = losses.mean(axis=0)
        self.assert_near("positions", "loss", by_position)
        slope = np.polyfit(np.log(np.arange(1, CONTEXT + 1)), by_position, 1)[0]
        self.assert_near("positions", "slope", slope, 1e-3)
        self.assert_near("positions", "context_gain", by_position[0] - by_position[-1], 1e-3)
        half = len(losses) // 2
        self.assert_near(
            "positions", "shifted_text", losses[half:].mean() - losses[:half].mean(), 1e-3
        )
        longer = [
            self.model.losses(self.text, factor * CONTEXT, len(losses) // factor)[0].mean()
            for factor in (1, 2, 4)
        ]
        self.assert_near("positions", "longer_context", longer)
        self.assert_near(
            "positions", "hidden_keys", [self.loss_without_keys(share) for share in (0, 0.5, 1)]
        )

    def loss_without_keys(self, share):
        windows, count = (len(self.text) - 1) // CONTEXT, int(share * CONTEXT + 0.5)
        hidden = np.zeros((windows, CONTEXT), dtype=bool)
        for window in range(windows):
            order = randomness.order(0, "probe/positions/hidden_keys", window, CONTEXT)
            hidden[window, order[:count]] = True
        return self.model.losses(self.text, hidden=hidden)[0].mean()


if __name__ == "__main__":
    unittest.main()
