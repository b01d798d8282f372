"""Main effects: what each axis of a factorial sweep does on average over the others, one panel per
axis, all on one scale.

A flat line is an axis without an effect. Interactions are what this figure hides; the heat map
shows them.
"""

import numpy as np
from matplotlib import pyplot as plt

from . import style
from .axes import axis_title, is_text, setting, values_of
from .factorial import main_effects
from .figure_axes import crossed, notes_of
from .lines import length
from .notes import reading
from .summary import Summary
from .venues import venue

SAYS = (
    "Means over the other axes; bars are {level} t intervals, noise of seeds pooled over variants."
    " Dashes: mean of all."
)
MOST = 5  # panels
LONGEST = 30  # values of an axis; more of them have no room


def effects(summary: Summary, width: float | None = None) -> plt.Figure | None:
    """None without two axes that are crossed in full."""
    made = crossed(summary)
    rows = made.rows
    if made is not summary and made.baseline is not None:
        rows = [row for row in rows if row.variant != made.rows[made.baseline].variant]
    rows, left_out = _complete(rows, made.axes)
    axes = [axis for axis in made.axes if 1 < len(values_of(rows, axis)) <= LONGEST][:MOST]
    if len(axes) < 2 or not any(len(row.values) for row in rows):
        return None
    notes = notes_of(summary, SAYS)
    if left_out:
        notes.insert(
            1,
            reading(
                f"Left out, not with every {axis_title(made.axes[1]).lower()}:"
                f" {', '.join(map(setting, left_out))}."
            ),
        )
    with plt.rc_context(style.settings()):
        return _panels(made, rows, axes, notes, width)


def _complete(rows: list, axes: list) -> tuple:
    """Rows that cross two axes in full, without the values of the first that lack one of the
    second; all rows if there are other axes.
    """
    if len(axes) != 2:
        full = len({tuple(row.settings[axis] for axis in axes) for row in rows}) == np.prod(
            [len(values_of(rows, axis)) for axis in axes]
        )
        return (rows, []) if full else ([], [])
    first, second = axes
    most = max(
        (
            len({row.settings[second] for row in rows if row.settings[first] == value})
            for value in values_of(rows, first)
        ),
        default=0,
    )
    lacking = [
        value
        for value in values_of(rows, first)
        if len({row.settings[second] for row in rows if row.settings[first] == value}) < most
    ]
    kept = [row for row in rows if row.settings[first] not in lacking]
    return (kept, lacking) if most == len(values_of(kept, second)) else ([], [])


def _panels(summary: Summary, rows: list, axes: list, notes: list, width) -> plt.Figure:
    scale = summary.metric.scale
    measured = main_effects(rows, axes, summary.alpha)
    names = {axis: [setting(value) for value, _ in measured[axis]] for axis in axes}
    room = (width or style.width_of(len(axes))) / len(axes) - style.left_of()
    turned = {
        axis: (
            len(names[axis]) * (0.08 + max(length(name, venue().small) for name in names[axis]))
            > room
        )
        for axis in axes
    }
    below = max(
        (max(length(name, venue().small) for name in names[axis]) for axis in axes if turned[axis]),
        default=0,
    )
    figure, panels = style.sheet(
        1,
        len(axes),
        panel_height=1.95,
        notes=notes,
        share_x=False,
        share_y=True,
        width=width,
        below=below,
        names=list(map(axis_title, axes)),
    )
    grand = np.mean([row.values.mean() for row in rows if len(row.values)])
    for panel, axis in zip(panels[0], axes):
        panel.axhline(
            scale * grand, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1
        )
        for place, (_, each) in enumerate(measured[axis]):
            if np.isfinite(each.low):
                panel.plot(
                    [place, place],
                    [scale * each.low, scale * each.high],
                    color=style.PALETTE[0],
                    linewidth=1,
                )
        means = [scale * each.mean for _, each in measured[axis]]
        joined = "" if is_text(values_of(rows, axis)) else "-"  # words have no order
        panel.plot(
            range(len(means)),
            means,
            marker="o",
            linestyle=joined,
            color=style.PALETTE[0],
            markeredgecolor="white",
            markeredgewidth=0.5,
        )
        panel.set_xticks(range(len(means)), names[axis], rotation=90 if turned[axis] else 0)
        panel.set_xlim(-0.5, len(means) - 0.5)
    panels[0, 0].set_ylabel(summary.metric.axis_label)
    return figure
