"""Analysis of regsweep's results: files in, tables and figures out. It trains nothing.

    from analysis import load, tidy, final_frame
    dataset = load("results/quickstart")        # xarray Dataset along `trial`
    curves = tidy(dataset)                      # pandas, one row per trial and evaluation
    finals = final_frame(dataset)               # pandas, one row per trial, missing ones included

On the command line: python3 -m analysis report DIR (also: table, figure, bundle, trace, verify).
Installed, this package is called regsweep: `from regsweep import load`, `regsweep report DIR`.
"""

try:
    from .compute_summary import summarize
    from .load import IncompleteSweep, ResultsError, final_frame, load, tidy
    from .statistics import Interval, holm, mean_interval, paired_difference, welch_difference
    from .summary import Summary
except ModuleNotFoundError as error:  # a package is missing; __main__ says which one and what to do
    if (error.name or "").startswith(__name__):
        raise

__all__ = [
    "load",
    "tidy",
    "final_frame",
    "summarize",
    "Summary",
    "mean_interval",
    "welch_difference",
    "paired_difference",
    "holm",
    "Interval",
    "ResultsError",
    "IncompleteSweep",
]
