"""Pages of probes and maps of attention: what stands in them."""

import json

import fake_results
import h5py
import numpy as np
import pytest

from analysis import figures, load, probe_page, report, summarize

RATES = {"dropout.hidden.rate": [0, 0.5]}


@pytest.fixture
def measured(tmp_path):
    told = {"weights": {"summary": "Sizes of W", "equation": "||W|| < 3", "source": "Somebody"}}
    folder = fake_results.write(tmp_path, RATES, [[0.1, 0.2]] * 2, attributes={"probes": told})
    dataset = load(folder)
    meaning = {"units": "nats", "long_name": "size of a matrix"}
    values = np.array([[1, 3], [2, 4], [5, 5], [np.nan, 7]], dtype=float)
    dataset["probes.weights.norm"] = (("trial", "matrix"), values, meaning)
    return dataset, summarize(dataset)


def test_a_page_has_equation_source_meanings_and_values(measured, tmp_path):
    dataset, summary = measured
    assert json.loads(dataset.attrs["probes"])["weights"]["source"] == "Somebody"
    ((probe, text),) = probe_page.pages(dataset, summary, {}).items()
    assert probe == "weights"
    for words in ("||W|| &lt; 3", "Somebody", "Sizes of W", "size of a matrix", "nats"):
        assert words in text
    assert "2.5 \u00b1 6.4" in text  # 2 and 3, t at 0.975 with 1 degree of freedom: 12.7 * 0.5
    assert "6 \u00b1 13" in text  # 5 and 7


def test_the_report_links_pages_and_leaves_their_figures_to_them(measured, tmp_path):
    dataset, summary = measured
    written = [path.relative_to(tmp_path) for path in report.report(dataset, summary, tmp_path)]
    names = [path.as_posix() for path in written]
    assert "probes/weights.html" in names and "figures/probe_doses_weights.svg" in names
    main = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'href="probes/weights.html"' in main and "What probes measured" not in main
    own = (tmp_path / "probes/weights.html").read_text(encoding="utf-8")
    assert own.count("<img") == 1 and "What probes measured: weights" in own


def test_figures_belong_to_the_probe_that_they_name(tmp_path):
    of = probe_page.is_of
    assert of(tmp_path / "probe_doses_weights.svg", "weights")
    assert of(tmp_path / "probe_curves_thinned_networks_masks.svg", "thinned_networks")
    assert not of(tmp_path / "probe_doses_weights.svg", "weight")
    assert of(tmp_path / "reliability.svg", "calibration")
    assert not of(tmp_path / "calibration.svg")


def test_maps_of_attention_are_those_of_an_inspection(measured, tmp_path):
    dataset, summary = measured
    assert figures.make(dataset, summary, "attention_maps") == []
    trial = str(dataset["trial_id"].values[3])
    weights = np.tril(np.ones((2, 3, 5, 5)))
    weights /= weights.sum(axis=3, keepdims=True)
    with h5py.File(tmp_path / "one.inspection.h5", "w") as file:
        file.attrs["trial"] = trial
        for layer in (0, 1):
            file[f"block.{layer}.attention/before"] = weights
        file["block.0.attention_output/before"] = weights
    ((name, figure, caption, _),) = figures.make(dataset, summary, "attention_maps")
    assert name == "attention_maps_one"
    assert caption == "Attention weights: hidden 0.5, seed 1"
    assert len(figure.axes) == 2 * 3
    assert [panel.get_title() for panel in figure.axes[:3]] == ["head 0", "head 1", "head 2"]
    assert figure.axes[3].get_ylabel() == "Layer 1: query"
    assert figure.axes[0].images[0].get_array()[4].tolist() == pytest.approx([0.2] * 5)
    assert figure.axes[0].texts[0].get_text() == "0.50"  # of the second query
