"""Trials that a question is answered from again and again: every variant with the same seeds, what
each trial measured and what it cost.
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from analysis.load import final_frame, load
from analysis.metrics import metric as metric_of


@dataclass(frozen=True)
class Pool:
    """The baseline is variant 0. A trial that diverged has no value (NaN), and the worst validation
    (infinite) from then on; of one that stopped early the last validation stands to the end.
    """

    names: list  # [variants] what each is called on the axis of variants; labels without one
    values: np.ndarray  # [variants, seeds] the plan's metric
    seconds: np.ndarray  # [variants, seeds] of computing, times threads
    validation: np.ndarray  # [variants, seeds, evaluations] what settings are chosen by; the less
    passed: np.ndarray  # [evaluations] share of training, rising to 1
    alpha: float
    lower_is_better: bool

    @property
    def seeds(self) -> int:
        return self.values.shape[1]

    def drawn(self, variants, seeds) -> tuple:
        """(values, seconds) of these variants with these seeds, in this order."""
        chosen = np.ix_(variants, seeds)
        return self.values[chosen], self.seconds[chosen]


def read_pool(folder: Path) -> Pool:
    """Of a finished sweep's directory. ValueError if trials are missing."""
    dataset = load(folder)
    frame = final_frame(dataset)
    lost = frame["status"].isin(["missing", "failed"]).sum()
    if lost:
        raise ValueError(f"{folder}: {lost} trials are missing; run the same command again")
    plan = dataset.attrs["analysis"]
    order = _baseline_first(sorted(frame["variant"].unique()), plan.get("baseline_variant", 0))
    by_seed = frame.sort_values("seed")
    # [variants, seeds] -> row of the frame
    places = np.array([by_seed.index[by_seed["variant"] == each] for each in order])
    name = plan["metric"]
    called = "variants" if "variants" in frame else "label"
    steps = dataset["step"].values.max(axis=0)  # [evaluations]
    kept = np.flatnonzero(steps > 0)
    measure = "error" if "curves.validation.error" in dataset else "loss"
    curves = dataset[f"curves.validation.{measure}"].values[:, kept]
    return Pool(
        names=frame[called].to_numpy()[places[:, 0]].tolist(),
        values=frame[name].to_numpy()[places],
        seconds=_seconds(folder, frame["trial_id"])[places],
        validation=_to_the_end(curves, (frame["status"] == "done").to_numpy())[places],
        passed=steps[kept] / steps.max(),
        alpha=float(plan.get("alpha", 0.05)),
        lower_is_better=metric_of(dataset, name).lower_is_better,
    )


def _baseline_first(variants: list, baseline: int) -> list:
    return [baseline, *(each for each in variants if each != baseline)]


def _seconds(folder: Path, trials) -> np.ndarray:
    with h5py.File(folder / "results.h5", "r") as file:
        ids = file["trial_id"].asstr()[()]
        seconds = dict(zip(ids, file["provenance/core_seconds"][()]))
    return np.array([seconds[each] for each in trials])


def _to_the_end(curves: np.ndarray, done: np.ndarray) -> np.ndarray:
    """[trials, evaluations] without gaps."""
    made = curves.copy()
    for late in range(1, made.shape[1]):
        gone = np.isnan(made[:, late])
        made[gone, late] = made[gone, late - 1]
    made[~done, -1] = np.inf
    return np.where(np.isnan(made), np.inf, made)
