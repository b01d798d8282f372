"""What a sweep cost: seconds of computing times threads, as its trials recorded them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

HOUR = 3600.0


class CoreSeconds(NamedTuple):
    """Sums over trials that recorded them; NaN where none did."""

    results: float
    tuning: float

    @property
    def hours(self) -> float:
        """Of all; NaN if nothing is known."""
        known = [each for each in self if np.isfinite(each)]
        return sum(known) / HOUR if known else np.nan


def read_core_seconds(file: Path) -> CoreSeconds:
    """Of results.h5."""
    return CoreSeconds(_sum(file, "provenance"), _sum(file, "tuning/provenance"))


def _sum(file: Path, group: str) -> float:
    try:
        with xr.open_dataset(file, engine="h5netcdf", group=group) as opened:
            seconds = opened["core_seconds"].values
    except (OSError, KeyError):
        return np.nan
    known = seconds[np.isfinite(seconds)]
    return float(known.sum()) if len(known) else np.nan
