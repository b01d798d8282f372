"""verify finds what is not as the results say, whatever it is; trace answers for every table by the
words that stand in it.
"""

import csv
import shutil

import fake_results
import h5py
import pytest

from analysis import ResultsError, load, report, summarize
from analysis.trace import trace
from analysis.verification import differences

AXES = {"dropout.hidden.rate": [0, 0.25, 0.5]}
ERRORS = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11], [0.20, 0.21, 0.22]]
CLAIM = {
    "name": "dropout-helps",
    "says": "Dropout of a quarter helps.",
    "expect": {
        "metric": "test.error",
        "of": {"dropout.hidden": 0.25},
        "of_variant": 1,
        "is": "lower",
        "against": {"dropout.hidden": 0},
        "against_variant": 0,
    },
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    fake_results.write(folder, AXES, ERRORS, compare="all_pairs", claims=[CLAIM])
    (folder / "trials").mkdir()
    for variant in range(3):
        for seed in range(3):
            h5py.File(folder / "trials" / f"{fake_results.trial_id(variant, seed)}.h5", "w").close()
    dataset = load(folder)
    report.report(dataset, summarize(dataset), folder)
    return folder


def ids(*variants) -> list:
    return [fake_results.trial_id(each, seed) for each in variants for seed in range(3)]


def traced(text: str) -> list:
    lines = [line.split() for line in text.splitlines()]
    return [line[1] for line in lines if line[0] in ("trial", "baseline")]


def test_forged_and_swapped_figures_edited_reports_and_deleted_trials_are_found(written, tmp_path):
    folder = shutil.copytree(written, tmp_path / "copy")
    figures = folder / "figures"
    shutil.copy(figures / "curves.png", figures / "dose_response.png")  # swapped
    with (figures / "comparisons.pdf").open("ab") as file:
        file.write(b"% forged")
    page = folder / "report.html"
    page.write_text(page.read_text(encoding="utf-8").replace("21.0", "20.0"), encoding="utf-8")
    caption = figures / "curves.caption.tex"
    caption.write_text(caption.read_text().replace("means", "medians"))
    gone = folder / "trials" / f"{ids(1)[0]}.h5"
    gone.unlink()
    dataset = load(folder)
    said = differences(dataset, summarize(dataset), folder)
    assert len(said) == 5, said
    assert said[0].startswith(f"{gone} is missing")
    assert "report.html:" in said[1] and "is stale" in said[1]
    assert [sentence.split("/figures/")[1].split(" ")[0] for sentence in said[2:]] == [
        "comparisons.pdf",
        "curves.caption.tex",
        "dose_response.png",
    ]


@pytest.mark.parametrize(
    "file, row, column, cell, trials",
    [
        ("variants.tex", "0.25", "Test error (%)", "10.0", ids(1)),
        ("variants.md", "2", "difference (points)", "\u22121.0", ids(1, 0)),
        ("comparisons.tex", "hidden 0.25, hidden 0.5", "p (t)", None, ids(1, 2)),
        ("comparisons.md", "3", "verdict", "better", ids(1, 2)),
        ("claims.tex", "dropout-helps", "verdict", None, ids(0, 1)),
        ("variants.csv", "2", "difference_low", None, ids(1, 0)),
        ("comparisons.csv", "3", "hedges_g", None, ids(1, 2)),
        ("claims.csv", "1", "estimate", None, ids(0, 1)),
        ("trials.csv", ids(2)[1], "test.error", "0.21", ids(2)[1:2]),
        ("curves.csv", "1", "test.error", None, ids(0)[:1]),
    ],
)
def test_every_exported_table_leads_to_its_trials(written, file, row, column, cell, trials):
    said = trace(written / "tables" / file, row, column)
    assert said.splitlines()[0].startswith(f"{column} of ")
    assert cell is None or said.splitlines()[0].endswith(f": {cell}")
    assert traced(said) == trials


def test_every_header_of_every_table_is_known(written):
    for file in sorted((written / "tables").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as opened:
            header = next(csv.reader(opened))
        for column in header:
            assert trace(file, "1", column)
    with pytest.raises(ResultsError, match="is no table of manifest.json"):
        trace(written / "tables" / "macros.tex", "1", "1")
