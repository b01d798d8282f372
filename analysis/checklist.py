"""What the reproducibility checklist of a conference asks about experiments, answered from the
sweep: settings and how they were chosen, runs, error bars and what they cover, compute.

Questions follow the NeurIPS paper checklist (settings, statistical significance, compute) and the
machine learning reproducibility checklist (Pineau et al. 2021, arXiv 2003.12206). Nothing here is
more than results.h5 and the plan know: what an author alone knows (licences, ethics) is not asked.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr

from .load import printable
from .notes import About
from .seed_sources import source_variances
from .summary import Summary
from .tuned_methods import methods
from .variant_table import variant_table
from .writers import latex_text, markdown


class Answer(NamedTuple):
    question: str
    answer: str


def checklist(dataset: xr.Dataset, summary: Summary) -> list:
    """Answers, in the order of the questions; those of which nothing is known are left out."""
    topics = dataset.attrs["set_up"].topics
    made = [
        Answer("Data and splits", _said(topics, "Data", "Files")),
        Answer("Model and training", _said(topics, *TRAINING)),
        Answer("Hyperparameters and how they were chosen", _chosen(dataset, summary)),
        Answer("Training runs", _runs(dataset, summary)),
        Answer("Seeds and factors of variability", _factors(dataset, summary)),
        Answer("Measure", _measure(summary)),
        Answer("Error bars", _error_bars(summary)),
        Answer("Assumptions", _assumptions(summary)),
        Answer("Declared before the run", " ".join(summary.declaration.sentences)),
        Answer("Compute", _compute(dataset, summary)),
        Answer("Machine", topics.get("Machine", "")),
        Answer("Program", topics.get("Program", "")),
    ]
    return [Answer(each.question, printable(each.answer)) for each in made if each.answer]


TRAINING = ("Model", "Noise", "Regularizers", "Optimizer", "Training", "Evaluation")


def _said(topics: dict, *names) -> str:
    return " ".join(f"{name}: {topics[name]}" for name in names if topics.get(name))


def _chosen(dataset, summary: Summary) -> str:
    varied = dataset.attrs["set_up"].topics.get("Varied", "")
    if dataset.attrs.get("tuned"):
        return methods(dataset, summary)
    said = "Every setting is that of the YAML file, defaults filled in; none was searched for."
    return f"{said} Varied: {varied}" if varied else said


def _runs(dataset, summary: Summary) -> str:
    planned = f"{summary.planned} trials of {len(summary.rows)} variants were planned"
    words = ("diverged", "failed", "missing")
    lacking = ", ".join(f"{getattr(summary, word)} {word}" for word in words)
    counted = "All are counted; none was left out for its result"
    said = f"{planned}: {summary.done} have a result, {lacking}. {counted}."
    tuned = dataset.attrs.get("tuned")
    if not tuned:
        return said
    ended: dict = {}
    seen = set()
    for arm in tuned.arms:
        for point in arm.points:
            if not seen.isdisjoint(point.trials):
                continue  # two arms share it
            seen.update(point.trials)
            for word, count in point.status.items():
                ended[word] = ended.get(word, 0) + count
    words = ", ".join(f"{count} {word}" for word, count in ended.items())
    return f"{said} Before them {sum(ended.values())} trials served to choose settings ({words})."


def _factors(dataset, summary: Summary) -> str:
    seeds = dataset.attrs["set_up"].topics.get("Seeds", "")
    said = (
        "A seed draws initial weights, order of examples and all noise of a trial. The data and"
        " their split are the same for all seeds, so error bars do not cover them"
    )
    said += ", nor the choice of settings." if dataset.attrs.get("tuned") else "."
    found = source_variances(dataset, summary.metric.name)
    if found and sum(each.variance for each in found) > 0:
        total = sum(each.variance for each in found)
        parts = ", ".join(f"{100 * each.variance / total:.0f} % {each.words}" for each in found)
        said += f" The variance comes from: {parts}."
    return f"Seeds: {seeds} {said}" if seeds else said


def _measure(summary: Summary) -> str:
    best = "lower" if summary.metric.lower_is_better else "higher"
    unit = f", in {summary.metric.unit}" if summary.metric.unit else ""
    return f"{summary.metric.title} ({summary.metric.name}{unit}); {best} is better."


def _error_bars(summary: Summary) -> str:
    notes = [note.text for note in variant_table(summary).notes if note.about is About.READING]
    counts = sorted({row.mean.n for row in summary.rows})
    if not counts:
        return ""
    seeds = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    spread = "s: standard deviation with n \u2212 1; not the standard deviation itself"
    half = "t(n \u2212 1) s / \u221an"
    formula = f"Intervals of means are m \u00b1 {half} over n = {seeds} seeds ({spread})."
    return " ".join([*notes[:1], formula])


def _assumptions(summary: Summary) -> str:
    said = "intervals suppose means over seeds that are close to normal"
    if summary.method == "paired":
        said += "; differences are over common seeds, whose correlation they use"
    else:
        said += "; differences suppose independent groups and allow unequal variances"
    if summary.family > 1:
        said += f"; the family of {summary.family} comparisons is corrected for"
    return f"{said[:1].upper()}{said[1:]}."


def _compute(dataset, summary: Summary) -> str:
    seconds = dataset.attrs["core_seconds"]
    if not np.isfinite(seconds.hours):
        return ""
    said = f"{_hours(seconds.results)} core-hours for the trials that are reported"
    if np.isfinite(seconds.tuning):
        said += f", {_hours(seconds.tuning)} for those that chose settings"
    trials = summary.done + summary.diverged
    each = f"; {_number(seconds.results / trials)} s a trial on average" if trials else ""
    return f"{said}{each} (seconds of computing times threads, as each trial recorded them)."


def _hours(seconds: float) -> str:
    return _number(seconds / 3600)


def _number(value: float) -> str:
    return f"{value:.2g}" if value < 100 else f"{value:,.0f}"


def markdown_text(answers: list) -> str:
    """checklist.md."""
    lines = ["# Answers for a reproducibility checklist", ""]
    for each in answers:
        lines += [f"**{each.question}.** {markdown.escape(each.answer)}", ""]
    return "\n".join(lines)


def latex_list(answers: list) -> str:
    """checklist.tex: a list for an appendix."""
    lines = ["% Answers for a reproducibility checklist. Written by python3 -m analysis report."]
    lines.append(r"\begin{description}")
    for each in answers:
        question = latex_text.escape(each.question)
        lines.append(rf"\item[{question}.] {latex_text.escape(each.answer)}")
    return "\n".join([*lines, r"\end{description}", ""])
