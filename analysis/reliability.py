"""Reliability of probabilities, from the probe `calibration`: of the predictions in a bin of
confidence, how many are right; a panel per dose.

Counts of all seeds together make the strong line; a faint one is a seed. Above the diagonal a
network is too modest, below it too sure of itself. calibration.py draws the same from results of
single examples, where trials keep them.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt

from . import style
from .axes import axis_title, setting, short_settings
from .figure_axes import crossed, notes_of
from .probe_figures import rows_of_curves
from .probes import PREFIX, last_step
from .statistics import mean_interval
from .summary import Summary
from .venues import venue

NAME = f"{PREFIX}calibration."
SAYS = (
    "Strong: all seeds together; faint: single seeds. ECE: mean over seeds, with its {level} t"
    " interval. Bars: share of predictions."
)


def reliability(
    dataset: xr.Dataset, summary: Summary, width: float | None = None
) -> plt.Figure | None:
    """None where the probe did not measure."""
    if f"{NAME}bin_count" not in dataset:
        return None
    summary = crossed(summary)
    dose, rows, settings = rows_of_curves(summary)
    tables = [(row, each) for row in rows if len(each := _table(dataset, row))]
    if not tables:
        return None
    says = SAYS + (f" Of {short_settings(settings)}." if settings else "")
    columns = min(4, len(tables))
    with plt.rc_context(style.settings()):
        figure, axes = style.sheet(
            -(-len(tables) // columns),
            columns,
            panel_height=1.3,
            notes=notes_of(summary, says),
            titles=[
                f"{axis_title(dose)} {setting(row.settings[dose])}" if dose else row.label
                for row, _ in tables
            ],
            names=["Confidence"],
            share_y=True,
            width=width or style.width_of(columns),
        )
        for panel, (row, table) in zip(axes.flat, tables):
            _panel(panel, table, _errors(dataset, row, summary.alpha))
        style.finish_grid(axes, len(tables))
        for panel in axes[:, 0]:
            panel.set_ylabel("Accuracy")
    return figure


def pooled(table: np.ndarray) -> tuple:
    """Confidence and accuracy of bins, and the share of predictions in them, of all seeds together.
    `table` [seed, (count, confidence, accuracy), bin], NaN in empty bins.
    """
    counts = np.nan_to_num(table[:, 0])
    every = counts.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [(counts * np.nan_to_num(table[:, place])).sum(axis=0) / every for place in (1, 2)]
    return *means, every / every.sum()


def _mine(dataset: xr.Dataset, row) -> np.ndarray:
    return (dataset["variant"].values == row.variant) & (dataset["status"].values == "done")


def _table(dataset: xr.Dataset, row) -> np.ndarray:
    """[seed, (count, confidence, accuracy), bin] of the trials of a row that have one."""
    names = ("bin_count", "bin_confidence", "bin_accuracy")
    table = np.stack([last_step(dataset[NAME + name]).values for name in names], axis=1)
    table = table[_mine(dataset, row)].astype(float)
    return table[np.nan_to_num(table[:, 0]).sum(axis=1) > 0]


def _errors(dataset: xr.Dataset, row, alpha: float):
    errors = last_step(dataset[f"{NAME}ece"]).values[_mine(dataset, row)]
    return mean_interval(errors[np.isfinite(errors)], alpha)


def _panel(panel, table: np.ndarray, error) -> None:
    confidence, accuracy, share = pooled(table)
    bins = len(share)
    panel.bar((np.arange(bins) + 0.5) / bins, share, 0.9 / bins, color=style.FAINT, zorder=1)
    panel.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
    color = style.PALETTE[0]
    for count, sure, right in table:
        used = np.nan_to_num(count) > 0
        panel.plot(sure[used], right[used], color=color, alpha=0.3, linewidth=0.5, zorder=3)
    used = share > 0
    panel.plot(
        confidence[used],
        accuracy[used],
        marker="o",
        color=color,
        markersize=2.8,
        markeredgecolor="white",
        markeredgewidth=0.4,
        zorder=4,
    )
    half = (error.high - error.low) / 2
    words = f"ECE {100 * error.mean:.1f}" + (f" \u00b1 {100 * half:.1f}" if half == half else "")
    panel.text(
        0.04,
        0.96,
        f"{words} %",
        transform=panel.transAxes,
        ha="left",
        va="top",
        size=venue().note,
        bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
        zorder=5,
    )
    panel.set_xlim(0, 1)
    panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    panel.set_ylim(0, 1.03)
