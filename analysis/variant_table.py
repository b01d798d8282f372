"""The table of variants of a Summary: a row each, with mean, interval, and the comparison with the
baseline.

Columns: the swept axes, n, mean with its interval, difference to the baseline with its interval, p
adjusted by Holm, verdict.
"""

import math

import numpy as np

from .axes import axis_title, short_path
from .cells import (
    DIFFERENCE,
    EMPTY,
    Align,
    Column,
    Count,
    Number,
    PValue,
    Range,
    Setting,
    Table,
    TableRow,
    Text,
    align_of,
)
from .notes import About, Note, reading
from .number_text import decimals, scaled
from .resampling import LEAST_RESAMPLED, bootstrap_interval, seeds_to_be_testable
from .statistics import without_spread
from .summary import Row, Summary


def variant_table(summary: Summary) -> Table:
    """A TableRow per Row of the summary, in its order."""
    best = best_row(summary)
    digits = _digits(summary)
    rows = [_row(summary, row, digits, i == best) for i, row in enumerate(summary.rows)]
    return Table(
        _columns(summary, rows),
        rows,
        _notes(summary) + ([] if best is None else [_bold_note(summary, best)]),
        summary.sweep,
        summary.description,
    )


def axis_columns(axes: list, rows: list) -> list:
    """The Columns of swept axes, the first of the TableRows."""
    return [
        Column(
            axis,
            short_path(axis),
            align_of([row.cells[i] for row in rows]),
            axis_title(axis),
            swept=True,
        )
        for i, axis in enumerate(axes)
    ]


def _columns(summary: Summary, rows: list) -> list:
    unit, level = summary.metric.unit, summary.level
    columns = axis_columns(summary.axes, rows)
    if not columns:
        columns = [
            Column("variant", "variant", align_of([row.cells[0] for row in rows]), swept=True)
        ]
    columns += [
        Column("n", "n"),
        Column("mean", summary.metric.axis_label, Align.POINT),
        Column("interval", f"{level} interval", expendable=3),
    ]
    if summary.baseline is not None:
        points = f" ({summary.metric.difference_unit})" if unit else ""
        interval = "interval (Holm)" if summary.family > 1 else f"{level} interval"
        columns += [
            Column("difference", DIFFERENCE + points, Align.POINT, compared=True),
            Column("difference-interval", interval, compared=True, expendable=1),
            Column("p", "p (Holm)", compared=True, expendable=4),
            Column("verdict", "verdict", Align.LEFT, compared=True, expendable=2),
        ]
    return columns


def _digits(summary: Summary) -> int:
    """After the point, for all means and differences of the table."""
    scale = summary.metric.scale
    shown = [row.mean for row in summary.rows]
    shown += [row.difference for row in summary.rows if row.difference]
    return decimals(scaled(each, scale) for each in shown)


def _row(summary: Summary, row: Row, digits: int, bold: bool) -> TableRow:
    mean = scaled(row.mean, summary.metric.scale)
    cells = [Setting(value) for value in row.settings.values()] or [Text(row.label)]
    cells += [
        Count(len(row.values), row.planned),
        Number(mean.mean, digits, bold=bold),
        Range(mean.low, mean.high, digits),
    ]
    if summary.baseline is not None:
        cells += _comparison(summary, row, digits)
    against = [summary.rows[row.comparison.second]] if row.comparison else []
    return TableRow(cells, row.label, row.settings, [row], row.verdict or "baseline", against)


def _comparison(summary: Summary, row: Row, digits: int) -> list:
    metric = summary.metric
    if row.comparison is None:
        return [Text("baseline"), EMPTY, EMPTY, EMPTY]
    made = scaled(row.difference, metric.scale)
    sure = math.isfinite(made.low) and not made.low <= 0 <= made.high
    better = (made.mean < 0) == metric.lower_is_better if sure else None
    return [
        Number(made.mean, digits, signed=True, better=better),
        Range(made.low, made.high, digits, signed=True),
        PValue(row.adjusted_p, 3),
        Text(verdict_text(summary, row)),
    ]


def verdict_text(summary: Summary, row: Row) -> str:
    """The verdict; of one that is better by a mean of fewer survivors, how many diverged."""
    other = summary.rows[row.comparison.second]
    if not row.verdict.startswith("better") or not _diverges_more(row, other):
        return row.verdict
    return f"{row.verdict}, {len(row.diverged)} diverged"


def _diverges_more(row: Row, other: Row) -> bool:
    """Whether a larger share of a variant's trials diverged than of the other's."""
    shares = [
        len(each.diverged) / max(1, len(each.diverged) + len(each.values)) for each in (row, other)
    ]
    return shares[0] > shares[1]


def best_row(summary: Summary) -> int | None:
    """Position of the row with the best mean, if it won every declared comparison that it took part
    in, and no more of it diverged than of the others there.

    Else None: bold print would claim what was not shown. Means of different tasks do not compete.
    """
    sign = 1 if summary.metric.lower_is_better else -1
    means = [sign * row.mean.mean for row in summary.rows]
    if summary.tasks or not any(map(math.isfinite, means)):
        return None
    best = int(np.nanargmin(means))
    won = [
        each.verdict.startswith("better" if each.first == best else "worse")
        for each in summary.comparisons
        if best in (each.first, each.second)
    ]
    met = [each for each in summary.comparisons if best in (each.first, each.second)]
    others = [each.second if each.first == best else each.first for each in met]
    lost = any(_diverges_more(summary.rows[best], summary.rows[each]) for each in others)
    return best if won and all(won) and not lost else None


