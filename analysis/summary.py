"""One row per variant: what tables show and figures mark. Numbers in the metric's own units (errors are fractions)."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from .load import CERTIFICATES, ResultsError, final_frame
from .naming import Quantity, quantity
from .statistics import Interval, holm, mean_interval, paired_difference, welch_difference


@dataclass
class Row:
    variant: int
    label: str
    settings: dict  # swept axis -> value
    planned: int
    values: np.ndarray  # of the trials that are done, [n]
    mean: Interval
    diverged: list = field(default_factory=list)  # seeds
    missing: list = field(default_factory=list)  # seeds: not trained, failed, or without this metric
    difference: Interval | None = None  # to the baseline; None for the baseline itself
    adjusted_p: float = np.nan  # over the family of comparisons


@dataclass
class Summary:
    sweep: str
    description: str
    metric: Quantity
    axes: list  # those that take more than one value
    alpha: float
    baseline: int | None  # position in rows
    rows: list
    method: str  # "welch" or "paired"
    family: int  # number of comparisons that p-values are corrected for
    notes: list  # sentences for below the table

    @property
    def level(self) -> str:
        return f"{100 * (1 - self.alpha):g} %"


def summarize(dataset: xr.Dataset, metric: str | None = None) -> Summary:
    """Means over seeds with intervals, differences to the baseline, and what is missing. See statistics.py for the equations.

    `metric` other than the plan's is exploratory, and a note says so.
    """
    frame = final_frame(dataset)
    analysis = dataset.attrs["analysis"]
    planned_metric = analysis.get("metric", "test.error" if "test.error" in frame else "test.rmse")
    name = metric or planned_metric
    if name not in frame or frame[name].dtype.kind != "f":
        known = sorted(c for c in frame if frame[c].dtype.kind == "f" and c not in dataset.attrs["axes"])
        raise ResultsError(f"the results have no metric '{name}'; choose one of {', '.join(known)}")
    alpha = float(analysis.get("alpha", 0.05))
    axes = [axis for axis in dataset.attrs["axes"] if frame[axis].nunique() > 1]
    rows = [_row(group, name, axes, alpha) for _, group in frame.groupby("variant", sort=True)]
    baseline = next((i for i, row in enumerate(rows) if row.variant == analysis.get("baseline_variant")), None)
    notes = []
    if metric and metric != planned_metric:
        notes.append(f"Exploratory: the plan's metric is {planned_metric}.")
    method = "welch"
    if analysis.get("pairing") == "seed":
        refusal = _pairing_refusal(frame)
        method = "welch" if refusal else "paired"
        if refusal:
            notes.append(f"Not paired by seed: {refusal}; intervals are those of independent samples.")
    family = 0
    if baseline is not None:
        family = _compare(frame, name, rows, baseline, method, analysis.get("compare", "to_baseline"), alpha)
    notes += _dagger_notes(rows)
    return Summary(dataset.attrs.get("sweep", ""), dataset.attrs.get("description", ""), quantity(dataset, name), axes, alpha,
                   baseline, rows, method, family, notes)


def _row(group: pd.DataFrame, name: str, axes: list, alpha: float) -> Row:
    first = group.iloc[0]
    done = np.isfinite(group[name])
    diverged = group["status"] == "diverged"
    return Row(int(first["variant"]), first["label"], {axis: first[axis] for axis in axes}, len(group), group.loc[done, name].to_numpy(),
               mean_interval(group[name], alpha), group.loc[diverged, "seed"].tolist(), group.loc[~done & ~diverged, "seed"].tolist())


def _difference(frame, name, first: Row, second: Row, method: str, alpha: float) -> Interval:
    if method == "welch":
        return welch_difference(first.values, second.values, alpha)
    by_seed = frame.pivot(index="seed", columns="variant", values=name)
    return paired_difference(by_seed[first.variant], by_seed[second.variant], alpha)


def _compare(frame, name, rows, baseline: int, method: str, compare: str, alpha: float) -> int:
    """Sets difference and adjusted_p of every row but the baseline; returns the size of the family of comparisons."""
    others = [i for i in range(len(rows)) if i != baseline]
    for i in others:
        rows[i].difference = _difference(frame, name, rows[i], rows[baseline], method, alpha)
    p = [rows[i].difference.p for i in others]
    if compare == "all_pairs":
        p += [_difference(frame, name, rows[i], rows[j], method, alpha).p for i in others for j in others if i < j]
    for i, adjusted in zip(others, holm(p)):
        rows[i].adjusted_p = adjusted
    return int(np.isfinite(p).sum())


def _pairing_refusal(frame) -> str:
    """Why variants may not be paired by seed; "" if they may: the certificates of each seed agree over all variants."""
    done = frame[frame["status"] == "done"]
    for certificate, what in zip(CERTIFICATES, ["initial weights", "order of examples"]):
        if certificate not in frame or (done[certificate] == "").any():
            return f"the {what} of some trials are not certified"
        several = done.groupby("seed")[certificate].nunique()
        if (several > 1).any():
            return f"trials of seed {several[several > 1].index[0]} differ in their {what}"
    return ""


def _dagger_notes(rows: list) -> list:
    def seeds(numbers):
        return ("seed " if len(numbers) == 1 else "seeds ") + ", ".join(map(str, numbers))

    notes = []
    for row in rows:
        parts = [f"{len(each)} {word} ({seeds(each)})" for each, word in ((row.diverged, "diverged"), (row.missing, "missing")) if each]
        if parts:
            notes.append(f"\u2020 {row.label}: {len(row.values)} of {row.planned} trials; {', '.join(parts)}.")
    return notes
