"""The command line: report, table, figure. Exit codes: 0; 2 wrong command line; 3 results that are absent or damaged; 4 cannot write."""

import argparse
import os
import sys
import warnings
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(prog="python3 -m analysis", description="Tables and figures from the results of a sweep.")
    commands = main.add_subparsers(dest="command", required=True)
    for name, summary in [
        ("report", "write figures/ and tables/, print the table"),
        ("table", "print the table of variants"),
        ("figure", "write figures/"),
    ]:
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("results", type=Path, metavar="DIR", help="a sweep's directory, or its results.h5")
        command.add_argument("--metric", help="another metric than the plan's, such as best.test.error (exploratory)")
        if name == "table":
            command.add_argument("--format", choices=["text", "markdown", "latex"], default="text")
        else:
            command.add_argument("--out", type=Path, metavar="DIR", help="where to write (default: the sweep's directory)")
        if name == "figure":
            command.add_argument("--kind", choices=["curves", "dose_response"], help="only this one")
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
        print(f"analysis: {error.filename or 'output'} cannot be written ({error.strerror}); choose another place with --out", file=sys.stderr)
        return 4


def run(options) -> int:
    from . import figures, report, tables
    from .load import load
    from .summary import summarize

    dataset = load(options.results)
    summary = summarize(dataset, options.metric)
    if options.command == "table":
        writers = {"markdown": tables.markdown, "latex": tables.latex}
        print(writers[options.format](summary) if options.format in writers else tables.text(summary, colored()), end="" if options.format in writers else "\n")
        return 0
    folder = options.out or (options.results if options.results.is_dir() else options.results.parent)
    if options.command == "figure":
        paths = report.write_figures(dataset, summary, folder / "figures", [options.kind] if options.kind else figures.KINDS)
    else:
        print(heading(summary))
        print(tables.text(summary, colored()), end="\n\n")
        paths = report.report(dataset, summary, folder)
    for path in paths:
        print(f"{'Figure' if path.suffix in ('.png', '.pdf') else 'Table':7} {path}")
    return 0


def heading(summary) -> str:
    done, planned = sum(len(row.values) for row in summary.rows), sum(row.planned for row in summary.rows)
    lacking = [(sum(len(getattr(row, word)) for row in summary.rows), word) for word in ("diverged", "missing")]
    lines = [f"{summary.sweep}: {summary.description}" if summary.description else summary.sweep]
    lines.append(f"{len(summary.rows)} variants, {done} of {planned} trials done" + "".join(f", {count} {word}" for count, word in lacking if count))
    return "\n".join([*lines, ""])


def colored() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
