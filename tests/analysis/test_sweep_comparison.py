"""Two sweeps side by side: what is matched, what is tested, and what is said to differ."""

import json

import fake_results
import numpy as np
import pytest

from analysis import ResultsError, load
from analysis.statistics import paired_difference, welch_difference
from analysis.sweep_comparison import compare_sweeps, comparison_table

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.100, 0.110, 0.105], [0.200, 0.215, 0.205]]
CONFIGURATION = {
    "data": {"name": "mnist", "train": 1000},
    "optimizer": {"learning_rate": 0.1},
}


def sweep(folder, errors, configuration=CONFIGURATION, provenance=None, **options):
    fake_results.write(folder, RATES, errors, **options)
    plan = json.loads((folder / "plan.json").read_text())
    for i, each in enumerate(plan["variants"]):
        each["configuration"] = {**configuration, "dropout": {"rate": i / 2}}
    plan["provenance"] = provenance or {"commit": "abc"}
    (folder / "plan.json").write_text(json.dumps(plan))
    return load(folder)


def test_the_same_results_are_identical_and_nothing_differs(tmp_path):
    made = compare_sweeps(sweep(tmp_path / "a", ERRORS), sweep(tmp_path / "b", ERRORS))
    assert [each.verdict for each in made.matched] == ["identical"] * 2
    assert made.differences == ["Configuration, data and program are the same."]


def test_data_program_and_a_setting_are_named(tmp_path):
    other = {"data": {"name": "mnist", "train": 2000}, "optimizer": {"learning_rate": 0.2}}
    worse = (np.array(ERRORS) + [[0.05, 0.05, 0.0501], [0.0, 0.001, -0.001]]).tolist()
    made = compare_sweeps(
        sweep(tmp_path / "a", ERRORS),
        sweep(tmp_path / "b", worse, other, {"commit": "def"}),
    )
    assert made.differences == [
        "Data: data.train is 1000 in A, 2000 in B.",
        "Configuration: optimizer.learning_rate is 0.1 in A, 0.2 in B.",
        "Program: commit is abc in A, def in B.",
    ]
    assert [each.verdict for each in made.matched] == ["differs", "inconclusive"]
    expected = paired_difference(worse[0], ERRORS[0], 0.025)
    assert made.matched[0].difference[:4] == pytest.approx(expected[:4])
    assert made.matched[0].adjusted_p == pytest.approx(2 * expected.p)


def test_other_seeds_and_other_certificates_make_no_pairs(tmp_path):
    a = sweep(tmp_path / "a", ERRORS)
    certificates = {(v, s): "another" for v in range(2) for s in range(3)}
    for name, options in (("b", {"certificates": certificates}), ("c", {"seeds": [7, 8, 9]})):
        made = compare_sweeps(a, sweep(tmp_path / name, ERRORS[::-1], **options))
        assert not any(each.paired for each in made.matched)
        expected = welch_difference(ERRORS[1], ERRORS[0], 0.05)
        assert made.matched[0].difference.mean == pytest.approx(expected.mean)
    assert "Seeds: 3 in A, 3 in B, 0 in both." in made.differences


def test_what_only_one_has_is_told_and_nothing_in_common_refused(tmp_path):
    a = sweep(tmp_path / "a", ERRORS)
    fake_results.write(tmp_path / "b", {"dropout.hidden.rate": [0, 0.9]}, ERRORS)
    made = compare_sweeps(a, load(tmp_path / "b"))
    assert len(made.matched) == 1
    assert [each for each in made.differences if each.startswith("Variants only in")] == [
        "Variants only in A (fake): hidden 0.5.",
        "Variants only in B (fake): hidden 0.9.",
    ]
    fake_results.write(tmp_path / "c", {"dropout.input.rate": [0.1, 0.9]}, ERRORS)
    with pytest.raises(ResultsError, match="share no variant"):
        compare_sweeps(a, load(tmp_path / "c"))
    with pytest.raises(ResultsError, match="no metric 'test.eror'"):
        compare_sweeps(a, a, "test.eror")


def test_the_table_counts_and_explains(tmp_path):
    b = sweep(tmp_path / "b", ERRORS, diverged=[(1, 0)])
    table = comparison_table(compare_sweeps(sweep(tmp_path / "a", ERRORS), b))
    assert table.texts[1][3].startswith("2/3")
    assert table.notes[0].text.startswith("A: fake, B: fake; differences paired by seed")
