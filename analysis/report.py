"""What `python3 -m analysis report` writes: tables/ and figures/ of a sweep directory."""

from pathlib import Path

import xarray as xr

from . import figures, style, tables
from .summary import Summary


def write_tables(summary: Summary, folder: Path) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in (("variants.md", tables.markdown(summary)), ("variants.tex", tables.latex(summary))):
        (folder / name).write_text(content, encoding="utf-8")
        paths.append(folder / name)
    return paths


def write_figures(dataset: xr.Dataset, summary: Summary, folder: Path, kinds=figures.KINDS) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    made = [each for kind in kinds for each in figures.make(dataset, summary, kind)]
    return [path for name, figure in made for path in style.save(figure, folder, name)]


def report(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Writes everything below `folder`; returns the paths."""
    return write_figures(dataset, summary, folder / "figures") + write_tables(summary, folder / "tables")
