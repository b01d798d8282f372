"""Methods over tasks: which share of their runs is at least as good as a value, and which rank they
have among the methods of a task.

    profile   share of the runs of all tasks whose metric is at most (at least, where higher is
              better) t, each task with the same weight (Agarwal et al. 2021); runs that diverged
              count, and are never good enough
    rank      of the mean over seeds among the methods of a task, 1 is best, ties share; a method of
              which a run diverged has the worst mean there; mean over tasks
    bars      percentiles of the rank over RESAMPLES samples of runs with replacement within each
              method and task; seeded
"""

import numpy as np
from matplotlib import pyplot as plt
from scipy import stats

from . import style
from .axes import short_settings
from .figure_axes import notes_of
from .notes import reading
from .resampling import RESAMPLES, SEED
from .summary import Summary
from .tasks import rows_of_methods, task_names
from .venues import venue

MOST = 14  # methods
POINTS = 200  # of a profile
SAYS = (
    "Left: share of runs at least as good, tasks weigh alike, diverged runs are never good enough."
    " Right: mean rank over tasks, 1 is best, with {level} intervals by a bootstrap within tasks."
)


def profiles(summary: Summary, width: float | None = None) -> plt.Figure | None:
    """None without two tasks and two methods that have runs on each."""
    tasks = len(task_names(summary))
    found = [rows for rows in rows_of_methods(summary) if len(rows) == tasks]
    found = [rows for rows in found if all(len(row.values) + len(row.diverged) for row in rows)]
    if len(found) < 2:
        return None
    notes = notes_of(summary, SAYS)
    if len(found) > MOST:
        notes.insert(1, reading(f"The first {MOST} of {len(found)} methods."))
    with plt.rc_context(style.settings()):
        return _panels(summary, found[:MOST], notes, width or venue().double)


def runs_of(rows: list, lower_is_better: bool) -> list:
    """Values of each task [n], runs that diverged as the worst there is."""
    worst = np.inf if lower_is_better else -np.inf
    return [np.concatenate([row.values, [worst] * len(row.diverged)]) for row in rows]


def profile(runs: list, places, lower_is_better: bool) -> np.ndarray:
    """Share of runs at least as good as each of `places`, mean over tasks."""
    sign = 1 if lower_is_better else -1
    return np.mean(
        [(sign * each[:, None] <= sign * np.asarray(places)).mean(axis=0) for each in runs], axis=0
    )


def mean_ranks(methods: list, lower_is_better: bool, alpha: float) -> np.ndarray:
    """[methods, 3]: mean rank over tasks and the ends of its interval. `methods`: runs_of each."""
    sign = 1 if lower_is_better else -1
    random = np.random.default_rng(SEED)
    here = _ranks([[sign * runs.mean(keepdims=True) for runs in each] for each in methods])[:, 0]
    drawn = _ranks(
        [
            [
                sign * runs[random.integers(0, len(runs), (RESAMPLES, len(runs)))].mean(axis=1)
                for runs in each
            ]
            for each in methods
        ]
    )
    ends = np.quantile(drawn, [alpha / 2, 1 - alpha / 2], axis=1)
    return np.stack([here, *ends], axis=1)


def _ranks(means: list) -> np.ndarray:
    """[methods, samples] of means [methods][tasks][samples]."""
    return stats.rankdata(np.array(means), axis=0).mean(axis=1)


def _panels(summary: Summary, found: list, notes: list, width: float) -> plt.Figure:
    lower, scale = summary.metric.lower_is_better, summary.metric.scale
    runs = [runs_of(rows, lower) for rows in found]
    names = [
        short_settings({a: v for a, v in rows[0].settings.items() if a != summary.tasks}) or "all"
        for rows in found
    ]
    legend = style.Legend("", names, width)
    figure, axes = style.sheet(
        1,
        2,
        panel_height=max(1.6, 0.2 + 0.18 * len(names)),
        notes=notes,
        legend=legend,
        names=[summary.metric.axis_label, "Mean rank"],
        share_x=False,
        share_y=False,
        width=width,
    )
    left, right = axes[0]
    numbers = np.concatenate([each for method in runs for each in method])
    numbers = numbers[np.isfinite(numbers)]
    places = np.linspace(numbers.min(), numbers.max(), POINTS) if len(numbers) else np.arange(2.0)
    ranks = mean_ranks(runs, lower, summary.alpha)
    looks = zip(style.colors(len(runs), False), style.dashes(len(runs)), style.markers(len(runs)))
    handles = []
    for place, (each, (color, dashes, marker)) in enumerate(zip(runs, looks)):
        shares = profile(each, places, lower)
        handles += left.plot(
            scale * places, shares, color=color, linestyle=dashes, drawstyle="steps-post"
        )
        rank, low, high = ranks[place]
        right.plot([low, high], [place, place], color=color, linewidth=1)
        right.plot(
            [rank], [place], marker, color=color, markeredgecolor="white", markeredgewidth=0.5
        )
    left.set_ylim(-0.02, 1.02)
    left.set_ylabel("Share of runs")
    right.set_ylim(len(runs) - 0.4, -0.6)
    right.set_yticks([])
    right.set_xlim(0.8, len(runs) + 0.2)
    right.grid(axis="x", visible=True)
    legend.draw(figure, handles)
    return figure
