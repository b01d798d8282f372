"""Sources of variance: how much of it comes from initial weights, from the order of examples, from
masks. Of a sweep whose seeds are combinations of these (seeds: {initialization: 5, ...}).

    seed            initialization + 1,000 order + 1,000,000 masks (lib/random/seed_parts.hpp)
    crossed         per variant the analysis of variance of the table of all combinations by random
                    effects without interactions; of a source with a levels, N trials in all,
                    MS = (N / a) sum of (mean of the level - mean)^2 / (a - 1),
                    MS_E = rest of the sum of squares / rest of the degrees of freedom,
                    variance of the source = (MS - MS_E) / (N / a)
    one at a time   variance over the levels of a source while the others are held fixed (ddof 1)
    table           mean of the variances over variants; below 0 it counts as 0

Bouthillier et al. 2021, "Accounting for variance in machine learning benchmarks".
"""

from dataclasses import dataclass

import numpy as np

from .cells import Align, Column, Number, Table, TableRow, Text
from .load import final_frame
from .notes import About, Note, reading
from .number_text import decimals_of
from .seed_parts import SOURCES, combinations_text, levels_of, parts_of
from .summary import Summary

REST = "interactions of these"


@dataclass(frozen=True)
class SourceVariance:
    words: str
    levels: int | None  # None: what is left
    variance: float  # in the metric's own units, squared


def levels(dataset) -> dict:
    """Source -> its seeds; {} where seeds are plain."""
    return levels_of(np.unique(dataset["seed"]), dataset.attrs["set_up"].base.get("training"))


def source_variances(dataset, metric: str) -> list:
    """SourceVariances of a metric; [] without seeds by source, or without a whole variant."""
    seeds = levels(dataset)
    if not seeds:
        return []
    are_crossed = len(np.unique(dataset["seed"])) == np.prod([len(each) for each in seeds.values()])
    of_table = crossed if are_crossed else one_at_a_time
    frame = final_frame(dataset)
    frame = frame[np.isfinite(frame[metric].to_numpy(dtype=float))]
    made = [
        of_table(_table(dict(zip(group["seed"], group[metric].astype(float))), seeds), list(seeds))
        for _, group in frame.groupby("variant")
    ]
    made = [each for each in made if each]
    names = made[0] if made else []
    means = {name: max(0.0, float(np.mean([each[name] for each in made]))) for name in names}
    return [
        SourceVariance(SOURCES.get(name, name), len(seeds[name]) if name in seeds else None, value)
        for name, value in means.items()
    ]


def _table(values: dict, seeds: dict) -> np.ndarray:
    """The values of one variant by seed, with an axis per source; NaN where there is none."""
    table = np.full([len(each) for each in seeds.values()], np.nan)
    for seed, value in values.items():
        place = [seeds[name].index(part) for name, part in parts_of(int(seed)).items()]
        table[tuple(place)] = value
    return table


def crossed(table: np.ndarray, names: list) -> dict:
    """Source -> variance, of a table with an axis per name; {} where it has gaps."""
    if not np.isfinite(table).all():
        return {}
    mean, size = table.mean(), table.size
    squares, freedom, means = ((table - mean) ** 2).sum(), size - 1, {}
    for axis, name in enumerate(names):
        count = table.shape[axis]
        if count < 2:
            continue
        others = tuple(other for other in range(table.ndim) if other != axis)
        part = size / count * ((table.mean(axis=others) - mean) ** 2).sum()
        means[name] = (part / (count - 1), size / count)
        squares, freedom = squares - part, freedom - (count - 1)
    rest = max(0.0, squares) / freedom if freedom else 0.0
    made = {name: (square - rest) / times for name, (square, times) in means.items()}
    return made | ({REST: rest} if freedom else {})


def one_at_a_time(table: np.ndarray, names: list) -> dict:
    """The same of the lines of a table through its first place."""
    made = {}
    for axis, name in enumerate(names):
        line = np.moveaxis(table, axis, 0).reshape(table.shape[axis], -1)[:, 0]
        if len(line) > 1:
            made[name] = float(np.var(line, ddof=1))
    return made if np.isfinite(list(made.values())).all() else {}


COLUMNS = [
    Column("source", "source", Align.LEFT),
    Column("levels", "seeds"),
    Column("deviation", "sd", Align.POINT),
    Column("share", "share of variance"),
]


def source_table(dataset, summary: Summary) -> Table | None:
    """A row per source and one of all together; None without seeds by source."""
    found = source_variances(dataset, summary.metric.name)
    if not found:
        return None
    total = sum(each.variance for each in found)
    scale = summary.metric.scale
    digits = decimals_of([scale * np.sqrt(each.variance) for each in found])
    rows = [
        TableRow(
            [
                Text(each.words),
                Text("") if each.levels is None else Number(each.levels, 0),
                Number(scale * np.sqrt(each.variance), digits),
                Number(100 * each.variance / total if total else np.nan, 0, unit="%"),
            ],
            each.words,
        )
        for each in [*found, SourceVariance("all together", None, total)]
    ]
    unit = summary.metric.difference_unit
    fewest = min(each.levels for each in found if each.levels is not None)
    notes = [
        reading(
            f"Standard deviations of {summary.metric.title.lower()}{f' in {unit}' if unit else ''},"
            " from variances averaged over variants; the data and their split are the same in all."
            f" Of one variant a standard deviation over {fewest} seeds has itself a standard error"
            f" of about {100 / np.sqrt(2 * (fewest - 1)):.0f} %."
        )
    ]
    return Table(COLUMNS, rows, notes, summary.sweep, summary.description)


def source_records(dataset, summary: Summary) -> list:
    """A dict per source, for CSV."""
    return [
        {"source": each.words, "levels": each.levels, "variance": each.variance}
        for each in source_variances(dataset, summary.metric.name)
    ]


def source_notes(dataset) -> list:
    """A Note for every table where seeds are combinations: they are not independent."""
    seeds = levels(dataset)
    if not seeds:
        return []
    said = (
        f"Seeds are combinations ({combinations_text(seeds)}) and so not independent: intervals and"
        " p-values suppose that they are; take verdicts from a sweep with plain seeds."
    )
    return [Note(About.DEVIATION, said)]
