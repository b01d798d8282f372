"""A Table as Markdown (pipe tables of GitHub), with the sweep above it and its notes below."""

from ..cells import Align, Number, Table


def text(table: Table) -> str:
    """Ends with a newline; the best number is bold."""
    title = f"**{table.sweep}**" + (f": {table.description}" if table.description else "")
    marks = [":--" if column.align is Align.LEFT else "--:" for column in table.columns]
    return "\n".join(
        [
            title,
            "",
            _line([column.header for column in table.columns]),
            "|" + "|".join(marks) + "|",
            *(_line([_cell(cell) for cell in row.cells]) for row in table.rows),
            "",
            *("- " + note.text for note in table.notes),
            "",
        ]
    )


def _line(texts: list) -> str:
    return "| " + " | ".join(texts) + " |"


def _cell(cell) -> str:
    written = cell.text.replace("|", "\\|")
    return f"**{written}**" if isinstance(cell, Number) and cell.bold else written
