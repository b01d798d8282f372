"""Analysis of regsweep's results: files in, tables and figures out. Reads results.h5, builds and trains nothing.

    from analysis import load, tidy, final_frame
    dataset = load("results/quickstart")        # xarray Dataset along `trial`
    curves = tidy(dataset)                      # pandas, one row per trial and evaluation
    finals = final_frame(dataset)               # pandas, one row per trial, missing and diverged ones included

On the command line: python3 -m analysis report DIR (also: table, figure).
"""

_HOME = {
    "load": "load", "tidy": "load", "final_frame": "load", "ResultsError": "load",
    "mean_interval": "statistics", "welch_difference": "statistics", "paired_difference": "statistics", "holm": "statistics",
    "summarize": "summary",
    "report": "report",
}
__all__ = sorted(_HOME)


def __getattr__(name):
    """Imports on first use, so that `python3 -m analysis` can say which package is missing instead of failing here."""
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
