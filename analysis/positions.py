"""Loss at each position of a sequence: how much the model gains from more context, and where
regularization changes that.

The upper row shows losses, the lower one differences to the baseline of the same seed: seeds faint,
means strong. Positions are averaged in bins that grow by WIDER, since losses of single positions
are noisy and the first ones change most.
"""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from . import style
from .axes import axis_title, groups_of, is_text, setting, setting_of, short_settings, values_of
from .figure_axes import Arrangement, arrangement_of_lines, crossed, notes_of
from .notes import reading
from .summary import Summary

WIDER = 2**0.5
MOST = 6  # columns of panels; the first in the plan's order
SAYS = (
    "Faint lines are seeds, strong ones their means; positions are averaged in bins that grow by"
    " \u221a2."
)
DIFFERENCE = " Lower row: less the baseline of the same seed."


def variable(dataset: xr.Dataset):
    """Name of the variable with losses by position, or None."""
    return next(
        (
            name
            for name in ("validation.loss_by_position", "test.loss_by_position")
            if name in dataset
        ),
        None,
    )


def bins(length: int) -> list:
    """(first, behind the last) of each bin of positions 0 .. length - 1."""
    edges, edge = [0], 1.0
    while edges[-1] < length:
        edges.append(min(length, max(edges[-1] + 1, int(edge))))
        edge *= WIDER
    return list(zip(edges, edges[1:]))


def positions(
    dataset: xr.Dataset, summary: Summary, width: float | None = None
) -> plt.Figure | None:
    """None if the trials have no losses by position."""
    name = variable(dataset)
    if name is None or not np.isfinite(dataset[name].values).any():
        return None
    made = crossed(summary)
    parts = arrangement_of_lines(made)
    columns = groups_of(made.rows, [axis for axis in [parts.series, *parts.others] if axis])
    notes = notes_of(made, SAYS + (DIFFERENCE if made.baseline is not None else ""))
    if len(columns) > MOST:
        notes.insert(1, reading(f"The first {MOST} of {len(columns)} columns."))
    with plt.rc_context(style.settings()):
        return _panels(dataset, name, made, parts, columns[:MOST], notes, width)


def _panels(
    dataset, name: str, summary: Summary, parts: Arrangement, columns: list, notes: list, width
) -> plt.Figure:
    compared = summary.baseline is not None
    width = width or style.width_of(len(columns))
    doses = values_of(summary.rows, parts.dose)
    legend = (
        style.Legend(axis_title(parts.dose), list(map(setting, doses)), width)
        if parts.dose
        else None
    )
    titled = bool(parts.series or parts.others)
    figure, axes = style.sheet(
        1 + compared,
        len(columns),
        panel_height=1.3,
        notes=notes,
        legend=legend,
        titles=[_title(settings) for settings, _ in columns] if titled else (),
        names=["Position"],
        width=width,
    )
    handles = {}
    for panels, (_, rows) in zip(axes.T, columns):
        handles |= _column(panels, dataset, name, summary, parts.dose, doses, rows)
    unit = dataset[name].attrs.get("units", "")
    for panel, said in zip(
        axes[:, 0], (f"{'Test' if name.startswith('test') else 'Validation'} loss", "Difference")
    ):
        panel.set_ylabel(said + (f" ({unit})" if unit else ""))
    figure.align_ylabels(axes[:, 0])
    if legend:
        legend.draw(figure, [handles[dose] for dose in doses if dose in handles])
    return figure


def _column(panels, dataset, name: str, summary: Summary, dose, doses: list, rows: list) -> dict:
    """Losses, and below them differences to the baseline. Returns a handle per dose."""
    looks = dict(
        zip(doses, zip(style.colors(len(doses), not is_text(doses)), style.dashes(len(doses))))
    )
    baseline = summary.rows[summary.baseline].variant if summary.baseline is not None else None
    reference = _by_seed(dataset, name, baseline)
    handles = {}
    for row in rows:
        color, dashes = looks[setting_of(row, dose)]
        place, own = _by_seed(dataset, name, row.variant)
        (handles[setting_of(row, dose)],) = _lines(
            panels[0], place, list(own.values()), color, dashes
        )
        if baseline is not None and row.variant != baseline:
            _lines(
                panels[1],
                place,
                [own[seed] - reference[1][seed] for seed in own if seed in reference[1]],
                color,
                dashes,
            )
    if baseline is not None:
        panels[1].axhline(0, color=style.GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for panel in panels:
        panel.set_xscale("log", base=2)
        panel.xaxis.set_major_locator(FixedLocator([4**power for power in range(12)]))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    return handles


def _lines(panel, place, curves: list, color, dashes) -> list:
    for curve in curves:
        panel.plot(place, curve, color=color, alpha=0.3, linewidth=0.5)
    mean = np.mean(curves, axis=0) if curves else np.full(len(place), np.nan)
    return panel.plot(place, mean, color=color, linestyle=dashes, linewidth=1.3)


def _by_seed(dataset, name: str, variant) -> tuple:
    """Middle of each bin, counted from 1, and seed -> mean loss in each bin, of the trials of a
    variant that are done.
    """
    edges = bins(dataset[name].shape[1])
    mine = np.flatnonzero(
        (dataset["variant"].values == variant) & (dataset["status"].values == "done")
    )
    place = np.array([(first + behind + 1) / 2 for first, behind in edges])

    def binned(losses):
        finite = [
            losses[first:behind][np.isfinite(losses[first:behind])] for first, behind in edges
        ]
        return np.array([each.mean() if len(each) else np.nan for each in finite])

    return place, {int(dataset["seed"].values[i]): binned(dataset[name].values[i]) for i in mine}


def _title(settings: dict) -> str:
    if len(settings) == 1:
        ((axis, value),) = settings.items()
        return str(value) if isinstance(value, str) else f"{axis_title(axis)} {setting(value)}"
    return short_settings(settings)
