"""Trials that are begun and not finished: their curves so far, over those of the finished ones.

They are read from checkpoints (lib/results/FORMAT.md), which a trial writes about once a minute and
which are no results: no number of a table, a test or another figure counts them.
"""

from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection

from . import style
from .curves import SETTLED, limit
from .metrics import metric as metric_of
from .notes import reading

MOST = 7  # trials with a line of their own, those that have come farthest
NAME = "in_training"  # of the figure's files
SAYS = "Grey: trials that are finished. No number of this page counts those that are not."


class Begun(NamedTuple):
    """`curves`: "epoch" and names of metrics -> values [evaluations]."""

    label: str
    seed: int
    step: int
    curves: dict

    @property
    def words(self) -> str:
        return f"{self.label}, seed {self.seed}"


def read_begun(folder: Path, dataset: xr.Dataset) -> list:
    """Those of a sweep's directory, in the order of the plan.

    A checkpoint that cannot be read, such as one whose trial has just ended, is passed over.
    """
    found = []
    for row in np.flatnonzero(dataset["status"].values == "missing"):
        file = folder / "checkpoints" / f"{dataset['trial_id'].values[row]}.h5"
        try:
            with h5py.File(file, "r") as opened:
                step = int(opened.attrs["step"])
                curves = {name: values[()] for name, values in opened["history"].items()}
        except (OSError, KeyError):
            continue
        if len(curves.get("epoch", [])):
            label, seed = dataset["label"].values[row], int(dataset["seed"].values[row])
            found.append(Begun(str(label), seed, step, curves))
    return found


def sentence(begun: list) -> str:
    """How far each has come, for the page."""
    farthest = sorted(begun, key=lambda each: -each.step)[:MOST]
    more = f"; and {len(begun) - MOST} more" if len(begun) > MOST else ""
    trials = "; ".join(f"{each.words} (step {each.step:,})" for each in farthest)
    return f"Begun and not finished: {trials}{more}."


def in_training(dataset: xr.Dataset, begun: list, width: float | None = None) -> plt.Figure | None:
    """A panel per measure; None when no trial is begun, or none has such a curve."""
    names = _measures(begun)
    if not names:
        return None
    shown = sorted(begun, key=lambda each: -each.step)[:MOST]
    width = width or style.width_of(len(names))
    with plt.rc_context(style.settings()):
        legend = style.Legend("", [each.words for each in shown], width)
        figure, axes = style.sheet(
            1,
            len(names),
            panel_height=1.7,
            notes=[reading(SAYS)],
            legend=legend,
            share_y="none",
            between=0.62,
            width=width,
        )
        for panel, name in zip(axes[0], names):
            handles = _panel(panel, dataset, shown, name)
        legend.draw(figure, handles)
    return figure


def _measures(begun: list) -> list:
    """An error or loss of the validation part, else of the test part, and the loss of training."""
    there = {name for each in begun for name in each.curves}
    judged = [
        f"{part}.{measure}"
        for part in ("validation", "test")
        for measure in ("error", "rmse", "loss")
    ]
    first = next((name for name in judged if name in there), None)
    return [name for name in (first, "train.loss") if name in there]


def _panel(panel, dataset: xr.Dataset, begun: list, name: str) -> list:
    """The curves of one measure; returns the handles of the trials that are begun."""
    shown = metric_of(dataset, name)
    settled = [np.array([])]
    done = np.flatnonzero(dataset["status"].values == "done")
    if f"curves.{name}" in dataset:
        epochs = dataset["epoch"].values[done]
        values = shown.scale * dataset[f"curves.{name}"].values[done]
        lines = [np.column_stack(line) for line in zip(epochs, values)]
        panel.add_collection(
            LineCollection(lines, colors=style.GREY, alpha=0.3, linewidths=0.6, rasterized=True)
        )
        settled.append(values[epochs >= SETTLED * np.nanmax(epochs, initial=0)])
    handles = []
    for each, color, dash in zip(begun, style.colors(MOST, False), style.dashes(MOST)):
        epoch = each.curves["epoch"]
        values = shown.scale * each.curves.get(name, np.full(len(epoch), np.nan))
        handles += panel.plot(epoch, values, color=color, linestyle=dash)
        panel.plot(epoch[-1:], values[-1:], "o", color=color)
        settled.append(values[epoch >= SETTLED * epoch.max()])
    panel.autoscale_view()
    limit(panel, np.concatenate(settled), name.endswith("loss"))
    panel.set_ylabel(shown.axis_label)
    panel.set_xlabel("Epoch")
    return handles
