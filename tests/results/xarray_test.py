#!/usr/bin/env python3
"""Opens what lib/results writes with xarray and h5py, and runs the Python of FORMAT.md.

Usage: xarray_test.py TEST_RESULTS FORMAT.md
TEST_RESULTS: the program that writes the example files.
"""

import ctypes
import ctypes.util
import json
import os
import re
import subprocess
import sys
import tempfile
import types
import unittest
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

FOLDER = None  # of the example files
FORMAT = None  # the text of FORMAT.md


class Hash128(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint64), ("high", ctypes.c_uint64)]


def provide_xxhash():
    """The module xxhash, or what FORMAT.md uses of it, over the C library that regsweep links."""
    try:
        import xxhash  # noqa: F401
    except ImportError:
        function = ctypes.CDLL(ctypes.util.find_library("xxhash")).XXH3_128bits
        function.argtypes, function.restype = [ctypes.c_char_p, ctypes.c_size_t], Hash128
        module = types.ModuleType("xxhash")

        def xxh3_128_hexdigest(data):
            result = function(bytes(data), len(data))
            return f"{result.high:016x}{result.low:016x}"

        module.xxh3_128_hexdigest = xxh3_128_hexdigest
        sys.modules["xxhash"] = module


def example(name):
    """Runs the Python block of FORMAT.md that starts with "# <name>"; returns its names."""
    block = re.search(rf"```python\n# {name}\b(.*?)```", FORMAT, re.S)
    names = {}
    exec(block[0].removeprefix("```python\n").removesuffix("```"), names)
    return names


class Results(unittest.TestCase):
    def setUp(self):
        self.dataset = xr.open_dataset(FOLDER / "results.h5", engine="h5netcdf")
        self.addCleanup(self.dataset.close)

    def test_dimensions_have_names_and_no_invented_values(self):
        self.assertEqual(dict(self.dataset.sizes), {"trial": 10, "evaluation": 4, "position": 4})
        self.assertNotIn("trial", self.dataset.coords)
        self.assertNotIn("evaluation", self.dataset.coords)

    def test_swept_axes_and_identity_are_coordinates(self):
        wanted = {
            "trial_id",
            "seed",
            "variant",
            "label",
            "dropout.hidden.rate",
            "model.kind",
            "training.epochs",
            "step",
            "epoch",
        }
        self.assertEqual(set(self.dataset.coords), wanted)
        self.assertEqual(set(self.dataset["test.error"].coords), wanted - {"step", "epoch"})
        self.assertEqual(self.dataset["dropout.hidden.rate"].dtype, np.float64)
        self.assertEqual(self.dataset["model.kind"].values[-1], "größer")
        self.assertEqual(self.dataset["seed"].dtype, np.int64)

    def test_variables_explain_themselves(self):
        self.assertEqual(
            self.dataset["test.error"].attrs,
            {"units": "nats", "long_name": "test.error at the end"},
        )
        for name, variable in self.dataset.variables.items():
            self.assertIn("long_name", variable.attrs, name)
            self.assertEqual("units" in variable.attrs, variable.dtype.kind in "fi", name)

    def test_groupby_works_at_once(self):
        means = self.dataset["test.error"].groupby("dropout.hidden.rate").mean()
        np.testing.assert_allclose(
            means, [(0 + 6 + 7 + 8) / 4 + 0.25, (4 + 5 + 9 + 10 + 11) / 5 + 0.25]
        )  # trial 3 diverged: no number
        kinds = self.dataset["best.test.error"].groupby("model.kind").count()
        self.assertEqual(
            dict(zip(kinds["model.kind"].values, kinds.values)), {"mlp": 3, "größer": 6}
        )

    def test_states_are_there(self):
        diverged = self.dataset.where(self.dataset["status"] == "diverged", drop=True)
        self.assertEqual(list(diverged["trial_id"].values), ["0000000000000003"])
        self.assertTrue(np.isnan(diverged["test.error"].values).all())

    def test_curves_are_padded_with_nan(self):
        curves = self.dataset["curves.test.loss"]
        self.assertEqual(curves.dims, ("trial", "evaluation"))
        self.assertEqual(list(curves.count("evaluation").values), [4] * 7 + [2] * 3)
        self.assertEqual(list(self.dataset["step"].values[-1]), [0, 100, -1, -1])

    def test_the_sweep_is_in_the_attributes(self):
        self.assertEqual(self.dataset.attrs["sweep"], "mnist-dropout")
        self.assertEqual(self.dataset.attrs["format"], "regsweep-results")
        self.assertEqual(json.loads(self.dataset.attrs["analysis"]), {"metric": "test.error"})

    def test_it_becomes_a_table(self):
        table = self.dataset.drop_dims(["evaluation", "position"]).to_dataframe()
        self.assertEqual(len(table), 10)
        self.assertEqual(table["test.error"].isna().sum(), 1)


