#!/usr/bin/env python3
"""One training step of a workload of steps_bench in PyTorch, on one core: prints the median ms over
so many seconds.

Usage: pytorch_steps.py WORKLOAD RATE_OF_NOISE SECONDS [bf16]      (0 for the variant without noise)

Perceptrons: SGD with momentum; transformers: as nanoGPT's (pre-norm, GELU, biases, tied head,
vocabulary 65), AdamW, dropout at nanoGPT's places (embedding, attention weights, both residual
branches). bf16: autocast around the forward pass.
"""

import contextlib
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

MLPS = {
    "mlp 128-64-10 b64": ([128, 64, 10], 64, 0.0),
    "mlp 784-256x2-10 b64": ([784, 256, 256, 10], 64, 0.2),
    "mlp 784-1024x3-10 b128": ([784, 1024, 1024, 1024, 10], 128, 0.2),
}
TRANSFORMERS = {"gpt 4x4x128 12x64": (4, 4, 128, 64, 12), "gpt 6x6x384 8x256": (6, 6, 384, 256, 8)}
VOCABULARY = 65


class Block(nn.Module):
    def __init__(self, heads, channels, rate):
        super().__init__()
        self.heads = heads
        self.norm_1, self.norm_2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.query_key_value, self.projection = nn.Linear(channels, 3 * channels), nn.Linear(
            channels, channels
        )
        self.ffn = nn.Sequential(
            nn.Linear(channels, 4 * channels), nn.GELU(), nn.Linear(4 * channels, channels)
        )
        self.drop = nn.Dropout(rate)

    def forward(self, x, visible):
        batch, length, channels = x.shape
        heads = self.query_key_value(self.norm_1(x)).view(
            batch, length, 3, self.heads, channels // self.heads
        )
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        logits = query @ key.transpose(-2, -1) * (channels // self.heads) ** -0.5
        weights = self.drop(logits.masked_fill(~visible, float("-inf")).softmax(-1))
        x = x + self.drop(
            self.projection((weights @ value).transpose(1, 2).reshape(batch, length, channels))
        )
        return x + self.drop(self.ffn(self.norm_2(x)))


class Transformer(nn.Module):
    def __init__(self, layers, heads, channels, context, rate):
        super().__init__()
        self.token, self.position = nn.Embedding(VOCABULARY, channels), nn.Embedding(
            context, channels
        )
        self.drop, self.norm = nn.Dropout(rate), nn.LayerNorm(channels)
        self.blocks = nn.ModuleList(Block(heads, channels, rate) for _ in range(layers))
        self.register_buffer("visible", torch.ones(context, context).tril().bool())

    def forward(self, tokens):
        x = self.drop(self.token(tokens) + self.position.weight)
        for block in self.blocks:
            x = block(x, self.visible)
        return F.linear(self.norm(x), self.token.weight).flatten(0, 1)


def workload(name, rate):
    """The model, its optimizer and a batch."""
    if name in MLPS:
        sizes, batch, input_rate = MLPS[name]
        layers = [nn.Dropout(input_rate if rate else 0)]
        for before, after in zip(sizes, sizes[1:-1]):
            layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(rate)]
        model = nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))
        return (
            model,
            torch.optim.SGD(model.parameters(), 1e-4, 0.9),
            torch.rand(batch, sizes[0]),
            torch.arange(batch) % 10,
        )
    layers, heads, channels, context, batch = TRANSFORMERS[name]
    model = Transformer(layers, heads, channels, context, rate)
    tokens, targets = torch.randint(VOCABULARY, (2, batch, context))
    return model, torch.optim.AdamW(model.parameters(), 1e-4), tokens, targets.flatten()


def main(name, rate, seconds, precision="float32"):
    torch.set_num_threads(1)
    model, optimizer, inputs, targets = workload(name, float(rate))
    autocast = (
        torch.autocast("cpu", dtype=torch.bfloat16)
        if precision == "bf16"
        else contextlib.nullcontext()
    )
    steps = []
    while sum(steps) < float(seconds) or len(steps) < 3:
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with autocast:
            loss = F.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
        steps.append(time.perf_counter() - start)
    print(f"{statistics.median(steps) * 1e3:.5f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
