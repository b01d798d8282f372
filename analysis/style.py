"""How figures look: sizes, colours, lines, the sheet that panels stand on. No global state of
matplotlib is changed.

Widths, letters and their sizes are those of the venue that figures are made for (venues.py). What
is said below a figure is no part of its picture: captions are text of the paper. Lines and marks
have a contrast of at least 3:1 with the paper and are told apart with every common colour
blindness: ordered values take a ramp of lightness (viridis up to its green), unordered ones three
colours of Okabe and Ito's and four that are farthest from them. Letters in PDF are TrueType (Type
42), as venues ask for.
"""

import gc
import io
import re
from functools import lru_cache

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font

from .lines import broken, height, length
from .provenance import Provenance
from .venues import venue

DOTS = 220  # of PNG, per inch

INK = "#222222"
GREY = "#6f6f6f"
FAINT = "#e6e6e6"
PALETTE = ["#0072B2", "#D55E00", "#009E73", "#9900FF", "#66331A", "#331A99", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
BAND = 0.18  # opacity of interval bands
SEED = 0.45  # opacity of single seeds
# points of a figure's seeds or bands above which these are stored as pixels, also in PDF and SVG
DENSE = 3000


def settings() -> dict:
    """For matplotlib.rc_context."""
    now = venue()
    return {
        "font.family": now.family,
        "font.size": now.text,
        "mathtext.fontset": "stix",
        "axes.titlesize": now.text,
        "axes.labelsize": now.text,
        "xtick.labelsize": now.small,
        "ytick.labelsize": now.small,
        "legend.fontsize": now.small,
        "legend.title_fontsize": now.text,
        "legend.frameon": False,
        "legend.handlelength": 1.6,
        "legend.columnspacing": 1.4,
        "legend.handletextpad": 0.5,
        "legend.borderaxespad": 0,
        "legend.borderpad": 0,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.linewidth": 0.6,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "xtick.minor.size": 1.5,
        "ytick.minor.size": 1.5,
        "xtick.minor.width": 0.4,
        "ytick.minor.width": 0.4,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": FAINT,
        "grid.linewidth": 0.5,
        "axes.axisbelow": True,
        "lines.linewidth": 1.2,
        "lines.markersize": 3.6,
        "lines.solid_capstyle": "butt",
        "figure.dpi": DOTS,
        "savefig.dpi": DOTS,
        "pdf.fonttype": 42,
        "axes.formatter.useoffset": False,
    }


def colors(count: int, ordered: bool) -> list:
    """One colour per value: dark to light when the values are ordered numbers."""
    if not ordered and count <= len(PALETTE):
        return PALETTE[:count]
    ramp = matplotlib.colormaps["viridis"]
    return [ramp(0.02 + 0.55 * i / max(1, count - 1)) for i in range(count)]


def markers(count: int) -> list:
    return [MARKERS[i % len(MARKERS)] for i in range(count)]


DASHES = ["-", (0, (5, 1.5)), (0, (2, 1)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2))]


def dashes(count: int) -> list:
    """Lines that are told apart without colours."""
    return [DASHES[i % len(DASHES)] for i in range(count)]


