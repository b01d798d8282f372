"""What the words "declared before the run" rest on: histories as regsweep keeps them, and what is
left of them in directories of programs that kept none.
"""

import json

import fake_results
import pytest

from analysis import load, page, report, summarize
from analysis.history import declaration
from analysis.variant_table import variant_table

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.12, 0.11], [0.09, 0.10, 0.10]]
ANALYSIS = {"metric": "test.error", "compare": "to_baseline", "alpha": 0.05}


def entry(finished: int, seeds: int = 3, variants: int = 2, **declared) -> dict:
    return {
        "finished": finished,
        "variants": variants,
        "trials": seeds * variants,
        "seeds": list(range(seeds)),
        "analysis": {**ANALYSIS, **declared},
    }


@pytest.mark.parametrize(
    "key, before, after, said",
    [
        ("metric", "test.loss", "test.error", "test.loss before, test.error since then"),
        ("baseline", {"a": 0}, {"a": 0.5}, "{a: 0} before, {a: 0.5} since then"),
        ("compare", "to_baseline", "all_pairs", "to_baseline before, all_pairs since then"),
        ("margin", None, 0.002, "none before, 0.002 since then"),
        ("alpha", 0.05, 0.1, "0.05 before, 0.1 since then"),
        ("pairing", "none", "seed", "none before, seed since then"),
    ],
)
def test_what_changed_after_results_was_not_declared_before(key, before, after, said):
    old = {} if before is None else {key: before}
    made = declaration([entry(0, **old), entry(15, **{key: after})])
    assert made.badge == "changed after 15 results"
    assert made.changes == (f"The declared {key} was changed after 15 results: {said}.",)
    # changed before there was any result, it was declared in time
    assert declaration([entry(0, **old), entry(0, **{key: after})]).changes == ()
    # changed and changed back is no declaration either
    back = declaration([entry(0, **old), entry(15, **{key: after}), entry(20, **old)])
    assert back.badge == "changed after 15 results" and len(back.changes) == 2


def test_claims_count_as_declared_wherever_a_history_has_them():
    claims = [{"name": "a", "says": "A sentence"}, {"name": "b", "says": "Another one"}]
    made = declaration([entry(0), entry(4, claims=claims)])
    assert made.badge == "changed after 4 results"
    said = "The declared claims were changed after 4 results: none before, a, b since then."
    assert made.changes == (said,)


def test_seeds_and_variants_of_a_later_look_are_told():
    made = declaration([entry(0, 3), entry(0, 5), entry(15, 7), entry(21, 7, variants=4)])
    assert made.badge == "declared before the run" and not made.changes
    assert made.additions == (
        "Seeds 5 to 6 were added after 15 results.",
        "2 variants were added after 21 results.",
    )
    fewer = declaration([entry(0, 3), entry(1, 2, variants=1)])
    assert fewer.additions == (
        "Seed 2 was left out after 1 result.",
        "1 variant was left out after 1 result.",
    )


def test_a_plan_that_came_after_results_declared_nothing_before_them():
    made = declaration([entry(6)])
    assert made.badge == "changed after 6 results"
    assert made.changes == ("The analysis was declared when 6 results were there already.",)
    assert declaration([]).badge == "not known when declared"


def test_tables_and_report_say_what_came_later(tmp_path):
    history = [entry(0, 2), entry(4, 3, margin=0.01)]
    attributes = {"history": history}
    folder = fake_results.write(tmp_path, RATES, ERRORS, attributes=attributes, margin=0.01)
    dataset = load(folder)
    summary = summarize(dataset)
    said = "\n".join(note.text for note in variant_table(summary).notes)
    assert "Seed 2 was added after 4 results." in said
    assert "The declared margin was changed after 4 results: none before, 0.01 since then." in said
    assert "Equivalent: the interval lies within 1 point, declared when results were there." in said
    text = page.page(dataset, summary, report.summary_tables(summary), {})
    assert "changed after 4 results</span>" in text and "declared before the run" not in text
    assert text.count("Seed 2 was added after 4 results.") >= 2


def test_a_margin_that_was_there_before_the_results_is_as_declared(tmp_path):
    attributes = {"history": [entry(0, margin=0.01), entry(4, alpha=0.1, margin=0.01)]}
    folder = fake_results.write(tmp_path, RATES, ERRORS, attributes=attributes, margin=0.01)
    said = "\n".join(note.text for note in variant_table(summarize(load(folder))).notes)
    assert "Equivalent: the interval lies within 1 point, as declared." in said


def test_a_directory_without_history_knows_the_plans_that_are_still_there(tmp_path):
    folder = fake_results.write(tmp_path, RATES, ERRORS)
    assert summarize(load(folder)).declaration.badge == "declared before the run"
    before = json.loads((folder / "plan.json").read_text())
    before["analysis"]["margin"], before["seeds"] = 0.1, [0, 1]
    (folder / "plan.before-1.json").write_text(json.dumps(before))
    made = summarize(load(folder)).declaration
    assert made.badge == "changed after an unknown number of results"
    assert made.additions == ("Seed 2 was added after an unknown number of results.",)
    (folder / "plan.before-1.json").write_text("damaged")
    made = summarize(load(folder)).declaration
    assert made.changes == (
        "The analysis was declared when an unknown number of results were there already.",
    )
    (folder / "plan.json").unlink()
    (folder / "plan.before-1.json").unlink()
    assert summarize(load(folder)).declaration.badge == "not known when declared"


def test_another_metric_is_exploratory_whatever_was_declared(tmp_path):
    folder = fake_results.write(tmp_path, RATES, ERRORS, attributes={"history": [entry(0)]})
    dataset = load(folder)
    for metric, mark in (("test.loss", "exploratory"), (None, "declared before the run")):
        summary = summarize(dataset, metric)
        text = page.page(dataset, summary, report.summary_tables(summary), {})
        metric_section = text.partition("<h2>Metric ")[2].partition("</h2>")[0]
        assert f'<span class="mark">{mark}</span>' in metric_section
