"""Probes against the dose: a figure per probe with a panel per quantity, and one with a panel per
curve.

Of a sweep with one axis lines are layers, heads or matrices; with more axes they are the settings
of the others, and quantities are means over layers, heads and matrices. Curves have a line per
dose, of the variants that have the baseline's other settings.
"""

import math

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt

from . import style
from .axes import axis_title, groups_of, is_text, setting, short_settings, values_of
from .figure_axes import arrangement, crossed, notes_of
from .notes import reading
from .probe_quantities import DIMENSIONS, Quantity, quantities_of
from .probes import mean_over_parts
from .statistics import mean_interval
from .summary import Summary
from .undefined import undefined_among
from .venues import venue

COLUMNS = 4
MOST = 9  # lines in a panel
SAYS = "Means over seeds, with {level} t intervals."
OVER = "{names} of one network are averaged."
DASHED = "Dashed: the network without noise."
REFERENCES = {  # curves -> the number that they tend to
    "arithmetic_loss": "weight_scaling_loss",
    "arithmetic_error": "weight_scaling_error",
    "geometric_loss": "weight_scaling_loss",
    "geometric_error": "weight_scaling_error",
}
HALVING = ("masks", "position")  # dimensions that are drawn on a logarithmic axis


def probe_doses(
    dataset: xr.Dataset, summary: Summary, probe: str, width: float | None = None
) -> plt.Figure | None:
    """None of a sweep without an axis of numbers, or of a probe that measured no numbers."""
    summary = crossed(summary)
    dose = arrangement(summary).dose
    shown = [each for each in quantities_of(dataset, probe) if not each.dimension]
    if dose is None or not shown:
        return None
    lines = groups_of(summary.rows, [axis for axis in summary.axes if axis != dose])
    with plt.rc_context(style.settings()):
        return _doses(dataset, summary, dose, lines[:MOST], shown, width)


def _doses(dataset, summary, dose, lines, shown, width) -> plt.Figure:
    by_part = len(lines) == 1
    parts = max((each.parts for each in shown), key=len)
    labels = parts if by_part else [short_settings(settings) for settings, _ in lines]
    title = "Part" if by_part else "Settings"
    says = SAYS if by_part or parts == [""] else f"{SAYS} {OVER.format(names='Parts')}"
    says += _undefined(dataset, shown, by_part)
    titles = list(map(_title, shown))
    figure, axes, legend = _sheet(summary, titles, axis_title(dose), title, labels, says, width)
    looks = _looks(len(labels), False)
    handles = {}
    for panel, quantity in zip(axes.flat, shown):
        for number, (_, rows) in enumerate(lines):
            values = quantity.values[:, :, 0]
            if not by_part:
                values = mean_over_parts(values)[:, None]
            for part in range(values.shape[1]):
                place = part if by_part else number
                handles[place] = _line(
                    panel, dataset, summary, dose, rows, values[:, part], looks[place]
                )
    style.finish_grid(axes, len(shown))
    if legend:
        legend.draw(figure, [handles[place] for place in sorted(handles)])
    return figure


def _undefined(dataset, shown: list, by_part: bool) -> str:
    """Sentences on quantities that finished trials lack: in every part, or in one where parts have
    lines of their own.
    """
    done = dataset["status"].values == "done"
    lacking = {}
    for each in shown:
        values = each.values[done, :, 0]
        numbers = values.sum(axis=1) if by_part else mean_over_parts(values)
        lacking.setdefault(undefined_among(numbers), []).append(each.title)
    return "".join(
        f" {'; '.join(titles)}: {lack.words}, which count in no mean."
        for lack, titles in lacking.items()
        if lack.count
    )


def _line(panel, dataset, summary, dose: str, rows: list, values, look):
    """Mean over seeds against the dose, with an interval where there is one. `values` [trial]."""
    made = [mean_interval(_of_row(dataset, row, values), summary.alpha) for row in rows]
    order = np.argsort([row.settings[dose] for row in rows])
    place = np.array([row.settings[dose] for row in rows])[order]
    mean, low, high = (
        np.array([getattr(each, key) for each in made])[order] for key in ("mean", "low", "high")
    )
    color, dashes, marker = look
    sure = np.isfinite(low)
    panel.fill_between(
        place[sure], low[sure], high[sure], color=color, alpha=style.BAND, linewidth=0
    )
    return panel.plot(
        place, mean, color=color, linestyle=dashes, marker=marker, markersize=2.4, linewidth=1
    )[0]


def probe_curves(
    dataset: xr.Dataset, summary: Summary, probe: str, width: float | None = None
) -> dict:
    """Dimension -> figure of the curves along it; those of bins are in reliability.py."""
    summary = crossed(summary)
    every = quantities_of(dataset, probe)
    dimensions = dict.fromkeys(each.dimension for each in every)
    with plt.rc_context(style.settings()):
        return {
            dimension: _curves(dataset, summary, dimension, every, width)
            for dimension in dimensions
            if dimension not in ("", "bin")
        }


