"""Words have no order and no distance: variants stand below each other, as in the table, each with
its seeds, mean and interval.
"""

import numpy as np
from matplotlib import pyplot as plt

from . import marks, style
from .axes import setting
from .figure_axes import best_rows
from .lines import broken, height, length
from .notes import reading
from .summary import Summary
from .venues import venue

MOST = 40  # variants
SHARE = 0.45  # of the width, which names take at most


def variant_list(summary: Summary, notes: list, width: float | None) -> plt.Figure:
    """The variants in their order; of more than MOST the baseline and the best."""
    rows = best_rows(summary, MOST)
    if len(rows) < len(summary.rows):
        said = f"{len(rows)} of {len(summary.rows)} variants: the baseline and the best."
        notes = [notes[0], reading(said), *notes[1:]]
    size, width = venue().small, width or venue().single
    whole = [
        ", ".join(setting(value) for value in row.settings.values()) or row.label for row in rows
    ]
    names = [broken(name, SHARE * width, size) for name in whole]
    lines = 0.08 + max(height(name, size) for name in names)
    figure, axes = style.sheet(
        1,
        1,
        panel_height=0.15 + lines * len(names),
        notes=notes,
        left=0.15 + max(length(name, size) for name in names),
        names=[summary.metric.axis_label],
        width=width,
    )
    _draw(axes[0, 0], summary, rows, names)
    return figure


def _draw(panel, summary: Summary, rows: list, names: list) -> None:
    color, places = style.PALETTE[0], range(len(rows))
    marks.baseline(panel, summary, upright=False)
    beside = panel.transData + marks.points(panel, 0, -marks.BESIDE)
    marks.seeds(panel, summary, places, rows, color, beside, upright=False)
    means, low, high = np.array([marks.ends(row, summary) for row in rows]).T
    sure = np.isfinite(low)
    panel.hlines(np.array(places)[sure], low[sure], high[sure], color=color, linewidth=1)
    panel.plot(means, places, "o", color=color, markeredgecolor="white", markeredgewidth=0.5)
    diverged = [place for place, row in enumerate(rows) if row.diverged]
    marks.crosses(panel, diverged, color, upright=False)
    panel.set_yticks(places, names)
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", visible=False)
    panel.grid(axis="x", visible=True)
    panel.set_ylim(len(names) - 0.4, -0.6)
    panel.set_xlim(*marks.limits(summary))
