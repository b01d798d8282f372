"""CSV files beside the tables: complete, in one header line, every column explained, and read by R
and pandas in one line each.
"""

import shutil
import subprocess

import fake_results
import pandas as pd
import pytest

from analysis import load, report, summarize

AXES = {"dropout.hidden.rate": [0, 0.5], "model.hidden": ["[64, 64]", 'say "a", b']}
ERRORS = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11], [0.20, 0.21, 0.22], [0.05, 0.055, 0.06]]


@pytest.fixture
def tables(tmp_path):
    options = {"compare": "all_pairs", "diverged": [(1, 2)], "missing": [(2, 0)], "margin": 0.01}
    dataset = load(fake_results.write(tmp_path / "sweep", AXES, ERRORS, **options))
    report.write_tables(dataset, summarize(dataset), tmp_path / "tables")
    return tmp_path / "tables"


@pytest.mark.filterwarnings("ignore::analysis.IncompleteSweep")
def test_every_column_of_every_file_is_explained(tables):
    sections = (tables / "codebook.md").read_text().split("\n## ")[1:]
    explained = {section.partition(":")[0]: section for section in sections}
    files = sorted(tables.glob("*.csv"))
    assert {file.name for file in files} == set(explained)
    names = ["comparisons", "curves", "divergence", "trials", "variants"]
    assert [file.stem for file in files] == names
    for file in files:
        lines = [line for line in explained[file.name].splitlines() if line.startswith("| `")]
        cells = [line.strip("| ").split(" | ") for line in lines]
        assert [cell[0].strip("`") for cell in cells] == list(pd.read_csv(file))
        assert all(len(cell) == 3 and cell[2] for cell in cells), file.name


@pytest.mark.filterwarnings("ignore::analysis.IncompleteSweep")
def test_all_pairs_are_complete_in_every_format(tables):
    pairs = pd.read_csv(tables / "comparisons.csv")
    assert len(pairs) == 6 and pairs["n_common"].tolist() == [2, 2, 3, 1, 2, 2]
    assert len(pairs.drop_duplicates(["first", "second"])) == 6
    rows = (tables / "comparisons.md").read_text().splitlines()
    assert sum(line.startswith("| ") for line in rows) == 1 + 6
    assert (tables / "comparisons.tex").read_text().count(" \\\\") >= 7
    trials = pd.read_csv(tables / "trials.csv")
    assert trials["status"].value_counts().to_dict() == {"done": 10, "diverged": 1, "missing": 1}
    assert trials["model.hidden"].tolist()[3] == 'say "a", b'


@pytest.mark.filterwarnings("ignore::analysis.IncompleteSweep")
def test_r_reads_them_in_one_line(tables):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed (r-base-core)")
    script = tables / "read.R"
    script.write_text(
        """
d <- read.csv("trials.csv")
stopifnot(nrow(d) == 12, sum(is.na(d$test.error)) == 2, is.numeric(d$test.error))
stopifnot(d$model.hidden[4] == 'say "a", b')
stopifnot(nrow(read.csv("comparisons.csv")) == 6, nrow(read.csv("curves.csv")) > 90)
"""
    )
    made = subprocess.run(["Rscript", "read.R"], cwd=tables, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
