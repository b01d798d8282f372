"""Figures of a tuned comparison: what a budget buys each arm, and how each searched key acts."""

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from . import style
from .axes import axis_title
from .budget import budget_curve
from .notes import reading
from .summary import Summary
from .tuned import Tuned
from .tuned_table import lower
from .venues import venue

MOST = 9  # panels of keys
COLUMNS = 3
LEAST_POINTS = 2
FAR = 1e30  # beyond every panel
ABOVE = 2.5  # an axis of values ends this many times the distance from best to median above it


def budget_figure(dataset: xr.Dataset, summary: Summary, width: float | None = None):
    """Expected best of n points, over points and over core-hours; None if nothing was tuned, and
    with halving, of whose points most have no value of a whole training.
    """
    tuned = dataset.attrs.get("tuned")
    curves = _curves(tuned, summary.alpha) if tuned and not tuned.rungs else {}
    if not curves:
        return None
    known = all(np.isfinite(arm.core_hours) for arm in tuned.pooled if arm.label in curves)
    with plt.rc_context(style.settings()):
        width = width or venue().double
        labels = [style.printable(label) for label in curves]
        legend = style.Legend("Arm", labels, width)
        figure, axes = style.sheet(
            1,
            2 if known else 1,
            panel_height=1.9,
            notes=_budget_notes(tuned, summary),
            legend=legend,
            share_x=False,
            width=width,
        )
        handles = [
            _draw_budget(axes, tuned, *item, color, dash)
            for item, color, dash in zip(
                curves.items(), style.colors(len(curves), False), style.dashes(len(curves))
            )
        ]
        _count_axis(axes[0, 0], "Points tried", LogLocator(base=2))
        if known:
            _count_axis(axes[0, 1], "Core-hours", LogLocator(base=10, subs=(1, 2, 5)))
        axes[0, 0].set_ylabel(f"Best {lower(tuned.by.axis_label)}")
        _limit_values(axes[0, 0], tuned, [each.expected for each in curves.values()])
        legend.draw(figure, handles)
        return figure


def _curves(tuned: Tuned, alpha: float) -> dict:
    """Label -> Budget, of arms with enough points."""
    made = {}
    sign = 1 if tuned.by.lower_is_better else -1
    for arm in tuned.pooled:
        curve = budget_curve([sign * each.value for each in arm.points], alpha)
        if len(curve.points) >= LEAST_POINTS:
            made[arm.label] = curve._replace(
                expected=sign * curve.expected, low=sign * curve.low, high=sign * curve.high
            )
    return made


def _budget_notes(tuned: Tuned, summary: Summary) -> list:
    how = "Lines: expected best of n points, the mean over all subsets of those tried"
    how += "." if tuned.sampler == "random" else " (not unbiased: points of a Halton sequence)."
    said = [
        f"{how} Bars: {summary.level} intervals of the median best at n = 1, 2, 4, ... by order"
        " statistics; an arrow where the points cannot bound it. Values of tuning, not of results."
    ]
    return [reading(each) for each in said]


def _draw_budget(axes, tuned: Tuned, label: str, curve, color, dash):
    """Returns the handle of its line."""
    arms = tuned.pooled
    place = [each.label for each in arms].index(label)
    arm = arms[place]
    scale, shift = tuned.by.scale, 1 + 0.035 * (place - (len(arms) - 1) / 2)
    for column, panel in enumerate(axes.flat):
        x = curve.points * (arm.core_hours if column else 1.0)
        shown = np.isfinite(curve.expected)
        (line,) = panel.plot(
            x[shown], scale * curve.expected[shown], color=color, linestyle=dash, zorder=3
        )
        for n in 2 ** np.arange(int(np.log2(len(curve.points))) + 1):
            _bar(
                panel,
                x[n - 1] * (1 if column else shift),
                scale * curve.low[n - 1],
                scale * curve.high[n - 1],
                color,
            )
    return line


def _bar(panel, x: float, low: float, high: float, color) -> None:
    """An end that is not bounded goes to the edge of the panel, with an arrow there."""
    ends = np.clip([low, high], -FAR, FAR)
    panel.plot([x, x], ends, color=color, alpha=0.45, linewidth=0.9, zorder=2)
    for end in ends:
        if abs(end) == FAR:
            panel.plot(
                [x],
                [0.02 if end < 0 else 0.98],
                marker="v" if end < 0 else "^",
                markersize=2.6,
                color=color,
                alpha=0.6,
                transform=panel.get_xaxis_transform(),
                clip_on=False,
            )


