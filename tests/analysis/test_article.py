"""The article to begin with compiles in the layouts of two venues, with every table and figure
inside its margins; its numbers are those of the results.
"""

import shutil
import subprocess

import fake_results
import numpy as np
import pytest

from analysis import load, summarize
from analysis.cli import main

AXES = {
    "three": {
        "dropout.hidden.rate": [0, 0.25, 0.5],
        "dropout.input.rate": [0, 0.2],
        "optimizer.learning_rate": [1e-4, 0.01],
    },
    "long": {"variants": ["none", *(f"regularizer number {i}" for i in range(44))]},
}


def compiled(folder) -> str:
    """The log of the last of the commands that the article names."""
    options = {"cwd": folder, "capture_output": True, "text": True, "errors": "replace"}
    tex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "article.tex"]
    for command in (tex, ["bibtex", "article"], tex, tex):
        said = subprocess.run(command, check=False, **options)
        assert said.returncode == 0, said.stdout[-3000:]
    return said.stdout


@pytest.mark.skipif(not shutil.which("bibtex"), reason="no LaTeX")
@pytest.mark.parametrize("name, venue", [("three", "neurips"), ("three", "icml"), ("long", "icml")])
def test_the_article_compiles_and_nothing_leaves_its_margins(tmp_path, name, venue):
    count = int(np.prod([len(values) for values in AXES[name].values()]))
    errors = 0.1 + 0.002 * np.arange(count)[:, None] + 0.003 * np.sin(np.arange(4))
    folder = fake_results.write(tmp_path, AXES[name], errors, margin=0.01, diverged=[(1, 2)])
    assert main(["article", str(folder), "--style", venue]) == 0
    log = compiled(folder)
    for complaint in ("Overfull", "undefined", "too large for page"):
        assert complaint not in log, log[-3000:]
    text = (folder / "article.tex").read_text()
    pictures = {file.name for file in (folder / "figures").glob("*.pdf")}
    assert pictures and all(f"{{{each}}}" in text for each in pictures)
    assert main(["verify", str(folder)]) == 0  # knows the venue
    for each in summarize(load(folder)).comparisons[:1]:
        assert (
            f"{100 * each.difference.mean:+.1f}"[1:] in (folder / "tables/quotes.tex").read_text()
        )
