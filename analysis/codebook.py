"""tables/codebook.md: what every column of the CSV files beside the tables means, in which unit.

    pandas   pandas.read_csv("trials.csv")
    R        read.csv("trials.csv")
"""

import xarray as xr

from .axes import axis_title

TRIAL = {
    "trial_id": "name of the trial; its file is trials/<trial_id>.h5",
    "variant": "number of the variant in the plan, from 0",
    "label": "the variant in words",
    "seed": "the replicate",
    "status": "done, diverged, failed, missing; numbers of trials that are not done are empty",
    "diverged_step": "step at which the loss became non-finite; -1 if it did not",
    "steps": "optimizer steps done; -1 if unknown",
    "stopped_early": "1 if early stopping ended training, 0 if not, -1 if unknown",
    "pairing_initialization": "hash of the initial weights; equal for trials that may be paired",
    "pairing_order": "hash of the order of examples; equal for trials that may be paired",
    "digest": "hash of everything that the trial recorded",
    "data_content": "the data, by the hash of their files",
    "generalization_gap": "loss on new examples less that on the training part, at the end",
    "evaluation": "number of the evaluation within a trial, from 0",
    "step": "optimizer steps done",
    "epoch": "passes over the training part done",
}
VARIANT = {
    "planned": "trials of the variant in the plan",
    "n": "trials with a value of the metric",
    "diverged": "trials that diverged",
    "failed": "trials that ended with an error",
    "missing": "trials that are not trained yet, or whose file is damaged",
    "unrecorded": "trials that are done but did not record the metric",
    "mean": "mean of the metric over seeds",
    "sd": "standard deviation over seeds (n - 1)",
    "low": "lower end of the t interval",
    "high": "upper end of the t interval",
    "bootstrap_low": "lower end of the percentile bootstrap; empty below 10 seeds, too few for it",
    "bootstrap_high": "upper end of the percentile bootstrap; empty below 10 seeds",
    "difference": "mean less that of the baseline",
    "difference_low": "lower end of the interval of the difference, at the family's level",
    "difference_high": "upper end of the interval of the difference, at the family's level",
    "hedges_g": "effect size of Hedges",
    "p": "two-sided p of the t test, not adjusted",
    "permutation_p": "two-sided p of the exact permutation (or sign flip) test, not adjusted",
    "adjusted_p": "p of the test that decides, adjusted over the family (Holm)",
    "equivalence_p": "p of the two one-sided tests against the declared margin, not adjusted",
    "probability_of_improvement": "P(a seed of it is better than one of the other), ties half",
    "variance_ratio": "variance of a paired difference over that of an unpaired one",
    "verdict": "better, worse, equivalent, inconclusive, untestable; see the notes of the table",
    "seeds_needed": "seeds per variant for a power of 0.8, or to be testable; empty: not known",
}
COMPARISON = {
    "first_variant": "number of the first variant",
    "first": "the first variant in words",
    "second_variant": "number of the variant that it is compared with",
    "second": "the variant that it is compared with, in words",
    "n_first": "trials of the first variant with a value",
    "n_second": "trials of the second variant with a value",
    "n_common": "seeds of which both have a value",
    "look": "the look that decided it, or the last one; its numbers are those of its seeds",
    "difference": "mean of the first less that of the second",
    "low": "lower end of the interval of the difference, at the family's level",
    "high": "upper end of the interval of the difference, at the family's level",
    "seeds_needed_low": "the same at the lower end of the noise's 80 % interval",
    "seeds_needed_high": "the same at its upper end; empty: beyond 10,000",
    "level": "coverage of that interval alone",
    "smallest_p": "the smallest p that the permutation test can give with these seeds",
}
TASK = {
    "tasks": "tasks with a trial of the method",
    "iqm": "interquartile mean of all trials of all tasks",
    "iqm_low": "lower end of its bootstrap interval",
    "iqm_high": "upper end of its bootstrap interval",
    "improvement": "P(improvement) over the baseline of the same task, mean over tasks",
    "improvement_low": "lower end of its bootstrap interval",
    "improvement_high": "upper end of its bootstrap interval",
}
EXAMPLE = {
    "seeds_low": "lower end of the interval over seeds",
    "seeds_high": "upper end of the interval over seeds",
    "examples_low": "lower end of the interval over test examples",
    "examples_high": "upper end of the interval over test examples",
    "both_low": "lower end of the interval over seeds and test examples together",
    "both_high": "upper end of the interval over seeds and test examples together",
    "difference_both_low": "lower end of the difference's interval over seeds and examples",
    "difference_both_high": "upper end of the difference's interval over seeds and examples",
    "difference_examples_low": "lower end of the difference's interval over test examples",
    "difference_examples_high": "upper end of the difference's interval over test examples",
    "only_variant_right": "examples that only this variant gets right, mean over common seeds",
    "only_baseline_right": "examples that only the baseline gets right, mean over common seeds",
    "mcnemar_p": "exact p of McNemar's test, median over common seeds",
    "most_different_examples": "examples whose losses differ most, from 0",
}
ARM = {
    "arm": "what is compared, at settings that were searched for it",
    "points": "settings that were tried for it",
    "replicates": "tuning seeds of a point",
    "chosen_point": "number of the point that was chosen, from 1",
    "at_edge": "searched keys whose chosen value is the smallest or largest that was tried",
    "same_setting_as": "an arm that chose the same configuration",
    "tuned_value": "value of the metric that chooses at the chosen point, best of all: no result",
    "mean": "mean of the metric over fresh seeds at the chosen setting",
    "core_hours_per_point": "cost of a point with its replicates, mean over points",
}
POINT = {
    "arm": "what the point was tried for",
    "point": "its number, from 1",
    "chosen": "1 if the arm is judged at this point",
    "rung": "how it was trained: whole, or no longer than a rung of halving",
    "same_as": "arm and number of the point that has the same setting and was trained for both",
    "replicate": "number of the tuning seed, from 0",
    "value": "the metric that chooses, of this replicate",
    "point_value": "its mean over replicates; inf: one of them diverged or failed",
    "core_seconds": "seconds of computing times threads, of all replicates of the point",
}
ENSEMBLE = {
    "networks": "networks of other seeds whose probabilities are averaged",
    "ensemble_loss": "loss of the mean probabilities, mean over the choices of so many networks",
    "ensemble_error": "error of the mean probabilities, likewise",
}
DIVERGENCE = {
    "ended": "trials that ended: done or diverged",
    "rate": "share of them that diverged",
    "rate_low": "lower end of its exact interval",
    "rate_high": "upper end of its exact interval",
    "rate_p": "p of Fisher's exact test of the rate against the baseline's",
    "improvement_with_diverged": "P(improvement), diverged trials the worst there are",
    "rank_p": "p of these ranks by permutation",
}
SOURCE = {
    "source": "what differs between the seeds",
    "levels": "seeds of it; empty: what is left",
    "variance": "of the metric, in its own unit squared, mean over variants",
}
# file -> (one row is, meanings of columns)
FILES = {
    "trials": ("a planned trial", TRIAL),
    "curves": ("an evaluation of a trial", TRIAL),
    "variants": ("a variant", {**TRIAL, **VARIANT}),
    "comparisons": ("a declared comparison", {**VARIANT, **COMPARISON}),
    "arms": ("an arm of a tuned comparison", {**VARIANT, **ARM}),
    "points": ("a replicate of a setting that was tried", {**TRIAL, **POINT}),
    "divergence": ("a variant of whose trials some ended", {**TRIAL, **VARIANT, **DIVERGENCE}),
    "sources": ("a source of variance", SOURCE),
    "tasks": ("a method over all tasks", {**VARIANT, **TASK}),
    "ensembles": ("a variant and a number of networks", {**TRIAL, **ENSEMBLE}),
    "examples": ("a variant, over test examples", {**TRIAL, **VARIANT, **EXAMPLE}),
}


