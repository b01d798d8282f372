"""The axis of doses: on the scale on which they were swept, with ticks that never run into each
other.

Doses that a constant factor separates, or whose extremes are far apart, stand on a logarithmic
axis; with 0 among them on one that is linear up to the smallest.
"""

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from .axes import setting
from .lines import length
from .venues import venue

DECADES = 20  # doses whose extremes are this many times apart stand on a logarithmic axis
EVEN = 0.1  # relative spread of gaps below which they are even
GAP = 0.06  # inches between the labels of ticks
FEW = 8  # doses that each have a tick


def is_logarithmic(doses: list) -> bool:
    """Whether doses, rising, were swept by a factor."""
    positive = [dose for dose in doses if dose > 0]
    if len(positive) < 2 or doses[0] < 0:
        return False
    if positive[-1] / positive[0] >= DECADES:
        return True
    if len(positive) < 3 or doses[0] == 0:
        return False
    gaps, factors = np.diff(positive), np.diff(np.log(positive))
    return factors.std() / factors.mean() < EVEN < gaps.std() / gaps.mean()


def dose_axis(panel, doses: list) -> None:
    """Scale, limits and ticks of a panel's horizontal axis."""
    if is_logarithmic(doses):
        positive = [dose for dose in doses if dose > 0]
        if doses[0] == 0:
            panel.set_xscale("symlog", linthresh=positive[0], linscale=0.5)
            panel.set_xlim(-0.35 * positive[0], positive[-1] * 1.8)
        else:
            panel.set_xscale("log")
            room = (positive[-1] / positive[0]) ** 0.08
            panel.set_xlim(positive[0] / room, positive[-1] * room)
    else:
        room = 0.09 * (doses[-1] - doses[0]) or 0.5
        panel.set_xlim(doses[0] - room, doses[-1] + room)
    _ticks(panel, doses)
    panel.xaxis.set_minor_formatter(NullFormatter())


def _ticks(panel, doses: list) -> None:
    ticks = doses
    if len(doses) > FEW:
        if panel.get_xscale() == "linear":
            widest = max(length(setting(dose), venue().small) for dose in (doses[0], doses[-1]))
            most = max(2, int(_inches(panel, panel.get_xlim()[1]) / (widest + 2 * GAP)))
            ticks = MaxNLocator(min(FEW, most), steps=[1, 2, 5, 10]).tick_values(
                doses[0], doses[-1]
            )
            ticks = [each for each in ticks if doses[0] <= each <= doses[-1]]
    panel.xaxis.set_major_locator(FixedLocator(ticks))
    panel.xaxis.set_minor_locator(NullLocator())
    named = set(_apart(panel, ticks))
    panel.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: setting(value) if value in named else "")
    )


def _apart(panel, ticks) -> list:
    """The ticks whose labels have room: of neighbours the first, but the last one in any case."""
    kept, end = [], -np.inf
    for tick in ticks:
        half = length(setting(tick), venue().small) / 2
        middle = _inches(panel, tick)
        if middle - half >= end + GAP:
            kept.append(tick)
            end = middle + half
    if kept and kept[-1] != ticks[-1]:
        start = _inches(panel, ticks[-1]) - length(setting(ticks[-1]), venue().small) / 2
        while kept and start < GAP + (
            _inches(panel, kept[-1]) + length(setting(kept[-1]), venue().small) / 2
        ):
            kept.pop()
        kept.append(ticks[-1])
    return kept


def _inches(panel, value: float) -> float:
    """From the left edge of the panel."""
    figure = panel.figure
    left = panel.transAxes.transform((0, 0))[0]
    return (panel.transData.transform((value, 0.5))[0] - left) / figure.dpi
