"""A Table as Markdown (pipe tables of GitHub), with the sweep above it and its notes below."""

import re

from ..cells import Align, Number, Table

SPECIAL = re.compile(r"[\\`*|$~]")


def text(table: Table) -> str:
    """Ends with a newline; the best number is bold."""
    description = escape(" ".join(table.description.split()))
    title = f"**{table.sweep}**" + (f": {description}" if description else "")
    marks = [":--" if column.align is Align.LEFT else "--:" for column in table.columns]
    return "\n".join(
        [
            title,
            "",
            _line([escape(column.header) for column in table.columns]),
            "|" + "|".join(marks) + "|",
            *(_line([_cell(cell) for cell in row.cells]) for row in table.rows),
            "",
            *("- " + escape(note.text) for note in table.notes),
            "",
        ]
    )


def escape(words: str) -> str:
    """Words as Markdown prints them; what would be HTML is none."""
    marked = SPECIAL.sub(r"\\\g<0>", words)
    return marked.replace("&", "&amp;").replace("<", "&lt;")


def _line(texts: list) -> str:
    return "| " + " | ".join(texts) + " |"


def _cell(cell) -> str:
    written = escape(cell.text)
    return f"**{written}**" if isinstance(cell, Number) and cell.bold else written
