"""A Table as HTML for report.html, inside an element that scrolls sideways.

A sortable one has buttons as headers.
"""

from markupsafe import Markup, escape

from ..cells import Align, Number, Table


def text(
    table: Table, identifier: str = "", sortable: bool = True, classes: list | None = None
) -> Markup:
    """`identifier`: the table's id. `classes`: one per row. The best number is bold."""
    attributes = (f' id="{identifier}"' if identifier else "") + " data-sortable" * sortable
    button = '<button type="button">{}</button>' if sortable else "{}"
    heads = [
        f"<th{_left(column)}>{button.format(escape(column.header))}</th>"
        for column in table.columns
    ]
    rows = [
        f'<tr class="{escape(classes[i])}">' if classes else "<tr>" for i in range(len(table.rows))
    ]
    for i, row in enumerate(table.rows):
        for column, cell in zip(table.columns, row.cells):
            rows[i] += f"<td{_left(column)}>{_cell(cell)}</td>"
    return Markup(
        "\n".join(
            [
                f'<div class="scroll"><table{attributes}>',
                f"<thead><tr>{''.join(heads)}</tr></thead>",
                "<tbody>",
                *(row + "</tr>" for row in rows),
                "</tbody></table></div>",
            ]
        )
    )


def _cell(cell) -> Markup:
    written = escape(cell.text)
    return Markup(f"<b>{written}</b>") if isinstance(cell, Number) and cell.bold else written


def _left(column) -> str:
    return ' class="left"' if column.align is Align.LEFT else ""
