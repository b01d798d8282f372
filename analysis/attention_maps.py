"""Where the heads of one network look: attention weights of one sequence, a row of panels per layer
and a panel per head.

From what `regsweep inspect` writes, not from a probe (probes keep no weights of single sequences):

    regsweep inspect DIR --variant LABEL --seed 0 --sites attention --out DIR/NAME.inspection.h5

Every *.inspection.h5 in the sweep's folder is drawn: weights after mask and softmax, before the
noise of attention. Rows are queries, which see keys up to their own.
"""

import re
from pathlib import Path

import h5py
import numpy as np
import xarray as xr
from matplotlib import pyplot as plt

from . import style
from .notes import reading
from .venues import venue

ENDING = ".inspection.h5"
SITE = re.compile(r"block\.(\d+)\.attention")
MOST = 8  # heads of a layer that are drawn
SAYS = (
    "Attention weights of the first sequence of a training batch, before their own noise and after"
    " that of the layers below: rows are queries, columns keys. Grey levels go from 0 (white) to"
    " the largest weight of a query with a choice of keys, which is written in the panel."
)


def attention_maps(dataset: xr.Dataset, width: float | None = None) -> dict:
    """Name of the file without ending -> (words for the caption, figure)."""
    made = {}
    for file in sorted(Path(dataset.attrs["folder"]).glob(f"*{ENDING}")):
        trial, layers = read_maps(file)
        if layers:
            with plt.rc_context(style.settings()):
                figure = _panels(layers, width)
            made[file.name.removesuffix(ENDING)] = (_words(dataset, trial), figure)
    return made


def read_maps(file: Path, example: int = 0) -> tuple:
    """The trial's id, and number of a layer -> weights [head, query, key] of an example."""
    with h5py.File(file, "r") as opened:
        sites = {match[1]: opened[name] for name in opened if (match := SITE.fullmatch(name))}
        layers = {int(number): group["before"][example] for number, group in sites.items()}
        trial = opened.attrs.get("trial", "")
    return str(trial), dict(sorted(layers.items()))


def _words(dataset: xr.Dataset, trial: str) -> str:
    """The variant and seed of a trial, if the sweep has it."""
    mine = np.flatnonzero(dataset["trial_id"].values == trial)
    if not len(mine):
        return trial
    return f"{dataset['label'].values[mine[0]]}, seed {dataset['seed'].values[mine[0]]}"


def _panels(layers: dict, width: float | None) -> plt.Figure:
    heads = min(MOST, max(len(each) for each in layers.values()))
    width = width or style.width_of(heads)
    side = (width - style.left_of() - style.RIGHT - 0.16 * (heads - 1)) / heads
    figure, axes = style.sheet(
        len(layers),
        heads,
        panel_height=side,
        notes=[reading(SAYS)],
        titles=[f"head {head}" for head in range(heads)],
        names=["Key"],
        share_y=True,
        width=width,
    )
    for place, (layer, weights) in enumerate(layers.items()):
        row = axes[place]
        for head, panel in enumerate(row):
            panel.set_visible(head < len(weights))
            if head < len(weights):
                _panel(panel, weights[head])
        row[0].set_ylabel(f"Layer {layer}: query")
    return figure


def _panel(panel, weights: np.ndarray) -> None:
    largest = weights[min(1, len(weights) - 1) :].max()  # the first query has one key
    look = {"cmap": "Greys", "vmin": 0, "vmax": largest, "interpolation": "nearest"}
    panel.imshow(weights, aspect="auto", **look)
    panel.grid(False)
    panel.text(
        0.96,
        0.96,
        f"{largest:.2f}",
        transform=panel.transAxes,
        ha="right",
        va="top",
        size=venue().note,
    )
