"""Sweeps over several tasks, such as data sets: one row per method over all of them, and the sweep of each task alone.

The axis whose values are tasks is declared in the plan (analysis: {tasks: data.name}). A method is what the other axes say. Within a task, methods are
compared with that task's baseline; over tasks, IQM and probability of improvement of aggregate.py count every run of every task.
"""

import io
from csv import writer as csv_writer
from dataclasses import dataclass, replace

import numpy as np

from .aggregate import mean_improvement, stratified_iqm
from .arrangement import values_of
from .naming import axis_title, setting, short_path, short_settings
from .summary import Row, Summary, method_of
from .tables import Table, count_text, decimals_of, ends_text, number_text

NONE = (np.nan, np.nan, np.nan)


@dataclass
class Method:
    settings: dict  # swept axis, without that of the tasks -> value
    rows: list  # of the summary, one per task that has it
    iqm: tuple  # value, low, high
    improvement: tuple | None  # over the baseline; None for the baseline itself
    tasks: int  # how many have a run

    @property
    def label(self) -> str:
        return short_settings(self.settings)


def methods(summary: Summary) -> list:
    """In the order of the plan; [] unless the sweep has two tasks or more."""
    if summary.tasks is None or len(values_of(summary.rows, summary.tasks)) < 2:
        return []
    groups: dict = {}
    for row in summary.rows:
        groups.setdefault(method_of(row, summary.tasks), []).append(row)
    return [_method(summary, rows) for rows in groups.values()]


def _method(summary: Summary, rows: list) -> Method:
    runs = [row.values for row in rows if len(row.values)]
    pairs = [
        (row.values, summary.rows[row.comparison.second].values)
        for row in rows
        if row.comparison and len(row.values)
    ]
    pairs = [pair for pair in pairs if len(pair[1])]
    is_baseline = not any(row.comparison for row in rows)
    compared = (
        None
        if is_baseline
        else mean_improvement(pairs, summary.metric.lower_is_better, summary.alpha)
        if pairs
        else NONE
    )
    settings = {axis: value for axis, value in rows[0].settings.items() if axis != summary.tasks}
    return Method(
        settings, rows, stratified_iqm(runs, summary.alpha) if runs else NONE, compared, len(runs)
    )


def table(summary: Summary, titles: bool = False) -> Table | None:
    """One row per method; None without tasks."""
    made = methods(summary)
    if not made:
        return None
    scale, unit = summary.metric.scale, f" ({summary.metric.unit})" if summary.metric.unit else ""
    axes, compared = list(made[0].settings), summary.baseline is not None
    headers = [axis_title(axis) if titles else short_path(axis) for axis in axes]
    headers += [
        "tasks",
        "trials",
        f"IQM of {_lower(summary.metric.title)}{unit}",
        f"{summary.level} interval",
    ]
    headers += ["P(improvement)", f"{summary.level} interval"] if compared else []
    digits = decimals_of(scale * (each.iqm[2] - each.iqm[1]) / 2 for each in made)
    cells = []
    for each in made:
        line = [setting(value) for value in each.settings.values()]
        value, low, high = (scale * number for number in each.iqm)
        line += [
            str(each.tasks),
            _trials(each),
            number_text(value, digits),
            ends_text(low, high, digits),
        ]
        if compared:
            line += (
                ["baseline", ""]
                if each.improvement is None
                else [number_text(each.improvement[0], 2), ends_text(*each.improvement[1:], 2)]
            )
        cells.append(line)
    left = {column for column, axis in enumerate(axes) if isinstance(made[0].settings[axis], str)}
    aligned = {len(axes) + 2} | ({len(axes) + 4} if compared else set())
    return Table(headers, cells, left, _notes(summary, made), None, aligned)


def csv(summary: Summary) -> str:
    """Unrounded, in the metric's own units, one row per method."""
    made, out = methods(summary), io.StringIO()
    writer = csv_writer(out, lineterminator="\n")
    writer.writerow(
        [
            *made[0].settings,
            "tasks",
            "planned",
            "n",
            "iqm",
            "iqm_low",
            "iqm_high",
            "improvement",
            "improvement_low",
            "improvement_high",
        ]
    )
    for each in made:
        counts = [
            each.tasks,
            sum(row.planned for row in each.rows),
            sum(len(row.values) for row in each.rows),
        ]
        numbers = [
            "" if np.isnan(number) else number
            for number in [*each.iqm, *(each.improvement or NONE)]
        ]
        writer.writerow([*each.settings.values(), *counts, *numbers])
    return out.getvalue()


def each_task(summary: Summary) -> list:
    """(name of the task, Summary of its rows alone) of every task; the whole summary, with "", without tasks."""
    if not methods(summary):
        return [("", summary)]
    parts = []
    for task in values_of(summary.rows, summary.tasks):
        place = [i for i, row in enumerate(summary.rows) if row.settings[summary.tasks] == task]
        rows = [_without(summary.rows[i], summary.tasks, place) for i in place]
        references = {row.comparison.second for row in rows if row.comparison}
        comparisons = [_moved(each, place) for each in summary.comparisons if each.first in place]
        parts.append((setting(task), replace(summary, axes=[axis for axis in summary.axes if axis != summary.tasks], rows=rows, tasks=None,
                                             baseline=references.pop() if references else None, comparisons=comparisons,
                                             notes=[note for note in summary.notes if _concerns(note, rows)])))  # fmt: skip
    return parts


def _without(row: Row, axis: str, place: list) -> Row:
    settings = {each: value for each, value in row.settings.items() if each != axis}
    return replace(row, settings=settings, comparison=_moved(row.comparison, place))


def _moved(comparison, place: list):
    return comparison and replace(
        comparison, first=place.index(comparison.first), second=place.index(comparison.second)
    )


def _concerns(note: str, rows: list) -> bool:
    return not note.startswith("\u2020") or any(
        note.startswith(f"\u2020 {row.label}:") for row in rows
    )


def _trials(method: Method) -> str:
    return count_text(
        sum(len(row.values) for row in method.rows), sum(row.planned for row in method.rows)
    )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _notes(summary: Summary, made: list) -> list:
    names = values_of(summary.rows, summary.tasks)
    said = [f"Over {len(names)} tasks ({axis_title(summary.tasks).lower()}: {', '.join(map(setting, names))}). IQM: interquartile mean of all runs; "
            f"{summary.level} intervals by a bootstrap within tasks."]  # fmt: skip
    if any(each.improvement for each in made):
        said.append(
            "P(improvement): a run is better than one of the baseline on the same task, mean over tasks; 0.5 is no difference."
        )
    if summary.metric.unit != "%":
        said.append(
            "The IQM takes the metric as it is: tasks of a large scale decide it. P(improvement) knows no scale."
        )
    if any(each.tasks < len(names) for each in made):
        said.append("Methods without a run on every task are not comparable with the others.")
    counts = [
        (
            each.label,
            sum(len(row.values) for row in each.rows),
            sum(row.planned for row in each.rows),
        )
        for each in made
    ]
    said += [
        f"\u2020 {label}: {done} of {planned} trials; the others diverged or are missing."
        for label, done, planned in counts
        if done < planned
    ]
    return [*said, *(note for note in summary.notes if not note.startswith("\u2020"))]
