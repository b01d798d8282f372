"""Which columns of a table, in which size, fit a width of paper.

Widths are those of Computer Modern, in points of TeX at a size of 10; other text fonts are narrower
or as wide. As little as possible is given up, in this order: size down to 8 points, names of
variants on one line each, columns that others imply (Column.expendable), size 7, and at last any
size at all.
"""

from dataclasses import dataclass, field
from functools import lru_cache

import matplotlib
from matplotlib.font_manager import get_font

from .latex_text import unprintable

SIGN = 7.8  # points, of a sign of mathematics
# by how much letters of Computer Modern are wider than those of size 10, scaled down; a little more
ROOM = {9.0: 1.035, 8.0: 1.07, 7.0: 1.145}
LEAST = 42.0  # points of a column of words that is broken into lines
# (size, \tabcolsep) in points
SIZES = [(9.0, 5.0), (8.0, 4.0)]
SMALLEST = (7.0, 3.0)


@dataclass(frozen=True)
class Measured:
    """A column: points at a size of 10; `words`: whether it may be broken into lines."""

    width: float
    words: bool = False
    expendable: int = 0  # 0: never left out; else the greatest goes first


@dataclass(frozen=True)
class Fit:
    kept: list  # positions of columns
    size: float  # points
    separation: float  # points, \tabcolsep
    broken: dict = field(default_factory=dict)  # position of a column of words -> its points
    scaled: bool = False  # the table as a whole must be made smaller


@lru_cache(maxsize=None)
def _advance(character: str) -> float:
    if character == " ":
        return 3.33
    if not " " <= character <= "~":
        return width_of(f"[U+{ord(character):04X}]") if unprintable(character) else SIGN
    if character in "<>+|":
        return SIGN
    font = get_font(f"{matplotlib.get_data_path()}/fonts/ttf/cmr10.ttf")
    font.set_size(10, 72)
    return font.load_char(ord(character), flags=2).linearHoriAdvance / 65536


def width_of(words: str) -> float:
    """Points of words at a size of 10."""
    return sum(map(_advance, words))


def fit(columns: list, width: float) -> Fit:
    """Of Measured columns. What fits in no way is told to be made smaller as a whole."""
    kept = list(range(len(columns)))
    for size, separation in SIZES:
        if _total(columns, kept, size, separation) <= width:
            return Fit(kept, size, separation)
    for size, separation in (SIZES[-1], SMALLEST):
        kept = list(range(len(columns)))
        expendable = sorted(filter(None, {each.expendable for each in columns}), reverse=True)
        for most in [None, *expendable]:
            kept = [place for place in kept if most is None or columns[place].expendable != most]
            if _total(columns, kept, size, separation) <= width:
                return Fit(kept, size, separation)
            broken = _broken(columns, kept, size, separation, width)
            if broken and min(broken.values()) >= LEAST:
                return Fit(kept, size, separation, broken)
    return Fit(kept, *SMALLEST, scaled=True)


def _total(columns: list, kept: list, size: float, separation: float) -> float:
    of_text = sum(columns[place].width for place in kept) * size / 10 * ROOM[size]
    return of_text + 2 * separation * len(kept)


def _broken(columns: list, kept: list, size: float, separation: float, width: float) -> dict:
    """What the columns of words may take of the room that the others leave: those that need less
    than an equal share get what they need.
    """
    words = [place for place in kept if columns[place].words]
    others = [place for place in kept if not columns[place].words]
    room = width - _total(columns, others, size, separation) - 2 * separation * len(words)
    needed = {place: columns[place].width * size / 10 * ROOM[size] for place in words}
    given: dict = {}
    for place in sorted(words, key=needed.get):
        share = (room - sum(given.values())) / (len(words) - len(given))
        given[place] = max(10.0, min(needed[place], share))
    return {place: each for place, each in given.items() if each < needed[place]}
