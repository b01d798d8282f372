"""Results of sweeps that never ran, laid out exactly as lib/results writes results.h5 and lib/sweep
writes plan.json.

Tests choose the final errors of each trial; curves fall towards them. `python3
tests/analysis/fake_results.py DIR` writes one to look at.
"""

import hashlib
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import xarray as xr

# Written by the program itself; what metrics are called, their units and words are read from it.
WRITTEN = Path(__file__).resolve().parent.parent / "fuzz/corpus/trial/results.h5"


def _metrics() -> dict:
    """Name -> (units, words) of what a trial of a classifier records at every evaluation."""
    with xr.open_dataset(WRITTEN, engine="h5netcdf") as dataset:
        return {
            name.removeprefix("curves."): (variable.attrs["units"], variable.attrs["long_name"])
            for name, variable in dataset.items()
            if name.startswith("curves.")
        }


METRICS = _metrics()


def trial_id(variant: int, seed: int) -> str:
    return hashlib.sha256(f"{variant} {seed}".encode()).hexdigest()[:16]


def write(
    folder,
    axes: dict,
    errors,
    *,
    seeds=None,
    baseline=0,
    pairing="none",
    certificates=None,
    diverged=(),
    missing=(),
    compare="to_baseline",
    alpha=0.05,
    plan=True,
    evaluations=9,
    epochs=8.0,
    attributes=None,
    more_of_plan=None,
    statuses=None,
    **declared,
):
    """Writes folder/results.h5 and folder/plan.json.

    axes: path -> values; variants are their product. errors: [variants][seeds], final test errors.
    diverged, missing: (variant, seed) pairs. declared: more of the analysis block. certificates:
    (variant, seed) -> text, where they are not those that all variants of a seed share. attributes,
    more_of_plan: more attributes of results.h5, more members of plan.json. statuses: of the group
    `planned`, (variant, seed) -> status, done without one; None: no such group.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    errors = [list(each) for each in errors]
    seeds = list(range(max(map(len, errors)))) if seeds is None else list(seeds)
    settings = [dict(zip(axes, values)) for values in itertools.product(*axes.values())]
    labels = [
        ", ".join(
            f"{path.removesuffix('.rate').split('.')[-1]} {value}" for path, value in each.items()
        )
        for each in settings
    ]
    planned = [(v, s) for v in range(len(settings)) for s in seeds]
    analysis = {
        "metric": "test.error",
        "baseline_variant": baseline,
        "compare": compare,
        "pairing": pairing,
        "alpha": alpha,
        **declared,
    }
    if plan:
        text = {
            "sweep": "fake",
            "axes": list(axes),
            "seeds": seeds,
            "analysis": analysis,
            "variants": [
                {"label": label, "settings": each} for label, each in zip(labels, settings)
            ],
            "trials": [{"id": trial_id(v, s), "variant": v, "seed": s} for v, s in planned],
        }
        text |= more_of_plan or {}
        (folder / "plan.json").write_text(json.dumps(text), encoding="utf-8")
    rows = [pair for pair in planned if pair not in set(missing)]
    made = _dataset(
        rows,
        axes,
        settings,
        labels,
        errors,
        seeds,
        set(diverged),
        certificates,
        analysis,
        evaluations,
        epochs,
    )
    made.attrs |= {name: json.dumps(value) for name, value in (attributes or {}).items()}
    made.to_netcdf(folder / "results.h5", engine="h5netcdf")
    if statuses:
        _write_planned(folder / "results.h5", planned, axes, settings, labels, statuses)
    return folder


def _dataset(
    rows,
    axes,
    settings,
    labels,
    errors,
    seeds,
    diverged,
    certificates,
    analysis,
    evaluations,
    epochs,
):
    text = lambda values: ("trial", np.array(values, dtype=object))  # noqa: E731
    coordinates = {
        "trial_id": text([trial_id(v, s) for v, s in rows]),
        "seed": ("trial", np.array([s for _, s in rows], dtype=np.int64)),
        "variant": ("trial", np.array([v for v, _ in rows], dtype=np.int64)),
        "label": text([labels[v] for v, _ in rows]),
    }
    for path, values in axes.items():
        column = [settings[v][path] for v, _ in rows]
        numeric = all(isinstance(value, (int, float)) for value in values)
        coordinates[path] = ("trial", np.array(column)) if numeric else text(list(map(str, column)))
    step = np.full((len(rows), evaluations), -1, dtype=np.int64)
    epoch = np.full((len(rows), evaluations), np.nan)
    curves = {name: np.full((len(rows), evaluations), np.nan) for name in METRICS}
    for row, (v, s) in enumerate(rows):
        kept = evaluations // 2 if (v, s) in diverged else evaluations
        epoch[row, :kept] = np.linspace(0, epochs, evaluations)[:kept]
        step[row, :kept] = epoch[row, :kept] * 100
        for name, values in _curves(epochs, errors[v][seeds.index(s)], evaluations, v).items():
            curves[name][row, :kept] = values[:kept]
    done = np.array([pair not in diverged for pair in rows])
    variables = {
        "status": text(["diverged" if pair in diverged else "done" for pair in rows]),
        "diverged_step": ("trial", np.where(done, -1, 350), {"units": "steps"}),
    }
    for name in ["pairing_initialization", "pairing_order"]:
        variables[name] = text(
            [(certificates or {}).get(pair, f"of seed {pair[1]}") for pair in rows]
        )
    for name, (units, long_name) in METRICS.items():
        attributes = {"units": units, "long_name": long_name}
        last = np.where(done, curves[name][:, -1], np.nan)
        variables[name] = ("trial", last, {**attributes, "long_name": long_name + ", at the end"})
        if "." in name:
            variables["best." + name] = (
                "trial",
                last,
                {**attributes, "long_name": long_name + ", where the validation loss is lowest"},
            )
        variables["curves." + name] = (("trial", "evaluation"), curves[name], attributes)
    coordinates["step"] = (
        ("trial", "evaluation"),
        step,
        {"units": "steps", "long_name": "optimizer steps done"},
    )
    coordinates["epoch"] = (
        ("trial", "evaluation"),
        epoch,
        {"units": "epochs", "long_name": "passes over the training part"},
    )
    attributes = {
        "Conventions": "CF-1.8",
        "sweep": "fake",
        "description": "A sweep that never ran",
        "analysis": json.dumps(analysis),
        "format": "regsweep-results",
        "format_version": 1,
    }
    return xr.Dataset(variables, coordinates, attributes)


def _write_planned(file, planned, axes, settings, labels, statuses) -> None:
    columns = {
        "trial_id": [trial_id(v, s) for v, s in planned],
        "label": [labels[v] for v, _ in planned],
        "seed": [s for _, s in planned],
        "variant": [v for v, _ in planned],
        "status": [statuses.get(pair, "done") for pair in planned],
        **{path: [settings[v][path] for v, _ in planned] for path in axes},
    }
    made = xr.Dataset({name: ("planned_trial", np.array(each)) for name, each in columns.items()})
    made.to_netcdf(file, mode="a", group="planned", engine="h5netcdf")


def _curves(epochs, final, evaluations, variant):
    t = np.linspace(0, 1, evaluations)
    wave = 0.004 * np.sin(9 * t + variant) * t * (1 - t)
    error = 0.9 * np.exp(-12 * t) + final * (1 - np.exp(-12 * t)) + wave
    error[-1] = final
    loss = 2.3 * np.exp(-14 * t) + (0.02 + 0.05 * variant) * (1 - np.exp(-14 * t))
    return {
        "train.loss_noisy": 1.3 * loss,
        "train.loss": loss,
        "train.error": error * 0.2,
        "validation.loss": 3 * error,
        "validation.error": error + 0.003,
        "test.loss": 3.1 * error,
        "test.error": error,
        "learning_rate": 0.02 * (1 + np.cos(np.pi * t)) / 2,
        "gradient_norm": 1 + 0 * t,
    }


def fail(folder, variant: int, seed: int) -> None:
    """A missing trial is one that failed."""
    (Path(folder) / "failures").mkdir(exist_ok=True)
    (Path(folder) / "failures" / f"{trial_id(variant, seed)}.json").write_text("{}")


def example(folder):
    """3 x 3 variants, 5 seeds, one diverged and one missing trial."""
    random = np.random.default_rng(1)
    hidden, inputs = [0, 0.25, 0.5], [0, 0.1, 0.2]
    means = [
        0.1245 - 0.012 * (h > 0) + 0.014 * h * h + 0.03 * (i - 0.05) * (h + 0.3)
        for h in hidden
        for i in inputs
    ]
    errors = [[m + 0.0016 * random.standard_normal() for _ in range(5)] for m in means]
    return write(
        folder,
        {"dropout.hidden.rate": hidden, "dropout.input.rate": inputs},
        errors,
        diverged=[(2, 3)],
        missing=[(7, 1)],
        evaluations=16,
        epochs=30.0,
    )


if __name__ == "__main__":
    print(example(sys.argv[1]))
