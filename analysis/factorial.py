"""Sweeps that cross axes: what each axis does on average (main effects), and whether axes act on
each other (interactions).

Analysis of variance with sums of squares of type II (Fisher 1925; computed by statsmodels) over the
trials that are done, every axis as a factor of unordered levels and all interactions of two axes.
eta^2 is a term's share of the total sum of squares. Everything here is exploratory.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from .axes import values_of
from .load import final_frame
from .statistics import Interval, t_interval, without_spread


def anova(dataset, metric: str, axes: list) -> pd.DataFrame | None:
    """Columns term, sum_of_squares, freedom, F, p, eta_squared; the last row is the residual.

    None without two crossed axes and replicates, or if all values are one. Without spread between
    the seeds of a cell there is no F: it and p are NaN.
    """
    frame = final_frame(dataset)
    frame = frame[np.isfinite(frame[metric])]
    crossed = [axis for axis in axes if frame[axis].nunique(dropna=False) > 1]
    cells = frame.groupby(crossed, dropna=False).size() if crossed else pd.Series(dtype=int)
    if len(frame) and without_spread(frame[metric]):
        return None
    full = len(cells) == np.prod([frame[axis].nunique(dropna=False) for axis in crossed])
    if len(crossed) < 2 or not full or len(frame) <= len(cells):
        return None
    names = {axis: f"axis_{i}" for i, axis in enumerate(crossed)}
    data = pd.DataFrame(
        {"y": frame[metric], **{names[axis]: frame[axis].astype(str) for axis in crossed}}
    )
    terms = [(axis,) for axis in crossed] + list(combinations(crossed, 2))
    model = ols(
        "y ~ " + " + ".join(":".join(f"C({names[axis]})" for axis in term) for term in terms), data
    ).fit()
    made = anova_lm(model, typ=2)
    if all(without_spread(values) for _, values in frame.groupby(crossed, dropna=False)[metric]):
        made[["F", "PR(>F)"]] = np.nan
    return pd.DataFrame(
        {
            "term": [" x ".join(term) for term in terms] + ["residual"],
            "axes": [*terms, ()],
            "sum_of_squares": made["sum_sq"].to_numpy(),
            "freedom": made["df"].to_numpy(),
            "F": made["F"].to_numpy(),
            "p": made["PR(>F)"].to_numpy(),
            "eta_squared": (made["sum_sq"] / made["sum_sq"].sum()).to_numpy(),
        }
    )


def main_effects(rows: list, axes: list, alpha: float = 0.05) -> dict:
    """axis -> [(value, Interval)] of rows of a Summary: each value of the axis, averaged over the
    variants that have it.

    The interval is that of the seeds' noise alone, which is taken as equal in all variants: s^2 =
    sum (n - 1) s_v^2 / sum (n - 1) over variants v of n seeds each, standard error s sqrt(sum 1 /
    n) / k for a mean of k variants. Variants without a value do not count.
    """
    rows = [row for row in rows if len(row.values)]
    freedom = sum(len(row.values) - 1 for row in rows)
    squared = (
        sum(
            ((row.values - row.values.mean()) ** 2).sum()
            for row in rows
            if not without_spread(row.values)
        )
        / freedom
        if freedom
        else np.nan
    )

    def effect(group: list) -> Interval:
        mean, error = np.mean([row.values.mean() for row in group]), np.sqrt(
            squared * sum(1 / len(row.values) for row in group)
        ) / len(group)
        known = freedom > 0
        return (
            t_interval(len(group), mean, error, freedom, alpha)
            if known
            else Interval(len(group), mean, np.nan, np.nan, np.nan)
        )

    return {
        axis: [
            (value, effect([row for row in rows if row.settings[axis] == value]))
            for value in values_of(rows, axis)
        ]
        for axis in axes
    }