def _bold_note(summary: Summary, best: int) -> Note:
    met = sum(best in (each.first, each.second) for each in summary.comparisons)
    shown = (
        "better than every other variant."
        if met == len(summary.rows) - 1
        else "better than the baseline; the others were not compared with it."
    )
    return Note(About.BOLD, f"Bold: the best mean, {shown}")


def _notes(summary: Summary) -> list:
    if not any(row.mean.n > 1 for row in summary.rows):
        one = summary.most_seeds == 1
        said = "One seed per variant" if one else "No variant has two seeds with a value"
        notes = [] if one else verdict_notes(summary)
        return [reading(f"{said}: no intervals."), *notes, *summary.notes]
    said = f"Mean over seeds, {summary.level} t intervals"
    if summary.splits:
        said = _over_splits(summary)
    if summary.baseline is not None:
        of_task = " to the baseline of the same task" if summary.tasks else ""
        paired = summary.method == "paired"
        said += f"; differences{of_task} "
        said += f"paired by {summary.unit}" if paired else "of independent means (Welch)"
        said += ", exact permutation p" if summary.test == "permutation" else ""
        if summary.family > 1:
            said += f", p adjusted for {summary.family} comparisons (Holm), intervals likewise"
    return [reading(said + "."), *verdict_notes(summary), *summary.notes]


def _over_splits(summary: Summary) -> str:
    splits = summary.most_seeds
    if summary.unit == "search":
        return f"Mean over {splits} searches of means over seeds, {summary.level} t intervals"
    return (
        f"Mean over {splits} splits ({summary.splits}) of means over seeds, {summary.level} t "
        f"intervals with the variance of splits that share examples, 1/{splits} + "
        f"{summary.held_out:.3g} (Nadeau & Bengio 2003)"
    )


def verdict_notes(summary: Summary) -> list:
    """What a reader must know who takes verdicts at their word."""
    verdicts = {each.verdict for each in summary.comparisons}
    said = []
    if "inconclusive" in verdicts:
        said.append(
            "Inconclusive: neither a difference nor its absence is shown; it does not mean equal."
        )
    if "untestable" in verdicts:
        said += _untestable(summary)
    if any(each.startswith(("better", "worse")) for each in verdicts):
        said += _resting_on_t(summary)
    if summary.margin is not None:
        margin = summary.metric.difference_text(f"{summary.margin * summary.metric.scale:.4g}")
        declared = summary.declaration.words_for("margin")
        said.append(f"Equivalent: the interval lies within {margin}, {declared}.")
    return [Note(About.VERDICTS, each) for each in said]


def _untestable(summary: Summary) -> list:
    """Sentences on why: too few seeds, or (which their own note says) seeds without spread."""
    untestable = [each for each in summary.comparisons if each.verdict == "untestable"]
    needed = max((each.seeds_needed or 0 for each in untestable), default=0)
    if not needed:
        return ["Untestable: seeds that do not vary allow no t test; it does not mean equal."]
    if needed <= summary.most_seeds:
        return [f"Untestable: at least {needed} seeds of both variants must have a value."]
    return [
        f"Untestable: no data could pass {summary.alpha:g} here; "
        f"at least {needed} seeds per variant are needed."
    ]


def _resting_on_t(summary: Summary) -> list:
    """A sentence if exact permutation could not have said what t tests say."""
    floors = [each.floor_p for each in summary.comparisons if np.isfinite(each.difference.p)]
    floor = max(floors, default=0)
    if summary.splits or summary.test != "t" or floor * summary.family <= summary.alpha:
        return []
    seeds = seeds_to_be_testable(summary.alpha, summary.family, summary.method == "paired")
    return [
        f"Verdicts rest on the t distribution: exact permutation could not pass {summary.alpha:g} "
        f"here (p \u2265 {floor:.2g}, {summary.family} comparisons); {seeds} seeds could."
    ]


def variant_records(summary: Summary) -> list:
    """A dict per variant, for CSV: unrounded, in the metric's own units (errors are fractions)."""
    return [_record(row, summary.alpha) for row in summary.rows]


def _deviation(values) -> float:
    """Over seeds; NaN of one, and 0 where they differ by rounding only."""
    if len(values) < 2:
        return math.nan
    return 0.0 if without_spread(values) else values.std(ddof=1)


def _record(row: Row, alpha: float) -> dict:
    enough = len(row.values) >= LEAST_RESAMPLED
    bootstrap = bootstrap_interval(row.values, alpha) if enough else (math.nan, math.nan)
    made, difference = row.comparison, row.difference
    record = {
        "variant": row.variant,
        "label": row.label,
        **row.settings,
        "planned": row.planned,
        "n": row.mean.n,
        "diverged": len(row.diverged),
        "failed": len(row.failed),
        "missing": len(row.missing),
        "unrecorded": len(row.unrecorded),
        "mean": row.mean.mean,
        "sd": _deviation(row.values),
        "low": row.mean.low,
        "high": row.mean.high,
        "bootstrap_low": bootstrap[0],
        "bootstrap_high": bootstrap[1],
    }
    return record | {
        "difference": made and difference.mean,
        "difference_low": made and difference.low,
        "difference_high": made and difference.high,
        "hedges_g": made and made.effect,
        "p": made and difference.p,
        "permutation_p": made and made.permutation_p,
        "adjusted_p": made and made.adjusted_p,
        "equivalence_p": made and made.equivalence_p,
        "probability_of_improvement": made and made.improvement,
        "variance_ratio": made and made.variance_ratio,
        "verdict": made and made.verdict,
        "seeds_needed": made and made.seeds_needed,
    }
