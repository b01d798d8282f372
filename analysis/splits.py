"""Sweeps over splits of the same data: folds of a cross-validation, or published or repeated random
splits; and over several searches for the settings of arms. Splits and searches are to a comparison
what seeds are elsewhere, and are merged here and nowhere else.

    value of a split     the mean over its seeds
    variance             of the mean of J splits, and of the mean of paired differences:
                         s^2 (1 / J + n_test / n_train), s^2 over splits (ddof 1), since splits
                         share training examples and a plain t test takes them for independent
                         (Nadeau & Bengio 2003, doi 10.1023/A:1024068626366); t with J - 1 degrees
                         of freedom

A search has fresh seeds of its own and the same training examples as the others: its value is the
mean over these seeds, and n_test / n_train above is 0.

Variants are always paired by split, or search: both see the same examples, or were offered the same
points. tests/analysis/test_splits.py simulates the level of both tests.
"""

import numpy as np
import xarray as xr

SEARCH = "search"  # the axis of several searches
WORST = ["failed", "missing", "diverged"]  # what a split is if one of its trials is


def axis_of_splits(dataset: xr.Dataset) -> str | None:
    """The axis whose values are splits or searches; None if there is none, or one value of it
    alone.
    """
    if "merged_trials" in dataset.attrs:
        return dataset.attrs["splits"]
    tuned = dataset.attrs.get("tuned")
    axis = SEARCH if tuned and tuned.searches > 1 else dataset.attrs["analysis"].get("splits")
    if axis not in dataset.attrs["axes"] or len(np.unique(dataset[axis].values)) < 2:
        return None
    return axis


def held_out(dataset: xr.Dataset) -> float:
    """n_test / n_train of the correction; 0 of a sweep without splits."""
    if "merged_trials" not in dataset.attrs:
        return 0.0
    return float(dataset.attrs["analysis"].get("held_out", 0.0))


def merged(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with a trial for each split of each variant: numbers are means over its seeds,
    `seed` is the place of the split or the number of the search, `variant` that of the first split,
    and attrs["merged_trials"] says which trials it stands for. A dataset without splits as it is.
    """
    axis = axis_of_splits(dataset)
    if axis is None or "merged_trials" in dataset.attrs:
        return dataset
    axes = [each for each in dataset.attrs["axes"] if each != axis]
    groups = _of_arms(dataset) if axis == SEARCH else _of_settings(dataset, axis, axes)
    chosen = [(split, trials) for each in groups.values() for split, trials in sorted(each.items())]
    made = dataset.isel(trial=[trials[0] for _, trials in chosen]).copy(deep=True)
    for name, variable in dataset.variables.items():
        if "trial" in variable.dims and variable.dtype.kind == "f" and name not in axes:
            values = [variable.values[trials].mean(axis=0) for _, trials in chosen]
            made[name].values[:] = np.array(values)
    made["seed"].values[:] = [split for split, _ in chosen]
    made["status"].values[:] = [_status(dataset, trials) for _, trials in chosen]
    if "step" in made:
        made["step"].values[:] = [
            dataset["step"].values[trials].min(axis=0) for _, trials in chosen
        ]
    if axis == SEARCH:
        _name_arms(made, groups, axes)
    else:
        _number(dataset, made, groups)
    ids = dataset["trial_id"].values
    made.attrs["merged_trials"] = {
        str(ids[trials[0]]): [str(each) for each in ids[trials]] for _, trials in chosen
    }
    made.attrs["axes"], made.attrs["splits"] = axes, axis
    return made.drop_vars(axis)


def _of_settings(dataset, axis: str, axes: list) -> dict:
    """Settings without the split -> place of the split -> trials."""
    places = {value: place for place, value in enumerate(np.unique(dataset[axis].values))}
    groups: dict = {}
    for trial in range(dataset.sizes["trial"]):
        method = tuple(repr(dataset[each].values[trial]) for each in axes)
        split = places[dataset[axis].values[trial]]
        groups.setdefault(method, {}).setdefault(split, []).append(trial)
    return groups


def _of_arms(dataset) -> dict:
    """Name of an arm -> number of the search -> trials; arms that chose one setting have its trials
    in common.
    """
    groups: dict = {}
    for arm in dataset.attrs["tuned"].arms:
        trials = np.flatnonzero(dataset["variant"].values == arm.variant).tolist()
        if trials:
            groups.setdefault(arm.name, {})[arm.search] = trials
    return groups


def _name_arms(made, groups: dict, axes: list) -> None:
    """Variants are numbered by arm, and have its name and settings."""
    tuned, known = made.attrs["tuned"], dict(made.attrs["analysis"])
    arms = [arm for arm in tuned.pooled if arm.name in groups]
    counts = [len(groups[arm.name]) for arm in arms]
    made["variant"].values[:] = np.repeat(range(len(arms)), counts)
    made["label"] = ("trial", np.repeat(np.array([arm.name for arm in arms], dtype=object), counts))
    for axis in axes:
        values = np.array([arm.axes[axis] for arm in arms], dtype=made[axis].dtype)
        made[axis] = ("trial", np.repeat(values, counts))
    names = [arm.name for arm in arms]
    baseline = tuned.arms[tuned.baseline].name
    known["baseline_variant"] = names.index(baseline) if baseline in names else None
    made.attrs["analysis"] = known


def _status(dataset, trials: list) -> str:
    found = set(dataset["status"].values[trials])
    return next((each for each in WORST if each in found), "done")


def _number(dataset, made, groups: dict) -> None:
    """Variants get the number of their first split, and a label without the split."""
    variants, labels, known = [], [], dict(made.attrs["analysis"])
    for each in groups.values():
        trials = [trial for split in sorted(each) for trial in each[split]]
        own = dataset["variant"].values[trials]
        if known.get("baseline_variant") in own:
            known["baseline_variant"] = int(own.min())
        variants += [own.min()] * len(each)
        labels += [_shared(dataset["label"].values[trials])] * len(each)
    made["variant"].values[:] = variants
    made["label"] = ("trial", np.array(labels, dtype=object))
    made.attrs["analysis"] = known


def _shared(labels) -> str:
    """The settings that the labels of all splits have: of "fold 3, hidden 0.5" the second."""
    each = [str(label).split(", ") for label in labels]
    shared = [parts[0] for parts in zip(*each) if len(set(parts)) == 1]
    return ", ".join(shared) or "base"
