"""R and pandas read every CSV file in one line each, and find the numbers that were written."""

import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from analysis import report

AXES = {"dropout.hidden.rate": [0, 0.25, 0.5], "variants": ["none", '50 % & \u03bb, "so"']}
ERRORS = [[0.10 + 0.01 * v + 0.001 * s for s in range(3)] for v in range(6)]
IN_R = """
for (name in c("trials", "curves", "variants", "comparisons", "divergence")) {
  d <- read.csv(file.path("FOLDER", paste0(name, ".csv")))
  cat(name, nrow(d), ncol(d), sum(sapply(d, is.numeric)), "\\n")
}
d <- read.csv("FOLDER/trials.csv")
cat("mean", format(mean(d$test.error, na.rm = TRUE), digits = 15), "\\n")
"""


@pytest.fixture
def tables(sweep, tmp_path):
    options = {"compare": "all_pairs", "diverged": [(1, 2)]}
    dataset, summary = sweep(AXES, ERRORS, **options)
    report.write_tables(dataset, summary, tmp_path / "tables")
    return tmp_path / "tables"


def known() -> float:
    return float(np.mean([e for v, each in enumerate(ERRORS) for e in each[: 2 if v == 1 else 3]]))


def test_pandas_reads_them(tables):
    sizes = {file.stem: pd.read_csv(file).shape[0] for file in tables.glob("*.csv")}
    assert sizes == {
        "trials": 18,
        "curves": 18 * 9 - 5,
        "variants": 6,
        "comparisons": 15,
        "divergence": 6,
    }
    trials = pd.read_csv(tables / "trials.csv")
    assert trials["test.error"].mean() == pytest.approx(known(), rel=1e-14)
    assert set(trials["variants"]) == set(AXES["variants"])


def test_all_pairs_are_in_every_format(tables):
    markdown = (tables / "comparisons.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("| hidden") for line in markdown) == 15
    latex = (tables / "comparisons.tex").read_text(encoding="ascii")
    assert latex.split("\\midrule")[1].split("\\bottomrule")[0].count("\\\\") == 15


def test_r_reads_them(tables):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed; its package is r-base-core")
    made = subprocess.run(
        ["Rscript", "-e", IN_R.replace("FOLDER", str(tables))], capture_output=True, text=True
    )
    lines = made.stdout.splitlines()
    assert [line.split()[:2] for line in lines[:5]] == [
        ["trials", "18"],
        ["curves", str(18 * 9 - 5)],
        ["variants", "6"],
        ["comparisons", "15"],
        ["divergence", "6"],
    ], made.stderr
    assert float(lines[5].split()[1]) == pytest.approx(known(), rel=1e-12)
