"""From the trials of a dataset to a Summary: means over seeds with intervals, comparisons, and what
is missing.

See statistics.py and comparison.py for the equations.
"""

import numpy as np
import xarray as xr

from . import summary_notes
from . import tasks as tasks_of_sweep
from .comparison import compare, judge
from .history import declaration
from .load import ResultsError, final_frame, pairing_refusal
from .looks import compare_at_looks, sentences
from .metrics import metric as metric_of
from .notes import About, Note
from .splits import SEARCH, axis_of_splits, held_out, merged
from .seed_sources import source_notes
from .statistics import holm, holm_levels, mean_interval
from .summary import Row, Summary
from .tuned_notes import tuned_notes
from .variance_sources import variance_sources


def summarize(dataset: xr.Dataset, metric: str | None = None, tasks: str | None = None) -> Summary:
    """The Summary of a dataset of load().

    `metric` (a name) and `tasks` (an axis) other than the plan's are exploratory, and a note says
    so. ResultsError if the results have no such metric or axis.
    """
    splits = axis_of_splits(dataset)
    dataset = merged(dataset)
    frame = final_frame(dataset)
    plan = dataset.attrs["analysis"]
    planned_metric = plan.get("metric", "test.error" if "test.error" in frame else "test.rmse")
    name = metric or planned_metric
    _check_metric(dataset, frame, name)
    shown = metric_of(dataset, name)
    alpha = float(plan.get("alpha", 0.05))
    axes = [axis for axis in dataset.attrs["axes"] if frame[axis].nunique(dropna=False) > 1]
    rows = _rows(frame, name, axes, alpha, held_out(dataset))
    _add_merged(rows, dataset)
    numbers = [row.variant for row in rows]
    planned = plan.get("baseline_variant")
    baseline = numbers.index(planned) if planned in numbers else None
    declared = declaration(dataset.attrs["history"])
    notes = [Note(About.HISTORY, sentence) for sentence in declared.sentences]
    notes += summary_notes.of_data(frame)
    notes += source_notes(dataset)
    if dataset.attrs.get("tuned"):
        notes += tuned_notes(dataset.attrs["tuned"])
    if name != planned_metric:
        notes.append(_deviation(f"Exploratory: the plan's metric is {planned_metric}."))
    if tasks and tasks != plan.get("tasks"):
        _check_tasks(tasks, axes)
        said = f"the plan does not declare {tasks} as the axis of tasks"
        notes.append(_deviation(f"Exploratory: {said}."))
    # a sweep that has only one of the declared tasks has none to be averaged
    tasks = next((each for each in (tasks, plan.get("tasks")) if each in axes), None)
    refusal = _pairing_refusal(frame, tasks) if plan.get("pairing") == "seed" else None
    refusal = "" if splits else refusal  # both see the examples of the split
    if refusal:
        said = "intervals are those of independent samples"
        notes.append(_deviation(f"Not paired by seed: {refusal}; {said}."))
    test, margin = plan.get("test", "t"), plan.get("margin")
    if splits and test == "permutation":
        test = "t"
        said = "of splits that share examples no permutation is as likely as another"
        if splits == SEARCH:
            said = "of a few searches no permutation test can show a difference"
        notes.append(_deviation(f"Tested by t: {said}."))
    if margin is not None and name != planned_metric:
        said = f"the margin of equivalence was declared for {planned_metric} and is not used"
        notes.append(_deviation(f"Here {said}."))
        margin = None
    if mixed := dataset.attrs.get("mixed_programs"):
        notes.append(Note(About.ORIGIN, mixed[0].upper() + mixed[1:] + "."))
    rules = {
        "paired": refusal == "",
        "alpha": alpha,
        "lower_is_better": shown.lower_is_better,
        "held_out": held_out(dataset),
    }
    references = tasks_of_sweep.references(rows, baseline, tasks)
    pairs = _pairs(references, plan.get("compare", "to_baseline"))
    looks = dataset.attrs.get("looks") if name == planned_metric and not splits else None
    if looks:
        comparisons = _compare_at_looks(frame, name, rows, pairs, looks, margin, rules)
        said = sentences(looks, dataset.attrs["history"])
        notes += [Note(About.READING, each) for each in said]
    else:
        comparisons = _compare(frame, name, rows, pairs, test, margin, rules)
    made = Summary(
        sweep=dataset.attrs.get("sweep", ""),
        description=dataset.attrs.get("description", ""),
        metric=shown,
        axes=axes,
        alpha=alpha,
        baseline=baseline,
        rows=rows,
        method="paired" if rules["paired"] else "welch",
        family=(  # of looks it is declared before anyone knows what can be tested
            len(comparisons)
            if looks
            else sum(np.isfinite(each.difference.p) for each in comparisons)
        ),
        notes=notes,
        test=test,
        margin=margin,
        comparisons=comparisons,
        variance=variance_sources(dataset, name),
        exploratory=name != planned_metric,
        tasks=tasks,
        splits=splits,
        held_out=rules["held_out"],
        looks=looks,
        declaration=declared,
    )
    made.notes = summary_notes.interim(made) + notes + summary_notes.of_trials(made)
    return made


