"""Reliability of probabilities, from the probe `calibration`: of the predictions in a bin of
confidence, how many are right; a panel per dose.

Counts of all seeds together make the strong line; a faint one is a seed. Above the diagonal a
network is too modest, below it too sure of itself. calibration.py draws the same from results of
single examples, where trials keep them.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt

from .axes import axis_title, setting, short_settings
from .figure_axes import crossed, notes_of
from .probe_figures import rows_of_curves
from .probes import PREFIX, last_step
from .reliability_diagram import Diagram, diagrams
from .statistics import mean_interval
from .summary import Summary

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
    made = [_diagram(dataset, row, table, dose, summary.alpha) for row, table in tables]
    return diagrams(made, notes_of(summary, says), min(4, len(made)), width)


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


def _diagram(dataset: xr.Dataset, row, table: np.ndarray, dose, alpha: float) -> Diagram:
    confidence, accuracy, share = pooled(table)
    error = _errors(dataset, row, alpha)
    half = (error.high - error.low) / 2
    within = f" \u00b1 {100 * half:.1f}" if half == half else ""
    seeds = []
    for count, sure, right in table:
        used = np.nan_to_num(count) > 0
        seeds.append((sure[used], right[used]))
    title = f"{axis_title(dose)} {setting(row.settings[dose])}" if dose else row.label
    words = f"ECE {100 * error.mean:.1f}{within} %"
    return Diagram(title, confidence, accuracy, share, words, tuple(seeds))
