"""Every declared comparison: as a table of the report and of papers, and as records for CSV.

Differences are first - second; intervals and verdicts are those of the one procedure that decides
(comparison.py).
"""

import math

from .cells import EMPTY, Align, Column, Number, NumberInRange, PValue, Range, Table, TableRow, Text
from .notes import reading
from .number_text import decimals, scaled
from .summary import Summary
from .variant_table import verdict_notes

SAYS = (
    "Smallest p: what the permutation test can give at best with these seeds. Seeds needed: per"
    " variant, for a power of 0.8 if the true difference is the one measured, with the range that"
    " the 80 % interval of the noise gives."
)


def comparison_table(summary: Summary) -> Table | None:
    """A row per comparison; None without any."""
    if not summary.comparisons:
        return None
    scale = summary.metric.scale
    digits = decimals(scaled(each.difference, scale) for each in summary.comparisons)
    rows = [_row(summary, each, scale, digits) for each in summary.comparisons]
    notes = [reading(SAYS), *verdict_notes(summary), *summary.notes]
    return Table(_columns(summary), rows, notes, summary.sweep, summary.description)


def _columns(summary: Summary) -> list:
    unit = summary.metric.difference_unit
    interval = "interval (Holm)" if summary.family > 1 else f"{summary.level} interval"
    return [
        Column("first", "variant", Align.LEFT, swept=True),
        Column("second", "compared with", Align.LEFT, swept=True),
        Column("difference", f"difference ({unit})" if unit else "difference", Align.POINT),
        Column("interval", interval),
        Column("p", "p (Holm)", expendable=1),
        Column("verdict", "verdict", Align.LEFT),
        *([Column("look", "look"), Column("n", "seeds")] if summary.looks else []),
        Column("effect", "Hedges' g", expendable=2),
        Column("improvement", "P(improvement)", expendable=3),
        Column("t", "p (t)", expendable=4),
        Column("permutation", "p (permutation)", expendable=5),
        Column("smallest", "smallest p", expendable=6),
        Column("variance", "variance if paired", expendable=7),
        Column("seeds", "seeds needed", expendable=8),
    ]


def _row(summary: Summary, each, scale: float, digits: int) -> TableRow:
    first, second = summary.rows[each.first], summary.rows[each.second]
    made = scaled(each.difference, scale)
    sure = math.isfinite(made.low) and not made.low <= 0 <= made.high
    better = (made.mean < 0) == summary.metric.lower_is_better if sure else None
    cells = [
        Text(first.label),
        Text(second.label),
        Number(made.mean, digits, signed=True, better=better),
        Range(made.low, made.high, digits, signed=True),
        PValue(each.adjusted_p, 4),
        Text(each.verdict),
        *([_look(each), Number(each.difference.n, 0)] if summary.looks else []),
        Number(each.effect, 2),
        Number(each.improvement, 2),
        PValue(each.difference.p, 4),
        PValue(each.permutation_p, 4),
        PValue(each.floor_p, 4),
        Number(each.variance_ratio, 2),
        _seeds(each),
    ]
    label = f"{first.label} against {second.label}"
    return TableRow(cells, label, {}, [first], each.verdict, [second])


def _seeds(comparison) -> object:
    """Seeds needed, and where the noise is known by a few seeds only, from how many to how many."""
    if not comparison.seeds_needed:
        return EMPTY
    needed = Number(comparison.seeds_needed, 0)
    low, high = comparison.seeds_range
    if low is None:
        return needed
    return NumberInRange(needed, Range(low, math.inf if high is None else high, 0))


def _look(each):
    return Number(each.look, 0) if each.look else EMPTY


def comparison_records(summary: Summary) -> list:
    """A dict per comparison, for CSV: unrounded, in the metric's own units."""
    return [_record(summary, each) for each in summary.comparisons]


def _record(summary: Summary, each) -> dict:
    first, second = summary.rows[each.first], summary.rows[each.second]
    return {
        "first_variant": first.variant,
        "first": first.label,
        "second_variant": second.variant,
        "second": second.label,
        "n_first": len(first.values),
        "n_second": len(second.values),
        "n_common": each.difference.n if summary.looks else len(summary.common_seeds(each)),
        **({"look": each.look} if summary.looks else {}),
        "difference": each.difference.mean,
        "low": each.difference.low,
        "high": each.difference.high,
        "level": 1 - each.level,
        "p": each.difference.p,
        "permutation_p": each.permutation_p,
        "smallest_p": each.floor_p,
        "adjusted_p": each.adjusted_p,
        "equivalence_p": each.equivalence_p,
        "hedges_g": each.effect,
        "probability_of_improvement": each.improvement,
        "variance_ratio": each.variance_ratio,
        "verdict": each.verdict,
        "seeds_needed": each.seeds_needed,
        "seeds_needed_low": each.seeds_range[0],
        "seeds_needed_high": each.seeds_range[1],
    }
