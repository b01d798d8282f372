"""The randomness contract: the numpy rendering against published answers, and the C++ library
against the rendering.

The library answers through the program regsweep-draws, which ctest names in REGSWEEP_DRAWS.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import randomness

# DEShawResearch/random123, tests/kat_vectors: rounds, counter, key, words
KNOWN = [
    (
        10,
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        10,
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        10,
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
    (
        7,
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "5f6fb709 0d893f64 4f121f81 4f730a48",
    ),
    (
        7,
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "5207ddc2 45165e59 4d8ee751 8c52f662",
    ),
    (
        7,
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "4dfccaba 190a87f0 c47362ba b6b5242a",
    ),
]
PLACES = [
    (0, "order", 0, 0),
    (7, "site/hidden.1", 12345, 0),
    (4294967295, "init/layers.0.weight", 0, 0),
    (3, "site/input", 2, 5),
]


@pytest.mark.parametrize("rounds, counter, key, expected", KNOWN)
def test_philox_gives_the_published_words(rounds, counter, key, expected):
    made = randomness.philox4x32(
        [int(w, 16) for w in counter.split()], [int(w, 16) for w in key.split()], rounds
    )
    assert " ".join(f"{int(word[0]):08x}" for word in made) == expected


def test_philox_gives_the_10000th_word_of_the_c_plus_plus_standard():
    # std::philox4x32: seed 20111115 is the first word of the key, words in order, blocks count in
    # the first word of the counter
    assert int(randomness.philox4x32((2499, 0, 0, 0), (20111115, 0))[3][0]) == 1955073260


def test_streams_are_named_by_fnv1a():
    # published test vectors of FNV-1a, 32 bits
    assert [randomness.fnv1a_32(text) for text in ("", "a", "foobar")] == [
        0x811C9DC5,
        0xE40C292C,
        0xBF9CF968,
    ]


def test_masks_nest_across_rates():
    masks = [
        randomness.dropped(1, "hidden.0", rate, 17, (64, 100)) for rate in (0.1, 0.3, 0.5, 0.9)
    ]
    for smaller, larger in zip(masks, masks[1:]):
        assert (larger | ~smaller).all() and larger.sum() > smaller.sum()
    assert masks[1].mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 6400))


def test_a_shared_axis_has_one_mask():
    shared = randomness.dropped(1, "hidden.0", 0.5, 3, (8, 20), share=(0,))
    assert (shared == shared[0]).all() and 0 < shared[0].sum() < 20
    # the collapsed mask counts from element 0: it is the first row of the whole one
    assert (shared[0] == randomness.dropped(1, "hidden.0", 0.5, 3, (8, 20))[0]).all()


def test_order_is_a_permutation():
    assert sorted(randomness.epoch_order(5, 2, 1001)) == list(range(1001))
    assert (randomness.epoch_order(5, 2, 1001) != randomness.epoch_order(5, 3, 1001)).any()


def test_normals_have_their_moments():
    made = randomness.normals(2, "init/x", 0, 0, 100001)
    assert len(made) == 100001
    assert made.mean() == pytest.approx(0, abs=4 / np.sqrt(len(made)))
    assert made.std() == pytest.approx(1, abs=4 / np.sqrt(2 * len(made)))


@pytest.fixture(scope="module")
def library():
    program = os.environ.get("REGSWEEP_DRAWS")
    if not program:
        pytest.skip(
            "REGSWEEP_DRAWS does not name the program regsweep-draws; run this test with ctest"
        )

    def ask(*arguments):
        return json.loads(
            subprocess.run(
                [program, *map(str, arguments)], check=True, capture_output=True, text=True
            ).stdout
        )

    return ask


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("count", [1, 6, 64, 1003])
def test_library_words_uniforms_and_order_bit_for_bit(library, where, count):
    made = library(*where, count)
    assert made["words"] == randomness.words(*where, count).tolist()
    assert made["uniforms"] == randomness.uniforms(*where, count).tolist()
    assert made["order"] == randomness.order(where[0], where[1], where[2], count).tolist()


@pytest.mark.parametrize("where", PLACES)
def test_library_normals(library, where):
    assert library(*where, 1003)["normals"] == pytest.approx(
        randomness.normals(*where, 1003), abs=1e-6
    )


@pytest.mark.parametrize("rate", [0.1, 0.37, 0.5, 0.9])
@pytest.mark.parametrize("share, axes", [("none", ()), ("batch", (0,)), ("feature", (1,))])
def test_library_masks_bit_for_bit(library, rate, share, axes):
    made = np.array(
        library("mask", 7, "hidden.1", 12345, 0, rate, 13, 37, share, "bernoulli")["multipliers"]
    ).reshape(13, 37)
    mask = randomness.dropped(7, "hidden.1", rate, 12345, (13, 37), axes)
    assert ((made == 0) == mask).all()
    assert made[~mask] == pytest.approx(1 / (1 - rate), rel=1e-6)


def test_library_masks_of_another_pass(library):
    made = np.array(
        library("mask", 0, "input", 0, 1, 0.5, 5, 70, "none", "bernoulli")["multipliers"]
    ).reshape(5, 70)
    assert ((made == 0) == randomness.dropped(0, "input", 0.5, 0, (5, 70), pass_=1)).all()


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_library_gaussian_noise(library, rate):
    made = library("mask", 3, "hidden.0", 9, 0, rate, 11, 23, "none", "gaussian")["multipliers"]
    normals = randomness.normals(3, "site/hidden.0", 9, 0, 11 * 23)
    assert made == pytest.approx(1 + np.sqrt(rate / (1 - rate)) * normals, abs=2e-6)


@pytest.mark.parametrize("kind", ["pytorch", "he", "glorot", "gaussian"])
def test_library_initial_weights(library, kind):
    made = library("weights", 11, kind, 50, 33)
    assert made["weight"] == pytest.approx(
        randomness.initial(kind, 11, "layers.0.weight", (33, 50), 50).ravel(), abs=1e-6
    )
    assert made["bias"] == pytest.approx(
        randomness.initial(kind, 11, "layers.0.bias", (33,), 50), abs=1e-6
    )


@pytest.mark.parametrize("step", [0, 31])
def test_library_windows_of_a_text(library, step):
    made = library("windows", 5, step, 9, 1000, 37)["first"]
    assert made == randomness.windows(5, step, 9, 1000, 37).tolist()


@pytest.mark.parametrize("alpha", [0.05, 0.4, 8])
def test_library_mixtures(library, alpha):
    for step in range(5):
        made = library("mixing", 3, step, 17, alpha)
        share, partner = randomness.mixing(3, step, 17, alpha)
        assert made["share"] == pytest.approx(share, rel=1e-12)
        assert made["partner"] == partner.tolist()


def test_library_gradient_noise(library):
    made = library("gradient", 3, 12, 0.37, 0.55)["added"]
    assert made == pytest.approx(randomness.gradient_noise(3, 12, 53, 0.37, 0.55), abs=1e-6)


def test_library_label_noise_and_subset(library):
    made = library("labels", 4, 0.37, 7, 300)["labels"]
    labels = np.arange(300) % 7
    assert made == randomness.noisy_labels(4, labels, 7, 0.37).tolist()
    assert 0.25 < np.mean(made != labels) < 0.5
    made = library("subset", 4, 100, 13, 29)
    train, validation = randomness.subset(4, 100, 13, 29)
    assert made == {"train": train.tolist(), "validation": validation.tolist()}


@pytest.mark.parametrize("rate", [0.1, 0.37, 0.9])
def test_library_masks_whose_elements_depend_on_each_other(library, rate):
    for noise, mask in (
        ("block", randomness.block_mask(7, "hidden.1", rate, 12, 13, 37, 3)),
        ("regular", randomness.regular_mask(7, "hidden.1", rate, 12, 13, 37)),
    ):
        made = library("mask", 7, "hidden.1", 12, 0, rate, 13, 37, "none", noise)["multipliers"]
        assert ((np.array(made).reshape(13, 37) == 0) == mask).all(), noise


ROOT = Path(__file__).resolve().parents[2]


def streams_of_the_library():
    """Every name of a stream in the code; what is put together is <...>."""
    for path in sorted((ROOT / "lib").rglob("*.cpp")):
        text = path.read_text(encoding="utf-8")
        for name, joined in re.findall(r'stream_key\([^;"]*"([^"]*)"(\s*\+)?', text):
            yield path.name, re.sub("{}", "<>", name) + ("<>" if joined else "")


def test_every_stream_of_the_library_stands_in_the_contract():
    page = (ROOT / "lib/random/README.md").read_text(encoding="utf-8")
    listed = {
        re.sub("<[^>]*>", "<>", name) for name in re.findall(r"^\| `([^`]*)`", page, re.MULTILINE)
    }
    used = dict((name, path) for path, name in streams_of_the_library())
    assert set(used) <= listed, {used[name]: name for name in set(used) - listed}
    assert listed == set(used)  # nothing that nobody draws from
