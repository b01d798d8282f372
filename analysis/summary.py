"""One row per variant: what tables show and figures mark. Numbers in the metric's own units (errors are fractions)."""

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from .comparison import Comparison, compare, judge
from .load import ResultsError, final_frame, pairing_refusal
from .naming import Quantity, quantity
from .noise import Noise, noise
from .statistics import Interval, holm, mean_interval


@dataclass
class Row:
    variant: int
    label: str
    settings: dict  # swept axis -> value
    planned: int
    values: np.ndarray  # of the trials that are done, [n]
    mean: Interval
    diverged: list = field(default_factory=list)  # seeds
    missing: list = field(
        default_factory=list
    )  # seeds: not trained, failed, or without this metric
    trials: list = field(default_factory=list)  # ids of those that are done, in the order of values
    comparison: Comparison | None = None  # with the baseline; None for the baseline itself

    @property
    def difference(self) -> Interval | None:
        return self.comparison.difference if self.comparison else None

    @property
    def adjusted_p(self) -> float:
        return self.comparison.adjusted_p if self.comparison else np.nan


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
    test: str = "t"  # what decides: "t" or "permutation"
    margin: float | None = None  # of equivalence, in the metric's units
    comparisons: list = field(default_factory=list)  # the whole family
    noise: Noise = Noise(np.nan, np.nan)
    exploratory: bool = False  # another metric than the plan's
    tasks: str | None = None  # the axis whose values are tasks; then rows are compared within tasks, and `baseline` is that of one of them

    @property
    def level(self) -> str:
        return f"{100 * (1 - self.alpha):g} %"


def method_of(row: Row, tasks: str | None) -> tuple:
    """What a row is apart from its task; equal for the rows of a method."""
    return tuple((axis, repr(value)) for axis, value in row.settings.items() if axis != tasks)


def summarize(dataset: xr.Dataset, metric: str | None = None, tasks: str | None = None) -> Summary:
    """Means over seeds with intervals, differences to the baseline, and what is missing. See statistics.py for the equations.

    `metric` and `tasks` other than the plan's are exploratory, and a note says so.
    """
    frame = final_frame(dataset)
    analysis = dataset.attrs["analysis"]
    planned_metric = analysis.get("metric", "test.error" if "test.error" in frame else "test.rmse")
    name = metric or planned_metric
    if name not in frame or frame[name].dtype.kind != "f":
        known = sorted(
            c for c in frame if frame[c].dtype.kind == "f" and c not in dataset.attrs["axes"]
        )
        raise ResultsError(f"the results have no metric '{name}'; choose one of {', '.join(known)}")
    alpha = float(analysis.get("alpha", 0.05))
    axes = [axis for axis in dataset.attrs["axes"] if frame[axis].nunique() > 1]
    columns = {
        each: frame[each].to_numpy()
        for each in ["variant", "label", "status", "seed", "trial_id", name, *axes]
    }
    groups = frame.groupby("variant", sort=True).indices
    rows = [
        _row({each: values[groups[variant]] for each, values in columns.items()}, name, axes, alpha)
        for variant in sorted(groups)
    ]
    baseline = next(
        (i for i, row in enumerate(rows) if row.variant == analysis.get("baseline_variant")), None
    )
    notes = []
    if metric and metric != planned_metric:
        notes.append(f"Exploratory: the plan's metric is {planned_metric}.")
    if tasks and tasks != analysis.get("tasks"):
        if tasks not in axes:
            raise ResultsError(
                f"'{tasks}' cannot be the axis of tasks, since the sweep does not vary it; choose one of {', '.join(axes) or 'a sweep with axes'}"
            )
        notes.append(f"Exploratory: the plan does not declare {tasks} as the axis of tasks.")
    tasks = next(
        (each for each in (tasks, analysis.get("tasks")) if each in axes), None
    )  # of one task there is nothing to be averaged
    method = "welch"
    if analysis.get("pairing") == "seed":
        refusal = next(
            filter(
                None,
                (
                    pairing_refusal(part)
                    for _, part in (frame.groupby(tasks) if tasks else [("", frame)])
                ),
            ),
            "",
        )
        method = "welch" if refusal else "paired"
        if refusal:
            notes.append(
                f"Not paired by seed: {refusal}; intervals are those of independent samples."
            )
    rules = {
        "paired": method == "paired",
        "alpha": alpha,
        "lower_is_better": quantity(dataset, name).lower_is_better,
    }
    test, margin = analysis.get("test", "t"), analysis.get("margin")
    pairs = _pairs(rows, _references(rows, baseline, tasks), analysis.get("compare", "to_baseline"))
    comparisons = _compare(frame, name, rows, pairs, test, margin, rules)
    family = sum(np.isfinite(each.difference.p) for each in comparisons)
    notes += _dagger_notes(rows)
    return Summary(dataset.attrs.get("sweep", ""), dataset.attrs.get("description", ""), quantity(dataset, name), axes, alpha, baseline, rows, method,
                   family, notes, test, margin, comparisons, noise(dataset, name), name != planned_metric, tasks)  # fmt: skip


