"""What is swept decides how a figure is laid out: which axis is the dose, which one makes lines,
which ones make panels.
"""

from dataclasses import dataclass, replace

import numpy as np

from .axes import is_text, setting_of, values_of
from .notes import About, reading
from .summary import Summary


@dataclass
class Arrangement:
    """The dose is the first numeric axis, the series the next axis that varies; None where there is
    no such axis.
    """

    dose: str | None
    series: str | None
    others: list


LINES = 14  # that a panel shows
PLACE, RATE = "placement", "rate"  # axes that names of variants are taken apart into
NOTHING = "none"  # the baseline's name that stands for rate 0 of every place


def crossed(summary: Summary) -> Summary:
    """For figures: variants named `<place> <number>`, such as `embedding 0.1`, as two axes, and the
    baseline `none` as rate 0 of every place.

    The same summary if it has another axis, if a name has another form, or if most places have one
    rate only. Rows of rate 0 are the baseline's own, once per place, before the place's others;
    summary.baseline is the first of them.
    """
    if len(summary.axes) != 1 or not is_text(
        [row.settings[summary.axes[0]] for row in summary.rows]
    ):
        return summary
    names = [row.settings[summary.axes[0]] for row in summary.rows]
    parts = [_place_and_rate(name) for name in names]
    nothing = (
        summary.baseline
        if summary.baseline is not None and names[summary.baseline] == NOTHING
        else None
    )
    places = list(dict.fromkeys(part[0] for part in parts if part))
    several = sum(
        sum(part is not None and part[0] == place for part in parts) > 1 for place in places
    )
    if (
        len(places) < 2
        or 2 * several < len(places)
        or any(part is None and i != nothing for i, part in enumerate(parts))
    ):
        return summary
    rows = []
    for place in places:
        if nothing is not None:
            rows.append(replace(summary.rows[nothing], settings={PLACE: place, RATE: 0.0}))
        rows += [
            replace(row, settings=dict(zip((PLACE, RATE), part)))
            for row, part in zip(summary.rows, parts)
            if part and part[0] == place
        ]
    baseline = next(
        (
            i
            for i, row in enumerate(rows)
            if summary.baseline is not None
            and row.variant == summary.rows[summary.baseline].variant
        ),
        None,
    )
    return replace(summary, axes=[PLACE, RATE], rows=rows, baseline=baseline)


def _place_and_rate(name: str):
    place, _, rate = name.rpartition(" ")
    try:
        return (place, float(rate)) if place and np.isfinite(float(rate)) else None
    except ValueError:
        return None


def arrangement(summary: Summary) -> Arrangement:
    """The roles of a summary's axes in a figure."""

    def is_number(axis):
        return all(
            not isinstance(row.settings[axis], str) and np.isfinite(row.settings[axis])
            for row in summary.rows
        )

    dose = next((axis for axis in summary.axes if is_number(axis)), None)
    rest = [axis for axis in summary.axes if axis != dose]
    return Arrangement(dose, rest[0] if rest else None, rest[1:])


def arrangement_of_lines(summary: Summary) -> Arrangement:
    """The roles of axes in a figure with a line per dose; of words alone the first axis makes the
    lines.
    """
    parts = arrangement(summary)
    if parts.dose is not None:
        return parts
    return Arrangement(parts.series, parts.others[0] if parts.others else None, parts.others[1:])


def best_groups(summary: Summary, groups: list, most: int) -> list:
    """Of more than `most` groups that of the baseline and those with the best variants, in their
    order.
    """
    if len(groups) <= most:
        return groups
    sign = 1 if summary.metric.lower_is_better else -1
    best = [
        min((sign * row.mean.mean for row in rows if np.isfinite(row.mean.mean)), default=np.inf)
        for _, rows in groups
    ]
    if summary.baseline is not None:
        best = [
            -np.inf if any(row is summary.rows[summary.baseline] for row in rows) else each
            for each, (_, rows) in zip(best, groups)
        ]
    return [groups[i] for i in sorted(np.argsort(best, kind="stable")[:most])]


def best_rows(summary: Summary, most: int) -> list:
    """Of more than `most` rows the baseline and the best ones, in their order."""
    groups = best_groups(summary, [({}, [row]) for row in summary.rows], most)
    return [row for _, (row,) in groups]


def best_values(summary: Summary, axis: str | None) -> list:
    """The values of the axis that makes lines; of more than LINES those of the baseline and of the
    best variants.
    """
    values = values_of(summary.rows, axis)
    groups = [
        (value, [row for row in summary.rows if setting_of(row, axis) == value]) for value in values
    ]
    return [value for value, _ in best_groups(summary, groups, LINES)]


def notes_of(summary: Summary, sentence: str) -> list:
    """The Notes below a figure: how to read it, which programs made its numbers if they may
    differ, and which trials it lacks. {level} is that of the intervals.
    """
    one = summary.most_seeds == 1
    first = "One seed per variant." if one else sentence.format(level=summary.level)
    if summary.splits:
        first = first.replace("seeds", summary.units)
    said = (About.ORIGIN, About.INTERIM, About.INCOMPLETE)
    return [reading(first), *(note for note in summary.notes if note.about in said)]
