"""The figures of a sweep by kind: curves over training, and the dose-response of the primary metric."""

import xarray as xr

from .curves import curve_band, curves
from .dose_response import dose_response
from .summary import Summary

KINDS = ["curves", "dose_response"]
__all__ = ["KINDS", "curve_band", "curves", "dose_response", "make"]


def make(dataset: xr.Dataset, summary: Summary, kind: str) -> list:
    """(file name without ending, matplotlib figure) of each figure of a kind."""
    if kind == "dose_response":
        return [("dose_response", dose_response(summary))]
    pages = curves(dataset, summary)
    return [("curves" if page == 1 else f"curves_{page}", figure) for page, figure in enumerate(pages, 1)]
