"""Two crossed axes, such as placement x rate: the mean of the metric in each cell, its verdict
below it, the baseline framed by dashes.

Numbers stand in the cells where there is room (else a note says what the lightest and the darkest
are), so the map needs no colour bar; the colours are a ramp of lightness, lighter for better
values.
"""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle

from . import style
from .axes import axis_title, groups_of, setting, setting_of, short_settings, values_of
from .figure_axes import arrangement, crossed, notes_of
from .notes import reading
from .number_text import decimals, number_text, scaled
from .summary import Row, Summary

SHADE = "Blues"
SAID = {"better", "worse", "equivalent"}  # verdicts that a cell shows
SAYS = "Means over seeds, lighter is better; verdicts against the baseline are those of the table."
NARROW = "Means over seeds: {} (lightest) to {} (darkest) {}."
ROOM = 0.42  # inches that a number takes
LONGEST = 30  # values of an axis; more of them have no room


def heat_map(summary: Summary, width: float | None = None) -> plt.Figure | None:
    """Doses from left to right, the series from top to bottom, a panel per combination of further
    axes. None without two axes.
    """
    made = crossed(summary)
    parts = arrangement(made)
    if parts.dose is None and parts.series and parts.others:
        parts.dose, parts.series, parts.others = parts.series, parts.others[0], parts.others[1:]
    if parts.dose is None or parts.series is None:
        return None
    rows = (
        [
            row
            for row in made.rows
            if made is summary or row.variant != made.rows[made.baseline or 0].variant
        ]
        if made.baseline is not None
        else made.rows
    )
    columns, lines = values_of(rows, parts.dose), values_of(rows, parts.series)
    if min(len(columns), len(lines)) < 2 or max(len(columns), len(lines)) > LONGEST:
        return None
    with plt.rc_context(style.settings()):
        return _panels(made, parts, rows, columns, lines, width, made is not summary)


def _panels(summary: Summary, parts, rows, columns, lines, width, elsewhere: bool) -> plt.Figure:
    panels = groups_of(rows, parts.others)
    across = min(len(panels), 2)
    notes = notes_of(summary, SAYS)
    if elsewhere and summary.baseline is not None:
        mean = _cell_text(summary.rows[summary.baseline], summary)
        notes.insert(
            1, reading(f"The baseline has no noise: {mean} {summary.metric.unit}".strip() + ".")
        )
    written = _fits(len(columns), across, width)
    if not written:
        ends = [number_text(summary.metric.scale * each, 2) for each in _limits(rows)]
        ends = ends if summary.metric.lower_is_better else ends[::-1]
        notes[0] = reading(NARROW.format(*ends, summary.metric.unit).replace(" .", "."))
    left = 0.42 + max(style.length(setting(value), style.SMALL) for value in lines)
    figure, axes = style.sheet(
        -(-len(panels) // across),
        across,
        panel_height=0.08 + (0.30 if written else 0.12) * len(lines),
        notes=notes,
        titles=True,
        each_titled=True,
        left=left,
        share_y=True,
        width=width,
    )
    limits = _limits(rows)
    for panel, (settings, cells) in zip(axes.flat, panels):
        _panel(panel, summary, parts, cells, columns, lines, limits, written)
        title = summary.metric.axis_label if not settings else short_settings(settings)
        panel.set_title(title)
    style.finish_grid(axes, len(panels), axis_title(parts.dose))
    for panel in axes[:, 0]:
        panel.set_ylabel(axis_title(parts.series))
    return figure


def _limits(rows) -> tuple:
    means = [row.mean.mean for row in rows if np.isfinite(row.mean.mean)]
    return (min(means), max(means)) if means else (0, 1)


def _fits(columns: int, across: int, width) -> bool:
    """Whether numbers have room in the cells."""
    return ((width or style.width_of(across)) / across - 1) / columns >= ROOM


def _panel(panel, summary, parts, rows, columns, lines, limits, written: bool) -> None:
    values = np.full((len(lines), len(columns)), np.nan)
    places = {}
    for row in rows:
        place = lines.index(setting_of(row, parts.series)), columns.index(
            setting_of(row, parts.dose)
        )
        values[place], places[place] = row.mean.mean, row
    shade = SHADE if summary.metric.lower_is_better else f"{SHADE}_r"
    image = panel.imshow(
        np.ma.masked_invalid(values), cmap=shade, vmin=limits[0], vmax=limits[1], aspect="auto"
    )
    image.cmap.set_bad("white")
    for (line, column), row in places.items():
        dark = (
            np.isfinite(values[line, column])
            and np.dot(image.to_rgba(values[line, column])[:3], (0.299, 0.587, 0.114)) < 0.5
        )
        if written:
            _write(panel, column, line, row, summary, "white" if dark else style.INK)
        if row is summary.rows[summary.baseline or 0] and summary.baseline is not None:
            panel.add_patch(
                Rectangle(
                    (column - 0.47, line - 0.44),
                    0.94,
                    0.88,
                    fill=False,
                    linestyle=(0, (3, 2)),
                    linewidth=0.9,
                    edgecolor="white" if dark else style.INK,
                )
            )
    panel.set_xticks(
        range(len(columns)), list(map(setting, columns)), rotation=0 if written else 90
    )
    panel.set_yticks(range(len(lines)), list(map(setting, lines)))
    panel.tick_params(length=0)
    panel.grid(visible=False)
    panel.spines[:].set_visible(False)


def _write(panel, column, line, row: Row, summary: Summary, color) -> None:
    word = row.verdict.partition(" ")[0]
    verdict = word if word in SAID else ""
    mark = "" if row.is_complete else "\u2020"
    panel.text(
        column,
        line - 0.15 * bool(verdict),
        _cell_text(row, summary) + mark,
        ha="center",
        va="center",
        size=style.SMALL,
        color=color,
    )
    if verdict:
        panel.text(
            column,
            line + 0.24,
            verdict,
            ha="center",
            va="center",
            size=style.NOTE - 0.5,
            color=color,
        )


def _cell_text(row: Row, summary: Summary) -> str:
    digits = decimals([scaled(each.mean, summary.metric.scale) for each in summary.rows])
    return number_text(summary.metric.scale * row.mean.mean, digits)
