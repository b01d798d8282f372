"""Tables of a Summary: one row per variant, as aligned text for a terminal, as Markdown, LaTeX (booktabs, siunitx) and CSV.

Columns: the swept axes, n, mean with its interval, difference to the baseline with its interval, p adjusted by Holm. All three
are written from the same cells, so they cannot disagree. A dagger marks variants with diverged or missing trials.
"""

import math
from dataclasses import dataclass

import numpy as np

from .naming import axis_title, setting, short_path
from .resampling import seeds_to_be_testable
from .statistics import Interval
from .summary import Row, Summary

MINUS = "\u2212"
DASH = "\u2013"


@dataclass
class Table:
    headers: list  # [columns]
    cells: list  # [rows][columns]
    left: set  # columns of words, set flush left; numbers are set flush right
    notes: list
    best: tuple | None = None  # (row, column) of the mean that may be set in bold
    aligned: set = (
        frozenset()
    )  # columns whose numbers stand with their decimal points below each other


def decimals_of(half_widths) -> int:
    """Digits after the point so that a typical half-width shows two significant ones."""
    known = [each for each in half_widths if np.isfinite(each) and each > 0]
    return min(6, max(0, 1 - math.floor(math.log10(float(np.median(known)))))) if known else 2


def decimals(intervals) -> int:
    """decimals_of the Intervals; None among them are passed over."""
    return decimals_of(each.half_width for each in intervals if each is not None)


def table(summary: Summary, titles: bool = False) -> Table:
    """The cells. Columns of axes are headed by their path in YAML, or by titles for papers."""
    scale, unit = summary.metric.scale, summary.metric.unit
    means = [scaled(row.mean, scale) for row in summary.rows]
    differences = [
        scaled(row.difference, scale) if row.difference else None for row in summary.rows
    ]
    digits = decimals(means + differences)
    axes = summary.axes or [None]
    headers = [
        "variant" if axis is None else axis_title(axis) if titles else short_path(axis)
        for axis in axes
    ]
    headers += [
        "n",
        summary.metric.axis_label if unit else summary.metric.title,
        f"{summary.level} interval",
    ]
    if summary.baseline is not None:
        points = f" ({summary.metric.difference_unit})" if unit else ""
        headers += [f"difference{points}", f"{summary.level} interval", "p (Holm)", "verdict"]
    cells = []
    for row, mean, difference in zip(summary.rows, means, differences):
        line = [row.label if axis is None else setting(row.settings[axis]) for axis in axes]
        line += [
            count_text(len(row.values), row.planned),
            number_text(mean.mean, digits),
            ends_text(mean.low, mean.high, digits),
        ]
        if summary.baseline is not None:
            line += (
                ["baseline", "", "", ""]
                if difference is None
                else [*_difference(difference, row.adjusted_p, digits), row.comparison.verdict]
            )
        cells.append(line)
    left = {
        column for column in range(len(axes)) if not all(_is_number(line[column]) for line in cells)
    }
    left |= {headers.index("verdict")} if "verdict" in headers else set()
    best = None if summary.tasks else best_row(summary)  # means of different tasks do not compete
    notes = _notes(summary) + ([] if best is None else [_bold_note(summary, best)])
    aligned = {len(axes) + 1} | ({len(axes) + 3} if summary.baseline is not None else set())
    return Table(
        headers, cells, left, notes, None if best is None else (best, len(axes) + 1), aligned
    )


def best_row(summary: Summary) -> int | None:
    """The row with the best mean, if it won every declared comparison that it took part in; else None: bold print would claim what was not shown."""
    means = [
        (row.mean.mean if summary.metric.lower_is_better else -row.mean.mean)
        for row in summary.rows
    ]
    if not any(map(math.isfinite, means)):
        return None
    best = int(np.nanargmin(means))
    won = [
        each.verdict == ("better" if each.first == best else "worse")
        for each in summary.comparisons
        if best in (each.first, each.second)
    ]
    return best if won and all(won) else None


def _bold_note(summary: Summary, best: int) -> str:
    everyone = (
        sum(best in (each.first, each.second) for each in summary.comparisons)
        == len(summary.rows) - 1
    )
    return "Bold: the best mean, " + (
        "better than every other variant."
        if everyone
        else "better than the baseline; the others were not compared with it."
    )


def text(summary: Summary, color: bool = False) -> str:
    """Aligned for a terminal; with `color`, the header is bold and differences whose interval excludes 0 are green or red."""
    return aligned_text(table(summary), color, [row.difference for row in summary.rows])


