"""The table of variants: the same cells as text, Markdown and LaTeX."""

import re

import pytest

from analysis.cells import Align, Column, Table, TableRow, Text
from analysis.comparison_table import comparison_table
from analysis.variant_table import best_row, variant_table
from analysis.writers import latex, markdown, terminal


@pytest.fixture
def summary(sweep):
    # means 11, 10 %; half-width 4.302653 * 1 / sqrt 3 = 2.48 points
    errors = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11]]
    return sweep({"dropout.hidden.rate": [0, 0.5]}, errors, diverged=[(1, 2)])[1]


def test_text(summary):
    lines = terminal.text(variant_table(summary)).splitlines()
    assert lines[0].split() == ["dropout.", "Test", "error", "difference", "p"]
    assert lines[1].split() == [
        "hidden",
        "n",
        "(%)",
        "95",
        "%",
        "interval",
        "(points)",
        "95",
        "%",
        "interval",
        "(Holm)",
        "verdict",
    ]
    # two values 9, 10: mean 9.5, half-width 12.706205 * 0.5 = 6.35
    assert re.sub(" +", " ", lines[3]).strip() == "0 3 11.0 [8.5, 13.5] baseline"
    assert (
        re.sub(" +", " ", lines[4]).strip().startswith("0.5 2/3\u2020 9.5 [3.1, 15.9] \u22121.5 [")
    )
    assert (
        lines[6] == "Mean over seeds, 95 % t intervals; differences of independent means (Welch)."
    )
    assert lines[7].startswith("Inconclusive:")
    assert lines[8] == "\u2020 hidden 0.5: 2 of 3 seeds finished; 1 diverged (seed 2)."


def test_columns_are_aligned(summary):
    lines = terminal.text(variant_table(summary)).splitlines()
    ends = [line.index("]") for line in lines[3:5]]
    assert ends[0] == ends[1] == lines[1].index("interval") + len("interval") - 1


def test_color_marks_intervals_without_zero_only(sweep):
    errors = [[0.10, 0.11, 0.12], [0.010, 0.011, 0.012], [0.40, 0.41, 0.42], [0.10, 0.12, 0.125]]
    made = terminal.text(
        variant_table(sweep({"dropout.hidden.rate": [0, 0.1, 0.2, 0.3]}, errors)[1]), color=True
    ).splitlines()
    assert ["\033[32m" in line for line in made[3:7]] == [False, True, False, False]
    assert ["\033[31m" in line for line in made[3:7]] == [False, False, True, False]


def test_markdown(summary):
    lines = markdown.text(variant_table(summary)).splitlines()
    assert lines[0] == "**fake**: A sweep that never ran"
    assert (
        lines[2]
        == "| dropout.hidden | n | Test error (%) | 95 % interval | difference (points) | 95 %"
        " interval | p (Holm) | verdict |"
    )
    assert lines[4] == "| 0 | 3 | 11.0 | [8.5, 13.5] | baseline |  |  |  |"
    assert all(line.count("|") == lines[2].count("|") for line in lines[2:6])
    assert lines[-1].startswith("- \u2020 hidden 0.5")


def test_latex(summary):
    made = latex.text(variant_table(summary), 500)
    assert (
        r"\shortstack[r]{Hidden\\dropout\\rate} & n & {\shortstack{Test error\\(\%)}} &"
        r" \shortstack[r]{95 \%\\interval} & {\shortstack{difference\\(points)}} &"
        r" \shortstack[r]{95 \%\\interval} & p (Holm) & verdict \\"
    ) in made
    assert r"0 & 3 & 11.0 & [8.5, 13.5] & {baseline} &  &  &  \\" in made
    assert r"2/3$\dagger$ & 9.5" in made and " & -1.5 & [$-$" in made
    assert r"\begin{tabular}{rrS[table-format=2.1]rS[table-format=+1.1]rrl}" in made
    assert made.count("{") == made.count("}")
    assert not re.search("[^\x00-\x7f]", made)


