"""Paragraphs of quotes.py as LaTeX and as Markdown."""

from ..macros import key_of
from ..quotes import Citation
from . import markdown
from .latex_text import comment, escape


def latex(paragraphs: list, sweep: str) -> str:
    """A macro for each, by sweep and name: \\rsquote{sweep/methods}; keys of citations are those
    of references.bib.
    """
    name = key_of(sweep)
    lines = [
        f"% {comment(sweep)}: words to quote, such as \\rsquote{{{name}/methods}}. Written by",
        "% python3 -m analysis report; do not edit. Citations are in references.bib.",
        DEFINITION,
    ]
    for each in paragraphs:
        begin = f"\\rsparagraph{{{name}/{key_of(each.name)}}}{{%"
        lines += [f"% {comment(each.name)}", begin, _latex(each) + "}"]
    return "\n".join([*lines, ""])


UNKNOWN = "no paragraph #1 in quotes.tex; its comparison may be gone"
DEFINITION = rf"""\providecommand{{\rsquote}}[1]{{\ifcsname rsquote@#1\endcsname
  \csname rsquote@#1\endcsname\else\errmessage{{{UNKNOWN}}}\fi}}
\providecommand{{\rsparagraph}}[2]{{\expandafter\gdef\csname rsquote@#1\endcsname{{#2}}}}"""


def _latex(paragraph) -> str:
    return "".join(
        f"\\cite{{{','.join(part.keys)}}}" if isinstance(part, Citation) else escape(part)
        for part in paragraph.parts
    ).strip()


def text(paragraphs: list) -> str:
    """Markdown, with Pandoc's citations."""
    lines = []
    for each in paragraphs:
        lines += [f"## {markdown.escape(each.name)}", "", _markdown(each), ""]
    return "\n".join(lines)


def _markdown(paragraph) -> str:
    return "".join(
        f"[{'; '.join(f'@{key}' for key in part.keys)}]"
        if isinstance(part, Citation)
        else markdown.escape(part)
        for part in paragraph.parts
    ).strip()