def _row(group: dict, name: str, axes: list, alpha: float) -> Row:
    """Of the columns of a variant's trials, [trials] each."""
    values, seeds = group[name], group["seed"]
    done, diverged = np.isfinite(values), group["status"] == "diverged"
    return Row(int(group["variant"][0]), group["label"][0], {axis: group[axis][0] for axis in axes}, len(values), values[done], mean_interval(values, alpha),
               seeds[diverged].tolist(), seeds[~done & ~diverged].tolist(), group["trial_id"][done].tolist())  # fmt: skip


def _references(rows: list, baseline: int | None, tasks: str | None) -> list:
    """For each row the position of what it is compared with: the baseline, or the one of its task. None if there is none."""
    if baseline is None or tasks is None:
        return [baseline] * len(rows)
    same = {
        row.settings[tasks]: i
        for i, row in enumerate(rows)
        if method_of(row, tasks) == method_of(rows[baseline], tasks)
    }
    return [same.get(row.settings[tasks]) for row in rows]


def _pairs(rows: list, references: list, family: str) -> list:
    """(first, second) of the declared family: with the baseline first, then the others, both of one task."""
    others = [i for i in range(len(rows)) if references[i] not in (None, i)]
    pairs = [(i, references[i]) for i in others]
    if family == "all_pairs":
        pairs += [
            (i, j) for i in others for j in others if i < j and references[i] == references[j]
        ]
    return pairs


def _compare(frame, name, rows, pairs: list, test: str, margin: float | None, rules: dict) -> list:
    """The family of comparisons, judged; those with the baseline are also set in their rows."""
    by_seed = {
        variant: column.to_numpy()
        for variant, column in frame.pivot(index="seed", columns="variant", values=name).items()
    }
    made = [
        compare(i, j, by_seed[rows[i].variant], by_seed[rows[j].variant], margin=margin, **rules)
        for i, j in pairs
    ]
    adjusted = holm([each.difference.p if test == "t" else each.permutation_p for each in made])
    equivalence = holm([each.equivalence_p for each in made])
    count = int(np.isfinite(adjusted).sum())
    for each, p, p_equivalence in zip(made, adjusted, equivalence):
        each.adjusted_p, each.adjusted_equivalence_p = p, p_equivalence
        judge(each, test=test, family=count, **rules)
    for each in reversed(made):  # the first of a row is that with the baseline
        rows[each.first].comparison = each
    return made


def _dagger_notes(rows: list) -> list:
    def seeds(numbers):
        return ("seed " if len(numbers) == 1 else "seeds ") + ", ".join(map(str, numbers))

    notes = []
    for row in rows:
        parts = [
            f"{len(each)} {word} ({seeds(each)})"
            for each, word in ((row.diverged, "diverged"), (row.missing, "missing"))
            if each
        ]
        if parts:
            notes.append(
                f"\u2020 {row.label}: {len(row.values)} of {row.planned} trials; {', '.join(parts)}."
            )
    return notes
