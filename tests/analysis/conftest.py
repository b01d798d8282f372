"""Puts the repository's root and this folder on the path, wherever pytest is started, and makes
what many tests begin with.
"""

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
