"""Probes as metrics: a quantity of a probe that is a number for each layer, head or matrix of a
trial is, as one number, its mean over them; of several steps, at the last that has one.

The program's metric_of_trial (lib/results/gathering.cpp) says the same.
"""

import numpy as np

PREFIX = "probes."
AVERAGED = {"layer", "head", "matrix"}  # dimensions over which a metric is the mean
STEPS = "probe_step"


def probe_metrics(dataset) -> dict[str, np.ndarray]:
    """Name -> values [trial] of the probes' quantities that are metrics and lie along more than
    `trial`. NaN where a trial has none.
    """
    found = {}
    for name, variable in dataset.data_vars.items():
        others = set(variable.dims) - {"trial", STEPS}
        if name.startswith(PREFIX) and len(variable.dims) > 1 and others <= AVERAGED:
            found[name] = one_number(variable)
    return found


def one_number(variable) -> np.ndarray:
    """values [trial] of a quantity along trial and others."""
    steps = [STEPS] if STEPS in variable.dims else []
    others = [name for name in variable.dims if name not in ("trial", STEPS)]
    values = variable.transpose("trial", *steps, *others).values
    values = values.reshape(len(values), len(variable[STEPS]) if steps else 1, -1)
    finite = np.isfinite(values)
    counts = finite.sum(axis=2)
    sums = np.where(finite, values, 0).sum(axis=2)
    last = counts.shape[1] - 1 - np.argmax(counts[:, ::-1] > 0, axis=1)
    rows = np.arange(len(values))
    with np.errstate(invalid="ignore", divide="ignore"):
        return sums[rows, last] / counts[rows, last]
