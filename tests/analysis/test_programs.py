"""Which programs made the numbers: said in tables, figures and set-up if they may differ, and not
otherwise.
"""

import json

import fake_results
import h5py
import pytest

from analysis import load, summarize
from analysis.figure_axes import notes_of
from analysis.sweep_comparison import compare_sweeps
from analysis.variant_table import variant_table

NOTE = "mixed programs: 3 trials by 1a2b3c4d5e (0.1.0+gabc), 3 trials by 9988776655 (0.1.0+gdef)"
PROGRAMS = [
    {"program": "1a2b3c4d5e6f7081", "program_version": "0.1.0+gabc", "compiler": "g++ 12.2.0"},
    {"program": "99887766554433aa", "program_version": "0.1.0+gdef", "compiler": "g++ 12.2.0"},
]


@pytest.fixture
def folder(tmp_path):
    return fake_results.write(
        tmp_path, {"dropout.hidden.rate": [0, 0.5]}, [[0.10, 0.11, 0.13], [0.08, 0.09, 0.10]]
    )


def made_by(folder, note):
    with h5py.File(folder / "results.h5", "a") as file:
        about = file.create_group("provenance").attrs
        about["programs"] = json.dumps([{**each, "trials": 3} for each in PROGRAMS])
        about["mixed_programs"] = bool(note)
        about["mixed_programs_note"] = note
    return load(folder)


def sentences(notes):
    return [note.sentence for note in notes]


def test_mixed_programs_are_said_below_tables_and_figures(folder):
    summary = summarize(made_by(folder, NOTE))
    said = "M" + NOTE[1:] + "."
    assert said in sentences(variant_table(summary).notes)
    assert said in sentences(notes_of(summary, "Means."))


def test_programs_that_give_the_same_bits_are_named_and_not_warned_of(folder):
    dataset = made_by(folder, "")
    assert "mixed_programs" not in dataset.attrs
    assert dataset.attrs["programs"] == (
        "3 trials by program 1a2b3c4d5e (0.1.0+gabc, g++ 12.2.0), "
        "3 trials by program 9988776655 (0.1.0+gdef, g++ 12.2.0)"
    )
    assert not [each for each in sentences(summarize(dataset).notes) if "program" in each]


def test_results_of_before_programs_were_recorded_are_read(folder):
    assert "programs" not in load(folder).attrs


def test_two_sweeps_are_compared_by_who_made_their_trials_and_not_by_places(folder, tmp_path):
    made_by(folder, "")
    other = fake_results.write(tmp_path / "b", {"dropout.hidden.rate": [0, 0.5]}, [[0.1], [0.2]])
    for place, name in ((folder, "a"), (other, "b")):
        plan = json.loads((place / "plan.json").read_text())
        plan["provenance"] = {"program": "x", "sweep_yaml": f"/{name}", "host": name, "cpu": "c"}
        (place / "plan.json").write_text(json.dumps(plan))
    with h5py.File(other / "results.h5", "a") as file:
        about = file.create_group("provenance").attrs
        about["programs"] = json.dumps([{**PROGRAMS[0], "trials": 2}])
    said = [
        each for each in compare_sweeps(load(folder), load(other)).differences if "rogram" in each
    ]
    assert said == [
        "Program: the trials were made by program 1a2b3c4d5e (0.1.0+gabc, g++ 12.2.0) and program "
        "9988776655 (0.1.0+gdef, g++ 12.2.0) in A, by program 1a2b3c4d5e (0.1.0+gabc, g++ 12.2.0) "
        "in B."
    ]
    same = compare_sweeps(load(other), load(other)).differences
    assert not [each for each in same if each.startswith("Program")]
