#!/usr/bin/env python3
"""Makes the transformer's golden values with PyTorch: loss and gradients of one step with masks at
every site, losses of thirty steps.

The model is written here from its equations in PyTorch's own functions; masks come from the
randomness contract (tests/analysis/randomness.py), so both sides drop the same elements. Weights
and tokens are numbers of the contract, as in make_golden.py:

    matrices                 2^-2 (2 u - 1), embeddings 2^-1 (2 u - 1)
    gains 1 + 2^-3 (2 u - 1), biases 2^-3 (2 u - 1)
    tokens, next             floor(u * VOCABULARY)

Usage: /usr/bin/python3 tests/golden/make_transformer_golden.py
Needs PyTorch and numpy (Debian: python3-torch, python3-numpy).
"""

import itertools
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "analysis"))
import randomness  # noqa: E402

LAYERS, HEADS, CHANNELS, CONTEXT, VOCABULARY, FFN = 2, 3, 12, 7, 11, 2
BATCH, SEED, RATE, STEPS = 5, 3, 0.37, 30
ACTIVATIONS = {"gelu": functional.gelu, "relu": torch.relu}


def numbers(name, *shape):
    return randomness.uniforms(1, f"golden/{name}", 0, 0, int(np.prod(shape))).reshape(shape)


def shapes(tied, norm):
    C, hidden = CHANNELS, FFN * CHANNELS
    all_of_them = {
        "transformer.wte.weight": (VOCABULARY, C),
        "transformer.wpe.weight": (CONTEXT, C),
    }
    for i in range(LAYERS):
        block = f"transformer.h.{i}."
        for name, shape in [
            ("ln_1", (C,)),
            ("attn.c_attn", (3 * C, C)),
            ("attn.c_proj", (C, C)),
            ("ln_2", (C,)),
            ("mlp.c_fc", (hidden, C)),
            ("mlp.c_proj", (C, hidden)),
        ]:
            all_of_them[f"{block}{name}.weight"] = shape
            all_of_them[f"{block}{name}.bias"] = shape[:1]
    if norm == "pre":
        all_of_them["transformer.ln_f.weight"] = all_of_them["transformer.ln_f.bias"] = (C,)
    if not tied:
        all_of_them["lm_head.weight"] = (VOCABULARY, C)
    return all_of_them


def initial(name, shape):
    signed = 2 * numbers(name, *shape) - 1
    if len(shape) == 2:
        return signed * (2.0**-1 if name.startswith("transformer.w") else 2.0**-2)
    return (1.0 if "ln_" in name and name.endswith("weight") else 0.0) + 2.0**-3 * signed


