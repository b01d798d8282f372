"""Figures of a sweep: curves over training, and the dose-response of the primary metric. Each function returns matplotlib figures.

What is swept decides the arrangement. The dose is the first numeric axis; the next axis that varies makes the lines of the
dose-response and the columns of the curves; combinations of further axes get panels of their own. Points are single seeds, bars and
bands t intervals over seeds (statistics.py). Diverged trials are crosses, missing ones are told below the panels.
"""

import math
from dataclasses import dataclass

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from . import style
from .naming import axis_title, quantity, setting, short_settings
from .statistics import mean_interval
from .summary import Row, Summary

COLUMNS = 4  # of curves on a page
DODGE = 6  # points between neighbouring lines at a dose
BESIDE = 2.4  # points between a bar and its seeds
SETTLED = 0.15  # of training, after which curves decide the limits of their panel
DECADES = 20  # doses whose extremes are this many times apart stand on a logarithmic axis


@dataclass
class Arrangement:
    dose: str | None
    series: str | None
    others: list
    numeric: bool  # whether the dose is a number


def arrangement(summary: Summary) -> Arrangement:
    """Which axis plays which part; those without a part are None."""

    def is_number(axis):
        return all(not isinstance(row.settings[axis], str) and np.isfinite(row.settings[axis]) for row in summary.rows)

    numeric = [axis for axis in summary.axes if is_number(axis)]
    dose = (numeric or summary.axes or [None])[0]
    rest = [axis for axis in summary.axes if axis != dose]
    return Arrangement(dose, rest[0] if rest else None, rest[1:], bool(numeric))


# Dose-response


def dose_response(summary: Summary) -> plt.Figure:
    """The metric against the dose, one line per value of the series; the dashed line is the baseline's mean."""
    parts = arrangement(summary)
    panels = _groups(summary.rows, parts.others)
    columns = min(len(panels), 3)
    rows = math.ceil(len(panels) / columns)
    with plt.rc_context(style.settings()):
        figure, axes = style.sheet(rows, columns, panel_height=1.95, notes=_notes(summary, "Points are seeds"), legend=parts.series is not None,
                                   titles=bool(parts.others), each_titled=True, share_y=True)  # fmt: skip
        handles = {}
        for panel, (settings, group) in zip(axes.flat, panels):
            handles |= _dose_panel(panel, summary, parts, group)
            if settings:
                panel.set_title(short_settings(settings))
        for panel in axes.flat[len(panels) :]:
            panel.set_visible(False)
        for panel in axes[-1]:
            panel.set_xlabel(axis_title(parts.dose) if parts.dose else "")
        for panel in axes[:, 0]:
            panel.set_ylabel(summary.metric.axis_label)
        if handles and parts.series:
            style.legend_above(figure, list(handles.values()), list(handles), axis_title(parts.series))
    return figure


def _dose_panel(panel, summary: Summary, parts: Arrangement, rows: list) -> dict:
    """Draws the rows; returns one legend handle per value of the series."""
    scale = summary.metric.scale
    doses = _values(summary.rows, parts.dose)
    series = _values(summary.rows, parts.series)
    ordered = not any(isinstance(value, str) for value in series)
    handles = {}
    _baseline_line(panel, summary)
    for i, (value, color, marker) in enumerate(zip(series, style.colors(len(series), ordered), style.markers(len(series)))):
        mine = [row for row in rows if _setting_of(row, parts.series) == value]
        mine.sort(key=lambda row: doses.index(_setting_of(row, parts.dose)))
        places = [_place(doses, _setting_of(row, parts.dose), parts.numeric) for row in mine]
        shift = ScaledTranslation((i - (len(series) - 1) / 2) * DODGE / 72, 0, panel.figure.dpi_scale_trans)
        moved = panel.transData + shift
        beside = ScaledTranslation(BESIDE / 72, 0, panel.figure.dpi_scale_trans)
        for x, row in zip(places, mine):
            panel.plot([x] * len(row.values), scale * row.values, ".", color=color, alpha=style.SEED, markersize=3.4, markeredgewidth=0,
                       transform=moved + beside, zorder=2)  # fmt: skip
            if np.isfinite(row.mean.low):
                panel.plot([x, x], [scale * row.mean.low, scale * row.mean.high], color=color, linewidth=1, transform=moved, zorder=3)
            if row.diverged:
                top = blended_transform_factory(panel.transData, panel.transAxes) + shift
                panel.plot([x], [0.985], "x", color=color, markersize=4.5, markeredgewidth=1.2, transform=top, clip_on=False, zorder=5)
        means = [scale * row.mean.mean for row in mine]
        line = "-" if parts.numeric else "none"
        (handle,) = panel.plot(places, means, linestyle=line, marker=marker, color=color, markeredgecolor="white", markeredgewidth=0.5, transform=moved, zorder=4)
        handles[setting(value) if parts.series else ""] = handle
    _dose_axis(panel, doses, parts.numeric)
    panel.set_ylim(*_dose_limits(summary))
    return handles


