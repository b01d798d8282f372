"""The command line: report, table, figure, bundle, trace, verify. Exit codes: 0; 1 verify found stale numbers; 2 wrong command line; 3 results that are absent or damaged; 4 cannot write."""

import argparse
import os
import sys
import warnings
from pathlib import Path

KINDS = [
    "dose_response",
    "heat_map",
    "main_effects",
    "curves",
    "learning",
    "gap",
    "positions",
    "calibration",
]  # figures.KINDS, which needs matplotlib
ENDINGS = {"markdown": "md", "latex": "tex", "csv": "csv"}


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(
        prog="python3 -m analysis", description="Tables and figures from the results of a sweep."
    )
    commands = main.add_subparsers(dest="command", required=True)
    for name, summary in [
        ("report", "write report.html, figures/ and tables/, print the table"),
        ("table", "print the table of variants"),
        ("figure", "write figures/"),
        ("bundle", "write an archive that rebuilds every table and figure without training"),
        ("verify", "compute every table again and fail on a number that is stale"),
    ]:
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument(
            "results", type=Path, metavar="DIR", help="a sweep's directory, or its results.h5"
        )
        command.add_argument(
            "--metric", help="another metric than the plan's, such as best.test.error (exploratory)"
        )
        command.add_argument(
            "--tasks",
            metavar="AXIS",
            help="the axis whose values are tasks, such as data.name, where the plan does not say (exploratory)",
        )
        if name == "table":
            command.add_argument("--format", choices=["text", *ENDINGS], default="text")
        else:
            command.add_argument(
                "--out",
                type=Path,
                metavar="DIR",
                help="where to write (default: the sweep's directory)",
            )
        if name == "figure":
            command.add_argument("--kind", choices=KINDS, help="only this one")
            command.add_argument(
                "--width",
                choices=["single", "double"],
                help="one or both columns of a paper (default: what suits the figure)",
            )
    tracing = commands.add_parser("trace", help="say which trials a table's cell comes from")
    tracing.add_argument(
        "table", type=Path, metavar="TABLE", help="such as results/quickstart/tables/variants.tex"
    )
    tracing.add_argument("row", help="number from 1, or a variant's label")
    tracing.add_argument("column", help="number from 1, or a header")
    return main


def main(arguments: list) -> int:
    options = parser().parse_args(arguments)
    import matplotlib

    matplotlib.use("Agg")
    from .load import ResultsError

    warnings.showwarning = lambda message, *_: print(f"analysis: {message}", file=sys.stderr)
    try:
        return run(options)
    except ResultsError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 3
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(
            f"analysis: {error.filename or 'output'} cannot be written ({error.strerror}); choose another place with --out",
            file=sys.stderr,
        )
        return 4


def run(options) -> int:
    from . import bundle, figures, manifest, report, style
    from .load import load
    from .summary import summarize

    if options.command == "trace":
        print(manifest.trace(options.table, options.row, options.column))
        return 0
    dataset = load(options.results)
    summary = summarize(dataset, options.metric, options.tasks)
    if options.command == "table":
        print(
            text(summary)
            if options.format == "text"
            else report.table_texts(dataset, summary)[f"variants.{ENDINGS[options.format]}"].rstrip(
                "\n"
            )
        )
        return 0
    folder = options.out or (
        options.results if options.results.is_dir() else options.results.parent
    )
    if options.command == "verify":
        said = manifest.stale(folder / "tables", report.table_texts(dataset, summary))
        print(
            "\n".join(said)
            if said
            else f"{folder / 'tables'}: every number is what the results say",
            file=sys.stderr if said else sys.stdout,
        )
        return 1 if said else 0
    if options.command == "bundle":
        file = bundle.write(dataset, summary, folder / f"{summary.sweep or 'sweep'}.zip")
        print(f"Bundle  {file} ({file.stat().st_size / 1e6:.2f} MB)")
        return 0
    if options.command == "figure":
        width = {"single": style.SINGLE, "double": style.DOUBLE}.get(options.width)
        paths = report.write_figures(
            dataset,
            summary,
            folder / "figures",
            [options.kind] if options.kind else figures.KINDS,
            width,
        )
    else:
        print(heading(summary))
        print(text(summary), end="\n\n")
        paths = report.report(dataset, summary, folder)
    for path in paths:
        kind = (
            "Figure"
            if path.parent.name == "figures"
            else "Table"
            if path.parent.name == "tables"
            else "Report"
        )
        print(f"{kind:7} {path}")
    return 0


def text(summary) -> str:
    """The table of variants, and that over tasks if there are any."""
    from . import tables, tasks

    over = tasks.table(summary)
    return "\n\n".join(
        [
            tables.text(summary, colored()),
            *([tables.aligned_text(over, colored(), [None] * len(over.cells))] if over else []),
        ]
    )


def heading(summary) -> str:
    done, planned = sum(len(row.values) for row in summary.rows), sum(
        row.planned for row in summary.rows
    )
    lacking = [
        (sum(len(getattr(row, word)) for row in summary.rows), word)
        for word in ("diverged", "missing")
    ]
    lines = [f"{summary.sweep}: {summary.description}" if summary.description else summary.sweep]
    lines.append(
        f"{len(summary.rows)} variants, {done} of {planned} trials done"
        + "".join(f", {count} {word}" for count, word in lacking if count)
    )
    return "\n".join([*lines, ""])


def colored() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
