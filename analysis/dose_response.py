"""The primary metric against the dose, with every seed, means and t intervals; for sweeps of words, one line of text per variant.

Lines, bars and points of one dose stand beside each other by a few points of the page, whatever the scale of the axis.
Diverged trials have no number: they are crosses at the edge of the panel.
"""

import math

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from . import style
from .arrangement import Arrangement, arrangement, crossed, groups_of, is_text, notes_of, setting_of, values_of
from .naming import axis_title, setting, short_settings
from .summary import Summary

DODGE = 6  # points between neighbouring lines at a dose
BESIDE = 2.4  # points between a bar and its seeds
DECADES = 20  # doses whose extremes are this many times apart stand on a logarithmic axis
SAYS = "Points are seeds; bars are {level} t intervals over seeds."


def dose_response(summary: Summary, width: float | None = None) -> plt.Figure:
    """One line per value of the series, a panel per combination of further axes; the dashed line is the baseline's mean."""
    summary = crossed(summary)
    parts = arrangement(summary)
    with plt.rc_context(style.settings()):
        return _panels(summary, parts, width) if parts.dose else _list_of_variants(summary, width)


def _notes(summary: Summary) -> list:
    crosses = " Crosses are diverged trials." if any(row.diverged for row in summary.rows) else ""
    return notes_of(summary, SAYS + crosses)


def _panels(summary: Summary, parts: Arrangement, width: float | None) -> plt.Figure:
    panels = groups_of(summary.rows, parts.others)
    columns = min(len(panels), 3)
    width = width or style.width_of(columns)
    series = values_of(summary.rows, parts.series)
    legend = style.Legend(axis_title(parts.series), list(map(setting, series)), width) if parts.series else None
    figure, axes = style.sheet(math.ceil(len(panels) / columns), columns, panel_height=1.95, notes=_notes(summary), legend=legend,
                               titles=bool(parts.others), each_titled=True, share_y=True, width=width)  # fmt: skip
    for panel, (settings, rows) in zip(axes.flat, panels):
        handles = _panel(panel, summary, parts, rows, series)
        panel.set_title(short_settings(settings))
    for panel in axes.flat[len(panels) :]:
        panel.set_visible(False)
    for panel in axes[-1]:
        panel.set_xlabel(axis_title(parts.dose))
    for panel in axes[:, 0]:
        panel.set_ylabel(summary.metric.axis_label)
    if legend:
        legend.draw(figure, handles)
    return figure


def _panel(panel, summary: Summary, parts: Arrangement, rows: list, series: list) -> list:
    """Draws the rows; returns one handle per value of the series."""
    scale = summary.metric.scale
    handles = []
    _baseline(panel, summary)
    for i, (value, color, marker) in enumerate(zip(series, style.colors(len(series), not is_text(series)), style.markers(len(series)))):
        mine = sorted((row for row in rows if setting_of(row, parts.series) == value), key=lambda row: row.settings[parts.dose])
        shift = _points(panel, (i - (len(series) - 1) / 2) * DODGE, 0)
        moved = panel.transData + shift
        for row in mine:
            dose = row.settings[parts.dose]
            panel.plot([dose] * len(row.values), scale * row.values, ".", color=color, alpha=style.SEED, markersize=3.4, markeredgewidth=0,
                       transform=moved + _points(panel, BESIDE, 0), zorder=2)  # fmt: skip
            if np.isfinite(row.mean.low):
                panel.plot([dose, dose], [scale * row.mean.low, scale * row.mean.high], color=color, linewidth=1, transform=moved, zorder=3)
            if row.diverged:
                edge = blended_transform_factory(panel.transData, panel.transAxes) + shift
                panel.plot([dose], [0.985], "x", color=color, markersize=4.5, markeredgewidth=1.2, transform=edge, clip_on=False, zorder=5)
        handles += panel.plot([row.settings[parts.dose] for row in mine], [scale * row.mean.mean for row in mine], marker=marker, color=color,
                              markeredgecolor="white", markeredgewidth=0.5, transform=moved, zorder=4)  # fmt: skip
    _dose_axis(panel, values_of(summary.rows, parts.dose))
    panel.set_ylim(*_limits(summary))
    return handles


def _list_of_variants(summary: Summary, width: float | None) -> plt.Figure:
    """Words have no order and no distance: variants stand below each other, as in the table."""
    scale = summary.metric.scale
    names = [", ".join(setting(value) for value in row.settings.values()) or row.label for row in summary.rows]
    left = min(0.15 + max(style.length(name, style.SMALL) for name in names), 0.6 * style.SINGLE)
    figure, axes = style.sheet(1, 1, panel_height=0.15 + 0.2 * len(names), notes=_notes(summary), left=left, width=width)
    panel = axes[0, 0]
    color = style.OKABE_ITO[0]
    _baseline(panel, summary, upright=True)
    for place, row in enumerate(summary.rows):
        below = panel.transData + _points(panel, 0, -BESIDE)
        panel.plot(scale * row.values, [place] * len(row.values), ".", color=color, alpha=style.SEED, markersize=3.4, markeredgewidth=0, transform=below)
        if np.isfinite(row.mean.low):
            panel.plot([scale * row.mean.low, scale * row.mean.high], [place, place], color=color, linewidth=1)
        panel.plot([scale * row.mean.mean], [place], "o", color=color, markeredgecolor="white", markeredgewidth=0.5)
        if row.diverged:
            edge = blended_transform_factory(panel.transAxes, panel.transData)
            panel.plot([0.985], [place], "x", color=color, markersize=4.5, markeredgewidth=1.2, transform=edge, clip_on=False)
    panel.set_yticks(range(len(names)), names)
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", visible=False)
    panel.grid(axis="x", visible=True)
    panel.set_ylim(len(names) - 0.4, -0.6)
    panel.set_xlim(*_limits(summary))
    panel.set_xlabel(summary.metric.axis_label)
    return figure


def _points(panel, right: float, up: float) -> ScaledTranslation:
    """A shift by points of the page."""
    return ScaledTranslation(right / 72, up / 72, panel.figure.dpi_scale_trans)


def _baseline(panel, summary: Summary, upright: bool = False) -> None:
    if summary.baseline is None or not np.isfinite(summary.rows[summary.baseline].mean.mean):
        return
    mean = summary.metric.scale * summary.rows[summary.baseline].mean.mean
    (panel.axvline if upright else panel.axhline)(mean, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    if upright:  # its row carries the name
        return
    side = blended_transform_factory(panel.transAxes, panel.transData) + _points(panel, 0, 2)
    panel.text(1, mean, "baseline", transform=side, ha="right", va="bottom", size=style.NOTE + 0.5, color=style.GREY)


def _limits(summary: Summary) -> tuple:
    """Of all seeds and intervals of all panels (shifted lines do not count for matplotlib's own limits)."""
    numbers = np.concatenate([[*row.values, row.mean.low, row.mean.high] for row in summary.rows])
    numbers = summary.metric.scale * numbers[np.isfinite(numbers)]
    if not len(numbers):
        return 0, 1
    room = 0.09 * (numbers.max() - numbers.min()) or 0.05 * abs(numbers.max()) or 1
    return numbers.min() - room, numbers.max() + room


def _dose_axis(panel, doses: list) -> None:
    positive = [dose for dose in doses if dose > 0]
    if len(positive) > 1 and doses[0] >= 0 and positive[-1] / positive[0] >= DECADES:
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
    if len(doses) <= 8:
        panel.xaxis.set_major_locator(FixedLocator(doses))
        panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
    panel.xaxis.set_minor_formatter(NullFormatter())
