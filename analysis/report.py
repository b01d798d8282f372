"""What `python3 -m analysis report` writes: tables/, figures/ and report.html of a sweep directory.
"""

from pathlib import Path

import xarray as xr

from . import figures, page, style
from .claim_table import claim_records, claim_table
from .claims import judge_claims
from .codebook import codebook
from .comparison_table import comparison_records, comparison_table
from .example_table import example_records
from .examples import example_rows
from .load import final_frame, tidy
from .macros import macros
from .manifest import manifest
from .provenance import provenance
from .summary import Summary
from .task_table import task_records, task_table
from .variant_table import variant_records, variant_table
from .writers import csv, latex, markdown


def summary_tables(summary: Summary) -> dict:
    """File name without ending -> Table: of variants, and over several tasks of methods."""
    over_tasks = task_table(summary)
    return {"variants": variant_table(summary)} | ({"tasks": over_tasks} if over_tasks else {})


def table_texts(dataset: xr.Dataset, summary: Summary) -> dict:
    """File name -> content of everything below tables/."""
    tables = summary_tables(summary)
    compared = comparison_table(summary)
    records = {
        "variants": variant_records(summary),
        "comparisons": comparison_records(summary),
        "tasks": task_records(summary),
        "examples": example_records(example_rows(dataset, summary)),
    }
    texts = {}
    for name, table in tables.items():
        texts[f"{name}.md"] = markdown.text(table)
        texts[f"{name}.tex"] = latex.text(table)
        texts[f"{name}.csv"] = csv.text(records[name])
        if name == "variants":
            texts["macros.tex"] = macros(table)
            texts["manifest.json"] = manifest(dataset, summary, tables)
    if compared:
        texts["comparisons.md"], texts["comparisons.tex"] = (
            markdown.text(compared),
            latex.text(compared),
        )
        texts["comparisons.csv"] = csv.text(records["comparisons"])
    judged = judge_claims(dataset)
    if judged:
        table = claim_table(dataset, judged)
        texts["claims.md"], texts["claims.tex"] = markdown.text(table), latex.text(table)
        texts["claims.csv"] = csv.text(claim_records(dataset, judged))
    if records["examples"]:
        texts["examples.csv"] = csv.text(records["examples"])
    frames = {"trials": final_frame(dataset), "curves": tidy(dataset)}
    columns = {name: list(frame) for name, frame in frames.items()}
    columns |= {name: list(each[0]) for name, each in records.items() if each}
    for name, frame in frames.items():
        texts[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n")
    texts["codebook.md"] = codebook(dataset, columns, summary.metric.name)
    return texts


def write_tables(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = table_texts(dataset, summary)
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in texts]


def write_figures(
    dataset: xr.Dataset,
    summary: Summary,
    folder: Path,
    kinds=figures.KINDS,
    width: float | None = None,
) -> dict:
    """Returns path -> caption, three paths per figure."""
    folder.mkdir(parents=True, exist_ok=True)
    origin = provenance(dataset)
    drawings = [each for kind in kinds for each in figures.make(dataset, summary, kind, width)]
    return {
        path: each.caption
        for each in drawings
        for path in style.save(each.figure, folder, each.name, origin)
    }


def report(dataset: xr.Dataset, summary: Summary, folder: Path) -> list:
    """Writes everything below `folder`; returns the paths."""
    drawn = write_figures(dataset, summary, folder / "figures")
    shown = {path: caption for path, caption in drawn.items() if path.suffix == ".svg"}
    file = folder / "report.html"
    text = page.page(dataset, summary, summary_tables(summary), shown)
    file.write_text(text, encoding="utf-8")
    return [*drawn, *write_tables(dataset, summary, folder / "tables"), file]
