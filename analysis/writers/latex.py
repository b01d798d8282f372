"""A Table as a LaTeX tabular, for a table environment of a document that uses booktabs and siunitx.

Columns whose numbers are aligned at the point are S columns of siunitx. All text is ASCII; what
LaTeX has no sign for is written as its code, and a note below the table says so.
"""

import math

from ..cells import Align, Number, Table
from ..number_text import MINUS
from .latex_text import comment, escape, unprintable

SHORT = 13  # characters; longer headers are broken into two lines


def text(table: Table) -> str:
    """The tabular, and its notes in a paragraph below it."""
    columns = table.columns
    formats = "".join(_format(column, i, table) for i, column in enumerate(columns))
    lines = [
        f"% {comment(table.sweep)}: {comment(table.description)}",
        "% Needs \\usepackage{booktabs,siunitx}.",
        "\\begingroup\\sisetup{detect-weight,retain-explicit-plus}%",
        f"\\begin{{tabular}}{{{formats}}}",
        "\\toprule",
        _line([_header(column) for column in columns]),
        "\\midrule",
    ]
    for row in table.rows:
        written = [_cell(cell, column) for cell, column in zip(row.cells, columns)]
        # A bracket or a star at the start would be taken for an argument of the \\ before it.
        lines.append("{}" * written[0].startswith(("[", "*")) + _line(written))
    lines += ["\\bottomrule", "\\end{tabular}\\endgroup", "", "\\smallskip"]
    lines.append("\\parbox{\\linewidth}{\\footnotesize")
    notes = " \\\\\n".join([*map(escape, _texts_below(table)), *_codes(table)])
    return "\n".join([*lines, notes + "}", ""])


def _texts_below(table: Table) -> list:
    return [note.text for note in table.notes]


def _codes(table: Table) -> list:
    """A sentence, already in LaTeX, if some character is written as its code."""
    texts = [words for row in table.texts for words in row]
    texts += [column.title or column.header for column in table.columns] + _texts_below(table)
    found = unprintable("".join(texts))
    if not found:
        return []
    codes = ", ".join(map(escape, found))
    return [f"{codes}: written as codes of Unicode, for LaTeX has no such signs."]


def _line(cells: list) -> str:
    return " & ".join(cells) + " \\\\"


def _is_number(cell) -> bool:
    return isinstance(cell, Number) and math.isfinite(cell.value)


def _siunitx(number: Number) -> str:
    """Digits with an ASCII minus, as siunitx takes them."""
    return number.text.replace(MINUS, "-")


def _format(column, place: int, table: Table) -> str:
    """The column's letter; S with room for its numbers, or r if it has none."""
    if column.align is Align.LEFT:
        return "l"
    cells = [row.cells[place] for row in table.rows]
    numbers = [_siunitx(cell) for cell in cells if _is_number(cell)]
    if column.align is not Align.POINT or not numbers:
        return "r"
    sign = "+" if any(each[0] in "+-" for each in numbers) else ""
    parts = [each.lstrip("+-").partition(".") for each in numbers]
    before, after = (max(len(part[side]) for part in parts) for side in (0, 2))
    return f"S[table-format={sign}{before}.{after}]"


def _cell(cell, column) -> str:
    """In an S column numbers stand bare, and words in braces."""
    if column.align is not Align.POINT:
        return escape(cell.text)
    if not _is_number(cell):
        return f"{{{escape(cell.text)}}}"
    return f"\\bfseries {_siunitx(cell)}" if cell.bold else _siunitx(cell)


def _header(column) -> str:
    """A long header is broken at its unit, or else at its first space, so that the table fits a
    page.
    """
    header = column.title or column.header
    at = header.find(" (") if " (" in header else header.find(" ")
    point = column.align is Align.POINT
    if len(header) <= SHORT or at < 0:
        written = escape(header)
    else:
        side = "" if point else "[r]"
        written = f"\\shortstack{side}{{{escape(header[:at])}\\\\{escape(header[at + 1:])}}}"
    return f"{{{written}}}" if point else written
