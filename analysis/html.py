"""report.html: one file without a network. What was declared comes first; everything else is marked exploratory."""

import base64
import re
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from . import tables, tasks
from .examples import example_rows
from .factorial import anova
from .figures import CAPTIONS, file_name
from .naming import axis_title
from .summary import Summary

ORDER = ["better", "worse", "equivalent", "inconclusive", "untestable"]


def page(dataset, summary: Summary, drawings: list) -> str:
    """`drawings`: paths of SVG files, which go into the page."""
    environment = Environment(
        loader=PackageLoader("analysis", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made, over = tables.table(summary), tasks.table(summary)
    return environment.get_template("report.html").render(
        summary=summary, words=in_words(summary), table=made, rows=list(zip(summary.rows, made.cells)), over=over, details=_details(summary),
        figures=[(_caption(path, summary), _inches(path), base64.b64encode(path.read_bytes()).decode()) for path in drawings], effects=_effects(dataset, summary),
        examples=_examples(dataset, summary),
        declared={key: value for key, value in sorted(dataset.attrs["analysis"].items())}, provenance=_provenance(dataset),
    )  # fmt: skip


def in_words(summary: Summary) -> list:
    """Sentences: how many trials there are, what failed, what the declared comparisons say, where the noise comes from."""
    done, planned = sum(len(row.values) for row in summary.rows), sum(
        row.planned for row in summary.rows
    )
    diverged, missing = (
        sum(len(getattr(row, word)) for row in summary.rows) for word in ("diverged", "missing")
    )
    said = [
        f"{done} of {planned} trials of {len(summary.rows)} variants are done; {diverged} diverged, {missing} missing or failed."
    ]
    counts = {word: sum(each.verdict == word for each in summary.comparisons) for word in ORDER}
    if summary.comparisons:
        verdicts = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        said.append(f"Of {len(summary.comparisons)} comparisons: {verdicts}.")
    ratios = [
        each.variance_ratio for each in summary.comparisons if np.isfinite(each.variance_ratio)
    ]
    if ratios:
        half = float(np.median(ratios))
        used = (
            "is used, as declared"
            if summary.method == "paired"
            else "was not declared and is not used"
        )
        said.append(
            f"Pairing by seed {used}; it would give {half:.2f} times the variance of a difference (median; {min(ratios):.2f} to {max(ratios):.2f})."
        )
    noise = summary.noise
    if np.isfinite(noise.within) and np.isfinite(noise.between):
        scale, unit = summary.metric.scale, summary.metric.difference_unit
        said.append(
            f"Noise: sd {scale * noise.within:.2g} {unit} within a run's last evaluations, {scale * noise.between:.2g} {unit} between seeds.".replace(
                "  ", " "
            )
        )
        if noise.dominates:
            said.append(
                "The noise within runs dominates: end training with a falling learning rate, or average the last evaluations, before adding seeds."
            )
    return said


def _details(summary: Summary) -> list:
    """One line per declared comparison: names, effect, both p-values, what pairing would do, seeds needed."""
    number = tables.number_text
    p_text = lambda p: "< 0.0001" if p < 1e-4 else number(p, 4)  # noqa: E731
    return [
        [f"{summary.rows[each.first].label} against {summary.rows[each.second].label}", number(each.effect, 2), number(each.improvement, 2),
         p_text(each.difference.p), p_text(each.permutation_p), p_text(each.floor_p), p_text(each.adjusted_p),
         number(each.variance_ratio, 2), each.verdict, str(each.seeds_needed or "")]
        for each in summary.comparisons
    ]  # fmt: skip


def _effects(dataset, summary: Summary) -> list:
    made = anova(dataset, summary.metric.name, summary.axes) if len(summary.axes) > 1 else None
    if made is None:
        return []
    rows = []
    for each in made.itertuples():
        term = (
            " \u00d7 ".join(axis_title(axis) for axis in each.term.split(" x "))
            if each.term != "residual"
            else "Residual (seeds)"
        )
        known = np.isfinite(each.F)
        rows.append(
            [
                term,
                f"{each.freedom:g}",
                f"{100 * each.eta_squared:.1f} %",
                f"{each.F:.2f}" if known else "",
                (f"{each.p:.4f}" if each.p >= 1e-4 else "< 0.0001") if known else "",
            ]
        )
    return rows


def _examples(dataset, summary: Summary) -> list:
    """One line per variant: both intervals, the difference's interval over examples, McNemar, the examples that differ most."""
    rows = example_rows(dataset, summary)
    classes = any(line.only is not None for line in rows)
    scale, digits = (100, 2) if classes else (1, 3)
    ends = lambda low, high: tables.ends_text(scale * low, scale * high, digits)  # noqa: E731
    made = []
    for line in rows:
        p = line.mcnemar_p
        made.append([
            line.row.label, tables.number_text(scale * line.seeds.mean, digits), ends(line.seeds.low, line.seeds.high), ends(*line.examples[1:]),
            f"{tables.number_text(scale * line.difference[0], digits, True)} {ends(*line.difference[1:])}" if line.difference else "baseline",
            f"{line.only[0]:.0f} : {line.only[1]:.0f}" if line.only else "", ("< 0.001" if p < 0.001 else f"{p:.3f}") if np.isfinite(p) else "",
            ", ".join(f"{example} ({tables.number_text(difference, 2, True)})" for example, difference in (line.most or [])[:3]),
        ])  # fmt: skip
    return made


def _provenance(dataset) -> dict:
    return {
        key: str(value)
        for key, value in dataset.attrs.items()
        if key not in ("analysis", "axes", "folder", "description")
    }


def _inches(drawing: Path) -> float:
    """Width of an SVG of matplotlib."""
    return (
        float(re.search(r'width="([0-9.]+)pt"', drawing.read_text(encoding="utf-8")).group(1)) / 72
    )


def _caption(path: Path, summary: Summary) -> str:
    caption = next(
        (caption for name, caption in CAPTIONS.items() if path.stem.startswith(name)), path.stem
    )
    task = next(
        (
            task
            for task, _ in tasks.each_task(summary)
            if task and path.stem.endswith(f"_{file_name(task)}")
        ),
        "",
    )
    return f"{caption}: {task}" if task else caption
