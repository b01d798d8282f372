"""Validation and test error (or RMSE) and training loss over training: means over seeds with bands
of t intervals.

Rows are metrics, columns values of the series (combinations of it with further axes), lines are
doses. A sweep of words alone has one column and a line per variant.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from . import style
from .axes import axis_title, groups_of, is_text, setting, setting_of, short_settings, values_of
from .figure_axes import arrangement_of_lines, best_groups, best_values, crossed, notes_of
from .metrics import metric as metric_of
from .notes import reading
from .splits import held_out
from .statistics import in_logarithms, mean_band
from .summary import Summary

COLUMNS = 4  # on a page
MOST = 12  # columns; of more, those of the baseline and of the best variants are shown
SETTLED = 0.15  # of training, after which curves decide the limits of their panel
DECADES = 20  # losses whose extremes are this many times apart stand on a logarithmic axis
SAYS = "Lines are means; bands are {level} t intervals over seeds."
IN_LOGARITHMS = "On a logarithmic axis they are those of the logarithm."


def curves(dataset: xr.Dataset, summary: Summary, width: float | None = None) -> list:
    """The figures, one per page of four columns."""
    summary = crossed(summary)
    metrics = [
        name for name in _metrics(dataset) if np.isfinite(dataset[f"curves.{name}"].values).any()
    ]
    parts = arrangement_of_lines(summary)
    columns = groups_of(summary.rows, [axis for axis in [parts.series, *parts.others] if axis])
    notes = notes_of(summary, SAYS)
    if len(columns) > MOST:
        notes.insert(
            1,
            reading(
                f"{MOST} of {len(columns)} columns: those of the baseline and of the best variants."
            ),
        )
        columns = best_groups(summary, columns, MOST)
    doses = best_values(summary, parts.dose)
    every = len(values_of(summary.rows, parts.dose))
    if len(doses) < every:
        said = f"{len(doses)} of {every} lines: those of the baseline and of the best variants."
        notes.insert(1, reading(said))
        columns = [
            (settings, [row for row in rows if setting_of(row, parts.dose) in doses])
            for settings, rows in columns
        ]
    figures = []
    for first in range(0, len(columns), COLUMNS):
        page = columns[first : first + COLUMNS]
        with plt.rc_context(style.settings()):
            figures.append(
                _page(
                    dataset,
                    summary,
                    metrics,
                    page,
                    parts.dose,
                    doses,
                    notes,
                    len(columns) > 1,
                    width,
                )
            )
    return figures


def curve_band(dataset: xr.Dataset, metric: str, variant: int, alpha: float = 0.05):
    """Mean and t interval over the seeds of a variant at each evaluation: (epoch, mean, low, high),
    each [evaluations].

    Counts the trials that are `done`. Ends where the first of them ends (early stopping), so that
    every point is the mean of the same trials. With one trial, low and high are NaN.
    """
    chosen = (dataset["variant"].values == variant) & (dataset["status"].values == "done")
    if not chosen.any():
        return (np.array([]),) * 4
    shared = (dataset["step"].values[chosen] >= 0).all(axis=0)
    epoch = dataset["epoch"].values[chosen][:, shared].mean(axis=0)
    values = dataset[f"curves.{metric}"].values[chosen][:, shared]
    return (epoch, *mean_band(values, alpha, held_out(dataset)))


def _metrics(dataset) -> list:
    measure = "rmse" if "curves.test.rmse" in dataset else "error"
    return [
        name
        for name in (f"validation.{measure}", f"test.{measure}", "train.loss")
        if f"curves.{name}" in dataset
    ]


def _page(
    dataset, summary, metrics, page, dose, doses, notes: list, titles: bool, width: float | None
) -> plt.Figure:
    width = width or style.width_of(len(page))
    shown = [
        value
        for value in doses
        if any(setting_of(row, dose) == value for _, rows in page for row in rows)
    ]  # a page may lack some
    legend = style.Legend(axis_title(dose), list(map(setting, shown)), width) if dose else None
    figure, axes = style.sheet(
        max(1, len(metrics)),
        len(page),
        panel_height=1.35,
        notes=notes,
        legend=legend,
        titles=[_title(settings) for settings, _ in page] if titles else (),
        names=["Epoch"],
        width=width,
    )
    handles = {}
    for panels, metric in zip(axes, metrics):
        handles |= _row(panels, dataset, metric_of(dataset, metric), page, summary, dose, doses)
    if summary.most_seeds > 1 and any(panel.get_yscale() == "log" for panel in axes[:, 0]):
        figure.notes.insert(1, reading(IN_LOGARITHMS))
    figure.align_ylabels(axes[:, 0])
    if legend:
        legend.draw(figure, [handles[value] for value in shown])
    return figure


def _title(settings: dict) -> str:
    if len(settings) == 1:
        ((axis, value),) = settings.items()
        return f"{axis_title(axis)} {setting(value)}"
    return short_settings(settings)


def _row(panels, dataset, shown, page, summary: Summary, dose, doses: list) -> dict:
    """One metric: a panel per group of variants, a line per dose. Returns a handle per dose."""
    palette = dict(zip(doses, style.colors(len(doses), not is_text(doses))))
    strokes = dict(zip(doses, style.dashes(len(doses))))
    handles, settled, loss = {}, [np.array([])], shown.name.endswith("loss")
    dense = sum(len(variants) for _, variants in page) * dataset.sizes["evaluation"] > style.DENSE
    bands = {
        variant.variant: curve_band(dataset, shown.name, variant.variant, summary.alpha)
        for _, variants in page
        for variant in variants
    }
    for epoch, mean, low, high in bands.values():
        late = epoch >= SETTLED * epoch.max(initial=0)
        # the lower end of a loss may come near 0 or below, where a logarithmic axis has no end
        settled += [
            shown.scale * each[late] for each in ((mean, high) if loss else (mean, low, high))
        ]
    limit(panels[0], np.concatenate(settled), loss)
    for panel, (_, variants) in zip(panels, page):
        for variant in sorted(variants, key=lambda each: doses.index(setting_of(each, dose))):
            epoch, mean, low, high = bands[variant.variant]
            if panel.get_yscale() == "log":
                low, high = in_logarithms(mean, low, high)
            value = setting_of(variant, dose)
            look = {"color": palette[value], "linestyle": strokes[value]}
            (handles[value],) = panel.plot(epoch, shown.scale * mean, **look)
            panel.fill_between(
                epoch,
                shown.scale * low,
                shown.scale * high,
                color=palette[value],
                alpha=style.BAND,
                linewidth=0,
                rasterized=dense,
            )
    panels[0].set_ylabel(shown.axis_label)
    return handles


def limit(panel, values, loss: bool) -> None:
    """Limits without the beginning of training, whose fall from chance would flatten the rest;
    losses over decades in logarithms.
    """
    values = values[np.isfinite(values)]
    if not len(values):
        return
    positive = values[values > 0]
    if loss and len(positive) and positive.max() / positive.min() > DECADES:
        panel.set_yscale("log")
        panel.set_ylim(positive.min() / 1.2, positive.max() * 1.2)
        panel.yaxis.set_major_locator(
            LogLocator(subs=(1, 2, 5) if positive.max() / positive.min() < 100 else (1,))
        )
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: setting(value)))
        panel.yaxis.set_minor_locator(NullLocator())
        return
    room = 0.06 * (values.max() - values.min()) or 0.05 * abs(values.max()) or 1
    panel.set_ylim(values.min() - room, values.max() + room)
