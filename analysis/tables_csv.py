"""Tables as CSV for other programs: unrounded numbers, one row per variant."""

import io
import math
from csv import writer as csv_writer

from .resampling import bootstrap_interval
from .summary import Summary


def csv(summary: Summary) -> str:
    """Unrounded, in the metric's own units (errors are fractions), one row per variant."""
    columns = [
        "variant",
        "label",
        *summary.axes,
        "planned",
        "n",
        "diverged",
        "missing",
        "mean",
        "sd",
        "low",
        "high",
        "bootstrap_low",
        "bootstrap_high",
    ]
    compared = [
        "difference",
        "difference_low",
        "difference_high",
        "hedges_g",
        "p",
        "permutation_p",
        "adjusted_p",
        "equivalence_p",
    ]
    compared += ["probability_of_improvement", "variance_ratio", "verdict", "seeds_needed"]
    out = io.StringIO()
    writer = csv_writer(out, lineterminator="\n")
    writer.writerow(columns + compared)
    for row in summary.rows:
        deviation = row.values.std(ddof=1) if len(row.values) > 1 else math.nan
        line = [
            row.variant,
            row.label,
            *row.settings.values(),
            row.planned,
            row.mean.n,
            len(row.diverged),
            len(row.missing),
            row.mean.mean,
            deviation,
        ]
        line += [row.mean.low, row.mean.high, *bootstrap_interval(row.values, summary.alpha)]
        made, d = row.comparison, row.difference
        if made:
            line += [
                d.mean,
                d.low,
                d.high,
                made.effect,
                d.p,
                made.permutation_p,
                made.adjusted_p,
                made.equivalence_p,
                made.improvement,
            ]
            line += [made.variance_ratio, made.verdict, made.seeds_needed or ""]
        writer.writerow(
            ["" if isinstance(each, float) and math.isnan(each) else each for each in line]
            + [""] * (len(columns + compared) - len(line))
        )
    return out.getvalue()


def examples_csv(rows: list) -> str:
    """Of ExampleRows: both intervals, McNemar's test and the examples on which a variant differs most from the baseline; unrounded."""
    out = io.StringIO()
    writer = csv_writer(out, lineterminator="\n")
    ends = [
        "mean",
        "seeds_low",
        "seeds_high",
        "examples_low",
        "examples_high",
        "difference",
        "difference_examples_low",
        "difference_examples_high",
    ]
    writer.writerow(
        [
            "variant",
            "label",
            *ends,
            "only_variant_right",
            "only_baseline_right",
            "mcnemar_p",
            "most_different_examples",
        ]
    )
    for line in rows:
        only, most = line.only or ("", ""), " ".join(str(example) for example, _ in line.most or [])
        numbers = [
            line.seeds.mean,
            line.seeds.low,
            line.seeds.high,
            *line.examples[1:],
            *(line.difference or ("", "", "")),
            *only,
            line.mcnemar_p,
        ]
        written = ["" if isinstance(each, float) and math.isnan(each) else each for each in numbers]
        writer.writerow([line.row.variant, line.row.label, *written, most])
    return out.getvalue()
