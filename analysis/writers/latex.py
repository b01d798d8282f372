"""A Table as a LaTeX tabular, for a table environment of a document that uses booktabs and siunitx;
with many rows as a longtable, which breaks over pages.

It fits the width it is made for (latex_fit.py). Columns whose numbers are aligned at the point are
S columns of siunitx; the ends of intervals are aligned by invisible digits. A value of an axis that
the row above has, too, is left blank; a number of trials or a name that all rows share stands in
the notes. All text is ASCII; what LaTeX has no sign for is written as its code, and a note says so.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

from ..cells import Align, Count, Number, Range, Table
from ..number_text import MINUS
from ..venues import POINTS, venue
from .latex_fit import Fit, Measured, fit, width_of
from .latex_text import breakable, comment, escape, unprintable

SHORT = 9  # characters; longer headers are broken into two lines
LONG = 40  # rows; more of them are a longtable


@dataclass(frozen=True)
class Sheet:
    """A table as columns of LaTeX cells, and what is said below it."""

    columns: list  # of Column
    cells: list  # [columns][rows] of LaTeX
    plain: list  # [columns][rows] of text that is as wide
    notes: list  # of LaTeX


def text(table: Table, width: float | None = None, columns: list | None = None) -> str:
    """The tabular, and its notes in a paragraph below it. `width`: points, None for what the venue
    has; `columns`: names of those to be shown beside the swept ones, None for all.
    """
    sheet = _sheet(table, columns)
    measured = list(map(_measured, sheet.columns, sheet.plain))
    width = width or _width(table, measured)
    made = fit(measured, width)
    lines = [
        f"% {comment(table.sweep)}: {comment(table.description)}",
        f"% Fits {width:g}pt. Needs \\usepackage{{booktabs,siunitx"
        f"{',longtable' * _is_long(table)}{',graphicx' * made.scaled}}}.",
        "\\begingroup\\sisetup{detect-weight,retain-explicit-plus}"
        f"\\setlength{{\\tabcolsep}}{{{made.separation:g}pt}}%",
        f"\\fontsize{{{made.size:g}}}{{{1.2 * made.size:g}}}\\selectfont",
        *_scaled(_body(table, sheet, made), made.scaled and not _is_long(table), width),
        "\\endgroup",
        "",
        "\\smallskip",
        "\\noindent\\parbox{\\linewidth}{\\footnotesize\\raggedright",
    ]
    left_out = [sheet.columns[i].header for i in range(len(sheet.columns)) if i not in made.kept]
    said = [f"Left out for want of width: {escape(', '.join(left_out))}."] if left_out else []
    return "\n".join([*lines, " \\\\\n".join([*sheet.notes, *said]) + "}", ""])


class Place(Enum):
    COLUMN = auto()  # of the page, or its text where it has one column
    PAGE = auto()  # both columns of a page
    LONG = auto()  # several pages


def place(table: Table) -> Place:
    """Where the table stands in an article of the venue."""
    sheet = _sheet(table, None)
    return _place(table, list(map(_measured, sheet.columns, sheet.plain)))


def _place(table: Table, measured: list) -> Place:
    """Two columns are taken only where one would lose something."""
    if _is_long(table):
        return Place.LONG
    narrow = fit(measured, POINTS * venue().column)
    whole = len(narrow.kept) == len(measured) and not narrow.broken and not narrow.scaled
    return Place.COLUMN if whole or venue().columns == 1 else Place.PAGE


def _width(table: Table, measured: list) -> float:
    """Points."""
    narrow = _place(table, measured) is Place.COLUMN
    return POINTS * (venue().column if narrow else venue().text_width)


def _scaled(lines: list, needed: bool, width: float) -> list:
    if not needed:
        return lines
    begin = f"\\noindent\\resizebox{{{width:g}pt}}{{!}}{{%"
    return [begin, *(line.removeprefix("\\noindent") for line in lines), "}"]


def _is_long(table: Table) -> bool:
    return len(table.rows) > LONG


def _body(table: Table, sheet: Sheet, made: Fit) -> list:
    """The lines of the tabular or longtable."""
    kind = "longtable" if _is_long(table) else "tabular"
    formats = "".join(_format(sheet, place, made) for place in made.kept)
    lines = [
        "\\noindent" * (not _is_long(table)) + f"\\begin{{{kind}}}{{{formats}}}",
        "\\toprule",
        _line([_header(sheet.columns[place]) for place in made.kept]),
        "\\midrule",
    ]
    if _is_long(table):
        lines += ["\\endhead", "\\bottomrule", "\\endlastfoot"]
    groups = _beginnings_of_groups(table)
    for row in range(len(table.rows)):
        written = [_written(sheet, row, place, made) for place in made.kept]
        if row in groups:
            lines.append("\\addlinespace")
        # A bracket or a star at the start would be taken for an argument of the \\ before it.
        lines.append("{}" * written[0].startswith(("[", "*")) + _line(written))
    return [*lines, *([] if _is_long(table) else ["\\bottomrule"]), f"\\end{{{kind}}}"]


def _sheet(table: Table, names: list | None) -> Sheet:
    places = [
        place
        for place, column in enumerate(table.columns)
        if names is None or column.swept or column.name in names
    ]
    notes = [*map(escape, _texts_below(table)), *_codes(table)]
    for place in list(places):
        shared = _shared(table, place)
        if shared:
            places.remove(place)
            said = f"{table.columns[place].header} = {shared} in every row."
            notes.insert(0, escape(said))
    made = [_column(table, place) for place in places]
    return Sheet(
        [table.columns[place] for place in places],
        [cells for cells, _ in made],
        [plain for _, plain in made],
        notes,
    )


def _shared(table: Table, place: int) -> str:
    """The number of trials, or the name of a variant, that all rows have; "" if they differ or the
    column has others.
    """
    column, cells = table.columns[place], [row.cells[place] for row in table.rows]
    texts = {cell.text for cell in cells}
    whole = all(isinstance(cell, Count) and cell.done == cell.planned for cell in cells)
    named = column.swept and column.align is Align.LEFT
    return texts.pop() if (whole or named) and len(texts) == 1 and len(cells) > 1 else ""


def _column(table: Table, place: int) -> tuple:
    """(LaTeX, text that is as wide) of each row."""
    column, cells = table.columns[place], [row.cells[place] for row in table.rows]
    if any(isinstance(cell, Range) for cell in cells):
        return _ranges(cells)
    written = [_cell(cell, column) for cell in cells]
    plain = [cell.text for cell in cells]
    if column.swept and _is_nested(table):
        written = ["" if _repeats(table, row, place) else each for row, each in enumerate(written)]
    return written, plain


def _is_nested(table: Table) -> bool:
    return sum(column.swept for column in table.columns) > 1


def _repeats(table: Table, row: int, place: int) -> bool:
    """Whether the row above has the same values of the axes up to this one, and another follows."""
    if row == 0 or not table.columns[place].swept or not table.columns[place + 1].swept:
        return False
    above, own = (table.rows[each].cells[: place + 1] for each in (row - 1, row))
    return [cell.text for cell in above] == [cell.text for cell in own]


def _beginnings_of_groups(table: Table) -> list:
    """Rows before which there is some room: where the first of several axes changes, if that has
    more than one row anywhere.
    """
    if not _is_nested(table):
        return []
    new = [row for row in range(1, len(table.rows)) if not _repeats(table, row, 0)]
    return new if len(new) < len(table.rows) - 1 else []


def _ranges(cells: list) -> tuple:
    """Ends of intervals below each other at their points, by invisible signs and digits."""
    ends = [
        (text_of.strip("[]").split(", ") if text_of.startswith("[") else None)
        for text_of in (cell.text for cell in cells)
    ]
    known = [each for each in ends if each]
    written, plain = [], []
    for cell, pair in zip(cells, ends):
        if pair is None:
            written.append(escape(cell.text))
            plain.append(cell.text)
            continue
        missing = [_missing([each[side] for each in known], pair[side]) for side in (0, 1)]
        padded = [(f"\\phantom{{{escape(gap)}}}" if gap else "") for gap in missing]
        low, high = (before + escape(end) for before, end in zip(padded, pair))
        written.append(f"[{low}, {high}]")
        plain.append(f"[{missing[0]}{pair[0]}, {missing[1]}{pair[1]}]")
    return written, plain


def _missing(ends: list, end: str) -> str:
    """What stands before an end so that it is as wide as the widest of its side."""
    signs = any(each[0] in f"+{MINUS}" for each in ends)
    digits = max(len(each.lstrip(f"+{MINUS}")) for each in ends)
    sign = MINUS * (signs and end[0] not in f"+{MINUS}")
    return sign + "0" * (digits - len(end.lstrip(f"+{MINUS}")))


def _measured(column, plain: list) -> Measured:
    header = max(map(width_of, _parts_of_header(column)))
    words = column.align is Align.LEFT
    return Measured(max([header, *map(width_of, plain)]), words, column.expendable)


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


def _siunitx(number: str) -> str:
    """Digits with an ASCII minus, as siunitx takes them."""
    return number.replace(MINUS, "-")


def _format(sheet: Sheet, place: int, made: Fit) -> str:
    """The column's letter; S with room for its numbers, or r if it has none."""
    column = sheet.columns[place]
    if place in made.broken:
        return f">{{\\raggedright\\arraybackslash}}p{{{made.broken[place]:.1f}pt}}"
    if column.align is Align.LEFT:
        return "l"
    numbers = [
        _siunitx(plain)
        for plain, cell in zip(sheet.plain[place], sheet.cells[place])
        if not cell.startswith("{")
    ]
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
    return f"\\bfseries {_siunitx(cell.text)}" if cell.bold else _siunitx(cell.text)


def _written(sheet: Sheet, row: int, place: int, made: Fit) -> str:
    """The cell; in a column of broken lines a word that is longer than a line may end anywhere."""
    cell = sheet.cells[place][row]
    if place not in made.broken or not cell:
        return cell
    room = made.broken[place] / (made.size / 10)
    words = sheet.plain[place][row].split(" ")
    return " ".join(
        breakable(escape(each)) if width_of(each) > room else escape(each) for each in words
    )


def _parts_of_header(column) -> list:
    """A long header is broken at its unit; that of an axis at every blank."""
    header = column.title or column.header
    if len(header) <= SHORT or " " not in header:
        return [header]
    if column.swept:
        return header.split(" ")
    at = header.find(" (")
    at = header.rfind(" ") if at < 0 else at
    return [header[:at], header[at + 1 :]]


def _header(column) -> str:
    parts = list(map(escape, _parts_of_header(column)))
    point, left = column.align is Align.POINT, column.align is Align.LEFT
    side = {True: "[l]", False: "[r]"}[left] if not point else ""
    lines = "\\\\".join(parts)
    written = parts[0] if len(parts) == 1 else f"\\shortstack{side}{{{lines}}}"
    return f"{{{written}}}" if point else written
