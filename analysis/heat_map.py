"""Two crossed axes, such as placement x rate: the mean of the metric in each cell, half the width
of its interval and its verdict below it, the baseline framed by dashes.

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
from .lines import broken, height, length
from .marks import points
from .notes import reading
from .number_text import decimals, number_text, scaled
from .summary import Row, Summary
from .venues import venue

SHADE = "Blues"
SAID = {"better", "worse", "equivalent"}  # verdicts that a cell shows
SAYS = (
    "Means over seeds with half the width of their {level} t intervals, lighter is better; verdicts"
    " against the baseline are those of the table."
)
NARROW = "Means over seeds: {} (lightest) to {} (darkest) {}."
ROOM = 0.42  # inches that a number takes
TALL = 0.42  # inches of a cell with a number, its interval, and a verdict
SHARE = 0.35  # of the width, which names of lines take at most
LONGEST_NAME = 1.2  # inches, of columns whose names are turned
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
    size, width = venue().small, width or style.width_of(across)
    names = [broken(setting(value), SHARE * width, size) for value in lines]
    left = 0.42 + max(length(name, size) for name in names)
    room = (width - left) / across / len(columns) - 0.06
    turned = not written or any(length(setting(value), size) > room for value in columns)
    most = max(room, LONGEST_NAME) if turned else room
    heads = [broken(setting(value), most, size) for value in columns]
    line = max(TALL if written else 0.13, *(height(name, size) + 0.03 for name in names))
    tall = 0.08 + line * len(names)
    figure, axes = style.sheet(
        -(-len(panels) // across),
        across,
        panel_height=tall,
        below=max(length(head, size) for head in heads) if turned else 0,
        notes=notes,
        titles=[
            short_settings(settings) if settings else summary.metric.axis_label
            for settings, _ in panels
        ],
        names=[axis_title(parts.dose)],
        left=left,
        share_y=True,
        width=width,
    )
    limits = _limits(rows)
    for panel, (_, cells) in zip(axes.flat, panels):
        _panel(panel, summary, parts, cells, columns, lines, limits, written)
        panel.set_xticks(range(len(columns)), heads, rotation=90 if turned else 0)
        panel.set_yticks(range(len(lines)), names)
    style.finish_grid(axes, len(panels))
    for panel in axes[:, 0]:
        panel.set_ylabel(broken(axis_title(parts.series), max(tall, 0.5), venue().text))
    return figure


def _limits(rows) -> tuple:
    means = [row.mean.mean for row in rows if np.isfinite(row.mean.mean)]
    return (min(means), max(means)) if means else (0, 1)


def _fits(columns: int, across: int, width) -> bool:
    """Whether numbers have room in the cells."""
    return ((width or style.width_of(across)) / across - 1) / columns >= ROOM * venue().text / 7.5


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
    panel.tick_params(length=0)
    panel.grid(visible=False)
    panel.spines[:].set_visible(False)


def _write(panel, column, line, row: Row, summary: Summary, color) -> None:
    word = row.verdict.partition(" ")[0]
    mark = "" if row.is_complete else "\u2020"
    lines = [(_cell_text(row, summary) + mark, venue().small)]
    if np.isfinite(row.mean.low):
        half = number_text(summary.metric.scale * row.mean.half_width, _digits(summary))
        lines.append((f"\u00b1{half}", venue().note))
    if word in SAID:
        lines.append((word, venue().note))
    for i, (words, size) in enumerate(lines):
        up = (len(lines) - 1) / 2 - i
        panel.text(
            column,
            line,
            words,
            ha="center",
            va="center",
            size=size,
            color=color,
            transform=panel.transData + points(panel, 0, 1.2 * size * up),
        )


def _digits(summary: Summary) -> int:
    return decimals([scaled(each.mean, summary.metric.scale) for each in summary.rows])


def _cell_text(row: Row, summary: Summary) -> str:
    return number_text(summary.metric.scale * row.mean.mean, _digits(summary))
