"""The figures of a sweep by kind. A kind whose data do not exist makes no figure."""

import re

import xarray as xr

from .calibration import calibration
from .curves import curve_band, curves
from .dose_response import dose_response
from .effects import effects
from .heat_map import heat_map
from .learning import learning
from .positions import positions
from .summary import Summary, summarize
from .tasks import each_task

CAPTIONS = {
    "dose_response": "Dose and response", "heat_map": "Two axes at once", "main_effects": "Main effects", "curves": "Training",
    "learning": "Learning curves", "gap": "Generalization gap", "positions": "Loss by position", "calibration": "Calibration",
}  # fmt: skip
KINDS = list(CAPTIONS)
__all__ = [
    "CAPTIONS",
    "KINDS",
    "calibration",
    "curve_band",
    "curves",
    "dose_response",
    "effects",
    "heat_map",
    "learning",
    "make",
    "positions",
]


def make(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None = None) -> list:
    """(file name without ending, matplotlib figure) of each figure of a kind, for each task. `width` in inches; default: what suits its panels."""
    if kind == "gap":  # loss on new examples less that on the training part
        if "generalization_gap" not in dataset:
            return []
        summary = summarize(dataset, "generalization_gap", summary.tasks)
    if summary.tasks is None:
        return _make(dataset, summary, kind, width)
    made = [(task, _make(dataset, part, kind, width)) for task, part in each_task(summary)]
    return [
        (f"{name}_{file_name(task)}" if task else name, figure)
        for task, each in made
        for name, figure in each
    ]


def file_name(task: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", task)


def _make(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None) -> list:
    if kind == "curves":
        pages = curves(dataset, summary, width)
        return [
            ("curves" if page == 1 else f"curves_{page}", figure)
            for page, figure in enumerate(pages, 1)
        ]
    makers = {
        "dose_response": lambda: dose_response(summary, width), "heat_map": lambda: heat_map(summary, width), "main_effects": lambda: effects(summary, width),
        "learning": lambda: learning(dataset, summary, width), "gap": lambda: dose_response(summary, width),
        "positions": lambda: positions(dataset, summary, width), "calibration": lambda: calibration(dataset, summary, width),
    }  # fmt: skip
    figure = makers[kind]()
    return [(kind, figure)] if figure else []