def test_latex_escapes_words_and_leading_brackets(sweep):
    axes = {"model.hidden": ["[64, 64]", "a_b & 5 %"]}
    made = latex.text(variant_table(sweep(axes, [[0.1, 0.2], [0.2, 0.3]])[1]))
    assert "{}[64, 64] & 15" in made and r"a\_b \& 5 \% & 25" in made
    assert "n = 2 in every row." in made


def test_latex_leaves_repeated_values_of_axes_blank_and_aligns_intervals(sweep):
    axes = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
    errors = [[0.05, 0.06, 0.07], [0.12, 0.13, 0.14], [0.12, 0.13, 0.15], [0.2, 0.25, 0.24]]
    lines = latex.text(variant_table(sweep(axes, errors)[1]), 600).splitlines()
    begins = [line.split(" & ")[:2] for line in lines if line.count(" & ") > 5][1:]
    assert begins == [["0", "0"], ["", "0.2"], ["0.5", "0"], ["", "0.2"]]
    assert sum("addlinespace" in line for line in lines) == 1
    assert any("[\\phantom{0}3.5, \\phantom{0}8.5]" in line for line in lines)
    assert any("[10.5, 15.5]" in line for line in lines)


def test_a_name_that_all_rows_share_stands_below_the_table(sweep):
    rates = {"dropout.hidden.rate": [0, 0.25, 0.5]}
    errors = [[0.20, 0.21, 0.22], [0.10, 0.11, 0.12], [0.30, 0.31, 0.32]]
    to_baseline = latex.text(comparison_table(sweep(rates, errors)[1]))
    assert "compared with = hidden 0 in every row." in to_baseline
    assert r"\\with}" not in to_baseline
    pairs = sweep(rates, errors, compare="all_pairs", name="pairs")[1]
    assert "compared with =" not in latex.text(comparison_table(pairs))


def test_columns_of_words_are_broken_between_words_before_a_table_is_made_smaller():
    words = "Training loss: early lower than none, 0.0024 [0.0004, 0.0044] nats"
    columns = [Column(name, name, Align.LEFT) for name in ("claim", "measured", "verdict")]
    row = TableRow([Text("early-lowers-loss"), Text(words), Text("undecided")])
    made = latex.text(Table(columns, [row]), 250)
    assert "resizebox" not in made
    assert r"p{" in made
    assert f"early-lowers-loss & {words} & undecided" in made


def test_bold_is_only_what_was_shown(sweep):
    better, same = [[0.20, 0.201, 0.202], [0.10, 0.101, 0.102], [0.11, 0.111, 0.112]], [
        [0.20, 0.21, 0.22],
        [0.19, 0.20, 0.21],
        [0.2, 0.21, 0.22],
    ]
    rates = {"dropout.hidden.rate": [0, 0.25, 0.5]}
    made = sweep(rates, better, name="better")[1]
    assert (
        latex.text(variant_table(made)).count("\\bfseries 10.10 ") == 1
        and markdown.text(variant_table(made)).count("**") == 4
    )  # the sweep's name, and 10.10
    assert (
        "Bold: the best mean, better than the baseline; the others were not compared with it."
        in markdown.text(variant_table(made))
    )
    assert "Bold" not in terminal.text(variant_table(made))
    assert best_row(sweep(rates, same, name="same")[1]) is None
    everyone = sweep(rates, better, compare="all_pairs", name="pairs")[1]
    assert (
        variant_table(everyone).notes[-1].text
        == "Bold: the best mean, better than every other variant."
    )
    worse = sweep(rates, better[1:] + better[:1], name="worse")[1]  # the baseline is best
    assert best_row(worse) == 0


def test_one_seed_has_no_interval(sweep):
    made = terminal.text(
        variant_table(sweep({"dropout.hidden.rate": [0, 0.5]}, [[0.1], [0.2]])[1])
    ).splitlines()
    assert made[3].split() == ["0", "1", "10.00", "\u2013", "baseline"]
    assert made[4].split() == [
        "0.5",
        "1",
        "20.00",
        "\u2013",
        "+10.00",
        "\u2013",
        "\u2013",
        "untestable",
    ]
    assert made[6] == "One seed per variant: no intervals."
