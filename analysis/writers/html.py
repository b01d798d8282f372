"""A Table as HTML for report.html; on a narrow screen its rows stand as lists, a line per column,
so that no column is cut.

A sortable one has buttons as headers. Rows that know their trials name them in data-trials, and
those that they are compared with in data-against; the page shows them on a click or on Enter.
"""

from markupsafe import Markup, escape

from ..cells import Align, Number, Table

CHARACTER, BESIDE = 0.5, 0.9  # rem: of a digit or letter, of the room beside a column
# class of a table -> rem of the screens below which report.html writes its rows as lists
SCREENS = {"": 48, "middle": 64, "wide": 85}


def text(
    table: Table,
    identifier: str = "",
    sortable: bool = True,
    classes: list | None = None,
    label: str = "",
) -> Markup:
    """`identifier`: the table's id. `classes`: one per row. `label`: for who hears it. The best
    number is bold.
    """
    attributes = (f' id="{identifier}"' if identifier else "") + " data-sortable" * sortable
    screen = _screen(table)
    attributes += f' class="{screen}"' if screen else ""
    attributes += f' aria-label="{escape(label)}"' if label else ""
    button = '<button type="button">{}</button>' if sortable else "{}"
    heads = [
        f'<th scope="col"{_left(column)}>{button.format(escape(column.header))}</th>'
        for column in table.columns
    ]
    rows = [
        f'<tr class="{escape(classes[i])}"{_trials(row)}>' if classes else f"<tr{_trials(row)}>"
        for i, row in enumerate(table.rows)
    ]
    for i, row in enumerate(table.rows):
        for column, cell in zip(table.columns, row.cells):
            head = f' data-head="{escape(column.header)}"'
            rows[i] += f"<td{_left(column)}{head}>{_cell(cell)}</td>"
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


def _screen(table: Table) -> str:
    """The class of the narrowest screen that has room: for the longest word of each header and of
    each cell of words, and for whole numbers and intervals.
    """
    rows, needed = table.texts, 0.0
    for place, column in enumerate(table.columns):
        parts = column.header.split()
        for row in rows:
            parts += row[place].split() if column.align is Align.LEFT else [row[place]]
        needed += CHARACTER * max(map(len, parts), default=0) + BESIDE
    return next((name for name, rem in SCREENS.items() if needed <= rem), "wide")


def _left(column) -> str:
    return ' class="left"' if column.align is Align.LEFT else ""


def _trials(row) -> str:
    """Attributes of a row whose numbers come from trials."""
    ids, against = (
        " ".join(trial for each in rows for trial in each.trials)
        for rows in (row.sources, row.against)
    )
    if not ids:
        return ""
    said = f' tabindex="0" data-trials="{escape(ids)}" data-label="{escape(row.label)}"'
    return said + (f' data-against="{escape(against)}"' if against else "")
