"""Every planned trial has a row: results.h5 has those with a result, the others are added.

Which trials are planned is known by plan.json, else by the group `planned` of results.h5, else it
is taken to be all variants x all seeds that occur. What became of a trial without a result is known
by the group `planned`, else by the files in failures/.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

NAMES = ["trial_id", "variant", "label", "seed"]


def with_planned(dataset: xr.Dataset, plan: dict | None, file: Path) -> xr.Dataset:
    """The dataset of results.h5 at `file` in the order of the plan, with a row for every planned
    trial that has none, whose status is failed or missing.
    """
    written = _written(file)
    planned = _planned(dataset, plan, written)
    position = {trial: row for row, trial in enumerate(dataset["trial_id"].values)}
    absent = planned[~planned["trial_id"].isin(position)]
    grown = _append_rows(dataset, len(absent))
    rows = slice(dataset.sizes["trial"], None)
    for name in NAMES:
        grown[name].values[rows] = absent[name].values
    grown["status"].values[rows] = [
        _status(each, written, file.parent) for each in absent["trial_id"]
    ]
    for axis in dataset.attrs["axes"] if len(absent) else []:
        settings = [
            _setting(dataset, plan, written, axis, variant) for variant in absent["variant"]
        ]
        column = np.array(
            [*dataset[axis].values.tolist(), *settings]
        )  # the new values may need another type than the old ones
        grown[axis] = (
            "trial",
            column.astype(object) if column.dtype.kind == "U" else column,
            dataset[axis].attrs,
        )
    position |= {
        trial: dataset.sizes["trial"] + row for row, trial in enumerate(absent["trial_id"])
    }
    return grown.isel(trial=[position[trial] for trial in planned["trial_id"]])


def _written(file: Path) -> pd.DataFrame | None:
    """The group `planned` of results.h5 by trial_id; None in files of programs that wrote none."""
    try:
        with xr.open_dataset(file, engine="h5netcdf", group="planned") as opened:
            made = opened.load()
    except (OSError, KeyError):
        return None
    if not {*NAMES, "status"} <= set(made.variables):
        return None
    frame = pd.DataFrame({name: made[name].values for name in made.variables if made[name].ndim})
    return frame.set_index("trial_id", drop=False)


def _status(trial: str, written: pd.DataFrame | None, folder: Path) -> str:
    """Of a trial without a result: one that is written as finished has lost its row since."""
    if written is not None and trial in written.index:
        return "failed" if written.loc[trial, "status"] == "failed" else "missing"
    return "failed" if (folder / "failures" / f"{trial}.json").exists() else "missing"


def _planned(dataset, plan, written) -> pd.DataFrame:
    """NAMES of every trial there should be."""
    if plan is not None:
        rows = [
            (
                trial["id"],
                int(trial["variant"]),
                plan["variants"][int(trial["variant"])]["label"],
                int(trial["seed"]),
            )
            for trial in plan["trials"]
            if "stage" not in plan["variants"][int(trial["variant"])]  # served to choose settings
        ]
        return pd.DataFrame(rows, columns=NAMES)
    if written is not None:
        return written[NAMES].reset_index(drop=True)
    have = pd.DataFrame({name: dataset[name].values for name in NAMES})
    variants = have[["variant", "label"]].drop_duplicates()
    grid = variants.merge(pd.DataFrame({"seed": sorted(have["seed"].unique())}), how="cross").merge(
        have, how="left"
    )
    unknown = grid["trial_id"].isna()
    grid.loc[unknown, "trial_id"] = [
        f"variant {variant}, seed {seed}"
        for variant, seed in grid.loc[unknown, ["variant", "seed"]].values
    ]
    return grid.sort_values(["variant", "seed"]).reset_index(drop=True)


def _append_rows(dataset, count: int) -> xr.Dataset:
    """`count` more trials: NaN for numbers, -1 for integers, "" for text."""
    fill = {"f": np.nan, "i": -1, "u": 0, "O": "", "U": ""}

    def grow(variable):
        if "trial" not in variable.dims:
            return variable
        more = np.full((count, *variable.shape[1:]), fill[variable.dtype.kind])
        values = variable.values.astype(object) if variable.dtype.kind == "U" else variable.values
        return xr.Variable(
            variable.dims, np.concatenate([values, more.astype(values.dtype)]), variable.attrs
        )

    coordinates = {
        name: grow(variable.variable)
        for name, variable in dataset.coords.items()
        if name != "trial"
    }
    return xr.Dataset(
        {name: grow(variable.variable) for name, variable in dataset.data_vars.items()},
        coordinates,
        dataset.attrs,
    )


def _setting(dataset, plan, written, axis, variant):
    """The value of an axis for a variant: from another trial of the variant, else from what is
    written of planned trials, else from the plan, else unknown.
    """
    others = dataset[axis].values[dataset["variant"].values == variant]
    if len(others):
        return others[0]
    if written is not None and axis in written:
        others = written.loc[written["variant"] == variant, axis].to_list()
        if others:
            return others[0]
    value = plan["variants"][variant].get("settings", {}).get(axis) if plan else None
    if isinstance(value, (bool, list, dict)):
        return json.dumps(value)
    return ("" if dataset[axis].dtype.kind in "OU" else np.nan) if value is None else value
