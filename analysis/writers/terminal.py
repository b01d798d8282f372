"""A Table as aligned text for a terminal.

Long headers take two lines. With colours the header is bold, and rows whose difference excludes 0
are green (better) or red (worse). The note on bold print is left out, for there is none.
"""

from ..cells import Align, Number, Table, TableRow
from ..notes import About

BOLD, RED, GREEN = 1, 31, 32  # ANSI
RULE = "\u2500"


def text(table: Table, color: bool = False) -> str:
    """Lines without a newline at the end."""
    cells = table.texts
    heads = [
        _in_two_lines(column.header, max(len(line[i]) for line in cells))
        for i, column in enumerate(table.columns)
    ]
    widths = [max(map(len, column)) for column in zip(*zip(*heads), *cells)]

    def line(cells) -> str:
        padded = [
            cell.ljust(width) if column.align is Align.LEFT else cell.rjust(width)
            for cell, width, column in zip(cells, widths, table.columns)
        ]
        return "  ".join(padded).rstrip()

    def painted(code: int | None, written: str) -> str:
        return f"\033[{code}m{written}\033[0m" if color and code else written

    rule = RULE * (sum(widths) + 2 * (len(widths) - 1))
    header = [painted(BOLD, line(head)) for head in zip(*heads) if any(head)]
    body = [painted(_color(row), line(texts)) for row, texts in zip(table.rows, cells)]
    notes = [note.text for note in table.notes if note.about is not About.BOLD]
    return "\n".join([*header, rule, *body, rule, *notes])


def _color(row: TableRow) -> int | None:
    numbers = (cell for cell in row.cells if isinstance(cell, Number))
    better = next((cell.better for cell in numbers if cell.better is not None), None)
    return {None: None, True: GREEN, False: RED}[better]


def _in_two_lines(header: str, width: int) -> tuple:
    """(upper, lower): broken at its unit, or else at a point of a path; upper is empty where the
    header fits its column.
    """
    for separator, above, below in ((" (", "", "("), (".", ".", "")):
        upper, found, lower = header.partition(separator)
        if found and len(header) > width:
            return upper + above, below + lower
    return "", header
