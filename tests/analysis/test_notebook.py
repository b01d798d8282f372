"""The notebook runs from its first cell to its last with the program that was built; its own
assertions hold its pictures against the equations.
"""

import os
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).resolve().parent.parent.parent / "analysis/notebooks/dropout.ipynb"
PICTURES = 6


def test_the_notebook_runs_and_is_kept_without_results():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    if "REGSWEEP" not in os.environ:
        pytest.skip("REGSWEEP does not name the program; ctest sets it")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(
        not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells
    )
    nbclient.NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}
    ).execute()
    pictures = [
        out
        for cell in notebook.cells
        for out in cell.get("outputs", [])
        if "image/png" in out.get("data", {})
    ]
    assert len(pictures) == PICTURES
