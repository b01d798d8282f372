"""The figures of a sweep by kind. A kind whose data do not exist makes no figure."""

import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from . import style
from .attention_maps import attention_maps
from .calibration import calibration
from .compute_summary import summarize
from .curves import curve_band, curves
from .dose_response import dose_response
from .effects import effects
from .figure_kinds import CAPTIONS, KINDS
from .forest import forest
from .heat_map import heat_map
from .learning import learning
from .load import final_frame
from .positions import positions
from .probe_figures import probe_curves, probe_doses
from .probe_quantities import probes_of
from .profiles import profiles
from .reliability import reliability
from .splits import merged
from .summary import Summary
from .tasks import Task, each_task
from .tuned_figures import budget_figure, response_figure

__all__ = [
    "attention_maps",
    "CAPTIONS",
    "KINDS",
    "Drawing",
    "budget_figure",
    "calibration",
    "curve_band",
    "curves",
    "dose_response",
    "effects",
    "forest",
    "heat_map",
    "learning",
    "make",
    "positions",
    "response_figure",
    "probe_curves",
    "probe_doses",
    "profiles",
    "reliability",
]


class Drawing(NamedTuple):
    name: str  # of its files, without ending
    figure: Figure
    caption: str
    notes: tuple  # sentences below the caption


def make(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None = None) -> list:
    """The Drawings of a kind, for each task. `width` in inches; default: what suits its panels."""
    dataset = merged(dataset)
    if kind == "gap":  # loss on new examples less that on the training part
        gap = "generalization_gap"
        if gap not in dataset or not np.isfinite(final_frame(dataset)[gap]).any():
            return []
        summary = summarize(dataset, "generalization_gap", summary.tasks)
    drawings = []
    for task in [Task("", summary)] if kind == "profiles" else each_task(summary):
        ending = "_" + re.sub(r"[^A-Za-z0-9.-]+", "-", task.name) if task.name else ""
        figures = _figures(dataset, _printable(task.summary), kind, width)
        for own, figure in figures.items():
            style.inside(figure)
            caption = ": ".join(filter(None, [CAPTIONS[kind], own.words, task.name]))
            said = tuple(note.text for note in figure.notes)
            drawings.append(Drawing(kind + own.ending + ending, figure, caption, said))
    return drawings


def _printable(summary: Summary) -> Summary:
    """With names that matplotlib prints as they are."""

    def words(value):
        return style.printable(value) if isinstance(value, str) else value

    rows = [
        replace(
            row,
            label=words(row.label),
            settings={axis: words(value) for axis, value in row.settings.items()},
        )
        for row in summary.rows
    ]
    notes = [replace(note, sentence=words(note.sentence)) for note in summary.notes]
    return replace(summary, rows=rows, notes=notes)


class Own(NamedTuple):
    """What one of several figures of a kind is called: in its file's name, and in its caption."""

    ending: str = ""
    words: str = ""


def _figures(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None) -> dict:
    """Own -> figure."""
    if kind == "curves":
        pages = enumerate(curves(dataset, summary, width), 1)
        return {Own("" if page == 1 else f"_{page}"): figure for page, figure in pages}
    if kind in ("probe_doses", "probe_curves"):
        return _of_probes(dataset, summary, kind, width)
    if kind == "attention_maps":
        maps = attention_maps(dataset, width).items()
        return {Own(f"_{name}", words): figure for name, (words, figure) in maps}
    makers = {
        "dose_response": lambda: dose_response(summary, width),
        "heat_map": lambda: heat_map(summary, width),
        "main_effects": lambda: effects(summary, width),
        "comparisons": lambda: forest(summary, width),
        "profiles": lambda: profiles(summary, width),
        "learning": lambda: learning(dataset, summary, width),
        "gap": lambda: dose_response(summary, width),
        "positions": lambda: positions(dataset, summary, width),
        "calibration": lambda: calibration(dataset, summary, width),
        "budget": lambda: budget_figure(dataset, summary, width),
        "response": lambda: response_figure(dataset, summary, width),
        "reliability": lambda: reliability(dataset, summary, width),
    }
    figure = makers[kind]()
    return {Own(): figure} if figure else {}


def _of_probes(dataset: xr.Dataset, summary: Summary, kind: str, width: float | None) -> dict:
    made = {}
    for probe in probes_of(dataset):
        words = probe.replace("_", " ")
        if kind == "probe_doses":
            figure = probe_doses(dataset, summary, probe, width)
            made |= {Own(f"_{probe}", words): figure} if figure else {}
        else:
            for dimension, figure in probe_curves(dataset, summary, probe, width).items():
                made[Own(f"_{probe}_{dimension}", f"{words}, by {dimension}")] = figure
    return made
