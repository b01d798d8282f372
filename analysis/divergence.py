"""Divergence is an outcome: how often the trials of a variant diverge, and whether a variant is
better when a diverged trial is the worst there is.

    rate          diverged of those that ended, with the exact interval (Clopper & Pearson 1934)
    p of rates    Fisher's exact test against the reference, two-sided; of one comparison
    ranks         P(a trial is better than one of the reference), ties count half, diverged trials
                  are worse than all others and tie with each other (Mann & Whitney 1947)
    p of ranks    exact, by permutation of the trials (resampling.permutation_p of their ranks)
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from .cells import EMPTY, Align, Column, Number, NumberInRange, PValue, Range, Table, TableRow, Text
from .comparison import improvement
from .notes import reading
from .resampling import permutation_p
from .summary import Row, Summary

SAYS = (
    "Means are of the trials that did not diverge; here a diverged trial counts as the worst. Rates"
    " with exact {level} intervals; p of rates by Fisher's exact test, p of ranks by permutation,"
    " each of one comparison."
)


@dataclass(frozen=True)
class Outcome:
    """Of a variant; what compares it is NaN for the reference."""

    row: Row
    ended: int
    rate: tuple  # share, low, high
    rate_p: float = np.nan
    improvement: float = np.nan
    rank_p: float = np.nan
    against: Row | None = None


def outcomes(summary: Summary) -> list:
    """Of every variant that has trials that ended; [] if none of the sweep diverged."""
    if not summary.diverged:
        return []
    return [_outcome(summary, row) for row in summary.rows if len(row.values) + len(row.diverged)]


def _outcome(summary: Summary, row: Row) -> Outcome:
    lost, ended = len(row.diverged), len(row.values) + len(row.diverged)
    exact = stats.binomtest(lost, ended).proportion_ci(1 - summary.alpha, "exact")
    rate = (lost / ended, float(exact.low), float(exact.high))
    if row.comparison is None:
        return Outcome(row, ended, rate)
    other = summary.rows[row.comparison.second]
    their = len(other.values) + len(other.diverged)
    if not their:
        return Outcome(row, ended, rate)
    table = [[lost, ended - lost], [len(other.diverged), their - len(other.diverged)]]
    own, others = _ranked(summary, row, other)
    return Outcome(
        row,
        ended,
        rate,
        float(stats.fisher_exact(table)[1]),
        improvement(own, others, True),
        permutation_p(own, others),
        other,
    )


def _ranked(summary: Summary, row: Row, other: Row) -> tuple:
    """Ranks of the trials of both among all of them, 1 is best."""
    sign = 1 if summary.metric.lower_is_better else -1
    values = [[*(sign * each.values), *[np.inf] * len(each.diverged)] for each in (row, other)]
    ranks = stats.rankdata(np.concatenate(values))
    return ranks[: len(values[0])], ranks[len(values[0]) :]


def divergence_table(summary: Summary) -> Table | None:
    """A row per Outcome; None if nothing diverged."""
    made = outcomes(summary)
    if not made:
        return None
    columns = [
        Column("variant", "variant", Align.LEFT, swept=True),
        Column("diverged", "diverged"),
        Column("rate", "rate (%)"),
        Column("rate-p", "p (rates)"),
        Column("improvement", "P(improvement)", compared=True),
        Column("rank-p", "p (ranks)", compared=True),
    ]
    notes = [reading(SAYS.format(level=summary.level))]
    return Table(columns, list(map(_row, made)), notes, summary.sweep, summary.description)


def _row(made: Outcome) -> TableRow:
    share, low, high = (100 * each for each in made.rate)
    rate = NumberInRange(Number(share, 0), Range(low, high, 0))
    known = made.against is not None
    cells = [
        Text(made.row.label),
        Text(f"{len(made.row.diverged)} of {made.ended}"),
        rate,
        PValue(made.rate_p, 3) if known else Text("baseline" * (made.row.comparison is None)),
        Number(made.improvement, 2) if known else EMPTY,
        PValue(made.rank_p, 3) if known else EMPTY,
    ]
    against = [made.against] if known else []
    return TableRow(cells, made.row.label, {}, [made.row], against=against)


def divergence_records(summary: Summary) -> list:
    """A dict per Outcome, for CSV."""
    return [
        {
            "variant": each.row.variant,
            "label": each.row.label,
            "ended": each.ended,
            "diverged": len(each.row.diverged),
            "rate": each.rate[0],
            "rate_low": each.rate[1],
            "rate_high": each.rate[2],
            "rate_p": each.rate_p,
            "improvement_with_diverged": each.improvement,
            "rank_p": each.rank_p,
        }
        for each in outcomes(summary)
    ]