def _limit_values(panel, tuned: Tuned, known: list) -> None:
    """So far that every arm's line is seen from half of its points on."""
    late = [each[np.isfinite(each)][len(each) // 2 :] for each in known]
    late = np.concatenate(late) * tuned.by.scale
    if len(late) and np.ptp(late) > 0:
        pad = 0.12 * np.ptp(late)
        panel.set_ylim(late.min() - pad, late.max() + pad)


def _range(values, tuned: Tuned) -> tuple:
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    sign = 1 if tuned.by.lower_is_better else -1
    best, median, worst = (sign * f(sign * values) for f in (np.min, np.median, np.max))
    far = best + ABOVE * (median - best)
    end = sign * min(sign * worst, sign * far) if far != best else worst
    pad = 0.08 * abs(end - best) or 0.05 * abs(best) or 1.0
    return tuple(sorted((best - sign * pad, end + sign * pad)))


def response_figure(dataset: xr.Dataset, summary: Summary, width: float | None = None):
    """The value of every point against each searched key; None if nothing was tuned."""
    tuned = dataset.attrs.get("tuned")
    keys = _numeric_keys(tuned)[:MOST] if tuned else []
    if not keys:
        return None
    with plt.rc_context(style.settings()):
        columns = 2 if len(keys) == 4 else min(len(keys), COLUMNS)
        width = width or (style.width_of(columns) if columns > 1 else venue().double)
        labels = [style.printable(arm.label) for arm in tuned.pooled]
        legend = style.Legend("Arm", labels, width)
        figure, axes = style.sheet(
            -(-len(keys) // columns),
            columns,
            panel_height=1.7,
            notes=_response_notes(tuned),
            legend=legend,
            share_x=False,
            share_y=True,
            width=width,
            row_gap=0.5,
        )
        values = [
            each.value * tuned.by.scale
            for arm in tuned.pooled
            for each in arm.points
            if not each.rung
        ]
        low, high = _range(values, tuned)
        handles = {}
        for panel, key in zip(axes.flat, keys):
            handles |= _draw_responses(panel, tuned, key, (low, high))
        for panel in axes[:, 0]:
            panel.set_ylabel(tuned.by.axis_label)
        for place, panel in enumerate(axes.flat):
            panel.set_visible(place < len(keys))
        legend.draw(figure, [handles[arm.label] for arm in tuned.pooled if arm.label in handles])
        return figure


def _numeric_keys(tuned: Tuned) -> list:
    """Those whose tried values are all numbers."""
    points = [each for arm in tuned.arms for each in arm.points]

    def is_numeric(key):
        tried = [each.settings[key] for each in points if key in each.settings]
        return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in tried)

    return [key for key in tuned.keys if is_numeric(key)]


def _response_notes(tuned: Tuned) -> list:
    said = "Points: settings that were tried, mean over their replicates; ringed: chosen."
    if tuned.rungs:
        said = said.replace("settings that were tried", "settings that were trained whole")
    beyond = "worse than the panel" if tuned.by.lower_is_better else "lower than the panel"
    said += f" Triangles at the edge: {beyond}, or diverged."
    said += " Other keys of an arm vary at the same time."
    return [reading(said)]


def _draw_responses(panel, tuned: Tuned, key: str, limits: tuple) -> dict:
    """Returns label -> handle."""
    low, high = limits
    arms = tuned.pooled
    colors, marks = style.colors(len(arms), False), style.markers(len(arms))
    handles = {}
    for arm, color, mark in zip(arms, colors, marks):
        whole = [each for each in arm.points if not each.rung]
        points = [each for each in whole if key in each.settings and not np.isnan(each.value)]
        x = np.array([float(each.settings[key]) for each in points])
        y = np.array([each.value * tuned.by.scale for each in points])
        inside = (y >= low) & (y <= high)
        (handles[arm.label],) = panel.plot(
            x[inside], y[inside], mark, color=color, alpha=0.75, markeredgewidth=0, zorder=3
        )
        worse = high if tuned.by.lower_is_better else low
        beyond = "^" if tuned.by.lower_is_better else "v"
        edge = np.full((~inside).sum(), worse)
        panel.plot(x[~inside], edge, beyond, color=color, markersize=3, clip_on=False, alpha=0.6)
        chosen = [each.choice for each in tuned.arms if each.name == arm.name and each.choice]
        rings = [each for each in chosen if key in each.settings]
        if rings:
            panel.plot(
                [float(each.settings[key]) for each in rings],
                [each.value * tuned.by.scale for each in rings],
                "o",
                color=color,
                fillstyle="none",
                markersize=7.5,
                markeredgewidth=1.1,
                zorder=4,
            )
    search = tuned.keys[key]
    if isinstance(search, dict) and "log" in search:
        panel.set_xscale("log")
    panel.set_ylim(low, high)
    panel.set_xlabel(axis_title(key))
    return handles


def _count_axis(panel, words: str, ticks) -> None:
    """Logarithmic, with plain numbers."""
    panel.set_xscale("log")
    panel.xaxis.set_major_locator(ticks)
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.4g}"))
    panel.set_xlabel(words)
