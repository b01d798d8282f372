"""Where the variance of a result comes from: the end of training within a run, or what differs
between seeds.

    within a run    sd of the metric over the last WINDOW evaluations after a straight line through
                    them is taken out (ddof 2), averaged over runs as variances
    between seeds   sd of the final value over the seeds of a variant (ddof 1), averaged over
                    variants as variances

When the first is as large as the second, another point to stop at would have reordered the seeds:
end training with a falling learning rate, or average over the last evaluations, before buying more
seeds.
"""

from typing import NamedTuple

import numpy as np

from .statistics import without_spread

WINDOW = 5  # evaluations at the end
SHARE = 4  # a run must have this many windows, or its window is not the end of training
DOMINATES = 1.0  # share of the variance between seeds from which on a report says so


class VarianceSources(NamedTuple):
    within_runs: float  # sd, in the metric's units; NaN where runs are too short
    between_seeds: float  # sd

    @property
    def within_dominates(self) -> bool:
        return bool(
            np.isfinite(self.within_runs)
            and self.between_seeds > 0
            and (self.within_runs / self.between_seeds) ** 2 >= DOMINATES
        )


def variance_sources(dataset, metric: str) -> VarianceSources:
    """Of a metric's name, over the trials of a dataset of load() that are done."""
    done = dataset["status"].values == "done"
    between = []
    for variant in np.unique(dataset["variant"].values[done]) if metric in dataset else []:
        values = dataset[metric].values[done & (dataset["variant"].values == variant)]
        values = values[np.isfinite(values)]
        if len(values) > 1:
            between.append(0.0 if without_spread(values) else values.var(ddof=1))
    curves = dataset[f"curves.{metric}"].values[done] if f"curves.{metric}" in dataset else []
    within = [each for each in map(_residual, curves) if np.isfinite(each)]
    return VarianceSources(_root_of_mean(within), _root_of_mean(between))


def _root_of_mean(variances: list) -> float:
    return float(np.sqrt(np.mean(variances))) if len(variances) else np.nan


def _residual(curve) -> float:
    """Variance about a straight line of the last WINDOW values."""
    values = curve[np.isfinite(curve)]
    if len(values) < SHARE * WINDOW:
        return np.nan
    values = values[-WINDOW:]
    x = np.arange(WINDOW) - (WINDOW - 1) / 2
    slope = (x @ values) / (x @ x)
    rest = values - values.mean() - slope * x
    if without_spread(rest, np.abs(values).max()):
        return 0.0
    return float((rest**2).sum() / (WINDOW - 2))
