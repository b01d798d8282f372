"""Sweeps over several tasks, such as data sets. Which parts of a sweep belong together is decided
here and nowhere else.

The plan declares the axis whose values are tasks (analysis: {tasks: data.name}). What the other
axes say is a method. Within a task, methods are compared with that task's baseline; task_table.py
looks at each method over all tasks. A sweep without such an axis is one task without a name.
"""

from dataclasses import dataclass, replace

from .axes import setting, values_of
from .notes import About
from .summary import Row, Summary


def method_of(row: Row, tasks: str | None) -> tuple:
    """What a row is apart from its task; equal for the rows of a method."""
    return tuple((axis, repr(value)) for axis, value in row.settings.items() if axis != tasks)


def frames(frame, tasks: str | None) -> list:
    """The rows of each task of a final_frame."""
    return [part for _, part in frame.groupby(tasks)] if tasks else [frame]


def references(rows: list, baseline: int | None, tasks: str | None) -> list:
    """For each row the position of the row it is compared with: the baseline of its task.

    None if there is none.
    """
    if baseline is None or tasks is None:
        return [baseline] * len(rows)
    same = {
        row.settings[tasks]: i
        for i, row in enumerate(rows)
        if method_of(row, tasks) == method_of(rows[baseline], tasks)
    }
    return [same.get(row.settings[tasks]) for row in rows]


def task_names(summary: Summary) -> list:
    """The values of the axis of tasks; [] unless there are two or more."""
    names = values_of(summary.rows, summary.tasks) if summary.tasks else []
    return names if len(names) > 1 else []


def rows_of_methods(summary: Summary) -> list:
    """The rows of each method, in the order of the plan; [] unless there are two tasks or more."""
    groups: dict = {}
    for row in summary.rows if task_names(summary) else []:
        groups.setdefault(method_of(row, summary.tasks), []).append(row)
    return list(groups.values())


@dataclass
class Task:
    name: str  # "" if it is the only one
    summary: Summary  # of its rows alone, without the axis of tasks


def each_task(summary: Summary) -> list:
    """The Tasks of a sweep, at least one."""
    names = task_names(summary)
    return [_task(summary, name) for name in names] if names else [Task("", summary)]


def _task(summary: Summary, name) -> Task:
    place = [i for i, row in enumerate(summary.rows) if row.settings[summary.tasks] == name]
    rows = [_without(summary.rows[i], summary.tasks, place) for i in place]
    variants = {row.variant for row in rows}
    baselines = {row.comparison.second for row in rows if row.comparison}
    alone = replace(
        summary,
        axes=[axis for axis in summary.axes if axis != summary.tasks],
        rows=rows,
        tasks=None,
        baseline=baselines.pop() if baselines else None,
        comparisons=[_moved(each, place) for each in summary.comparisons if each.first in place],
        notes=[
            note
            for note in summary.notes
            if note.about is not About.INCOMPLETE or note.variant in variants
        ],
    )
    return Task(setting(name), alone)


def _without(row: Row, axis: str, place: list) -> Row:
    settings = {each: value for each, value in row.settings.items() if each != axis}
    return replace(row, settings=settings, comparison=_moved(row.comparison, place))


def _moved(comparison, place: list):
    """A comparison whose positions are those among the rows at `place`."""
    return comparison and replace(
        comparison, first=place.index(comparison.first), second=place.index(comparison.second)
    )
