"""Numbers for running text: tables/macros.tex, whose names are settings and never positions.

A variant is named by what it is: `hidden=0.5,input=0.2` for every axis that the sweep varies, so
that a name says the same after the sweep was extended, and is an error in LaTeX when its variant is
gone. \\rs{hidden=0.5.mean} prints a number as the table has it; in a paper with several sweeps
\\rs{quickstart/hidden=0.5.mean}, and the short form is an error wherever two sweeps have it.
"""

import hashlib
import math
import re

from .axes import short_path
from .cells import Table
from .writers.latex_text import comment, escape

UNSAFE = re.compile(r"[^A-Za-z0-9 _.,()\[\]/+-]+")  # in a name that TeX reads under every babel
DEFINITIONS = r"""\providecommand{\rs}[1]{\ifcsname rs@#1\endcsname\csname rs@#1\endcsname
  \else\errmessage{no number #1 in macros.tex; its variant may be gone}\fi}
\providecommand{\rsnumber}[3]{\ifcsname rs@#1/#2\endcsname\else
  \ifcsname rs@#2\endcsname
    \expandafter\def\csname rs@#2\endcsname{\errmessage{several sweeps have a number #2;
      say which: \string\rs{#1/#2}}}
  \else\expandafter\def\csname rs@#2\endcsname{#3}\fi
  \expandafter\def\csname rs@#1/#2\endcsname{#3}\fi}"""


def variant_names(rows: list) -> list:
    """A name for each dict of settings (swept axis -> value), unique, and a function of these
    settings and of which axes there are alone; "" for the only variant of a sweep without axes.
    """
    words = _axis_words(list(rows[0])) if rows else {}
    names = [",".join(f"{words[axis]}={_word(row[axis])}" for axis in row) for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    return [
        f"{name}-{_hash(repr(sorted(row.items())))}" if name in twice else name
        for name, row in zip(names, rows)
    ]


def _axis_words(axes: list) -> dict:
    """Axis -> its last part, or as many of its last parts as tell it from the other axes."""
    paths = {axis: short_path(axis).split(".") for axis in axes}

    def ends_alike(axis: str, count: int) -> int:
        return sum(path[-count:] == paths[axis][-count:] for path in paths.values())

    words = {}
    for axis, path in paths.items():
        count = next((n for n in range(1, len(path)) if ends_alike(axis, n) == 1), len(path))
        words[axis] = UNSAFE.sub("-", ".".join(path[-count:]))
    return words


def _word(value) -> str:
    """A setting: numbers by their shortest digits; words whose letters a name cannot hold get a
    hash of themselves.
    """
    if not isinstance(value, str):
        if math.isnan(value):
            return "none"
        return f"{value:g}" if float(f"{value:g}") == value else repr(float(value))
    if not value:
        return "none"
    return key_of(value)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:6]


def key_of(words: str) -> str:
    """Any words as a name in TeX; a hash of them where letters had to be replaced."""
    safe = UNSAFE.sub("-", words).strip("- ")
    return words if safe == words else f"{safe}-{_hash(words)}".lstrip("-")


def macros(table: Table) -> str:
    """LaTeX macros for every number of the table of variants: <name of the variant>.<column>.

    Columns: n, mean, interval, difference, difference-interval, p, verdict.
    """
    names = variant_names([row.settings for row in table.rows])
    sweep = UNSAFE.sub("-", table.sweep)
    example = _key(names[0], "mean")
    lines = [
        f"% {comment(table.sweep)}: numbers for running text, such as \\rs{{{example}}} or",
        f"% \\rs{{{sweep}/{example}}}. Written by python3 -m analysis report; do not edit.",
        DEFINITIONS,
    ]
    for name, row in zip(names, table.rows):
        lines.append(f"% {comment(row.label)}")
        for column, cell in zip(table.columns, row.cells):
            if not column.swept:
                key = _key(name, column.name)
                lines.append(f"\\rsnumber{{{sweep}}}{{{key}}}{{{escape(cell.text)}}}")
    return "\n".join([*lines, ""])


def more_macros(table: Table, columns: list) -> str:
    """Of some columns of another table whose rows have the settings of variants."""
    names = variant_names([row.settings for row in table.rows])
    sweep = UNSAFE.sub("-", table.sweep)
    places = [i for i, column in enumerate(table.columns) if column.name in columns]
    lines = []
    for name, row in zip(names, table.rows):
        for i in places:
            key = _key(name, table.columns[i].name)
            lines.append(f"\\rsnumber{{{sweep}}}{{{key}}}{{{escape(row.cells[i].text)}}}")
    return "\n".join([*lines, ""])


def _key(name: str, column: str) -> str:
    return f"{name}.{column}" if name else column
