"""Claims of every kind: verdicts on clear data, at the edge of their regions, and what is told of
those that cannot be judged.
"""

import json

import fake_results
import numpy as np
import pytest
from scipy import stats

from analysis import load
from analysis.claim_table import claim_table
from analysis.claims import judge_claim, judge_claims, ratio_interval, values_of_claim
from analysis.writers import latex, terminal

RATES = {"dropout.hidden.rate": [0, 0.2, 0.5]}


def judged(values, level=0.05, paired=True, **expect):
    claim = {"name": "a", "says": "b", "expect": {"metric": "test.error", **expect}}
    return judge_claim(claim, dict(enumerate(map(np.array, values))), level, paired)


def noisy(means, spread=0.1, seeds=6, seed=1):
    random = np.random.default_rng(seed)
    return [mean + spread * random.standard_normal(seeds) for mean in means]


ALONG = [[0, 0], [0.2, 1], [0.5, 2]]


@pytest.mark.parametrize(
    "means, expect, verdict",
    [
        ([5], {"of_variant": 0, "value": 5.2, "tolerance": 1}, "holds"),
        ([5], {"of_variant": 0, "value": 7, "tolerance": 1}, "fails"),
        ([5], {"of_variant": 0, "value": 6, "tolerance": 1}, "undecided"),
        ([5, 6], {"of_variant": 1, "against_variant": 0, "is": "higher"}, "holds"),
        ([5, 6], {"of_variant": 1, "against_variant": 0, "is": "lower"}, "fails"),
        ([5, 5], {"of_variant": 1, "against_variant": 0, "is": "lower"}, "undecided"),
        ([5, 5], {"of_variant": 1, "against_variant": 0, "is": "equal", "margin": 1}, "holds"),
        ([5, 7], {"of_variant": 1, "against_variant": 0, "is": "equal", "margin": 1}, "fails"),
        ([5, 10], {"of_variant": 1, "against_variant": 0, "ratio_at_least": 1.5}, "holds"),
        ([5, 10], {"of_variant": 1, "against_variant": 0, "ratio_at_least": 2.5}, "fails"),
        ([5, 10], {"of_variant": 1, "against_variant": 0, "ratio_at_least": 2}, "undecided"),
        ([5, 7, 9], {"order_variants": [0, 1, 2], "order": []}, "holds"),
        ([5, 7, 9], {"order_variants": [0, 2, 1], "order": []}, "fails"),
        ([5, 7, 7], {"order_variants": [0, 1, 2], "order": []}, "undecided"),
        ([5, 7, 9], {"along_variants": ALONG, "rises_along": "x"}, "holds"),
        ([5, 7, 6], {"along_variants": ALONG, "rises_along": "x"}, "fails"),
        ([9, 7, 5], {"along_variants": ALONG, "falls_along": "x"}, "holds"),
        ([9, 5, 7], {"along_variants": ALONG, "lowest_along": "x", "within": [0.1, 0.3]}, "holds"),
        ([9, 5, 5], {"along_variants": ALONG, "lowest_along": "x", "within": [0.1, 0.9]}, "holds"),
        (
            [9, 5, 5],
            {"along_variants": ALONG, "lowest_along": "x", "within": [0.4, 0.9]},
            "undecided",
        ),
        ([9, 5, 7], {"along_variants": ALONG, "lowest_along": "x", "within": [0.4, 0.9]}, "fails"),
        ([9, 5, 7], {"along_variants": ALONG, "highest_along": "x", "within": [0, 0]}, "holds"),
    ],
)
@pytest.mark.parametrize("paired", [True, False])
def test_verdicts(means, expect, verdict, paired):
    assert judged(noisy(means), paired=paired, **expect).verdict == verdict


def test_fiellers_interval_is_the_test_inverted():
    a, b = noisy([8, 4], 1, 7)
    made = ratio_interval(a, b, 0.1)
    for end in (made.low, made.high):
        assert stats.ttest_1samp(a - end * b, 0).pvalue == pytest.approx(0.1)
    assert made.low < made.mean < made.high
    made = ratio_interval(a, b, 0.1, paired=False)
    error = np.sqrt((a.var(ddof=1) + made.low**2 * b.var(ddof=1)) / 7)
    t = stats.t.ppf(0.95, made.freedom)
    assert a.mean() - made.low * b.mean() == pytest.approx(t * error)


