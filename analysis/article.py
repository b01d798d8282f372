"""An article to begin with, in the layout of a venue: methods, results of each comparison, every
table and every figure with its caption, citations. It is written beside tables/ and figures/ and
compiles as it is: pdflatex, bibtex, pdflatex, pdflatex.

The layout is that of the venue's template in widths, columns, letters and size; the venue's own
style file takes its place when there is one.
"""

from pathlib import Path

from .macros import key_of
from .quotes import Paragraph
from .venues import POINTS, Venue, venue
from .writers.latex import Place
from .writers.latex_text import comment, escape

TEXT_HEIGHT = 9  # inches
TALLEST = 0.8  # of the text's height: the caption of a figure stands on the same page
GAP = {"icml": 0.25, "acl": 0.6 / 2.54, "ieee": 12 / POINTS}  # inches between two columns
PREAMBLE = r"""\documentclass[{size}pt{two}]{{article}}
\usepackage[{paper},textwidth={width:.4f}in,columnsep={gap:.4f}in,textheight={height}in]{{geometry}}
\usepackage[T1]{{fontenc}}
\usepackage{{times,graphicx,booktabs,siunitx,longtable}}
\graphicspath{{{{figures/}}}}
\emergencystretch=2em
"""
FLOAT = r"""\begin{{{kind}}}[tbp]
  \caption[{short}]{{\input{{{caption}}}}}
  \label{{{label}}}
  \centering
  {body}
\end{{{kind}}}
"""


def article(sweep: str, tables: dict, drawings: list, paragraphs: list) -> str:
    """`tables`: name -> latex.Place; `drawings`: of figures.make()."""
    now = venue()
    sentences = "\n\n".join(_quoted(sweep, each) for each in paragraphs[1:])
    floats = [_figure(sweep, each, now) for each in drawings]
    floats += [_table(sweep, name, at) for name, at in tables.items() if at is not Place.LONG]
    long = [_long_table(name, now) for name, at in tables.items() if at is Place.LONG]
    return "\n".join(
        [
            f"% {comment(sweep)}: an article to begin with, by python3 -m analysis article.",
            _preamble(now),
            r"\input{tables/macros.tex}",
            r"\input{tables/quotes.tex}",
            r"\begin{document}",
            f"\\title{{{escape(sweep)}}}\\author{{}}\\maketitle",
            r"\section{Methods}",
            _quoted(sweep, paragraphs[0]),
            r"\section{Results}",
            sentences,
            *floats,
            r"\bibliographystyle{plain}\bibliography{tables/references}",
            *long,
            r"\end{document}",
            "",
        ]
    )


def _preamble(now: Venue) -> str:
    return PREAMBLE.format(
        size=now.body,
        two=",twocolumn" if now.columns == 2 else "",
        paper="a4paper" if now.name in ("acl", "thesis") else "letterpaper",
        width=now.text_width,
        height=TEXT_HEIGHT,
        gap=GAP.get(now.name, 0.25),
    )


def _quoted(sweep: str, paragraph: Paragraph) -> str:
    return f"\\rsquote{{{key_of(sweep)}/{key_of(paragraph.name)}}}"


def _label(kind: str, sweep: str, name: str) -> str:
    return f"{kind}:{key_of(sweep)}-{key_of(name)}"


def _figure(sweep: str, drawing, now: Venue) -> str:
    width, height = drawing.figure.get_size_inches()
    wide = width > now.column + 0.01
    tall = height > TALLEST * TEXT_HEIGHT
    smaller = f"[height={TALLEST}\\textheight]" if tall else ""
    return FLOAT.format(
        kind="figure*" if wide and now.columns == 2 else "figure",
        caption=f"figures/{drawing.name}.caption.tex",
        short=escape(drawing.caption),
        label=_label("fig", sweep, drawing.name),
        body=f"\\includegraphics{smaller}{{{drawing.name}.pdf}}",
    )


def _table(sweep: str, name: str, at: Place) -> str:
    return FLOAT.format(
        kind="table*" if at is Place.PAGE else "table",
        short=name,
        caption=f"tables/{name}.caption.tex",
        label=_label("tab", sweep, name),
        body=f"\\input{{tables/{name}.tex}}",
    )


def _long_table(name: str, now: Venue) -> str:
    """Tables over pages stand in no float, and in one column."""
    begin = "\\clearpage\\onecolumn" if now.columns == 2 else "\\clearpage"
    return f"{begin}\n\\input{{tables/{name}.caption.tex}}\n\n\\input{{tables/{name}.tex}}"


def write(folder: Path, text: str) -> Path:
    """Returns the path of article.tex."""
    file = folder / "article.tex"
    file.write_text(text, encoding="ascii")
    return file
