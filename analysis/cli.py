"""The command line: report, table, figure, article, bundle, trace, verify, claims, compare, power,
published.

Exit codes: 0; 1 verify found stale numbers, or a claim fails; 2 wrong command line; 3 results that
are absent or damaged; 4 cannot write.
"""

import argparse
import os
import sys
import warnings
from pathlib import Path

from .figure_kinds import KINDS
from .venues import POINTS, VENUES, made_for

ENDINGS = {"markdown": "md", "latex": "tex", "csv": "csv"}


def parser() -> argparse.ArgumentParser:
    """Of all commands and their options."""
    main = argparse.ArgumentParser(
        prog=os.environ.get("REGSWEEP_COMMAND", f"python3 -m {__package__}"),
        description="Tables and figures from the results of a sweep.",
    )
    from . import questions

    commands = main.add_subparsers(dest="command", required=True)
    for name, summary in [
        ("report", "write report.html, figures/ and tables/, print the table"),
        ("table", "print the table of variants"),
        ("figure", "write figures/"),
        ("article", "write the report and article.tex, an article to begin with"),
        ("bundle", "write an archive that rebuilds every table and figure without training"),
        (
            "verify",
            "make everything again and fail on a number, figure or report that is stale or forged",
        ),
        ("tensorboard", "write the curves as event files of TensorBoard: a run per variant"),
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
            help=(
                "the axis whose values are tasks, such as data.name, where the plan does not say"
                " (exploratory)"
            ),
        )
        if name == "table":
            command.add_argument("--format", choices=["text", *ENDINGS], default="text")
            command.add_argument(
                "--width",
                type=points,
                metavar="WIDTH",
                help="of LaTeX: what the table must fit, such as 5.5in, 84mm, 345pt or column",
            )
            command.add_argument(
                "--columns",
                metavar="NAMES",
                help="of LaTeX: only these beside the swept axes, such as mean,difference,p",
            )
        else:
            command.add_argument(
                "--out",
                type=Path,
                metavar="DIR",
                help="where to write (default: the sweep's directory)",
            )
        if name == "report":
            command.add_argument(
                "--live",
                type=float,
                nargs="?",
                const=30.0,
                metavar="SECONDS",
                help=(
                    "while it is trained: draw anew every SECONDS (30) until every trial has ended;"
                    " the page loads itself again and has the curves of trials in training"
                ),
            )
        if name not in ("verify", "tensorboard"):
            command.add_argument(
                "--style",
                choices=VENUES,
                default="paper",
                help="widths, letters and sizes of this venue's template (default: of most)",
            )
        if name == "figure":
            command.add_argument("--kind", choices=KINDS, help="only this one")
            command.add_argument(
                "--width",
                choices=["single", "double"],
                help="one or both columns of a paper (default: what suits the figure)",
            )
    questions.add_to(commands)
    tracing = commands.add_parser("trace", help="say which trials a table's cell comes from")
    tracing.add_argument(
        "table", type=Path, metavar="TABLE", help="such as results/quickstart/tables/variants.tex"
    )
    tracing.add_argument("row", help="settings as in macros.tex, a label, or a number from 1")
    tracing.add_argument("column", help="name as in macros.tex, a header, or a number from 1")
    return main


def points(words: str) -> float:
    """A length as TeX writes it, in points; "column": the narrowest of a paper with two."""
    if words == "column":
        return 218.0  # 7.7 cm, of ACL's template
    units = {"pt": 1.0, "in": POINTS, "mm": POINTS / 25.4, "cm": POINTS / 2.54}
    try:
        return float(words[:-2]) * units[words[-2:]]
    except (ValueError, KeyError):
        raise argparse.ArgumentTypeError(
            f"'{words}' is no width; write one such as 5.5in, 84mm, 345pt or column"
        ) from None


def main(arguments: list) -> int:
    """Returns the exit code; errors are one sentence on stderr."""
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
            (
                f"analysis: {error.filename or 'output'} cannot be written ({error.strerror});"
                " choose another place with --out"
            ),
            file=sys.stderr,
        )
        return 4


def run(options) -> int:
    """Runs the command; returns the exit code."""
    from . import questions
    from .compute_summary import summarize
    from .load import load
    from .manifest import style_of
    from .trace import trace

    if options.command == "trace":
        print(trace(options.table, options.row, options.column))
        return 0
    answers = {
        "claims": questions.print_claims,
        "power": questions.print_power,
        "compare": questions.print_comparison,
        "published": questions.print_published,
    }
    if options.command in answers:
        return answers[options.command](options)
    if options.command == "report" and options.live is not None:
        return write_live(options)
    dataset = load(options.results)
    summary = summarize(dataset, options.metric, options.tasks)
    written = style_of(folder_of(options)) if options.command == "verify" else "paper"
    name = getattr(options, "style", written)
    commands = {
        "table": print_table,
        "verify": verify,
        "bundle": write_bundle,
        "tensorboard": write_events,
        "figure": write_figures,
        "report": write_report,
        "article": write_article,
    }
    with made_for(VENUES[name]):
        return commands[options.command](options, dataset, summary)


