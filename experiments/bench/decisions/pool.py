"""Trials that a question is answered from again and again: every variant with the same seeds, what
each trial measured and what it cost.
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from analysis.load import final_frame, load
from analysis.metrics import metric as metric_of


LENGTH = "training.epochs"  # the axis of short trainings, whose longest is a whole one


@dataclass(frozen=True)
class Pool:
    """The baseline is variant 0. A trial that diverged has no value (NaN) and the worst validation
    (infinite).
    """

    names: list  # [variants] what each is called on the axis of variants; labels without one
    settings: list  # [variants] dicts: axis -> value
    values: np.ndarray  # [variants, seeds] the plan's metric
    seconds: np.ndarray  # [variants, seeds] of computing, times threads
    validation: np.ndarray  # [variants, seeds] what settings are chosen by; the less the better
    alpha: float
    lower_is_better: bool

    @property
    def seeds(self) -> int:
        return self.values.shape[1]

    @property
    def whole(self) -> list:
        """Places of variants that were not trained shorter than others."""
        lengths = [each.get(LENGTH, 0) for each in self.settings]
        return [place for place, length in enumerate(lengths) if length == max(lengths)]

    def of_length(self, place: int, length) -> int:
        """The variant that differs from this one in its length alone."""
        return self.settings.index(self.settings[place] | {LENGTH: length})

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
    first = frame.iloc[places[:, 0]]
    name = plan["metric"]
    measure = "validation.error" if "validation.error" in frame else "validation.loss"
    validation = frame[measure].where(frame["status"] == "done", np.inf).to_numpy()
    return Pool(
        names=first["variants" if "variants" in frame else "label"].tolist(),
        settings=first[dataset.attrs["axes"]].to_dict("records"),
        values=frame[name].to_numpy()[places],
        seconds=_seconds(folder, frame["trial_id"])[places],
        validation=validation[places],
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
