"""What a table is made of before it is text: cells with their values, columns with their names,
rows with their origin.

Builders (variant_table.py, task_table.py, page.py) make a Table; the files in writers/ render it
for one format each. A writer finds out what a cell is by its type, and what a column or a note is
by its fields, never by what is printed.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from .axes import setting
from .number_text import count_text, number_text, p_text, range_text


@dataclass(frozen=True)
class Text:
    """Words; "" is an empty cell."""

    words: str

    @property
    def text(self) -> str:
        return self.words


@dataclass(frozen=True)
class Setting:
    """The value of a swept axis: a number, words, or none (NaN or "")."""

    value: object

    @property
    def text(self) -> str:
        return setting(self.value)

    @property
    def is_words(self) -> bool:
        return isinstance(self.value, str) and self.value != ""


@dataclass(frozen=True)
class Number:
    """A number in the unit of its column, rounded only when it is printed.

    `better`: of a difference whose interval lies on one side of 0, whether that is the better one;
    None of any other number. `bold`: the best, as shown by tests.
    """

    value: float
    digits: int  # after the point
    signed: bool = False  # positive numbers have a plus
    unit: str = ""  # printed behind the number
    better: bool | None = None
    bold: bool = False

    @property
    def text(self) -> str:
        written = number_text(self.value, self.digits, self.signed)
        return f"{written} {self.unit}" if self.unit else written


@dataclass(frozen=True)
class Range:
    """The ends of an interval; NaN if there is none."""

    low: float
    high: float
    digits: int
    signed: bool = False

    @property
    def text(self) -> str:
        return range_text(self.low, self.high, self.digits, self.signed)


@dataclass(frozen=True)
class NumberInRange:
    """A number and its interval in one cell."""

    number: Number
    range: Range

    @property
    def text(self) -> str:
        return f"{self.number.text} {self.range.text}"


@dataclass(frozen=True)
class PValue:
    p: float
    digits: int

    @property
    def text(self) -> str:
        return p_text(self.p, self.digits)


@dataclass(frozen=True)
class Count:
    """Trials done, of those planned; the others diverged, failed or are missing."""

    done: int
    planned: int

    @property
    def text(self) -> str:
        return count_text(self.done, self.planned)


EMPTY = Text("")

# Headers, without their units, of the first column that needs the baseline; manifest.py finds them
# again.
DIFFERENCE = "difference"
IMPROVEMENT = "P(improvement)"


class Align(Enum):
    LEFT = auto()  # words
    RIGHT = auto()
    POINT = auto()  # numbers with their decimal points below each other, where the format can do it


@dataclass(frozen=True)
class Column:
    """`name` is for programs, and unique in a table. `swept`: the values of an axis.

    `compared`: its numbers need the baseline.
    """

    name: str
    header: str
    align: Align = Align.RIGHT
    title: str = ""  # the header in a paper, if it is another one
    swept: bool = False
    compared: bool = False
    expendable: int = 0  # left out first, the greatest first, where a page is too narrow; 0: never


@dataclass(frozen=True)
class TableRow:
    """`sources`: the rows of the Summary whose trials the numbers come from; `against`: those that
    they are compared with. `verdict`: "" if there is none.
    """

    cells: list  # [columns]
    label: str = ""
    settings: dict = field(default_factory=dict)  # swept axis -> value
    sources: list = field(default_factory=list)
    verdict: str = ""
    against: list = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    columns: list
    rows: list  # of TableRow
    notes: list = field(default_factory=list)  # of Note, for below the table
    sweep: str = ""
    description: str = ""

    @property
    def texts(self) -> list:
        """The printed cells, [rows][columns]."""
        return [[cell.text for cell in row.cells] for row in self.rows]


def align_of(cells: list) -> Align:
    """Of a column of Settings and Texts: words stand flush left, as soon as there are any."""
    words = any(not isinstance(cell, Setting) or cell.is_words for cell in cells)
    return Align.LEFT if words else Align.RIGHT
