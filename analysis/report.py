"""What `python3 -m analysis report` writes: tables/ and figures/ of a sweep directory."""

from pathlib import Path

import xarray as xr

from . import figures, style, tables
from .summary import Summary

KINDS = ["curves", "dose_response"]


def write_tables(summary: Summary, folder: Path) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in (("variants.md", tables.markdown(summary)), ("variants.tex", tables.latex(summary))):
        (folder / name).write_text(content, encoding="utf-8")
        paths.append(folder / name)
    return paths


def write_figures(dataset: xr.Dataset, summary: Summary, folder: Path, kinds=KINDS) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    if "curves" in kinds:
        for page, figure in enumerate(figures.curves(dataset, summary), 1):
            paths += style.save(figure, folder, "curves" if page == 1 else f"curves_{page}")
    if "dose_response" in kinds:
        paths += style.save(figures.dose_response(summary), folder, "dose_response")
    return paths


def report(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Writes everything below `folder`; returns the paths."""
    return write_figures(dataset, summary, folder / "figures") + write_tables(summary, folder / "tables")
