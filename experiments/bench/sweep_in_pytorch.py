#!/usr/bin/env python3
"""The 96 trials of sweep.yaml in PyTorch: two processes, one thread each, the data in memory once
per process. Prints what each trial reaches and the wall time of all.

Usage: sweep_in_pytorch.py FOLDER

FOLDER holds Fashion-MNIST's four idx files, gzipped or not; `regsweep data get fashion_mnist` tells
where they are. Each trial is what regsweep does by default: SGD with momentum, batches of 64, and
after each epoch the loss and error of 2000 training examples and of the test part, without noise.
"""

import gzip
import itertools
import multiprocessing
import os
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional as F

INPUT_RATES, HIDDEN_RATES, SEEDS, EPOCHS, BATCH = [0, 0.1, 0.2], [0, 0.2, 0.4, 0.5], range(8), 2, 64


def idx(folder, name, header):
    for path, opened in ((folder / name, open), (folder / f"{name}.gz", gzip.open)):
        if path.exists():
            with opened(path, "rb") as file:
                return torch.from_numpy(
                    numpy.frombuffer(file.read(), numpy.uint8, offset=header).copy()
                )
    sys.exit(f"sweep_in_pytorch: {folder / name} is missing")


def load(folder):
    parts = []
    for part in ("train", "t10k"):
        images, labels = idx(folder, f"{part}-images-idx3-ubyte", 16), idx(
            folder, f"{part}-labels-idx1-ubyte", 8
        )
        parts.append((images.view(-1, 784).float() / 255, labels.long()))
    return parts


def evaluate(model, images, labels):
    model.eval()
    with torch.no_grad():
        logits = model(images)
        loss, error = (
            F.cross_entropy(logits, labels).item(),
            (logits.argmax(1) != labels).float().mean().item(),
        )
    model.train()
    return loss, error


def train(data, input_rate, hidden_rate, seed):
    torch.manual_seed(seed)
    (images, labels), test = data
    model = nn.Sequential(
        nn.Dropout(input_rate),
        nn.Linear(784, 256),
        nn.ReLU(),
        nn.Dropout(hidden_rate),
        nn.Linear(256, 256),
        nn.ReLU(),
        nn.Dropout(hidden_rate),
        nn.Linear(256, 10),
    )
    optimizer = torch.optim.SGD(model.parameters(), 0.05, 0.9)
    for _ in range(EPOCHS):
        order = torch.randperm(len(labels))
        for first in range(0, len(labels), BATCH):
            chosen = order[first : first + BATCH]
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(images[chosen]), labels[chosen]).backward()
            optimizer.step()
        evaluate(model, images[:2000], labels[:2000])
        _, error = evaluate(model, *test)
    return error


def work(folder, trials):
    torch.set_num_threads(1)
    data = load(folder)
    for trial in trials:
        print(*trial, f"{train(data, *trial):.4f}", flush=True)


def main(folder):
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    trials = list(itertools.product(INPUT_RATES, HIDDEN_RATES, SEEDS))
    start = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=work, args=(Path(folder), trials[half::2])) for half in (0, 1)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{len(trials)} trials in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