def folder_of(options) -> Path:
    """Where a command writes, or finds what it has written."""
    results = options.results
    return getattr(options, "out", None) or (results if results.is_dir() else results.parent)


def print_table(options, dataset, summary) -> int:
    """The table of variants on stdout."""
    from .report import table_texts

    if options.format == "text":
        print(text(summary, dataset))
    elif options.format == "latex" and (options.width or options.columns):
        print(latex_table(options, summary).rstrip("\n"))
    else:
        print(table_texts(dataset, summary)[f"variants.{ENDINGS[options.format]}"].rstrip("\n"))
    return 0


def latex_table(options, summary) -> str:
    """Of a width or columns that were asked for."""
    from .load import ResultsError
    from .variant_table import variant_table
    from .writers import latex

    table = variant_table(summary)
    names = options.columns.split(",") if options.columns else None
    known = [column.name for column in table.columns if not column.swept]
    for name in names or []:
        if name not in known:
            choice = ", ".join(known)
            raise ResultsError(f"the table has no column '{name}'; choose from {choice}")
    return latex.text(table, options.width, names)


def verify(options, dataset, summary) -> int:
    """1 if a table, a figure or the report is not what the results say, or a trial is gone."""
    from .verification import differences

    folder = folder_of(options)
    said = differences(dataset, summary, folder)
    if said:
        print("\n".join(said), file=sys.stderr)
        return 1
    print(f"{folder}: every number and every figure is what the results say")
    return 0


def write_bundle(options, dataset, summary) -> int:
    from .bundle import write

    file = write(dataset, summary, folder_of(options) / f"{summary.sweep or 'sweep'}.zip")
    print(f"Bundle  {file} ({file.stat().st_size / 1e6:.2f} MB)")
    return 0


def write_events(options, dataset, _summary) -> int:
    """Mean and band over seeds of each variant."""
    from . import tensorboard

    folder = folder_of(options) / "tensorboard"
    alpha = float(dataset.attrs["analysis"].get("alpha", 0.05))
    for path in tensorboard.write(dataset, folder, alpha):
        print(f"Events  {path}")
    print(f"Look at them with: tensorboard --logdir {folder}")
    return 0


def write_figures(options, dataset, summary) -> int:
    from . import report

    venue = VENUES[options.style]
    width = {"single": venue.single, "double": venue.double}.get(options.width)
    kinds = [options.kind] if options.kind else KINDS
    print_paths(
        report.write_figures(dataset, summary, folder_of(options) / "figures", kinds, width)
    )
    return 0


def write_report(options, dataset, summary) -> int:
    from . import report

    print(heading(summary))
    print(text(summary, dataset), end="\n\n")
    print_paths(report.report(dataset, summary, folder_of(options)))
    return 0


def write_live(options) -> int:
    """Again and again, until every trial has ended."""
    from . import live, report
    from .in_training import read_begun

    def draw(dataset, summary):
        begun = read_begun(Path(dataset.attrs["folder"]), dataset)
        with made_for(VENUES[options.style]):
            return report.report(dataset, summary, folder_of(options), begun)[-1]

    return live.follow(options, draw)


def write_article(options, dataset, summary) -> int:
    from . import report

    folder = folder_of(options)
    folder.mkdir(parents=True, exist_ok=True)
    print_paths(report.write_article(dataset, summary, folder))
    return 0


def print_paths(paths) -> None:
    """One line each, with what the file is; captions stand beside what they belong to."""
    words = {"figures": "Figure", "tables": "Table"}
    for path in paths:
        if path.name.endswith(".caption.tex"):
            continue
        print(f"{words.get(path.parent.name, 'Report'):7} {path}")


def text(summary, dataset) -> str:
    """The tables, one below the other."""
    from .report import summary_tables
    from .seed_sources import source_table
    from .writers import terminal

    tables = [*summary_tables(summary).values(), source_table(dataset, summary)]
    return "\n\n".join(terminal.text(each, colored()) for each in tables if each is not None)


def heading(summary) -> str:
    """The sweep, its description, and how many trials there are."""
    from .summary_notes import LACKING

    lines = [f"{summary.sweep}: {summary.description}" if summary.description else summary.sweep]
    lacking = [(getattr(summary, kind), words) for kind, words in LACKING.items()]
    lines.append(
        "Interim: " * summary.interim
        + f"{len(summary.rows)} variants, {summary.done} of {summary.planned} trials done"
        + "".join(f", {count} {word}" for count, word in lacking if count)
    )
    return "\n".join([*lines, ""])


def colored() -> bool:
    """Whether people look at the output and have not asked for plain text."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
