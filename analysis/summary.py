"""What is known of a sweep for one metric: a Row per variant, its comparison with the baseline, and
Notes.

Values are in the metric's own units as in results.h5 (errors are fractions). compute_summary.py
makes a Summary; tables, figures and the report only read it.
"""

from dataclasses import dataclass, field

import numpy as np

from .comparison import Comparison
from .history import Declaration
from .metrics import Metric
from .sequential import Looks
from .splits import SEARCH
from .statistics import Interval
from .variance_sources import VarianceSources


@dataclass
class Row:
    variant: int  # number in the plan
    label: str
    settings: dict  # swept axis -> value
    planned: int  # trials
    values: np.ndarray  # of the trials that are done, [n]
    mean: Interval
    diverged: list = field(default_factory=list)  # seeds
    missing: list = field(default_factory=list)  # seeds: not trained yet, or their file is damaged
    failed: list = field(default_factory=list)  # seeds: ended with an error
    unrecorded: list = field(default_factory=list)  # seeds: done, but without this metric
    trials: list = field(default_factory=list)  # ids of those that have values, in their order
    seeds: list = field(default_factory=list)  # theirs, in the same order
    comparison: Comparison | None = None  # with the baseline; None for the baseline itself

    @property
    def is_complete(self) -> bool:
        """Whether every planned trial has a value."""
        return len(self.values) == self.planned

    @property
    def difference(self) -> Interval | None:
        return self.comparison.difference if self.comparison else None

    @property
    def adjusted_p(self) -> float:
        return self.comparison.adjusted_p if self.comparison else np.nan

    @property
    def verdict(self) -> str:
        return self.comparison.verdict if self.comparison else ""


@dataclass
class Summary:
    sweep: str
    description: str
    metric: Metric
    axes: list  # those that take more than one value
    alpha: float
    baseline: int | None  # position in rows
    rows: list
    method: str  # "welch" or "paired"
    family: int  # number of comparisons that p-values are corrected for
    notes: list  # of Note
    test: str = "t"  # what decides: "t" or "permutation"
    margin: float | None = None  # of equivalence, in the metric's units
    comparisons: list = field(default_factory=list)  # the whole family
    variance: VarianceSources = VarianceSources(np.nan, np.nan)
    exploratory: bool = False  # another metric than the plan's
    # The axis whose values are tasks, see tasks.py. Then rows are compared within their task, and
    # `baseline` is that of one.
    tasks: str | None = None
    # The axis of splits or searches that was merged, see splits.py: then its values are `seeds`.
    splits: str | None = None
    held_out: float = 0  # n_test / n_train of these splits
    looks: Looks | None = None  # seeds were added until it was decided
    declaration: Declaration = Declaration("not known when declared")  # what was declared when

    @property
    def unit(self) -> str:
        """What a row has a value of each: seed, split or search."""
        if self.splits is None:
            return "seed"
        return "search" if self.splits == SEARCH else "split"

    @property
    def units(self) -> str:
        """Of several."""
        return "searches" if self.unit == "search" else f"{self.unit}s"

    @property
    def level(self) -> str:
        return f"{100 * (1 - self.alpha):g} %"

    @property
    def done(self) -> int:
        return sum(len(row.values) for row in self.rows)

    @property
    def planned(self) -> int:
        return sum(row.planned for row in self.rows)

    @property
    def diverged(self) -> int:
        return sum(len(row.diverged) for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(len(row.missing) for row in self.rows)

    @property
    def failed(self) -> int:
        return sum(len(row.failed) for row in self.rows)

    @property
    def unrecorded(self) -> int:
        return sum(len(row.unrecorded) for row in self.rows)

    @property
    def interim(self) -> bool:
        """Whether planned trials still lack a result; one that diverged has its own."""
        return self.missing + self.failed > 0

    @property
    def most_seeds(self) -> int:
        """Of a variant in the plan."""
        return max((row.planned for row in self.rows), default=0)

    def common_seeds(self, comparison: Comparison) -> list:
        """Those of which both variants of a comparison have a value."""
        first, second = self.rows[comparison.first], self.rows[comparison.second]
        return [seed for seed in first.seeds if seed in second.seeds]
