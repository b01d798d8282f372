"""Learning curves: losses of training with noise, of training without, and of validation (or test),
a panel per variant; each seed faint, means strong.

Two losses of the training part tell two things apart: how hard the noise makes the task, and how
well the network has learned it.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection

from . import style
from .axes import axis_title, setting, short_settings
from .curves import SETTLED, curve_band, limit
from .figure_axes import notes_of
from .metrics import metric as metric_of
from .notes import reading
from .summary import Row, Summary
from .venues import venue

MOST = 20  # panels
COLUMNS = 4
TALLEST = 5  # rows of panels that a page has room for
SAYS = "Faint lines are seeds, strong ones their means."
LOSSES = {
    "train.loss_noisy": ("training, with noise", style.PALETTE[4], (0, (1, 1))),
    "train.loss": ("training", style.PALETTE[0], (0, (4, 1.2))),
    "validation.loss": ("validation", style.PALETTE[1], "-"),
    "test.loss": ("test", style.PALETTE[1], "-"),
}


def learning(
    dataset: xr.Dataset, summary: Summary, width: float | None = None
) -> plt.Figure | None:
    """None if the trials have no losses of training.

    Of more than MOST variants it shows the baseline and the best by the metric.
    """
    shown = [
        name
        for name in LOSSES
        if f"curves.{name}" in dataset and np.isfinite(dataset[f"curves.{name}"].values).any()
    ]
    if "validation.loss" in shown and "test.loss" in shown:
        shown.remove("test.loss")
    rows, notes = chosen(summary), notes_of(summary, SAYS)
    if not any(name.startswith("train.") for name in shown) or not rows:
        return None
    if len(rows) < len(summary.rows):
        notes.insert(
            1,
            reading(
                f"{len(rows)} of {len(summary.rows)} variants: the baseline and the best by"
                f" {summary.metric.title.lower()}."
            ),
        )
    with plt.rc_context(style.settings()):
        return _panels(dataset, summary, rows, shown, notes, width)


def chosen(summary: Summary) -> list:
    """Rows in their order."""
    if len(summary.rows) <= MOST:
        return summary.rows
    sign = 1 if summary.metric.lower_is_better else -1
    means = [sign * row.mean.mean if np.isfinite(row.mean.mean) else np.inf for row in summary.rows]
    best = [i for i in np.argsort(means, kind="stable") if i != summary.baseline]
    kept = ([] if summary.baseline is None else [summary.baseline]) + best
    return [summary.rows[i] for i in sorted(kept[:MOST])]


def _panels(dataset, summary: Summary, rows: list, shown: list, notes: list, width) -> plt.Figure:
    columns = min(len(rows), columns_of(summary, rows))
    width = width or style.width_of(columns)
    if width < venue().double:
        columns = min(columns, 2)
    legend = style.Legend("Loss", [LOSSES[name][0] for name in shown], width)
    figure, axes = style.sheet(
        -(-len(rows) // columns),
        columns,
        panel_height=1.1,
        notes=notes,
        legend=legend,
        titles=list(map(title_of, rows)),
        names=["Epoch"],
        share_y=True,
        width=width,
    )
    settled = [np.array([])]
    dense = sum(row.mean.n for row in rows) * len(shown) * dataset.sizes["evaluation"] > style.DENSE
    for panel, row in zip(axes.flat, rows):
        handles, late = _panel(panel, dataset, row, shown, dense)
        settled += late
    limit(axes[0, 0], np.concatenate(settled), True)
    style.finish_grid(axes, len(rows))
    unit = metric_of(dataset, shown[-1]).unit
    for panel in axes[:, 0]:
        panel.set_ylabel(f"Loss ({unit})" if unit else "Loss")
    legend.draw(figure, handles)
    return figure


def _panel(panel, dataset, row: Row, shown: list, dense: bool) -> tuple:
    handles, settled = [], []
    mine = (dataset["variant"].values == row.variant) & (dataset["status"].values == "done")
    for name in shown:
        _, color, dashes = LOSSES[name]
        epochs, values = dataset["epoch"].values[mine], dataset[f"curves.{name}"].values[mine]
        panel.add_collection(
            LineCollection(
                np.dstack([epochs, values]),
                color=color,
                alpha=0.3,
                linewidth=0.5,
                zorder=1.5,
                rasterized=dense,
            )
        )
        settled += [
            each[epoch >= SETTLED * np.nanmax(epoch, initial=0)]
            for epoch, each in zip(epochs, values)
        ]
        epoch, mean, _, _ = curve_band(dataset, name, row.variant)
        handles += panel.plot(epoch, mean, color=color, linestyle=dashes, linewidth=1.3)
    return handles, settled


def columns_of(summary: Summary, rows: list) -> int:
    """As many as the last axis has values, if that makes a grid that fits a page; else COLUMNS."""
    last = len({row.settings[summary.axes[-1]] for row in rows}) if len(summary.axes) > 1 else 0
    fits = 2 <= last <= COLUMNS and len(rows) % last == 0 and len(rows) // last <= TALLEST
    return last if fits else COLUMNS


def title_of(row: Row) -> str:
    """Words speak for themselves, a number needs its axis."""
    if len(row.settings) != 1:
        return short_settings(row.settings) or row.label
    ((axis, value),) = row.settings.items()
    return value if isinstance(value, str) else f"{axis_title(axis)} {setting(value)}"
