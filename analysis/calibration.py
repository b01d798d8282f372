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

from .examples import read_examples
from .figure_axes import notes_of
from .learning import chosen, columns_of, title_of
from .reliability_diagram import Diagram, diagrams
from .summary import Summary

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
    columns = min(len(made), columns_of(summary, [row for row, _ in made]))
    drawn = [_diagram(row, each) for row, each in made]
    return diagrams(drawn, notes_of(summary, SAYS), columns, width)


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


def _diagram(row, each) -> Diagram:
    """Of all networks of a variant together."""
    confidence, correct = each.confidence.ravel(), each.correct.ravel().astype(float)
    bins = bin_of(confidence)
    counts = np.bincount(bins, minlength=BINS)
    with np.errstate(invalid="ignore"):
        sure, right = (np.bincount(bins, values, BINS) / counts for values in (confidence, correct))
    networks = zip(each.confidence, each.correct)
    error = np.mean([expected_calibration_error(*network) for network in networks])
    words = f"ECE {100 * error:.1f} %"
    return Diagram(title_of(row), sure, right, counts / counts.sum(), words)
