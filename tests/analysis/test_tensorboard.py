"""Event files of TensorBoard, read by a parser that knows the format's description and nothing of
the writer.
"""

import struct

import fake_results
import numpy as np
import pytest
from scipy import stats

from analysis import load, tensorboard
from analysis.cli import main

AXES = {"dropout.hidden.rate": [0, 0.5]}
ERRORS = [[0.10, 0.11, 0.13], [0.08, 0.09, 0.10]]


def reference_crc(data):
    """CRC-32C bit by bit, as the polynomial says: x^32 + x^28 + x^27 + ... (0x1EDC6F41)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= int(f"{byte:08b}"[::-1], 2) << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x1EDC6F41 if crc >> 31 else 0)) & 0xFFFFFFFF
    return int(f"{crc:032b}"[::-1], 2) ^ 0xFFFFFFFF


def number(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def fields(message):
    """[(number of the field, value)] of a message."""
    found, at = [], 0
    while at < len(message):
        key, at = number(message, at)
        if key & 7 == 0:
            value, at = number(message, at)
        elif key & 7 == 1:
            value, at = struct.unpack_from("<d", message, at)[0], at + 8
        elif key & 7 == 5:
            value, at = struct.unpack_from("<f", message, at)[0], at + 4
        else:
            assert key & 7 == 2
            length, at = number(message, at)
            value, at = message[at : at + length], at + length
        found.append((key >> 3, value))
    return found


def events(path):
    """[(step, {tag: value})] of a file, whose first record is its version."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        parts = (data[at : at + 8], data[at + 12 : at + 12 + length])
        sums = struct.unpack_from("<I", data, at + 8) + struct.unpack_from(
            "<I", data, at + 12 + length
        )
        for part, written in zip(parts, sums):
            crc = reference_crc(part)
            assert written == ((crc >> 15 | (crc << 17) & 0xFFFFFFFF) + 0xA282EAD8) % 2**32
        at += 16 + length
        found.append(dict(fields(parts[1])))
    assert found[0][3] == b"brain.Event:2"
    curves = []
    for each in found[1:]:
        values = [dict(fields(value)) for field, value in fields(each[5]) if field == 1]
        curves.append((each[2], {value[1].decode(): value[2] for value in values}))
    return curves


def test_the_checksum_is_that_of_the_standard():
    assert tensorboard.crc32c(b"123456789") == 0xE3069283  # RFC 3720, and every catalogue of CRCs
    assert tensorboard.crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    assert reference_crc(b"123456789") == 0xE3069283


def test_means_and_bands_over_seeds_of_each_variant(tmp_path):
    folder = fake_results.write(tmp_path / "sweep", AXES, ERRORS)
    files = tensorboard.write(load(folder), tmp_path / "out")
    assert [path.parent.name for path in files] == ["hidden 0", "hidden 0.5"]
    for path, errors in zip(files, ERRORS):
        curves = events(path)
        steps = [step for step, _ in curves]
        assert steps == sorted(set(steps)) and len(steps) == 9
        last = curves[-1][1]
        assert last["test.error/mean"] == pytest.approx(np.mean(errors), rel=1e-6)
        low, high = stats.t.interval(0.95, len(errors) - 1, np.mean(errors), stats.sem(errors))
        assert last["test.error/low"] == pytest.approx(low, rel=1e-5)
        assert last["test.error/high"] == pytest.approx(high, rel=1e-5)
    dataset = load(folder)
    mean = dataset["curves.train.loss"].values[:3, 4].mean()
    step, values = events(files[0])[4]
    assert step == dataset["step"].values[0, 4]
    assert values["train.loss/mean"] == pytest.approx(mean, rel=1e-6)


def test_diverged_and_missing_trials_are_left_out_and_one_seed_has_no_band(tmp_path):
    folder = fake_results.write(
        tmp_path, AXES, ERRORS, diverged=[(0, 0)], missing=[(0, 1), (1, 0), (1, 1), (1, 2)]
    )
    (file,) = tensorboard.write(load(folder), tmp_path / "out")
    last = events(file)[-1][1]
    assert last["test.error/mean"] == pytest.approx(ERRORS[0][2], rel=1e-6)
    assert "test.error/low" not in last


def test_names_of_runs_are_names_of_folders():
    assert tensorboard.folder_name("a/b: c") == "a_b_ c"
    assert tensorboard.folder_name("hidden 0.5, input 0.2") == "hidden 0.5, input 0.2"


def test_on_the_command_line(tmp_path, capsys):
    folder = fake_results.write(tmp_path, AXES, ERRORS)
    assert main(["tensorboard", str(folder)]) == 0
    said = capsys.readouterr().out
    assert said.count("events.out.tfevents") == 2
    assert f"tensorboard --logdir {folder / 'tensorboard'}" in said
