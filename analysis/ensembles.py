"""Ensembles of networks that differ by their seed: probabilities of k networks are averaged.

    loss    mean over examples of -log of the mean probability of the right class; by Jensen's
            inequality never above the mean loss of its networks
    error   share of examples whose largest mean probability is another class's
    gain    loss of single networks less that of all together

Of k networks every choice counts once, of more than MOST choices the first. From what trials keep
with `evaluation: {per_example: true, probabilities: true}`: float16, so a probability below 2^-25
counts as that.
"""

from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

import h5py
import numpy as np

from .cells import Align, Column, Number, Table, TableRow, Text
from .examples import of_every_trial
from .summary import Row, Summary

MOST = 252  # choices of k networks: all 5 of 10
LEAST = 2.0**-25  # what float16 rounds to 0
COLUMNS = [
    Column("variant", "variant", Align.LEFT),
    Column("networks", "networks"),
    Column("single_error", "error of one (%)"),
    Column("error", "error together (%)"),
    Column("single_loss", "loss of one"),
    Column("loss", "loss together"),
    Column("gain", "gain"),
]


@dataclass
class Ensemble:
    """Of 1, 2, ... all networks of a variant; `loss` and `error` are means over choices."""

    row: Row
    loss: np.ndarray  # [networks]
    error: np.ndarray  # [networks]

    @property
    def gain(self) -> float:
        return float(self.loss[0] - self.loss[-1])


def read_probabilities(folder, trial_ids) -> tuple | None:
    """(probabilities [seed, example, class], labels [example]); None if a trial keeps none."""
    read = of_every_trial(lambda trial: _read(Path(folder) / "trials" / f"{trial}.h5"), trial_ids)
    if read is None:
        return None
    return np.array([each[0] for each in read]), read[0][1]


def _read(file: Path):
    if not file.exists():
        return None
    with h5py.File(file, "r") as opened:
        group = opened.get("examples", {})
        for part in ("test", "validation"):
            if f"{part}.probability" in group:
                return (
                    group[f"{part}.probability"][()].astype(float),
                    group[f"{part}.label"][()],
                )
    return None


def averaged(probabilities: np.ndarray, labels: np.ndarray) -> tuple:
    """(loss, error) of k = 1, 2, ... networks, [networks] each; means over their choices."""
    networks, examples = probabilities.shape[:2]
    losses, errors = [], []
    for k in range(1, networks + 1):
        chosen = list(islice(combinations(range(networks), k), MOST))
        means = [probabilities[list(each)].mean(axis=0) for each in chosen]
        right = [mean[np.arange(examples), labels] for mean in means]
        losses.append(np.mean([-np.log(np.maximum(each, LEAST)).mean() for each in right]))
        errors.append(np.mean([(mean.argmax(axis=1) != labels).mean() for mean in means]))
    return np.array(losses), np.array(errors)


def ensembles(dataset, summary: Summary) -> list:
    """An Ensemble per variant whose trials all keep probabilities."""
    made = []
    for row in summary.rows:
        kept = read_probabilities(dataset.attrs["folder"], row.trials)
        if kept is not None:
            made.append(Ensemble(row, *averaged(*kept)))
    return made


def ensemble_table(made: list) -> Table:
    """A row per variant: one network against all of them."""
    return Table(COLUMNS, [_row(each) for each in made])


def _row(each: Ensemble) -> TableRow:
    return TableRow(
        [
            Text(each.row.label),
            Number(len(each.loss), 0),
            Number(100 * each.error[0], 2),
            Number(100 * each.error[-1], 2),
            Number(each.loss[0], 4),
            Number(each.loss[-1], 4),
            Number(each.gain, 4),
        ]
    )


def ensemble_records(made: list) -> list:
    """A dict per variant and number of networks, for CSV; unrounded."""
    return [
        {
            "variant": each.row.variant,
            "label": each.row.label,
            "networks": k + 1,
            "ensemble_loss": each.loss[k],
            "ensemble_error": each.error[k],
        }
        for each in made
        for k in range(len(each.loss))
    ]
