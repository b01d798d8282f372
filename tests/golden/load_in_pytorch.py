#!/usr/bin/env python3
"""A trial's parameters in PyTorch: trains a small language model, loads its parameters into a
nanoGPT-shaped module with load_state_dict (strict: every name and shape must fit), and compares the
logits that `regsweep inspect` wrote with PyTorch's on the same tokens.

Usage: /usr/bin/python3 tests/golden/load_in_pytorch.py build/regsweep
Needs PyTorch and h5py (Debian: python3-torch, python3-h5py).
"""

import math
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional

LAYERS, HEADS, CHANNELS, CONTEXT = 2, 3, 24, 16
SWEEP = f"""
sweep: to-pytorch
base:
  data: {{name: text, path: text.txt}}
  model: {{kind: causal_transformer, layers: {LAYERS}, heads: {HEADS}, \
channels: {CHANNELS}, context: {CONTEXT}}}
  optimizer: {{kind: adamw, learning_rate: 1e-2}}
  training: {{steps: 60, batch: 8, save_parameters: [last]}}
seeds: 1
analysis: {{metric: validation.loss}}
"""


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(CHANNELS, 3 * CHANNELS), nn.Linear(CHANNELS, CHANNELS)

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = (
            each.view(B, T, HEADS, C // HEADS).transpose(1, 2)
            for each in self.c_attn(x).split(C, dim=2)
        )
        later = torch.triu(torch.ones(T, T, dtype=torch.bool), 1)
        weights = torch.softmax(
            (q @ k.transpose(2, 3) / math.sqrt(C // HEADS)).masked_fill(later, -math.inf), dim=-1
        )
        return self.c_proj((weights @ v).transpose(1, 2).reshape(B, T, C))


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_fc, self.c_proj = nn.Linear(CHANNELS, 4 * CHANNELS), nn.Linear(
            4 * CHANNELS, CHANNELS
        )

    def forward(self, x):
        return self.c_proj(functional.gelu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.attn, self.ln_2, self.mlp = (
            nn.LayerNorm(CHANNELS),
            Attention(),
            nn.LayerNorm(CHANNELS),
            FeedForward(),
        )

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    """The names and shapes of nanoGPT's state_dict."""

    def __init__(self, vocabulary):
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(vocabulary, CHANNELS),
                "wpe": nn.Embedding(CONTEXT, CHANNELS),
                "h": nn.ModuleList(Block() for _ in range(LAYERS)),
                "ln_f": nn.LayerNorm(CHANNELS),
            }
        )
        self.lm_head = nn.Linear(CHANNELS, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.transformer.wte(tokens) + self.transformer.wpe(torch.arange(tokens.shape[1]))
        for block in self.transformer.h:
            x = block(x)
        return self.lm_head(self.transformer.ln_f(x))


def main(regsweep):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "text.txt").write_text(
            "the quick brown fox jumps over the lazy dog; " * 60, encoding="utf-8"
        )
        (folder / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
        subprocess.run(
            [regsweep, "run", "sweep.yaml", "--out", "out"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        trial = next((folder / "out/trials").glob("*.h5"))
        subprocess.run(
            [regsweep, "inspect", trial, "--examples", "8", "--out", "seen.h5"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with h5py.File(trial) as file:
            state = {
                name: torch.tensor(np.asarray(values))
                for name, values in file["parameters/step_60"].items()
                if isinstance(values, h5py.Dataset)
                and "." in name
                and name.split(".")[-1] in ("weight", "bias")
            }
        with h5py.File(folder / "seen.h5") as file:
            tokens, logits = torch.tensor(np.asarray(file["tokens"])), np.asarray(file["logits"])
    model = Gpt(state["transformer.wte.weight"].shape[0])
    print(model.load_state_dict(state, strict=True))
    with torch.no_grad():
        difference = np.abs(model(tokens).numpy() - logits).max()
    print(
        f"largest difference of {logits.size} logits (up to {np.abs(logits).max():.3f}):"
        f" {difference:.2e}"
    )
    sys.exit(int(difference > 1e-4 * np.abs(logits).max()))


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
