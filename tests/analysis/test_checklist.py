"""Answers for a reproducibility checklist: what an author would sign."""

import fake_tuning

from analysis import load, summarize
from analysis.checklist import checklist, latex_list, markdown_text
from analysis.report import table_texts


def answers_of(dataset, summary) -> dict:
    return {each.question: each.answer for each in checklist(dataset, summary)}


def test_error_bars_name_formula_seeds_and_what_they_do_not_cover(sweep):
    errors = [[0.1, 0.11, 0.12], [0.2, 0.21, 0.23]]
    made = answers_of(*sweep({"dropout.hidden.rate": [0, 0.5]}, errors))
    assert "m \u00b1 t(n \u2212 1) s / \u221an over n = 3 seeds" in made["Error bars"]
    assert "not the standard deviation itself" in made["Error bars"]
    assert "initial weights, order of examples and all noise" in made[FACTORS]
    assert "the same for all seeds, so error bars do not cover them." in made[FACTORS]
    assert "none was searched for" in made["Hyperparameters and how they were chosen"]


FACTORS = "Seeds and factors of variability"


def test_diverged_and_missing_trials_are_counted(sweep):
    errors = [[0.1, 0.11, 0.12], [0.2, 0.21, 0.23]]
    made = answers_of(*sweep({"a": [0, 1]}, errors, diverged=[(1, 2)], missing=[(0, 1)]))
    assert made["Training runs"].startswith(
        "6 trials of 2 variants were planned: 4 have a result, 1 diverged, 0 failed, 1 missing."
    )
    assert "n = 2 seeds" in made["Error bars"]


def test_a_tuned_sweep_tells_search_runs_and_core_hours(tmp_path):
    dataset = load(fake_tuning.example(tmp_path / "s", statuses={("none", 3): "diverged"}))
    made = answers_of(dataset, summarize(dataset))
    chosen = made["Hyperparameters and how they were chosen"]
    assert "the same budget of 4 points" in chosen
    assert "16 trials served to choose settings (15 done, 1 diverged)" in made["Training runs"]
    assert made[FACTORS].endswith("nor the choice of settings.")


def test_the_report_has_them_as_text_and_as_latex(sweep):
    dataset, summary = sweep({"a": [0, 1]}, [[0.1, 0.2], [0.2, 0.3]])
    texts = table_texts(dataset, summary)
    answers = checklist(dataset, summary)
    assert texts["checklist.md"] == markdown_text(answers)
    assert texts["checklist.tex"] == latex_list(answers)


def test_latex_reads_it(sweep, pdflatex):
    body = latex_list(checklist(*sweep({"a": [0, 1]}, [[0.1, 0.2], [0.2, 0.3]])))
    assert "\n!" not in pdflatex(body)
