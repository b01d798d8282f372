"""probes/<probe>.html: a page of the report for each probe, a file without a network: what it
measures, by which equation and from which source, what each quantity means, its mean over seeds
for every variant, and its figures.
"""

import base64
import json
from pathlib import Path

import numpy as np

from .cells import EMPTY, Align, Column, Table, TableRow, Text
from .number_text import MINUS
from .probe_quantities import probes_of, quantities_of
from .probes import mean_over_parts
from .statistics import mean_interval
from .summary import Summary
from .template import template

KINDS = ("probe_doses_", "probe_curves_")
MEANINGS = [
    Column("quantity", "quantity", Align.LEFT),
    Column("unit", "unit", Align.LEFT),
    Column("meaning", "meaning", Align.LEFT),
]


def pages(dataset, summary: Summary, drawings: dict) -> dict:
    """Probe -> the text of its page. `drawings`: path of an SVG file -> Drawing."""
    page_of_probe = template("probe.html")
    told = json.loads(dataset.attrs.get("probes", "{}"))
    made = {}
    for probe in probes_of(dataset):
        quantities = quantities_of(dataset, probe)
        made[probe] = page_of_probe.render(
            sweep=summary.sweep,
            probe=probe,
            told=told.get(probe, {}),
            level=summary.level,
            meanings=_meanings(quantities),
            values=_values(dataset, summary, quantities),
            figures=[
                (each.caption, each.notes, base64.b64encode(path.read_bytes()).decode())
                for path, each in drawings.items()
                if is_of(path, probe)
            ],
        )
    return made


def is_of(path: Path, probe: str | None = None) -> bool:
    """Whether a figure is of a probe, or of any."""
    name = path.stem
    if probe is None:
        return name.startswith((*KINDS, "reliability"))
    if name.startswith("reliability"):
        return probe == "calibration"
    return any(name == kind + probe or name.startswith(f"{kind}{probe}_") for kind in KINDS)


def _meanings(quantities: list) -> Table:
    rows = {}
    for each in quantities:
        along = f" (along {each.dimension})" if each.dimension else ""
        rows[each.name] = [Text(each.name + along), Text(each.unit or "1"), Text(each.meaning)]
    return Table(MEANINGS, [TableRow(cells) for cells in rows.values()])


def _values(dataset, summary: Summary, quantities: list) -> Table | None:
    """A row per variant, a column per number: mean over layers, heads and matrices, then seeds."""
    numbers = [each for each in quantities if not each.dimension]
    if not numbers:
        return None
    columns = [Column("variant", "variant", Align.LEFT)]
    columns += [Column(each.title, each.title) for each in numbers]
    rows = [
        TableRow([Text(row.label), *(_cell(dataset, summary, row, each) for each in numbers)])
        for row in summary.rows
    ]
    return Table(columns, rows)


def _cell(dataset, summary: Summary, row, quantity) -> Text:
    mine = (dataset["variant"].values == row.variant) & (dataset["status"].values == "done")
    numbers = mean_over_parts(quantity.values[mine, :, 0])
    made = mean_interval(numbers, summary.alpha)
    if not made.n:
        return EMPTY
    half = made.half_width
    mean = f"{made.mean:.4g}".replace("-", MINUS)
    said = f"{mean} \u00b1 {half:.2g}" if np.isfinite(half) else mean
    return Text(said if made.n == len(numbers) else f"{said} ({made.n} of {len(numbers)})")
