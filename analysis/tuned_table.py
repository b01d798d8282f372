"""The table of a tuned comparison: a row per arm with what it chose, out of how many points, and
how it did; and its points one by one.
"""

import numpy as np

from .axes import axis_title, number, short_path
from .cells import EMPTY, Align, Column, Number, Range, Table, TableRow, Text
from .notes import reading
from .number_text import decimals_of, number_text
from .statistics import Interval
from .summary import Summary
from .tuned import Arm, Point, Tuned

EDGE = "\u2021"  # behind a value that is an end of those tried
MOST_POINTS = 400  # of the appendix; all of them are in points.csv


def lower(title: str) -> str:
    """Within a sentence."""
    return title[:1].lower() + title[1:]


def shown_value(value) -> str:
    """Of a searched key."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return number(value)


def chosen_text(arm: Arm) -> str:
    """learning rate 0.031, hidden dropout rate 0.62\u2021."""
    if arm.choice is None:
        return ""
    return ", ".join(
        f"{lower(axis_title(key))} {shown_value(value)}{EDGE * (key in arm.edges)}"
        for key, value in arm.choice.settings.items()
    )


def rungs_words(tuned: Tuned) -> str:
    """12 points trained with epochs 5, the best 6 whole."""
    first, *others = tuned.points_at_rungs()
    words = [*tuned.rungs[1:], ""]
    later = [
        f"the best {count} {f'with {rung}' if rung else 'whole'}"
        for count, rung in zip(others, words)
    ]
    return ", ".join([f"{first} points trained with {tuned.rungs[0]}", *later])


def tuned_table(tuned: Tuned, summary: Summary) -> Table:
    """A TableRow per arm; arms that chose one setting share the numbers of its second stage. With
    several searches a TableRow for each of them, and one for all.
    """
    by, scale = tuned.by, summary.metric.scale
    spread = [row.mean.half_width * scale for row in summary.rows]
    digits = decimals_of(spread)
    rows = [_row(tuned, arm, summary, digits) for arm in tuned.arms]
    if tuned.searches > 1:
        rows += [_row_of_all(row, summary, digits) for row in summary.rows]
    columns = [
        Column("arm", "arm", Align.LEFT, swept=True),
        Column("chosen", "chosen", Align.LEFT),
        Column("point", "point"),
        Column("tuned-validation", by.axis_label, Align.POINT, title=f"{by.axis_label}, tuned"),
        Column("mean", summary.metric.axis_label, Align.POINT),
        Column("interval", f"{summary.level} interval", expendable=2),
        Column("verdict", "verdict", Align.LEFT, expendable=1),
    ]
    notes = _notes(tuned, summary)
    return Table(columns, rows, notes, summary.sweep, summary.description)


def _summary_row(tuned: Tuned, arm: Arm, summary: Summary):
    """The Row of an arm, with several searches that of all of them; None without results."""
    if tuned.searches == 1:
        return next((row for row in summary.rows if row.variant == arm.variant), None)
    return next((row for row in summary.rows if row.label == arm.name), None)


def _mean_of_search(arm: Arm, row) -> Interval:
    """Over the fresh seeds of one search, of the Row of all searches; without ends."""
    values = dict(zip(row.seeds, row.values))
    return row.mean._replace(mean=values.get(arm.search, np.nan), low=np.nan, high=np.nan)


def _row(tuned: Tuned, arm: Arm, summary: Summary, digits: int) -> TableRow:
    by, choice = tuned.by, arm.choice
    value = np.nan if choice is None else choice.value * by.scale
    cells = [
        Text(arm.label),
        Text(chosen_text(arm)),
        Text("" if choice is None else f"{choice.number} of {tuned.budget}"),
        Number(value, digits if by.scale == summary.metric.scale else 4),
    ]
    row = _summary_row(tuned, arm, summary)
    if row is None:
        cells += [EMPTY, EMPTY, Text("not chosen yet" if choice is None else "not trained yet")]
        return TableRow(cells, arm.label, arm.axes)
    mean, verdict = row.mean, row.verdict or "baseline"
    if tuned.searches > 1:
        mean, verdict = _mean_of_search(arm, row), ""
    if arm.same_as:
        verdict = f"same setting as {arm.same_as}"
    cells += _result_cells(mean, verdict, summary, digits)
    return TableRow(cells, arm.label, arm.axes, [row], verdict)


def _row_of_all(row, summary: Summary, digits: int) -> TableRow:
    verdict = row.verdict or "baseline"
    cells = [Text(f"{row.label}, all searches"), EMPTY, EMPTY, EMPTY]
    cells += _result_cells(row.mean, verdict, summary, digits)
    return TableRow(cells, row.label, row.settings, [row], verdict)


def _result_cells(mean: Interval, verdict: str, summary: Summary, digits: int) -> list:
    scale = summary.metric.scale
    interval = Range(mean.low * scale, mean.high * scale, digits)
    return [Number(mean.mean * scale, digits), interval, Text(verdict)]


def _notes(tuned: Tuned, summary: Summary) -> list:
    best = "lowest" if tuned.by.lower_is_better else "highest"
    mean = f"the {best} mean {lower(tuned.by.title)} of {len(tuned.replicates)} tuning seeds"
    if len(tuned.replicates) == 1:
        mean = f"the {best} {lower(tuned.by.title)} of one tuning seed"
    notes = [
        reading(
            f"Chosen: the point with {mean}, out of {tuned.budget} for each arm; that value is the"
            f" best of {tuned.budget} and so better than the setting is. {summary.metric.title} is"
            f" of {len(tuned.seeds)} fresh seeds at the chosen setting"
            f"{', of each search' if tuned.searches > 1 else ''}."
        )
    ]
    if tuned.rungs:
        notes.append(reading(f"Halving, within each arm: {rungs_words(tuned)}."))
    if any(arm.edges for arm in tuned.arms):
        said = "the smallest or largest value that was tried; a better one may lie beyond"
        notes.append(reading(f"{EDGE} At the edge: {said}."))
    notes += _worst(tuned)
    return notes


def _worst(tuned: Tuned) -> list:
    """A Note if points diverged or failed: they counted as the worst."""
    counts = {}
    for arm in tuned.arms:
        worst = sum(np.isinf(each.value) for each in arm.points)
        if worst:
            counts[arm.label] = worst
    if not counts:
        return []
    said = ", ".join(f"{count} of {label}" for label, count in counts.items())
    return [reading(f"Points with a trial that diverged or failed count as the worst: {said}.")]


def points_table(tuned: Tuned, summary: Summary) -> Table:
    """A row per arm and point, for the appendix."""
    keys = list(tuned.keys)
    by = tuned.by
    values = [each.value * by.scale for arm in tuned.arms for each in arm.points]
    finite = [each for each in values if np.isfinite(each)]
    digits = decimals_of([np.ptp(finite) / 20]) if len(finite) > 1 else 2
    columns = [Column("arm", "arm", Align.LEFT), Column("point", "point")]
    columns += [Column(key, short_path(key)) for key in keys]
    columns += [Column("rung", "trained", Align.LEFT)] if tuned.rungs else []
    columns += [
        Column("value", by.axis_label, Align.POINT),
        Column("replicates", "replicates", Align.LEFT),
        Column("core-seconds", "core-seconds"),
        Column("chosen", "", Align.LEFT),
    ]
    firsts = first_points(tuned)
    rows = [
        _point_row(tuned, arm, place, digits, firsts)
        for arm in tuned.arms
        for place in range(len(arm.points))
    ]
    notes = [reading(f"Value: {lower(by.title)}, mean over the replicates.")]
    if firsts:
        said = f"as {next(iter(firsts.values()))}: the setting of that point, trained once for both"
        notes.append(reading(f"{said}."))
    if len(rows) > MOST_POINTS:
        notes.append(reading(f"The first {MOST_POINTS} of {len(rows)}; all are in points.csv."))
    about = f"every point that was tried. {summary.description}"
    return Table(columns, rows[:MOST_POINTS], notes, summary.sweep, about)


def first_points(tuned: Tuned) -> dict:
    """(label of an arm, number of a point) -> the first point with its trials, as "none 3"; of
    points that are not the first.
    """
    known, made = {}, {}
    for arm in tuned.arms:
        for point in arm.points:
            first = known.setdefault(tuple(point.trials), f"{arm.label} {point.number}")
            if point.trials and first != f"{arm.label} {point.number}":
                made[arm.label, point.number] = first
    return made


def _point_row(tuned: Tuned, arm: Arm, place: int, digits: int, firsts: dict) -> TableRow:
    point, by = arm.points[place], tuned.by
    settings = [
        Text(shown_value(point.settings[key])) if key in point.settings else EMPTY
        for key in tuned.keys
    ]
    settings += [Text(point.rung or "whole")] if tuned.rungs else []
    replicates = " ".join(number_text(each * by.scale, digits) for each in point.values)
    ended = [f"{count} {word}" for word, count in point.status.items() if word != "done"]
    value = (
        Number(point.value * by.scale, digits)
        if np.isfinite(point.value)
        else Text(", ".join(ended))
    )
    seconds = Number(point.core_seconds, 1) if np.isfinite(point.core_seconds) else EMPTY
    said = ["chosen"] if place == arm.chosen else []
    if first := firsts.get((arm.label, point.number)):
        said.append(f"as {first}")
    cells = [Text(arm.label), Number(point.number, 0), *settings, value, Text(replicates)]
    return TableRow([*cells, seconds, Text(", ".join(said))], f"{arm.label} {point.number}")


def arm_records(tuned: Tuned, summary: Summary) -> list:
    """A dict per arm, for CSV: unrounded, in the metrics' own units."""
    made = []
    for arm in tuned.arms:
        row = _summary_row(tuned, arm, summary)
        mean = row and (row.mean if tuned.searches == 1 else _mean_of_search(arm, row))
        made.append(
            {
                "arm": arm.label,
                "points": len(arm.points),
                "replicates": len(tuned.replicates),
                "chosen_point": None if arm.choice is None else arm.choice.number,
                **{
                    f"chosen.{key}": arm.choice and arm.choice.settings.get(key)
                    for key in tuned.keys
                },
                "at_edge": " ".join(arm.edges),
                "same_setting_as": arm.same_as,
                "tuned_value": None if arm.choice is None else arm.choice.value,
                "mean": mean and mean.mean,
                "low": mean and mean.low,
                "high": mean and mean.high,
                "verdict": row.verdict if row else None,
                "core_hours_per_point": arm.core_hours,
            }
        )
    return made


def point_records(tuned: Tuned) -> list:
    """A dict per arm, point and replicate, for CSV."""
    made, firsts = [], first_points(tuned)
    for arm in tuned.arms:
        for place, point in enumerate(arm.points):
            values = point.values if len(point.values) else [np.nan]
            for replicate, value in enumerate(values):
                made.append(
                    {
                        "arm": arm.label,
                        "point": point.number,
                        "chosen": int(place == arm.chosen),
                        "same_as": firsts.get((arm.label, point.number), ""),
                        **{key: point.settings.get(key) for key in tuned.keys},
                        "rung": point.rung or "whole",
                        "trial_id": point.trials[replicate] if point.trials else None,
                        "replicate": replicate,
                        "value": value,
                        "point_value": point.value,
                        "core_seconds": point.core_seconds,
                    }
                )
    return made
