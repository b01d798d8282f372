"""What the template of a venue gives a figure or a table: widths, letters and their sizes.

    paper    any of them: what suits most, without serifs
    neurips  one column of 5.5 in; Times, 10 pt
    icml     two columns of 3.25 in in a text of 6.75 in; Times, 10 pt
    acl      two columns of 7.7 cm in a text of 16 cm; Times, 11 pt
    ieee     two columns of 252 pt in a text of 516 pt (IEEEtran); Times, 10 pt
    thesis   one column of 390 pt (LaTeX's report in 12 pt on A4); Times, 12 pt

Widths are those of the authors' instructions. Figures are made at their size in print, so that they
are included without scaling. STIX is Times with signs of mathematics, and comes with matplotlib.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

POINTS = 72.27  # of TeX, per inch


@dataclass(frozen=True)
class Venue:
    """Widths in inches, sizes in points."""

    name: str
    single: float  # of a figure of one panel: a column where there are two
    double: float  # of one with several: the text
    text_width: float  # of tables
    columns: int = 1  # of the page
    family: str = "STIXGeneral"
    body: int = 10  # size of the text around it
    text: float = 8  # size of titles and axes
    small: float = 7.5  # of ticks and legends
    note: float = 7  # the smallest

    @property
    def column(self) -> float:
        """Width of a column of the page, in inches."""
        return self.text_width if self.columns == 1 else self.single


PAPER = Venue("paper", 3.4, 6.9, 345 / POINTS, family="DejaVu Sans", text=7.5, small=7, note=6)
VENUES = {
    each.name: each
    for each in (
        PAPER,
        Venue("neurips", 3.4, 5.5, 5.5),
        Venue("icml", 3.25, 6.75, 6.75, 2),
        Venue("acl", 7.7 / 2.54, 16 / 2.54, 16 / 2.54, 2, body=11),
        Venue("ieee", 252 / POINTS, 516 / POINTS, 516 / POINTS, 2),
        Venue("thesis", 3.7, 390 / POINTS, 390 / POINTS, body=12, text=9.5, small=9, note=8),
    )
}
_now: ContextVar = ContextVar("venue", default=PAPER)


def venue() -> Venue:
    """The one that figures are made for now."""
    return _now.get()


@contextmanager
def made_for(chosen: Venue):
    """Figures that are made inside are of this venue."""
    token = _now.set(chosen)
    try:
        yield chosen
    finally:
        _now.reset(token)
