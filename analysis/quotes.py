"""Words to quote: a paragraph on methods, and one on the results of each comparison, written from
the plan and the numbers of a Summary, with citations.

A paragraph is a list of parts, words and Citations, that writers/quotes.py renders as LaTeX and as
Markdown. What a sentence says holds for this sweep only; nothing is said that was not done.
"""

import math
from dataclasses import dataclass

from . import references
from .load import printable
from .number_text import decimals, number_text, p_text, scaled
from .summary import Summary


@dataclass(frozen=True)
class Citation:
    keys: tuple


@dataclass(frozen=True)
class Paragraph:
    """`name`: of its label in LaTeX; `parts`: of str and Citation."""

    name: str
    parts: tuple

    @property
    def keys(self) -> list:
        return [key for part in self.parts if isinstance(part, Citation) for key in part.keys]


def paragraphs(dataset, summary: Summary) -> list:
    """The methods first, then a Paragraph per comparison."""
    return [methods(dataset, summary), *(results(summary, each) for each in summary.comparisons)]


def methods(dataset, summary: Summary) -> Paragraph:
    """What was trained, varied, measured and tested."""
    configurations = [
        each.get("configuration", {}) for each in dataset.attrs.get("plan_variants", [])
    ]
    topics = dataset.attrs["set_up"].topics
    used = references.of_trials(configurations)
    parts = []
    for topic in ("Data", "Model", "Noise", "Regularizers", "Optimizer", "Training", "Varied"):
        if topic in topics:
            parts.append(f"{topic}: {topics[topic].rstrip('.')}. ")
    if used:
        names = sorted(used)
        parts.append("Sources: ")
        for place, name in enumerate(names):
            end = ". " if place == len(names) - 1 else "; "
            parts += [f"{name.replace('_', ' ')} ", Citation(tuple(used[name])), end]
    parts += _design(summary)
    parts += _tests(summary)
    for topic in ("Program", "Machine"):
        if topic in topics:
            parts.append(f"{topic}: {topics[topic].rstrip('.')}. ")
    return Paragraph("methods", tuple(map(printable, parts)))


def _design(summary: Summary) -> list:
    seeds = sorted({row.planned for row in summary.rows})
    many = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"
    noun = "seed" if many == "1" else "seeds"
    said = (
        f"Each of the {len(summary.rows)} variants was trained with {many} {noun}; the metric is "
    )
    said += f"{summary.metric.title[:1].lower()}{summary.metric.title[1:]}"
    said += " (exploratory: not the one declared). " if summary.exploratory else ". "
    if summary.interim:
        said += f"The sweep is not finished: {summary.done} of {summary.planned} trials are done. "
    return [said, *(f"{sentence} " for sentence in summary.declaration.sentences)]


def _tests(summary: Summary) -> list:
    cited = {word: Citation(tuple(keys)) for word, keys in references.of_tests(summary).items()}
    if not cited:
        return []
    paired = summary.method == "paired"
    parts = ["Differences are tested by two-sided "]
    parts += ["paired t tests over common seeds " if paired else "Welch's t tests ", cited["t"]]
    if "permutation" in cited:
        parts = ["Differences are tested by exact permutation of studentized differences "]
        parts += [cited["permutation"], ", with t intervals ", cited["t"]]
    parts += [f" at alpha = {summary.alpha:g}"]
    if "holm" in cited:
        parts += [f"; p values of the {summary.family} comparisons are adjusted by Holm's method "]
        parts += [cited["holm"], ", and intervals are at the level that it leaves each of them"]
    parts += [". "]
    if "equivalence" in cited:
        margin = summary.metric.difference_text(f"{summary.margin * summary.metric.scale:.4g}")
        parts += [f"Differences whose interval lies within the declared margin of {margin} "]
        parts += ["are called equivalent ", cited["equivalence"], ". "]
    if "iqm" in cited:
        parts += ["Over tasks we give interquartile means with stratified bootstrap intervals "]
        parts += [cited["iqm"], ". "]
    parts += [
        "Effect sizes are Hedges' g ",
        cited["g"],
        "; the probability of improvement is that ",
    ]
    return [
        *parts,
        "a random run of one is better than one of the other ",
        cited["improvement"],
        ". ",
    ]


def results(summary: Summary, comparison) -> Paragraph:
    """Of one comparison: numbers, verdict, and what diverged."""
    first, second = summary.rows[comparison.first], summary.rows[comparison.second]
    metric, scale = summary.metric, summary.metric.scale
    made = scaled(comparison.difference, scale)
    digits = decimals([made, *(scaled(row.mean, scale) for row in (first, second))])
    unit = f" {metric.unit}" if metric.unit else ""
    means = [f"{number_text(scale * row.mean.mean, digits)}{unit}" for row in (first, second)]
    title = f"{metric.title[:1].lower()}{metric.title[1:]}"
    said = f"{first.label} has a mean {title} of {means[0]} (n = {len(first.values)}), "
    said += f"{second.label} one of {means[1]} (n = {len(second.values)}). "
    points = f" {metric.difference_unit}".rstrip()
    if math.isfinite(made.mean):
        said += f"The difference is {number_text(made.mean, digits, True)}{points}"
    if math.isfinite(made.low):
        low, high = (number_text(each, digits, True) for each in (made.low, made.high))
        family = f" within {summary.family} comparisons" if summary.family > 1 else ""
        said += f" ({summary.level} interval{family} [{low}, {high}]; {_p(summary, comparison)}"
        said += f"Hedges' g = {number_text(comparison.effect, 2)}, "
        said += f"probability of improvement {number_text(comparison.improvement, 2)})"
    said += ". " if math.isfinite(made.mean) else ""
    name = f"{first.label} against {second.label}"
    return Paragraph(name, (said + VERDICTS[comparison.verdict], *_lost(first, second)))


def _p(summary: Summary, comparison) -> str:
    if not math.isfinite(comparison.adjusted_p):
        return ""
    text = p_text(comparison.adjusted_p, 3)
    adjusted = "adjusted " if summary.family > 1 else ""
    return f"{adjusted}p {text if text.startswith('<') else f'= {text}'}, "


VERDICTS = {
    "better": "The former is better. ",
    "worse": "The former is worse. ",
    "better within margin": "The former is better, by less than the declared margin. ",
    "worse within margin": "The former is worse, by less than the declared margin. ",
    "equivalent": "Within the declared margin they are equivalent. ",
    "inconclusive": "Neither a difference nor its absence is shown. ",
    "untestable": "With these seeds no test could show a difference. ",
    "": "",
}


def _lost(first, second) -> list:
    """What is in no mean."""
    said = [
        f"Of {row.label}, {len(row.diverged)} of {row.planned} trials diverged and are in no mean. "
        for row in (first, second)
        if row.diverged
    ]
    return said