def rows_of_curves(summary: Summary) -> tuple:
    """The dose (None: variants are lines), the rows that are drawn, doses ascending, and the
    settings that they share: the baseline's, else the first.
    """
    dose = arrangement(summary).dose
    others = [axis for axis in summary.axes if axis != dose] if dose else []
    groups = groups_of(summary.rows, others)
    if summary.baseline is not None:
        own = summary.rows[summary.baseline]
        groups = [group for group in groups if any(row is own for row in group[1])]
    settings, rows = groups[0]
    rows = sorted(rows, key=lambda row: row.settings[dose]) if dose else rows
    return dose, rows[:MOST], settings


def _curves(dataset, summary, dimension: str, every: list, width) -> plt.Figure:
    dose, rows, settings = rows_of_curves(summary)
    shown = [each for each in every if each.dimension == dimension]
    cells = [(quantity, part) for quantity in shown for part in range(len(quantity.parts))]
    numbers = {each.name: each for each in every if not each.dimension}
    references = [numbers.get(REFERENCES.get(quantity.name)) for quantity, _ in cells]
    says = SAYS + (f" Of {short_settings(settings)}." if settings else "")
    says += f" {DASHED}" if any(references) else ""
    title = axis_title(dose) if dose else "Variant"
    labels = [setting(row.settings[dose]) if dose else row.label for row in rows]
    titles = [_title(quantity, quantity.parts[part]) for quantity, part in cells]
    name = DIMENSIONS.get(dimension, dimension)
    figure, axes, legend = _sheet(
        summary, titles, name, title, labels, says, width, panel_height=1.05
    )
    looks = _looks(len(rows), bool(dose) and not is_text(values_of(rows, dose)))
    handles = []
    for panel, (quantity, part), reference in zip(axes.flat, cells, references):
        handles = [
            _curve(panel, dataset, summary, row, quantity, part, look, reference)
            for row, look in zip(rows, looks)
        ]
    style.finish_grid(axes, len(cells))
    if legend:
        legend.draw(figure, handles)
    return figure


def _curve(panel, dataset, summary, row, quantity: Quantity, part: int, look, reference):
    """Mean over seeds along the curve, with a band."""
    values = _of_row(dataset, row, quantity.values[:, part])
    made = [mean_interval(_finite(column), summary.alpha) for column in values.T]
    mean, low, high = (
        np.array([getattr(each, key) for each in made]) for key in ("mean", "low", "high")
    )
    color, dashes, _ = look
    sure = np.isfinite(low)
    panel.fill_between(
        quantity.places[sure], low[sure], high[sure], color=color, alpha=style.BAND, linewidth=0
    )
    if quantity.dimension in HALVING:
        panel.set_xscale("log")
    if reference is not None:
        level = mean_interval(_finite(_of_row(dataset, row, reference.values[:, 0, 0])), 0.05).mean
        panel.axhline(level, color=color, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
    return panel.plot(quantity.places, mean, color=color, linestyle=dashes, linewidth=1)[0]


def _sheet(summary, titles: list, name: str, title: str, labels: list, says: str, width, **more):
    """Figure, axes [rows, COLUMNS] and the legend (None of a single line). `name`: of the axis."""
    columns = min(COLUMNS, len(titles))
    width = width or style.width_of(columns)
    legend = style.Legend(title, labels, width) if len(labels) > 1 else None
    figure, axes = style.sheet(
        math.ceil(len(titles) / columns),
        columns,
        notes=notes_of(summary, says),
        legend=legend,
        titles=titles,
        names=[name],
        share_y=False,
        between=0.38,
        width=width,
        **{"panel_height": 0.95, **more},
    )
    for panel in axes.flat:
        panel.tick_params(labelsize=venue().note)
    return figure, axes, legend


def _looks(count: int, ordered: bool) -> list:
    return list(zip(style.colors(count, ordered), style.dashes(count), style.markers(count)))


def _title(quantity: Quantity, part: str = "") -> str:
    unit = f" ({quantity.unit})" if quantity.unit else ""
    return f"{quantity.title}{unit}" + (f", {part}" if part else "")


def _of_row(dataset: xr.Dataset, row, values: np.ndarray) -> np.ndarray:
    """Of the trials of a row that are done, in the order of the file; of numbers the finite ones.
    `values` [trial, ...].
    """
    mine = (dataset["variant"].values == row.variant) & (dataset["status"].values == "done")
    return _finite(values[mine]) if values.ndim == 1 else values[mine]


def _finite(values: np.ndarray) -> np.ndarray:
    return values[np.isfinite(values)]