def test_a_ratio_to_what_may_be_zero_has_no_interval():
    a, b = noisy([8, 0.1], 1, 5)
    assert ratio_interval(a, b, 0.05)[2:4] == (-np.inf, np.inf)
    made = judged([b, a], of_variant=1, against_variant=0, ratio_at_least=2)
    assert made.verdict == "undecided"


def test_one_seed_decides_nothing():
    for expect in (
        {"of_variant": 0, "value": 5, "tolerance": 100},
        {"of_variant": 1, "against_variant": 0, "is": "higher"},
        {"of_variant": 1, "against_variant": 0, "ratio_at_least": 0.1},
        {"order_variants": [0, 1, 2], "order": []},
        {"along_variants": ALONG, "lowest_along": "x", "within": [0, 1]},
    ):
        made = judged([[1.0], [2.0], [3.0]], **expect)
        assert made.verdict == "undecided" and made.why


def test_ten_claims_at_the_edges_of_their_regions_are_seldom_judged_wrongly():
    """Truth on the edge: both verdicts but undecided are errors (holds for an open region, fails
    for a closed one), so the share of lists with any is at most 5 %.
    """
    random = np.random.default_rng(5)
    pair = {"of_variant": 1, "against_variant": 0}
    place = {"along_variants": [[0, 0], [1, 1]], "lowest_along": "x"}
    edge = [  # means, expectation, the verdicts that are wrong
        ([0, 0], {**pair, "is": "higher"}, ("holds", "fails")),
        ([0, 0], {**pair, "is": "lower"}, ("holds", "fails")),
        ([0, 1], {**pair, "is": "equal", "margin": 1}, ("holds", "fails")),
        ([3, 0], {"of_variant": 0, "value": 2, "tolerance": 1}, ("holds", "fails")),
        ([10, 20], {**pair, "ratio_at_least": 2}, ("holds", "fails")),
        ([0, 0, 1], {"order_variants": [0, 1, 2], "order": []}, ("holds", "fails")),
        ([0, 0, 0], {"along_variants": ALONG, "rises_along": "x"}, ("fails",)),
        ([0, 0, 0], {"along_variants": ALONG, "falls_along": "x"}, ("fails",)),
        ([0, 0], {**place, "within": [0, 0]}, ("fails",)),
        ([0, 0], {**place, "within": [1, 1]}, ("fails",)),
    ]
    repeats, wrong = 1000, 0
    for _ in range(repeats):
        for means, expect, errors in edge:
            shared = random.standard_normal(5)
            values = [mean + shared + random.standard_normal(5) for mean in means]
            if judged(values, 0.05 / len(edge), **expect).verdict in errors:
                wrong += 1
                break
    assert wrong / repeats <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / repeats)


def with_claims(folder, *claims, errors=None, **options):
    errors = errors or [[0.10, 0.11, 0.105], [0.20, 0.21, 0.205], [0.30, 0.31, 0.302]]
    listed = [{"name": f"c{i}", "says": "It is so", **each} for i, each in enumerate(claims)]
    return load(fake_results.write(folder, RATES, errors, claims=listed, **options))


HIGHER = {"metric": "test.error", "of_variant": 2, "against_variant": 0, "is": "higher"}


def test_claims_of_a_plan_at_the_end_and_at_an_epoch(tmp_path):
    at = {**HIGHER, "metric": "test.loss"}
    gap = {**HIGHER, "minus": "train.error"}
    made = judge_claims(
        with_claims(
            tmp_path,
            {"expect": HIGHER},
            {"expect": {**at, "epoch": 4}},
            {"expect": {**at, "step": 400}},
            {"expect": gap},
            {"expect": {**at, "epoch": 4.5}},
            {"expect": {**at, "metric": "test.nothing"}},
            {"expect": {**at, "metric": "probes.nothing"}},
        )
    )
    assert [each.verdict for each in made] == ["holds"] * 4 + ["undecided"] * 3
    assert made[0].quantity.mean == pytest.approx(np.mean([0.2, 0.2, 0.197]))
    assert made[0].level == pytest.approx(0.05 / 7)
    assert made[1].quantity.mean == made[2].quantity.mean != made[0].quantity.mean
    assert made[3].quantity.mean == pytest.approx(0.8 * made[0].quantity.mean)
    assert made[4].why == "no evaluation at epoch 4.5; the nearest are at 4 and 5"
    assert made[5].why == "the results have no test.nothing"


