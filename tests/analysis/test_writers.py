"""Writers: what a cell is decides how it is printed, in every format; and the modules of analysis
have no circles.
"""

import ast
import math
import re
from pathlib import Path

import analysis
from analysis.cells import (
    EMPTY,
    Align,
    Column,
    Count,
    Number,
    PValue,
    Range,
    Setting,
    Table,
    TableRow,
    Text,
    align_of,
)
from analysis.notes import About, Note, reading
from analysis.writers import csv, html, latex, markdown, terminal

COLUMNS = [
    Column("name", "name", Align.LEFT, swept=True),
    Column("n", "n"),
    Column("mean", "mean (%)", Align.POINT),
    Column("p", "p"),
]
ROWS = [
    TableRow([Text("a | b_c"), Count(3, 3), Number(1.25, 1, bold=True), EMPTY]),
    TableRow([Text("<d>"), Count(2, 3), Number(-20.0, 1, better=True), PValue(1e-5, 3)]),
    TableRow([Text("12"), Count(0, 3), Number(math.nan, 1), PValue(math.nan, 3)]),
]
NOTES = [
    reading("Plain."),
    Note(About.INCOMPLETE, "<d>: 2 of 3 trials.", 1),
    Note(About.BOLD, "Bold: the best."),
]
TABLE = Table(COLUMNS, ROWS, NOTES, "sweep", "What it is")


def test_cells_print_as_numbers_are_read():
    assert Number(-0.001, 2, signed=True).text == "0.00"
    assert Number(1.5, 1, signed=True, unit="%").text == "+1.5 %"
    assert Number(-1.5, 1).text == "\u22121.5" and Number(math.inf, 1).text == "\u2013"
    assert Range(-1, 2, 1, signed=True).text == "[\u22121.0, +2.0]"
    assert Range(math.nan, math.nan, 1).text == "\u2013"
    assert [PValue(p, 3).text for p in (0.0005, 0.0123, math.nan)] == ["< 0.001", "0.012", "\u2013"]
    assert Count(2, 3).text == "2/3\u2020" and Count(3, 3).text == "3"


def test_words_stand_left_and_settings_that_are_numbers_right():
    assert align_of([Setting(0.5), Setting(math.nan)]) is Align.RIGHT
    assert align_of([Setting("relu"), Setting("")]) is Align.LEFT


def test_the_terminal_paints_differences_and_leaves_out_the_note_on_bold_print():
    lines = terminal.text(TABLE, color=True).splitlines()
    assert [line.startswith("\033[32m") for line in lines[3:6]] == [False, True, False]
    assert lines[-2:] == ["Plain.", "\u2020 <d>: 2 of 3 trials."]


def test_markdown_escapes_and_sets_the_best_in_bold():
    lines = markdown.text(TABLE).splitlines()
    assert lines[3] == "|:--|--:|--:|--:|"
    assert lines[4] == "| a \\| b_c | 3 | **1.2** |  |"
    assert lines[-1] == "- Bold: the best."


def test_latex_aligns_numbers_and_puts_what_is_none_in_braces():
    made = latex.text(TABLE)
    assert "\\begin{tabular}{lrS[table-format=+2.1]r}" in made
    assert "a $|$ b\\_c & 3 & \\bfseries 1.2 &  \\\\" in made
    assert "$<$d$>$ & 2/3$\\dagger$ & -20.0 & $<$ 0.001 \\\\" in made
    assert "12 & 0/3$\\dagger$ & {--} & -- \\\\" in made


def test_html_escapes_marks_rows_and_sets_the_best_in_bold():
    made = html.text(TABLE, "runs", classes=["better", "worse", ""])
    assert made.count(" data-head=") == len(TABLE.columns) * len(TABLE.rows)
    made = re.sub(' data-head="[^"]*"', "", made)
    assert '<table id="runs" data-sortable>' in made
    assert '<tr class="worse"><td class="left">&lt;d&gt;</td><td>2/3\u2020</td>' in made
    assert "<td>3</td><td><b>1.2</b></td><td></td>" in made
    assert "<button" not in html.text(TABLE, sortable=False)


def test_csv_is_unrounded_and_leaves_unknown_cells_empty():
    made = csv.text([{"x": 0.1 + 0.2, "y": math.nan}, {"x": 1, "y": None}])
    assert made == "x,y\n0.30000000000000004,\n1,\n"


def _imports(file: Path, root: Path) -> set:
    """Names of the modules of the package that a file imports, anywhere in it."""
    package = file.relative_to(root).parent.parts
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = package[: len(package) - node.level + 1] + tuple((node.module or "").split("."))
        path = [part for part in base if part]
        found |= {".".join([*path, alias.name]) for alias in node.names} | {".".join(path)}
    return found


def test_no_module_imports_itself_by_way_of_others():
    root = Path(analysis.__file__).parent
    files = {".".join(f.relative_to(root).with_suffix("").parts): f for f in root.rglob("*.py")}
    imports = {name: _imports(file, root) & set(files) for name, file in files.items()}
    while leaves := [name for name, needed in imports.items() if not needed & set(imports)]:
        for name in leaves:
            del imports[name]
    assert not imports
