#!/usr/bin/env python3
"""A training step of scikit-learn's MLPClassifier: median ms, of epochs of 50 batches.

Usage: scikit_learn_steps.py SIZES BATCH SECONDS      (SIZES such as 128,64,10)
"""

import statistics
import sys
import time

import numpy as np
from sklearn.neural_network import MLPClassifier

BATCHES = 50


def main(sizes, batch, seconds):
    inputs, *hidden, classes = map(int, sizes.split(","))
    batch, count = int(batch), BATCHES * int(batch)
    model = MLPClassifier(
        hidden,
        solver="sgd",
        alpha=0,
        batch_size=batch,
        learning_rate_init=1e-4,
        momentum=0.9,
        nesterovs_momentum=False,
    )
    x = np.random.default_rng(0).random((count, inputs), dtype=np.float32)
    y = np.arange(count) % classes
    model.partial_fit(x, y, np.arange(classes))
    steps = []
    while sum(steps) * BATCHES < float(seconds) or len(steps) < 3:
        start = time.perf_counter()
        model.partial_fit(x, y)
        steps.append((time.perf_counter() - start) / BATCHES)
    print(f"{statistics.median(steps) * 1e3:.5f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
