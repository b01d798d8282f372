"""The primary metric against the dose, with every seed, means and t intervals; for sweeps of words,
one line of text per variant.

Lines, bars and points of one dose stand beside each other by a few points of the page, whatever the
scale of the axis. Where there is no room for that, bands take the place of bars and seeds are left
out. Diverged trials have no number: they are crosses at the edge of the panel.
"""

import math

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from . import style
from .axes import axis_title, groups_of, is_text, setting, setting_of, short_settings, values_of
from .figure_axes import Arrangement, arrangement, best_groups, crossed, notes_of
from .notes import reading
from .summary import Row, Summary

DODGE = 6  # points between neighbouring lines at a dose, where there is room
LEAST = 2.5  # points between them, below which a panel is crowded
BESIDE = 2.4  # points between a bar and its seeds
DECADES = 20  # doses whose extremes are this many times apart stand on a logarithmic axis
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
        return _panels(summary, parts, width) if parts.dose else _list_of_variants(summary, width)


def _notes(summary: Summary, says: str = SAYS) -> list:
    crosses = " Crosses are diverged trials." if any(row.diverged for row in summary.rows) else ""
    return notes_of(summary, says + crosses)


def _panels(summary: Summary, parts: Arrangement, width: float | None) -> plt.Figure:
    every = groups_of(summary.rows, parts.others)
    panels = best_groups(summary, every, MOST)
    columns = min(len(panels), 3)
    width = width or style.width_of(columns)
    series = values_of(summary.rows, parts.series)
    dodge = min(
        DODGE,
        72
        * 0.7
        * (width / columns - 0.4)
        / len(values_of(summary.rows, parts.dose))
        / max(1, len(series) - 1),
    )
    notes = _notes(summary, CROWDED if dodge < LEAST else SAYS)
    if len(panels) < len(every):
        notes.insert(
            1,
            reading(
                f"{len(panels)} of {len(every)} panels: those of the baseline and of the best"
                " variants."
            ),
        )
    legend = (
        style.Legend(axis_title(parts.series), list(map(setting, series)), width)
        if parts.series
        else None
    )
    figure, axes = style.sheet(
        math.ceil(len(panels) / columns),
        columns,
        panel_height=1.95,
        notes=notes,
        legend=legend,
        titles=bool(parts.others),
        each_titled=True,
        share_y=True,
        width=width,
    )
    for panel, (settings, rows) in zip(axes.flat, panels):
        handles = _panel(panel, summary, parts, rows, series, dodge)
        panel.set_title(short_settings(settings))
    style.finish_grid(axes, len(panels), axis_title(parts.dose))
    for panel in axes[:, 0]:
        panel.set_ylabel(summary.metric.axis_label)
    if legend:
        legend.draw(figure, handles)
    return figure


def _panel(
    panel, summary: Summary, parts: Arrangement, rows: list, series: list, dodge: float
) -> list:
    """Draws the rows; returns one handle per value of the series."""
    handles = []
    _baseline(panel, summary)
    for i, (value, color, marker) in enumerate(
        zip(series, style.colors(len(series), not is_text(series)), style.markers(len(series)))
    ):
        mine = sorted(
            (row for row in rows if setting_of(row, parts.series) == value),
            key=lambda row: row.settings[parts.dose],
        )
        doses, means, low, high = (
            np.array([[row.settings[parts.dose], *_ends(row, summary)] for row in mine])
            .reshape(-1, 4)
            .T
        )
        if dodge < LEAST:
            shift = _points(panel, 0, 0)
            panel.fill_between(
                doses, low, high, color=color, alpha=style.BAND / 2, linewidth=0, zorder=2
            )
            handles += panel.plot(doses, means, color=color, zorder=4)
        else:
            shift = _points(panel, (i - (len(series) - 1) / 2) * dodge, 0)
            moved = panel.transData + shift
            _seeds(
                panel,
                summary,
                [row.settings[parts.dose] for row in mine],
                mine,
                color,
                moved + _points(panel, BESIDE, 0),
            )
            sure = np.isfinite(low)
            ends = doses[sure], low[sure], high[sure]
            panel.vlines(*ends, color=color, linewidth=1, transform=moved, zorder=3)
            handles += panel.plot(
                doses,
                means,
                marker=marker,
                color=color,
                markeredgecolor="white",
                markeredgewidth=0.5,
                transform=moved,
                zorder=4,
            )
        if diverged := [row.settings[parts.dose] for row in mine if row.diverged]:
            edge = blended_transform_factory(panel.transData, panel.transAxes) + shift
            panel.plot(
                diverged,
                [0.985] * len(diverged),
                "x",
                color=color,
                markersize=4.5,
                markeredgewidth=1.2,
                transform=edge,
                clip_on=False,
                zorder=5,
            )
    _dose_axis(panel, values_of(summary.rows, parts.dose))
    panel.set_ylim(*_limits(summary))
    return handles


def _ends(row: Row, summary: Summary) -> tuple:
    return tuple(
        summary.metric.scale * each for each in (row.mean.mean, row.mean.low, row.mean.high)
    )


def _seeds(
    panel, summary: Summary, places: list, rows: list, color, transform, upright: bool = True
) -> None:
    """A point per trial: at the place of its row on one axis, at its value on the other."""
    place, value = np.repeat(
        places, [len(row.values) for row in rows]
    ), summary.metric.scale * np.concatenate([row.values for row in rows] or [[]])
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


def _list_of_variants(summary: Summary, width: float | None) -> plt.Figure:
    """Words have no order and no distance: variants stand below each other, as in the table."""
    names = [
        ", ".join(setting(value) for value in row.settings.values()) or row.label
        for row in summary.rows
    ]
    left = min(0.15 + max(style.length(name, style.SMALL) for name in names), 0.6 * style.SINGLE)
    figure, axes = style.sheet(
        1, 1, panel_height=0.15 + 0.2 * len(names), notes=_notes(summary), left=left, width=width
    )
    panel = axes[0, 0]
    color = style.PALETTE[0]
    _baseline(panel, summary, upright=True)
    places = range(len(names))
    _seeds(
        panel,
        summary,
        places,
        summary.rows,
        color,
        panel.transData + _points(panel, 0, -BESIDE),
        upright=False,
    )
    means, low, high = np.array([_ends(row, summary) for row in summary.rows]).T
    sure = np.isfinite(low)
    panel.hlines(np.array(places)[sure], low[sure], high[sure], color=color, linewidth=1)
    panel.plot(means, places, "o", color=color, markeredgecolor="white", markeredgewidth=0.5)
    if diverged := [place for place, row in enumerate(summary.rows) if row.diverged]:
        edge = blended_transform_factory(panel.transAxes, panel.transData)
        panel.plot(
            [0.985] * len(diverged),
            diverged,
            "x",
            color=color,
            markersize=4.5,
            markeredgewidth=1.2,
            transform=edge,
            clip_on=False,
        )
    panel.set_yticks(places, names)
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
    (panel.axvline if upright else panel.axhline)(
        mean, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1
    )
    if upright:  # its row carries the name
        return
    side = blended_transform_factory(panel.transAxes, panel.transData) + _points(panel, 0, 2)
    panel.text(
        1,
        mean,
        "baseline",
        transform=side,
        ha="right",
        va="bottom",
        size=style.NOTE + 0.5,
        color=style.GREY,
        zorder=6,
        path_effects=[withStroke(linewidth=1.5, foreground="white", alpha=0.8)],
    )


def _limits(summary: Summary) -> tuple:
    """Of all seeds and intervals of all panels (shifted lines do not count for matplotlib's own
    limits).
    """
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
