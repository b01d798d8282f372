"""Tuned comparisons: what each arm chose, out of which points, and what these cost.

The plan's growth (attribute `growth` of results.h5) lists arms and points; the group `tuning` has
the trials that were made for them. They chose, and are no results: nothing here is judged by them.

A point's value is the mean of the metric that chooses over its replicates; infinite (minus infinity
where higher is better) if one of them diverged or failed, NaN while one is missing.
"""

import json
import math
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from .metrics import Metric
from .metrics import metric as metric_of

HOUR = 3600.0


@dataclass(frozen=True)
class Point:
    number: int  # from 1, as in its label
    settings: dict  # searched key -> value
    values: np.ndarray  # of the replicates, [n]; NaN where one has none
    status: dict  # done, diverged, failed, missing -> replicates
    core_seconds: float  # of all replicates; NaN: unknown
    value: float  # see above
    loss: float  # mean validation loss, which decides ties; NaN if unknown
    trials: list = field(default_factory=list)  # ids
    rung: str = ""  # of halving, where it was left: "epochs 5"; "": it was trained whole


@dataclass(frozen=True)
class Arm:
    """Of one search: with several an arm is there once for each, in the order of searches."""

    label: str
    points: list
    chosen: int | None = None  # position in points; None: not chosen yet
    variant: int | None = None  # of the second stage
    edges: list = field(default_factory=list)  # searched keys whose choice is an end of those tried
    same_as: str = ""  # the first arm that chose the same configuration
    axes: dict = field(default_factory=dict)  # swept axis -> value
    name: str = ""  # the label without the search
    search: int = 1

    @property
    def choice(self) -> Point | None:
        return None if self.chosen is None else self.points[self.chosen]

    @property
    def core_hours(self) -> float:
        """Of a point, mean over those whose cost is known; NaN if none is."""
        known = [each.core_seconds for each in self.points if np.isfinite(each.core_seconds)]
        return float(np.mean(known)) / HOUR if known else np.nan


@dataclass(frozen=True)
class Tuned:
    by: Metric  # chooses
    budget: int
    sampler: str
    search_seed: int
    replicates: list  # seeds
    seeds: list  # of the second stage
    keys: dict  # searched key -> {"log": [low, high]}, {"uniform": [low, high]} or a list
    arms: list
    unfinished: int = 0  # trials that tune without a result yet
    searches: int = 1  # from 2 on, arms are compared over them
    baseline: int | None = None  # position in arms, of the first search
    halving: dict | None = None  # {"path", "values", "keep"}, see lib/sweep/halving.hpp

    @property
    def pooled(self) -> list:
        """An Arm per name, with the points of all its searches and no choice."""
        if self.searches == 1:
            return self.arms
        made = []
        for first in self.arms:
            if first.search == 1:
                points = [
                    each for arm in self.arms if arm.name == first.name for each in arm.points
                ]
                made.append(replace(first, label=first.name, points=points, chosen=None, edges=[]))
        return made

    @property
    def rungs(self) -> list:
        """Words of the rungs, shortest first."""
        return [] if self.halving is None else _rung_words(self.halving)

    def points_at_rungs(self) -> list:
        """Of an arm at each rung, and last those that are trained whole."""
        counts = [self.budget]
        for _ in self.rungs:
            counts.append(max(1, math.ceil(self.halving["keep"] * counts[-1] - 1e-9)))
        return counts

    @property
    def is_chosen(self) -> bool:
        return all(arm.chosen is not None for arm in self.arms)

    def keys_of(self, arm: Arm) -> list:
        """In the order in which they are searched."""
        return list(arm.points[0].settings) if arm.points else []


def read_tuned(file: Path, attributes: dict) -> Tuned | None:
    """Of results.h5 and the attributes of its root; None if nothing is tuned."""
    growth = _growth(attributes.get("growth"))
    if growth is None:
        return None
    trials, variables = _trials(file)
    by = metric_of(variables, growth["by"])
    chosen = {each["arm"]: each for each in growth.get("chosen", [])}
    arms, first = [], {}
    for arm in growth["arms"]:
        choice = chosen.get(arm["label"], {})
        points = [
            _point(number, each, trials, by, _rung(growth, each))
            for number, each in enumerate(arm["points"], 1)
        ]
        variant = choice.get("variant")
        same = first.setdefault(variant, arm["label"]) if variant is not None else arm["label"]
        arms.append(
            Arm(
                arm["label"],
                points,
                choice.get("point"),
                variant,
                list(choice.get("at_edge", [])),
                same if same != arm["label"] else "",
                arm["settings"],
                arm.get("arm", arm["label"]),
                int(arm.get("search", 1)),
            )
        )
    unfinished = int((trials["status"] == "missing").sum()) if len(trials) else 0
    return Tuned(
        by,
        int(growth["budget"]),
        growth["sampler"],
        int(growth["search_seed"]),
        [int(each) for each in growth["replicates"]],
        [int(each) for each in growth["seeds"]],
        growth["keys"],
        arms,
        unfinished,
        int(growth.get("repeats", 1)),
        growth.get("baseline_arm"),
        growth.get("halving"),
    )


def _growth(text) -> dict | None:
    try:
        growth = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return growth if growth and growth.get("rule") == "tune" else None


def _trials(file: Path) -> tuple:
    """(a frame with a row per trial that tunes, the variables); empty in files of programs that
    kept none.
    """
    try:
        with xr.open_dataset(file, engine="h5netcdf", group="tuning") as opened:
            made = opened.load()
    except (OSError, KeyError):
        return pd.DataFrame({"status": [], "variant": [], "trial_id": []}), {}
    frame = pd.DataFrame({name: made[name].values for name in made.variables if made[name].ndim})
    try:
        with xr.open_dataset(file, engine="h5netcdf", group="tuning/provenance") as opened:
            frame["core_seconds"] = opened["core_seconds"].values
    except (OSError, KeyError):
        frame["core_seconds"] = np.nan
    return frame, dict(made.variables)


def _rung(growth: dict, planned: dict) -> str:
    """Words of the last rung of a point; "" of one that was trained whole."""
    halving = growth.get("halving")
    if halving is None or planned["rung"] >= len(halving["values"]):
        return ""
    return _rung_words(halving)[planned["rung"]]


def _rung_words(halving: dict) -> list:
    setting = halving["path"].split(".")[-1].replace("_", " ")
    return [f"{setting} {value}" for value in halving["values"]]


def _point(number: int, planned: dict, trials: pd.DataFrame, by: Metric, rung: str) -> Point:
    mine = trials[trials["variant"] == int(planned["variant"])]
    every = trials[trials["variant"].isin([*planned.get("earlier", []), planned["variant"]])]
    values = _column(mine, by.name)
    losses = _column(mine, "validation.loss")
    counts = {word: int((mine["status"] == word).sum()) for word in mine["status"].unique()}
    return Point(
        number,
        planned["values"],
        values,
        counts,
        float(_column(every, "core_seconds").sum()) if len(mine) else np.nan,
        _value(values, mine["status"], by),
        float(losses.mean()) if len(losses) else np.nan,
        mine["trial_id"].tolist(),
        rung,
    )


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=float)


def _value(values: np.ndarray, status, by: Metric) -> float:
    if not len(values) or (status == "missing").any():
        return np.nan
    if (status != "done").any() or not np.isfinite(values).all():
        return np.inf if by.lower_is_better else -np.inf
    return float(values.mean())
