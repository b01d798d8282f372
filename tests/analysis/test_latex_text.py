"""Any words compile under pdfLaTeX: every sign of Unicode's first planes, alone and in tables whose
names, headers and descriptions are as bad as they come.
"""

import sys
import unicodedata

import pytest

from analysis import report
from analysis.writers.latex_text import comment, escape, unprintable

NAMES = [
    "lr=1e-1, 50% & drop_out #1 {x} \\y ~ ^2 $z$",
    "\u03bb \u2264 2 \u2192 \u03b1",
    "<script>alert(1)</script>",
    "two\nlines",
    "\u4e2d\u6587 \U0001f600 \u0628",
    "na\u00efve \u0141\u00f3d\u017a, x\u00b2 H\u2082O, \u212b, \ufb01, e\u0301, \u1f04",
    "*",
    "[64, 64]",
    "--set a='b' ``c'' ?` \"d\" |e|",
    "\\end{document}\x1b[31m\x07",
]


def test_words_that_latex_has():
    assert (
        escape("\u03bb \u2264 2 \u2192 \u0391") == r"$\lambda$ $\leq$ 2 $\rightarrow$ $\mathrm{A}$"
    )
    assert escape("na\u00efve e\u0301 \u03ac") == r"na\"{i}ve \'{e} $\acute{\alpha}$"
    assert escape("x\u00b2 \u00bd \ufb01 \uff21") == "x$^{2}$ 1/2 fi A"
    assert escape("a--b\u2013c\u2212d") == "a-{}-b--c$-$d"
    assert not unprintable("".join(NAMES[:4]) + NAMES[5][:-1])


def test_what_latex_has_not_is_written_as_its_code():
    assert escape("a\u4e2d\u6587") == "a{[}U+4E2D]{[}U+6587]" and unprintable("\u4e2da\u4e2d") == [
        "\u4e2d"
    ]
    assert comment("two\nlines % {\u4e2d}") == r"two lines \% \{{[}U+4E2D]\}"


def test_every_sign_compiles_and_has_a_glyph(pdflatex):
    signs = [chr(code) for code in [*range(0x20, 0x3100), *range(0xFB00, 0xFB10), 0x1F600]]
    signs = [each for each in signs if unicodedata.category(each) not in ("Cn", "Cs", "Co")]
    assert all(escape(each).isascii() for each in map(chr, range(0x10, sys.maxunicode, 7)))
    printed = "\\par ".join(
        " ".join(map(escape, signs[first : first + 40])) for first in range(0, len(signs), 40)
    )
    said = pdflatex("\\sloppy " + printed)
    assert "\n!" not in said and "Output written" in said, said[-2000:]
    assert "Missing character" not in said
    assert sum(not unprintable(each) for each in signs) > 900


def test_tables_and_macros_of_any_names_compile(sweep, pdflatex, tmp_path):
    dataset, summary = sweep({"variants": NAMES, "data.\u03bb_%": [1, 2]}, [[0.1, 0.2]] * 20)
    summary.description = NAMES[3] + NAMES[0]
    texts = report.table_texts(dataset, summary)
    for name in ("variants.tex", "macros.tex"):
        (tmp_path / name).write_text(texts[name], encoding="ascii")
    said = pdflatex(r"\tiny\input{variants}", r"\input{macros}")
    assert "Output written" in said, said[-3000:]
    assert (
        "{[}U+4E2D], {[}U+6587], {[}U+1F600], {[}U+0628], {[}U+1F04]: written as codes"
        in texts["variants.tex"]
    )


@pytest.mark.parametrize("options", [{}, {"missing": [(0, 0), (0, 1)]}])
def test_names_and_numbers_survive_plain_text_and_markdown(sweep, options):
    dataset, summary = sweep({"variants": NAMES}, [[0.1, 0.2]] * 10, **options)
    texts = report.table_texts(dataset, summary)
    lines = texts["variants.md"].splitlines()
    assert len([line for line in lines if line.startswith("|")]) == 2 + 10
    assert "<script" not in texts["variants.md"] and "\x1b" not in "".join(texts.values())
