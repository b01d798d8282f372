"""The primary metric against the dose, with every seed, means and t intervals; for sweeps of words,
one line of text per variant (variant_list.py).

Lines, bars and points of one dose stand beside each other by a few points of the page, whatever the
scale of the axis. Where there is no room for that, bands take the place of bars and seeds are left
out. Diverged trials have no number: they are crosses at the edge of the panel.
"""

import math

import numpy as np
from matplotlib import pyplot as plt

from . import marks, style
from .axes import axis_title, groups_of, is_text, setting, setting_of, short_settings, values_of
from .dose_axis import dose_axis
from .figure_axes import Arrangement, arrangement, best_groups, best_values, crossed, notes_of
from .notes import reading
from .summary import Summary
from .variant_list import variant_list

DODGE = 6  # points between neighbouring lines at a dose, where there is room
LEAST = 2.5  # points between them, below which a panel is crowded
MOST = 9  # panels; of more, those of the baseline and of the best variants are shown
SAYS = "Points are seeds; bars are {level} t intervals over seeds."
CROWDED = "Lines are means; bands are {level} t intervals over seeds."


def dose_response(summary: Summary, width: float | None = None) -> plt.Figure:
    """One line per value of the series, a panel per combination of further axes; the dashed line is
    the baseline's mean.
    """
    summary = crossed(summary)
    parts = arrangement(summary)
    with plt.rc_context(style.settings()):
        if parts.dose:
            return _panels(summary, parts, width)
        return variant_list(summary, _notes(summary), width)


def _notes(summary: Summary, says: str = SAYS) -> list:
    crosses = " Crosses are diverged trials." if any(row.diverged for row in summary.rows) else ""
    return notes_of(summary, says + crosses)


def _panels(summary: Summary, parts: Arrangement, width: float | None) -> plt.Figure:
    every = groups_of(summary.rows, parts.others)
    panels = best_groups(summary, every, MOST)
    columns = min(len(panels), 3)
    width = width or style.width_of(columns)
    series = best_values(summary, parts.series)
    dodge = _dodge(summary, parts, series, width / columns)
    notes = _notes(summary, CROWDED if dodge < LEAST else SAYS)
    best = "those of the baseline and of the best variants."
    if len(panels) < len(every):
        notes.insert(1, reading(f"{len(panels)} of {len(every)} panels: {best}"))
    if len(series) < len(values_of(summary.rows, parts.series)):
        of = len(values_of(summary.rows, parts.series))
        notes.insert(1, reading(f"{len(series)} of {of} lines: {best}"))
    legend = None
    if parts.series:
        legend = style.Legend(axis_title(parts.series), list(map(setting, series)), width)
    figure, axes = style.sheet(
        math.ceil(len(panels) / columns),
        columns,
        panel_height=1.95,
        notes=notes,
        legend=legend,
        titles=[short_settings(settings) for settings, _ in panels] if parts.others else (),
        names=[axis_title(parts.dose)],
        share_y=True,
        width=width,
    )
    for panel, (_, rows) in zip(axes.flat, panels):
        handles = _panel(panel, summary, parts, rows, series, dodge)
    style.finish_grid(axes, len(panels))
    for panel in axes[:, 0]:
        panel.set_ylabel(summary.metric.axis_label)
    if legend:
        legend.draw(figure, handles)
    return figure


def _dodge(summary: Summary, parts: Arrangement, series: list, inches: float) -> float:
    """Points between neighbouring lines at a dose."""
    of_dose = 72 * 0.7 * (inches - 0.4) / len(values_of(summary.rows, parts.dose))
    return min(DODGE, of_dose / max(1, len(series) - 1))


def _panel(
    panel, summary: Summary, parts: Arrangement, rows: list, series: list, dodge: float
) -> list:
    """Draws the rows; returns one handle per value of the series."""
    handles = []
    marks.baseline(panel, summary)
    looks = zip(series, style.colors(len(series), not is_text(series)), style.markers(len(series)))
    for i, (value, color, marker) in enumerate(looks):
        mine = sorted(
            (row for row in rows if setting_of(row, parts.series) == value),
            key=lambda row: row.settings[parts.dose],
        )
        doses = [row.settings[parts.dose] for row in mine]
        shift = marks.points(panel, (i - (len(series) - 1) / 2) * dodge * (dodge >= LEAST), 0)
        draw = _band if dodge < LEAST else _bars
        handles += draw(panel, summary, mine, doses, shift, {"color": color, "marker": marker})
        diverged = [row.settings[parts.dose] for row in mine if row.diverged]
        marks.crosses(panel, diverged, color, shift)
    dose_axis(panel, values_of(summary.rows, parts.dose))
    panel.set_ylim(*marks.limits(summary))
    return handles


def _band(panel, summary: Summary, rows: list, doses: list, _, look: dict) -> list:
    """Means as a line, intervals as a band around it."""
    means, low, high = np.array([marks.ends(row, summary) for row in rows]).reshape(-1, 3).T
    color = look["color"]
    panel.fill_between(doses, low, high, color=color, alpha=style.BAND / 2, linewidth=0, zorder=2)
    return panel.plot(doses, means, color=color, zorder=4)


def _bars(panel, summary: Summary, rows: list, doses: list, shift, look: dict) -> list:
    """Means as marks on a line, intervals as bars, seeds beside them."""
    means, low, high = np.array([marks.ends(row, summary) for row in rows]).reshape(-1, 3).T
    moved, color = panel.transData + shift, look["color"]
    beside = moved + marks.points(panel, marks.BESIDE, 0)
    marks.seeds(panel, summary, doses, rows, color, beside)
    sure = np.isfinite(low)
    places = np.array(doses)[sure]
    panel.vlines(places, low[sure], high[sure], color=color, linewidth=1, transform=moved, zorder=3)
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.5}
    return panel.plot(doses, means, **look, **edge, transform=moved, zorder=4)
