"""Base of the checks of probes: one trial is trained, and what its probes found is compared with
numbers that the check computes itself, from the parameters that the trial kept; with masks and
orders from `randomness`, the rendering of the randomness contract in numpy.
"""

import re
import sys

import h5py
import numpy as np

from sweep_case import ROOT, SweepCase

sys.path.insert(0, str(ROOT / "tests/analysis"))
import randomness  # pylint: disable=wrong-import-position,unused-import


class ProbeCase(SweepCase):
    tolerance, absolute = 1e-4, 1e-6  # of a quantity that is not said to need another

    def train(self, sweep):
        """Trains the one trial of a sweep, given as text; sets `trial`, its file, and `found`,
        what its probes say: probe -> quantity -> numbers.
        """
        (self.folder / "probed.yaml").write_text(sweep)
        self.regsweep("run", "probed.yaml", "--workers", 1)
        name = re.search(r"^sweep: (\w+)$", sweep, re.MULTILINE)[1]
        (self.trial,) = self.trial_files(f"results/{name}")
        with h5py.File(self.trial) as file:
            self.found = {
                probe: {name: each[()] for name, each in group.items() if hasattr(each, "shape")}
                for probe, group in file["probes"].items()
            }

    def parameters(self, step):
        """Name -> values in double, as kept after a step."""
        with h5py.File(self.trial) as file:
            kept = file[f"parameters/step_{step}"]
            return {name: each[()].astype(float) for name, each in kept.items()}

    def assert_near(self, probe, quantity, expected, tolerance=None):
        np.testing.assert_allclose(
            self.found[probe][quantity],
            expected,
            rtol=tolerance or self.tolerance,
            atol=self.absolute,
            err_msg=f"{probe}.{quantity}",
        )
