"""Marks that several figures share: seeds as points, intervals as bars, the baseline as a dashed
line, diverged trials as crosses at the edge of the panel.

`upright`: values stand on the vertical axis; else on the horizontal one.
"""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from . import style
from .summary import Row, Summary
from .venues import venue

BESIDE = 2.4  # points between a bar and its seeds


def ends(row: Row, summary: Summary) -> tuple:
    """Mean, lower and upper end of its interval, as they are shown."""
    return tuple(
        summary.metric.scale * each for each in (row.mean.mean, row.mean.low, row.mean.high)
    )


def points(panel, right: float, up: float) -> ScaledTranslation:
    """A shift by points of the page."""
    return ScaledTranslation(right / 72, up / 72, panel.figure.dpi_scale_trans)


def seeds(panel, summary: Summary, places, rows: list, color, transform, upright=True) -> None:
    """A point per trial: at the place of its row on one axis, at its value on the other."""
    place = np.repeat(places, [len(row.values) for row in rows])
    value = summary.metric.scale * np.concatenate([row.values for row in rows] or [[]])
    panel.plot(
        *((place, value) if upright else (value, place)),
        ".",
        color=color,
        alpha=style.SEED,
        markersize=3.4,
        markeredgewidth=0,
        transform=transform,
        zorder=2,
        rasterized=sum(len(row.values) for row in summary.rows) > style.DENSE,
    )


def crosses(panel, places: list, color, shift=None, upright: bool = True) -> None:
    """Of trials that diverged."""
    if not places:
        return
    data, axes = panel.transData, panel.transAxes
    edge = blended_transform_factory(*((data, axes) if upright else (axes, data)))
    beyond = [0.985] * len(places)
    panel.plot(
        *((places, beyond) if upright else (beyond, places)),
        "x",
        color=color,
        markersize=4.5,
        markeredgewidth=1.2,
        transform=edge + shift if shift else edge,
        clip_on=False,
        zorder=5,
    )


def baseline(panel, summary: Summary, upright: bool = True) -> None:
    """Its mean; where values stand upright, with its name."""
    if summary.baseline is None or not np.isfinite(summary.rows[summary.baseline].mean.mean):
        return
    mean = summary.metric.scale * summary.rows[summary.baseline].mean.mean
    (panel.axhline if upright else panel.axvline)(
        mean, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1
    )
    if not upright:  # its row carries the name
        return
    panel.text(
        1,
        mean,
        "baseline",
        transform=blended_transform_factory(panel.transAxes, panel.transData) + points(panel, 0, 2),
        ha="right",
        va="bottom",
        size=venue().note,
        color=style.GREY,
        zorder=6,
        path_effects=[withStroke(linewidth=1.5, foreground="white", alpha=0.8)],
    )


def limits(summary: Summary) -> tuple:
    """Of all seeds and intervals of all panels (shifted lines do not count for matplotlib's own
    limits).
    """
    numbers = np.concatenate([[*row.values, row.mean.low, row.mean.high] for row in summary.rows])
    numbers = summary.metric.scale * numbers[np.isfinite(numbers)]
    if not len(numbers):
        return 0, 1
    room = 0.09 * (numbers.max() - numbers.min()) or 0.05 * abs(numbers.max()) or 1
    return numbers.min() - room, numbers.max() + room
