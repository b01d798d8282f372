"""Tables fit the page that they are made for, whatever a sweep varies: TeX finds no long line."""

import fake_results
import numpy as np
import pytest

from analysis import load, summarize
from analysis.variant_table import variant_table
from analysis.writers import latex
from analysis.writers.latex_fit import Measured, fit

LAYERS = ["[1024, 1024, 1024]", "[64]"]
RATES = {"dropout.hidden.rate": [0, 0.25, 0.5], "dropout.input.rate": [0, 0.2]}
MAPS = [
    '{"rate": 0.5, "schedule": {"kind": "early", "cutoff": 0.3}}',
    '{"noise": "gaussian", "rate": 0.25, "share": ["time", "feature"]}',
    "0",
]
NAMES = [
    "a_very_long_name_without_any_blank_that_goes_on_and_on_and_on_for_ever",
    "Dropout on the inputs and on all hidden layers, with a learning rate of 0.1",
    "\u4e2d\u6587 \u03bb \u2264 2",
]
AWKWARD = {
    "one": {"dropout.hidden.rate": [0, 0.25, 0.5]},
    "three": {**RATES, "optimizer.learning_rate": [1e-4, 0.1]},
    "four": {**RATES, "data.train": [500, 60000], "model.hidden": LAYERS},
    "hundred": {"dropout.hidden.rate": [i / 20 for i in range(10)], "data.train": range(1, 11)},
    "maps": {"dropout.hidden": MAPS, "model.hidden": LAYERS},
    "names": {"variants": NAMES},
}


def test_the_expendable_go_first_and_words_are_broken():
    columns = [Measured(200, words=True), Measured(40), Measured(60, expendable=2), Measured(30)]
    assert fit(columns, 400).kept == [0, 1, 2, 3] and fit(columns, 400).size == 9
    narrow = fit(columns, 200)
    assert narrow.kept == [0, 1, 2, 3] and narrow.broken[0] == pytest.approx(56.7, abs=0.1)
    assert fit(columns, 170).kept == [0, 1, 3]
    assert fit([Measured(300)] * 3, 200).scaled


@pytest.mark.filterwarnings("ignore::analysis.IncompleteSweep")
@pytest.mark.parametrize("width", [345.0, 397.48, 234.8])  # article, NeurIPS, a column of ICML
def test_no_table_is_wider_than_its_page(pdflatex, tmp_path, width):
    random = np.random.default_rng(1)
    for name, axes in AWKWARD.items():
        count = int(np.prod([len(values) for values in axes.values()]))
        errors = 0.1 + 0.002 * np.arange(count)[:, None] + random.normal(0, 0.004, (count, 5))
        missing = [(1, 2)] if name in ("maps", "names") else []
        options = {"compare": "all_pairs" if name == "three" else "to_baseline", "margin": 0.01}
        folder = fake_results.write(tmp_path / name, axes, errors, missing=missing, **options)
        table = variant_table(summarize(load(folder)))
        (tmp_path / f"{name}.tex").write_text(latex.text(table, width), encoding="ascii")
    said = pdflatex(
        "\\clearpage ".join(f"\\input{{{name}}}" for name in AWKWARD),
        rf"\usepackage{{longtable}}\setlength{{\textwidth}}{{{width}pt}}",
    )
    assert "Output written" in said and "Overfull" not in said, said[-3000:]
