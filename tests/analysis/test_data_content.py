"""Trials of which nothing shows what data they saw stand in every table with a note."""

import fake_results

from analysis import load, summarize

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.12, 0.11], [0.09, 0.10, 0.10]]


def notes_of(folder, contents):
    dataset = load(fake_results.write(folder, RATES, ERRORS))
    dataset["data_content"] = ("trial", contents)
    return [note.text for note in summarize(dataset).notes if "which data" in note.text]


def test_unproven_data_are_told(tmp_path):
    known = "csv sha256:" + "a" * 64
    assert notes_of(tmp_path / "a", [known] * 6) == []
    assert notes_of(tmp_path / "b", ["two_moons"] * 6) == []
    (note,) = notes_of(tmp_path / "c", ["csv, content unknown"] * 2 + [known] * 4)
    assert note.startswith("Of 2 of 6 trials nothing shows which data they saw")
