"""Reliability diagrams: accuracy in bins of confidence over the diagonal on which a network is as
sure as it is right, the shares of predictions as bars, the expected calibration error in words.

calibration.py draws them of results of single examples, reliability.py of a probe.
"""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt

from . import style
from .venues import venue


@dataclass(frozen=True)
class Diagram:
    """A panel. Confidence and accuracy are those of bins [bin], NaN in those of no share."""

    title: str
    confidence: np.ndarray
    accuracy: np.ndarray
    share: np.ndarray  # of predictions, 1 over all bins
    words: str  # the calibration error
    seeds: tuple = ()  # (confidence, accuracy) of single networks, faint


def diagrams(made: list, notes: list, columns: int, width: float | None) -> plt.Figure:
    """A sheet with a panel per Diagram. `notes`: of notes.py; `width`: inches, None for what suits
    `columns`.
    """
    with plt.rc_context(style.settings()):
        figure, axes = style.sheet(
            -(-len(made) // columns),
            columns,
            panel_height=1.3,
            notes=notes,
            titles=[each.title for each in made],
            names=["Confidence"],
            share_y=True,
            width=width or style.width_of(columns),
        )
        for panel, each in zip(axes.flat, made):
            _panel(panel, each)
        style.finish_grid(axes, len(made))
        for panel in axes[:, 0]:
            panel.set_ylabel("Accuracy")
    return figure


def _panel(panel, made: Diagram) -> None:
    bins = len(made.share)
    places = (np.arange(bins) + 0.5) / bins
    color = style.PALETTE[0]
    panel.bar(places, made.share, 0.9 / bins, color=style.FAINT, zorder=1)
    panel.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
    for confidence, accuracy in made.seeds:
        panel.plot(confidence, accuracy, color=color, alpha=0.3, linewidth=0.5, zorder=3)
    used = made.share > 0
    panel.plot(
        made.confidence[used],
        made.accuracy[used],
        marker="o",
        color=color,
        markersize=2.8,
        markeredgecolor="white",
        markeredgewidth=0.4,
        zorder=4,
    )
    panel.text(
        0.04,
        0.96,
        made.words,
        transform=panel.transAxes,
        ha="left",
        va="top",
        size=venue().note,
        bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
        zorder=5,
    )
    panel.set_xlim(0, 1)
    panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    panel.set_ylim(0, 1.03)
