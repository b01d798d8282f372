"""What probes measured, as arrays over trials: quantities along layers, heads and matrices, and
along one more dimension, such as the share of the units that are removed.

A quantity along a short dimension is told apart by its values (`dormant share, tau 0.1`); one along
a long dimension is a curve. Of several steps every one is told apart as well, unless there are
many: then the last that a trial has is taken.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from .axes import setting
from .probes import AVERAGED, MOST_VALUES, PREFIX, STEPS, last_step

NOTHING_ELSE = ""
WORDS = {STEPS: "step"}
DIMENSIONS = {  # words for the axis along which a curve runs
    "fraction": "Share removed",
    "masks": "Sub-networks averaged",
    "position": "Position",
    "share": "Share of past keys hidden",
    "factor": "Length of windows, in contexts",
    "bin": "Bin of confidence",
    "tau": "Threshold",
    "noise": "Noise",
}


@dataclass(frozen=True)
class Quantity:
    """`values` [trial, part, place]: parts are layers, heads and matrices side by side, places
    those along the curve (one if it is none). NaN where a trial has none.
    """

    name: str  # dormant_share
    title: str  # "Dormant share, tau 0.1"
    unit: str  # "" if none
    meaning: str
    parts: list  # words for each part: "hidden.0", "block.0 head 1"
    dimension: str  # along which it is a curve; "" if it is a number
    places: np.ndarray  # coordinates along it
    values: np.ndarray


def probes_of(dataset: xr.Dataset) -> list:
    """Names of the probes that measured something, sorted."""
    names = (name for name in dataset.data_vars if name.startswith(PREFIX))
    return sorted({name.split(".")[1] for name in names})


def quantities_of(dataset: xr.Dataset, probe: str) -> list:
    """The Quantities of a probe in the order of the file."""
    found = []
    for name, variable in dataset.data_vars.items():
        if name.startswith(f"{PREFIX}{probe}.") and np.isfinite(variable.values).any():
            found += _quantities(variable, name.removeprefix(f"{PREFIX}{probe}."))
    return found


def _quantities(variable: xr.DataArray, name: str) -> list:
    """One, or one for each value of short dimensions."""
    if STEPS in variable.dims and variable.sizes[STEPS] > MOST_VALUES:
        variable = last_step(variable)
    told = [each for each in variable.dims if each != "trial" and each not in AVERAGED]
    short = [each for each in told if _is_short(variable, each)]
    long = [each for each in told if each not in short]
    if len(long) > 1:  # a surface: nothing here draws it
        return []
    cells = [({}, variable)]
    for each in short:
        cells = [
            ({**said, each: value}, cell.isel({each: place}))
            for said, cell in cells
            for place, value in enumerate(variable[each].values)
        ]
    return [_quantity(cell, name, said, long[0] if long else NOTHING_ELSE) for said, cell in cells]


def _is_short(variable: xr.DataArray, dimension: str) -> bool:
    return dimension in variable.coords and variable.sizes[dimension] <= MOST_VALUES


def _quantity(variable: xr.DataArray, name: str, said: dict, dimension: str) -> Quantity:
    ending = "".join(
        f", {value} noise" if each == "noise" else f", {WORDS.get(each, each)} {setting(value)}"
        for each, value in said.items()
    )
    parts = [each for each in variable.dims if each in AVERAGED]
    order = ["trial", *parts, *([dimension] if dimension else [])]
    values = variable.transpose(*order).values
    length = variable.sizes[dimension] if dimension else 1
    unit = variable.attrs.get("units", "")
    plain = name.replace("_", " ")
    return Quantity(
        name=name,
        title=plain[:1].upper() + plain[1:] + ending,
        unit="" if unit == "1" else unit,
        meaning=variable.attrs.get("long_name", ""),
        parts=_names_of_parts(variable, parts),
        dimension=dimension,
        places=_places(variable, dimension),
        values=values.reshape(len(values), -1, length).astype(float),
    )


def _names_of_parts(variable: xr.DataArray, parts: list) -> list:
    """In the order of a flattened array."""
    names = [""]
    for each in parts:
        known = variable[each].values if each in variable.coords else range(variable.sizes[each])
        own = [str(value) if isinstance(value, str) else f"{each} {value}" for value in known]
        names = [f"{before} {after}".strip() for before in names for after in own]
    return names


def _places(variable: xr.DataArray, dimension: str) -> np.ndarray:
    """Coordinates; positions count from 1."""
    if not dimension:
        return np.zeros(1)
    if dimension in variable.coords:
        return variable[dimension].values.astype(float)
    return np.arange(1, variable.sizes[dimension] + 1, dtype=float)