def _dose_limits(summary: Summary) -> tuple:
    """Of all seeds and intervals of all panels (dodged artists do not count for matplotlib's own limits)."""
    numbers = np.concatenate([[*row.values, row.mean.low, row.mean.high] for row in summary.rows])
    numbers = summary.metric.scale * numbers[np.isfinite(numbers)]
    if not len(numbers):
        return 0, 1
    room = 0.09 * (numbers.max() - numbers.min()) or 0.05 * abs(numbers.max()) or 1
    return numbers.min() - room, numbers.max() + room


def _baseline_line(panel, summary: Summary) -> None:
    if summary.baseline is None or not np.isfinite(summary.rows[summary.baseline].mean.mean):
        return
    height = summary.metric.scale * summary.rows[summary.baseline].mean.mean
    panel.axhline(height, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    side = blended_transform_factory(panel.transAxes, panel.transData) + ScaledTranslation(0, 2 / 72, panel.figure.dpi_scale_trans)
    panel.text(1, height, "baseline", transform=side, ha="right", va="bottom", size=style.NOTE + 0.5, color=style.GREY)


def _dose_axis(panel, doses: list, numeric: bool) -> None:
    if not numeric:
        labels = [setting(dose) for dose in doses]
        long = max(map(len, labels)) > 10
        panel.set_xticks(range(len(doses)), labels, rotation=20 if long else 0, ha="right" if long else "center")
        panel.set_xlim(-0.5, len(doses) - 0.5)
        return
    positive = [dose for dose in doses if dose > 0]
    if len(positive) > 1 and doses[0] >= 0 and positive[-1] / positive[0] >= DECADES:
        if doses[0] == 0:
            panel.set_xscale("symlog", linthresh=positive[0], linscale=0.5)
            panel.set_xlim(-0.35 * positive[0], positive[-1] * 1.5)
        else:
            panel.set_xscale("log")
            room = (positive[-1] / positive[0]) ** 0.08
            panel.set_xlim(positive[0] / room, positive[-1] * room)
    else:
        room = 0.09 * (doses[-1] - doses[0]) or 0.5
        panel.set_xlim(doses[0] - room, doses[-1] + room)
    if len(doses) <= 8:
        panel.xaxis.set_major_locator(FixedLocator(doses))
        panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
    panel.xaxis.set_minor_formatter(NullFormatter())


# Curves


def curves(dataset: xr.Dataset, summary: Summary) -> list:
    """Validation and test error (or RMSE) and training loss against epochs; one figure per four columns of panels."""
    metrics = [name for name in _curve_metrics(dataset) if np.isfinite(dataset[f"curves.{name}"].values).any()]
    parts = arrangement(summary)
    columns = _groups(summary.rows, [axis for axis in [parts.series, *parts.others] if axis])
    figures = []
    for first in range(0, len(columns), COLUMNS):
        page = columns[first : first + COLUMNS]
        with plt.rc_context(style.settings()):
            figure, axes = style.sheet(len(metrics), len(page), panel_height=1.35 if len(metrics) > 1 else 1.9, notes=_notes(summary, "Lines are means"),
                                       legend=parts.dose is not None, titles=len(columns) > 1)  # fmt: skip
            for row, metric in zip(axes, metrics):
                _curve_row(row, dataset, quantity(dataset, metric), page, summary, parts)
            for panel, (settings, _) in zip(axes[0], page):
                panel.set_title(_column_title(settings)) if len(columns) > 1 else None
            for panel in axes[-1]:
                panel.set_xlabel("Epoch")
            figure.align_ylabels(axes[:, 0])
            if parts.dose:
                handles, labels = axes[0, 0].get_legend_handles_labels()
                style.legend_above(figure, handles, labels, axis_title(parts.dose))
        figures.append(figure)
    return figures


def _curve_metrics(dataset) -> list:
    measure = "rmse" if "curves.test.rmse" in dataset else "error"
    return [name for name in (f"validation.{measure}", f"test.{measure}", "train.loss") if f"curves.{name}" in dataset]


def _column_title(settings: dict) -> str:
    if len(settings) == 1:
        ((axis, value),) = settings.items()
        return f"{axis_title(axis)} {setting(value)}"
    return short_settings(settings)


def _curve_row(row, dataset, shown, page, summary: Summary, parts: Arrangement) -> None:
    """One metric: a panel per group of variants, a line per dose."""
    doses = _values(summary.rows, parts.dose)
    palette = dict(zip(map(str, doses), style.colors(len(doses), parts.numeric)))
    settled = []
    for panel, (_, variants) in zip(row, page):
        for variant in sorted(variants, key=lambda each: doses.index(_setting_of(each, parts.dose))):
            epoch, mean, low, high = curve_band(dataset, shown.name, variant.variant, summary.alpha)
            value = _setting_of(variant, parts.dose)
            color = palette[str(value)]
            panel.plot(epoch, shown.scale * mean, color=color, label=setting(value) if parts.dose else variant.label)
            panel.fill_between(epoch, shown.scale * low, shown.scale * high, color=color, alpha=style.BAND, linewidth=0)
            late = epoch >= SETTLED * epoch[-1] if len(epoch) else []
            settled.append(shown.scale * np.concatenate([each[late] for each in (mean, low, high)]))
    _height(row[0], np.concatenate(settled) if settled else np.array([]), loss=shown.name.endswith("loss"))
    row[0].set_ylabel(shown.axis_label)


def _height(panel, values, loss: bool) -> None:
    """Limits without the beginning of training, whose fall from chance would flatten the rest; losses over decades in logarithms."""
    values = values[np.isfinite(values)]
    if not len(values):
        return
    positive = values[values > 0]
    if loss and len(positive) and positive.max() / positive.min() > DECADES:
        panel.set_yscale("log")
        panel.set_ylim(positive.min() / 1.2, positive.max() * 1.2)
        panel.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if positive.max() / positive.min() < 100 else (1,)))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
        panel.yaxis.set_minor_locator(NullLocator())
        return
    room = 0.06 * (values.max() - values.min()) or 0.05 * abs(values.max()) or 1
    panel.set_ylim(values.min() - room, values.max() + room)


