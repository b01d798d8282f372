"""Two sweeps side by side: the variants that both have, with tests, and what differs in
configuration, data and program.

Variants are matched by their canonical configuration; those without a twin by label, or, where each
sweep has one variant, with each other. Seeds that both sweeps have make pairs if their certificates
agree (initial weights and order of examples); else the groups are independent. p is adjusted over
the matched variants by Holm, and intervals stand at the level that it leaves (statistics.py).
`identical`: every common seed has the same number in both.
"""

from dataclasses import dataclass, field

import numpy as np

from .cells import Align, Column, Count, Number, PValue, Range, Table, TableRow, Text
from .comparison import at_level
from .load import CERTIFICATES, ResultsError, final_frame
from .metrics import Metric
from .metrics import metric as metric_of
from .notes import reading
from .number_text import decimals, scaled
from .statistics import (
    Interval,
    holm,
    holm_levels,
    mean_interval,
    paired_difference,
    welch_difference,
)

MOST = 20  # differences of configuration that are told
PLACES = {"sweep_yaml", "sweep_directory", "settings", "host"}  # decide no number
PROGRAM = {
    "regsweep_version",
    "commit",
    "program",
    "program_version",
    "program_sources",
    "compiler",
    "compiler_flags",
    "libraries",
}


@dataclass
class Matched:
    label: str
    first: Interval  # mean in A
    second: Interval
    planned: tuple  # trials in A and B
    difference: Interval  # B - A, at `level`
    paired: bool
    identical: bool
    adjusted_p: float = np.nan
    verdict: str = ""


@dataclass
class SweepComparison:
    names: tuple  # of the two sweeps
    metric: Metric
    alpha: float
    matched: list
    differences: list = field(default_factory=list)  # sentences


def compare_sweeps(first, second, metric: str | None = None) -> SweepComparison:
    """Of two datasets of load(). ResultsError if they share no variant or no metric."""
    name = metric or first.attrs["analysis"].get("metric", "test.error")
    for dataset in (first, second):
        if name not in dataset:
            raise ResultsError(
                f"the results of {dataset.attrs.get('sweep', 'a sweep')} have no metric '{name}'; "
                "choose one that both have with --metric"
            )
    alpha = float(first.attrs["analysis"].get("alpha", 0.05))
    pairs = _pairs(first, second)
    if not pairs:
        raise ResultsError(
            "the two sweeps share no variant, neither by configuration nor by label; compare "
            "sweeps of one question"
        )
    frames = [final_frame(each) for each in (first, second)]
    matched = [_matched(frames, name, pair, alpha) for pair in pairs]
    p = [np.nan if each.identical else each.difference.p for each in matched]
    for each, adjusted, level in zip(matched, holm(p), holm_levels(p, alpha)):
        each.adjusted_p = adjusted
        each.difference = at_level(each.difference, level)
        each.verdict = _verdict(each, alpha)
    names = tuple(each.attrs.get("sweep", "") for each in (first, second))
    told = _what_differs(first, second, pairs)
    return SweepComparison(names, metric_of(first, name), alpha, matched, told)


def _verdict(each: Matched, alpha: float) -> str:
    if each.identical:
        return "identical"
    if not np.isfinite(each.adjusted_p):
        return "untestable"
    return "differs" if each.adjusted_p <= alpha else "inconclusive"


def _configurations(dataset) -> dict:
    """Number of a variant -> canonical configuration (a dict); {} where the plan is not known."""
    plan = dataset.attrs.get("plan_variants") or []
    return {number: each.get("configuration", {}) for number, each in enumerate(plan)}


def _labels(dataset) -> dict:
    return dict(zip(dataset["variant"].values.tolist(), map(str, dataset["label"].values)))


def _pairs(first, second) -> list:
    """(variant of A, variant of B)."""
    one, two = _configurations(first), _configurations(second)
    labels = [_labels(first), _labels(second)]
    pairs, left = [], dict(labels[1])
    for twin in (
        lambda a, b: bool(one.get(a)) and one.get(a) == two.get(b),
        lambda a, b: labels[0][a] == labels[1][b],
    ):
        taken = {a for a, _ in pairs}
        for a in labels[0]:
            found = next((b for b in left if a not in taken and twin(a, b)), None)
            if found is not None:
                pairs.append((a, found))
                del left[found]
    if not pairs and len(labels[0]) == len(labels[1]) == 1:
        pairs = [(next(iter(labels[0])), next(iter(labels[1])))]
    return sorted(pairs)


def _matched(frames: list, name: str, pair: tuple, alpha: float) -> Matched:
    parts = [
        frame[frame["variant"] == variant].set_index("seed") for frame, variant in zip(frames, pair)
    ]
    common = parts[0].index.intersection(parts[1].index)
    both = [part.loc[common] for part in parts]
    certified = all(
        certificate in part and (part[certificate] != "").all()
        for part in both
        for certificate in CERTIFICATES
    ) and all((both[0][each] == both[1][each]).all() for each in CERTIFICATES)
    paired = bool(len(common) > 1 and certified)
    values = [part[name].to_numpy(dtype=float) for part in (both if paired else parts)]
    difference = (paired_difference if paired else welch_difference)(values[1], values[0], alpha)
    same = [part[name].to_numpy(dtype=float) for part in both]
    known = np.isfinite(same[0]) & np.isfinite(same[1])
    identical = bool(known.any() and (same[0][known] == same[1][known]).all())
    means = [mean_interval(part[name], alpha) for part in parts]
    planned = tuple(map(len, parts))
    return Matched(parts[0]["label"].iloc[0], *means, planned, difference, paired, identical)