def aligned_text(made: Table, color: bool, differences: list) -> str:
    """`differences`: an Interval or None per row."""
    heads = [
        _stacked(header, max(map(len, column)))
        for header, column in zip(made.headers, zip(*made.cells))
    ]
    widths = [max(map(len, column)) for column in zip(*zip(*heads), *made.cells)]

    def line(cells):
        return "  ".join(
            c.ljust(w) if i in made.left else c.rjust(w)
            for i, (c, w) in enumerate(zip(cells, widths))
        ).rstrip()

    def painted(difference: Interval | None, written: str) -> str:
        if (
            not color
            or difference is None
            or not np.isfinite(difference.low)
            or difference.low <= 0 <= difference.high
        ):
            return written
        return f"\033[{32 if difference.mean < 0 else 31}m{written}\033[0m"

    rule = "\u2500" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [
        f"\033[1m{line(head)}\033[0m" if color else line(head) for head in zip(*heads) if any(head)
    ] + [rule]
    lines += [
        painted(difference, line(cells)) for difference, cells in zip(differences, made.cells)
    ]
    return "\n".join(
        [*lines, rule, *(note for note in made.notes if not note.startswith("Bold: "))]
    )


def markdown(summary: Summary, made: Table | None = None) -> str:
    """`made`: another table than that of variants."""
    made = made or table(summary)
    lines = [
        f"**{summary.sweep}**" + (f": {summary.description}" if summary.description else ""),
        "",
    ]
    lines.append("| " + " | ".join(made.headers) + " |")
    lines.append(
        "|" + "|".join(":--" if i in made.left else "--:" for i in range(len(made.headers))) + "|"
    )
    bold = (
        lambda row, column, cell: f"**{cell}**" if (row, column) == made.best else cell
    )  # noqa: E731
    lines += [
        "| "
        + " | ".join(bold(i, j, cell.replace("|", "\\|")) for j, cell in enumerate(cells))
        + " |"
        for i, cells in enumerate(made.cells)
    ]
    return "\n".join([*lines, "", *("- " + note for note in made.notes), ""])


def latex(summary: Summary, made: Table | None = None) -> str:
    """A tabular, to be put into a table environment of a document that uses booktabs and siunitx. Columns of means and differences are S columns."""
    made = made or table(summary, titles=True)
    columns = "".join(
        _format([line[i] for line in made.cells])
        if i in made.aligned
        else "l"
        if i in made.left
        else "r"
        for i in range(len(made.headers))
    )
    lines = [
        f"% {summary.sweep}: {summary.description}",
        "% Needs \\usepackage{booktabs,siunitx}.",
        "\\begingroup\\sisetup{detect-weight,retain-explicit-plus}%",
    ]
    lines += [f"\\begin{{tabular}}{{{columns}}}", "\\toprule"]
    lines.append(
        " & ".join(
            f"{{{_two_lines(header).replace('[r]', '')}}}"
            if i in made.aligned
            else _two_lines(header)
            for i, header in enumerate(made.headers)
        )
        + " \\\\"
    )
    lines.append("\\midrule")
    for row, cells in enumerate(made.cells):
        written = [
            _aligned(cell, (row, i) == made.best) if i in made.aligned else escape(cell)
            for i, cell in enumerate(cells)
        ]
        # {} in front: an opening bracket would be taken for the argument of the \\\\ before it.
        lines.append("{}" * cells[0].startswith("[") + " & ".join(written) + " \\\\")
    lines += [
        "\\bottomrule",
        "\\end{tabular}\\endgroup",
        "",
        "\\smallskip",
        "\\parbox{\\linewidth}{\\footnotesize",
    ]
    lines += [
        escape(note) + (" \\\\" if note is not made.notes[-1] else "}") for note in made.notes
    ]
    return "\n".join([*lines, ""])


def _plain_number(cell: str) -> str | None:
    """As siunitx reads it; None if it is no number."""
    written = cell.replace(MINUS, "-")
    return written if written.lstrip("+-").replace(".", "", 1).isdigit() else None


def _format(cells: list) -> str:
    """An S column with room for these numbers; r without any."""
    numbers = [each for each in map(_plain_number, cells) if each]
    if not numbers:
        return "r"
    parts = [each.lstrip("+-").partition(".") for each in numbers]
    sign = "+" if any(each[0] in "+-" for each in numbers) else ""
    return f"S[table-format={sign}{max(len(part[0]) for part in parts)}.{max(len(part[2]) for part in parts)}]"