def curve_band(dataset: xr.Dataset, metric: str, variant: int, alpha: float = 0.05):
    """Mean and t interval over the seeds of a variant at each evaluation: (epoch, mean, low, high), each [evaluations].

    Counts the trials that are `done`. Ends where the first of them ends (early stopping), so that every point is the mean of the
    same trials. With one trial, low and high are NaN.
    """
    chosen = (dataset["variant"].values == variant) & (dataset["status"].values == "done")
    values = dataset[f"curves.{metric}"].values[chosen]
    shared = (dataset["step"].values[chosen] >= 0).all(axis=0) if chosen.any() else np.zeros(dataset.sizes["evaluation"], bool)
    intervals = [mean_interval(column, alpha) for column in values[:, shared].T]
    epoch = dataset["epoch"].values[chosen][:, shared].mean(axis=0) if chosen.any() else np.array([])
    return (epoch, *(np.array([getattr(each, end) for each in intervals]) for end in ("mean", "low", "high")))


# Shared


def _setting_of(row: Row, axis):
    return row.settings[axis] if axis else ""


def _values(rows: list, axis) -> list:
    """The values of an axis: numbers ascending, words as they come."""
    values = list(dict.fromkeys(_setting_of(row, axis) for row in rows))
    return values if any(isinstance(value, str) for value in values) else sorted(values)


def _groups(rows: list, axes: list) -> list:
    """(settings, rows) for each combination of values of the axes that occurs."""
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row.settings[axis] for axis in axes), []).append(row)
    return [(dict(zip(axes, key)), group) for key, group in groups.items()]


def _place(doses: list, dose, numeric: bool) -> float:
    return dose if numeric else doses.index(dose)


def _notes(summary: Summary, subject: str) -> list:
    several = any(row.mean.n > 1 for row in summary.rows)
    note = f"{subject}; {'bars' if subject.startswith('Points') else 'bands'} are {summary.level} t intervals over seeds." if several else "One seed per variant."
    if subject.startswith("Points") and any(row.diverged for row in summary.rows):
        note += " Crosses are diverged trials."
    return [note, *(each for each in summary.notes if each.startswith("\u2020"))]
