"""The command line as people type it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import fake_results
import pytest
from PIL import Image

from analysis import figures, load, summarize
from analysis.figure_kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*arguments, python=sys.executable, **environment):
    return subprocess.run(
        [python, "-m", "analysis", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.fixture
def folder(tmp_path):
    errors = [[0.10, 0.11, 0.12], [0.09, 0.10, 0.11]]
    return fake_results.write(
        tmp_path / "sweep", {"dropout.hidden.rate": [0, 0.5]}, errors, missing=[(1, 2)]
    )


def test_report_writes_everything_and_prints_the_table(folder):
    made = run("report", folder)
    assert made.returncode == 0
    assert (
        made.stderr
        == "analysis: fake: 1 missing of 6 planned trials; regsweep run finishes a sweep, regsweep"
        " retry repeats what failed\n"
    )
    lines = made.stdout.splitlines()
    assert lines[:2] == [
        "fake: A sweep that never ran",
        "Interim: 2 variants, 5 of 6 trials done, 1 missing",
    ]
    assert any(line.split()[:3] == ["0.5", "2/3\u2020", "9.5"] for line in lines)
    files = [
        f"figures/{name}.{ending}"
        for name in ("dose_response", "comparisons", "curves", "learning", "gap")
        for ending in ("png", "pdf", "svg")
    ]
    files += [
        f"tables/{name}"
        for name in (
            *("variants.md", "variants.tex", "comparisons.md", "comparisons.tex"),
            *("macros.tex", "manifest.json", "quotes.tex", "quotes.md", "references.bib"),
            *("variants.csv", "comparisons.csv", "trials.csv", "curves.csv"),
            *("checklist.md", "checklist.tex", "codebook.md"),
        )
    ] + ["report.html"]
    assert [line.split()[1] for line in lines[-len(files) :]] == [
        str(folder / file) for file in files
    ]
    assert all((folder / file).stat().st_size > 300 for file in files)


def test_table_and_figure_alone(folder, tmp_path):
    assert run("table", folder, "--format", "latex").stdout.startswith(
        "% fake: A sweep that never ran\n"
    )
    assert (
        run("table", folder / "results.h5", "--metric", "test.loss").stdout.count(
            "Exploratory: the plan's metric is test.error."
        )
        == 1
    )
    assert run("figure", folder, "--kind", "curves", "--out", tmp_path / "out").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out" / "figures").iterdir()) == [
        "curves.caption.tex",
        "curves.pdf",
        "curves.png",
        "curves.svg",
    ]


@pytest.mark.filterwarnings("ignore::analysis.IncompleteSweep")
def test_every_kind_of_figures_can_be_made(folder):
    dataset = load(folder)
    made = {kind: figures.make(dataset, summarize(dataset), kind) for kind in KINDS}
    assert made["dose_response"] and made["curves"] and not made["positions"]


def test_a_figure_of_another_width_names_its_trials(folder, tmp_path):
    for width, inches in (("single", 3.4), ("double", 6.9)):
        assert (
            run(
                "figure",
                folder,
                "--kind",
                "dose_response",
                "--width",
                width,
                "--out",
                tmp_path / width,
            ).returncode
            == 0
        )
        with Image.open(tmp_path / width / "figures/dose_response.png") as image:
            assert image.width == round(220 * inches)
            assert image.text["Trials"].split(", ") == [
                fake_results.trial_id(v, s) for v, s in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
            ]


def test_a_latex_table_of_a_width_and_of_columns(folder):
    made = run("table", folder, "--format", "latex", "--width", "84mm", "--columns", "mean,p")
    assert "% Fits 239" in made.stdout and "& p (Holm) \\\\" in made.stdout
    assert "& verdict" not in made.stdout and "interval &" not in made.stdout
    made = run("table", folder, "--format", "latex", "--columns", "meen")
    assert made.returncode == 3
    assert "the table has no column 'meen'; choose from n, mean, interval, diff" in made.stderr
    made = run("table", folder, "--format", "latex", "--width", "wide")
    assert made.returncode == 2 and "'wide' is no width; write one such as 5.5in" in made.stderr


def test_mistakes_are_one_sentence(folder, tmp_path):
    made = run("report", tmp_path)
    assert (made.returncode, made.stderr) == (
        3,
        (
            f"analysis: {tmp_path}/results.h5 does not exist; make it with: regsweep collect"
            f" {tmp_path}\n"
        ),
    )
    (tmp_path / "file").touch()
    made = run("report", folder, "--out", tmp_path / "file")
    assert made.returncode == 4
    assert (
        made.stderr.splitlines(keepends=True)[-1]
        == f"analysis: {tmp_path}/file/figures cannot be written (Not a directory); choose another"
        " place with --out\n"
    )
    assert run("draw", folder).returncode == 2


def test_missing_packages_are_named(folder, tmp_path):
    # without site-packages, and with the other interpreter already tried
    made = subprocess.run(
        [sys.executable, "-S", "-m", "analysis", "table", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "REGSWEEP_ANALYSIS_INTERPRETER": "1"},
    )
    assert made.returncode == 5
    assert made.stderr.endswith(
        "install the Debian package(s): apt-get install python3-numpy python3-scipy python3-pandas"
        " python3-h5py python3-h5netcdf python3-xarray python3-matplotlib python3-statsmodels"
        " python3-jinja2\n"
    )


def test_another_interpreter_is_found(folder, tmp_path):
    if (
        not os.access("/usr/bin/python3", os.X_OK)
        or subprocess.run(
            ["/usr/bin/python3", "-c", "import xarray, h5netcdf, matplotlib"], capture_output=True
        ).returncode
    ):
        pytest.skip("the distribution's Python has no packages")
    import venv

    venv.create(tmp_path / "bare", symlinks=False)
    made = run("table", folder, python=tmp_path / "bare" / "bin" / "python")
    assert made.returncode == 0
    assert "going on with /usr/bin/python3\n" in made.stderr and "lacks numpy" in made.stderr
    assert "Test" in made.stdout