def codebook(dataset: xr.Dataset, columns: dict, metric: str) -> str:
    """`columns`: file name without ending -> names of its columns; `metric`: of the tables."""
    lines = ["# Codebook", ""]
    lines += ["One header line, comma-separated, UTF-8; unknown numbers are empty cells.", ""]
    lines += [f"Numbers of variants, comparisons and tasks are of `{metric}`, in its own unit."]
    for name, names in columns.items():
        row, meanings = FILES[name]
        lines += ["", f"## {name}.csv: one row is {row}", "", "| column | unit | meaning |"]
        lines += ["|:--|:--|:--|"]
        lines += [_line(dataset, each, meanings, name == "curves") for each in names]
    return "\n".join([*lines, ""])


def _line(dataset: xr.Dataset, column: str, meanings: dict, of_curves: bool) -> str:
    variable = f"curves.{column}" if of_curves and f"curves.{column}" in dataset else column
    about = dataset[variable].attrs if variable in dataset.variables else {}
    if column.startswith("chosen."):
        meaning = f"chosen: {axis_title(column.removeprefix('chosen.'))}"
    elif column in dataset.attrs["axes"]:
        meaning = f"swept: {axis_title(column)}"
    else:
        meaning = meanings.get(column) or about.get("long_name", "")
    unit = about.get("units", "")
    return f"| `{column}` | {'' if unit == '1' else unit} | {meaning} |"
