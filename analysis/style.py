"""How figures look: sizes, colours, lines, the sheet that panels stand on. No global state of
matplotlib is changed.

Sizes fit the columns of usual paper templates, so that figures are included without scaling and
text is 7-8 pt in print. Lines and marks have a contrast of at least 3:1 with the paper and are told
apart with every common colour blindness: ordered values take a ramp of lightness (viridis up to its
green), unordered ones three colours of Okabe and Ito's and four that are farthest from them.
Letters in PDF are TrueType (Type 42), as venues ask for.
"""

import gc
import io
import re
import textwrap
from functools import lru_cache

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextToPath

from .notes import About, Note
from .provenance import Provenance

SINGLE = 3.4  # width in inches: one column of a paper
DOUBLE = 6.9  # both columns
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

TEXT = 7.5  # points
SMALL = 7
NOTE = 6


def settings() -> dict:
    """For matplotlib.rc_context."""
    return {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": TEXT,
        "axes.titlesize": TEXT,
        "axes.labelsize": TEXT,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "legend.fontsize": SMALL,
        "legend.title_fontsize": TEXT,
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
    """One line or more above the panels: the title in front, then the entries in columns."""

    def __init__(self, title: str, labels: list, width: float):
        self.title, self.labels, self.width = title, labels, width
        self.start = LEFT + length(title, TEXT) + 0.14  # inches from the left edge of the figure
        entry = 0.34 + max((length(label, SMALL) for label in labels), default=0)
        self.columns = max(1, min(len(labels), int((width - RIGHT - self.start + 0.14) / entry)))
        self.lines = -(-len(labels) // self.columns)

    @property
    def height(self) -> float:
        return 0.2 * self.lines

    def draw(self, figure, handles: list) -> None:
        height = figure.get_size_inches()[1]
        figure.text(LEFT / self.width, 1 - 0.155 / height, self.title, size=TEXT, va="center")
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
            bbox_to_anchor=(self.start / self.width, 1 - 0.10 / height),
            labelspacing=0.45,
        )


LEFT, RIGHT = 0.57, 0.07  # inches beside the panels


def length(text: str, size: float) -> float:
    """Inches that a text takes."""
    return (
        TextToPath().get_text_width_height_descent(
            text, FontProperties(family="DejaVu Sans", size=size), ismath=False
        )[0]
        / 72
    )


def printable(words: str) -> str:
    """Words that matplotlib prints as they are: no dollar begins mathematics, and a character that
    the font lacks is written as its code, U+4E2D.
    """
    return "".join(
        f"U+{ord(each):04X}" if ord(each) not in _glyphs() else each for each in words
    ).replace("$", r"\$")


@lru_cache(maxsize=1)
def _glyphs() -> frozenset:
    """The characters of the font."""
    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap()) | {ord("\n")}


def width_of(columns: int) -> float:
    return SINGLE if columns == 1 else DOUBLE


def sheet(
    rows: int,
    columns: int,
    *,
    panel_height: float,
    notes=(),
    legend: Legend | None = None,
    titles: bool = False,
    each_titled: bool = False,
    left: float = LEFT,
    share_y="row",
    share_x=True,
    below: float = 0,
    between: float = 0.16,
    width: float | None = None,
    row_gap: float | None = None,
):
    """A figure with rows x columns panels: room above for a legend, below for notes. Lengths are
    inches, so text never collides.

    `titles`: the panels of the first row, or with `each_titled` all panels, have titles. `below`:
    more room for the names of ticks. `between`: between columns of panels. `row_gap`: between rows
    of panels. Returns (figure, axes [rows, columns]).
    One panel is as wide as a column of a paper, several fill both columns, unless `width` is given.
    """
    width = width or width_of(columns)
    wrapped = [line for note in notes for line in _wrapped(note, int(22 * width))]
    if row_gap is None:
        row_gap = 0.36 if titles and each_titled else 0.16
    top = 0.08 + (legend.height if legend else 0) + (0.20 if titles else 0)
    bottom = 0.42 + below + (0.06 + 0.115 * len(wrapped) if wrapped else 0)
    height = top + rows * panel_height + (rows - 1) * row_gap + bottom
    panel_width = (width - left - RIGHT - (columns - 1) * between) / columns
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(width, height),
        sharex=share_x,
        sharey=share_y,
        squeeze=False,
        gridspec_kw={
            "left": left / width,
            "right": 1 - RIGHT / width,
            "top": 1 - top / height,
            "bottom": bottom / height,
            "wspace": between / panel_width,
            "hspace": row_gap / panel_height,
        },
    )
    if wrapped:
        figure.text(
            0.08 / width,
            0.05 / height,
            "\n".join(wrapped),
            size=NOTE,
            color=GREY,
            va="bottom",
            linespacing=1.25,
        )
    return figure, axes


def _wrapped(note: Note, width: int) -> list:
    """Lines of `width` characters; those of an incomplete variant hang behind its mark."""
    indent = "  " if note.about is About.INCOMPLETE else ""
    return textwrap.wrap(note.text, width, subsequent_indent=indent)


def finish_grid(axes, used: int, below: str) -> None:
    """Hides the panels behind the first `used`, and labels the lowest of each column."""
    columns = axes.shape[1]
    for place, panel in enumerate(axes.flat):
        panel.set_visible(place < used)
        if place + columns >= used:
            panel.set_xlabel(below)
            panel.tick_params(labelbottom=True)


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
