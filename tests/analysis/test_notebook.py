"""The notebook runs from its first cell to its last with the program that was built; its own
assertions hold its pictures against the equations.
"""

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOK = ROOT / "analysis/notebooks/dropout.ipynb"
CLAIMS = ROOT / "analysis/notebooks/claims.ipynb"  # reads results/published/textbook
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


def test_the_notebook_of_the_textbooks_sentences_is_kept_executed():
    cells = json.loads(CLAIMS.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [out for cell in code for out in cell["outputs"]]
    assert {out["output_type"] for out in outputs} <= {"stream", "display_data", "execute_result"}
    assert all(out.get("name", "stdout") == "stdout" for out in outputs)
    assert sum("image/png" in out.get("data", {}) for out in outputs) == 3
    verdicts = "".join("".join(out.get("data", {}).get("text/plain", [])) for out in outputs)
    for folder in sorted((ROOT / "results/published/textbook").glob("textbook-claims-*")):
        judged = (folder / "claims.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert verdicts and all(line.split(",")[0] in verdicts for line in judged), folder.name
