"""Puts the repository's root and this folder on the path, wherever pytest is started, and makes
what many tests begin with.
"""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent.parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import matplotlib  # noqa: E402

matplotlib.use("Agg")

import fake_results  # noqa: E402
import pytest  # noqa: E402
from matplotlib import pyplot as plt  # noqa: E402

from analysis import load, summarize  # noqa: E402

PREAMBLE = r"\documentclass{article}\usepackage[utf8]{inputenc}\usepackage{booktabs,siunitx}"


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def sweep(tmp_path):
    """sweep(axes, errors, ...): (dataset, summary) of results that never ran, see fake_results;
    `name` tells several in one test apart.
    """

    def made(axes: dict, errors, name: str = "sweep", **options) -> tuple:
        dataset = load(fake_results.write(tmp_path / name, axes, errors, **options))
        return dataset, summarize(dataset)

    return made


@pytest.fixture
def pdflatex(tmp_path):
    """pdflatex(body, preamble): the log of a document; a first line with ! is an error."""
    found = shutil.which("pdflatex")
    if not found:
        pytest.skip("pdflatex is not installed; experiments/support.sh names its package")

    def made(body: str, preamble: str = "") -> str:
        text = f"{PREAMBLE}{preamble}\\begin{{document}}{body}\\end{{document}}\n"
        (tmp_path / "page.tex").write_text(text, encoding="utf-8")
        command = [found, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
        options = {"cwd": tmp_path, "capture_output": True, "text": True, "errors": "replace"}
        said = subprocess.run(command, check=False, **options).stdout
        return said.replace("\n", "") if "\n! " in said else said  # errors are broken at 79 columns

    return made
