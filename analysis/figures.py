"""The figures of a sweep by kind. A kind whose data do not exist makes no figure."""

import xarray as xr

from .calibration import calibration
from .curves import curve_band, curves
from .dose_response import dose_response
from .effects import effects
from .heat_map import heat_map
from .learning import learning
from .positions import positions
from .summary import Summary, summarize

CAPTIONS = {
    "dose_response": "Dose and response", "heat_map": "Two axes at once", "main_effects": "Main effects", "curves": "Training",
    "learning": "Learning curves", "gap": "Generalization gap", "positions": "Loss by position", "calibration": "Calibration",
}  # fmt: skip
KINDS = list(CAPTIONS)
__all__ = ["CAPTIONS", "KINDS", "calibration", "curve_band", "curves", "dose_response", "effects", "heat_map", "learning", "make", "positions"]


def make(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None = None) -> list:
    """(file name without ending, matplotlib figure) of each figure of a kind. `width` in inches; default: what suits its panels."""
    if kind == "curves":
        pages = curves(dataset, summary, width)
        return [("curves" if page == 1 else f"curves_{page}", figure) for page, figure in enumerate(pages, 1)]
    makers = {
        "dose_response": lambda: dose_response(summary, width), "heat_map": lambda: heat_map(summary, width), "main_effects": lambda: effects(summary, width),
        "learning": lambda: learning(dataset, summary, width), "gap": lambda: _gap(dataset, width),
        "positions": lambda: positions(dataset, summary, width), "calibration": lambda: calibration(dataset, summary, width),
    }  # fmt: skip
    figure = makers[kind]()
    return [(kind, figure)] if figure else []


def _gap(dataset: xr.Dataset, width):
    """Loss on new examples less that on the training part, against the dose; None if either was not measured."""
    if "generalization_gap" not in dataset:
        return None
    return dose_response(summarize(dataset, "generalization_gap"), width)
