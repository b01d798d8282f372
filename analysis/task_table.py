"""The table over all tasks: a row per method, with numbers of aggregate.py that count every run of
every task.

Columns: the swept axes but that of the tasks, tasks, trials, IQM with its interval, probability of
improvement with its.
"""

from dataclasses import dataclass

from .aggregate import UNKNOWN, Estimate, mean_improvement, stratified_iqm
from .axes import axis_title, setting, short_settings
from .cells import (
    IMPROVEMENT,
    EMPTY,
    Align,
    Column,
    Count,
    Number,
    Range,
    Setting,
    Table,
    TableRow,
    Text,
)
from .notes import About, Note, reading
from .number_text import decimals_of
from .summary import Summary
from .tasks import rows_of_methods, task_names
from .variant_table import axis_columns


@dataclass
class Method:
    settings: dict  # swept axis, without that of the tasks -> value
    rows: list  # of the Summary, one per task that has it
    iqm: Estimate  # in the metric's own units
    improvement: Estimate | None  # over the baseline; None for the baseline itself
    tasks: int  # how many have a run

    @property
    def label(self) -> str:
        return short_settings(self.settings)

    @property
    def trials(self) -> Count:
        done = sum(len(row.values) for row in self.rows)
        return Count(done, sum(row.planned for row in self.rows))


def methods(summary: Summary) -> list:
    """In the order of the plan; [] unless the sweep has two tasks or more."""
    return [_method(summary, rows) for rows in rows_of_methods(summary)]


def _method(summary: Summary, rows: list) -> Method:
    runs = [row.values for row in rows if len(row.values)]
    pairs = [
        (row.values, summary.rows[row.comparison.second].values) for row in rows if row.comparison
    ]
    pairs = [(own, other) for own, other in pairs if len(own) and len(other)]
    if not any(row.comparison for row in rows):
        improvement = None
    elif pairs:
        improvement = mean_improvement(pairs, summary.metric.lower_is_better, summary.alpha)
    else:
        improvement = UNKNOWN
    settings = {axis: value for axis, value in rows[0].settings.items() if axis != summary.tasks}
    iqm = stratified_iqm(runs, summary.alpha) if runs else UNKNOWN
    return Method(settings, rows, iqm, improvement, len(runs))


def task_table(summary: Summary) -> Table | None:
    """None without tasks."""
    made = methods(summary)
    if not made:
        return None
    compared = summary.baseline is not None
    scale = summary.metric.scale
    digits = decimals_of(scale * (each.iqm.high - each.iqm.low) / 2 for each in made)
    rows = [
        TableRow(
            _cells(each, scale, digits, compared),
            each.label,
            each.settings,
            each.rows,
            against=[summary.rows[row.comparison.second] for row in each.rows if row.comparison],
        )
        for each in made
    ]
    return Table(
        _columns(summary, rows, list(made[0].settings)),
        rows,
        _notes(summary, made),
        summary.sweep,
        summary.description,
    )


def _columns(summary: Summary, rows: list, axes: list) -> list:
    title, unit = summary.metric.title, summary.metric.unit
    iqm = f"IQM of {title[:1].lower() + title[1:]}" + (f" ({unit})" if unit else "")
    interval = f"{summary.level} interval"
    columns = axis_columns(axes, rows) + [
        Column("tasks", "tasks"),
        Column("trials", "trials"),
        Column("iqm", iqm, Align.POINT),
        Column("interval", interval, expendable=1),
    ]
    if summary.baseline is not None:
        columns += [
            Column("improvement", IMPROVEMENT, Align.POINT, compared=True),
            Column("improvement-interval", interval, compared=True, expendable=2),
        ]
    return columns


def _cells(method: Method, scale: float, digits: int, compared: bool) -> list:
    iqm = method.iqm
    cells = [Setting(value) for value in method.settings.values()]
    cells += [Text(str(method.tasks)), method.trials]
    cells += [
        Number(scale * iqm.value, digits),
        Range(scale * iqm.low, scale * iqm.high, digits),
    ]
    if not compared:
        return cells
    if method.improvement is None:
        return [*cells, Text("baseline"), EMPTY]
    made = method.improvement
    return [*cells, Number(made.value, 2), Range(made.low, made.high, 2)]


def _notes(summary: Summary, made: list) -> list:
    names = task_names(summary)
    said = [
        f"Over {len(names)} tasks ({axis_title(summary.tasks).lower()}: "
        f"{', '.join(map(setting, names))}). IQM: interquartile mean of all runs; "
        f"{summary.level} intervals by a bootstrap within tasks."
    ]
    if any(each.improvement for each in made):
        said.append(
            "P(improvement): a run is better than one of the baseline on the same task, "
            "mean over tasks; 0.5 is no difference."
        )
    if summary.metric.unit != "%":
        said.append(
            "The IQM takes the metric as it is: tasks of a large scale decide it. "
            "P(improvement) knows no scale."
        )
    if any(each.tasks < len(names) for each in made):
        said.append("Methods without a run on every task are not comparable with the others.")
    incomplete = [
        Note(
            About.INCOMPLETE,
            (
                f"{each.label}: {each.trials.done} of {each.trials.planned} trials; "
                "the others diverged or are missing."
            ),
        )
        for each in made
        if each.trials.done < each.trials.planned
    ]
    kept = [note for note in summary.notes if note.about is not About.INCOMPLETE]
    return [*map(reading, said), *incomplete, *kept]


def task_records(summary: Summary) -> list:
    """A dict per method, for CSV: unrounded, in the metric's own units."""
    return [_record(each) for each in methods(summary)]


def _record(method: Method) -> dict:
    iqm, improvement = method.iqm, method.improvement or UNKNOWN
    return {
        **method.settings,
        "tasks": method.tasks,
        "planned": method.trials.planned,
        "n": method.trials.done,
        "iqm": iqm.value,
        "iqm_low": iqm.low,
        "iqm_high": iqm.high,
        "improvement": improvement.value,
        "improvement_low": improvement.low,
        "improvement_high": improvement.high,
    }
