#!/usr/bin/env python3
"""Makes norms.txt and norms.bin with PyTorch: the perceptron of make_golden.py without biases and
with a norm before each activation: loss and gradients of a step of training, the running statistics
behind it, and the loss of an evaluation with these. Numbers of the norms are those of biases.

Usage: /usr/bin/python3 tests/golden/make_norm_golden.py      (Debian: python3-torch, python3-numpy)
"""

import make_golden as golden
import numpy as np
import torch
from torch.nn import functional

NORMS = {"batch": torch.nn.BatchNorm1d, "layer": torch.nn.LayerNorm}


class NormedPerceptron:
    def __init__(self, kind):
        self.problem = golden.Problem()
        self.weights = {
            name: values for name, values in self.problem.weights.items() if "bias" not in name
        }
        self.norms = [NORMS[kind](width, dtype=torch.float64) for width in golden.WIDTHS[1:-1]]
        for i, norm in enumerate(self.norms):
            for name, values in norm.named_parameters():
                made = 2 * golden.numbers(f"norms.{i}.{name}", *values.shape) - 1
                values.data = torch.tensor(golden.BIAS_SCALE * made)

    def loss(self):
        x, y = self.problem.inputs[: golden.BATCH], self.problem.labels[: golden.BATCH]
        for i, norm in enumerate(self.norms):
            x = torch.relu(norm(functional.linear(x, self.weights[f"layers.{i}.weight"])))
        x = functional.linear(x, self.weights[f"layers.{len(self.norms)}.weight"])
        return functional.cross_entropy(x, y)

    def values(self):
        """name -> tensor: the loss, gradients, statistics, the loss of an evaluation."""
        loss = self.loss()
        loss.backward()
        made = {"loss": loss.detach()}
        made |= {name: each.grad for name, each in self.weights.items()}
        for i, norm in enumerate(self.norms):
            made |= {f"norms.{i}.{name}": each.grad for name, each in norm.named_parameters()}
            made |= {
                f"norms.{i}.{name}": each.detach().clone()
                for name, each in norm.named_buffers()
                if name.startswith("running")
            }
            norm.eval()
        return made | {"evaluation": self.loss().detach()}


def main():
    lines = [
        f"# Made by tests/golden/make_norm_golden.py with PyTorch {torch.__version__} and numpy"
        f" {np.__version__}; do not edit.\n",
        "# name, offset into norms.bin in numbers, shape\n",
    ]
    arrays, offset = [], 0
    for kind in NORMS:
        for name, value in NormedPerceptron(kind).values().items():
            array = value.numpy().astype("<f8")
            lines.append(" ".join(map(str, [f"{kind}/{name}", offset, *array.shape])) + "\n")
            arrays.append(array.ravel())
            offset += array.size
    (golden.HERE / "norms.txt").write_text("".join(lines), encoding="ascii")
    (golden.HERE / "norms.bin").write_bytes(np.concatenate(arrays).tobytes())


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
