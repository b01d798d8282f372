"""Macros of running text: names that are settings, whatever the order of variants; one that is gone
is an error in LaTeX.
"""

import pytest

from analysis import report
from analysis.macros import variant_names

RATES = {"dropout.hidden.rate": [0, 0.5], "dropout.input.rate": [0, 0.2]}
ERRORS = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11], [0.20, 0.21, 0.22], [0.05, 0.055, 0.06]]


@pytest.fixture
def macros(sweep, tmp_path):
    """macros(file name, ...): writes macros.tex of a sweep under that name."""

    def made(file: str, axes: dict, errors, sweep_name: str = "fake", **options):
        dataset, summary = sweep(axes, errors, name=file, **options)
        summary.sweep = sweep_name
        (tmp_path / f"{file}.tex").write_text(report.table_texts(dataset, summary)["macros.tex"])

    return made


def test_names_are_settings():
    rows = [{"dropout.hidden.rate": 0.5, "dropout.input.rate": 1e-4}]
    assert variant_names(rows) == ["hidden=0.5,input=0.0001"]
    two = [{"dropout.hidden.rate": 10000, "model.hidden": "[64, 64]"}]
    assert variant_names(two) == ["dropout.hidden=10000,model.hidden=[64, 64]"]
    assert variant_names([{"variants": "l2 & more"}])[0].startswith("variants=l2 - more-")
    assert variant_names([{"data.train": float("nan")}]) == ["train=none"]
    assert variant_names([{}]) == [""]


def test_names_do_not_depend_on_order_and_differ_where_settings_do():
    values = [0.1, 0.1 + 1e-12, "a b", "a \u03bb", "a \u03bc", "none", "", "1,b=2", 1e5, "x\ny"]
    rows = [{"a": value, "b": 2} for value in values]
    names = variant_names(rows)
    assert len(set(names)) == len(values) and all(name.isascii() for name in names)
    assert variant_names(rows[::-1]) == names[::-1]


def test_a_number_stays_with_its_settings_when_the_sweep_is_extended(macros, pdflatex):
    macros("one", RATES, ERRORS)
    rates = {**RATES, "dropout.hidden.rate": [0.25, 0, 0.5]}
    macros("more", rates, ERRORS[2:] + ERRORS, baseline=2)
    body = r"(\rs{hidden=0.5,input=0.2.difference}; \rs{hidden=0,input=0.mean})"
    for file in ("one", "more"):
        said = pdflatex(r"\typeout{" + body + "}", rf"\input{{{file}}}")
        assert "($-$5.5; 11.0)" in said, said[-2000:]


def test_a_number_that_is_gone_is_an_error(macros, pdflatex):
    macros("one", RATES, ERRORS)
    for gone in ("hidden=0.7,input=0.mean", "3.mean", "hidden=0.5.mean"):
        said = pdflatex(rf"\rs{{{gone}}}", r"\input{one}")
        assert f"! no number {gone} in macros.tex; its variant may be gone." in said
        assert "Output written" not in said


def test_two_sweeps_in_one_paper_are_told_apart(macros, pdflatex):
    macros("one", RATES, ERRORS, "first")
    macros("two", RATES, ERRORS[::-1], "second")
    load = r"\input{one}\input{two}\input{one}"
    body = r"\rs{first/hidden=0,input=0.mean} \rs{second/hidden=0,input=0.mean}"
    assert "11.0 5.5" in pdflatex(rf"\typeout{{{body}}}", load)
    said = pdflatex(r"\rs{hidden=0,input=0.mean}", load)
    assert (
        r"several sweeps have a number hidden=0,input=0.mean; say which: \rs {first/" in said
        or (r"several sweeps have a number hidden=0,input=0.mean; say which: \rs{second/" in said)
    ), said[
        -1500:
    ]
    assert "Output written" in pdflatex(r"\rs{hidden=0,input=0.mean}", r"\input{one}\input{one}")
