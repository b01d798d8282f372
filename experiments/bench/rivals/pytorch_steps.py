#!/usr/bin/env python3
"""A training step of a perceptron in PyTorch, of several models at once by batched products: median
ms per model.

Usage: pytorch_steps.py SIZES BATCH SECONDS [MODELS]      (SIZES such as 128,64,10)
"""

import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Models(nn.Module):
    """Perceptrons side by side: weights [models, in, out], inputs [models, batch, in]."""

    def __init__(self, models, sizes):
        super().__init__()
        pairs = list(zip(sizes, sizes[1:]))
        self.weights = nn.ParameterList(0.05 * torch.randn(models, a, b) for a, b in pairs)
        self.biases = nn.ParameterList(torch.zeros(models, 1, b) for _, b in pairs)

    def forward(self, x):
        *before, last = zip(self.biases, self.weights)
        for bias, weight in before:
            x = torch.baddbmm(bias, x, weight).relu()
        return torch.baddbmm(last[0], x, last[1])


def one_model(sizes):
    layers = []
    for before, after in zip(sizes, sizes[1:-1]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(*sizes[-2:]))


def main(sizes, batch, seconds, models="1"):
    torch.set_num_threads(1)
    sizes, batch, models = list(map(int, sizes.split(","))), int(batch), int(models)
    model = one_model(sizes) if models == 1 else Models(models, sizes)
    inputs = torch.rand((models,) * (models > 1) + (batch, sizes[0]))
    targets = (torch.arange(batch) % sizes[-1]).repeat(models)
    optimizer = torch.optim.SGD(model.parameters(), 1e-4, 0.9)
    steps = []
    while sum(steps) * models < float(seconds) or len(steps) < 3:
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        # the sum over models of each one's mean loss
        loss = models * F.cross_entropy(model(inputs).view(models * batch, -1), targets)
        loss.backward()
        optimizer.step()
        steps.append((time.perf_counter() - start) / models)
    print(f"{statistics.median(steps) * 1e3:.5f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
