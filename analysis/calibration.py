"""Calibration: of predictions made with a confidence, how many are right; a panel per variant, all
its seeds together.

    expected calibration error   ECE = sum_bins (examples in bin / examples) |accuracy - mean
                                 confidence|,  BINS equal bins (low, high]   (Guo et al. 2017)

of each network, averaged over seeds. Above the diagonal a network is too modest, below it too sure
of itself.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt

from . import style
from .examples import read_examples
from .figure_axes import notes_of
from .learning import chosen, columns_of, title_of
from .summary import Summary
from .venues import venue

BINS = 15
SAYS = (
    f"ECE: expected calibration error of a network, {BINS} bins, mean over seeds. Bars: share of"
    " examples."
)


def calibration(
    dataset: xr.Dataset, summary: Summary, width: float | None = None
) -> plt.Figure | None:
    """None unless trials store confidences of examples (evaluation: {per_example: true})."""
    if summary.splits:
        return None
    folder = dataset.attrs["folder"]
    made = [(row, read_examples(folder, row.trials)) for row in chosen(summary)]
    made = [(row, each) for row, each in made if each is not None and each.confidence is not None]
    if not made:
        return None
    with plt.rc_context(style.settings()):
        return _panels(summary, made, width)


def bin_of(confidence) -> np.ndarray:
    """Bins 0 .. BINS - 1 of (low, high]; what is 0 belongs to the first."""
    return np.clip(np.ceil(np.asarray(confidence) * BINS).astype(int) - 1, 0, BINS - 1)


def expected_calibration_error(confidence, correct) -> float:
    """Of one network on examples [examples]."""
    bins = bin_of(confidence)
    gaps = np.bincount(bins, np.asarray(correct, dtype=float), BINS) - np.bincount(
        bins, confidence, BINS
    )
    return float(np.abs(gaps).sum() / len(bins))


def _panels(summary: Summary, made: list, width) -> plt.Figure:
    columns = min(len(made), columns_of(summary, [row for row, _ in made]))
    figure, axes = style.sheet(
        -(-len(made) // columns),
        columns,
        panel_height=1.3,
        notes=notes_of(summary, SAYS),
        titles=[title_of(row) for row, _ in made],
        names=["Confidence"],
        share_y=True,
        width=width or style.width_of(columns),
    )
    for panel, (_, each) in zip(axes.flat, made):
        _panel(panel, each)
    style.finish_grid(axes, len(made))
    for panel in axes[:, 0]:
        panel.set_ylabel("Accuracy")
    return figure


def _panel(panel, each) -> None:
    bins, right = bin_of(each.confidence.ravel()), each.correct.ravel().astype(float)
    counts = np.bincount(bins, minlength=BINS)
    used = counts > 0
    with np.errstate(invalid="ignore"):
        sure, accuracy = (
            np.bincount(bins, each.confidence.ravel(), BINS) / counts,
            np.bincount(bins, right, BINS) / counts,
        )
    panel.bar(
        (np.arange(BINS) + 0.5) / BINS,
        counts / counts.sum(),
        0.9 / BINS,
        color=style.FAINT,
        zorder=1,
    )
    panel.plot([0, 1], [0, 1], color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
    panel.plot(
        sure[used],
        accuracy[used],
        marker="o",
        color=style.PALETTE[0],
        markersize=2.8,
        markeredgecolor="white",
        markeredgewidth=0.4,
        zorder=3,
    )
    error = np.mean(
        [expected_calibration_error(*network) for network in zip(each.confidence, each.correct)]
    )
    panel.text(
        0.04,
        0.96,
        f"ECE {100 * error:.1f} %",
        transform=panel.transAxes,
        ha="left",
        va="top",
        size=venue().note,
    )
    panel.set_xlim(0, 1)
    panel.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    panel.set_ylim(0, 1.03)
