#!/usr/bin/env python3
"""Makes the golden values of tests/golden with PyTorch: losses and gradients of one step, losses of
fifty. README.md explains the files.

Weights, inputs and targets are numbers of the randomness contract that are exact in float and in
double, so that the C++ side makes them itself: u is the stream "golden/<name>" of seed 1
(tests/analysis/randomness.py).

    layers.<i>.weight, layers.<i>.bias    (2 u - 1) * 2^-k, see SCALES
    inputs                                2 u - 1
    labels                                floor(u * classes)
    targets (regression)                  2 u - 1

Usage: /usr/bin/python3 tests/golden/make_golden.py      (Debian: python3-torch, python3-numpy)
"""

import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "analysis"))
import randomness  # noqa: E402

WIDTHS = [784, 32, 24, 10]
SCALES = [2.0**-4, 2.0**-2, 2.0**-2]  # of the weights of each layer
BIAS_SCALE = 2.0**-3
ROWS, BATCH, STEPS = 28, 7, 50  # step t sees rows 7 t mod 28 and the six after it
ACTIVATIONS = {
    "relu": torch.relu,
    "gelu": functional.gelu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "selu": functional.selu,
}


def numbers(name, *shape):
    return randomness.uniforms(1, f"golden/{name}", 0, 0, int(np.prod(shape))).reshape(shape)


def parameters(widths, dtype):
    """name -> tensor, in the order of the layers."""
    made = {}
    for i, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
        made[f"layers.{i}.weight"] = SCALES[i] * (
            2 * numbers(f"layers.{i}.weight", fan_out, fan_in) - 1
        )
        made[f"layers.{i}.bias"] = BIAS_SCALE * (2 * numbers(f"layers.{i}.bias", fan_out) - 1)
    return {
        name: torch.tensor(values, dtype=dtype, requires_grad=True) for name, values in made.items()
    }


def forward(weights, x, activation):
    layers = len(weights) // 2
    for i in range(layers):
        x = functional.linear(x, weights[f"layers.{i}.weight"], weights[f"layers.{i}.bias"])
        if i + 1 < layers:
            x = ACTIVATIONS[activation](x)
    return x


class Problem:
    """Data and loss: classification of 10 classes, or regression on 3 columns."""

    def __init__(
        self,
        dtype=torch.float64,
        activation="relu",
        outputs=10,
        regression=False,
        label_smoothing=0.0,
    ):
        self.weights = parameters([*WIDTHS[:-1], outputs], dtype)
        self.inputs = torch.tensor(2 * numbers("inputs", ROWS, WIDTHS[0]) - 1, dtype=dtype)
        self.labels = torch.tensor(np.floor(numbers("labels", ROWS) * outputs).astype(np.int64))
        self.targets = torch.tensor(2 * numbers("targets", ROWS, outputs) - 1, dtype=dtype)
        self.activation, self.regression, self.label_smoothing = (
            activation,
            regression,
            label_smoothing,
        )

    def loss(self, step=0):
        rows = slice(BATCH * step % ROWS, BATCH * step % ROWS + BATCH)
        outputs = forward(self.weights, self.inputs[rows], self.activation)
        if self.regression:
            return functional.mse_loss(outputs, self.targets[rows])
        return functional.cross_entropy(
            outputs, self.labels[rows], label_smoothing=self.label_smoothing
        )


GRADIENTS = {
    **{name: {"activation": name} for name in ACTIVATIONS},
    "label_smoothing": {"label_smoothing": 0.1},
    "squared_error": {"regression": True, "outputs": 3, "activation": "tanh"},
}


def groups(problem, matrices: float):
    """Parameter groups with weight decay for matrices only."""
    values = list(problem.weights.values())
    return [
        {"params": [w for w in values if w.dim() > 1], "weight_decay": matrices},
        {"params": [w for w in values if w.dim() == 1], "weight_decay": 0.0},
    ]


OPTIM = torch.optim
TRAJECTORIES = {
    "sgd": ({}, lambda p: OPTIM.SGD(groups(p, 0), lr=0.1)),
    "sgd_momentum": ({}, lambda p: OPTIM.SGD(groups(p, 0), lr=0.02, momentum=0.9)),
    "sgd_nesterov": ({}, lambda p: OPTIM.SGD(groups(p, 0), lr=0.02, momentum=0.9, nesterov=True)),
    "sgd_cosine": ({}, lambda p: OPTIM.SGD(groups(p, 0), lr=0.02, momentum=0.9)),
    "sgd_l2": ({}, lambda p: OPTIM.SGD(groups(p, 0.02), lr=0.02, momentum=0.9)),
    "adam": ({"activation": "gelu"}, lambda p: OPTIM.Adam(groups(p, 0), lr=0.002)),
    "adamw": ({}, lambda p: OPTIM.AdamW(groups(p, 0.1), lr=0.002)),
    "rmsprop": ({"activation": "tanh"}, lambda p: OPTIM.RMSprop(groups(p, 0), lr=0.0005)),
    "rmsprop_momentum": (
        {"activation": "selu"},
        lambda p: OPTIM.RMSprop(groups(p, 0), lr=0.0001, momentum=0.9, alpha=0.95),
    ),
    "label_smoothing": (
        {"label_smoothing": 0.1},
        lambda p: OPTIM.SGD(groups(p, 0), lr=0.02, momentum=0.9),
    ),
    "regression": (
        {"regression": True, "outputs": 3, "activation": "tanh"},
        lambda p: OPTIM.SGD(groups(p, 0), lr=0.02, momentum=0.9),
    ),
}


def trajectory(name, dtype):
    """Loss of each step, before its update."""
    options, make = TRAJECTORIES[name]
    problem = Problem(dtype, **options)
    optimizer = make(problem)
    schedule = (
        OPTIM.lr_scheduler.CosineAnnealingLR(optimizer, STEPS) if name == "sgd_cosine" else None
    )
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = problem.loss(step)
        loss.backward()
        optimizer.step()
        if schedule:
            schedule.step()
        losses.append(loss.item())
    return losses


def write_gradients(header):
    lines, values, offset = [header, "# name, offset into gradients.bin in numbers, shape\n"], [], 0
    for case, options in GRADIENTS.items():
        problem = Problem(**options)
        loss = problem.loss()
        loss.backward()
        for name, array in [
            ("loss", loss.detach()),
            *((n, w.grad) for n, w in problem.weights.items()),
        ]:
            array = array.numpy().astype("<f8")
            lines.append(" ".join(map(str, [f"{case}/{name}", offset, *array.shape])) + "\n")
            values.append(array.ravel())
            offset += array.size
    (HERE / "gradients.txt").write_text("".join(lines), encoding="ascii")
    (HERE / "gradients.bin").write_bytes(np.concatenate(values).tobytes())


def write_trajectories(header):
    lines = [header, f"# name, precision of PyTorch, losses of steps 0 .. {STEPS - 1}\n"]
    for name in TRAJECTORIES:
        for dtype in (torch.float64, torch.float32):
            losses = " ".join(f"{loss:.17g}" for loss in trajectory(name, dtype))
            lines.append(f"{name} {str(dtype).removeprefix('torch.')} {losses}\n")
    (HERE / "trajectories.txt").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made_with = (
        f"# Made by tests/golden/make_golden.py with PyTorch {torch.__version__} and numpy"
        f" {np.__version__}; do not edit.\n"
    )
    write_gradients(made_with)
    write_trajectories(made_with)