class Legend:
    """One line or more above the panels: the title in front, or above where there is no room; then
    the entries in columns.
    """

    def __init__(self, title: str, labels: list, width: float):
        self.width, self.size = width, venue().small
        start = left_of() + length(title, venue().text) + 0.14
        longest = max((length(label, self.size) for label in labels), default=0)
        self.above = start + KEY + longest > width - RIGHT
        self.start = left_of() if self.above else start  # inches from the left edge of the figure
        room = width - RIGHT - self.start
        self.title = broken(title, width - left_of() - RIGHT, venue().text)
        self.labels = [broken(label, room - KEY, self.size) for label in labels]
        entry = KEY + 0.14 + max((length(label, self.size) for label in self.labels), default=0)
        several = any("\n" in label for label in self.labels)
        self.columns = 1 if several else max(1, min(len(labels), int((room + 0.14) / entry)))
        self.lines = -(-len(labels) // self.columns)

    @property
    def height(self) -> float:
        return self._title_height + sum(self._heights) + 0.04

    @property
    def _title_height(self) -> float:
        return height(self.title, venue().text) + 0.03 if self.above else 0

    @property
    def _heights(self) -> list:
        """Of the lines of entries."""
        rows = [self.labels[i : i + self.columns] for i in range(0, len(self.labels), self.columns)]
        return [max(height(each, self.size) + 0.06 for each in row) for row in rows]

    def draw(self, figure, handles: list) -> None:
        tall = figure.get_size_inches()[1]
        down = (self._heights[0] - 0.06) / 2 if self._heights and not self.above else 0
        figure.text(
            left_of() / self.width,
            1 - (0.06 + down) / tall,
            self.title,
            size=venue().text,
            va="top" if self.above else "center",
        )
        # matplotlib fills columns first; people read lines first
        order = [
            line * self.columns + column
            for column in range(self.columns)
            for line in range(self.lines)
        ]
        order = [place for place in order if place < len(handles)]
        figure.legend(
            [handles[place] for place in order],
            [self.labels[place] for place in order],
            ncol=self.columns,
            loc="upper left",
            bbox_to_anchor=(self.start / self.width, 1 - (0.06 + self._title_height) / tall),
            labelspacing=0.45,
        )


KEY = 0.28  # inches of a legend's line and the gap behind it
RIGHT = 0.07  # inches beside the panels
BETWEEN = 0.16  # inches between panels


def left_of() -> float:
    """Inches to the left of panels whose axis has a name of one line."""
    return 0.57 * venue().text / 7.5


def printable(words: str) -> str:
    """Words that matplotlib prints as they are: no dollar begins mathematics, and a character that
    the font lacks is written as its code, U+4E2D.
    """
    return "".join(
        f"U+{ord(each):04X}" if ord(each) not in _glyphs(venue().family) else each for each in words
    ).replace("$", r"\$")


@lru_cache(maxsize=None)
def _glyphs(family: str) -> frozenset:
    """The characters of a font."""
    return frozenset(get_font(findfont(family)).get_charmap()) | {ord("\n")}


def width_of(columns: int) -> float:
    return venue().single if columns == 1 else venue().double


class Sheet(Figure):
    """A figure, and the Notes that belong below it."""

    notes: list = []


def sheet(
    rows: int,
    columns: int,
    *,
    panel_height: float,
    notes=(),
    legend: Legend | None = None,
    titles=(),
    names=("",),
    left: float | None = None,
    share_y="row",
    share_x=True,
    below: float = 0,
    between: float = BETWEEN,
    width: float | None = None,
    row_gap: float | None = None,
):
    """A Sheet with rows x columns panels and room above for a legend. Lengths are inches, and what
    is too long is broken into lines, so text never collides.

    `titles`: of the panels of the first row, or of all. `names`: of the horizontal axis, or of that
    of each column. `below`: more room for the names of ticks. `between`: between columns of panels.
    `row_gap`: between rows of panels. Returns (figure, axes [rows, columns]). One panel is as wide
    as a column of a paper, several fill both columns, unless `width` is given.
    """
    width, left = width or width_of(columns), left or left_of()
    room = (width - left - RIGHT - (columns - 1) * between) / columns
    size = venue().text if rows * columns <= 6 else venue().small
    titles = [broken(each, room + 0.7 * between, size) for each in titles]
    names = [broken(each, room + 0.7 * between, venue().text) for each in names]
    of_title = max((height(each, size) + 0.08 for each in titles), default=0)
    if row_gap is None:
        row_gap = 0.16 + (of_title if len(titles) > columns else 0)
    else:
        row_gap = max(row_gap, 0.3 + (of_title if len(titles) > columns else 0))
    top = 0.08 + (legend.height if legend else 0) + of_title
    bottom = 0.21 * venue().text / 7.5 + max(height(each, venue().text) for each in names) + below
    tall = top + rows * panel_height + (rows - 1) * row_gap + bottom + 0.08
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(width, tall),
        sharex=share_x,
        sharey=share_y,
        squeeze=False,
        FigureClass=Sheet,
        gridspec_kw={
            "left": left / width,
            "right": 1 - RIGHT / width,
            "top": 1 - top / tall,
            "bottom": (bottom + 0.08) / tall,
            "wspace": between / room,
            "hspace": row_gap / panel_height,
        },
    )
    figure.notes = list(notes)
    for panel, title in zip(axes.flat, titles):
        panel.set_title(title, size=size)
    for column, panels in enumerate(axes.T):
        panels[-1].set_xlabel(names[column % len(names)])
    return figure, axes


def finish_grid(axes, used: int) -> None:
    """Hides the panels behind the first `used`, and labels the lowest of each column."""
    columns = axes.shape[1]
    for place, panel in enumerate(axes.flat):
        panel.set_visible(place < used)
        if place + columns >= used:
            panel.set_xlabel(axes[-1, place % columns].get_xlabel())
            panel.tick_params(labelbottom=True)


def inside(figure) -> None:
    """Moves the left edge of the panels where their ticks need more room than was thought."""
    width = figure.get_size_inches()[0]
    beyond = 0.02 - figure.get_tightbbox(figure.canvas.get_renderer()).x0
    if beyond > 0:
        grid = figure.axes[0].get_gridspec()
        grid.update(left=grid.get_subplot_params().left + beyond / width)


PATH = re.compile(r' d="[^"]*"')
DECIMALS = re.compile(
    r"(\d\d\.\d|\.\d\d)\d+"
)  # of points on the page tenths are enough, of small marks hundredths; so report.html stays small


def save(figure, folder, name: str, made_from: Provenance | None = None) -> list:
    """Writes name.png, name.pdf and name.svg without dates, so that equal results give equal files;
    returns the paths.
    """
    with plt.rc_context({**settings(), "svg.hashsalt": name}):
        return _save(figure, folder, name, made_from or Provenance("", "", "", []))


def _save(figure, folder, name: str, origin: Provenance) -> list:
    paths = [folder / f"{name}.{ending}" for ending in ("png", "pdf", "svg")]
    title, ids = f"{origin.title} ({name})" if origin.title else name, ", ".join(origin.trials)
    png = {
        "Title": title,
        "Description": origin.description,
        "Source": origin.source,
        "Trials": ids,
    }
    figure.savefig(
        paths[0], metadata={"Software": None, **{key: value for key, value in png.items() if value}}
    )
    figure.savefig(
        paths[1],
        metadata={
            "CreationDate": None,
            "Producer": None,
            "Creator": None,
            "Title": title,
            "Subject": origin.description,
            "Keywords": ids,
        },
    )
    drawing = io.StringIO()
    figure.savefig(
        drawing,
        format="svg",
        metadata={
            "Date": None,
            "Creator": None,
            "Title": title,
            "Description": origin.description,
            "Source": origin.source,
            "Keywords": origin.trials,
        },
    )
    paths[2].write_text(
        PATH.sub(lambda path: DECIMALS.sub(r"\1", path[0]), drawing.getvalue()), encoding="utf-8"
    )
    plt.close(figure)
    gc.collect()  # a figure's layers of pixels refer to each other
    return paths