def _aligned(cell: str, bold: bool) -> str:
    """A cell of an S column: numbers bare, words in braces."""
    number = _plain_number(cell)
    return f"{{{escape(cell)}}}" if number is None else f"\\bfseries {number}" if bold else number


def _two_lines(header: str) -> str:
    """For LaTeX: a long header is broken at its unit, or else at its first space, so that the table fits a page."""
    at = header.find(" (") if " (" in header else header.find(" ")
    if len(header) <= 13 or at < 0:
        return escape(header)
    return f"\\shortstack[r]{{{escape(header[:at])}\\\\{escape(header[at + 1:])}}}"


def _stacked(header: str, width: int) -> tuple:
    """The header in two lines, the upper one empty when it fits into the width of its column."""
    for separator, kept in ((" (", "("), (".", "")):
        upper, found, lower = header.partition(separator)
        if found and len(header) > width:
            return upper + ("" if kept else separator), kept + lower
    return "", header


def scaled(interval: Interval, scale: float) -> Interval:
    return interval._replace(
        mean=interval.mean * scale,
        low=interval.low * scale,
        high=interval.high * scale,
        error=interval.error * scale,
    )


def number_text(value: float, digits: int, sign: bool = False) -> str:
    if not np.isfinite(value):
        return DASH
    written = f"{value:{'+' if sign else ''}.{digits}f}"
    if float(written) == 0:
        written = written.lstrip("+-")
    return written.replace("-", MINUS)


def ends_text(low: float, high: float, digits: int, sign: bool = False) -> str:
    return (
        f"[{number_text(low, digits, sign)}, {number_text(high, digits, sign)}]"
        if np.isfinite(low)
        else DASH
    )


def _difference(difference: Interval, p: float, digits: int) -> list:
    written = DASH if not np.isfinite(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"
    return [
        number_text(difference.mean, digits, True),
        ends_text(difference.low, difference.high, digits, True),
        written,
    ]


def count_text(done: int, planned: int) -> str:
    return str(planned) if done == planned else f"{done}/{planned}\u2020"


def _is_number(cell: str) -> bool:
    return (
        cell == DASH
        or cell.replace(",", "").replace("e-", "").replace(".", "").lstrip("-").isdigit()
    )


def _notes(summary: Summary) -> list:
    if not any(row.mean.n > 1 for row in summary.rows):
        return ["One seed per variant: no intervals.", *summary.notes]
    said = f"Mean over seeds, {summary.level} t intervals"
    if summary.baseline is not None:
        said += f"; differences{' to the baseline of the same task' * bool(summary.tasks)} " + (
            "paired by seed" if summary.method == "paired" else "of independent means (Welch)"
        )
        said += ", exact permutation p" if summary.test == "permutation" else ""
        said += (
            f", p adjusted for {summary.family} comparisons (Holm)" if summary.family > 1 else ""
        )
    return [said + ".", *verdict_notes(summary), *summary.notes]


def verdict_notes(summary: Summary) -> list:
    """What a reader must know who takes verdicts at their word."""
    verdicts = {each.verdict for each in summary.comparisons}
    notes = []
    if "inconclusive" in verdicts:
        notes.append(
            "Inconclusive: neither a difference nor its absence is shown; it does not mean equal."
        )
    if "untestable" in verdicts:
        needed = max(
            each.seeds_needed for each in summary.comparisons if each.verdict == "untestable"
        )
        notes.append(
            f"Untestable: no data could pass {summary.alpha:g} here; at least {needed} seeds per variant are needed."
        )
    floor = max(
        (each.floor_p for each in summary.comparisons if np.isfinite(each.difference.p)), default=0
    )
    if (
        summary.test == "t"
        and floor * summary.family > summary.alpha
        and verdicts & {"better", "worse"}
    ):
        seeds = seeds_to_be_testable(summary.alpha, summary.family, summary.method == "paired")
        notes.append(f"Verdicts rest on the t distribution: exact permutation could not pass {summary.alpha:g} here "
                     f"(p \u2265 {floor:.2g}, {summary.family} comparisons); {seeds} seeds could.")  # fmt: skip
    if summary.margin is not None:
        notes.append(
            f"Equivalent: within {_plain(summary.margin * summary.metric.scale)} {summary.metric.difference_unit}".rstrip()
            + ", as declared (TOST)."
        )
    return notes


def _plain(value: float) -> str:
    return f"{value:.4g}"


_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$", MINUS: "$-$", "+": "$+$", DASH: "--", "\u2265": r"$\geq$", "\u2020": r"$\dagger$",
}  # fmt: skip


def escape(cell: str) -> str:
    return "".join(_LATEX.get(character, character) for character in cell)
