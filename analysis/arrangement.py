"""What is swept decides how a figure is laid out: which axis is the dose, which one makes lines, which ones make panels."""

from dataclasses import dataclass

import numpy as np

from .summary import Row, Summary


@dataclass
class Arrangement:
    """The dose is the first numeric axis, the series the next axis that varies; None where there is no such axis."""

    dose: str | None
    series: str | None
    others: list


def arrangement(summary: Summary) -> Arrangement:
    def is_number(axis):
        return all(not isinstance(row.settings[axis], str) and np.isfinite(row.settings[axis]) for row in summary.rows)

    dose = next((axis for axis in summary.axes if is_number(axis)), None)
    rest = [axis for axis in summary.axes if axis != dose]
    return Arrangement(dose, rest[0] if rest else None, rest[1:])


def setting_of(row: Row, axis):
    return row.settings[axis] if axis else ""


def values_of(rows: list, axis) -> list:
    """The values of an axis: numbers ascending, words as they come."""
    values = list(dict.fromkeys(setting_of(row, axis) for row in rows))
    return values if is_text(values) else sorted(values)


def is_text(values: list) -> bool:
    return any(isinstance(value, str) for value in values)


def groups_of(rows: list, axes: list) -> list:
    """(settings, rows) for each combination of values of the axes that occurs."""
    groups = {}
    for row in rows:
        groups.setdefault(tuple(row.settings[axis] for axis in axes), []).append(row)
    return [(dict(zip(axes, key)), group) for key, group in groups.items()]


def notes_of(summary: Summary, sentence: str) -> list:
    """What stands below a figure: how to read it, and which trials it lacks. {level} is that of the intervals."""
    several = any(row.mean.n > 1 for row in summary.rows)
    first = sentence.format(level=summary.level) if several else "One seed per variant."
    return [first, *(each for each in summary.notes if each.startswith("\u2020"))]
