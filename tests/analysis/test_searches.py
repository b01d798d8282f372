"""Arms that are compared over several searches: values are means over the fresh seeds of a search,
which the mean differences and t statistics here are computed from by hand.
"""

import fake_results
import numpy as np
import pytest
from scipy import stats

from analysis import load, summarize
from analysis.tuned_methods import methods
from analysis.tuned_table import tuned_table
from analysis.variant_table import variant_table

SEARCHES = 3
NONE = [[0.20, 0.22], [0.24, 0.26], [0.22, 0.24]]  # [searches][seeds]
DROPOUT = [[0.18, 0.20], [0.21, 0.21], [0.30, 0.30]]  # the third is not dropout's: see `chosen`


def point(rate):
    return {"variant": 100, "values": {"optimizer.learning_rate": rate}}


def growth():
    arms, chosen = [], []
    for search in range(1, SEARCHES + 1):
        for place, name in enumerate(["none", "dropout"]):
            label = f"{name}, search {search}"
            settings = {"variants": name, "search": search}
            arms.append(
                {
                    "label": label,
                    "settings": settings,
                    "arm": name,
                    "search": search,
                    "points": [point(0.1 * search), point(0.2)],
                }
            )
            # in the third search both chose the setting of none
            variant = 2 if search == 3 else SEARCHES * place + search - 1
            edges = ["optimizer.learning_rate"] if name == "none" and search < 3 else []
            chosen.append(
                {"arm": label, "point": 0, "variant": variant, "value": 0.2, "at_edge": edges}
            )
    return {
        "rule": "tune",
        "stage": 2,
        "by": "validation.error",
        "higher_is_better": False,
        "budget": 2,
        "sampler": "random",
        "search_seed": 0,
        "replicates": [2**31],
        "seeds": [0, 1],
        "baseline_arm": 0,
        "repeats": SEARCHES,
        "keys": {"optimizer.learning_rate": {"log": [0.01, 1]}},
        "arms": arms,
        "chosen": chosen,
    }


@pytest.fixture
def made(tmp_path):
    folder = fake_results.write(
        tmp_path / "s",
        {"variants": ["none", "dropout"], "search": [1, 2, 3]},
        NONE + DROPOUT,
        attributes={"growth": growth()},
    )
    dataset = load(folder)
    return dataset, summarize(dataset)


def test_arms_are_compared_over_searches_in_pairs(made):
    summary = made[1]
    none, dropout = summary.rows
    assert [row.label for row in summary.rows] == ["none", "dropout"]
    assert none.values == pytest.approx(np.mean(NONE, axis=1))
    assert dropout.values == pytest.approx([0.19, 0.21, 0.23])  # the last is that of none
    (comparison,) = summary.comparisons
    differences = np.array([-0.02, -0.04, 0])
    assert comparison.difference.mean == pytest.approx(differences.mean())
    assert comparison.difference.p == pytest.approx(stats.ttest_1samp(differences, 0).pvalue)
    assert summary.baseline == 0
    assert summary.method == "paired"


def test_tables_say_that_intervals_cover_what_another_search_would_have_chosen(made):
    dataset, summary = made
    notes = " ".join(note.text for note in summary.notes)
    assert "3 searches of 2 points for each arm" in notes
    assert "cover seeds and what another search would have chosen" in notes
    said = " ".join(note.text for note in variant_table(summary).notes)
    assert "Mean over 3 searches of means over seeds" in said
    assert "paired by search" in said
    assert "We compare two arms (none and dropout)" in methods(dataset, summary)
    assert "All of this was done three times" in methods(dataset, summary)
    assert "tried for none (learning rate in 2 of 3 searches)." in methods(dataset, summary)


def test_a_row_for_each_search_and_one_for_all_of_them(made):
    dataset, summary = made
    table = tuned_table(dataset.attrs["tuned"], summary)
    rows = {row[0]: row for row in table.texts}
    assert len(rows) == 2 * SEARCHES + 2
    assert rows["dropout, search 2"][4].startswith("21.0")
    assert rows["dropout, search 3"][-1] == "same setting as none, search 3"
    assert rows["dropout, all searches"][4].startswith("21.0")
