"""A pinned kernel of OpenBLAS: every way to train obeys it, trials keep their identity, mixed bits
are told.
"""

import os
import unittest
from pathlib import Path

import h5py

from sweep_case import SweepCase

PIN = "execution.blas_kernel="
FLAGS = set(
    next(
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags")
    ).split()
)


@unittest.skipUnless({"avx2", "fma"} <= FLAGS, "needs a processor with AVX2")
class Kernels(SweepCase):
    def kernels(self, directory):
        """trial -> the kernel that its provenance names"""
        found = {}
        for path in self.trial_files(directory):
            with h5py.File(path, "r") as file:
                found[path.stem] = file["provenance"].attrs["blas_core"]
        return found

    def test_run_and_work_obey_the_pin(self):
        sweep = self.write_sweep(seeds=1)
        self.regsweep("run", sweep, "--set", PIN + "Sandybridge")
        self.assertEqual(set(self.kernels("results/tiny").values()), {"Sandybridge"})
        self.regsweep("plan", sweep, "--set", PIN + "Haswell", "--write", "--out", "alone")
        self.regsweep("work", "alone", env={**os.environ, "OPENBLAS_CORETYPE": "Nehalem"})
        self.assertEqual(set(self.kernels("alone").values()), {"Haswell"})
        self.assertEqual(set(self.kernels("alone")), set(self.kernels("results/tiny")))
        out, _ = self.regsweep("verify", "alone", "--all")
        self.assertIn("3 trials trained again: 3 the same bits", out)

    def test_collect_tells_mixed_bits(self):
        sweep = self.write_sweep(seeds=1)
        out, _ = self.regsweep("run", sweep, "--set", PIN + "Haswell")
        self.assertNotIn("mixed bits", out)
        self.trial_files("results/tiny")[0].unlink()
        out, _ = self.regsweep("run", sweep, "--set", PIN + "Sandybridge")
        self.assertRegex(
            out, r"Note: mixed bits: 2 trials by Haswell with [^,]+, 1 trial by Sandybridge with "
        )
        self.assertIn("mixed bits: ", self.regsweep("collect", "results/tiny")[0])
        with h5py.File(self.folder / "results/tiny/results.h5", "r") as file:
            self.assertTrue(file["provenance"].attrs["mixed_bits"])
            self.assertEqual(
                sorted(file["provenance/blas_core"].asstr()), ["Haswell", "Haswell", "Sandybridge"]
            )

    @unittest.skipIf("amx_tile" in FLAGS, "this processor runs every kernel")
    def test_a_kernel_for_another_processor_is_refused_where_it_would_train(self):
        sweep = self.write_sweep()
        out, _ = self.regsweep("plan", sweep, "--set", PIN + "SapphireRapids", "--write")
        self.assertIn(
            (
                "Estimated time: unknown on this machine: execution.blas_kernel = SapphireRapids"
                " needs "
            ),
            out,
        )
        _, err = self.regsweep("run", sweep, "--set", PIN + "SapphireRapids", code=5)
        self.assertIn(
            (
                "which this processor does not have; pin an older one that all nodes have, or take"
                " the line out"
            ),
            err,
        )
        self.assertEqual(self.trial_files("results/tiny"), [])
        _, err = self.regsweep("plan", sweep, "--set", PIN + "Haswel", code=2)
        self.assertIn("did you mean 'Haswell'", err)

    @unittest.skipUnless("avx512_bf16" in FLAGS, "needs a processor with bf16")
    def test_plan_tells_where_bf16_saves_no_time(self):
        note = "training.precision = bf16 takes as long as float32 on this processor"
        out, _ = self.regsweep("plan", self.write_sweep(), "--set", "training.precision=bf16")
        slow = "GenuineIntel" in Path("/proc/cpuinfo").read_text() and "amx_bf16" not in FLAGS
        (self.assertIn if slow else self.assertNotIn)(note, out)
        self.assertNotIn(note, self.regsweep("plan", self.write_sweep())[0])

    def test_left_alone_trials_use_the_newest_instructions_and_the_choice_of_the_user_stands(self):
        sweep, alone = self.write_sweep(seeds=1), {
            name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"
        }
        self.regsweep("run", sweep, "--out", "alone", env=alone)
        old = {"Prescott", "Nehalem", "Sandybridge"} | (
            {"Haswell", "Zen"} if "avx512vl" in FLAGS else set()
        )
        self.assertFalse(old & set(self.kernels("alone").values()))
        self.regsweep(
            "run", sweep, "--out", "chosen", env={**alone, "OPENBLAS_CORETYPE": "Nehalem"}
        )
        self.assertEqual(set(self.kernels("chosen").values()), {"Nehalem"})

    @unittest.skipUnless(
        {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= FLAGS,
        "needs a processor with AVX-512",
    )
    def test_advice_where_avx512_lies_idle(self):
        sweep, idle = self.write_sweep(), {**os.environ, "OPENBLAS_CORETYPE": "Haswell"}
        for command in ("plan", "run"):
            out, _ = self.regsweep(command, sweep, env=idle)
            self.assertIn(
                (
                    "Note: OpenBLAS uses its Haswell kernel (OPENBLAS_CORETYPE says so), though"
                    " this processor has "
                ),
                out,
            )
            self.assertIn("--set execution.blas_kernel=SkylakeX", out)
        self.assertNotIn(
            "Note: OpenBLAS", self.regsweep("plan", sweep, "--set", PIN + "Haswell")[0]
        )


if __name__ == "__main__":
    unittest.main()
