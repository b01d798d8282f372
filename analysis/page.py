"""report.html: one file without a network.

What was declared comes first; everything else is marked exploratory.
"""

import base64
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from . import in_training, style
from .axes import axis_title
from .cells import EMPTY, Align, Column, Number, PValue, Table, TableRow, Text
from .checklist import checklist
from .claim_table import claim_table
from .claims import judge_claims
from .comparison_table import comparison_table
from .divergence import divergence_table
from .ensembles import ensemble_table, ensembles
from .example_table import example_table
from .examples import example_rows
from .factorial import anova
from .probe_quantities import probes_of
from .seed_sources import source_table
from .set_up import SetUp, phrase
from .summary import Summary
from .template import template
from .tuned_methods import methods
from .tuned_table import points_table, tuned_table

ORDER = ["better", "worse", "better within margin", "worse within margin"]
ORDER += ["equivalent", "inconclusive", "untestable"]
OTHER_TERMS = {
    "seeds": "Seeds (blocks)",
    "higher": "Interactions of three and more",
    "residual": "Residual (within variants)",
}
EFFECTS = [
    Column("term", "term", Align.LEFT),
    Column("freedom", "df"),
    Column("share", "share of variance"),
    Column("f", "F"),
    Column("p", "p"),
]


AXES = [
    Column("name", "axis", Align.LEFT),
    Column("meaning", "meaning", Align.LEFT),
    Column("values", "values", Align.LEFT),
]


def page(dataset, summary: Summary, tables: dict, drawings: dict, begun: list = ()) -> str:
    """`tables`: those of report.summary_tables(); `drawings`: path of an SVG file -> Drawing, which
    go into the page. `begun`: trials that are in training, see in_training.py.
    """
    figures = [(each.caption, each.notes, *_embedded(path)) for path, each in drawings.items()]
    examples = example_rows(dataset, summary)
    tuned = dataset.attrs.get("tuned")
    together = ensembles(dataset, summary)
    return template("report.html").render(
        summary=summary,
        begun=_in_training(dataset, begun),
        words=in_words(summary),
        variants=tables["variants"],
        tasks=tables.get("tasks"),
        arms=tuned_table(tuned, summary) if tuned else None,
        points=points_table(tuned, summary) if tuned else None,
        methods=methods(dataset, summary) if tuned else "",
        comparisons=comparison_table(summary),
        divergence=divergence_table(summary),
        examples=example_table(examples) if examples else None,
        ensembles=ensemble_table(together) if together else None,
        probes=probes_of(dataset),
        effects=_effects(dataset, summary),
        claims=claim_table(dataset, judge_claims(dataset)),
        figures=figures,
        set_up=dataset.attrs["set_up"],
        axes=_axes(dataset.attrs["set_up"]),
        base=json.dumps(dataset.attrs["set_up"].base, indent=2, ensure_ascii=False),
        declared={
            key: value
            for key, value in sorted(dataset.attrs["analysis"].items())
            if key != "claims"
        },
        provenance=_provenance(dataset),
        answers=checklist(dataset, summary),
        sources=source_table(dataset, summary),
    )


def in_words(summary: Summary) -> list:
    """Sentences: how many trials there are, what failed, what the declared comparisons say, where
    the variance comes from.
    """
    said = ["This is an interim look: the sweep is not finished."] * summary.interim
    said += [
        f"{summary.done} of {summary.planned} trials of {len(summary.rows)} variants are done; "
        f"{summary.diverged} diverged, {summary.failed} failed, {summary.missing} missing."
    ]
    if summary.comparisons:
        verdicts = [each.verdict for each in summary.comparisons]
        counts = [f"{verdicts.count(word)} {word}" for word in ORDER if word in verdicts]
        said.append(f"Of {len(verdicts)} comparisons: {', '.join(counts)}.")
    said += summary.declaration.sentences
    return said + _pairing(summary) + _variance(summary)


def _pairing(summary: Summary) -> list:
    """What pairing by seed does, or would do."""
    ratios = [each.variance_ratio for each in summary.comparisons]
    ratios = [each for each in ratios if np.isfinite(each)]
    if not ratios:
        return []
    paired = summary.method == "paired"
    declared = summary.declaration.words_for("pairing")
    used = f"is used, {declared}" if paired else "was not declared and is not used"
    return [
        f"Pairing by seed {used}; it would give {float(np.median(ratios)):.2f} times the variance "
        f"of a difference (median; {min(ratios):.2f} to {max(ratios):.2f})."
    ]


def _variance(summary: Summary) -> list:
    found = summary.variance
    if not (np.isfinite(found.within_runs) and np.isfinite(found.between_seeds)):
        return []
    within, between = (
        summary.metric.difference_text(f"{summary.metric.scale * each:.2g}")
        for each in (found.within_runs, found.between_seeds)
    )
    said = [f"Noise: sd {within} within a run's last evaluations, {between} between seeds."]
    if found.within_dominates:
        said.append(
            "The noise within runs dominates: end training with a falling learning rate, "
            "or average the last evaluations, before adding seeds."
        )
    return said


def _axes(set_up: SetUp) -> Table | None:
    """A row per axis: what it is and which values it takes."""
    rows = [
        TableRow(
            [
                Text(axis["name"]),
                Text(axis.get("meaning", "") or axis_title(axis["name"])),
                Text(_values(axis)),
            ]
        )
        for axis in set_up.axes
    ]
    return Table(AXES, rows) if rows else None


def _values(axis: dict) -> str:
    unit = axis.get("unit", "")
    return ", ".join(map(phrase, axis["values"])) + (f" {unit}" if unit not in ("", "1") else "")


def _effects(dataset, summary: Summary) -> Table | None:
    """A row per term of the analysis of variance."""
    made = anova(dataset, summary.metric.name, summary.axes) if len(summary.axes) > 1 else None
    return None if made is None else Table(EFFECTS, [_term(each) for each in made.itertuples()])


def _term(term) -> TableRow:
    names = " \u00d7 ".join(axis_title(axis) for axis in term.axes) or OTHER_TERMS[term.term]
    known = np.isfinite(term.F)
    return TableRow(
        [
            Text(names),
            Number(term.freedom, 0),
            Number(100 * term.eta_squared, 1, unit="%"),
            Number(term.F, 2) if known else EMPTY,
            PValue(term.p, 4) if known else EMPTY,
        ]
    )


def _provenance(dataset) -> dict:
    hidden = ("analysis", "axes", "folder", "description", "history", "set_up", "probes")
    hidden += ("plan_variants", "plan_provenance", "tuned", "core_seconds")
    return {key: str(value) for key, value in dataset.attrs.items() if key not in hidden}


def _in_training(dataset, begun: list) -> tuple | None:
    """A sentence, and the inches and content of its figure."""
    figure = in_training.in_training(dataset, begun)
    if figure is None:
        return None
    with TemporaryDirectory() as folder:
        paths = style.save(figure, Path(folder), in_training.NAME)
        return (in_training.sentence(begun), *_embedded(paths[-1]))


def _embedded(drawing: Path) -> tuple:
    """Inches of an SVG file, and its content for a page without a network."""
    return _inches(drawing), base64.b64encode(drawing.read_bytes()).decode()


def _inches(drawing: Path) -> float:
    """Width of an SVG of matplotlib."""
    found = re.search(r'width="([0-9.]+)pt"', drawing.read_text(encoding="utf-8"))
    return float(found.group(1)) / 72
