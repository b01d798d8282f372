"""Probes as metrics: a quantity of a probe that is a number for each layer, head or matrix of a
trial is, as one number, its mean over them; of several steps, at the last that has one. A quantity
along one more, short dimension is a metric for each value of it: probes.positions.hidden_keys[0.5].

The program's metric_of_trial (lib/results/gathering.cpp) says the same of those without brackets.
"""

import numpy as np

PREFIX = "probes."
AVERAGED = {"layer", "head", "matrix"}  # dimensions over which a metric is the mean
STEPS = "probe_step"
MOST_VALUES = 5  # of a dimension whose values are told apart


def probe_metrics(dataset) -> dict[str, np.ndarray]:
    """Name -> values [trial] of the probes' quantities that are metrics and lie along more than
    `trial`. NaN where a trial has none.
    """
    found = {}
    for name, variable in dataset.data_vars.items():
        others = set(variable.dims) - {"trial", STEPS} - AVERAGED
        if not name.startswith(PREFIX) or len(variable.dims) == 1:
            continue
        if not others:
            found[name] = one_number(variable)
        elif len(others) == 1 and (told := _told_apart(variable, *others)):
            for word, cell in told.items():
                found[f"{name}[{word}]"] = one_number(cell)
    return found


def _told_apart(variable, dimension: str) -> dict:
    """Value of a short dimension, as written -> the variable there."""
    if dimension not in variable.coords or variable.sizes[dimension] > MOST_VALUES:
        return {}
    values = variable[dimension].values
    return {
        value if isinstance(value, str) else f"{value:g}": variable.isel({dimension: place})
        for place, value in enumerate(values)
    }


def one_number(variable) -> np.ndarray:
    """values [trial] of a quantity along trial and others."""
    others = [name for name in variable.dims if name not in ("trial", STEPS)]
    values = last_step(variable).transpose("trial", *others).values
    return mean_over_parts(values.reshape(len(values), -1))


def mean_over_parts(values: np.ndarray) -> np.ndarray:
    """[trial, part] -> [trial]: over the parts that have a number; NaN where none has."""
    finite = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(finite, values, 0).sum(axis=1) / finite.sum(axis=1)


def last_step(variable):
    """Without the dimension of steps: of each trial the last step that has a number."""
    if STEPS not in variable.dims:
        return variable
    others = [name for name in variable.dims if name not in ("trial", STEPS)]
    counts = np.isfinite(variable).sum(others).transpose("trial", STEPS).values
    last = counts.shape[1] - 1 - np.argmax(counts[:, ::-1] > 0, axis=1)
    values = variable.transpose("trial", STEPS, *others)
    kept = values.isel({STEPS: 0}, drop=True).copy()
    kept.values = values.values[np.arange(len(last)), last]
    return kept
