"""From files to data frames. A planned trial is never lost on the way: those without a result get a
row with their status.

Status of a trial: `done`; `diverged` (its loss became non-finite: a result, but not a number);
`failed` (it stopped with an error that is kept under failures/); `missing` (not trained yet, or its
file is damaged).
"""

import json
import unicodedata
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from .computing import read_core_seconds
from .history import read_history
from .looks import read_looks
from .planned import with_planned
from .probes import probe_metrics
from .programs import programs
from .set_up import read_set_up
from .tuned import read_tuned

DESCRIPTION = (
    "base",
    "axes",
    "data",
    "sweep_yaml",
    "growth",
)  # attributes of the file; see set_up.py
CERTIFICATES = ["pairing_initialization", "pairing_order"]
COORDINATES = ["trial_id", "variant", "label", "seed", "status"]


class IncompleteSweep(UserWarning):
    """A sweep of which trials are missing; what there is can be used."""


class ResultsError(Exception):
    """What is wrong with the files, in one sentence with the remedy."""


def load(path) -> xr.Dataset:
    """The results of a sweep, given its directory or its results.h5.

    Dimensions: trial (all planned trials, in the order of the plan) and evaluation. Coordinates
    along trial: trial_id, seed, variant (index), label, status, pairing certificates, and one per
    swept axis; along both: step, epoch. Variables: final metrics and generalization_gap [trial],
    curves.<metric> [trial, evaluation] (NaN, for step -1, where a trial has no such evaluation).
    Units are in the variables' attributes; errors are fractions. attrs["analysis"] is the plan's
    analysis block as a dict, attrs["axes"] the names of the swept axes in their order,
    attrs["history"] what was declared when (history.py), attrs["set_up"] the SetUp,
    attrs["programs"], ["made_by"] and ["mixed_programs"] by which programs trials were made,
    attrs["tuned"] the Tuned of a tuned comparison or None, attrs["looks"] the Looks of a sweep
    whose seeds were added until it was decided or None, attrs["core_seconds"] of results and of
    tuning.
    """
    path = Path(path)
    file = path / "results.h5" if path.is_dir() else path
    if not file.exists():
        raise ResultsError(
            f"{file} does not exist; make it with: regsweep collect"
            f" {path if path.is_dir() else path.parent}"
        )
    try:
        with xr.open_dataset(file, engine="h5netcdf") as opened:
            dataset = opened.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ResultsError(
            f"{file} is not readable as results ({error}); it is a cache: delete it and run:"
            f" regsweep collect {file.parent}"
        ) from error
    if dataset.attrs.get("format") != "regsweep-results" or "trial" not in dataset.dims:
        raise ResultsError(
            f"{file} is not a results.h5 of regsweep (attribute format is"
            f" {dataset.attrs.get('format')!r}); give the directory of a sweep"
        )
    dataset = dataset.set_coords([name for name in ["status", *CERTIFICATES] if name in dataset])
    dataset.attrs["analysis"] = _json_attribute(dataset, "analysis", {}, file)
    plan = _read_plan(file.parent / "plan.json")
    dataset.attrs |= programs(file)
    kept = _json_attribute(dataset, "history", None, file)
    dataset.attrs["history"] = read_history(kept, plan, file.parent)
    dataset.attrs["set_up"] = read_set_up(dataset.attrs, plan, file.parent)
    dataset.attrs["tuned"] = read_tuned(file, dataset.attrs)
    dataset.attrs["looks"] = read_looks(dataset.attrs)
    dataset.attrs["core_seconds"] = read_core_seconds(file)
    for name in DESCRIPTION:
        dataset.attrs.pop(name, None)
    dataset.attrs["axes"] = _axes(dataset, plan)
    whole = with_planned(dataset, plan, file)
    if whole.sizes["trial"] == 0:
        raise ResultsError(
            f"{file} has no results yet, for its trials so far serve to choose settings; regsweep"
            f" run SWEEP.yaml, or regsweep work {file.parent}, goes on to results"
        )
    for name in [*dataset.attrs["axes"], "label"]:
        _make_printable(whole, name)
    whole.attrs["folder"] = str(file.parent)
    whole.attrs["plan_variants"] = (plan or {}).get("variants", [])
    whole.attrs["plan_provenance"] = (plan or {}).get("provenance", {})
    made_with = (plan or {}).get("provenance", {})
    if "regsweep_version" in made_with:
        whole.attrs[
            "regsweep_version"
        ] = f"{made_with['regsweep_version']} ({made_with.get('commit', 'no commit')})"
    _add_gap(whole)
    _warn_incomplete(whole)
    return whole


def final_frame(dataset: xr.Dataset) -> pd.DataFrame:
    """One row per planned trial: trial_id, variant, label, seed, status, swept axes, final metrics
    (NaN if not `done`), and probes as metrics (probes.py).
    """
    finals = [name for name, variable in dataset.data_vars.items() if variable.dims == ("trial",)]
    names = [
        name for name in [*COORDINATES, *dataset.attrs["axes"], *CERTIFICATES] if name in dataset
    ]
    values = {name: dataset[name].values for name in names + finals} | probe_metrics(dataset)
    frame = pd.DataFrame(values)
    metrics = [name for name in values if name not in names and frame[name].dtype.kind == "f"]
    frame.loc[frame["status"] != "done", metrics] = np.nan
    return frame


