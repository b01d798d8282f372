"""What `python3 -m analysis report` writes: tables/, figures/ and report.html of a sweep directory."""

from pathlib import Path

import xarray as xr

from . import figures, html, manifest, style, tables, tables_csv, tasks
from .examples import example_rows
from .provenance import provenance
from .summary import Summary


def table_texts(dataset: xr.Dataset, summary: Summary) -> dict:
    """File name -> content of everything below tables/."""
    over = tasks.table(summary)
    written = tables.latex(summary, tasks.table(summary, titles=True)) if over else ""
    of_tasks = (
        {
            "tasks.md": tables.markdown(summary, over),
            "tasks.tex": written,
            "tasks.csv": tasks.csv(summary),
        }
        if over
        else {}
    )
    examples = (
        {"examples.csv": tables_csv.examples_csv(each)}
        if (each := example_rows(dataset, summary))
        else {}
    )
    return {
        "variants.md": tables.markdown(summary), "variants.tex": tables.latex(summary), "variants.csv": tables_csv.csv(summary),
        "macros.tex": manifest.macros(summary), "manifest.json": manifest.manifest(dataset, summary),
        **of_tasks, **examples,
    }  # fmt: skip


def write_tables(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (texts := table_texts(dataset, summary)).items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in texts]


def write_figures(
    dataset: xr.Dataset,
    summary: Summary,
    folder: Path,
    kinds=figures.KINDS,
    width: float | None = None,
) -> list:
    folder.mkdir(parents=True, exist_ok=True)
    origin = provenance(dataset)
    made = [each for kind in kinds for each in figures.make(dataset, summary, kind, width)]
    return [path for name, figure in made for path in style.save(figure, folder, name, origin)]


def report(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Writes everything below `folder`; returns the paths."""
    drawn = write_figures(dataset, summary, folder / "figures")
    page = folder / "report.html"
    page.write_text(
        html.page(dataset, summary, [path for path in drawn if path.suffix == ".svg"]),
        encoding="utf-8",
    )
    return [*drawn, *write_tables(dataset, summary, folder / "tables"), page]
