"""Paragraphs to quote say what the plan and the numbers say, and cite what is used."""

import json
import re
from pathlib import Path

import fake_results
import pytest

from analysis import load, references, summarize
from analysis.quotes import methods, paragraphs, results
from analysis.writers import quotes

LIBRARY = Path(__file__).resolve().parents[2] / "lib"
ERRORS = [[0.100, 0.102, 0.104], [0.090, 0.091, 0.095]]


def said(paragraph) -> str:
    return quotes.text([paragraph]).split("\n")[2]


def test_every_noise_and_rule_and_what_is_cited_has_an_entry():
    for folder, known in (("noise", references.NOISES), ("rules", references.RULES)):
        files = (LIBRARY / "regularizers" / folder).glob("*.cpp")
        names = {re.search(r'\.name = "(\w+)"', file.read_text())[1] for file in files}
        assert names == set(known)
    tables = (references.NOISES, references.RULES, references.OPTIMIZERS, references.DATA)
    cited = {key for table in tables for keys in table.values() for key in keys}
    assert cited <= set(references.entries())


def test_years_and_first_authors_are_those_that_the_program_declares():
    for folder, known in (("noise", references.NOISES), ("rules", references.RULES)):
        for name, keys in known.items():
            text = (LIBRARY / "regularizers" / folder / f"{name}.cpp").read_text()
            for key in keys:
                author = re.match(r"[a-z]+?(?=\d)", key)[0]
                assert author.lower() in text.lower() and re.search(r"\d{4}", key)[0] in text


def test_the_results_of_a_comparison_are_its_numbers(sweep):
    _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS)
    # Welch by hand: means 10.2 and 9.2, variances 0.04 and 0.07, n = 3 each
    assert said(results(summary, summary.comparisons[0])) == (
        "hidden 0.5 has a mean test error of 9.20 % (n = 3), hidden 0 one of 10.20 % (n = 3). The"
        " difference is \u22121.00 points (95 % interval [\u22121.55, \u22120.45]; p = 0.008,"
        " Hedges' g = \u22123.41, probability of improvement 1.00). The former is better."
    )


def test_what_diverged_is_said(sweep):
    _, summary = sweep({"dropout.hidden.rate": [0, 0.5]}, ERRORS, diverged=[(1, 0)])
    text = said(results(summary, summary.comparisons[0]))
    assert text.endswith("Of hidden 0.5, 1 of 3 trials diverged and are in no mean.")


def test_the_methods_name_the_procedure_and_cite_what_is_used(tmp_path):
    used = [
        {
            "dropout": {"hidden.0": {"noise": "gaussian", "rate": 0.3}},
            "optimizer": {"kind": "adam"},
        },
        {"regularizers": {"l2": {"strength": 0.1}}, "data": {"name": "fashion-mnist"}},
    ]
    folder = fake_results.write(tmp_path, {"variants": ["a", "b"]}, ERRORS, pairing="seed")
    plan = json.loads((folder / "plan.json").read_text())
    for variant, configuration in zip(plan["variants"], used):
        variant["configuration"] = configuration
    (folder / "plan.json").write_text(json.dumps(plan))
    dataset = load(folder)
    made = methods(dataset, summarize(dataset))
    assert "paired t tests over common seeds [@student1908probable] at alpha = 0.05" in said(made)
    assert {"srivastava2014dropout", "kingma2015adam", "krogh1991simple"} < set(made.keys)
    assert "xiao2017fashion" in made.keys and "holm1979simple" not in made.keys


@pytest.mark.parametrize("order", [[0, 0.25, 0.5], [0.5, 0, 0.25]])
def test_the_order_of_variants_changes_no_sentence(sweep, order):
    values = {0: [0.1, 0.11, 0.12], 0.25: [0.08, 0.083, 0.091], 0.5: [0.2, 0.21, 0.19]}
    baseline = order.index(0)
    dataset, summary = sweep(
        {"dropout.hidden.rate": order}, [values[each] for each in order], baseline=baseline
    )
    made = sorted(said(each) for each in paragraphs(dataset, summary)[1:])
    assert [text[:10] for text in made] == ["hidden 0.2", "hidden 0.5"]
    assert "The difference is \u22122.5 points" in made[0] and "+9.0 points" in made[1]


def test_the_macros_of_paragraphs_print_in_latex(sweep, pdflatex):
    dataset, summary = sweep({"variants": ["none", "50 % & _more_ {\u03bb}"]}, ERRORS)
    made = paragraphs(dataset, summary)
    text = quotes.latex(made, summary.sweep)
    assert text.isascii()
    name = re.findall(r"\\rsparagraph\{([^}]*)\}", text)[1]
    said_by_tex = pdflatex(f"{text}\\rsquote{{fake/methods}} \\rsquote{{{name}}}")
    assert "Output written" in said_by_tex, said_by_tex[-2000:]
    assert "no paragraph gone" in pdflatex(f"{text}\\rsquote{{gone}}")
