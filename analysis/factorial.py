"""Sweeps that cross axes: what each axis does on average (main effects), and whether axes act on
each other (interactions).

Analysis of variance with sums of squares of type II (Fisher 1925; computed by statsmodels) over the
trials that are done, every axis as a factor of unordered levels, all interactions of two axes and
what is left of higher ones. Cells may have different numbers of trials. eta^2 is a term's share of
the total sum of squares. Everything here is exploratory.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from .axes import values_of
from .load import final_frame
from .statistics import Interval, t_interval, without_spread


def anova(dataset, metric: str, axes: list) -> pd.DataFrame | None:
    """Columns term, axes, sum_of_squares, freedom, F, p, eta_squared; the last row is the residual.

    Tests are against what the seeds of a cell differ by, so that no interaction hides in the
    residual: those of three axes and more have a row of their own ("higher"). Where the plan pairs
    by seed and every cell has the same seeds, these are blocks ("seeds"). None without two crossed
    axes and replicates, or if all values are one. Without spread between the seeds of a cell there
    is no F: it and p are NaN.
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
    columns = {f"axis_{i}": frame[axis].astype(str) for i, axis in enumerate(crossed)}
    data = pd.DataFrame({"y": frame[metric], "seed": frame["seed"].astype(str), **columns})
    blocks = ["C(seed)"] * _has_blocks(dataset, frame, crossed)
    pairs = list(combinations(range(len(crossed)), 2))
    factors = [f"C(axis_{i})" for i in range(len(crossed))]
    names = [*factors, *(f"{factors[i]}:{factors[j]}" for i, j in pairs)]
    model = ols("y ~ " + " + ".join([*blocks, *names]), data).fit()
    cell = ols("y ~ " + " + ".join([*blocks, "*".join(factors)]), data).fit()
    if cell.df_resid < 1:
        return None
    made = anova_lm(model, typ=2)
    rows = [(name, made.loc[name, "sum_sq"], made.loc[name, "df"]) for name in [*blocks, *names]]
    if model.df_resid > cell.df_resid:
        rows.append(("higher", model.ssr - cell.ssr, model.df_resid - cell.df_resid))
    each = [values for _, values in frame.groupby(crossed, dropna=False)[metric]]
    known = not all(map(without_spread, each))
    axes_of = dict(zip(names, [*((axis,) for axis in crossed), *combinations(crossed, 2)]))
    return _table(rows, cell, axes_of, known)


def _has_blocks(dataset, frame, crossed: list) -> bool:
    """Whether seeds are paired by the plan and every cell has all of them."""
    if dataset.attrs["analysis"].get("pairing") != "seed":
        return False
    sets = {tuple(sorted(seeds)) for _, seeds in frame.groupby(crossed, dropna=False)["seed"]}
    return len(sets) == 1 and len(sets.pop()) > 1


def _table(rows: list, cell, axes_of: dict, known: bool) -> pd.DataFrame:
    """`rows`: (name, sum of squares, freedom); `cell`: the model with a mean for each cell."""
    error = cell.ssr / cell.df_resid
    squares = np.array([each for _, each, _ in rows])
    freedom = np.array([each for _, _, each in rows])
    f = squares / freedom / error if known else np.full(len(rows), np.nan)
    whole = squares.sum() + cell.ssr
    words = {"C(seed)": "seeds", "higher": "higher"}
    return pd.DataFrame(
        {
            "term": [words.get(name) or " x ".join(axes_of[name]) for name, _, _ in rows]
            + ["residual"],
            "axes": [axes_of.get(name, ()) for name, _, _ in rows] + [()],
            "sum_of_squares": [*squares, cell.ssr],
            "freedom": [*freedom, cell.df_resid],
            "F": [*f, np.nan],
            "p": [*stats.f.sf(f, freedom, cell.df_resid), np.nan],
            "eta_squared": [*(squares / whole), cell.ssr / whole],
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
