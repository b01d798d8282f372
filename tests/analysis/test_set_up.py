"""The set-up that a report begins with: from what results.h5 says of itself, or from the plan."""

import fake_results

from analysis import load, page, report, summarize
from analysis.set_up import common, own_part, phrase

RATES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.12, 0.11], [0.09, 0.10, 0.10]]
BASE = {
    "data": {"name": "csv", "path": "sha256:9f86d081", "validation": 50},
    "model": {"kind": "mlp", "hidden": [64, 32], "bias": False},
    "optimizer": {"kind": "sgd", "learning_rate": 1e-4, "schedule": {"kind": "cosine"}},
    "training": {"epochs": 8.0, "batch": 16, "log_every": 0},
}


def test_settings_in_words():
    assert phrase(BASE["optimizer"]) == "sgd (learning rate 1e-4, schedule cosine)"
    assert phrase(BASE["model"]) == "mlp (hidden [64, 32], no bias)"
    assert phrase(BASE["data"]) == "csv (validation 50)"
    assert phrase({"name": "two_moons", "noise": 0.1}) == "two_moons (noise 0.1)"
    assert phrase({"noise": "bernoulli", "rate": 0.5}) == "bernoulli (rate 0.5)"
    assert phrase([None, True, 0.1 + 0.2]) == "[none, yes, 0.3]"


def test_what_variants_share_and_what_is_their_own():
    one = {"a": 1, "b": {"c": 2, "d": {"e": 3}}, "f": []}
    other = {"a": 1, "b": {"c": 4, "d": {"e": 3}}, "f": [1]}
    base = common([one, other])
    assert base == {"a": 1, "b": {"d": {"e": 3}}}
    assert own_part(other, base) == {"b": {"c": 4}, "f": [1]} and own_part(one, one) == {}
    assert common([one]) == one and common([]) == {}


def test_results_that_describe_themselves_are_believed(tmp_path):
    described = [
        {"name": "dropout.hidden.rate", "meaning": "probability of dropping", "values": [0, 0.5]}
    ]
    files = [{"content": "sha256:9f86d081", "bytes": 12345}]
    attributes = {"base": BASE, "axes": described, "data": files}
    dataset = load(fake_results.write(tmp_path, RATES, ERRORS, attributes=attributes))
    made = dataset.attrs["set_up"]
    assert dataset.attrs["axes"] == ["dropout.hidden.rate"] and "base" not in dataset.attrs
    assert made.topics["Files"] == "(12,345 bytes, sha256:9f86d081)."
    assert made.topics["Training"] == "epochs 8, batch 16."
    assert made.topics["Varied"] == "Hidden dropout rate: 0, 0.5."
    summary = summarize(dataset)
    text = page.page(dataset, summary, report.summary_tables(summary), {})
    places = [
        text.index(words) for words in ("Set-up", "sha256:9f86d081", "probability of", "Results")
    ]
    assert places == sorted(places)


def test_results_of_before_are_filled_up_from_the_plan(tmp_path):
    (tmp_path / "sweep.yaml").write_text("sweep: fake  # as given\n")
    noise = {"hidden.0": {"noise": "bernoulli", "rate": 0.5}}
    noise["hidden.1"] = noise["hidden.0"]
    variants = [
        {"label": "none", "settings": {"dropout.hidden.rate": 0}, "configuration": BASE},
        {
            "label": "half",
            "settings": {"dropout.hidden.rate": 0.5},
            "configuration": {**BASE, "dropout": noise},
        },
    ]
    machine = {"regsweep_version": "0.1.0", "commit": "abc", "cpu": "Z80"}
    plan = {"variants": variants, "provenance": machine}
    made = load(fake_results.write(tmp_path, RATES, ERRORS, more_of_plan=plan)).attrs["set_up"]
    assert made.base == BASE and made.yaml == "sweep: fake  # as given\n"
    assert made.axes[0]["values"] == [0, 0.5]
    assert made.topics["Seeds"] == "0 to 2, the same for every variant; 2 variants, 6 trials."
    assert made.topics["Program"] == "regsweep 0.1.0 (abc)." and "Z80" in made.topics["Machine"]
    assert made.variants["none"] == "" and made.variants["half"].startswith("dropout hidden.0 bern")