def flat(configuration, path: str = "") -> dict:
    """Dotted path -> value."""
    if not isinstance(configuration, dict) or not configuration:
        return {path: configuration}
    made: dict = {}
    for key, value in configuration.items():
        made |= flat(value, f"{path}.{key}" if path else key)
    return made


def _what_differs(first, second, pairs: list) -> list:
    """Sentences: variants and seeds that one lacks, configuration, data, program."""
    names = [f"A ({first.attrs.get('sweep', '')})", f"B ({second.attrs.get('sweep', '')})"]
    said = []
    for place, (name, dataset) in enumerate(zip(names, (first, second))):
        taken = {pair[place] for pair in pairs}
        alone = [label for variant, label in _labels(dataset).items() if variant not in taken]
        if alone:
            said.append(f"Variants only in {name}: {'; '.join(alone[:MOST])}.")
    seeds = [sorted(set(each["seed"].values.tolist())) for each in (first, second)]
    if seeds[0] != seeds[1]:
        shared = len(set(seeds[0]) & set(seeds[1]))
        said.append(f"Seeds: {len(seeds[0])} in A, {len(seeds[1])} in B, {shared} in both.")
    said += _settings(first, second, pairs) + _data(first, second) + _program(first, second)
    return said or ["Configuration, data and program are the same."]


def _settings(first, second, pairs: list) -> list:
    one, two = _configurations(first), _configurations(second)
    found: dict = {}
    for a, b in pairs:
        of_a, of_b = flat(one.get(a, {})), flat(two.get(b, {}))
        for path in [*of_a, *(path for path in of_b if path not in of_a)]:
            if of_a.get(path) != of_b.get(path):
                key = path, str(of_a.get(path, "absent")), str(of_b.get(path, "absent"))
                found[key] = found.get(key, 0) + 1
    said = []
    for (path, was, became), count in list(found.items())[:MOST]:
        where = "" if count == len(pairs) else f" (in {count} of {len(pairs)} variants)"
        kind = "Data" if path.startswith("data.") else "Configuration"
        said.append(f"{kind}: {path} is {was} in A, {became} in B{where}.")
    if len(found) > MOST:
        said.append(f"Configuration: {len(found) - MOST} more settings differ.")
    return said


def _data(first, second) -> list:
    """What identifies the data, where the results say it."""
    said = []
    for key in sorted(set(first.attrs) | set(second.attrs)):
        if key.startswith("data") and first.attrs.get(key) != second.attrs.get(key):
            was, became = (str(each.attrs.get(key, "not known")) for each in (first, second))
            said.append(f"Data: {key} is {was} in A, {became} in B.")
    return said


def _program(first, second) -> list:
    """By which programs the trials were made, where the results say it; else which one planned."""
    one, two = (each.attrs.get("plan_provenance") or {} for each in (first, second))
    makers = [each.attrs.get("made_by") for each in (first, second)]
    said, passed_over = [], PLACES
    if None not in makers:
        passed_over = PLACES | PROGRAM
        if makers[0] != makers[1]:
            a, b = (" and ".join(each) for each in makers)
            said.append(f"Program: the trials were made by {a} in A, by {b} in B.")
    for key in [*one, *(key for key in two if key not in one)]:
        if key not in passed_over and one.get(key) != two.get(key):
            was, became = one.get(key, "not known"), two.get(key, "not known")
            said.append(f"Program: {key} is {was} in A, {became} in B.")
    return said


def comparison_table(made: SweepComparison) -> Table:
    """A row per matched variant; below it what differs."""
    scale, unit = made.metric.scale, made.metric.difference_unit
    points = f" ({unit})" if unit else ""
    digits = decimals(
        scaled(each, scale) for row in made.matched for each in (row.first, row.difference)
    )
    columns = [
        Column("variant", "variant", Align.LEFT, swept=True),
        Column("n-a", "n A"),
        Column("mean-a", f"A: {made.metric.axis_label}", Align.POINT),
        Column("n-b", "n B"),
        Column("mean-b", "B", Align.POINT),
        Column("difference", f"B \u2212 A{points}", Align.POINT),
        Column("interval", "interval (Holm)"),
        Column("p", "p (Holm)"),
        Column("verdict", "verdict", Align.LEFT),
    ]
    rows = []
    for each in made.matched:
        difference = scaled(each.difference, scale)
        means = [scaled(one, scale).mean for one in (each.first, each.second)]
        cells = [
            Text(each.label),
            Count(each.first.n, each.planned[0]),
            Number(means[0], digits),
            Count(each.second.n, each.planned[1]),
            Number(means[1], digits),
            Number(difference.mean, digits, signed=True),
            Range(difference.low, difference.high, digits, signed=True),
            PValue(each.adjusted_p, 3),
            Text(each.verdict),
        ]
        rows.append(TableRow(cells, each.label, verdict=each.verdict))
    paired = sum(each.paired for each in made.matched)
    how = {0: "independent groups (Welch)", len(made.matched): "paired by seed"}
    said = how.get(paired, f"{paired} of {len(made.matched)} paired by seed, the others Welch's")
    notes = [reading(f"A: {made.names[0]}, B: {made.names[1]}; differences {said}.")]
    return Table(columns, rows, notes + [reading(each) for each in made.differences])