def test_a_claim_about_layers_is_about_their_mean(tmp_path):
    dataset = load(fake_results.write(tmp_path, RATES, [[0.1, 0.2]] * 3))
    dataset = dataset.assign_coords(tau=[0, 0.5])
    layers = np.arange(6)[:, None] + np.array([0, 10])
    dataset["probes.a.share"] = (("trial", "layer"), layers)
    dataset["probes.a.dormant"] = (("trial", "layer", "tau"), np.stack([layers, 2 * layers], 2))
    assert values_of_claim(dataset, {"metric": "probes.a.share"})[1].tolist() == [7, 8]
    found = values_of_claim(dataset, {"metric": "probes.a.dormant[0.5]", "minus": "probes.a.share"})
    assert found[1].tolist() == [7, 8]
    with pytest.raises(LookupError, match="no probes.a.dormant"):
        values_of_claim(dataset, {"metric": "probes.a.dormant"})


def test_diverged_trials_have_no_number(tmp_path):
    made = judge_claims(
        with_claims(tmp_path, {"expect": HIGHER}, diverged=[(2, 0)], pairing="seed")
    )
    assert made[0].quantity.n == 2


def test_the_table_says_what_is_expected_found_and_published(tmp_path):
    dataset = with_claims(
        tmp_path,
        {
            "expect": HIGHER,
            "source": "Somebody 2014",
            "published": {"none": {"value": 0.1, "plus_minus": 0.002}, "half": 0.31},
        },
        {"expect": {**HIGHER, "is": "equal", "margin": 0.01}, "added_after_results": True},
        pairing="seed",
    )
    table = claim_table(dataset, judge_claims(dataset))
    first, second = table.texts
    assert first[1] == "Test error: hidden 0.5 higher than hidden 0"
    assert first[2].startswith("+19.90 [+") or first[2].startswith("+19.9 [+")
    assert first[2].endswith("points")
    assert first[3] == "none 10 \u00b1 0.2, half 31"
    assert (first[4], second[4]) == ("holds", "fails")
    assert second[0] == "c1*"
    notes = " ".join(note.text for note in table.notes)
    assert "all 2 claims together with 95 %" in notes and "Somebody 2014" in notes
    assert "Added after results" in notes
    assert "holds" in terminal.text(table) and r"\begin{tabular}" in latex.text(table)


def test_two_variants_are_named_by_what_differs_and_what_both_have_once(tmp_path):
    of = {"model.hidden": [128, 64], "dropout.input": 0, "dropout.hidden.rate": 0.37}
    against = {**of, "dropout.hidden.rate": 0}
    dataset = with_claims(tmp_path, {"expect": {**HIGHER, "of": of, "against": against}})
    said = claim_table(dataset, judge_claims(dataset)).texts[0][1]
    assert said == (
        "Test error: dropout.hidden 0.37 higher than dropout.hidden 0; "
        "both model.hidden [128, 64], dropout.input 0"
    )


def test_a_plan_without_claims_has_no_table(tmp_path):
    dataset = load(fake_results.write(tmp_path, RATES, [[0.1, 0.2]] * 3))
    assert judge_claims(dataset) == [] and claim_table(dataset, []) is None


def test_claims_of_arms_wait_for_the_chosen_settings(tmp_path):
    expect = {"metric": "test.error", "of": {"variants": "a"}, "of_arm": 0, "value": 1}
    made = judge_claims(with_claims(tmp_path, {"expect": {**expect, "tolerance": 1}}))
    assert made[0].verdict == "undecided" and "not known yet" in made[0].why
    assert json.dumps(made[0].claim)