def _check_metric(dataset, frame, name: str) -> None:
    """ResultsError unless the results have the metric, and some trial that is done recorded it."""
    done = frame[frame["status"] == "done"]
    floats = [column for column in frame if frame[column].dtype.kind == "f"]
    metrics = sorted(column for column in floats if column not in dataset.attrs["axes"])
    recorded = [column for column in metrics if np.isfinite(done[column]).any()]
    tuned = dataset.attrs.get("tuned")
    if tuned and not len(done):
        open_trials = f"{tuned.unfinished} trials that choose settings are open"
        state = "no trial of the chosen settings is finished" if tuned.is_chosen else open_trials
        raise ResultsError(f"there are no results yet: {state}; regsweep run goes on")
    choice = f"choose one of {', '.join(recorded or metrics)} with --metric"
    if name not in metrics:
        raise ResultsError(f"the results have no metric '{name}'; {choice}")
    if len(done) and name not in recorded:
        raise ResultsError(
            f"none of the {len(done)} trials that are done recorded the metric '{name}'; {choice}"
        )


def _check_tasks(tasks: str, axes: list) -> None:
    if tasks not in axes:
        choice = ", ".join(axes) or "a sweep with axes"
        raise ResultsError(
            f"'{tasks}' cannot be the axis of tasks, since the sweep does not vary it; "
            f"choose one of {choice}"
        )


def _deviation(sentence: str) -> Note:
    return Note(About.DEVIATION, sentence)


def _pairing_refusal(frame, tasks: str | None) -> str:
    """The first reason of a task why its variants cannot be paired; "" if they can."""
    reasons = [pairing_refusal(part) for part in tasks_of_sweep.frames(frame, tasks)]
    return next(filter(None, reasons), "")


def _add_merged(rows: list, dataset) -> None:
    """The trials of a row whose values are means are all that they were computed from."""
    known = dataset.attrs.get("merged_trials") or {}
    for row in rows:
        row.trials = [each for trial in row.trials for each in known.get(trial, [trial])]


def _rows(frame, name: str, axes: list, alpha: float, held: float) -> list:
    """One Row per variant, in the order of their numbers."""
    names = ["variant", "label", "status", "seed", "trial_id", name, *axes]
    columns = {each: frame[each].to_numpy() for each in names}
    groups = frame.groupby("variant", sort=True).indices
    return [
        _row(
            {each: values[groups[variant]] for each, values in columns.items()},
            name,
            axes,
            alpha,
            held,
        )
        for variant in sorted(groups)
    ]


def _row(group: dict, name: str, axes: list, alpha: float, held: float) -> Row:
    """`group`: column -> the values of a variant's trials, [trials] each."""
    values, seeds, status = group[name], group["seed"], group["status"]
    known = (status == "done") & np.isfinite(values)
    return Row(
        variant=int(group["variant"][0]),
        label=group["label"][0],
        settings={axis: group[axis][0] for axis in axes},
        planned=len(values),
        values=values[known],
        mean=mean_interval(values[known], alpha, held),
        diverged=seeds[status == "diverged"].tolist(),
        missing=seeds[status == "missing"].tolist(),
        failed=seeds[status == "failed"].tolist(),
        unrecorded=seeds[(status == "done") & ~known].tolist(),
        trials=group["trial_id"][known].tolist(),
        seeds=seeds[known].tolist(),
    )


def _pairs(references: list, family: str) -> list:
    """(first, second) of the declared family, both of one task: those with the baseline, then the
    others.
    """
    others = [i for i, reference in enumerate(references) if reference not in (None, i)]
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
    p = [each.difference.p if test == "t" else each.permutation_p for each in made]
    family = int(np.isfinite(p).sum())
    for each, adjusted, level in zip(made, holm(p), holm_levels(p, rules["alpha"])):
        judge(each, adjusted, level, test=test, family=family, margin=margin, **rules)
    for each in reversed(made):  # the first of a row is that with the baseline
        rows[each.first].comparison = each
    return made


def _compare_at_looks(frame, name, rows, pairs, looks, margin, rules) -> list:
    """The same of a sweep whose seeds were added until it was decided."""
    made = compare_at_looks(frame, name, rows, pairs, looks, margin, rules)
    for each in reversed(made):
        rows[each.first].comparison = each
    return made