def tidy(dataset: xr.Dataset) -> pd.DataFrame:
    """One row per trial and evaluation: trial_id, variant, label, seed, status, swept axes,
    evaluation, step, epoch, metrics.

    Evaluations that a trial does not have are left out, so a trial without a result has no row here
    (it has one in final_frame). The curves of diverged trials are here, up to where they diverged.
    """
    curves = [name for name in dataset.data_vars if name.startswith("curves.")]
    trial, evaluation = np.nonzero(dataset["step"].values >= 0)
    names = [name for name in [*COORDINATES, *dataset.attrs["axes"]] if name in dataset]
    columns = {name: dataset[name].values[trial] for name in names}
    columns["evaluation"] = evaluation
    for name in ["step", "epoch", *curves]:
        columns[name.removeprefix("curves.")] = dataset[name].values[trial, evaluation]
    return pd.DataFrame(columns)


def pairing_refusal(frame: pd.DataFrame) -> str:
    """Why variants of a final_frame may not be paired by seed; "" if they may: the certificates of
    each seed agree over all variants.

    Of a mismatch it names the trials that differ from most others of their seed, or all of it
    without a majority.
    """
    done = frame[frame["status"] == "done"]
    for certificate, what in zip(CERTIFICATES, ["initial weights", "order of examples"]):
        if certificate not in frame or (done[certificate] == "").any():
            return f"the {what} of some trials are not certified"
        several = done.groupby("seed")[certificate].nunique()
        if (several > 1).any():
            seed = several[several > 1].index[0]
            group = done[done["seed"] == seed]
            shared_by = group[certificate].map(group[certificate].value_counts())
            odd = group.loc[
                (shared_by < shared_by.max()) | (shared_by.max() * 2 <= len(group)), "trial_id"
            ].tolist()
            return (
                f"trials of seed {seed} differ in their"
                f" {what} ({', '.join(odd[:4])}{', ...' * (len(odd) > 4)})"
            )
    return ""


def _make_printable(dataset, name: str) -> None:
    """Control characters in words along trial are written as in Python: they would break a line of
    a table, or command a terminal.
    """
    values = dataset[name].values
    if values.dtype.kind in "OU":
        dataset[name].values[:] = [printable(each) for each in values]


def printable(words):
    """Words without what would break a table or command a terminal: written as in Python. What is
    no words stays as it is.
    """
    if not isinstance(words, str):
        return words
    unsafe = ("Cc", "Cf", "Zl", "Zp")
    return "".join(
        each.encode("unicode_escape").decode() if unicodedata.category(each) in unsafe else each
        for each in words
    )


def _add_gap(dataset) -> None:
    """The variable generalization_gap [trial]: loss of the validation part (without one, of the
    test part) less that of the training part, at the end.
    """
    part = next(
        (
            name
            for name in ("validation", "test")
            if f"{name}.loss" in dataset and np.isfinite(dataset[f"{name}.loss"].values).any()
        ),
        None,
    )
    if part and "train.loss" in dataset and np.isfinite(dataset["train.loss"].values).any():
        dataset["generalization_gap"] = dataset[f"{part}.loss"] - dataset["train.loss"]
        dataset["generalization_gap"].attrs = {
            "units": dataset[f"{part}.loss"].attrs.get("units", ""),
            "long_name": f"{part} loss less training loss, at the end",
        }


def _warn_incomplete(dataset) -> None:
    status = pd.Series(dataset["status"].values)
    counts = {word: int((status == word).sum()) for word in ("missing", "failed")}
    if any(counts.values()):
        said = " and ".join(f"{count} {word}" for word, count in counts.items() if count)
        remedy = "regsweep run finishes a sweep, regsweep retry repeats what failed"
        warnings.warn(
            (
                f"{dataset.attrs.get('sweep', 'the sweep')}: {said} of {len(status)} planned"
                f" trials; {remedy}"
            ),
            IncompleteSweep,
            stacklevel=3,
        )


def _json_attribute(dataset, name, otherwise, file):
    text = dataset.attrs.get(name)
    if text is None:
        return otherwise
    try:
        return json.loads(text)
    except ValueError as error:
        raise ResultsError(
            f"{file}: attribute {name} is not JSON ({error}); delete the file and run: regsweep"
            f" collect {file.parent}"
        ) from error


def _read_plan(file: Path):
    if not file.exists():
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ResultsError(
            f"{file} is not JSON ({error}); restore it from a copy, or run the sweep's YAML again"
        ) from error


def _axes(dataset, plan) -> list[str]:
    """Names of the swept axes: the plan knows their order; without a plan, every other coordinate
    along trial.
    """
    if plan is not None and "axes" in plan:
        return [name for name in plan["axes"] if name in dataset]
    known = {*COORDINATES, *CERTIFICATES, "trial"}
    return [
        name
        for name, variable in dataset.coords.items()
        if variable.dims == ("trial",) and name not in known
    ]
