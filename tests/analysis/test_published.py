"""results/published: one table over all studies, made of records that stay."""

import json

import fake_results
import h5py
import pytest

from analysis import ResultsError
from analysis.cli import main
from analysis.effort import effort
from analysis.published import planned_sweeps, published

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.100, 0.110, 0.105], [0.200, 0.215, 0.205]]
CLAIM = {
    "name": "helps",
    "says": "Dropout | helps",
    "source": "Somebody 1999",
    "published": {"dropout": 0.1, "none": {"value": 0.12, "plus_minus": 0.01}},
    "expect": {"metric": "test.error", "of_variant": 1, "against_variant": 0, "is": "lower"},
}


def studies(tmp_path):
    for study, name in [("first", "a-1"), ("second", "b-1"), ("second", "b-2")]:
        folder = tmp_path / "configs" / study
        folder.mkdir(parents=True, exist_ok=True)
        text = f"# Cost: 2 core-hours\nsweep: {name}\ndescription: What {name} asks\nbase: {{}}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [tmp_path / "configs"]


def test_files_of_studies_are_known_by_their_sweeps(tmp_path):
    made = planned_sweeps(*studies(tmp_path))
    assert [(each.study, each.name) for each in made] == [
        ("first", "a-1"),
        ("second", "b-1"),
        ("second", "b-2"),
    ]
    assert made[0].description == "What a-1 asks"
    assert made[0].cost == "2 core-hours"


def test_a_folder_is_a_study_by_its_files_that_state_claims(tmp_path):
    for name, text in (("asked", "claims: []\n"), ("plain", "seeds: 2\n")):
        (tmp_path / f"{name}.yaml").write_text(f"sweep: {name}\n{text}", encoding="utf-8")
    made = planned_sweeps(*studies(tmp_path), tmp_path)
    assert [(each.study, each.name) for each in made] == [
        ("first", "a-1"),
        ("second", "b-1"),
        ("second", "b-2"),
        (tmp_path.name, "asked"),
    ]


def test_a_folder_without_studies_and_a_file_without_a_sweep_are_told(tmp_path):
    with pytest.raises(ResultsError, match="has no study"):
        planned_sweeps(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "x/y.yaml").write_text("base: {}\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="names no sweep"):
        planned_sweeps(tmp_path)


def test_claims_that_fail_stand_in_the_table_and_what_is_not_run_is_told(tmp_path):
    configs, out = studies(tmp_path), tmp_path / "out"
    fake_results.write(tmp_path / "runs/b-1", RATES, ERRORS, claims=[CLAIM], pairing="seed")
    recorded, pages = published(tmp_path / "runs", configs, out)
    assert recorded == ["b-1"]
    assert [page.relative_to(out).as_posix() for page in pages] == ["README.md", "second/README.md"]
    table = (out / "README.md").read_text(encoding="utf-8")
    assert "| a-1 | What a-1 asks |  |  | not run yet |" in table
    assert "[b-1](second/README.md#b-1) | Dropout \\| helps | dropout 10, none 12 ± 1 |" in table
    assert "| fails | 3 |" in table
    assert "0 holds, 1 fails, 0 undecided" in table
    page = (out / "second/README.md").read_text(encoding="utf-8")
    assert "helps: Somebody 1999" in page
    assert "Not run yet. Cost: 2 core-hours" in page
    for name in ("variants.csv", "claims.csv", "trials.csv", "dose_response.png"):
        assert (out / "second/b-1" / name).stat().st_size > 0


def test_a_sweep_without_claims_has_a_line(tmp_path):
    configs, out = studies(tmp_path), tmp_path / "out"
    fake_results.write(tmp_path / "runs/a-1", RATES, ERRORS)
    published(tmp_path / "runs", configs, out)
    table = (out / "README.md").read_text(encoding="utf-8")
    assert "[a-1](first/README.md#a-1) | What a-1 asks |  |  | no claims | 3 | 0 |" in table


def test_records_of_other_days_stay(tmp_path):
    configs, out = studies(tmp_path), tmp_path / "out"
    fake_results.write(tmp_path / "one/b-1", RATES, ERRORS, claims=[CLAIM], pairing="seed")
    fake_results.write(tmp_path / "two/b-2", RATES, ERRORS[::-1], claims=[CLAIM], pairing="seed")
    published(tmp_path / "one", configs, out)
    recorded, _ = published(tmp_path / "two", configs, out)
    assert recorded == ["b-2"]
    assert "1 holds, 1 fails, 0 undecided" in (out / "README.md").read_text(encoding="utf-8")


def test_an_unfinished_sweep_has_no_verdict(tmp_path):
    configs, out = studies(tmp_path), tmp_path / "out"
    fake_results.write(
        tmp_path / "runs/a-1", RATES, ERRORS, claims=[CLAIM], pairing="seed", missing=[(1, 2)]
    )
    published(tmp_path / "runs", configs, out)
    table = (out / "README.md").read_text(encoding="utf-8")
    assert "| not finished (so far: fails) | 3 |" in table
    assert "0 holds, 0 fails, 0 undecided" in table
    assert json.loads((out / "first/a-1/record.json").read_text())["interim"] is True


def test_effort_is_read_from_the_trials(tmp_path):
    (tmp_path / "trials").mkdir()
    for number, (seconds, threads) in enumerate([(1800, 1), (900, 2)]):
        with h5py.File(tmp_path / f"trials/{number}.h5", "w") as file:
            made = file.create_group("provenance")
            made["wall_time"] = [0.0, seconds / 2, seconds]
            made.attrs["blas_threads"] = threads
            made.attrs["cpu"] = "a processor"
            made.attrs["regsweep_version"] = "0.1.0"
            made.attrs["commit"] = f"abc{number}"
            made.attrs["compiler"] = "g++"
            made.attrs["started"] = f"2026-11-0{number + 1}T00:00:00Z"
            made.attrs["finished"] = f"2026-11-0{number + 1}T01:00:00Z"
    found = effort(tmp_path)
    assert found.trials == 2
    assert found.core_hours == pytest.approx(1.0)
    assert (found.started, found.finished) == ("2026-11-01T00:00:00Z", "2026-11-02T01:00:00Z")
    assert found.machines == ("a processor",)
    assert found.programs == ("regsweep 0.1.0 (abc0), g++", "regsweep 0.1.0 (abc1), g++")
    assert effort(tmp_path / "nothing").trials == 0


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    configs, out = studies(tmp_path), tmp_path / "out"
    given = ["published", str(tmp_path), "--configs", *map(str, configs), "--out", str(out)]
    assert main(given) == 0
    assert "Recorded 0 sweeps" in capsys.readouterr().out