class Model:
    def __init__(self, norm="pre", activation="gelu", tied=True, rate=RATE, dtype=torch.float64):
        self.norm, self.activation, self.rate, self.dtype = (
            norm,
            ACTIVATIONS[activation],
            rate,
            dtype,
        )
        self.weights = {
            name: torch.tensor(initial(name, shape), dtype=dtype, requires_grad=True)
            for name, shape in shapes(tied, norm).items()
        }
        self.tokens, self.next = (
            torch.tensor(np.floor(numbers(name, BATCH, CONTEXT) * VOCABULARY).astype(np.int64))
            for name in ("tokens", "next")
        )
        self.step = 0

    def noise(self, site, x):
        if self.rate == 0:
            return x
        dropped = randomness.dropped(SEED, site, self.rate, self.step, tuple(x.shape))
        return x * torch.tensor(np.where(dropped, 0.0, 1 / (1 - self.rate)), dtype=self.dtype)

    def layer_norm(self, name, x):
        return functional.layer_norm(
            x, (CHANNELS,), self.weights[name + ".weight"], self.weights[name + ".bias"], 1e-5
        )

    def linear(self, name, site, x):
        return functional.linear(
            x, self.noise(site, self.weights[name + ".weight"]), self.weights[name + ".bias"]
        )

    def attention(self, i, x):
        site, parameters = f"block.{i}.", f"transformer.h.{i}.attn."
        qkv = self.linear(parameters + "c_attn", site + "weights.query_key_value", x)
        q, k, v = (
            each.view(BATCH, CONTEXT, HEADS, CHANNELS // HEADS).transpose(1, 2)
            for each in qkv.split(CHANNELS, dim=2)
        )
        logits = self.noise(
            site + "attention_logits", q @ k.transpose(2, 3) / math.sqrt(CHANNELS // HEADS)
        )
        later = torch.triu(torch.ones(CONTEXT, CONTEXT, dtype=torch.bool), diagonal=1)
        weights = self.noise(
            site + "attention", torch.softmax(logits.masked_fill(later, -math.inf), dim=-1)
        )
        heads = (
            self.noise(site + "head", weights @ v).transpose(1, 2).reshape(BATCH, CONTEXT, CHANNELS)
        )
        out = self.linear(parameters + "c_proj", site + "weights.attention_projection", heads)
        return self.noise(site + "attention_path", self.noise(site + "attention_output", out))

    def ffn(self, i, x):
        site, parameters = f"block.{i}.", f"transformer.h.{i}.mlp."
        hidden = self.noise(
            site + "ffn",
            self.activation(self.linear(parameters + "c_fc", site + "weights.ffn_in", x)),
        )
        out = self.linear(parameters + "c_proj", site + "weights.ffn_out", hidden)
        return self.noise(site + "ffn_path", self.noise(site + "ffn_output", out))

    def block(self, i, x):
        ln_1, ln_2 = (f"transformer.h.{i}.ln_{n}" for n in (1, 2))
        if self.norm == "pre":
            y = x + self.attention(i, self.layer_norm(ln_1, x))
            y = y + self.ffn(i, self.layer_norm(ln_2, y))
        else:
            y = self.layer_norm(ln_1, x + self.attention(i, x))
            y = self.layer_norm(ln_2, y + self.ffn(i, y))
        return x + self.noise(f"block.{i}.layer", y - x)

    def loss(self):
        table = self.noise("token", self.weights["transformer.wte.weight"])
        x = self.noise("embedding", table[self.tokens] + self.weights["transformer.wpe.weight"])
        for i in range(LAYERS):
            x = self.block(i, x)
        if self.norm == "pre":
            x = self.layer_norm("transformer.ln_f", x)
        head = self.weights.get("lm_head.weight", self.weights["transformer.wte.weight"])
        logits = functional.linear(self.noise("output", x), head)
        return functional.cross_entropy(logits.view(-1, VOCABULARY), self.next.view(-1))


def write_gradients(header):
    lines, values, offset = (
        [header, "# case/name, offset into transformer_gradients.bin in numbers, shape\n"],
        [],
        0,
    )
    for norm, activation, tied in itertools.product(
        ("pre", "post"), ("gelu", "relu"), (True, False)
    ):
        model = Model(norm, activation, tied)
        loss = model.loss()
        loss.backward()
        case = f"{norm}_{activation}_{'tied' if tied else 'untied'}"
        for name, array in [
            ("loss", loss.detach()),
            *((n, w.grad) for n, w in model.weights.items()),
        ]:
            array = array.numpy().astype("<f8")
            lines.append(" ".join(map(str, [f"{case}/{name}", offset, *array.shape])) + "\n")
            values.append(array.ravel())
            offset += array.size
    (HERE / "transformer_gradients.txt").write_text("".join(lines), encoding="ascii")
    (HERE / "transformer_gradients.bin").write_bytes(np.concatenate(values).tobytes())


def trajectory(dtype):
    """Loss of each AdamW step before its update, with masks of that step at every site; matrices
    alone decay.
    """
    model = Model(rate=0.1, dtype=dtype)
    matrices, vectors = (
        [w for w in model.weights.values() if (w.dim() > 1) == wanted] for wanted in (True, False)
    )
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
        lr=2e-3,
        betas=(0.9, 0.99),
    )
    losses = []
    for model.step in range(STEPS):
        optimizer.zero_grad()
        loss = model.loss()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def write_trajectory(header):
    lines = [header, f"# name, precision of PyTorch, losses of steps 0 .. {STEPS - 1}\n"]
    for dtype in (torch.float64, torch.float32):
        lines.append(
            f"transformer_adamw {str(dtype).removeprefix('torch.')} "
            + " ".join(f"{loss:.17g}" for loss in trajectory(dtype))
            + "\n"
        )
    (HERE / "transformer_trajectory.txt").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    torch.set_num_threads(1)
    made_with = (
        f"# Made by tests/golden/make_transformer_golden.py with PyTorch {torch.__version__} and"
        f" numpy {np.__version__}; do not edit.\n"
    )
    write_gradients(made_with)
    write_trajectory(made_with)
