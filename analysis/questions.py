"""Commands of the command line that answer one question each: claims, power, compare, published.
"""

import re
import sys
from pathlib import Path

import numpy as np

from .claim_table import claim_table
from .claims import judge_claims
from .load import ResultsError, load
from .power import detectable, seeds_to_detect
from .writers import latex, markdown, terminal


def add_to(commands) -> None:
    """The parsers of these commands."""
    claims = commands.add_parser("claims", help="judge the claims of the plan; 1 if one fails")
    _results(claims)
    power = commands.add_parser(
        "power", help="how many seeds a difference needs, and what the seeds there can detect"
    )
    _results(power, what="pilot: a sweep's directory with at least two seeds per variant")
    power.add_argument(
        "--detect",
        metavar="DIFFERENCE",
        help="0.3points (of a metric in percent), or a number in the metric's own units",
    )
    power.add_argument("--power", type=_share, default=0.8, metavar="P", help="default: 0.8")
    power.add_argument("--metric", help="another metric than the plan's")
    compare = commands.add_parser(
        "compare", help="two sweeps side by side: what differs in results, settings and program"
    )
    _results(compare)
    compare.add_argument("other", type=Path, metavar="OTHER", help="the second sweep")
    compare.add_argument("--metric", help="another metric than that of the first plan")
    compare.add_argument("--format", choices=["text", "markdown", "latex"], default="text")
    pages = commands.add_parser(
        "published", help="write results/published: published claims beside what was measured"
    )
    pages.add_argument(
        "results", type=Path, metavar="DIR", help="what holds the directories of the sweeps"
    )
    pages.add_argument(
        "--configs",
        type=Path,
        nargs="+",
        default=[Path("configs/published"), Path("configs/textbook")],
        help="folders of studies",
    )
    pages.add_argument("--out", type=Path, default=Path("results/published"), help="where pages go")


def _results(command, what="a sweep's directory, or its results.h5") -> None:
    command.add_argument("results", type=Path, metavar="DIR", help=what)


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise ValueError(text)
    return value


def print_claims(options) -> int:
    """1 if a claim fails."""
    dataset = load(options.results)
    judged = judge_claims(dataset)
    if not judged:
        print("The plan has no claims; write them below claims: in the sweep's file.")
        return 0
    colored = sys.stdout.isatty()
    print(terminal.text(claim_table(dataset, judged), colored))
    return int(any(each.verdict == "fails" for each in judged))


def print_power(options) -> int:
    """From the spread of a pilot."""
    from .compute_summary import summarize

    summary = summarize(load(options.results), options.metric)
    known = [each for each in summary.comparisons if np.isfinite(each.difference.error)]
    if not known:
        raise ResultsError(
            f"{options.results} compares no variants with two seeds each, so it tells no spread; "
            "train a pilot with more seeds"
        )
    paired = summary.method == "paired"
    spreads = [
        each.difference.error * np.sqrt(each.difference.n / (1 if paired else 2)) for each in known
    ]
    level = summary.alpha / len(known)
    unit = f" {summary.metric.difference_unit}".rstrip()
    scale, many = summary.metric.scale, len(known)
    typical, largest = float(np.sqrt(np.mean(np.square(spreads)))), max(spreads)
    what = "a difference within seeds" if paired else "a seed"
    print(f"{summary.metric.title}, {many} comparison{'s' * (many > 1)} of {summary.sweep}")
    print(
        f"Spread of {what}: {scale * typical:.3g}{unit} (root mean square; largest "
        f"{scale * largest:.3g}{unit})"
    )
    seeds = min(each.difference.n for each in known)
    found = detectable(seeds, level, paired, options.power) * typical
    print(
        f"{seeds} seeds per variant detect {scale * found:.3g}{unit} with power "
        f"{options.power:g}, whatever the other comparisons show (level {level:.2g})"
    )
    if options.detect is not None:
        wanted = difference_of(options.detect, summary.metric)
        print(
            f"A difference of {scale * wanted:.3g}{unit} needs "
            f"{_seeds(wanted, typical, level, paired, options.power)} "
            f"({_seeds(wanted, largest, level, paired, options.power)} at the largest spread)"
        )
    return 0


def _seeds(difference, spread, level, paired, power) -> str:
    needed = seeds_to_detect(difference, spread, level, paired, power)
    return "more than 10,000 seeds" if needed is None else f"{needed} seeds per variant"


def difference_of(text: str, metric) -> float:
    """ "0.3points" or "0.003", in the metric's own units; ResultsError for anything else."""
    found = re.fullmatch(r"\s*([0-9.]+(?:e-?[0-9]+)?)\s*(points|%)?\s*", text)
    if not found or not float(found.group(1)):
        raise ResultsError(f"--detect {text} is no difference; write 0.3points, or 0.003")
    if found.group(2) and metric.unit != "%":
        raise ResultsError(
            f"--detect {text}: {metric.name} is not in percent; write a number in its own units"
        )
    return float(found.group(1)) / (metric.scale if found.group(2) else 1)


def print_comparison(options) -> int:
    """Of two sweeps."""
    from .sweep_comparison import compare_sweeps, comparison_table

    made = compare_sweeps(load(options.results), load(options.other), options.metric)
    table = comparison_table(made)
    if options.format == "text":
        print(terminal.text(table, sys.stdout.isatty()))
    else:
        writer = {"markdown": markdown, "latex": latex}[options.format]
        print(writer.text(table).rstrip("\n"))
    return 0


def print_published(options) -> int:
    """0, also where claims fail: the pages are there to say so."""
    from .published import published

    recorded, pages = published(options.results, options.configs, options.out)
    print(f"Recorded {len(recorded)} sweeps: {', '.join(recorded) or 'none has results here'}")
    for page in pages:
        print(f"Page    {page}")
    return 0
