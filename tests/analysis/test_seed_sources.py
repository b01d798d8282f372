"""The variance of a result by its sources, against a table by hand and known variances."""

import fake_results
import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import mixedlm

from analysis import load, summarize
from analysis.report import table_texts
from analysis.seed_parts import parts_of
from analysis.seed_sources import crossed, source_table, source_variances

COUNTS = {"initialization": 4, "order": 3, "masks": 2}


def combinations():
    return [i + 1_000 * j + 1_000_000 * k for k in range(2) for j in range(3) for i in range(4)]


def sweep_of(folder, errors, seeds):
    folder = fake_results.write(
        folder,
        {"dropout.hidden.rate": [0, 0.5]},
        errors,
        seeds=seeds,
        attributes={"base": {"training": {"randomness": "by_source"}}},
    )
    dataset = load(folder)
    return dataset, summarize(dataset)


def test_the_balanced_table_by_hand():
    """[[1, 2], [3, 4]]: mean squares 4 of rows, 1 of columns, 0 of the rest."""
    made = crossed(np.array([[1.0, 2.0], [3.0, 4.0]]), ["rows", "columns"])
    assert made["rows"] == pytest.approx(2)
    assert made["columns"] == pytest.approx(0.5)
    assert made["interactions of these"] == pytest.approx(0, abs=1e-12)


def test_a_seed_is_taken_apart_as_the_program_does():
    assert parts_of(300_020_007) == {"initialization": 7, "order": 20, "masks": 300}


def test_variances_of_known_sources_are_found_on_average():
    random = np.random.default_rng(2)
    found = []
    for _ in range(400):
        parts = [random.normal(0, sd, size=n) for sd, n in ((3, 5), (1, 5), (2, 5))]
        table = parts[0][:, None, None] + parts[1][:, None] + parts[2]
        table = table + random.normal(0, 0.5, size=(5, 5, 5))
        made = crossed(table, list(COUNTS))
        found.append(list(made.values()))
    assert np.mean(found, axis=0) == pytest.approx([9, 1, 4, 0.25], rel=0.15)


def test_a_balanced_table_has_the_variance_components_of_a_mixed_model():
    """Restricted likelihood gives those of the analysis of variance when all are above 0."""
    random = np.random.default_rng(5)
    parts = [random.normal(0, sd, size=n) for sd, n in ((3, 5), (1, 4), (2, 3))]
    table = parts[0][:, None, None] + parts[1][:, None] + parts[2]
    table = table + random.normal(0, 0.5, size=table.shape)
    i, j, k = np.indices(table.shape)
    columns = {"y": table, "i": i, "j": j, "k": k, "all": np.ones_like(i)}
    frame = pd.DataFrame({name: each.ravel() for name, each in columns.items()})
    sources = {name: f"0 + C({name})" for name in "ijk"}
    fitted = mixedlm("y ~ 1", frame, groups="all", vc_formula=sources).fit(reml=True)
    made = crossed(table, list("ijk"))
    assert [made[name] for name in "ijk"] == pytest.approx(fitted.vcomp, rel=1e-3)
    assert made["interactions of these"] == pytest.approx(fitted.scale, rel=1e-3)


def test_the_table_splits_the_variance_and_every_table_warns(tmp_path):
    effects = {"initialization": [0, 0.01, 0.02, 0.03], "order": [0, 0, 0], "masks": [0, 0.02]}
    errors = [
        0.2 + sum(effects[name][part] for name, part in parts_of(seed).items())
        for seed in combinations()
    ]
    dataset, summary = sweep_of(tmp_path / "s", [errors, errors], combinations())
    table = source_table(dataset, summary)
    assert [row[0] for row in table.texts] == [
        "initial weights",
        "order of examples",
        "masks",
        "interactions of these",
        "all together",
    ]
    assert [row[1] for row in table.texts] == ["4", "3", "2", "", ""]
    assert [row[3] for row in table.texts] == ["45 %", "0 %", "55 %", "0 %", "100 %"]
    variance = {each.words: each.variance for each in source_variances(dataset, "test.error")}
    assert variance["initial weights"] == pytest.approx(np.var(effects["initialization"], ddof=1))
    assert variance["masks"] == pytest.approx(np.var(effects["masks"], ddof=1))
    assert variance["order of examples"] == pytest.approx(0, abs=1e-12)
    assert any("so not independent" in note.text for note in summary.notes)
    texts = table_texts(dataset, summary)
    assert {"sources.md", "sources.tex", "sources.csv"} <= set(texts)


def test_one_at_a_time(tmp_path):
    errors = [0.2, 0.22, 0.24, 0.25]
    dataset, _ = sweep_of(tmp_path / "s", [errors, errors], [0, 1, 2, 1_000_000])
    found = {each.words: each.variance for each in source_variances(dataset, "test.error")}
    assert found == {
        "initial weights": pytest.approx(0.0004),
        "masks": pytest.approx(0.00125),
    }


def test_plain_seeds_have_no_such_table(sweep):
    dataset, summary = sweep({"a": [0, 1]}, [[0.1, 0.2], [0.2, 0.3]])
    assert source_table(dataset, summary) is None