class Trials(unittest.TestCase):
    def test_curves_are_indexed_by_step(self):
        with xr.open_dataset(
            FOLDER / "0000000000000004.h5", engine="h5netcdf", group="curves"
        ) as curves:
            self.assertEqual(list(curves["step"].values), [0, 100, 200, 300])
            self.assertEqual(float(curves["test.loss"].sel(step=100)), 4.5)
            self.assertEqual(curves["test.loss"].attrs["units"], "nats")

    def test_attributes_have_their_types(self):
        with h5py.File(FOLDER / "every_type.h5", "r") as file:
            self.assertIs(bool(file.attrs["yes"]), True)
            self.assertEqual(file.attrs["yes"].dtype, np.bool_)
            self.assertEqual(file.attrs["integer"], -(2**63))
            self.assertEqual(file.attrs["zulu"], 'text with ümlaut, "quotes"\nand a second line')
            self.assertIsInstance(file.attrs["nothing"], h5py.Empty)

    def test_a_damaged_chunk_is_an_error_in_python_too(self):
        data = bytearray((FOLDER / "every_type.h5").read_bytes())
        with h5py.File(FOLDER / "every_type.h5", "r") as file:
            place = file["weights"].id.get_chunk_info(2).byte_offset
        data[place + 100] ^= 1
        (FOLDER / "damaged.h5").write_bytes(data)
        with h5py.File(FOLDER / "damaged.h5", "r") as file, self.assertRaises(OSError):
            file["weights"][...]


class Format(unittest.TestCase):
    def test_the_digest_can_be_computed_from_what_is_written(self):
        digest = example("digest")["digest"]
        for name in ("every_type.h5", "results.h5", "0000000000000003.h5", "0000000000000004.h5"):
            with h5py.File(FOLDER / name, "r") as file:
                self.assertEqual(digest(file), file.attrs["digest"], name)

    def test_the_seal_can_be_checked_from_what_is_written(self):
        sealed = example("seal")["sealed"]
        self.assertEqual(sealed(FOLDER / "0000000000000004.h5"), "regsweep-trial:0000000000000004")
        self.assertEqual(sealed(FOLDER / "results.h5"), "regsweep-results")
        self.assertIsNone(sealed(FOLDER / "0000000000000002.h5"))  # truncated

    def test_numbers_are_written_as_cpp_writes_them(self):
        number_text = example("digest")["number_text"]
        for value, text in [
            (0.1, "0.1"),
            (1e-4, "1e-04"),
            (0.001, "0.001"),
            (1e22, "1e+22"),
            (-2.0, "-2"),
            (1.5e-7, "1.5e-07"),
            (123456.789, "123456.789"),
            (1e15, "1e+15"),
            (float("nan"), "nan"),
            (-0.0, "0"),
        ]:
            self.assertEqual(number_text(value), text)

    def test_the_examples_run(self):
        os.chdir(FOLDER)
        (FOLDER / "trials").mkdir(exist_ok=True)
        (FOLDER / "trials" / "0000000000000004.h5").write_bytes(
            (FOLDER / "0000000000000004.h5").read_bytes()
        )
        example("results")
        example("trial")


if __name__ == "__main__":
    program, format_file = Path(sys.argv[1]), Path(sys.argv[2])
    FORMAT = format_file.read_text(encoding="utf-8")
    provide_xxhash()
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        subprocess.run(
            [program, "[.example_files]"],
            env=os.environ | {"REGSWEEP_EXAMPLE_FILES": folder},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        unittest.main(argv=sys.argv[:1])
